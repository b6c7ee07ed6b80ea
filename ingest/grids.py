"""Tables with real cell structure: rows are aligned to the form's rows, columns told by their heads or their count.

The structure decides which cell is which, so blanks keep their place. Where a table's structure is not honest (a row
shifted against its heads, as converters leave it) only rows whose seven values are all printed are read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from corpus import normalize
from corpus.catalogue import load
from corpus.document import Document, GridCell, Table
from corpus.models import State
from corpus.normalize import fold
from ingest.alignment import OTHER_TOTAL, PARTS, align, likeness, rows23, rows25, squeezed
from ingest.cells import Print, is_inexact, read_print
from ingest.flat import FORM_2019, foreign_characters
from ingest.heads import Order, applicant_of, form_order, order2, order_of_text, place_total
from ingest.readings import Key, ReadCell, Reading, row_name
from ingest.table4 import by_labels, group_of, orders_differ, slots

COLUMNS = 7
TABLE4_CELLS = 15
HEADS_CONTRADICTED = "the heads of table 3 and its sums do not agree on which column is the total"
MIN_ROWS = 5  # fewer labels of table 3 than this: not that table
MAX_ROW_CHARS = 600  # a longer stretch is no printed row, and only its values are quoted
SURE_LABEL = 0.8
FOREIGN_CHARS = 5  # a label with more letters of others than this is two labels run together


compact = lru_cache(maxsize=1 << 14)(normalize.compact)  # heads are compared once for every row


class GridRow(NamedTuple):
    """A row of a table: the cells that begin in it, and all that cover it (group labels over several rows)."""

    own: tuple[GridCell, ...]
    covering: tuple[GridCell, ...]
    table: int  # which table of the document
    width: int


def read_grids(document: Document) -> tuple[Reading, ...]:
    """Every reading of tables 2, 3 and 4 that the blocks, and the alternative tables, of a document allow."""
    tables = [b for b in document.blocks if isinstance(b, Table)]
    readings = _read_tables(tables, f"grid:{tables[0].reading}", document.text) if tables else []
    for name in dict.fromkeys(t.reading for t in document.alternatives):
        own = [t for t in document.alternatives if t.reading == name]
        readings += _read_tables(own, f"other:{name}", document.text)
    return tuple(readings)


def _read_tables(tables: Sequence[Table], name: str, text: str) -> list[Reading]:
    rows = [row for number, table in enumerate(tables) for row in grid_rows(table, number)]
    captions = {number: _caption(text, table.start) for number, table in enumerate(tables)}
    found = (read_table2(rows, name), read_table3(rows, name), read_table4(rows, name, captions))
    return [r for r in found if r is not None]


def grid_rows(table: Table, number: int) -> list[GridRow]:
    """The rows of a table in order, each with its cells by column."""
    rows: list[list[GridCell]] = [[] for _ in range(table.n_rows)]
    cover: list[list[GridCell]] = [[] for _ in range(table.n_rows)]
    for cell in table.cells:
        if cell.row < table.n_rows:
            rows[cell.row].append(cell)
        for r in range(cell.row, min(cell.row + cell.rowspan, table.n_rows)):
            cover[r].append(cell)
    return [
        GridRow(tuple(sorted(own, key=lambda c: c.col)), tuple(sorted(over, key=lambda c: c.col)), number, table.n_cols)
        for own, over in zip(rows, cover, strict=True)
    ]


def is_words(cell: GridCell) -> bool:
    """Whether a cell prints words: a label or a head, no value and not nothing."""
    return read_print(cell.text).state is State.UNREADABLE and _has_han(cell.text) and not is_inexact(cell.text)


@lru_cache(maxsize=1 << 14)
def _has_han(text: str) -> bool:
    return any("一" <= c <= "鿿" for c in fold(text))


# -- table 3 ----------------------------------------------------------------------------------------------------------


def read_table3(rows: Sequence[GridRow], name: str) -> Reading | None:
    """Table 3 from rows of any number of tables (a table cut by a page is several)."""
    texts = [_label_text(row) for row in rows]
    bare = [not t and _values_of(row) == COLUMNS for t, row in zip(texts, rows, strict=True)]
    found25, found23 = align(texts, rows25(), bare), align(texts, rows23(), bare)
    names, found = (rows25(), found25)
    if _is_23(texts, found25, found23):
        names, found = rows23(), found23
    if sum(f is not None for f in found) < MIN_ROWS:
        return None
    heads = _heads(rows, found)
    if heads is None:
        return Reading(name=name, table=3, cells={}, warnings=(HEADS_CONTRADICTED,))
    read: list[tuple[GridRow, str, tuple[GridCell, ...]]] = []
    for number, (row, at) in enumerate(zip(rows, found, strict=True)):
        if at is None:
            continue
        values = _values_in(row, _columns_for(rows, found, number, heads), len(heads.order))
        if values is not None and foreign_characters(texts[number], names[at]) < FOREIGN_CHARS:
            read.append((row, names[at], values))
    numbers = [[read_print(c.text).value for c in values] for _, _, values in read]
    order = place_total(numbers, heads.order, said=bool(heads.columns))
    if order is None:
        return Reading(name=name, table=3, cells={}, warnings=(HEADS_CONTRADICTED,))
    cells: dict[Key, ReadCell] = {}
    for row, indicator, values in read:
        cells |= _row3(row, indicator, values, order)
    return Reading(name=name, table=3, cells=cells) if cells else None


def _is_23(texts: Sequence[str], found25: Sequence[int | None], found23: Sequence[int | None]) -> bool:
    """Whether （六）其他处理 is one row: it is printed with values of its own and its parts are not."""
    parts = [i for i, f in enumerate(found25) if f is not None and rows25()[f] in PARTS[:2]]
    whole = [i for i, f in enumerate(found23) if f is not None and rows23()[f] == OTHER_TOTAL]
    return not parts and any(likeness(texts[i], OTHER_TOTAL) >= SURE_LABEL for i in whole)


def _label_text(row: GridRow) -> str:
    """The row's own label, squeezed: its last words before the values, with the group where the label is just 其他."""
    words = [c for c in row.own if is_words(c)]
    return squeezed(words[-1].text) if words else ""


