"""Reading documents, scored cell by cell against truth files: recovered, flagged, or silently wrong.

A truth file is JSON in one of two forms. Ours: `{"body": …, "year": …, "cells": {"requests.received@total": 41,
"licensing.decisions@total": null}}`, null for a cell that prints no number; cells that are not named are not scored.
Or the form's own tables: `entity`, `year`, `table2` (label → numbers), `table3` (25 rows of seven numbers, in the
form's order), `table4` (group → outcome → number, or fifteen numbers), and `style.zero`: what the document prints for 0.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from corpus import catalogue
from corpus.errors import InputError, UsageError
from corpus.models import Fact, Model, ParsedReport, State
from corpus.normalize import compact
from corpus.settings import Settings
from eval.dataset import EvalCase, Expect
from eval.scorers import Failure, Result, Score

TRUTH = ".truth.json"
SILENT = ("blank", "nbsp", "-", "/", "—", "－", "―", "–")  # printed zeros that are no reported 0
SHOWN = 5  # wrong cells named in a score
Key = tuple[str, str]
Values = Mapping[Key, Decimal | None]


class Truth(Model):
    """What a document prints: `cells` maps (indicator, applicant) to its number, None where it prints none."""

    body: str | None
    year: int | None
    cells: dict[Key, Decimal | None]


def truth_cases(folder: str | Path) -> tuple[EvalCase, ...]:
    """A case for every document beside a truth file of its name: a.truth.json judges a.html, a.docx, a.web.pdf."""
    where = Path(folder)
    found = [case for path in sorted(where.rglob(f"*{TRUTH}")) for case in _beside(path)]
    if not found:
        raise UsageError(f"{folder} holds no document with a {TRUTH} beside it")
    return tuple(found)


def _beside(truth: Path) -> Iterator[EvalCase]:
    stem = truth.name.removesuffix(TRUTH)
    for document in sorted(truth.parent.glob(f"{stem}.*")):
        if document.name != truth.name:
            form = document.name.removeprefix(f"{stem}.")
            yield EvalCase(
                id=f"{truth.parent.name}/{document.name}", document=str(document), truth=str(truth), expect=Expect(kind="cells"),
                tags=("extraction", form), where=f"{truth}:1",
            )  # fmt: skip


def read_truth(path: Path) -> Truth:
    """The truth of a file. UsageError where it is none."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        cells = _named(raw["cells"]) if "cells" in raw else _of_tables(raw)
        body = raw.get("body") or raw.get("entity")
        return Truth(body=body, year=raw.get("year"), cells=cells)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{path} is no truth file", hint="docs/eval.md shows its form") from error


def _named(cells: Mapping[str, Any]) -> dict[Key, Decimal | None]:
    known = set(catalogue.load().cells)
    found = {}
    for name, value in cells.items():
        indicator, _, applicant = name.partition("@")
        key = (indicator, applicant or catalogue.TOTAL)
        if key not in known:
            raise ValueError(f"no cell {name}")
        found[key] = None if value is None else Decimal(str(value))
    return found


def _of_tables(raw: Mapping[str, Any]) -> dict[Key, Decimal | None]:
    form = catalogue.load()
    found: dict[Key, Decimal] = {}
    by_label: dict[str, list[str]] = {}
    for indicator in form.table(2):
        by_label.setdefault(indicator.label, []).append(indicator.id)
    for label, values in raw["table2"].items():
        listed = values if isinstance(values, list) else [values]
        ids = by_label[label.partition("_")[0]]
        found |= {(i, catalogue.TOTAL): Decimal(str(v)) for i, v in zip(ids, listed, strict=True)}
    rows = raw["table3"].values() if isinstance(raw["table3"], dict) else raw["table3"]
    for indicator, row in zip(form.table(3), rows, strict=True):
        found |= {
            (indicator.id, a.id): Decimal(str(v)) for a, v in zip(form.applicants, row, strict=True)
        }  # applicants end with the total, as the form's columns do
    last = raw["table4"]
    flat = [v for group in last.values() for v in group.values()] if isinstance(last, dict) else last
    found |= {(i.id, catalogue.TOTAL): Decimal(str(v)) for i, v in zip(form.table(4), flat, strict=True)}
    silent = (raw.get("style") or {}).get("zero") in SILENT
    return {key: None if silent and value == 0 else value for key, value in found.items()}


# -- scores -----------------------------------------------------------------------------------------------------


def score_document(case: EvalCase) -> Score:
    """Read the case's document and compare it with its truth."""
    from ingest.parse import parse

    here = Path(case.where.rsplit(":", 1)[0]).parent
    document, truth = _path(case.document, here), read_truth(_path(case.truth, here))
    try:
        parsed = parse(document.read_bytes(), document.name, Settings())
    except OSError as error:
        raise UsageError(f"{document} cannot be read") from error
    except InputError as error:
        got = f"refused: {error}"
        return _score(
            case, truth, recovered=0, failures=[Failure.CELL_MISSING], result=Result.NEEDLESS_ABSTENTION, got=got
        )
    return _compared(case, truth, parsed)


def _path(given: str | None, here: Path) -> Path:
    """A path of a set: from where the set lies, else from here."""
    path = Path(given or "")
    return here / path if (here / path).exists() else path


def _compared(case: EvalCase, truth: Truth, parsed: ParsedReport) -> Score:
    read = {(f.indicator, f.applicant): f for f in parsed.facts}
    wrong = [key for key, value in truth.cells.items() if _differs(read.get(key), value)]
    flagged = [key for key in truth.cells if (f := read.get(key)) is None or f.state is State.UNREADABLE]
    report = parsed.report
    failures = [Failure.CELL_WRONG] * bool(wrong) + [Failure.CELL_MISSING] * bool(flagged)
    confused = False
    for what, printed, found in (
        (Failure.BODY, truth.body, report.body.name),
        (Failure.YEAR, truth.year, report.year),
    ):
        if printed is not None and compact(str(found or "")) != compact(str(printed)):
            failures.append(what)
            confused = confused or found is not None
    named = "; ".join(f"{i}@{a} {_shown(read.get((i, a)))}, printed {truth.cells[i, a]}" for i, a in wrong[:SHOWN])
    recovered = len(truth.cells) - len(wrong) - len(flagged)
    got = f"{recovered} recovered, {len(flagged)} flagged, {len(wrong)} silently wrong" + (
        f": {named}" if named else ""
    )
    if Failure.BODY in failures or Failure.YEAR in failures:
        got += f"; {report.body.name} {report.year}"
    result = Result.WRONG if wrong or confused else Result.NEEDLESS_ABSTENTION if failures else Result.RIGHT
    return _score(case, truth, recovered=recovered, failures=failures, result=result, got=got)


def _differs(fact: Fact | None, printed: Decimal | None) -> bool:
    """Whether another number, or another kind of cell, was read than is printed; unreadable is no claim."""
    if fact is None or fact.state is State.UNREADABLE:
        return False
    return fact.value != printed


def _shown(fact: Fact | None) -> str:
    return "absent" if fact is None else f"read {fact.raw!r} as {fact.value}"


def _score(case: EvalCase, truth: Truth, *, recovered: int, failures: list[Failure], result: Result, got: str) -> Score:
    who = " ".join(str(x) for x in (truth.body, truth.year) if x is not None)
    return Score(
        case_id=case.id, result=result, failures=tuple(failures), expected=f"{len(truth.cells)} cells of {who}".strip(),
        got=got, cells_expected=len(truth.cells), cells_found=recovered, cells_cited=len(truth.cells),
        plan_kind="extraction",
    )  # fmt: skip
