"""Section five: the stretch that tells the problems, or what is done about them, one quote a report."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.models import Section
from qa import quoting
from qa.passage_evidence import TURN, Passage, PassageEvidence, evidence_of
from qa.prose_ask import Ask
from qa.quoting import Span
from qa.weighing import score_of


def lists(ask: Ask, passages: Sequence[Passage]) -> list[PassageEvidence]:
    """Problems, or what is done about them: the stretch of section five that says so, one quote a report."""
    found = []
    by_report: dict[str, list[Passage]] = {}
    for passage in passages:
        if passage.chunk.section is Section.PROBLEMS:
            by_report.setdefault(passage.report.report_id, []).append(passage)
    for group in by_report.values():
        first, text = group[0], group[0].text
        start, end = first.chunk.start, group[-1].chunk.end
        before, after = _halves(quoting.sentences(quoting.flatten(text[start:end], start)))
        spans = [s for s in (after if ask.topic and ask.topic.future else before) if not s.heading]
        spans = _trimmed(ask, spans)
        if spans:
            whole = Span(spans[0].flat, spans[0].start, spans[-1].end)
            home = next((p for p in group if p.chunk.end > quoting.stored_span(whole)[0]), first)
            found.append(evidence_of(home, whole, score_of(ask, home.chunk, whole, None)))
    return found


def _halves(sentences: Sequence[Span]) -> tuple[list[Span], list[Span]]:
    """Sentences before and after section five turns from problems to measures."""
    for number, sentence in enumerate(sentences):
        turn = TURN.search(sentence.text)
        if turn and (sentence.heading or number or turn.start() > 0) and _is_turn(sentence, number):
            return list(sentences[:number]), list(sentences[number:])
    return list(sentences), []


def _is_turn(sentence: Span, number: int) -> bool:
    """The section's own title (存在的主要问题及改进情况) names both halves and is no turn."""
    return not (sentence.heading and "问题" in sentence.text and number == 0)


def _trimmed(ask: Ask, spans: list[Span]) -> list[Span]:
    """Without sentences at the edges that say nothing of the matter; those alone that hold what else is named."""
    if ask.wants:
        return next(([s] for s in spans if all(want.met_by(s.text) for want in ask.wants)), [])
    telling = [n for n, s in enumerate(spans) if all(group.search(s.text) for group in ask.groups)]
    return spans[telling[0] : telling[-1] + 1] if telling else []
