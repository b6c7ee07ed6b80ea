"""A page as pixels: straightened, its ruled lines found and erased. Lengths are in pixels; needs opencv.

`unit` is the page's long side over LONG_SIDE: every kernel grows with it.
"""

from __future__ import annotations

import itertools
import math
from typing import Any, NamedTuple

from ingest.lines import Box, Line

LONG_SIDE = 2340  # the long side of A4 at 200 dpi
MAX_LONG_SIDE = 3510  # ... and at 300 dpi
TALL, SHEET = 1.9, 1.414  # a picture so many times longer than wide is several sheets of this shape in one
MOST_SHEETS = 6  # ... and no more than that: memory is bounded
FLAT_STROKE, UPRIGHT_STROKE = 40, 26  # an unbroken piece of a ruled line is this long, few strokes of characters are
BREAK_FLAT, BREAK_UPRIGHT = 18, 8  # pieces of one line are this near; text stands close above and below a line
FLAT_LENGTH, UPRIGHT_LENGTH = 90, 30  # a line is at least this long (an upright one as long as a low row)
BESIDE = (5, 9)  # beside a line, this far away, there is little ink: the strokes of text have more
CROWDED = 0.22
UNBROKEN = 0.99  # ... unless ink runs from one horizontal to the next: strokes of text leave a gap
COVERED = 0.8  # between two verticals a ruled line is drawn along this share of its way, a dash in a cell is not
DASH_CELL, FULLY = 62, 0.96  # ... but a long dash may fill a cell this narrow but for a gap that no border has
PAPER = 90  # percentile of the grey levels around a line that is paper
STRAY = 3  # pixels (times unit) that a line leaves its middle between two verticals
THICK = 9  # a ruled line is no thicker
WANDER = 7  # a ruled line strays this far from its middle
RIM = 1.5  # ink that ends this near to a ruled line belongs to it
ENDS_NEAR = 7  # both ends of a vertical meet a horizontal this near
LONG_FLAT = 350
LONG_UPRIGHT = 120  # a vertical this long needs only one meeting (tables cut by a page)
MAX_SKEW = 6.0  # degrees
SKEW_STROKE = 12  # pieces of a leaning line this long are flat enough to stand out from text
SKEW_LENGTH, SKEW_LINES = 0.1, 3  # a line that tells the lean is this share of the width long, and there are some
SKEW_STEP = 0.05
INK_BLOCK, INK_BIAS = 41, 14  # adaptive threshold: window and how much darker than its mean ink is


class Raster(NamedTuple):
    """`gray` is straightened by `skew` degrees about its centre; `ink` is 255 where there is ink."""

    gray: Any
    ink: Any
    unit: float
    skew: float


def prepare(gray: Any) -> Raster:
    """The page at working size, straightened and binarised."""
    import cv2

    height, width = gray.shape[:2]
    long = sheet_side(height, width)
    several = long < max(height, width)
    target = LONG_SIDE if several else min(max(long, LONG_SIDE), MAX_LONG_SIDE)
    if target != long:
        way = cv2.INTER_AREA if target < long else cv2.INTER_CUBIC
        gray = cv2.resize(gray, (round(width * target / long), round(height * target / long)), interpolation=way)
    unit = target / LONG_SIDE
    skew = skew_of(gray, unit)
    if abs(skew) >= SKEW_STEP:
        gray = turn(gray, skew)
    return Raster(gray, ink_of(gray, unit), unit, skew)


def sheet_side(height: float, width: float) -> float:
    """The long side of a page; of several pages in one tall picture, that of one of them."""
    long, short = max(height, width), min(height, width)
    return SHEET * short if TALL * short < long <= MOST_SHEETS * SHEET * short else long


def turn(gray: Any, degrees: float) -> Any:
    """`gray` turned counter-clockwise by `degrees` about its centre, same size, white outside."""
    import cv2

    height, width = gray.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return cv2.warpAffine(gray, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)


def unturn(box: Box, pixels: tuple[int, int], skew: float) -> Box:
    """`box` of a page of `pixels` (height, width) straightened by `skew` degrees, where it stands on the page as given.

    It keeps its size; its centre is moved.
    """
    height, width = pixels
    cx, cy = (box.x0 + box.x1) / 2 - width / 2, (box.y0 + box.y1) / 2 - height / 2
    angle = math.radians(skew)
    dx = cx * math.cos(angle) - cy * math.sin(angle) - cx
    dy = cx * math.sin(angle) + cy * math.cos(angle) - cy
    return Box(box.x0 + dx, box.y0 + dy, box.x1 + dx, box.y1 + dy)


