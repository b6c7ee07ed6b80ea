"""The nearest question that can be answered, made from what the corpus holds."""

from __future__ import annotations

import re

from corpus.models import Report
from qa import draft as d
from qa.desk import Desk, Outcome, body_name
from qa.plan import Abstain, Measure, Plan, Scope
from qa.resolve import OWN_KINDS, Gap, reports_of

PARENTHESES = re.compile(r"（[^（）]*）|\([^()]*\)")
PREFIXES = (4, 2)  # digits of a division's code that name its prefecture, its province
PLACES = 5  # named where a place has no report
PROVINCE_DIGITS = 2  # of a division's code
COMMONEST = "requests.received"  # every report prints it


def questions(plan: Plan, desk: Desk) -> list[d.Draft]:
    """Questions near to a plan that could not be answered, nearest first; the engine takes the first that is."""
    if isinstance(plan, Abstain) and plan.figures is not None:
        plan = plan.figures
    measures = [m for m in (measure_of(plan), Measure(indicator=COMMONEST)) if m is not None]
    found = [_question(plan, desk, measure) for measure in dict.fromkeys(measures)]
    return [draft for draft in found if draft]


def _question(plan: Plan, desk: Desk, measure: Measure) -> d.Draft:
    scope: Scope | None = getattr(plan, "scope", None)
    if scope is None:
        unknown = isinstance(plan, Abstain) and plan.reason == "no_such_report"
        return desk.say("nearest.places") if unknown else of_any(desk, Scope(), measure)
    found = desk.resolve(scope)
    held = next((p.report for p in found.picks if p.report.body.name and p.report.year), None)
    if held is not None:
        figure = desk.figures([held], [measure])[held.report_id, measure]
        return ask(desk, held, measure) if figure.value is not None else ()
    if found.gaps:
        return of_gap(desk, found.gaps[0], measure)
    return of_any(desk, Scope(years=found.years_held[-1:]), measure)


def with_places(plan: Plan, desk: Desk, outcome: Outcome) -> Outcome:
    """The outcome with the places that do have reports, those of the same province first; as it is where the place
    asked of has reports of another body."""
    scope: Scope | None = getattr(plan, "scope", None)
    codes = [b.division_code for b in scope.bodies if b.division_code] if scope is not None else []
    if codes and desk.store.reports(division_codes=codes):
        return outcome
    near = codes[0][:PROVINCE_DIGITS] if codes else ""
    held = {r.body.division_code: r for r in desk.store.reports() if r.body.division_code}
    if not held:
        return outcome
    order = sorted(held, key=lambda code: (not code.startswith(near), code))
    names = desk.join([desk.place(held[code]) for code in order[:PLACES]])
    said = desk.say("gap.held" if len(order) <= PLACES else "gap.held_among", names=names)
    return outcome.model_copy(update={"sentences": (*outcome.sentences, said)})


def measure_of(plan: Plan) -> Measure | None:
    """The first figure that a plan asks for; None where it asks for none."""
    found = getattr(plan, "measures", None) or (getattr(plan, "measure", None),)
    conditions = getattr(plan, "conditions", ())
    return found[0] or (conditions[0].measure if conditions else None)


def of_gap(desk: Desk, gap: Gap, measure: Measure) -> d.Draft:
    """The same figure of the same body in the year that is held nearest to the one asked for; else of another body."""
    held = [r for r in reports_of(desk.store, gap.asked) if r.year is not None]
    if not held and gap.asked.division_code is not None:
        held = [r for r in desk.store.reports(division_codes=[gap.asked.division_code]) if r.year is not None]
    if not held:
        return of_neighbour(desk, gap.asked.division_code, measure)
    year = gap.year or 0
    wanted = gap.asked.kind or OWN_KINDS[0]
    nearest = min(
        held,
        key=lambda r: (r.body.kind != wanted, abs((r.year or 0) - year), -(r.year or 0), r.body.kind not in OWN_KINDS),
    )
    return ask(desk, nearest, measure)


def of_neighbour(desk: Desk, code: str | None, measure: Measure) -> d.Draft:
    """The figure of a government of the same prefecture, else province; without one, which places have reports."""
    for digits in PREFIXES:
        region = (code or "")[:digits]
        scope = Scope(regions=(region,), kinds=OWN_KINDS[:1])
        found = desk.resolve(scope).picks if region else ()
        if found:
            return ask(desk, max((p.report for p in found), key=lambda r: r.year or 0), measure)
    return desk.say("nearest.places")


def of_any(desk: Desk, scope: Scope, measure: Measure) -> d.Draft:
    """The figure of the newest government report of the corpus; nothing where the corpus is empty."""
    reports = [r for r in desk.store.reports(years=scope.years or None) if r.year is not None and r.body.name]
    if not reports:
        return ()
    best = max(reports, key=lambda r: (r.year or 0, r.body.kind == OWN_KINDS[0]))
    return ask(desk, best, measure)


def ask(desk: Desk, report: Report, measure: Measure) -> d.Draft:
    """A question for one figure of a report, in the answer's language."""
    year = report.year or 0
    desk.years.add(year)
    body = report.body.name or "" if desk.language == "zh" else PARENTHESES.sub("", body_name(report, "en")).strip()
    slots: dict[str, d.Slot] = {"body": desk.name(body), "year": d.year(year), "measure": _bare(desk, measure)}
    return desk.say("nearest.ask", **slots)


def _bare(desk: Desk, measure: Measure) -> d.Segment:
    """The figure's name without what stands in parentheses, as people ask for it."""
    return desk.name(PARENTHESES.sub("", desk.measure(measure).text).strip())
