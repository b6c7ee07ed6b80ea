"""Questions of why, whether it is good, what will be: the figures that exist, and that the reports do not say."""

from __future__ import annotations

import re
from decimal import Decimal

from qa.plan import (
    Abstain,
    Clarify,
    Compare,
    Condition,
    Filter,
    Lookup,
    Passage,
    Plan,
    Premise,
    QueryPlan,
    Rank,
    Reason,
    Scope,
    Trend,
)
from qa.prose_plans import plan_passage, topic_of
from qa.refusing import abstain, query_of
from qa.table_plans import OWN_KINDS, Ask, plan_tables

# What a report itself says it is going to do stands in its section five: no prediction.
PLANS = re.compile(
    r"改进|整改|打算|计划|准备|安排|措施|做(?:什么|哪些|些什么)|(?:怎么|如何|怎样)(?:做|办|提升|完善|推进|加强|解决)|重点"
    r"|\bimprov|\bplan|\bintend|\bgoing to do\b|\bdo (?:in|next|about|to)\b|\bwhat (?:will|is) \S+.{0,30} do\b|\bsteps?\b|\bmeasures?\b|\bfix|\baddress|\bpriorit"
)


def beyond(ask: Ask) -> QueryPlan | Plan | None:
    """Why, whether it is good, what will be: the figures that exist, and a plain statement that reports do not say."""
    linked = ask.linked
    kind = next((k for k in ("predict", "opinion", "why") if linked.has(k)), None)
    if kind is None or linked.has("explain", "mention") or linked.has("ground_kind"):
        return None
    topic = topic_of(linked)
    if kind == "predict" and ask.scope.bodies and not ask.asked and not ask.open and PLANS.search(linked.text):
        return plan_passage(ask, topic="improvements")
    if kind in ("opinion", "why") and topic is not None and not ask.measures:
        return None if ask.scope.bodies or ask.reading.set_asked else abstain(ask, "opinion", kind)
    if not ask.asked and not ask.open and kind != "predict":
        if linked.unexplained and not ask.scope.bodies:
            return None
        return abstain(ask, "opinion", kind)
    figures = _figures_of(ask)
    reason: Reason = "out_of_scope" if kind == "predict" else "opinion"
    plan = abstain(ask, reason, kind, figures=_own_figures(ask, figures))
    premise = _premise(ask, figures) if kind == "why" else None
    if linked.unexplained and figures is None:
        return query_of(ask, plan, confidence="unsure")
    return query_of(ask, plan, premise=premise)


def whole_nation(ask: Ask) -> Plan | None:
    """Figures of the whole country: the corpus holds some reports of it, whose figures are all that can be said."""
    if not any(mention.data.get("nation") for mention in ask.linked.of("all")) or ask.linked.has("report_noun"):
        return None  # of the reports it is asked, and they are here
    figures = plan_tables(ask)
    if figures is None or isinstance(figures, Abstain | Clarify | Passage):
        return None
    return abstain(ask, "no_such_report", "nation", figures=figures)


def _figures_of(ask: Ask) -> Plan | None:
    """What can be said of the figures in such a question."""
    made = None if ask.linked.has("predict") and ask.scope.bodies else plan_tables(ask)
    if made is None and ask.measures and ask.scope.bodies:
        made = Lookup(measures=ask.measures, scope=ask.scope)
    return made if isinstance(made, Lookup | Rank | Compare | Trend | Filter) else None


def _own_figures(ask: Ask, figures: Plan | None) -> Plan | None:
    """Of the bodies named in a ranking that a why presumes, their own figures are what can be said."""
    if isinstance(figures, Rank) and figures.by == "body" and ask.scope.bodies:
        return Lookup(measures=(figures.measure,), scope=ask.scope)
    return figures


def _premise(ask: Ask, figures: Plan | None) -> Premise | None:
    """What a why takes for granted: that the body leads a ranking, that it has none, that it has any."""
    bodies, scope = ask.scope.bodies, ask.scope
    if not bodies:
        return None
    if isinstance(figures, Rank) and figures.by == "body":
        wide = scope.model_copy(update={"bodies": ()})
        rank = figures.model_copy(update={"scope": _own_reports(wide), "with_values": False})
        return Premise(rank=rank, bodies=bodies, scope=scope)
    if isinstance(figures, Lookup) and figures.yes_no is not None:
        return Premise(condition=figures.yes_no, bodies=bodies, scope=scope)
    if isinstance(figures, Lookup) and len(figures.measures) == 1:
        none = ask.linked.has("none")
        condition = Condition(measure=figures.measures[0], op="eq" if none else "gt", value=Decimal(0))
        return Premise(condition=condition, bodies=bodies, scope=scope)
    return None


def _own_reports(scope: Scope) -> Scope:
    return scope if scope.kinds or scope.levels else scope.model_copy(update={"kinds": OWN_KINDS})
