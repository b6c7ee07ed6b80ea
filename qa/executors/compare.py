"""Comparisons: side by side, how much more, how many times, up or down, which leads.

Bodies of different kinds are never subtracted or divided; they stand side by side with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from qa import draft as d
from qa.answer import Value
from qa.derive import Figure
from qa.desk import Desk, Outcome, as_json, entity_name
from qa.executors import lookup, notices
from qa.executors.refusals import coverage, refuse
from qa.plan import BodyRef, Compare, Lookup, Measure
from qa.resolve import Pick, Resolution
from qa.verify import Derivation, recompute, rounded


class Side:
    """One of the things compared."""

    def __init__(self, pick: Pick, measure: Measure, figure: Figure) -> None:
        self.pick, self.measure, self.figure = pick, measure, figure

    @property
    def shown(self) -> Decimal:
        assert self.figure.shown is not None  # noqa: S101  only reported figures are compared
        return self.figure.shown


def execute(plan: Compare, desk: Desk) -> Outcome:
    found = desk.resolve(plan.scope, plan.measures)
    if refused := refuse(desk, found, plan.scope):
        return refused
    rows = lookup.read(desk, found.picks, plan.measures)
    missing = found.gaps or [r for r in rows if r[2].value is None]
    if plan.how in ("which_more", "which_less") and len(rows) == 1:
        return Outcome(status="abstained", reason="year_missing", sentences=(desk.say("growth.two_years"),))
    if plan.how == "side_by_side" or missing or len(rows) < 2 or _both(found, plan):
        return _side_by_side(plan, desk, found, rows)
    sides = _ordered([Side(*row) for row in rows], found)
    for side in sides:
        desk.ledger.enter(side.figure, side.pick.report)
    of_one = len(plan.scope.bodies) == 1 and len({s.pick.report.year for s in sides}) > 1
    stand_in = any(s.pick.stands_in and desk.acts(s.measure) for s in sides)  # its figure is not the division's
    if plan.how in ("which_more", "which_less") and not ((of_one or stand_in) and unlike(sides)):
        return _which(plan, desk, found, sides)
    if plan.how == "equal" and not (stand_in and unlike(sides)):
        return _equal(desk, found, sides)
    if unlike(sides):
        return _refused(desk, found, sides)
    return _worked(plan, desk, found, sides)


def _both(found: Resolution, plan: Compare) -> bool:
    """A table of several measures over several reports has no one difference."""
    return len(found.picks) > 1 and len(plan.measures) > 1


def unlike(sides: Sequence[Side]) -> bool:
    return len({s.pick.report.body.kind for s in sides}) > 1 or len({s.figure.unit for s in sides}) > 1


def _ordered(sides: list[Side], found: Resolution) -> list[Side]:
    """Years ascending where years are compared, else as asked."""
    bodies = {s.pick.asked.name if s.pick.asked else s.pick.report.report_id for s in sides}
    by_year = len(bodies) == 1 and len(found.years) > 1
    return sorted(sides, key=lambda s: s.pick.report.year or 0) if by_year else sides


def _side_by_side(plan: Compare, desk: Desk, found: Resolution, rows: Sequence[lookup.Row]) -> Outcome:
    """The figures in order. Asked for more than the figures, what is missing makes it an abstention that shows them."""
    outcome = lookup.execute(Lookup(measures=plan.measures, scope=plan.scope), desk)
    silent = any(f.value is None for _, _, f in rows)
    whole = not found.gaps and not silent and outcome.status == "answered"
    if plan.how in ("change", "difference", "ratio") and len(rows) == 1 and whole:
        year = found.picks[0].report.year
        if plan.scope.year_assumed and year is not None:  # by how much did it fall: from the year before
            both = plan.scope.model_copy(update={"years": (year - 1, year), "year_assumed": False})
            return execute(plan.model_copy(update={"scope": both}), desk)
        lone = (desk.say("growth.two_years"), *outcome.sentences)  # one figure is no change
        return outcome.model_copy(
            update={"status": "abstained", "reason": "year_missing", "value": Outcome().value, "sentences": lone}
        )
    if outcome.status != "answered" or plan.how == "side_by_side" or not (found.gaps or silent):
        return outcome
    reason = found.gaps[0].reason if found.gaps else "not_reported"
    return outcome.model_copy(update={"status": "abstained", "reason": reason, "value": Outcome().value})


def _labels(desk: Desk, sides: Sequence[Side], among: Sequence[Side] = ()) -> list[d.Draft]:
    """What tells the sides apart (from all those they are `among`): the body, the year, the measure."""
    among = among or sides
    bodies = len({s.pick.report.body.name for s in among}) > 1
    years = len({s.pick.report.year for s in among}) > 1
    measures = len({s.measure for s in among}) > 1
    found: list[d.Draft] = []
    for side in sides:
        slots: dict[str, d.Slot] = {"body": desk.body(side.pick.report), "year": d.year(side.pick.report.year or 0)}
        if measures:
            found.append((desk.measure(side.measure),))
        elif bodies:
            found.append(desk.say("compare.body_year", **slots) if years else (desk.body(side.pick.report),))
        else:
            found.append(desk.say("compare.year", year=slots["year"]))
    return found


def _listing(desk: Desk, sides: Sequence[Side]) -> d.Draft:
    labels = _labels(desk, sides)
    items = [
        desk.say("notice.of_body", body=label, what=desk.amount(s.shown, s.figure.unit))
        for label, s in zip(labels, sides, strict=True)
    ]
    years = list(dict.fromkeys(s.pick.report.year or 0 for s in sides))
    head: d.Slot = desk.measure(sides[0].measure)
    if len({s.measure for s in sides}) > 1:
        head = desk.body(sides[0].pick.report)
    if len(years) == 1:
        head = desk.say("compare.head_year", year=d.year(years[0]), head=head)
    return desk.say("compare.side", measure=head, items=notices.listed(desk, items, "comma"))


def _warnings(desk: Desk, found: Resolution, sides: Sequence[Side]) -> list[notices.Notice]:
    shown = [(s.pick.report, s.figure) for s in sides]
    said = notices.assumptions(desk, found) + notices.mismatch(desk, [s.pick for s in sides])
    for measure in dict.fromkeys(s.measure for s in sides):
        mine = [(s.pick.report, s.figure) for s in sides if s.measure == measure]
        said += notices.definitions(desk, measure, mine)
    return said + notices.all_of(desk, shown)


def _refused(desk: Desk, found: Resolution, sides: Sequence[Side]) -> Outcome:
    """Side by side with the reason why nothing is worked out."""
    old, new = sides[0], sides[-1]
    same_place = old.pick.report.body.division_code == new.pick.report.body.division_code
    if same_place and old.pick.report.year != new.pick.report.year and len(sides) > 1:
        why = desk.say(
            "compare.not_growth", old=desk.body(old.pick.report), new=desk.body(new.pick.report),
            old_year=d.year(old.pick.report.year or 0), new_year=d.year(new.pick.report.year or 0),
            left=desk.amount(old.shown, old.figure.unit), right=desk.amount(new.shown, new.figure.unit),
        )  # fmt: skip
    else:
        names = list(dict.fromkeys(desk.body(s.pick.report) for s in sides))
        why = desk.say("compare.unlike", bodies=notices.listed(desk, names))
    warnings = _warnings(desk, found, sides)
    return Outcome(
        value=_numbers(sides),
        sentences=(why, _listing(desk, sides)),
        warnings=tuple(warnings or [("scope_mismatch", why)]),
        coverage=coverage(found, len(sides), []),
    )


def _numbers(sides: Sequence[Side]) -> Value:
    units = {s.figure.unit for s in sides}
    return Value(kind="numbers", value=[as_json(s.shown) for s in sides], unit=units.pop() if len(units) == 1 else None)


def _worked(plan: Compare, desk: Desk, found: Resolution, sides: Sequence[Side]) -> Outcome:
    """A difference, ratio or change of exactly two; of more, each with the one before."""
    if len(sides) != 2:
        return _steps(plan, desk, found, sides)
    if plan.how == "ratio" and plan.claimed_year == sides[1].pick.report.year != sides[0].pick.report.year:
        sides = [sides[1], sides[0]]
    sentence, derivation, unit = _pair(plan, desk, sides[0], sides[1])
    result = _result(plan, sides, derivation)
    value = Value(kind="number", value=as_json(result), unit=unit) if result is not None else _numbers(sides)
    if _other_way(plan, derivation):
        bodies = sides[0].pick.report.body.name != sides[1].pick.report.body.name
        key = {"up": "more", "down": "fewer"}[plan.direction or "up"] if bodies else plan.direction
        sentences = (desk.say(f"compare.not_{key}"), sentence, _listing(desk, sides))
        return Outcome(
            status="abstained", reason="false_premise", sentences=sentences,
            warnings=tuple(_warnings(desk, found, sides)),
            coverage=coverage(found, len({s.pick.report.report_id for s in sides}), []),
            derivations=(derivation,) if derivation else (),
        )  # fmt: skip
    return Outcome(
        value=value,
        sentences=(sentence, *_listed_once(desk, sides, sentence)),
        warnings=tuple(_warnings(desk, found, sides)),
        coverage=coverage(found, len({s.pick.report.report_id for s in sides}), []),
        derivations=(derivation,) if derivation else (),
    )


def _result(plan: Compare, sides: Sequence[Side], derivation: Derivation | None) -> Decimal | None:
    """Over years the sign tells the direction; between bodies or measures a difference is a distance."""
    if derivation is None:
        return None
    over_years = sides[0].pick.report.year != sides[1].pick.report.year and sides[0].measure == sides[1].measure
    signed = (over_years and plan.direction is None) or plan.how == "ratio"
    return derivation.result if signed else abs(derivation.result)


def _other_way(plan: Compare, derivation: Derivation | None) -> bool:
    """Whether the figures went the other way than the question takes for granted; no step at all is a step of zero."""
    if derivation is None or plan.direction is None or plan.how not in ("difference", "change"):
        return False
    return derivation.result < 0 if plan.direction == "up" else derivation.result > 0


def _listed_once(desk: Desk, sides: Sequence[Side], sentence: d.Draft) -> list[d.Draft]:
    """The figures side by side, unless the sentence says them both already."""
    said = {s.value for s in sentence if s.proof == "number"}
    return [] if all(side.shown in said for side in sides) else [_listing(desk, sides)]


def _steps(plan: Compare, desk: Desk, found: Resolution, sides: Sequence[Side]) -> Outcome:
    pairs = [_pair(plan, desk, left, right) for left, right in pairwise(sides) if _follows(left, right, sides)]
    return Outcome(
        value=_numbers(sides),
        sentences=(_listing(desk, sides), *(sentence for sentence, _, _ in pairs)),
        warnings=tuple(_warnings(desk, found, sides)),
        coverage=coverage(found, len({s.pick.report.report_id for s in sides}), []),
        derivations=tuple(x for _, x, _ in pairs if x is not None),
    )


def _follows(left: Side, right: Side, sides: Sequence[Side]) -> bool:
    """Over several bodies and years, only the years of one body follow each other."""
    years = len({s.pick.report.year for s in sides}) > 1
    return not years or left.measure != right.measure or left.pick.report.body.name == right.pick.report.body.name


def _pair(plan: Compare, desk: Desk, first: Side, second: Side) -> tuple[d.Draft, Derivation | None, str]:
    """The sentence of two sides, what it was worked out from, and the result's unit."""
    years = first.pick.report.year != second.pick.report.year and first.measure == second.measure
    same_body = first.pick.report.body.name == second.pick.report.body.name
    if plan.how == "ratio":
        return _ratio(desk, first, second)
    if years and same_body:
        return change(desk, first, second, relative=plan.how == "change")
    return _difference(desk, first, second)


