"""The kinds of question that the tables answer: rank, filter, compare, trend, aggregate, look up.

Each `plan_…` takes the reading of a question and returns a plan, or None where the question is not of its kind. What
a plan takes from the question is noted with `use`, so that the planner can tell when words were ignored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from corpus import catalogue
from corpus.models import BodyKind, Level
from qa.conditions import as_rate, read_conditions
from qa.link import Linked, Mention
from qa.measures import Asked
from qa.plan import (
    EVERY,
    Aggregate,
    Compare,
    Condition,
    Filter,
    Lookup,
    Measure,
    Plan,
    Rank,
    Scope,
    Several,
    Trend,
)
from qa.scope import Reading, code_prefix, counts_houses, names_the_county

OWN_KINDS = (BodyKind.GOVERNMENT, BodyKind.OFFICE)
TREND_YEARS = 3  # a span of so many years of one body is a development
BEHIND = re.compile(r"[一共总有是里中当，, 年度\d]*")
BODIES = re.compile(r"有?(?:几|多少)[个家]")
FASTEST = ("最快", "fastest", "percent", "增幅", "降幅", "增长率", "比例")  # growth in relation to where it began
OR = re.compile(r"\bor\b|还是|或者?")
COUNT_GAP = re.compile(r"(?:[ 个家的]|of|the)*")


class Ask:
    """A question half understood: its mentions, measures and scope, and which mentions a plan has used."""

    def __init__(self, linked: Linked, asked: Sequence[Asked], reading: Reading) -> None:
        self.linked, self.reading = linked, reading
        self.asked = [a for a in asked if a.indicator is not None]
        self.open = [a for a in asked if a.indicator is None]
        self.used: set[tuple[int, str]] = set()

    @property
    def scope(self) -> Scope:
        return self.reading.scope

    @property
    def measures(self) -> tuple[Measure, ...]:
        return tuple(a.measure for a in self.asked)

    def use(self, *classes: str) -> tuple[Mention, ...]:
        found = self.linked.of(*classes)
        self.take(found)
        return found

    def take(self, mentions: Sequence[Mention]) -> None:
        self.used.update((m.start, m.cls) for m in mentions)

    @property
    def one_body(self) -> bool:
        return len(self.scope.bodies) == 1 and not self.reading.set_asked


def plan_rank(ask: Ask) -> Plan | None:
    """Who has most or least; also which year, which kind of applicant, which ground."""
    linked = ask.linked
    marks = linked.of("superlative", "top", "place", "rank", "rank_up") or _most_by_more(ask) or _ordered(ask)
    if not marks:
        return None
    ask.take(marks)
    order = next((m for m in marks if m.cls in ("superlative", "top", "place")), marks[0])
    descending = bool(order.data.get("descending", not order.data.get("less", False))) and not linked.has("rank_up")
    special = _rank_within(ask, descending, marks)
    if special is not None:
        return special
    if not ask.measures:
        return None
    highest = _highest_value(ask, descending, marks)
    if highest is not None:
        return highest
    if _two_to_compare(ask):
        return None
    measure, also = _rank_measure(ask, order)
    if also and not linked.has("how_many", "with_values", "explain"):
        return None  # 申请和诉讼都最多: not one order
    if len(ask.scope.bodies) == 1 and not ask.scope.regions and not linked.has("why"):
        return None  # the biggest fine that one county imposed: nothing is ranked
    n, place = _how_far(marks)
    return Rank(
        measure=measure, scope=_ranked_scope(ask), descending=descending, n=n, place=place, also=also,
        with_values=_asks_values(ask) or (n > 1 and place is None),
    )  # fmt: skip


def plan_place(ask: Ask) -> Plan | None:
    """同心县排第几: the place of one body among the reports of its level (or of the region named)."""
    linked, scope = ask.linked, ask.scope
    marks = linked.of("position")
    if not marks or len(scope.bodies) != 1 or len(ask.measures) != 1 or len(scope.years) > 1:
        return None
    if linked.has("superlative", "top", "place", "compare", "than", "rising", "number", "except", "year_noun"):
        return None
    body = scope.bodies[0]
    if body.division_code is None or body.kind not in (None, *OWN_KINDS):
        return None
    wide = body.division_code.endswith("00")
    level = Level.PROVINCE if body.division_code.endswith("0000") else Level.PREFECTURE if wide else Level.COUNTY
    ask.take([*marks, *linked.of("rank", "rank_up", "order_by", "which", "how")])
    among = scope.model_copy(
        update={
            "bodies": (),
            "levels": scope.levels or (level,),
            "kinds": scope.kinds or OWN_KINDS,
            "division_suffixes": (),
        }
    )
    return Rank(measure=ask.measures[0], scope=among, descending=not linked.has("rank_up"), of=body)


def plan_growth(ask: Ask) -> Plan | None:
    """Whose figure grew or fell most from one year to the next (申请量增长最多的县)."""
    linked, scope = ask.linked, ask.scope
    order = linked.of("superlative", "top")
    changes = [m for m in linked.of("compare") if m.data.get("how") == "change" or m.data.get("direction")]
    if not order or not (linked.has("rising") or changes) or len(ask.measures) != 1 or scope.bodies:
        return None
    ways = {"down" if m.data["op"] == "lt" else "up" for m in linked.of("rising")}
    ways |= {str(m.data["direction"]) for m in changes if "direction" in m.data}
    most = all(m.data.get("descending", True) for m in order)
    if len(ways) > 1 or not most or linked.has("place", "rank", "number", "year_noun", "applicant_kind"):
        return None
    scope = _with_previous_year(scope)
    if (
        len(scope.years) != 2
        or scope.years[1] - scope.years[0] < 1
        or not (ask.reading.set_asked or linked.has("which"))
    ):
        return None
    ask.take([*order, *changes, *linked.of("rising", "compare", "between", "than")])
    n, _ = _how_far(order)
    relative = any(m.data.get("how") == "change" for m in changes) or any(w in linked.text for w in FASTEST)
    return Rank(
        measure=ask.measures[0], scope=_ranked_scope(ask).model_copy(update={"years": scope.years, "year_assumed": False}),
        descending="down" not in ways, n=n, growth="change" if relative else "difference",
        with_values=_asks_values(ask) or n > 1,
    )  # fmt: skip


def _ordered(ask: Ask) -> tuple[Mention, ...]:
    """各县按申请量排: an order is asked for, the whole of it."""
    return ask.linked.of("order_by") if ask.reading.set_asked else ()


def _most_by_more(ask: Ask) -> tuple[Mention, ...]:
    """哪个县的申请多: of a set, more means most."""
    linked = ask.linked
    of_set = ask.reading.set_asked and linked.has("which") and not ask.scope.bodies
    alone = (of_set or linked.has("year_noun")) and not linked.has("than", "how_many")
    higher = tuple(m for m in linked.of("compare") if m.data["how"] == "which_more")
    if (
        of_set
        and alone
        and higher
        and higher == linked.of("compare")
        and not linked.has("comparator", "number", "rising")
    ):
        return higher  # which body had the higher rate
    return linked.of("more") if alone and not linked.has("comparator", "comparator_after", "compare") else ()


def _two_to_compare(ask: Ask) -> bool:
    return len(ask.scope.bodies) == 2 and not ask.scope.regions and len(ask.measures) == 1


def _ranked_scope(ask: Ask) -> Scope:
    """Bodies of every level are ranked only when the question says so: else the divisions' own reports."""
    scope = ask.scope
    if scope.kinds or scope.levels or scope.bodies:
        return scope
    broad = ask.linked.has("noun", "all")
    return scope if broad else scope.model_copy(update={"kinds": OWN_KINDS})


