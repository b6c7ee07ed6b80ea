"""What a reader makes of a file: the stored text and the blocks that lie in it, in reading order.

Every offset is a character position in `Document.text`; `text[block.start:block.end]` is the block as printed.
"""

from __future__ import annotations

from typing import Literal

from corpus.models import Model


class GridCell(Model):
    """A cell of a ruled or marked-up table: its place (row, col, spans; from 0) and its text as printed.

    `start == end` where nothing is printed. `bbox` in points, origin top left, for PDF and scans.
    `doubt`: the reader is not sure of `text` (two looks disagree, low score, ink without a digit); such a cell is
    `unreadable` unless the sums of its row and column prove one reading. `candidates` are its other possible readings.
    """

    row: int
    col: int
    rowspan: int = 1
    colspan: int = 1
    text: str
    start: int
    end: int
    page: int | None = None
    bbox: tuple[float, float, float, float] | None = None
    doubt: bool = False
    candidates: tuple[str, ...] = ()


class Heading(Model):
    kind: Literal["heading"] = "heading"
    text: str
    start: int
    end: int
    level: int | None = None
    page: int | None = None


class Paragraph(Model):
    kind: Literal["paragraph"] = "paragraph"
    text: str
    start: int
    end: int
    page: int | None = None


class Table(Model):
    """A grid with real cell structure. `reading` names how it was had (markup, ruled, tabs, ocr…)."""

    kind: Literal["table"] = "table"
    cells: tuple[GridCell, ...]
    n_rows: int
    n_cols: int
    start: int
    end: int
    page: int | None = None
    reading: str = "markup"


Block = Heading | Paragraph | Table


class Document(Model):
    """A document read. `title` is the source's own (<title>, metadata), not the printed one.

    `alternatives` are other independent readings of the same tables (another reader), for reconciling.
    `page_sizes` are (width, height) in points. `metadata` are (name, value) that the source says of itself
    outside its text, in order: `published`, `source`, `site`, `page_header`, `page_footer`…
    """

    format: str
    text: str
    blocks: tuple[Block, ...]
    title: str | None = None
    metadata: tuple[tuple[str, str], ...] = ()
    alternatives: tuple[Table, ...] = ()
    page_sizes: tuple[tuple[float, float], ...] = ()
    warnings: tuple[str, ...] = ()
    attempts: tuple[str, ...] = ()
