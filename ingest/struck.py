"""Characters of a page that a line strikes out are not what it says. Pure geometry in points, origin top left."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from ingest.glyphs import DESCENT, Glyph
from ingest.lines import Line

HIGHEST, LOWEST = 0.55, 0.12  # a line strikes where it lies so far above the baseline, as a share of the size
BEYOND = 0.5  # a strike ends with its characters, within this share of their size; a rule of a table goes on
LONGEST = 40.0  # … and is no longer than so many of them


def without_struck(glyphs: Sequence[Glyph], lines: Sequence[Line]) -> tuple[list[Glyph], list[Line]]:
    """The characters that no line strikes out, and the lines that strike none."""
    in_order = sorted(glyphs, key=_baseline)
    bases = [_baseline(g) for g in in_order]
    largest = max((g.size for g in in_order), default=0.0)
    gone: set[int] = set()
    kept: list[Line] = []
    for line in lines:
        if not line.horizontal or line.hi - line.lo > LONGEST * largest:
            kept.append(line)
            continue
        near = in_order[bisect_left(bases, line.at) : bisect_right(bases, line.at + HIGHEST * largest)]
        hit = [g for g in near if _strikes(line, g)]
        if hit and _ends_with(line, hit):
            gone |= {id(g) for g in hit}
        else:
            kept.append(line)
    return [g for g in glyphs if id(g) not in gone], kept


def _baseline(glyph: Glyph) -> float:
    return glyph.y1 - DESCENT * (glyph.y1 - glyph.y0)


def _strikes(line: Line, glyph: Glyph) -> bool:
    above = _baseline(glyph) - line.at
    return line.lo <= glyph.cx <= line.hi and LOWEST * glyph.size <= above <= HIGHEST * glyph.size


def _ends_with(line: Line, hit: Sequence[Glyph]) -> bool:
    room = BEYOND * max(g.size for g in hit)
    return min(g.x0 for g in hit) - line.lo <= room and line.hi - max(g.x1 for g in hit) <= room
