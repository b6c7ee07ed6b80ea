"""Made reports, from bytes to facts: every cell right or flagged, none silently wrong; body and year right."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.settings import Settings
from generator import pages, prints, texts, words
from generator.compare import assert_perfect, missing, wrong
from generator.reports import Made, Style, any_style, build
from ingest.parse import parse

RENDER: dict[str, Callable[[Made], bytes]] = {
    "html": pages.page,
    "docx": words.word,
    "tabs": lambda made: texts.tabs(made).encode(),
    "markdown": lambda made: texts.markdown(made).encode(),
}
FLAT: dict[str, Callable[[Made], str]] = {"plain": texts.plain, "cells": texts.cells}


@pytest.mark.parametrize("form", RENDER)
@pytest.mark.parametrize("seed", [300, 301, 302])
def test_cells_with_structure_are_all_recovered(form: str, seed: int) -> None:
    made = build(seed, any_style(seed), traditional=False, zero=("0", "", "/")[seed % 3])
    assert_perfect(made, RENDER[form](made), f"x.{form}")


@pytest.mark.parametrize(
    "style",
    [
        Style(rows23=True),
        Style(annotated=True),
        Style(blank_totals=True, zero=""),
        Style(flaw="column_total"),
        Style(flaw="dispute_total"),
        Style(number="fullcomma", zero="０"),
        Style(split="header", total_head="row1"),
        Style(labels="variant", item_digits=False),
    ],
    ids=["23 rows", "annotated", "blank totals", "column total", "dispute total", "full width", "split", "labels"],
)
def test_habits_of_print(style: Style) -> None:
    made = build(310, style)
    assert_perfect(made, pages.page(made), "x.html")


@pytest.mark.parametrize("form", FLAT)
@pytest.mark.parametrize("zero", ["0", ""])
def test_flat_text_is_right_or_flagged(form: str, zero: str) -> None:
    made = build(320, zero=zero)
    parsed = parse(FLAT[form](made).encode(), "x.txt", Settings())
    assert wrong(made, parsed) == {}
    if zero == "0":
        assert missing(made, parsed) == set()


def test_the_form_of_2019_fills_no_cell_of_the_later_table() -> None:
    made = build(330, form="2019")
    parsed = parse(pages.page(made), "x.html", Settings())
    assert wrong(made, parsed) == {}
    assert missing(made, parsed) == set()
    own = {f.indicator: str(f.value) for f in parsed.facts if f.indicator.startswith("form2019.")}
    assert own["form2019.licensing.decisions"] == made.form2019["行政许可"][2]
    assert own["form2019.coercion.items"] == made.form2019["行政强制"][0]


def test_a_seed_gives_the_same_bytes() -> None:
    for render in (*RENDER.values(), *(lambda m, f=f: f(m).encode() for f in FLAT.values())):
        assert render(build(5, any_style(5))) == render(build(5, any_style(5)))


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_print_by_a_word_processor(tmp_path: Path) -> None:
    made = build(340, zero="—", split="plain")
    assert_perfect(made, prints.pdf_by_office([made], tmp_path)[0], "x.pdf")
    assert_perfect(made, prints.doc_by_office([made], tmp_path)[0], "x.doc")


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed")
def test_print_by_a_browser(tmp_path: Path) -> None:
    made = build(341, zero="", markup="word")
    assert_perfect(made, prints.pdf_by_browser(made, tmp_path), "x.pdf")
