"""Table 3 in text whose spaces keep the columns, where every cell prints something: the lines of values are its rows.

Labels wrap above and below the line of their values and run into their neighbours', so no value is given to the label
before it: the form's 25 (or 23) rows stand in their order down the page, and of all ways to part the lines into so many
rows of seven values one only adds up. The labels must stand in the form's order too. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import combinations, pairwise, product
from typing import NamedTuple

from corpus.catalogue import load
from ingest.alignment import rows23, rows25
from ingest.flat import head_order, table3_area
from ingest.heads import Order, form_order
from ingest.labelorder import displaced_rows, heads_in_order
from ingest.placing import CARRIED_IN, CARRIED_OUT, RECEIVED, TOTAL
from ingest.readings import Key, ReadCell, Reading, row_name
from ingest.sections import SectionSpan
from ingest.stacks import LONGEST, Cells, Stack, adds_up, cut, in_columns, is_value, number, read_cell
from ingest.valuelines import COLUMNS, Piece, ValueLine, value_lines

HIGHEST = 4  # lines of a number wrapped in a narrow column
MOST_TOGETHER = 3  # rows whose values a text may give column by column
ITEMS = tuple("12345678")  # of the labels within a group
MAX_LINES = 200  # with values; the form's rows need 25, wrapped ones some 100
MAX_WAYS = 300  # to part the lines into rows
MAX_FLAWS = 2  # rows that do not add up in print
MAX_BROKEN = 1  # columns that do not: a value in a wrong column breaks two


class Segment(NamedTuple):
    """Lines up to `stop` taken for `rows`, with what that costs: the rows among them that do not add up.

    `item`: the number that stands among the values of its one row and must be that of the row's label.
    """

    stop: int
    rows: tuple[Cells, ...]
    cost: int = 0
    item: str = ""


def read_filled(text: str, spans: Sequence[SectionSpan]) -> Reading | None:
    """Table 3 where all its cells print a number or a sign. `text` is folded, offsets are kept."""
    area = table3_area(text, spans)
    lines = value_lines(text, spans)
    if lines is None or area is None or not _in_order(lines, head_order(text, spans, area)):
        return None
    printed = [line for line in lines if line.values]
    if len(printed) > MAX_LINES:
        return None
    for names in (rows25(), rows23()):
        ways = _ways(printed, names)
        ways = [way for way in ways if not _broken_columns(way, names)] or ways
        displaced = displaced_rows(lines, names)
        if ways and displaced is not None and all(_believed(way, names) for way in ways):
            agreed = {n: way[0] for n, way in enumerate(zip(*ways, strict=True)) if len(set(way)) == 1}
            return _reading(text, {n: row for n, row in agreed.items() if n not in displaced}, names)
    return None


def _believed(way: Sequence[Cells], names: Sequence[str]) -> bool:
    """Whether the columns add up: all of them where a number was cut in two, or the order of a row's values changed."""
    pieces = [[piece for stack in row for piece in stack] for row in way]
    mended = any(_cut(a, b) or (a.line == b.line and a.start > b.start) for p in pieces for a, b in pairwise(p))
    return len(_broken_columns(way, names)) <= (0 if mended else MAX_BROKEN)


def _cut(left: Piece, right: Piece) -> bool:
    return left.end == right.start and left.text.isdigit() and right.text.isdigit()


def _in_order(lines: Sequence[ValueLine], told: Order | None) -> bool:
    """Whether the heads stand in the form's order: as running text says, or by the places of their first characters."""
    return told == form_order() if told is not None else heads_in_order(lines)


# -- lines into rows --------------------------------------------------------------------------------------------------


