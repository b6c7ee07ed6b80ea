"""Questions of the figures themselves: one over a set, or those of a body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from corpus import catalogue
from corpus.models import BodyKind
from qa.adding import added
from qa.around import said_around
from qa.asking import OWN_KINDS, Ask, is_yes_no, members_of
from qa.conditions import read_conditions, value_for
from qa.link import Linked
from qa.meant import code_prefix
from qa.named_wholes import holds, row_of_all, share_of_its_own
from qa.of_wholes import WHOLES
from qa.plan import (
    Aggregate,
    Condition,
    Lookup,
    Measure,
    Plan,
    Scope,
    Several,
)
from qa.scope import counted_set

WHOLE_PLACE = re.compile(r"(?:占|在)全(?:[县区市州旗省]|自治区)")
AND_WHICH = re.compile(r"\band\b|[,;，；]")
DONE, HANDLED = "outcome.total", "requests.handled"  # all that was concluded, and all that there was to conclude
NOT_A_SUM = ("comparator", "comparator_after", "none", "zero", "number_of", "compare", "than", "trend", "base")
ALL_OF = re.compile(
    r"(?:across )?(?:all|the whole)(?: of)?(?: the)? (?:reports?|counties|bodies|corpus|offices)|across all|所有(?:的)?(?:报告|县|机关|单位)|全部(?:的)?(?:报告|县|机关|单位)"
)


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
        pooled = measure.indicator.startswith("rate.") and (scope.regions or _whole(linked)) and not asks_who
        if _over_all(ask, asks_who):
            ask.use("how_many", "with_values", "all", "which")
            return Aggregate(measure=measure, scope=_own(scope), function="sum")
        if not pooled or (ask.reading.set_asked and linked.has("every")):
            return None
        ask.use("how_many", "with_values", "all")
        return Aggregate(measure=measure, scope=_own(scope), function="ratio")
    if not over_set or (chosen.data["function"] == "median" and any(m.text != "what" for m in linked.of("which"))):
        return None  # 排在中间的是哪个县: who stands in the middle is no figure
    function = str(chosen.data["function"])
    wanted = tuple(dict.fromkeys(str(m.data["function"]) for m in functions))
    ask.use("aggregate", "how_many", "with_values", "every", "all")
    if function == "sum" and measure.indicator.startswith("rate."):
        function = "ratio"
    if len(ask.measures) > 1:
        return _sums(ask, function)
    made = Aggregate(measure=measure, scope=_own(scope), function=function)  # type: ignore[arg-type]
    if len(wanted) == 1:
        return made
    return Several(plans=tuple(made.model_copy(update={"function": f}) for f in wanted))


def _over_all(ask: Ask, asks_who: bool) -> bool:
    """across all reports, the four bodies: how many there are of it over them all."""
    linked, scope = ask.linked, ask.scope
    counted = [m for m in linked.of("how_many") if m.text not in ("数量", "数据", "data", "figures", "number")]
    if asks_who or not counted or scope.bodies or len(ask.measures) != 1 or linked.has(*NOT_A_SUM):
        return False
    wide = counted_set(linked) is not None or any(ALL_OF.match(linked.text[m.start :]) for m in linked.of("all"))
    return wide and not ask.measures[0].indicator.startswith("rate.")


def _sums(ask: Ask, function: str) -> Plan | None:
    """Several figures over one set: their sum where the catalogue has it (复议和诉讼一共), else each by itself."""
    apart = ask.linked.has("every", "base") or function != "sum" or len(ask.linked.of("how_many", "with_values")) > 1
    together = summed(ask)
    rates = [m.indicator.startswith("rate.") for m in ask.measures]
    if all(rates) or (any(rates) and function != "sum") or len(ask.scope.bodies) == 1:
        return None
    if len(together) == 1 and not apart:
        return Aggregate(measure=together[0], scope=_own(ask.scope), function=function)  # type: ignore[arg-type]
    each = (
        Aggregate(measure=m, scope=_own(ask.scope), function="ratio" if rate else function)  # type: ignore[arg-type]
        for m, rate in zip(ask.measures, rates, strict=True)
    )
    return Several(plans=tuple(each))


def _own(scope: Scope) -> Scope:
    """A set that is not described further is that of the divisions' own reports."""
    return scope if scope.kinds or scope.levels or scope.bodies else scope.model_copy(update={"kinds": OWN_KINDS})


