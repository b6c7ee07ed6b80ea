"""Which reports a scope means: one for each body (or division) and year, and what is missing.

A division named without its kind is its government's report before its office's; an office stands in only where
the government has none for that year, and the pick says so. A county with both counts once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from corpus.facts import FactStore
from corpus.models import BodyKind, Level, Model, Report
from qa.kinds import OWN_KINDS, default_kinds
from qa.plan import BodyRef, Reason, Scope

__all__ = [
    "OWN_KINDS",
    "Gap",
    "Pick",
    "Resolution",
    "default_kinds",
    "is_district",
    "is_of",
    "place",
    "reports_of",
    "resolve",
    "without_offices",
    "without_wider",
]

STAND_ALONE = (BodyKind.GOVERNMENT, BodyKind.OFFICE, BodyKind.ZONE, BodyKind.TOWNSHIP)  # when a name is all there is
NOT_DISTRICTS = ("林区", "特区", "新区")  # county-level, but no 市辖区


class Pick(Model):
    """A report that counts. `stands_in`: an office's report taken where a division was asked for.

    `versions` are other stored reports of the same body and year.
    """

    report: Report
    asked: BodyRef | None = None
    stands_in: bool = False
    versions: tuple[Report, ...] = ()


class Gap(Model):
    """A body and year asked for that the corpus does not hold. `years` are those that it does; `others` other
    bodies of that division with a report."""

    asked: BodyRef
    year: int | None
    reason: Reason
    years: tuple[int, ...] = ()
    others: tuple[str, ...] = ()


WIDE = (Level.PROVINCE, Level.PREFECTURE)  # whose area holds counties


class Resolution(Model):
    """`reports_any_year` counts the scope's reports whatever their year; `dropped` are office reports that give way;
    `aside` are offices that would have stood for their division, where its figure is not theirs to give; `wider` are
    governments whose area holds others of the scope, where figures are added up."""

    picks: tuple[Pick, ...] = ()
    gaps: tuple[Gap, ...] = ()
    years: tuple[int, ...] = ()
    years_held: tuple[int, ...] = ()
    reports_any_year: int = 0
    reports_matched: int = 0
    year_assumed: bool = False
    dropped: tuple[Report, ...] = ()
    aside: tuple[Pick, ...] = ()
    wider: tuple[Report, ...] = ()
    ambiguous: tuple[str, ...] = ()
    uncommon_years: bool = False  # bodies without a year in common, each at its newest


def is_district(report: Report) -> bool:
    """市辖区: a county-level division that people do not call 县."""
    name = report.body.division or ""
    return report.body.level == Level.COUNTY and name.endswith("区") and not name.endswith(NOT_DISTRICTS)


def resolve(store: FactStore, scope: Scope) -> Resolution:
    """The reports of a scope, in the order asked, or by division and year where no body is named."""
    return _named(store, scope) if scope.bodies else _unnamed(store, scope)


def without_offices(found: Resolution, scope: Scope) -> Resolution:
    """The resolution of a question about divisions, without those of which only the office reported: what an office
    licenses, fines, collects or issues is not what its division does. Offices asked for as such stay."""
    divisions = bool(scope.levels) or BodyKind.GOVERNMENT in scope.kinds
    aside = tuple(p for p in found.picks if p.stands_in and p.asked is None) if divisions else ()
    if not aside:
        return found
    kept = tuple(p for p in found.picks if p not in aside)
    return found.model_copy(update={"picks": kept, "aside": aside})


def without_wider(found: Resolution) -> Resolution:
    """The resolution without the prefectures and provinces whose counties stand beside them for the same year: added
    up, what the two report would overlap."""
    codes = {(p.report.year, p.report.body.division_code or "") for p in found.picks}
    wider = tuple(p for p in found.picks if _holds_another(p, codes))
    if not wider:
        return found
    kept = tuple(p for p in found.picks if p not in wider)
    return found.model_copy(update={"picks": kept, "wider": tuple(p.report for p in wider)})


def _holds_another(pick: Pick, codes: Collection[tuple[int | None, str]]) -> bool:
    code = pick.report.body.division_code or ""
    area = code.removesuffix("00").removesuffix("00")
    if pick.report.body.level not in WIDE or pick.report.body.kind not in OWN_KINDS:
        return False
    return any(year == pick.report.year and c != code and c.startswith(area) for year, c in codes)


def reports_of(store: FactStore, ref: BodyRef) -> list[Report]:
    """Every stored report of a body, any year."""
    if ref.report_body is not None:
        found = store.reports(bodies=[ref.report_body])
        if ref.division_code is not None:
            found = [r for r in found if r.body.division_code in (ref.division_code, None)]
        return found
    if ref.division_code is not None:
        found = store.reports(division_codes=[ref.division_code])
        exact = [r for r in found if r.body.name == ref.name]
        if ref.kind is None and exact and ref.name not in {r.body.division for r in found}:
            return exact
        return _of_kind(found, ref) or _by_alias(store, ref)
    return _of_kind(store.reports(names_in=[ref.name]) or store.reports(bodies=[ref.name]), ref)


def _by_alias(store: FactStore, ref: BodyRef) -> list[Report]:
    """A department or township of the division, by another name that it goes by."""
    if ref.kind is None or ref.kind in OWN_KINDS:
        return []
    return [
        r for r in store.reports(names_in=[ref.name])
        if r.body.kind == ref.kind and r.body.division_code == ref.division_code
    ]  # fmt: skip


def _of_kind(found: Sequence[Report], ref: BodyRef) -> list[Report]:
    if ref.kind is not None:
        same = [r for r in found if r.body.kind == ref.kind]
        exact = [r for r in same if r.body.name == ref.name]
        return exact or (same if ref.kind in OWN_KINDS or ref.division_code is None else [])
    exact = [r for r in found if r.body.name == ref.name and r.body.kind not in OWN_KINDS]
    own = [r for r in found if r.body.kind in OWN_KINDS]
    return own or exact or [r for r in found if r.body.kind in STAND_ALONE and ref.division_code is None]


# -- bodies by name ---------------------------------------------------------------------------------------------


def _named(store: FactStore, scope: Scope) -> Resolution:
    held = [(ref, _without_years(reports_of(store, ref), scope)) for ref in scope.bodies]
    ambiguous = _ambiguous(held)
    if ambiguous:
        return Resolution(ambiguous=ambiguous)
    wanted = _years_named(held, scope)
    picks: list[Pick] = []
    gaps: list[Gap] = []
    for ref, found in held:
        years = wanted if wanted is not None else tuple(sorted({r.year for r in found if r.year is not None}))
        years = _newest_own(found, years) if scope.year_assumed and not scope.years and wanted is None else years
        if not found:
            gaps += [_no_report(store, ref, year) for year in years or (None,)]
            continue
        for year in years:
            pick = _pick(ref, [r for r in found if r.year == year])
            (picks if pick else gaps).append(pick or _no_year(ref, year, found))  # type: ignore[arg-type]
    reports = [r for _, found in held for r in found]
    return Resolution(
        picks=tuple(picks),
        gaps=tuple(gaps),
        years=tuple(sorted({p.report.year for p in picks if p.report.year is not None})),
        years_held=tuple(sorted({r.year for r in reports if r.year is not None})),
        reports_any_year=len({p.report.report_id for p in picks}),  # what else there is was not asked for
        reports_matched=len({p.report.report_id for p in picks}),
        year_assumed=scope.year_assumed,
        uncommon_years=scope.year_assumed and not scope.years and len({p.report.year for p in picks}) > 1,
    )


def _without_years(found: Iterable[Report], scope: Scope) -> list[Report]:
    return [
        r for r in found
        if r.year not in scope.exclude_years and not any(is_of(r, ref) or _lies_in(r, ref) for ref in scope.exclude)
    ]  # fmt: skip


def _lies_in(report: Report, ref: BodyRef) -> bool:
    """Whether the report is of a division within the province or prefecture that a reference names."""
    code = ref.division_code or ""
    if ref.kind is not None or not code.endswith("00"):
        return False
    return (report.body.division_code or "").startswith(code[:2] if code.endswith("0000") else code[:4])


def _ambiguous(held: Sequence[tuple[BodyRef, list[Report]]]) -> tuple[str, ...]:
    """Names that stand for divisions of several places."""
    for ref, found in held:
        places = {r.body.division_code: place(r) for r in found}
        if ref.division_code is None and ref.report_body is None and len(places) > 1:
            return tuple(places[code] for code in sorted(places, key=str))
        if ref.report_body is not None and len(places) > 1:
            return tuple(places[code] for code in sorted(places, key=str))
    return ()


def place(report: Report) -> str:
    """A body with the places above it, to tell it from its namesakes."""
    body = report.body
    above = dict.fromkeys(p for p in (body.province, body.prefecture) if p)
    return "".join(above) + (body.name or body.division or "")


def _years_named(held: Sequence[tuple[BodyRef, list[Report]]], scope: Scope) -> tuple[int, ...] | None:
    """The years asked for; the newest in common when none was; None for every year each has."""
    if scope.years:
        return tuple(y for y in scope.years if y not in scope.exclude_years)
    if not scope.year_assumed:
        return None
    sets = [{r.year for r in _preferred(found)} for _, found in held if found]
    common = set.intersection(*sets) - {None} if sets else set()
    return (max(y for y in common if y is not None),) if common and len(held) > 1 else None


def _preferred(found: Sequence[Report]) -> list[Report]:
    """The government's reports where there are any, else all."""
    return [r for r in found if r.body.kind == BodyKind.GOVERNMENT] or list(found)


