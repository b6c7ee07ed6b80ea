"""One body beside what is typical of its province: whether it is above the mean, or the two figures side by side.

In English, where the noun that names the province (`provincial average`) looks like one for a set of bodies.
"""

from __future__ import annotations

import re
from typing import Literal, cast

from corpus import divisions
from corpus.models import Level
from qa.asking import OWN_KINDS, Ask, is_yes_no
from qa.plan import Aggregate, Condition, Lookup, Measure, Plan, Scope, Several

Typical = Literal["mean", "median"]
PROVINCE = re.compile(r"\bprovinc(?:e|ial)(?:'s|-wide|wide)?\b")
COUNTIES = re.compile(
    r"\b(?:county|counties'?) (?:average|mean|median)|\baverage (?:for|of|among|across) (?:all )?(?:the )?counties"
    r"|\b(?:average|typical|median) county\b"
)
PROVINCE_DIGITS = 2  # of a division's code
ALONE = ("which", "how_many", "list", "superlative", "top", "place", "number", "trend", "rising")
USED = ("comparator", "compare", "than", "more", "aggregate", "question_tag", "exists", "within", "all", "how")


def plan_typical(ask: Ask) -> Plan | None:
    """Was Sheqi above the provincial average."""
    linked, scope = ask.linked, ask.scope
    found = {str(m.data["function"]) for m in linked.of("aggregate")}
    if len(scope.bodies) != 1 or len(ask.measures) != 1 or len(scope.years) > 1 or found not in ({"mean"}, {"median"}):
        return None
    code = scope.bodies[0].division_code
    wide, every = PROVINCE.search(linked.text), COUNTIES.search(linked.text)
    if code is None or code.endswith("00") or not (wide or every) or linked.has(*ALONE) or linked.language != "en":
        return None
    marks = linked.of("comparator")
    if not marks and not linked.has("compare", "than"):
        return None
    ask.use(*USED)
    function = cast(Typical, found.pop())
    own = scope.model_copy(update={"regions": (), "region_names": (), "levels": (), "kinds": ()})
    measure = ask.measures[0]
    if marks and is_yes_no(linked):
        condition = Condition(
            measure=measure, op=marks[0].data["op"], against=function, within="province" if wide else None
        )
        return Lookup(measures=(measure,), scope=own, yes_no=condition)
    among = _among(scope, code if wide else None)
    return Several(plans=(Lookup(measures=(measure,), scope=own), _typical(measure, among, function)))


def _among(scope: Scope, code: str | None) -> Scope:
    """The counties of the province that the code lies in, or all of them."""
    prefix = "" if code is None else code[:PROVINCE_DIGITS]
    province = divisions.by_code(prefix.ljust(len(code), "0")) if code is not None else None
    return Scope(
        years=scope.years, year_assumed=scope.year_assumed, regions=(prefix,) if province is not None else (),
        region_names=(province.name,) if province is not None else (), levels=(Level.COUNTY,), kinds=OWN_KINDS,
    )  # fmt: skip


def _typical(measure: Measure, among: Scope, function: Typical) -> Aggregate:
    return Aggregate(measure=measure, scope=among, function=function)
