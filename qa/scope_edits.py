"""Edits of a plan's scope: another body, one more, one less, its office, other years, a region, a kind of body."""

from __future__ import annotations

from typing import Any

from corpus import divisions
from corpus.models import BodyKind
from qa.plan import Aggregate, BodyRef, Compare, Filter, Lookup, Passage, Plan, Rank, Scope
from qa.turn import SETS, Turn, scope_of

WITHOUT = ("without", "no")  # words of absence that take a body away


def merged(turn: Turn, plan: Plan) -> Scope:
    """The last scope with the bodies, regions, years, levels and kinds that the new question names."""
    scope = scope_of(plan)
    update = {**_years(turn, scope), **_less(turn, scope), **_bodies(turn, scope, plan)}
    update |= _kinds(turn, scope)
    return scope.model_copy(update=update) if update else scope


def _years(turn: Turn, scope: Scope) -> dict[str, Any]:
    """Years named; relative ones are counted from the year that was spoken of."""
    new = turn.reading.scope
    update: dict[str, Any] = {}
    relative = [m for m in turn.linked.of("relative_year") if m.data["offset"]]
    if relative and not turn.linked.of("year"):
        spoken = scope.years or newest_of(turn, scope)
        offset = int(relative[0].data["offset"])
        years = tuple(sorted({y + offset for y in spoken})) if len(spoken) == 1 else ()
        if years and turn.has("than", "compare", "rising"):  # 跟上一年比呢: beside the year spoken of
            years = tuple(sorted({*spoken, *years}))
        if years:
            update = {"years": years, "year_assumed": False}
    elif new.years:
        years = tuple(sorted({*scope.years, *new.years})) if turn.has("add") and scope.years else new.years
        update = {"years": years, "year_assumed": False}
        turn.use("add")
    if turn.has("all_years"):
        update = {"years": (), "year_assumed": False}
        turn.use("all_years")
    if new.exclude_years:
        update["exclude_years"] = tuple(sorted({*scope.exclude_years, *new.exclude_years}))
        turn.use("except", "except_after")
    return update


def newest_of(turn: Turn, scope: Scope) -> tuple[int, ...]:
    """The newest year of the bodies spoken of, which was taken where none was named."""
    return years_of(turn, scope)[-1:]


def years_of(turn: Turn, scope: Scope) -> tuple[int, ...]:
    """The years of the reports of the bodies spoken of: the government's before its office's."""
    codes = [b.division_code for b in scope.bodies if b.division_code]
    held = [h for found in turn.directory.of_divisions(codes).values() for h in found]
    kinds = {b.kind for b in scope.bodies} - {None}
    own = [h for h in held if (h.kind in kinds if kinds else h.kind is BodyKind.GOVERNMENT)] or held
    return tuple(sorted({y for h in own for y in h.years})) or turn.directory.years()


def _less(turn: Turn, scope: Scope) -> dict[str, Any]:
    """除了同心县呢, without Yindu: bodies taken away."""
    away = list(turn.reading.scope.exclude)
    without = [m for m in turn.linked.of("none") if m.text in WITHOUT]
    if without and turn.reading.scope.bodies:
        away += turn.reading.scope.bodies
        turn.use("none")
    if not away:
        return {}
    turn.use("except", "except_after")
    names = {(b.name, b.division_code) for b in away}
    kept = tuple(b for b in scope.bodies if (b.name, b.division_code) not in names)
    if scope.bodies:
        return {"bodies": kept} if kept and len(kept) < len(scope.bodies) else {}
    return {"exclude": tuple(dict.fromkeys((*scope.exclude, *away)))}


def _bodies(turn: Turn, scope: Scope, plan: Plan) -> dict[str, Any]:
    new = turn.reading.scope
    update: dict[str, Any] = {}
    taken_away = any(m.text in WITHOUT for m in turn.linked.of("none"))
    if new.bodies and not taken_away:
        more = turn.has("add") and bool(scope.bodies)
        if more:
            turn.use("add")
        update["bodies"] = _once((*scope.bodies, *new.bodies)) if more else new.bodies
        if not more:
            update |= {"regions": (), "region_names": (), "levels": (), "kinds": (), "division_suffixes": ()}
    if new.regions:
        more = turn.has("add") and bool(scope.regions)
        kept, names = (scope.regions, scope.region_names) if more else ((), ())
        if more:
            turn.use("add")
        update |= {"regions": tuple(dict.fromkeys((*kept, *new.regions))),
                   "region_names": tuple(dict.fromkeys((*names, *new.region_names)))}  # fmt: skip
        if isinstance(plan, SETS):
            update["bodies"] = ()
    return update


