"""Scanned pages and images: lines by morphology, the same lattice, a recogniser's look at every cell.

Pages are seen one by one and finished together, because the digits of all of them help to read each (`looks`).
Needs the `ocr` extra.
"""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from corpus.document import Document
from corpus.errors import LimitExceeded, MissingCapability, Unreadable
from corpus.settings import Limits
from ingest import ocr as recogniser
from ingest.digits import picture
from ingest.glyphs import Glyph, TextLine, cell_text
from ingest.inkshape import Ink, around, look, spots
from ingest.lattice import cells
from ingest.layout import PlacedPage, PlacedTable, assemble
from ingest.lines import Box, clusters, extent, merge
from ingest.looks import Look, beside, first, judge
from ingest.ocr import Reading
from ingest.pagebreak import PlacedCell
from ingest.raster import LONG_SIDE, MAX_LONG_SIDE, SHEET, prepare, ruled, sheet_side, unturn

POINTS = 842.0  # a picture without a size of its own is as tall as A4
MAX_PIXELS = 150_000_000
MIN_SIDE = 100  # pixels: what is narrower is an icon, a logo or a rule, no page
MIN_SCORE = 0.5  # text outside tables below this is dirt
INSET = 2  # pixels (times unit) inside a cell's borders
BEYOND = 6  # pixels (times unit) outside a border that are looked at for the rest of a character
PAD = 6  # white around a crop
NUMBER_CELLS = 6  # a cluster with fewer cells is a frame
FEW_CELLS, LOW_CELL = 2, 160  # ... unless all are as low (pixels, times unit) as a row: what a page cut off a table
DIRT = 6.5  # pixels (times unit): a spot no larger than this is dirt or a mark of punctuation
LOW_ROW = 12  # a row of ink lower than this is part of a character
SAME_ROW = 0.55
CLEAR, MOST, FEW_PIECES = 0.8, 0.6, 6  # of so many pieces this share scores so much where a page stands upright
WORD_PARTS = 6  # a cell with so many characters holds words
PROBES = 10  # lines read to find out which way is up
DIGITS_DPI = 1.5  # the second look is this much larger


_CHINESE = re.compile(r"[\u4e00-\u9fff]")


class SeenPage(NamedTuple):
    """A page with every cell looked at once. Boxes in pixels of the straightened page; `skew` in degrees.

    `tables`: (the box around, its cells); `size` in points; `pixels` (height, width); `scale` points a pixel.
    """

    number: int
    size: tuple[float, float]
    pixels: tuple[int, int]
    skew: float
    scale: float
    unit: float
    tables: tuple[tuple[Box, tuple[Look, ...]], ...]
    lines: tuple[TextLine, ...]
    scores: tuple[float, ...] = ()  # of the pieces of running text


def read(data: bytes, name: str, limits: Limits, ocr: str = "auto") -> Document:
    """The document in an image file (PNG, JPEG, TIFF of several pages…).

    Raises Unreadable, LimitExceeded, MissingCapability (no `ocr` extra, or `ocr` is "never").
    """
    if ocr == "never":
        raise MissingCapability(f"{name}: a picture, and OCR is turned off", hint="use --ocr auto")
    recogniser.require()
    seen = [
        see(gray, (width, height), number)
        for number, (gray, width, height) in enumerate(_frames(data, name, limits), start=1)
    ]
    return assemble(finish(seen), format="scan", warnings=[f"read by OCR: {len(seen)} page(s)"])


