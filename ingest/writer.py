"""The one writer: what a parsed report means for what is stored already, and the order in which stores change.

Passages first, then the facts in one transaction: a report counts as stored when its facts are there. What was being
written is noted before, so that the next run can clear passages that a killed run left without facts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from corpus.facts import FactStore
from corpus.models import Chunk, Fact, IngestOutcome, ParsedReport, Report, SourceFile, State
from corpus.normalize import compact
from ingest.parse import Parsed

PENDING = "ingest.pending"
TWIN = "another report of the same body and year has other figures"


class Passages(Protocol):
    """What the writer needs of the passage index."""

    def replace(self, report: Report, chunks: Sequence[Chunk]) -> object: ...
    def remove(self, report_ids: Sequence[str]) -> object: ...


class Writer:
    """Stores parsed reports one at a time. `facts` and `passages` are open for writing."""

    def __init__(self, facts: FactStore, passages: Passages) -> None:
        self.facts, self.passages = facts, passages

    def recover(self) -> None:
        """Clear what an interrupted run left: passages of a report whose facts never came."""
        pending = self.facts.get_meta(PENDING)
        if pending and self.facts.report(pending) is None:
            self.passages.remove([pending])
        if pending:
            self.facts.set_meta(PENDING, "")

    def known(self, path: str, sha256: str) -> Report | None:
        """The report stored from exactly this content at this path."""
        for report_id, source in self.facts.find_source(path=path):
            if source.sha256 == sha256:
                return self.facts.report(report_id)
        return None

    def store(self, parsed: Parsed) -> IngestOutcome:
        """Store a report, or add its document to the report that it repeats."""
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
        poorer = [t for t in twins if _is_poorer(self.facts.facts(report_ids=[t.report_id]), parsed.report.facts)]
        rest = [t for t in twins if t not in poorer]
        sources = (source, *(s for t in poorer for s in t.sources if s.path != source.path))
        warnings = (*report.warnings, *((TWIN,) if rest else ()))
        written = parsed.report.model_copy(
            update={
                "report": report.model_copy(update={"sources": sources, "warnings": tuple(dict.fromkeys(warnings))})
            }
        )
        self._write(written, parsed.names)
        for twin in rest:
            self.facts.set_warnings(twin.report_id, list(dict.fromkeys((*twin.warnings, TWIN))))
        self._retire([*older, *(t.report_id for t in poorer)])
        return self._outcome(written, "replaced" if older or poorer else _status(written))

    def settle_unchanged(self, report: Report, path: str, sha256: str) -> None:
        """Finish what a killed run may have left half done for a path: an older version still beside the new."""
        stale = [i for i, s in self.facts.find_source(path=path) if s.sha256 != sha256 and i != report.report_id]
        self._retire([i for i in dict.fromkeys(stale) if self._only_from(i, path)])

    def _again(self, parsed: Parsed, stored: Report, source: SourceFile) -> IngestOutcome:
        if any(s.path == source.path for s in stored.sources):
            rest = tuple(s for s in stored.sources if s.path != source.path)
            first = stored.sources[0].path == source.path
            report = parsed.report.report.model_copy(update={"sources": (source, *rest) if first else (*rest, source)})
            if first:
                self._write(parsed.report.model_copy(update={"report": report}), parsed.names)
            return self._outcome(parsed.report, _status(parsed.report))
        self._add_source(stored, source)
        self._retire(self._older(source))
        return self._outcome(parsed.report, "duplicate", stored.report_id)

    def _write(self, parsed: ParsedReport, names: Sequence[str]) -> None:
        report = parsed.report
        self.facts.set_meta(PENDING, report.report_id)
        self.passages.replace(report, parsed.chunks)
        aliases = {*names, *((report.body.name, compact(report.body.name)) if report.body.name else ())}
        self.facts.save(parsed, aliases)
        self.facts.set_meta(PENDING, "")

    def _add_source(self, report: Report, source: SourceFile) -> None:
        if all((s.path, s.sha256) != (source.path, source.sha256) for s in report.sources):
            self.facts.add_source(report.report_id, source)

    def _retire(self, report_ids: Sequence[str]) -> None:
        for report_id in report_ids:
            self.facts.delete(report_id, reason="replaced")
            self.passages.remove([report_id])

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
        name = compact(report.body.name)
        same = self.facts.reports(names_in=[name], years=[report.year])
        return [
            t
            for t in same
            if compact(t.body.name or "") == name
            and (t.body.division_code == report.body.division_code or not t.body.division_code)
        ]

    def _fuller(self, parsed: ParsedReport, twins: Sequence[Report]) -> Report | None:
        """A stored twin that reads all that this one reads, the same, and more."""
        for twin in twins:
            if _is_poorer(parsed.facts, self.facts.facts(report_ids=[twin.report_id])):
                return twin
        return None

    def _outcome(self, parsed: ParsedReport, status: str, report_id: str | None = None) -> IngestOutcome:
        report = parsed.report
        return outcome_of(parsed, report.sources[0].path, status, report_id or report.report_id)


def _is_poorer(left: Sequence[Fact], right: Sequence[Fact]) -> bool:
    """Whether two readings differ only in cells that `left` could not read."""
    if not right:
        return False
    other = {(f.indicator, f.applicant): f for f in right}
    readable = [f for f in left if f.state is not State.UNREADABLE]
    same = all(
        (o := other.get((f.indicator, f.applicant))) is not None and (o.state, o.value) == (f.state, f.value)
        for f in readable
    )
    return same and len(readable) < sum(f.state is not State.UNREADABLE for f in right)


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
