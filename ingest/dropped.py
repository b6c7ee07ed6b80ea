"""Tables from running text that leaves out blank cells: what the sums prove of where each number stands. Pure.

Such a text prints no zero; a row has its parts and their sum, or nothing. Every way to place them is looked at
(`ingest.placing`): a cell that all consistent ways agree on is given, the others are not. A row that does not add up, a
label or a value that is missing: nothing is given at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations, pairwise

from corpus.catalogue import load
from corpus.models import Section, State
from ingest.disorder import scattered, shifted
from ingest.flat import (
    FOOTER,
    TABLE2_ROWS,
    TABLE4_HEADS,
    WORD,
    Head,
    Value,
    displaced2,
    find_heads,
    foreign_words,
    head_order,
    joined,
    last_row_end,
    read_values,
    row_names,
    stretches,
    table2_area,
    table3_area,
    table3_heads,
    upright,
    values_above,
    wraps,
)
from ingest.heads import form_order, in_form_order4
from ingest.placing import CARRIED_IN, CARRIED_OUT, RECEIVED, TOTAL, Option, agreed, placements, placements4, surviving
from ingest.readings import Key, ReadCell, Reading, row_name
from ingest.sections import SectionSpan, window
from ingest.table4 import slots_of_text

COLUMNS = 7
MAX_VALUES = 16  # more in a row: digits of several rows
MAX_JOINTS = 6  # line ends within a row that may part the digits of one number
LEAST_ROWS = 2  # rows with values without which the sums prove nothing: received, and what became of it
MAX_BROKEN = 1  # row that does not add up in print, where the column of totals does

RESIDUE = re.compile(r"[0-9/\\〇○◯零A-Za-z‐‑–—―−─×-]|(?<![一-鿿])无(?![一-鿿])")  # what may stand for a number

EMPTY = re.compile(r"\n[ \t\f]*\n")

Printed = tuple[Value, ...]


def read_dropped(text: str, spans: Sequence[SectionSpan]) -> tuple[Reading, ...]:
    """Tables 2, 3 and 4 of a text without blanks and zeros, as far as proved. `text` is folded, offsets are kept."""
    table3 = _table3(text, spans)
    if table3 is None:
        return ()
    others = (_table2(text, spans), _table4(text, spans))
    return (table3, *(r for r in others if r is not None))


def _table3(text: str, spans: Sequence[SectionSpan]) -> Reading | None:
    area = table3_area(text, spans)
    if area is None or head_order(text, spans, area) != form_order() or values_above(text, area):
        return None
    names = row_names(text, area)
    heads = table3_heads(text, names, area)
    if len(heads) != len(names):
        return None
    printed = _printed(text, heads, names, area[1])
    if printed is None or all(len(values) == COLUMNS for values in printed):
        return None
    options = {
        name: {option: way for way in _readings(text, values) for option in placements(_numbers(way), COLUMNS)}
        for name, values in zip(names, printed, strict=True)
    }
    alive = surviving({name: list(ways) for name, ways in options.items()}) if all(options.values()) else None
    cells: dict[Key, ReadCell] = {}
    for head, name, values in zip(heads, names, printed, strict=True):
        if alive is not None:
            cells |= _row3(text, head, name, alive[name], options[name])
        elif (totals := _totals(text, printed, names)) and name in totals:
            cells |= _total3(text, head, name, values, totals[name])
    return Reading(name="dropped", table=3, cells=cells) if cells else None


def _totals(text: str, printed: Sequence[Printed], names: Sequence[str]) -> dict[str, Decimal]:
    """The total of each row, its last value, where the column of totals adds up and nearly all rows do.

    Where only the balance of requests fails, those of the outcomes.
    """
    totals: dict[str, Decimal] = {}
    broken = 0
    for name, values in zip(names, printed, strict=True):
        ways = [way for way in _readings(text, values) if placements(_numbers(way), COLUMNS)]
        lasts = {way[-1].number if way else None for way in ways or [values]}
        if len(lasts) > 1 or (not ways and len(values) > 1 and _cut(text, *values[-2:])):
            return {}
        broken += not ways
        totals[name] = lasts.pop() or Decimal(0)
    parts = sum((v for n, v in totals.items() if n.startswith("outcome.") and n != TOTAL), Decimal(0))
    if parts != totals[TOTAL] or broken > MAX_BROKEN or not parts:
        return {}
    held = totals[RECEIVED] + totals[CARRIED_IN] == totals[TOTAL] + totals[CARRIED_OUT]
    return totals if held else {name: total for name, total in totals.items() if name.startswith("outcome.")}


def _cut(text: str, left: Value, right: Value) -> bool:
    """Whether a line end may have cut the last number of a row in two."""
    return wraps(text, left, right) and "\n" in text[left.end : right.start]


def _total3(text: str, head: Head, name: str, values: Printed, total: Decimal) -> dict[Key, ReadCell]:
    """The total of a row, and its blanks where nothing is printed."""
    keys = [((name, a.id), row_name(name), a.label, "件") for a in load().applicants]
    if not values:
        return _cells(text, head, (), (0,) * COLUMNS, (0,) * COLUMNS, keys)
    if values[-1].number != total:
        return {}  # its digits are set apart
    here = (0,) * (COLUMNS - 1) + (int(total),)
    return _cells(text, head, values[-1:], (None,) * (COLUMNS - 1) + (int(total),), here, keys)


def _printed(text: str, heads: Sequence[Head], names: Sequence[str], end: int) -> list[Printed] | None:
    """The values of each row; None where the text may not keep the order of the print, or prints zeros."""
    found: list[Printed] = []
    for head, stop in stretches(heads, end):
        values = read_values(text, head.end, last_row_end(text, head, stop) if head.row == len(names) - 1 else stop)
        if len(values) > MAX_VALUES or foreign_words(text, head, values, names[head.row]):
            return None
        if any(WORD.search(text, a.stop, b.start) for a, b in pairwise(values)):
            return None
        if scattered(text, [(v.start, v.end) for v in values]) or any(v.number is None and not v.odd for v in values):
            return None
        if _residue(text, head.end, stop, values) or _apart(text, head, values):
            return None
        found.append(tuple(values))
    if sum(map(bool, found)) < LEAST_ROWS or shifted([len(v) for v in found], COLUMNS, 0):
        return None
    return found


def _apart(text: str, head: Head, values: Sequence[Value]) -> bool:
    """Whether values that stand one below the other come after an empty line: a piece of a column, of whatever row."""
    return upright(text, values) and EMPTY.search(text, head.end, values[0].start) is not None


def _residue(text: str, start: int, end: int, values: Sequence[Value]) -> bool:
    """Whether something is printed that may be a value and was not read as one."""
    spans = [(v.start, v.stop) for v in values] + [m.span() for m in FOOTER.finditer(text, start, end)]
    return any(not any(a <= m.start() < b for a, b in spans) for m in RESIDUE.finditer(text, start, end))


def _readings(text: str, values: Printed) -> Iterator[Printed]:
    """The values as printed, and with digits that a line end sets apart taken for one number."""
    joints = [i for i in range(len(values) - 1) if wraps(text, values[i], values[i + 1])][:MAX_JOINTS]
    for count in range(len(joints) + 1):
        for chosen in combinations(joints, count):
            yield joined(text, values, chosen)


def _numbers(values: Printed) -> list[int]:
    """The values as whole numbers; a broken one (which is no count) is given as 0, which no placing accepts."""
    return [int(v.number) if v.number is not None and v.number == v.number.to_integral_value() else 0 for v in values]


def _row3(
    text: str, head: Head, name: str, alive: Sequence[Option], ways: Mapping[Option, Printed]
) -> dict[Key, ReadCell]:
    values = ways[alive[0]]
    if any(ways[option] != values for option in alive):
        return {}
    keys = [((name, a.id), row_name(name), a.label, "件") for a in load().applicants]
    return _cells(text, head, values, agreed(alive), alive[0], keys)


def _cells(
    text: str,
    head: Head,
    values: Printed,
    proved: Sequence[int | None],
    option: Option,
    keys: Sequence[tuple[Key, str, str, str]],
) -> dict[Key, ReadCell]:
    """The proved cells of a row. A blank one lies behind the value before it."""
    end = values[-1].stop if values else head.end
    cells: dict[Key, ReadCell] = {}
    number, at = 0, head.end
    for (key, row, column, unit), known, here in zip(keys, proved, option, strict=True):
        value = values[number] if here else None
        if value is not None:
            number, at = number + 1, value.end
        if known is None:
            continue
        cells[key] = ReadCell(
            state=State.BLANK if value is None else State.REPORTED,
            value=None if value is None else value.number,
            raw="" if value is None else text[value.start : value.end],
            start=at if value is None else value.start,
            end=at if value is None else value.end,
            row_start=head.start,
            row_end=max(end, at),
            row=row,
            column=column,
            unit=unit,
            note=None if value is None else value.note,
        )
    return cells


def _table2(text: str, spans: Sequence[SectionSpan]) -> Reading | None:
    """The rows of table 2 that print nothing: nothing else in it can be proved."""
    area = table2_area(text, spans)
    if area is None or displaced2(text, area):
        return None
    ids = [[i for i in load().table(2) if i.id.startswith(f"{row}.")] for row in TABLE2_ROWS]
    heads = find_heads(text, TABLE2_ROWS, *area, [len(i) for i in ids])
    if len(heads) != len(TABLE2_ROWS):
        return None
    cells: dict[Key, ReadCell] = {}
    for head, stop in stretches(heads, area[1]):
        if not read_values(text, head.end, stop) and not _residue(text, head.end, stop, ()):
            keys = [((i.id, "total"), row_name(i.id), i.column or "", i.unit) for i in ids[head.row]]
            nothing = (0,) * len(keys)
            cells |= _cells(text, head, (), nothing, nothing, keys)
    return Reading(name="dropped", table=2, cells=cells) if cells else None


def _table4(text: str, spans: Sequence[SectionSpan]) -> Reading | None:
    section = window(spans, Section.DISPUTES)
    if section is None:
        return None
    marks = [m.end() for m in TABLE4_HEADS.finditer(text, *section)]
    values = read_values(text, marks[0], section[1]) if marks else []
    total = text.rfind(load().raw["table4"]["outcomes"][-1]["label"], *section)
    if not marks or total < 0 or any(v.number is None or v.start < total for v in values):
        return None
    if not in_form_order4(text[section[0] : total + 2]) or slots_of_text(
        text, *section, [(v.start, v.end) for v in values]
    ):
        return None
    if scattered(text, [(v.start, v.end) for v in values]) or (
        values and WORD.search(text, values[0].start, values[-1].end)
    ):
        return None
    if _residue(text, total, section[1], values):
        return None
    ways = placements4(_numbers(tuple(values)))
    if not ways:
        return None
    head = Head(0, total, total + 2, 0)
    keys = [((i.id, "total"), i.group or "", i.column or "", i.unit) for i in load().table(4)]
    cells = _cells(text, head, tuple(values), agreed(ways), ways[0], keys)
    return Reading(name="dropped", table=4, cells=cells, certain=False) if cells else None