def _frames(data: bytes, name: str, limits: Limits) -> Iterator[tuple[Any, float, float]]:
    """Each page of an image file as grey levels, with its size in points."""
    import numpy as np
    from PIL import Image, ImageOps, ImageSequence

    try:
        with Image.open(io.BytesIO(data)) as image:
            for count, frame in enumerate(ImageSequence.Iterator(image), start=1):
                if count > limits.max_scan_pages:
                    raise LimitExceeded(f"{name}: more than {limits.max_scan_pages} pages to OCR")
                width, height = frame.size
                if width * height > MAX_PIXELS:
                    raise LimitExceeded(f"{name}: {width} x {height} pixels are too many")
                if min(width, height) < MIN_SIDE:
                    raise Unreadable(f"{name}: a picture of {width} x {height} pixels is too small to hold a report")
                upright = ImageOps.exif_transpose(frame)
                gray = np.asarray(_flat(upright).convert("L"))
                scale = POINTS / sheet_side(*gray.shape[:2])
                yield gray, gray.shape[1] * scale, gray.shape[0] * scale
    except Image.DecompressionBombError as error:
        raise LimitExceeded(f"{name}: the picture is too large") from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise Unreadable(f"{name}: not a readable picture ({error})") from error


def _flat(image: Any) -> Any:
    """`image` on white where it is transparent."""
    from PIL import Image

    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        rgba = image.convert("RGBA")
        sheet = Image.new("RGBA", rgba.size, "white")
        sheet.alpha_composite(rgba)
        return sheet
    return image


def see_pdf_page(page: Any, number: int) -> SeenPage:
    """A page of a PDF, drawn and seen as a picture."""
    recogniser.require()
    width, height = page.get_size()
    long = max(width, height, 1.0)
    scale = min(_native_scale(page, long), MAX_LONG_SIDE / max(1.0, sheet_side(height, width)))
    bitmap = page.render(scale=scale, grayscale=True, optimize_mode=None)
    try:
        gray = bitmap.to_numpy().copy()
    finally:
        bitmap.close()
    return see(gray[:, :, 0] if gray.ndim == 3 else gray, (width, height), number)


def _native_scale(page: Any, long: float) -> float:
    """Pixels a point: those of the page's own picture, but no fewer than LONG_SIDE for the page."""
    import pypdfium2.raw as raw

    sides = [max(i.get_px_size()) for i in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)]
    return float(max([LONG_SIDE, *sides])) / long


def see(gray: Any, size: tuple[float, float], number: int) -> SeenPage:
    """One page seen: grey levels (height x width), its size in points, its number. A page on its side is set upright."""
    import numpy as np

    page = _see(gray, size, number)
    upright = legible(page)
    if upright or (upright is None and not page.tables and not page.lines):
        return page
    quarters = _quarters(gray)
    if not quarters:
        return page
    turned = _see(np.ascontiguousarray(np.rot90(gray, quarters)), size[::-1] if quarters % 2 else size, number)
    return page if legible(turned) is False and page.lines else turned


def legible(page: SeenPage) -> bool | None:
    """Whether most of the words of a page were read with confidence; None where there are too few to tell.

    Numbers do not tell: a 0 reads well upside down.
    """
    scores = [c.score for _, own in page.tables for c in own if len(c.ink.parts) >= WORD_PARTS]
    scores += page.scores
    if len(scores) < FEW_PIECES:
        return None
    return sum(s >= CLEAR for s in scores) >= MOST * len(scores)


def _quarters(gray: Any) -> int:
    """By how many quarter turns counter-clockwise the page is set upright; 0 where no way reads better."""
    import cv2
    import numpy as np

    scale = min(1.0, LONG_SIDE / sheet_side(*gray.shape[:2]))
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)[:LONG_SIDE, :LONG_SIDE]
    found = []
    for quarters in range(4):
        turned = _bgr(np.ascontiguousarray(np.rot90(small, quarters)))
        boxes = sorted(recogniser.find_text(turned), key=lambda b: b.x0 - b.x1)[:PROBES]
        readings = recogniser.recognise([_cut(turned, box, 0) for box in boxes])
        found.append(sum(r.score * len(_CHINESE.findall(r.text)) for r in readings if r.score >= CLEAR))
    best = max(range(4), key=lambda q: found[q])
    return best if found[best] > 2 * found[0] else 0


