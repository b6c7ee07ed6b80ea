"""Pages of placed lines and tables become one Document: furniture dropped, paragraphs and tables joined over pages.

Points, origin top left of the upright page. Pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from corpus.document import Block, Document, GridCell, Heading, Paragraph, Table
from corpus.normalize import fold
from ingest.glyphs import TextLine
from ingest.lattice import index
from ingest.lines import Box
from ingest.pagebreak import PlacedCell, heal
from ingest.unruled import Loose, unruled_tables

MARGIN = 0.09  # share of the page's height at top and bottom where furniture stands
REPEATED = 3  # the same line in the margin of this many pages is furniture
SHORT_OF_MARGIN = 2.2  # a line ending this many sizes before the right margin ends its paragraph
INDENT = 1.2  # a line starting this many sizes after the left margin begins one
HEADING_CHARS = 60
LARGER = 1.15  # a heading's size against the body's
SAME_PLACE = 8.0  # left and right borders of a table's two halves on two pages agree within this

_PAGE_NUMBER = re.compile(
    r"[\s\-—–―－─_·.•]*(?:第\s*)?\d{1,4}\s*(?:页)?\s*(?:[/,，共]\s*(?:共\s*)?\d{1,4}\s*页?)?[\s\-—–―－─_·.•]*"
    r"|Page\s+\d+(\s+of\s+\d+)?",
    re.IGNORECASE,
)
_SECTION = re.compile(r"[一二三四五六七八]、\S")
_SENTENCE = re.compile(r"[。；;！？!?：:]\s*$")


@dataclass(frozen=True)
class PlacedTable:
    box: Box
    cells: tuple[PlacedCell, ...]
    page: int
    reading: str = "ruled"


@dataclass(frozen=True)
class PlacedPage:
    """`items` are TextLine and PlacedTable, top to bottom; `page` counts from 1."""

    page: int
    width: float
    height: float
    items: tuple[TextLine | PlacedTable, ...]
    alternatives: tuple[PlacedTable, ...] = ()
    loose: Loose | None = None


@dataclass
class _Writer:
    parts: list[str] = field(default_factory=list)
    length: int = 0
    blocks: list[Block] = field(default_factory=list)

    def put(self, text: str) -> tuple[int, int]:
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        return start, self.length


def assemble(
    pages: Sequence[PlacedPage], *, format: str, title: str | None = None, warnings: Sequence[str] = ()
) -> Document:
    """The Document of `pages`: every offset true, alternatives carry offsets of no text (0, 0)."""
    pages = without_furniture(pages)
    writer = _Writer()
    body = _body_size(pages)
    for item, page in _join_pages(pages, body):
        if isinstance(item, list):
            _write_paragraph(writer, item, page, body)
        else:
            _write_table(writer, item)
    text = "".join(writer.parts)
    unruled = unruled_tables({page.page: page.loose for page in pages if page.loose}, text)
    return Document(
        format=format,
        text=text,
        blocks=tuple(writer.blocks),
        title=title,
        alternatives=(*(_alternative(table) for page in pages for table in page.alternatives), *unruled),
        page_sizes=tuple((round(p.width, 1), round(p.height, 1)) for p in pages),
        warnings=tuple(warnings),
    )


def without_furniture(pages: Sequence[PlacedPage]) -> list[PlacedPage]:
    """Page numbers and running heads in the margins removed; tables are never touched."""
    seen: Counter[str] = Counter()
    for page in pages:
        for line in _margin_lines(page):
            seen[_shape(line.text)] += 1
    kept = []
    for page in pages:
        drop = {
            id(line)
            for line in _margin_lines(page)
            if _PAGE_NUMBER.fullmatch(fold(line.text).strip()) or seen[_shape(line.text)] >= REPEATED
        }
        kept.append(replace(page, items=tuple(item for item in page.items if id(item) not in drop)))
    return kept


def _margin_lines(page: PlacedPage) -> list[TextLine]:
    top, bottom = page.height * MARGIN, page.height * (1 - MARGIN)
    return [i for i in page.items if isinstance(i, TextLine) and (i.box.y1 <= top or i.box.y0 >= bottom)]


def _shape(text: str) -> str:
    return re.sub(r"\d+", "0", fold(text)).strip()


def _body_size(pages: Sequence[PlacedPage]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for item in page.items:
            if isinstance(item, TextLine):
                sizes[round(item.size, 1)] += len(item.text)
    return sizes.most_common(1)[0][0] if sizes else 12.0


def _join_pages(pages: Sequence[PlacedPage], body: float) -> list[tuple[list[TextLine] | tuple[PlacedTable, ...], int]]:
    """Paragraphs (lists of lines) and tables (one part a page) in reading order, each with its first page."""
    joined: list[tuple[list[TextLine] | tuple[PlacedTable, ...], int]] = []
    margins = _margins(pages)
    for page in pages:
        for place, item in enumerate(page.items):
            last = joined[-1][0] if joined else None
            if isinstance(item, PlacedTable):
                if place == 0 and isinstance(last, tuple) and _continues(last[-1], item):
                    joined[-1] = ((*last, item), joined[-1][1])
                else:
                    joined.append(((item,), page.page))
            elif isinstance(last, list) and _runs_on(last, item, margins, body):
                last.append(item)
            else:
                joined.append(([item], page.page))
    return joined


def _continues(above: PlacedTable, below: PlacedTable) -> bool:
    """The same table on the next page: borders in the same places."""
    if below.page != above.page + 1:
        return False
    wide = abs((above.box.x1 - above.box.x0) - (below.box.x1 - below.box.x0)) <= SAME_PLACE
    shift = below.box.x0 - above.box.x0
    lefts = {round(c.box.x0 + shift) for c in above.cells}
    shared = [c for c in below.cells if any(abs(c.box.x0 - x) <= SAME_PLACE / 2 for x in lefts)]
    return wide and len(shared) >= 0.8 * len(below.cells)


def _margins(pages: Sequence[PlacedPage]) -> tuple[float, float]:
    """Left and right margin of running text: where most lines begin and end."""
    lines = [i for p in pages for i in p.items if isinstance(i, TextLine) and len(i.text) > 10]
    if not lines:
        return 0.0, 1e9
    lefts = sorted(line.box.x0 for line in lines)
    rights = sorted(line.box.x1 for line in lines)
    return lefts[len(lefts) // 10], rights[len(rights) * 8 // 10]


def _runs_on(lines: Sequence[TextLine], line: TextLine, margins: tuple[float, float], body: float) -> bool:
    last = lines[-1]
    left, right = margins
    if abs(last.size - line.size) > 0.12 * body:
        return False
    if last.box.x1 < right - SHORT_OF_MARGIN * last.size or line.box.x0 > left + INDENT * line.size:
        return False
    return not (_SECTION.match(line.text) and len(line.text) < HEADING_CHARS // 2)


def _write_paragraph(writer: _Writer, lines: Sequence[TextLine], page: int, body: float) -> None:
    text = ""
    for line in lines:
        gap = text and text[-1].isascii() and line.text[0].isascii() and text[-1].isalpha() and line.text[0].isalpha()
        text += (" " if gap else "") + line.text
    start, end = writer.put(text)
    writer.put("\n")
    if is_heading(text, lines[0].size, body):
        writer.blocks.append(Heading(text=text, start=start, end=end, page=page))
    else:
        writer.blocks.append(Paragraph(text=text, start=start, end=end, page=page))


def is_heading(text: str, size: float, body: float) -> bool:
    if len(text) > HEADING_CHARS or _SENTENCE.search(text):
        return False
    return size >= LARGER * body or bool(_SECTION.match(text))


def _stacked(parts: Sequence[PlacedTable]) -> tuple[list[PlacedCell], list[Box]]:
    """The cells of all parts and their boxes on one tall sheet, the parts' left borders aligned."""
    cells: list[PlacedCell] = []
    boxes: list[Box] = []
    base, left = 0.0, parts[0].box.x0
    for part in parts:
        dx, dy = left - part.box.x0, base - part.box.y0
        for cell in part.cells:
            cells.append(cell)
            boxes.append(Box(cell.box.x0 + dx, cell.box.y0 + dy, cell.box.x1 + dx, cell.box.y1 + dy))
        base += part.box.y1 - part.box.y0 + 100.0
    return cells, boxes


