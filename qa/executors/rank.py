"""Rankings: who has most or least. All who tie are returned; what was covered and left out is said."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from importlib import import_module

from corpus.models import BodyKind, Report
from qa import draft as d
from qa.answer import Value
from qa.derive import Figure
from qa.desk import Desk, Outcome, as_json, entity_name
from qa.executors import lookup, notices, readings
from qa.executors.refusals import coverage, refuse, years_in
from qa.plan import Measure, Rank
from qa.resolve import OWN_KINDS, Pick, Resolution
from qa.verify import Derivation

FACTS_SHOWN = 60  # ranked facts that an answer lists besides those that it names


class Place:
    """An entry of a ranking: its pick, its figure, its rank (ties share one)."""

    def __init__(self, pick: Pick, figure: Figure, rank: int) -> None:
        self.pick, self.figure, self.rank = pick, figure, rank

    @property
    def value(self) -> Decimal:
        assert self.figure.value is not None  # noqa: S101  only reported figures are placed
        return self.figure.value


def execute(plan: Rank, desk: Desk) -> Outcome:
    if plan.by == "measure":
        outcome: Outcome = import_module("qa.executors.rank_measures").execute(plan, desk)
        return outcome
    if plan.growth is not None or plan.of is not None:
        module = "growth" if plan.growth is not None else "standing"
        other: Outcome = import_module(f"qa.executors.{module}").execute(plan, desk)
        return other
    found = desk.resolve(plan.scope, (plan.measure,))
    if refused := refuse(desk, found, plan.scope):
        return refused
    figures = figures_of(desk, found.picks, plan.measure)
    places = place(figures, plan.descending)
    left = [(p, f) for p, f in figures if f.value is None]
    if not places:
        return _nothing(desk, found, plan, left)
    winners = chosen(places, plan)
    _enter(desk, places, winners)
    zero = plan.descending and places[0].value == 0 and plan.by == "body"
    sentences = _zero(desk, found, plan, places) if zero else _sentences(desk, found, plan, places, winners)
    also = [] if zero else [*_also(desk, plan, winners), *_then(desk, plan, winners)]
    return Outcome(
        value=_value(plan, [] if zero else winners),
        sentences=tuple(sentences + also),
        warnings=tuple(_warnings(desk, found, plan, places, winners, left, zero)),
        coverage=coverage(found, len(places), [(p.report.report_id, f.state) for p, f in left]),
        derivations=_derivations(places, winners),
        unsaid=("tie",) if plan.n == 1 else (),
    )


def figures_of(desk: Desk, picks: Sequence[Pick], measure: Measure) -> list[tuple[Pick, Figure]]:
    return [(pick, figure) for pick, _, figure in lookup.read(desk, picks, [measure])]


def place(figures: Sequence[tuple[Pick, Figure]], descending: bool) -> list[Place]:
    """The reported figures, best first, with competition ranks (1, 1, 3); among equals governments first, then the corpus's order."""
    reported = [(p, f) for p, f in figures if f.value is not None]
    way = -1 if descending else 1
    ordered = sorted(reported, key=lambda pf: ((pf[1].value or Decimal(0)) * way, own_first(pf[0].report)))
    places: list[Place] = []
    for position, (pick, figure) in enumerate(ordered):
        tied = bool(places) and places[-1].value == figure.value
        places.append(Place(pick, figure, places[-1].rank if tied else position + 1))
    return places


def own_first(report: Report) -> int:
    """A government's report before an office's, and that before any other's."""
    return OWN_KINDS.index(report.body.kind) if report.body.kind in OWN_KINDS else len(OWN_KINDS)


def chosen(places: Sequence[Place], plan: Rank) -> list[Place]:
    """The first n with all who tie with the last of them, or those at the place asked for."""
    if plan.place is not None:
        ranks = sorted({p.rank for p in places})
        at = [p for p in places if p.rank == plan.place]
        return at or ([p for p in places if p.rank == ranks[plan.place - 1]] if plan.place <= len(ranks) else [])
    return [p for p in places if p.rank <= plan.n]


def _enter(desk: Desk, places: Sequence[Place], winners: Sequence[Place]) -> None:
    first = {w.pick.report.report_id for w in winners}
    shown = [*winners, *[p for p in places if p.pick.report.report_id not in first][:FACTS_SHOWN]]
    desk.ledger.read_ahead([p.pick.report for p in shown])
    for entry in shown:
        desk.ledger.enter(entry.figure, entry.pick.report, entry.rank)