def _newest_own(found: Sequence[Report], years: tuple[int, ...]) -> tuple[int, ...]:
    own = [r.year for r in _preferred(found) if r.year in years and r.year is not None]
    return (max(own),) if own else years[-1:]


def _pick(ref: BodyRef, found: Sequence[Report]) -> Pick | None:
    if not found:
        return None
    if ref.kind is None and ref.report_body is None:
        for kind in OWN_KINDS:
            same = [r for r in found if r.body.kind == kind]
            if same:
                named = ref.name == same[0].body.name  # asked by the office's own name: nothing is assumed
                return Pick(
                    report=same[0], asked=ref, stands_in=kind == BodyKind.OFFICE and not named, versions=tuple(same[1:])
                )
    return Pick(report=found[0], asked=ref, versions=tuple(r for r in found[1:] if r.body.kind == found[0].body.kind))


def _no_report(store: FactStore, ref: BodyRef, year: int | None) -> Gap:
    others: list[Report] = []
    if ref.division_code is not None:
        others = store.reports(division_codes=[ref.division_code])
    names = tuple(dict.fromkeys(r.body.name for r in others if r.body.name))
    return Gap(asked=ref, year=year, reason="no_such_report", others=names)


def _no_year(ref: BodyRef, year: int, found: Sequence[Report]) -> Gap:
    years = tuple(sorted({r.year for r in found if r.year is not None}))
    return Gap(asked=ref, year=year, reason="year_missing", years=years)