def _how_far(marks: Sequence[Mention]) -> tuple[int, int | None]:
    top = next((m for m in marks if m.cls == "top"), None)
    place = next((m for m in marks if m.cls == "place"), None)
    if place is not None and place.value is not None and place.value > 1:
        return int(place.value), int(place.value)
    if top is not None and top.value is not None:
        return max(1, int(top.value)), None
    if any(m.cls in ("rank", "rank_up", "order_by") for m in marks) and not any(
        m.cls in ("superlative", "place") for m in marks
    ):
        return EVERY, None
    return 1, None


def _rank_measure(ask: Ask, order: Mention) -> tuple[Measure, tuple[Measure, ...]]:
    """The measure beside the word of order ranks; the others are asked of the winner."""

    def distance(asked: Asked) -> tuple[int, int]:
        gap = max(order.start - asked.end, asked.start - order.end, 0)
        after = asked.start >= order.end
        return (gap + (1 if after != (ask.linked.language == "en") else 0), asked.start)

    ranked = min(ask.asked, key=distance)
    return ranked.measure, tuple(a.measure for a in ask.asked if a is not ranked)


def _asks_values(ask: Ask) -> bool:
    counts = ask.use("how_many", "with_values")
    return bool(counts)


def _rank_within(ask: Ask, descending: bool, marks: Sequence[Mention]) -> Plan | None:
    """A ranking of years, of applicants, of grounds or of the measures named, for one body."""
    n, place = _how_far(marks)
    scope = ask.scope
    if ask.linked.has("year_noun") and ask.measures and not ask.reading.set_asked:
        ask.use("year_noun")
        scope = scope.model_copy(update={"year_assumed": False})
        return Rank(measure=ask.measures[0], scope=scope, descending=descending, n=n, place=place, by="year",
                    with_values=_asks_values(ask))  # fmt: skip
    members = _members(ask)
    if not members and len(ask.measures) > 1 and len(scope.bodies) == 1 and not ask.reading.set_asked:
        members = (ask.measures[0], ask.measures)
    if not members:
        return None
    ask.use("applicant_kind", "ground_kind", "outcome_kind")
    whole, candidates = members
    return Rank(measure=whole, scope=scope, descending=descending, n=n, place=place, by="measure",
                candidates=candidates, with_values=_asks_values(ask))  # fmt: skip


