"""The one writer: what a parsed report means for what is stored already, and the order in which stores change.

Reports wait until a batch is full, because passages are embedded many times faster together. Then: passages of the whole
batch, then the facts of each report in one transaction; a report counts as stored when its facts are there. What is being
written is noted before, so that the next run can clear passages that a killed run left without facts. A report that
touches a waiting one (same content, body and year, or path) has the batch written first, so that nothing is decided on
what is not stored yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from corpus.bodies import same_body
from corpus.facts import FactStore
from corpus.models import Chunk, IngestOutcome, ParsedReport, Report, SourceFile, State
from corpus.normalize import compact
from ingest.parse import Parsed
from ingest.sameness import disagree, is_poorer, is_recognised, near_names, preference, same_cells, same_prose
from ingest.several import PART

PENDING = "ingest.pending"  # ids of reports being written or retired, with spaces between
TWIN = "another report of the same body and year has other figures"
UNCOMPARED = "another document of the same body and year is stored, and too little of one can be read to compare them"
MISREAD = "{other}, as OCR read the name in {source}, is taken for {name}: all their cells agree"
BATCH = 16  # reports whose passages are embedded together


class Passages(Protocol):
    """What the writer needs of the passage index."""

    def replace_many(self, batch: Sequence[tuple[Report, Sequence[Chunk]]]) -> object: ...
    def remove(self, report_ids: Sequence[str]) -> object: ...


class _Waiting(NamedTuple):
    """A report to be written, its stored twins with what is said of them, and those that it takes the place of."""

    parsed: ParsedReport
    names: Sequence[str]
    twins: tuple[tuple[Report, str], ...] = ()
    retired: tuple[str, ...] = ()


class Writer:
    """Stores parsed reports, a batch at a time. `facts` and `passages` are open for writing; `flush` ends the work."""

    def __init__(self, facts: FactStore, passages: Passages) -> None:
        self.facts, self.passages = facts, passages
        self._waiting: list[_Waiting] = []

    def recover(self) -> None:
        """Clear what an interrupted run left: passages of reports whose facts never came, or are gone."""
        pending = (self.facts.get_meta(PENDING) or "").split()
        orphans = [i for i in pending if self.facts.report(i) is None]
        if orphans:
            self.passages.remove(orphans)
        if pending:
            self.facts.set_meta(PENDING, "")

    def flush(self) -> None:
        """Write all that waits."""
        batch, self._waiting = self._waiting, []
        if not batch:
            return
        ids = [i for w in batch for i in (w.parsed.report.report_id, *w.retired)]
        self.facts.set_meta(PENDING, " ".join(ids))
        self.passages.replace_many([(w.parsed.report, w.parsed.chunks) for w in batch])
        for waiting in batch:
            body = waiting.parsed.report.body.name
            self.facts.save(waiting.parsed, {*waiting.names, *((body, compact(body)) if body else ())})
            for twin, said in waiting.twins:
                self.facts.set_warnings(twin.report_id, list(dict.fromkeys((*twin.warnings, said))))
            written = {
                w.parsed.report.report_id for w in batch
            }  # another part of a document may be what a part retires
            self._retire([i for i in waiting.retired if i not in written])
        self.facts.set_meta(PENDING, "")

    def known(self, path: str, sha256: str) -> tuple[tuple[Report, str], ...]:
        """The reports stored from exactly this content at this path, each with its document's name, in its order; ()
        where one of a compilation's is not stored yet."""
        names = {s.name: i for i, s in self.facts.find_source(path=path) if s.sha256 == sha256}
        counts = {int(match["count"]) for name in names if (match := PART.search(name))}
        if counts and counts != {len(names)}:
            return ()
        found = [(self.facts.report(names[name]), name) for name in sorted(names, key=_number)]
        return tuple((report, name) for report, name in found if report is not None)

    def store(self, parsed: Parsed) -> IngestOutcome:
        """Store a report, or add its document to the report that it repeats."""
        if any(_touch(w.parsed, parsed.report) for w in self._waiting):
            self.flush()
        report = parsed.report.report
        source = report.sources[0]
        stored = self.facts.report(report.report_id)
        if stored is not None:
            return self._again(parsed, stored, source)
        older = self._older(source)
        twins = [t for t in self._twins(report) if t.report_id not in older]
        fuller = self._fuller(parsed.report, twins)
        if fuller is not None:
            self._add_source(fuller, source)
            return self._outcome(parsed.report, "duplicate", fuller.report_id)
        misread = next((m for m in self._misread(parsed.report) if m.report_id not in older), None)
        if misread is not None and is_recognised(report):
            return self._same_as(misread, parsed.report, source)
        return self._new(parsed, older, twins, misread)

    def _new(
        self, parsed: Parsed, older: Sequence[str], twins: Sequence[Report], misread: Report | None
    ) -> IngestOutcome:
        """Store a report that is not there yet, in the place of those that it is a better reading of."""
        report = parsed.report.report
        source = report.sources[0]
        poorer = [t for t in twins if self._is_poorer(t, parsed.report)]
        rest = tuple((t, self._said(t, parsed.report)) for t in twins if t not in poorer and not _only_alike(t, report))
        warnings = [*report.warnings, *(said for _, said in rest)]
        if misread is not None:
            poorer.append(misread)
            warnings.append(_misread_warning(report, misread))
        sources = (source, *(s for t in poorer for s in t.sources if s.path != source.path))
        update = {"sources": sources, "warnings": tuple(dict.fromkeys(warnings))}
        written = parsed.report.model_copy(update={"report": report.model_copy(update=update)})
        self._write(_Waiting(written, parsed.names, rest, (*older, *(t.report_id for t in poorer))))
        return self._outcome(written, "replaced" if older or poorer else _status(written))

    def _same_as(self, stored: Report, parsed: ParsedReport, source: SourceFile) -> IngestOutcome:
        """A scan whose body OCR misread is a source of the report that it shows; said on both."""
        said = _misread_warning(stored, parsed.report)
        self._add_source(stored, source)
        self.facts.set_warnings(stored.report_id, list(dict.fromkeys((*stored.warnings, said))))
        report = parsed.report.model_copy(
            update={"body": stored.body, "warnings": tuple(dict.fromkeys((*parsed.report.warnings, said)))}
        )
        return self._outcome(parsed.model_copy(update={"report": report}), "duplicate", stored.report_id)

    def settle_unchanged(self, reports: Sequence[Report], path: str, sha256: str) -> None:
        """Finish what a killed run may have left half done for a path: an older version still beside the new."""
        kept = {report.report_id for report in reports}
        stale = [i for i, s in self.facts.find_source(path=path) if s.sha256 != sha256 and i not in kept]
        self._retire([i for i in dict.fromkeys(stale) if self._only_from(i, path)])

    def _again(self, parsed: Parsed, stored: Report, source: SourceFile) -> IngestOutcome:
        """The same cells once more: from the same path, or another document, whose text is kept where it is better.

        Which document's text is stored must not depend on which came first.
        """
        known = any(s.path == source.path for s in stored.sources)
        rest = tuple(s for s in stored.sources if s.path != source.path)
        first = stored.sources[0]
        better = preference(source, parsed.report.text) < preference(first, self.facts.text(stored.report_id))
        if first.path == source.path or better:
            kept = tuple(w for w in stored.warnings if w in (TWIN, UNCOMPARED))
            report = parsed.report.report
            update = {"sources": (source, *rest), "warnings": tuple(dict.fromkeys((*report.warnings, *kept)))}
            written = parsed.report.model_copy(update={"report": report.model_copy(update=update)})
            self._write(_Waiting(written, parsed.names, (), () if known else tuple(self._older(source))))
        elif not known:
            self._add_source(stored, source)
            self._retire(self._older(source))
        elif all((s.path, s.sha256) != (source.path, source.sha256) for s in stored.sources):
            self._add_source(stored, source)
        return self._outcome(parsed.report, _status(parsed.report) if known else "duplicate", stored.report_id)

    def _write(self, waiting: _Waiting) -> None:
        self._waiting.append(waiting)
        if len(self._waiting) >= BATCH:
            self.flush()

    def _add_source(self, report: Report, source: SourceFile) -> None:
        if all((s.path, s.sha256) != (source.path, source.sha256) for s in report.sources):
            self.facts.add_source(report.report_id, source)

    def _retire(self, report_ids: Sequence[str]) -> None:
        for report_id in report_ids:
            if self.facts.report(report_id) is not None:  # else another part of the same document has retired it
                self.facts.delete(report_id, reason="replaced")
        if report_ids:
            self.passages.remove(report_ids)

    def _older(self, source: SourceFile) -> list[str]:
        """Reports that came from this path alone, with other content."""
        ids = [i for i, s in self.facts.find_source(path=source.path) if s.sha256 != source.sha256]
        return [i for i in dict.fromkeys(ids) if self._only_from(i, source.path)]

    def _only_from(self, report_id: str, path: str) -> bool:
        report = self.facts.report(report_id)
        return report is not None and all(s.path == path for s in report.sources)

    def _twins(self, report: Report) -> list[Report]:
        """Stored reports of the same body for the same year."""
        if report.body.name is None or report.year is None:
            return []
        found = self.facts.reports(names_in=[compact(report.body.name)], years=[report.year])
        if report.body.division_code is not None:
            found += self.facts.reports(division_codes=[report.body.division_code], years=[report.year])
        name = compact(report.body.name)
        return [
            t
            for t in {t.report_id: t for t in found}.values()
            if same_body(t.body) == same_body(report.body)
            or (compact(t.body.name or "") == name and None in (t.body.division_code, report.body.division_code))
        ]

    def _misread(self, parsed: ParsedReport) -> list[Report]:
        """Stored reports of the year with a near-equal name and equal cells, where OCR read one of the two names."""
        report = parsed.report
        if report.year is None or report.body.name is None:
            return []
        same_year = self.facts.bodies_of(report.year, None if is_recognised(report) else ("scan", "image"))
        near = [i for i, name in same_year if i != report.report_id and near_names(report.body.name, name)]
        equal = [i for i in near if same_cells(self.facts.facts(report_ids=[i]), parsed.facts)]
        found = [self.facts.report(i) for i in equal]
        return [r for r in found if r is not None and (is_recognised(r) or is_recognised(report))]

    def _fuller(self, parsed: ParsedReport, twins: Sequence[Report]) -> Report | None:
        """A stored twin that reads all that this one reads, the same, and more (or says which namesake it is)."""
        return next((t for t in twins if self._better(t, parsed)), None)

    def _better(self, twin: Report, parsed: ParsedReport) -> bool:
        facts = self.facts.facts(report_ids=[twin.report_id])
        if _only_alike(twin, parsed.report):
            return twin.body.division_code is not None and same_cells(facts, parsed.facts)
        return is_poorer(parsed.facts, facts, same_words=lambda: self._same_words(twin, parsed))

    def _is_poorer(self, twin: Report, parsed: ParsedReport) -> bool:
        facts = self.facts.facts(report_ids=[twin.report_id])
        if _only_alike(twin, parsed.report):
            return twin.body.division_code is None and same_cells(facts, parsed.facts)
        return is_poorer(facts, parsed.facts, same_words=lambda: self._same_words(twin, parsed))

    def _same_words(self, twin: Report, parsed: ParsedReport) -> bool:
        stored = "".join(c.text for c in self.facts.chunks(report_ids=[twin.report_id]))
        return same_prose(stored, "".join(c.text for c in parsed.chunks))

    def _said(self, twin: Report, parsed: ParsedReport) -> str:
        """What must be said of two stored documents of one body and year."""
        facts = self.facts.facts(report_ids=[twin.report_id])
        return TWIN if disagree(facts, parsed.facts) or not (facts or parsed.facts) else UNCOMPARED

    def _outcome(self, parsed: ParsedReport, status: str, report_id: str | None = None) -> IngestOutcome:
        report = parsed.report
        return outcome_of(parsed, report.sources[0].path, status, report_id or report.report_id)


