"""A section of the report asked for by its heading: what stands under it, not a sentence that lists headings.

The names that a question may use beside the printed heading are in `qa/data/sections.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from corpus.facts import FactStore
from corpus.models import Report, Section
from corpus.normalize import simplify
from qa import lexicon, quoting, subject
from qa.passage_evidence import Passage, PassageEvidence, passages_of

PROSE = (Section.OVERVIEW, Section.PROBLEMS, Section.OTHER)
MARK = re.compile(
    r"^[\s#*]*(?:[一二三四五六七八九十]{1,2}、|[（(][一二三四五六七八九十\d]{1,2}[)）]|\d{1,2}[.．、])\s*"
)
TAIL = re.compile(r"(?:工作)?(?:情况|工作|方面)$")
NOISE = re.compile(r"[\s，,。？?！!：:；;、“”\"'‘’《》「」.]+")
MIN_NAME = 4  # characters of a heading that a question can mean


def asked_of(question: str, reports: Sequence[Report], facts: FactStore) -> tuple[PassageEvidence, ...]:
    """What stands under the heading that the question names and asks nothing besides, chunk by chunk in print order."""
    bare = _bare(question, reports)
    if not bare:
        return ()
    return tuple(e for p in passages_of(reports, facts) if _headed(p, bare) for e in _body(p))


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    found: dict[str, Any] = lexicon.read_data("sections.yaml")
    return found


def _bare(question: str, reports: Sequence[Report]) -> str:
    """The question without bodies, years and the words that ask what is written; empty where it asks no such thing."""
    text = subject.YEARS.sub(" ", subject.without_names(simplify(question).lower(), reports))
    data = _data()
    asks, idle = (re.compile(f"(?:{'|'.join(data[k])})") for k in ("asks", "idle"))
    if not asks.search(text):
        return ""
    return NOISE.sub("", idle.sub(" ", asks.sub(" ", text)))


def _headed(passage: Passage, bare: str) -> bool:
    heading = passage.chunk.heading
    if heading is None or passage.chunk.section not in PROSE:
        return False
    name = _name(heading)
    if _name(bare) == name and len(name) >= MIN_NAME:
        return True
    rows: list[dict[str, list[str]]] = _data()["sections"]
    return any(
        re.fullmatch("|".join(row["called"]), _name(bare)) and re.match("|".join(row["heading"]), name) for row in rows
    )


def _name(heading: str) -> str:
    """A heading without number and formal tail: 监督保障情况 is 监督保障."""
    return TAIL.sub("", NOISE.sub("", MARK.sub("", simplify(heading).lower())))


def _body(passage: Passage) -> Iterator[PassageEvidence]:
    spans = [
        s for s in quoting.sentences(quoting.flatten(passage.chunk.text, passage.chunk.start)) if not s.heading
    ]  # fmt: skip
    if not spans:
        return
    start, end = quoting.stored_span(spans[0])[0], quoting.stored_span(spans[-1])[1]
    yield PassageEvidence(
        report=passage.report, chunk=passage.chunk, start=start, end=end, quote=passage.text[start:end], score=1.0,
        support=True,
    )  # fmt: skip
