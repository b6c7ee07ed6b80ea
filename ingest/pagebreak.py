"""A table cut by a page made whole: a row in two halves is one row again, "（四）无 / 法提供" one label.

Works on placed cells: (cell, (row, col, rowspan, colspan)) sorted by row and column. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import fuzz

from corpus import catalogue
from corpus.normalize import compact
from ingest.lines import Box

ALIKE = 60.0  # rapidfuzz ratio from which a printed label is a label of the form (offices shorten them)
FEW = 0.4  # the second line of a row of numbers fills at most this share of its cells
BETTER = 4.0  # the joined label must be this much more alike than the upper half alone

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_ITEM = re.compile(r"\s*(?:[（(]?[一二三四五六七八九十]{1,3}[)）、.．]|\d{1,2}[.．、)）])")

Place = tuple[int, int, int, int]


@dataclass(frozen=True)
class PlacedCell:
    """A cell where it stands on its straightened page. `doubt` and `candidates` as in corpus.document.GridCell.

    `shown` is its box on the page as printed, where that leans.
    """

    box: Box
    text: str
    page: int
    doubt: bool = False
    candidates: tuple[str, ...] = ()
    shown: Box | None = None


Placed = list[tuple[PlacedCell, Place]]


def heal(placed: Placed, n_rows: int) -> tuple[Placed, int]:
    """`placed` with cut rows and cut labels joined at every page break, and the number of rows left."""
    for row in reversed(_first_rows(placed)):
        upper = {place[1]: (cell, place) for cell, place in placed if place[0] + place[2] == row}
        lower = {place[1]: (cell, place) for cell, place in placed if place[0] == row}
        if _one_row(upper, lower):
            placed, n_rows = _join_row(placed, row, lower), n_rows - 1
        else:
            placed = _join_groups(placed, row, upper, lower)
    return placed, n_rows


def _first_rows(placed: Placed) -> list[int]:
    """Row numbers where a new page begins."""
    rows: dict[int, int] = {}
    for cell, place in placed:
        rows[cell.page] = min(rows.get(cell.page, place[0]), place[0])
    return sorted(rows.values())[1:]


_Row = dict[int, tuple[PlacedCell, Place]]


def _one_row(upper: _Row, lower: _Row) -> bool:
    """Whether `lower` is the rest of `upper`: same columns, no number in both, and a label that goes on.

    The label goes on where both halves together are a label of the form and the upper alone is less so, or where the
    lower half has none and the upper has.
    """
    if len(lower) < 2 or not set(lower) <= set(upper):
        return False
    if any(lower[c][1][3] != upper[c][1][3] for c in lower):
        return False
    labels = [c for c in lower if _CHINESE.search(lower[c][0].text) or _CHINESE.search(upper[c][0].text)]
    if not labels:
        return _wrapped(upper, lower)
    leaf = max(labels)
    values = [c for c in lower if c > leaf]
    if not values or any(lower[c][0].text and upper[c][0].text for c in values):
        return False
    if any(_ITEM.match(lower[c][0].text) for c in labels):
        return False
    above, below = upper[leaf][0].text, lower[leaf][0].text
    if not below:
        return bool(above) and not any(upper[c][0].text for c in values)
    return goes_on(above, below, _labels())


def _wrapped(upper: _Row, lower: _Row) -> bool:
    """Whether `lower` is the second line of a row of numbers without a label: the last digits of a few of them."""
    below = [c for c in lower if lower[c][0].text]
    return (
        0 < len(below) <= FEW * len(lower)
        and all(lower[c][0].text.isdecimal() and upper[c][0].text.isdecimal() for c in below)
        and all(upper[c][0].text for c in upper)
    )


def goes_on(above: str, below: str, labels: Sequence[str]) -> bool:
    """Whether `above` + `below` is one of `labels` cut in two."""
    whole, part, rest = (_plain(t) for t in (above + below, above, below))
    best = max((fuzz.ratio(whole, label) for label in labels), default=0.0)
    alone = max((fuzz.ratio(part, label) for label in labels), default=0.0)
    other = max((fuzz.ratio(rest, label) for label in labels), default=0.0)
    return bool(part) and bool(rest) and best >= ALIKE and best >= alone + BETTER and best > other


def _plain(text: str) -> str:
    return re.sub(r"[^\w]", "", _ITEM.sub("", compact(text), count=1))


@lru_cache(maxsize=1)
def _labels() -> tuple[str, ...]:
    form = catalogue.load()
    return tuple(_plain(i.label) for n in (2, 3) for i in form.table(n))


@lru_cache(maxsize=1)
def _groups() -> tuple[str, ...]:
    form = catalogue.load()
    groups = {_plain(i.group) for i in form.table(3) if i.group}
    return (*sorted(groups), "本年度办理结果")


def _join_row(placed: Placed, row: int, lower: _Row) -> Placed:
    joined: Placed = []
    for cell, place in placed:
        if place[0] == row:
            continue
        if place[0] + place[2] == row and place[1] in lower:
            other, span = lower[place[1]]
            joined_number = cell.text.isdecimal() and other.text.isdecimal()
            doubt = cell.doubt or other.doubt or joined_number
            whole = replace(cell, text=cell.text + other.text, doubt=doubt)
            joined.append((whole, (place[0], place[1], place[2] + span[2] - 1, place[3])))
        elif place[0] > row:
            joined.append((cell, (place[0] - 1, *place[1:])))
        else:
            joined.append((cell, place))
    return joined


def _join_groups(placed: Placed, row: int, upper: _Row, lower: _Row) -> Placed:
    """A group's label cut by the page becomes one cell over both pages' rows."""
    cut = {
        col: lower[col] for col in lower if col in upper and goes_on(upper[col][0].text, lower[col][0].text, _groups())
    }
    if not cut:
        return placed
    joined: Placed = []
    for cell, place in placed:
        if place[0] == row and place[1] in cut:
            continue
        if place[0] + place[2] == row and place[1] in cut:
            other, span = cut[place[1]]
            joined.append((replace(cell, text=cell.text + other.text), (*place[:2], place[2] + span[2], place[3])))
        else:
            joined.append((cell, place))
    return joined