def _value(plan: Rank, winners: Sequence[Place]) -> Value:
    unit = winners[0].figure.unit if winners else None
    names = [str(w.pick.report.year) for w in winners] if plan.by == "year" else entities(winners, plan)
    if not plan.with_values:
        return Value(kind="entities", value=names, unit=unit)
    values = [as_json(w.figure.shown or Decimal(0)) for w in winners]
    return Value(
        kind="ranking", unit=unit, value=[{"entity": n, "value": v} for n, v in zip(names, values, strict=True)]
    )


def bodies_asked(plan_kinds: Sequence[BodyKind]) -> bool:
    return bool(plan_kinds) and BodyKind.GOVERNMENT not in plan_kinds


def entities(winners: Sequence[Place], plan: Rank) -> list[str]:
    """Names of divisions (or bodies), told apart by the place above where two are the same."""
    return distinct([w.pick.report for w in winners], bodies_asked(plan.scope.kinds))


def distinct(reports: Sequence[Report], bodies: bool) -> list[str]:
    names = [entity_name(r, bodies) for r in reports]
    places = {(n, r.body.division_code) for n, r in zip(names, reports, strict=True)}
    shared = {n for n, _ in places if sum(1 for m, _ in places if m == n) > 1}
    return [
        f"{r.body.prefecture or r.body.province or ''}{n}" if n in shared else n
        for n, r in zip(names, reports, strict=True)
    ]


# -- sentences --------------------------------------------------------------------------------------------------


def superlative(desk: Desk, plan_descending: bool, unit: str) -> d.Draft:
    return desk.superlative(unit, descending=plan_descending)


def names_of(desk: Desk, plan: Rank, winners: Sequence[Place]) -> list[d.Slot]:
    if plan.by == "year":
        return [desk.say("compare.year", year=d.year(w.pick.report.year or 0)) for w in winners]
    several = len({w.pick.report.year for w in winners}) > 1 or (len(plan.scope.years) > 1 and plan.growth is None)
    names = [desk.name(n) for n in entities(winners, plan)]
    if desk.language == "en":
        names = [desk.body(w.pick.report) for w in winners]
    if not several:
        return list(names)
    years = [d.year(w.pick.report.year or 0) for w in winners]
    return [desk.say("rank.of_year", name=n, year=y) for n, y in zip(names, years, strict=True)]


def _sentences(
    desk: Desk, found: Resolution, plan: Rank, places: Sequence[Place], winners: Sequence[Place]
) -> list[d.Draft]:
    unit = places[0].figure.unit
    slots: dict[str, d.Slot] = {
        "year": years_in(desk, found.years), "measure": desk.measure(plan.measure),
        "superlative": superlative(desk, plan.descending, unit),
    }  # fmt: skip
    names = names_of(desk, plan, winners)
    key = "year_" if plan.by == "year" else ""
    if key:
        slots["body"] = desk.body(places[0].pick.report)
    if not winners:
        desk.counts.add(len(places))
        return [desk.say("rank.short", n=d.count(len(places)))]
    if plan.place is not None:
        desk.counts.add(plan.place)
        shown = desk.amount(winners[0].figure.shown or Decimal(0), unit)
        named = notices.listed(desk, names)
        way = "place" if plan.descending else "place_up"
        return [desk.say(f"rank.{key}{way}", **slots, place=d.count(plan.place), names=named, amount=shown)]
    if plan.n > 1:
        return _top(desk, slots, names, plan, places, winners, key)
    template = f"rank.{key}{'tie' if len(winners) > 1 else 'one'}"
    amount = desk.amount(winners[0].figure.shown or Decimal(0), unit)
    return [desk.say(template, **slots, names=notices.listed(desk, names), amount=amount), *_margin(desk, plan, places)]


def _top(
    desk: Desk, slots: dict[str, d.Slot], names: list[d.Slot], plan: Rank, places: Sequence[Place],
    winners: Sequence[Place], key: str,
) -> list[d.Draft]:  # fmt: skip
    items = [
        desk.say("rank.item", name=n, amount=desk.amount(w.figure.shown or Decimal(0), w.figure.unit))
        for n, w in zip(names, winners, strict=True)
    ]
    desk.counts.update((len(winners), len(places)))
    said = [desk.say(f"rank.{key}top", **slots, n=d.count(len(winners)), items=notices.listed(desk, items, "comma"))]
    if len(winners) < plan.n:
        said.append(desk.say("rank.short", n=d.count(len(places))))
    return said


