"""Tables of a PDF printed without lines: the pieces of its lines are placed (`ingest.placed`) and become tables.

A reading beside that of the text's order: it knows where a blank is. Points, origin top left. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from corpus.catalogue import load
from corpus.document import GridCell, Table
from ingest.glyphs import TOKEN_GAP, Glyph, rows_of, text_of
from ingest.placed import PlacedGrid, place_tables
from ingest.placed_columns import PlacedRow
from ingest.placed_labels import PAGE, Place

PIECE_GAP = 0.6  # pieces of a line further apart than this share of the size stand in different columns
# a row's number within a piece begins another piece
ITEM = re.compile(r"(?<=[^第])[(（][一二三四五六七][)）]|(?<=[一-鿿)）])[0-9]{1,2}[.、．]")
TOUCHING = 0.08  # digits drawn one by one are one number when nearer than this share of the size
REACH = 4000  # characters of ruled tables that may stand between two loose lines
_SIGN = re.compile(r"[0-9０-９.,，．/／—–−－-]")
_CHINESE = re.compile(r"[一-鿿]")
_DIGIT = re.compile(r"[0-9０-９.,，．]")


class Loose(NamedTuple):
    """What stands outside ruled tables on a page: its pieces, and the text of each of its lines."""

    pieces: tuple[Place, ...]
    lines: tuple[str, ...]


def loose(glyphs: Sequence[Glyph], page: int) -> Loose:
    """The pieces and lines of `glyphs` (those outside ruled tables of one page)."""
    rows = [[g for g in row if not g.char.isspace()] for row in rows_of(glyphs)]
    rows = [row for row in rows if row]
    places = [place for number, row in enumerate(rows) for place in _places(row, page, number)]
    return Loose(tuple(places), tuple(text_of(row) for row in rows))


def _places(row: Sequence[Glyph], page: int, line: int) -> Iterator[Place]:
    begin = 0
    text = "".join(g.char for g in row)
    items = {m.start() for m in ITEM.finditer(text)} if len(text) == len(row) else set()
    for at in range(1, len(row) + 1):
        if at < len(row) and at not in items and _together(row[at - 1], row[at]):
            continue
        own = row[begin:at]
        down = page * PAGE
        yield Place(
            text="".join(g.char for g in own),
            lefts=tuple(g.x0 for g in own for _ in g.char),
            rights=tuple(g.x1 for g in own for _ in g.char),
            top=down + min(g.y0 for g in own),
            bottom=down + max(g.y1 for g in own),
            size=own[0].size,
            page=page,
            line=line,
            at=len(text_of(row[:begin])) + (text_of(row[: begin + 1])[-2:-1] == " "),
        )
        begin = at


def _together(left: Glyph, right: Glyph) -> bool:
    gap = right.x0 - left.x1
    if _SIGN.match(right.char) and (_CHINESE.match(left.char) or _SIGN.match(left.char)):
        same = _DIGIT.match(left.char) and _DIGIT.match(right.char) and left.run == right.run
        return gap <= (TOKEN_GAP if same else TOUCHING) * left.size
    return gap <= PIECE_GAP * left.size


def unruled_tables(pages: Mapping[int, Loose], text: str) -> list[Table]:
    """Tables 2, 3 and 4 as the pieces on `pages` show them. `text` is the document's, in which lines have their place."""
    pieces = [piece for page in sorted(pages) for piece in pages[page].pieces]
    starts = _starts(pages, text)
    return [table_of(grid, starts) for grid in place_tables(pieces)]


def _starts(pages: Mapping[int, Loose], text: str) -> dict[tuple[int, int], int]:
    """Where each (page, line) stands in the text; lines that were dropped (page numbers) are absent."""
    found: dict[tuple[int, int], int] = {}
    after = 0
    for page in sorted(pages):
        for number, line in enumerate(pages[page].lines):
            at = text.find(line, after)
            if at >= 0 and at - after <= REACH:
                found[page, number] = at
                after = at + len(line)
    return found


def table_of(grid: PlacedGrid, starts: Mapping[tuple[int, int], int]) -> Table:
    """A placed table as a table of the document. `starts`: where each (page, line) stands in its text."""
    cells: list[GridCell] = []
    heads = _heads(grid)
    for column, head in enumerate(heads, 1):
        cells.append(GridCell(row=0, col=column, text=head, start=0, end=0))
    told = [row for row in grid.rows if row.cells is not None]
    for number, row in enumerate(told, 1):
        cells += _row(row, number, starts, grid.table)
    width = 1 + max(len(heads), max((len(row.cells or ()) for row in told), default=0))
    page = told[0].label.pieces[0].page if told else None
    return Table(cells=tuple(cells), n_rows=len(told) + 1, n_cols=width, start=0, end=0, page=page, reading="columns")


def _heads(grid: PlacedGrid) -> list[str]:
    if grid.table == 3:
        return [load().applicants[n].label for n in grid.order]
    if grid.table == 2:
        return [i.column or "" for i in load().table(2)][:3]
    return [i.column or "" for i in load().table(4)]


def _row(row: PlacedRow, number: int, starts: Mapping[tuple[int, int], int], table: int) -> Iterator[GridCell]:
    if table != 4:
        name = load().get(row.name).label if "." in row.name else row_label(row.name)
        yield _cell(number, 0, name, row.label.pieces[:1], starts)
    for column, pieces in enumerate(row.cells or (), 1):
        text = "".join(p.text for p in pieces)
        yield _cell(number, column, text, pieces, starts, doubt=len(pieces) > 1)


def row_label(name: str) -> str:
    """The form's label of a row of table 2."""
    return next(i.label for i in load().table(2) if i.id.startswith(f"{name}."))


def _cell(
    row: int,
    col: int,
    text: str,
    pieces: Sequence[Place],
    starts: Mapping[tuple[int, int], int],
    *,
    doubt: bool = False,
) -> GridCell:
    if not pieces:
        return GridCell(row=row, col=col, text=text, start=0, end=0)
    first = pieces[0]
    down = first.page * PAGE
    box = (
        round(min(p.x0 for p in pieces), 1),
        round(min(p.top for p in pieces) - down, 1),
        round(max(p.x1 for p in pieces), 1),
        round(max(p.bottom for p in pieces) - down, 1),
    )
    line = starts.get((first.page, first.line))
    start = line + first.at if line is not None else 0
    end = start + len(first.text) if line is not None else 0
    return GridCell(row=row, col=col, text=text, start=start, end=end, page=first.page, bbox=box, doubt=doubt)