def _values_of(row: GridRow) -> int:
    return sum(read_print(c.text).state in (State.REPORTED, State.NOT_APPLICABLE) for c in row.own)


class Heads(NamedTuple):
    """The order of table 3's columns, and where they stand in each table that prints heads."""

    order: Order
    columns: dict[int, tuple[int, ...]]


def _heads(rows: Sequence[GridRow], found: Sequence[int | None]) -> Heads | None:
    """What the heads say. Parts of a table cut by a page, and tables without heads, have the order of the first.

    None where heads stand in another order than the form's, but without columns of their own, so that no one can tell.
    """
    columns: dict[int, tuple[int, ...]] = {}
    orders: list[Order] = []
    for table in dict.fromkeys(row.table for row, at in zip(rows, found, strict=True) if at is not None):
        first = next(i for i, r in enumerate(rows) if r.table == table and found[i] is not None)
        named = [(c.col, applicant_of(c.text)) for r in rows[:first] if r.table == table for c in r.own]
        placed = sorted((col, a) for col, a in named if a is not None)
        order = tuple(a for _, a in placed)
        at = tuple(col for col, _ in placed)
        in_form = order in (form_order(), form_order()[:-1])
        complete = sorted(order) in (list(form_order()), list(form_order()[:-1]))  # all, or all but a total not there
        if len(set(at)) < len(at) or (complete and not in_form and not _all_under(rows, found, table, at)):
            # pasted rows without the cells that a span covers, or heads pushed aside: their words are all that is left
            told = _order_in_words([r for r in rows[:first] if r.table == table], order)
            if told is None:
                return None
            orders.append(told)
        elif complete:
            columns[table] = at
            orders.append(order)
    same = len(set(orders)) == 1
    return Heads(orders[0] if same else form_order(), columns if same else {})


def _all_under(rows: Sequence[GridRow], found: Sequence[int | None], table: int, columns: tuple[int, ...]) -> bool:
    return columns[0] >= 1 and all(_stands_under(r, columns) for r in _rows_of(rows, found, table))


def _rows_of(rows: Sequence[GridRow], found: Sequence[int | None], table: int) -> list[GridRow]:
    """The rows of one table that are the form's."""
    return [r for r, f in zip(rows, found, strict=True) if f is not None and r.table == table]


def _order_in_words(rows: Sequence[GridRow], named: Order) -> Order | None:
    """The order that heads in ragged rows print, read as running text; without the total where none names it."""
    order = order_of_text("\n".join(" ".join(c.text for c in row.own) for row in rows))
    return order if order is None or form_order()[-1] in named else order[:-1]


