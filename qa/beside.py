"""What the prose of a report says beside a figure of its tables: the sentences that state it, else those that name it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.facts import FactStore
from corpus.models import Report, Section, Statement
from qa import lexicon, quoting
from qa.passage_evidence import Passage, PassageEvidence, elsewhen, passages_of, turns_to_plans
from qa.quoting import Span

PROSE = (Section.OVERVIEW, Section.PROBLEMS, Section.OTHER)
SHOWN = 2  # sentences of a report quoted at most
# Figures that prose states for one another: what came in and what was handled; each way of litigation for the whole.
KIN = (("requests.", "outcome.total"), ("litigation",), ("reconsideration",), ("outcome.refused",),
       ("outcome.unavailable",), ("outcome.not_processed",), ("outcome.other",))  # fmt: skip


def said_of(report: Report, indicators: Sequence[str], facts: FactStore) -> tuple[PassageEvidence, ...]:
    """Up to two quotes of the report, in print order; none where its prose does not speak of the figures."""
    told = [s for s in facts.statements(report_ids=[report.report_id]) if any(_kin(s.metric, i) for i in indicators)]
    sentences = list(_sentences(report, facts))
    found = [e for p, s in sentences if (e := _stating(p, s, told)) is not None]
    if not found:
        words = [re.compile(word) for i in indicators if (word := _word(i)) is not None]
        found = [e for p, s in sentences if (e := _naming(p, s, words)) is not None]
    return tuple(found[:SHOWN])


def _kin(metric: str | None, indicator: str) -> bool:
    """Whether a figure linked to `metric` speaks of `indicator`."""
    if metric is None or metric.startswith("rate."):
        return False
    if metric == indicator:
        return True
    return any(_in(metric, family) and _in(indicator, family) for family in KIN)


def _in(indicator: str, family: Sequence[str]) -> bool:
    return any(indicator.startswith(begin) for begin in family)


def _word(indicator: str) -> str | None:
    """What prose calls the indicator."""
    words: dict[str, str] = lexicon.read_data("counted.yaml")["indicators"]
    begins = max((b for b in words if indicator.removeprefix("rate.").startswith(b)), key=len, default=None)
    return None if begins is None else words[begins]


def _sentences(report: Report, facts: FactStore) -> Iterator[tuple[Passage, Span]]:
    planning = False
    for passage in passages_of([report], facts):
        if passage.chunk.section not in PROSE:
            continue
        for sentence in quoting.sentences(quoting.flatten(passage.chunk.text, passage.chunk.start)):
            problems = passage.chunk.section is Section.PROBLEMS
            planning = planning or (problems and turns_to_plans(sentence.text))
            if not sentence.heading and not (problems and planning) and not elsewhen(sentence.text, report):
                yield passage, sentence


def _stating(passage: Passage, sentence: Span, told: Sequence[Statement]) -> PassageEvidence | None:
    start, end = quoting.stored_span(sentence)
    if not any(start <= s.locator.start < end for s in told):
        return None
    return _quoted(passage, sentence)


def _naming(passage: Passage, sentence: Span, words: Sequence[re.Pattern[str]]) -> PassageEvidence | None:
    if not any(word.search(sentence.text) for word in words):
        return None
    clause = next((c for c in quoting.clauses(sentence) if any(w.search(c.text) for w in words)), sentence)
    return _quoted(passage, clause)


def _quoted(passage: Passage, span: Span) -> PassageEvidence:
    start, end = quoting.stored_span(span)
    return PassageEvidence(
        report=passage.report, chunk=passage.chunk, start=start, end=end, quote=passage.text[start:end], score=1.0,
        support=True,
    )  # fmt: skip
