"""The figures that a report's prose states for what is asked: each number bound to the words of its own clause.

A number counts what stands behind it (28个部门), else what stands before it in its clause (村务公开栏142个), else, where
its clause names nothing, what the clause before it did (来信238封，办结230封). A neighbour's number is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from corpus.facts import FactStore
from corpus.models import Report, Section, Statement
from corpus.normalize import simplify
from qa import counted, counting, manner, quoting, subject
from qa.counted_words import Asked
from qa.figure_frames import Frame
from qa.figure_matching import Match, matches
from qa.passage_evidence import Passage, PassageEvidence, elsewhen, passages_of, turns_to_plans
from qa.quoting import Span

PROSE = (Section.PREAMBLE, Section.OVERVIEW, Section.PROBLEMS, Section.OTHER)
RIVALS = 6  # different figures quoted at most; more means that the question is too wide
TO_NOW = re.compile(r"截[至止]目前|截[至止]今|迄今|至今")
TO_NOW_ASKED = re.compile(
    r"截[至止]|目前|至今|迄今|累计|\b(?:to date|so far|cumulative(?:ly)?|up to now|accumulated)\b"
)
SENTENCE_SHOWN = 140  # characters; a longer clause is quoted from the words that are needed on


def answer(
    question: str, reports: Sequence[Report], facts: FactStore, *, names: Sequence[str] = ()
) -> tuple[tuple[PassageEvidence, ...], ...]:
    """For each figure that the question asks, the sentences that state it: one, or several that differ; () for none.

    `names`: what the question calls the bodies that it is of, where reports call them otherwise (卫健委).

    Empty where the question asks no figure or is not wholly read.
    """
    for name in sorted(names, key=len, reverse=True):
        question = re.sub(re.escape(name), " ", question, flags=re.IGNORECASE)
    asked = counted.read(question, reports)
    if not asked or all(counted.of_tables(one) for one in asked):
        return ()
    spans = list(_spans(reports, facts))
    stored: dict[str, list[Statement]] = {}
    for statement in facts.statements(report_ids=[r.report_id for r in reports]):
        stored.setdefault(statement.report_id, []).append(statement)
    plain = subject.without_names(simplify(question).lower(), reports)
    told = [
        _stating(one, spans, stored, plain) or _stating(counted.taken_apart(one), spans, stored, plain) for one in asked
    ]
    whole = next((one.unsplit for one, group in zip(asked, told, strict=True) if one.unsplit and not group), None)
    if whole is not None:  # what was taken for two things may be one name: 党中央、国务院重要信息
        kept = [group for one, group in zip(asked, told, strict=True) if one.unsplit is None]
        told = [_stating(whole, spans, stored, plain), *kept]
    return tuple(told)


def _spans(reports: Sequence[Report], facts: FactStore) -> Iterator[tuple[Passage, Span]]:
    """Every sentence of the prose that may state a figure of its report's own year."""
    planning: set[str] = set()
    for passage in passages_of(reports, facts):
        if passage.chunk.section not in PROSE:
            continue
        report_id = passage.report.report_id
        for sentence in quoting.sentences(quoting.flatten(passage.chunk.text, passage.chunk.start)):
            if passage.chunk.section is Section.PROBLEMS and turns_to_plans(sentence.text):
                planning.add(report_id)
            if sentence.heading or (passage.chunk.section is Section.PROBLEMS and report_id in planning):
                continue
            if not elsewhen(sentence.text, passage.report):
                yield passage, sentence


def _stating(
    asked: Asked, spans: Sequence[tuple[Passage, Span]], stored: Mapping[str, list[Statement]], question: str
) -> tuple[PassageEvidence, ...]:
    """The best fitting figures, one for each value and report; nothing where they are too many to mean one thing."""
    found: dict[str, list[tuple[Match, PassageEvidence]]] = {}
    for passage, sentence in spans:
        for match in matches(asked, sentence, passage.report.year):
            if not manner.fits(question, _clause(match.frame)) or _since_ever(question, match.frame):
                continue
            evidence = _evidence(passage, sentence, match, stored)
            if (
                evidence.statement is not None and evidence.statement.metric is None
            ):  # else a cell of the tables tells it
                found.setdefault(evidence.report.report_id, []).append((match, evidence))
    kept: dict[tuple[str, Decimal, str], PassageEvidence] = {}
    for report_id, told_here in found.items():
        for evidence in _best(_running(question, told_here)):
            if evidence.statement is not None:
                kept.setdefault((report_id, evidence.statement.value, _class(evidence.statement.unit)), evidence)
    told = tuple(kept.values())
    return () if any(sum(e.report == r.report for e in told) > RIVALS for r in told) else told


def _since_ever(question: str, frame: Frame) -> bool:
    """Whether a figure runs up to now from no said beginning, where one of the year is asked."""
    told = TO_NOW.search(frame.context + frame.own) is not None and "累计" in frame.own
    return told and TO_NOW_ASKED.search(question) is None


def _running(question: str, found: list[tuple[Match, PassageEvidence]]) -> list[tuple[Match, PassageEvidence]]:
    """The running totals where one is asked for and stated; else all."""
    if TO_NOW_ASKED.search(question) is None:
        return found
    return [(m, e) for m, e in found if "累计" in m.frame.own or TO_NOW.search(m.frame.own)] or found


def _clause(frame: Frame) -> str:
    """The words around a figure, with it."""
    return frame.own + frame.number.raw + frame.number.unit + frame.after


def _best(found: Sequence[tuple[Match, PassageEvidence]]) -> list[PassageEvidence]:
    """The best fitting; among those that say the same is done, the ones that nothing else narrows down."""
    top = max(match.fit for match, _ in found)
    best = [(m, e) for m, e in found if m.fit == top]
    plain = [(m, e) for m, e in best if not m.extra]
    alike = len({m.verbs for m, _ in best}) == 1
    return [e for _, e in (plain if plain and alike else best)]


def _class(unit: str) -> str:
    return unit if unit in ("%", "元", "万元", "亿元") else ""


def _shown(span: Span, sentence: Span, match: Match) -> Span:
    """The clause, or of a long one the part from the words that are needed to the figure's own."""
    if span.end - span.start <= SENTENCE_SHOWN:
        return span
    first, last = sentence.start + match.start, sentence.start + match.frame.number.whole_end
    held = [s for s in quoting.segments(span) if s.end > first and s.start < last]
    return Span(span.flat, held[0].start, held[-1].end) if held else span


def _evidence(passage: Passage, sentence: Span, match: Match, stored: Mapping[str, list[Statement]]) -> PassageEvidence:
    report, chunk, text = passage
    number = match.frame.number
    clause = next((c for c in quoting.clauses(sentence) if c.start <= sentence.start + number.start < c.end), sentence)
    span = _shown(clause if clause.start <= sentence.start + match.start else sentence, sentence, match)
    figure = counting.Figure(
        start=sentence.start + number.start, end=sentence.start + number.whole_end, fit=match.fit, value=number.value,
        unit=number.unit, raw=number.raw, hedge=number.hedge.value,
    )  # fmt: skip
    start, end = quoting.stored_span(span)
    return PassageEvidence(
        report=report, chunk=chunk, start=start, end=end, quote=text[start:end], score=float(sum(match.fit)),
        support=True, printed=quoting.display(text[slice(*span.flat.stored(figure.start, figure.end))]),
        statement=counting.statement_of(figure, span, report, text, stored.get(report.report_id, [])),
    )  # fmt: skip
