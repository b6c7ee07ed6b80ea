"""What is wrong with a set before any answer is scored: duplicates, gold that cannot be, gold that the corpus contradicts.

The stored cells are compared as they are; nothing of `qa` is asked.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pydantic import Field

from corpus import catalogue, formulas
from corpus.facts import FactStore
from corpus.models import Model, Report
from corpus.normalize import compact
from eval.dataset import EvalCase, Expect, ExpectedCell

REASONS = frozenset(
    {
        "no_such_report", "year_missing", "not_reported", "out_of_scope", "ambiguous_body", "false_premise", "opinion",
        "unreadable", "no_evidence", "exact", "rounded", "derived", "wrong_value", "wrong_category", "wrong_body", "wrong_year",
        "wrong_unit", "wrong_comparison", "not_comparable",
    }
)  # fmt: skip
WARNINGS = frozenset(
    {
        "tie", "scope_mismatch", "body_assumed", "year_assumed", "district_counted", "identity_broken", "narrative_contradicts",
        "blank_left_out", "small_n", "partial_coverage", "definition", "versions_disagree", "annotated",
    }
)  # fmt: skip
KINDS = frozenset({"number", "numbers", "entities", "ranking", "text", "boolean", "none", "cells"})
VALUES = ("number", "numbers", "entities", "entities_ordered", "ranking", "boolean")
DECIDING = frozenset({*VALUES, "status", "verdict", "reason"})  # other fields may be worded in several ways
MARKS = re.compile(r"[\s，。？！、,.?!:：；;\"'“”]+")
PERCENT = Decimal(100)


class Finding(Model):
    """One defect of a set: the case, where it stands, what is wrong with it."""

    case_id: str
    where: str
    code: str = Field(description="duplicate, contradiction, unanswerable, contradicted, unknown_word, unread")
    text: str


def lint(cases: Sequence[EvalCase], store: FactStore | None = None) -> tuple[Finding, ...]:
    """All that is wrong, in the order of the set; with a store, gold is held against its cells."""
    found = [*_duplicates(cases), *_groups(cases)]
    corpus = _Corpus(store) if store is not None else None
    for case in cases:
        found += [_finding(case, code, text) for code, text in _alone(case)]
        if corpus is not None:
            found += [_finding(case, code, text) for code, text in _against(case, corpus)]
    order = {case.id: number for number, case in enumerate(cases)}
    return tuple(sorted(found, key=lambda f: order[f.case_id]))


def _finding(case: EvalCase, code: str, text: str) -> Finding:
    return Finding(case_id=case.id, where=case.where, code=code, text=text)


def _asked(case: EvalCase) -> tuple[str, ...]:
    """What is asked, without what does not change it: width, case, spaces, punctuation."""
    turns = (*case.previous, case.text)
    return tuple(MARKS.sub("", unicodedata.normalize("NFKC", turn)).lower() for turn in turns)


def _duplicates(cases: Sequence[EvalCase]) -> Iterator[Finding]:
    first: dict[tuple[str, ...], EvalCase] = {}
    for case in cases:
        other = first.setdefault(_asked(case), case)
        if other is case:
            continue
        both = other.expect.model_fields_set & case.expect.model_fields_set & DECIDING
        same = all(getattr(other.expect, field) == getattr(case.expect, field) for field in both)
        code, verb = (
            ("duplicate", "asks the same as") if same else ("contradiction", "asks the same but expects other than")
        )
        yield _finding(case, code, f"{verb} {other.id} ({other.where})")


def _groups(cases: Sequence[EvalCase]) -> Iterator[Finding]:
    """Paraphrases whose gold differs."""
    groups: dict[str, list[EvalCase]] = defaultdict(list)
    for case in cases:
        if case.group:
            groups[case.group].append(case)
    for name, members in groups.items():
        for field in VALUES:
            said = [(m, getattr(m.expect, field)) for m in members if getattr(m.expect, field) is not None]
            values = [set(v) if field == "entities" else v for _, v in said]
            if any(v != values[0] for v in values):
                yield _finding(said[-1][0], "contradiction", f"group {name} expects several values of {field}")


def _alone(case: EvalCase) -> Iterator[tuple[str, str]]:
    """What can be seen without a corpus."""
    expect = case.expect
    if not case.read_in and case.document is None:
        yield "unread", "read_in does not say where a person read the answer"
    given = [field for field in VALUES if getattr(expect, field) is not None]
    if expect.status in ("abstained", "clarify") and given:
        yield "unanswerable", f"expects no answer and yet {', '.join(given)}"
    if len(set(given) - {"entities", "entities_ordered"}) > 1:
        yield "unanswerable", f"no answer has {' and '.join(given)} at once"
    words = [(r, REASONS) for r in (expect.reason, *expect.reason_any) if r] + [(expect.kind, KINDS)] * bool(
        expect.kind
    )
    words += [(w, WARNINGS) for w in (*expect.warnings_any, *expect.warnings_all, *expect.warnings_none)]
    for word, known in words:
        if word not in known:
            yield "unknown_word", f"{word} is no word of the contract"
    for cell in expect.cells:
        if cell.indicator not in catalogue.load() and not cell.indicator.startswith("rate."):
            yield "unanswerable", f"the catalogue has no indicator {cell.indicator}"
        if cell.applicant not in {a.id for a in catalogue.load().applicants}:
            yield "unanswerable", f"the catalogue has no applicant {cell.applicant}"


# -- against the corpus -----------------------------------------------------------------------------------------


class _Corpus:
    """The stored reports, their names and files, and the value of a cell."""

    def __init__(self, store: FactStore) -> None:
        self.store = store
        self.reports = store.reports()
        self.names = {n for r in self.reports for n in (r.body.name, r.body.division) if n}
        self.files = {s.name.rsplit("/", 1)[-1] for r in self.reports for s in r.sources}

    def of(self, cell: ExpectedCell) -> list[Report]:
        return [
            r for r in self.reports
            if (cell.body is None or compact(r.body.name or "") == compact(cell.body))
            and (cell.division is None or r.body.division == cell.division) and r.year == cell.year
        ]  # fmt: skip

    def value(self, report: Report, indicator: str, applicant: str) -> Decimal | None:
        """The stored number of a cell, else its formula over stored numbers; None where there is none."""
        stored = self.store.facts(report_ids=[report.report_id], indicators=[indicator], applicants=[applicant])
        if stored:
            return stored[0].value
        known = catalogue.load()
        formula = known.get(indicator).formula if indicator in known else None
        if formula is None:
            return None
        tree = formulas.parse(formula)
        parts = {ref: self.value(report, ref.indicator, ref.applicant or applicant) for ref in formulas.refs(tree)}
        if any(v is None for v in parts.values()):
            return None
        result = formulas.evaluate(tree, lambda ref: parts[ref] or Decimal(0))
        return result * PERCENT if result is not None and known.get(indicator).unit == "%" else result


def _against(case: EvalCase, corpus: _Corpus) -> Iterator[tuple[str, str]]:
    expect = case.expect
    for cell in expect.cells:
        if not corpus.of(cell):
            yield "unanswerable", f"the corpus has no {cell.year} report of {cell.body or cell.division}"
    if expect.cite and not set(expect.cite) & corpus.files:
        yield "unanswerable", f"none of {', '.join(expect.cite)} is in the corpus"
    for name in (*(expect.entities or ()), *(expect.entities_ordered or ()), *(e for e, _ in expect.ranking or ())):
        if not any(compact(name) == compact(known) for known in corpus.names) and not name.isdigit():
            yield "unanswerable", f"the corpus has no body or division {name}"
    yield from _contradicted(expect, corpus)


def _contradicted(expect: Expect, corpus: _Corpus) -> Iterator[tuple[str, str]]:
    """A number whose one cell prints another; a ranking whose cells do."""
    if expect.number is None or len(expect.cells) != 1:
        return
    cell = expect.cells[0]
    for report in corpus.of(cell):
        printed = corpus.value(report, cell.indicator, cell.applicant)
        if printed is not None and abs(printed - expect.number) > expect.tolerance:
            where = f"{report.source} ({report.body.name} {report.year}, {cell.indicator}@{cell.applicant})"
            yield "contradicted", f"expects {expect.number}, but {where} prints {printed}"
