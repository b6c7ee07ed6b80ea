"""The lines of table 3 in text whose spaces keep the columns: on each the values printed there, and the words beside them.

For readings that know a row by its place on the page and not by the text's order (`ingest.filled`, `ingest.sparse`). Pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus.models import Section
from ingest.flat import FOOTER, HEAD_MARK
from ingest.sections import SectionSpan, window

COLUMNS = 7
EDGE = 2  # lines at the head and the foot of a page where running heads and page numbers stand
LINE_END = re.compile(r"[\n\f]")
SHAPE = re.compile(r"[0-9]+")
FURNITURE = re.compile(rf"{FOOTER.pattern}|(?:https?|file)://|^\s*[0-9]{{1,4}}[/-][0-9]{{1,2}}[/-][0-9]{{1,4}}\b")
PIECE = re.compile(r"[0-9][0-9,]*|[-‐‑–—―−/]+|不适用")
RUN_TOGETHER = re.compile(r"(?:[0-9]+|[-‐‑–—―−/])*[-‐‑–—―−/](?:[0-9]+|[-‐‑–—―−/])*")
ATOM = re.compile(r"[0-9]+|[-‐‑–—―−/]")
TOKEN = re.compile(r"(?P<item>(?<!\S)[0-9]{1,2} *(?=[.、:)]))|\S+")  # an item's number may stand apart from its sign
END = re.compile(r"行政复议|行政诉讼|未经复议")  # of table 4: its heading may be lost
GLUED = re.compile(r"[一-鿿)][0-9/—–―-]+$")  # a value that touches the label cannot be told from it


class Piece(NamedTuple):
    """A value, or the part of one that stands on this line: its text, offsets, and characters from the line's begin.

    `line`: its number. `free`: more than one space stands before it, so that it was set where it stands and not pushed there.
    """

    text: str
    start: int
    end: int
    left: int
    right: int
    free: bool = True
    line: int = 0

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


class ValueLine(NamedTuple):
    """A line of the table: `words` are the labels' pieces with the places where they begin; either may be empty."""

    page: int
    number: int
    start: int
    values: tuple[Piece, ...]
    words: tuple[tuple[int, str], ...]

    @property
    def glued(self) -> bool:
        """Whether a value may touch a label."""
        return any(GLUED.search(word) for _, word in self.words)


def value_lines(text: str, spans: Sequence[SectionSpan]) -> list[ValueLine] | None:
    """The lines from the heads of table 3 to the end of its section; None where they keep no columns.

    `text` is folded and simplified, offsets are kept.
    """
    section = window(spans, Section.REQUESTS)
    mark = text.find(HEAD_MARK, *section) if section else -1
    if section is None or mark < 0 or "  " not in text[mark : section[1]] or "\t" in text[mark : section[1]]:
        return None
    after = END.search(text, mark, section[1])
    return lines_between(text, mark, text.rfind("\n", 0, after.start()) if after else section[1])


def lines_between(text: str, first: int, end: int) -> list[ValueLine]:
    """The lines from that of offset `first` up to `end`, without those that belong to the pages."""
    begin = max(text.rfind("\n", 0, first), text.rfind("\f", 0, first)) + 1
    dropped = _furniture(text)
    found: list[ValueLine] = []
    page, at = text.count("\f", 0, begin), begin
    for number, line in enumerate(LINE_END.split(text[begin:end])):
        page += at > begin and text[at - 1] == "\f"
        if at not in dropped:
            values, words = _pieces(line, at, number)
            found.append(ValueLine(page, number, at, values, words))
        at += len(line) + 1
    return found


def _pieces(line: str, at: int, number: int = 0) -> tuple[tuple[Piece, ...], tuple[tuple[int, str], ...]]:
    values: list[Piece] = []
    words: list[tuple[int, str]] = []
    for match in TOKEN.finditer(line):
        if match["item"]:
            words.append((match.start(), match[0]))
        elif PIECE.fullmatch(match[0]) or RUN_TOGETHER.fullmatch(match[0]):
            free = not line[max(0, match.start() - 2) : match.start()].strip()
            values.append(Piece(match[0], at + match.start(), at + match.end(), *match.span(), free, number))
        else:
            words.append((match.start(), match[0]))
    apart = [p for value in values for p in _apart(value)]
    printed = apart if len(values) < COLUMNS == len(apart) or not all(map(_whole, values)) else values
    return tuple(printed), tuple(words)


def _whole(value: Piece) -> bool:
    return PIECE.fullmatch(value.text) is not None


def _apart(value: Piece) -> Iterator[Piece]:
    """Signs that touch (---, or 1-) as one value each."""
    if not RUN_TOGETHER.fullmatch(value.text):
        yield value
        return
    for match in ATOM.finditer(value.text):
        a, b = match.span()
        places = (value.start + a, value.start + b, value.left + a, value.left + b)
        yield Piece(match[0], *places, value.free and a == 0, value.line)


def _furniture(text: str) -> set[int]:
    """Where the lines begin that belong to the pages: numbers, addresses, running heads."""
    edges: list[list[tuple[int, str]]] = []
    at = 0
    for page in text.split("\f"):
        lines = []
        for line in page.split("\n"):
            if line.strip():
                lines.append((at, line))
            at += len(line) + 1
        edges.append([*lines[:EDGE], *lines[-EDGE:]] if len(lines) > 2 * EDGE else lines)
    shapes = Counter(shape for lines in edges for shape in {_shape(line) for _, line in lines})
    found = set()
    for lines in edges:
        for start, line in lines:
            repeated = shapes[_shape(line)] > 1 and re.search(r"[一-鿿A-Za-z]", line)
            if FURNITURE.search(line) or (repeated and not _is_row(line)):
                found.add(start)
    return found


def _is_row(line: str) -> bool:
    return len(_pieces(line, 0)[0]) > 1


def _shape(line: str) -> str:
    return SHAPE.sub("0", line).strip()
