"""PDF with a text layer: characters and ruled lines from pdfium, tables by the lattice of their lines.

Pages without a usable text layer go to `scan`. Only pypdfium2 touches the file.
"""

from __future__ import annotations

import ctypes
import itertools
import math
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from corpus.document import Document
from corpus.errors import LimitExceeded, MissingCapability, Unreadable
from corpus.settings import Limits
from ingest.glyphs import DESCENT, Glyph, cell_text, clean, note_marks, text_lines, tokens
from ingest.lattice import cells
from ingest.layout import PlacedPage, PlacedTable, assemble
from ingest.lines import MAX_LINES, Box, Line, clusters, edges, extent, line_of, merge
from ingest.pagebreak import PlacedCell
from ingest.struck import without_struck
from ingest.unruled import loose

IMAGE_TYPES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"BM", b"GIF8", b"RIFF")
MAX_SEGMENTS = 60_000  # path segments looked at on one page
MAX_DEPTH = 6  # forms within forms
MIN_CHARS = 12  # a page with fewer readable characters and a picture is a scan
UNMAPPED = 0.3  # a page where this share of the characters has no Unicode is one whose text cannot be read but by OCR
UNKNOWN = (0, 0xFFFD, 0xFFFE)
PRIVATE = (0xE000, 0xF8FF)  # what a font of its own calls its signs
COVERING = 0.6  # a picture over this share of the page may be a scan
MIN_CELLS = 2  # a box around a paragraph is no table
READ_BY_OCR, HIDDEN_LAYER = "read by OCR", "read from the hidden text under a scan"
OBLIQUE = 3.0  # degrees; text that runs neither along nor across the rest is a watermark
INVISIBLE = 3  # text render mode of the text layer under a scan


class Frame(NamedTuple):
    """Turns the page's own coordinates (origin bottom left) into those of the upright page, origin top left."""

    cos: float
    sin: float
    dx: float
    dy: float
    width: float
    height: float

    def place(self, x: float, y: float) -> tuple[float, float]:
        return x * self.cos + y * self.sin + self.dx, x * self.sin - y * self.cos + self.dy


def frame_of(box: tuple[float, float, float, float], angle: float) -> Frame:
    """The frame of a page with crop `box` (left, bottom, right, top) whose text runs at `angle` degrees."""
    left, bottom, right, top = box
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    turned = round(angle / 90) % 2 == 1
    width, height = (top - bottom, right - left) if turned else (right - left, top - bottom)
    mid_x, mid_y = (left + right) / 2, (bottom + top) / 2
    dx = width / 2 - (mid_x * cos + mid_y * sin)
    dy = height / 2 - (mid_x * sin - mid_y * cos)
    return Frame(cos, sin, dx, dy, width, height)


def read(data: bytes, name: str, limits: Limits, ocr: str = "auto") -> Document:
    """The document in `data`. `ocr`: auto (pages without text), never, always.

    Raises Unreadable (broken, encrypted, empty), LimitExceeded, MissingCapability (a scan without the ocr extra).
    """
    if data.startswith(IMAGE_TYPES):
        from ingest.readers import scan

        return scan.read(data, name, limits, ocr)
    import pypdfium2 as pdfium

    document = _open(data, name)
    try:
        count = len(document)
        if count == 0:
            raise Unreadable(f"{name}: the PDF has no page")
        if count > limits.max_pages:
            raise LimitExceeded(
                f"{name}: {count} pages, the limit is {limits.max_pages}", hint="raise GONGKAI_LIMIT_MAX_PAGES"
            )
        return _read_pages(document, name, limits, ocr)
    except pdfium.PdfiumError as error:
        raise Unreadable(f"{name}: the PDF is broken ({error})") from error
    finally:
        document.close()


def _open(data: bytes, name: str) -> Any:
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        code = raw.FPDF_GetLastError()
        if code == raw.FPDF_ERR_PASSWORD or "assword" in str(error):
            raise Unreadable(f"{name}: the PDF is encrypted", hint="save it without a password") from error
        raise Unreadable(f"{name}: not a readable PDF ({error})") from error