def _ways(lines: Sequence[ValueLine], names: Sequence[str]) -> list[tuple[Cells, ...]]:
    """The ways to part `lines` into the rows `names` with the fewest that do not add up; none where these are too many."""
    segments = [tuple(_segments(lines, at)) for at in range(len(lines))]
    items = [(load().get(name).item or "").rstrip(".") for name in names]

    def fitting(at: int, row: int) -> Iterator[Segment]:
        return (
            s
            for s in segments[at]
            if row + len(s.rows) <= len(names) and (not s.item or s.item in items[row : row + 1])
        )

    @cache
    def cost(at: int, row: int) -> int:
        if at == len(lines):
            return 0 if row == len(names) else MAX_FLAWS + 1
        return min((s.cost + cost(s.stop, row + len(s.rows)) for s in fitting(at, row)), default=MAX_FLAWS + 1)

    def walk(at: int, row: int) -> Iterator[tuple[Cells, ...]]:
        if at == len(lines):
            yield ()
            return
        for s in fitting(at, row):
            if s.cost + cost(s.stop, row + len(s.rows)) == cost(at, row):
                yield from ((*s.rows, *rest) for rest in walk(s.stop, row + len(s.rows)))

    if cost(0, 0) > MAX_FLAWS:
        return []
    found: list[tuple[Cells, ...]] = []
    for way in walk(0, 0):
        found.append(way)
        if len(found) > MAX_WAYS:
            return []
    return found


def _segments(lines: Sequence[ValueLine], at: int) -> Iterator[Segment]:
    """What may begin with line `at`: a row of one or several lines, rows given column by column, a page's number."""
    line = lines[at]
    if len(line.values) == COLUMNS:
        row: Cells = tuple((piece,) for piece in line.values)
        if all(map(is_value, row)):
            yield Segment(at + 1, (row,), int(not adds_up(row)))
    yield from (Segment(at + 1, (row,)) for row in (*_run_together(line.values), *_reordered(line.values)))
    for high in range(2, HIGHEST + 1):
        own = lines[at : at + high]
        if len(own) == high and all(x.page == line.page for x in own):
            for row in _stacked(own, _columns(lines, line.page)):
                yield Segment(at + high, (row,))
    for high in (1, 2, 3):
        yield from _with_item(lines[at : at + high], at + high)
    for count in range(2, MOST_TOGETHER + 1):
        yield from _together(lines, at, count)
    yield from _between(lines, at)
    if len(line.values) == 1 and _at_edge(lines, at):
        yield Segment(at + 1, ())


def _with_item(lines: Sequence[ValueLine], stop: int) -> Iterator[Segment]:
    """A row among whose values the number of its label's item stands, as where that has another font."""
    if len({x.page for x in lines}) > 1 or sum(len(x.values) for x in lines) != COLUMNS + 1:
        return
    for at, line in enumerate(lines):
        for n, piece in enumerate(line.values):
            if piece.text in ITEMS:
                rest = line._replace(values=(*line.values[:n], *line.values[n + 1 :]))
                row = _side_by_side([x for x in (*lines[:at], rest, *lines[at + 1 :]) if x.values])
                if row is not None:
                    yield Segment(stop, (row,), 0, piece.text)


def _run_together(values: Sequence[Piece]) -> Iterator[Cells]:
    """The row of a line in which two numbers of narrow columns touch, if it adds up."""
    if len(values) != COLUMNS - 1:
        return
    for n, piece in enumerate(values):
        for at in range(1, min(len(piece.text), LONGEST)):
            row = tuple((p,) for p in (*values[:n], *cut(piece, at), *values[n + 1 :]))
            if _is_row(row):
                yield row


def _reordered(values: Sequence[Piece]) -> Iterator[Cells]:
    """The rows that the values of a line may make where signs are of another font, so that they stand between the wrong
    numbers: the numbers in their order, the last of them, which is their sum, in the last column."""
    numbers = [p for p in values if p.text[:1].isdigit()]
    if len(values) != COLUMNS or len(numbers) in (0, COLUMNS) or adds_up([(p,) for p in values]):
        return
    if not all(is_value((p,)) for p in values) or not adds_up([(p,) for p in numbers]):
        return
    for chosen in combinations(range(COLUMNS - 1), len(numbers) - 1):
        places = iter(numbers)
        signs = iter([p for p in values if p not in numbers])
        yield tuple((next(places if c in (*chosen, COLUMNS - 1) else signs),) for c in range(COLUMNS))


def _at_edge(lines: Sequence[ValueLine], at: int) -> bool:
    """Whether a line without words is the first or the last of its page, as its number is."""
    alone = not lines[at].words
    return alone and (at in (0, len(lines) - 1) or any(lines[n].page != lines[at].page for n in (at - 1, at + 1)))


