"""Rankings of growth: how the figure of each body went from one year to a later one. A body is compared with itself
only, and with a report of the same kind; who has one of the two years only is left out, and said.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from qa import draft as d
from qa.answer import Value
from qa.derive import Figure
from qa.desk import Desk, Outcome, as_json
from qa.executors import lookup, notices, rank
from qa.executors.refusals import coverage, refuse
from qa.plan import EVERY, Rank
from qa.resolve import Pick, Resolution
from qa.verify import Derivation, recompute

TWO = 2  # years between which a growth lies


class Step(NamedTuple):
    """One body in both years: the earlier and the later pick with their figures, and what came of them."""

    old: Pick
    new: Pick
    before: Figure
    after: Figure
    worked: Derivation

    @property
    def value(self) -> Decimal:
        return self.worked.result


def execute(plan: Rank, desk: Desk) -> Outcome:
    found = desk.resolve(plan.scope, (plan.measure,))
    if refused := refuse(desk, found, plan.scope):
        return refused
    years = _two(found)
    if years is None:
        return Outcome(status="abstained", reason="year_missing", sentences=(desk.say("growth.two_years"),))
    steps, alone = steps_of(plan, desk, found, years)
    if not steps:
        return Outcome(status="abstained", reason="not_reported", sentences=(desk.say("growth.none_twice"),))
    steps.sort(key=lambda s: -s.value if plan.descending else s.value)
    moved = [s for s in steps if (s.value > 0 if plan.descending else s.value < 0)]
    winners = _chosen(moved, plan)
    for step in [*winners, *[s for s in steps if s not in winners]][: rank.FACTS_SHOWN]:
        for pick, figure in ((step.old, step.before), (step.new, step.after)):
            desk.ledger.enter(figure, pick.report)
    slots: dict[str, d.Slot] = {
        "earlier": d.year(years[0]), "later": d.year(years[1]), "measure": desk.measure(plan.measure),
    }  # fmt: skip
    return Outcome(
        value=_value(plan, winners),
        sentences=tuple(_sentences(plan, desk, slots, steps, winners)),
        warnings=tuple(warnings_of(plan, desk, found, winners, alone, len(steps))),
        coverage=coverage(found, TWO * len(steps), [(p.report.report_id, "other_year_missing") for p in alone]),
        derivations=tuple(dict.fromkeys(s.worked for s in steps)),
        unsaid=("tie",) if plan.n == 1 else (),
    )


def _two(found: Resolution) -> tuple[int, int] | None:
    """The first and the last of the years asked for; the two newest held where none was."""
    years = sorted(found.years)
    return (years[0], years[-1]) if len(years) >= TWO else None


def steps_of(plan: Rank, desk: Desk, found: Resolution, years: tuple[int, int]) -> tuple[list[Step], list[Pick]]:
    """Bodies with a figure in both years, and the picks that have no partner."""
    rows = lookup.read(desk, [p for p in found.picks if p.report.year in years], [plan.measure])
    held: dict[tuple[str | None, str | None], dict[int, tuple[Pick, Figure]]] = {}
    for pick, _, figure in rows:
        body = pick.report.body
        held.setdefault((body.name, body.division_code), {})[pick.report.year or 0] = (pick, figure)
    steps, alone = [], []
    for both in held.values():
        if len(both) < TWO:
            alone += [pick for pick, _ in both.values()]
            continue
        (old, before), (new, after) = both[years[0]], both[years[1]]
        worked = _worked(plan, before, after)
        if worked is None:
            alone.append(new)
        else:
            steps.append(Step(old, new, before, after, worked))
    return steps, alone


def _worked(plan: Rank, before: Figure, after: Figure) -> Derivation | None:
    """The step; None where a figure is missing or there is no percentage of zero."""
    if before.shown is None or after.shown is None:
        return None
    rate = after.unit == "%"
    op = "points" if rate else "change" if plan.growth == "change" else "difference"
    made = Derivation(op=op, operands=(after.shown, before.shown), result=Decimal(0))  # type: ignore[arg-type]
    result = recompute(made)
    return None if result is None else made.model_copy(update={"result": result})


def unit_of(step: Step) -> str:
    return {"points": "points", "change": "%"}.get(step.worked.op, step.after.unit)


def _chosen(moved: Sequence[Step], plan: Rank) -> list[Step]:
    """The first n with those that tie with the last of them, or those at the place asked for."""
    values = [s.value for s in moved]
    places = [1 + sum((v > s.value) if plan.descending else (v < s.value) for v in values) for s in moved]
    if plan.place is not None:
        return [s for s, place in zip(moved, places, strict=True) if place == plan.place]
    return [s for s, place in zip(moved, places, strict=True) if place <= plan.n]


def _value(plan: Rank, winners: Sequence[Step]) -> Value:
    unit = unit_of(winners[0]) if winners else None
    names = rank.distinct([s.new.report for s in winners], rank.bodies_asked(plan.scope.kinds))
    if not plan.with_values:
        return Value(kind="entities", value=names, unit=unit)
    listed = [{"entity": n, "value": as_json(s.value)} for n, s in zip(names, winners, strict=True)]
    return Value(kind="ranking", value=listed, unit=unit)


def _sentences(
    plan: Rank, desk: Desk, slots: dict[str, d.Slot], steps: Sequence[Step], winners: Sequence[Step]
) -> list[d.Draft]:
    way = "up" if plan.descending else "down"
    if not winners:
        desk.counts.add(len(steps))
        return [desk.say(f"growth.none_{way}", **slots, n=d.count(len(steps)))]
    items = [item_of(desk, step) for step in winners]
    key = f"growth.{way}" if plan.n == 1 and plan.place is None else f"growth.{way}_list"
    if plan.place is not None:
        desk.counts.add(plan.place)
        return [desk.say(f"growth.{way}_place", **slots, place=d.count(plan.place), items=desk.join(items, "comma"))]
    said = [desk.say(key, **slots, items=notices.listed(desk, items, "comma"))]
    if plan.n == 1 or plan.n >= EVERY:
        return said
    if len(winners) < plan.n:
        desk.counts.add(len(winners))
        said.append(desk.say(f"growth.short_{way}", n=d.count(len(winners))))
    return said


def item_of(desk: Desk, step: Step) -> d.Draft:
    way = desk.say(f"compare.{'up' if step.value > 0 else 'down'}")
    slots: dict[str, d.Slot] = {
        "body": desk.body(step.new.report), "direction": way, "n": desk.amount(abs(step.value), unit_of(step)),
        "left": desk.amount(step.before.shown or Decimal(0), step.before.unit),
        "right": desk.amount(step.after.shown or Decimal(0), step.after.unit),
    }  # fmt: skip
    return desk.say("growth.item", **slots)


def warnings_of(
    plan: Rank, desk: Desk, found: Resolution, winners: Sequence[Step], alone: Sequence[Pick], compared: int
) -> list[notices.Notice]:
    said: list[notices.Notice] = []
    if len(winners) > 1 and len({s.value for s in winners}) < len(winners):
        ties = [s for s in winners if sum(1 for t in winners if t.value == s.value) > 1]
        names = [desk.body(s.new.report) for s in ties]
        said.append(("tie", desk.say("rank.tie_notice", names=notices.listed(desk, names))))
    if alone:
        desk.counts.update((compared, len(alone)))
        slots: dict[str, d.Slot] = {"n": d.count(compared), "k": d.count(len(alone))}
        said.append(("partial_coverage", desk.say("growth.alone", **slots)))
    picks = [s.new for s in winners]
    said += notices.assumptions(desk, found) + notices.mismatch(desk, picks) + notices.stand_ins(desk, picks)
    if plan.scope.levels:
        said += notices.districts(desk, picks)
    shown = [(p.report, f) for s in winners for p, f in ((s.old, s.before), (s.new, s.after))]
    said += notices.give_way(desk, found)
    return said + notices.definitions(desk, plan.measure, shown) + notices.all_of(desk, shown)
