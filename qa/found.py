"""Of those just found: 它们, 其中 after a filter, the first of a ranking, or figures of a set."""

from __future__ import annotations

from qa.link import Linked
from qa.plan import EVERY, Aggregate, Filter, Lookup, Plan, Rank, Scope
from qa.scope_edits import merged
from qa.turn import Turn, scope_of

BACK = ("其中", "当中", "里面", "里头", "里边", "之中", "它们", "他们", "这些县", "这几个县", "这些地方", "这些单位", "这几家", "这几个", "这几个区", "这几个地方", "这几个单位", "这些机关", "这三个县", "这两个县", "上述县", "上述这些县", "上述单位", "它们几个",
        "of which", "of those", "of these", "of them", "among them", "they", "them", "their", "these counties", "those counties")  # fmt: skip


def of_those_found(turn: Turn) -> bool:
    """它们一共多少 after a filter or the first three: of those found, which no scope can say."""
    before = turn.before
    some = isinstance(before, Filter) or (
        isinstance(before, Rank) and (1 < before.n < EVERY or before.place is not None)
    )
    narrowed = turn.has("pronoun", "base") or isinstance(before, Filter)
    if isinstance(before, Rank) and before.n < EVERY and turn.has("pronoun", "base") and turn.has("which"):
        return True
    anew = turn.has("comparator", "comparator_after", "zero", "between") and not turn.has("pronoun", "base")
    return some and (narrowed or (turn.has("every") and bool(turn.asked))) and not anew


def can_be_found(turn: Turn) -> bool:
    """Whether those found can be asked about as a set: bodies, of which the question names none itself."""
    before = turn.before
    bodies = isinstance(before, Filter) or (isinstance(before, Rank) and before.by == "body" and before.growth is None)
    return bodies and not turn.reading.scope.bodies and not turn.reading.scope.regions


def among(turn: Turn) -> Scope:
    """The scope of those found, for the years that the question names, else those of the turn before."""
    before = turn.before
    assert isinstance(before, Filter | Rank)  # noqa: S101  `can_be_found` came first
    scope = merged(turn, before).model_copy(update={"among": before, "exclude": (), "division_suffixes": ()})
    moved = isinstance(before, Filter) and before.conditions[0].since is not None
    if moved and not turn.reading.scope.years:
        scope = scope.model_copy(update={"years": scope.years[-1:]})
    return scope


def refers_back(linked: Linked, before: Plan) -> bool:
    """其中, 它们 of a set found before: nothing of bodies is said that it could lean on instead."""
    found = isinstance(before, Filter) or (isinstance(before, Rank) and 1 < before.n < EVERY) or _of_a_set(before)
    if not found or linked.of("body"):
        return False
    for mark in linked.of("base", "pronoun"):
        ahead = [m for m in linked.mentions if m.start < mark.start]
        if mark.text in BACK and not any(m.cls in ("noun", "all", "every", "measure", "year") for m in ahead):
            return True
    return False


def _of_a_set(before: Plan) -> bool:
    """Figures listed or summed over more than one body, every one of which is spoken of."""
    scope = scope_of(before)
    return isinstance(before, Lookup | Aggregate) and (len(scope.bodies) > 1 or not scope.bodies)