def _columns_for(
    rows: Sequence[GridRow], found: Sequence[int | None], number: int, heads: Heads
) -> tuple[int, ...] | None:
    """The columns of the values of a row, or None where the structure of its table is not honest.

    By the heads if every row of the table stands under them; without heads the last columns, if no label reaches
    into them; else the last cells of each row, if equally many stand after all labels in the same place.
    """
    row = rows[number]
    mine = _rows_of(rows, found, row.table)
    count = len(heads.order)
    columns = heads.columns.get(row.table, tuple(range(row.width - count, row.width)))
    if _all_under(rows, found, row.table, columns):
        return columns
    lengths: dict[int, set[int]] = {}
    for r in mine:
        if len(r.own) <= count or not _stands_under(r, tuple(c.col for c in r.own[-count:])):
            return None
        lengths.setdefault(max((c.col for c in r.own if is_words(c)), default=-1), set()).add(_after_words(r))
    proved = any(_values_of(r) == count for r in mine) or all(_after_words(r) == count for r in mine)
    if all(len(found) == 1 for found in lengths.values()) and proved:
        return tuple(c.col for c in row.own[-count:])
    return None


def _after_words(row: GridRow) -> int:
    """How many cells stand after the last words of a row."""
    return next(n for n, c in enumerate(reversed((None, *row.own))) if c is None or is_words(c))


def _stands_under(row: GridRow, columns: tuple[int, ...]) -> bool:
    """Whether all values of a row stand in `columns` and all its words before them."""
    values = [c.col for c in row.own if read_print(c.text).state in (State.REPORTED, State.NOT_APPLICABLE)]
    words = [c.col + c.colspan for c in row.own if is_words(c)]
    return all(v in columns for v in values) and max(words, default=0) <= columns[0]


def _values_in(row: GridRow, columns: tuple[int, ...] | None, count: int) -> tuple[GridCell, ...] | None:
    """The value cells of a row: in their columns, or, in a shifted row, `count` printed values side by side."""
    if columns is not None:
        by_column = {c.col: c for c in row.own}
        return tuple(by_column[c] for c in columns) if all(c in by_column for c in columns) else None
    words = [i for i, c in enumerate(row.own) if is_words(c)]
    after = list(row.own[words[-1] + 1 :] if words else row.own)
    while after and not after[0].text.strip():
        after.pop(0)
    while after and not after[-1].text.strip():
        after.pop()
    return tuple(after) if len(after) == count and all(c.text.strip() for c in after) else None


def _row3(row: GridRow, indicator: str, values: Sequence[GridCell], order: Order) -> dict[Key, ReadCell]:
    start, end = _extent(row, values)
    cells: dict[Key, ReadCell] = {}
    for number, cell in zip(order, values, strict=True):
        applicant = load().applicants[number]
        key = (indicator, applicant.id)
        cells[key] = _cell(cell, row_name(indicator), applicant.label, "件", start, end)
    return cells


def _extent(row: GridRow, values: Sequence[GridCell]) -> tuple[int, int]:
    """The stretch of text that prints a row, its label first."""
    printed = [c for c in values if c.end > c.start] or list(values)
    words = [c for c in row.own if is_words(c)][-1:]
    start = min(c.start for c in (*words, *printed))
    end = max(c.end for c in (*words, *printed))
    if end - start > MAX_ROW_CHARS:
        start, end = min(c.start for c in printed), max(c.end for c in printed)
    return start, end


def _cell(cell: GridCell, row: str, column: str, unit: str, row_start: int, row_end: int) -> ReadCell:
    seen: Print = read_print(cell.text)
    state, value = seen.state, seen.value
    if unit == "件" and value is not None and value != value.to_integral_value():
        state, value = State.UNREADABLE, None  # half a case is a misreading
    start = cell.start + seen.start if seen.end > seen.start else cell.start
    end = cell.start + seen.end if seen.end > seen.start else cell.start
    return ReadCell(
        state=state,
        value=value,
        raw=seen.raw,
        start=start,
        end=end,
        row_start=min(row_start, start),
        row_end=max(row_end, end),
        row=row,
        column=column,
        unit=unit,
        page=cell.page,
        bbox=cell.bbox,
        note=seen.note,
        sure=seen.sure,
    )


# -- table 2 ----------------------------------------------------------------------------------------------------------

TABLE2_ROWS = ("regulations", "normative_documents", "licensing", "penalties", "coercion", "fees")
TABLE2_MARK = ("本年制发件数", "现行有效件数", "本年处理决定数量", "本年收费金额")


