"""Guards of the planner: what shows that a plan has not understood its question, so that it is not answered."""

from __future__ import annotations

import re
from itertools import pairwise

from qa.asking import Ask
from qa.link import Linked, Mention
from qa.measures import SEPARATOR
from qa.plan import Aggregate, Compare, Filter, Lookup, Measure, Plan, Rank, Trend

# Mentions that change what is asked: a plan that leaves one of them unused has not understood the question.
OPERATORS = (
    "number", "comparator", "comparator_after", "superlative", "top", "place", "rank", "except", "mention", "explain",
    "define", "corpus", "aggregate", "outside", "money", "applicants_counted", "year_noun", "applicant_kind",
    "ground_kind", "outcome_kind", "zero", "none", "source_text", "by_rate", "prose", "more", "position", "how", "rising", "than", "trend", "compare", "nature", "same", "add", "reverse", "source", "result_kind", "period",
)  # fmt: skip
ACTS = ("licensing.", "penalties.", "coercion.")  # 许可处罚强制: names that stand side by side are a list
RATIO_GAP = re.compile(r"\s*(?:数|数量|案件|件数)?(?:是|为|相当于|占)\s*|\s+(?:to|over)\s+(?:the\s+)?")
MAX_OPENING = 6  # characters between "of the" and what the rest is a part of
PAIR = 2
PER_YEAR = ("per year", "each year", "every year", "annually", "每年")
VERBS = ("did", "does", "do", "has", "have", "had", "was", "were", "is", "are")
EACH = re.compile(r"每个?|每一个|per|every|each")


def runs_together(ask: Ask) -> bool:
    """公开了多少国家秘密: two measures with nothing between that parts them are a third thing that we do not know."""
    linked = ask.linked
    if linked.has("every", "superlative", "top", "applicant_kind", "outcome_kind", "ground_kind"):
        return False
    if all((a.indicator or "").startswith(ACTS) for a in ask.asked):
        return False
    ordered = sorted({(a.start, a.end) for a in ask.asked})
    for (_, end), (start, _) in pairwise(ordered):
        gap = linked.text[end:start]
        if _one_clause(linked, end, start):
            return True
        parted = any(end <= m.start < start for m in linked.of("body", "comparator", "number", "none", "have", "base"))
        counted = linked.of("how_many", "with_values")
        each = sum(m.start < ordered[-1][1] for m in counted) > 1 or any(m.start >= ordered[-1][1] for m in counted)
        if (
            start >= end
            and not (linked.has("compare") and RATIO_GAP.fullmatch(gap))
            and not SEPARATOR.search(gap)
            and not parted
            and not (each and len(counted) > 1)
        ):
            return True
    return False


def _one_clause(linked: Linked, end: int, start: int) -> bool:
    """How many lawsuits did Xuyi refuse, refusals by Xuyi were challenged in court: nothing but a body and a verb between."""
    inside = [m for m in linked.of("body") if end <= m.start and m.end <= start]
    if linked.language != "en" or len(inside) != 1:
        return False
    before, after = linked.text[end : inside[0].start].strip(" s"), linked.text[inside[0].end : start].strip()
    return (before in VERBS and after in ("", "county", "district", "city")) or (
        before in ("by", "of", "in") and after in VERBS
    )


def restricts(ask: Ask) -> bool:
    """被拒绝的企业申请里有几件打了官司: cases that are both; the tables count each by itself."""
    asked = sorted(ask.asked, key=lambda a: a.start)
    for left, right in pairwise(asked):
        inside = any(left.end <= b.start and b.end <= right.start for b in ask.linked.of("base"))
        opening = left is asked[0] and any(b.end <= left.start <= b.end + MAX_OPENING for b in ask.linked.of("base"))
        inside = inside or (opening and "," in ask.linked.text[left.end : right.start])  # of those refused, how many …
        if inside and not whole_holds(left.measure, right.measure):
            return True
    return False


def whole_holds(whole: Measure, part: Measure) -> bool:
    """Whether the tables count `part` within `whole`."""
    if whole.applicant not in ("total", part.applicant):
        return False
    family = whole.indicator.removesuffix(".total")
    if whole.indicator in ("requests.received", "requests.handled", "outcome.total"):
        return part.indicator.startswith(("requests.", "outcome.", "rate."))
    return part.indicator.startswith((f"{family}.", f"{family}_", "rate.")) or whole.indicator == part.indicator