def _see(gray: Any, size: tuple[float, float], number: int) -> SeenPage:
    import numpy as np

    raster = prepare(gray)
    lines, mask = ruled(raster)
    found = [(c, b) for c in clusters(merge(lines)) if _tabular(b := cells(c), raster.unit)]
    ink = np.where(mask > 0, 0, raster.ink).astype(np.uint8)
    clean = np.where(mask > 0, 255, raster.gray).astype(np.uint8)
    tables = []
    outside = clean.copy()
    for cluster, boxes in found:
        box = extent(cluster)
        tables.append((box, tuple(look_once(clean, ink, boxes, raster.unit))))
        outside[round(box.y0) : round(box.y1), round(box.x0) : round(box.x1)] = 255
    height, width = raster.gray.shape[:2]
    text, scores = read_lines(outside, raster.unit)
    return SeenPage(
        number=number,
        size=size,
        pixels=(height, width),
        skew=raster.skew,
        scale=size[1] / height,
        unit=raster.unit,
        tables=tuple(tables),
        lines=tuple(text),
        scores=tuple(scores),
    )


def _tabular(boxes: Sequence[Box], unit: float) -> bool:
    """Whether cells are those of a table or of the rows that a page cut off one; a frame around text has few and tall."""
    low = all(b.y1 - b.y0 <= LOW_CELL * unit for b in boxes)
    return len(boxes) >= (FEW_CELLS if low else NUMBER_CELLS)


def finish(pages: Sequence[SeenPage], layers: Mapping[int, Sequence[Glyph]] | None = None) -> list[PlacedPage]:
    """Second looks at the numbers of all pages, and the pages placed.

    `layers`: for a page the text that lies hidden below its picture: one more look, which never proves anything.
    """
    every = [cell for page in pages for _, own in page.tables for cell in own]
    below = [text for page in pages for text in _texts_below(page, (layers or {}).get(page.number, ()))]
    looks = judge(every, recogniser.recognise)
    judged = iter([beside(k, text) if text else k for k, text in zip(looks, below, strict=True)])
    return [_place(page, [[next(judged) for _ in own] for _, own in page.tables]) for page in pages]


def _place(page: SeenPage, tables: Sequence[Sequence[Look]]) -> PlacedPage:
    scale = page.scale
    items: list[Any] = [TextLine(t.text, _scaled(t.box, scale), t.size * scale) for t in page.lines]
    for (box, _), looks in zip(page.tables, tables, strict=True):
        placed = tuple(_placed(cell, page) for cell in looks)
        items.append(PlacedTable(_scaled(box, scale), placed, page.number, "ocr"))
    items.sort(key=lambda i: (i.box.y0, i.box.x0))
    return PlacedPage(page.number, page.size[0], page.size[1], tuple(items))


def _texts_below(page: SeenPage, glyphs: Sequence[Glyph]) -> list[str]:
    """The hidden text in each cell of a page."""
    texts = []
    for _, looks in page.tables:
        for cell in looks:
            if not glyphs or not cell.number:
                texts.append("")
                continue
            box = _scaled(unturn(cell.box, page.pixels, page.skew), page.scale)
            own = [g for g in glyphs if box.x0 <= g.cx <= box.x1 and box.y0 <= g.cy <= box.y1]
            texts.append(cell_text(own, box.x1 - box.x0)[0])
    return texts


def _scaled(box: Box, scale: float) -> Box:
    return Box(*(v * scale for v in box))


def _placed(cell: Look, page: SeenPage) -> PlacedCell:
    shown = _scaled(unturn(cell.box, page.pixels, page.skew), page.scale)
    return PlacedCell(_scaled(cell.box, page.scale), cell.text, page.number, cell.doubt, cell.candidates, shown)


def _bgr(gray: Any) -> Any:
    import cv2

    return cv2.cvtColor(gray, cv2.COLOR_GRAY2BGR)


