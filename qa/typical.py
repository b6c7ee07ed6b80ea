"""One body beside what is typical of its province: its own figure and the mean or median of the province's counties."""

from __future__ import annotations

import re

from corpus import divisions
from corpus.models import Level
from qa.asking import OWN_KINDS, Ask
from qa.plan import Aggregate, Lookup, Plan, Scope, Several

PROVINCE = re.compile(r"\bprovinc(?:e|ial)(?:'s|-wide|wide)?\b|全省|全自治区|省平均|省均")
COUNTIES = re.compile(r"\b(?:county|counties'?) (?:average|mean|median)|\baverage (?:for|of|among|across) (?:all )?(?:the )?counties|\b(?:average|typical|median) county\b")  # fmt: skip
PROVINCE_DIGITS = 2  # of a division's code
ALONE = ("which", "how_many", "list", "superlative", "top", "place", "number", "trend", "rising")


def plan_typical(ask: Ask) -> Plan | None:
    """Was Sheqi above the provincial average: the two figures side by side, each with what it covers."""
    linked, scope = ask.linked, ask.scope
    functions = {str(m.data["function"]) for m in linked.of("aggregate")}
    if len(scope.bodies) != 1 or len(ask.measures) != 1 or len(scope.years) > 1 or not functions <= {"mean", "median"}:
        return None
    code = scope.bodies[0].division_code
    wide, every = PROVINCE.search(linked.text), COUNTIES.search(linked.text)
    if code is None or code.endswith("00") or not functions or not (wide or every) or linked.has(*ALONE):
        return None
    if not linked.has("comparator", "compare", "than", "more"):
        return None
    province = divisions.by_code(code[:PROVINCE_DIGITS].ljust(len(code), "0"))
    if wide and province is None:
        return None
    ask.use("comparator", "compare", "than", "more", "aggregate", "question_tag", "exists", "within", "all", "how")
    regions = (code[:PROVINCE_DIGITS],) if wide and province is not None else ()
    names = (province.name,) if wide and province is not None else ()
    own = scope.model_copy(update={"regions": (), "region_names": (), "levels": (), "kinds": ()})
    among = Scope(
        years=scope.years, year_assumed=scope.year_assumed, regions=regions, region_names=names, levels=(Level.COUNTY,),
        kinds=OWN_KINDS,
    )  # fmt: skip
    plans = [Lookup(measures=ask.measures, scope=own)]
    typical = [Aggregate(measure=ask.measures[0], scope=among, function=f) for f in sorted(functions)]  # type: ignore[arg-type]
    return Several(plans=(*plans, *typical))
