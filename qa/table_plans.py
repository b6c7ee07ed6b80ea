"""The kinds of question that the tables answer: rank, filter, compare, trend, aggregate, look up.

Each `plan_…` takes the reading of a question and returns a plan, or None where the question is not of its kind. What
a plan takes from the question is noted with `use`, so that the planner can tell when words were ignored.
"""

from __future__ import annotations

from collections.abc import Callable

from qa.asking import OWN_KINDS, Ask
from qa.compare_plans import plan_compare, plan_trend
from qa.conditions import as_rate
from qa.figure_plans import plan_aggregate, plan_lookup
from qa.filter_plans import all_of_a_kind, plan_filter
from qa.growth_between import plan_growth_between
from qa.moves import plan_beyond, plan_moves, plan_streak
from qa.named_wholes import plan_share_of
from qa.plan import (
    Aggregate,
    Compare,
    Lookup,
    Plan,
    Rank,
    Trend,
)
from qa.rank_plans import plan_ends, plan_growth, plan_place, plan_rank
from qa.typical import plan_typical

__all__ = ["OWN_KINDS", "Ask", "all_of_a_kind", "by_rate", "plan_tables"]

KINDS: tuple[Callable[[Ask], Plan | None], ...] = (
    plan_share_of, plan_typical, plan_place, plan_growth_between, plan_growth, plan_rank, plan_streak, plan_moves, plan_beyond, plan_filter, plan_compare, plan_trend, plan_aggregate, plan_lookup,
)  # fmt: skip
"""Tried in this order: the first that understands the question plans it."""


def plan_tables(ask: Ask) -> Plan | None:
    """The plan of a question of the tables, or None."""
    orders = {bool(m.data.get("descending", True)) for m in ask.linked.of("superlative", "top", "place")}
    if len(orders) > 1:
        return plan_ends(ask)  # most and least in one sentence
    if len(ask.scope.regions) > 1 and ask.linked.has("compare", "than"):
        return None  # regions are not compared: what the corpus holds of them differs
    for plan in KINDS:
        before = set(ask.used)
        made = plan(ask)
        if made is not None:
            return made
        ask.used = before
    return None


def by_rate(plan: Plan) -> Plan | None:
    """The same question of shares instead of counts."""
    if isinstance(plan, Rank | Aggregate) and plan.measure is not None:
        rate = as_rate(plan.measure)
        return None if rate is None else plan.model_copy(update={"measure": rate})
    if isinstance(plan, Lookup) and plan.whole is not None:
        return plan  # a share already
    if isinstance(plan, Lookup | Compare | Trend):
        rates = [as_rate(m) for m in plan.measures]
        return None if any(r is None for r in rates) else plan.model_copy(update={"measures": tuple(rates)})
    return None