def _read_pages(document: Any, name: str, limits: Limits, ocr: str) -> Document:
    pages: dict[int, PlacedPage] = {}
    seen: list[Any] = []
    layers: dict[int, list[Glyph]] = {}
    below: list[int] = []
    chars = 0
    for number in range(1, len(document) + 1):
        page = document[number - 1]
        try:
            placed, is_scan, layer = _read_page(page, number, forced=ocr == "always")
            if is_scan and _recognises(ocr, layer):
                if len(seen) == limits.max_scan_pages:
                    raise LimitExceeded(
                        f"{name}: more than {limits.max_scan_pages} scanned pages",
                        hint="raise GONGKAI_LIMIT_MAX_SCAN_PAGES",
                    )
                from ingest.readers import scan

                seen.append(scan.see_pdf_page(page, number))
                layers[number] = layer
            elif is_scan:
                placed = place(layer, [], placed.width, placed.height, number)
                below.append(number)
        finally:
            page.close()
        chars += sum(len(i.text) for i in placed.items if not isinstance(i, PlacedTable))
        if chars > limits.max_text_chars:
            raise LimitExceeded(f"{name}: more than {limits.max_text_chars} characters of text")
        pages[number] = placed
    if seen:
        from ingest.readers import scan

        pages |= {p.page: p for p in scan.finish(seen, layers)}
    named = ((READ_BY_OCR, [p.number for p in seen]), (HIDDEN_LAYER, below))
    warnings = [f"{what}: page {', '.join(map(str, numbers))}" for what, numbers in named if numbers]
    if not any(page.items for page in pages.values()) and below:
        raise MissingCapability(f"{name}: a scan, and OCR is turned off", hint="use --ocr auto")
    title = document.get_metadata_value("Title") or None
    form = "scan" if len(seen) + len(below) == len(pages) else "pdf"
    return assemble([pages[n] for n in sorted(pages)], format=form, title=title, warnings=warnings)


def _recognises(ocr: str, layer: list[Glyph]) -> bool:
    """Whether a scanned page is given to OCR; where that is not installed a text layer below it has to do."""
    if ocr == "never":
        return False
    from ingest.ocr import available

    return available() or not layer  # without either the recogniser says what is missing


def _read_page(page: Any, number: int, *, forced: bool) -> tuple[PlacedPage, bool, list[Glyph]]:
    """The placed page, whether it should rather be read as a picture, and the text that lies unseen below that."""
    text_page = page.get_textpage()
    try:
        visible, hidden, unmapped, angle = _raw_glyphs(text_page)
    finally:
        text_page.close()
    if visible and _covered(page):
        visible, hidden = [], hidden + visible
    if not visible and not hidden:
        angle = float(page.get_rotation())
    frame = frame_of(page.get_cropbox(), angle)
    total = len(visible) + len(hidden) + unmapped
    garbled = unmapped > UNMAPPED * total
    poor = len(visible) < MIN_CHARS or garbled
    if forced or (garbled and total >= MIN_CHARS) or (poor and _pictured(page)):
        layer = [] if garbled else _all_upright(hidden, frame)
        return PlacedPage(number, frame.width, frame.height, ()), True, layer
    glyphs, ruled = without_struck(_all_upright(visible, frame), _ruled(page, frame))
    return place(glyphs, merge(ruled), frame.width, frame.height, number), False, []


def _all_upright(glyphs: list[_Raw], frame: Frame) -> list[Glyph]:
    return note_marks([g for glyph in glyphs if (g := _upright(glyph, frame)) is not None])


def _covered(page: Any) -> bool:
    """Whether a picture as large as the page is drawn over all of its text: a scan over the text it was read as."""
    import pypdfium2.raw as raw

    width, height = page.get_size()
    last_text = picture = -1
    for place, item in enumerate(page.get_objects(max_depth=1)):
        if item.type == raw.FPDF_PAGEOBJ_TEXT:
            last_text = place
        elif item.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            if abs((right - left) * (top - bottom)) >= COVERING * width * height:
                picture = place
    return picture > last_text >= 0


def place(glyphs: list[Glyph], lines: list[Line], width: float, height: float, number: int) -> PlacedPage:
    """Tables from `lines`, their text from `glyphs`; what lies outside them becomes lines of running text."""
    items: list[Any] = []
    rest = glyphs
    for cluster in clusters(lines):
        boxes = cells(cluster)
        if len(boxes) < MIN_CELLS:
            continue
        table, rest = fill(boxes, rest, extent(cluster), number)
        if table is not None:
            items.append(table)
    items += text_lines(rest)
    placed = tuple(sorted(items, key=lambda i: (i.box.y0, i.box.x0)))
    return PlacedPage(number, width, height, placed, loose=loose(rest, number))


