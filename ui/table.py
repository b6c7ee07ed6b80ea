"""Rows of facts and reports as a table, CSV, JSON lines in an array, or Parquet."""

from __future__ import annotations

import csv
import io
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import Any

from corpus import catalogue
from corpus.errors import UsageError
from corpus.facts import FactStore
from corpus.jsontext import dumps, plain
from corpus.models import Fact, Report

FORMATS = ("table", "csv", "json", "parquet")
FACT_COLUMNS = (
    "report_id", "body", "division", "division_code", "province", "level", "body_kind", "year", "table", "indicator",
    "applicant", "value", "unit", "state", "raw", "source", "page", "start", "end",
)  # fmt: skip
SHOWN = ("body", "year", "table", "indicator", "applicant", "value", "unit", "state", "source")
REPORT_COLUMNS = ("report_id", "body", "division", "level", "body_kind", "year", "source", "identities")
STORED_TOTALS = ("outcome.other.total",)  # a row of its own where the form has 23 rows
BATCH = 500  # reports whose cells are held at a time
MAX_WIDTH = 44

Row = Mapping[str, Any]


def fact_rows(
    store: FactStore,
    *,
    body: str | None,
    division: str | None,
    years: Sequence[int] | None,
    indicators: Sequence[str] | None,
    applicants: Sequence[str] | None,
) -> Iterator[dict[str, Any]]:
    """One dict a cell in the order of report and print, a batch of reports at a time."""
    found = iter(store.reports(bodies=None if body is None else [body], years=years))
    chosen = (r for r in found if division is None or division in (r.body.division, r.body.division_code))
    while batch := list(islice(chosen, BATCH)):
        by_id = {report.report_id: report for report in batch}
        cells = store.facts(report_ids=list(by_id), indicators=indicators, applicants=applicants)
        by_report: dict[str, list[Fact]] = {}
        for cell in cells:
            by_report.setdefault(cell.report_id, []).append(cell)
        for report in batch:
            for cell in by_report.get(report.report_id, ()):
                yield fact_row(report, cell)


def fact_row(report: Report, fact: Fact) -> dict[str, Any]:
    where = fact.locator
    return {
        **_body(report), "year": report.year, "table": fact.table, "indicator": fact.indicator,
        "applicant": fact.applicant, "value": fact.value, "unit": fact.unit, "state": fact.state.value, "raw": fact.raw,
        "source": report.source, "page": where.page, "start": where.start, "end": where.end,
    }  # fmt: skip


def report_row(report: Report) -> dict[str, Any]:
    held, broken, untestable = report.identities_held, report.identities_broken, report.identities_untestable
    return {
        **_body(report), "year": report.year, "source": report.source,
        "sources": [source.name for source in report.sources], "form": report.form.value,
        "identities": {"held": held, "broken": broken, "untestable": untestable}, "warnings": list(report.warnings),
    }  # fmt: skip


def _body(report: Report) -> dict[str, Any]:
    body = report.body
    return {
        "report_id": report.report_id, "body": body.name, "division": body.division, "division_code": body.division_code,
        "province": body.province, "level": body.level, "body_kind": body.kind,
    }  # fmt: skip


def require_known(indicators: Sequence[str], applicants: Sequence[str]) -> None:
    """UsageError for an indicator or an applicant of which no cell is ever stored."""
    known = catalogue.load()
    for name in indicators:
        if name in known and known.get(name).derived and name not in STORED_TOTALS:
            raise UsageError(f"--indicator {name} is computed from cells, not stored", hint="`gongkai ask` answers it")
        if name not in known and not name.startswith("form2019."):
            near = get_close_matches(name, [i for i, _ in known.cells], n=1, cutoff=0)
            raise UsageError(f"--indicator {name}: no such indicator", hint=f"the nearest is {near[0]}")
    ids = [a.id for a in known.applicants]
    for name in applicants:
        if name not in ids:
            raise UsageError(f"--applicant {name}: not one of {', '.join(ids)}")


def write(rows: Iterable[Row], format_: str, output: Path | None) -> bool:
    """Write rows to a file or standard output; whether there were any. UsageError for Parquet on a terminal."""
    counted = _Counted(rows)
    _write(counted, format_, output)
    return counted.some


class _Counted:
    """Rows passed on; `some` once there was one."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows, self.some = rows, False

    def __iter__(self) -> Iterator[Row]:
        for row in self.rows:
            self.some = True
            yield row


def _write(rows: Iterable[Row], format_: str, output: Path | None) -> None:
    if format_ == "parquet":
        _write_parquet(rows, output)
    elif output is None:
        _write_text(rows, format_, sys.stdout)
    else:
        with output.open("w", encoding="utf-8", newline="") as stream:
            _write_text(rows, format_, stream)


def _write_text(rows: Iterable[Row], format_: str, stream: Any) -> None:
    if format_ == "csv":
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(FACT_COLUMNS)
        for row in rows:
            writer.writerow(["" if (v := row[c]) is None else _csv_value(v) for c in FACT_COLUMNS])
    elif format_ == "json":
        stream.write("[")
        for number, row in enumerate(rows):
            stream.write((",\n" if number else "\n") + dumps({c: row[c] for c in FACT_COLUMNS}))
        stream.write("\n]\n")
    else:
        stream.write(text(list(rows), SHOWN))


def _csv_value(value: Any) -> Any:
    made = plain(value)
    return format(value, "f") if type(value).__name__ == "Decimal" else made


def _write_parquet(rows: Iterable[Row], output: Path | None) -> None:
    if output is None and sys.stdout.isatty():
        raise UsageError("Parquet is binary", hint="add --out FILE or redirect standard output")
    import pyarrow as pa
    import pyarrow.parquet as pq

    numbers = {"year": pa.int32(), "table": pa.int8(), "page": pa.int32(), "start": pa.int32(), "end": pa.int32()}
    schema = pa.schema(
        [(c, pa.decimal128(38, 6) if c == "value" else numbers.get(c, pa.string())) for c in FACT_COLUMNS]
    )
    columns: dict[str, list[Any]] = {c: [] for c in FACT_COLUMNS}
    for row in rows:
        for column in FACT_COLUMNS:
            columns[column].append(row[column])
    made = pa.Table.from_pydict(columns, schema=schema)
    if output is None:
        buffer = io.BytesIO()
        pq.write_table(made, buffer)
        sys.stdout.buffer.write(buffer.getvalue())
    else:
        pq.write_table(made, output)


def text(rows: Sequence[Row], columns: Sequence[str]) -> str:
    """A plain table whose columns line up, wide characters counted as two."""
    cells = [list(columns)] + [[_shown(row[c]) for c in columns] for row in rows]
    widths = [min(MAX_WIDTH, max(map(_width, column))) for column in zip(*cells, strict=True)]
    lines = ["  ".join(_pad(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    return "\n".join(lines) + "\n"


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, Mapping):
        return f"{value['held']} held, {value['broken']} broken, {value['untestable']} untestable"
    return str(plain(value)).replace("\n", " ")


def _width(value: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in value)


def _pad(value: str, width: int) -> str:
    while _width(value) > width:
        value = value[:-2] + "…"
    return value + " " * (width - _width(value))
