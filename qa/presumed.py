"""A count that a question takes for granted: what became of the 4 reconsiderations, since it received 60 requests.

The count is checked before anything is answered; where it is right, the rest of the question is what is asked.
"""

from __future__ import annotations

import re
from decimal import Decimal

from qa import lexicon
from qa.asking import is_yes_no
from qa.guards import whole_holds
from qa.link import Mention
from qa.measures import Asked, read_measures
from qa.plan import Condition, Measure, Premise
from qa.table_plans import Ask

ASKED_BESIDES = (
    "nature", "result_kind", "outcome_kind", "applicant_kind", "ground_kind", "why", "explain", "mention", "prose", "how", "list",
)  # fmt: skip
GAP = re.compile(r"(?:[个的起宗件被封份\s]|information|new|the|of|open|government|administrative|such|public)*", re.I)
OF_IT = re.compile(r"(?:了|有|共|一共|为|是|的|来|案件|\s)*")
GIVEN = re.compile(r"\s*(?:since|given that|as|although|though|even though|because|while)\b[^,]*,", re.I)
TIMES = re.compile(r"\s*times\b(?! (?:as|more|fewer|higher|lower))", re.I)
SUPPOSED = re.compile(r"如果|假如|若是|要是|假设|\bif\b|\bsuppose|\bassum")
COUNTED = ("", "件", "起", "宗", "个", "份", "cases")
BEFORE = 12  # characters between a comparator and its number
AFTER = 3


def presumed(ask: Ask) -> tuple[Premise, Ask] | None:
    """The premise of a count and the question without it; None where the question supposes none."""
    linked, scope = ask.linked, ask.scope
    if ask.reading.set_asked or len(scope.bodies) != 1 or scope.regions or len(scope.years) > 1:
        return None
    if is_yes_no(linked) and not linked.has("how_many", "with_values", "which"):
        return None  # did it refuse 3 requests: the number is what is asked about
    numbers = [n for n in linked.of("number") if n.data.get("kind") == "number"] or _absence(ask)
    if len(numbers) != 1 or len(linked.of("number")) > 1 or SUPPOSED.search(linked.text):
        return None
    number = numbers[0]
    if linked.text[: number.start].endswith("每"):
        return None  # 每百件申请: a ratio, no count
    counted = None if _compared(ask, number) else _stated(ask, number)
    stated = counted if isinstance(counted, Asked) else None
    measure = stated.measure if stated is not None else counted
    if not isinstance(measure, Measure) or number.data.get("unit", "") not in COUNTED:
        return None
    others = [a for a in ask.asked if a is not stated and not _same(a, measure)]
    if not (others or ask.open or linked.has(*ASKED_BESIDES) or linked.unexplained):
        return None
    rest = Ask(
        linked.model_copy(update={"mentions": tuple(m for m in linked.mentions if m.start != number.start)}),
        (),
        ask.reading,
    )
    within = others and all(whole_holds(measure, a.measure) for a in others)
    rest.asked = others if within or (ask.open and not others) else list(ask.asked)
    rest.open = list(ask.open)
    rest.used = set(ask.used)
    condition = Condition(measure=measure, op="eq", value=number.value)
    return Premise(condition=condition, bodies=scope.bodies, scope=scope), rest


def _absence(ask: Ask) -> list[Mention]:
    """Since it had no lawsuits, how many …: the absence is a count of none."""
    head = GIVEN.match(ask.linked.text)
    marks = [] if head is None else [m for m in ask.linked.of("none") if m.end <= head.end()]
    nought = {"cls": "number", "value": Decimal(0), "data": {"kind": "number", "unit": ""}}
    return [m.model_copy(update=nought) for m in marks if len(marks) == 1]


def _same(asked: Asked, measure: Measure) -> bool:
    return (asked.indicator, asked.applicant) == (measure.indicator, measure.applicant)


def _compared(ask: Ask, number: Mention) -> bool:
    """Whether the number is a threshold, and so no count of anything."""
    before = ask.linked.of("comparator", "between", "top", "place", "aggregate")
    after = ask.linked.of("comparator_after")
    return any(0 <= number.start - m.end <= BEFORE for m in before) or any(
        0 <= m.start - number.end <= AFTER for m in after
    )


def _stated(ask: Ask, number: Mention) -> Asked | Measure | None:
    """The figure that the number counts: what stands right behind it, or around it; a Measure where the words are no
    ask of their own (of the 41 requests, how many …)."""
    text = ask.linked.text
    behind = next((m for m in ask.linked.of("measure", "ground_kind") if m.start >= number.end), None)
    if behind is not None and not GAP.fullmatch(text[number.end : behind.start]):
        behind = None
    if behind is not None and behind.cls == "ground_kind":
        return Measure(indicator="outcome.refused.total")
    bare = None if behind is None else _bare(behind)
    if ask.linked.language == "en" and TIMES.match(text, number.end):  # sued 36 times
        return _said_by(ask, 0, number.start)
    ahead = _ahead(ask, number)
    if ahead is not None and not (behind is not None and bare is not None):
        return ahead
    for asked in sorted(ask.asked, key=lambda a: a.start):
        around = asked.start < number.start and number.end <= asked.end
        if around:  # refused 3 requests: what the noun alone counts is not what is stated
            return _said_by(ask, asked.start, number.end if behind is None else behind.end) or asked
        if behind is not None and asked.start <= behind.start < asked.end:
            return asked if bare is None or bare.indicator == asked.indicator else bare
    return bare


def _said_by(ask: Ask, start: int, end: int) -> Measure | None:
    """What the words of one span count by themselves, whatever is asked of it behind them."""
    within = tuple(m for m in ask.linked.mentions if start <= m.start and m.end <= end)
    found = [a for a in read_measures(ask.linked.model_copy(update={"mentions": within})) if a.indicator is not None]
    return found[-1].measure if found else None


def _ahead(ask: Ask, number: Mention) -> Asked | Measure | None:
    """复议59件里纠正了几件, 不予公开47件，其中…: what stands right before the number, where nothing is counted before it."""
    before = [m for m in ask.linked.of("measure", "applicant") if m.end <= number.start]
    if ask.linked.language != "zh" or not before or not OF_IT.fullmatch(ask.linked.text[before[-1].end : number.start]):
        return None
    asked = next((a for a in ask.asked if a.start <= before[-1].start < a.end and a.end <= number.start), None)
    return asked or _bare(before[-1]) or _row(before[-1])


def _row(mention: Mention) -> Measure | None:
    """The row of outcomes that a word names by itself: 不予公开."""
    row = lexicon.load().measures["aspects"].get(mention.data.get("facets", {}).get("aspect"))
    return None if row is None else Measure(indicator=str(row))


def _bare(mention: Mention) -> Measure | None:
    """What a noun counts by itself: 申请, lawsuits; None for words of what became of them."""
    subject = mention.data.get("facets", {}).get("subject")
    row = lexicon.load().measures["subjects"][subject] if subject is not None else {}
    return Measure(indicator=row["default"]) if "default" in row else None