def fill(boxes: list[Box], glyphs: list[Glyph], around: Box, number: int) -> tuple[PlacedTable | None, list[Glyph]]:
    """The table whose cells are `boxes`, and the glyphs that lie outside it. None where no cell holds text."""
    inside: list[list[Glyph]] = [[] for _ in boxes]
    strays: list[Glyph] = []
    mine = [g for g in glyphs if around.y0 <= g.cy <= around.y1 and around.x0 <= g.cx <= around.x1]
    kept = {id(g) for g in mine}
    for piece in tokens(mine):
        x, y = (piece[0].x0 + piece[-1].x1) / 2, sum(g.cy for g in piece) / len(piece)
        home = next((i for i, b in enumerate(boxes) if b.x0 <= x <= b.x1 and b.y0 <= y <= b.y1), None)
        if home is None:
            strays += piece
        else:
            inside[home] += piece
    rest = [g for g in glyphs if id(g) not in kept] + strays
    if not any(inside):
        return None, glyphs
    placed = []
    for box, own in zip(boxes, inside, strict=True):
        text, doubt = cell_text(own, box.x1 - box.x0)
        placed.append(PlacedCell(box, text, number, doubt))
    return PlacedTable(around, tuple(placed), number), rest


def _is_oblique(angle: float, main: float) -> bool:
    off = (angle - main) % 90
    return min(off, 90 - off) > OBLIQUE


class _Raw(NamedTuple):
    char: str
    box: tuple[float, float, float, float]  # left, bottom, right, top in page space
    origin: tuple[float, float]
    size: float
    run: int
    angle: float = 0.0


def _raw_glyphs(text_page: Any) -> tuple[list[_Raw], list[_Raw], int, float]:
    """Visible and hidden characters in page space, the count of unmapped ones, and the angle most text runs at."""
    import pypdfium2.raw as raw

    glyphs: list[_Raw] = []
    hidden: list[_Raw] = []
    unmapped = 0
    angles: Counter[float] = Counter()
    left, bottom, right, top = (ctypes.c_double() for _ in range(4))
    x, y = ctypes.c_double(), ctypes.c_double()
    rect, handle = raw.FS_RECTF(), text_page.raw
    for i in range(text_page.count_chars()):
        code = raw.FPDFText_GetUnicode(handle, i)
        if raw.FPDFText_IsGenerated(handle, i) == 1:
            continue
        if code in UNKNOWN or PRIVATE[0] <= code <= PRIVATE[1] or raw.FPDFText_HasUnicodeMapError(handle, i) == 1:
            unmapped += 1
            code = code or 0xFFFD
        char = clean(chr(code)) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        if not char or char.isspace():
            continue
        owner = raw.FPDFText_GetTextObject(handle, i)
        unseen = owner and raw.FPDFTextObj_GetTextRenderMode(owner) == INVISIBLE
        raw.FPDFText_GetCharBox(handle, i, left, right, bottom, top)
        raw.FPDFText_GetLooseCharBox(handle, i, rect)
        raw.FPDFText_GetCharOrigin(handle, i, x, y)
        angle = round(-math.degrees(raw.FPDFText_GetCharAngle(handle, i)), 2) % 360  # pdfium's runs clockwise
        angles[angle] += 1
        box = (
            min(left.value, rect.left),
            min(bottom.value, rect.bottom),
            max(right.value, rect.right),
            max(top.value, rect.top),
        )
        size = _size(raw, handle, i, rect)
        run = ctypes.cast(owner, ctypes.c_void_p).value or 0
        (hidden if unseen else glyphs).append(_Raw(char, box, (x.value, y.value), size, run, angle))
    main = angles.most_common(1)[0][0] if angles else 0.0
    return [g for g in glyphs if not _is_oblique(g.angle, main)], hidden, unmapped, main


def _size(raw: Any, handle: Any, i: int, rect: Any) -> float:
    """The size in points on the page (the font's own size may be scaled by a matrix)."""
    matrix = raw.FS_MATRIX()
    size = float(raw.FPDFText_GetFontSize(handle, i)) or 1.0
    if raw.FPDFText_GetMatrix(handle, i, matrix):
        size *= math.hypot(matrix.c, matrix.d) or 1.0
    tall = max(abs(rect.top - rect.bottom), abs(rect.right - rect.left))
    return size if 0 < size < 4 * tall + 1 else tall