def _once(refs: tuple[BodyRef, ...]) -> tuple[BodyRef, ...]:
    seen = {(r.name, r.division_code, r.kind, r.report_body): r for r in reversed(refs)}
    return tuple(reversed(seen.values()))


def _kinds(turn: Turn, scope: Scope) -> dict[str, Any]:
    """And the office?: another body of the same place; only offices: another set."""
    new, nouns = turn.reading.scope, turn.linked.of("noun")
    if not nouns:
        return {}
    own = _own_kind(turn)
    of_it = not turn.reading.set_asked or turn.has("pronoun")  # 它的办公室
    if own is not None and scope.bodies and not new.bodies and of_it:
        found = [divisions.by_code(b.division_code) if b.division_code else None for b in scope.bodies]
        bodies = tuple(
            BodyRef(asked=b.asked, name=d.name, division_code=d.code, kind=own)
            for b, d in zip(scope.bodies, found, strict=True)
            if d is not None
        )
        return {"bodies": bodies} if len(bodies) == len(scope.bodies) else {}
    if not (turn.reading.set_asked or turn.has("only")):
        return {}
    update: dict[str, Any] = {
        "levels": new.levels or (scope.levels if not new.kinds else ()), "kinds": new.kinds or scope.kinds,
        "division_suffixes": new.division_suffixes,
    }  # fmt: skip
    among = new.bodies or turn.has("position")  # 在全部县里排第几: the body among them
    return update | ({} if among else {"bodies": ()})


def _own_kind(turn: Turn) -> BodyKind | None:
    """The government or the office, where a noun by itself says which of the two is meant."""
    kinds = {k for n in turn.linked.of("noun") if not n.data.get("suffixes") for k in n.data.get("kinds", ())}
    levels = {x for n in turn.linked.of("noun") for x in n.data.get("levels", ())}
    last = turn.linked.of("noun")[-1]
    if list(last.data.get("kinds", ())) == [BodyKind.OFFICE.value]:
        return BodyKind.OFFICE  # 县政府办公室: the last of its nouns says which
    if kinds == {BodyKind.OFFICE.value} or (BodyKind.OFFICE.value in kinds and not levels):
        return BodyKind.OFFICE
    whole = bool(levels) or BodyKind.GOVERNMENT.value in kinds
    return BodyKind.GOVERNMENT if whole and kinds <= {"government", "office"} else None


def renamed(plan: Passage, scope: Scope) -> Passage:
    """The same question of the prose in the words of another body and year, where there is one of each."""
    text, old = plan.query.text, plan.scope
    if len(old.bodies) == 1 == len(scope.bodies):
        text = text.replace(old.bodies[0].asked, scope.bodies[0].asked)
    if len(old.years) == 1 == len(scope.years):
        text = text.replace(str(old.years[0]), str(scope.years[0]))
    return plan.model_copy(update={"query": plan.query.model_copy(update={"text": text}), "scope": scope})


def fitted(plan: Plan) -> Plan:
    """A look-up of one body becomes one of the other; a set keeps its kind."""
    bodies = plan.scope.bodies if isinstance(plan, Rank | Aggregate | Filter) else ()
    alone = scope_of(plan).model_copy(update={"levels": (), "kinds": (), "division_suffixes": ()})
    if isinstance(plan, Rank | Aggregate) and len(bodies) == 1 and plan.measure is not None and _by_body(plan):
        return Lookup(measures=(plan.measure,), scope=alone)  # after a ranking, one body is asked for its own figure
    if isinstance(plan, Filter) and len(bodies) == 1:
        return Lookup(measures=tuple(c.measure for c in plan.conditions), scope=alone)
    if isinstance(plan, Compare):
        scope = plan.scope
        if len(scope.bodies) == 1 and len(scope.years) < 2 and len(plan.measures) == 1:
            return Lookup(measures=plan.measures, scope=scope)
    if isinstance(plan, Lookup) and plan.yes_no is not None and len(plan.scope.bodies) > 1:
        return plan.model_copy(update={"yes_no": None})
    return plan


def _by_body(plan: Rank | Aggregate) -> bool:
    return isinstance(plan, Aggregate) or plan.by == "body"
