"""Text of a PDF's columns, labels wrapped around their values: rows by their order, columns by their places, sums to prove."""

from __future__ import annotations

import re

import pytest

from corpus.settings import Settings
from generator import texts
from generator.compare import assert_perfect, missing, wrong
from generator.reports import Made, Style, build
from ingest.parse import parse


def lines_of(made: Made) -> tuple[list[str], list[int]]:
    """The lines of a report's text, and which of them print values of table 3."""
    lines = texts.wrapped(made).split("\n")
    begin = next(n for n, line in enumerate(lines) if "申请人情况" in line)
    end = next(n for n, line in enumerate(lines) if line.startswith("四、政府信息公开行政复议"))
    return lines, [n for n in range(begin, end) if re.search(r"  [0-9/—-]+$", lines[n])]


@pytest.mark.parametrize(
    "style",
    [
        Style(zero="0"),
        Style(zero="/", rows23=True),
        Style(zero="—", flaw="balance"),
        Style(zero="-", flaw="row_total", split="header"),
        Style(zero="0", flaw="column_total", number="comma"),
    ],
    ids=["noughts", "23 rows", "an odd balance", "an odd row", "an odd column"],
)
def test_rows_that_all_print_something_are_read_by_their_order(style: Style) -> None:
    made = build(490, style)
    assert_perfect(made, texts.wrapped(made).encode(), "x.txt")


def test_pages_numbers_and_running_heads_come_between() -> None:
    made = build(491, zero="/")
    lines, valued = lines_of(made)
    at = valued[9] + 1
    page = [
        "",
        f"file:///{made.seed}.html{' ' * 60}1/2",
        "\f11/29/26, 11:56 PM        年度报告",
        "",
        "                    7",
    ]
    assert_perfect(made, "\n".join([*lines[:at], *page, *lines[at:]]).encode(), "x.txt")


@pytest.mark.parametrize("style", [Style(zero=""), Style(zero="nbsp", small=True), Style(zero="", rows23=True)])
def test_blanks_are_told_by_places_and_sums(style: Style) -> None:
    made = build(492, style)
    parsed = parse(texts.wrapped(made).encode(), "x.txt", Settings())
    assert wrong(made, parsed) == {}
    assert {key for key in missing(made, parsed) if key[0].startswith(("requests.", "outcome."))} == set()


def test_labels_in_another_order_are_not_read_in_the_forms() -> None:
    made = build(493, zero="0")
    lines, valued = lines_of(made)
    upper, lower = (next(n for n in valued if word in lines[n]) for word in ("予以公开", "上年结转政"))
    lines[upper], lines[lower] = lines[lower], lines[upper]
    parsed = parse("\n".join(lines).encode(), "x.txt", Settings())
    moved = wrong(made, parsed)
    assert moved == {}


@pytest.mark.parametrize("zero", ["-", "—"])
def test_a_row_whose_signs_changed_places_is_put_right_or_flagged(zero: str) -> None:
    made = build(494, zero=zero)
    lines, valued = lines_of(made)
    rows = [n for n in valued if len(re.findall(rf"  {zero}(?!\S)", lines[n])) in (3, 4)]
    for n in rows[:3]:
        values = list(re.finditer(r" +[0-9—-]+(?=\s|$)", lines[n]))[-7:]
        head, signs = lines[n][: values[0].start()], [value[0] for value in values]
        changed = [*lines[:n], head + "".join([*signs[-1:], *signs[:-1]]), *lines[n + 1 :]]
        assert wrong(made, parse("\n".join(changed).encode(), "x.txt", Settings())) == {}
    assert rows
