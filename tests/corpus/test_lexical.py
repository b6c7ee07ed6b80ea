"""The sparse index knows Chinese."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.lexical import Entry, LexicalIndex, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公开日", ["公", "开", "日", "公开", "开日"]),
        ("適老化", ["适", "老", "化", "适老", "老化"]),
        ("开放\n 日", ["开", "放", "日", "开放", "放日"]),
        ("WeChat 12,345条", ["wechat", "12345", "条"]),
        ("ＡＢ", ["ab"]),
        ("，。", []),
        ("开\0放\ud800日", ["开", "放", "日"]),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    index = LexicalIndex(tmp_path / "lexical")
    index.write(
        [],
        [
            Entry("a-0", "a", "甲县 2024年", "全年举办开放活动三十场", "1"),
            Entry("a-1", "a", "甲县 2024年", "改造网站适老化功能", "2"),
            Entry("b-0", "b", "乙县 2023年", "全年举办开放活动五场", "3"),
        ],
    )
    return index


def test_two_character_words_are_found(index: LexicalIndex) -> None:
    assert [row[:2] for row in index.search("适老", 5)] == [("a-1", "a")]


def test_a_filter_keeps_to_its_reports(index: LexicalIndex) -> None:
    assert [row[0] for row in index.search("开放活动", 5, ["b"])] == ["b-0"]
    assert index.search("开放活动", 5, []) == []


def test_without_a_filter_the_body_named_comes_first(index: LexicalIndex) -> None:
    assert [row[0] for row in index.search("乙县开放活动", 2)] == ["b-0", "a-0"]


def test_holding_wants_every_character_and_pair(index: LexicalIndex) -> None:
    assert index.holding(["適老化"]) == [("a-1", "a")]
    assert index.holding(["放开"]) == []


def test_a_report_is_removed_whole_and_the_rest_stays(index: LexicalIndex) -> None:
    index.write(["a"], [])
    assert index.report_ids() == ["b"]
    assert index.stored(["a", "b"]) == {"a": {}, "b": {"b-0": "3"}}


def test_what_is_written_outlives_the_process(index: LexicalIndex, tmp_path: Path) -> None:
    assert LexicalIndex(tmp_path / "lexical").report_ids() == ["a", "b"]
