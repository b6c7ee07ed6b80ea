"""Quotes are slices of the stored text, whatever its wraps and marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import quoting


def quotes(text: str, offset: int = 0) -> list[str]:
    stored = "x" * offset + text
    spans = [quoting.stored_span(s) for s in quoting.sentences(quoting.flatten(text, offset)) if not s.heading]
    return [stored[a:b] for a, b in spans]


def test_a_sentence_may_run_over_wrapped_and_spaced_lines() -> None:
    text = "全年举办开放\n\n活动 8 \n场次。收到来信\n 3件。"
    assert quotes(text, 7) == ["全年举办开放\n\n活动 8 \n场次。", "收到来信\n 3件。"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("### （一）主动公开\n全年无事。", ["全年无事。"]),
        ("（一）收取处理费情况。全年未收取。", ["全年未收取。"]),
        ("一、总体情况\n（二）依申请公开情况。2024年收到3件。", ["2024年收到3件。"]),
        ("六、其他需要报告的事项\n无", ["无"]),
        ("他说“好。”然后走了。", ["他说“好。”", "然后走了。"]),
    ],
)
def test_headings_are_no_evidence(text: str, expected: list[str]) -> None:
    assert quotes(text) == expected


def test_clauses_and_segments() -> None:
    (sentence,) = quoting.sentences(quoting.flatten("甲事3件，已办结；乙事：无。"))
    assert [c.text for c in quoting.clauses(sentence)] == ["甲事3件,已办结;", "乙事:无。"]
    assert [s.text for s in quoting.segments(sentence)] == ["甲事3件", "已办结", "乙事", "无"]


def test_display_is_one_line() -> None:
    assert quoting.display("**全年** 开放\n\n活动 8 \n场次 of 2024") == "全年开放活动8场次 of 2024"


def test_scripts_and_widths_are_folded_for_reading_only() -> None:
    flat = quoting.flatten("開展適老化改造２０項。")
    assert flat.text == "开展适老化改造20项。"
    assert flat.stored(2, 5) == (2, 5)


@given(st.text(alphabet="公开日，。；！\n #*|（一）a1 \u3000İ", max_size=60), st.integers(0, 9))
def test_spans_stay_inside_and_keep_their_order(text: str, offset: int) -> None:
    flat = quoting.flatten(text, offset)
    assert len(flat.text) == len(flat.offsets)
    assert list(flat.offsets) == sorted(flat.offsets)
    end = offset
    for sentence in quoting.sentences(flat):
        start, stop = quoting.stored_span(sentence)
        assert end <= start < stop <= offset + len(text)
        end = start
