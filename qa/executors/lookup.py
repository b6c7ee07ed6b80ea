"""Look-ups: one value, a list in the order asked, or a table."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from importlib import import_module

from corpus.models import State
from qa import draft as d
from qa.answer import Coverage, Value
from qa.derive import PERCENT, Figure, key_of
from qa.desk import Desk, Outcome, as_json, entity_name
from qa.executors import notices
from qa.executors.refusals import coverage, refuse
from qa.plan import Condition, Lookup, Measure
from qa.resolve import Pick, Resolution

Row = tuple[Pick, Measure, Figure]
READ_OTHERWISE = 3  # figures for which other readings of the word are worked out
VERSIONS = "versions"  # stored texts of one report disagree
TESTS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "gt": operator.gt, "ge": operator.ge, "lt": operator.lt, "le": operator.le, "eq": operator.eq, "ne": operator.ne,
}  # fmt: skip


def execute(plan: Lookup, desk: Desk) -> Outcome:
    found = desk.resolve(plan.scope, plan.measures)
    if refused := refuse(desk, found, plan.scope):
        return refused
    if plan.yes_no is not None and len(found.picks) == 1:
        return _yes_no(plan.yes_no, desk, found)
    if plan.added and len(found.picks) == 1:
        outcome: Outcome = import_module("qa.executors.adding").execute(plan, desk, found)
        return outcome
    rows = read(desk, found.picks, plan.measures)
    if len(rows) == 1 and rows[0][2].state == VERSIONS:
        return _versions(desk, found, rows[0])
    if not any(f.value is not None for _, _, f in rows):
        return silent(desk, found, rows)
    shown = [(p.report, f) for p, _, f in rows]
    for report, figure in shown:
        desk.ledger.enter(figure, report)
    single = len(rows) == 1 and not found.gaps
    sentences = [sentence(desk, *rows[0])] if len(rows) == 1 else _table(desk, found.picks, plan.measures, rows)
    sentences += [notices.gap_sentence(desk, gap) for gap in found.gaps]
    return Outcome(
        value=_value(rows, found, single, named=bool(plan.scope.bodies)),
        sentences=tuple(sentences),
        warnings=tuple(_warnings(desk, found, rows)),
        coverage=_coverage(found, rows),
    )


def read(desk: Desk, picks: Sequence[Pick], measures: Sequence[Measure]) -> list[Row]:
    """The figure of each measure in each pick, picks outermost. Texts that disagree give none."""
    found = desk.figures([r for p in picks for r in (p.report, *p.versions)], measures)
    return [(p, m, _agreed([found[r.report_id, m] for r in (p.report, *p.versions)])) for p in picks for m in measures]


def _agreed(versions: Sequence[Figure]) -> Figure:
    """The figure of a report stored in several texts: a reported one where those reported agree."""
    reported = [f for f in versions if f.value is not None]
    if len({f.value for f in reported}) > 1:
        return versions[0].model_copy(update={"state": VERSIONS, "value": None, "working": None})
    return reported[0] if reported else versions[0]


def _versions(desk: Desk, found: Resolution, row: Row) -> Outcome:
    """Two texts of one report say different things: both are shown, neither is preferred."""
    pick, measure, _ = row
    reports = (pick.report, *pick.versions)
    figures = desk.figures(reports, [measure])
    mine = [(r, figures[r.report_id, measure]) for r in reports]
    for report, figure in mine:
        desk.ledger.enter(figure, report)
    values = list(dict.fromkeys(f.shown for _, f in mine if f.shown is not None))
    items = [
        desk.say("lookup.version", source=desk.name(r.source), amount=desk.amount(f.shown, f.unit))
        for r, f in mine
        if f.shown is not None
    ]
    slots: dict[str, d.Slot] = {"body": desk.body(pick.report), "year": d.year(pick.report.year or 0)}
    said = desk.say("lookup.versions", **slots, measure=desk.measure(measure), items=desk.join(items, "comma"))
    return Outcome(
        value=Value(kind="numbers", value=[as_json(v) for v in values], unit=mine[0][1].unit),
        sentences=(said,),
        warnings=(("versions_disagree", said), *notices.assumptions(desk, found)),
        coverage=coverage(found, 1, []),
    )


def silent(desk: Desk, found: Resolution, rows: Sequence[Row]) -> Outcome:
    """Every cell asked for is there and gives no number: say what is printed."""
    for pick, _, figure in rows:
        desk.ledger.enter(figure, pick.report)
    unreadable = all(f.state == State.UNREADABLE for _, _, f in rows)
    sentences = [notices.silent_sentence(desk, p.report, m, f) for p, m, f in rows[: notices.LISTED]]
    return Outcome(
        status="abstained",
        reason="unreadable" if unreadable else "not_reported",
        sentences=tuple(sentences),
        warnings=tuple(notices.assumptions(desk, found)),
        coverage=_coverage(found, rows),
    )


def _coverage(found: Resolution, rows: Sequence[Row]) -> Coverage:
    left = [(p.report.report_id, f.state) for p, _, f in rows if f.value is None]
    used = {p.report.report_id for p, _, f in rows if f.value is not None}
    return coverage(found, len(used), list(dict.fromkeys(left)))


def _value(rows: Sequence[Row], found: Resolution, single: bool, named: bool) -> Value:
    units = {f.unit for _, _, f in rows}
    unit = units.pop() if len(units) == 1 else None
    values = [None if f.shown is None else as_json(f.shown) for _, _, f in rows]
    if single:
        return Value(kind="number", value=values[0], unit=unit)
    if named or len({m for _, m, _ in rows}) > 1:
        return Value(kind="numbers", value=values + [None] * len(found.gaps), unit=unit)
    listed = [
        {"entity": entity_name(p.report, bodies=False), "value": v} for (p, _, _), v in zip(rows, values, strict=True)
    ]
    ordered = sorted((e for e in listed if e["value"] is not None), key=lambda e: -e["value"])  # type: ignore[operator]
    return Value(kind="ranking", value=ordered, unit=unit)


def sentence(desk: Desk, pick: Pick, measure: Measure, figure: Figure) -> d.Draft:
    assert figure.shown is not None  # noqa: S101  a silent row never comes here
    slots = {"body": desk.body(pick.report), "year": d.year(pick.report.year or 0)}
    return desk.say(
        "lookup.value", **slots, measure=desk.measure(measure), amount=desk.amount(figure.shown, figure.unit)
    )


def _table(desk: Desk, picks: Sequence[Pick], measures: Sequence[Measure], rows: Sequence[Row]) -> list[d.Draft]:
    """One sentence a report."""
    sentences = []
    by_report: dict[str, list[Row]] = {}
    for row in rows:
        by_report.setdefault(row[0].report.report_id, []).append(row)
    for pick in picks[: notices.LISTED]:
        items = [item(desk, m, f) for _, m, f in by_report[pick.report.report_id][: len(measures)]]
        slots = {"body": desk.body(pick.report), "year": d.year(pick.report.year or 0)}
        sentences.append(desk.say("lookup.row", **slots, items=desk.join(items, "semicolon")))
    if len(picks) > notices.LISTED:
        rest = len(picks) - notices.LISTED
        desk.counts.add(rest)
        sentences.append(desk.say("lookup.more", n=d.count(rest)))
    return sentences


def item(desk: Desk, measure: Measure, figure: Figure) -> d.Draft:
    """A measure and its amount, or why it has none."""
    if figure.shown is None:
        return desk.say("lookup.none", measure=desk.measure(measure), state=desk.say(f"state.{figure.state}"))
    return desk.say("lookup.item", measure=desk.measure(measure), amount=desk.amount(figure.shown, figure.unit))


def _warnings(desk: Desk, found: Resolution, rows: Sequence[Row]) -> list[notices.Notice]:
    shown = [(p.report, f) for p, _, f in rows if f.value is not None]
    said = notices.assumptions(desk, found)
    said += notices.mismatch(desk, [p for p, _, _ in rows])
    for measure in dict.fromkeys(m for _, m, _ in rows):
        key = key_of(measure)
        said += notices.definitions(desk, measure, [s for s in shown if (s[1].indicator, s[1].applicant) == key])
    if len(rows) <= READ_OTHERWISE:
        said += _other_readings(desk, rows)
    left = [(p.report, f) for p, _, f in rows if f.value is None]
    return said + notices.give_way(desk, found) + notices.blanks(desk, left) + notices.all_of(desk, shown)


def _other_readings(desk: Desk, rows: Sequence[Row]) -> list[notices.Notice]:
    """What the word could mean besides, where that gives another figure."""
    said: list[notices.Notice] = []
    for pick, measure, figure in rows:
        others = [
            Measure(indicator=i, applicant=measure.applicant) for i in measure.alternatives if i in desk.catalogue
        ]
        for _, other, found in read(desk, [pick], others):
            if found.shown is not None and figure.value is not None and found.value != figure.value:
                desk.ledger.enter(found, pick.report)
                slots: dict[str, d.Slot] = {"body": desk.body(pick.report), "measure": desk.measure(other)}
                amount = desk.amount(found.shown, found.unit)
                said.append(("definition", desk.say("notice.alternative_value", **slots, amount=amount)))
    return said


# -- did X have any ---------------------------------------------------------------------------------------------


def _yes_no(condition: Condition, desk: Desk, found: Resolution) -> Outcome:
    if condition.against is not None:
        outcome: Outcome = import_module("qa.executors.against").execute(condition, desk, found)
        return outcome
    measures = [condition.measure, *([condition.than] if condition.than else [])]
    rows = read(desk, found.picks, measures)
    if any(f.value is None for _, _, f in rows):
        return silent(desk, found, [row for row in rows if row[2].value is None])
    for pick, _, figure in rows:
        desk.ledger.enter(figure, pick.report)
    holds = meets(condition, rows[0][2], rows[1][2] if condition.than else None)
    any_at_all = condition.than is None and condition.value == 0 and condition.op in ("gt", "ne")
    yes, no = ("have", "have_not") if any_at_all else ("so", "not_so")
    sentences = [desk.say(f"lookup.{yes if holds else no}")]
    sentences += [sentence(desk, *row) for row in rows]
    return Outcome(
        value=Value(kind="boolean", value=holds),
        sentences=tuple(sentences),
        warnings=tuple(_warnings(desk, found, rows)),
        coverage=_coverage(found, rows),
    )


def meets(condition: Condition, figure: Figure, than: Figure | None = None) -> bool:
    """Whether a reported figure meets a condition. A rate's threshold is a ratio; figures of rates are in percent."""
    assert figure.value is not None  # noqa: S101
    if than is not None:
        return than.value is not None and TESTS[condition.op](figure.value, than.value)
    low, high = threshold(condition.value, figure), threshold(condition.upper, figure)
    if condition.op == "between":
        return low is not None and high is not None and low <= figure.value <= high
    return low is not None and TESTS[condition.op](figure.value, low)


def threshold(value: Decimal | None, figure: Figure) -> Decimal | None:
    return value * PERCENT if value is not None and figure.unit == "%" else value