def ink_of(gray: Any, unit: float) -> Any:
    import cv2

    block = round(INK_BLOCK * unit) | 1
    smooth = cv2.GaussianBlur(gray, (3, 3), 0)
    return cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, INK_BIAS)


def skew_of(gray: Any, unit: float) -> float:
    """The angle (degrees, clockwise positive) by which the page's long lines, else its text, lean."""
    import cv2
    import numpy as np

    half = cv2.resize(gray, None, fx=0.5 / unit, fy=0.5 / unit, interpolation=cv2.INTER_AREA)
    ink = ink_of(half, 0.5)
    thick = cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_RECT, (1, 2)))
    flat = cv2.morphologyEx(thick, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, (SKEW_STROKE, 1)))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(flat, connectivity=8)
    angles, lengths = [], []
    for number, (x, y, w, h, _) in enumerate(stats[1:count], start=1):
        if w < SKEW_LENGTH * ink.shape[1] or h > 0.12 * w:
            continue
        ys, xs = np.nonzero(labels[y : y + h, x : x + w] == number)
        angle = math.degrees(math.atan(float(np.polyfit(xs, ys, 1)[0])))
        if abs(angle) <= MAX_SKEW:
            angles.append(angle)
            lengths.append(float(w))
    if len(angles) >= SKEW_LINES:
        return _weighted_median(np.array(angles), np.array(lengths))
    return _profile_skew(ink)


def _weighted_median(values: Any, weights: Any) -> float:
    import numpy as np

    order = np.argsort(values)
    total = np.cumsum(weights[order])
    return float(values[order][int(np.searchsorted(total, total[-1] / 2))])


def _profile_skew(ink: Any) -> float:
    """The angle at which the rows of text are sharpest."""
    import cv2
    import numpy as np

    small = cv2.resize(ink, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    best, best_score = 0.0, -1.0
    for angle in np.arange(-3.0, 3.01, 0.25):
        height, width = small.shape
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), float(angle), 1.0)
        rows = cv2.warpAffine(small, matrix, (width, height)).sum(axis=1, dtype=np.float64)
        score = float(((rows[1:] - rows[:-1]) ** 2).sum())
        if score > best_score * 1.02:
            best, best_score = float(angle), score
    return best


def ruled(raster: Raster) -> tuple[list[Line], Any]:
    """Ruled lines, and the mask (255) of the pixels that draw them."""
    import numpy as np

    unit = raster.unit
    flat_mask = _strokes(raster.ink, FLAT_STROKE, FLAT_LENGTH, unit, horizontal=True)
    flat = [h for h in _lines(flat_mask, THICK * unit, horizontal=True) if not _crowded(h, raster)]
    upright_mask = _strokes(raster.ink, UPRIGHT_STROKE, UPRIGHT_LENGTH, unit, horizontal=False)
    upright = [
        v
        for v in _lines(upright_mask, THICK * unit, horizontal=False)
        if _meets(v, flat, unit) and (not _crowded(v, raster) or _unbroken(v, flat, raster))
    ]
    near = 2 * ENDS_NEAR * unit
    flat = [part for h in flat for part in without_dashes(h, upright, raster)]
    trimmed = [*(_trim(h, upright, near) for h in flat), *(_trim(v, flat, near) for v in upright)]
    kept = levelled(cut_overhangs(trimmed, near), near)
    mask = np.zeros_like(raster.ink)
    half = max(2, round(WANDER * unit))
    for line in kept:
        at, lo, hi = round(line.at), max(0, round(line.lo) - half), round(line.hi) + half
        low = max(0, at - half)
        if line.horizontal:
            mask[low : at + half + 1, lo : hi + 1] |= flat_mask[low : at + half + 1, lo : hi + 1]
        else:
            mask[lo : hi + 1, low : at + half + 1] |= upright_mask[lo : hi + 1, low : at + half + 1]
    return kept, _with_rims(mask, raster.ink, unit)


def _with_rims(mask: Any, ink: Any, unit: float) -> Any:
    """The ink under the strokes of `mask`, with the crumbs along their rims; what reaches further out is a character."""
    import cv2
    import numpy as np

    lines = cv2.bitwise_and(mask, ink)
    rim = max(1, round(RIM * unit))
    band = cv2.dilate(mask, np.ones((2 * rim + 1, 2 * rim + 1), np.uint8))
    beside = cv2.bitwise_and(ink, cv2.bitwise_not(lines))
    count, labels = cv2.connectedComponents(beside, connectivity=8)
    beyond = np.zeros(count, bool)
    beyond[np.unique(labels[(beside > 0) & (band == 0)])] = True
    crumbs = (beside > 0) & ~beyond[labels]
    return np.where((lines > 0) | crumbs, 255, 0).astype(np.uint8)