def _whole(linked: Linked) -> bool:
    return linked.has("all")


def _share(ask: Ask) -> Plan | None:
    """同心县的申请占全部的比例: the part's sum as a share of the sum over everything else asked."""
    linked, wanted, scope = ask.linked, [a for a in ask.asked if a.rate_of], ask.scope
    if len(ask.asked) != 1 or not (scope.bodies or scope.regions):
        return None
    rate = (ask.asked[0].indicator or "").startswith("rate.")
    of_all = row_of_all(linked) if rate and not wanted else None
    if of_all is not None and of_all.indicator not in WHOLES:
        wanted = [ask.asked[0].model_copy(update={"indicator": of_all.indicator, "applicant": of_all.applicant})]
    if not wanted:
        return None
    if wanted[0].indicator == DONE and not (linked.has("all") or scope.regions or len(scope.bodies) > 1):
        return None  # 办结了几成: of its own requests, not of those of others
    within = share_of_its_own(linked)
    if within:
        return _within(ask, within)
    own = BodyKind.GOVERNMENT not in (scope.kinds or OWN_KINDS) or any(b.kind or b.report_body for b in scope.bodies)
    if own and WHOLE_PLACE.search(linked.text):
        return None  # an office's share of its county: what the two count is not one whole
    ask.use("all", "how_many", "every", "aggregate", "base")
    scope = places(scope)
    if any(a != b and a.startswith(b) for a in scope.regions for b in scope.regions):
        return None  # a prefecture's share in its province: what the two report overlaps
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


def _within(ask: Ask, pair: tuple[Measure, Measure] | bool) -> Plan | None:
    """A part of one body's own row; of several bodies, or of what is not counted within it, nothing is answered."""
    if isinstance(pair, bool) or not ask.one_body or len(ask.scope.years) > 1 or not holds(pair[1], pair[0]):
        return None
    ask.use("all", "how_many", "every", "aggregate", "base")
    return Lookup(measures=pair[:1], scope=ask.scope, added=True, whole=pair[1])


def places(scope: Scope) -> Scope:
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
    members = members_of(ask)
    bases = ("requests.received", "outcome.total", members[0].indicator) if members is not None else ()
    if members is not None and scope.bodies and all(m.indicator in bases for m in ask.measures):
        ask.use(
            "applicant_kind",
            "ground_kind",
            "outcome_kind",
            "result_kind",
            "how",
            "how_many",
            "with_values",
            "every",
            "aggregate",
            "list",
            "which",
        )
        counted = _counted_first(ask) or ((members[0],) if _whole_counted(ask, members[0]) else ())
        return Lookup(measures=(*counted, *members[1]), scope=scope)
    if not ask.measures or not (scope.bodies or ask.reading.set_asked or scope.regions):
        return None
    if any(a.rate_of for a in ask.asked):
        return None
    if scope.bodies and any(m.text in ("who", "谁", "whose") for m in linked.of("which")):
        return None  # who filed the lawsuits against it: no figure says
    condition = _yes_no(ask)
    if condition is None and ask.reading.set_asked and linked.has("question_tag"):
        return None  # a question of yes or no is not answered by a table
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
    measures = summed(ask)
    if condition is None and (parts := added(ask, measures)) is not None:
        return parts
    return Lookup(measures=measures, scope=scope, yes_no=condition)


def _counted_first(ask: Ask) -> tuple[Measure, ...]:
    """How many were refused, and on what grounds: the figure that is counted before its parts are asked for."""
    linked = ask.linked
    kind = linked.of("applicant_kind", "ground_kind", "outcome_kind", "result_kind")[0]
    counts = linked.of("how_many")
    counted = [a.measure for a in ask.asked if a.end <= kind.start and any(c.end <= a.start for c in counts)]
    last = max((a.end for a in ask.asked if a.end <= kind.start), default=kind.start)
    return tuple(counted) if AND_WHICH.search(linked.text[last : kind.start]) else ()


