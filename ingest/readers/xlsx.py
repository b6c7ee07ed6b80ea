"""XLSX workbooks: what their visible sheets show, as running text and grids.

A row with one filled cell that is a title, a heading of the form or a sentence is a line of text; the rows between are a
grid. Numbers come as they are stored, to the fifteen digits that spreadsheets keep. Formulas are read as their last
result; nothing is computed, no link is followed.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from corpus.document import Document
from corpus.errors import LimitExceeded, Unreadable
from corpus.normalize import compact
from corpus.settings import Limits
from ingest.classify import rules
from ingest.markup import SENTENCE, Composer, Grid, Line, Piece, Slot
from ingest.package import opened, part, tree

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384  # what the format allows
REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
TITLE = re.compile("(?:年度?报告|年报|工作报告)$")
SENTENCE_CHARS = 20  # a lone cell this long with a full stop is prose
LONGEST_HEADING = 40
DIGITS = 15  # a spreadsheet keeps no more of a number
CELL_MARK = re.compile(rb"<(?:[A-Za-z0-9]+:)?c[ >]")
Place = tuple[int, int]


class _Sheet(NamedTuple):
    """A sheet's texts by (row, column) from 1, and its merged areas as (top, left, bottom, right)."""

    cells: dict[Place, str]
    merged: tuple[tuple[int, int, int, int], ...]


def read(data: bytes, name: str, limits: Limits) -> Document:
    """The document in a workbook. Unreadable or LimitExceeded, with one sentence."""
    composer = Composer(limits, name)
    with opened(data, name, limits) as archive:
        book = part(archive, "xl/workbook.xml", name)
        if book is None:
            raise Unreadable(f"{name} holds no workbook")
        strings = _strings(part(archive, "xl/sharedStrings.xml", name), name)
        targets = _targets(part(archive, "xl/_rels/workbook.xml.rels", name), name)
        for identifier in _visible(tree(book, name)):
            xml = part(archive, targets.get(identifier, ""), name)
            if xml is None:
                continue
            if len(CELL_MARK.findall(xml)) > limits.max_table_cells:
                raise _too_many(name, limits)
            composer.add(_pieces(_sheet(tree(xml, name), strings), limits, name))
    if not composer.blocks:
        raise Unreadable(f"{name} is a workbook without text")
    return Document(format="xlsx", text=composer.text(), blocks=tuple(composer.blocks), attempts=("xlsx",))


def _too_many(name: str, limits: Limits) -> LimitExceeded:
    return LimitExceeded(
        f"{name} has a sheet of more than {limits.max_table_cells:,} cells",
        hint="raise GONGKAI_LIMIT_MAX_TABLE_CELLS if that is meant",
    )


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _under(element: Any, *names: str) -> Iterator[Any]:
    """The descendants of `element` that bear one of the names, whatever the flavour of the format."""
    return (e for e in element.iter() if _local(e) in names)


def _words(element: Any) -> str:
    """The text of a string or of its runs, without the readings printed above Chinese."""
    runs = _under(element, "t")
    return "".join(t.text or "" for t in runs if _local(t.getparent()) != "rPh")


def _strings(xml: bytes | None, name: str) -> list[str]:
    return [] if xml is None else [_words(item) for item in tree(xml, name) if _local(item) == "si"]


def _targets(xml: bytes | None, name: str) -> dict[str, str]:
    """Relation id → path in the package."""
    if xml is None:
        return {}
    found = {}
    for relation in tree(xml, name):
        target = relation.get("Target") or ""
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        found[relation.get("Id") or ""] = path
    return found


def _visible(book: Any) -> Iterator[str]:
    """Relation ids of the sheets that are shown."""
    for sheet in _under(book, "sheet"):
        if (sheet.get("state") or "visible") == "visible":
            yield next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")


def _sheet(root: Any, strings: list[str]) -> _Sheet:
    hidden = {
        column
        for col in _under(root, "col")
        if col.get("hidden") in ("1", "true")
        for column in range(_whole(col.get("min")), min(_whole(col.get("max")), MAX_COLUMN) + 1)
    }
    cells: dict[Place, str] = {}
    last_row = 0
    for row in _under(root, "row"):
        number = last_row = _whole(row.get("r")) or last_row + 1
        column = 0
        for cell in (c for c in row if _local(c) == "c"):
            column = place[1] if (place := _place(cell.get("r") or "")) else column + 1
            text = " ".join(_text(cell, strings).split())
            if text and number <= MAX_ROW and row.get("hidden") not in ("1", "true") and column not in hidden:
                cells[number, column] = text
    merged = tuple(area for m in _under(root, "mergeCell") if (area := _area(m.get("ref") or "")))
    return _Sheet(cells, merged)


