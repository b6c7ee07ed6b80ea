"""Questions of one figure beside another, and of one body over the years."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from qa.asking import COUNTS, Ask, alternative, is_yes_no, two_to_compare, with_previous_year
from qa.link import Linked, Mention
from qa.plan import (
    Compare,
    Plan,
    Scope,
    Trend,
)
from qa.scope import names_the_county
from qa.years_asked import base_year

VERB_FIRST = re.compile(r"\s*(?:is|are|was|were|did|do|does|has|have|had)\b")
SECOND_AFTER = ("比", "较", "than")  # 与A相比，B… has them the other way round
YEAR_ON_YEAR = ("同比", "year-on-year", "year on year", "year over year", "year-over-year", "yoy")
EITHER_WAY = (
    "go up or down",
    "rise or fall",
    "change",
    "changed",
    "changes",
)  # by how many did it: the difference says
IN_CASES = re.compile(r"(?:件|起|宗|份|万元)")
UP_OR_DOWN = re.compile(r"还是|是.是|\bor\b")  # 增加还是减少: one of the two is asked for
OF_YEAR = re.compile(r"的?(?:申请|数量|件数)?的?")
TWO_YEARS = 2
TREND_YEARS = 3  # a span of so many years of one body is a development


@dataclass(frozen=True)
class _Words:
    """The words of a comparison, by what they say."""

    marks: tuple[Mention, ...]  # 相差多少, which is more, how many times
    more: tuple[Mention, ...]
    rising: tuple[Mention, ...]
    either: tuple[Mention, ...]  # 增加还是减少
    order: tuple[Mention, ...]  # 最多 of two
    bare: bool  # exceed, with no number
    even: bool  # equal, with no number

    def compare(self, linked: Linked) -> bool:
        said = self.marks or self.more or self.bare or self.even or self.rising or self.order or self.either
        return bool(said) or linked.has("than", "same")


def plan_compare(ask: Ask) -> Plan | None:
    """Bodies, years or measures side by side: who has more, by how much, how many times."""
    linked, scope = ask.linked, ask.scope
    words = _words_of(ask)
    if not ask.measures or not words.compare(linked) or scope.regions or not scope.bodies:
        return None
    if words.bare and linked.has("aggregate") and not words.marks:
        return None
    how = "change" if words.either and not words.marks else _how(linked, words.marks, words.more, words.order)
    ask.take(words.either)
    over = _with_years(ask, words, how)
    if over is None:
        return None
    scope = _ends(linked, over, how)
    if (linked.has("same") or words.even) and not words.marks:
        ask.take(linked.of("comparator") if words.even else ())
        return _equal(ask, scope) if _several(ask, over) else None
    if len(scope.bodies) == 1 and names_the_county(linked):
        return None  # the office compared with the county: whose county is not resolved
    ask.use("compare", "same", "than", "rising", "superlative", "which", "how_many", "with_values", "comparator", "question_tag", "exists")  # fmt: skip
    if how == "difference" and all(m.text in EITHER_WAY for m in linked.of("trend")):
        ask.use("trend")
    claim = _claim(linked, ask, scope, how, words.rising)
    way = None if claim or len(ask.measures) != 1 else _way(linked, how, scope)
    if how == "ratio" and len(scope.bodies) == 1 and len(scope.years) == TWO_YEARS and len(ask.measures) == 1:
        claim = {"claimed_year": _divided(linked, scope)}
    return Compare(
        measures=ask.measures, scope=scope, how=claim.pop("how", how), direction=way, **claim  # type: ignore[arg-type]
    )  # fmt: skip


def _words_of(ask: Ask) -> _Words:
    linked, scope = ask.linked, ask.scope
    sides = max(len(scope.bodies), len(scope.years)) > 1 or (len(ask.measures) == 2 and is_yes_no(linked))
    bounds = {str(m.data["op"]) for m in linked.of("comparator")} if sides and not linked.has("number") else set()
    whose = linked.has("than", "which", "question_tag", "exists") or alternative(linked)
    either = tuple(m for m in linked.of("trend") if UP_OR_DOWN.search(m.text)) if _of_two_years(linked, scope) else ()
    return _Words(
        marks=linked.of("compare"), more=linked.of("more") if whose else (), rising=linked.of("rising"), either=either,
        order=linked.of("superlative") if two_to_compare(ask) else (),
        bare=bool(bounds) and bounds <= {"gt", "lt"}, even=bounds == {"eq"},
    )  # fmt: skip


def _with_years(ask: Ask, words: _Words, how: str) -> Scope | None:
    """The scope with the year that one is held against; None where there are no two sides to compare."""
    linked, scope = ask.linked, ask.scope
    changes = [m for m in words.marks if m.data["how"] == "change"]
    on_year = any(m.text in YEAR_ON_YEAR or IN_CASES.match(linked.text, m.end) for m in changes)
    if len(scope.bodies) == 1 and len(scope.years) < TWO_YEARS:
        if how == "change" or words.rising or _last_year(linked) or on_year:
            scope = with_previous_year(scope)
    elif words.rising and len(scope.bodies) > 1:
        who = is_yes_no(linked) or words.more or _who(linked, words.marks)
        if who or len(scope.years) < TWO_YEARS:
            return (
                None  # did A's and B's requests increase, whose grew more: what one has beside the other says nothing
            )
    newest = ask.reading.newest
    if words.rising and len(scope.bodies) == 1 and not scope.years and newest is not None and is_yes_no(linked):
        scope = scope.model_copy(update={"years": (newest - 1, newest)})  # are lawsuits rising: of the newest two years
    return scope if _several(ask, scope) or scope.year_assumed else None


def _several(ask: Ask, scope: Scope) -> bool:
    """Whether there is more than one of a kind: bodies, years or measures."""
    return max(len(scope.bodies), len(scope.years), len(ask.measures)) > 1


def _who(linked: Linked, marks: Sequence[Mention]) -> bool:
    """Whether one of the bodies is asked for: which of them, who has more."""
    return linked.has("which") or any(str(m.data["how"]).startswith("which_") for m in marks)


def _ends(linked: Linked, scope: Scope, how: str) -> Scope:
    """The change from 2022 to 2024: of the years of a range the first and the last, unless each is asked for."""
    ranges = [m for m in linked.of("year") if "until" in m.data]
    yearly = linked.has("trend", "every", "all_years", "recent_years") or any(
        m.text in YEAR_ON_YEAR for m in linked.of("compare")
    )
    if len(ranges) != 1 or len(scope.years) < TREND_YEARS or how not in ("change", "difference", "ratio") or yearly:
        return scope
    return scope.model_copy(update={"years": (scope.years[0], scope.years[-1])})


def _of_two_years(linked: Linked, scope: Scope) -> bool:
    """Whether one body's figure of a year is set against that of another, or of the year before."""
    return len(scope.bodies) == 1 and len(scope.years) < TREND_YEARS and linked.has("than", "compare")


