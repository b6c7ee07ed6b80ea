"""Ruled lines of a page: segments as drawn become snapped, merged lines, and lines become clusters (one a table).

Pure geometry in points, origin top left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

SNAP = 2.5  # lines nearer than this are one line (double borders, borders of both neighbours)
JOIN_GAP = 4.0  # a gap up to this along a line is closed (dashes, borders drawn cell by cell)
MIN_LENGTH = 5.0  # shorter lines are underlines of a character, corners, bullets
TOUCH = 4.0  # a line meets another when its end is this near
MAX_LINES = 3_000  # more than this on one page is a drawing, not a table
BAND = 0.6  # a vertical bounds a band of a table when it runs along this share of it
OTHER_COLUMNS = 4  # so many verticals end at a line and so many others begin: another table
THIN = 3.2  # a filled shape this thin is a line


class Line(NamedTuple):
    """`at` is y for a horizontal line, x for a vertical one; it runs from `lo` to `hi` along the other axis."""

    horizontal: bool
    at: float
    lo: float
    hi: float


class Box(NamedTuple):
    x0: float
    y0: float
    x1: float
    y1: float


def line_of(x0: float, y0: float, x1: float, y1: float) -> Line | None:
    """The line a thin box or a straight stroke stands for; None where it is neither flat nor upright."""
    width, height = abs(x1 - x0), abs(y1 - y0)
    if height <= THIN and width >= height:
        return Line(True, (y0 + y1) / 2, min(x0, x1), max(x0, x1))
    if width <= THIN:
        return Line(False, (x0 + x1) / 2, min(y0, y1), max(y0, y1))
    return None


def edges(box: Box) -> list[Line]:
    """The four sides of a drawn rectangle."""
    return [
        Line(True, box.y0, box.x0, box.x1),
        Line(True, box.y1, box.x0, box.x1),
        Line(False, box.x0, box.y0, box.y1),
        Line(False, box.x1, box.y0, box.y1),
    ]


def merge(lines: Iterable[Line]) -> list[Line]:
    """Lines on the same position (within SNAP) joined where they touch or overlap; stubs dropped."""
    merged: list[Line] = []
    for horizontal in (True, False):
        side = sorted((line for line in lines if line.horizontal is horizontal), key=lambda line: line.at)
        for group in _near(side):
            merged += _join(group)
    return [line for line in merged if line.hi - line.lo >= MIN_LENGTH]


def _near(lines: Sequence[Line]) -> list[list[Line]]:
    groups: list[list[Line]] = []
    for line in lines:
        if groups and line.at - groups[-1][0].at <= SNAP:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _join(group: Sequence[Line]) -> list[Line]:
    total = sum(line.hi - line.lo for line in group) or 1.0
    at = sum(line.at * (line.hi - line.lo) for line in group) / total if total > 1 else group[0].at
    joined: list[Line] = []
    for line in sorted(group, key=lambda line: line.lo):
        if joined and line.lo - joined[-1].hi <= JOIN_GAP:
            joined[-1] = joined[-1]._replace(hi=max(joined[-1].hi, line.hi))
        else:
            joined.append(Line(line.horizontal, at, line.lo, line.hi))
    return joined


def _meet(a: Line, b: Line) -> bool:
    return a.lo - TOUCH <= b.at <= a.hi + TOUCH and b.lo - TOUCH <= a.at <= b.hi + TOUCH


def clusters(lines: Sequence[Line]) -> list[list[Line]]:
    """Groups of lines that cross or touch, top to bottom; a group without both directions is left out."""
    if len(lines) > MAX_LINES:
        return []
    parent = list(range(len(lines)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    flat = [i for i, line in enumerate(lines) if line.horizontal]
    upright = [i for i, line in enumerate(lines) if not line.horizontal]
    for i in flat:
        for j in upright:
            if _meet(lines[i], lines[j]):
                parent[root(i)] = root(j)
    groups: dict[int, list[Line]] = {}
    for i, line in enumerate(lines):
        groups.setdefault(root(i), []).append(line)
    found = [g for g in groups.values() if len({line.horizontal for line in g}) == 2]
    whole = [part for group in found for part in apart(group)]
    return sorted(whole, key=lambda g: (extent(g).y0, extent(g).x0))


def apart(cluster: Sequence[Line]) -> list[list[Line]]:
    """`cluster` cut where a band between two horizontals has fewer than two verticals (two tables and a heading), and
    where many verticals end and many others begin: two tables that touch."""
    ys = sorted({line.at for line in cluster if line.horizontal})
    upright = [line for line in cluster if not line.horizontal]
    for above, below in pairwise(ys):
        if below - above <= 2 * SNAP:
            continue
        if len(_through(upright, above, below)) < 2:
            return _parted(cluster, above, below)
    for top, middle, bottom in zip(ys, ys[1:], ys[2:], strict=False):
        before, after = _through(upright, top, middle), _through(upright, middle, bottom)
        ended = [v for v in before if all(abs(v.at - w.at) > TOUCH for w in after)]
        begun = [w for w in after if all(abs(v.at - w.at) > TOUCH for v in before)]
        if min(len(ended), len(begun)) >= OTHER_COLUMNS:
            return _parted(cluster, middle, middle)
    return [list(cluster)]


def _through(upright: Sequence[Line], above: float, below: float) -> list[Line]:
    """The verticals that run along most of a band."""
    return [v for v in upright if min(v.hi, below) - max(v.lo, above) >= BAND * (below - above)]


def _parted(cluster: Sequence[Line], above: float, below: float) -> list[list[Line]]:
    first, second = [_clip(line, None, above) for line in cluster], [_clip(line, below, None) for line in cluster]
    halves = [[line for line in half if line is not None] for half in (first, second)]
    return [part for half in halves if len({line.horizontal for line in half}) == 2 for part in apart(half)]


def _clip(line: Line, lo: float | None, hi: float | None) -> Line | None:
    """The part of `line` between the heights `lo` and `hi`."""
    if line.horizontal:
        inside = (lo is None or line.at >= lo) and (hi is None or line.at <= hi)
        return line if inside else None
    top = line.lo if lo is None else max(line.lo, lo)
    bottom = line.hi if hi is None else min(line.hi, hi)
    return line._replace(lo=top, hi=bottom) if bottom - top >= MIN_LENGTH else None


def extent(lines: Sequence[Line]) -> Box:
    """The box around lines."""
    xs = [v for line in lines for v in ((line.lo, line.hi) if line.horizontal else (line.at,))]
    ys = [v for line in lines for v in ((line.at,) if line.horizontal else (line.lo, line.hi))]
    return Box(min(xs), min(ys), max(xs), max(ys))
