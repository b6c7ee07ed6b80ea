"""Table 3 from text whose spaces keep the columns (`pdftotext -layout`, a terminal): where zeros are blank, place decides.

Nothing is believed that
the sums do not prove: every row that prints values and every column must add up, and no other placing may.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise, product
from typing import NamedTuple

from corpus.catalogue import load
from corpus.models import State
from ingest.disorder import narrow, wide
from ingest.flat import Head, Value, head_order, read_values, row_names, stretches, table3_area, table3_heads
from ingest.heads import form_order
from ingest.readings import Key, ReadCell, Reading, row_name
from ingest.sections import SectionSpan

COLUMNS = 7
TOTAL = COLUMNS - 1
LEAST_VALUES = 14  # fewer printed values than two rows have: the sums prove too little
LEAST_GAP = 1  # characters between two columns
MAX_PLACINGS = 512
SAME_PAGE = 2.5  # characters between the totals of two rows of one page
SAME_HEAD = 4.0  # characters between the head 总计 and the totals under it
BETWEEN = 2.0  # a value this much nearer to one column than to another may be of either
HEAD_WORDS = ("自然", "商业", "科研", "社会", "法律", "其他", "总计")
GLUED = re.compile(r"[一-鿿)）][/／—–―－-][ \t]*$")
HEAD_REACH = 900  # characters above the first row in which the heads stand, spaces included
Interval = tuple[int, int]
Centres = tuple[float, ...]
Width = Callable[[str], int]
Grid = tuple[tuple[int | None, ...], ...]  # for each row, for each column the number of the row's value there


class Line(NamedTuple):
    """A row of the form: its label, its values, and where each stands on its line."""

    head: Head
    values: tuple[Value, ...]
    places: tuple[Interval, ...]


def read_columns(text: str, spans: Sequence[SectionSpan]) -> Reading | None:
    """Table 3 by the places of its values, where some rows leave zeros blank. `text` is folded, offsets are kept."""
    area = table3_area(text, spans)
    if area is None or head_order(text, spans, area) != form_order():
        return None
    names = row_names(text, area)
    heads = table3_heads(text, names, area)
    if len(heads) != len(names):
        return None
    found: set[Grid] = set()
    for width in (narrow, wide):
        lines = [_line(text, head, stop, width) for head, stop in stretches(heads, area[1])]
        if sum(len(line.values) for line in lines) < LEAST_VALUES or all(len(x.values) == COLUMNS for x in lines):
            return None
        if any(v.number == 0 or v.odd for x in lines for v in x.values) or not all(
            _on_one_line(text, x) for x in lines
        ):
            return None  # where zeros are printed a gap is no blank; where lines break there are no columns
        if any(_touches(text, x) for x in lines):
            return None
        found |= {g for g in _placings(lines, _head_centres(text, area[0], width)) if _holds(lines, names, g)}
    return _reading(lines, names, found.pop()) if len(found) == 1 else None


def _line(text: str, head: Head, stop: int, width: Width) -> Line:
    values = read_values(text, head.end, stop)
    places = []
    for value in values:
        start = text.rfind("\n", 0, value.start) + 1
        left = width(text[start : value.start])
        places.append((left, left + width(text[value.start : value.end])))
    return Line(head, tuple(values), tuple(places))


def _placings(lines: Sequence[Line], heads: Centres | None) -> Iterator[Grid]:
    """Ways to place every value near the centre of its column, rows of one page together; the last is the total.

    Pages set their columns differently: rows whose totals stand over each other are taken for one page. Where the columns
    of a page stand is told by its rows that print all seven values, or by the heads.
    """
    options = [_options(line, _centres(lines, line, heads)) for line in lines]
    size = 1
    for rows in options:
        size *= len(rows)
    if 0 < size <= MAX_PLACINGS:
        yield from product(*options)


def _on_one_line(text: str, line: Line) -> bool:
    return not line.values or "\n" not in text[line.values[0].start : line.values[-1].end]


def _touches(text: str, line: Line) -> bool:
    """Whether a sign touches the label: it is the first column's, was not read, and must not pass for a blank."""
    return 0 < len(line.values) < COLUMNS and GLUED.search(text, line.head.end, line.values[0].start) is not None


