"""DOCX: an own walk of document.xml. What Word prints is read; what it hides or has struck out is not.

Merged cells (gridSpan, vMerge, hMerge), nested tables, text boxes, tracked changes (insertions stand, deletions do
not), hidden text, content controls, automatic numbers. Foot- and endnotes come after the body; page headers and
footers are metadata. Macros are never opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from corpus.document import Document
from corpus.errors import LimitExceeded, Unreadable
from corpus.settings import Limits
from ingest.markup import (
    LOWERED_DIGITS,
    MAX_COLSPAN,
    OBJECT,
    RAISED_DIGITS,
    Composer,
    Grid,
    Line,
    Piece,
    Slot,
    squeeze,
)
from ingest.package import opened, part, tree
from ingest.readers.docx_numbers import Numbering, read_numbering

WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"  # of a number typed as an equation
MAX_DEPTH = 60  # tables and text boxes inside one another
SKIPPED = frozenset(
    {"del", "moveFrom", "instrText", "delText", "delInstrText", "rPr", "pPr", "sectPr", "rt", "fldData"}
)
PRINTED = {"tab": "\t", "noBreakHyphen": "-", "sym": OBJECT}
BREAKS = frozenset({"br", "cr"})
PAGE_PART = re.compile(r"word/(header|footer)\d*\.xml$")
NOTE_PARTS = (("word/footnotes.xml", "footnote"), ("word/endnotes.xml", "endnote"))
HEADING_STYLE = re.compile(r"(?:heading|标题|標題)\s*([1-9])$", re.IGNORECASE)
BODY_OUTLINE = 9  # outline level 9 is body text
WHITE = frozenset({"FFFFFF", "ffffff", "white"})
CELL_MARK = re.compile(rb"<(?:[A-Za-z0-9]+:)?tc[ >]")


def read(data: bytes, name: str, limits: Limits) -> Document:
    """The document in a DOCX package. Unreadable or LimitExceeded, with one sentence."""
    with opened(data, name, limits) as archive:
        body = part(archive, "word/document.xml", name)
        if body is None:
            raise Unreadable(f"{name} holds no Word document")
        if len(CELL_MARK.findall(body)) > limits.max_table_cells:
            raise LimitExceeded(
                f"{name} has tables of more than {limits.max_table_cells:,} cells",
                hint="raise GONGKAI_LIMIT_MAX_TABLE_CELLS if that is meant",
            )
        root = tree(body, name)
        styles = _heading_styles(part(archive, "word/styles.xml", name), name)
        numbering = read_numbering(part(archive, "word/numbering.xml", name), name)
        notes = [(kind, part(archive, path, name)) for path, kind in NOTE_PARTS]
        pages = sorted(path for path in archive.namelist() if PAGE_PART.match(path))
        page_parts = [(path, part(archive, path, name)) for path in pages]
        core = part(archive, "docProps/core.xml", name)
    walk = _Walk(limits=limits, name=name, styles=styles, numbering=numbering)
    composer = Composer(limits, name)
    composer.add(walk.pieces(root))
    for kind, xml in notes:
        if xml:
            composer.add(
                p for note in _children(tree(xml, name), kind) if not _w(note, "type") for p in walk.pieces(note)
            )
    if not composer.blocks:
        raise Unreadable(f"{name} is a document without text", hint="if its pages are pictures, save it as PDF")
    title, created = _core(core, name)
    metadata = [("published", created)] if created else []
    for path, xml in page_parts:
        text = " ".join(p.text for p in walk.pieces(tree(xml, name)) if isinstance(p, Line)) if xml else ""
        if text.strip():
            metadata.append((f"page_{'header' if 'header' in path else 'footer'}", text.strip()))
    return Document(
        format="docx",
        text=composer.text(),
        blocks=tuple(composer.blocks),
        title=title,
        metadata=tuple(metadata),
        attempts=("docx",),
    )


def _local(element: Any) -> str:
    """The name of a Word element without its namespace; "" for anything else."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    space, _, local = tag[1:].rpartition("}")
    return local if space in WORD else ""


