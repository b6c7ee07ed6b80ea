"""Tables printed without lines: words have places, so a blank is in its column; what is not clear is not given."""

from __future__ import annotations

import pytest

from corpus.catalogue import load
from corpus.document import Table
from ingest.alignment import rows25
from ingest.glyphs import Glyph
from ingest.unruled import loose, unruled_tables

LEFTS = (200, 240, 280, 320, 360, 400, 440)
HEADS = ("自然人", "商业企业", "科研机构", "社会公益", "法律服务", "其他", "总计")
SIZE = 6.0


def written(x: float, y: float, text: str) -> list[Glyph]:
    return [Glyph(c, x + SIZE * i, y, x + SIZE * i + SIZE, y + SIZE, SIZE) for i, c in enumerate(text)]


def page(
    values: dict[str, tuple[str, ...]], *, heads: tuple[str, ...] = HEADS, lefts=LEFTS, step: float = 12
) -> list[Glyph]:
    """Table 3 with all its labels, the values of some rows, no lines."""
    glyphs = written(10, 0, "三、收到和处理政府信息公开申请情况") + written(lefts[2], 12, "申请人情况")
    for left, head in zip(lefts, heads, strict=True):
        glyphs += written(left, 24, head)
    for n, name in enumerate(rows25()):
        y = 40 + step * n
        indicator = load().get(name)
        glyphs += written(10, y, f"{indicator.item or ''}{indicator.label}"[:26])
        for left, text in zip(lefts, values.get(name, ("",) * 7), strict=True):
            glyphs += written(left, y, text)
    return glyphs


def rows_of(glyphs: list[Glyph]) -> dict[str, list[str]]:
    """Label → texts of the row, as the alternative table has them."""
    tables: list[Table] = unruled_tables({1: loose(glyphs, 1)}, "")
    found = {}
    for table in tables:
        for r in range(1, table.n_rows):
            label, *texts = [c.text for c in table.cells if c.row == r]
            found[label] = texts
    return found


FULL = ("4", "0", "0", "0", "0", "0", "4")
DISCLOSED = ("3", "", "", "4", "", "", "7")


def test_blanks_keep_their_columns():
    found = rows_of(page({"requests.received": FULL, "outcome.disclosed": DISCLOSED}))
    assert len(found) == 25
    assert found["予以公开"] == list(DISCLOSED)
    assert found["属于国家秘密"] == [""] * 7


def test_heads_alone_show_the_columns():
    assert rows_of(page({"outcome.disclosed": DISCLOSED}))["予以公开"] == list(DISCLOSED)


def test_values_are_told_in_any_alignment():
    right = tuple(left + SIZE * (8 - 1) for left in (180, 240, 300, 360, 420, 480, 540))
    values = {"requests.received": ("7",) * 7, "outcome.disclosed": DISCLOSED}
    glyphs = [g for g in page({}, lefts=(180, 240, 300, 360, 420, 480, 540))]
    for name, row in values.items():
        y = 40 + 12 * rows25().index(name)
        for edge, text in zip(right, row, strict=True):
            glyphs += written(edge - SIZE * len(text), y, text)
    assert rows_of(glyphs)["予以公开"] == list(DISCLOSED)


def test_a_value_between_two_columns_is_not_given():
    glyphs = page({"requests.received": FULL}) + written(220, 40 + 12 * 2, "5")
    found = rows_of(glyphs)
    assert "予以公开" not in found
    assert len(found) == 24


def test_a_value_between_two_rows_is_not_given():
    y = 40 + 24 * 2 + 12
    found = rows_of(page({"requests.received": FULL}, step=24) + written(200, y, "5"))
    assert not {"予以公开", load().get("outcome.partly_disclosed").label} & set(found)
    assert len(found) == 23


def test_words_beside_a_label_leave_its_row_unread():
    found = rows_of(page({"requests.received": FULL}) + written(320, 40 + 12 * 4, "无数据"))
    assert "属于国家秘密" not in found


def test_a_missing_label_gives_no_table():
    at = 40 + 12 * 7
    assert rows_of([g for g in page({"requests.received": FULL}) if not (g.y0 == at and g.x0 < 190)]) == {}


def test_columns_in_another_order_are_named_by_their_heads():
    swapped = ("总计", *HEADS[:6])
    tables = unruled_tables({1: loose(page({"requests.received": FULL}, heads=swapped), 1)}, "")
    heads = [c.text for c in tables[0].cells if c.row == 0]
    assert heads[0] == "总计"
    assert heads[1] == "自然人"


@pytest.mark.parametrize("text", ["1\n6", "16"])
def test_digits_on_two_lines_of_a_cell_are_one_doubted_number(text):
    glyphs = [g for g in page({"requests.received": FULL}, step=24)]
    y = 40 + 24 * 2
    upper, *lower = text.split("\n")
    glyphs += written(200, y, upper) + [g for line in lower for g in written(200, y + 5, line)]
    tables = unruled_tables({1: loose(glyphs, 1)}, "")
    row = next(c.row for c in tables[0].cells if c.text == "予以公开")
    cell = next(c for c in tables[0].cells if c.row == row and c.col == 1)
    assert (cell.text, cell.doubt) == ("16", bool(lower))


def test_the_place_in_the_text_is_told():
    glyphs = page({"requests.received": FULL, "outcome.disclosed": DISCLOSED})
    own = loose(glyphs, 1)
    text = "前文\n" + "\n".join(own.lines)
    (table,) = unruled_tables({1: own}, text)
    printed = [c for c in table.cells if c.row and c.text and c.col]
    assert printed
    assert all(text[c.start : c.end] == c.text for c in printed)


def test_rows_of_a_second_table_with_other_widths_are_not_read_under_the_heads_of_the_first():
    moved = tuple(left + 4 * n for n, left in enumerate(LEFTS))
    glyphs = page({"requests.received": DISCLOSED, "outcome.disclosed": DISCLOSED})
    for n, (left, text) in enumerate(zip(moved, ("", "", "", "", "4", "", "4"), strict=True)):
        glyphs += written(left + 0 * n, 40 + 12 * 20, text)
    found = rows_of(glyphs)
    assert load().get(rows25()[20]).label not in found