def read_table2(rows: Sequence[GridRow], name: str) -> Reading | None:
    """Table 2: the cells after each label, where the table is the one of 2021."""
    tables = {row.table for row in rows if any(m in compact(c.text) for c in row.own for m in TABLE2_MARK)}
    tables -= {row.table for row in rows if any(FORM_2019.search(compact(c.text)) for c in row.own)}
    cells: dict[Key, ReadCell] = {}
    for row in rows:
        if row.table not in tables or not row.own:
            continue
        words = [c for c in row.own if is_words(c)]
        if len(words) != 1:
            continue
        which = next((r for r in TABLE2_ROWS if likeness(squeezed(words[0].text), r) >= SURE_LABEL), None)
        if which is None:
            continue
        indicators = [i for i in load().table(2) if i.id.startswith(f"{which}.")]
        values = _after_label(row, words[0], len(indicators))
        if values is None or any((i.id, "total") in cells for i in indicators):
            continue
        start, end = _extent(row, values)
        above = [compact(c.text) for r in rows[: rows.index(row)] if r.table == row.table for c in r.own]
        for at, cell in zip(order2(above, len(values)), values, strict=True):
            indicator = indicators[at]
            key = (indicator.id, "total")
            cells[key] = _cell(cell, row_name(indicator.id), indicator.column or "", indicator.unit, start, end)
    return Reading(name=name, table=2, cells=cells) if cells else None


def _after_label(row: GridRow, label: GridCell, count: int) -> tuple[GridCell, ...] | None:
    """The `count` cells after a label, if nothing else is printed after it."""
    after = [c for c in row.own if c.col > label.col]
    printed = [c for c in after if c.text.strip()]
    if len(printed) == count or (count == 1 and printed and len({c.text.strip() for c in printed}) == 1):
        return tuple(printed[:count])  # of a value that a data frame repeats under a spanning cell, the first
    if len(after) >= count and all(not c.text.strip() for c in after[count:]) and len(printed) < count:
        return tuple(after[:count])
    return None


# -- table 4 ----------------------------------------------------------------------------------------------------------


def _caption(text: str, start: int) -> str | None:
    """The group of table 4 that the line right over a table names."""
    lines = [line for line in text[max(0, start - MAX_ROW_CHARS) : start].split("\n") if line.strip()]
    return group_of(lines[-1]) if lines else None


def read_table4(rows: Sequence[GridRow], name: str, captions: Mapping[int, str | None] = {}) -> Reading | None:
    """Table 4: each value by the labels over and beside it, or the row of values under the fifteen heads."""
    told = by_labels([(row.table, row.own) for row in rows], captions)
    if told is not None:
        return _table4([told[slot] for slot in slots()], name)
    for at, row in enumerate(rows):
        columns = _leaves(rows, at)
        if columns is None or any(is_words(c) for c in row.own) or (_values_of(row) == 0 and not columns):
            continue
        above = [c.text for r in rows[:at] if r.table == row.table for c in r.own]
        values = _fifteen(row, columns)
        if values is None or orders_differ(above, above):
            return None
        return _table4(values, name)
    return None


def _table4(values: Sequence[GridCell], name: str) -> Reading:
    cells: dict[Key, ReadCell] = {}
    lines = {c.row for c in values}
    for indicator, cell in zip(load().table(4), values, strict=True):
        line = values if len(lines) == 1 else [c for c in values if c.row == cell.row]
        printed = [c for c in line if c.end > c.start] or [cell]
        start, end = min(c.start for c in printed), max(c.end for c in printed)
        if end - start > MAX_ROW_CHARS:
            start, end = cell.start, cell.end
        where = (indicator.group or "", indicator.column or "", indicator.unit, start, end)
        cells[(indicator.id, "total")] = _cell(cell, *where)
    return Reading(name=name, table=4, cells=cells)


def _leaves(rows: Sequence[GridRow], at: int) -> tuple[int, ...] | None:
    """The columns of the fifteen heads above a row, in order; () where they do not stand one to a column."""
    outcomes = [o["label"] for o in load().raw["table4"]["outcomes"]]
    above = [r for r in rows[:at] if r.table == rows[at].table]
    heads = [(c.col, compact(c.text).strip("*")) for r in above for c in r.own]
    leaves = sorted((col, text) for col, text in heads if text in outcomes)
    if [t for _, t in leaves] == outcomes * 3 and len({c for c, _ in leaves}) == TABLE4_CELLS:
        return tuple(c for c, _ in leaves)
    return () if sum(t == outcomes[0] for _, t in heads) == len(outcomes) - 2 else None


def _fifteen(row: GridRow, columns: tuple[int, ...]) -> tuple[GridCell, ...] | None:
    """The values under the heads; where heads and values do not match, fifteen printed values or fifteen cells."""
    by_column = {c.col: c for c in row.own}
    printed = [c for c in row.own if c.text.strip()]
    if columns and all(c in by_column for c in columns) and all(c.col in columns for c in printed):
        return tuple(by_column[c] for c in columns)
    if len(printed) == TABLE4_CELLS:
        return tuple(printed)
    return row.own if len(row.own) == TABLE4_CELLS else None
