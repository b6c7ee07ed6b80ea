"""Outcomes without a figure: the scope holds nothing, or a name stands for several bodies."""

from __future__ import annotations

from collections.abc import Sequence

from corpus import divisions
from qa import draft as d
from qa.answer import Coverage
from qa.around import DIGITS, WORDS
from qa.desk import Desk, Outcome
from qa.executors import notices
from qa.plan import Scope
from qa.resolve import Pick, Resolution

CODE = 6  # digits of a division's code
NO_VALUE = Outcome().value


def refuse(desk: Desk, found: Resolution, scope: Scope) -> Outcome | None:
    """The outcome of a scope that gives no report, else None."""
    if found.ambiguous:
        return ambiguous(desk, found, scope)
    if found.picks:
        return _of_several(desk, found, scope)
    if found.aside:
        return refuse_office(desk, *found.aside).model_copy(update={"coverage": coverage(found, 0, [])})
    if found.gaps:
        reason = "year_missing" if any(g.reason == "year_missing" for g in found.gaps) else found.gaps[0].reason
        sentences = tuple(notices.gap_sentence(desk, gap) for gap in found.gaps)
        years = tuple(y for g in found.gaps for y in (*g.years, g.year) if y is not None)
        return Outcome(status="abstained", reason=reason, sentences=sentences, years=years)
    if found.years_held and found.years:
        slots = {"year": years_in(desk, found.years), "years": years_in(desk, found.years_held)}
        sentence = desk.say("gap.scope_year", **slots)
        years = (*found.years, *found.years_held)
        return Outcome(status="abstained", reason="year_missing", sentences=(sentence,), years=years)
    return Outcome(status="abstained", reason="no_such_report", sentences=(desk.say("gap.scope_empty"),))


def _of_several(desk: Desk, found: Resolution, scope: Scope) -> Outcome | None:
    """全省哪个县, where the corpus holds reports of several provinces: asked back, each choice a whole question."""
    if scope.around is None:
        return None
    codes = {(p.report.body.division_code or "")[: DIGITS[scope.around]] for p in found.picks}
    places = [place for code in sorted(codes) if (place := divisions.by_code(code.ljust(CODE, "0"))) is not None]
    if len(places) < 2:  # one of them needs no name
        return None
    word = next((w for w, level in WORDS.items() if level == scope.around and w in desk.query.question), "")
    choices = tuple(desk.query.question.replace(word, p.name, 1) for p in places) if word else ()
    names = notices.listed(desk, [desk.name(p.name) for p in places])
    said = desk.say("gap.several_around", places=names)
    return Outcome(status="clarify", reason="ambiguous_body", sentences=(said,), choices=choices)


def refuse_office(desk: Desk, *picks: Pick) -> Outcome:
    """Of these places only the office reported, whose figure is not theirs."""
    names = notices.listed(desk, list(dict.fromkeys(desk.place(p.report) for p in picks)))
    said = desk.say("gap.only_offices", names=names)
    return Outcome(status="abstained", reason="not_reported", sentences=(said,))


def ambiguous(desk: Desk, found: Resolution, scope: Scope) -> Outcome:
    """A name that stands for several places: asked back, each choice a whole question."""
    asked = next((r.asked for r in scope.bodies if r.asked in desk.query.question), "")
    choices = tuple(desk.query.question.replace(asked, place, 1) if asked else place for place in found.ambiguous)
    places = notices.listed(desk, [desk.name(place) for place in found.ambiguous])
    sentence = desk.say("gap.ambiguous", places=places)
    return Outcome(status="clarify", reason="ambiguous_body", sentences=(sentence,), choices=choices)


def years_in(desk: Desk, years: Sequence[int]) -> d.Draft:
    """Years in words, at most LISTED of them."""
    return notices.listed(desk, [d.year(y) for y in years])


def coverage(found: Resolution, used: int, left: Sequence[tuple[str, str]]) -> Coverage:
    """`left` are (report id, why); office reports that gave way are added."""
    dropped = [(r.report_id, "government_reports") for r in found.dropped]
    dropped += [(p.report.report_id, "only_office") for p in found.aside]
    dropped += [(r.report_id, "holds_others") for r in found.wider]
    out = tuple({"report_id": report_id, "reason": why} for report_id, why in [*left, *dropped])
    gaps = tuple({"body": g.asked.name, "year": g.year, "reason": g.reason} for g in found.gaps)
    return Coverage(matched=found.reports_matched, used=used, left_out=out + gaps)
