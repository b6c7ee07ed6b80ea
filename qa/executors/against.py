"""Whether one body lies above or below the average of the bodies that report beside it."""

from __future__ import annotations

from corpus.models import BodyKind
from qa import draft as d
from qa.answer import Value
from qa.around import DIGITS
from qa.desk import Desk, Outcome
from qa.executors import filters, lookup, notices
from qa.executors.refusals import coverage, refuse_office
from qa.plan import Condition, Scope
from qa.resolve import Resolution

FEWEST = 2  # reports whose average says something of one of them
OWN_KINDS = (BodyKind.GOVERNMENT, BodyKind.OFFICE, None)


def execute(condition: Condition, desk: Desk, found: Resolution) -> Outcome:
    """`found` holds the one report asked about; beside it stand the reports of its year, level and kinds."""
    own = found.picks[0]
    level, kind = own.report.body.level, own.report.body.kind
    code, digits = own.report.body.division_code or "", DIGITS[condition.within] if condition.within else 0
    if len(code) < digits:
        return lookup.silent(desk, found, lookup.read(desk, [own], [condition.measure]))
    beside = Scope(
        levels=(level,) if level else (), years=(own.report.year,) if own.report.year else (),
        regions=(code[:digits],) if digits else (), kinds=() if kind in OWN_KINDS else (kind,),
    )  # fmt: skip
    if own.stands_in and desk.acts(condition.measure):
        return refuse_office(desk, own)
    around = desk.resolve(beside, [condition.measure])
    rows = [(p, f) for p, _, f in lookup.read(desk, around.picks, [condition.measure]) if f.value is not None]
    mine = lookup.read(desk, [own], [condition.measure])[0]
    if mine[2].value is None or not rows:
        return lookup.silent(desk, found, [mine])
    tested: list[filters.Tested] = [(p, {condition.measure: f}) for p, f in rows]
    bound = filters.bound_of(condition, [f for _, f in rows])
    if len(rows) < FEWEST:
        alone = desk.say("aggregate.alone", body=desk.body(own.report))
        return Outcome(status="abstained", reason="no_evidence", sentences=(alone,))
    exact = filters.at_bound(condition, {condition: bound}, tested)
    desk.ledger.enter(mine[2], own.report)
    for pick, figure in rows:
        desk.ledger.enter(figure, pick.report)
    desk.counts.add(len(rows))
    holds = lookup.meets(exact, mine[2])
    n, amount = d.count(len(rows)), desk.amount(bound.result, mine[2].unit)
    average = desk.say(f"filter.{condition.against}", n=n, bound=amount)
    said = [desk.say("lookup.so" if holds else "lookup.not_so"), lookup.sentence(desk, *mine)]
    said.append(desk.say("aggregate.average", average=average))
    warnings = notices.assumptions(desk, found) + notices.mismatch(desk, [own, *around.picks])
    return Outcome(
        value=Value(kind="boolean", value=holds), sentences=tuple(said), derivations=(bound,),
        warnings=tuple(warnings + notices.all_of(desk, [(own.report, mine[2])])),
        coverage=coverage(around, len(rows), []),
    )  # fmt: skip