def read_lines(gray: Any, unit: float) -> tuple[list[TextLine], list[float]]:
    """Lines of running text on a page whose tables are whitened, and the score of every piece read."""
    boxes = [
        Box(box.x0, box.y0 + top, box.x1, box.y1 + top)
        for top, bottom in sheets(gray)
        for box in recogniser.find_text(_bgr(gray[top:bottom]))
    ]
    readings = recogniser.recognise([_bgr(_cut(gray, box, 0)) for box in boxes])
    pieces = [(b, r.text) for b, r in zip(boxes, readings, strict=True) if r.text and r.score >= MIN_SCORE]
    rows: list[list[tuple[Box, str]]] = []
    for box, text in pieces:
        row = next((r for r in rows[-3:] if _same_row(r[0][0], box)), None)
        if row is None:
            rows.append([(box, text)])
        else:
            row.append((box, text))
    return [_line(sorted(row), unit) for row in rows], [r.score for r in readings]


def sheets(gray: Any) -> list[tuple[int, int]]:
    """(top, bottom) of the stretches of a tall picture that are looked at one by one, cut where a row is lightest."""
    height, width = gray.shape[:2]
    if sheet_side(height, width) >= height:
        return [(0, height)]
    step, reach = round(SHEET * width), round(SHEET * width / 8)
    light = gray.min(axis=1).astype(int)
    cuts = [0]
    while height - cuts[-1] > step + reach:
        low = cuts[-1] + step - reach
        cuts.append(low + int(light[low : low + 2 * reach].argmax()))
    return list(itertools.pairwise([*cuts, height]))


def _same_row(a: Box, b: Box) -> bool:
    return min(a.y1, b.y1) - max(a.y0, b.y0) >= SAME_ROW * min(a.y1 - a.y0, b.y1 - b.y0)


