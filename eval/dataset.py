"""Question and claim sets: JSONL, YAML or CSV rows checked against a schema, with errors that name the line.

A case says what is asked, what is expected, and where the expected answer was read (`read_in`): gold is never
produced by the system under test.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, ValidationError, model_validator

from corpus.errors import UsageError
from corpus.models import Model

LIST_FIELDS = ("numbers", "entities", "text_any", "text_none", "cite", "warnings_any", "warnings_none", "choices_any")
SHARED = ("read_in",)  # said once beside `cases` for all of them
CSV_SEPARATOR = "|"


class ExpectedCell(Model):
    """A cell that the answer must rest on. `body` or `division` as stored."""

    body: str | None = None
    division: str | None = None
    year: int
    indicator: str
    applicant: str = "total"


class Expect(Model):
    """What is expected. Fields that are not given are not scored.

    `number` within `tolerance` (absolute, in the answer's unit); `entities` compared as a set, `entities_ordered`
    in order; `ranking` as (entity, value); `text_any` one of them occurs, `text_none` none does.
    """

    status: Literal["answered", "abstained", "clarify"] | None = None
    reason: str | None = None
    reason_any: tuple[str, ...] = ()
    kind: str | None = None
    number: Decimal | None = None
    tolerance: Decimal = Decimal(0)
    unit: str | None = None
    numbers: tuple[Decimal, ...] | None = None
    entities: tuple[str, ...] | None = None
    entities_ordered: tuple[str, ...] | None = None
    ranking: tuple[tuple[str, Decimal], ...] | None = None
    boolean: bool | None = None
    text_any: tuple[str, ...] = ()
    text_all: tuple[str, ...] = ()
    text_none: tuple[str, ...] = ()
    verdict: Literal["supported", "refuted", "unverifiable"] | None = None
    cells: tuple[ExpectedCell, ...] = ()
    cite: tuple[str, ...] = ()
    warnings_any: tuple[str, ...] = ()
    warnings_all: tuple[str, ...] = ()
    warnings_none: tuple[str, ...] = ()
    choices_any: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _something(self) -> Expect:
        if not self.model_fields_set:
            raise ValueError("expects nothing")
        return self


class EvalCase(Model):
    """One question, claim or document with its gold. `group` ties paraphrases that must all give the same answer.

    A `document` is read and judged cell by cell by its `truth` file (`eval.extraction`).
    """

    id: str = Field(min_length=1)
    question: str | None = None
    claim: str | None = None
    document: str | None = None
    truth: str | None = None
    previous: tuple[str, ...] = ()  # earlier turns of the conversation
    expect: Expect
    tags: tuple[str, ...] = ()
    group: str | None = None
    must_pass: bool = False
    read_in: str | None = None
    where: str = ""  # file and line, filled in when read

    @model_validator(mode="after")
    def _one_of(self) -> EvalCase:
        if sum(given is not None for given in (self.question, self.claim, self.document)) != 1:
            raise ValueError("give question or claim or document, one of the three")
        if (self.document is None) != (self.truth is None):
            raise ValueError("a document needs its truth, a truth its document")
        if self.claim is not None and self.expect.verdict is None:
            raise ValueError("a claim expects a verdict")
        return self

    @property
    def text(self) -> str:
        return next((t for t in (self.question, self.claim, self.document) if t is not None), "")


def read_sets(paths: Sequence[str | Path]) -> tuple[EvalCase, ...]:
    """All cases of the sets, in order. UsageError lists what is wrong, each with its file and line."""
    cases: list[EvalCase] = []
    problems: list[str] = []
    seen: dict[str, str] = {}
    for path in _files(paths):
        for where, row in _rows(path, problems):
            case = _case(row, where, problems)
            if case is None:
                continue
            if case.id in seen:
                problems.append(f"{where}: id {case.id!r} is taken by {seen[case.id]}")
            seen[case.id] = where
            cases.append(case)
    if problems:
        raise UsageError("; ".join(problems[:10]) + (f"; and {len(problems) - 10} more" if len(problems) > 10 else ""))
    if not cases:
        raise UsageError("the sets hold no case")
    return tuple(cases)


def _files(paths: Sequence[str | Path]) -> Iterator[Path]:
    for given in paths:
        path = Path(given)
        if path.is_dir():
            yield from sorted(p for p in path.iterdir() if p.suffix in (".jsonl", ".yaml", ".yml", ".csv"))
        elif path.is_file():
            yield path
        else:
            raise UsageError(f"{given}: no such set")


def _rows(path: Path, problems: list[str]) -> Iterator[tuple[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        problems.append(f"{path}: cannot be read as UTF-8 text")
        return
    if path.suffix == ".csv":
        yield from _csv_rows(path, text)
    elif path.suffix in (".yaml", ".yml"):
        yield from _yaml_rows(path, text, problems)
    else:
        yield from _json_rows(path, text, problems)


def _json_rows(path: Path, text: str, problems: list[str]) -> Iterator[tuple[str, Any]]:
    """One case a line; a line of nothing but `read_in` holds for the lines after it."""
    shared: dict[str, Any] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("//"):
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            problems.append(f"{path}:{number}: not JSON ({error})")
            continue
        if isinstance(row, dict) and row and set(row) <= set(SHARED):
            shared = row
        else:
            yield f"{path}:{number}", {**shared, **row} if isinstance(row, dict) else row


def _yaml_rows(path: Path, text: str, problems: list[str]) -> Iterator[tuple[str, Any]]:
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        rows = yaml.safe_load(text)
    except yaml.YAMLError as error:
        problems.append(f"{path}: not YAML ({' '.join(str(error).split())})")
        return
    if isinstance(rows, dict) and "cases" in rows:
        node = next(value for key, value in getattr(node, "value", ()) if key.value == "cases")
        shared = {key: rows[key] for key in SHARED if key in rows}
        rows = [{**shared, **row} if isinstance(row, dict) else row for row in rows["cases"]]
    if not isinstance(rows, list):
        problems.append(f"{path}: not a list of cases")
        return
    for item, row in zip(getattr(node, "value", ()), rows, strict=True):
        yield f"{path}:{item.start_mark.line + 1}", row


def _csv_rows(path: Path, text: str) -> Iterator[tuple[str, Any]]:
    """Columns id, question or claim, tags, and expect fields by name; lists are separated by |."""
    reader = csv.DictReader(io.StringIO(text))
    for row in reader:
        case: dict[str, Any] = {"expect": {}}
        for key, value in row.items():
            if key is None or value is None or value == "":
                continue
            if key in ("id", "question", "claim", "document", "truth", "group", "read_in"):
                case[key] = value
            elif key == "tags":
                case["tags"] = value.split(CSV_SEPARATOR)
            elif key == "must_pass":
                case["must_pass"] = value.lower() in ("1", "true", "yes")
            else:
                case["expect"][key] = value.split(CSV_SEPARATOR) if key in LIST_FIELDS else value
        yield f"{path}:{reader.line_num}", case


def _case(row: Any, where: str, problems: list[str]) -> EvalCase | None:
    if not isinstance(row, dict):
        problems.append(f"{where}: a case is an object with id, question and expect")
        return None
    try:
        given = {"expect": {"kind": "cells"}} if "document" in row else {}
        return EvalCase.model_validate({**given, **_decimals(row), "where": where})
    except ValidationError as error:
        for found in error.errors():
            field = ".".join(str(part) for part in found["loc"]) or "case"
            problems.append(f"{where}: {field}: {found['msg']}")
        return None


def _decimals(value: Any) -> Any:
    """Floats as the decimals they were written as."""
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, dict):
        return {key: _decimals(item) for key, item in value.items()}
    return [_decimals(item) for item in value] if isinstance(value, list) else value
