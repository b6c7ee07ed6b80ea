"""Other readings of a word: what a ranking would be under each, and whether the winner changes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from qa.desk import Desk
from qa.draft import Draft, Slot
from qa.executors import notices
from qa.plan import Measure, Rank
from qa.resolve import Resolution

if TYPE_CHECKING:
    from qa.executors.rank import Place


def alternatives(desk: Desk, found: Resolution, plan: Rank, winners: Sequence[Place]) -> list[notices.Notice]:
    """For each other reading: the winners' figures under it, and its own winners where they differ."""
    from qa.executors import rank

    said: list[notices.Notice] = []
    for indicator in plan.measure.alternatives:
        if indicator not in desk.catalogue or indicator == plan.measure.indicator:
            continue
        measure = Measure(indicator=indicator, applicant=plan.measure.applicant)
        figures = rank.figures_of(desk, found.picks, measure)
        places = rank.place(figures, plan.descending)
        others = rank.chosen(places, plan)
        if not others:
            continue
        before = [w.pick.report.report_id for w in winners]
        after = [w.pick.report.report_id for w in others]
        named = [p for p in places if p.pick.report.report_id in {*before, *after}]
        for entry in named:
            desk.ledger.enter(entry.figure, entry.pick.report)
        said.append(("definition", _sentence(desk, plan, measure, named, others, changed=set(before) != set(after))))
    return said


def _sentence(
    desk: Desk, plan: Rank, measure: Measure, named: Sequence[Place], others: Sequence[Place], changed: bool
) -> Draft:
    from qa.executors import rank

    items: list[Slot] = [
        desk.say("notice.of_body", body=n, what=desk.amount(p.figure.shown or Decimal(0), p.figure.unit))
        for n, p in zip(rank.names_of(desk, plan, named), named, strict=True)
    ]
    slots: dict[str, Slot] = {"measure": desk.measure(measure), "items": notices.listed(desk, items, "comma")}
    if not changed:
        return desk.say("notice.alternative_same", **slots)
    winners = notices.listed(desk, rank.names_of(desk, plan, others))
    superlative = rank.superlative(desk, plan.descending, others[0].figure.unit)
    return desk.say("notice.alternative_changes", **slots, winners=winners, superlative=superlative)
