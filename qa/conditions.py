"""Comparators, numbers and words of absence → conditions on measures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal, cast

from qa.link import Linked, Mention
from qa.measures import Asked
from qa.plan import Condition, Measure
from qa.scope import counted_set

Op = Literal["gt", "ge", "lt", "le", "eq", "ne", "between"]
NEGATED: dict[str, Op] = {"gt": "le", "ge": "lt", "lt": "ge", "le": "gt"}
HUNDRED = Decimal(100)
RATE_PREFIX = "rate."
OVER_HALF = ("过半", "大半", "过半数")
MONEY_GAP = 1  # characters between a number and its yuan
TEN_THOUSANDS = ("万元", "10,000 yuan", "ten thousand yuan", "10k yuan", "10k rmb", "wan yuan")
OF_YUAN = ("万", "亿")  # how a bare sum of money ends that counts yuan
PLAIN_YUAN = 100_000  # an English sum of fees so large, with no unit, is of yuan, not of ten thousands
MAX_TYPICAL_GAP = 5  # characters: above the average
PARTED = re.compile(r"\b(?:but|and|yet|while|though)\b|[,;]")


def as_rate(measure: Measure) -> Measure | None:
    """The share of a row of outcomes in all outcomes; None where there is none."""
    from corpus import catalogue

    if measure.indicator.startswith(RATE_PREFIX):
        return measure
    rate = f"{RATE_PREFIX}{measure.indicator.removeprefix('outcome.')}"
    rate = {"rate.disclosed": "rate.disclosure", "rate.disclosed_or_partly": "rate.disclosure_with_partly"}.get(
        rate, rate
    )
    if measure.indicator.startswith("outcome.") and rate in catalogue.load() and measure.indicator != "outcome.total":
        return Measure(indicator=rate, applicant=measure.applicant, read_as=measure.read_as)
    if measure.indicator == "requests.organisations":
        return Measure(indicator="rate.organisations", read_as=measure.read_as)
    if measure.indicator == "requests.received" and f"rate.{measure.applicant}" in catalogue.load():
        return Measure(indicator=f"rate.{measure.applicant}", read_as=measure.read_as)
    return None


def read_conditions(
    linked: Linked, asked: Sequence[Asked], *, as_set: bool = False
) -> tuple[tuple[Condition, ...], tuple[Mention, ...]]:
    """The conditions of the question in its order, and the mentions that they use up."""
    found: list[tuple[int, Condition]] = []
    used: list[Mention] = []
    for mark in linked.of("comparator", "comparator_after", "between", "zero"):
        made = _threshold(linked, mark, asked)
        if made is not None:
            condition, mentions = made
            found.append((mark.start, condition))
            used += mentions
    if not found and (beside := _than_typical(linked, asked)) is not None:
        found, used = [beside[0]], list(beside[1])
    if not found and as_set and linked.has("than"):
        found, used = _more_than(linked, asked)
    if not found and as_set:
        found, used = _bare_number(linked, asked)
    claimed = {c.measure.indicator for _, c in found} | {c.than.indicator for _, c in found if c.than is not None}
    signs: dict[int, Mention] = {}  # one word may stand for several figures: 没有规章
    for one in asked:
        rate = as_rate(one.measure) if one.indicator is not None else None
        if one.indicator is None or one.indicator in claimed or (rate is not None and rate.indicator in claimed):
            continue
        sign = signs.get(one.start) or _mark_of(linked, one, used)
        if sign is None and as_set and any(_of_the_next(linked, one, m) for m in linked.of("none")):
            found.append((one.start, Condition(measure=one.measure, op="gt", value=Decimal(0))))
        if sign is not None:
            signs[one.start] = sign
            op: Op = "eq" if sign.cls == "none" else "gt"
            found.append((one.start, Condition(measure=one.measure, op=op, value=Decimal(0))))
            used.append(sign)
    seen: dict[str, Condition] = {}
    for _, condition in sorted(found, key=lambda row: row[0]):
        seen.setdefault(condition.model_dump_json(exclude={"measure": {"read_as"}}), condition)
    return tuple(seen.values()), tuple(used)


def _than_typical(linked: Linked, asked: Sequence[Asked]) -> tuple[tuple[int, Condition], tuple[Mention, ...]] | None:
    """公开率比全省平均高吗: a figure against the average of others, in words of more and less."""
    than = next(iter(linked.of("than")), None)
    typical = _typical(linked, than) if than is not None else None
    marks = [m for m in linked.of("more", "compare") if typical is not None and m.start >= typical.end]
    measure = next((a.measure for a in asked if a.indicator), None)
    if than is None or typical is None or measure is None or len(marks) != 1:
        return None
    way = str(marks[0].data.get("how", ""))
    if marks[0].cls == "compare" and not way.startswith("which_"):
        return None
    op: Op = "lt" if marks[0].data.get("less") or way == "which_less" else "gt"
    against = cast(Literal["mean", "median"], typical.data["function"])
    return (than.start, Condition(measure=measure, op=op, against=against)), (than, typical, *marks)


def _more_than(linked: Linked, asked: Sequence[Asked]) -> tuple[list[tuple[int, Condition]], list[Mention]]:
    """more reconsideration than litigation, 复议比诉讼多: one figure against another of the same report."""
    than = linked.of("than")[0]
    marks = [*linked.of("more"), *(m for m in linked.of("compare") if str(m.data["how"]).startswith("which_"))]
    before = [a for a in asked if a.indicator and a.end <= than.start]
    after = [a for a in asked if a.indicator and a.start >= than.end]
    if len(before) != 1 or len(after) != 1 or len(marks) != 1:
        return [], []
    less = bool(marks[0].data.get("less")) or marks[0].data.get("how") == "which_less"
    condition = Condition(measure=before[0].measure, op="lt" if less else "gt", than=after[0].measure)
    return [(before[0].start, condition)], [than, *marks]


def _bare_number(linked: Linked, asked: Sequence[Asked]) -> tuple[list[tuple[int, Condition]], list[Mention]]:
    """公开率100%的县: a number right behind its measure is what the measure equals."""
    houses = counted_set(linked)
    numbers = [n for n in linked.of("number") if n is not houses]
    before = next((a for a in asked if a.indicator and _at(a, numbers[0])), None) if numbers else None
    if len(numbers) != 1 or before is None:
        return [], []
    value, measure = value_for(numbers[0], before.measure)
    if value is None or measure is None:
        return [], []
    op: Op = "gt" if numbers[0].text in OVER_HALF else "eq"
    return [(before.start, Condition(measure=measure, op=op, value=value))], [numbers[0]]


def _at(one: Asked, number: Mention) -> bool:
    """Right behind its figure, or within it: 公开率100%, 收到41件申请."""
    return 0 <= number.start - one.end <= 2 or (one.start < number.start and number.end <= one.end)


def _mark_of(linked: Linked, one: Asked, used: Sequence[Mention]) -> Mention | None:
    """The word of having or not having that governs a measure: the nearest before it, else the first after it."""
    owned = [m for m in linked.of("none") if _of_them(linked, m)]
    mine = next((m for m in owned if 0 <= m.start - one.end <= 1), None)
    if mine is not None:
        return mine  # lost none of them
    marks = [m for m in linked.of("none", "exists", "have") if (m not in used or m.cls != "none") and m not in owned]
    inside = [m for m in marks if m.cls == "none" and one.start < m.start < one.end]
    if inside:
        return inside[0]  # refused no requests
    before = [m for m in marks if m.end <= one.start]
    after = [m for m in marks if m.start >= one.end and not _of_the_next(linked, one, m)]
    if before and not (before[-1].cls == "exists" and after and after[0].cls == "none"):
        return before[-1]
    return after[0] if after else None


def _of_the_next(linked: Linked, one: Asked, mark: Mention) -> bool:
    """requests from law firms but none from businesses: the absence is that of what follows it."""
    parted = PARTED.search(linked.text[one.end : mark.start]) is not None
    follows = any(m.start >= mark.end for m in linked.of("measure", "applicant"))
    return mark.cls == "none" and linked.language == "en" and parted and follows


def _of_them(linked: Linked, mark: Mention) -> bool:
    """none of them: said of the figure right before it."""
    return any(0 <= b.start - mark.end <= 1 for b in linked.of("base") if b.text in ("of them", "of these", "of those"))


def _threshold(linked: Linked, mark: Mention, asked: Sequence[Asked]) -> tuple[Condition, tuple[Mention, ...]] | None:
    if mark.cls == "zero":
        measure = _nearest(asked, mark, after=False)
        return None if measure is None else (Condition(measure=measure, op="eq", value=Decimal(0)), (mark,))
    if mark.cls == "between":
        return _between(linked, mark, asked)
    numbers = linked.of("number")
    number = _next_number(mark, numbers) if mark.cls == "comparator" else _last_number(mark, numbers)
    op = cast(Op, mark.data["op"])
    negation = next((m for m in linked.of("none") if 0 <= mark.start - m.end <= 1), None)
    if negation is not None:
        op = NEGATED.get(op, op)
    used = [m for m in (mark, number, negation) if m is not None]
    typical = _typical(linked, mark) if number is None else None
    if typical is not None:
        measure = _nearest(asked, mark, after=False)
        against = cast(Literal["mean", "median"], typical.data["function"])
        found = None if measure is None else Condition(measure=measure, op=op, against=against)
        return None if found is None else (found, (*used, typical))
    if number is None:
        return _than_measure(linked, mark, op, asked)
    measure = _measure_for(linked, mark, number, asked)
    if measure is None:
        return None
    money = _money(linked, number) if measure.indicator == "fees.amount" else None
    value, measure = value_for(number if money is None else money[0], measure)
    if measure is None or value is None:
        return None
    return Condition(measure=measure, op=op, value=value), tuple([*used, *(() if money is None else money[1])])


def _typical(linked: Linked, mark: Mention) -> Mention | None:
    """高于平均水平, above the median: the mean or median right behind a comparator is the bound."""
    functions = [m for m in linked.of("aggregate") if m.data["function"] in ("mean", "median")]
    return next((m for m in functions if 0 <= m.start - mark.end <= MAX_TYPICAL_GAP), None)


def _money(linked: Linked, number: Mention) -> tuple[Mention, tuple[Mention, ...]] | None:
    """20 million yuan: the unit beside a number of money that English writes apart; None where the number has its own."""
    if number.data.get("unit"):
        return None
    beside = tuple(
        m for m in linked.of("money")
        if 0 <= m.start - number.end <= MONEY_GAP or 0 <= number.start - m.end <= MONEY_GAP
    )  # fmt: skip
    if beside:
        unit = "万元" if any(m.text in TEN_THOUSANDS for m in beside) else "元"
    elif linked.language == "en" and number.value is not None and number.value >= PLAIN_YUAN:
        unit = "元"
    else:
        return None
    return number.model_copy(update={"data": {**number.data, "unit": unit}}), beside


def value_for(number: Mention, measure: Measure) -> tuple[Decimal | None, Measure | None]:
    """The number in the measure's own unit; a percentage or a half makes a rate of a count."""
    kind = number.data.get("kind")
    if kind == "percent":
        return (number.value or Decimal(0)) / HUNDRED, as_rate(measure)
    if kind == "fraction":
        return number.value, as_rate(measure)
    unit = number.data.get("unit", "")
    if measure.indicator == "fees.amount":
        value = number.value or Decimal(0)
        if not unit and number.text.endswith(OF_YUAN):  # 超过5000万: said of yuan
            unit = "元"
        return {"元": value / 10_000, "亿元": value * 10_000}.get(unit, value), measure
    if measure.indicator.startswith(RATE_PREFIX):
        return None, None
    return number.value, measure