def _members(ask: Ask) -> tuple[Measure, tuple[Measure, ...]] | None:
    """The figures that a question about kinds chooses from: six applicants, the grounds, the outcomes."""
    known = catalogue.load()
    if ask.linked.has("applicant_kind"):
        base = next((m.indicator for m in ask.measures if m.indicator.startswith(("requests.", "outcome."))), None)
        base = base or "requests.received"
        return Measure(indicator=base), tuple(
            Measure(indicator=base, applicant=a.id) for a in known.applicants if a.id != "total"
        )
    if ask.linked.has("ground_kind"):
        family = "outcome.refused."
        rows = [i.id for i in known.table(3) if i.id.startswith(family)]
        return Measure(indicator="outcome.refused.total"), tuple(Measure(indicator=i) for i in rows)
    if ask.linked.has("outcome_kind"):
        rows = ["outcome.disclosed", "outcome.partly_disclosed", "outcome.refused.total", "outcome.unavailable.total",
                "outcome.not_processed.total", "outcome.other.total"]  # fmt: skip
        return Measure(indicator="outcome.total"), tuple(Measure(indicator=i) for i in rows)
    return None


def _highest_value(ask: Ask, descending: bool, marks: Sequence[Mention]) -> Plan | None:
    """各县申请量最高是多少: the figure alone is asked, nobody's name."""
    linked = ask.linked
    plain = all(m.cls == "superlative" for m in marks) and len(ask.measures) == 1
    who = linked.has("which", "list", "year_noun") or not linked.has("noun", "all", "every")
    if (
        not plain
        or who
        or not linked.has("how_many", "with_values")
        or linked.text.rstrip("?？ ").endswith(("县", "区"))
    ):
        return None
    target = any(m.start >= marks[0].end and m.cls == "noun" for m in linked.mentions)
    if target:
        return None
    ask.use("how_many", "with_values")
    function: Literal["max", "min"] = "max" if descending else "min"
    return Aggregate(measure=ask.measures[0], scope=ask.scope, function=function)


