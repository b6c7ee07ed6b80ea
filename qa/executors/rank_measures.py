"""Rankings of figures within one report: which ground of refusal was used most."""

from __future__ import annotations

from collections.abc import Sequence

from qa import draft as d
from qa.answer import Value
from qa.desk import Desk, Outcome, as_json
from qa.executors import lookup, notices
from qa.executors.refusals import coverage, refuse
from qa.plan import Lookup, Rank
from qa.resolve import Resolution


def execute(plan: Rank, desk: Desk) -> Outcome:
    found = desk.resolve(plan.scope)
    if refused := refuse(desk, found, plan.scope):
        return refused
    if len(found.picks) != 1:
        return _several(plan, desk)
    rows = lookup.read(desk, found.picks, plan.candidates)
    reported = [r for r in rows if r[2].value is not None]
    if not reported:
        return lookup.silent(desk, found, rows)
    ordered = sorted(reported, key=lambda r: (r[2].value or 0) * (-1 if plan.descending else 1))
    ranks = [1 + sum(1 for s in ordered if _before(s, r, plan)) for r in ordered]
    wanted = [r for r, rank in zip(ordered, ranks, strict=True) if _wanted(rank, plan)]
    for row, rank in zip(ordered, ranks, strict=True):
        desk.ledger.enter(row[2], row[0].report, rank)
    zero = plan.descending and (ordered[0][2].value or 0) == 0
    wanted = [] if zero else wanted
    return Outcome(
        value=_value(desk, plan, wanted),
        sentences=tuple(_sentences(desk, plan, found, ordered, wanted)),
        warnings=tuple(_warnings(desk, found, rows, wanted)),
        coverage=coverage(found, 1, []),
        unsaid=("tie",),
    )


def _before(one: lookup.Row, other: lookup.Row, plan: Rank) -> bool:
    left, right = one[2].value or 0, other[2].value or 0
    return left > right if plan.descending else left < right


def _wanted(rank: int, plan: Rank) -> bool:
    return rank == plan.place if plan.place is not None else rank <= plan.n


def _value(desk: Desk, plan: Rank, wanted: Sequence[lookup.Row]) -> Value:
    names = [d.text_of((desk.measure(m),)) for _, m, _ in wanted]
    unit = wanted[0][2].unit if wanted else None
    if not plan.with_values:
        return Value(kind="entities", value=names, unit=unit)
    listed = [
        {"entity": n, "value": as_json(f.shown)}
        for n, (_, _, f) in zip(names, wanted, strict=True)
        if f.shown is not None
    ]
    return Value(kind="ranking", value=listed, unit=unit)


def _sentences(
    desk: Desk, plan: Rank, found: Resolution, ordered: Sequence[lookup.Row], wanted: Sequence[lookup.Row]
) -> list[d.Draft]:
    report = found.picks[0].report
    slots: dict[str, d.Slot] = {"body": desk.body(report), "year": d.year(report.year or 0)}
    if not wanted:
        return [desk.say("rank.measures_zero", **slots)]
    items = [lookup.item(desk, m, f) for _, m, f in wanted]
    superlative = desk.say("rank.most" if plan.descending else "rank.least")
    if plan.place is not None:
        desk.counts.add(plan.place)
        place = desk.say("rank.measures_place", **slots, place=d.count(plan.place), items=notices.listed(desk, items))
        every = [lookup.item(desk, m, f) for _, m, f in ordered if (f.value or 0) > 0]
        return [place, desk.say("rank.measures_order", items=notices.listed(desk, every, "comma"))]
    said = [desk.say("rank.measures", **slots, superlative=superlative, items=notices.listed(desk, items))]
    rest = [r for r in ordered if r not in wanted and (r[2].value or 0) > 0]
    if rest:
        others = [lookup.item(desk, m, f) for _, m, f in rest]
        said.append(desk.say("rank.measures_rest", items=notices.listed(desk, others, "comma")))
    return said


def _several(plan: Rank, desk: Desk) -> Outcome:
    """Asked of several reports: each report's figures side by side."""
    return lookup.execute(Lookup(measures=plan.candidates, scope=plan.scope), desk)


def _warnings(
    desk: Desk, found: Resolution, rows: Sequence[lookup.Row], wanted: Sequence[lookup.Row]
) -> list[notices.Notice]:
    said: list[notices.Notice] = []
    if len(wanted) > 1 and len({f.value for _, _, f in wanted}) == 1:
        names = notices.listed(desk, [desk.measure(m) for _, m, _ in wanted])
        said.append(("tie", desk.say("rank.tie_notice", names=names)))
    shown = [(p.report, f) for p, _, f in rows if f.value is not None]
    silent = [m for _, m, f in rows if f.value is None]
    if silent:
        names = notices.listed(desk, [desk.measure(m) for m in silent])
        said.append(("blank_left_out", desk.say("rank.measures_blank", names=names)))
    return notices.assumptions(desk, found) + said + notices.all_of(desk, shown)
