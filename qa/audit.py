"""What is wrong or odd in the reports themselves: sums, prose against table, year against year, peers.

A false accusation is worse than a missed one: a rule speaks only where the print itself decides, shows both sides,
and says what it cannot know. Sorted as story leads: errors, warnings, leads, then by place and year.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from corpus import catalogue
from corpus.catalogue import TOTAL
from corpus.facts import FactStore
from corpus.models import BodyKind, Chunk, Fact, IdentityResult, Level, Report, Section, Statement
from qa.rules import form, prose, sums, years
from qa.rules.view import SEVERITIES, Finding, Severity, View

__all__ = ["Finding", "Severity", "View", "audit", "audit_views", "counts", "views"]

ALONE: tuple[Callable[[View], Iterable[Finding]], ...] = (
    sums.check, sums.check_blank_totals, prose.check_table, prose.check_percentages, prose.check_parts,
    prose.check_period, form.check_sections, form.check_small,
)  # fmt: skip
YEARS: tuple[Callable[[View, View], Iterable[Finding]], ...] = (
    years.check_carried, years.check_stock, years.check_jump, years.check_growth, years.check_copied,
)  # fmt: skip
OfReport = TypeVar("OfReport", Fact, Statement, IdentityResult, Chunk)
BATCH = 200  # reports read from the store at once
RECEIVED = "requests.received"
Group = tuple[Level | None, BodyKind | None, int | None]


def audit(
    facts: FactStore,
    report_ids: Sequence[str] | None = None,
    *,
    least: Severity = "lead",
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Finding, ...]:
    """The findings of the given reports (all of them by default), down to the severity `least`.

    Years are compared with, and peers drawn from, the whole corpus. `progress` is called with (done, of).
    """
    reports = facts.reports()
    wanted = {r.report_id for r in reports} if report_ids is None else set(report_ids)
    known_peers: dict[Group, list[View]] = {}
    found: list[Finding] = []
    done = 0
    for batch in _batches(reports, wanted):
        held = views(facts, batch)
        zero = {_group(v.report): v.report for v in held if v.value(RECEIVED) == 0}
        peers = [p for report in zero.values() for p in _peers(facts, report, known_peers)]
        found += [f for f in audit_views(held, peers=peers) if f.report_id in wanted]
        done += len(wanted & {r.report_id for r in batch})
        if progress:
            progress(done, len(wanted))
    return _sorted(found, least)


def _batches(reports: Sequence[Report], wanted: set[str]) -> Iterator[list[Report]]:
    """Every year of the bodies of which a report is wanted, some `BATCH` reports at once; no body is divided."""
    bodies: dict[tuple[str, str], list[Report]] = {}
    for report in reports:
        name = report.body.name or report.report_id
        bodies.setdefault((report.body.division_code or "", name), []).append(report)
    batch: list[Report] = []
    for key in sorted(bodies):
        if not wanted & {r.report_id for r in bodies[key]}:
            continue
        batch += bodies[key]
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _peers(facts: FactStore, report: Report, known: dict[Group, list[View]]) -> list[View]:
    """The requests that bodies of the same level and kind received that year: views with that one cell."""
    group = _group(report)
    if group not in known:
        level, kind, year = group
        alike = [
            r for r in facts.reports(years=[] if year is None else [year])
            if (r.body.level, r.body.kind) == (level, kind)
        ]  # fmt: skip
        ids = [r.report_id for r in alike]
        read = [ids[at : at + BATCH] for at in range(0, len(ids), BATCH)]
        cells = [f for part in read for f in facts.facts(report_ids=part, indicators=[RECEIVED], applicants=[TOTAL])]
        held = _by_report(cells)
        known[group] = [view_of(r, "", held.get(r.report_id, ()), (), (), ()) for r in alike]
    return known[group]


def _group(report: Report) -> Group:
    return report.body.level, report.body.kind, report.year


def views(facts: FactStore, reports: Sequence[Report]) -> list[View]:
    """The reports with their cells, statements, sums and sections."""
    found: list[View] = []
    for start in range(0, len(reports), BATCH):
        batch = reports[start : start + BATCH]
        ids = [r.report_id for r in batch]
        cells = _by_report(facts.facts(report_ids=ids))
        said = _by_report(facts.statements(report_ids=ids))
        sums_ = _by_report(facts.identities(report_ids=ids))
        chunks = _by_report(facts.chunks(report_ids=ids))
        for report in batch:
            rid = report.report_id
            found.append(
                view_of(
                    report,
                    facts.text(rid),
                    cells.get(rid, ()),
                    said.get(rid, ()),
                    sums_.get(rid, ()),
                    chunks.get(rid, ()),
                )
            )
    return found


def view_of(
    report: Report, text: str, cells: Iterable[Fact], said: Iterable[Statement], sums_: Iterable[IdentityResult],
    chunks: Iterable[Chunk],
) -> View:  # fmt: skip
    sections: dict[Section, str] = {}
    for chunk in chunks:
        sections[chunk.section] = sections.get(chunk.section, "") + chunk.text
    return View(
        report=report, text=text, facts={(f.indicator, f.applicant): f for f in cells},
        statements=sorted(said, key=lambda s: s.locator.start), identities=tuple(sums_), sections=sections,
        catalogue=catalogue.load(),
    )  # fmt: skip


def _by_report(items: Iterable[OfReport]) -> dict[str, list[OfReport]]:
    grouped: dict[str, list[OfReport]] = {}
    for item in items:
        grouped.setdefault(item.report_id, []).append(item)
    return grouped


def audit_views(held: Sequence[View], *, peers: Sequence[View] = ()) -> tuple[Finding, ...]:
    """Every finding of these reports, info included, in the order of the rules."""
    found: list[Finding] = []
    for view in held:
        for rule in ALONE:
            found += rule(view)
        found += form.check_peers(view, [p for p in peers if _is_peer(p.report, view.report)])
    for before, now in _consecutive(held):
        for compare in YEARS:
            found += compare(before, now)
    return tuple(found)


def _is_peer(other: Report, report: Report) -> bool:
    return _group(other) == _group(report) and other.report_id != report.report_id


def _consecutive(held: Sequence[View]) -> Iterator[tuple[View, View]]:
    """The report of a body and that of the year after; a year with two versions is left alone."""
    by_body: dict[tuple[str | None, str], dict[int, list[View]]] = {}
    for view in held:
        body, year = view.report.body, view.report.year
        if body.name is not None and year is not None:
            by_body.setdefault((body.division_code, body.name), {}).setdefault(year, []).append(view)
    for byyear in by_body.values():
        for year in sorted(byyear):
            pair = byyear[year], byyear.get(year + 1, [])
            if all(len(side) == 1 for side in pair):
                yield pair[0][0], pair[1][0]


def _sorted(found: Iterable[Finding], least: Severity) -> tuple[Finding, ...]:
    shown = SEVERITIES[: SEVERITIES.index(least) + 1]
    kept = [f for f in found if f.severity in shown]
    order = lambda f: (SEVERITIES.index(f.severity), f.body or "", -(f.year or 0), f.rule, f.text_zh)  # noqa: E731
    return tuple(sorted(kept, key=order))


def counts(found: Iterable[Finding]) -> dict[str, int]:
    """How many of each severity."""
    kept = [f.severity for f in found]
    return {severity: kept.count(severity) for severity in SEVERITIES if severity in kept}