def plan_filter(ask: Ask) -> Plan | None:
    """Which bodies meet a condition, how many do, whether any or all do."""
    linked = ask.linked
    if not ask.measures or (not ask.reading.set_asked and not _who(linked)) or linked.has("trend", "mention"):
        return None
    against = linked.has("than") and len(ask.measures) == 2 and not ask.scope.bodies
    if linked.has("compare") and not linked.has("comparator", "comparator_after", "none", "zero") and not against:
        return None
    if len(ask.scope.bodies) > 1 and not linked.has("comparator", "comparator_after", "none", "zero", "exists"):
        return None
    if linked.has("superlative", "top", "place"):
        return None
    conditions, used = read_conditions(linked, ask.asked, as_set=True)
    counting = _counts_bodies(linked)
    if not conditions or (all(c.op == "gt" and c.value == 0 for c in conditions) and _asks_figures(linked, counting)):
        implied = linked.has("which") and not linked.has("how_many", "every", "aggregate")
        implied = implied or (_is_yes_no(linked) and linked.has("every", "all"))  # 每个县都打过官司吗
        if not (implied or counting) or linked.has("aggregate"):
            return None
        conditions = tuple(Condition(measure=m, op="gt", value=Decimal(0)) for m in ask.measures)
    ask.take(used)
    if not _all_used(ask, conditions):
        return None
    either = any(word in linked.text for word in ("或", " or ", "either"))
    scope = ask.scope
    return Filter(
        conditions=conditions, scope=scope, combine="or" if either and len(conditions) > 1 else "and",
        output=_output(ask, counting), with_values=_with_values(ask, counting),
    )  # fmt: skip


def all_of_a_kind(linked: Linked) -> bool:
    """行政诉讼全部维持的县: all of the cases, which no condition on one figure says."""
    if _is_yes_no(linked) and (len(linked.of("body")) == 1 or (linked.has("every") and linked.has("noun"))):
        return False
    return any(a.end == m.start for a in linked.of("all") for m in linked.of("measure")) and not linked.has("aggregate")


def _all_used(ask: Ask, conditions: Sequence[Condition]) -> bool:
    """Every measure of the question stands in a condition (its rate may stand for it), or its figures are asked too."""
    said = {c.measure.indicator for c in conditions} | {c.than.indicator for c in conditions if c.than is not None}
    rates = {r.indicator for m in ask.measures if (r := as_rate(m)) is not None and r.indicator in said}
    return all(m.indicator in said or ((r := as_rate(m)) is not None and r.indicator in rates) for m in ask.measures)


def _who(linked: Linked) -> bool:
    return linked.has("which") and not linked.of("body")


def _asks_figures(linked: Linked, counting: bool) -> bool:
    """`did` and `have` are everywhere in English: a question of how many is not one of whether."""
    return linked.has("how_many", "aggregate") and not counting and not linked.has("any")


def _counts_bodies(linked: Linked) -> bool:
    """多少个县, how many counties: the bodies are counted, not the cases."""
    if counts_houses(linked):
        return True
    for count in linked.of("how_many", "how_many_entities"):
        if any(
            BEHIND.fullmatch(linked.text[n.end : count.start]) and BODIES.match(linked.text, count.start)
            for n in linked.of("noun")
        ):
            return True  # …的县有几个
        for noun in linked.of("noun"):
            gap = linked.text[count.end : noun.start]
            if 0 <= noun.start - count.end <= 14 and COUNT_GAP.fullmatch(gap):
                return True
            between = [m for m in linked.mentions if count.end <= m.start < noun.start]
            if (
                0 <= noun.start - count.end <= 30
                and between
                and all(m.cls in ("body", "noun", "within", "every", "all") for m in between)
            ):
                return True
    return False


def _output(ask: Ask, counting: bool) -> Literal["entities", "count", "any", "all"]:
    linked = ask.linked
    if counting:
        ask.use("how_many", "how_many_entities")
        return "count"
    which = linked.has("which", "list")
    tagged = linked.has("question_tag", "exists") and not which
    if tagged and linked.has("all", "every"):
        return "all"
    if not which and (tagged or (linked.has("any") and linked.has("exists", "have"))):
        return "any"
    return "entities"


