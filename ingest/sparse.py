"""Table 3 in text whose spaces keep the columns, where zeros are left blank: rows by their labels, columns by their places.

On a page the values of one column stand below one another, and the last column is the total; which applicants the other
columns are of is told by the heads over them, and by the sums: of all ways to name the columns of every page those are
kept under which all rows and columns add up. A cell is given where they agree. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise, product
from math import prod
from statistics import median

from corpus.catalogue import load
from ingest.alignment import OTHER_TOTAL, PARTS, rows23, rows25
from ingest.flat import head_order, table3_area
from ingest.heads import form_order
from ingest.labelorder import head_places, heads_in_order
from ingest.labelrows import Labels, has_digits, read_labels
from ingest.placing import CARRIED_IN, CARRIED_OUT, RECEIVED, TOTAL, supported
from ingest.readings import Key, ReadCell, Reading, row_name
from ingest.rowgroups import Group, row_groups
from ingest.sections import SectionSpan
from ingest.stacks import Cells, Stack, adds_up, blank_cell, in_columns, is_value, number, read_cell
from ingest.valuelines import COLUMNS, Piece, ValueLine, value_lines

LAST = COLUMNS - 1
FIRST_ROWS = (0, 1, 2)  # right below the heads, before any label so long that it pushes what is below it
LEAST_ROWS = 2  # with values: what came in and what became of it
FREE_SHARE = 0.4  # of the values have more than one space before them
MAY_BE = 0.65  # a value this share of the distance to the next head beside a head, or less, may be of its column
UNDER = 2.0  # characters between the middles of a column's values, and between the total's and its head
LEAST_APART = 4.0  # characters between two heads that tell columns
ALIGNED = 1.5  # characters between two values' beginnings, middles or ends in one column
GAPS = (0, 1, 2, 3, 4)  # characters between two values that may yet be of one column
MAX_CHARS = 4_000  # of the labels; the form's have some 350, a page's words between them not many more
MAX_OPTIONS = 2_000  # of a page
MAX_SUMS = 40_000  # partial sums looked at
MAX_WHOLES = 1000  # ways to name all columns under which everything adds up
Option = Mapping[int, Cells]  # for the numbers of some rows their seven cells
Vector = tuple[Decimal, ...]


def read_sparse(text: str, spans: Sequence[SectionSpan]) -> Reading | None:
    """Table 3 where blank cells are zeros that are not printed. `text` is folded, offsets are kept."""
    area = table3_area(text, spans)
    lines = value_lines(text, spans)
    if area is None or lines is None or all(len(x.values) in (0, COLUMNS) for x in lines):
        return None
    if sum(len(word) for x in lines for _, word in x.words) > MAX_CHARS:
        return None
    told = head_order(text, spans, area)
    if told != form_order() and (told is not None or not heads_in_order(lines)):
        return None
    if any(has_digits(word) for x in lines for _, word in x.words):
        return None  # digits that were not read as a value
    for names in (rows25(), rows23()):
        labels = read_labels(lines, names)
        if not labels.ends.keys() >= {names.index(part) for part in (*PARTS[:2], OTHER_TOTAL) if part in names}:
            continue
        groups = row_groups(lines, labels, names)
        if groups is None or len(groups) < LEAST_ROWS or not _keeps_columns(groups):
            continue
        wholes = _wholes([*_units(groups, lines)], names)
        if wholes:
            return _reading(text, names, labels, groups, wholes)
    return None


def _keeps_columns(groups: Sequence[Group]) -> bool:
    """Whether spaces keep the columns, and zeros are not printed: else a gap is no blank."""
    pieces = [p for g in groups for x in g.lines for p in x.values]
    nothing = any(number((p,)) == 0 for g in groups if len(g.lines) == 1 for p in g.lines[0].values)
    return not nothing and sum(p.free for p in pieces) >= len(pieces) * FREE_SHARE


# -- columns ----------------------------------------------------------------------------------------------------------


def _units(groups: Sequence[Group], lines: Sequence[ValueLine]) -> Iterator[list[Option]]:
    """For rows whose columns are told together the ways to place their values: rows with all values, and pages."""
    pages: list[list[Group]] = []
    for group in groups:
        full = [x for x in group.lines if len(x.values) == COLUMNS]
        if full:
            yield [{group.rows[0]: row} for row in _stacked(group.lines, full[0])]
        elif pages and pages[-1][-1].page == group.page and _below(_last(pages[-1][-1]), _last(group)):
            pages[-1].append(group)
        else:
            pages.append([group])
    for own in pages:
        yield _named(own, [x for x in lines if x.page == own[0].page])


def _last(group: Group) -> Piece:
    """The last value of a row: its total."""
    return max((x.values[-1] for x in group.lines), key=lambda p: p.right)


def _below(upper: Piece, lower: Piece) -> bool:
    """Whether two values are of one column: their beginnings, middles or ends stand below one another."""
    apart = (upper.left - lower.left, upper.middle - lower.middle, upper.right - lower.right)
    return min(map(abs, apart)) <= ALIGNED


def _stacked(lines: Sequence[ValueLine], full: ValueLine) -> Iterator[Cells]:
    columns = [v.middle for v in full.values]
    if len(lines) == 1:
        one: Cells = tuple((piece,) for piece in full.values)
        if _is_row(one):
            yield one
        return
    ways: list[list[list[Piece]]] = [[[] for _ in range(COLUMNS)]]
    for line in lines:
        ways = [
            [[*own, line.values[places.index(c)]] if c in places else own for c, own in enumerate(way)]
            for way in ways
            for places in in_columns(line.values, columns)
        ]
    for way in ways:
        row: Cells = tuple(tuple(own) for own in way)
        if all(map(is_value, row)) and adds_up(row):
            yield row


def _named(groups: Sequence[Group], lines: Sequence[ValueLine]) -> list[Option]:
    """The rows of a page under every naming of its columns that its heads allow.

    The last value of a row is its total. A value that was not set where it stands may be of any column between its
    neighbours'.
    """
    found: dict[tuple[Cells, ...], Option] = {}
    heads = _usable(head_places(lines), [_last(group) for group in groups])
    first = {p for g in groups if g.rows[0] in FIRST_ROWS for x in g.lines for p in x.values}
    for gap in GAPS:
        columns = _columns(groups, gap)
        if columns is None:
            continue
        namings = _namings(columns)
        if len(namings) > MAX_OPTIONS:
            return []
        for names in namings:
            if heads is not None and not all(
                _may_be_under(heads, c, [p for p in own if p in first]) for c, own in zip(names, columns, strict=True)
            ):
                continue
            told = {piece: c for c, own in zip(names, columns, strict=True) for piece in own}
            rows = [_placed(group, told) for group in groups]
            if prod(map(len, rows)) + len(found) > MAX_OPTIONS:
                return []
            for chosen in product(*rows):
                found[chosen] = {group.rows[0]: row for group, row in zip(groups, chosen, strict=True)}
    return list(found.values())


def _namings(columns: Sequence[Sequence[Piece]]) -> list[tuple[int, ...]]:
    """The applicants that columns may be of: in their order, but where one stands above the other throughout.

    What stands further down may have been pushed to the right by what is above it.
    """
    names: list[tuple[int, ...]] = [()]
    for right, own in enumerate(columns):
        firm = [left for left in range(right) if not _may_be_pushed(columns[left], own)]
        names = [(*so_far, c) for so_far in names for c in range(LAST) if all(so_far[left] < c for left in firm)]
    return names


def _may_be_pushed(left: Sequence[Piece], right: Sequence[Piece]) -> bool:
    """Whether all values of the right column stand further down than all of the left one."""
    return max(p.line for p in left) < min(p.line for p in right)


def _placed(group: Group, told: Mapping[Piece, int]) -> list[Cells]:
    """The rows that a group's values may make: those whose columns are told there, the others in between."""
    total = _last(group)
    ways: list[list[tuple[Piece, int]]] = [[]]
    for line in group.lines:
        starts: list[tuple[list[tuple[Piece, int]], int]] = [(way, -1) for way in ways]
        for n, piece in enumerate(line.values):
            if piece is total or (len(group.lines) > 1 and n == len(line.values) - 1 and _below(total, piece)):
                options: Sequence[int] = (LAST,)
            else:
                options = (told[piece],) if piece in told else range(LAST)
            starts = [([*way, (piece, c)], c) for way, last in starts for c in options if c > last]
        ways = [way for way, _ in starts]
    found = []
    for way in ways:
        row = tuple(tuple(piece for piece, at in way if at == c) for c in range(COLUMNS))
        if _is_row(row):
            found.append(row)
    return found