def _difference(desk: Desk, first: Side, second: Side) -> tuple[d.Draft, Derivation | None, str]:
    rate = first.figure.unit == "%"
    unit = "points" if rate else first.figure.unit
    result = Derivation(
        op="points" if rate else "difference", operands=(first.shown, second.shown), result=first.shown - second.shown
    )
    one, two = _labels(desk, [first, second])
    if result.result == 0:
        return desk.say("compare.equal", first=one, second=two), result, unit
    key = ("higher" if rate else "more") if result.result > 0 else ("lower" if rate else "fewer")
    slots: dict[str, d.Slot] = {"first": one, "second": two, "more": desk.say(f"compare.{key}")}
    return desk.say("compare.difference", **slots, gap=desk.amount(abs(result.result), unit)), result, unit


def _ratio(desk: Desk, first: Side, second: Side) -> tuple[d.Draft, Derivation | None, str]:
    one, two = _labels(desk, [first, second])
    if second.shown == 0:
        return desk.say("compare.ratio_zero", second=two), None, ""
    result = Derivation(op="ratio", operands=(first.shown, second.shown), result=rounded(first.shown / second.shown))
    slots: dict[str, d.Slot] = {
        "first": one, "second": two, "n": d.number(result.result), "left": d.number(first.shown),
        "right": d.number(second.shown),
    }  # fmt: skip
    return desk.say("compare.ratio", **slots), result, "倍"