def _number(name: str) -> int:
    match = PART.search(name)
    return int(match["number"]) if match else 0


def _only_alike(one: Report, other: Report) -> bool:
    """Whether two reports share a name, and which namesake it is one of them does not say."""
    return same_body(one.body) != same_body(other.body)


def _touch(one: ParsedReport, other: ParsedReport) -> bool:
    """Whether what becomes of a report may depend on another that waits to be written."""
    left, right = one.report, other.report
    here, there = left.sources[0], right.sources[0]
    if left.report_id == right.report_id or (here.path == there.path and here.sha256 != there.sha256):
        return True
    if left.year != right.year or left.body.name is None or right.body.name is None:
        return False
    if same_body(left.body) == same_body(right.body) or compact(left.body.name) == compact(right.body.name):
        return True
    return (is_recognised(left) or is_recognised(right)) and near_names(left.body.name, right.body.name)


def _misread_warning(kept: Report, other: Report) -> str:
    return MISREAD.format(other=other.body.name, source=other.source, name=kept.body.name)


def _status(parsed: ParsedReport) -> str:
    unread = any(f.state is State.UNREADABLE for f in parsed.facts)
    return "partial" if unread or not parsed.facts else "ingested"


def outcome_of(parsed: ParsedReport, path: str, status: str, report_id: str) -> IngestOutcome:
    """The outcome as CONTRACT.md prints it."""
    report = parsed.report
    return IngestOutcome.model_validate(
        {
            "path": path,
            "status": status,
            "report_id": report_id,
            "body": report.body.name,
            "division": report.body.division,
            "year": report.year,
            "cells": {s.value: sum(f.state is s for f in parsed.facts) for s in State},
            "identities": {
                "held": report.identities_held,
                "broken": report.identities_broken,
                "untestable": report.identities_untestable,
            },
            "chunks": len(parsed.chunks),
            "warnings": report.warnings,
        }
    )
