"""Trends: the same body over the years. Reports of another kind of body stand beside and are never subtracted."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from qa import draft as d
from qa.answer import Value
from qa.derive import Figure
from qa.desk import Desk, Outcome, as_json
from qa.executors import lookup, notices
from qa.executors.compare import Side, change
from qa.executors.refusals import coverage, refuse
from qa.plan import Measure, Trend
from qa.resolve import Pick, Resolution
from qa.verify import Derivation


def execute(plan: Trend, desk: Desk) -> Outcome:
    found = desk.resolve(plan.scope)
    if refused := refuse(desk, found, plan.scope):
        return refused
    rows = sorted(lookup.read(desk, found.picks, plan.measures), key=lambda r: (_asked(r), r[0].report.year or 0))
    if not any(f.value is not None for _, _, f in rows):
        return lookup.silent(desk, found, rows)
    for pick, _, figure in rows:
        desk.ledger.enter(figure, pick.report)
    sentences: list[d.Draft] = []
    worked: list[Derivation] = []
    for body in dict.fromkeys(_asked(r) for r in rows):
        for measure in plan.measures:
            mine = [r for r in rows if _asked(r) == body and r[1] == measure]
            said, derivations = _course(desk, measure, mine)
            sentences += said
            worked += derivations
    sentences += [notices.gap_sentence(desk, gap) for gap in found.gaps]
    values = [None if f.shown is None else as_json(f.shown) for _, _, f in rows]
    units = {f.unit for _, _, f in rows}
    return Outcome(
        value=Value(kind="numbers", value=values, unit=units.pop() if len(units) == 1 else None),
        sentences=tuple(sentences),
        warnings=tuple(_warnings(desk, found, rows)),
        coverage=coverage(
            found, len(found.picks), [(p.report.report_id, f.state) for p, _, f in rows if f.value is None]
        ),
        derivations=tuple(worked),
    )


def _asked(row: lookup.Row) -> str:
    pick = row[0]
    return pick.asked.name if pick.asked else pick.report.body.division or pick.report.body.name or ""


def _course(desk: Desk, measure: Measure, rows: Sequence[lookup.Row]) -> tuple[list[d.Draft], list[Derivation]]:
    """The values year by year, then the change from each year to the next of the same body."""
    items = [_item(desk, *row) for row in rows]
    body = desk.body(rows[-1][0].report)
    said = [desk.say("trend.course", body=body, measure=desk.measure(measure), items=desk.join(items, "comma"))]
    worked: list[Derivation] = []
    sides = [Side(*row) for row in rows if row[2].value is not None]
    if len(sides) < 2:
        said.append(desk.say("trend.single"))
    for old, new in pairwise(sides):
        if old.pick.report.body.kind != new.pick.report.body.kind:
            said.append(not_growth(desk, old, new))
            continue
        sentence, derivation, _ = change(desk, old, new, relative=True)
        said.append(sentence)
        worked += [derivation] if derivation else []
    return said, worked


def _item(desk: Desk, pick: Pick, _measure: Measure, figure: Figure) -> d.Draft:
    year = d.year(pick.report.year or 0)
    what: d.Slot = desk.say(f"state.{figure.state}")
    if figure.shown is not None:
        what = desk.amount(figure.shown, figure.unit)
    key = "trend.item_of" if pick.stands_in else "trend.item"
    return desk.say(key, year=year, what=what, body=desk.body(pick.report))


def not_growth(desk: Desk, old: Side, new: Side) -> d.Draft:
    return desk.say(
        "compare.not_growth", old=desk.body(old.pick.report), new=desk.body(new.pick.report),
        old_year=d.year(old.pick.report.year or 0), new_year=d.year(new.pick.report.year or 0),
        left=desk.amount(old.shown, old.figure.unit), right=desk.amount(new.shown, new.figure.unit),
    )  # fmt: skip


def _warnings(desk: Desk, found: Resolution, rows: Sequence[lookup.Row]) -> list[notices.Notice]:
    shown = [(p.report, f) for p, _, f in rows if f.value is not None]
    said = notices.assumptions(desk, found) + notices.mismatch(desk, found.picks)
    for measure in dict.fromkeys(m for _, m, _ in rows):
        mine = [(p.report, f) for p, m, f in rows if m == measure]
        said += notices.definitions(desk, measure, mine)
    return (
        said
        + notices.blanks(desk, [(p.report, f) for p, _, f in rows if f.value is None])
        + notices.all_of(desk, shown)
    )
