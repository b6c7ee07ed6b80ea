"""Whether a report is right in itself: the sums of its tables, and its prose against its tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from corpus.models import BodyKind, IdentityResult, IdentityStatus, Report, Statement
from qa import draft as d
from qa.answer import Value
from qa.derive import plain
from qa.desk import Desk, Outcome, entity_name
from qa.executors import lookup, notices
from qa.executors.refusals import coverage, refuse
from qa.plan import Inspect, Measure
from qa.quoting import display
from qa.resolve import Pick, Resolution

BALANCE = ("requests.received", "requests.carried_in", "outcome.total", "requests.carried_out")
SPELLED = 4  # reports of which the main sum is written out
SAID = 6  # contradictions quoted at most
OF_PROSE = ("prose.wrong_value", "prose.wrong_category", "prose.table2")


def execute(plan: Inspect, desk: Desk) -> Outcome:
    found = desk.resolve(plan.scope)
    if refused := refuse(desk, found, plan.scope):
        return refused
    if plan.ask == "whose":
        return _whose(plan, desk, found)
    return _sums(plan, desk, found) if plan.ask == "sums" else _agreement(plan, desk, found)


# -- sums ----------------------------------------------------------------------------------------------------------


def _sums(plan: Inspect, desk: Desk, found: Resolution) -> Outcome:
    reports = [p.report for p in found.picks]
    suspects = [r for r in reports if r.identities_broken]
    tested = [r for r in reports if r.identities_held or r.identities_broken]
    if not tested:
        return Outcome(status="abstained", reason="not_reported", sentences=(desk.say("inspect.untested"),))
    shown = suspects if plan.listed else reports
    sentences: list[d.Draft] = []
    for report in shown[:SPELLED]:
        sentences += _of_report(desk, report)
    holds = not suspects
    if len(reports) > 1:
        sentences.insert(0, _overall(desk, reports, suspects))
    if not plan.listed:
        sentences.insert(0, _verdict(desk, plan, holds))
    names = [entity_name(r, bodies=False) for r in suspects]
    agrees = holds if plan.supposed == "holds" else not holds
    value = Value(kind="entities", value=names) if plan.listed else Value(kind="boolean", value=agrees)
    warnings = notices.assumptions(desk, found)
    return Outcome(
        value=value, sentences=tuple(sentences), warnings=tuple(warnings), coverage=coverage(found, len(tested), []),
    )  # fmt: skip


def _verdict(desk: Desk, plan: Inspect, holds: bool) -> d.Draft:
    """Yes or no, to what the question supposes."""
    return desk.say("lookup.so" if holds == (plan.supposed == "holds") else "lookup.not_so")


def _overall(desk: Desk, reports: Sequence[Report], suspects: Sequence[Report]) -> d.Draft:
    desk.counts.update((len(reports), len(suspects)))
    if not suspects:
        return desk.say("inspect.all_hold", n=d.count(len(reports)))
    names = notices.listed(desk, [desk.body(r) for r in suspects])
    return desk.say("inspect.some_broken", n=d.count(len(reports)), k=d.count(len(suspects)), names=names)


def _of_report(desk: Desk, report: Report) -> list[d.Draft]:
    """The main sum of table 3 written out, how many of the sums come out, and those that do not."""
    results = desk.store.identities(report_ids=[report.report_id])
    counts = Counter(r.status for r in results)
    held, broken = counts[IdentityStatus.HELD], counts[IdentityStatus.BROKEN]
    desk.counts.update((len(results), held, broken, len(results) - held - broken))
    slots: dict[str, d.Slot] = {
        "body": desk.body(report), "year": d.year(report.year or 0), "n": d.count(len(results)), "held": d.count(held),
        "broken": d.count(broken), "open": d.count(len(results) - held - broken),
    }  # fmt: skip
    key = "inspect.sums" if held + broken == len(results) else "inspect.sums_open"
    said = [*_balance(desk, report), desk.say(key, **slots)]
    return said + [s for r in results if r.status == IdentityStatus.BROKEN for s in _broken(desk, report, r)]


def _balance(desk: Desk, report: Report) -> list[d.Draft]:
    """新收 + 上年结转 = 办理结果总计 + 结转下年度, with the printed numbers."""
    rows = lookup.read(desk, [Pick(report=report)], [Measure(indicator=i) for i in BALANCE])
    for _, _, figure in rows:
        desk.ledger.enter(figure, report)
    values = [f.shown for _, _, f in rows]
    if any(v is None for v in values):
        return []
    one, two, three, four = (v for v in values if v is not None)
    sign = "=" if one + two == three + four else "≠"
    text = f"{plain(one)} + {plain(two)} {sign} {plain(three)} + {plain(four)}"
    desk.workings.add(text)
    slots: dict[str, d.Slot] = {"body": desk.body(report), "year": d.year(report.year or 0), "working": d.working(text)}
    return [desk.say("inspect.balance", **slots)]


def _broken(desk: Desk, report: Report, result: IdentityResult) -> list[d.Draft]:
    if result.left is None or result.right is None:
        return []
    names = {(i.rule, i.member): i for i in desk.catalogue.identities}
    return [notices.broken_sentence(desk, report, result, names[result.rule, result.member])]


def _whose(plan: Inspect, desk: Desk, found: Resolution) -> Outcome:
    """Whether the report there is speaks for the whole area: a government's does, an office's does not."""
    pick = found.picks[0]
    whole = pick.report.body.kind == BodyKind.GOVERNMENT
    slots: dict[str, d.Slot] = {"body": desk.body(pick.report), "year": d.year(pick.report.year or 0)}
    said = [
        desk.say("lookup.so" if whole else "lookup.not_so"),
        desk.say(f"inspect.{'whole' if whole else 'own'}", **slots),
    ]
    rows = lookup.read(desk, [pick], plan.measures)
    for _, measure, figure in rows:
        desk.ledger.enter(figure, pick.report)
        if figure.shown is not None:
            said.append(lookup.sentence(desk, pick, measure, figure))
    return Outcome(
        value=Value(kind="boolean", value=whole), sentences=tuple(said), warnings=tuple(notices.assumptions(desk, found)),
        coverage=coverage(found, 1, []), unsaid=("body_assumed",),
    )  # fmt: skip


# -- prose against table ---------------------------------------------------------------------------------------------


def _agreement(plan: Inspect, desk: Desk, found: Resolution) -> Outcome:
    report = found.picks[0].report
    audit = import_module("qa.audit")  # of this report alone: neither other years nor peers are read
    findings = audit.audit_views(audit.views(desk.store, [report]))
    wanted = {m.indicator for m in plan.measures}
    prose = [f for f in findings if f.rule in OF_PROSE and f.cell and (not wanted or f.cell[0] in wanted)]
    sums = desk.store.identities(report_ids=[report.report_id]) if not wanted else []
    broken = [r for r in sums if r.status == IdentityStatus.BROKEN]
    said = [s for f in prose[:SAID] for s in _contradiction(desk, report, f)]
    said += [s for r in broken[:SAID] for s in _broken(desk, report, r)]
    if not said and wanted:
        return _stated(plan, desk, found, report)
    holds = not said
    if holds:
        said = [desk.say("inspect.none_found", body=desk.body(report), year=d.year(report.year or 0))]
    agrees = holds if plan.supposed == "holds" else not holds
    return Outcome(
        value=Value(kind="boolean", value=agrees), sentences=(_verdict(desk, plan, holds), *said),
        warnings=(*_codes(holds, said, prose), *notices.assumptions(desk, found)), coverage=coverage(found, 1, []),
        unsaid=("narrative_contradicts", "identity_broken"),
    )  # fmt: skip


def _codes(holds: bool, said: Sequence[d.Draft], prose: Sequence[Any]) -> list[notices.Notice]:
    if holds:
        return []
    return [("narrative_contradicts" if prose else "identity_broken", said[0])]


def _contradiction(desk: Desk, report: Report, finding: Any) -> list[d.Draft]:
    """What the prose says and what the table prints."""
    indicator, applicant = finding.cell
    measure = Measure(indicator=indicator, applicant=applicant)
    row = lookup.read(desk, [Pick(report=report)], [measure])[0]
    statement = _statement(desk, report, finding.left.citations[0].start)
    if row[2].shown is None or statement is None:
        return []
    desk.ledger.enter(row[2], report)
    return [_beside(desk, report, statement, row, "inspect.prose")]


def _statement(desk: Desk, report: Report, start: int) -> Statement | None:
    said = desk.store.statements(report_ids=[report.report_id])
    return next((s for s in said if s.locator.start == start), None)


def _beside(desk: Desk, report: Report, statement: Statement, row: lookup.Row, key: str) -> d.Draft:
    where = statement.locator
    citation = desk.ledger.cite_passage(report, where.row_start, where.row_end, where.page)
    slots: dict[str, d.Slot] = {
        "body": desk.body(report), "quote": d.quote(display(citation.quote)), "measure": desk.measure(row[1]),
        "amount": () if row[2].shown is None else desk.amount(row[2].shown, row[2].unit),
    }  # fmt: skip
    return desk.say(key, **slots)


def _stated(plan: Inspect, desk: Desk, found: Resolution, report: Report) -> Outcome:
    """No contradiction over the figures asked about: what the prose says of them, or that it says nothing."""
    rows = lookup.read(desk, [Pick(report=report)], plan.measures)
    said = desk.store.statements(report_ids=[report.report_id])
    pairs = [
        (s, row) for row in rows for s in said
        if (s.metric, s.applicant) == (row[1].indicator, row[1].applicant) and row[2].shown is not None
    ]  # fmt: skip
    for row in rows:
        desk.ledger.enter(row[2], report)
    if not pairs:
        shown = [lookup.sentence(desk, *row) for row in rows if row[2].shown is not None]
        silent = desk.say("inspect.unstated", body=desk.body(report))
        return Outcome(
            status="abstained", reason="no_evidence", sentences=(silent, *shown),
            warnings=tuple(notices.assumptions(desk, found)), coverage=coverage(found, 1, []),
        )  # fmt: skip
    sentences = [_beside(desk, report, s, row, "inspect.agrees") for s, row in pairs[:SAID]]
    return Outcome(
        value=Value(kind="boolean", value=plan.supposed == "holds"),
        sentences=(_verdict(desk, plan, holds=True), *dict.fromkeys(sentences)),
        warnings=tuple(notices.assumptions(desk, found)), coverage=coverage(found, 1, []),
    )  # fmt: skip
