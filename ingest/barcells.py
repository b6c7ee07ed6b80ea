"""Tables whose cells end with a bar, however the lines are broken, as text extractors of web pages leave them.

A line may hold one cell, a row or a part of either; what a span covers is a bar more, before the values of a row or
behind them. Extractors that lose blank cells pad the row too, so that a bar is a cell only where every row that prints
anything prints its total in the total's place, and the rows add up. Pure; `text` is folded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from corpus.catalogue import load
from corpus.models import Section, State
from ingest.celllines import CellRow, Line, cells_of
from ingest.cells import read_print
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
from ingest.heads import Order, form_order, in_form_order4
from ingest.readings import Key, ReadCell, Reading, row_name
from ingest.sections import SectionSpan, window
from ingest.separated import BARS

COLUMNS = 7
OUTCOMES = 5  # of a group of table 4, the total last
MAX_BROKEN = 1  # row that does not add up in print
BAR = re.compile(f"[{BARS}]")


class Cells(NamedTuple):
    """A row's label and all that stands between bars behind it, and whether one line holds it all."""

    head: Head
    pieces: tuple[Line, ...]
    one_line: bool


def read_bar_cells(text: str, spans: Sequence[SectionSpan]) -> tuple[Reading, ...]:
    """Table 3 with its blanks, and then tables 2 and 4, of a text with bars. `text` is folded, offsets are kept."""
    area = table3_area(text, spans)
    order = head_order(text, spans, area) if area else None
    if area is None or order is None or form_order()[-1] not in order:
        return ()
    names = row_names(text, area)
    heads = table3_heads(text, names, area)
    found = [_pieces(text, head, stop) for head, stop in stretches(heads, area[1])]
    rows = [row for row in found if row is not None]
    if len(heads) != len(names) or len(rows) != len(names):
        return ()
    told = [cells for cells in (_placed(rows, order, last=False), _placed(rows, order, last=True)) if cells]
    if not told or any(cells != told[0] for cells in told):
        return ()
    if not any(_keeps_a_blank(row) for row in told[0]):
        return ()  # no blank to place: other readings know as much
    cells: dict[Key, ReadCell] = {}
    for row in told[0]:
        name = names[row.head.row]
        applicants = [load().applicants[n] for n in order]
        cells |= cells_of(row, [((name, a.id), row_name(name), a.label, "件") for a in applicants])
    one_line = all(row.one_line for row in rows)
    others = (_table2(text, spans, one_line=one_line), _table4(text, spans))
    return (Reading(name="bars", table=3, cells=cells), *(r for r in others if r is not None))


def _pieces(text: str, head: Head, stop: int, *, one_line: bool | None = None) -> Cells | None:
    """What stands between bars after a label, to the next words; None where a value stands before the first bar.

    None too where bars part the lines of the label itself: its values stand beside its first line.
    Where its line goes on with as many bars as the form has columns, the row is that line.
    """
    bar = BAR.search(text, head.end, stop)
    if "\n" in text[head.start : head.end] and BAR.search(text, head.start, head.end):
        return None
    if bar is None or any(c.isdigit() for c in text[head.end : bar.start()]):
        return None
    line_end = text.find("\n", bar.end())
    line_end = len(text) if line_end < 0 else line_end
    if one_line is None:
        one_line = len(BAR.findall(text, bar.start(), line_end)) >= COLUMNS
    end = min(stop, line_end) if one_line else stop
    pieces: list[Line] = []
    at = bar.end()
    for match in (*BAR.finditer(text, bar.end(), end), None):
        piece = text[at : match.start() if match else end]
        if WORD.search(piece) and read_print(piece).state is State.UNREADABLE:
            break
        if match or piece.strip():
            pieces.append(Line(at, piece))
        at = match.end() if match else end
    return Cells(head, tuple(pieces), one_line)