def _together(lines: Sequence[ValueLine], at: int, count: int) -> Iterator[Segment]:
    """`count` rows whose columns follow one another: first the values of some columns in each row, then of others.

    In the order of the rows where they stand in one place below one another; else in that or the other.
    """
    rows: list[list[Stack]] = [[] for _ in range(count)]
    below = True
    while len(rows[0]) < COLUMNS:
        own = lines[at : at + count]
        if len(own) < count or len({len(x.values) for x in own}) > 1 or len(own[0].values) == COLUMNS:
            return
        below = below and len({x.values[0].left for x in own}) == 1
        for row, line in zip(rows, own, strict=True):
            row += [(piece,) for piece in line.values]
        at += count
    made = tuple(map(tuple, rows))
    if all(map(_is_row, made)):
        yield Segment(at, made)
        if not below:
            yield Segment(at, made[::-1])


def _between(lines: Sequence[ValueLine], at: int) -> Iterator[Segment]:
    """Two rows, one of them printed between the parts of the other: no one can tell which is the upper one."""
    if len(lines) < at + 3:
        return
    first, middle, last = lines[at : at + 3]
    apart, whole = _side_by_side((first, last)), tuple((piece,) for piece in middle.values)
    if apart is not None and _is_row(whole):
        yield Segment(at + 3, (apart, whole))
        yield Segment(at + 3, (whole, apart))


def _side_by_side(lines: Sequence[ValueLine]) -> Cells | None:
    """The row of lines that stand one to the right of the other."""
    ordered = sorted(lines, key=lambda x: x.values[0].left)
    if any(a.values[-1].right > b.values[0].left for a, b in pairwise(ordered)):
        return None
    row = tuple((piece,) for x in ordered for piece in x.values)
    return row if _is_row(row) else None


def _is_row(row: Cells) -> bool:
    return len(row) == COLUMNS and all(map(is_value, row)) and adds_up(row)


def _columns(lines: Sequence[ValueLine], page: int) -> tuple[float, ...] | None:
    """The middles of the columns where lines of a page print all seven values."""
    full = [x.values for x in lines if x.page == page and len(x.values) == COLUMNS]
    return tuple(sum(v[c].middle for v in full) / len(full) for c in range(COLUMNS)) if full else None


def _stacked(lines: Sequence[ValueLine], usual: tuple[float, ...] | None) -> Iterator[Cells]:
    """Rows that add up of several lines: side by side, or further lines of a number under its column."""
    beside = _side_by_side(lines)
    if beside is not None:
        yield beside
    full = [x for x in lines if len(x.values) == COLUMNS]
    columns = tuple(v.middle for v in full[0].values) if full else usual
    if columns is None or sum(len(x.values) for x in lines) <= COLUMNS:
        return
    for chosen in product(*(in_columns(x.values, columns) for x in lines)):
        cells: list[list[Piece]] = [[] for _ in range(COLUMNS)]
        for line, places in zip(lines, chosen, strict=True):
            for piece, column in zip(line.values, places, strict=True):
                cells[column].append(piece)
        row = tuple(map(tuple, cells))
        if _is_row(row):
            yield row


# -- cells ------------------------------------------------------------------------------------------------------------


def _broken_columns(rows: Sequence[Cells], names: Sequence[str]) -> set[int]:
    """The columns in which the outcomes do not add up, or what came in is not what went out."""
    table: Mapping[str, list[Decimal]] = {n: [number(s) for s in row] for n, row in zip(names, rows, strict=True)}
    parts = [table[n] for n in names if n.startswith("outcome.") and n != TOTAL]
    return {
        c
        for c in range(COLUMNS)
        if sum((row[c] for row in parts), Decimal(0)) != table[TOTAL][c]
        or table[RECEIVED][c] + table[CARRIED_IN][c] != table[TOTAL][c] + table[CARRIED_OUT][c]
    }


def _reading(text: str, rows: Mapping[int, Cells], names: Sequence[str]) -> Reading:
    cells: dict[Key, ReadCell] = {}
    for at, row in rows.items():
        for applicant, stack in zip(load().applicants, row, strict=True):
            cells[names[at], applicant.id] = read_cell(text, stack, row, row_name(names[at]), applicant.label)
    return Reading(name="filled", table=3, cells=cells)
