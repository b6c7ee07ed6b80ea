"""What the planner may know of the corpus and of the map: which bodies have reports, for which years, and which
divisions a text names. Every method costs a constant number of indexed queries, whatever the size of the corpus.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from corpus.models import BodyKind, Division, Level, Model, Report

if TYPE_CHECKING:
    from corpus.facts import FactStore

MAX_CANDIDATES = 4000  # names tried in one query
CACHE_SIZE = 2000


class HeldBody(Model):
    """A body with reports in the corpus; `years` ascending."""

    name: str
    division: str | None = None
    division_code: str | None = None
    province: str | None = None
    prefecture: str | None = None
    level: Level | None = None
    kind: BodyKind | None = None
    years: tuple[int, ...] = ()


class Place(Model):
    """A division named in a text at `start:end`, with every division that the name can mean."""

    start: int
    end: int
    text: str
    divisions: tuple[Division, ...]
    full: bool = True  # the whole name, or Latin letters; not a short name (同心)


class Directory(Protocol):
    """What the linker asks."""

    def places(self, text: str, year: int | None = None) -> tuple[Place, ...]:
        """Divisions named in `text`, left to right, longest first, in Chinese or pinyin."""

    def named(self, candidates: Sequence[str]) -> Mapping[str, tuple[HeldBody, ...]]:
        """Which of the `candidates` are names of bodies in the corpus."""

    def of_divisions(self, codes: Sequence[str]) -> Mapping[str, tuple[HeldBody, ...]]:
        """The bodies in the corpus that report for each division of `codes`."""

    def years(self) -> tuple[int, ...]:
        """The years of the reports in the corpus, ascending."""


def held_bodies(reports: Sequence[Report]) -> tuple[HeldBody, ...]:
    """Reports grouped by the body that made them."""
    years: dict[tuple[str, str | None], set[int]] = {}
    first: dict[tuple[str, str | None], Report] = {}
    for report in reports:
        if report.body.name is None:
            continue
        key = (report.body.name, report.body.division_code)
        first.setdefault(key, report)
        years.setdefault(key, set())
        if report.year is not None:
            years[key].add(report.year)
    return tuple(
        HeldBody(
            name=key[0], division=r.body.division, division_code=r.body.division_code, province=r.body.province,
            prefecture=r.body.prefecture, level=r.body.level, kind=r.body.kind, years=tuple(sorted(years[key])),
        )
        for key, r in sorted(first.items(), key=lambda item: (item[0][1] or "", item[0][0]))
    )  # fmt: skip


class StoreDirectory:
    """A directory over the facts store and the gazetteer; what it learnt is kept until the corpus changes."""

    def __init__(self, facts: FactStore) -> None:
        self._facts = facts
        self._version: str | None = None
        self._named: dict[str, tuple[HeldBody, ...]] = {}
        self._codes: dict[str, tuple[HeldBody, ...]] = {}
        self._years: tuple[int, ...] | None = None

    def places(self, text: str, year: int | None = None) -> tuple[Place, ...]:
        from corpus import divisions

        found = divisions.mentions(text, year)
        return tuple(
            Place(start=m.start, end=m.end, text=m.text, divisions=m.divisions, full=m.form != "short") for m in found
        )

    def named(self, candidates: Sequence[str]) -> Mapping[str, tuple[HeldBody, ...]]:
        self._refresh()
        asked = list(dict.fromkeys(candidates))[:MAX_CANDIDATES]
        unknown = [name for name in asked if name not in self._named]
        if unknown:
            if len(self._named) + len(unknown) > CACHE_SIZE * 10:
                self._named.clear()
                unknown = asked
            found = self._facts.names_found(unknown)
            wanted = sorted({report_id for ids in found.values() for report_id in ids})
            reports = {r.report_id: r for r in self._facts.reports(report_ids=wanted)} if wanted else {}
            for name in unknown:
                self._named[name] = held_bodies([reports[i] for i in found.get(name, ()) if i in reports])
        return {name: self._named[name] for name in asked if self._named[name]}

    def of_divisions(self, codes: Sequence[str]) -> Mapping[str, tuple[HeldBody, ...]]:
        self._refresh()
        unknown = [code for code in dict.fromkeys(codes) if code not in self._codes]
        if unknown:
            if len(self._codes) > CACHE_SIZE:
                self._codes.clear()
                unknown = list(dict.fromkeys(codes))
            reports = self._facts.reports(division_codes=unknown)
            for code in unknown:
                self._codes[code] = held_bodies([r for r in reports if r.body.division_code == code])
        return {code: self._codes[code] for code in codes if self._codes[code]}

    def years(self) -> tuple[int, ...]:
        self._refresh()
        if self._years is None:
            self._years = self._facts.years()
        return self._years

    def _refresh(self) -> None:
        version = self._facts.corpus_version()
        if version != self._version:
            self._version = version
            self._named.clear()
            self._codes.clear()
            self._years = None
