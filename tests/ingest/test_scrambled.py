"""Text in pieces (`pdftotext` without options): columns of a band by themselves, labels apart from their values."""

from __future__ import annotations

import random
import re
from decimal import Decimal
from itertools import pairwise

import pytest

from corpus.settings import Settings
from generator import texts
from generator.compare import missing, wrong
from generator.reports import GROUPS4, OUTCOMES4, Made, build
from ingest.bands import Piece, lay
from ingest.flat import read_values
from ingest.parse import parse

FLAWS = ("no", "column_total", "row_total", "balance")
VALUE = re.compile(r"(?m)^(?:[0-9][0-9.,]*|[/—-])$")


def read(text: str):
    return parse(text.encode(), "x.txt", Settings())


def pieces(*columns: str) -> list[Piece]:
    """Pieces of values; those below the heads of columns 3 to 5 are given as `3-5: …`."""
    found = []
    for text in columns:
        below = text.startswith("3-5:")
        values = tuple(read_values(text, 4 if below else 0, len(text)))
        found.append(Piece(0, (values,), ((False,) * len(values),), (2, 3, 4) if below else ()))
    return found


@pytest.mark.parametrize("flaw", FLAWS)
@pytest.mark.parametrize("seed", [900, 901, 902])
@pytest.mark.parametrize("zero", ["0", "/", "—"])
def test_bands_of_columns_are_put_together(zero, seed, flaw):
    made = build(seed, zero=zero, flaw=flaw, small=seed == 902, number="comma" if seed == 901 else "plain")
    parsed = read(texts.in_pieces(made, high=seed % 3 + 1))
    assert wrong(made, parsed) == {}
    assert {key for key in missing(made, parsed) if not key[0].startswith(GROUPS4)} == set()


@pytest.mark.parametrize("zero", ["", "-", "nbsp"])
@pytest.mark.parametrize("seed", range(910, 916))
def test_blanks_that_are_lost_are_never_guessed(zero, seed):
    made = build(seed, zero=zero if zero != "-" else "", small=seed % 2 == 0, flaw=("no", "balance")[seed % 2])
    assert wrong(made, read(texts.in_pieces(made))) == {}


def swapped(text: str, draw: random.Random) -> str:
    """The text with two values of table 3 that follow one another, and differ, in each other's place."""
    start, end = text.index("申请人情况"), text.index("四、政府信息公开行政复议")
    pairs = [(a, b) for a, b in pairwise(VALUE.finditer(text, start, end)) if a[0] != b[0]]
    a, b = draw.choice(pairs)
    return text[: a.start()] + b[0] + text[a.end() : b.start()] + a[0] + text[b.end() :]


def dropped(text: str, draw: random.Random) -> str:
    start, end = text.index("申请人情况"), text.index("四、政府信息公开行政复议")
    lost = draw.choice(list(VALUE.finditer(text, start, end)))
    return text[: lost.start()] + text[lost.end() + 1 :]


@pytest.mark.parametrize("harm", [swapped, dropped])
@pytest.mark.parametrize("seed", range(920, 935))
def test_a_text_out_of_order_is_not_believed(harm, seed):
    made = build(seed, zero=("0", "/")[seed % 2], small=seed % 3 == 0)
    text = harm(texts.in_pieces(made, high=seed % 2 + 2), random.Random(seed))
    assert wrong(made, read(text)) == {}


def test_a_wrong_digit_is_read_as_printed():
    made = build(940, zero="/")
    parsed = read(texts.in_pieces(build(940, zero="/", flaw="column_total")))
    assert set(wrong(made, parsed)) == {("outcome.total", "natural_person")}


def test_columns_that_run_ahead_wait_for_those_to_their_right():
    rows = ["1 2 3 4 5 6 21", "0 1 0 0 0 0 1", "7 0 0 0 0 0 7", "2 0 0 0 0 1 3"]
    a, b, c, d, e, f, g = (list(column) for column in zip(*(row.split() for row in rows), strict=True))
    heads = "3-5: " + " ".join(x for row in zip(c[:2], d[:2], e[:2], strict=True) for x in row)
    order = [heads, *(" ".join(x[:2]) for x in (a, b))]
    order += [x[2] for x in (a, b, c)]
    order += [" ".join(x[:2]) for x in (f, g)]
    order += [x[2] for x in (d, e, f, g)] + [x[3] for x in (a, b, c, d, e, f, g)]
    grid = lay(pieces(*order), len(rows), gaps=(2, 3))
    assert grid is not None
    assert [[str(v.number) for v in row] for row in grid] == [row.split() for row in rows]


def test_a_total_drawn_forward_is_no_other_result():
    made: Made = build(950, zero="0")
    text = texts.in_pieces(made)
    head, rest = text.split("四、政府信息公开行政复议", 1)
    values = iter(["0", "0", "5", "0", "5", *["0"] * 10])
    table, after = rest.split("五、", 1)
    parsed = read(head + "四、政府信息公开行政复议" + VALUE.sub(lambda m: next(values), table) + "五、" + after)
    facts = {f.indicator: f.value for f in parsed.facts if f.applicant == "total"}
    assert [facts[f"reconsideration.{o}"] for o in (*OUTCOMES4, "total")] == [0, 0, None, None, 5]


@pytest.mark.parametrize("zero", ["", "0"])
def test_a_value_below_a_head_is_not_beside_the_last_label(zero):
    """The labels of table 2 came first, the last of them right before a value of another row."""
    made = build(960, zero=zero)
    lines = [
        "信息内容", "规章", "行政规范性文件", "信息内容", "行政许可", "信息内容", "行政处罚", "行政强制", "信息内容",
        "行政事业性收费", "", "171", "第二十条第（五）项", "本年处理决定数量", "第二十条第（六）项", "本年处理决定数量", "47",
        "第二十条第（八）项", "本年收费金额（单位：万元）", "7854.89", "", "三、收到和处理政府信息公开申请情况",
    ]  # fmt: skip
    text = texts.in_pieces(made)
    start, end = text.index("二、主动公开政府信息情况"), text.index("三、收到和处理")
    table = "第二十条第（一）项\n本年制发件数\n本年废止件数\n3\n\n现行有效件数\n4\n\n"
    parsed = read(text[:start] + "二、主动公开政府信息情况\n" + table + "\n".join(lines[:-1]) + text[end:])
    facts = {(f.indicator, f.applicant): f.value for f in parsed.facts}
    assert facts.get(("fees.amount", "total")) in (None, Decimal("7854.89"))
    assert facts.get(("penalties.decisions", "total")) is None
