"""Tables in text whose spaces keep the columns (`pdftotext -layout`, a fixed font): placed as those of a page.

A label that is too long pushes the values of its line to the right, so nothing is believed that the sums of table 3 do
not prove: every row, every column, the balance. Tables 2 and 4 are read only where table 3 was proved so. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from corpus.document import Table
from ingest.cells import read_print
from ingest.disorder import narrow, wide
from ingest.heads import form_order
from ingest.placed import COLUMNS, PlacedGrid, place_tables
from ingest.placed_columns import PlacedRow
from ingest.placed_labels import PAGE, Place
from ingest.placing import CARRIED_IN, CARRIED_OUT, RECEIVED, TOTAL
from ingest.separated import DASHES
from ingest.unruled import table_of

SIZE = 3.0  # of a character, in columns of the text: values of a column may stand one column apart
LINE = 3.0  # from one line to the next
OUTCOMES4 = 5
TELLING = 4  # so many runs of spaces in one line show that spaces keep columns
GAP = re.compile(r"(?<=\S) {2,}(?=\S)")


def spaced_tables(text: str) -> list[Table]:
    """The tables that the columns of `text` prove, with the offsets of their cells."""
    lines = text.split("\n")
    if not any(len(GAP.findall(line)) >= TELLING for line in lines):
        return []
    for width in (narrow, wide):
        grids = [_completed(g) if g.table == 3 else g for g in place_tables(list(_places(lines, width)))]
        if any(grid.table == 3 and _proved(grid) for grid in grids):
            starts = _starts(lines)
            return [table_of(g, starts) for g in grids if g.table != 4 or _groups_hold(g)]
    return []


def _places(lines: Sequence[str], width: Callable[[str], int]) -> Iterator[Place]:
    page = 1
    for number, line in enumerate(lines):
        page += line.count("\f")
        if DASHES.fullmatch(line):
            continue
        top = page * PAGE + number * LINE
        for match in re.finditer(r"[^\s\f]+", line):
            lefts = [width(line[: match.start()])]
            for char in match[0]:
                lefts.append(lefts[-1] + width(char))
            yield Place(
                text=match[0],
                lefts=tuple(float(x) for x in lefts[:-1]),
                rights=tuple(float(x) for x in lefts[1:]),
                top=top,
                bottom=top + LINE,
                size=SIZE,
                page=page,
                line=number,
                at=match.start(),
            )


def _starts(lines: Sequence[str]) -> dict[tuple[int, int], int]:
    found, at, page = {}, 0, 1
    for number, line in enumerate(lines):
        page += line.count("\f")
        found[page, number] = at
        at += len(line) + 1
    return found


def _completed(grid: PlacedGrid) -> PlacedGrid:
    """Rows that print all their values in order, though not under their heads, with each in its column."""
    rows = [
        row._replace(cells=tuple((p,) for p in row.own)) if row.cells is None and len(row.own) == COLUMNS else row
        for row in grid.rows
    ]
    return grid._replace(rows=tuple(rows))


def _proved(grid: PlacedGrid) -> bool:
    """Whether every row of table 3 is placed, and all columns add up, but for one (an error of the print).

    A value in a wrong column would break two.
    """
    rows = {row.name: _numbers(row) for row in grid.rows}
    if grid.order != form_order() or any(numbers is None for numbers in rows.values()):
        return False
    numbers = {name: found for name, found in rows.items() if found is not None}
    if not any(map(any, numbers.values())):
        return False
    unequal = sum(sum(row[:-1]) != row[-1] for row in numbers.values())
    parts = [row for name, row in numbers.items() if name.startswith("outcome.") and name != TOTAL]
    broken = sum(
        sum(row[c] for row in parts) != numbers[TOTAL][c]
        or numbers[RECEIVED][c] + numbers[CARRIED_IN][c] != numbers[TOTAL][c] + numbers[CARRIED_OUT][c]
        for c in range(COLUMNS)
    )
    return unequal <= 1 and broken <= 1


def _numbers(row: PlacedRow) -> list[Decimal] | None:
    """The numbers of a row, signs and blanks as 0; None where it could not be placed."""
    if row.cells is None or any(len(pieces) > 1 for pieces in row.cells):
        return None
    return [(read_print(p[0].text).value or Decimal(0)) if p else Decimal(0) for p in row.cells]


def _groups_hold(grid: PlacedGrid) -> bool:
    numbers = _numbers(grid.rows[0])
    if numbers is None:
        return False
    groups = [numbers[n : n + OUTCOMES4] for n in range(0, len(numbers), OUTCOMES4)]
    return all(sum(group[:-1]) == group[-1] for group in groups)
