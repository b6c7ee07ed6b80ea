"""Questions of whether one figure of the tables takes in another: 诉讼包括复议吗, is reconsideration counted as litigation."""

from __future__ import annotations

import re

from qa.asking import is_yes_no
from qa.measures import read_measures
from qa.plan import Define, Measure, Plan
from qa.table_plans import Ask

INCLUDES = re.compile(
    r"包不包[括含]|是否包[括含]|是不是包[括含]|有没有包[括含]|包[括含]|含不含|是否含|算不算|算(?![出了上起数下法式错进入作在是])|算进|算入|算作|算在|计入|计不计入|算是|涵盖"
    r"|\binclud(?:e|es|ed|ing)\b|\bcount(?:s|ed)? (?:in|as|towards?|within|among|under)\b|\bpart of\b|\bcovers?\b|\bcontains?\b"
)
OF_THE_SECOND = re.compile(  # Y 计入 X, Y counted in X: the whole stands second
    r"算不算|算(?![出了上起数下法式错进入作在是])|算进|算入|算作|算在|计入|算是|\bcount(?:s|ed)? (?:in|as|towards?|within|among|under)\b|\bpart of\b|\bincluded (?:in|within|under)\b"
)
HOLDS_FIRST = re.compile(r"(?:里面?|中|当中|内)[是有也]?$")
PARTLY = Measure(indicator="outcome.partly_disclosed")
OTHER = (
    "number",
    "superlative",
    "top",
    "place",
    "comparator",
    "trend",
    "rising",
    "mention",
    "aggregate",
    "with_values",
)
FEE = re.compile(r"信息处理费|processing fee|fees? for processing")
VERB_FIRST = re.compile(r"\s*(?:is|are|was|were|did|do|does)\b")


def included(ask: Ask) -> Plan | None:
    """The plan of such a question; None where it is of something else."""
    linked = ask.linked
    mark = INCLUDES.search(linked.text)
    if mark is None or linked.has(*OTHER) or ask.reading.set_asked or len(ask.scope.bodies) > 1:
        return None
    asks = is_yes_no(linked) or VERB_FIRST.match(linked.text) or re.search(r"(.)不\1|是否|[吗么]", linked.text)
    if not asks:
        return None
    sides = [_one(ask, 0, mark.start()), _one(ask, mark.end(), len(linked.text))]
    if sides[1] is None and any(m.start < mark.end() < m.end for m in linked.of("measure")):
        sides[1] = PARTLY  # 公开率包括部分公开吗: the words of the wider rate
    named = [m for m in sides if m is not None]
    if any(m.indicator == "fees.amount" for m in named) and FEE.search(linked.text):
        return _define(ask, (Measure(indicator="fees.amount"),))
    if len(named) != len(sides) or named[0] == named[1] or _of_other_rows(*named):
        return None
    whole, part = reversed(named) if _second_holds(linked.text, mark.start()) else named
    return _define(ask, (whole, part))


def _one(ask: Ask, start: int, end: int) -> Measure | None:
    """The one figure that a side of the question names; the first of those that a word could mean."""
    linked = ask.linked
    inside = tuple(m for m in linked.mentions if start <= m.start and m.end <= end)
    asked = read_measures(linked.model_copy(update={"mentions": inside}))
    if len(asked) != 1:
        return None
    one = asked[0]
    return one.measure if one.indicator is not None else Measure(indicator=one.choices[0])


def _define(ask: Ask, measures: tuple[Measure, ...]) -> Define:
    return Define(measures=measures, contains=True, scope=ask.scope if ask.scope.bodies else None)


def _of_other_rows(one: Measure, other: Measure) -> bool:
    """Rows of what came in against rows of what became of it: no sum of the form says which holds which."""
    came = [m.indicator.startswith("requests.") for m in (one, other)]
    ended = [m.indicator.startswith(("outcome.", "rate.")) for m in (one, other)]
    return any(came) and any(ended)


def _second_holds(text: str, at: int) -> bool:
    if HOLDS_FIRST.search(text[:at]):
        return False
    return OF_THE_SECOND.search(text) is not None
