"""Tables as one cell a line, where an empty line is an empty cell (pasted from a word processor).

The count of lines decides: after each label of table 3 come seven lines (or seven at a steady distance), then words
again. Only where every row is so is an empty line a blank; else nothing is read here. Pure; `text` is folded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from corpus.catalogue import load
from corpus.models import Section, State
from ingest.cells import Print, read_print
from ingest.flat import (
    TABLE2_ROWS,
    WORD,
    Head,
    find_heads,
    head_order,
    row_names,
    stretches,
    table2_area,
    table3_area,
    table3_heads,
)
from ingest.heads import Order, form_order, in_form_order4, place_total
from ingest.readings import Key, ReadCell, Reading, row_name
from ingest.sections import SectionSpan, window

COLUMNS = 7
TABLE4_CELLS = 15
OUTCOMES = 5  # of a group, the total last
STRIDES = (1, 2, 3)  # lines from one cell to the next
EXACT_SHARE = 0.8  # of the rows must have no line more than their cells; a page break adds empty ones to few
HABIT = 2  # a single blank among printed zeros may be a lost figure


class Line(NamedTuple):
    start: int
    text: str


class CellRow(NamedTuple):
    """A row's label and the lines of its cells. `exact`: the next words follow at once."""

    head: Head
    cells: tuple[Line, ...]
    exact: bool


def read_cell_lines(text: str, spans: Sequence[SectionSpan]) -> tuple[Reading, ...]:
    """Tables 2, 3 and 4, if table 3 stands one cell a line and some cells are blank."""
    lines = _lines(text)
    table3 = _table3(text, spans, lines)
    if table3 is None:
        return ()
    reading, stride = table3
    blanks = sum(c.state is State.BLANK for c in reading.cells.values())
    if not blanks or (blanks < HABIT and any(c.value == 0 for c in reading.cells.values())):
        return ()
    others = (_table2(text, spans, lines, stride), _table4(text, spans, lines, stride))
    return (reading, *(r for r in others if r is not None))


def _lines(text: str) -> list[Line]:
    found, at = [], 0
    for line in text.split("\n"):
        found.append(Line(at, line))
        at += len(line) + 1
    return found


def _line_at(lines: Sequence[Line], offset: int) -> int:
    low, high = 0, len(lines) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if lines[middle].start <= offset else (low, middle - 1)
    return low


def _table3(text: str, spans: Sequence[SectionSpan], lines: Sequence[Line]) -> tuple[Reading, int] | None:
    area = table3_area(text, spans)
    order = head_order(text, spans, area) if area else None
    if area is None or order is None:
        return None
    names = row_names(text, area)
    heads = table3_heads(text, names, area)
    if len(heads) != len(names):
        return None
    for stride in STRIDES:
        rows = _rows(heads, [len(order)] * len(names), area[1], lines, stride)
        if rows is not None:
            settled = place_total([[p.value for p in _prints(row)] for row in rows], order, said=False)
            return (_reading3(rows, names, settled), stride) if settled is not None else None
    return None


def _rows(
    heads: Sequence[Head], counts: Sequence[int], end: int, lines: Sequence[Line], stride: int
) -> list[CellRow] | None:
    """The rows with their cells, if every row has them at this stride and most have nothing more."""
    rows: list[CellRow] = []
    for head, stop in stretches(heads, end):
        count = counts[head.row]
        after = _after_label(head, stop, lines)
        cells = after[stride - 1 : count * stride : stride]
        used = {id(line) for line in cells}
        if len(cells) < count or any(line.text.strip() for line in after if id(line) not in used):
            return None
        rows.append(CellRow(head, tuple(cells), len(after) == (count + 1) * stride - 1))
    readable = all(p.state is not State.UNREADABLE for row in rows for p in _prints(row))
    return rows if readable and sum(row.exact for row in rows) >= EXACT_SHARE * (len(rows) - 1) else None


def _after_label(head: Head, stop: int, lines: Sequence[Line]) -> list[Line]:
    """The lines between a label (the lines it wraps to included) and the next words."""
    at = _line_at(lines, head.end - 1)
    if any(c.isdigit() for c in lines[at].text[head.end - lines[at].start :]):
        return []  # values stand on the label's own line
    while at + 1 < len(lines) and lines[at + 1].start < stop and _words(lines[at + 1]):
        at += 1
    found = []
    for line in lines[at + 1 :]:
        if _words(line):
            break
        found.append(line)
    return found


def _words(line: Line) -> bool:
    return WORD.search(line.text) is not None and read_print(line.text).state is State.UNREADABLE


def _prints(row: CellRow) -> Iterator[Print]:
    return (read_print(line.text) for line in row.cells)