def _strokes(ink: Any, stroke: int, length: int, unit: float, *, horizontal: bool) -> Any:
    import cv2

    def bar(n: float) -> Any:
        size = max(3, round(n * unit))
        return cv2.getStructuringElement(cv2.MORPH_RECT, (size, 1) if horizontal else (1, size))

    # a line that leans a little steps from row to row: thicken it across before asking how long it is
    thick = cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_RECT, (1, 2) if horizontal else (2, 1)))
    pieces = cv2.morphologyEx(thick, cv2.MORPH_OPEN, bar(stroke))
    return cv2.morphologyEx(
        cv2.morphologyEx(pieces, cv2.MORPH_CLOSE, bar(BREAK_FLAT if horizontal else BREAK_UPRIGHT)),
        cv2.MORPH_OPEN,
        bar(length),
    )


def _crowded(line: Line, raster: Raster) -> bool:
    """Whether there is so much ink on both sides that this is a row of strokes in text."""
    import numpy as np

    if line.hi - line.lo >= (LONG_FLAT if line.horizontal else LONG_UPRIGHT) * raster.unit:
        return False  # no row or column of strokes is this long: text that stands close to a border
    near, far = (round(v * raster.unit) for v in BESIDE)
    at, lo, hi = round(line.at), round(line.lo), round(line.hi)
    ink = raster.ink if line.horizontal else raster.ink.T
    before, after = ink[max(0, at - far) : max(0, at - near + 1), lo:hi], ink[at + near : at + far + 1, lo:hi]
    shares = [float(np.mean(side > 0)) if side.size else 0.0 for side in (before, after)]
    return sum(shares) / 2 > CROWDED


def _unbroken(upright: Line, flat: list[Line], raster: Raster) -> bool:
    """Whether ink runs all the way between the two horizontals at the ends of a vertical."""
    import numpy as np

    near = ENDS_NEAR * raster.unit
    across = [h.at for h in flat if h.lo - near <= upright.at <= h.hi + near]
    tops = [y for y in across if abs(y - upright.lo) <= near]
    bottoms = [y for y in across if abs(y - upright.hi) <= near]
    if not tops or not bottoms:
        return False
    at, rim = round(upright.at), max(1, round(RIM * raster.unit))
    band = raster.ink[round(min(tops)) : round(max(bottoms)) + 1, max(0, at - rim) : at + rim + 1]
    return bool(band.size) and float(np.mean(band.any(axis=1))) >= UNBROKEN


def without_dashes(line: Line, upright: list[Line], raster: Raster) -> list[Line]:
    """The stretches of a horizontal that are drawn all the way between the verticals that cross it.

    Dashes in neighbouring cells stand at one height and were joined over the verticals between them.
    """
    unit = raster.unit
    near = ENDS_NEAR * unit
    crossed = sorted(v.at for v in upright if v.lo - near <= line.at <= v.hi + near)
    stops = [line.lo, *(at for at in crossed if line.lo + near < at < line.hi - near), line.hi]
    spans = []
    for lo, hi in itertools.pairwise(stops):
        left, right = (round(v) for v in _reach(lo, hi, crossed, near))
        spans.append((lo, hi, _drawn(raster, round(line.at), max(0, left), right + 1)))
    wide = any(hi - lo > DASH_CELL * unit and share >= COVERED for lo, hi, share in spans)
    if not wide and sum(share for _, _, share in spans) < FULLY * len(spans):
        return []
    parts: list[Line] = []
    for lo, hi, share in spans:
        if share < COVERED:
            continue
        if parts and parts[-1].hi == lo:
            parts[-1] = parts[-1]._replace(hi=hi)
        else:
            parts.append(line._replace(lo=lo, hi=hi))
    return parts


def _drawn(raster: Raster, at: int, left: int, right: int) -> float:
    """The share of the columns left..right in which a line at height `at` is darker than halfway to the paper."""
    import numpy as np

    stray, beside = max(2, round(STRAY * raster.unit)), round(BESIDE[1] * raster.unit)
    way = raster.gray[max(0, at - stray) : at + stray + 1, left:right]
    if not way.size:
        return 0.0
    darkest = way.min(axis=0).astype(float)
    paper = float(np.percentile(raster.gray[max(0, at - beside) : at + beside + 1, left:right], PAPER))
    return float(np.mean(darkest < (float(np.median(darkest)) + paper) / 2))