def _middle(place: Interval) -> float:
    return (place[0] + place[1]) / 2


def _centres(lines: Sequence[Line], line: Line, heads: Centres | None) -> Centres | None:
    """Where the columns of a row's page stand."""
    if not line.places:
        return ()
    total = _middle(line.places[-1])
    full = [x.places for x in lines if len(x.places) == COLUMNS and abs(_middle(x.places[-1]) - total) <= SAME_PAGE]
    if full:
        full = [p for p in full if all(b[0] - a[1] >= LEAST_GAP for a, b in pairwise(p))]
    if full:
        return tuple(sum(_middle(places[c]) for places in full) / len(full) for c in range(COLUMNS))
    return heads if heads and abs(heads[TOTAL] - total) <= SAME_HEAD else None


def _options(line: Line, centres: Centres | None) -> list[tuple[int | None, ...]]:
    """The rows of the grid that a line may be: each value in the nearest column, or the next where it lies between."""
    if centres is None or len(line.places) > COLUMNS:
        return []
    if not line.places:
        return [(None,) * COLUMNS]
    near = [_near(place, centres) for place in line.places[:-1]]
    found = []
    for chosen in product(*near):
        if list(chosen) == sorted(set(chosen)):
            row: list[int | None] = [None] * COLUMNS
            for value, column in enumerate((*chosen, TOTAL)):
                row[column] = value
            found.append(tuple(row))
    return found


def _near(place: Interval, centres: Centres) -> list[int]:
    away = sorted((abs(centres[c] - _middle(place)), c) for c in range(TOTAL))
    return [c for distance, c in away if distance <= away[0][0] + BETWEEN]


def _head_centres(text: str, first: int, width: Width) -> Centres | None:
    """Where the heads over the first row stand, if all seven are told apart."""
    above = text[max(0, first - HEAD_REACH) : first].replace("法人或其他组织", "〇" * 7)
    centres = []
    for word in HEAD_WORDS:
        at = above.rfind(word)
        if at < 0:
            return None
        left = width(above[above.rfind("\n", 0, at) + 1 : at])
        centres.append(left + width(word) / 2)
    return tuple(centres) if centres == sorted(set(centres)) else None


def _holds(lines: Sequence[Line], names: Sequence[str], grid: Grid) -> bool:
    table = {
        name: [(line.values[at].number or Decimal(0)) if at is not None else Decimal(0) for at in row]
        for name, line, row in zip(names, lines, grid, strict=True)
    }
    printed = {name for name, line in zip(names, lines, strict=True) if line.values}
    rows = all(sum(table[name][:TOTAL], Decimal(0)) == table[name][TOTAL] for name in printed)
    if not rows or "outcome.total" not in printed:
        return False
    parts = [n for n in names if n.startswith("outcome.") and n != "outcome.total"]
    for c in range(COLUMNS):
        total = table["outcome.total"][c]
        balance = table["requests.received"][c] + table["requests.carried_in"][c]
        if (
            sum((table[n][c] for n in parts), Decimal(0)) != total
            or balance != total + table["requests.carried_out"][c]
        ):
            return False
    return True


def _reading(lines: Sequence[Line], names: Sequence[str], grid: Grid) -> Reading:
    cells: dict[Key, ReadCell] = {}
    for name, line, row in zip(names, lines, grid, strict=True):
        end = line.values[-1].stop if line.values else line.head.end
        at = line.head.end
        for applicant, number in zip(load().applicants, row, strict=True):
            value = line.values[number] if number is not None else None
            at = value.end if value else at
            cells[(name, applicant.id)] = ReadCell(
                state=_state(value),
                value=value.number if value else None,
                raw="",
                start=value.start if value else at,
                end=at,
                row_start=line.head.start,
                row_end=end,
                row=row_name(name),
                column=applicant.label,
                note=value.note if value else None,
            )
    return Reading(name="columns", table=3, cells=cells)


def _state(value: Value | None) -> State:
    if value is None:
        return State.BLANK
    return State.NOT_APPLICABLE if value.number is None else State.REPORTED
