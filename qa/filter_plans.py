"""Questions of which bodies meet a condition, how many do, whether any or all do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from qa.asking import Ask, is_yes_no
from qa.conditions import as_rate, read_conditions
from qa.figure_plans import whole_of
from qa.link import Linked, Mention
from qa.plan import (
    Condition,
    Filter,
    Plan,
    Rank,
)
from qa.scope import counted_set, counts_houses

OF_BODIES = re.compile(
    r"\s*(?:of the |the )?(?:(?:19|20)\d\d )?(?:four|three|two|five|reports?|counties|bodies|offices|个县|的?县|县|报告)"
)
ALL_CASES = re.compile(
    r"\s*(?:of )?(?:its |their |the )?(?:new )?(?:requests?|cases?|applications?|lawsuits?|reconsiderations?|suits?)\b"
)
IN_FULL = ("全部", "完全")
SEVERAL_YEARS = 2
MAX_GAP = 2  # characters
BEHIND = re.compile(r"[一共总有是里中当，, 年度\d]*")
BODIES = re.compile(r"有?(?:几|多少)[个家]")
OF_THESE = re.compile(r"\s*of (?:the|these|all|those)(?: the)?\s*")
COUNTIES_WITH = re.compile(r"\s*(?:all |the |any |those )*[\w-]*(?:ies|s|bodies)\b")
WITH = re.compile(r"\s+(?:with|that|which|where|having|whose|without)\b")
WHAT_SHARE = re.compile(
    r"\bwhat (?:is |was |were |are )?(?:the )?(?:share|percentage|proportion|percent|per cent|fraction|portion)\b"
)
THAT = re.compile(r"\s+(?:that|which|who)\b")
EITHER = re.compile(r"或| or |\beither\b")
COUNT_GAP = re.compile(r"(?:[ 个家的]|of|the)*")


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
    if WHAT_SHARE.search(linked.text) and not linked.has("comparator", "comparator_after", "none", "zero", "number"):
        return None  # the share itself is asked for
    if linked.has("superlative", "top", "place") or any(
        m.data["function"] in ("max", "min") for m in linked.of("aggregate")
    ):
        return None  # the highest number that any county received is no condition
    if any(a.rate_of for a in ask.asked) and all_from(ask) is None:
        return None  # what share went to Lianshui
    conditions, used = all_from(ask) or read_conditions(linked, ask.asked, as_set=True)
    counting = counts_bodies(linked)
    if not conditions or (all(c.op == "gt" and c.value == 0 for c in conditions) and _asks_figures(linked, counting)):
        implied = linked.has("which") and not linked.has("how_many", "every", "aggregate")
        implied = implied or (_described_last(linked) and not linked.has("how_many", "every", "aggregate"))
        implied = implied or (_listed_that(linked) and not linked.has("how_many", "every", "aggregate", "rank"))
        implied = implied or (is_yes_no(linked) and linked.has("every", "all"))  # 每个县都打过官司吗
        if not (implied or counting) or linked.has("aggregate"):
            return None
        conditions = tuple(Condition(measure=m, op="gt", value=Decimal(0)) for m in ask.measures)
    if ask.scope.bodies and any(c.against is not None for c in conditions):
        return None  # one body against the average of others
    ask.take(used)
    if not _all_used(ask, conditions):
        return None
    either = EITHER.search(linked.text) is not None and " nor " not in linked.text
    made = Filter(
        conditions=conditions, scope=ask.scope, combine="or" if either and len(conditions) > 1 else "and",
        output=output_of(ask, counting), with_values=_with_values(ask, counting),
    )  # fmt: skip
    return _in_each_year(ask, made)


def _in_each_year(ask: Ask, made: Filter) -> Filter | None:
    """哪些县2023年和2024年都有行政复议: those of the last year that met the condition in each of the years before."""
    years = made.scope.years
    if len(years) < SEVERAL_YEARS or made.scope.bodies or made.output == "all":
        return made
    if EITHER.search(ask.linked.text):
        return None  # in the one year or the other
    ask.use("all", "trend", "all_years", "recent_years")
    among: Filter | Rank | None = made.scope.among
    for year in years[:-1]:
        scope = made.scope.model_copy(update={"years": (year,), "among": among})
        among = made.model_copy(update={"scope": scope, "output": "entities", "with_values": False})
    return made.model_copy(update={"scope": made.scope.model_copy(update={"years": years[-1:], "among": among})})


def _listed_that(linked: Linked) -> bool:
    """Name the bodies that carried requests over: listed are those of which it is so."""
    return linked.has("list") and any(THAT.match(linked.text, n.end) for n in linked.of("noun"))


def _described_last(linked: Linked) -> bool:
    """以国家秘密为由拒绝公开的县: a question that is but a noun for bodies and what is said of them."""
    if linked.language == "en":
        return any(
            COUNTIES_WITH.fullmatch(linked.text[: n.end]) and WITH.match(linked.text, n.end) for n in linked.of("noun")
        )
    noun = linked.of("noun")[-1] if linked.has("noun") else None
    return noun is not None and linked.text[: noun.start].endswith("的") and not linked.text[noun.end :].strip(" ?？。")


def all_from(ask: Ask) -> tuple[tuple[Condition, ...], tuple[Mention, ...]] | None:
    """申请全部来自自然人的县, counties all of whose requests were disclosed: the part is its whole, and there is one."""
    linked = ask.linked
    marks = [m for m in linked.of("all") if _of_cases(linked, m)] or _all_in_words(linked)
    if not marks or len(ask.measures) != 1 or linked.has("comparator", "comparator_after", "number", "none", "zero"):
        return None
    part = ask.measures[0]
    whole = whole_of(part)
    if whole is None:
        return None
    some = Condition(measure=whole, op="gt", value=Decimal(0))
    return (Condition(measure=part, op="eq", than=whole), some), tuple(marks)


def _all_in_words(linked: Linked) -> list[Mention]:
    """申请全部予以公开: the words of disclosure in full, said behind the requests that it was of."""
    words = linked.of("measure")
    return [m for before, m in pairwise(words) if m.text.startswith(IN_FULL) and before.end == m.start]


def _of_cases(linked: Linked, mark: Mention) -> bool:
    """Whether an `all` is said of the cases and not of the bodies or reports."""
    after = linked.text[mark.end :]
    if OF_BODIES.match(after) or any(
        0 <= n.start - mark.end <= MAX_GAP for n in linked.of("noun", "report_noun", "body", "corpus")
    ):
        return False
    if linked.language == "en":
        return ALL_CASES.match(after) is not None
    return mark.text in ("全部", "均", "都", "所有", "所有的") and any(
        0 <= mark.start - m.end <= MAX_GAP for m in linked.of("measure")
    )


def all_of_a_kind(linked: Linked) -> bool:
    """行政诉讼全部维持的县: all of the cases, which no condition on one figure says."""
    if is_yes_no(linked) and (len(linked.of("body")) == 1 or (linked.has("every") and linked.has("noun"))):
        return False
    return any(a.end == m.start for a in linked.of("all") for m in linked.of("measure")) and not linked.has("aggregate")


def lost_all(ask: Ask) -> bool:
    """Whether an `all` is said of the cases of each body and no plan has taken it."""
    marks = [m for m in ask.linked.of("all") if _of_cases(ask.linked, m) and (m.start, m.cls) not in ask.used]
    return bool(marks) and not ask.linked.has("aggregate", "how_many")


def _all_used(ask: Ask, conditions: Sequence[Condition]) -> bool:
    """Every measure of the question stands in a condition (its rate may stand for it), or its figures are asked too."""
    said = {c.measure.indicator for c in conditions} | {c.than.indicator for c in conditions if c.than is not None}
    rates = {r.indicator for m in ask.measures if (r := as_rate(m)) is not None and r.indicator in said}
    return all(m.indicator in said or ((r := as_rate(m)) is not None and r.indicator in rates) for m in ask.measures)


def _who(linked: Linked) -> bool:
    """Which or who, of bodies that are not named; what is the rate asks for no body."""
    return any(m.text != "what" for m in linked.of("which")) and not linked.of("body")


def _asks_figures(linked: Linked, counting: bool) -> bool:
    """`did` and `have` are everywhere in English: a question of how many is not one of whether."""
    return linked.has("how_many", "aggregate") and not counting and not linked.has("any")


def counts_bodies(linked: Linked) -> bool:
    """多少个县, how many counties: the bodies are counted, not the cases."""
    if counts_houses(linked):
        return True
    for count in linked.of("how_many", "how_many_entities"):
        if any(
            BEHIND.fullmatch(linked.text[n.end : count.start]) and BODIES.match(linked.text, count.start)
            for n in linked.of("noun")
        ):
            return True  # …的县有几个
        houses = counted_set(linked)
        if houses is not None and OF_THESE.fullmatch(linked.text[count.end : houses.start]):
            return True  # how many of the four
        for noun in linked.of("noun", "report_noun"):
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


def output_of(ask: Ask, counting: bool) -> Literal["entities", "count", "any", "all"]:
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
