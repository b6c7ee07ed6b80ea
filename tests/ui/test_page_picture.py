"""The picture of a page: the cell boxed, a sentence of the prose boxed line by line."""

from __future__ import annotations

from types import SimpleNamespace

import pypdfium2
import pytest

from corpus.facts import FactStore
from corpus.settings import Settings
from ui.page_picture import BOX_COLOUR, lines_of, page_picture

HUAIAN = "samples/prefecture/huaian_2024.pdf"


@pytest.fixture(scope="module")
def third_page(root):
    document = pypdfium2.PdfDocument(root / HUAIAN)
    yield document[2]
    document.close()


def test_a_sentence_is_found_where_it_is_printed(third_page):
    [box] = lines_of(third_page, "问题：解读的生动性不足，\n基层公开不够均衡。")
    left, top, right, bottom = box
    assert 0 < left < right < third_page.get_width()
    assert 8 < bottom - top < 30
    [below] = lines_of(third_page, "改进：丰富解读方式，加强对县区的指导。")
    assert below[1] > bottom


def test_a_sentence_over_two_lines_has_two_boxes(root):
    document = pypdfium2.PdfDocument(root / HUAIAN)
    quote = "制作政策解读21个，出版政府公报6期，召开新闻发布会12场"
    assert len(lines_of(document[0], quote)) == 2
    document.close()


def test_what_is_not_there_has_no_box(third_page):
    assert lines_of(third_page, "页上没有的话") == []
    assert lines_of(third_page, " ") == []


@pytest.fixture(scope="module")
def read(root, tmp_path_factory):
    from ingest.pipeline import ingest

    made = Settings(data_dir=tmp_path_factory.mktemp("picture"))
    ingest([str(root / HUAIAN)], made)
    store = FactStore(made.database_url)
    yield store.reports()[0], made.originals_dir
    store.close()


def test_the_picture_is_boxed_or_there_is_none(read):
    report, originals = read
    wanted = SimpleNamespace(page=3, bbox=None, quote="基层公开不够均衡")
    colours = {colour for _, colour in page_picture(report, wanted, originals).getcolors(1 << 24)}
    assert BOX_COLOUR in colours
    assert page_picture(report, SimpleNamespace(page=99, bbox=None, quote=""), originals) is None
    assert page_picture(report, wanted, originals / "nowhere") is None
