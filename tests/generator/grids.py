"""The tables of a document as rows of texts: for comparing with what was printed."""

from __future__ import annotations

from collections import defaultdict

from corpus.document import Document, Table
from generator.layout import table2, table4, tables3
from generator.reports import Made


def grids(document: Document) -> list[list[list[str]]]:
    """Each Table block as rows of the texts of the cells that begin there."""
    found = []
    for table in (b for b in document.blocks if isinstance(b, Table)):
        rows: dict[int, list[str]] = defaultdict(list)
        for cell in sorted(table.cells, key=lambda c: (c.row, c.col)):
            rows[cell.row].append(cell.text)
        found.append([rows[r] for r in sorted(rows)])
    return found


def printed(made: Made) -> list[list[list[str]]]:
    """The same of a made report: its own tables."""
    tables = [table2(made), *tables3(made), table4(made)]
    return [[[" ".join(cell.text.split()) for cell in row] for row in rows] for rows in tables]


def assert_offsets(document: Document) -> None:
    """Every block and cell lies where it says; nothing overlaps."""
    last = 0
    for block in document.blocks:
        assert last <= block.start <= block.end <= len(document.text)
        last = block.end
        if isinstance(block, Table):
            assert all(document.text[c.start : c.end] == c.text for c in block.cells)
            assert all(c.row + c.rowspan <= block.n_rows and c.col + c.colspan <= block.n_cols for c in block.cells)
        else:
            assert document.text[block.start : block.end] == block.text