def change(desk: Desk, old: Side, new: Side, relative: bool) -> tuple[d.Draft, Derivation | None, str]:
    """From one year to a later one of the same body: in %, in points for a rate, or in its unit."""
    rate = old.figure.unit == "%"
    slots: dict[str, d.Slot] = {
        "body": desk.body(new.pick.report), "measure": desk.measure(new.measure),
        "earlier": d.year(old.pick.report.year or 0), "later": d.year(new.pick.report.year or 0),
        "left": desk.amount(old.shown, old.figure.unit), "right": desk.amount(new.shown, new.figure.unit),
    }  # fmt: skip
    op: Literal["points", "change", "difference"] = "points" if rate else "change" if relative else "difference"
    unit = "points" if rate else "%" if relative else old.figure.unit
    if op == "change" and old.shown == 0:
        return desk.say("compare.change_zero" if new.shown else "compare.change_none", **slots), None, unit
    draft = Derivation(op=op, operands=(new.shown, old.shown), result=Decimal(0))
    result = recompute(draft)
    assert result is not None  # noqa: S101  the divisor is not zero here
    derivation = draft.model_copy(update={"result": result})
    if result == 0:
        return desk.say("compare.change_none", **slots), derivation, unit
    direction = desk.say("compare.up" if result > 0 else "compare.down")
    amount = desk.amount(abs(result), unit)
    return desk.say("compare.change", **slots, direction=direction, n=amount), derivation, unit


