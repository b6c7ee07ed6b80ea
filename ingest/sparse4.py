"""Table 4 in text whose spaces keep the columns, where zeros are left blank: values by the heads they stand under.

Only heads and values that were set where they stand (not pushed there by what is before them) tell anything, and heads
that stand far apart. The groups must add up too. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise, product

from corpus.catalogue import load
from corpus.models import Section
from ingest.flat import TABLE4_HEADS
from ingest.heads import in_form_order4
from ingest.readings import Key, ReadCell, Reading
from ingest.sections import SectionSpan, window
from ingest.stacks import Stack, adds_up, blank_cell, is_value, read_cell
from ingest.valuelines import Piece, ValueLine, lines_between

CELLS4 = 15
GROUP = 5
PATTERN4 = "结结其尚总" * 3
MAY_BE = 0.65  # a value this share of the distance to the next head beside a head, or less, may be of its column
LEAST_APART = 4.0  # characters between two heads that tell columns
Heads = Sequence[float]  # the middle of each


def read_sparse4(text: str, spans: Sequence[SectionSpan]) -> Reading | None:
    """Table 4 where some of its values are blank. `text` is folded, offsets are kept."""
    section = window(spans, Section.DISPUTES)
    begin = TABLE4_HEADS.search(text, *section) if section else None
    if section is None or begin is None:
        return None
    lines = lines_between(text, section[0], section[1])
    valued = [x for x in lines if x.values and not x.words]
    if len(valued) != 1 or len(valued[0].values) >= CELLS4 or not all(is_value((p,)) for p in valued[0].values):
        return None
    values = valued[0]
    heads = _heads4([x for x in lines if x.number < values.number and x.page == values.page])
    if heads is None or not in_form_order4(text[section[0] : values.values[0].start]):
        return None
    rows = [row for row in _rows4(values.values) if _under_heads(row, heads)]
    cells: dict[Key, ReadCell] = {}
    at = values.start
    for n, indicator in enumerate(load().table(4)):
        stacks = {row[n] for row in rows}
        if len(stacks) != 1:
            continue
        stack = stacks.pop()
        where = (indicator.group or "", indicator.column or "")
        if stack:
            at = stack[0].end
            cells[indicator.id, "total"] = read_cell(text, stack, rows[0], *where)
        else:
            cells[indicator.id, "total"] = blank_cell(at, rows[0], *where)
    return Reading(name="sparse", table=4, cells=cells) if cells else None


def _heads4(lines: Sequence[ValueLine]) -> Heads | None:
    """Where the fifteen heads stand, each by its first characters; what stands below one is the rest of it.

    None where they are not all there, were not set where they stand, or stand too near to tell columns.
    """
    found: list[tuple[int, int, bool, str]] = []
    for line in lines:
        for left, word in line.words:
            right = left + len(word)
            if word[0] in PATTERN4 and all(right <= a or left >= b for a, b, _, _ in found):
                found.append((left, right, _free(line, left), word[0]))
    found.sort()
    if "".join(first for *_, first in found) != PATTERN4 or not all(free for _, _, free, _ in found):
        return None
    heads = [(left + right) / 2 for left, right, _, _ in found]
    return heads if min(b - a for a, b in pairwise(heads)) >= LEAST_APART else None


def _free(line: ValueLine, left: int) -> bool:
    """Whether more than one space stands before a word."""
    before = max((at + len(word) for at, word in line.words if at < left), default=0)
    return left - before > 1 or before == 0


def _rows4(values: Sequence[Piece]) -> Iterator[tuple[Stack, ...]]:
    """The ways to put the values in order into three groups that add up, each empty or some outcomes and their sum."""
    for first, second in combinations(range(len(values) + 2), 2):
        parts = (values[:first], values[first : second - 1], values[second - 1 :])
        if all(len(part) <= GROUP for part in parts):
            for row in product(*map(_groups, parts)):
                yield tuple(stack for group in row for stack in group)


def _groups(values: Sequence[Piece]) -> list[tuple[Stack, ...]]:
    if not values:
        return [((),) * GROUP]
    if len(values) == 1 or not adds_up([(p,) for p in values]):
        return []
    found: list[tuple[Stack, ...]] = []
    for chosen in combinations(range(GROUP - 1), len(values) - 1):
        places = dict(zip((*chosen, GROUP - 1), values, strict=True))
        found.append(tuple((places[n],) if n in places else () for n in range(GROUP)))
    return found


def _under_heads(row: Sequence[Stack], heads: Heads) -> bool:
    return all(_under(stack[0], heads, n) for n, stack in enumerate(row) if stack)


def _under(piece: Piece, heads: Heads, column: int) -> bool:
    """Whether a value may be of a column: it stands under its head, or was not set where it stands."""
    apart = min(abs(heads[n] - heads[column]) for n in (column - 1, column + 1) if 0 <= n < len(heads))
    return not piece.free or abs(piece.middle - heads[column]) <= MAY_BE * apart
