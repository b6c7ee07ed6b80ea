"""Folding keeps lengths, so that offsets stay true."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.normalize import compact, fold, simplify, without_glosses


@pytest.mark.parametrize(
    ("text", "folded"),
    [("２０２４", "2024"), ("⾏政", "行政"), ("⺠", "民"), ("（一）", "(一)"), ("a\u00a0b\u3000c", "a b c")],
)
def test_fold(text, folded):
    assert fold(text) == folded


def test_simplify_and_compact():
    assert simplify("政府資訊公開") == "政府资讯公开"
    assert compact("行 政\n處 罰") == "行政处罚"


def test_pinyin_set_behind_characters_is_left_out():
    mirrored = "社旗縣(xiàn)人民政府工作報(bào)告,公開(kāi)情況,全長3(km)"
    assert without_glosses(mirrored) == "社旗縣人民政府工作報告,公開情況,全長3(km)"
    helped = "螅(xī)镇人民政府工作报告"
    assert without_glosses(helped) == helped


@given(st.text(max_size=60))
def test_lengths_are_kept(text):
    assert len(fold(text)) == len(text)
    assert len(simplify(text)) == len(text)
