"""What the rules of the audit see of a report, and what they say of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from corpus.catalogue import TOTAL, Catalogue
from corpus.models import Fact, IdentityResult, Model, Report, Section, Statement
from corpus.resources import read_yaml
from qa.answer import Citation
from qa.derive import Figure, figure

Severity = Literal["error", "warning", "lead", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "lead", "info")
Key = tuple[str, str]


class Side(Model):
    """One side of a finding: what it says, where it is printed, and the figure where it is one."""

    text_zh: str
    text_en: str
    value: Decimal | None
    unit: str = "件"
    quote: str
    citations: tuple[Citation, ...] = ()


class Finding(Model):
    """One defect or oddity of one report. `cell` is the (indicator, applicant) that is most likely wrong."""

    rule: str
    name_zh: str
    name_en: str
    severity: Severity
    report_id: str
    body: str | None
    year: int | None
    text_zh: str
    text_en: str
    left: Side
    right: Side
    cell: tuple[str, str] | None = None
    cannot_know_zh: str
    cannot_know_en: str
    resolve_zh: str
    resolve_en: str


@dataclass(frozen=True)
class View:
    """A report with its cells, figures in prose and sums."""

    report: Report
    text: str
    facts: Mapping[Key, Fact]
    statements: Sequence[Statement]
    identities: Sequence[IdentityResult]
    sections: Mapping[Section, str]
    catalogue: Catalogue

    def figure(self, indicator: str, applicant: str = TOTAL) -> Figure:
        """The printed cell or what its formula gives, as `qa.derive` reads it."""
        cells = {(self.report.report_id, *k): f for k, f in self.facts.items()}
        return figure(self.report.report_id, (indicator, applicant), cells, self.catalogue)

    def value(self, indicator: str, applicant: str = TOTAL) -> Decimal | None:
        return self.figure(indicator, applicant).value

    def label(self, indicator: str, applicant: str = TOTAL, *, english: bool = False) -> str:
        """How answers call the cell."""
        if indicator not in self.catalogue:
            return indicator
        row = self.catalogue.get(indicator)
        name = row.en if english else row.name
        if applicant == TOTAL or row.table not in (0, 3):
            return name
        column = self.catalogue.applicant(applicant)
        return f"{name} ({column.en})" if english else f"{name}·{column.label}"

    def cite(self, fact: Fact, number: int) -> Citation:
        where = fact.locator
        return Citation(
            id=f"c{number}", kind="cell", report_id=self.report.report_id, source=self.report.source, table=fact.table,
            row=fact.row, column=fact.column, page=where.page, start=where.start, end=where.end,
            quote=self.text[where.row_start : where.row_end], bbox=where.bbox,
        )  # fmt: skip

    def cite_statement(self, statement: Statement, number: int) -> Citation:
        where = statement.locator
        return self.cite_span(where.start, where.end, where.row_start, where.row_end, number)

    def cite_span(self, start: int, end: int, row_start: int, row_end: int, number: int) -> Citation:
        return Citation(
            id=f"c{number}", kind="passage", report_id=self.report.report_id, source=self.report.source,
            start=start, end=end, quote=self.text[row_start:row_end],
        )  # fmt: skip

    def cell_side(self, indicator: str, applicant: str = TOTAL, number: int = 2) -> Side:
        """The side that the table takes: a cell, or a formula over cells with each of them cited."""
        found = self.figure(indicator, applicant)
        cites = tuple(self.cite(fact, number + i) for i, fact in enumerate(found.cells))
        value = plain(found.shown) if found.shown is not None else "—"
        return Side(
            text_zh=f"表格：{self.label(indicator, applicant)} {value}{found.unit}",
            text_en=f"table: {self.label(indicator, applicant, english=True)} {value}{_unit_en(found.unit)}",
            value=found.value, unit=found.unit, quote="；".join(dict.fromkeys(joined(c.quote) for c in cites)),
            citations=cites,
        )  # fmt: skip

    def prose_side(self, statement: Statement, number: int = 1) -> Side:
        cite = self.cite_statement(statement, number)
        return Side(
            text_zh=f"正文：{joined(statement.subject)}{joined(statement.raw)}{_unit_zh(statement)}",
            text_en=f"prose: “{joined(statement.subject)} {joined(statement.raw)}{_unit_zh(statement)}”",
            value=statement.value, unit=statement.unit, quote=joined(cite.quote), citations=(cite,),
        )  # fmt: skip


def finding(
    view: View,
    rule: str,
    left: Side,
    right: Side,
    zh: str,
    en: str,
    *,
    cell: Key | None = None,
    severity: Severity | None = None,
) -> Finding:
    """A finding with what its rule says of itself."""
    about = rules()[rule]
    return Finding(
        rule=rule, name_zh=about["name"]["zh"], name_en=about["name"]["en"], severity=severity or about["severity"],
        report_id=view.report.report_id, body=view.report.body.name, year=view.report.year, text_zh=zh, text_en=en,
        left=left, right=right, cell=cell, cannot_know_zh=about["cannot_know"]["zh"],
        cannot_know_en=about["cannot_know"]["en"], resolve_zh=about["resolve"]["zh"],
        resolve_en=about["resolve"]["en"],
    )  # fmt: skip


@lru_cache(maxsize=1)
def rules() -> Mapping[str, Any]:
    """Rule id → severity, name, what it cannot know, what would resolve it (`audit_rules.yaml`)."""
    raw = read_yaml("qa", "audit_rules.yaml")
    return {row["id"]: row for row in raw["rules"]}


def plain(value: Decimal) -> str:
    """A number in plain digits, whole numbers without a fraction."""
    return format(value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize(), "f")


def joined(text: str) -> str:
    """A printed passage on one line, without the breaks of the print."""
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    return "".join(lines)


def _unit_zh(statement: Statement) -> str:
    return "" if statement.unit == "%" or statement.raw.endswith(statement.unit) else statement.unit


def _unit_en(unit: str) -> str:
    return {"件": "", "%": "%"}.get(unit, f" {unit}")