def _line(row: Sequence[tuple[Box, str]], unit: float) -> TextLine:
    boxes = [box for box, _ in row]
    around = Box(min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes))
    text = row[0][1]
    for (before, _), (box, piece) in itertools.pairwise(row):
        gap = box.x0 - before.x1
        text += (" " if gap > 1.5 * (box.y1 - box.y0) else "") + piece
    size = sorted(b.y1 - b.y0 for b in boxes)[len(boxes) // 2]
    step = 8 * unit  # detected heights waver by a few pixels: the size in coarse steps
    return TextLine(text, around, max(step, round(0.75 * size / step) * step))


def _cut(gray: Any, box: Box, pad: int) -> Any:
    import numpy as np

    height, width = gray.shape[:2]
    x0, y0 = max(0, round(box.x0)), max(0, round(box.y0))
    x1, y1 = min(width, round(box.x1)), min(height, round(box.y1))
    crop = gray[y0 : max(y0, y1), x0 : max(x0, x1)]
    return np.pad(crop, pad, constant_values=255) if pad and crop.size else crop


def _inner(box: Box, unit: float) -> Box:
    inset = INSET * unit
    return Box(
        *map(float, (round(box.x0 + inset), round(box.y0 + inset), round(box.x1 - inset), round(box.y1 - inset)))
    )


def look_once(gray: Any, ink: Any, boxes: Sequence[Box], unit: float) -> list[Look]:
    """Every cell of one table: the shape of its ink and one batch of recognition."""
    looks = [Look(box, _whole(look(_ink_of(ink, box, unit), unit), ink, box, unit)) for box in boxes]
    crops: list[Any] = []
    owners: list[int] = []
    for i, cell in enumerate(looks):
        if cell.ink.kind in ("text", "speck"):
            for crop in _text_rows(gray, ink, cell, unit):
                crops.append(_bgr(crop))
                owners.append(i)
    by_cell: dict[int, list[Reading]] = {}
    for owner, reading in zip(owners, recogniser.recognise(crops), strict=True):
        by_cell.setdefault(owner, []).append(reading)
    looks = [first(cell, by_cell.get(i, [])) for i, cell in enumerate(looks)]
    return [_pictured(gray, cell, unit) if cell.number or cell.ink.kind == "slash" else cell for cell in looks]


def _pictured(gray: Any, cell: Look, unit: float) -> Look:
    """A number cell with what later looks need: the whole enlarged, and its characters one by one."""
    inner = _inner(cell.box, unit)
    left, top = max(0.0, inner.x0), max(0.0, inner.y0)
    parts = (Box(p.x0 + left, p.y0 + top, p.x1 + left, p.y1 + top) for p in cell.ink.parts)
    return cell._replace(
        larger=_bgr(_larger(gray, cell, unit)), pictures=tuple(picture(_cut(gray, box, 0)) for box in parts)
    )


def _whole(shape: Ink, ink: Any, box: Box, unit: float) -> Ink:
    """`shape`, doubted where a character at the cell's side goes on beyond its border: the border cut it in two."""
    if shape.kind != "text" or not any(shape.cut):
        return shape
    top = _inner(box, unit).y0
    y0, y1 = round(top + min(p.y0 for p in shape.parts)), round(top + max(p.y1 for p in shape.parts))
    near, far = round(INSET * unit), round(BEYOND * unit)
    left, right = round(box.x0), round(box.x1)
    strips = (ink[y0:y1, max(0, left - far) : left - near], ink[y0:y1, right + near : right + far])
    goes_on = any(cut and strip.any() for cut, strip in zip(shape.cut, strips, strict=True))
    return shape._replace(slanted=shape.slanted or goes_on)


def _ink_of(ink: Any, box: Box, unit: float) -> Any:
    import numpy as np

    return np.ascontiguousarray(_cut(ink, _inner(box, unit), 0))


def _text_rows(gray: Any, ink: Any, cell: Look, unit: float) -> list[Any]:
    """Crops of the lines of text in a cell; dots of dirt beside the text are left out."""
    inner = _inner(cell.box, unit)
    own = spots(_cut(ink, inner, 0), DIRT * unit)
    rows: list[Box] = []
    for spot in sorted(own, key=lambda b: b.y0):
        if rows and spot.y0 - rows[-1].y1 <= 3 * unit:
            rows[-1] = around([rows[-1], spot])
        else:
            rows.append(spot)
    crops = []
    for row in _tall_rows(rows, unit):
        box = Box(inner.x0 + row.x0 - 1, inner.y0 + row.y0 - 1, inner.x0 + row.x1 + 1, inner.y0 + row.y1 + 1)
        crops.append(_cut(gray, box, round(PAD * unit)))
    return crops


def _tall_rows(rows: list[Box], unit: float) -> list[Box]:
    """Rows of ink tall enough for text; a low one (the stroke of 一 or 三) joins its nearer neighbour."""
    least = LOW_ROW * unit
    merged: list[Box] = []
    for row in rows:
        low = row.y1 - row.y0 < least or (merged and merged[-1].y1 - merged[-1].y0 < least)
        if merged and low and row.y0 - merged[-1].y1 <= 9 * unit:
            merged[-1] = around([merged[-1], row])
        else:
            merged.append(row)
    return [row for row in merged if row.y1 - row.y0 >= least or row.x1 - row.x0 >= least]


def _larger(gray: Any, cell: Look, unit: float) -> Any:
    """The ink of a cell again, larger, smoothed and with more white around it."""
    import cv2

    inner = _inner(cell.box, unit)
    box = cell.ink.box or Box(0, 0, inner.x1 - inner.x0, inner.y1 - inner.y0)
    left, top = max(0.0, inner.x0), max(0.0, inner.y0)
    crop = _cut(gray, Box(box.x0 + left, box.y0 + top, box.x1 + left, box.y1 + top), round(2 * PAD * unit))
    if not crop.size:
        return crop
    wide = cv2.resize(crop, None, fx=DIGITS_DPI, fy=DIGITS_DPI, interpolation=cv2.INTER_CUBIC)
    return cv2.medianBlur(wide, 3)
