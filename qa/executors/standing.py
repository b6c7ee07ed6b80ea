"""Which place one body takes in a ranking: 同心县排第几."""

from __future__ import annotations

from decimal import Decimal

from qa import draft as d
from qa.answer import Value
from qa.desk import Desk, Outcome
from qa.executors import notices, rank
from qa.executors.refusals import coverage, refuse, years_in
from qa.plan import BodyRef, Rank
from qa.resolve import is_of


def execute(plan: Rank, desk: Desk) -> Outcome:
    assert plan.of is not None  # noqa: S101  asked for by the caller
    found = desk.resolve(plan.scope, (plan.measure,))
    if refused := refuse(desk, found, plan.scope):
        return refused
    own = desk.resolve(plan.scope.model_copy(update={"bodies": (plan.of,), "levels": (), "kinds": (), "regions": ()}))
    if refused := refuse(desk, own, plan.scope):
        return refused
    figures = rank.figures_of(desk, found.picks, plan.measure)
    places = rank.place(figures, plan.descending)
    mine = [p for p in places if _is(p, plan.of)]
    if len(mine) != 1 or len(found.years) != 1:
        return _not_among(plan, desk, plan.of)
    here = mine[0]
    for entry in (here, *[p for p in places if p is not here][: rank.FACTS_SHOWN]):
        desk.ledger.enter(entry.figure, entry.pick.report, entry.rank)
    desk.counts.update((here.rank, len(places)))
    unit = here.figure.unit
    slots: dict[str, d.Slot] = {
        "year": years_in(desk, found.years), "measure": desk.measure(plan.measure), "body": desk.body(here.pick.report),
        "place": d.count(here.rank), "n": d.count(len(places)),
        "amount": desk.amount(here.figure.shown or Decimal(0), unit),
    }  # fmt: skip
    said = [desk.say(f"standing.{'down' if plan.descending else 'up'}", **slots)]
    tied = [p for p in places if p.rank == here.rank and p is not here]
    if tied:
        names = notices.listed(desk, [desk.body(p.pick.report) for p in tied])
        said.append(desk.say("standing.tied", names=names))
    left = [(p.report, f) for p, f in figures if f.value is None]
    shown = [(here.pick.report, here.figure)]
    warnings = [("tie", said[1])] if tied else []
    warnings += notices.assumptions(desk, found) + notices.mismatch(desk, [p.pick for p in places])
    warnings += notices.stand_ins(desk, [here.pick]) + notices.definitions(desk, plan.measure, shown)
    warnings += (
        notices.blanks(desk, left)
        + notices.partial(desk, found)
        + notices.give_way(desk, found)
        + notices.all_of(desk, shown)
    )
    return Outcome(
        value=Value(kind="number", value=here.rank), sentences=tuple(said), warnings=tuple(warnings),
        coverage=coverage(found, len(places), [(r.report_id, f.state) for r, f in left]),
    )  # fmt: skip


def _is(entry: rank.Place, ref: BodyRef) -> bool:
    return is_of(entry.pick.report, ref)


def _not_among(plan: Rank, desk: Desk, ref: BodyRef) -> Outcome:
    """The body is held and yet takes no place: it prints no number, or another report of the place counts."""
    sentence = desk.say("standing.none", body=notices.asked_name(desk, ref), measure=desk.measure(plan.measure))
    return Outcome(status="abstained", reason="not_reported", sentences=(sentence,))
