"""Table 3 from pieces of its columns: which piece stands where, told by how the pieces fit together. Pure.

A converter that reads columns gives a table band by band: rows that stand close together, column after column from the
left. Pieces are laid in that order; a column never runs further down than the one to its left, a gap between two rows
is a gap in every column (unless a number there is wrapped), and each row must add up. What fits in two ways is not read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from ingest.flat import Value

COLUMNS = 7
TOTAL = COLUMNS - 1
MAX_STEPS = 6_000  # pieces laid in all attempts; beyond that nothing is said
MAX_WAYS = 64  # ways to read the wrapped numbers of a band
ONE_ERROR = 1  # rows that may not add up: an error of the print is one cell

Way = tuple[Value, ...]
Grid = tuple[Way, ...]  # row by row


class Piece(NamedTuple):
    """Values that stand together: of one column, or row by row of `columns` below their heads. `ways`: as printed
    first, then with digits that a narrow cell parted put together; `wrapped` says of which values."""

    page: int
    ways: tuple[Way, ...]
    wrapped: tuple[tuple[bool, ...], ...]
    columns: tuple[int, ...] = ()


class _State(NamedTuple):
    """Pieces laid so far: how far down each column is filled, and where rows are known to be parted (or not)."""

    columns: tuple[Way, ...]
    parted: frozenset[int]
    joined: frozenset[int]
    broken: int

    @property
    def levels(self) -> tuple[int, ...]:
        return tuple(map(len, self.columns))

    def told(self) -> tuple[object, ...]:
        """What two ways to the same table have in common."""
        return tuple(tuple(v.number for v in c) for c in self.columns), self.parted, self.joined, self.broken


def lay(pieces: Sequence[Piece], rows: int, gaps: Collection[int] = ()) -> Grid | None:
    """The one table of `rows` rows that the pieces make; None where none or several do.

    `gaps`: rows (by number, from 0) that a gap must precede.
    """
    for allowed, plain in ((0, True), (ONE_ERROR, True), (0, False), (ONE_ERROR, False)):
        found = _all(pieces, rows, frozenset(gaps), allowed, plain=plain)
        if found is None or len(found) > 1:
            return None
        if found:
            return found[0]
    return None


def _all(pieces: Sequence[Piece], rows: int, gaps: frozenset[int], allowed: int, *, plain: bool) -> list[Grid] | None:
    """Every table, told apart by its numbers; None beyond the bound. `plain`: of bands over the whole width only."""
    start = _State(((),) * COLUMNS, gaps, frozenset(), 0)
    waiting = [(0, start)]
    found: dict[tuple[Decimal | None, ...], Grid] = {}
    seen: set[tuple[int, tuple[object, ...]]] = set()
    steps = 0
    while waiting:
        at, state = waiting.pop()
        if (at, state.told()) in seen:
            continue
        seen.add((at, state.told()))
        steps += 1
        if steps > MAX_STEPS:
            return None
        if at == len(pieces):
            if set(state.levels) == {rows}:
                grid = tuple(zip(*state.columns, strict=True))
                found.setdefault(tuple(v.number for row in grid for v in row), grid)
            continue
        if at and pieces[at].page != pieces[at - 1].page and len(set(state.levels)) > 1:
            continue
        band = list(_whole_band(pieces[at : at + COLUMNS], state, rows, allowed))
        if band:
            waiting += [(at + COLUMNS, following) for following in band]
        elif not plain:
            waiting += [(at + 1, following) for following in _next(pieces[at], state, rows, allowed)]
    return list(found.values())


def _whole_band(pieces: Sequence[Piece], state: _State, rows: int, allowed: int) -> Iterator[_State]:
    """The states after seven pieces of one height, if they make a band over the whole width and its rows add up."""
    levels = state.levels
    if len(set(levels)) > 1 or len(pieces) < COLUMNS or any(p.columns for p in pieces):
        return
    if len({p.page for p in pieces}) > 1:
        return
    height = min(len(p.ways[0]) for p in pieces)
    fitting = [[(w, m) for w, m in zip(p.ways, p.wrapped, strict=True) if len(w) == height] for p in pieces]
    size = 1
    for ways in fitting:
        size *= len(ways)
    if not 0 < size <= MAX_WAYS:
        return
    for chosen in product(*fitting):
        following: _State | None = state
        for column, (way, wrapped) in enumerate(chosen):
            following = _put(following, column, way, wrapped, rows, allowed) if following else None
        if following is not None:
            yield following


def _next(piece: Piece, state: _State, rows: int, allowed: int) -> Iterator[_State]:
    """The states after one more piece, wherever it may stand."""
    if piece.columns:
        width = len(piece.columns)
        for way in piece.ways:
            if len(way) % width or len({state.levels[c] for c in piece.columns}) > 1:
                continue
            following: _State | None = state
            for number, column in enumerate(piece.columns):
                own = way[number::width]
                following = _put(following, column, own, (False,) * len(own), rows, allowed) if following else None
            if following is not None:
                yield following
        return
    for way, wrapped in zip(piece.ways, piece.wrapped, strict=True):
        for column in range(COLUMNS):
            levels = state.levels
            if column and levels[column] + len(way) > levels[column - 1]:
                continue
            following = _put(state, column, way, wrapped, rows, allowed)
            if following is not None:
                yield following


def _put(state: _State, column: int, way: Way, wrapped: Sequence[bool], rows: int, allowed: int) -> _State | None:
    """`state` with the values of one column below those that it has; None where that cannot be."""
    top = len(state.columns[column])
    bottom = top + len(way)
    if bottom > rows or any(v.odd for v in way):
        return None
    inside = {top + n + 1 for n in range(len(way) - 1) if not wrapped[n]}
    if inside & state.parted or bottom in state.joined:
        return None
    columns = (*state.columns[:column], state.columns[column] + way, *state.columns[column + 1 :])
    broken = state.broken
    if column == TOTAL:
        if any(len(c) < bottom for c in columns):
            return None
        broken += sum(not adds_up([c[row] for c in columns]) for row in range(top, bottom))
    if broken > allowed:
        return None
    return _State(columns, state.parted | {bottom}, state.joined | inside, broken)


def adds_up(row: Sequence[Value]) -> bool:
    """Whether the last value of a row is the sum of the others."""
    *parts, total = (v.number or Decimal(0) for v in row)
    return sum(parts, Decimal(0)) == total
