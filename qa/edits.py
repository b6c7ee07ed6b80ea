"""Edits of a plan that keep its kind: other figures, their shares, another order, another length.

Each takes the turn and the plan as edited so far and returns the plan changed, or None where the question says
nothing of its matter. What it carries out it marks as used.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from qa.measures import Asked, with_rate
from qa.named_wholes import holds
from qa.phrase import measure_text, say
from qa.plan import (
    EVERY,
    Abstain,
    Aggregate,
    Compare,
    Condition,
    Filter,
    Lookup,
    Measure,
    Passage,
    PassageQuery,
    Plan,
    Rank,
    Trend,
)
from qa.table_plans import by_rate
from qa.turn import Turn, measures_of, scope_of


def measures(turn: Turn, plan: Plan) -> Plan | None:
    """诉讼呢: other figures of the same; 再加上诉讼: these besides."""
    wanted = tuple(a.measure for a in turn.asked if a.indicator is not None and not a.impossible)
    if not wanted or len(wanted) < len(turn.asked):
        return None
    several = isinstance(plan, Rank) and plan.by == "body" and plan.n > 1
    if several and turn.has("pronoun", "base", "every") and not turn.has("which", "rank", "order_by"):
        return None  # of several found, their figures are asked for, not another order
    changed = _of_winner(turn, plan, wanted) or _besides(turn, plan, wanted) or with_measures(plan, wanted, turn)
    if changed is not None:
        turn.measured = True
        turn.use("by_rate")
        turn.said.append("、".join(measure_text(m, turn.language) for m in wanted))
    return changed


def _of_winner(turn: Turn, plan: Plan, wanted: tuple[Measure, ...]) -> Rank | None:
    """它公开了多少, how many did it refuse after a ranking: the winner's other figures."""
    if not isinstance(plan, Rank) or plan.by != "body" or turn.has("order_by", "rank", "superlative"):
        return None
    if turn.has("which") and not (turn.has("pronoun", "base") and plan.n == 1):
        return None
    counted = turn.has("how_many", "with_values") and plan.n == 1
    if not (turn.has("pronoun", "base") or counted) or turn.has("aggregate") or turn.reading.scope.bodies:
        return None
    turn.use("pronoun", "base")
    return plan.model_copy(update={"also": wanted, "with_values": True})


def _besides(turn: Turn, plan: Plan, wanted: tuple[Measure, ...]) -> Plan | None:
    if not turn.has("add") or not isinstance(plan, Lookup | Trend):
        return None
    turn.use("add")
    return plan.model_copy(update={"measures": tuple(dict.fromkeys((*plan.measures, *wanted)))})


def with_measures(plan: Plan, wanted: tuple[Measure, ...], turn: Turn) -> Plan | None:
    """The same question of other figures."""
    if isinstance(plan, Lookup):
        condition = None if len(wanted) > 1 else _condition(plan.yes_no, wanted[0])
        counts = turn.has("how_many", "with_values")
        update: Mapping[str, Any] = {"measures": wanted, "yes_no": None if counts else condition}
        within = plan.whole is not None and len(wanted) == 1 and holds(plan.whole, wanted[0])
        if plan.added and not within:
            return None  # 国家秘密呢 after a share: in the same whole only where it is counted within it
        return plan.model_copy(update=update)
    if isinstance(plan, Compare | Trend):
        return plan.model_copy(update={"measures": wanted})
    if isinstance(plan, Rank | Aggregate):
        single = len(wanted) == 1 and not getattr(plan, "candidates", ())
        also = {"also": ()} if isinstance(plan, Rank) else {}
        return plan.model_copy(update={"measure": wanted[0], **also}) if single else None
    if isinstance(plan, Filter) and len(wanted) == 1:
        return _filtered(turn, plan, wanted[0])
    return None


