"""The nearest question that can be answered, made from what the corpus holds."""

from __future__ import annotations

from qa import draft as d
from qa.desk import Desk, Outcome
from qa.plan import Measure, Plan, Scope
from qa.resolve import OWN_KINDS, Gap, reports_of

COMMONEST = "requests.received"  # every report prints it


def add(plan: Plan, desk: Desk, outcome: Outcome) -> Outcome:
    """The outcome with a question that can be answered, said last; unchanged where there is none to offer."""
    question = _question(plan, desk)
    if not question:
        return outcome
    sentence = desk.say("abstain.nearest", nearest=question)
    return outcome.model_copy(update={"sentences": (*outcome.sentences, sentence), "nearest": d.text_of(question)})


def _question(plan: Plan, desk: Desk) -> d.Draft:
    measure = measure_of(plan) or Measure(indicator=COMMONEST)
    scope: Scope | None = getattr(plan, "scope", None)
    if scope is None:
        return of_any(desk, Scope(), Measure(indicator=COMMONEST))
    found = desk.resolve(scope)
    if found.picks:  # the report is there and the figure is not: another figure of it
        report = found.picks[0].report
        other = Measure(indicator=COMMONEST)
        figure = desk.figures([report], [other])[report.report_id, other]
        printed = figure.value is not None and measure.indicator != COMMONEST
        return ask(desk, report.body.name or "", report.year or 0, other) if printed and report.body.name else ()
    if found.gaps:
        return of_gap(desk, found.gaps[0], measure)
    return of_any(desk, Scope(years=found.years_held[-1:]), measure)


def measure_of(plan: Plan) -> Measure | None:
    """The first figure that a plan asks for; None where it asks for none."""
    found = getattr(plan, "measures", None) or (getattr(plan, "measure", None),)
    conditions = getattr(plan, "conditions", ())
    return found[0] or (conditions[0].measure if conditions else None)


def of_gap(desk: Desk, gap: Gap, measure: Measure) -> d.Draft:
    """The same figure of the same body in the year that is held nearest to the one asked for; else of another body."""
    held = [r for r in reports_of(desk.store, gap.asked) if r.year is not None]
    if not held:
        return of_any(desk, Scope(), measure)
    year = gap.year or 0
    nearest = min(held, key=lambda r: (abs((r.year or 0) - year), -(r.year or 0), r.body.kind not in OWN_KINDS))
    return ask(desk, nearest.body.name or gap.asked.name, nearest.year or 0, measure)


def of_any(desk: Desk, scope: Scope, measure: Measure) -> d.Draft:
    """The figure of the newest government report of the corpus; nothing where the corpus is empty."""
    reports = [r for r in desk.store.reports(years=scope.years or None) if r.year is not None and r.body.name]
    if not reports:
        return ()
    best = max(reports, key=lambda r: (r.year or 0, r.body.kind == OWN_KINDS[0]))
    return ask(desk, best.body.name or "", best.year or 0, measure)


def ask(desk: Desk, body: str, year: int, measure: Measure) -> d.Draft:
    """A question for one figure, in the answer's language."""
    desk.years.add(year)
    slots: dict[str, d.Slot] = {"body": desk.name(body), "year": d.year(year), "measure": desk.measure(measure)}
    return desk.say("nearest.ask", **slots)