# -- every report of a scope ------------------------------------------------------------------------------------


def _unnamed(store: FactStore, scope: Scope) -> Resolution:
    kinds = scope.kinds or default_kinds(scope.levels)
    regions, levels = scope.regions or None, [level.value for level in scope.levels] or None
    named = [kind.value for kind in kinds] or None
    plain = not (scope.exclude or scope.exclude_years or scope.division_suffixes)
    counts = store.year_counts(regions=regions, levels=levels, kinds=named) if plain else None
    wanted = _years_wanted(scope, counts) if counts is not None else None  # only those headers are read
    found = store.reports(regions=regions, levels=levels, kinds=named, years=wanted)
    found = [r for r in _without_years(found, scope) if _suffixed(r, scope)]
    if counts is None:
        counts = Counter(r.year for r in found)
    held = tuple(sorted(y for y in counts if y is not None))
    years = scope.years or (held[-1:] if scope.year_assumed else held)
    matched = [r for r in found if r.year in years or (not years and r.year is None)]
    picks, dropped = _one_each(matched, BodyKind.OFFICE in scope.kinds and BodyKind.GOVERNMENT not in scope.kinds)
    return Resolution(
        picks=tuple(picks),
        years=years,
        years_held=held,
        reports_any_year=sum(counts.values()),
        reports_matched=len(matched),
        year_assumed=scope.year_assumed,
        dropped=tuple(dropped),
    )


def _years_wanted(scope: Scope, counts: Mapping[int | None, int]) -> tuple[int, ...] | None:
    """The years whose reports must be read; None for every one."""
    if scope.years:
        return scope.years
    held = sorted(y for y in counts if y is not None)
    return tuple(held[-1:]) if scope.year_assumed and held else None


def _suffixed(report: Report, scope: Scope) -> bool:
    return not scope.division_suffixes or (report.body.division or "").endswith(scope.division_suffixes)


def _one_each(found: Sequence[Report], offices_asked: bool) -> tuple[list[Pick], list[Report]]:
    """One pick for each division (or other body) and year; offices that give way to their government."""
    groups: dict[tuple[str, int | None], list[Report]] = {}
    for report in found:
        groups.setdefault((_owner(report), report.year), []).append(report)
    picks: list[Pick] = []
    dropped: list[Report] = []
    for group in groups.values():
        first = min(group, key=lambda r: _preference(r))
        same = [r for r in group if r.body.kind == first.body.kind]
        office = first.body.kind == BodyKind.OFFICE and not offices_asked
        picks.append(Pick(report=first, stands_in=office, versions=tuple(r for r in same if r is not first)))
        dropped += [r for r in group if r.body.kind != first.body.kind]
    return picks, dropped


def _owner(report: Report) -> str:
    """What counts once: a division for its government and office, else the body."""
    body = report.body
    if body.kind in OWN_KINDS and (body.division_code or body.division):
        return f"division:{body.division_code or body.division}"
    return f"body:{body.division_code}:{body.name or report.report_id}"


def _preference(report: Report) -> int:
    return OWN_KINDS.index(report.body.kind) if report.body.kind in OWN_KINDS else len(OWN_KINDS)


def is_of(report: Report, ref: BodyRef) -> bool:
    """Whether a report is of the body that a reference names; a division without a kind means all its bodies."""
    body = report.body
    if ref.report_body is not None:
        return body.name == ref.report_body
    if ref.kind is not None and body.kind != ref.kind:
        return False
    if ref.division_code is not None and body.division_code == ref.division_code:
        return True
    return ref.name in (body.division, body.name)
