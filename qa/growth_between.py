"""Growth of several named bodies: 同心和永宁谁的申请增幅大, 两县同比各增长多少. Each is held against itself a year before;
the levels of the two say nothing of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from qa.asking import Ask, is_yes_no
from qa.link import Mention
from qa.moves import years_of
from qa.plan import Compare, Plan, Rank, Several
from qa.refusing import abstain

GROWS = ("增", "涨", "升", "降", "减", "跌", "变")
LEVELS = ("多了", "少了")  # A比B多了: no step of either
ORDERS = ("which", "superlative")
PAIR = 2  # years, bodies or ways
RELATIVE = ("同比", "幅", "率", "速", "快", "比例", "百分")


def plan_growth_between(ask: Ask) -> Plan | None:
    """Whose figure grew more, or by how much each grew; not answered where the question says more than that."""
    linked, scope = ask.linked, ask.scope
    if linked.language != "zh" or len(scope.bodies) < PAIR or scope.regions or len(ask.measures) != 1:
        return None
    marks = [m for m in linked.of("rising", "compare") if grows(m)]
    between = len(scope.years) == PAIR
    if not marks or len(scope.years) > PAIR or linked.has("trend", "recent_years", "all_years"):
        return None
    asks_who = linked.has("which") or any(m.text.startswith(("谁", "哪")) for m in linked.of("compare"))
    span, ways = years_of(ask), {_way(m) for m in marks} - {None}
    if span is None or span.earlier >= span.later:
        return None
    years = {"years": (span.earlier, span.later), "year_assumed": span.assumed}
    over = scope.model_copy(update=years)
    if asks_who and not is_yes_no(linked) and len(ways) < PAIR and not _less(ask):
        ask.use("rising", "compare", "which", "superlative", "more", "by_rate", "than", "between")
        relative = any(w in linked.text for w in RELATIVE)
        return Rank(
            measure=ask.measures[0], scope=over, descending="down" not in ways,
            growth="change" if relative else "difference", with_values=bool(ask.use("how_many", "with_values")),
        )  # fmt: skip
    if asks_who or is_yes_no(linked) or linked.has("than", "more", *ORDERS):
        return abstain(ask, "out_of_scope", "not_understood", words="、".join(m.text for m in marks))
    if between and not linked.has("every"):
        return None
    return _each(ask, marks, years)


def _each(ask: Ask, marks: Sequence[Mention], years: dict[str, object]) -> Plan:
    """By how much each of them grew."""
    ask.use("rising", "compare", "every", "how_many", "with_values", "all")
    cases = any(m.data.get("how") == "difference" for m in marks)
    plans = tuple(
        Compare(
            measures=ask.measures, scope=ask.scope.model_copy(update={"bodies": (body,), **years}),
            how="difference" if cases else "change",
        )
        for body in ask.scope.bodies
    )  # fmt: skip
    return Several(plans=plans)


def grows(mark: Mention) -> bool:
    """Whether a word says that a figure moved, not that one body has more than another."""
    if mark.cls == "rising":
        return mark.text not in LEVELS
    return mark.data["how"] == "change" or any(w in mark.text for w in GROWS)


def _way(mark: Mention) -> str | None:
    if mark.cls == "rising":
        return "down" if mark.data["op"] == "lt" else "up"
    return str(mark.data["direction"]) if "direction" in mark.data else None


def _less(ask: Ask) -> bool:
    """谁的增幅小: the smallest step of those, which no order of growth gives."""
    linked = ask.linked
    less = any(m.data["less"] for m in linked.of("more"))
    least = any(not m.data.get("descending", True) for m in linked.of("superlative"))
    return less or least or any(m.data["how"] == "which_less" for m in linked.of("compare"))
