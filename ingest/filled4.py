"""Table 4 in text whose spaces keep the columns, where its columns are narrow: numbers that wrap or fall apart.

Of all ways to make fifteen values of what is printed exactly one may add up in all three groups. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise, product

from corpus.catalogue import load
from corpus.models import Section
from ingest.flat import TABLE4_HEADS
from ingest.heads import in_form_order4
from ingest.readings import Reading
from ingest.sections import SectionSpan, window
from ingest.stacks import ANYWHERE, BETWEEN, Cells, Stack, adds_up, in_columns, is_value, read_cell
from ingest.valuelines import Piece, ValueLine, lines_between

CELLS = 15
GROUP = 5
HIGHEST = 3  # lines of a wrapped number
MOST_FURTHER = 5  # values on a further line
MOST_JOINTS = 2  # numbers of a line that fall apart


def read_filled4(text: str, spans: Sequence[SectionSpan]) -> Reading | None:
    """Table 4 where all its cells print a number or a sign. `text` is folded, offsets are kept."""
    section = window(spans, Section.DISPUTES)
    heads = TABLE4_HEADS.search(text, *section) if section else None
    if section is None or heads is None:
        return None
    lines = [line for line in lines_between(text, heads.start(), section[1]) if line.values and not line.words]
    if not 0 < len(lines) <= HIGHEST or len({line.page for line in lines}) > 1:
        return None
    if not in_form_order4(text[section[0] : lines[0].values[0].start]):
        return None
    ways = set(_ways(lines, BETWEEN)) or set(_ways(lines, ANYWHERE))
    if len(ways) != 1:
        return None
    row = ways.pop()
    cells = {
        (i.id, "total"): read_cell(text, stack, row, i.group or "", i.column or "")
        for i, stack in zip(load().table(4), row, strict=True)
    }
    return Reading(name="filled", table=4, cells=cells)


def _ways(lines: Sequence[ValueLine], between: float) -> Iterator[Cells]:
    """Fifteen values that add up: a line of them, its numbers joined, and what stands above and below it."""
    base = max(range(len(lines)), key=lambda n: len(lines[n].values))
    if any(len(x.values) > MOST_FURTHER for n, x in enumerate(lines) if n != base):
        return
    for middle in _fifteen(lines[base].values):
        columns = [(stack[0].left + stack[-1].right) / 2 for stack in middle]
        others = [x for n, x in enumerate(lines) if n != base]
        for chosen in product(*(in_columns(x.values, columns, between) for x in others)):
            cells: list[list[Piece]] = [[] for _ in range(CELLS)]
            for line in lines:
                if line is lines[base]:
                    for own, stack in zip(cells, middle, strict=True):
                        own += stack
                else:
                    for column, piece in zip(chosen[others.index(line)], line.values, strict=True):
                        cells[column].append(piece)
            row = tuple(map(tuple, cells))
            if all(map(is_value, row)) and all(adds_up(row[n : n + GROUP]) for n in range(0, CELLS, GROUP)):
                yield row


def _fifteen(values: Sequence[Piece]) -> Iterator[tuple[Stack, ...]]:
    """The values of a line as fifteen: as they stand, or with digits set apart joined."""
    surplus = len(values) - CELLS
    if surplus == 0:
        yield tuple((piece,) for piece in values)
    elif 0 < surplus <= MOST_JOINTS:
        joints = [n for n, (a, b) in enumerate(pairwise(values)) if a.text.isdigit() and b.text.isdigit()]
        for chosen in combinations(joints, surplus):
            stacks: list[Stack] = []
            for n, piece in enumerate(values):
                stacks.append((*stacks.pop(), piece) if n - 1 in chosen else (piece,))
            yield tuple(stacks)
