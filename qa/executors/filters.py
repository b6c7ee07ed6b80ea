"""Filters: the bodies that meet the conditions: who, how many, whether any or all do."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from decimal import Decimal
from importlib import import_module

from qa import draft as d
from qa.answer import Value
from qa.derive import PERCENT, Figure, round_shown
from qa.desk import COUNTED, Desk, Outcome, as_json
from qa.executors import aggregate, lookup, notices, rank
from qa.executors.refusals import coverage, refuse, refuse_office, years_in
from qa.plan import Condition, Filter, Measure, Scope
from qa.resolve import Pick, Resolution
from qa.verify import Derivation

Tested = tuple[Pick, dict[Measure, Figure]]


def execute(plan: Filter, desk: Desk) -> Outcome:
    if plan.conditions[0].since is not None:
        moved: Outcome = import_module("qa.executors.moves").execute(plan, desk)
        return moved
    measures = measures_of(plan.conditions)
    found = desk.resolve(plan.scope, measures)
    if refused := refuse(desk, found, plan.scope):
        return refused
    beyond = next((c for c in plan.conditions if c.beyond is not None), None)
    if beyond is not None:
        told = _with_bound(beyond, plan, desk, found)
        if isinstance(told, Outcome):
            return told
        found, plan = told
    rows = lookup.read(desk, found.picks, measures)
    tested, left = _parted(found, rows, measures)
    if not tested:
        return lookup.silent(desk, found, rows)
    bounds = {c: bound_of(c, [f[c.measure] for _, f in tested]) for c in plan.conditions if c.against is not None}
    met = _met(plan, tested, bounds)
    outcome = _outcome(plan, desk, found, tested, met, left)
    if bounds:  # the average rests on every report's figure: those that did not meet it are shown behind those that did
        for pick, figures in tested:
            for condition in bounds:
                desk.ledger.enter(figures[condition.measure], pick.report)
        desk.counts.add(len(tested))
    return outcome.model_copy(update={"derivations": (*outcome.derivations, *bounds.values())})


def _parted(
    found: Resolution, rows: Sequence[lookup.Row], measures: Sequence[Measure]
) -> tuple[list[Tested], list[tuple[Pick, Figure]]]:
    """The reports that print every figure of the conditions, and those that do not, each with one that it lacks."""
    tested: list[Tested] = []
    left: list[tuple[Pick, Figure]] = []
    for number, pick in enumerate(found.picks):
        mine = {m: f for _, m, f in rows[number * len(measures) : (number + 1) * len(measures)]}
        silent = next((f for f in mine.values() if f.value is None), None)
        if silent is None:
            tested.append((pick, mine))
        else:
            left.append((pick, silent))
    return tested, left


def _met(plan: Filter, tested: Sequence[Tested], bounds: Mapping[Condition, Derivation]) -> list[Tested]:
    exact = plan.model_copy(update={"conditions": tuple(at_bound(c, bounds, tested) for c in plan.conditions)})
    return [t for t in tested if meets_all(exact, t[1])]


def met_by(plan: Filter, desk: Desk) -> list[Pick]:
    """The reports that meet the conditions; none where a bound is not known. Says nothing and cites nothing."""
    measures = measures_of(plan.conditions)
    found = desk.resolve(plan.scope, measures)
    beyond = next((c for c in plan.conditions if c.beyond is not None), None)
    if beyond is not None and found.picks:
        told = _with_bound(beyond, plan, desk, found)
        if isinstance(told, Outcome):
            return []
        found, plan = told
    tested, _ = _parted(found, lookup.read(desk, found.picks, measures), measures)
    bounds = {c: bound_of(c, [f[c.measure] for _, f in tested]) for c in plan.conditions if c.against and tested}
    return [p for p, _ in _met(plan, tested, bounds)]


def _with_bound(
    condition: Condition, plan: Filter, desk: Desk, found: Resolution
) -> Outcome | tuple[Resolution, Filter]:
    """The condition with the figure of the one body put in, and the others that it is held against."""
    assert condition.beyond is not None  # noqa: S101  asked for by the caller
    scope = Scope(bodies=(condition.beyond,), years=found.years)
    own = desk.resolve(scope)
    if refused := refuse(desk, own, scope):
        return refused
    row = lookup.read(desk, own.picks[:1], [condition.measure])[0]
    if row[2].value is None or len(found.years) != 1 or (own.picks[0].stands_in and desk.acts(condition.measure)):
        return lookup.silent(desk, own, [row]) if row[2].value is None else refuse_office(desk, own.picks[0])
    desk.ledger.enter(row[2], own.picks[0].report)
    exact = row[2].value / PERCENT if row[2].unit == "%" else row[2].value
    mine = own.picks[0].report
    others = tuple(p for p in found.picks if p.report.report_id != mine.report_id)
    conditions = tuple(c.model_copy(update={"value": exact}) if c is condition else c for c in plan.conditions)
    return found.model_copy(update={"picks": others}), plan.model_copy(update={"conditions": conditions})


def bound_of(condition: Condition, figures: Sequence[Figure]) -> Derivation:
    """The mean or median of the figures as shown, rounded to two decimals."""
    shown = [f.shown for f in figures if f.shown is not None]
    return aggregate.work(condition.against or "mean", shown)


def at_bound(condition: Condition, bounds: Mapping[Condition, Derivation], tested: Sequence[Tested]) -> Condition:
    """The condition with its bound put in, unrounded; a rate's bound is a ratio."""
    if condition not in bounds:
        return condition
    values = [f[condition.measure].value or Decimal(0) for _, f in tested]
    exact = sum(values, Decimal(0)) / len(values) if condition.against == "mean" else statistics.median(values)
    rate = tested[0][1][condition.measure].unit == "%"
    return condition.model_copy(update={"value": exact / PERCENT if rate else exact})


