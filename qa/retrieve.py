"""The prose answered without a language model: the sentence that states it, or nothing.

A sentence supports an answer only when it speaks of what was asked: the topic's words, and whatever else the
question names. What it is worth is weighed in qa/weighing.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from corpus.facts import FactStore
from corpus.models import Report, Section, Statement
from corpus.passages import PassageIndex
from qa import contact, quoting, subject, topics
from qa.mentions import who
from qa.passage_evidence import MANY_REPORTS, TURN, Passage, PassageEvidence, evidence_of, passages_of
from qa.plan import PassageQuery
from qa.prose_ask import Ask, prepare
from qa.section_five import lists
from qa.weighing import WEIGHT_SECTION, WEIGHT_TOPIC, WEIGHT_WANT, weigh

CANDIDATES = 400  # chunks that the index chooses of more than MANY_REPORTS reports
NEAREST = 3  # unsupported passages shown as the nearest where nothing answers


def retrieve(
    query: PassageQuery, reports: Sequence[Report], facts: FactStore, index: PassageIndex | None, *, k: int = 5,
    about: int | None = None,
) -> tuple[PassageEvidence, ...]:  # fmt: skip
    """Evidence for the question in the reports, best first; `who` and `list` one a report, in the reports' order.

    `about`: what the reports say of this year to come: their plans, and sentences that name it.

    Supported evidence alone where there is any; else up to three nearest passages with `support` False, or nothing.
    """
    if not reports:
        return ()
    topic = topics.load().get(query.topic) if query.topic and query.topic in topics.load() else None
    if query.mode == "who" and not (topic is not None and states(query, topic)):
        return who(query, topic, reports, facts, index)
    if query.mode == "yes_no" and subject.mentioned(query.text):
        return tuple(e.model_copy(update={"says": True}) for e in who(query, topic, reports, facts, index))
    if topic is None and not query.terms:
        topic = topics.match(query.text)
    ask = prepare(query, topic, reports)._replace(about=about)
    if about is not None and (ask.topic is None or not ask.topic.future):
        ask = ask._replace(counts=False, whether=False)  # a plan is quoted, never counted or affirmed
    found = _search(ask, reports, facts, index)
    if not found:
        return _nearest(ask, reports, facts, index)
    if query.mode in ("list", "who") or (len(reports) > 1 and query.mode == "find"):
        order = {report.report_id: number for number, report in enumerate(reports)}
        best: dict[str, PassageEvidence] = {}
        for evidence in found:
            best.setdefault(evidence.report.report_id, evidence)
        return tuple(sorted(best.values(), key=lambda e: order[e.report.report_id]))
    return tuple(found[:k])


def states(query: PassageQuery, topic: topics.Topic) -> bool:
    """Whether `who` asks what reports state (which charged a fee, which have what problems), not what they mention."""
    return topic.kind in ("yes_no", "list") and not subject.mentioned(query.text)


def _candidates(ask: Ask, reports: Sequence[Report], facts: FactStore, index: PassageIndex | None) -> Iterator[Passage]:
    """All chunks of few reports; of many, those that the index finds."""
    if len(reports) <= MANY_REPORTS or index is None:
        return passages_of(reports, facts)
    ids = [report.report_id for report in reports]
    hits = index.search(subject.carried(ask.text), report_ids=ids, k=CANDIDATES, mode="fused")
    names = [name for want in ask.wants if not want.loose for name in want.names]
    hits += index.holding(names, report_ids=ids) if names else []
    return passages_of(reports, facts, sorted({hit.chunk_id for hit in hits}))


def _search(ask: Ask, reports: Sequence[Report], facts: FactStore, index: PassageIndex | None) -> list[PassageEvidence]:
    if not ask.groups and not ask.wants:
        return []
    passages = list(_candidates(ask, reports, facts, index))
    statements: Mapping[str, list[Statement]] = {}
    if ask.counts:
        statements = _by_report(facts.statements(report_ids=[r.report_id for r in reports]))
    if ask.topic is not None and ask.topic.kind == "list":
        found = lists(ask, passages)
    elif ask.topic is not None and ask.topic.kind == "contact":
        found = _once([e for p in passages for e in _contacts(ask, p)]) or _sentences(ask, passages, statements)
    else:
        found = _sentences(ask, passages, statements)
    return _undecided(sorted(found, key=lambda e: (-e.score, e.report.report_id, e.start)))


def _undecided(found: Sequence[PassageEvidence]) -> list[PassageEvidence]:
    """Where a report's best sentences state different figures with equal claim, none is the figure: they are quoted."""
    best: dict[str, float] = {}
    values: dict[str, set[str]] = {}
    for evidence in found:
        top = best.setdefault(evidence.report.report_id, evidence.score)
        if evidence.score == top and evidence.statement is not None:
            values.setdefault(evidence.report.report_id, set()).add(str(evidence.statement.value))
    split = {report_id for report_id, told in values.items() if len(told) > 1}
    return [
        e.model_copy(update={"statement": None})
        if e.report.report_id in split and e.score == best[e.report.report_id]
        else e
        for e in found
    ]