def _whole(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,7}", text) else 0


def _place(reference: str) -> Place | None:
    """(row, column) of `B12`."""
    match = REFERENCE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


def _area(reference: str) -> tuple[int, int, int, int] | None:
    start, _, end = reference.partition(":")
    first, last = _place(start), _place(end)
    return (*first, *last) if first and last and first <= last and first[1] <= last[1] else None


def _text(cell: Any, strings: list[str]) -> str:
    """What a cell shows; a number without the noise of its binary form."""
    kind = cell.get("t") or "n"
    if kind == "inlineStr":
        return _words(cell)
    value = next((e.text or "" for e in cell if _local(e) == "v"), "")
    if kind == "s":
        index = _whole(value)
        return strings[index] if index < len(strings) else ""
    return _number(value) if kind == "n" else value


def _number(text: str) -> str:
    try:
        value = float(text)
    except ValueError:
        return text
    if value.is_integer() and abs(value) < 10**DIGITS:
        return str(int(value))
    return f"{value:.{DIGITS}g}"


def _pieces(sheet: _Sheet, limits: Limits, name: str) -> Iterator[Piece]:
    """Lines and grids of a sheet, top to bottom; an empty row ends a grid."""
    by_row: dict[int, list[int]] = {}
    for row, column in sorted(sheet.cells):
        by_row.setdefault(row, []).append(column)
    below = {r for top, _, bottom, _ in sheet.merged for r in range(top + 1, min(bottom, max(by_row, default=0)) + 1)}
    waiting: list[int] = []
    for row in sorted({*by_row, *below}):
        lone = sheet.cells[row, by_row[row][0]] if len(by_row.get(row, ())) == 1 and row not in below else ""
        if (lone and _is_line(lone)) or (waiting and row > waiting[-1] + 1):
            yield from _grid(sheet, waiting, limits, name)
            waiting = []
        if lone and _is_line(lone):
            yield Line(lone, None if SENTENCE.search(lone) else 0)
        else:
            waiting.append(row)
    yield from _grid(sheet, waiting, limits, name)


def _is_line(text: str) -> bool:
    plain = compact(text)
    if len(plain) >= SENTENCE_CHARS and SENTENCE.search(text):
        return True
    is_heading = len(plain) <= LONGEST_HEADING and any(pattern.search(plain) for pattern in rules()["headings"])
    return is_heading or TITLE.search(plain) is not None


def _grid(sheet: _Sheet, rows: list[int], limits: Limits, name: str) -> Iterator[Grid]:
    """The grid of some rows, its empty cells included; from the first to the last column that is used in them."""
    if not rows:
        return
    inside = set(rows)
    areas = [a for a in sheet.merged if a[0] in inside]
    columns = [c for r, c in sheet.cells if r in inside] + [a[1] for a in areas if (a[0], a[1]) in sheet.cells]
    left = min(columns)
    right = max([*columns, *(min(a[3], MAX_COLUMN) for a in areas if (a[0], a[1]) in sheet.cells)])
    if len(rows) * (right - left + 1) > limits.max_table_cells:
        raise _too_many(name, limits)
    spans = {(a[0], a[1]): (min(a[2], rows[-1]) - a[0] + 1, min(a[3], right) - a[1] + 1) for a in areas}
    covered = {
        (r, c)
        for (top, first), (height, width) in spans.items()
        for r in range(top, top + height)
        for c in range(first, first + width)
        if (r, c) != (top, first)
    }
    slots = [
        Slot(row - rows[0], column - left, *spans.get((row, column), (1, 1)), _held(sheet, row, column))
        for row in rows
        for column in range(left, right + 1)
        if (row, column) not in covered
    ]
    yield Grid(tuple(slots))


def _held(sheet: _Sheet, row: int, column: int) -> tuple[Piece, ...]:
    text = sheet.cells.get((row, column))
    return (Line(text),) if text else ()
