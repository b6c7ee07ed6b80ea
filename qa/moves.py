"""Questions of whose figure rose or fell from one year to the next: 哪些县申请比上年多, which counties fell."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal, NamedTuple

from qa.asking import OWN_KINDS, Ask, is_yes_no
from qa.filter_plans import counts_bodies, output_of
from qa.link import Mention
from qa.phrase import say
from qa.plan import Condition, Filter, Plan, Scope
from qa.scope import noun_scope

Way = Literal["up", "down"]
NOT_MOVES = (
    "superlative",
    "top",
    "place",
    "rank",
    "position",
    "year_noun",
    "mention",
    "aggregate",
    "trend",
    "applicant_kind",
)
NOT_STREAKS = tuple(w for w in NOT_MOVES if w != "trend")
IN_A_ROW = re.compile(
    r"连续|连年|一直|持续|逐年|每年都|每年(?=增|减|上|下|都)|\bconsecutive|\bin a row\b|\bsteadily\b|\bevery year\b|\beach year\b"
)
BESIDE = 8  # characters between 比 and its year


class Span(NamedTuple):
    """The years between which a figure moved; `assumed` where the question names none."""

    earlier: int
    later: int
    assumed: bool


def plan_streak(ask: Ask) -> Plan | None:
    """连续两年增加的县, 逐年上升吗: every year's figure against that of the year before, for bodies or for one of them."""
    linked, scope = ask.linked, ask.scope
    if len(ask.measures) != 1 or not IN_A_ROW.search(linked.text) or linked.has(*NOT_STREAKS, "number"):
        return None
    one = ask.one_body and is_yes_no(linked)
    if not one and (scope.bodies or not (ask.reading.set_asked or linked.has("which"))):
        return None
    marks = linked.of("rising", "compare")
    way = _way([m for m in marks if m.cls == "rising" or m.data.get("direction")])
    years = _streak_years(ask)
    if way is None or years is None:
        return None
    condition = Condition(
        measure=ask.measures[0], op="gt" if way == "up" else "lt", value=Decimal(0), since="difference"
    )
    ask.take(
        [*marks, *linked.of("trend", "all_years", "recent_years", "relative_year", "have", "question_tag", "exists")]
    )
    kinds = scope.kinds if one or scope.kinds or scope.levels or linked.has("noun") else OWN_KINDS
    over = scope.model_copy(update={"years": years, "year_assumed": False, "kinds": kinds})
    output = "any" if one else output_of(ask, counts_bodies(linked))
    return Filter(conditions=(condition,), scope=over, output=output)


def _streak_years(ask: Ask) -> tuple[int, ...] | None:
    """The years whose figures are held against each other; () for every year held. 连续两年 are two steps of three years."""
    years = ask.scope.years
    recent = ask.linked.of("recent_years")
    if recent and years:
        span = (years[0] - 1, *years)
        words = ask.linked.question[recent[0].start : recent[0].end]
        note = ("year_assumed", say(ask.linked.language, "streak", words=words, years=f"{span[0]}–{span[-1]}"))
        kept = [n for n in ask.reading.notes if n[0] != "year_assumed"]
        ask.reading = ask.reading.model_copy(update={"notes": (*kept, note)})
        return span
    return years if len(years) != 1 else None


def plan_moves(ask: Ask) -> Plan | None:
    """The bodies whose own figure went up or down, by how much where a bound is said."""
    linked = ask.linked
    if len(ask.measures) != 1 or ask.scope.bodies or linked.has(*NOT_MOVES) or IN_A_ROW.search(linked.text):
        return None
    if not (ask.reading.set_asked or linked.has("which")):
        return None
    marks = _marks(ask)
    way = _way(marks)
    span = None if way is None else years_of(ask)
    if way is None or span is None or span.earlier >= span.later:
        return None
    bound = _bound(ask, marks)
    if bound is None:
        return None
    value, relative, used = bound
    condition = Condition(
        measure=ask.measures[0], op="gt" if way == "up" else "lt", value=value if way == "up" else -value,
        since="change" if relative else "difference",
    )  # fmt: skip
    ask.take([*marks, *used, *linked.of("than", "between", "relative_year", "have", "compare")])
    counting = counts_bodies(linked)
    valued = not counting and bool(ask.use("how_many", "with_values", "how"))
    return Filter(conditions=(condition,), scope=_over(ask, span), output=output_of(ask, counting), with_values=valued)