def _reading3(rows: Sequence[CellRow], names: Sequence[str], order: Order) -> Reading:
    cells: dict[Key, ReadCell] = {}
    for row in rows:
        if not row.exact and not _adds_up([p.value for p in _prints(row)], order):
            continue  # an empty line before the next words may belong to the row or not
        name = names[row.head.row]
        applicants = [load().applicants[n] for n in order]
        keys = [((name, a.id), row_name(name), a.label, "件") for a in applicants]
        cells |= cells_of(row, keys)
    return Reading(name="lines", table=3, cells=cells)


def _adds_up(values: Sequence[Decimal | None], order: Order) -> bool:
    """Whether the total is the sum of the parts, or nothing is printed."""
    total = form_order()[-1]
    if not any(values) or total not in order:
        return not any(values)
    at = order.index(total)
    return values[at] == sum((v or Decimal(0) for i, v in enumerate(values) if i != at), Decimal(0))


def _table2(text: str, spans: Sequence[SectionSpan], lines: Sequence[Line], stride: int) -> Reading | None:
    ids = [[i for i in load().table(2) if i.id.startswith(f"{row}.")] for row in TABLE2_ROWS]
    area = table2_area(text, spans)
    if area is None:
        return None
    counts = [len(i) for i in ids]
    heads = find_heads(text, TABLE2_ROWS, *area, counts)
    rows = _rows(heads, counts, area[1], lines, stride)
    cells: dict[Key, ReadCell] = {}
    for row in rows or ():
        keys = [((i.id, "total"), row_name(i.id), i.column or "", i.unit) for i in ids[row.head.row]]
        cells |= cells_of(row, keys)
    return Reading(name="lines", table=2, cells=cells) if cells else None


def _table4(text: str, spans: Sequence[SectionSpan], lines: Sequence[Line], stride: int) -> Reading | None:
    start, end = window(spans, Section.DISPUTES) or (len(text), len(text))
    own = [line for line in lines if start <= line.start < end]
    total = load().raw["table4"]["outcomes"][-1]["label"]
    last = next((n for n in range(len(own) - 1, -1, -1) if own[n].text.strip() == total), None)
    if last is None or not in_form_order4(text[start : own[last].start + len(own[last].text)]):
        return None
    after = own[last + 1 :]
    cells = after[stride - 1 : TABLE4_CELLS * stride : stride]
    used = {id(line) for line in cells}
    between = (line for line in after[: TABLE4_CELLS * stride] if id(line) not in used)
    prints = [read_print(line.text) for line in cells]
    told = len(cells) == TABLE4_CELLS and all(p.state is not State.UNREADABLE for p in prints)
    if not told or any(line.text.strip() for line in between) or _figures(after[TABLE4_CELLS * stride :]):
        return None
    values = [p.value for p in prints]
    groups = [values[n : n + OUTCOMES] for n in range(0, TABLE4_CELLS, OUTCOMES)]
    if any(bool(group[-1]) != any(group[:-1]) for group in groups):
        return None  # an empty line too few: the totals stand under other heads
    row = CellRow(Head(0, cells[0].start, cells[0].start, 0), tuple(cells), exact=False)
    keys = [((i.id, "total"), i.group or "", i.column or "", i.unit) for i in load().table(4)]
    return Reading(name="lines", table=4, cells=cells_of(row, keys), certain=False)


def _figures(lines: Sequence[Line]) -> bool:
    """Whether a value follows before the next words."""
    first = next((line for line in lines if line.text.strip()), None)
    return first is not None and read_print(first.text).state is not State.UNREADABLE


def cells_of(row: CellRow, keys: Sequence[tuple[Key, str, str, str]]) -> dict[Key, ReadCell]:
    """The cells of a row, each with its key, its row's name, its column and its unit."""
    printed = [line for line in row.cells if line.text.strip()]
    end = max((line.start + len(line.text.rstrip()) for line in printed), default=row.head.end)
    cells: dict[Key, ReadCell] = {}
    for (key, name, column, unit), line in zip(keys, row.cells, strict=True):
        seen = read_print(line.text)
        fraction = unit == "件" and seen.value is not None and seen.value != seen.value.to_integral_value()
        cells[key] = ReadCell(
            state=State.UNREADABLE if fraction else seen.state,
            value=None if fraction else seen.value,
            raw=seen.raw,
            start=line.start + seen.start,
            end=line.start + seen.end,
            row_start=min(row.head.start, line.start),
            row_end=max(end, line.start + seen.end),
            row=name,
            column=column,
            unit=unit,
            note=seen.note,
            sure=seen.sure,
        )
    return cells