def _margin(desk: Desk, plan: Rank, places: Sequence[Place]) -> list[d.Draft]:
    """Who comes next, and by how much."""
    rest = [p for p in places if p.rank > 1]
    if not rest or plan.by == "year":
        return []
    next_ones = [p for p in rest if p.rank == rest[0].rank]
    first, second = places[0].figure.shown or Decimal(0), next_ones[0].figure.shown or Decimal(0)
    unit = places[0].figure.unit
    key = "margin" if plan.descending else "reverse_margin"
    return [
        desk.say(
            f"rank.{key}", names=notices.listed(desk, names_of(desk, plan, next_ones)), amount=desk.amount(second, unit),
            gap=desk.amount(abs(first - second), "points" if unit == "%" else unit),
        )
    ]  # fmt: skip


def _derivations(places: Sequence[Place], winners: Sequence[Place]) -> tuple[Derivation, ...]:
    rest = [p for p in places if p.rank > 1]
    if not rest or not winners:
        return ()
    first, second = places[0].figure.shown or Decimal(0), rest[0].figure.shown or Decimal(0)
    return (Derivation(op="difference", operands=(first, second), result=first - second),)


def _zero(desk: Desk, found: Resolution, plan: Rank, places: Sequence[Place]) -> list[d.Draft]:
    desk.counts.add(len(places))
    slots: dict[str, d.Slot] = {"year": years_in(desk, found.years), "measure": desk.measure(plan.measure)}
    return [desk.say("rank.zero", **slots, n=d.count(len(places)))]


def _also(desk: Desk, plan: Rank, winners: Sequence[Place]) -> list[d.Draft]:
    """Other figures asked of the winners."""
    if not plan.also:
        return []
    found = desk.figures([w.pick.report for w in winners], plan.also)
    said = []
    for winner in winners:
        for measure in plan.also:
            figure = found[winner.pick.report.report_id, measure]
            desk.ledger.enter(figure, winner.pick.report)
            slots: dict[str, d.Slot] = {"body": desk.body(winner.pick.report), "measure": desk.measure(measure)}
            if figure.shown is None:
                said.append(notices.silent_sentence(desk, winner.pick.report, measure, figure))
            else:
                said.append(desk.say("rank.also", **slots, amount=desk.amount(figure.shown, figure.unit)))
    return said


def _then(desk: Desk, plan: Rank, winners: Sequence[Place]) -> list[d.Draft]:
    """What the winners' own prose says to the question asked of it."""
    if plan.then is None:
        return []
    passages = import_module("qa.executors.passages")
    said: list[d.Draft] = passages.of_winners(desk, plan.then, [w.pick.report for w in winners])
    return said


def _nothing(desk: Desk, found: Resolution, plan: Rank, left: Sequence[tuple[Pick, Figure]]) -> Outcome:
    slots: dict[str, d.Slot] = {"year": years_in(desk, found.years), "measure": desk.measure(plan.measure)}
    unreadable = bool(left) and all(f.state == "unreadable" for _, f in left)
    return Outcome(
        status="abstained",
        reason="unreadable" if unreadable else "not_reported",
        sentences=(desk.say("gap.nothing", **slots),),
        warnings=tuple(notices.blanks(desk, [(p.report, f) for p, f in left])),
        coverage=coverage(found, 0, [(p.report.report_id, f.state) for p, f in left]),
    )


def _warnings(
    desk: Desk, found: Resolution, plan: Rank, places: Sequence[Place], winners: Sequence[Place],
    left: Sequence[tuple[Pick, Figure]], zero: bool,
) -> list[notices.Notice]:  # fmt: skip
    shown = [(w.pick.report, w.figure) for w in winners]
    said: list[notices.Notice] = []
    tied = len({w.rank for w in winners}) < len(winners) and not zero
    if tied:
        ties = [w for w in winners if sum(1 for v in winners if v.rank == w.rank) > 1]
        said.append(("tie", desk.say("rank.tie_notice", names=notices.listed(desk, names_of(desk, plan, ties)))))
    said += notices.assumptions(desk, found)
    near = winners if len({w.pick.report.body.kind for w in winners}) > 1 else places
    said += notices.mismatch(desk, [w.pick for w in near])
    if not zero or len(places) == 1:
        said += notices.stand_ins(desk, [w.pick for w in winners])
    if plan.scope.levels and not zero:
        said += notices.districts(desk, [w.pick for w in winners])
    said += notices.definitions(desk, plan.measure, shown)
    if not zero:
        said += readings.alternatives(desk, found, plan, winners)
    said += notices.blanks(desk, [(p.report, f) for p, f in left])
    said += notices.partial(desk, found) + notices.give_way(desk, found)
    for gap in found.gaps:
        said.append(("partial_coverage", notices.gap_sentence(desk, gap)))
    return said + notices.all_of(desk, shown)