def _reach(lo: float, hi: float, crossed: list[float], near: float) -> tuple[float, float]:
    """The stretch from vertical to vertical that lo..hi lies in; an end beyond the outermost vertical stays."""
    left = max((v for v in crossed if v <= lo + near), default=lo)
    right = min((v for v in crossed if v >= hi - near), default=hi)
    return left, right


def _lines(mask: Any, thick: float, *, horizontal: bool) -> list[Line]:
    """One line for each connected stroke of `mask` that is thin enough (a slight lean is allowed for)."""
    import cv2
    import numpy as np

    joined = cv2.dilate(mask, np.ones((3, 1) if horizontal else (1, 3), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    lines = []
    for x, y, w, h, area in stats[1:count]:
        long, across = (w, h) if horizontal else (h, w)
        if area / max(long, 1) > thick + 2 or across > thick + 0.01 * long + 2:
            continue
        if horizontal:
            lines.append(Line(True, float(y + h / 2), float(x), float(x + w)))
        else:
            lines.append(Line(False, float(x + w / 2), float(y), float(y + h)))
    return lines


def _trim(line: Line, across: list[Line], near: float) -> Line:
    """`line` with its ends on the outermost lines it meets, where they are near."""
    met = [a.at for a in across if a.lo - near <= line.at <= a.hi + near]
    lo = min((at for at in met if abs(at - line.lo) <= near), key=lambda at: abs(at - line.lo), default=line.lo)
    hi = min((at for at in met if abs(at - line.hi) <= near), key=lambda at: abs(at - line.hi), default=line.hi)
    return line._replace(lo=lo, hi=hi) if hi > lo else line


def levelled(lines: list[Line], near: float) -> list[Line]:
    """Lines whose ends stand on the nearest line across, where one is near, whether they meet it or not.

    A border that ends a few pixels below the last row of a cut table would else draw a row of its own.
    """

    def level(end: float, across: list[float]) -> float:
        return min((at for at in across if abs(at - end) <= near), key=lambda at: abs(at - end), default=end)

    places = {flat: [line.at for line in lines if line.horizontal is not flat] for flat in (True, False)}
    ends = [(line, level(line.lo, places[line.horizontal]), level(line.hi, places[line.horizontal])) for line in lines]
    return [line._replace(lo=lo, hi=hi) if hi > lo else line for line, lo, hi in ends]


def cut_overhangs(lines: list[Line], near: float) -> list[Line]:
    """Verticals cut back to the outermost horizontal they meet, unless it is the last and most neighbours run on.

    A stroke of a heading below a table lengthens one vertical; a table cut by a page lengthens them all.
    """
    flat = [line for line in lines if line.horizontal]
    upright = [line for line in lines if not line.horizontal]
    cut: list[Line] = list(flat)
    for line in upright:
        met = [h.at for h in flat if h.lo - near <= line.at <= h.hi + near and line.lo - near <= h.at <= line.hi + near]
        if not met:
            cut.append(line)
            continue
        top, bottom = min(met), max(met)
        beyond = [h.at for h in flat if h.lo - near <= line.at <= h.hi + near]
        open_top, open_bottom = min(beyond) >= top, max(beyond) <= bottom  # no border further out: cut by the page
        lo = line.lo if top - line.lo <= near or (open_top and _shared(upright, top, line.lo, near)) else top
        hi = (
            line.hi if line.hi - bottom <= near or (open_bottom and _shared(upright, bottom, line.hi, near)) else bottom
        )
        cut.append(line._replace(lo=lo, hi=hi))
    return cut


def _shared(upright: list[Line], at: float, end: float, near: float) -> bool:
    """Whether most verticals that reach `at` also reach as far as `end`."""
    reach = [v for v in upright if v.lo - near <= at <= v.hi + near]
    far = [v for v in reach if v.lo - near <= end <= v.hi + near]
    return 2 * len(far) > len(reach)


def _meets(upright: Line, flat: list[Line], unit: float) -> bool:
    near = ENDS_NEAR * unit
    across = [h.at for h in flat if h.lo - near <= upright.at <= h.hi + near]
    ends = sum(any(abs(end - y) <= near for y in across) for end in (upright.lo, upright.hi))
    crosses = any(upright.lo - near <= y <= upright.hi + near for y in across)
    return ends == 2 or (crosses and upright.hi - upright.lo >= LONG_UPRIGHT * unit)
