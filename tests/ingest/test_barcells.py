"""Tables as text extractors of web pages and converters to Markdown leave them."""

from __future__ import annotations

from functools import partial

import pytest

from corpus.settings import Settings
from generator import pages, texts
from generator.compare import assert_perfect, missing, wrong
from generator.reports import Made, build
from ingest.parse import parse
from ingest.sniff import sniff

BARRED = ("below", "alone", "broken", "row", "bare", "short")
PLACED = {
    **{form: partial(texts.barred, form=form) for form in BARRED},
    "repeated": texts.repeated,
    "leftward": texts.leftward,
    "two tabs": texts.twice_tabbed,
    "simple table": texts.ruled,
    "grid": partial(texts.ruled, corners=True),
}


@pytest.mark.parametrize("form", PLACED)
@pytest.mark.parametrize("zero", ["", "/"])
def test_cells_keep_their_place(form: str, zero: str) -> None:
    made = build(520 + len(zero), zero=zero, number="plain" if form == "grid" else "comma")
    assert_perfect(made, PLACED[form](made).encode(), "x.txt")


@pytest.mark.parametrize("form", ["below", "broken", "row", "leftward", "two tabs"])
def test_a_form_of_23_rows_with_a_broken_sum_is_read_as_printed(form: str) -> None:
    made = build(530, zero="nbsp", rows23=True, flaw="column_total", paren="half", small=True)
    assert_perfect(made, PLACED[form](made).encode(), "x.txt")


@pytest.mark.parametrize("form", ["below", "alone", "bare", "repeated", "leftward"])
def test_a_table_in_two_parts(form: str) -> None:
    made = build(531, zero="", split="header")
    assert_perfect(made, PLACED[form](made).encode(), "x.txt")


@pytest.mark.parametrize("seed", range(540, 544))
@pytest.mark.parametrize("small", [True, False])
def test_where_blank_cells_are_lost_padding_is_no_cell(seed: int, small: bool) -> None:
    made = build(seed, zero="", small=small)
    assert wrong(made, parse(texts.barred(made, "lossy").encode(), "x.txt", Settings())) == {}


def test_a_label_in_lines_between_bars_has_its_values_beside_the_first() -> None:
    made = build(537, zero="")
    lines = []
    for line in texts.barred(made, "row").split("\n"):
        label, rest = line[2:].split(" | ", 1) if line.startswith("| ") and " | " in line else (line, "")
        wrapped = label.startswith(("一、本年新收", "二、上年结转"))
        lines += [f"| {label[:6]} | {rest}", f"| {label[6:]} |" + "  |" * 9] if wrapped else [line]
    assert wrong(made, parse("\n".join(lines).encode(), "x.txt", Settings())) == {}


def test_a_lost_blank_is_not_made_up_for_by_padding() -> None:
    made = build(532, zero="0")
    text = texts.barred(made, "below")
    start = text.index("二、上年结转政府信息公开申请数量 |")
    row = text[start : text.index("三、本年度办理结果", start)]
    cut = row.replace(" |\n0 |\n", " |\n|\n", 1) if " |\n0 |\n" in row else row.replace(" |\n", " |\n|\n", 1)
    assert wrong(made, parse(text.replace(row, cut).encode(), "x.txt", Settings())).keys() <= {
        ("requests.carried_in", a) for a in ("natural_person", "business", "research", "public_interest")
    }


def test_escaped_item_numbers_and_dashes_are_no_values() -> None:
    made = build(533, zero="-", dot=". ")
    text = texts.plain(made).replace("-", "\\-")
    for number in range(1, 9):
        text = text.replace(f"{number}. ", f"{number}\\. ")
    parsed = parse(text.encode(), "x.txt", Settings())
    assert wrong(made, parsed) == {}
    assert missing(made, parsed) == set()


def test_rules_of_dashes_are_no_cells() -> None:
    made = build(534, zero="0")
    rule = "  " + " ".join(["----"] * 15)
    lines = texts.plain(made).split("\n")
    at = max(n for n, line in enumerate(lines) if line.startswith("结果维持"))
    parsed = parse("\n".join([*lines[: at + 1], rule, *lines[at + 2 :]]).encode(), "x.txt", Settings())
    assert {k: v for k, v in wrong(made, parsed).items()} == {}


def mixed(made: Made) -> str:
    """Markdown whose tables are HTML, as recognisers of layout write it."""
    return texts._report(made, lambda rows: ["", pages._table(made, rows).replace("\n", ""), ""], mark="# ")


def test_html_tables_in_markdown_leave_its_lines_apart() -> None:
    made = build(535, zero="")
    assert_perfect(made, mixed(made).encode(), "x.md")
    parsed = parse(mixed(made).encode(), "x.md", Settings())
    assert len({chunk.section for chunk in parsed.chunks}) >= 4


def test_markdown_with_a_few_blocks_of_html_is_markdown() -> None:
    text = "# 报告\n\n<div>\n\n发布日期：2024-01-02\n\n</div>\n\n" + texts.markdown(build(536))
    assert sniff(text.encode(), "x.md") == "markdown"
    assert sniff(f"<html><body>{text}</body></html>".encode(), "x.md") == "html"
