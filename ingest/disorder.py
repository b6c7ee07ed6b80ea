"""Signs that a text does not keep the order of the print: values of a row over several lines, values before labels.

A PDF turned into text may give a row's values line by line where zeros stand a little higher than other digits, all
values before their label, or the pieces of wrapped heads in any order. Such rows must not be read in the text's order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import pairwise

SURPLUS = 5  # so many values more than columns: those of another row stand with them
SPACED = re.compile(r" {2}")
PIECES = (("法", "务"), ("社", "益"), ("其", "他"), ("总", "计"))  # of heads that narrow columns cut in two
ORGANISATIONS = "法人或其他组织"
Span = tuple[int, int]


def narrow(text: str) -> int:
    """Every character as wide as every other, as `pdftotext -layout` counts."""
    return len(text)


def wide(text: str) -> int:
    """Chinese characters twice as wide as digits, as a terminal or a fixed font shows them."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def scattered(text: str, values: Sequence[Span]) -> bool:
    """Whether values that stand on several lines of columns run in another order across the page than in the text."""
    begins = [text.rfind("\n", 0, start) + 1 for start, _ in values]
    if len(set(begins)) < 2 or len(set(begins)) == len(begins):
        return False
    if not any(SPACED.search(text, begin, end) for begin, (_, end) in zip(begins, values, strict=True)):
        return False
    return any(_runs_back(text, begins, values, width) for width in (narrow, wide))


def _runs_back(text: str, begins: Sequence[int], values: Sequence[Span], width: Callable[[str], int]) -> bool:
    lefts = [width(text[begin:start]) for begin, (start, _) in zip(begins, values, strict=True)]
    return any(right <= left for left, right in pairwise(lefts))


def shifted(counts: Sequence[int], columns: int, before: int) -> set[int]:
    """The rows whose values may be their neighbours'. `counts`: values after each label; `before`: above the first.

    A row with the values of two and a row with none leave the rows between them shifted by one.
    """
    marks = [(-1, 1)] if before >= columns else []
    for row, count in enumerate(counts):
        if count >= columns + SURPLUS:
            marks.append((row, 1))
        elif count == 0:
            marks.append((row, -1))
    found: set[int] = set()
    for (first, sign), (last, other) in pairwise([*marks, *([(len(counts), -1)] if marks[:1] == [(-1, 1)] else [])]):
        if sign != other:
            found.update(range(first + 1, last))
    return found


def pieces_displaced(head: str) -> bool:
    """Whether the second piece of a wrapped head stands before its first."""
    plain = re.sub(r"\s", "", head).replace(ORGANISATIONS, "")
    return any(0 <= plain.find(after) < plain.find(before) for before, after in PIECES)
