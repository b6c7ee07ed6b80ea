"""Questions about the corpus itself: which reports, bodies, divisions and years it holds."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.models import BodyKind, Report
from qa import draft as d
from qa.answer import Coverage, Value
from qa.desk import Desk, Outcome, body_name
from qa.executors import notices
from qa.plan import Corpus, Scope
from qa.resolve import reports_of


def execute(plan: Corpus, desk: Desk) -> Outcome:
    if plan.ask == "missing":
        return _missing(plan, desk)
    held = _held(desk, plan.scope)
    if plan.ask in ("divisions", "bodies", "count") and plan.scope.years and plan.scope.exclude_years:
        left = _not_again(desk, plan.scope, held)
        if held and not left:
            return _none_left(desk, plan, len(held))
        held = left
    desk.years.update(plan.scope.years)
    desk.years.update(r.year for r in held if r.year is not None)
    if not held:
        return _nothing(desk, plan.scope)
    if plan.each_year:
        return _each_year(plan, desk, held)
    n = len(held)
    desk.counts.add(n)
    years = sorted({r.year for r in held if r.year is not None})
    names = list(dict.fromkeys(r.body.name or r.source for r in held))
    places = list(dict.fromkeys(r.body.division for r in held if r.body.division))
    desk.counts.update((len(names), len(places), len(years)))
    if plan.ask in ("provinces", "prefectures"):
        above = [r.body.province if plan.ask == "provinces" else r.body.prefecture for r in held]
        places = [p for p in dict.fromkeys(above) if p]
        desk.counts.add(len(places))
    value, sentence = _answer(plan, desk, held, years, names, places)
    if plan.counted and isinstance(value.value, list):
        value = Value(kind="number", value=len(value.value))
    return Outcome(value=value, sentences=(sentence,), coverage=Coverage(matched=n, used=n))


def _each_year(plan: Corpus, desk: Desk, held: Sequence[Report]) -> Outcome:
    """Those with a report for every one of the years asked about: bodies, or the places that they report for."""
    seen: dict[str, set[int | None]] = {}
    for report in held:
        body = report.body
        called = body.division if plan.ask == "divisions" else (body.name or report.source)
        seen.setdefault(called or report.source, set()).add(report.year)
    names = [name for name, years in seen.items() if years >= set(plan.scope.years)]
    desk.counts.add(len(names))
    slots: dict[str, d.Slot] = {"years": desk.join([d.year(y) for y in plan.scope.years])}
    if names:
        listed = notices.listed(desk, [desk.name(x) for x in names])
        said = desk.say("holdings.each_year", **slots, k=d.count(len(names)), items=listed)
    else:
        said = desk.say("holdings.each_none", **slots)
    counted = Value(kind="number", value=len(names))
    value = counted if plan.counted else Value(kind="entities", value=names)
    return Outcome(value=value, sentences=(said,), coverage=Coverage(matched=len(held), used=len(held)))


def _none_left(desk: Desk, plan: Corpus, n: int) -> Outcome:
    """Every place with a report for the years asked about has one for those excepted too."""
    slots: dict[str, d.Slot] = {
        "year": desk.join([d.year(y) for y in plan.scope.years]),
        "later": desk.join([d.year(y) for y in plan.scope.exclude_years]),
    }  # fmt: skip
    desk.years.update(plan.scope.years, plan.scope.exclude_years)
    value = Value(kind="number", value=0) if plan.counted or plan.ask == "count" else Value(kind="entities", value=[])
    return Outcome(
        value=value, sentences=(desk.say("holdings.none_left", **slots),), coverage=Coverage(matched=n, used=n)
    )


def _not_again(desk: Desk, scope: Scope, held: Sequence[Report]) -> list[Report]:
    """Reported in 2023 but not in 2024: without the places that have a report for the years excepted."""
    later = _held(desk, scope.model_copy(update={"years": scope.exclude_years, "exclude_years": ()}))
    there = {(r.body.division_code, r.body.division) for r in later}
    return [r for r in held if (r.body.division_code, r.body.division) not in there]


def _held(desk: Desk, scope: Scope) -> list[Report]:
    if scope.bodies:
        found = [r for ref in scope.bodies for r in _of(desk, ref)]
        found = list({r.report_id: r for r in found}.values())
    else:
        found = desk.store.reports(
            regions=scope.regions or None,
            levels=[level.value for level in scope.levels] or None,
            kinds=[kind.value for kind in scope.kinds] or None,
        )
    suffixes = scope.division_suffixes
    return [
        r for r in found
        if (not scope.years or r.year in scope.years) and r.year not in scope.exclude_years
        and (not suffixes or (r.body.division or "").endswith(suffixes))
    ]  # fmt: skip


def _of(desk: Desk, ref: object) -> list[Report]:
    from qa.plan import BodyRef

    assert isinstance(ref, BodyRef)  # noqa: S101
    if ref.kind is None and ref.report_body is None and ref.division_code is not None:
        return desk.store.reports(division_codes=[ref.division_code])  # every body of the place
    return reports_of(desk.store, ref)


def _nothing(desk: Desk, scope: Scope) -> Outcome:
    """Nothing of the scope is held: an answer (none), not a refusal."""
    bodies = [notices.asked_name(desk, ref) for ref in scope.bodies]
    if not bodies:
        sentence = desk.say("gap.scope_empty")
    elif scope.years:
        years = desk.join([d.year(y) for y in scope.years])
        sentence = desk.say("holdings.none_year", bodies=desk.join(bodies), year=years)
    else:
        sentence = desk.say("gap.body", body=desk.join(bodies))
    return Outcome(status="abstained", reason="no_such_report", sentences=(sentence,))


def _answer(
    plan: Corpus, desk: Desk, held: Sequence[Report], years: Sequence[int], names: Sequence[str], places: Sequence[str]
) -> tuple[Value, d.Draft]:
    n = d.count(len(held))
    if plan.ask == "count":
        key = "count" if len(held) != 1 else "count_one"
        return Value(kind="number", value=len(held)), desk.say(f"holdings.{key}", n=n)
    if plan.ask == "years":
        listed = notices.listed(desk, [d.year(y) for y in years])
        return Value(kind="numbers", value=list(years)), desk.say("holdings.years", n=n, years=listed)
    if plan.ask == "exists":
        items = notices.listed(desk, [_report(desk, r) for r in held])
        return Value(kind="boolean", value=True), desk.say("holdings.exists", n=n, items=items)
    if plan.ask in ("divisions", "provinces", "prefectures"):
        items = notices.listed(desk, [desk.name(p) for p in places])
        slots: dict[str, d.Slot] = {"n": n, "k": d.count(len(places)), "items": items}
        return Value(kind="entities", value=list(places)), desk.say("holdings.divisions", **slots)
    if plan.ask == "bodies":
        items = notices.listed(desk, [desk.name(x) for x in names])
        slots = {"n": n, "k": d.count(len(names)), "items": items}
        return Value(kind="entities", value=list(names)), desk.say("holdings.bodies", **slots)
    items = notices.listed(desk, [_report(desk, r) for r in held])
    titles = [f"{r.body.name or r.source} {r.year}" if r.year else (r.body.name or r.source) for r in held]
    return Value(kind="entities", value=titles), desk.say("holdings.reports", n=n, items=items)


def _missing(plan: Corpus, desk: Desk) -> Outcome:
    """The divisions that the corpus knows from other years, without a report of their own for those asked about."""
    known = [r for r in _held(desk, plan.scope.model_copy(update={"years": ()})) if r.body.division]
    years = desk.join([d.year(y) for y in plan.scope.years])
    desk.years.update(plan.scope.years)
    there = {r.body.division for r in known if r.year in plan.scope.years}
    without = list(dict.fromkeys(r.body.division or "" for r in known if r.body.division not in there))
    if not known:
        return _nothing(desk, plan.scope)
    desk.counts.update((len(without), len({r.body.division for r in known})))
    value = Value(kind="number", value=len(without)) if plan.counted else Value(kind="entities", value=without)
    slots: dict[str, d.Slot] = {"year": years, "n": d.count(len(without))}
    if without:
        said = desk.say("holdings.missing", **slots, items=notices.listed(desk, [desk.name(p) for p in without]))
    else:
        said = desk.say("holdings.none_missing", **slots)
    sentences = [said, *_offices(desk, known, plan.scope, years)]
    return Outcome(value=value, sentences=tuple(sentences), coverage=Coverage(matched=len(known), used=len(known)))


def _offices(desk: Desk, known: Sequence[Report], scope: Scope, years: d.Draft) -> list[d.Draft]:
    """Divisions of which only the office reported for those years."""
    held = [r for r in known if r.year in scope.years]
    own = {r.body.division for r in held if r.body.kind == BodyKind.GOVERNMENT}
    office = dict.fromkeys(
        r.body.division or "" for r in held if r.body.kind == BodyKind.OFFICE and r.body.division not in own
    )
    if not office:
        return []
    names = notices.listed(desk, [desk.name(p) for p in office])
    return [desk.say("holdings.only_office", names=names, year=years)]


def _report(desk: Desk, report: Report) -> d.Draft:
    name = desk.name(report.body.name or report.source)
    if desk.language == "en":
        name = desk.name(body_name(report, "en"))
    if report.year is None:
        return (name,)
    return desk.say("rank.of_year", name=name, year=d.year(report.year))
