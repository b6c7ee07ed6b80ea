"""Doubt reaches every reading of a recognised page."""

from __future__ import annotations

from decimal import Decimal

from corpus.document import Document, GridCell, Table
from corpus.models import State
from ingest.doubt import spread
from ingest.readings import ReadCell, Reading

TEXT = "行政处罚4\t3\n"


def test_a_digit_beside_a_label_proves_nothing() -> None:
    cells = (
        GridCell(row=0, col=0, text="行政处罚4", start=0, end=5),
        GridCell(row=0, col=1, text="3", start=6, end=7),
    )
    table = Table(cells=cells, n_rows=1, n_cols=2, start=0, end=8, reading="ocr")
    document = Document(format="scan", text=TEXT, blocks=(table,))
    read = {("penalties.decisions", "total"): _cell(4, 4, 5), ("coercion.decisions", "total"): _cell(3, 6, 7)}
    (flat,) = spread(document, [Reading(name="flat", table=2, cells=read)], recognised=True)
    assert [c.sure for c in flat.cells.values()] == [False, True]
    applicants = ("business", "total")
    row = {("outcome.disclosed", a): c for a, c in zip(applicants, read.values(), strict=True)}
    (flat,) = spread(document, [Reading(name="flat", table=3, cells=row)], recognised=True)
    assert flat.cells == {}  # half in the table, half in a label
    boxed = {k: c.model_copy(update={"bbox": (0.0, 0.0, 1.0, 1.0)}) for k, c in row.items()}
    grid, flat = spread(
        document,
        [Reading(name="grid", table=3, cells=boxed), Reading(name="flat", table=3, cells=row)],
        recognised=True,
    )
    assert (len(grid.cells), len(flat.cells)) == (2, 0)  # the grid shows where things stand
    (other,) = spread(document, [Reading(name="flat", table=2, cells=read)])
    assert all(c.sure for c in other.cells.values())


def _cell(value: int, start: int, end: int) -> ReadCell:
    return ReadCell(
        state=State.REPORTED, value=Decimal(value), raw=str(value), start=start, end=end, row_start=0, row_end=7,
        row="", column="",
    )  # fmt: skip
