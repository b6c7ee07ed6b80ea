"""The smallest edit that makes a sentence true."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qa.clauses import pieces
from qa.corrections import turned, with_number, with_words

EDITS = [
    ("青河县收到申请43件", "41", "青河县收到申请41件"),
    ("青河县收到申请近60件", "41", "青河县收到申请41件"),
    ("青河县收到申请50余件", "41", "青河县收到申请41件"),
    ("自然人申请占87.6%", "97.5609", "自然人申请占97.6%"),
    ("行政许可3.5万件", "25759", "行政许可2.5759万件"),
    ("A County received more than 60 requests", "41", "A County received 41 requests"),
    ("收费1158.4432万元", "5004.9354", "收费5004.9354万元"),
]


@pytest.mark.parametrize(("text", "value", "wanted"), EDITS, ids=[t for t, _, _ in EDITS])
def test_a_figure_is_replaced_with_its_hedge(text: str, value: str, wanted: str) -> None:
    (piece,) = pieces(text)
    assert with_number(piece, piece.figures[0], Decimal(value)) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("甲县比乙县多3件", "甲县比乙县少3件"), ("requests rose by 5", "requests fell by 5"), ("甲县收到3件", None)],
)
def test_a_relation_is_turned(text: str, wanted: str | None) -> None:
    assert turned(pieces(text)[0]) == wanted


def test_words_that_are_not_there_are_not_replaced() -> None:
    (piece,) = pieces("收费50元")
    assert with_words(piece, "元", "万元") == "收费50万元"
    assert with_words(piece, "美元", "万元") is None
