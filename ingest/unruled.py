"""Table 3 printed without lines: its seven columns are told by the numbers that stand below one another.

A second reading, beside that of the text's order: it knows where a blank is. Only rows that prove themselves are
given: all seven values printed, or a printed total that is the sum of the parts. Pure; points, origin top left.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from corpus.models import State
from ingest.cells import read_print
from ingest.glyphs import Glyph, box_of, rows_of, text_of
from ingest.layout import PlacedTable
from ingest.lines import Box
from ingest.pagebreak import PlacedCell

COLUMNS = 7
MIN_ROWS = 8  # fewer rows of values do not show where the columns are
PIECE_GAP = 0.6  # pieces of a line further apart than this share of the size stand in different columns
NEAR = 1.6  # a label's lines stand this near (sizes) above and below their values
LABELS = 3  # columns before the values: groups and the row's own label

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


class Piece(NamedTuple):
    text: str
    box: Box
    size: float

    @property
    def value(self) -> bool:
        return read_print(self.text).state in (State.REPORTED, State.NOT_APPLICABLE)


Line = list[Piece]


def columns_of(glyphs: Sequence[Glyph], page: int) -> PlacedTable | None:
    """The proved rows of table 3 among `glyphs` (those outside ruled tables of one page), or None."""
    lines = [_pieces(row) for row in rows_of(glyphs)]
    rows = [line for line in lines if 2 <= sum(p.value for p in _tail(line)) <= COLUMNS]
    columns = _columns([p.box for line in rows for p in _tail(line)])
    if len(rows) < MIN_ROWS or len(columns) != COLUMNS:
        return None
    placed = [cells for line in rows if (cells := _row(line, lines, columns, page))]
    if not placed:
        return None
    boxes = [cell.box for row in placed for cell in row]
    around = Box(min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes))
    return PlacedTable(around, tuple(cell for row in placed for cell in row), page, "columns")


def _pieces(row: Sequence[Glyph]) -> Line:
    pieces: list[list[Glyph]] = []
    for glyph in row:
        if pieces and glyph.x0 - pieces[-1][-1].x1 <= PIECE_GAP * glyph.size:
            pieces[-1].append(glyph)
        else:
            pieces.append([glyph])
    return [Piece(text_of(p), box_of(p), p[0].size) for p in pieces]


def _tail(line: Line) -> Line:
    """The values at the end of a line, after its words."""
    tail: Line = []
    for piece in reversed(line):
        if not piece.value:
            break
        tail.insert(0, piece)
    return tail


def _columns(boxes: Sequence[Box]) -> list[tuple[float, float]]:
    """The stretches across the page that the values cover, left to right."""
    spans: list[tuple[float, float]] = []
    for box in sorted(boxes):
        if spans and box.x0 <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], box.x1))
        else:
            spans.append((box.x0, box.x1))
    return spans


def _row(
    line: Line, lines: Sequence[Line], columns: Sequence[tuple[float, float]], page: int
) -> list[PlacedCell] | None:
    """The cells of a row that proves itself: labels, then seven values in their columns."""
    values = {next(i for i, (lo, hi) in enumerate(columns) if lo <= p.box.x0 <= hi): p for p in _tail(line)}
    if len(values) != len(_tail(line)) or not _proved([values[i].text if i in values else "" for i in range(COLUMNS)]):
        return None
    label = _label(line, lines, columns[0][0])
    if not label:
        return None
    top, bottom = min(p.box.y0 for p in values.values()), max(p.box.y1 for p in values.values())
    left = columns[0][0]
    width = max(left / (LABELS + 1), 20.0)
    cells = [
        PlacedCell(Box(left - (LABELS - i) * width, top, left - (LABELS - i - 1) * width, bottom), text, page)
        for i, text in enumerate(["", *([""] * (LABELS - 2)), label])
    ]
    starts = [lo for lo, _ in columns] + [columns[-1][1]]
    for i in range(COLUMNS):
        text = values[i].text if i in values else ""
        cells.append(PlacedCell(Box(starts[i], top, starts[i + 1], bottom), text, page))
    return cells


def _proved(texts: Sequence[str]) -> bool:
    """Whether nothing is blank, or the total is printed and is the sum of what is."""
    prints = [read_print(text) for text in texts]
    if all(p.state in (State.REPORTED, State.NOT_APPLICABLE) for p in prints):
        return True
    total = prints[-1].value
    parts = [p.value for p in prints[:-1] if p.value is not None]
    return bool(total) and sum(parts, Decimal(0)) == total


def _label(line: Line, lines: Sequence[Line], left: float) -> str:
    """The words on the row's own line; else those of the lines just above and below, as a wrapped label stands."""
    own = [p for p in line if not p.value and p.box.x1 <= left and _CHINESE.search(p.text)]
    if own:
        return own[-1].text
    middle = sum(p.box.y0 + p.box.y1 for p in line) / (2 * len(line))
    reach = NEAR * line[0].size
    around = [
        (p.box.y0, p.text)
        for other in lines
        if other is not line and not any(p.value for p in _tail(other))
        for p in [q for q in other if q.box.x1 <= left and _CHINESE.search(q.text)][-1:]
        if abs((p.box.y0 + p.box.y1) / 2 - middle) <= reach
    ]
    return "".join(text for _, text in sorted(around))
