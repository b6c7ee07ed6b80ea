"""What a question takes for granted, checked before it is answered; a false premise is corrected with the figures."""

from __future__ import annotations

from collections.abc import Sequence

from qa import draft as d
from qa.desk import Desk, Outcome
from qa.executors import lookup, notices, rank
from qa.executors.refusals import years_in
from qa.plan import BodyRef, Condition, Lookup, Premise, Rank
from qa.resolve import is_of


def check(premise: Premise, desk: Desk) -> Outcome | None:
    """The correction where the premise is false; None where it holds or cannot be checked."""
    if premise.rank is not None:
        return _ranking(premise, premise.rank, desk)
    if premise.condition is not None:
        return _condition(premise, premise.condition, desk)
    if premise.count is not None:
        return _counted(premise, premise.count, desk)
    return None


def confirmed(premise: Premise, desk: Desk, outcome: Outcome) -> Outcome:
    """The outcome with the figure that the question rightly supposed; as it is where none was."""
    condition = premise.condition
    if condition is None or condition.than is not None or outcome.status != "answered":
        return outcome
    scope = premise.scope.model_copy(update={"bodies": premise.bodies or premise.scope.bodies})
    figures = lookup.execute(Lookup(measures=(condition.measure,), scope=scope), desk)
    if figures.status != "answered":
        return outcome
    said = tuple(s for s in figures.sentences[:1] if s not in outcome.sentences)
    return outcome.model_copy(update={"sentences": (*outcome.sentences, *said)})


def _counted(premise: Premise, count: int, desk: Desk) -> Outcome | None:
    """The four bodies: how many there are of the kind asked about."""
    found = desk.resolve(premise.scope)
    n = len(found.picks)
    if n in (0, count):
        return None
    desk.counts.update((n, count))
    names = notices.listed(desk, [desk.body(p.report) for p in found.picks])
    slots: dict[str, d.Slot] = {"n": d.count(n), "count": d.count(count), "names": names}
    if found.years:
        said = desk.say("premise.counted", **slots, year=years_in(desk, found.years))
    else:
        said = desk.say("premise.counted_any", **slots)
    return Outcome(status="abstained", reason="false_premise", sentences=(said,), years=found.years)


def _ranking(premise: Premise, plan: Rank, desk: Desk) -> Outcome | None:
    found = desk.resolve(plan.scope, (plan.measure,))
    places = rank.place(rank.figures_of(desk, found.picks, plan.measure), plan.descending)
    if not places:
        return None
    winners = [] if plan.descending and places[0].value == 0 else rank.chosen(places, plan)
    claimed = premise.bodies
    if winners and all(any(is_of(w.pick.report, ref) for w in winners) for ref in claimed):
        return None
    asked = plan.model_copy(update={"with_values": True})
    figures = rank.execute(asked, desk)
    sentences = [_denial(desk, plan, claimed), *_own(desk, plan, premise, places), *figures.sentences]
    return _false(figures, sentences)


def _own(desk: Desk, plan: Rank, premise: Premise, places: Sequence[rank.Place]) -> list[d.Draft]:
    """The claimed bodies' own figures."""
    said = []
    for place in places:
        if any(is_of(place.pick.report, ref) for ref in premise.bodies):
            desk.ledger.enter(place.figure, place.pick.report, place.rank)
            said.append(lookup.sentence(desk, place.pick, plan.measure, place.figure))
    return said


def _denial(desk: Desk, plan: Rank, bodies: Sequence[BodyRef]) -> d.Draft:
    names = desk.join([notices.asked_name(desk, ref) for ref in bodies])
    key = "premise.not_most" if plan.descending else "premise.not_least"
    return desk.say(key, bodies=names, measure=desk.measure(plan.measure))


def _condition(premise: Premise, condition: Condition, desk: Desk) -> Outcome | None:
    bodies = premise.bodies or premise.scope.bodies
    scope = premise.scope.model_copy(update={"bodies": bodies})
    found = desk.resolve(scope)
    if not found.picks:
        return None
    measures = [condition.measure, *([condition.than] if condition.than else [])]
    rows = lookup.read(desk, found.picks, measures)
    if any(f.value is None for _, _, f in rows):
        return None
    width = len(measures)
    groups = [rows[n : n + width] for n in range(0, len(rows), width)]
    if all(lookup.meets(condition, g[0][2], g[1][2] if width > 1 else None) for g in groups):
        return None
    figures = lookup.execute(Lookup(measures=tuple(measures), scope=scope), desk)
    return _false(figures, [desk.say("premise.not_so"), *figures.sentences])


def _false(figures: Outcome, sentences: Sequence[d.Draft]) -> Outcome:
    return figures.model_copy(
        update={
            "status": "abstained", "reason": "false_premise", "sentences": tuple(dict.fromkeys(sentences)),
            "value": Outcome().value,
        }
    )  # fmt: skip
