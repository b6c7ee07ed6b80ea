"""Which row of table 3 each line's words belong to, where labels wrap and the groups' labels run between them.

The words in reading order are aligned with the form's labels, character by character; what no label has is left out. Pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from corpus.catalogue import load
from ingest.alignment import OTHER_TOTAL
from ingest.flat import SKIPPED
from ingest.valuelines import ValueLine

BEGINS = 0.3  # what a character is worth that goes on no run of characters that agree
ENOUGH = 0.5  # of a label's characters are found where it is printed
SHORTEST = 2  # characters of a label in a run that say which row they are of
NUMBERS = re.compile(r"[0-9]{1,2}(?:[.、:)]|$)")


class Labels(NamedTuple):
    """Where the labels stand. `rows`: for the number of a line the rows with a part there, in order; `ends`: for each
    row the offset after its last part; `mixed`: lines with parts of no row's label; `numbered`: how many items' numbers
    a line has."""

    rows: dict[int, tuple[int, ...]]
    ends: dict[int, int]
    mixed: frozenset[int]
    numbered: dict[int, int]

    def lines_of(self, row: int) -> list[int]:
        """The numbers of the lines with a part of a row's label."""
        return [line for line, rows in self.rows.items() if row in rows]


class _Char(NamedTuple):
    line: int
    char: str
    end: int  # its offset in the text, and one


def has_digits(word: str) -> bool:
    """Whether a word has digits that are no item's number."""
    return any(map(str.isdigit, NUMBERS.sub("", word.strip())))


def read_labels(lines: Sequence[ValueLine], names: Sequence[str]) -> Labels:
    """Where the labels of the rows `names` stand."""
    stream = [char for line in lines for char in _characters(line)]
    form = _form(tuple(names))
    pairs = _aligned([c.char for c in stream], [char for _, char in form])
    length = Counter(row for row, _ in form)
    found = Counter(form[label][0] for _, label in pairs)
    whole = {row for row in length if found[row] >= ENOUGH * length[row]}
    rows: dict[int, set[int]] = {}
    ends: dict[int, int] = {}
    used: set[int] = set()
    for _, run in groupby(enumerate(pairs), key=lambda pair: pair[1][1] - pair[0]):
        own = [pair for _, pair in run]
        if len(own) >= SHORTEST:
            for at, label in own:
                row, char = form[label][0], stream[at]
                if row not in whole:
                    continue
                rows.setdefault(char.line, set()).add(row)
                ends[row] = max(ends.get(row, 0), char.end)
                used.add(at)
    mixed = frozenset(c.line for n, c in enumerate(stream) if n not in used)
    numbered = {line.number: sum(len(NUMBERS.findall(word)) for _, word in line.words) for line in lines}
    return Labels({line: tuple(sorted(own)) for line, own in rows.items()}, ends, mixed, numbered)


def _characters(line: ValueLine) -> Iterator[_Char]:
    for left, word in line.words:
        for at, char in enumerate(word):
            if not SKIPPED.fullmatch(char) and not char.isdigit():
                yield _Char(line.number, char, line.start + left + at + 1)


@lru_cache(maxsize=4)
def _form(names: tuple[str, ...]) -> list[tuple[int, str]]:
    texts = ["其他处理" if name == OTHER_TOTAL else load().get(name).label for name in names]
    return [(row, char) for row, text in enumerate(texts) for char in SKIPPED.sub("", text)]


def _aligned(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """The pairs of equal characters, in order in both, of which the most stand in unbroken runs."""
    width = len(right) + 1
    best = [[0.0] * width for _ in range(len(left) + 1)]
    run = [[0.0] * width for _ in range(len(left) + 1)]
    for i, char in enumerate(left):
        above, row, runs, before = best[i], best[i + 1], run[i + 1], run[i]
        for j, other in enumerate(right):
            score = max(above[j + 1], row[j])
            if char == other:
                runs[j + 1] = max(before[j] + 1 if before[j] else 0.0, above[j] + BEGINS)
                score = max(score, runs[j + 1])
            row[j + 1] = score
    pairs = []
    i, j, inside = len(left), len(right), False
    while i and j:
        if run[i][j] and (inside or run[i][j] == best[i][j]):
            pairs.append((i - 1, j - 1))
            inside = run[i - 1][j - 1] > 0 and run[i][j] == run[i - 1][j - 1] + 1
            i, j = i - 1, j - 1
        elif best[i][j] == best[i - 1][j]:
            i -= 1
        else:
            j -= 1
    return pairs[::-1]