def _upright(glyph: _Raw, frame: Frame) -> Glyph | None:
    """`glyph` on the upright page: across by its box, down by its baseline; None outside the page."""
    left, bottom, right, top = glyph.box
    corners = [frame.place(x, y) for x, y in ((left, bottom), (right, bottom), (left, top), (right, top))]
    x0, x1 = min(c[0] for c in corners), max(c[0] for c in corners)
    base = frame.place(*glyph.origin)[1]
    y0, y1 = base - (1 - DESCENT) * glyph.size, base + DESCENT * glyph.size
    if not (0 <= (x0 + x1) / 2 <= frame.width and 0 <= (y0 + y1) / 2 <= frame.height):
        return None
    return Glyph(glyph.char, x0, y0, x1, y1, glyph.size, glyph.run)


def _pictured(page: Any) -> bool:
    """Whether pictures cover most of the page."""
    import pypdfium2.raw as raw

    width, height = page.get_size()
    area = 0.0
    for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=MAX_DEPTH):
        left, bottom, right, top = picture.get_bounds()
        area += abs((right - left) * (top - bottom))
    return bool(area >= COVERING * width * height)


def _ruled(page: Any, frame: Frame) -> list[Line]:
    """Ruled lines: strokes, drawn rectangles, and filled shapes as thin as a line."""
    import pypdfium2.raw as raw

    lines: list[Line] = []
    budget = MAX_SEGMENTS
    for path, matrix in _paths(raw, page.raw, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, (1, 0, 0, 1, 0, 0), 0):
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(path, fill, stroke)
        if not (fill.value or stroke.value):
            continue
        budget -= raw.FPDFPath_CountSegments(path)
        if budget < 0:
            return []
        for points in _polylines(raw, path, matrix, frame):
            lines += _lines_of(points, bool(stroke.value))
        if len(lines) > 10 * MAX_LINES:
            return []
    return lines


def _lines_of(points: list[tuple[float, float]], stroked: bool) -> list[Line]:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    box = Box(min(xs), min(ys), max(xs), max(ys))
    whole = line_of(*box)
    if whole is not None:
        return [whole]
    if not stroked:
        return []
    if len(points) == 5 and points[0] == points[-1] and line_of(*points[0], *points[1]) is not None:
        return edges(box)
    found = (line_of(*a, *b) for a, b in itertools.pairwise(points))
    return [line for line in found if line is not None]


_Matrix = tuple[float, float, float, float, float, float]


def _paths(raw: Any, holder: Any, count: Any, get: Any, outer: _Matrix, depth: int) -> Iterator[tuple[Any, _Matrix]]:
    """Path objects with the matrix from their own space to the page, forms entered."""
    for i in range(count(holder)):
        item = get(holder, i)
        kind = raw.FPDFPageObj_GetType(item)
        if kind not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_FORM):
            continue
        own = raw.FS_MATRIX()
        raw.FPDFPageObj_GetMatrix(item, own)
        matrix = _times((own.a, own.b, own.c, own.d, own.e, own.f), outer)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            yield item, matrix
        elif depth < MAX_DEPTH:
            yield from _paths(raw, item, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject, matrix, depth + 1)


def _times(m: _Matrix, n: _Matrix) -> _Matrix:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _polylines(raw: Any, path: Any, matrix: _Matrix, frame: Frame) -> Iterator[list[tuple[float, float]]]:
    """The corner points of each part of a path, on the upright page; curves are left out."""
    points: list[tuple[float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for i in range(raw.FPDFPath_CountSegments(path)):
        segment = raw.FPDFPath_GetPathSegment(path, i)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        a, b, c, d, e, f = matrix
        point = frame.place(x.value * a + y.value * c + e, x.value * b + y.value * d + f)
        if kind == raw.FPDF_SEGMENT_MOVETO or kind == raw.FPDF_SEGMENT_BEZIERTO:
            if len(points) > 1:
                yield points
            points = [point]
        else:
            points.append(point)
        if raw.FPDFPathSegment_GetClose(segment) and len(points) > 2:
            points.append(points[0])
    if len(points) > 1:
        yield points
