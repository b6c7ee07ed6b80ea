"""The desk where a plan is executed: the stores, the language, the ledger, and how bodies and figures are named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from importlib import import_module
from typing import Any, Literal

from corpus.catalogue import Catalogue
from corpus.facts import FactStore
from corpus.models import BodyKind, Model, Report
from qa import draft as d
from qa import lexicon
from qa.answer import Coverage, Value
from qa.derive import Figure, figures, key_of
from qa.draft import Draft, Segment, Slot
from qa.ledger import Ledger, label
from qa.plan import Language, Measure, QueryPlan, Scope
from qa.resolve import Resolution, resolve, without_offices
from qa.verify import Derivation

COUNTED = "件"  # the unit of what is counted


class Outcome(Model):
    """What executing a plan gave, before it is proved: sentences (the first answers), warnings, and their evidence."""

    status: Literal["answered", "abstained", "clarify"] = "answered"
    reason: str | None = None
    value: Value = Value(kind="none")
    sentences: tuple[Draft, ...] = ()
    warnings: tuple[tuple[str, Draft], ...] = ()
    coverage: Coverage = Coverage()
    years: tuple[int, ...] = ()
    derivations: tuple[Derivation, ...] = ()
    unsaid: tuple[str, ...] = ()  # codes of warnings that the sentences already say
    choices: tuple[str, ...] = ()
    nearest: str | None = None


@dataclass(frozen=True)
class Desk:
    """All that an executor may touch."""

    store: FactStore
    catalogue: Catalogue
    language: Language
    query: QueryPlan
    ledger: Ledger
    passages: Callable[[], Any]
    names: set[str] = field(default_factory=set)
    values: set[Decimal] = field(default_factory=set)  # figures said besides the ledger's: sums of identities, parts
    counts: set[int] = field(default_factory=set)
    workings: set[str] = field(default_factory=set)
    years: set[int] = field(default_factory=set)  # years said: of the plan, and those that reports are held for

    def resolve(self, scope: Scope, measures: Sequence[Measure] = ()) -> Resolution:
        """The reports of a scope; the years of the scope, its reports and its gaps may be said. For figures of what only
        a government does, a division is not represented by its office."""
        found = resolve(self.store, scope)
        if scope.among is not None:
            found = import_module("qa.executors.among").narrowed(found, scope.among, self)
        if any(self.acts(m) for m in measures):
            found = without_offices(found, scope)
        self.years.update(scope.years, scope.exclude_years, found.years, found.years_held)
        self.years.update(p.report.year for p in found.picks if p.report.year is not None)
        for gap in found.gaps:
            self.years.update(gap.years, () if gap.year is None else (gap.year,))
        return found

    def acts(self, measure: Measure) -> bool:
        """Whether a figure is of what only a government with its departments does, as licensing: no office does."""
        return measure.indicator.partition(".")[0] in lexicon.load().measures["acts"]

    def say(self, key: str, **slots: Slot) -> Draft:
        return d.say(self.language, key, **slots)

    def join(self, items: Sequence[Slot], kind: str = "and") -> Draft:
        return d.join(self.language, items, kind)

    def name(self, text: str) -> Segment:
        self.names.add(text)
        return d.name(text)

    def body(self, report: Report) -> Segment:
        """A report's body: the division for its government's report, else the body's own name."""
        return self.name(body_name(report, self.language))

    def place(self, report: Report) -> Segment:
        """The division that a report is of, whatever body made it."""
        return self.name(place_name(report, self.language))

    def entity(self, report: Report, bodies: bool) -> str:
        """What a value list calls it: the division, or the body where bodies were asked for."""
        return entity_name(report, bodies)

    def measure(self, measure: Measure) -> Segment:
        return self.name(label(*key_of(measure), self.catalogue, self.language))

    def amount(self, value: Decimal, unit: str) -> Draft:
        """A number with its unit, in words of the language."""
        sign = "%" if unit == "%" else ""
        key = f"unit.{unit}"
        if key not in d.sentences(self.language):
            return (d.number(value), self.name(unit))
        return d.say(self.language, key, n=d.number(value, sign))

    def superlative(self, unit: str, *, descending: bool) -> Draft:
        """Most or fewest of what is counted, highest or lowest of rates and amounts."""
        sort = "" if unit == COUNTED else "_rate" if unit == "%" else "_amount"
        return self.say(f"rank.{'most' if descending else 'least'}{sort}")

    def figures(self, reports: Sequence[Report], measures: Sequence[Measure]) -> dict[tuple[str, Measure], Figure]:
        """The figure of every measure in every report."""
        keys = {m: key_of(m) for m in measures}
        ids = list(dict.fromkeys(r.report_id for r in reports))
        found = figures(self.store, self.catalogue, ids, list(dict.fromkeys(keys.values())))
        return {(r, m): found[r, k] for r in ids for m, k in keys.items()}


def body_name(report: Report, language: Language) -> str:
    """A body as a sentence calls it; English adds the English name where the division has one."""
    body = report.body
    printed = body.name or body.division or report.source
    own = body.division or printed
    chinese = own if body.kind == BodyKind.GOVERNMENT else printed
    if language == "zh":
        return chinese
    english = _english(report)
    if english is None:
        return chinese
    if body.kind == BodyKind.GOVERNMENT:
        return f"{english} ({chinese})"
    if body.kind == BodyKind.OFFICE:
        return f"the {english} government office ({chinese})"
    return chinese


def place_name(report: Report, language: Language) -> str:
    """A division as a sentence calls it; the body's own name where it has none."""
    printed = report.body.division or report.body.name or report.source
    english = _english(report) if language == "en" else None
    return f"{english} ({printed})" if english else printed


def named_in(language: Language, name: str, division_code: str | None, asked: str = "") -> str:
    """A division by its name and code, as a sentence calls it; as it was asked for where the map has no English name."""
    if language == "zh":
        return name
    from corpus import divisions  # the gazetteer: only where an English name is wanted

    found = divisions.by_code(division_code) if division_code else None
    if found is not None and found.name == name:
        return f"{divisions.english_name(found)} ({name})"
    return f"{asked} ({name})" if asked.isascii() and asked and asked != name else name


def _english(report: Report) -> str | None:
    if report.body.division_code is None:
        return None
    from corpus import divisions  # the gazetteer: only where an English name is wanted

    found = divisions.by_code(report.body.division_code, year=report.year)
    return divisions.english_name(found) if found and found.name == report.body.division else None


def entity_name(report: Report, bodies: bool) -> str:
    body = report.body
    own = body.kind in (BodyKind.GOVERNMENT, BodyKind.OFFICE)
    if own and not bodies and body.division:
        return body.division
    return body.name or body.division or report.report_id


def as_json(value: Decimal) -> int | float:
    """A number as JSON writes it."""
    return int(value) if value == value.to_integral_value() else float(value)