def _between(linked: Linked, mark: Mention, asked: Sequence[Asked]) -> tuple[Condition, tuple[Mention, ...]] | None:
    numbers = [n for n in linked.of("number") if n.start >= mark.end]
    if len(numbers) < 2:
        return None
    measure = _measure_for(linked, mark, numbers[0], asked)
    if measure is None:
        return None
    low, wanted = value_for(numbers[0] if numbers[0].data.get("unit") == "%" else _as(numbers[0], numbers[1]), measure)
    high, _ = value_for(numbers[1], measure)
    if wanted is None or low is None or high is None:
        return None
    return Condition(measure=wanted, op="between", value=min(low, high), upper=max(low, high)), (mark, *numbers[:2])


def _as(first: Mention, second: Mention) -> Mention:
    """`20到50%`: the first number has the second one's unit."""
    return first.model_copy(update={"data": second.data}) if not first.data.get("unit") else first


def _than_measure(
    linked: Linked, mark: Mention, op: Op, asked: Sequence[Asked]
) -> tuple[Condition, tuple[Mention, ...]] | None:
    """复议多于诉讼, more reconsideration than litigation: one measure against another of the same report."""
    before = [a for a in asked if a.indicator and a.end <= mark.start]
    after = [a for a in asked if a.indicator and a.start >= mark.end]
    if mark.cls != "comparator" or not after:
        return None
    if before:
        return Condition(measure=before[-1].measure, op=op, than=after[0].measure), (mark,)
    if len(after) >= 2 and "than" in mark.text and linked.language == "en":
        return Condition(measure=after[0].measure, op=op, than=after[1].measure), (mark,)
    return None


