"""The page of a stretch of text is told where one block of one page holds it, and else not."""

from __future__ import annotations

from corpus.document import Document, Paragraph
from ingest.paging import Pages


def document(*placed: tuple[int, int, int | None]) -> Document:
    blocks = tuple(Paragraph(text="x" * (end - start), start=start, end=end, page=page) for start, end, page in placed)
    return Document(format="pdf", text="x" * 100, blocks=blocks)


def test_a_block_inside_its_page() -> None:
    pages = Pages(document((0, 10, 1), (10, 30, 1), (30, 60, 2), (60, 80, 2)))
    assert pages.of(2, 8) == 1
    assert pages.of(65, 70) == 2
    assert pages.of(35, 75) == 2


def test_the_last_block_of_a_page_may_run_over() -> None:
    pages = Pages(document((0, 10, 1), (10, 30, 1), (30, 60, 2)))
    assert pages.of(12, 20) is None
    assert pages.of(5, 20) is None
    assert pages.of(40, 50) == 2


def test_a_document_without_pages() -> None:
    assert Pages(document((0, 10, None))).of(1, 5) is None
