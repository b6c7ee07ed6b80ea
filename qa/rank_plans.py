"""Questions of order: who has most or least, at which place a body stands, whose figure grew most."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from corpus.models import Level
from qa.around import region_around
from qa.asking import OWN_KINDS, Ask, alternative, asks_values, is_yes_no, members_of, two_to_compare
from qa.growth_between import grows
from qa.link import Linked, Mention
from qa.measures import Asked
from qa.moves import years_of
from qa.plan import (
    EVERY,
    Aggregate,
    Measure,
    Plan,
    Rank,
    Scope,
    Several,
)

ENDS = re.compile(r"(?:的?(?:县|区|市|单位|机关)?(?:和|与|以及|及|、|或|跟)|and(?: the)?|or(?: the)?|,|，|/)")
SPEEDS = ("最快", "fastest")  # but for what grows fastest, which `plan_growth` ranks
FASTEST = ("最快", "fastest", "percent", "增幅", "降幅", "增长率", "比例")  # growth in relation to where it began


def plan_rank(ask: Ask) -> Plan | None:
    """Who has most or least; also which year, which kind of applicant, which ground."""
    linked = ask.linked
    marks = linked.of("superlative", "top", "place", "rank", "rank_up") or _most_by_more(ask) or _ordered(ask)
    if not marks or any(m.text.startswith(SPEEDS) for m in marks):
        return None  # 答复最快: no report counts days
    ask.take(marks)
    order = next((m for m in marks if m.cls in ("superlative", "top", "place")), marks[0])
    less = order.data.get("less", order.data.get("how") == "which_less")
    descending = bool(order.data.get("descending", not less)) and not linked.has("rank_up")
    special = _rank_within(ask, descending, marks)
    if special is not None:
        return special
    if not ask.measures:
        return None
    highest = _highest_value(ask, descending, marks)
    if highest is not None:
        return highest
    if two_to_compare(ask):
        return None
    measure, also = _rank_measure(ask, order)
    if also and not linked.has("how_many", "with_values", "explain"):
        return None  # 申请和诉讼都最多: not one order
    if len(ask.scope.bodies) == 1 and not ask.scope.regions and not linked.has("why"):
        return None  # the biggest fine that one county imposed: nothing is ranked
    n, place = _how_far(marks)
    if n == 1 and place is None:
        n = _which_n(ask)
    made = Rank(
        measure=measure, scope=_ranked_scope(ask), descending=descending, n=n, place=place, also=also,
        with_values=asks_values(ask) or (n > 1 and place is None),
    )  # fmt: skip
    together = linked.of("aggregate")
    if n in (1, EVERY) or place is not None or not together or also:
        return made
    if len({m.data["function"] for m in together}) > 1 or measure.indicator.startswith("rate."):
        return None
    ask.take(together)
    ask.use("how_many", "with_values")
    return Aggregate(
        measure=measure, scope=made.scope.model_copy(update={"among": made}), function=together[0].data["function"]
    )


def plan_ends(ask: Ask) -> Plan | None:
    """申请最多和最少的县分别是哪个: the first and the last of one order."""
    linked = ask.linked
    marks = linked.of("superlative")
    ends = [bool(m.data.get("descending", True)) for m in marks]
    of_set = ask.reading.set_asked and not ask.scope.bodies and not linked.has("top", "place", "position", "rank")
    if (
        len(ask.measures) != 1
        or sorted(ends) != [False, True]
        or not of_set
        or linked.has("rising", "compare", "number")
    ):
        return None
    between = linked.text[marks[0].end : marks[1].start].strip()
    if not ENDS.fullmatch(between):
        return None
    ask.take(marks)
    valued = asks_values(ask)
    ask.use("every", "which", "list")
    order = Rank(measure=ask.measures[0], scope=_ranked_scope(ask), with_values=valued)
    return Several(plans=tuple(order.model_copy(update={"descending": end}) for end in ends))


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
    if region_around(linked, body) is None:
        return None
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
    several = len(scope.bodies) > 1 and (alternative(linked) or not is_yes_no(linked))  # whose grew more, A's or B's
    order = linked.of("superlative", "top") or (_further(linked) if several else ())
    changes = [m for m in linked.of("compare") if m.data.get("how") == "change" or m.data.get("direction")]
    if several and linked.language == "zh":
        changes = [m for m in changes if grows(m)]  # 高多少个百分点: the one beside the other
    if not order or not (linked.has("rising") or changes) or len(ask.measures) != 1:
        return None
    if scope.bodies and not several:
        return None
    ways = {"down" if m.data["op"] == "lt" else "up" for m in linked.of("rising")}
    ways |= {str(m.data[key]) for m in changes for key in ("direction", "moves") if key in m.data}
    most = all(m.data.get("descending", True) for m in order)
    if len(ways) > 1 or not most or linked.has("place", "rank", "number", "year_noun", "applicant_kind"):
        return None
    span = years_of(ask)
    if span is None or span.earlier >= span.later or not (several or ask.reading.set_asked or linked.has("which")):
        return None
    ask.take([*order, *changes, *linked.of("rising", "compare", "between", "than", "by_rate")])
    n, _ = _how_far(order)
    relative = (
        linked.has("by_rate")
        or any(m.data.get("how") == "change" for m in changes)
        or any(w in linked.text for w in FASTEST)
    )
    return Rank(
        measure=ask.measures[0], scope=_ranked_scope(ask).model_copy(update={"years": (span.earlier, span.later), "year_assumed": span.assumed}),
        descending="down" not in ways, n=n, growth="change" if relative else "difference",
        with_values=asks_values(ask) or n > 1,
    )  # fmt: skip


def _further(linked: Linked) -> tuple[Mention, ...]:
    """Words of more beside a word of change: which of the two rose more."""
    more = [m for m in linked.of("compare") if m.data["how"] == "which_more"]
    return (*more, *(m for m in linked.of("more") if not m.data["less"]))


def _ordered(ask: Ask) -> tuple[Mention, ...]:
    """各县按申请量排: an order is asked for, the whole of it."""
    return ask.linked.of("order_by") if ask.reading.set_asked else ()


def _most_by_more(ask: Ask) -> tuple[Mention, ...]:
    """哪个县的申请多: of a set, more means most."""
    linked = ask.linked
    of_set = ask.reading.set_asked and linked.has("which") and not ask.scope.bodies
    alone = (of_set or linked.has("year_noun")) and not linked.has("than", "how_many")
    higher = tuple(m for m in linked.of("compare") if str(m.data["how"]).startswith("which_"))
    if (
        of_set
        and alone
        and higher
        and higher == linked.of("compare")
        and not linked.has("comparator", "number", "rising")
    ):
        return higher  # which body had the higher rate
    return linked.of("more") if alone and not linked.has("comparator", "comparator_after", "compare") else ()


def _ranked_scope(ask: Ask) -> Scope:
    """Bodies of every level are ranked only when the question says so: else the divisions' own reports."""
    scope = ask.scope
    if scope.kinds or scope.levels or scope.bodies:
        return scope
    broad = ask.linked.has("noun", "all", "report_noun")
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