def _whole_counted(ask: Ask, whole: Measure) -> bool:
    """多少被拒，理由是什么: how many there are is asked in a clause before that of their kinds."""
    linked = ask.linked
    kinds = linked.of("applicant_kind", "ground_kind", "outcome_kind", "result_kind")
    counts = linked.of("how_many", "with_values")
    parted = bool(kinds and counts) and re.search(r"[,，;；]", linked.text[counts[0].end : kinds[0].start]) is not None
    return parted and any(m.indicator == whole.indicator for m in ask.measures)


def summed(ask: Ask) -> tuple[Measure, ...]:
    """复议和诉讼一共: the figure of the catalogue that is the sum of those named."""
    from qa import lexicon

    if not ask.linked.has("aggregate"):
        return ask.measures
    named = sorted(m.indicator for m in ask.measures)
    for row in lexicon.load().measures["sums"]:
        if sorted(row["of"]) == named and len({m.applicant for m in ask.measures}) == 1:
            return (Measure(indicator=row["is"], applicant=ask.measures[0].applicant),)
    return ask.measures


def _around(linked: Linked, conditions: Sequence[Condition]) -> tuple[Condition, ...] | None:
    """高于全省平均吗: whose average it is; None where it is that of no set of bodies of the same kind."""
    level = said_around(linked)
    if level == "":
        return tuple(conditions)
    return None if level is None else tuple(c.model_copy(update={"within": level}) for c in conditions)


def _all_of_them(ask: Ask) -> Condition | None:
    """复议全部被纠正了吗, were all requests from individuals: the part equals its whole."""
    linked, part = ask.linked, ask.measures[0]
    if not linked.has("all") or not is_yes_no(linked) or linked.has("none", "number", "comparator"):
        return None
    whole = _whole_said(linked, part) or whole_of(part)
    if whole is None:
        return None
    ask.use("all", "question_tag", "exists")
    return Condition(measure=part, op="eq", than=whole)


def _whole_said(linked: Linked, part: Measure) -> Measure | None:
    """What the words before 都 say the figure is all of: 不予处理的都是信访吗, 律所的申请都公开了吗; None where they do not."""
    family, _, row = part.indicator.removeprefix("outcome.").partition(".")
    mark = linked.of("all")[0].start
    if not part.indicator.startswith("outcome.") or linked.language != "zh":
        return None
    if part.applicant != catalogue.TOTAL:
        first = linked.of("applicant")[0].start < mark <= linked.of("measure")[-1].start
        whole = HANDLED if part.indicator == DONE else DONE
        return Measure(indicator=whole, applicant=part.applicant) if first else None
    aspect = {"other": "outcome_other"}.get(family, family)
    named = any(m.data["facets"].get("aspect") == aspect and m.end <= mark for m in linked.of("measure"))
    return Measure(indicator=f"outcome.{family}.total") if row and named else None


def whole_of(part: Measure) -> Measure | None:
    """What a figure is a part of: all applicants, all outcomes, all cases."""
    if part.applicant != catalogue.TOTAL:
        return part.model_copy(update={"applicant": catalogue.TOTAL})
    family, _, row = part.indicator.partition(".")
    if family == "outcome":
        return Measure(indicator=HANDLED if part.indicator == DONE else DONE)
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
    if any(c.against is not None for c in conditions):
        around = _around(linked, conditions)
        if around is None:
            return None
        conditions = around
    exact = linked.of("number")
    if not comparing and len(exact) == 1 and is_yes_no(linked):
        value, measure = value_for(exact[0], ask.measures[0])
        if value is None or measure is None:
            return None
        ask.use("number", "question_tag", "exists", "counter")
        return Condition(measure=measure, op="eq", value=value)
    if not (is_yes_no(linked) or comparing or linked.has("none", "any")):
        return None
    if len(conditions) != 1:
        return (
            Condition(measure=ask.measures[0], op="gt", value=Decimal(0)) if not conditions and not comparing else None
        )
    ask.take(used)
    ask.use("question_tag", "exists", "any", "none", "zero")
    return conditions[0]
