"""Where the six sections of a report lie in its text. Headings are found by their words, not their numbers.

Numbers are lost, restarted (一–六 as sub-topics) or mangled (l六、) too often; the six titles are fixed by the form.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from corpus.document import Document
from corpus.models import Model, Section
from corpus.normalize import simplify
from corpus.resources import read_yaml

ORDER = (
    Section.OVERVIEW,
    Section.PROACTIVE,
    Section.REQUESTS,
    Section.DISPUTES,
    Section.PROBLEMS,
    Section.OTHER,
)
MAX_HEADING_CHARS = 80  # a longer line is prose that mentions a heading
HEADING_WEIGHT = 1.0
SUB_HEADING_WEIGHT = 0.5  # （一）存在的主要问题 stands under 五、, and is not 五、 itself
NUMBER = r"(?:[lL]?(?:[一二三四五六七八九十]{1,2}|[0-9]{1,2})[、.．,，:：]?|[（(][一二三四五六七八九十0-9]{1,2}[)）])?"
LINE = re.compile(r"[^\n]+")
FURNITURE = " \t\r\f\u00a0\u3000#*|_"
SUB = re.compile(
    r"(?m)^[#*\s|]*([（(]\s*[一二三四五六七八九十]{1,2}\s*[)）])\s*\**([^\n。：:；;，,]{2,40}?)\**\s*(?=$|[。：:；;，,])"
)


class _Hit(NamedTuple):
    section: Section
    start: int
    end: int
    weight: float


class SectionSpan(Model):
    """A stretch of the stored text. `sub` is the sub-topic (主动公开情况) where the section is divided, else None.

    `start` is where its heading begins; `body_start` where the text after the heading begins.
    """

    section: Section
    heading: str | None
    start: int
    end: int
    body_start: int
    sub: str | None = None


@lru_cache(maxsize=1)
def labels() -> dict[str, Any]:
    """The printed variants of headings and labels that were seen, with their source (`labels.yaml`)."""
    loaded: dict[str, Any] = read_yaml("ingest", "labels.yaml")
    return loaded


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[Section, re.Pattern[str]], ...]:
    found = []
    for name, titles in labels()["headings"].items():
        words = "|".join(t["words"] for t in titles)
        found.append((Section(name), re.compile(f"{NUMBER}(?:{words})[：:。]?")))
    return tuple(found)


def split_sections(document: Document) -> tuple[SectionSpan, ...]:
    """The sections in print order, the preamble first, covering the whole text; those not found are absent.

    A section that prints sub-headings is given as several spans, one a sub-topic, all with the same `heading`.
    """
    text = simplify(document.text)
    heads = _chain(_hits(text))
    spans: list[SectionSpan] = []
    first = heads[0].start if heads else len(text)
    if first > 0:
        spans.append(SectionSpan(section=Section.PREAMBLE, heading=None, start=0, end=first, body_start=0))
    for number, (section, start, end, _) in enumerate(heads):
        stop = heads[number + 1].start if number + 1 < len(heads) else len(text)
        heading = " ".join(document.text[start:end].replace("#", " ").replace("*", " ").split())
        spans += _divide(text, section, heading, start, end, stop)
    return tuple(spans)


def _hits(text: str) -> list[_Hit]:
    """Lines (or two lines, where a heading wraps) that are a heading and nothing else."""
    lines = [(m.start(), m.end()) for m in LINE.finditer(text) if m[0].strip(FURNITURE)]
    hits = []
    for number, (start, end) in enumerate(lines):
        for stop in {end, lines[number + 1][1] if number + 1 < len(lines) else end}:
            if stop - start > MAX_HEADING_CHARS:
                continue
            hit = _hit(text, start, stop)
            if hit is not None:
                hits.append(hit)
    return sorted(hits, key=lambda h: (h.start, h.end, ORDER.index(h.section)))


def _hit(text: str, start: int, end: int) -> _Hit | None:
    words = "".join(c for c in text[start:end] if c not in FURNITURE and c != "\n")
    for section, pattern in _patterns():
        if pattern.fullmatch(words):
            lead = len(text[start:end]) - len(text[start:end].lstrip(" \t\f\u00a0\u3000|"))
            trail = len(text[start:end]) - len(text[start:end].rstrip())
            weight = SUB_HEADING_WEIGHT if words.startswith(("(", "（")) else HEADING_WEIGHT
            return _Hit(section, start + lead, end - trail, weight)
    return None


def _chain(hits: Sequence[_Hit]) -> list[_Hit]:
    """The weightiest run of headings in the form's order; among equals the last one (a table of contents comes first)."""
    best: list[tuple[float, list[_Hit]]] = []
    for hit in hits:
        weight, chain = hit.weight, [hit]
        for earlier_weight, earlier in best:
            below = ORDER.index(earlier[-1].section) < ORDER.index(hit.section) and earlier[-1].end <= hit.start
            if below and earlier_weight + hit.weight >= weight:
                weight, chain = earlier_weight + hit.weight, [*earlier, hit]
        best.append((weight, chain))
    return max(best, key=lambda c: (c[0], c[1][0].start), default=(0, []))[1]


def _divide(text: str, section: Section, heading: str, start: int, body: int, stop: int) -> list[SectionSpan]:
    whole = SectionSpan(section=section, heading=heading, start=start, end=stop, body_start=body)
    if section in (Section.PROACTIVE, Section.REQUESTS, Section.DISPUTES):
        return [whole]
    marks = [m for m in SUB.finditer(text, body, stop)]
    if not marks:
        return [whole]
    starts = [m.start() + len(m[0]) - len(m[0].lstrip()) for m in marks]
    spans = [whole.model_copy(update={"end": starts[0]})]
    for mark, at, end in zip(marks, starts, [*starts[1:], stop], strict=True):
        spans.append(whole.model_copy(update={"start": at, "body_start": at, "end": end, "sub": mark[2].strip()}))
    return spans


def window(spans: Sequence[SectionSpan], section: Section) -> tuple[int, int] | None:
    """Where a section lies whole, sub-topics joined; None where it was not found."""
    own = [s for s in spans if s.section is section]
    return (own[0].start, own[-1].end) if own else None