def _equal(ask: Ask, scope: Scope) -> Plan | None:
    """一样多吗, the same number: whether two or more figures are one."""
    linked = ask.linked
    asked = is_yes_no(linked) or any(m.text.startswith("是") or m.text.endswith("吗") for m in linked.of("same"))
    if linked.has("which", "rising", "superlative", "number") or not (asked or VERB_FIRST.match(linked.text)):
        return None
    if any(m.text not in COUNTS for m in linked.of("how_many")):
        return None
    ask.use("same", "how_many", "question_tag", "exists", "than", "compare", "all", "every")
    return Compare(measures=ask.measures, scope=scope, how="equal")


def _divided(linked: Linked, scope: Scope) -> int:
    """2024年是2023年的几倍: the year that is not the one right before 几倍, else the later."""
    years, marks = linked.of("year"), [m for m in linked.of("compare") if m.data["how"] == "ratio"]
    of = {int(y.value or 0) for y in years for m in marks if OF_YEAR.fullmatch(linked.text[y.end : m.start])}
    return scope.years[0] if of == {scope.years[-1]} else scope.years[-1]


def _way(linked: Linked, how: str, scope: Scope) -> Literal["up", "down"] | None:
    """The way that the question takes the figures to go: those of one body that they fell (减少了多少), those of two that
    the first has more, or fewer, than the second (A比B多多少); None where it leaves that open."""
    if how not in ("difference", "change"):
        return None
    ways = {str(m.data["direction"]) for m in linked.of("compare") if "direction" in m.data}
    ways |= {"down" if m.data["op"] == "lt" else "up" for m in linked.of("rising")}
    if how == "difference" and not ways:
        ways = {"down" if m.data["less"] else "up" for m in linked.of("more")}
    if len(scope.bodies) == 1 and _earlier_first(linked):
        return {"up": "down", "down": "up"}.get(ways.pop()) if len(ways) == 1 else None  # type: ignore[return-value]
    if len(scope.bodies) == 1:
        return "down" if ways == {"down"} else None
    if len(scope.bodies) != 2 or len(ways) != 1 or len(scope.years) > 1:
        return None
    if len(linked.of("body")) < 2:
        return None  # 多多少 after the two were compared: neither is named first
    first, second = linked.of("body")[0], linked.of("body")[-1]
    if not any(first.end <= m.start and m.end <= second.start for m in linked.of("than") if m.text in SECOND_AFTER):
        return None
    return "down" if ways == {"down"} else "up"