def per_case(linked: Linked) -> bool:
    """penalties per request, 每个自然人申请了几件: a ratio that the catalogue does not have."""
    if len(linked.of("body")) > 1:
        return False  # how many did A and B each receive
    for mark in linked.of("every"):
        following = next((m for m in linked.mentions if m.start >= mark.end), None)
        close = following is not None and following.start - mark.end <= 1
        if close and following is not None and following.cls in ("measure", "applicant") and EACH.fullmatch(mark.text):
            return True
    return False


def lost_share(ask: Ask, plan: Plan) -> bool:
    """A share was asked for that no formula gives: a count must not stand in for it."""
    share = isinstance(plan, Aggregate) and plan.function == "share"
    return any(a.rate_of for a in ask.asked) and not share


def counts_the_named(ask: Ask, number: Mention) -> bool:
    """同心县、社旗县、永宁县三个县: the number only counts the bodies named."""
    followed = any(0 <= n.start - number.end <= 1 for n in ask.linked.of("noun")) or number.text.endswith("家")
    return followed and number.value == len(ask.scope.bodies)


def counts_the_figures(ask: Ask, number: Mention) -> bool:
    """许可、处罚、强制三项合计: the number only counts the figures named before it."""
    before = [a for a in ask.asked if a.start < number.start]
    return number.text.endswith(("项", "类", "种", "者")) and number.value == len(before) == len(ask.asked) > 1


def negates(plan: Plan) -> bool:
    conditions = plan.conditions if isinstance(plan, Filter) else ()
    yes_no = plan.yes_no if isinstance(plan, Lookup) else None
    plain = [c for c in (*conditions, *((yes_no,) if yes_no else ())) if c.since is None and c.beyond is None]
    return any(c.op in ("eq", "le", "lt") for c in plain)


def idle(mention: Mention, plan: Plan) -> bool:
    """Operators that say nothing beside what the plan already does."""
    if mention.cls == "aggregate":
        if isinstance(plan, Compare) and max(len(plan.scope.bodies), len(plan.measures)) > PAIR:
            return False  # more than A and B combined
        return mention.data.get("function") == "sum" and isinstance(plan, Lookup | Rank | Filter | Compare)
    if mention.cls == "trend":  # the average number per year
        return mention.text in PER_YEAR and isinstance(plan, Aggregate) and plan.function in ("mean", "median")
    if mention.cls == "compare":
        return mention.text == "how many times" and isinstance(plan, Lookup)
    if mention.cls == "outcome_kind" and mention.text == "all outcomes":  # the total of outcomes, all of them
        measures = plan.measures if isinstance(plan, Lookup | Compare | Trend) else ()
        if isinstance(plan, Aggregate | Rank) and plan.measure is not None:
            measures = (plan.measure,)
        return bool(measures) and all(
            m.indicator == "outcome.total" or m.indicator.startswith("rate.") for m in measures
        )
    if mention.cls == "outcome_kind":  # a share of the outcomes: what its formula divides by
        measures = plan.measures if isinstance(plan, Lookup | Compare | Trend) else ()
        return bool(measures) and all(m.indicator.startswith("rate.") for m in measures)
    if mention.cls == "prose":
        issued = isinstance(plan, Lookup) and all(
            m.indicator.startswith(("normative", "regulations")) for m in plan.measures
        )
        return issued and mention.text in ("主动公开", "proactively")
    if mention.cls == "how":
        return isinstance(plan, Trend | Compare | Rank | Aggregate) and (
            isinstance(plan, Trend) or mention.text in ("什么", "how")
        )
    if mention.cls == "more":
        return isinstance(plan, Compare | Rank)
    if mention.cls in ("corpus", "define"):
        return mention.text in (
            "is",
            "mean",
            "are",
            "是什么",
            "what does",
            "how is",
            "how are",
            "your data",
            "do you have",
            "you have",
            "你有",
            "covered",
            "覆盖",
        )
    return mention.cls == "comparator" and mention.text in ("达", "过", "just", "over", "reach", "reached")
