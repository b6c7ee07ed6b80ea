"""Which lines of values are of which row of table 3, where its labels wrap around them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus.catalogue import load
from ingest.alignment import OTHER_TOTAL
from ingest.labelrows import Labels
from ingest.stacks import adds_up, is_value
from ingest.valuelines import ValueLine

LOW = 2  # lines of a label so near to the next one that a text may run them together


class Group(NamedTuple):
    """Lines of values that are of one row: of one of `rows`, of the first where only one is there."""

    rows: tuple[int, ...]
    lines: tuple[ValueLine, ...]

    @property
    def page(self) -> int:
        return self.lines[0].page


def row_groups(lines: Sequence[ValueLine], labels: Labels, names: Sequence[str]) -> list[Group] | None:
    """The lines of values by row. None where their rows do not follow one another."""
    found: list[Group] = []
    for line in lines:
        if not line.values:
            continue
        rows = _rows_of(line, labels)
        if not rows:
            return None
        if _is_item(line, rows, names):
            continue
        last = found[-1] if found else None
        if last is not None and last.page == line.page and (last.rows == rows or _goes_on(last, line, rows)):
            found[-1] = last._replace(lines=(*last.lines, line))
        else:
            found.append(Group(rows, (line,)))
    while told := {group.rows[0] for group in found if len(group.rows) == 1}:
        left = [g if len(g.rows) == 1 else g._replace(rows=tuple(r for r in g.rows if r not in told)) for g in found]
        if left == found:
            break
        found = left
    if not all(group.rows for group in found) or any(a.rows[-1] >= b.rows[0] for a, b in pairwise(found)):
        return None
    return _doubted(found, labels)


def _goes_on(last: Group, line: ValueLine, rows: tuple[int, ...]) -> bool:
    """Whether a line goes on with the row of the line above, whose values are not whole."""
    if last.rows[0] not in rows or last.lines[-1].number + 1 != line.number:
        return False
    cells = tuple((piece,) for x in last.lines for piece in x.values)
    return not (all(map(is_value, cells)) and adds_up(cells))


def _is_item(line: ValueLine, rows: Sequence[int], names: Sequence[str]) -> bool:
    """Whether a line has no value but the number of its label's item, set apart by another font."""
    items = {(load().get(names[row]).item or "").rstrip(".") for row in rows if names[row] != OTHER_TOTAL}
    return len(line.values) == 1 and line.values[0].text in items


def _rows_of(line: ValueLine, labels: Labels) -> tuple[int, ...]:
    """The rows that a line of values may be of: that whose label it has a part of, or those of the lines around it."""
    here = labels.rows.get(line.number, ())
    if here:
        return here
    above = max((n for n in labels.rows if n < line.number), default=None)
    below = min((n for n in labels.rows if n > line.number), default=None)
    if above is None or below is None:
        return (labels.rows[below][0],) if below is not None else ()
    return tuple(range(labels.rows[above][-1], labels.rows[below][0] + 1))


def _doubted(groups: Sequence[Group], labels: Labels) -> list[Group] | None:
    """The groups, those that may be of the row above too with both rows.

    Where a group's label stands between two rows, a text may give both rows' labels first and the values behind the
    second, whichever row they are of.
    """
    taken = {row for group in groups for row in group.rows}
    found: list[Group] = []
    for group in groups:
        row = group.rows[0]
        if len(group.rows) == 1 and row - 1 >= 0 and row - 1 not in taken:
            first = min((n for n in labels.lines_of(row)), default=group.lines[0].number)
            before = first - 1
            near = row - 1 in labels.rows.get(before, ()) and len(labels.lines_of(row - 1)) <= LOW
            wordless = first < group.lines[0].number and group.lines[0].number not in labels.rows
            if near and (before in labels.mixed or wordless):
                group = group._replace(rows=(row - 1, row))
        found.append(group)
    return found