def measures_of(conditions: Sequence[Condition]) -> list[Measure]:
    return list(dict.fromkeys(m for c in conditions for m in (c.measure, c.than) if m is not None))


def meets_all(plan: Filter, figures: dict[Measure, Figure]) -> bool:
    tests = (lookup.meets(c, figures[c.measure], figures[c.than] if c.than else None) for c in plan.conditions)
    return all(tests) if plan.combine == "and" else any(tests)


def _outcome(
    plan: Filter, desk: Desk, found: Resolution, tested: Sequence[Tested], met: Sequence[Tested],
    left: Sequence[tuple[Pick, Figure]],
) -> Outcome:  # fmt: skip
    first = plan.conditions[0].measure
    met = sorted(met, key=lambda t: (-(t[1][first].value or 0), rank.own_first(t[0].report)))
    kept = {p.report.report_id for p, _ in met}
    failed = [t for t in tested if t[0].report.report_id not in kept]
    shown = failed if plan.output == "all" and failed else met or list(tested)
    desk.ledger.read_ahead([p.report for p, _ in shown[: rank.FACTS_SHOWN]])
    for pick, figures in shown[: rank.FACTS_SHOWN]:
        for figure in figures.values():
            desk.ledger.enter(figure, pick.report)
    said = _warnings(desk, found, shown, met, left, plan)
    return Outcome(
        value=_value(plan, met, tested),
        sentences=(_sentence(plan, desk, found, tested, met, failed),),
        warnings=tuple(said),
        coverage=coverage(found, len(tested), [(p.report.report_id, f.state) for p, f in left]),
    )


def _names(plan: Filter, met: Sequence[Tested]) -> list[str]:
    return rank.distinct([p.report for p, _ in met], rank.bodies_asked(plan.scope.kinds))


def _value(plan: Filter, met: Sequence[Tested], tested: Sequence[Tested]) -> Value:
    if plan.output == "count":
        return Value(kind="number", value=len(met))
    if plan.output in ("any", "all"):
        return Value(kind="boolean", value=bool(met) if plan.output == "any" else len(met) == len(tested))
    names = _names(plan, met)
    if not plan.with_values:
        return Value(kind="entities", value=names)
    first = plan.conditions[0].measure
    values = [figures[first].shown for _, figures in met]
    listed = [{"entity": n, "value": as_json(v)} for n, v in zip(names, values, strict=True) if v is not None]
    return Value(kind="ranking", value=listed, unit=met[0][1][first].unit if met else None)


