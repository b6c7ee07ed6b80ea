"""Lines of one table become its cells: elementary boxes of the line grid, joined where no line parts them.

The table's outer borders count as lines even where none is drawn (a browser draws no border where a table crosses
a page). Pure geometry in points, origin top left.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.lines import SNAP, Box, Line, extent

COVERED = 0.6  # a border parts two boxes when this share of it is drawn
MIN_SIDE = 3.0  # thinner cells are double borders
MAX_GRID = 40_000  # elementary boxes in one table


def _positions(values: Sequence[float]) -> list[float]:
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > max(SNAP, MIN_SIDE):
            places.append(value)
    return places


def _covered(lines: Sequence[Line], at: float, lo: float, hi: float) -> bool:
    drawn = sum(
        max(0.0, min(line.hi, hi) - max(line.lo, lo)) for line in lines if abs(line.at - at) <= max(SNAP, MIN_SIDE)
    )
    return drawn >= COVERED * (hi - lo)


def cells(lines: Sequence[Line]) -> list[Box]:
    """The cells of the table that `lines` draw, in reading order; [] where the grid is beyond MAX_GRID."""
    around = extent(lines)
    flat = [line for line in lines if line.horizontal]
    upright = [line for line in lines if not line.horizontal]
    xs = _positions([around.x0, around.x1, *(line.at for line in upright)])
    ys = _positions([around.y0, around.y1, *(line.at for line in flat)])
    n_cols, n_rows = len(xs) - 1, len(ys) - 1
    if n_cols < 1 or n_rows < 1 or n_cols * n_rows > MAX_GRID:
        return []
    parent = list(range(n_cols * n_rows))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for row in range(n_rows):
        for col in range(n_cols):
            here = row * n_cols + col
            if col + 1 < n_cols and not _covered(upright, xs[col + 1], ys[row], ys[row + 1]):
                parent[root(here)] = root(here + 1)
            if row + 1 < n_rows and not _covered(flat, ys[row + 1], xs[col], xs[col + 1]):
                parent[root(here)] = root(here + n_cols)
    groups: dict[int, list[int]] = {}
    for i in range(n_cols * n_rows):
        groups.setdefault(root(i), []).append(i)
    boxes = [_around(group, xs, ys, n_cols) for group in groups.values()]
    return sorted(boxes, key=lambda b: (b.y0, b.x0))


def _around(group: Sequence[int], xs: Sequence[float], ys: Sequence[float], n_cols: int) -> Box:
    rows, cols = [i // n_cols for i in group], [i % n_cols for i in group]
    return Box(xs[min(cols)], ys[min(rows)], xs[max(cols) + 1], ys[max(rows) + 1])


def index(boxes: Sequence[Box], *, fold: float = 14.0) -> tuple[list[tuple[int, int, int, int]], int, int]:
    """(row, col, rowspan, colspan) of each box, and the numbers of rows and columns.

    Column and row numbers count distinct cell starts, so that stray lines in one row add none. Two column starts
    nearer than `fold` points are one column where no row has a cell starting at both (word processors move the
    borders of a merged header a little).
    """
    rows = _positions([b.y0 for b in boxes])
    starts = _positions([b.x0 for b in boxes])
    cols = _fold_columns(boxes, starts, fold)
    placed = []
    for box in boxes:
        row, col = _class(rows, box.y0), _class(cols, box.x0)
        row_end = max(row + 1, _class(rows, box.y1 - 2 * MIN_SIDE) + 1)
        next_start = next((s for s in starts if abs(s - box.x1) <= MIN_SIDE), None)
        last = _class(cols, box.x1 - fold) if next_start is None else _class(cols, next_start) - 1
        col_end = max(col + 1, last + 1)
        placed.append((row, col, row_end - row, col_end - col))
    return placed, len(rows), len(cols)


def _class(starts: Sequence[float], value: float) -> int:
    """Which start `value` belongs to: the last one at or before it."""
    best = 0
    for i, start in enumerate(starts):
        if start <= value + MIN_SIDE:
            best = i
    return best


def _fold_columns(boxes: Sequence[Box], starts: list[float], fold: float) -> list[float]:
    kept: list[float] = []
    for start in starts:
        if kept and start - kept[-1] < fold and not _side_by_side(boxes, kept[-1], start):
            continue
        kept.append(start)
    return kept


def _side_by_side(boxes: Sequence[Box], left: float, right: float) -> bool:
    near = [b for b in boxes if left - MIN_SIDE <= b.x0 < right - MIN_SIDE]
    far = [b for b in boxes if abs(b.x0 - right) <= MIN_SIDE]
    return any(a.y0 < b.y1 - MIN_SIDE and b.y0 < a.y1 - MIN_SIDE for a in near for b in far)
