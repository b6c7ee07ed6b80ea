"""What running text takes out of a cell that prints more than a value is not that cell's value. Pure.

A reading of structured cells knows where a cell begins and ends; one of running text sees the 12 of 约12, 12% or 1O.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from corpus.models import State
from corpus.normalize import fold
from ingest.cells import torn
from ingest.readings import Key, ReadCell, Reading


def without_pieces(readings: Sequence[Reading], text: str) -> tuple[Reading, ...]:
    """`readings` without the values that are pieces of a cell that another of them shows whole and cannot read."""
    whole = {
        (reading.table, key): cell
        for reading in readings
        for key, cell in reading.cells.items()
        if cell.state is State.UNREADABLE and cell.end > cell.start
    }
    return (
        tuple(r.model_copy(update={"cells": _left(r.table, r.cells, whole, text)}) for r in readings)
        if whole
        else tuple(readings)
    )


def _left(
    table: int, cells: Mapping[Key, ReadCell], whole: Mapping[tuple[int, Key], ReadCell], text: str
) -> dict[Key, ReadCell]:
    left: dict[Key, ReadCell] = {}
    for key, cell in cells.items():
        shown = whole.get((table, key))
        if shown is not None and cell.state is not State.UNREADABLE and _is_piece(cell, shown, text):
            cell = shown
        left[key] = cell
    return left


def _is_piece(cell: ReadCell, shown: ReadCell, text: str) -> bool:
    if cell.end <= cell.start:
        return True  # a blank where something is printed
    inside = shown.start <= cell.start and cell.end <= shown.end
    return inside and torn(fold(text[shown.start : shown.end]), cell.start - shown.start, cell.end - shown.start)
