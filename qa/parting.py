"""A sentence of several asks, parted: which clauses ask something, and which only say of what the next one asks."""

from __future__ import annotations

import re

from qa.asking import is_yes_no
from qa.directory import Directory
from qa.link import Linked, link
from qa.measures import read_measures
from qa.phrase import say
from qa.plan import Abstain, Clarify, Compare, Filter, Lookup, Passage, Plan, QueryPlan, Rank, Scope

MAX_PARTS = 6
CLAUSE = re.compile(r"[,，、]|\band\b|并且|以及|同时|还有(?=[几多哪谁])")
BOTH_MOST = re.compile(r"[和与及]")  # parts only two that are each the most: 申请最多的县和诉讼最多的县
ASKING = ("how_many", "how_many_entities", "with_values", "which", "question_tag", "position", "nature", "result_kind", "why", "how",
          "define", "applicant_kind", "year_noun", "applicants_counted", "money")  # fmt: skip


def parts_of(linked: Linked, directory: Directory) -> list[str]:
    """The asks of the sentence, each with what stands before it and asks nothing itself; one where there is one only."""
    if linked.has("except", "except_after"):
        return []  # 除了申请最多的县以外，谁…: the exception is of what follows
    asks: list[str] = []
    waiting = ""
    for piece, mark in _pieces(linked):
        whole = f"{waiting}{piece}"
        if not _asks(piece, linked, directory):
            if asks and not waiting and not _opens(piece):
                asks[-1] += mark + piece  # 不算自然人: said afterwards, of the ask before
            else:
                waiting = whole + (mark or "，")
            continue
        asks.append(whole.strip())
        waiting = ""
    if waiting and asks:
        asks[-1] += "，" + waiting.strip("，,、 ")
    return asks if len(asks) <= MAX_PARTS else []


def _opens(piece: str) -> bool:
    return re.match(r"\s*(?:in|for|of|at|在|从|就)\b", piece) is not None


def _pieces(linked: Linked) -> list[tuple[str, str]]:
    """The clauses with the mark before each."""
    cuts = [m for m in CLAUSE.finditer(linked.text) if not _inside(linked, m)]
    if linked.has("superlative") and not cuts:
        cuts = [m for m in BOTH_MOST.finditer(linked.text) if not _inside(linked, m) and _most_around(linked, m)]
    found: list[tuple[str, str]] = []
    at, mark = 0, ""
    for cut in cuts:
        found.append((linked.question[at : cut.start()], mark))
        at, mark = cut.end(), cut[0] if cut[0] in ",，、" else f" {cut[0]} "
    found.append((linked.question[at:], mark))
    return [(piece, mark) for piece, mark in found if piece.strip()]


def _inside(linked: Linked, cut: re.Match[str]) -> bool:
    return any(m.start < cut.start() < m.end and m.cls != "follow" for m in linked.mentions)


def _most_around(linked: Linked, cut: re.Match[str]) -> bool:
    marks = linked.of("superlative", "top", "place")
    return any(m.end <= cut.start() for m in marks) and any(m.start >= cut.end() for m in marks)


def _asks(piece: str, linked: Linked, directory: Directory) -> bool:
    inner = link(piece, directory)
    most = inner.has("superlative") and inner.has("noun") and linked.has("which")
    change = any(re.search(r"多少|几|how", m.text) for m in inner.of("compare"))
    return inner.has(*ASKING) or is_yes_no(inner) or most or change


def drops(linked: Linked, plan: Plan) -> bool:
    """Whether a plan of a sentence of several asks answers some of them only, or mixes them."""
    counts = linked.has("how_many", "with_values")
    if isinstance(plan, Passage):
        return counts and any(a.indicator is not None for a in read_measures(linked))
    if isinstance(plan, Filter):
        return len([m for m in linked.of("which") if m.text != "what"]) > 1
    if isinstance(plan, Rank):
        return plan.n == 1 and linked.has("every") and counts  # 各县申请多少，哪个最多
    if isinstance(plan, Compare) and plan.how.startswith("which_"):
        return len(plan.measures) > 1 and len(plan.scope.bodies) > 1
    if isinstance(plan, Compare | Lookup):
        who = any(m.text in ("谁", "who", "哪个", "which") for m in linked.of("which"))
        who = who or any(m.text.startswith(("谁", "哪")) for m in linked.of("compare"))
        return who and counts and len(plan.scope.bodies) > 1 and len(plan.measures) > 1
    return False


def carried(made: QueryPlan, before: QueryPlan) -> QueryPlan:
    """2023年宁夏哪个县申请最多，哪个县诉讼最多: the year and the region of the ask before, where this one names none."""
    scope, spoken = getattr(made.plan, "scope", None), getattr(before.plan, "scope", None)
    if not isinstance(scope, Scope) or not isinstance(spoken, Scope):
        return made
    update: dict[str, object] = {}
    if scope.year_assumed and not scope.years and spoken.years:
        update = {"years": spoken.years, "year_assumed": False}
    if spoken.regions and not (scope.regions or scope.bodies):
        update |= {"regions": spoken.regions, "region_names": spoken.region_names}
    if not update:
        return made
    plan = made.plan.model_copy(update={"scope": scope.model_copy(update=update)})
    return made.model_copy(update={"plan": plan})


def answered(made: QueryPlan) -> bool:
    """Whether a part is understood as an ask of its own."""
    return made.confidence == "sure" and not isinstance(made.plan, Abstain | Clarify)


def restricts_next(part: Linked, made: QueryPlan) -> bool:
    """申请超过100件的县里: a filter that is not asked for restricts what follows."""
    return isinstance(made.plan, Filter | Rank) and not part.has(
        *ASKING, "superlative", "rank", "list", "exists", "follow"
    )


def named(part: str, made: QueryPlan) -> Plan:
    """An unanswered part as what is said of it."""
    plan = made.plan
    if isinstance(plan, Abstain | Clarify):
        detail = say(made.language, "part_unanswered", words=part.strip(" ?？，,"), detail=plan.detail)
        if isinstance(plan, Clarify):
            return plan.model_copy(update={"detail": detail})
        return plan.model_copy(update={"detail": detail})
    detail = say(
        made.language, "part_unanswered", words=part.strip(" ?？，,"), detail=say(made.language, "chatter_only")
    )
    return Abstain(reason="out_of_scope", detail=detail)
