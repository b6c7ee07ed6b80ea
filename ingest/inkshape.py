"""What the ink of one table cell looks like before anybody reads it: nothing, a dash, a slash, a row of characters.

An OCR model reads "/" as 1 and a speckled "-" as 3, and is sure of it; shape is not. Pixels; needs opencv.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from ingest.lines import Box

SPECK = 9.0  # square pixels (times unit²): a smaller spot is dirt beside characters
FAINT = 16.0  # ... and ink smaller than this alone in a cell is no character
DASH_WIDTH = 6.0  # pixels (times unit): a dash is at least this wide
DASH_SHAPE = 1.7  # ... and this many times wider than tall
EM_DASH = 17.0  # a dash from this width on is an em dash
TALL = 9.0  # a digit is at least this tall
SLASH_LEAN = 0.94  # correlation of x with y along a slash
SLASH_DRIFT = 0.28  # a slash moves sideways by this share of its height
SLASH_THIN = 0.62  # no row of a slash is wider than this share of it
SMALL_MARK = 0.55  # a comma or point is lower than this share of a digit
OVERLAP = 0.5  # pieces of a broken digit overlap by this share of the narrower

Kind = Literal["blank", "speck", "dash", "slash", "text"]


class Ink(NamedTuple):
    """`parts` are the boxes of the characters left to right (marks such as commas left out), `box` around all."""

    kind: Kind
    parts: tuple[Box, ...] = ()
    box: Box | None = None
    marks: int = 0
    long: bool = False


def look(ink: Any, unit: float) -> Ink:
    """The shape of the ink (255) in one cell, ruled lines erased."""
    spots = _spots(ink, unit)
    if not spots:
        return Ink("blank")
    around = _around([b for b, _ in spots])
    total = sum(area for _, area in spots)
    tall = [b for b, _ in spots if b.y1 - b.y0 >= TALL * unit]
    if not tall:
        wide = [b for b, a in spots if b.x1 - b.x0 >= DASH_WIDTH * unit and b.x1 - b.x0 >= DASH_SHAPE * (b.y1 - b.y0)]
        if wide:
            whole = _around(wide)
            return Ink("dash", tuple(wide), whole, long=whole.x1 - whole.x0 >= EM_DASH * unit)
        return Ink("blank" if total < FAINT * unit * unit else "speck", (), around)
    height = max(b.y1 - b.y0 for b in tall)
    parts = _merge([b for b, _ in spots if b.y1 - b.y0 >= SMALL_MARK * height])
    marks = len(_merge([b for b, _ in spots if b.y1 - b.y0 < SMALL_MARK * height and b.y1 > around.y1 - 0.4 * height]))
    if len(parts) == 1 and _is_slash(ink, parts[0]):
        return Ink("slash", tuple(parts), parts[0])
    return Ink("text", tuple(parts), around, marks)


def _spots(ink: Any, unit: float) -> list[tuple[Box, float]]:
    import cv2

    if min(ink.shape[:2]) < 2:  # opencv crashes the process on an empty picture
        return []
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    return [
        (Box(float(x), float(y), float(x + w), float(y + h)), float(area))
        for x, y, w, h, area in stats[1:count]
        if area >= SPECK * unit * unit
    ]


def _around(boxes: list[Box]) -> Box:
    return Box(min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes))


def _merge(boxes: list[Box]) -> list[Box]:
    merged: list[Box] = []
    for box in sorted(boxes):
        if merged:
            last = merged[-1]
            shared = min(last.x1, box.x1) - max(last.x0, box.x0)
            if shared >= OVERLAP * min(last.x1 - last.x0, box.x1 - box.x0):
                merged[-1] = _around([last, box])
                continue
        merged.append(box)
    return merged


def _is_slash(ink: Any, box: Box) -> bool:
    import numpy as np

    x0, y0, x1, y1 = (round(v) for v in box)
    rows, centres, widest = [], [], 0
    for y in range(y0, y1):
        xs = np.flatnonzero(ink[y, x0:x1])
        if len(xs):
            rows.append(y)
            centres.append(float(xs.mean()))
            widest = max(widest, int(xs[-1] - xs[0] + 1))
    if len(rows) < 6 or widest > SLASH_THIN * (x1 - x0):
        return False
    lean = float(np.corrcoef(rows, centres)[0, 1]) if np.std(centres) > 0 else 0.0
    return lean <= -SLASH_LEAN and centres[0] - centres[-1] >= SLASH_DRIFT * (y1 - y0)
