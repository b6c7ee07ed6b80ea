"""Aggregates: one figure over a scope, from reported cells only."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from decimal import Decimal

from corpus import formulas
from qa import draft as d
from qa.answer import Value
from qa.derive import PERCENT, Figure, plain, round_shown, write
from qa.desk import Desk, Outcome, as_json
from qa.executors import lookup, notices, rank
from qa.executors.refusals import coverage, refuse, years_in
from qa.plan import Aggregate, Lookup, Measure
from qa.resolve import Pick, Resolution, without_wider
from qa.verify import Derivation, rounded

ADDED = ("sum", "mean", "median", "ratio", "share", "distribution")
Entry = tuple[Pick, Figure]


def execute(plan: Aggregate, desk: Desk) -> Outcome:
    measure = plan.measure
    found = desk.resolve(plan.scope, (measure,) if measure is not None else ())
    if refused := refuse(desk, found, plan.scope):
        return refused
    if measure is None:
        return _count_reports(desk, found)
    if plan.function in ADDED and not plan.scope.bodies:
        found = without_wider(found)
    rate = measure.indicator in desk.catalogue and desk.catalogue.get(measure.indicator).unit == "%"
    if not rate and plan.function == "ratio":
        plan = plan.model_copy(update={"function": "sum"})
    if rate and plan.function in ("ratio", "sum"):
        return _pooled(measure, desk, found)
    rows = lookup.read(desk, found.picks, [measure])
    used = [(p, f) for p, _, f in rows if f.value is not None]
    left = [(p, f) for p, _, f in rows if f.value is None]
    if not used and plan.function != "count":
        return lookup.silent(desk, found, rows)
    if len(plan.scope.bodies) == 1 and plan.measure and len({p.report.body.kind for p, _ in used}) > 1:
        return lookup.execute(Lookup(measures=(plan.measure,), scope=plan.scope), desk)  # the county and its office
    desk.ledger.read_ahead([p.report for p, _ in used])
    for pick, figure in used:
        desk.ledger.enter(figure, pick.report)
    if plan.function == "share" and plan.part is not None:
        return _share(plan, measure, desk, found, used, left)
    return _one(plan, measure, desk, found, used, left)


def _count_reports(desk: Desk, found: Resolution) -> Outcome:
    n = len(found.picks)
    desk.counts.add(n)
    key = "aggregate.count" if found.years else "aggregate.count_any"
    slots: dict[str, d.Slot] = {"n": d.count(n), "year": years_in(desk, found.years)}
    return Outcome(
        value=Value(kind="number", value=n),
        sentences=(desk.say(key, **slots),),
        warnings=tuple(notices.assumptions(desk, found) + notices.give_way(desk, found)),
        coverage=coverage(found, n, []),
    )


def _one(
    plan: Aggregate, measure: Measure, desk: Desk, found: Resolution, used: Sequence[Entry], left: Sequence[Entry]
) -> Outcome:
    desk.counts.add(len(used))
    slots: dict[str, d.Slot] = {
        "year": years_in(desk, found.years), "n": d.count(len(used)), "measure": desk.measure(measure),
    }  # fmt: skip
    worked: tuple[Derivation, ...]
    if plan.function == "count":
        value, sentences, worked = Value(kind="number", value=len(used)), [desk.say("aggregate.counted", **slots)], ()
    elif plan.function == "distribution":
        value, sentences, worked = _distribution(desk, slots, used)
    else:
        value, sentences, worked = _figure(plan.function, desk, slots, used)
    if (0 if plan.scope.regions else 1) < len(used) <= notices.LISTED:
        items = [
            desk.say("rank.item", name=desk.body(p.report), amount=desk.amount(f.shown or Decimal(0), f.unit))
            for p, f in used
        ]
        sentences = [*sentences, desk.say("aggregate.items", items=desk.join(items, "comma"))]
    return Outcome(
        value=value, sentences=tuple(sentences), warnings=tuple(_warnings(desk, found, measure, used, left)),
        coverage=coverage(found, len(used), [(p.report.report_id, f.state) for p, f in left]), derivations=worked,
    )  # fmt: skip


def work(function: str, values: Sequence[Decimal]) -> Derivation:
    """A sum, mean, median, minimum or maximum, with what it was worked out from."""
    operands = tuple(values)
    results = {
        "sum": lambda: sum(operands, Decimal(0)),
        "mean": lambda: rounded(sum(operands, Decimal(0)) / len(operands)),
        "median": lambda: statistics.median(operands),
        "min": lambda: min(operands),
        "max": lambda: max(operands),
    }
    return Derivation(op=function, operands=operands, result=Decimal(results[function]()))  # type: ignore[arg-type]


def _figure(
    function: str, desk: Desk, slots: dict[str, d.Slot], used: Sequence[Entry]
) -> tuple[Value, list[d.Draft], tuple[Derivation, ...]]:
    unit = used[0][1].unit
    worked = work(function, [f.shown or Decimal(0) for _, f in used])
    extra: dict[str, d.Slot] = {"amount": desk.amount(worked.result, unit)}
    if function in ("min", "max"):
        at = [desk.body(p.report) for p, f in used if f.shown == worked.result]
        extra["names"] = notices.listed(desk, at)
    sentences = [desk.say(f"aggregate.{function}", **slots, **extra)]
    if function == "mean" and worked.result * len(used) != sum(worked.operands):
        sentences.append(desk.say("aggregate.rounded"))
    return Value(kind="number", value=as_json(worked.result), unit=unit), sentences, (worked,)


def _distribution(
    desk: Desk, slots: dict[str, d.Slot], used: Sequence[Entry]
) -> tuple[Value, list[d.Draft], tuple[Derivation, ...]]:
    unit = used[0][1].unit
    worked = {f: work(f, [x.shown or Decimal(0) for _, x in used]) for f in ("min", "median", "max", "mean")}
    amounts = {f: desk.amount(w.result, unit) for f, w in worked.items()}
    names = rank.distinct([p.report for p, _ in used], bodies=False)
    pairs = sorted(zip(names, used, strict=True), key=lambda e: -(e[1][1].value or Decimal(0)))
    listed = [{"entity": n, "value": as_json(f.shown or Decimal(0))} for n, (_, f) in pairs]
    sentence = desk.say("aggregate.distribution", **slots, **amounts)
    return Value(kind="ranking", value=listed, unit=unit), [sentence], tuple(worked.values())


def _share(
    plan: Aggregate, measure: Measure, desk: Desk, found: Resolution, used: Sequence[Entry], left: Sequence[Entry]
) -> Outcome:
    assert plan.part is not None  # noqa: S101
    part = desk.resolve(plan.part, (measure,))
    part = part if plan.part.bodies else without_wider(part)
    if refused := refuse(desk, part, plan.part):
        return refused
    mine = {p.report.report_id for p in part.picks}
    inside = [(p, f) for p, f in used if p.report.report_id in mine]
    if not inside or len(inside) < len(mine):
        return lookup.silent(desk, part, lookup.read(desk, part.picks, [measure]))
    one = work("sum", [f.shown or Decimal(0) for _, f in inside])
    whole = work("sum", [f.shown or Decimal(0) for _, f in used])
    names = notices.listed(desk, [desk.body(p.report) for p, _ in inside])
    slots: dict[str, d.Slot] = {
        "year": years_in(desk, found.years), "part": names, "measure": desk.measure(measure),
        "left": desk.amount(one.result, inside[0][1].unit), "right": desk.amount(whole.result, inside[0][1].unit),
    }  # fmt: skip
    warnings = tuple(_warnings(desk, found, measure, used, left))
    at = coverage(found, len(used), [(p.report.report_id, f.state) for p, f in left])
    if whole.result == 0:
        return Outcome(
            status="abstained", reason="not_reported", sentences=(desk.say("aggregate.share_zero", **slots),),
            warnings=warnings, coverage=at, derivations=(one, whole),
        )  # fmt: skip
    share = rounded(one.result / whole.result * PERCENT)
    worked = (one, whole, Derivation(op="share", operands=(one.result, whole.result), result=share))
    return Outcome(
        value=Value(kind="number", value=as_json(share), unit="%"),
        sentences=(desk.say("aggregate.share", **slots, share=d.number(share, "%")),),
        warnings=warnings, coverage=at, derivations=worked,
    )  # fmt: skip


def _pooled(measure: Measure, desk: Desk, found: Resolution) -> Outcome:
    """A rate of the whole scope: its formula over the sums of its cells, from reports that print all of them."""
    tree = formulas.parse(desk.catalogue.get(measure.indicator).formula or "")
    parts = {
        ref: Measure(indicator=ref.indicator, applicant=ref.applicant or measure.applicant)
        for ref in formulas.refs(tree)
    }
    wanted = list(dict.fromkeys(parts.values()))
    rows = lookup.read(desk, found.picks, wanted)
    width = len(wanted)
    whole = [rows[n : n + width] for n in range(0, len(rows), width)]
    used = [group for group in whole if all(f.value is not None for _, _, f in group)]
    left = [(g[0][0], f) for g in whole for f in [next((f for _, _, f in g if f.value is None), None)] if f is not None]
    if not used:
        return lookup.silent(desk, found, rows)
    desk.ledger.read_ahead([g[0][0].report for g in used])
    for group in used:
        for pick, _, figure in group:
            desk.ledger.enter(figure, pick.report)
    sums = {m: work("sum", [g[n][2].value or Decimal(0) for g in used]) for n, m in enumerate(wanted)}
    return _pooled_outcome(measure, desk, found, tree, {r: sums[m] for r, m in parts.items()}, used, left)


def _pooled_outcome(
    measure: Measure, desk: Desk, found: Resolution, tree: formulas.Node, sums: dict[formulas.Ref, Derivation],
    used: Sequence[Sequence[lookup.Row]], left: Sequence[Entry],
) -> Outcome:  # fmt: skip
    values = {ref: s.result for ref, s in sums.items()}
    result = formulas.evaluate(tree, lambda ref: values[ref])
    at = coverage(found, len(used), [(p.report.report_id, f.state) for p, f in left])
    desk.counts.add(len(used))
    slots: dict[str, d.Slot] = {
        "year": years_in(desk, found.years), "n": d.count(len(used)), "measure": desk.measure(measure),
    }  # fmt: skip
    if result is None:
        sentence = desk.say("gap.nothing", year=slots["year"], measure=slots["measure"])
        return Outcome(status="abstained", reason="not_reported", sentences=(sentence,), coverage=at)
    shown = round_shown(result * PERCENT, "%")
    text = f"{write(tree, values)} = {plain(shown)}%"
    desk.workings.add(text)
    desk.values.add(shown)
    sentence = desk.say("aggregate.ratio", **slots, amount=desk.amount(shown, "%"), working=d.working(text))
    picks = [g[0][0] for g in used]
    said = notices.assumptions(desk, found) + notices.mismatch(desk, picks)
    said += [("definition", desk.say("notice.rounded")), *notices.blanks(desk, [(p.report, f) for p, f in left])]
    return Outcome(
        value=Value(kind="number", value=as_json(shown), unit="%"), sentences=(sentence,),
        warnings=tuple(said + notices.partial(desk, found) + notices.give_way(desk, found)), coverage=at,
        derivations=tuple(dict.fromkeys(sums.values())),
    )  # fmt: skip


def _warnings(
    desk: Desk, found: Resolution, measure: Measure, used: Sequence[Entry], left: Sequence[Entry]
) -> list[notices.Notice]:
    said = notices.assumptions(desk, found) + notices.mismatch(desk, [p for p, _ in used])
    shown = [(p.report, f) for p, f in used]
    said += notices.definitions(desk, measure, shown) + notices.blanks(desk, [(p.report, f) for p, f in left])
    return said + notices.partial(desk, found) + notices.give_way(desk, found) + notices.all_of(desk, shown)