def _with_values(ask: Ask, counting: bool) -> bool:
    return not counting and bool(ask.use("how_many", "with_values"))


def plan_compare(ask: Ask) -> Plan | None:
    """Bodies, years or measures side by side: who has more, by how much, how many times."""
    linked, scope = ask.linked, ask.scope
    marks = linked.of("compare")
    bare = linked.has("comparator") and not linked.has("number") and max(len(scope.bodies), len(scope.years)) > 1
    more = linked.of("more") if linked.has("than", "which", "question_tag", "exists") or _alternative(linked) else ()
    rising = linked.of("rising")
    several = max(len(scope.bodies), len(scope.years), len(ask.measures)) > 1
    order = linked.of("superlative") if _two_to_compare(ask) else ()
    if (
        not ask.measures
        or not (marks or more or bare or linked.has("than") or rising or order)
        or (bare and linked.has("aggregate") and not marks)
        or scope.regions
        or not scope.bodies
    ):
        return None
    how = _how(linked, marks, more, order)
    if len(scope.bodies) == 1 and len(scope.years) < 2 and (how == "change" or rising or _last_year(linked)):
        scope = _with_previous_year(scope)
        several = len(scope.years) > 1 or several
    if not several and not scope.year_assumed:
        return None
    if len(scope.bodies) == 1 and names_the_county(linked):
        return None  # the office compared with the county: whose county is not resolved
    ask.use(
        "compare",
        "than",
        "rising",
        "superlative",
        "which",
        "how_many",
        "with_values",
        "comparator",
        "question_tag",
        "exists",
    )
    claim = _claim(linked, ask, scope, how, rising)
    falls = not claim and len(scope.bodies) == 1 and len(ask.measures) == 1 and _falls(linked, how)
    return Compare(
        measures=ask.measures, scope=scope, how=claim.pop("how", how), direction="down" if falls else None, **claim  # type: ignore[arg-type]
    )  # fmt: skip


def _falls(linked: Linked, how: str) -> bool:
    """Whether the question says that the figures of one body fell (减少了多少, by how many did it fall)."""
    if how not in ("difference", "change"):
        return False
    ways = {str(m.data["direction"]) for m in linked.of("compare") if "direction" in m.data}
    ways |= {"down" if m.data["op"] == "lt" else "up" for m in linked.of("rising")}
    if how == "difference" and not ways:
        ways = {"down" if m.data["less"] else "up" for m in linked.of("more")}
    return ways == {"down"}


def _last_year(linked: Linked) -> bool:
    return linked.has("than") and any(m.data.get("offset") == -1 for m in linked.of("relative_year"))


def _with_previous_year(scope: Scope) -> Scope:
    """Growth in 2024 is that from 2023; without a year the executor takes the newest two."""
    if len(scope.years) != 1:
        return scope
    return scope.model_copy(update={"years": (scope.years[0] - 1, scope.years[0]), "year_assumed": False})


HOW_ORDER = ("change", "ratio", "difference", "which_more", "which_less", "side_by_side")
How = Literal["side_by_side", "difference", "ratio", "change", "which_more", "which_less"]


def _how(linked: Linked, marks: Sequence[Mention], more: Sequence[Mention], order: Sequence[Mention]) -> How:
    ways = {str(m.data["how"]) for m in marks}
    if "ratio" in ways and "which_more" in ways:
        ways.discard("which_more")
    for way in HOW_ORDER:
        if way in ways:
            return way  # type: ignore[return-value]
    if more and linked.has("how_many") and not linked.has("which"):
        return "difference"
    if more:
        return "which_less" if more[0].data["less"] else "which_more"
    if order:
        return "which_more" if order[0].data.get("descending", True) else "which_less"
    if linked.has("rising"):
        return "change" if not linked.has("question_tag", "exists") else "which_more"
    return "which_more" if linked.has("comparator", "question_tag", "exists", "more") else "side_by_side"