def _any_local(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _children(element: Any, local: str) -> Iterator[Any]:
    return (child for child in element if _local(child) == local)


def _child(element: Any, *path: str) -> Any:
    for local in path:
        element = next(_children(element, local), None) if element is not None else None
    return element


def _w(element: Any, attribute: str) -> str | None:
    """The value of a Word attribute."""
    if element is None:
        return None
    return next((value for space in WORD if (value := element.get(f"{{{space}}}{attribute}")) is not None), None)


def _on(element: Any) -> bool:
    """Whether a switch such as <w:b/> is there and not turned off."""
    return element is not None and (_w(element, "val") or "1") not in ("0", "false", "off", "none")


def _number(text: str | None, default: int) -> int:
    return int(text) if text is not None and re.fullmatch(r"\d{1,9}", text) else default


def _heading_styles(xml: bytes | None, name: str) -> dict[str, int]:
    """Style id → heading level, for the styles that are headings."""
    if xml is None:
        return {}
    levels: dict[str, int] = {}
    for style in _children(tree(xml, name), "style"):
        match = HEADING_STYLE.match(_w(_child(style, "name"), "val") or "")
        outline = _number(_w(_child(style, "pPr", "outlineLvl"), "val"), BODY_OUTLINE)
        if match or outline < BODY_OUTLINE:
            levels[_w(style, "styleId") or ""] = int(match[1]) if match else outline + 1
    return levels


def _core(xml: bytes | None, name: str) -> tuple[str | None, str | None]:
    if xml is None:
        return None, None
    values = {_any_local(child): (child.text or "").strip() for child in tree(xml, name)}
    return values.get("title") or None, values.get("created") or None


@dataclass
class _Gathered:
    """The lines of one paragraph, and what floats in it."""

    lines: list[list[str]] = field(default_factory=lambda: [[]])
    bold: int = 0
    floats: list[Piece] = field(default_factory=list)

    def add(self, text: str, *, bold: bool = False) -> None:
        self.lines[-1].append(text)
        self.bold += len("".join(text.split())) if bold else 0


@dataclass
class _Walk:
    limits: Limits
    name: str
    styles: dict[str, int]
    numbering: Numbering
    depth: int = 0
    cells: int = 0

    def pieces(self, container: Any) -> list[Piece]:
        """What a body, a cell, a text box or a note prints, in order."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise LimitExceeded(f"{self.name} is nested more than {MAX_DEPTH} deep")
        found: list[Piece] = []
        waiting = [iter(container)]
        while waiting:
            child = next(waiting[-1], None)
            if child is None:
                waiting.pop()
                continue
            local = _local(child)
            if local == "p":
                found += self._paragraph(child)
            elif local == "tbl":
                found.append(self._grid(child))
            elif local in SKIPPED or _any_local(child) == "Fallback":
                continue
            else:
                waiting.append(iter(child))
        self.depth -= 1
        return found

    def _paragraph(self, paragraph: Any) -> list[Piece]:
        gathered = _Gathered()
        self._runs(paragraph, gathered, seen_depth=0)
        text = "".join(part for line in gathered.lines for part in line)
        if _on(_child(paragraph, "pPr", "rPr", "del")) and not text.strip():
            return gathered.floats
        level = self._level(paragraph)
        if level is None and text.strip() and gathered.bold >= len("".join(text.split())):
            level = 0
        lines = ["".join(line) for line in gathered.lines]
        if text.strip() and (label := self.numbering.label(_child(paragraph, "pPr"))):
            gap = " " if lines[0].strip()[:1].isdigit() else ""  # an item number is no digit of the number after it
            lines[0] = f"{label}{gap}{lines[0]}"
        return [Line(line, level) for line in lines if line.strip()] + gathered.floats

    def _level(self, paragraph: Any) -> int | None:
        properties = _child(paragraph, "pPr")
        outline = _number(_w(_child(properties, "outlineLvl"), "val"), BODY_OUTLINE)
        return outline + 1 if outline < BODY_OUTLINE else self.styles.get(_w(_child(properties, "pStyle"), "val") or "")

    def _runs(self, element: Any, gathered: _Gathered, seen_depth: int, run: Any = None) -> None:
        if seen_depth > MAX_DEPTH:
            raise LimitExceeded(f"{self.name} is nested more than {MAX_DEPTH} deep")
        for child in element:
            local = _local(child)
            if local in SKIPPED or (local == "r" and _unseen(child)) or _is_second_version(child):
                continue
            if local == "t" or child.tag == MATH_TEXT:
                gathered.add(_as_placed(child.text or "", run), bold=_on(_child(run, "rPr", "b")))
            elif local in PRINTED:
                gathered.add(PRINTED[local])
            elif local in BREAKS:
                gathered.lines.append([])
            elif local == "txbxContent":
                gathered.floats += self.pieces(child)
            else:
                if _any_local(child) == "blip":
                    gathered.floats.append(Line(OBJECT))
                self._runs(child, gathered, seen_depth + 1, run=child if local == "r" else run)

    def _grid(self, table: Any) -> Grid:
        slots: list[Slot] = []
        open_at: dict[int, int] = {}  # column → index of the slot that a vMerge there continues
        for r, row in enumerate(self._rows(table)):
            properties = _child(row, "trPr")
            col = min(_number(_w(_child(properties, "gridBefore"), "val"), 0), MAX_COLSPAN)
            left = -1  # the slot that an hMerge continues
            for cell in self._row_cells(row):
                own = _child(cell, "tcPr")
                width = min(max(_number(_w(_child(own, "gridSpan"), "val"), 1), 1), MAX_COLSPAN)
                merge, sideways = _child(own, "vMerge"), _child(own, "hMerge")
                if sideways is not None and _w(sideways, "val") != "restart" and left >= 0:
                    slots[left] = _grown(slots[left], cols=width)
                elif merge is not None and _w(merge, "val") != "restart" and col in open_at:
                    slots[open_at[col]] = _grown(slots[open_at[col]], down_to=r)
                    left = -1
                else:
                    open_at.pop(col, None)
                    slots.append(Slot(r, col, 1, width, tuple(self.pieces(cell))))
                    left = len(slots) - 1
                    if merge is not None:
                        open_at[col] = left
                col += width
        return squeeze(Grid(tuple(slots)))

    def _rows(self, table: Any) -> Iterator[Any]:
        """The rows of a table that are printed, also those inside content controls."""
        for child in table:
            local = _local(child)
            if local == "tr":
                gone = _child(child, "trPr", "del") is not None or _on(_child(child, "trPr", "hidden"))
                if not gone:
                    yield child
            elif local in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
                yield from self._rows(child)

    def _row_cells(self, row: Any) -> Iterator[Any]:
        for child in row:
            local = _local(child)
            if local == "tc":
                self.cells += 1
                yield child
            elif local in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
                yield from self._row_cells(child)


def _is_second_version(element: Any) -> bool:
    """Whether an element only repeats a drawing for older programs."""
    if _any_local(element) != "Fallback":
        return False
    parent = element.getparent()
    return parent is not None and any(_any_local(sibling) == "Choice" for sibling in parent)


def _as_placed(text: str, run: Any) -> str:
    """The text of a run; digits alone above or below the line (the mark of a note) as such."""
    placed = _w(_child(run, "rPr", "vertAlign"), "val")
    moved = _w(_child(run, "rPr", "position"), "val") or "0"
    if not re.fullmatch("[0-9]+", text.strip()):
        return text
    if placed == "superscript" or (placed is None and re.fullmatch(r"\+?0*[1-9]\d*", moved)):
        return "".join(RAISED_DIGITS.get(c, c) for c in text)
    if placed == "subscript" or (placed is None and re.fullmatch(r"-0*[1-9]\d*", moved)):
        return "".join(LOWERED_DIGITS.get(c, c) for c in text)
    return text


def _unseen(run: Any) -> bool:
    """Whether a run is hidden, or white on no colour of its own."""
    properties = _child(run, "rPr")
    if properties is None:
        return False
    if _on(_child(properties, "vanish")) or _on(_child(properties, "strike")) or _on(_child(properties, "dstrike")):
        return True
    if _w(_child(properties, "color"), "val") not in WHITE:
        return False
    shaded = any(_filled(_child(properties, name)) for name in ("shd", "highlight"))
    return not shaded and not _shaded_around(run)


def _filled(shade: Any) -> bool:
    return shade is not None and (_w(shade, "fill") or _w(shade, "val") or "auto") not in ("auto", "none", *WHITE)


def _shaded_around(run: Any) -> bool:
    for around in run.iterancestors():
        local = _local(around)
        if local in ("p", "tc", "tbl") and _filled(_child(around, f"{local}Pr", "shd")):
            return True
        if local == "tbl" and _child(around, "tblPr", "tblStyle") is not None:
            return True  # a table's style may colour its head
    return False


def _grown(slot: Slot, cols: int = 0, down_to: int | None = None) -> Slot:
    height = slot.rowspan if down_to is None else down_to - slot.row + 1
    return Slot(slot.row, slot.col, height, slot.colspan + cols, slot.pieces)