def _filtered(turn: Turn, plan: Filter, wanted: Measure) -> Filter | None:
    """诉讼呢 asks the same of another figure; 其中哪些有诉讼 narrows what was found."""
    if turn.has("how_many", "with_values") and not turn.has("how_many_entities", "comparator", "comparator_after"):
        return None  # how many lawsuits did they have: the figures of those found
    if turn.has("base", "pronoun") and turn.has("which", "have", "exists", "how_many_entities"):
        if plan.combine != "and":
            return None
        turn.use("base", "pronoun", "have", "exists")
        more = Condition(measure=wanted, op="gt", value=Decimal(0))
        return plan.model_copy(update={"conditions": (*plan.conditions, more)})
    if len(plan.conditions) != 1:
        return None
    changed = _condition(plan.conditions[0], wanted)
    return None if changed is None else plan.model_copy(update={"conditions": (changed,)})


def _condition(condition: Condition | None, measure: Measure) -> Condition | None:
    return None if condition is None else condition.model_copy(update={"measure": measure})


def counted(turn: Turn, plan: Plan) -> Plan | None:
    """有几件 after whether there are any; 多少 after whether a figure rose."""
    bare = not turn.asked and not turn.reading.scope.years and not turn.has("compare", "rising", "trend", "superlative")
    if isinstance(plan, Compare) and plan.how == "change" and turn.has("how_many", "with_values") and bare:
        turn.said.append(turn.linked.question.strip())
        return plan.model_copy(update={"how": "difference"})
    if not isinstance(plan, Lookup) or plan.yes_no is None or not turn.has("how_many", "with_values"):
        return None
    if not turn.asked:
        turn.said.append(turn.linked.question.strip())
    return plan.model_copy(update={"yes_no": None})


def shares(turn: Turn, plan: Plan) -> Plan | None:
    """按比例排, what percent is that: the same as a share."""
    rate_words = [m for m in turn.linked.of("measure") if set(m.data["facets"]) == {"rate"}]
    if turn.asked or not (turn.has("by_rate") or rate_words):
        return None
    if isinstance(plan, Compare) and len(plan.scope.years) > 1 and not turn.has("by_rate"):
        changed: Plan | None = plan.model_copy(update={"how": "change"})
    else:
        changed = by_rate(plan) or _rated(plan)
    if changed is None or changed == plan:
        return None
    turn.use("by_rate", "pronoun")
    turn.rates_done = True
    turn.said.append("、".join(measure_text(m, turn.language) for m in measures_of(changed)))
    return changed


def _rated(plan: Plan) -> Plan | None:
    """Shares that the catalogue defines besides those of the outcomes: of corrected cases, of what was carried over."""
    found = []
    for measure in measures_of(plan):
        asked = Asked(start=0, end=0, indicator=measure.indicator, applicant=measure.applicant)
        rated = with_rate(asked)
        if rated.rate_of or rated.indicator == measure.indicator:
            return None
        found.append(rated.measure)
    if isinstance(plan, Lookup | Compare | Trend):
        return plan.model_copy(update={"measures": tuple(found)})
    if isinstance(plan, Rank | Aggregate) and len(found) == 1 and not getattr(plan, "candidates", ()):
        return plan.model_copy(update={"measure": found[0]})
    return None


def order(turn: Turn, plan: Plan) -> Plan | None:
    """最少的呢, the top 3, 倒过来排, list them all: another order or length of the same ranking."""
    if not isinstance(plan, Rank) or plan.of is not None:
        return None
    update: dict[str, Any] = {}
    marks = turn.linked.of("superlative", "top", "place")
    if marks:
        update = _length(plan, marks[0], turn)
    if turn.has("reverse"):
        update["descending"] = not update.get("descending", plan.descending)
    named = turn.has("order_by") and bool(turn.asked)  # 按不予公开排: another figure, the same length
    if turn.has("rank", "rank_up", "order_by", "list", "all") and not marks and not named:
        update |= {"n": EVERY, "place": None, "with_values": True}
        if turn.has("rank_up") or _says_descending(turn):
            update["descending"] = not turn.has("rank_up")
    if turn.has("how_many", "with_values") and not marks and not turn.asked:
        update["with_values"] = True
        turn.said.append(turn.linked.question.strip())
    turn.use("order_by")
    if not update:
        return None
    turn.use("superlative", "top", "place", "reverse", "rank", "rank_up", "list", "all")
    changed = plan.model_copy(update=update)
    if changed.descending != plan.descending or marks or turn.has("reverse", "rank_up") or _says_descending(turn):
        turn.said.append(say(turn.language, f"order_{changed.descending}"))
    elif changed.n != plan.n:
        turn.said.append(say(turn.language, "n_all"))
    return changed