def plan_beyond(ask: Ask) -> Plan | None:
    """哪些县的申请比同心县多, which counties had more than Tongxin: one body's own figure is the bound."""
    linked, scope = ask.linked, ask.scope
    if (
        len(scope.bodies) != 1
        or len(ask.measures) != 1
        or len(scope.years) > 1
        or linked.has(*NOT_MOVES, "number", "rising")
    ):
        return None
    nouns = linked.of("noun")
    if not nouns or not linked.has("which", "list", "how_many", "how_many_entities", "exists"):
        return None
    marks = [m for m in linked.of("compare") if str(m.data["how"]).startswith("which_")] or list(linked.of("more"))
    bare = [m for m in linked.of("comparator") if m.data["op"] in ("gt", "lt")]
    way = _way([*marks, *bare])
    named = linked.of("body")[0]
    hinges = [*linked.of("than"), *bare]
    if way is None or not any(0 <= named.start - m.end <= BESIDE for m in hinges):
        return None
    ask.take([*marks, *bare, *linked.of("than", "compare", "have")])
    counting = counts_bodies(linked)
    condition = Condition(measure=ask.measures[0], op="gt" if way == "up" else "lt", beyond=scope.bodies[0])
    levels, kinds, suffixes = noun_scope(nouns)
    among = scope.model_copy(update={"bodies": (), "levels": levels, "kinds": kinds, "division_suffixes": suffixes})
    valued = not counting and bool(ask.use("how_many", "with_values"))
    return Filter(conditions=(condition,), scope=among, output=output_of(ask, counting), with_values=valued)


def _marks(ask: Ask) -> list[Mention]:
    """The words that say that a figure moved. `more` and its like move nothing but beside an earlier year."""
    linked = ask.linked
    moved = [*linked.of("rising"), *(m for m in linked.of("compare") if {"direction", "moves"} & set(m.data))]
    if moved or not _against_year(ask):
        return moved
    more = [m for m in linked.of("compare") if str(m.data["how"]).startswith("which_")]
    bare = [m for m in linked.of("comparator") if m.data["op"] in ("gt", "lt") and not linked.has("number")]
    return [*more, *linked.of("more"), *bare]


def _way(marks: list[Mention]) -> Way | None:
    ways: set[Way] = set()
    for mark in marks:
        if "direction" in mark.data or "moves" in mark.data:
            ways.add("up" if mark.data.get("direction", mark.data.get("moves")) == "up" else "down")
        elif "op" in mark.data:
            ways.add("up" if mark.data["op"] == "gt" else "down")
        elif "less" in mark.data:
            ways.add("down" if mark.data["less"] else "up")
        else:
            ways.add("down" if mark.data["how"] == "which_less" else "up")
    return ways.pop() if len(ways) == 1 else None


def _against_year(ask: Ask) -> bool:
    """比上年, more than in 2023: another year is what the figure is held against."""
    linked = ask.linked
    if any(m.data.get("offset") == -1 for m in linked.of("relative_year")):
        return True
    return _reference(ask) is not None


def _reference(ask: Ask) -> int | None:
    """The year behind 比 or than."""
    linked = ask.linked
    marks = [*linked.of("than"), *(m for m in linked.of("comparator") if m.data["op"] in ("gt", "lt"))]
    for mark in marks:
        year = next((y for y in linked.of("year") if y.start >= mark.end), None)
        if year is None or year.value is None:
            continue
        gap = linked.text[mark.end : year.start]
        if len(gap) <= BESIDE or (linked.language == "en" and gap.rstrip().endswith((" in", " of", " for"))):
            return int(year.value)
    return None


def years_of(ask: Ask) -> Span | None:
    """The two years of a movement: those named, the one named and the one before, else the newest two of the corpus."""
    years, newest = ask.scope.years, ask.reading.newest
    relative = [m for m in ask.linked.of("relative_year") if m.data.get("offset") == -1]
    if len(years) == 2:
        return Span(years[0], years[1], assumed=False)
    if len(years) > 2:
        return None
    if not years:
        return None if newest is None else Span(newest - 1, newest, assumed=True)
    if relative and not ask.linked.of("year"):
        return Span(years[0], years[0] + 1, assumed=True)
    reference = _reference(ask)
    if reference is not None:
        return None if newest is None else Span(reference, newest, assumed=False)
    return Span(years[0] - 1, years[0], assumed=False)


def _bound(ask: Ask, marks: list[Mention]) -> tuple[Decimal, bool, tuple[Mention, ...]] | None:
    """增长超过10件, 50 % or more: by how much at least; 0 where none is said."""
    numbers = ask.linked.of("number")
    if not numbers:
        return Decimal(0), False, ()
    over = ask.linked.of("comparator")
    if len(numbers) != 1 or len(over) != 1 or over[0].data["op"] != "gt" or over[0] in marks:
        return None
    kind, value = numbers[0].data.get("kind"), numbers[0].value
    rate = ask.measures[0].indicator.startswith("rate.")
    if value is None or kind not in ("number", "percent") or rate:
        return None
    return value, kind == "percent", (numbers[0], over[0])


def _over(ask: Ask, span: Span) -> Scope:
    scope = ask.scope
    kinds = scope.kinds if scope.kinds or scope.levels or ask.linked.has("noun") else OWN_KINDS
    return scope.model_copy(update={"years": (span.earlier, span.later), "year_assumed": span.assumed, "kinds": kinds})
