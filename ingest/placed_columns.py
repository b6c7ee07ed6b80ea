"""Values put into rows by the labels and into columns by the heads; one that is not clearly in one of each makes its row
unreadable."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product
from typing import NamedTuple

from ingest.placed_labels import SIGN_AT_END, Label, Place, neighbours

NEAR = 0.34  # a value stands at most this share of the distance between columns away from its own
EXACT = 0.35  # … and this share of its size: values of a column are aligned, those of another table are not
MOVED = 0.42  # the values of a column stand this share of the distance between columns beside its head, at most
BAND = 0.45  # a value may stand this share of its size above or below its label
STACKED = 0.3  # two pieces of one number on two lines share this much of their width
MODES = (0.0, 0.5, 1.0)  # left, centred, right


class PlacedRow(NamedTuple):
    """A row of the form: its label and for each column the pieces printed there; None where it cannot be told.

    `own`: the values that stand beside the label, left to right, whether their columns are told or not.
    """

    name: str
    label: Label
    cells: tuple[tuple[Place, ...], ...] | None
    own: tuple[Place, ...] = ()


def rows_of(
    body: Sequence[Place], found: Sequence[Label], names: Sequence[str], grids: Sequence[Columns]
) -> tuple[PlacedRow, ...]:
    """Every row with its values in their columns; a row is None where one of them may belong elsewhere."""
    homes: dict[int, list[Place]] = {n: [] for n in range(len(found))}
    lost: set[int] = set()
    for piece in body:
        mine = bands(piece, found)
        if not piece.value:
            lost |= set(mine)
        elif len(mine) == 1:
            homes[mine[0]].append(piece)
        else:
            lost |= set(mine) or neighbours(piece, found)
    rows = []
    for n, label in enumerate(found):
        ways = (
            {cells_of(homes[n], columns) for columns in grids}
            if n not in lost and not _hidden(homes[n], label)
            else set()
        )
        ways.discard(None)
        own = () if n in lost else tuple(sorted(homes[n], key=lambda p: p.x0))
        rows.append(PlacedRow(names[label.row], label, ways.pop() if len(ways) == 1 else None, own))
    return tuple(rows)


def bands(piece: Place, found: Sequence[Label]) -> list[int]:
    reach = BAND * piece.size
    return [n for n, label in enumerate(found) if label.top - reach <= piece.middle <= label.bottom + reach]


def _hidden(own: Sequence[Place], label: Label) -> bool:
    """Whether a value begins within a line of the label, so that it may be part of that, or ends one."""
    if any(SIGN_AT_END.search(q.text) for q in label.pieces):
        return True
    return any(p.x0 < q.x1 and abs(q.middle - p.middle) < BAND * p.size for p in own for q in label.pieces)


class Columns(NamedTuple):
    """Where columns stand: the places of their values' left ends, middles or right ends, as `mode` says."""

    mode: float
    places: tuple[float, ...]
    reach: float

    def of(self, piece: Place) -> int | None:
        at = piece.edge(self.mode)
        best = _closest(self.places, at)
        return best if abs(self.places[best] - at) <= self.reach else None


def _closest(places: Sequence[float], at: float) -> int:
    return min(range(len(places)), key=lambda c: abs(places[c] - at))


def reach_of(places: Sequence[float], size: float) -> float:
    return min(NEAR * min(b - a for a, b in pairwise(places)), EXACT * size)


def columns_of(values: Sequence[Place], heads: Sequence[Place]) -> Columns | None:
    """The columns under `heads` in the alignments of heads and values that fit best.

    None where values of one column are not aligned, or not to their heads as those of the others: another table's.
    """
    found: list[tuple[float, float, float, Columns]] = []
    for above, below in product(MODES, MODES):
        places = [p.edge(above) for p in heads]
        if any(b <= a for a, b in pairwise(places)):
            continue
        own: dict[int, list[float]] = {}
        for value in values:
            own.setdefault(_closest(places, value.edge(below)), []).append(value.edge(below))
        moves = {c: sorted(at)[len(at) // 2] - places[c] for c, at in own.items()}
        usual = sorted(moves.values())[len(moves) // 2] if moves else 0.0
        stray = max((abs(at - places[c] - usual) for c, found_at in own.items() for at in found_at), default=0.0)
        moved = tuple(at + moves.get(c, usual) for c, at in enumerate(places))
        reach = min(reach_of(places, heads[0].size), reach_of(moved, heads[0].size) if _rising(moved) else 0.0)
        if stray <= reach and abs(usual) <= MOVED * min(b - a for a, b in pairwise(places)):
            found.append((stray + abs(usual) / 10 + (above != below), above, below, Columns(below, moved, reach)))
    return min(found)[3] if found else None


def _rising(places: Sequence[float]) -> bool:
    return all(b > a for a, b in pairwise(places))


def cells_of(own: Sequence[Place], columns: Columns) -> tuple[tuple[Place, ...], ...] | None:
    """The pieces of each column, if every one is in a column and those of one column stand below one another."""
    cells: list[list[Place]] = [[] for _ in columns.places]
    for piece in sorted(own, key=lambda p: p.top):
        column = columns.of(piece)
        if column is None:
            return None
        cells[column].append(piece)
    for cell in cells:
        for upper, lower in pairwise(cell):
            shared = min(upper.x1, lower.x1) - max(upper.x0, lower.x0)
            beneath = lower.top - upper.top > 0.5 * upper.size and shared > STACKED * (lower.x1 - lower.x0)
            if not beneath or not (upper.text.isdecimal() and lower.text.isdecimal()):
                return None
    return tuple(map(tuple, cells))