def _says_descending(turn: Turn) -> bool:
    return any(
        m.text.startswith(("从", "由", "降", "desc", "in desc", "high", "most", "larg", "big"))
        for m in turn.linked.of("rank")
    )


def _length(plan: Rank, first: Any, turn: Turn) -> dict[str, Any]:
    top = next((int(m.value) for m in turn.linked.of("top") if m.value), None)
    place = next((int(m.value) for m in turn.linked.of("place") if m.value), None)
    n = top or place or (plan.n if plan.place is None else 1)
    return {
        "descending": bool(first.data.get("descending", True)), "n": n, "place": place,
        "with_values": plan.with_values or (n > 1 and place is None),
    }  # fmt: skip


def listing(turn: Turn, plan: Plan) -> Plan | None:
    """按多少排一下, 倒过来 after figures side by side: the same figures in order."""
    if not turn.has("rank", "rank_up", "order_by", "reverse") or turn.has("superlative", "top", "place"):
        return None
    counted = measures_of(plan)
    several = len(scope_of(plan).bodies) != 1
    if (
        not isinstance(plan, Lookup | Compare | Aggregate)
        or len(counted) != 1
        or not several
        or len(scope_of(plan).years) > 1
    ):
        return None
    turn.use("rank", "rank_up", "order_by", "reverse", "list", "all")
    descending = not turn.has("rank_up", "reverse")
    turn.said.append(say(turn.language, f"order_{descending}"))
    return Rank(measure=counted[0], scope=scope_of(plan), n=EVERY, with_values=True, descending=descending)


def output(turn: Turn, plan: Plan) -> Plan | None:
    """有几个, who are they: the number of those found, or their names."""
    if not isinstance(plan, Filter) or turn.asked:
        return None
    counts = turn.has("how_many_entities") or (turn.has("how_many") and not turn.has("which"))
    names = turn.has("which", "list")
    if not counts and not names:
        return None
    if turn.has("how_many_entities") and all(m.data["function"] == "sum" for m in turn.linked.of("aggregate")):
        turn.use("aggregate")  # 一共有几个
    turn.use("list", "pronoun", "how_many_entities")
    turn.said.append(turn.linked.question.strip())
    return plan.model_copy(update={"output": "entities" if names else "count"})


# -- what ends a turn ----------------------------------------------------------------------------------------------


def why(turn: Turn) -> Plan | None:
    """为什么: the figures once more, and that the reports do not say."""
    linked = turn.linked
    if not linked.has("why") or turn.asked or turn.reading.scope.bodies or turn.reading.set_asked:
        return None
    if isinstance(turn.before, Passage) or linked.has("predict", "outside", "explain", "number", "prose"):
        return None
    return Abstain(reason="opinion", detail=say(turn.language, "why"), figures=turn.before)


def wording(turn: Turn) -> Plan | None:
    """The wording of what was just answered, what its prose says of it, or where it stands."""
    linked, before = turn.linked, turn.before
    if turn.asked or not linked.has("source_text", "source", "explain"):
        return None
    turn.said.append(linked.question.strip())
    if linked.has("source") and not isinstance(before, Passage):
        return before
    if isinstance(before, Passage):
        query = before.query.model_copy(update={"mode": "find"})
        return before.model_copy(update={"query": query})
    counted = measures_of(before)
    if linked.has("explain") and isinstance(before, Rank) and before.by == "body":
        query = PassageQuery(text=linked.question.strip(), indicators=(counted[0].indicator,))
        return before.model_copy(update={"then": query})
    if not scope_of(before).bodies or not counted:
        return before if linked.has("source_text") else None
    indicators = tuple(dict.fromkeys(m.indicator for m in counted))
    return Passage(query=PassageQuery(text=linked.question.strip(), indicators=indicators), scope=scope_of(before))
