"""The page of an original PDF as a picture, what is cited boxed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

BOX_COLOUR = (217, 155, 0)
PAGE_SCALE = 1.6  # pixels a point
LINE_GAP = 3.0  # points between two letters' middles, at most, on one line

Box = tuple[float, float, float, float]


def page_picture(report: Any, citation: Any, originals: Path) -> Any | None:
    """The cited page with the cell or the sentence boxed, or None where the original is no PDF or was not kept."""
    path = _kept(originals, report.sources[0].sha256)  # pages are counted in the first source
    if path is None:
        return None
    import pypdfium2
    from PIL import ImageDraw

    document = pypdfium2.PdfDocument(path)
    try:
        if not 0 < citation.page <= len(document):
            return None
        page = document[citation.page - 1]
        image = page.render(scale=PAGE_SCALE).to_pil().convert("RGB")
        boxes = [citation.bbox] if citation.bbox else lines_of(page, citation.quote)
    finally:
        document.close()
    for box in boxes:
        ImageDraw.Draw(image).rectangle([side * PAGE_SCALE for side in box], outline=BOX_COLOUR, width=3)
    return image


def _kept(originals: Path, sha256: str) -> Path | None:
    """The original of that hash, where it was kept and is a PDF."""
    for path in sorted(originals.glob(f"{sha256[:2]}/{sha256}*")):
        with path.open("rb") as stream:
            if stream.read(5) == b"%PDF-":
                return path
    return None


def lines_of(page: Any, quote: str) -> list[Box]:
    """A box for each printed line of a quotation, in points from the top left; none where the page has no such text."""
    letters = page.get_textpage()
    height = page.get_height()
    wanted = "".join(quote.split())
    places = [(at, sign) for at, sign in enumerate(letters.get_text_range()) if not sign.isspace()]
    begin = "".join(sign for _, sign in places).find(wanted)
    if not wanted or begin < 0:
        return []
    lines: list[Box] = []
    for at, _ in places[begin : begin + len(wanted)]:
        left, bottom, right, top = letters.get_charbox(at, loose=True)
        box = (left, height - top, right, height - bottom)
        if lines and abs((lines[-1][1] + lines[-1][3]) - (box[1] + box[3])) / 2 <= LINE_GAP:
            was = lines[-1]
            lines[-1] = (min(was[0], box[0]), min(was[1], box[1]), max(was[2], box[2]), max(was[3], box[3]))
        else:
            lines.append(box)
    return lines
