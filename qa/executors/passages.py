"""Questions of the prose: answered by quoting the sentence that states it, or not at all."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.models import Hedge, Report
from corpus.normalize import compact
from qa import draft as d
from qa.answer import Coverage, Value
from qa.desk import Desk, Outcome, as_json
from qa.executors import notices, rank
from qa.executors.refusals import coverage, refuse
from qa.plan import Passage, PassageQuery
from qa.resolve import Resolution
from qa.retrieve import MANY_REPORTS, PassageEvidence, retrieve

QUOTED = 20  # passages quoted in one answer at most


def execute(plan: Passage, desk: Desk) -> Outcome:
    found = desk.resolve(plan.scope)
    if refused := refuse(desk, found, plan.scope):
        return refused
    reports = [*(p.report for p in found.picks), *found.dropped]
    evidence = [e for e in search(desk, plan.query, reports) if e.support]
    desk.counts.update((len(evidence), len(reports)))
    if not evidence:
        return _unsupported(plan, desk, found, reports)
    if plan.query.mode == "who":
        return _who(plan, desk, found, evidence)
    if plan.query.mode == "list" or len({e.report.report_id for e in evidence}) > 1:
        return _list(desk, found, evidence)
    return _single(plan, desk, found, evidence[0])


def search(desk: Desk, query: PassageQuery, reports: Sequence[Report]) -> tuple[PassageEvidence, ...]:
    """Evidence of the prose; the index is opened only for more reports than can be read through."""
    index = desk.passages() if len(reports) > MANY_REPORTS else None
    return retrieve(query, reports, desk.store, index)


def quoted(desk: Desk, evidence: PassageEvidence) -> d.Segment:
    """The quote on one line, with its citation entered."""
    desk.ledger.cite_passage(evidence.report, evidence.start, evidence.end, evidence.chunk.page)
    return d.quote(evidence.display)


def _said(desk: Desk, evidence: PassageEvidence) -> d.Draft:
    report = evidence.report
    slots: dict[str, d.Slot] = {"body": desk.body(report), "quote": quoted(desk, evidence)}
    if report.year is None:
        return desk.say("passage.quote_undated", **slots)
    desk.years.add(report.year)
    return desk.say("passage.quote", **slots, year=d.year(report.year))


def _warnings(desk: Desk, found: Resolution, passages: Sequence[PassageEvidence]) -> tuple[notices.Notice, ...]:
    cited = {e.report.report_id for e in passages}
    named = [p for p in found.picks if p.report.report_id in cited]
    return tuple(notices.assumptions(desk, found) + notices.stand_ins(desk, named))


def _coverage(found: Resolution, passages: Sequence[PassageEvidence], silent: bool = True) -> Coverage:
    used = {e.report.report_id for e in passages}
    left = [(p.report.report_id, "no_passage") for p in found.picks if p.report.report_id not in used] if silent else []
    return coverage(found, len(used), left)


def _single(plan: Passage, desk: Desk, found: Resolution, evidence: PassageEvidence) -> Outcome:
    sentences = [_said(desk, evidence)]
    value = Value(kind="text", value=evidence.display)
    statement = evidence.statement
    if evidence.says is not None or plan.query.mode == "yes_no":
        holds = evidence.says if evidence.says is not None else True
        value = Value(kind="boolean", value=holds)
        sentences.insert(0, desk.say("lookup.have" if holds else "lookup.have_not"))
    elif statement is not None:
        desk.values.add(statement.value)
        value = Value(kind="number", value=as_json(statement.value), unit=statement.unit)
        hedged = "passage.number" if statement.hedge == Hedge.EXACT else "passage.number_hedged"
        slots: dict[str, d.Slot] = {"n": d.number(statement.value), "unit": desk.name(statement.unit)}
        sentences.insert(0, desk.say(hedged, **slots))
    return Outcome(
        value=value,
        sentences=tuple(sentences),
        warnings=_warnings(desk, found, [evidence]),
        coverage=_coverage(found, [evidence], silent=False),
    )


def _list(desk: Desk, found: Resolution, passages: Sequence[PassageEvidence]) -> Outcome:
    """One quote a report."""
    shown = passages[:QUOTED]
    sentences = [_said(desk, e) for e in shown]
    if len(passages) > len(shown):
        rest = len(passages) - len(shown)
        desk.counts.add(rest)
        sentences.append(desk.say("passage.more", n=d.count(rest)))
    silent = [p.report for p in found.picks if p.report.report_id not in {e.report.report_id for e in passages}]
    if silent and len(silent) <= notices.LISTED:
        names = desk.join([desk.body(r) for r in silent])
        sentences.append(desk.say("passage.silent", bodies=names))
    text = "\n".join(d.text_of(s) for s in sentences)
    return Outcome(
        value=Value(kind="text", value=text),
        sentences=tuple(sentences),
        warnings=_warnings(desk, found, passages),
        coverage=_coverage(found, passages),
    )


def _who(plan: Passage, desk: Desk, found: Resolution, passages: Sequence[PassageEvidence]) -> Outcome:
    """The bodies whose prose holds the terms, a quote each."""
    bodies = rank.bodies_asked(plan.scope.kinds)
    names = list(dict.fromkeys(rank.distinct([e.report for e in passages], bodies)))
    desk.counts.add(len(names))
    listed = notices.listed(desk, [desk.name(n) for n in names])
    sentences = [desk.say("passage.who", names=listed, n=d.count(len(names)))]
    sentences += [_said(desk, e) for e in passages[:QUOTED]]
    return Outcome(
        value=Value(kind="entities", value=names),
        sentences=tuple(sentences),
        warnings=_warnings(desk, found, passages),
        coverage=_coverage(found, passages),
    )


def _unsupported(plan: Passage, desk: Desk, found: Resolution, reports: Sequence[Report]) -> Outcome:
    """Nothing says it. Whether words occur can be answered with no; anything else is not answered."""
    terms = plan.query.terms
    warnings = tuple(notices.assumptions(desk, found))
    if terms and plan.query.mode in ("who", "yes_no") and not _occur(desk, terms, reports):
        words = desk.join([d.planned(t) for t in terms])
        sentence = desk.say("passage.absent", n=d.count(len(reports)), terms=words)
        value = Value(kind="entities", value=[]) if plan.query.mode == "who" else Value(kind="boolean", value=False)
        return Outcome(value=value, sentences=(sentence,), warnings=warnings, coverage=_coverage(found, []))
    names = notices.listed(desk, [desk.body(r) for r in reports])
    return Outcome(
        status="abstained",
        reason="no_evidence",
        sentences=(desk.say("passage.none", bodies=names),),
        warnings=warnings,
        coverage=_coverage(found, []),
    )


def _occur(desk: Desk, terms: Sequence[str], reports: Sequence[Report]) -> bool:
    """Whether any of the terms is in any of the texts, whatever the script or width."""
    wanted = [compact(t).lower() for t in terms]
    if len(reports) > MANY_REPORTS:
        return True  # not read through: nothing is claimed of what they lack
    return any(w in text for r in reports for text in [compact(desk.store.text(r.report_id)).lower()] for w in wanted)


def of_winners(desk: Desk, query: PassageQuery, reports: Sequence[Report]) -> list[d.Draft]:
    """What the prose of the named reports says, or that it says nothing."""
    sentences = []
    for report in reports:
        evidence = [e for e in search(desk, query, [report]) if e.support]
        body = desk.body(report)
        sentences.append(_said(desk, evidence[0]) if evidence else desk.say("passage.winner_silent", body=body))
    return sentences
