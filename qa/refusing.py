"""Plans that refuse: the reason in the planner's words, and the nearest question that can be answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from corpus import catalogue
from qa.asking import Ask
from qa.phrase import say
from qa.plan import Abstain, BodyRef, Language, Measure, Plan, Premise, QueryPlan, Reason, Scope


def refuse(question: str, language: Literal["zh", "en"], reason: Reason, code: str, **slots: str) -> QueryPlan:
    plan = Abstain(reason=reason, detail=say(language, code, **slots), nearest=say(language, "nearest"))
    return QueryPlan(question=question, language=language, plan=plan)


def query_of(
    ask: Ask, plan: Plan, *, premise: Premise | None = None, confidence: Literal["sure", "unsure"] = "sure"
) -> QueryPlan:
    linked = ask.linked
    return QueryPlan(
        question=linked.question, language=linked.language, plan=plan, premise=premise, confidence=confidence
    )


def abstain(ask: Ask, reason: Reason, code: str, figures: Plan | None = None, **slots: str) -> Plan:
    language = ask.linked.language
    return Abstain(reason=reason, detail=say(language, code, **slots), nearest=nearest(ask), figures=figures)


def nearest(ask: Ask) -> str:
    """A question that can be answered: the same bodies and year, with the figure people ask most."""
    measure = next((m for m in ask.measures), None)
    return nearest_of(measure, ask.scope, ask.linked.language, ask.reading.region_bodies)


def nearest_of(measure: Measure | None, scope: Scope, language: Language, regions: Sequence[BodyRef] = ()) -> str:
    """The question for one figure of the first body of the scope, or region; without one, who has most of what is asked
    most."""
    named = next((b for b in (*scope.bodies, *regions) if b.division_code), None)
    body = None if named is None else called(named, language)
    year = str(scope.years[-1]) if scope.years else None
    name = catalogue.load().get(measure.indicator) if measure else None
    if body is None:
        return say(language, "nearest_in_year", year=year) if year else say(language, "nearest")
    what = (name.name if language == "zh" else name.en) if name else say(language, "requests_word")
    return say(language, "nearest_body", body=body, year=say(language, "in_year", year=year) if year else "", what=what)


def called(body: BodyRef, language: Language) -> str:
    """The body's name in the language of the question."""
    if language == "zh" or body.division_code is None or body.report_body is not None:
        return body.name
    from corpus import divisions

    division = divisions.by_code(body.division_code)
    return divisions.english_name(division) if division is not None and division.name == body.name else body.name