def _claim(linked: Linked, ask: Ask, scope: Scope, how: str, rising: Sequence[Mention]) -> dict[str, object]:
    """What a yes/no comparison supposes: A has more than B (吗), this year more than last."""
    yes_no = _is_yes_no(linked)
    if not yes_no or how not in ("which_more", "which_less", "side_by_side", "change", "difference"):
        return {}
    if _alternative(linked):
        return {}
    if linked.has("which") or linked.has("how_many"):
        return {}
    less = any(m.data.get("op") == "lt" for m in (*rising, *linked.of("comparator"))) or how == "which_less"
    direction = "which_less" if less else "which_more"
    if len(scope.bodies) > 1:
        return {"how": direction, "claimed": scope.bodies[0]}
    if len(scope.years) > 1:
        mentioned = [int(m.value or 0) for m in linked.of("year")]
        return {"how": direction, "claimed_year": mentioned[0] if mentioned else scope.years[-1]}
    if len(ask.measures) > 1:
        return {"how": direction, "claimed_measure": ask.measures[0]}
    return {}


def _alternative(linked: Linked) -> bool:
    """Did A or B have more: one of the two is asked for, not yes or no."""
    named = sorted(linked.of("body", "year", "measure"), key=lambda m: m.start)
    return any(
        left.cls == right.cls and OR.search(linked.text[left.end : right.start]) is not None
        for left, right in pairwise(named)
    )


def _is_yes_no(linked: Linked) -> bool:
    if linked.has("question_tag") or any(m.text.endswith("吗") for m in linked.of("rising")):
        return True
    if linked.language == "zh":
        return any(
            m.text
            in (
                "有没有人",
                "有无人",
                "是否有人",
                "有没有",
                "有无",
                "是否有",
                "是否",
                "是不是",
                "是否存在",
                "是不是有",
                "可曾",
            )
            for m in linked.of("exists")
        )
    verbs = [
        m
        for m in linked.of("exists")
        if not linked.text[: m.start].strip() or linked.text[: m.start].rstrip().endswith(",")
    ]
    return bool(verbs)


def plan_trend(ask: Ask) -> Plan | None:
    """The same body over the years."""
    linked, scope = ask.linked, ask.scope
    if not ask.measures or ask.reading.set_asked or not scope.bodies or scope.regions:
        return None
    span = len(scope.years) >= TREND_YEARS or (
        len(scope.years) > 1 and any(m.data.get("until") for m in linked.of("year"))
    )
    words = linked.has("trend", "all_years", "recent_years")
    if linked.has("compare", "aggregate", "than") and not words:
        return None
    if linked.has("aggregate") or (linked.has("compare") and len(scope.years) == 2):
        return None
    if not words and not span:
        return None
    ask.use("trend", "all_years", "compare", "rising", "how_many", "with_values", "every")
    if len(scope.years) == 1 and not linked.has("recent_years"):
        scope = scope.model_copy(update={"years": ()})
    return Trend(measures=ask.measures, scope=scope.model_copy(update={"year_assumed": False}))


def plan_aggregate(ask: Ask) -> Plan | None:
    """One figure over a set: sum, mean, median, share, distribution."""
    linked, scope = ask.linked, ask.scope
    functions = linked.of("aggregate")
    over_set = (
        ask.reading.set_asked
        or bool(scope.regions)
        or len(scope.bodies) > 1
        or not scope.bodies
        or len(scope.years) > 1
    )
    share = _share(ask)
    if share is not None:
        return share
    if not ask.measures:
        return None
    measure = ask.measures[0]
    chosen = next((m for m in functions if m.data["function"] != "sum"), functions[0] if functions else None)
    if chosen is None:
        asks_who = any(m.text != "what" for m in linked.of("which")) or linked.has("list", "every")
        if scope.regions and not ask.reading.set_asked and not asks_who and len(ask.measures) == 1:
            ask.use("how_many", "which")
            rate = measure.indicator.startswith("rate.")
            return Aggregate(measure=measure, scope=_own(scope), function="ratio" if rate else "sum")
        pooled = (
            measure.indicator.startswith("rate.")
            and (scope.regions or _whole(linked))
            and not linked.has("which", "every", "list")
        )
        if not pooled or (ask.reading.set_asked and linked.has("every")):
            return None
        ask.use("how_many", "with_values", "all")
        return Aggregate(measure=measure, scope=_own(scope), function="ratio")
    if not over_set:
        return None
    function = str(chosen.data["function"])
    wanted = tuple(dict.fromkeys(str(m.data["function"]) for m in functions))
    ask.use("aggregate", "how_many", "with_values", "every", "all")
    if function == "sum" and measure.indicator.startswith("rate."):
        function = "ratio"
    if len(ask.measures) > 1:
        return None
    made = Aggregate(measure=measure, scope=_own(scope), function=function)  # type: ignore[arg-type]
    if len(wanted) == 1:
        return made
    return Several(plans=tuple(made.model_copy(update={"function": f}) for f in wanted))


