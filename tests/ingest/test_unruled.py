"""Columns told by the numbers that stand below one another; rows given only where they prove themselves."""

from __future__ import annotations

from ingest.glyphs import Glyph
from ingest.unruled import columns_of

LEFTS = (200, 240, 280, 320, 360, 400, 440)
ZERO = ("/",) * 7


def written(x: float, y: float, text: str) -> list[Glyph]:
    return [Glyph(c, x + 5 * i, y, x + 5 * i + 5, y + 10, 10) for i, c in enumerate(text)]


def page(*rows: tuple[str, ...]) -> list[Glyph]:
    """Rows of a label and seven texts, the blank ones left out."""
    glyphs = []
    for i, (label, *values) in enumerate(rows):
        glyphs += written(60, 20 * i, label)
        for left, text in zip(LEFTS, values, strict=True):
            glyphs += written(left, 20 * i, text)
    return glyphs


def rows_of(glyphs: list[Glyph]) -> list[list[str]]:
    table = columns_of(glyphs, 1)
    texts = [cell.text for cell in table.cells] if table else []
    return [texts[i + 2 : i + 10] for i in range(0, len(texts), 10)]


SIGNS = [("部分公开", *ZERO)] * 8


def test_a_row_with_blanks_keeps_them_where_its_sum_holds() -> None:
    found = rows_of(page(*SIGNS, ("予以公开", "3", "", "", "4", "", "", "7")))
    assert len(found) == 9
    assert found[-1] == ["予以公开", "3", "", "", "4", "", "", "7"]


def test_a_row_with_blanks_that_does_not_add_up_is_not_given() -> None:
    assert len(rows_of(page(*SIGNS, ("予以公开", "3", "", "", "4", "", "", "8")))) == 8


def test_a_broken_sum_that_is_printed_in_full_is_given_as_printed() -> None:
    assert rows_of(page(*SIGNS, ("予以公开", "3", "0", "0", "4", "0", "0", "8")))[-1][-1] == "8"


def test_a_label_on_two_lines_stands_around_its_values() -> None:
    values = [g for left, text in zip(LEFTS, "2000002", strict=True) for g in written(left, 200, text)]
    glyphs = page(*SIGNS) + values + written(60, 193, "其他法律行政法规") + written(60, 207, "禁止公开")
    assert rows_of(glyphs)[-1] == ["其他法律行政法规禁止公开", *"2000002"]


def test_too_few_rows_or_other_columns_are_no_table() -> None:
    assert rows_of(page(*SIGNS[:4])) == []
    assert columns_of([g for g in page(*SIGNS) if g.x0 < 400], 1) is None
