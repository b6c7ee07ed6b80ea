"""Rows of the fact store's tables, made from the types and read back into them. JSON columns have sorted keys."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from corpus import catalogue
from corpus.models import (
    Body,
    BodyKind,
    Chunk,
    Fact,
    Form,
    IdentityResult,
    Level,
    Locator,
    ParsedReport,
    Report,
    SourceFile,
    State,
    Statement,
)


def dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def report_row(parsed: ParsedReport) -> dict[str, object]:
    report = parsed.report
    cells = sorted((f.indicator, f.applicant, f.state.value, str(f.value)) for f in parsed.facts)
    content = hashlib.sha256((parsed.text + dump(cells) + report.body.model_dump_json()).encode()).hexdigest()[:16]
    body = report.body
    return {
        "report_id": report.report_id, "body": body.name, "division": body.division,
        "division_code": body.division_code, "province": body.province, "prefecture": body.prefecture,
        "level": body.level, "body_kind": body.kind, "year": report.year, "title": report.title,
        "form": report.form.value, "text": parsed.text, "content": content,
        "identities_held": report.identities_held, "identities_broken": report.identities_broken,
        "identities_untestable": report.identities_untestable, "warnings": dump(list(report.warnings)),
    }  # fmt: skip


def source_row(report_id: str, position: int, source: SourceFile) -> dict[str, object]:
    return {"report_id": report_id, "position": position, **source.model_dump()}


def to_source(row: Mapping[Any, Any]) -> SourceFile:
    return SourceFile(**{key: row[key] for key in SourceFile.model_fields})


def fact_row(fact: Fact) -> dict[str, object]:
    where = fact.locator
    return {
        "report_id": fact.report_id, "position": _position(fact), "table_no": fact.table,
        "indicator": fact.indicator, "applicant": fact.applicant,
        "value": None if fact.value is None else str(fact.value), "unit": fact.unit, "state": fact.state.value,
        "raw": fact.raw, "row": fact.row, "col": fact.column, "start": where.start, "end": where.end,
        "row_start": where.row_start, "row_end": where.row_end, "page": where.page,
        "bbox": None if where.bbox is None else dump(where.bbox), "confidence": fact.confidence, "note": fact.note,
    }  # fmt: skip


def _position(fact: Fact) -> int:
    order = _order(catalogue.load().cells)
    return order.get((fact.indicator, fact.applicant), len(order))


_ORDERS: dict[int, dict[tuple[str, str], int]] = {}


def _order(cells: tuple[tuple[str, str], ...]) -> dict[tuple[str, str], int]:
    return _ORDERS.setdefault(len(cells), {cell: number for number, cell in enumerate(cells)})


def to_fact(row: Mapping[Any, Any]) -> Fact:
    return Fact(
        report_id=row["report_id"], table=row["table_no"], indicator=row["indicator"], applicant=row["applicant"],
        value=None if row["value"] is None else Decimal(row["value"]), unit=row["unit"], state=State(row["state"]),
        raw=row["raw"], row=row["row"], column=row["col"], confidence=row["confidence"], note=row["note"],
        locator=Locator(
            start=row["start"], end=row["end"], row_start=row["row_start"], row_end=row["row_end"], page=row["page"],
            bbox=None if row["bbox"] is None else tuple(json.loads(row["bbox"])),
        ),
    )  # fmt: skip


def statement_row(statement: Statement, position: int) -> dict[str, object]:
    return {
        "report_id": statement.report_id,
        "position": position,
        "metric": statement.metric,
        "json": statement.model_dump_json(),
    }


def identity_row(result: IdentityResult) -> dict[str, object]:
    return {
        "report_id": result.report_id, "rule": result.rule, "member": result.member, "status": result.status.value,
        "json": result.model_dump_json(),
    }  # fmt: skip


def chunk_row(chunk: Chunk, position: int) -> dict[str, object]:
    return {
        "chunk_id": chunk.chunk_id,
        "report_id": chunk.report_id,
        "position": position,
        "json": chunk.model_dump_json(),
    }


def to_report(row: Mapping[Any, Any], found: tuple[SourceFile, ...]) -> Report:
    body = Body(
        name=row["body"], division=row["division"], division_code=row["division_code"], province=row["province"],
        prefecture=row["prefecture"], level=None if row["level"] is None else Level(row["level"]),
        kind=None if row["body_kind"] is None else BodyKind(row["body_kind"]),
    )  # fmt: skip
    return Report(
        report_id=row["report_id"], body=body, year=row["year"], title=row["title"], form=Form(row["form"]), sources=found,
        identities_held=row["identities_held"], identities_broken=row["identities_broken"],
        identities_untestable=row["identities_untestable"], warnings=tuple(json.loads(row["warnings"])),
    )  # fmt: skip