def _which_n(ask: Ask) -> int:
    """哪三个县最多, which three counties had the most: so many are asked for."""
    linked = ask.linked
    for number in linked.of("number"):
        noun = any(0 <= n.start - number.end <= 1 for n in linked.of("noun"))
        asked = linked.text[: number.start].rstrip().endswith(("哪", "which", "what"))
        if noun and asked and number.value is not None and number.value == int(number.value) > 0:
            ask.take([number])
            return int(number.value)
    return 1


def _rank_measure(ask: Ask, order: Mention) -> tuple[Measure, tuple[Measure, ...]]:
    """The measure beside the word of order ranks; the others are asked of the winner."""

    def distance(asked: Asked) -> tuple[int, int]:
        gap = max(order.start - asked.end, asked.start - order.end, 0)
        after = asked.start >= order.end
        return (gap + (1 if after != (ask.linked.language == "en") else 0), asked.start)

    ranked = min(ask.asked, key=distance)
    return ranked.measure, tuple(a.measure for a in ask.asked if a is not ranked)


def _rank_within(ask: Ask, descending: bool, marks: Sequence[Mention]) -> Plan | None:
    """A ranking of years, of applicants, of grounds or of the measures named, for one body."""
    n, place = _how_far(marks)
    scope = ask.scope
    if ask.linked.has("year_noun") and ask.measures and not ask.reading.set_asked:
        ask.use("year_noun")
        scope = scope.model_copy(update={"year_assumed": False})
        return Rank(measure=ask.measures[0], scope=scope, descending=descending, n=n, place=place, by="year",
                    with_values=asks_values(ask))  # fmt: skip
    members = members_of(ask)
    if members and any(
        m.data["facets"] == {"rate": True} and m.start >= marks[-1].end for m in ask.linked.of("measure")
    ):
        return None  # 哪种结果最多，占多少: the share is asked for besides
    if not members and len(ask.measures) > 1 and len(scope.bodies) == 1 and not ask.reading.set_asked:
        members = (ask.measures[0], ask.measures)
    if not members:
        return None
    ask.use("applicant_kind", "ground_kind", "outcome_kind")
    whole, candidates = members
    return Rank(measure=whole, scope=scope, descending=descending, n=n, place=place, by="measure",
                candidates=candidates, with_values=asks_values(ask))  # fmt: skip


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
    counted = any(0 <= n.start - m.end <= 1 for m in linked.of("how_many") for n in linked.of("noun"))
    if target or (counted and linked.language == "en"):  # how many counties had the most: no figure
        return None
    ask.use("how_many", "with_values")
    function: Literal["max", "min"] = "max" if descending else "min"
    return Aggregate(measure=ask.measures[0], scope=ask.scope, function=function)
