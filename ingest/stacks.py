"""Cells of text whose spaces keep the columns: pieces of a number that stand on several lines, or touch. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

from corpus.models import State
from ingest.cells import NUMBER, decimal
from ingest.readings import ReadCell
from ingest.valuelines import Piece

BETWEEN = 2.0  # a further line of a number stands at most this much nearer to another column than to its own
LONGEST = 12  # characters of two numbers that touch
ANYWHERE = float("inf")
Stack = tuple[Piece, ...]  # the pieces of one value, from above
Cells = tuple[Stack, ...]


def printed(stack: Stack) -> str:
    """The value that the pieces make together."""
    return "".join(piece.text for piece in stack)


def is_value(stack: Stack) -> bool:
    """Whether the pieces make a number, or one sign."""
    text = printed(stack)
    if not text[:1].isdigit():
        return len(stack) == 1
    return NUMBER.fullmatch(text) is not None and (text[0] != "0" or len(text) == 1)


def number(stack: Stack) -> Decimal:
    """The number, 0 for a sign."""
    text = printed(stack)
    return decimal(text) if text[:1].isdigit() else Decimal(0)


def adds_up(cells: Sequence[Stack]) -> bool:
    """Whether the last is the sum of the others."""
    return sum(map(number, cells[:-1]), Decimal(0)) == number(cells[-1])


def cut(piece: Piece, at: int) -> tuple[Piece, Piece]:
    """A piece in two, the first of `at` characters."""
    left = piece._replace(text=piece.text[:at], end=piece.start + at, right=piece.left + at)
    return left, piece._replace(text=piece.text[at:], start=piece.start + at, left=piece.left + at, free=False)


def in_columns(values: Sequence[Piece], columns: Sequence[float], between: float = BETWEEN) -> list[tuple[int, ...]]:
    """The columns in which `values` of one line may stand, in order, by the middles of `columns`."""
    if len(values) == len(columns):
        return [tuple(range(len(columns)))]
    away = [[abs(at - v.middle) for at in columns] for v in values]
    return [
        places
        for places in combinations(range(len(columns)), len(values))
        if all(own[c] <= min(own) + between for c, own in zip(places, away, strict=True))
    ]


def read_cell(text: str, stack: Stack, cells: Sequence[Stack], row: str, column: str) -> ReadCell:
    """The cell of a stack in the row `cells`. One of several pieces has the place of the first."""
    said = printed(stack)[:1].isdigit()
    pieces = [piece for own in cells for piece in own]
    return ReadCell(
        state=State.REPORTED if said else State.NOT_APPLICABLE,
        value=number(stack) if said else None,
        raw="".join(text[p.start : p.end] for p in stack),
        start=stack[0].start,
        end=stack[0].end,
        row_start=min(p.start for p in pieces),
        row_end=max(p.end for p in pieces),
        row=row,
        column=column,
        elsewhere=len(stack) > 1,
    )


def blank_cell(at: int, cells: Sequence[Stack], row: str, column: str) -> ReadCell:
    """A blank cell of the row `cells`, which stands at offset `at`: behind the value, or the label, before it."""
    pieces = [piece for own in cells for piece in own]
    return ReadCell(
        state=State.BLANK,
        value=None,
        raw="",
        start=at,
        end=at,
        row_start=min([at, *(p.start for p in pieces)]),
        row_end=max([at, *(p.end for p in pieces)]),
        row=row,
        column=column,
    )
