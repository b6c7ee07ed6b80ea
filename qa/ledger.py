"""The ledger of an answer: facts and citations in the order they were said, and what they prove."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from corpus.catalogue import TOTAL, Catalogue
from corpus.facts import FactStore
from corpus.models import Fact, Report
from qa.answer import Citation, FactEvidence
from qa.derive import BATCH, Figure
from qa.plan import Language

CITED_ROW = 400  # characters of a printed row that a citation quotes at most


class Ledger:
    """Collects the evidence of one answer; the same cell is cited once."""

    def __init__(self, store: FactStore, catalogue: Catalogue, language: Language) -> None:
        self.store, self.catalogue, self.language = store, catalogue, language
        self.facts: list[FactEvidence] = []
        self.citations: list[Citation] = []
        self.figures: list[Figure] = []
        self._entered: dict[tuple[str, str, str], int] = {}
        self._cited: dict[tuple[str, int, int, str], str] = {}
        self._texts: dict[str, str] = {}
        self._others: dict[str, Report] = {}  # other texts of a report that was entered

    def enter(self, figure: Figure, report: Report, rank: int | None = None) -> FactEvidence:
        """Note a figure with its cells. The same figure is entered once; a rank is added to it."""
        key = (figure.report_id, figure.indicator, figure.applicant)
        known = self._entered.setdefault(key, len(self.figures))
        if known < len(self.figures):
            if rank is not None and self.facts[known].rank is None:
                self.facts[known] = self.facts[known].model_copy(update={"rank": rank})
            return self.facts[known]
        evidence = self._evidence(figure, report, rank)
        self.figures.append(figure)
        self.facts.append(evidence)
        return evidence

    def _evidence(self, figure: Figure, report: Report, rank: int | None) -> FactEvidence:
        report = self._printed_in(figure.report_id, report)
        cited = tuple(self.cite(fact, report) for fact in figure.cells)
        body = report.body
        return FactEvidence(
            report_id=report.report_id, body=body.name, division=body.division, division_code=body.division_code,
            province=body.province, level=body.level.value if body.level else None,
            body_kind=body.kind.value if body.kind else None, year=report.year, indicator=figure.indicator,
            applicant=figure.applicant, label=printed_label(figure.indicator, figure.applicant, self.catalogue, self.language),
            value=figure.shown, unit=figure.unit, state=figure.state, rank=rank,
            citation=cited[0] if cited else None, citations=cited if figure.computed else (), formula=figure.working,
        )  # fmt: skip

    def cite(self, fact: Fact, report: Report) -> str:
        """The id of the citation of a printed cell."""
        report = self._printed_in(fact.report_id, report)
        where = fact.locator
        known = (report.report_id, where.start, where.end, f"{fact.indicator}@{fact.applicant}")
        if known not in self._cited:
            row = self.text(report.report_id)[where.row_start : where.row_end]
            self._add(
                known,
                Citation(
                    id=f"c{len(self.citations) + 1}", kind="cell", report_id=report.report_id, source=report.source,
                    table=fact.table, row=fact.row, column=fact.column, page=where.page, start=where.start,
                    end=where.end, quote=row[:CITED_ROW], bbox=where.bbox,
                ),
            )  # fmt: skip
        return self._cited[known]

    def _printed_in(self, report_id: str, report: Report) -> Report:
        """The stored report that prints a cell; `report` unless another text of the same body and year gave it."""
        if report_id == report.report_id:
            return report
        if report_id not in self._others:
            self._others[report_id] = self.store.report(report_id) or report
        return self._others[report_id]

    def cite_passage(self, report: Report, start: int, end: int, page: int | None = None) -> Citation:
        """The citation of a slice of stored text."""
        known = (report.report_id, start, end, "passage")
        if known not in self._cited:
            self._add(
                known,
                Citation(
                    id=f"c{len(self.citations) + 1}", kind="passage", report_id=report.report_id, source=report.source,
                    page=page, start=start, end=end, quote=self.text(report.report_id)[start:end],
                ),
            )  # fmt: skip
        return next(c for c in self.citations if c.id == self._cited[known])

    def _add(self, known: tuple[str, int, int, str], citation: Citation) -> None:
        self.citations.append(citation)
        self._cited[known] = citation.id

    def read_ahead(self, reports: Sequence[Report]) -> None:
        """Read the texts of reports that are about to be cited at once, BATCH to a query."""
        wanted = list(dict.fromkeys(r.report_id for r in reports if r.report_id not in self._texts))
        for start in range(0, len(wanted), BATCH):
            self._texts |= self.store.texts(wanted[start : start + BATCH])

    def text(self, report_id: str) -> str:
        if report_id not in self._texts:
            self._texts[report_id] = self.store.text(report_id)
        return self._texts[report_id]


APPLICANT_JOIN: Mapping[str, str] = {"zh": " · ", "en": " · "}


def label(indicator: str, applicant: str, catalogue: Catalogue, language: Language) -> str:
    """How an answer calls a cell: `本年新收政府信息公开申请 · 自然人`."""
    if indicator not in catalogue:
        return indicator
    found = catalogue.get(indicator)
    named = found.name if language == "zh" else found.en
    if applicant == TOTAL:
        return named
    column = catalogue.applicant(applicant)
    return f"{named}{APPLICANT_JOIN[language]}{column.label if language == 'zh' else column.en}"


def printed_label(indicator: str, applicant: str, catalogue: Catalogue, language: Language) -> str:
    """A cell by its printed row and column: `本年新收政府信息公开申请数量 · 总计`; a derived figure by its name."""
    if indicator not in catalogue or language == "en":
        return label(indicator, applicant, catalogue, language)
    found = catalogue.get(indicator)
    if found.derived:
        return label(indicator, applicant, catalogue, language)
    row = found.group if found.table == 4 else found.label
    column = catalogue.applicant(applicant).label if found.table == 3 else found.column
    return f"{row}{APPLICANT_JOIN[language]}{column}"
