"""The sum of parts of one whole that no row of the catalogue has: which figures may be added, and when that is asked."""

from __future__ import annotations

from collections.abc import Sequence

from corpus import catalogue
from qa.asking import Ask
from qa.guards import whole_holds
from qa.plan import Lookup, Measure

FAMILIES = (("outcome.",), ("reconsideration.", "litigation"), ("licensing.", "penalties.", "coercion."))


def added(ask: Ask, measures: tuple[Measure, ...]) -> Lookup | None:
    """不予公开和无法提供一共多少, 加起来占多少: the sum of parts of one whole that no row of the catalogue has, for one body."""
    linked, scope = ask.linked, ask.scope
    sums = [m for m in linked.of("aggregate") if m.data["function"] == "sum"]
    last = max((a.start for a in ask.asked), default=0)
    if len(measures) < 2 or not ask.one_body or len(scope.years) > 1 or linked.has("every", "base", "compare", "than"):
        return None
    if not any(m.start >= last for m in sums) or len(linked.of("how_many", "with_values")) > 1:
        return None
    share = any(m.indicator.startswith("rate.") for m in measures)
    counts = tuple(_counted(m) for m in measures) if share else measures
    if any(m is None for m in counts) or not _apart([m for m in counts if m is not None]):
        return None
    ask.use("aggregate", "how_many", "with_values")
    whole = Measure(indicator="outcome.total", applicant=measures[0].applicant) if share else None
    return Lookup(measures=tuple(m for m in counts if m is not None), scope=scope, added=True, whole=whole)


def _counted(measure: Measure) -> Measure | None:
    """The row of outcomes whose share in all of them a rate is; None for another rate."""
    row = measure.indicator.removeprefix("rate.")
    names = {"disclosure": "disclosed", "disclosure_with_partly": "disclosed_or_partly"}
    indicator = measure.indicator if row == measure.indicator else f"outcome.{names.get(row, row)}"
    known = indicator in catalogue.load() and indicator.startswith("outcome.")
    return measure.model_copy(update={"indicator": indicator, "alternatives": ()}) if known else None


def _apart(measures: Sequence[Measure]) -> bool:
    """Whether the figures are parts of one whole, none of them within another, so that their sum counts nothing twice."""
    if any(m.indicator in ("outcome.total", "outcome.undisclosed", "disputes.total") for m in measures):
        return False
    kin = any(all(m.indicator.startswith(family) for m in measures) for family in FAMILIES)
    columns = len({m.indicator for m in measures}) == 1 and all(m.applicant != catalogue.TOTAL for m in measures)
    one_column = len({m.applicant for m in measures}) == 1
    nested = any(a != b and (whole_holds(a, b) or holds_rows(a, b)) for a in measures for b in measures)
    return columns or (kin and one_column and not nested)


def holds_rows(whole: Measure, part: Measure) -> bool:
    """Whether the formula of a figure counts another: 行政诉讼 holds those filed directly."""
    formula = catalogue.load().get(whole.indicator).formula if whole.indicator in catalogue.load() else None
    return formula is not None and part.indicator in formula
