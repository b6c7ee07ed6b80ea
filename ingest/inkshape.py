"""What the ink of one table cell looks like before anybody reads it: nothing, a dash, a slash, a row of characters.

An OCR model reads "/" as 1 and a speckled "-" as 3, and is sure of it; shape is not. Pixels; needs opencv.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from ingest.lines import Box

SPECK = 9.0  # square pixels (times unit²): a smaller spot is dirt beside characters
FAINT = 16.0  # ... and ink smaller than this alone in a cell is no character
DOT, DOTS = 6.5, 3  # dots of this size in an otherwise empty cell are dirt; more than three may be a faint digit
DIGIT_WIDTH, DIGIT_HEIGHT = 20.0, 30.0  # ... where they stand in a space as large as a digit
DASH_WIDTH = 6.0  # pixels (times unit): a dash is at least this wide
DASH_SHAPE = 1.7  # ... and this many times wider than tall
DASH_CLEAR = 6.0  # ... and stands this far from the borders above and below: nearer it is what is left of them
EM_DASH = 17.0  # a dash from this width on is an em dash
TALL = 9.0  # a digit is at least this tall
SHORTEST = 6  # rows of ink that show a lean
SLASH_DRIFT = 0.23  # a slash moves sideways by this share of its height; an oblique 1 by less
SLANT = 0.10  # a lone stroke that moves this much may be a slash or an oblique 1
STRAIGHT = 0.7  # the rows of a straight stroke lie this near (pixels, times unit) to its axis
EVEN = 1.6  # ... and no row is wider than the middling one by more than this
RIM = 4.0  # a low spot at the side of a cell and no wider is a crumb of its border
FOOT = 1.8  # the foot or flag of a 1 is this many times as wide as its stem
ACROSS = 0.6  # a dash that touches a border of its cell is at least this share of the cell long
SLIVER = 1.6  # ink at the side of a cell and no wider is the rim of a border
SMALL_MARK = 0.55  # a comma or point is lower than this share of a digit
AT_SIDE = 3.0  # a narrow character this near to a cell's side may be what is left of its border
NARROW = 0.42  # width over height of a stroke such as 1
DIGIT_SHAPE = 0.62  # width of a digit with its space over its height: touching digits are counted by width
OVERLAP = 0.5  # pieces of a broken digit overlap by this share of the narrower

Kind = Literal["blank", "rim", "speck", "dash", "slash", "text"]  # rim: only what is left of a border


class Ink(NamedTuple):
    """`parts` are the boxes of the characters left to right (marks such as commas left out), `box` around all."""

    kind: Kind
    parts: tuple[Box, ...] = ()
    box: Box | None = None
    marks: int = 0
    long: bool = False
    uneven: bool = False  # a lone character with a foot or a flag: no slash, if it stands clear of the border
    cut: tuple[bool, bool] = (False, False)  # characters reach the left, the right side of the cell
    tilt: float = 0.0  # how far to the right the middle of a lone character's rows rises, as a share of its height
    slanted: bool = False  # one leaning stroke that may be a slash or a 1, or ink that a border has cut
    near: bool = False  # a narrow stroke stands at the side: a 1, or what is left of a border or of a slash


def look(ink: Any, unit: float) -> Ink:
    """The shape of the ink (255) in one cell, ruled lines erased."""
    found = _spots(ink, unit)
    if not found:
        return Ink("blank")
    tall = [b for b, _ in found if b.y1 - b.y0 >= TALL * unit]
    if not tall:
        kept = [f for f in found if not _at_border(f[0], ink.shape, unit)]
        return _low(kept, ink.shape[0], unit) if kept else Ink("rim", (), around([b for b, _ in found]))
    stroke = _bridge(ink, unit) if any(b.x0 <= 0 or b.x1 >= ink.shape[1] for b in tall) else None
    if stroke is not None:
        return Ink("dash", (stroke,), stroke, long=stroke.x1 - stroke.x0 >= EM_DASH * unit)
    height = max(b.y1 - b.y0 for b in tall)
    bottom = max(b.y1 for b in tall)
    parts = _merge([b for b, _ in found if b.y1 - b.y0 >= SMALL_MARK * height])
    own = [p for p in parts if not _sliver(p, ink.shape[1], unit)]
    if not own:
        return Ink("rim", (), around(parts))
    parts = own
    low = [b for b, _ in found if b.y1 - b.y0 < SMALL_MARK * height and b.y1 > bottom - 0.3 * height]
    marks = [b for b in _merge(low) if parts[0].x1 - 1 <= b.x0 and b.x1 <= parts[-1].x0 + 1]
    drift, uneven = (lean(ink, parts[0], unit), _uneven(ink, parts[0])) if len(parts) == 1 else (0.0, False)
    if drift >= SLASH_DRIFT:
        return Ink("slash", tuple(parts), parts[0])
    return Ink(
        "text",
        tuple(parts),
        around([*parts, *marks]),
        len(marks),
        uneven=uneven,
        cut=(parts[0].x0 <= 0, parts[-1].x1 >= ink.shape[1]),
        tilt=_tilt(ink, parts[0]) if len(parts) == 1 else 0.0,
        slanted=drift >= SLANT,
        near=_touches(parts, ink.shape[1], unit),
    )


def _bridge(ink: Any, unit: float) -> Box | None:
    """The dash that fills most of a narrow cell, where crumbs of the borders it touches make it look tall."""
    import numpy as np

    rim = round(RIM * unit)
    width = ink.shape[1]
    if width <= 3 * rim:
        return None
    inner = np.ascontiguousarray(ink[:, rim : width - rim])
    found = [b for b, _ in _spots(inner, unit)]
    if not found or any(b.y1 - b.y0 >= TALL * unit for b in found):
        return None
    shape = _low([(b, FAINT * unit * unit) for b in found], ink.shape[0], unit)
    if shape.kind != "dash" or shape.box is None or shape.box.x1 - shape.box.x0 < ACROSS * (width - 2 * rim):
        return None
    return shape.box._replace(x0=shape.box.x0 + rim, x1=shape.box.x1 + rim)


def _sliver(part: Box, width: int, unit: float) -> bool:
    return part.x1 - part.x0 <= SLIVER * unit and (part.x0 <= SLIVER * unit or part.x1 >= width - SLIVER * unit)


def _low(found: list[tuple[Box, float]], height: int, unit: float) -> Ink:
    """Ink without a tall piece: a dash, dirt, or something that cannot be told."""
    whole = around([b for b, _ in found])
    wide = [b for b, _ in found if b.x1 - b.x0 >= DASH_WIDTH * unit and b.x1 - b.x0 >= DASH_SHAPE * (b.y1 - b.y0)]
    if wide:
        stroke = around(wide)
        if min(stroke.y0, height - stroke.y1) < DASH_CLEAR * unit:
            return Ink("rim", (), stroke)
        return Ink("dash", tuple(wide), stroke, long=stroke.x1 - stroke.x0 >= EM_DASH * unit)
    dirt = all(max(b.x1 - b.x0, b.y1 - b.y0) <= DOT * unit for b, _ in found) and _scattered(found, unit)
    faint = sum(area for _, area in found) < FAINT * unit * unit
    return Ink("blank" if dirt or faint else "speck", (), whole)


def _scattered(found: list[tuple[Box, float]], unit: float) -> bool:
    """Whether dots stand too far apart to be what is left of one digit."""
    wide, high = DIGIT_WIDTH * unit, DIGIT_HEIGHT * unit
    boxes = [b for b, _ in found]
    return all(sum(a.x0 <= b.x0 < a.x0 + wide and abs(b.y0 - a.y0) < high for b in boxes) <= DOTS for a in boxes)


def _touches(parts: list[Box], width: int, unit: float) -> bool:
    """Whether a narrow stroke stands at the side of the cell: a 1, or what erasing the border left of it."""
    sides = ((parts[0], parts[0].x0), (parts[-1], width - parts[-1].x1))
    return any(p.x1 - p.x0 <= NARROW * (p.y1 - p.y0) and gap <= AT_SIDE * unit for p, gap in sides)


def _at_border(box: Box, shape: tuple[int, ...], unit: float) -> bool:
    """Whether a low spot is what is left of a ruled line: at the top or bottom, or no wider than a rim at a side."""
    if box.y0 <= 0 or box.y1 >= shape[0]:
        return True
    return (box.x0 <= 0 or box.x1 >= shape[1]) and box.x1 - box.x0 <= RIM * unit


def count(parts: tuple[Box, ...]) -> int:
    """How many digits the parts are; two that touch are told by their width."""
    height = max((p.y1 - p.y0 for p in parts), default=1.0)
    return sum(max(1, round((p.x1 - p.x0) / (DIGIT_SHAPE * height))) for p in parts)


def spots(ink: Any, least: float) -> list[Box]:
    """Boxes of the connected pieces of ink larger than `least` pixels in one direction."""
    return [b for b, _ in _spots(ink, 1.0) if max(b.x1 - b.x0, b.y1 - b.y0) > least]


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


def around(boxes: list[Box]) -> Box:
    return Box(min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes))


def _merge(boxes: list[Box]) -> list[Box]:
    merged: list[Box] = []
    for box in sorted(boxes):
        if merged:
            last = merged[-1]
            shared = min(last.x1, box.x1) - max(last.x0, box.x0)
            if shared >= OVERLAP * min(last.x1 - last.x0, box.x1 - box.x0):
                merged[-1] = around([last, box])
                continue
        merged.append(box)
    return merged


def _uneven(ink: Any, box: Box) -> bool:
    """Whether some rows of a character are much wider than its middling one."""
    import numpy as np

    _, _, widths = _rows(ink, box)
    return bool(widths) and max(widths) >= FOOT * float(np.median(widths))


def _rows(ink: Any, box: Box) -> tuple[list[int], list[float], list[int]]:
    """The rows of a character with ink, the middle of the ink in each, and its width."""
    import numpy as np

    x0, y0, x1, y1 = (round(v) for v in box)
    inked = [(y, xs) for y in range(y0, y1) if len(xs := np.flatnonzero(ink[y, x0:x1]))]
    return [y for y, _ in inked], [float(xs.mean()) for _, xs in inked], [int(xs[-1] - xs[0] + 1) for _, xs in inked]


def _tilt(ink: Any, box: Box) -> float:
    import numpy as np

    rows, centres, _ = _rows(ink, box)
    return -float(np.polyfit(rows, centres, 1)[0]) if len(rows) >= SHORTEST else 0.0


def lean(ink: Any, box: Box, unit: float) -> float:
    """How far to the right a thin straight stroke of even width rises, as a share of its height; 0 for other shapes."""
    import numpy as np

    rows, centres, widths = _rows(ink, box)
    if len(rows) < SHORTEST or max(widths) > float(np.median(widths)) + EVEN * unit:
        return 0.0
    slope, start = np.polyfit(rows, centres, 1)
    stray = float(np.std(np.array(centres) - (slope * np.array(rows) + start)))
    return -float(slope) if stray <= STRAIGHT * unit and max(widths) < box.y1 - box.y0 else 0.0