def _usable(heads: tuple[float, ...] | None, totals: Sequence[Piece]) -> tuple[float, ...] | None:
    """The heads if they stand far enough apart and the totals stand under theirs."""
    if heads is None or min(b - a for a, b in pairwise(heads)) < LEAST_APART:
        return None
    return heads if abs(_middle(totals) - heads[LAST]) <= UNDER else None


def _may_be_under(heads: tuple[float, ...], column: int, own: Sequence[Piece]) -> bool:
    """Whether values right below the heads may be of a column: one stands under its head, or there are none."""
    apart = min(abs(heads[c] - heads[column]) for c in (column - 1, column + 1) if 0 <= c < COLUMNS)
    return not own or any(abs(p.middle - heads[column]) <= MAY_BE * apart for p in own)


def _middle(own: Sequence[Piece]) -> float:
    return median(p.middle for p in own)


def _is_row(row: Cells) -> bool:
    return all(is_value(stack) for stack in row if stack) and bool(row[LAST]) and adds_up(row)


def _columns(groups: Sequence[Group], gap: int) -> list[list[Piece]] | None:
    """The values of a page but the totals in columns: those below one another, or less than `gap` characters beside.

    Only values that were set where they stand. None where a line has two in one column.
    """
    lines = [[p for p in x.values if _tells(p, g)] for g in groups for x in g.lines]
    columns: list[list[Piece]] = []
    reach = -1
    for piece in sorted((p for values in lines for p in values), key=lambda p: p.left):
        if piece.left >= reach + gap:
            columns.append([])
        columns[-1].append(piece)
        reach = max(reach, piece.right)
    if any(sum(p in own for p in values) > 1 for own in columns for values in lines):
        return None
    return columns if len(columns) <= LAST else None