def _sentence(
    plan: Filter, desk: Desk, found: Resolution, tested: Sequence[Tested], met: Sequence[Tested],
    failed: Sequence[Tested],
) -> d.Draft:  # fmt: skip
    figures = tested[0][1]
    words = [_words(desk, c, figures[c.measure].unit, tested) for c in plan.conditions]
    joined = [w if n == 0 else desk.say(f"filter.{plan.combine}", what=w) for n, w in enumerate(words)]
    slots: dict[str, d.Slot] = {
        "year": years_in(desk, found.years), "conditions": tuple(s for w in joined for s in w),
    }  # fmt: skip
    shown = failed if plan.output == "all" else met
    key = _key(plan, bool(met), bool(failed))
    desk.counts.update((len(shown), len(tested), len(met)))
    n = len(tested) if key == "all_yes" else len(shown)
    return desk.say(f"filter.{key}", **slots, n=d.count(n), items=_items(desk, plan, shown))


def _key(plan: Filter, any_met: bool, any_failed: bool) -> str:
    if plan.output == "all":
        return "all_no" if any_failed else "all_yes"
    if plan.output == "any":
        return "any_yes" if any_met else "any_no"
    return ("some" if plan.output == "entities" else "count") if any_met else "none"


def _items(desk: Desk, plan: Filter, shown: Sequence[Tested]) -> d.Draft:
    names = _names(plan, shown)
    items: list[d.Slot] = []
    for text, (pick, figures) in zip(names, shown, strict=True):
        amounts = [desk.amount(f.shown, f.unit) for f in figures.values() if f.shown is not None]
        called = desk.name(text) if desk.language == "zh" else desk.body(pick.report)
        items.append(desk.say("rank.item", name=called, amount=desk.join(amounts, "comma")))
    return notices.listed(desk, items, "comma")


def _words(desk: Desk, condition: Condition, unit: str, tested: Sequence[Tested]) -> d.Draft:
    """A condition in words; one against the scope's own average with the number that this is."""
    if condition.against is None:
        return say_condition(desk, condition, unit)
    bound = bound_of(condition, [f[condition.measure] for _, f in tested])
    amount = desk.amount(bound.result, unit)
    value = desk.say(f"filter.{condition.against}", n=d.count(len(tested)), bound=amount)
    return desk.say(f"filter.{condition.op}", measure=desk.measure(condition.measure), value=value)


def say_condition(desk: Desk, condition: Condition, unit: str) -> d.Draft:
    """A condition in words."""
    measure = desk.measure(condition.measure)
    if condition.beyond is not None and condition.value is not None:
        shown = round_shown(condition.value * PERCENT if unit == "%" else condition.value, unit)
        body = notices.asked_name(desk, condition.beyond)
        named = desk.say("filter.beyond", body=body, amount=desk.amount(shown, unit))
        return desk.say(f"filter.{condition.op}", measure=measure, value=named)
    if condition.than is not None:
        return desk.say(f"filter.{condition.op}_than", measure=measure, than=desk.measure(condition.than))
    rate = unit == "%"
    value = None if condition.value is None else condition.value * 100 if rate else condition.value
    upper = None if condition.upper is None else condition.upper * 100 if rate else condition.upper
    slots: dict[str, d.Slot] = {"measure": measure}
    for key, bound in (("value", value), ("upper", upper)):
        if bound is not None:
            tidy = round_shown(bound, "%") if rate else bound
            tidy = tidy.normalize() if tidy != tidy.to_integral_value() else tidy.to_integral_value()
            desk.values.add(tidy)
            slots[key] = desk.amount(tidy, unit)
    if unit == COUNTED:  # more than 100 requests, no lawsuits: what is counted stands behind its number
        zero = {"eq": "no", "gt": "some"}.get(condition.op) if not value else None
        return desk.say(f"filter.{zero or condition.op}_count", **slots)
    return desk.say(f"filter.{condition.op}", **slots)


def _warnings(
    desk: Desk, found: Resolution, shown: Sequence[Tested], met: Sequence[Tested],
    left: Sequence[tuple[Pick, Figure]], plan: Filter,
) -> list[notices.Notice]:  # fmt: skip
    pairs = [(p.report, f) for p, figures in shown[: notices.CHECKED] for f in figures.values()]
    said = notices.assumptions(desk, found) + notices.mismatch(desk, [p for p, _ in shown])
    said += notices.stand_ins(desk, [p for p, _ in met])
    if plan.scope.levels:
        said += notices.districts(desk, [p for p, _ in met])
    for measure in measures_of(plan.conditions):
        said += notices.definitions(desk, measure, [(p.report, f[measure]) for p, f in shown[: notices.CHECKED]])
    said += notices.blanks(desk, [(p.report, f) for p, f in left])
    return said + notices.partial(desk, found) + notices.give_way(desk, found) + notices.all_of(desk, pairs)
