"""Characters with places become text lines and the text of a cell. Pure geometry in points, origin top left."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from corpus.normalize import fold
from ingest.lines import Box
from ingest.markup import LOWERED_DIGITS, RAISED_DIGITS

SAME_LINE = 0.5  # glyphs whose centres differ by less than this share of the smaller height are on one line
WORD_GAP = 0.2  # a gap wider than this share of the size is a space between Latin words
WIDE_GAP = 1.2  # ... and wider than this even between Chinese characters
TOKEN_GAP = 0.22  # digits nearer than this are one number
DUPLICATE = 0.12  # a glyph drawn twice within this share of its size is bold, not double
DESCENT = 0.2  # share of a glyph's height below its baseline
NOTE_SIZE = 0.86  # a digit smaller than this share of the digit that it hangs on, and …
NOTE_RAISED = 0.2  # … with its baseline higher by this share of that digit's size, is the mark of a note
NOTE_GAP = 1.0  # … and not farther off than this share (marks of two digits)
NOTE_BUCKET = 24.0  # points; glyphs are looked for in buckets of this side
LOWERED = 0.1  # a digit below the line is lowered by no more than a fifth of the size
SAME_SIZE = 0.9  # digits that differ more in size are no digits of one number
LINE_GAP = 1.0  # a line of a page is cut where the gap is wider than this many sizes … and a table column lies between


class Glyph(NamedTuple):
    char: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    run: int = 0  # characters of one text object of the page share it

    @property
    def cx(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def cy(self) -> float:
        return (self.y0 + self.y1) / 2


class TextLine(NamedTuple):
    text: str
    box: Box
    size: float


_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\u2018-\u201f\u2026]")
_NUMBER = re.compile(r"[\d,.，．]+")


def clean(char: str) -> str:
    """A character as stored: radicals and compatibility ideographs as the ideograph a reader sees."""
    if "\u2e80" <= char <= "\u2fdf" or "\uf900" <= char <= "\ufaff":
        return fold(char)
    return "" if char < " " or char in "\ufffe\uffff\u00ad\u200b\ufeff" else char


def note_marks(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs with raised small digits behind a number as what they are: the 1 of 5¹ is no digit of 51."""
    digits = [g for g in glyphs if g.char in RAISED_DIGITS]
    buckets: dict[tuple[int, int], list[Glyph]] = {}
    for glyph in digits:
        buckets.setdefault((int(glyph.x1 // NOTE_BUCKET), int(glyph.cy // NOTE_BUCKET)), []).append(glyph)
    return [g._replace(char=_as_placed(g, buckets)) if g.char in RAISED_DIGITS else g for g in glyphs]


def _as_placed(glyph: Glyph, buckets: dict[tuple[int, int], list[Glyph]]) -> str:
    """A digit, as the mark of a note where it hangs on a larger one."""
    column, row = int(glyph.x0 // NOTE_BUCKET), int(glyph.cy // NOTE_BUCKET)
    around = (b for i in (-1, 0, 1) for j in (-1, 0, 1) for b in buckets.get((column + i, row + j), ()))
    heights = [
        (_baseline(b) - _baseline(glyph)) / b.size
        for b in around
        if glyph.size <= NOTE_SIZE * b.size and -DUPLICATE * b.size <= glyph.x0 - b.x1 <= NOTE_GAP * b.size
    ]
    if any(NOTE_RAISED <= height <= 1 for height in heights):
        return RAISED_DIGITS[glyph.char]
    return LOWERED_DIGITS[glyph.char] if any(LOWERED <= -height <= 0.5 for height in heights) else glyph.char


def _baseline(glyph: Glyph) -> float:
    return glyph.y1 - DESCENT * (glyph.y1 - glyph.y0)


def rows_of(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Glyphs grouped into lines, top to bottom, each left to right, doubles removed."""
    lines: list[list[Glyph]] = []
    spans: list[tuple[float, float]] = []
    for glyph in sorted(glyphs, key=lambda g: (g.cy, g.x0)):
        for i in range(len(lines) - 1, max(-1, len(lines) - 4), -1):
            top, bottom = spans[i]
            if abs(glyph.cy - (top + bottom) / 2) <= SAME_LINE * min(glyph.size, bottom - top):
                lines[i].append(glyph)
                break
        else:
            lines.append([glyph])
            spans.append((glyph.cy - glyph.size / 2, glyph.cy + glyph.size / 2))
    return [_without_doubles(sorted(line, key=lambda g: g.x0)) for line in lines]


def _without_doubles(line: list[Glyph]) -> list[Glyph]:
    kept: list[Glyph] = []
    for glyph in line:
        near = DUPLICATE * glyph.size
        if any(
            g.char == glyph.char and abs(g.x0 - glyph.x0) <= near and abs(g.cy - glyph.cy) <= near for g in kept[-3:]
        ):
            continue
        kept.append(glyph)
    return kept


def text_of(line: Sequence[Glyph]) -> str:
    """The text of one line of glyphs; spaces only where the print parts Latin words or leaves a wide gap."""
    parts: list[str] = []
    last: Glyph | None = None
    for glyph in line:
        if glyph.char.isspace():
            continue
        if last is not None:
            gap = glyph.x0 - last.x1
            wide = bool(_WIDE.match(last.char) or _WIDE.match(glyph.char))
            if gap > (WIDE_GAP if wide else WORD_GAP) * max(glyph.size, last.size) or _two_numbers(last, glyph):
                parts.append(" ")
        parts.append(glyph.char)
        last = glyph
    return "".join(parts)


def _two_numbers(left: Glyph, right: Glyph) -> bool:
    """Whether two neighbouring digits are of different sizes: what is printed small is said beside the number."""
    digits = left.char in RAISED_DIGITS and right.char in RAISED_DIGITS
    return digits and min(left.size, right.size) < SAME_SIZE * max(left.size, right.size)


def box_of(glyphs: Sequence[Glyph]) -> Box:
    return Box(
        min(g.x0 for g in glyphs), min(g.y0 for g in glyphs), max(g.x1 for g in glyphs), max(g.y1 for g in glyphs)
    )


def text_lines(glyphs: Sequence[Glyph]) -> list[TextLine]:
    """Lines of running text, top to bottom."""
    lines = []
    for row in rows_of(glyphs):
        inked = [g for g in row if not g.char.isspace()]
        if inked:
            size = sorted(g.size for g in inked)[len(inked) // 2]
            lines.append(TextLine(text_of(row), box_of(inked), size))
    return lines


def cell_text(glyphs: Sequence[Glyph], width: float) -> tuple[str, bool]:
    """The text of a cell, lines joined; the flag says that two lines of digits may not be one wrapped number.

    A number is wrapped only where the cell is too narrow for it (a browser breaks "39" into "3" over "9").
    """
    text, doubt, last = "", False, None
    for line in text_lines(glyphs):
        if last is not None and _NUMBER.fullmatch(last.text) and _NUMBER.fullmatch(line.text):
            room = width - (last.box.x1 - last.box.x0)
            doubt = doubt or room > (line.box.x1 - line.box.x0) / max(len(line.text), 1) + 1.6 * line.size
            doubt = doubt or min(line.size, last.size) < SAME_SIZE * max(line.size, last.size)
        elif text and text[-1].isascii() and line.text[0].isascii() and text[-1].isalnum() and line.text[0].isalnum():
            text += " "
        text += line.text
        last = line
    return text, doubt


def tokens(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Glyphs in pieces that belong to one cell together: the digits of a number, else single characters."""
    pieces: list[list[Glyph]] = []
    for row in rows_of(glyphs):
        for glyph in row:
            last = pieces[-1][-1] if pieces else None
            if (
                last is not None
                and last.run == glyph.run
                and _NUMBER.fullmatch(last.char)
                and _NUMBER.fullmatch(glyph.char)
                and abs(last.cy - glyph.cy) < SAME_LINE * glyph.size
                and glyph.x0 - last.x0 >= 0
                and glyph.x0 - last.x1 <= TOKEN_GAP * glyph.size
            ):
                pieces[-1].append(glyph)
            else:
                pieces.append([glyph])
    return pieces
