"""Which reports mention something: one quote from every report that holds the words, else the topic."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus.facts import FactStore
from corpus.models import Report, Section
from corpus.passages import PassageIndex
from qa import quoting, subject, topics
from qa.passage_evidence import MANY_REPORTS, Passage, PassageEvidence, evidence_of, passages_of
from qa.plan import PassageQuery

TABLES = (Section.PROACTIVE, Section.REQUESTS, Section.DISPUTES)  # their printed form mentions nothing


class Group(NamedTuple):
    """What a sentence must hold one of; `names` where they are plain words, which the index can look up."""

    pattern: re.Pattern[str]
    names: tuple[str, ...] = ()


def who(
    query: PassageQuery,
    topic: topics.Topic | None,
    reports: Sequence[Report],
    facts: FactStore,
    index: PassageIndex | None,
) -> tuple[PassageEvidence, ...]:
    """One quote from every report that holds what was asked for: the words as they stand, else the topic."""
    for groups in _spoken_of(query, topic, reports):
        found = _holding(groups, reports, facts, index)
        if found:
            return found
    return ()


def _spoken_of(query: PassageQuery, topic: topics.Topic | None, reports: Sequence[Report]) -> Iterator[list[Group]]:
    """What a sentence must hold, strictest first. A fragment of the words asked for is not what was asked for."""
    said = subject.mentioned(query.text)
    if said:
        yield [_any(names) for term in said for names in subject.mentionable(term)]
    whole = "".join(said).lower()
    terms = [names for term in query.terms if term.lower() not in whole and (names := subject.names_of(term))]
    if not terms and not said and topic is None:
        terms = [want.names for want in subject.wants(query.text, reports, known_topic=None)]
    if terms:
        yield [_any(names) for names in terms]
    if topic is not None:
        extra = [w for w in subject.wants(query.text, reports, known_topic=topic) if not w.loose]
        yield [*(Group(re.compile(word)) for word in topic.words), *(_any(want.names) for want in extra)]


def _any(names: Sequence[str]) -> Group:
    return Group(re.compile("|".join(map(re.escape, names))), tuple(names))


def _holding(
    groups: Sequence[Group], reports: Sequence[Report], facts: FactStore, index: PassageIndex | None
) -> tuple[PassageEvidence, ...]:
    """The first sentence of each report that holds every group, in the reports' order."""
    chunk_ids = None
    named = next((group.names for group in groups if group.names), ())
    if index is not None and named and len(reports) > MANY_REPORTS:
        hits = index.holding(named, report_ids=[report.report_id for report in reports])
        chunk_ids = [hit.chunk_id for hit in hits]
    found: dict[str, PassageEvidence] = {}
    for passage in passages_of(reports, facts, chunk_ids):
        if passage.report.report_id not in found:
            evidence = _mention(passage, [group.pattern for group in groups])
            if evidence is not None:
                found[passage.report.report_id] = evidence
    return tuple(found.values())


def _mention(passage: Passage, groups: Sequence[re.Pattern[str]]) -> PassageEvidence | None:
    for sentence in quoting.sentences(quoting.flatten(passage.chunk.text, passage.chunk.start)):
        table = passage.chunk.section in TABLES and not sentence.text.rstrip(quoting.EDGE).endswith(("。", "；", ";"))
        if not sentence.heading and not table and all(group.search(sentence.text) for group in groups):
            clause = next((c for c in quoting.clauses(sentence) if all(g.search(c.text) for g in groups)), sentence)
            return evidence_of(passage, clause, 1.0)
    return None
