"""Text in which a blank line parts what did not stand together in print (`pdftotext` without options). Pure.

Such a text gives a table in pieces: a stretch of one column, a head with the values below it, a few labels. A run is one
piece. Its lines are in the order of the print, from above; where it is several columns wide, row by row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from corpus.normalize import compact
from ingest.flat import Value, read_values

LINE = re.compile(r"([^\n\f]*)(\n|\f|\Z)")


class Line(NamedTuple):
    """A line of a run: its value where it is one value and nothing else, its words (compacted) where not."""

    start: int
    value: Value | None
    words: str


class Run(NamedTuple):
    """Lines between two blank lines, and the page that they stand on."""

    page: int
    lines: tuple[Line, ...]

    @property
    def values(self) -> tuple[Value, ...]:
        return tuple(line.value for line in self.lines if line.value is not None)

    @property
    def words(self) -> str:
        return "".join(line.words for line in self.lines)

    def tail(self) -> tuple[Value, ...] | None:
        """The values that end the run; None where words follow a value."""
        first = next((n for n, line in enumerate(self.lines) if line.value is not None), len(self.lines))
        rest = self.lines[first:]
        return self.values if all(line.value is not None for line in rest) else None


def read_runs(text: str, start: int, end: int) -> list[Run] | None:
    """The runs of `text[start:end]`; None where a line has several values."""
    runs: list[Run] = []
    own: list[Line] = []
    page = 0
    for match in LINE.finditer(text, start, end):
        empty = not match[1].strip()
        if not empty:
            read = _line(text, *match.span(1))
            if read is None:
                return None
            own.append(read)
        if own and (match[2] == "\f" or empty):
            runs.append(Run(page, tuple(own)))
            own = []
        page += match[2] == "\f"
    return [*runs, Run(page, tuple(own))] if own else runs


def _line(text: str, start: int, end: int) -> Line | None:
    values = read_values(text, start, end)
    bare = len(values) == 1 and text[start : values[0].start].strip() == text[values[0].stop : end].strip() == ""
    if bare:
        return Line(values[0].start, values[0], "")
    words = compact(text[start:end])
    several = len(values) > 1 and re.fullmatch(r"[\d\s.,/—–-]+", text[start:end])
    return None if several else Line(start, None, words)


def pages(runs: Sequence[Run]) -> list[int]:
    """The numbers of the pages that have values, in order."""
    return list(dict.fromkeys(run.page for run in runs if run.values))
