"""Scans from pixels to cells. One page drawn here; whole reports from the generator are slow."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from corpus.document import Document, Table
from corpus.errors import MissingCapability, Unreadable
from corpus.models import State
from corpus.settings import Limits, Settings
from generator import prints
from generator.reports import Style, any_style, build
from ingest.parse import parse
from ingest.readers.pdf import read as read_pdf
from ingest.readers.scan import read

ROWS = (
    ("12", "0", "345", "-", "7"),
    ("8", "", "60", "/", "9"),
    ("203", "4", "", "5", "1"),
    ("6", "38", "0", "0", "41"),
)
ILLEGIBLE = "□"
WIDE, TALL, LEFT, TOP = 220, 70, 150, 200


def picture(kind: str = "PNG") -> bytes:
    """A page with the table of ROWS, drawn; the letters are Pillow's own."""
    from PIL import Image, ImageDraw, ImageFont

    sheet = Image.new("L", (1654, 2340), 255)
    pen, letters = ImageDraw.Draw(sheet), ImageFont.load_default(size=30)
    right, bottom = LEFT + WIDE * len(ROWS[0]), TOP + TALL * len(ROWS)
    for i in range(len(ROWS) + 1):
        pen.line((LEFT, TOP + i * TALL, right, TOP + i * TALL), fill=0, width=3)
    for i in range(len(ROWS[0]) + 1):
        pen.line((LEFT + i * WIDE, TOP, LEFT + i * WIDE, bottom), fill=0, width=3)
    for r, row in enumerate(ROWS):
        for c, text in enumerate(row):
            pen.text((LEFT + c * WIDE + 60, TOP + r * TALL + 15), text, fill=20, font=letters)
    stream = io.BytesIO()
    sheet.save(stream, kind)
    return stream.getvalue()


def cells_of(document: Document) -> list[list[str]]:
    (table,) = [b for b in document.blocks if isinstance(b, Table)]
    return [[c.text for c in table.cells if c.row == r] for r in range(table.n_rows)]


@pytest.mark.ocr
def test_a_drawn_page_is_read_cell_by_cell() -> None:
    pytest.importorskip("rapidocr")
    document = read(picture(), "a.png", Limits())
    # an empty cell on a page that prints signs may be a sign that was lost: illegible, not blank
    assert cells_of(document) == [[text or ILLEGIBLE for text in row] for row in ROWS]
    assert document.format == "scan"
    assert document.warnings == ("read by OCR: 1 page(s)",)
    (table,) = [b for b in document.blocks if isinstance(b, Table)]
    assert all(document.text[c.start : c.end] == c.text for c in table.cells)
    assert table.cells[0].bbox == pytest.approx((54.2, 72.2, 133.4, 97.4), abs=1.5)  # points, from 200 dpi


def test_ocr_turned_off_is_said() -> None:
    with pytest.raises(MissingCapability, match="OCR is turned off"):
        read(picture(), "a.png", Limits(), "never")


@pytest.mark.parametrize(("width", "height"), [(1, 1), (2000, 1), (99, 400)])
def test_an_icon_or_a_rule_is_no_page(width: int, height: int) -> None:
    from PIL import Image

    stream = io.BytesIO()
    Image.new("L", (width, height), 255).save(stream, "GIF")
    with pytest.raises(Unreadable) as caught:
        read(stream.getvalue(), "x.gif", Limits())
    assert str(caught.value) == f"x.gif: a picture of {width} x {height} pixels is too small to hold a report"


def test_half_a_picture_is_unreadable() -> None:
    pytest.importorskip("rapidocr")
    with pytest.raises(Unreadable):
        read(picture()[:200], "a.png", Limits())


@pytest.mark.slow
@pytest.mark.ocr
@pytest.mark.browser
@pytest.mark.parametrize(
    ("seed", "style", "dpi", "least"),
    [
        (31, Style(zero="/"), 200, 0.98),
        (34, Style(zero="—"), 150, 0.97),
        (37, Style(zero="0"), 150, 0.97),
        (13, any_style(13), 200, 0.98),  # full-width dashes that fill their narrow cells
        (8, any_style(8), 200, 0.98),  # a table in two parts whose columns shift, totals left blank
    ],
)
def test_a_scanned_report_has_no_wrong_cell(seed: int, style: Style, dpi: int, least: float, tmp_path: Path) -> None:
    pytest.importorskip("rapidocr")
    if prints.browser() is None:
        pytest.skip("Chromium is not installed")
    made = build(seed, style)
    parsed = parse(prints.scan_of(prints.pdf_by_browser(made, tmp_path), dpi, seed=seed), "s.pdf", Settings())
    read_cells = {(f.indicator, f.applicant): f for f in parsed.facts if f.state is not State.UNREADABLE}
    wrong = {
        k: f.raw for k, f in read_cells.items() if (f.state, f.value) != (made.truth[k].state, made.truth[k].value)
    }
    assert wrong == {}
    assert len(read_cells) >= least * len(made.truth)


def test_a_scan_in_a_pdf_needs_ocr() -> None:
    with pytest.raises(MissingCapability, match="OCR is turned off"):
        read_pdf(picture("PDF"), "a.pdf", Limits(), "never")