def _own(scope: Scope) -> Scope:
    """A set that is not described further is that of the divisions' own reports."""
    return scope if scope.kinds or scope.levels or scope.bodies else scope.model_copy(update={"kinds": OWN_KINDS})


def _whole(linked: Linked) -> bool:
    return linked.has("all")


def _share(ask: Ask) -> Plan | None:
    """同心县的申请占全部的比例: the part's sum as a share of the sum over everything else asked."""
    wanted = [a for a in ask.asked if a.rate_of]
    scope = ask.scope
    if not wanted or len(ask.asked) != 1 or not (scope.bodies or scope.regions):
        return None
    ask.use("all", "how_many", "every", "aggregate", "base")
    scope = _places(scope)
    years = Scope(years=scope.years, exclude_years=scope.exclude_years, year_assumed=scope.year_assumed)
    whole = years.model_copy(update={"levels": scope.levels, "kinds": scope.kinds or OWN_KINDS})
    if scope.regions and scope.bodies:  # 同心县占宁夏的
        whole = whole.model_copy(update={"regions": scope.regions, "region_names": scope.region_names})
        part = years.model_copy(update={"bodies": scope.bodies})
    else:
        part = whole.model_copy(
            update={"bodies": scope.bodies, "regions": scope.regions, "region_names": scope.region_names}
        )
    return Aggregate(measure=wanted[0].measure, scope=whole, function="share", part=part)


def _places(scope: Scope) -> Scope:
    """Provinces and prefectures in a share are regions, not their own offices."""
    wide = [
        b
        for b in scope.bodies
        if b.division_code and b.kind is None and len(code_prefix(b.division_code)) < len(b.division_code)
    ]
    return scope.model_copy(
        update={
            "bodies": tuple(b for b in scope.bodies if b not in wide),
            "regions": (*scope.regions, *(code_prefix(b.division_code or "") for b in wide)),
            "region_names": (*scope.region_names, *(b.name for b in wide)),
        }
    )


def plan_lookup(ask: Ask) -> Plan | None:
    """The figures themselves, or whether there are any."""
    linked, scope = ask.linked, ask.scope
    members = _members(ask)
    bases = ("requests.received", "outcome.total", members[0].indicator) if members is not None else ()
    if members is not None and scope.bodies and all(m.indicator in bases for m in ask.measures):
        ask.use(
            "applicant_kind",
            "ground_kind",
            "outcome_kind",
            "how_many",
            "with_values",
            "every",
            "aggregate",
            "list",
            "which",
        )
        return Lookup(measures=members[1], scope=scope)
    if not ask.measures or not (scope.bodies or ask.reading.set_asked or scope.regions):
        return None
    if any(a.rate_of for a in ask.asked):
        return None
    if scope.bodies and any(m.text in ("who", "谁", "whose") for m in linked.of("which")):
        return None  # who filed the lawsuits against it: no figure says
    condition = _yes_no(ask)
    if condition is None and ask.reading.set_asked and linked.has("question_tag"):
        return None  # a question of yes or no is not answered by a table
    if condition is not None and condition.against is not None:
        return None  # a body against the mean: of which bodies is not said
    if condition is not None and linked.has("all") and condition.than is None:
        return None  # were all of them …: no condition on one figure says
    if linked.has("base"):
        ask.use("outcome_kind")  # 办理结果中，部分公开…
    ask.use(
        "how_many", "with_values", "every", "all", "list", "which", "counter", "exists" if not condition else "none"
    )
    if linked.has("aggregate") and all(m.data["function"] == "sum" for m in linked.of("aggregate")):
        ask.use("aggregate")
    if linked.has("compare") and all(m.data["how"] == "side_by_side" for m in linked.of("compare")):
        ask.use("compare", "than")
    measures = _summed(ask)
    return Lookup(measures=measures, scope=scope, yes_no=condition)


