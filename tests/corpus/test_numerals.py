"""Numbers in prose: value, kind, unit, hedge."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.models import Hedge
from corpus.numerals import Kind, chinese, find, years

CASES = [
    ("发布信息19249条", [("19249", 19249, Kind.NUMBER, "条", Hedge.EXACT)]),
    ("访问量270万人次", [("270万", 2700000, Kind.NUMBER, "人次", Hedge.EXACT)]),
    ("浏览量 1 万余人次", [("1 万", 10000, Kind.NUMBER, "人次", Hedge.OVER)]),
    ("近3.5万条", [("3.5万", 35000, Kind.NUMBER, "条", Hedge.NEARLY)]),
    ("20余万次", [("20", 200000, Kind.NUMBER, "次", Hedge.OVER)]),
    ("约100件", [("100", 100, Kind.NUMBER, "件", Hedge.ABOUT)]),
    ("100件以上", [("100", 100, Kind.NUMBER, "件", Hedge.OVER)]),
    ("5004.9354万元", [("5004.9354万", Decimal("5004.9354"), Kind.NUMBER, "万元", Hedge.EXACT)]),
    ("8,094.99 万元", [("8,094.99 万", Decimal("8094.99"), Kind.NUMBER, "万元", Hedge.EXACT)]),
    ("同比减少41%", [("41%", 41, Kind.PERCENT, "%", Hedge.EXACT)]),
    ("百分之四十一点五", [("百分之四十一点五", Decimal("41.5"), Kind.PERCENT, "%", Hedge.EXACT)]),
    ("四成", [("四成", 40, Kind.PERCENT, "%", Hedge.ABOUT)]),
    ("过半", [("过半", Decimal("0.5"), Kind.FRACTION, "", Hedge.OVER)]),
    ("提高2.3个百分点", [("2.3个百分点", Decimal("2.3"), Kind.POINTS, "百分点", Hedge.EXACT)]),
    ("会议十二次、两场", [("十二", 12, Kind.NUMBER, "次", Hedge.EXACT), ("两", 2, Kind.NUMBER, "场", Hedge.EXACT)]),
    ("二〇二四年", [("二〇二四", 2024, Kind.YEAR, "", Hedge.EXACT)]),
    ("２０２４年", [("２０２４", 2024, Kind.YEAR, "", Hedge.EXACT)]),
    ("24年", [("24", 2024, Kind.YEAR, "", Hedge.EXACT)]),
    ("about 1,200 requests", [("1,200", 1200, Kind.NUMBER, "", Hedge.ABOUT)]),
    ("twenty-one cases", [("twenty-one", 21, Kind.NUMBER, "", Hedge.EXACT)]),
    ("电话0953-8637408", [("0953-8637408", 953, Kind.CODE, "", Hedge.EXACT)]),
    ("〔2021〕30号", [("〔2021〕30号", 2021, Kind.CODE, "", Hedge.EXACT)]),
    ("12345热线", [("12345", 12345, Kind.CODE, "", Hedge.EXACT)]),
    ("三审三校，一是加强，统一部署", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[c[0] for c in CASES])
def test_find(text, expected):
    assert [(n.raw, n.value, n.kind, n.unit, n.hedge) for n in find(text)] == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十二", 12),
        ("三百零五", 305),
        ("二〇二四", 2024),
        ("一万二千", 12000),
        ("3万5千", 35000),
        ("两", 2),
        ("十", 10),
        ("是", None),
    ],
)
def test_chinese(text, value):
    assert chinese(text) == value


def test_years_in_a_range():
    assert years("2022到2024年") == (2022, 2024)
    assert years("in 2023 and 2024") == (2023, 2024)


def test_rounding_step():
    assert find("4.6万条")[0].step == 1000
    assert find("46000条")[0].step == 1


@given(st.text(max_size=80))
def test_spans_are_true_for_any_text(text):
    for numeral in find(text):
        assert text[numeral.start : numeral.end] == numeral.raw
        assert numeral.end <= numeral.whole_end <= len(text)
