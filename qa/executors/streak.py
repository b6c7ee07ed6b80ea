"""Bodies whose own figure rose (or fell) year after year: every year's figure is held against that of the year before."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from qa import draft as d
from qa.answer import Value
from qa.derive import Figure
from qa.desk import Desk, Outcome
from qa.executors import lookup, notices, rank
from qa.executors.refusals import coverage, refuse
from qa.plan import Filter
from qa.resolve import Pick, Resolution


class Run(NamedTuple):
    """One body through the years, with its figures, oldest first."""

    picks: tuple[Pick, ...]
    figures: tuple[Figure, ...]

    @property
    def newest(self) -> Pick:
        return self.picks[-1]


def execute(plan: Filter, desk: Desk, found: Resolution) -> Outcome:
    if plan.scope.bodies and found.gaps:
        return refuse(desk, found.model_copy(update={"picks": ()}), plan.scope) or Outcome(status="abstained")
    runs, short = _runs(plan, desk, found)
    if not runs:
        said = desk.say("moves.no_run", years=_span(plan, desk, found))
        return Outcome(status="abstained", reason="year_missing", sentences=(said,))
    met = [run for run in runs if _meets(plan, run)]
    for run in [*met, *[r for r in runs if r not in met]][: rank.FACTS_SHOWN]:
        for pick, figure in zip(run.picks, run.figures, strict=True):
            desk.ledger.enter(figure, pick.report)
    return Outcome(
        value=_value(plan, met, runs),
        sentences=tuple(_sentences(plan, desk, found, runs, met)),
        warnings=tuple(_warnings(plan, desk, found, runs, met, short)),
        coverage=coverage(found, len(_years(plan, found)) * len(runs), [(p.report.report_id, "other_year_missing") for p in short]),
    )  # fmt: skip


def met_by(plan: Filter, desk: Desk, found: Resolution) -> list[Pick]:
    """The newest reports of the bodies that did."""
    runs, _ = _runs(plan, desk, found)
    return [run.newest for run in runs if _meets(plan, run)]


def _runs(plan: Filter, desk: Desk, found: Resolution) -> tuple[list[Run], list[Pick]]:
    """Bodies with a figure in every year, and the reports of those that lack one."""
    held: dict[tuple[str | None, str | None], dict[int, tuple[Pick, Figure]]] = {}
    for pick, _, figure in lookup.read(desk, found.picks, [plan.conditions[0].measure]):
        body = pick.report.body
        if figure.shown is not None:
            held.setdefault((body.name, body.division_code), {})[pick.report.year or 0] = (pick, figure)
    runs, short = [], []
    for mine in held.values():
        if set(mine) < set(_years(plan, found)):
            short += [pick for pick, _ in mine.values()]
            continue
        ordered = [mine[year] for year in sorted(_years(plan, found))]
        runs.append(Run(tuple(p for p, _ in ordered), tuple(f for _, f in ordered)))
    return runs, short


def _meets(plan: Filter, run: Run) -> bool:
    rising = plan.conditions[0].op == "gt"
    values = [f.value for f in run.figures if f.value is not None]
    return all(after > before if rising else after < before for before, after in pairwise(values))


def _value(plan: Filter, met: Sequence[Run], runs: Sequence[Run]) -> Value:
    if plan.output == "count":
        return Value(kind="number", value=len(met))
    if plan.output in ("any", "all"):
        return Value(kind="boolean", value=bool(met) if plan.output == "any" else len(met) == len(runs))
    names = rank.distinct([r.newest.report for r in met], rank.bodies_asked(plan.scope.kinds))
    return Value(kind="entities", value=names)


def _sentences(plan: Filter, desk: Desk, found: Resolution, runs: Sequence[Run], met: Sequence[Run]) -> list[d.Draft]:
    way = "up" if plan.conditions[0].op == "gt" else "down"
    desk.counts.update((len(met), len(runs)))
    slots: dict[str, d.Slot] = {
        "years": _span(plan, desk, found), "measure": desk.measure(plan.conditions[0].measure), "of": d.count(len(runs)),
        "n": d.count(len(met)),
    }  # fmt: skip
    if plan.scope.bodies and len(runs) == 1:
        slots["item"] = _item(desk, runs[0])
        return [desk.say(f"moves.run_{way}_{'yes' if met else 'no'}", **slots)]
    said: list[d.Draft] = []
    if plan.output in ("any", "all"):
        holds = bool(met) if plan.output == "any" else len(met) == len(runs)
        said.append(desk.say("lookup.so" if holds else "lookup.not_so"))
    if not met:
        return [*said, desk.say(f"moves.run_{way}_none", **slots)]
    items = notices.listed(desk, [_item(desk, run) for run in met], "comma")
    return [*said, desk.say(f"moves.run_{way}", **slots, items=items)]


def _item(desk: Desk, run: Run) -> d.Draft:
    amounts = [
        desk.say(
            "moves.run_year", year=d.year(p.report.year or 0),
            amount=desk.amount(f.shown, f.unit) if f.shown is not None else (),
        )
        for p, f in zip(run.picks, run.figures, strict=True)
    ]  # fmt: skip
    return desk.say("rank.item", name=desk.body(run.newest.report), amount=desk.join(amounts, "comma"))


def _years(plan: Filter, found: Resolution) -> tuple[int, ...]:
    """The years asked for, held or not; those held where none was asked for."""
    return plan.scope.years or found.years


def _span(plan: Filter, desk: Desk, found: Resolution) -> d.Draft:
    years = _years(plan, found)
    return desk.say("moves.span", first=d.year(min(years)), last=d.year(max(years)))


def _warnings(
    plan: Filter, desk: Desk, found: Resolution, runs: Sequence[Run], met: Sequence[Run], short: Sequence[Pick]
) -> list[notices.Notice]:
    said: list[notices.Notice] = []
    if short:
        desk.counts.update((len(runs), len(short)))
        said.append(
            ("partial_coverage", desk.say("moves.short", n=d.count(len(runs)), k=d.count(len(short)), years=_span(plan, desk, found)))
        )  # fmt: skip
    picks = [r.newest for r in met]
    said += notices.assumptions(desk, found) + notices.mismatch(desk, picks) + notices.stand_ins(desk, picks)
    if plan.scope.levels:
        said += notices.districts(desk, picks)
    shown = [(p.report, f) for r in met or runs[:1] for p, f in zip(r.picks, r.figures, strict=True)]
    said += notices.give_way(desk, found)
    return said + notices.definitions(desk, plan.conditions[0].measure, shown) + notices.all_of(desk, shown)