def _summed(ask: Ask) -> tuple[Measure, ...]:
    """复议和诉讼一共: the figure of the catalogue that is the sum of those named."""
    from qa import lexicon

    if not ask.linked.has("aggregate"):
        return ask.measures
    named = sorted(m.indicator for m in ask.measures)
    for row in lexicon.load().measures["sums"]:
        if sorted(row["of"]) == named and len({m.applicant for m in ask.measures}) == 1:
            return (Measure(indicator=row["is"], applicant=ask.measures[0].applicant),)
    return ask.measures


def _all_of_them(ask: Ask) -> Condition | None:
    """复议全部被纠正了吗, were all requests from individuals: the part equals its whole."""
    linked, part = ask.linked, ask.measures[0]
    if not linked.has("all") or not _is_yes_no(linked) or linked.has("none", "number", "comparator"):
        return None
    whole = whole_of(part)
    if whole is None:
        return None
    ask.use("all", "question_tag", "exists")
    return Condition(measure=part, op="eq", than=whole)


def whole_of(part: Measure) -> Measure | None:
    """What a figure is a part of: all applicants, all outcomes, all cases."""
    if part.applicant != catalogue.TOTAL:
        return part.model_copy(update={"applicant": catalogue.TOTAL})
    family, _, row = part.indicator.partition(".")
    if family == "outcome" and row != "total":
        return Measure(indicator="outcome.total")
    groups = ("reconsideration", "litigation", "litigation_direct", "litigation_after_reconsideration")
    return Measure(indicator=f"{family}.total") if family in groups and row != "total" else None


def _yes_no(ask: Ask) -> Condition | None:
    linked = ask.linked
    comparing = linked.has("comparator", "comparator_after", "between", "zero")
    if linked.has("how_many", "with_values", "which", "every", "list") or not ask.one_body or len(ask.measures) != 1:
        return None
    whole = _all_of_them(ask)
    if whole is not None:
        return whole
    conditions, used = read_conditions(linked, ask.asked)
    exact = linked.of("number")
    if not comparing and len(exact) == 1 and _is_yes_no(linked):
        ask.use("number", "question_tag", "exists", "counter")
        return Condition(measure=ask.measures[0], op="eq", value=exact[0].value)
    if not (_is_yes_no(linked) or comparing or linked.has("none", "any")):
        return None
    if len(conditions) != 1:
        return (
            Condition(measure=ask.measures[0], op="gt", value=Decimal(0)) if not conditions and not comparing else None
        )
    ask.take(used)
    ask.use("question_tag", "exists", "any", "none", "zero")
    return conditions[0]


KINDS: tuple[Callable[[Ask], Plan | None], ...] = (
    plan_place, plan_growth, plan_rank, plan_filter, plan_compare, plan_trend, plan_aggregate, plan_lookup,
)  # fmt: skip
"""Tried in this order: the first that understands the question plans it."""


def plan_tables(ask: Ask) -> Plan | None:
    """The plan of a question of the tables, or None."""
    orders = {bool(m.data.get("descending", True)) for m in ask.linked.of("superlative", "top", "place")}
    if len(orders) > 1:
        return None  # most and least in one sentence: two questions
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
    if isinstance(plan, Lookup | Compare | Trend):
        rates = [as_rate(m) for m in plan.measures]
        return None if any(r is None for r in rates) else plan.model_copy(update={"measures": tuple(rates)})
    return None