def _earlier_first(linked: Linked) -> bool:
    """2023年比2024年多收多少: the earlier of the two years is the one that has more, so that the figure fell."""
    years = linked.of("year")
    if linked.language != "zh" or len(years) != TWO_YEARS or (years[0].value or 0) >= (years[1].value or 0):
        return False
    return any(years[0].end <= m.start and m.end <= years[1].start for m in linked.of("than") if m.text == "比")


def _last_year(linked: Linked) -> bool:
    return linked.has("than") and any(m.data.get("offset") == -1 for m in linked.of("relative_year"))


HOW_ORDER = ("change", "ratio", "difference", "which_more", "which_less", "side_by_side")
How = Literal["side_by_side", "difference", "ratio", "change", "which_more", "which_less"]


def _how(linked: Linked, marks: Sequence[Mention], more: Sequence[Mention], order: Sequence[Mention]) -> How:
    ways = {str(m.data["how"]) for m in marks}
    if "ratio" in ways and "which_more" in ways:
        ways.discard("which_more")
    if ways <= {"which_more", "which_less"} and any("by how" in m.text for m in linked.of("with_values")):
        return "difference"  # which has more, and by how many: the difference says both
    if "change" in ways and _in_cases(linked, marks):
        return "difference"
    for way in HOW_ORDER:
        if way in ways:
            return way  # type: ignore[return-value]
    if more and linked.has("how_many") and not linked.has("which"):
        return "difference"
    if more:
        return "which_less" if more[0].data["less"] else "which_more"
    if order:
        return "which_more" if order[0].data.get("descending", True) else "which_less"
    if linked.has("rising") and any(m.text == "how much" for m in linked.of("how_many")):
        return "difference"  # how much did it fall
    if linked.has("rising"):
        return "change" if not linked.has("question_tag", "exists") else "which_more"
    return "which_more" if linked.has("comparator", "question_tag", "exists", "more") else "side_by_side"


def _in_cases(linked: Linked, marks: Sequence[Mention]) -> bool:
    """同比减少多少件, 同比降了多少: the change is asked for as a number of cases, not in percent."""
    named = any(m.data["how"] == "difference" for m in marks)
    bare = all(m.text in YEAR_ON_YEAR for m in marks if m.data["how"] == "change")
    return (named and bare) or any(IN_CASES.match(linked.text, m.end) for m in marks if m.data["how"] == "change")


def _claim(linked: Linked, ask: Ask, scope: Scope, how: str, rising: Sequence[Mention]) -> dict[str, object]:
    """What a yes/no comparison supposes: A has more than B (吗), this year more than last."""
    yes_no = is_yes_no(linked)
    if not yes_no or how not in ("which_more", "which_less", "side_by_side", "change", "difference"):
        return {}
    if alternative(linked):
        return {}
    if linked.has("which") or any(m.text not in COUNTS for m in linked.of("how_many")):
        return {}
    less = any(m.data.get("op") == "lt" for m in (*rising, *linked.of("comparator"))) or how == "which_less"
    direction = "which_less" if less else "which_more"
    if len(scope.bodies) > 1:
        return {"how": direction, "claimed": scope.bodies[0]}
    if len(scope.years) > 1:
        if rising and how == "difference":
            return {}  # did it rise, and by how much: the difference says which way
        if rising or any("until" in m.data for m in linked.of("year")):
            return {"how": direction, "claimed_year": scope.years[-1]}
        mentioned = [int(m.value or 0) for m in linked.of("year")] if base_year(linked) is None else []
        return {"how": direction, "claimed_year": mentioned[0] if mentioned else scope.years[-1]}
    if len(ask.measures) > 1:
        return {"how": direction, "claimed_measure": ask.measures[0]}
    return {}


def plan_trend(ask: Ask) -> Plan | None:
    """The same body over the years."""
    linked, scope = ask.linked, ask.scope
    if not ask.measures or ask.reading.set_asked or not scope.bodies or scope.regions:
        return None
    span = len(scope.years) >= TREND_YEARS or (
        len(scope.years) > 1 and any(m.data.get("until") for m in linked.of("year"))
    )
    words = linked.has("trend", "all_years", "recent_years")
    if any(m.data["function"] in ("mean", "median") for m in linked.of("aggregate")):
        return None  # the average number per year
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
