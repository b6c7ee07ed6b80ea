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


def test_a_title_that_repeats_the_name_is_no_better_than_the_passage_that_answers(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path / "titles")
    others = [
        Entry(f"o-{n}", f"o{n}", f"{c}山县 2024年 总体情况", f"{c}山县工作平稳有序", str(n))
        for n, c in enumerate("东南西北")
    ]
    index.write(
        [],
        [
            Entry("c-0", "c", "云岭县 2024年 标题", "云岭县云岭县人民政府2024年政府信息公开工作年度报告", "1"),
            Entry("c-1", "c", "云岭县 2024年 总体情况", "改造门户网站，完成适老化改造，方便老年人使用", "2"),
            *others,
        ],
    )
    assert index.search("云岭县2024年适老化改造", 1)[0][0] == "c-1"


def test_holding_wants_every_character_and_pair(index: LexicalIndex) -> None:
    assert index.holding(["適老化"]) == [("a-1", "a")]
    assert index.holding(["放开"]) == []


def test_a_report_is_removed_whole_and_the_rest_stays(index: LexicalIndex) -> None:
    index.write(["a"], [])
    assert index.report_ids() == ["b"]
    assert index.stored(["a", "b"]) == {"a": {}, "b": {"b-0": "3"}}


def test_what_is_written_outlives_the_process(index: LexicalIndex, tmp_path: Path) -> None:
    assert LexicalIndex(tmp_path / "lexical").report_ids() == ["a", "b"]
