"""One cell a line: an empty line is a blank where every row has its lines, and nothing elsewhere."""

from __future__ import annotations

import re

import pytest

from corpus.models import State
from corpus.settings import Settings
from generator import texts
from generator.compare import assert_perfect, missing, wrong
from generator.reports import Made, Style, build
from ingest.parse import parse

RENDER = {"one line a cell": texts.cells, "an empty line between": texts.spaced_cells}


def read(text: str):
    return parse(text.encode(), "x.txt", Settings())


@pytest.mark.parametrize("render", RENDER.values(), ids=RENDER)
@pytest.mark.parametrize(
    "style",
    [
        Style(zero="", small=True),
        Style(zero="nbsp"),
        Style(zero="", rows23=True),
        Style(zero="", split="header"),
        Style(zero="", split="plain", small=True),
        Style(zero="", annotated=True, number="comma"),
        Style(zero="0", blank_totals=True),
        Style(zero="", total_head="row1", labels="variant"),
    ],
    ids=["blanks", "nbsp", "23 rows", "head again", "split", "annotated", "blank totals", "labels"],
)
def test_blanks_are_empty_lines(render, style):
    made = build(420, style)
    assert_perfect(made, render(made).encode(), "x.txt")


@pytest.mark.parametrize("seed", range(421, 427))
def test_empty_lines_left_out_give_no_blank_in_a_wrong_place(seed):
    made = build(seed, zero="", small=seed % 2 == 0)
    for render in RENDER.values():
        parsed = read(re.sub(r"\n\n+", "\n", render(made)))
        assert wrong(made, parsed) == {}


@pytest.mark.parametrize("seed", range(430, 436))
def test_one_empty_line_too_few_or_too_many_is_seen(seed):
    made = build(seed, zero="", small=True)
    text = texts.cells(made)
    blanks = [m.start() for m in re.finditer(r"\n(?=\n)", text) if m.start() > text.index("一、本年新收")]
    for at in blanks[:: max(1, len(blanks) // 5)]:
        assert wrong(made, read(text[:at] + text[at + 1 :])) == {}


def test_a_flaw_of_the_print_stays_as_printed():
    made: Made = build(440, zero="", flaw="column_total")
    parsed = read(texts.cells(made))
    assert (wrong(made, parsed), missing(made, parsed)) == ({}, set())
    assert parsed.report.identities_broken > 0


def test_a_single_blank_among_printed_zeros_is_not_believed():
    text = texts.cells(build(441))
    at = text.index("二、上年结转政府信息公开申请数量\n") + len("二、上年结转政府信息公开申请数量\n")
    end = text.index("\n", at)
    parsed = read(text[:at] + text[end:])
    row = [f.state for f in parsed.facts if f.indicator == "requests.carried_in"]
    assert row == [State.UNREADABLE] * 7