def _equal(desk: Desk, found: Resolution, sides: Sequence[Side]) -> Outcome:
    """Whether all figures are the same, with each of them."""
    holds = len({s.figure.value for s in sides}) == 1
    sentences = (desk.say("lookup.so" if holds else "lookup.not_so"), _listing(desk, sides))
    return Outcome(
        value=Value(kind="boolean", value=holds), sentences=sentences, warnings=tuple(_warnings(desk, found, sides)),
        coverage=coverage(found, len({s.pick.report.report_id for s in sides}), []),
    )  # fmt: skip


# -- which leads ------------------------------------------------------------------------------------------------


def _which(plan: Compare, desk: Desk, found: Resolution, sides: Sequence[Side]) -> Outcome:
    most = plan.how == "which_more"
    values = [s.figure.value or Decimal(0) for s in sides]
    best = max(values) if most else min(values)
    winners = [s for s, v in zip(sides, values, strict=True) if v == best]
    claimed = next((s for s in sides if _claims(plan, s)), None)
    sentences = [_winner_sentence(desk, sides, winners, most), _listing(desk, sides)]
    value = Value(kind="entities", value=[_entity(s, sides, desk) for s in winners], unit=winners[0].figure.unit)
    if claimed is not None:
        holds = winners == [claimed]
        value = Value(kind="boolean", value=holds)
        sentences.insert(0, desk.say("lookup.so" if holds else "lookup.not_so"))
    warnings = _warnings(desk, found, sides)
    if len(winners) > 1:
        names = notices.listed(desk, _labels(desk, winners, sides))
        warnings.insert(0, ("tie", desk.say("rank.tie_notice", names=names)))
    return Outcome(
        value=value, sentences=tuple(sentences), warnings=tuple(warnings),
        coverage=coverage(found, len({s.pick.report.report_id for s in sides}), []), unsaid=("tie",),
    )  # fmt: skip


def _claims(plan: Compare, side: Side) -> bool:
    if plan.claimed is not None:
        return _same_body(plan.claimed, side.pick.asked)
    if plan.claimed_year is not None:
        return side.pick.report.year == plan.claimed_year
    return plan.claimed_measure is not None and side.measure == plan.claimed_measure


def _same_body(left: BodyRef, right: BodyRef | None) -> bool:
    return right is not None and (left.name, left.division_code, left.kind) == (
        right.name, right.division_code, right.kind,
    )  # fmt: skip


def _entity(side: Side, sides: Sequence[Side], desk: Desk) -> str:
    bodies = len({s.pick.report.body.name for s in sides}) > 1
    if len({s.measure for s in sides}) > 1:
        return d.text_of((desk.measure(side.measure),))
    divisions = {s.pick.report.body.division_code for s in sides}
    if bodies and len({s.pick.asked.name for s in sides if s.pick.asked}) > 1:
        return entity_name(side.pick.report, bodies=len(divisions) < 2)
    return str(side.pick.report.year)


def _winner_sentence(desk: Desk, sides: Sequence[Side], winners: Sequence[Side], most: bool) -> d.Draft:
    amount = desk.amount(winners[0].shown, winners[0].figure.unit)
    several = len({s.measure for s in sides}) > 1
    subject: d.Slot = desk.body(sides[0].pick.report) if several else desk.measure(sides[0].measure)
    names = notices.listed(desk, _labels(desk, winners, sides))
    if len(winners) == len(sides):
        key = "all_equal_measures" if several else "all_equal"
        return desk.say(f"compare.{key}", names=names, measure=subject, amount=amount)
    slots: dict[str, d.Slot] = {
        "measure": subject, "superlative": desk.superlative(winners[0].figure.unit, descending=most),
    }  # fmt: skip
    template = "compare.winner_measure" if several else "compare.winner"
    return desk.say(template, **slots, names=names, amount=amount)
