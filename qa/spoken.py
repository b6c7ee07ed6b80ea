"""Several bodies spoken of one after the other: 两个县加起来呢 after a question of one and then of the other."""

from __future__ import annotations

import re

from qa.link import Linked, Mention
from qa.plan import Compare, Lookup, Plan, QueryPlan
from qa.scope import counted_set

TWO = re.compile(r"^(?:这|那)?(?:两|二|2)(?:者|县|市|区|地|家|边|处|个)?(?:县|市|区|地方|单位|机关)?|^(?:它|他)们?俩")
BOTH = re.compile(r"(?:这|那)?(?:两|二)(?:者|县|区|市|地|边|家)|(?:它|他)们?俩|\bboth\b|\bthe two\b")
ALONE = re.compile(r"(?:这|那|它们|他们)?(?:两个|俩)(?=加|合|一共|总共|相加|平均|之和|谁|哪个)")  # 两个加起来
THEM = "它们"


def spoken(before: Plan, made: Plan, previous: QueryPlan) -> Plan | None:
    """What a look-up of the next body adds to the bodies spoken of: the same figures of all of them, newest last."""
    if not isinstance(before, Lookup) or not isinstance(made, Lookup) or made.measures != before.measures:
        return None
    context = previous.context
    earlier = context.scope.bodies if isinstance(context, Lookup) and context.measures == made.measures else ()
    bodies = tuple(dict.fromkeys((*earlier, *before.scope.bodies, *made.scope.bodies)))
    if len(bodies) < 2 or len(made.scope.bodies) != 1 or before.scope.years != made.scope.years:
        return None
    return made.model_copy(update={"scope": made.scope.model_copy(update={"bodies": bodies})})


def both(linked: Linked, before: Plan, previous: QueryPlan) -> tuple[Linked, Plan] | None:
    """The question with 它们 for 两个县, and the look-up of those bodies; None where it counts no bodies spoken of."""
    said = _last_spoken(before, previous)
    counted = _counted(linked)
    if counted is None and said is not None and _compares(linked) and isinstance(before, Lookup):
        counted = len(linked.text), len(linked.text), 2  # 哪个高
    if said is None or counted is None or linked.of("body"):
        return None
    start, end, number = counted
    bodies = said.scope.bodies[-number:]
    if len(bodies) < number or (isinstance(before, Compare) and len(said.scope.bodies) != number):
        return None
    them = Mention(start=start, end=end, text=THEM, cls="pronoun")
    others = [m for m in linked.mentions if m.end <= start or m.start >= end]
    mentions = tuple(sorted([*others, them], key=lambda m: m.start))
    scope = said.scope.model_copy(update={"bodies": bodies})
    return linked.model_copy(update={"mentions": mentions}), said.model_copy(update={"scope": scope})


def _last_spoken(before: Plan, previous: QueryPlan) -> Lookup | None:
    """The look-up of all the bodies spoken of: those compared last, or those asked for one after the other."""
    if isinstance(before, Compare) and len(before.scope.bodies) > 1:
        return Lookup(measures=before.measures, scope=before.scope)
    context = previous.context
    if not isinstance(before, Lookup) or len(before.scope.bodies) != 1 or not isinstance(context, Lookup):
        return None
    return context if context.scope.bodies[-1:] == before.scope.bodies else None


def _compares(linked: Linked) -> bool:
    """Which of the two: nothing else is named that could be compared."""
    marks = [
        m for m in linked.of("compare") if str(m.data["how"]).startswith("which_") or m.data["how"] == "difference"
    ]
    return len(marks) == 1 and not linked.has(
        "measure", "year", "relative_year", "year_noun", "noun", "than", "all_years"
    )


def _counted(linked: Linked) -> tuple[int, int, int] | None:
    """Where the question counts the bodies, and how many it says they are."""
    house = counted_set(linked)
    if house is not None:
        noun = next((n for n in linked.of("noun") if n.start >= house.end), None)
        return house.start, max(house.end, noun.end if noun is not None else 0), int(house.value or 0)
    if (
        (alone := ALONE.match(linked.text)) is not None
        and not linked.has("measure", "year")
        and (all(alone.start() <= m.start < alone.end() for m in linked.of("number")))
    ):
        return alone.start(), alone.end(), 2
    pronoun = next((m for m in linked.of("pronoun") if TWO.match(m.text)), None)
    found = BOTH.search(linked.text)
    if pronoun is None and found is None:
        return None
    start, end = (pronoun.start, pronoun.end) if pronoun is not None else found.span() if found else (0, 0)
    return start, end, 2
