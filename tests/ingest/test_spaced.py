"""Text whose spaces keep columns: read where all sums prove the places, never where a value was pushed aside."""

from __future__ import annotations

import re

import pytest

from corpus.settings import Settings
from generator import texts
from generator.compare import assert_perfect, wrong
from generator.reports import Style, build
from ingest.parse import parse
from ingest.spaced import spaced_tables


@pytest.mark.parametrize(
    "style",
    [
        Style(zero="", small=True),
        Style(zero="nbsp"),
        Style(zero="0", split="header"),
        Style(zero="", rows23=True),
        Style(zero="", flaw="column_total"),
        Style(zero="", flaw="balance"),
    ],
    ids=["blanks", "nbsp", "noughts", "23 rows", "an odd column", "an odd balance"],
)
def test_blanks_are_told_by_their_columns(style):
    made = build(480, style)
    assert_perfect(made, texts.columns(made).encode(), "x.txt")


def test_single_spaces_keep_no_columns():
    assert spaced_tables(texts.plain(build(480, zero="", small=True))) == []


@pytest.mark.parametrize("seed", range(481, 487))
def test_a_value_pushed_into_the_next_column_is_seen(seed):
    made = build(seed, zero="", small=seed % 2 == 0)
    text = texts.columns(made)
    rows = [m for m in re.finditer(r"(?<=  )[0-9]+ {6,}(?=\S)", text) if m.start() > text.index("一、本年新收")]
    for match in rows[:: max(1, len(rows) // 5)]:
        number = match[0].strip()
        pushed = " " * (len(match[0]) - len(number) - 2) + number + "  "
        moved = text[: match.start()] + pushed + text[match.end() :]
        assert wrong(made, parse(moved.encode(), "x.txt", Settings())) == {}


def test_very_many_words_are_looked_at_near_the_heads_only():
    made = build(487, zero="", small=True)
    words = "一 二 三 四 五 六\n" * 20_000
    assert [t.reading for t in spaced_tables(words + texts.columns(made))] != []
