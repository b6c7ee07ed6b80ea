"""Cells that the eye of a reader doubted (`GridCell.doubt`): the doubt reaches every reading, sums may lift it. Pure.

A doubted cell is accepted where its row's sum holds; where it does not, another candidate is taken only if it is the
one choice under which the row holds and no column breaks; else the cell becomes unreadable (in `reconcile`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import product

from corpus.document import Document, GridCell, Table
from corpus.models import State
from ingest.cells import looks_like_value, read_print
from ingest.readings import Key, ReadCell, Reading, row_of

MAX_CHOICES = 256  # combinations of candidates tried in one row

Cells = Mapping[Key, ReadCell]


def spread(document: Document, readings: Sequence[Reading], *, recognised: bool = False) -> tuple[Reading, ...]:
    """`readings` with every cell that lies in a doubted cell of the document unsure, whatever reading it is of.

    Of a `recognised` document (a scan) only cells of its tables were looked at more than once: what a reading finds
    in its running text is unsure too.
    """
    if recognised:
        readings = _behind_the_grid(_outside_unsure(document, readings))
    doubted = sorted((c for c in _grid_cells(document) if c.doubt), key=lambda c: (c.start, c.end))
    if not doubted:
        return tuple(readings)
    starts = [c.start for c in doubted]
    places = {(c.page, c.bbox): c for c in doubted if c.bbox is not None}
    spread_to = []
    for reading in readings:
        cells = {}
        for key, cell in reading.cells.items():
            owner = places.get((cell.page, cell.bbox)) if cell.bbox is not None else _at(doubted, starts, cell)
            cells[key] = (
                cell if owner is None else cell.model_copy(update={"sure": False, "candidates": owner.candidates})
            )
        spread_to.append(reading.model_copy(update={"cells": cells}))
    return tuple(spread_to)


def _outside_unsure(document: Document, readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """What no cell of a table prints by itself is unsure: dirt beside a label may be read as a digit."""
    values = (c for c in _grid_cells(document) if c.end > c.start and looks_like_value(c.text))
    printed = sorted(values, key=lambda c: (c.start, c.end))
    starts = [c.start for c in printed]
    places = {(c.page, c.bbox) for c in _grid_cells(document) if c.bbox is not None}
    left = []
    for reading in readings:
        cells = {
            key: cell
            if _at(printed, starts, cell) is not None or (cell.bbox is not None and (cell.page, cell.bbox) in places)
            else cell.model_copy(update={"sure": False})
            for key, cell in reading.cells.items()
        }
        left.append(reading.model_copy(update={"cells": cells}))
    return tuple(left)


def _behind_the_grid(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """Readings of a scan's text, without the rows that its grid shows and those that mix cells of it with what is none.

    A cell that no one could read is lost to running text: the row goes on with the number of the next label, and its
    sum may hold by chance.
    """
    shown = {(r.table, row_of(k)) for r in readings for k, c in r.cells.items() if c.bbox is not None}
    left = []
    for reading in readings:
        inside = {row_of(k) for k, c in reading.cells.items() if c.end > c.start and c.sure}
        outside = {row_of(k) for k, c in reading.cells.items() if c.end > c.start and not c.sure}
        cells = {
            key: cell
            for key, cell in reading.cells.items()
            if cell.bbox is not None
            or ((reading.table, row_of(key)) not in shown and not (row_of(key) in inside and row_of(key) in outside))
        }
        left.append(reading.model_copy(update={"cells": cells}))
    return tuple(left)


def _grid_cells(document: Document) -> Iterator[GridCell]:
    for block in (*document.blocks, *document.alternatives):
        if isinstance(block, Table):
            yield from block.cells


def _at(doubted: Sequence[GridCell], starts: Sequence[int], cell: ReadCell) -> GridCell | None:
    """The doubted cell in whose text `cell` lies."""
    if cell.end <= cell.start:
        return None
    at = bisect_right(starts, cell.start) - 1
    found = doubted[at] if at >= 0 else None
    return found if found is not None and cell.start < found.end else None


def resolve(
    cells: Cells, row_of: Callable[[Key], str], holds: Callable[[Cells, str], bool], broken: Callable[[Cells], int]
) -> dict[Key, ReadCell]:
    """Doubted rows whose sum does not hold, with the one choice of candidates under which it does.

    `holds(cells, row)` says whether the row's sum holds, `broken(cells)` how many sums fail in all.
    """
    settled = dict(cells)
    rows: dict[str, list[Key]] = {}
    for key, cell in cells.items():
        if not cell.sure:
            rows.setdefault(row_of(key), []).append(key)
    for row, keys in rows.items():
        if holds(settled, row):
            continue
        around = firm(settled, row_of, {row, *(r for r in rows if holds(settled, r))})
        choices = [_choices(settled[key]) for key in keys]
        size = 1
        for options in choices:
            size *= len(options)
        if size > MAX_CHOICES:
            continue
        picks = [dict(zip(keys, pick, strict=True)) for pick in product(*choices)]
        good = [pick for pick in picks if holds(settled | pick, row)]
        costs = [broken(around | pick) for pick in good]
        best = [pick for pick, cost in zip(good, costs, strict=True) if cost == min(costs)]
        if len(best) == 1:
            settled |= best[0]
    return settled


def firm(cells: Cells, row_of: Callable[[Key], str], proved: Collection[str]) -> dict[Key, ReadCell]:
    """`cells` with the doubted ones of rows that are not `proved` unreadable: no proof may rest on them."""
    unread = {"state": State.UNREADABLE, "value": None}
    return {
        key: cell if cell.sure or row_of(key) in proved else cell.model_copy(update=unread)
        for key, cell in cells.items()
    }


def _choices(cell: ReadCell) -> list[ReadCell]:
    """The cell as read and as each candidate reads; equal values once."""
    options = [cell]
    for text in cell.candidates:
        seen = read_print(text)
        if seen.state is State.UNREADABLE or any((o.state, o.value) == (seen.state, seen.value) for o in options):
            continue
        options.append(cell.model_copy(update={"state": seen.state, "value": seen.value}))
    return options