def grid(parts: Sequence[PlacedTable]) -> tuple[list[tuple[PlacedCell, tuple[int, int, int, int]]], int, int]:
    """Cells with (row, col, rowspan, colspan), sorted; a row cut by a page is one row again."""
    cells, boxes = _stacked(parts)
    places, n_rows, n_cols = index(boxes)
    placed = sorted(zip(cells, places, strict=True), key=lambda pair: pair[1][:2])
    placed, n_rows = heal(placed, n_rows)
    return placed, n_rows, n_cols


def _write_table(writer: _Writer, parts: Sequence[PlacedTable]) -> None:
    placed, n_rows, n_cols = grid(parts)
    start = writer.length
    cells: list[GridCell] = []
    for row in range(n_rows):
        first = True
        for cell, place in placed:
            if place[0] != row:
                continue
            if not first:
                writer.put("\t")
            first = False
            begin, end = writer.put(cell.text)
            cells.append(_cell(cell, place, begin, end))
        writer.put("\n")
    table = Table(
        cells=tuple(cells),
        n_rows=n_rows,
        n_cols=n_cols,
        start=start,
        end=writer.length,
        page=parts[0].page,
        reading=parts[0].reading,
    )
    writer.blocks.append(table)


def _cell(cell: PlacedCell, place: tuple[int, int, int, int], start: int, end: int) -> GridCell:
    x0, y0, x1, y1 = (round(v, 1) for v in cell.shown or cell.box)
    row, col, rowspan, colspan = place
    return GridCell(
        row=row,
        col=col,
        rowspan=rowspan,
        colspan=colspan,
        text=cell.text,
        start=start,
        end=end,
        page=cell.page,
        bbox=(x0, y0, x1, y1),
        doubt=cell.doubt,
        candidates=cell.candidates,
    )


def _alternative(table: PlacedTable) -> Table:
    placed, n_rows, n_cols = grid([table])
    cells = tuple(_cell(cell, place, 0, 0) for cell, place in placed)
    return Table(cells=cells, n_rows=n_rows, n_cols=n_cols, start=0, end=0, page=table.page, reading=table.reading)
