"""Bodies whose own figure rose or fell between two years: who they are, how many, whether any or all did."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from qa import draft as d
from qa.answer import Value
from qa.derive import tidy
from qa.desk import Desk, Outcome, as_json
from qa.executors import growth, lookup, notices, rank
from qa.executors.refusals import coverage, refuse
from qa.plan import Condition, Filter, Rank
from qa.resolve import Pick


def execute(plan: Filter, desk: Desk) -> Outcome:
    condition = plan.conditions[0]
    found = desk.resolve(plan.scope, (condition.measure,))
    if refused := refuse(desk, found, plan.scope):
        return refused
    if len(found.years) < growth.TWO and len(plan.scope.years) <= growth.TWO:
        return Outcome(status="abstained", reason="year_missing", sentences=(desk.say("growth.two_years"),))
    if max(len(found.years), len(plan.scope.years)) > growth.TWO:
        streak: Outcome = import_module("qa.executors.streak").execute(plan, desk, found)
        return streak
    years = (min(found.years), max(found.years))
    order = _order(plan)
    steps, alone = growth.steps_of(order, desk, found, years)
    if not steps:
        return Outcome(
            status="abstained", reason="not_reported", sentences=(desk.say("growth.none_twice"),),
            warnings=tuple(notices.give_way(desk, found)),
        )  # fmt: skip
    steps.sort(key=lambda s: -s.value if order.descending else s.value)
    met = [s for s in steps if _meets(condition, s)]
    for step in [*met, *[s for s in steps if s not in met]][: rank.FACTS_SHOWN]:
        for pick, figure in ((step.old, step.before), (step.new, step.after)):
            desk.ledger.enter(figure, pick.report)
    return Outcome(
        value=_value(plan, met, steps),
        sentences=tuple(_sentences(plan, desk, condition, years, steps, met)),
        warnings=tuple(growth.warnings_of(order, desk, found, met, alone, len(steps))),
        coverage=coverage(found, growth.TWO * len(steps), [(p.report.report_id, "other_year_missing") for p in alone]),
        derivations=tuple(dict.fromkeys(s.worked for s in steps)),
        unsaid=("tie",),
    )


def _order(plan: Filter) -> Rank:
    condition = plan.conditions[0]
    return Rank(measure=condition.measure, scope=plan.scope, growth=condition.since, descending=condition.op == "gt")


def met_by(plan: Filter, desk: Desk) -> list[Pick]:
    """The later reports of the bodies whose figure moved so."""
    found = desk.resolve(plan.scope, (plan.conditions[0].measure,))
    if max(len(found.years), len(plan.scope.years)) > growth.TWO:
        picks: list[Pick] = import_module("qa.executors.streak").met_by(plan, desk, found)
        return picks
    if len(found.years) < growth.TWO:
        return []
    steps, _ = growth.steps_of(_order(plan), desk, found, (min(found.years), max(found.years)))
    return [s.new for s in steps if _meets(plan.conditions[0], s)]


def _meets(condition: Condition, step: growth.Step) -> bool:
    return condition.value is not None and lookup.TESTS[condition.op](step.value, condition.value)


def _value(plan: Filter, met: Sequence[growth.Step], steps: Sequence[growth.Step]) -> Value:
    if plan.output == "count":
        return Value(kind="number", value=len(met))
    if plan.output in ("any", "all"):
        return Value(kind="boolean", value=bool(met) if plan.output == "any" else len(met) == len(steps))
    names = rank.distinct([s.new.report for s in met], rank.bodies_asked(plan.scope.kinds))
    if not plan.with_values:
        return Value(kind="entities", value=names)
    listed = [{"entity": n, "value": as_json(abs(s.value))} for n, s in zip(names, met, strict=True)]
    return Value(kind="ranking", value=listed, unit=growth.unit_of(met[0]) if met else None)


def _sentences(
    plan: Filter, desk: Desk, condition: Condition, years: tuple[int, int], steps: Sequence[growth.Step],
    met: Sequence[growth.Step],
) -> list[d.Draft]:  # fmt: skip
    way = "up" if condition.op == "gt" else "down"
    desk.counts.update((len(met), len(steps)))
    slots: dict[str, d.Slot] = {
        "earlier": d.year(years[0]), "later": d.year(years[1]), "measure": desk.measure(condition.measure),
        "of": d.count(len(steps)), "n": d.count(len(met)), "bound": _bound(desk, condition, steps[0]),
    }  # fmt: skip
    said: list[d.Draft] = []
    if plan.output in ("any", "all"):
        holds = bool(met) if plan.output == "any" else len(met) == len(steps)
        said.append(desk.say("lookup.so" if holds else "lookup.not_so"))
    if not met:
        return [*said, desk.say(f"moves.none_{way}", **slots)]
    items = notices.listed(desk, [growth.item_of(desk, s) for s in met], "comma")
    return [*said, desk.say(f"moves.{way}", **slots, items=items)]


def _bound(desk: Desk, condition: Condition, step: growth.Step) -> d.Draft:
    """By how much at least, where that was asked."""
    if not condition.value:
        return ()
    value = tidy(abs(condition.value))
    desk.values.add(value)
    return desk.say("moves.by", n=desk.amount(value, growth.unit_of(step)))
