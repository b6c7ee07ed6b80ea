"""What an answer must say besides its figure: what was assumed, what differs, what is missing, what is odd."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from corpus.catalogue import Identity
from corpus.models import BodyKind, Hedge, IdentityResult, IdentityStatus, Level, Report, State, Statement
from qa import draft as d
from qa.around import DIGITS
from qa.derive import ABSENT, Figure
from qa.desk import Desk, named_in
from qa.draft import Draft, Slot
from qa.ledger import label
from qa.plan import BodyRef, Measure, Scope
from qa.quoting import display
from qa.resolve import OWN_KINDS, Gap, Pick, Resolution, is_district

Notice = tuple[str, Draft]
SMALL_N = 10  # a rate over fewer than this is said to be of small numbers
LISTED = 12  # at most so many names in one sentence
SPELLED_OUT = 4  # governments named beside the bodies that differ; of more, only those that differ
CHECKED = 20  # at most so many reports are searched for contradicting prose


def listed(desk: Desk, items: Sequence[Slot], kind: str = "and") -> Draft:
    """A list in words, cut after LISTED with how many more there are."""
    if len(items) <= LISTED:
        return desk.join(items, kind)
    rest = len(items) - LISTED
    desk.counts.add(rest)
    return desk.say("list.more", items=desk.join(items[:LISTED], "comma"), n=d.count(rest))


def assumptions(desk: Desk, found: Resolution) -> list[Notice]:
    """Year and body that the question left open."""
    notices: list[Notice] = []
    if found.year_assumed and found.years:
        years = desk.join([d.year(y) for y in found.years])
        notices.append(("year_assumed", desk.say("notice.year_assumed", year=years)))
    for pick in found.picks:
        if pick.asked is not None and pick.stands_in:
            slots = {"body": desk.body(pick.report), "year": d.year(pick.report.year or 0)}
            place = desk.place(pick.report)
            notices.append(("body_assumed", desk.say("notice.body_assumed", place=place, **slots)))
    return notices


def stand_ins(desk: Desk, picks: Sequence[Pick]) -> list[Notice]:
    """Offices that stand for their division among those named in the answer."""
    found = [desk.place(p.report) for p in picks if p.stands_in and p.asked is None]
    if not found:
        return []
    return [("body_assumed", desk.say("notice.office_stands", names=listed(desk, _unique(found))))]


def mismatch(desk: Desk, picks: Sequence[Pick]) -> list[Notice]:
    """Bodies of different kinds side by side."""
    kinds = {p.report.body.kind for p in picks}
    if len(kinds) < 2:
        return _levels(desk, picks)
    whole = [desk.body(p.report) for p in picks if p.report.body.kind == BodyKind.GOVERNMENT]
    own = [desk.body(p.report) for p in picks if p.report.body.kind != BodyKind.GOVERNMENT]
    if not whole:
        return [("scope_mismatch", desk.say("notice.unlike", bodies=listed(desk, _unique(own))))]
    if len(_unique(whole)) > SPELLED_OUT:
        slots: dict[str, Slot] = {"own": listed(desk, _unique(own))}
        return [("scope_mismatch", desk.say("notice.scope_mismatch_rest", **slots))]
    slots = {"whole": listed(desk, _unique(whole)), "own": listed(desk, _unique(own))}
    return [("scope_mismatch", desk.say("notice.scope_mismatch", **slots))]


def _levels(desk: Desk, picks: Sequence[Pick]) -> list[Notice]:
    """A city's government beside a county's: each reports for another area, and the one may hold the other."""
    order = [level for level in Level if any(p.report.body.level == level for p in picks)]
    if len(order) < 2 or any(p.report.body.kind != BodyKind.GOVERNMENT for p in picks):
        return []
    wide = [desk.body(p.report) for p in picks if p.report.body.level == order[0]]
    rest = [desk.body(p.report) for p in picks if p.report.body.level != order[0]]
    if len(_unique(rest)) > SPELLED_OUT:
        return [("scope_mismatch", desk.say("notice.levels_rest", wide=listed(desk, _unique(wide))))]
    slots: dict[str, Slot] = {"wide": listed(desk, _unique(wide)), "rest": listed(desk, _unique(rest))}
    return [("scope_mismatch", desk.say("notice.levels", **slots))]


def _unique(names: Iterable[d.Segment]) -> list[d.Segment]:
    return list(dict.fromkeys(names))


def districts(desk: Desk, picks: Sequence[Pick]) -> list[Notice]:
    """A county question answered with a 市辖区."""
    found = _unique([desk.place(p.report) for p in picks if is_district(p.report)])
    key = "notice.districts" if len(found) > 1 else "notice.district"
    return [("district_counted", desk.say(key, names=listed(desk, found)))] if found else []


def partial(desk: Desk, found: Resolution) -> list[Notice]:
    """How many of the scope's reports are for the years asked, and that a region's reports are not all of it."""
    return [*_other_years(desk, found), *_not_all_of_the_region(desk, found)]


def _other_years(desk: Desk, found: Resolution) -> list[Notice]:
    if not found.years or found.reports_matched >= found.reports_any_year:
        return []
    slots: dict[str, Slot] = {
        "all": d.count(found.reports_any_year), "n": d.count(found.reports_matched),
        "year": desk.join([d.year(y) for y in found.years]),
    }  # fmt: skip
    desk.counts.update((found.reports_any_year, found.reports_matched))
    return [("partial_coverage", desk.say("notice.partial", **slots))]


def _not_all_of_the_region(desk: Desk, found: Resolution) -> list[Notice]:
    """A province or a prefecture that was asked about as such, of which some divisions have no report here."""
    scope: Scope | None = getattr(desk.query.plan, "scope", None)
    regions = scope.regions if scope is not None else ()
    if scope is not None and scope.around is not None:  # 全省, which the reports themselves name
        regions = tuple({(p.report.body.division_code or "")[: DIGITS[scope.around]] for p in found.picks} - {""})
    levels = {p.report.body.level for p in found.picks}
    level = next((x for x in (Level.COUNTY, Level.PREFECTURE) if levels == {x}), None)
    if not regions or level is None:
        return []
    from corpus import divisions  # the gazetteer: only where a region is asked about

    year = max(found.years, default=None)
    held = {p.report.body.division_code for p in found.picks}
    lacking = [r for r in regions if any(x.code not in held for x in divisions.lying_in(r, level, year=year))]
    known = [division for region in lacking if (division := divisions.by_code(region, year=year)) is not None]
    if not known:
        return []
    names = [desk.name(named_in(desk.language, division.name, division.code)) for division in known]
    return [("partial_coverage", desk.say("notice.not_all_of_region", names=listed(desk, names)))]


def give_way(desk: Desk, found: Resolution) -> list[Notice]:
    """Office reports left out: their government reports for the whole division, or the figure is not theirs to give."""
    said: list[Notice] = []
    if found.aside:
        places = _unique([desk.place(p.report) for p in found.aside])
        said.append(("scope_mismatch", desk.say("notice.only_office", names=listed(desk, places))))
    if found.wider:
        areas = _unique([desk.body(r) for r in found.wider])
        said.append(("scope_mismatch", desk.say("notice.wider", bodies=listed(desk, areas))))
    if found.dropped:
        names = _unique([desk.body(r) for r in found.dropped])
        said.append(("scope_mismatch", desk.say("notice.gave_way", bodies=listed(desk, names))))
    return said


def _several(desk: Desk) -> bool:
    """Whether the question asks for several figures, so that a formula must say whose it is."""
    plan = desk.query.plan
    asked = len(getattr(plan, "measures", ())) + len(getattr(plan, "conditions", ())) + len(getattr(plan, "also", ()))
    return asked + (1 if getattr(plan, "measure", None) is not None else 0) > 1 or any(
        c.than is not None for c in getattr(plan, "conditions", ())
    )


def definitions(desk: Desk, measure: Measure, shown: Sequence[tuple[Report, Figure]]) -> list[Notice]:
    """The formula that a derived figure was worked out by, with its numbers."""
    computed = [(r, f) for r, f in shown if f.computed and f.working]
    if not computed:
        return []
    lines: list[Slot] = []
    for report, figure in computed[:LISTED]:
        line = d.working(figure.working or "")
        lines.append(line if len(computed) == 1 else desk.say("notice.working_of", body=desk.body(report), what=line))
    slots: dict[str, Slot] = {"measure": desk.measure(measure), "workings": desk.join(lines, "semicolon")}
    key = "notice.definition_of" if _several(desk) else "notice.definition"
    notices = [("definition", desk.say(key, **slots))]
    if any(f.unit == "%" and f.shown != f.value for _, f in computed):
        notices.append(("definition", desk.say("notice.rounded")))
    return notices


def blanks(desk: Desk, left: Sequence[tuple[Report, Figure]]) -> list[Notice]:
    """Reports of the scope that gave no figure, and why."""
    if not left:
        return []
    items = [desk.say("notice.of_body", body=desk.body(r), what=desk.say(f"state.{f.state}")) for r, f in left]
    return [("blank_left_out", desk.say("notice.left_out", items=listed(desk, items, "comma")))]


def blank_operands(desk: Desk, shown: Sequence[tuple[Report, Figure]]) -> list[Notice]:
    """Cells that print no number inside a figure that was worked out."""
    notices: list[Notice] = []
    for report, figure in shown:
        if figure.computed and figure.blanks:
            cells = [desk.name(label(f.indicator, f.applicant, desk.catalogue, desk.language)) for f in figure.blanks]
            slots: dict[str, Slot] = {"body": desk.body(report), "cells": listed(desk, cells)}
            notices.append(("blank_left_out", desk.say("notice.blank_operand", **slots)))
    return notices


def annotated(desk: Desk, shown: Sequence[tuple[Report, Figure]]) -> list[Notice]:
    """What else a cell prints beside its number."""
    return [
        ("annotated", desk.say("notice.annotated", body=desk.body(r), raw=d.quote(display(c.raw))))
        for r, f in shown
        for c in f.cells
        if c.note
    ]


def small(desk: Desk, shown: Sequence[tuple[Report, Figure]]) -> list[Notice]:
    """Rates over few cases."""
    few = [(r, f) for r, f in shown if f.denominator is not None and f.denominator < SMALL_N]
    if not few:
        return []
    for _, figure in few:
        desk.values.add(figure.denominator or Decimal(0))
    items = [desk.say("notice.of_body", body=desk.body(r), what=d.number(f.denominator or Decimal(0))) for r, f in few]
    desk.values.add(Decimal(SMALL_N))
    return [("small_n", desk.say("notice.small_n", items=listed(desk, items, "comma")))]


def broken(desk: Desk, shown: Sequence[tuple[Report, Figure]]) -> list[Notice]:
    """Identities that the printed report itself breaks, where a shown figure takes part."""
    suspects = {r.report_id: r for r, _ in shown if r.identities_broken}
    if not suspects:
        return []
    cells = {(f.report_id, c.indicator, c.applicant) for _, f in shown for c in f.cells}
    names = {(i.rule, i.member): i for i in desk.catalogue.identities}
    notices: list[Notice] = []
    for result in desk.store.identities(report_ids=sorted(suspects)):
        hit = any((result.report_id, *cell) in cells for cell in result.cells)
        if result.status != IdentityStatus.BROKEN or not hit or result.left is None or result.right is None:
            continue
        said = broken_sentence(desk, suspects[result.report_id], result, names[result.rule, result.member])
        notices.append(("identity_broken", said))
    return notices


def broken_sentence(desk: Desk, report: Report, result: IdentityResult, identity: Identity) -> Draft:
    """An identity that the print itself breaks, with both its sides."""
    left, right = result.left or Decimal(0), result.right or Decimal(0)
    desk.values.update((left, right))
    slots: dict[str, Slot] = {
        "body": desk.body(report), "year": d.year(report.year or 0),
        "rule": desk.name(identity.name if desk.language == "zh" else identity.en),
        "where": desk.name(_member(desk, result.member)), "left": d.number(left), "right": d.number(right),
    }  # fmt: skip
    return desk.say("notice.broken", **slots)


def _member(desk: Desk, member: str) -> str:
    zh = desk.language == "zh"
    for applicant in desk.catalogue.applicants:
        if applicant.id == member:
            return applicant.label if zh else applicant.en
    for group in desk.catalogue.raw["table4"]["groups"]:
        if group["id"] == member:
            return str(group["name"] if zh else group["en"])
    return label(member, "total", desk.catalogue, desk.language)


def contradictions(desk: Desk, shown: Sequence[tuple[Report, Figure]]) -> list[Notice]:
    """Prose of the same report that gives another number for the very same figure."""
    reported = [(r, f) for r, f in shown if f.value is not None][:CHECKED]
    wanted = {(r.report_id, f.indicator, f.applicant): (r, f) for r, f in reported}
    if not wanted:
        return []
    notices: list[Notice] = []
    for said in desk.store.statements(report_ids=sorted({r.report_id for r, _ in reported})):
        found = wanted.get((said.report_id, said.metric or "", said.applicant))
        if found is None or not _contradicts(said, *found):
            continue
        where = said.locator
        citation = desk.ledger.cite_passage(found[0], where.row_start, where.row_end, where.page)
        slots: dict[str, Slot] = {"body": desk.body(found[0]), "quote": d.quote(display(citation.quote))}
        notices.append(("narrative_contradicts", desk.say("notice.contradicts", **slots)))
    return list(dict.fromkeys(notices))


def _contradicts(said: Statement, report: Report, figure: Figure) -> bool:
    if figure.value is None or said.unit != figure.unit or said.year not in (None, report.year):
        return False
    return said.hedge == Hedge.EXACT and said.value != figure.value


def all_of(desk: Desk, shown: Sequence[tuple[Report, Figure]]) -> list[Notice]:
    """The notices that any shown figure may bring."""
    return (
        annotated(desk, shown)
        + blank_operands(desk, shown)
        + small(desk, shown)
        + broken(desk, shown)
        + contradictions(desk, shown)
    )


def gap_sentence(desk: Desk, gap: Gap) -> Draft:
    """Why a body and year asked for has no figure."""
    body = asked_name(desk, gap.asked)
    if gap.reason == "year_missing" and gap.year is not None:
        years = desk.join([d.year(y) for y in gap.years])
        return desk.say("gap.year", body=body, year=d.year(gap.year), years=years)
    if gap.others:
        return desk.say("gap.others", body=body, others=listed(desk, [desk.name(o) for o in gap.others]))
    return desk.say("gap.body", body=body)


def asked_name(desk: Desk, ref: BodyRef) -> Draft:
    """A body as it was asked for; a division with the kind of body that was meant."""
    kind = ref.kind.value if ref.kind in OWN_KINDS and ref.report_body is None else None
    called = named_in(desk.language, ref.name, ref.division_code, ref.asked)
    name = d.planned(called) if called == ref.name else desk.name(called)
    if kind is None or any(word in ref.name for word in ("政府", "办公")):
        return (name,)
    return desk.say(f"kind.{kind}", name=name)


def silent_sentence(desk: Desk, report: Report, measure: Measure, figure: Figure) -> Draft:
    """Why a report that is there gives no figure: what is printed instead."""
    slots: dict[str, Slot] = {
        "body": desk.body(report), "year": d.year(report.year or 0), "measure": desk.measure(measure),
    }  # fmt: skip
    state = figure.state if figure.state in (*State, ABSENT, "undefined", "versions") else ABSENT
    found = desk.say("gap.state", **slots, state=desk.say(f"state.{state}"))
    if figure.parts_sum:
        desk.values.add(figure.parts_sum)
        found += desk.say("gap.parts", n=d.number(figure.parts_sum, ""))
    return found