def _next_number(mark: Mention, numbers: Sequence[Mention]) -> Mention | None:
    return next((n for n in numbers if n.start >= mark.end and n.start - mark.end <= 12), None)


def _last_number(mark: Mention, numbers: Sequence[Mention]) -> Mention | None:
    return next((n for n in reversed(numbers) if n.end <= mark.start and mark.start - n.end <= 3), None)


def _measure_for(linked: Linked, mark: Mention, number: Mention, asked: Sequence[Asked]) -> Measure | None:
    """English and 超过40件申请 put the measure after the number, 申请超过40件 before it."""
    around = next((a for a in asked if a.indicator and a.start <= mark.start and number.end <= a.end), None)
    if around is not None:
        return around.measure
    after = next((a for a in asked if a.indicator and a.start >= number.end), None)
    before = next((a for a in reversed(asked) if a.indicator and a.end <= min(mark.start, number.start)), None)
    if after is not None and before is not None:
        gap = linked.text[number.end : after.start]
        return (
            after if len(gap) <= 8 and not any(c in gap for c in ",，、;") and linked.language == "en" else before
        ).measure
    found = after or before or next((a for a in asked if a.indicator), None)
    return None if found is None else found.measure


def _nearest(asked: Sequence[Asked], mark: Mention, *, after: bool) -> Measure | None:
    around = next((a for a in asked if a.indicator and a.start <= mark.start and mark.end <= a.end), None)
    if around is not None:
        return around.measure  # receive zero lawsuits
    later = next((a for a in asked if a.indicator and a.start >= mark.end), None)
    earlier = next((a for a in reversed(asked) if a.indicator and a.end <= mark.start), None)
    found = (later or earlier) if after else (earlier or later)
    return None if found is None else found.measure
