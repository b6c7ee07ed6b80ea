"""What a sentence is worth as an answer: whether it speaks of what was asked, with which figure, and what it says of it.

Cosines say nothing of that (those of e5 bunch between 0.82 and 0.95), so they order and never admit. A sentence about
plans does not answer what was done, and a denial answers no.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from corpus.models import Chunk, Report, Statement
from qa import counting, manner, quoting, topics
from qa.passage_evidence import Passage, PassageEvidence, evidence_of, future_words
from qa.prose_ask import Ask
from qa.quoting import Span

ZERO = re.compile(
    r"(?<![\d.])0(?:\.0+)?(?:元|件|万元|次|人|起|例)|(?:为|共|：|:)(?:零|0)$|零(?:元|件|起|次|例)|(?:情况|问题)?[:：]?(?:无|没有)$|免(?:费|收)"
)
CARRIES = re.compile(r"造成|导致|引起|引发|产生|或|以及|和|及")  # a segment that goes on with the one before
DENIED_BEFORE = re.compile(r"(?:未|没有|无)(?:发现|发生|出现|存在|接到|收到)")
WEIGHT_TOPIC = 2.0
WEIGHT_WANT = 2.0
WEIGHT_SECTION = 1.0
WEIGHT_FIGURE = 3.0
WEIGHT_HINT = 0.05


def weigh(ask: Ask, passage: Passage, sentence: Span, statements: Sequence[Statement]) -> PassageEvidence | None:
    """The evidence that a sentence is, at its smallest: the clause alone where it holds all that is asked."""
    if not speaks(ask, sentence.text) or _elsewhen(ask, sentence.text, passage.report):
        return None
    span = next((c for c in quoting.clauses(sentence) if speaks(ask, c.text)), sentence)
    figure = None
    if ask.counts:
        choice = [f for f in _figures(ask, sentence) if manner.fits(ask.bare, _segment(sentence, f.start))]
        if not choice:
            return _nought(ask, passage, span)
        clause = next((c for c in quoting.clauses(sentence) if c.start <= choice[0].start < c.end), sentence)
        span = clause if all(want.met_by(clause.text) for want in ask.wants) else sentence
        clear = len(choice) == 1 or choice[0].fit[:3] > choice[1].fit[:3] or choice[0].value == choice[1].value
        figure = choice[0] if clear else None
    says = _says(ask, span) if ask.whether else None
    if ask.whether and says is None:  # it speaks of the matter and leaves it open: no answer to whether
        return None
    statement = counting.statement_of(figure, span, passage.report, passage.text, statements) if figure else None
    score = score_of(ask, passage.chunk, span, choice[0] if ask.counts else None)
    return evidence_of(passage, span, score, statement=statement, says=says)


def _segment(sentence: Span, at: int) -> str:
    """What stands between commas around a place, joined."""
    found = next((s.text for s in quoting.segments(sentence) if s.start <= at < s.end), sentence.text)
    return "".join(found.split())


def _nought(ask: Ask, passage: Passage, span: Span) -> PassageEvidence | None:
    """Asked how much of what may not be at all (多少信息处理费): the sentence that denies it answers, without a figure."""
    if ask.topic is None or ask.topic.kind != "yes_no" or ask.share or _says(ask, span) is not False:
        return None
    return evidence_of(passage, span, score_of(ask, passage.chunk, span, None))


def speaks(ask: Ask, text: str) -> bool:
    """Whether a text holds all that the question names."""
    if any(not group.search(text) for group in ask.groups) or any(not want.met_by(text) for want in ask.wants):
        return False
    return not (ask.topic and any(re.search(pattern, text) for pattern in ask.topic.excludes))


def _elsewhen(ask: Ask, text: str, report: Report) -> bool:
    """Whether a sentence speaks of plans, or of another year alone."""
    if ask.about is not None and f"{ask.about}年" in text:
        return False
    if ask.topic and ask.topic.future:
        return False
    if ask.about is not None:
        return True
    if any(pattern.search(text) for pattern in future_words()):
        return True
    years = {int(year) for year in re.findall(r"(?:19|20)\d{2}(?=年)", text)}
    return bool(report.year and years and max(years) > report.year) or bool(
        ask.counts and report.year and years and report.year not in years
    )


def _figures(ask: Ask, sentence: Span) -> list[counting.Figure]:
    topic = ask.topic
    other = counting.counted_other(ask.text)
    if other is not None:
        return counting.figures(sentence, (re.compile(other),), (), ask.hints, share=ask.share)
    near = tuple(re.compile(p) for p in topic.near) if topic and topic.near else ask.groups
    named = tuple(re.compile("|".join(map(re.escape, want.names))) for want in ask.wants)
    units = topic.units if topic else ()
    strict = [want for want in ask.wants if not want.loose]
    found = counting.figures(
        sentence, (*near, *named), units, ask.hints, share=ask.share, within=lambda t: all(w.met_by(t) for w in strict)
    )
    if found or not ask.share:
        return found
    told = [clause for clause in quoting.clauses(sentence) if speaks(ask, clause.text) or _named_in(ask, clause.text)]
    return next((figure for clause in told if (figure := counting.share_in(clause))), [])


def _named_in(ask: Ask, text: str) -> bool:
    return bool(ask.wants) and all(want.met_by(text) for want in ask.wants)


def score_of(ask: Ask, chunk: Chunk, span: Span, figure: counting.Figure | None) -> float:
    score = WEIGHT_TOPIC * len(ask.groups) + WEIGHT_WANT * len(ask.wants)
    if ask.topic and ask.topic.sections:
        score += WEIGHT_SECTION * (chunk.section in ask.topic.sections)
    if figure is not None:
        score += WEIGHT_FIGURE + figure.fit[0]
    shared = sum(hint in span.text for hint in ask.hints)
    return round(score + WEIGHT_HINT * shared, 4)


def _says(ask: Ask, span: Span) -> bool | None:
    """False where the words asked for stand under a negation in their own segment, or count nought.

    None where the sentence neither denies nor, by what the topic requires, affirms.
    """
    before = ""
    for segment in quoting.segments(span):
        carried = CARRIES.match(segment.text) and DENIED_BEFORE.search(before)
        if _names_it(ask, segment.text) and (carried or _denies(segment.text)):
            return False
        before = segment.text
    affirm = ask.topic.affirm if ask.topic else None
    return True if affirm is None or re.search(affirm, span.text) else None


def _names_it(ask: Ask, text: str) -> bool:
    return any(group.search(text) for group in ask.groups) or any(want.met_by(text) for want in ask.wants)


def _denies(text: str) -> bool:
    return bool(ZERO.search(text)) or any(pattern.search(text) for pattern in _negation())


@lru_cache(maxsize=1)
def _negation() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p) for p in topics.load().negation)