def _tells(piece: Piece, group: Group) -> bool:
    """Whether a value tells where a column stands; in a row of several lines all do but those of its total."""
    total = _last(group)
    if len(group.lines) > 1:
        return not _below(total, piece)
    return piece.free and piece is not total


# -- sums -------------------------------------------------------------------------------------------------------------


def _wholes(units: Sequence[Sequence[Option]], names: Sequence[str]) -> list[list[Option]]:
    """The choices of an option for every unit under which all columns add up; none where they are too many to look at."""
    order = sorted(_fitting(units, names), key=len)
    left, right = _sums(order[::2], names), _sums(order[1::2], names)
    if left is None or right is None:
        return []
    found: list[list[Option]] = []
    for vector, ways in left.items():
        for other in right.get(tuple(-v for v in vector), ()):
            found += [[*way, *other] for way in ways]
            if len(found) > MAX_WHOLES:
                return []
    return found


def _fitting(units: Sequence[Sequence[Option]], names: Sequence[str]) -> list[list[Option]]:
    """The options with which every column of the outcomes by itself can add up, where their total's row is told."""
    total = names.index(TOTAL)
    told = {option[total] for unit in units for option in unit if total in option}
    if len(told) != 1 or not all(units):
        return [list(unit) for unit in units]
    target = tuple(int(number(stack)) for stack in next(iter(told)))
    shares = [[_parts(option, names) for option in unit] for unit in units]
    alive = supported(shares, target)
    return [
        [option for option, share in zip(unit, own, strict=True) if share in set(left)]
        for unit, own, left in zip(units, shares, alive, strict=True)
    ]


def _parts(option: Option, names: Sequence[str]) -> tuple[int, ...]:
    """What rows add to the outcomes in each column."""
    own = [cells for row, cells in option.items() if names[row].startswith("outcome.") and names[row] != TOTAL]
    return tuple(sum(int(number(cells[c])) for cells in own) for c in range(COLUMNS))


def _sums(units: Sequence[Sequence[Option]], names: Sequence[str]) -> dict[Vector, list[list[Option]]] | None:
    """What every choice of options adds, with the choices that add it; None where they are too many."""
    sums: dict[Vector, list[list[Option]]] = {(Decimal(0),) * (2 * COLUMNS): [[]]}
    for unit in units:
        if len(unit) * sum(map(len, sums.values())) > MAX_SUMS:
            return None
        shares = [(_share(option, names), option) for option in unit]
        following: dict[Vector, list[list[Option]]] = {}
        for so_far, ways in sums.items():
            for share, option in shares:
                total = tuple(a + b for a, b in zip(so_far, share, strict=True))
                following.setdefault(total, []).extend([*way, option] for way in ways)
        sums = following
    return sums


def _share(option: Option, names: Sequence[str]) -> Vector:
    """What rows add to what must be nothing: outcomes less their total, and what came in less what became of it."""
    outcomes, balance = [Decimal(0)] * COLUMNS, [Decimal(0)] * COLUMNS
    for row, cells in option.items():
        for c, stack in enumerate(cells):
            value = number(stack)
            name = names[row]
            if name.startswith("outcome."):
                outcomes[c] += -value if name == TOTAL else value
            if name in (RECEIVED, CARRIED_IN):
                balance[c] += value
            elif name in (TOTAL, CARRIED_OUT):
                balance[c] -= value
    return (*outcomes, *balance)


# -- cells ------------------------------------------------------------------------------------------------------------


def _reading(
    text: str, names: Sequence[str], labels: Labels, groups: Sequence[Group], wholes: Sequence[Sequence[Option]]
) -> Reading:
    doubted = {row for group in groups if len(group.rows) > 1 for row in group.rows}
    taken = {group.rows[0] for group in groups}
    cells: dict[Key, ReadCell] = {}
    for row, name in enumerate(names):
        if row in doubted or row not in labels.ends:
            continue
        ways: list[Cells] = [option[row] for whole in wholes for option in whole if row in option]
        if row not in taken:
            ways = [((),) * COLUMNS]
        at = labels.ends[row]
        for c, applicant in enumerate(load().applicants):
            stacks = {way[c] for way in ways}
            stack: Stack = next(iter(stacks))
            at = max(at, stack[0].end) if stack else at
            if len(stacks) > 1:
                continue
            if stack:
                cells[name, applicant.id] = read_cell(text, stack, ways[0], row_name(name), applicant.label)
            else:
                cells[name, applicant.id] = blank_cell(at, ways[0], row_name(name), applicant.label)
    return Reading(name="sparse", table=3, cells=cells)