def _once(found: Sequence[PassageEvidence]) -> list[PassageEvidence]:
    """A number printed twice is one answer: the first place that prints it."""
    return list({(e.report.report_id, e.display): e for e in reversed(found)}.values())


def _by_report(statements: Sequence[Statement]) -> dict[str, list[Statement]]:
    found: dict[str, list[Statement]] = {}
    for statement in statements:
        found.setdefault(statement.report_id, []).append(statement)
    return found


def _sentences(
    ask: Ask, passages: Sequence[Passage], statements: Mapping[str, list[Statement]]
) -> list[PassageEvidence]:
    found = []
    planning: set[tuple[str, Section]] = set()  # sections that have turned to what will be done
    for passage in passages:
        section = passage.chunk.section
        if not _allowed(ask.topic, section):
            continue
        for sentence in quoting.sentences(quoting.flatten(passage.chunk.text, passage.chunk.start)):
            if section is Section.PROBLEMS and TURN.search(sentence.text):
                planning.add((passage.report.report_id, section))
            plans = (passage.report.report_id, section) in planning and ask.about is None
            if sentence.heading or (plans and not (ask.topic and ask.topic.future)):
                continue
            evidence = weigh(ask, passage, sentence, statements.get(passage.report.report_id, []))
            if evidence is not None:
                found.append(evidence)
    return found


def _allowed(topic: topics.Topic | None, section: Section) -> bool:
    if topic is None or not topic.strict:
        return True
    return section in topic.sections


def _contacts(ask: Ask, passage: Passage) -> Iterator[PassageEvidence]:
    assert ask.topic is not None  # noqa: S101 - asked for by the caller
    for span in contact.find(ask.topic.id, quoting.flatten(passage.chunk.text, passage.chunk.start)):
        yield evidence_of(passage, span, WEIGHT_TOPIC + WEIGHT_SECTION * (passage.chunk.section is Section.OTHER))


def _nearest(
    ask: Ask, reports: Sequence[Report], facts: FactStore, index: PassageIndex | None
) -> tuple[PassageEvidence, ...]:
    """Sentences that speak of the topic or of something else named, without answering: shown beside an abstention."""
    found = []
    for passage in _candidates(ask, reports, facts, index):
        for sentence in quoting.sentences(quoting.flatten(passage.chunk.text, passage.chunk.start)):
            met = sum(want.met_by(sentence.text) for want in ask.wants)
            on_topic = bool(ask.groups) and all(group.search(sentence.text) for group in ask.groups)
            if not sentence.heading and (on_topic or met):
                score = WEIGHT_WANT * met + WEIGHT_TOPIC * on_topic
                found.append(evidence_of(passage, sentence, score, support=False))
    return tuple(sorted(found, key=lambda e: (-e.score, e.report.report_id, e.start))[:NEAREST])