def _placed(rows: Sequence[Cells], order: Order, *, last: bool) -> list[CellRow]:
    """The rows with their first (or `last`) seven pieces as cells, if nothing else is printed and the sums bear it out."""
    placed = []
    broken = 0
    for row in rows:
        cells = row.pieces[-COLUMNS:] if last else row.pieces[:COLUMNS]
        rest = row.pieces[:-COLUMNS] if last else row.pieces[COLUMNS:]
        prints = [read_print(line.text) for line in cells]
        if len(cells) < COLUMNS or any(line.text.strip() for line in rest):
            return []
        if any(p.state is State.UNREADABLE for p in prints):
            return []
        total = prints.pop(order.index(form_order()[-1]))
        if total.state is State.BLANK and any(p.state is not State.BLANK for p in prints):
            return []  # the total is not in its place: a cell is lost
        parts = sum((p.value or Decimal(0) for p in prints), Decimal(0))
        broken += parts != (total.value or 0)
        placed.append(CellRow(row.head, cells, exact=True))
    return placed if broken <= MAX_BROKEN else []


def _keeps_a_blank(row: CellRow) -> bool:
    """Whether a blank stands before something printed."""
    printed = [bool(line.text.strip()) for line in row.cells]
    return any(printed) and not all(printed[: len(printed) - printed[::-1].index(True)])


def _table2(text: str, spans: Sequence[SectionSpan], *, one_line: bool) -> Reading | None:
    ids = [[i for i in load().table(2) if i.id.startswith(f"{row}.")] for row in TABLE2_ROWS]
    area = table2_area(text, spans)
    if area is None:
        return None
    heads = find_heads(text, TABLE2_ROWS, *area, [len(i) for i in ids])
    cells: dict[Key, ReadCell] = {}
    for head, stop in stretches(heads, area[1]):
        row = _pieces(text, head, stop, one_line=one_line)
        count = len(ids[head.row])
        if row is None or len(row.pieces) < count or any(line.text.strip() for line in row.pieces[count:]):
            continue
        if any(read_print(line.text).state is State.UNREADABLE for line in row.pieces[:count]):
            continue
        keys = [((i.id, "total"), row_name(i.id), i.column or "", i.unit) for i in ids[head.row]]
        cells |= cells_of(CellRow(head, row.pieces[:count], exact=True), keys)
    return Reading(name="bars", table=2, cells=cells) if cells else None


def _table4(text: str, spans: Sequence[SectionSpan]) -> Reading | None:
    """The fifteen cells behind the last head, where only one way to count them lets the groups add up."""
    section = window(spans, Section.DISPUTES)
    table = load().table(4)
    total = text.rfind(load().raw["table4"]["outcomes"][-1]["label"], *section) if section else -1
    if section is None or total < 0 or not in_form_order4(text[section[0] : total + 2]):
        return None
    row = _pieces(text, Head(0, total, total + 2, 0), section[1], one_line=False)
    pieces = row.pieces if row else ()
    ways = []
    for first in range(len(pieces) - len(table) + 1):
        cells = pieces[first : first + len(table)]
        rest = (*pieces[:first], *pieces[first + len(table) :])
        if not any(line.text.strip() for line in rest) and _groups_hold(cells):
            ways.append(cells)
    printed = {tuple(line.text.strip() for line in cells) for cells in ways}
    if len(printed) != 1 or not any(map(any, printed)):
        return None
    keys = [((i.id, "total"), i.group or "", i.column or "", i.unit) for i in table]
    found = CellRow(Head(0, ways[0][0].start, ways[0][0].start, 0), tuple(ways[0]), exact=False)
    return Reading(name="bars", table=4, cells=cells_of(found, keys), certain=False)


def _groups_hold(cells: Sequence[Line]) -> bool:
    """Whether each group of outcomes prints the sum of its parts as its total, or nothing at all."""
    prints = [read_print(line.text) for line in cells]
    if any(p.state is State.UNREADABLE for p in prints):
        return False
    for at in range(0, len(prints), OUTCOMES):
        *parts, total = prints[at : at + OUTCOMES]
        blank = total.state is State.BLANK
        if blank and any(p.state is not State.BLANK for p in parts):
            return False
        if sum((p.value or Decimal(0) for p in parts), Decimal(0)) != (total.value or 0):
            return False
    return True
