"""Where the six sections of a report lie in its text. Headings are found by their words, not their numbers.

Numbers are lost, restarted (一–六 as sub-topics) or mangled (l六、) too often; the six titles are fixed by the form.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import yaml

from corpus.document import Document
from corpus.models import Model, Section
from corpus.normalize import simplify

ORDER = (
    Section.OVERVIEW,
    Section.PROACTIVE,
    Section.REQUESTS,
    Section.DISPUTES,
    Section.PROBLEMS,
    Section.OTHER,
)
MAX_HEADING_CHARS = 60  # a longer line is prose that mentions a heading
HEADING_WEIGHT = 1.0
SUB_HEADING_WEIGHT = 0.5  # （一）存在的主要问题 stands under 五、, and is not 五、 itself
NUMBER = r"[#*\s]*(?:[lL]?(?:[一二三四五六七八九十]{1,2}|[0-9]{1,2})\s*[、.．,，:：]?|[（(][一二三四五六七八九十0-9]{1,2}[)）])?[#*\s]*"
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
    loaded: dict[str, Any] = yaml.safe_load(files("ingest").joinpath("labels.yaml").read_text(encoding="utf-8"))
    return loaded


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[Section, re.Pattern[str]], ...]:
    found = []
    for name, titles in labels()["headings"].items():
        words = "|".join(r"\s*".join(_spaced(t["words"])) for t in titles)
        found.append((Section(name), re.compile(rf"(?m)^[ \t|]*(?P<head>{NUMBER}(?:{words})[\s*：:]*?)$")))
    return tuple(found)


def _spaced(words: str) -> list[str]:
    """A pattern of the yaml as its pieces: groups in brackets stay whole, letters may be set apart."""
    return re.findall(r"\([^)]*\)\??|\[[^\]]*\]\??|\.\*|[^()\[\]]\??", words)


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
    hits = []
    for section, pattern in _patterns():
        for match in pattern.finditer(text):
            start, end = match.span("head")
            start += len(match["head"]) - len(match["head"].lstrip())
            end -= len(match["head"]) - len(match["head"].rstrip())
            if end - start <= MAX_HEADING_CHARS:
                bracketed = text[start:end].lstrip("#* ").startswith(("(", "（"))
                weight = SUB_HEADING_WEIGHT if bracketed else HEADING_WEIGHT
                hits.append(_Hit(section, start, end, weight))
    return sorted(hits, key=lambda h: (h.start, ORDER.index(h.section)))


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
