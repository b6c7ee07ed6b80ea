"""From marked-up pieces (HTML, DOCX) to a stored text with blocks: spans resolved, layout undone, offsets true.

A reader makes `Line`s and `Grid`s; `compose` writes them down. A grid that arranges a page (it holds other grids or
prose) is undone into its parts; a grid of short cells becomes a Table block, one line a row, tabs between cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from corpus.document import Block, GridCell, Heading, Paragraph, Table
from corpus.errors import LimitExceeded
from corpus.settings import Limits

MAX_COLSPAN = 1000  # what browsers allow
MAX_ROWSPAN = 65_534
PROSE_CHARS = 80  # a cell this long, alone in its row and with a full stop, is prose
PROSE_LINES = 3  # so is a lone cell of this many lines
LONG_PROSE_CHARS = 200  # a cell this long with two full stops makes its whole grid layout
DATA_CELLS = 40  # a grid with this many cells of its own is data, even when a cell holds a small grid
SIDE_SHARE = 0.1  # a cell beside one ten times as long, without a sentence, is a menu
ROW_CELLS = 7  # a label and its blanks: a grid of so many cells is data even with one of them filled
TABBED = 3  # a line with this many tabs is a row of cells
SECTION_HEAD = re.compile(r"^[#*\s]*[一二三四五六][、.．,，]\s*\S{2,30}$")
SENTENCE = re.compile(r"[。；！？!?]")
SPACES = re.compile(r"[ \t\r\f\v\u00a0\u2000-\u200a\u202f\u205f]+")
RAISED_DIGITS = dict(zip("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True))  # what notes are marked with
LOWERED_DIGITS = dict(zip("0123456789", "₀₁₂₃₄₅₆₇₈₉", strict=True))
OBJECT = "\ufffc"  # stands for a picture in a cell: something is printed that is not text


@dataclass(frozen=True)
class Line:
    """A line of text between two breaks. `level` of a heading (0: a bold line); `linked` characters lie in links."""

    text: str
    level: int | None = None
    links: int = 0
    linked: int = 0


@dataclass(frozen=True)
class Slot:
    """A cell of a grid in its place, with what it holds."""

    row: int
    col: int
    rowspan: int
    colspan: int
    pieces: tuple[Piece, ...]

    @cached_property
    def text(self) -> str:
        """What is printed in it, on one line; of a grid inside, its cells."""
        return SPACES.sub(" ", " ".join(_texts(self.pieces)).replace("\n", " ")).strip()


@dataclass(frozen=True)
class Grid:
    slots: tuple[Slot, ...]

    @property
    def n_cols(self) -> int:
        return max((s.col + s.colspan for s in self.slots), default=0)


Piece = Line | Grid


@dataclass(frozen=True)
class RawCell:
    """A cell as marked up: the spans it claims, before they are bounded. `rowspan` 0: to the end of its group."""

    pieces: tuple[Piece, ...]
    rowspan: int = 1
    colspan: int = 1


def _texts(pieces: Iterable[Piece]) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, Line):
            yield piece.text
        else:
            yield from (slot.text for slot in piece.slots)


def place(groups: Sequence[Sequence[Sequence[RawCell]]], limits: Limits, name: str) -> Grid:
    """Each cell in its place, as browsers do it: the first free column, spans clipped to the group and to neighbours.

    `groups` are row groups (thead, tbody) of rows of cells. LimitExceeded beyond `limits.max_table_cells` places.
    """
    slots: list[Slot] = []
    places, top = 0, 0
    for rows in groups:
        busy: dict[int, int] = {}  # column → first row in which it is free again
        for r, cells in enumerate(rows):
            col = 0
            for cell in cells:
                while busy.get(col, 0) > r:
                    col += 1
                height = len(rows) - r if cell.rowspan == 0 else min(max(cell.rowspan, 1), MAX_ROWSPAN, len(rows) - r)
                width = 1
                while width < min(max(cell.colspan, 1), MAX_COLSPAN) and busy.get(col + width, 0) <= r:
                    width += 1
                places += width * height
                if places > limits.max_table_cells:
                    raise LimitExceeded(
                        f"{name} has a table of more than {limits.max_table_cells:,} cells",
                        hint="raise GONGKAI_LIMIT_MAX_TABLE_CELLS if that is meant",
                    )
                busy.update(dict.fromkeys(range(col, col + width), r + height))
                slots.append(Slot(top + r, col, height, width, cell.pieces))
                col += width
        top += len(rows)
    return squeeze(Grid(tuple(slots)))


def squeeze(grid: Grid) -> Grid:
    """The same grid without rows and columns in which no cell begins: a lying span widens nothing."""
    rows = sorted({s.row for s in grid.slots})
    cols = sorted({s.col for s in grid.slots})
    row_at, col_at = {r: i for i, r in enumerate(rows)}, {c: i for i, c in enumerate(cols)}
    slots = []
    for s in grid.slots:
        height = _covered(rows, row_at[s.row], s.row + s.rowspan)
        width = _covered(cols, col_at[s.col], s.col + s.colspan)
        slots.append(Slot(row_at[s.row], col_at[s.col], height, width, s.pieces))
    return Grid(tuple(slots))


def _covered(starts: list[int], first: int, end: int) -> int:
    last = first
    while last + 1 < len(starts) and starts[last + 1] < end:
        last += 1
    return last - first + 1


@dataclass
class Composer:
    """Writes pieces down. `text()` and `blocks` are the result."""

    limits: Limits
    name: str
    blocks: list[Block] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _length: int = 0

    def add(self, pieces: Iterable[Piece]) -> None:
        for piece in pieces:
            if isinstance(piece, Grid):
                self._add_grid(piece)
            else:
                self._add_line(piece)

    def text(self) -> str:
        return "".join(self._parts)

    def _write(self, text: str) -> int:
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        if self._length > self.limits.max_text_chars:
            raise LimitExceeded(
                f"{self.name} holds more than {self.limits.max_text_chars:,} characters of text",
                hint="raise GONGKAI_LIMIT_MAX_TEXT_CHARS if that is meant",
            )
        return start

    def _add_line(self, line: Line) -> None:
        text = line.text.strip()
        if not text:
            return
        if text.count("\t") >= TABBED:
            text = line.text.strip(" \n\u3000")  # a blank cell at either end is a cell
        start = self._write(text)
        end = start + len(text)
        if line.level is None:
            self.blocks.append(Paragraph(text=text, start=start, end=end))
        else:
            self.blocks.append(Heading(text=text, start=start, end=end, level=line.level or None))
        self._write("\n")

    def _add_grid(self, grid: Grid) -> None:
        if is_layout(grid):
            for slot in _main_slots(grid):
                self.add(slot.pieces)
            return
        for part in _parted(grid):
            if isinstance(part, Grid):
                self._add_table(part)
            else:
                self.add(part)

    def _add_table(self, grid: Grid) -> None:
        cells: list[GridCell] = []
        begin = self._length
        row: int | None = None
        for slot in sorted(grid.slots, key=lambda s: (s.row, s.col)):
            if row is not None:
                self._write("\t" if slot.row == row else "\n")
            row = slot.row
            text = slot.text
            start = self._write(text)
            cells.append(
                GridCell(
                    row=slot.row,
                    col=slot.col,
                    rowspan=slot.rowspan,
                    colspan=slot.colspan,
                    text=text,
                    start=start,
                    end=start + len(text),
                )
            )
        if cells:
            n_rows = max(c.row + c.rowspan for c in cells)
            end = self._length
            self.blocks.append(Table(cells=tuple(cells), n_rows=n_rows, n_cols=grid.n_cols, start=begin, end=end))
            self._write("\n")


def is_layout(grid: Grid) -> bool:
    """Whether a grid arranges a page rather than holds data: it has one cell, a real grid inside, or long prose."""
    filled = [s for s in grid.slots if s.text]
    if grid.n_cols <= 1 or (len(filled) <= 1 and len(grid.slots) < ROW_CELLS):
        return True
    own = [s for s in filled if not any(isinstance(p, Grid) for p in s.pieces)]
    nested = sum(len(p.slots) for s in filled for p in s.pieces if isinstance(p, Grid) and len(p.slots) > 1)
    if nested:
        return len(own) < max(DATA_CELLS, nested)
    if len(grid.slots) >= DATA_CELLS:
        return False
    return any(len(s.text) >= LONG_PROSE_CHARS and len(SENTENCE.findall(s.text)) > 1 for s in own)


def _main_slots(grid: Grid) -> list[Slot]:
    """The cells of a layout grid in reading order, without the menus that stand beside the main one."""
    slots = sorted(grid.slots, key=lambda s: (s.row, s.col))
    longest = max(slots, key=lambda s: len(s.text), default=None)
    if longest is None:
        return []
    most = len(longest.text)

    def is_menu(slot: Slot) -> bool:
        beside = (
            slot is not longest and slot.row < longest.row + longest.rowspan and longest.row < slot.row + slot.rowspan
        )
        return beside and len(slot.text) < most * SIDE_SHARE and not SENTENCE.search(slot.text) and not _has_data(slot)

    return [s for s in slots if not is_menu(s)]


def _has_data(slot: Slot) -> bool:
    return any(isinstance(p, Grid) and len(p.slots) > 1 for p in slot.pieces)


def _parted(grid: Grid) -> Iterator[Grid | tuple[Piece, ...]]:
    """A grid cut at the rows that are prose or a section's heading; those come out as pieces."""
    by_row: dict[int, list[Slot]] = {}
    for slot in grid.slots:
        by_row.setdefault(slot.row, []).append(slot)
    crossed = {r for s in grid.slots for r in range(s.row + 1, s.row + s.rowspan)}
    waiting: list[Slot] = []
    for r in sorted(by_row):
        if r not in crossed and r + 1 not in crossed and len(by_row[r]) == 1 and _is_prose(by_row[r][0], grid.n_cols):
            if waiting:
                yield squeeze(Grid(tuple(waiting)))
            waiting = []
            yield by_row[r][0].pieces
        else:
            waiting += by_row[r]
    if waiting:
        yield squeeze(Grid(tuple(waiting)))


def _is_prose(slot: Slot, n_cols: int) -> bool:
    if slot.colspan < n_cols:
        return False
    text = slot.text
    lines = [t for t in _texts(slot.pieces) if t.strip()]
    long = len(text) >= PROSE_CHARS and SENTENCE.search(text) is not None
    return long or len(lines) >= PROSE_LINES or SECTION_HEAD.match(text) is not None
