"""Reports printed by real programs without table lines, and what pdftotext makes of them: right or flagged."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from corpus.settings import Settings
from generator import prints
from generator.compare import assert_perfect, missing, wrong
from generator.reports import Made, build
from ingest.parse import parse

MADE = {
    "blanks": build(470, zero="", small=True),
    "noughts": build(471, zero="0", split="header"),
    "signs": build(472, zero="/", rows23=True),
    "an odd sum": build(473, zero="nbsp", flaw="column_total"),
}
MODES = ("-layout", "-raw", "")

office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
browser = pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed")
poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")


@pytest.fixture(scope="module")
def office_pdfs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("office")
    return dict(zip(MADE, prints.pdf_by_office(list(MADE.values()), folder, ruled=False), strict=True))


@pytest.mark.office
@office
@pytest.mark.parametrize("name", MADE)
def test_a_word_processor_without_lines(name: str, office_pdfs: dict[str, bytes]) -> None:
    assert_perfect(MADE[name], office_pdfs[name], "x.pdf")


@pytest.mark.browser
@browser
@pytest.mark.parametrize("name", MADE)
def test_a_browser_without_lines(name: str, tmp_path: Path) -> None:
    assert_perfect(MADE[name], prints.pdf_by_browser(MADE[name], tmp_path, ruled=False), "x.pdf")


def assert_none_wrong(made: Made, text: str) -> None:
    parsed = parse(text.encode(), "x.txt", Settings())
    assert wrong(made, parsed) == {}


@pytest.mark.office
@office
@poppler
@pytest.mark.parametrize("mode", MODES, ids=["layout", "raw", "default"])
@pytest.mark.parametrize("name", MADE)
def test_its_text_has_nothing_wrong(name: str, mode: str, office_pdfs: dict[str, bytes]) -> None:
    assert_none_wrong(MADE[name], prints.text_of_pdf(office_pdfs[name], mode))


@pytest.mark.browser
@browser
@poppler
@pytest.mark.parametrize("name", ["blanks", "noughts"])
def test_the_text_of_a_ruled_page_has_nothing_wrong(name: str, tmp_path: Path) -> None:
    pdf = prints.pdf_by_browser(MADE[name], tmp_path)
    for mode in MODES:
        assert_none_wrong(MADE[name], prints.text_of_pdf(pdf, mode))
    raw = parse(prints.text_of_pdf(pdf, "-raw").encode(), "x.txt", Settings())
    if name == "noughts":
        assert missing(MADE[name], raw) == set()
