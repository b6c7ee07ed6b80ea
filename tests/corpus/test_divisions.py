"""The gazetteer: codes, names by year, and places found in Chinese, pinyin and English text."""

from __future__ import annotations

import pytest

from corpus.divisions import area_codes, by_code, english_name, inside, mentions, named, prefix, short_name
from corpus.models import Level


def found(text: str, year: int | None = None) -> list[tuple[str, list[str]]]:
    return [(m.text, [d.code for d in m.divisions]) for m in mentions(text, year)]


def test_a_county_and_what_holds_it() -> None:
    county = by_code("640324")
    assert county is not None
    assert (county.name, county.level, county.province, county.prefecture) == (
        "同心县", Level.COUNTY, "宁夏回族自治区", "吴忠市",
    )  # fmt: skip
    assert not county.is_district


def test_a_municipality_has_districts_and_no_prefecture() -> None:
    district = by_code("110105")
    assert district is not None
    assert (district.name, district.province, district.prefecture, district.is_district) == (
        "朝阳区",
        "北京市",
        None,
        True,
    )


def test_unknown_codes_and_names() -> None:
    assert by_code("999999") is None
    assert named("无此县") == ()


def test_names_follow_the_year() -> None:
    assert [d.code for d in named("莱芜市", year=2015)] == ["371200"]
    assert [d.level for d in named("海安县", year=2015)] == [Level.COUNTY]
    assert [d.name for d in named("海安市", year=2024)] == ["海安市"]
    assert [d.province for d in named("朝阳区")] == ["北京市", "吉林省"]
    assert [d.code for d in named("朝阳区", within="220000")] == ["220104"]


def test_prefixes() -> None:
    assert (prefix("640000"), prefix("640300"), prefix("640324")) == ("64", "6403", "640324")
    assert inside("640324", "640000")
    assert inside("640324", "640300")
    assert not inside("410505", "640000")


MENTIONS = [
    ("社旗2024年收到多少申请", [("社旗", ["411327"])]),
    ("2024年社旗收到多少申请", [("社旗", ["411327"])]),
    ("同心县和殷都区哪个多", [("同心县", ["640324"]), ("殷都区", ["410505"])]),
    ("吉林省长春市朝阳区", [("吉林省", ["220000"]), ("长春市", ["220100"]), ("朝阳区", ["220104"])]),
    ("朝阳区", [("朝阳区", ["110105", "220104"])]),
    ("北京市海淀区和朝阳区", [("北京市", ["110000"]), ("海淀区", ["110108"]), ("朝阳区", ["110105"])]),
    ("海南州", [("海南州", ["632500"])]),
    ("海南", [("海南", ["460000"])]),
    ("吉林市", [("吉林市", ["220200"])]),
    ("宁夏的县", [("宁夏", ["640000"])]),
    ("河南各区县", [("河南", ["410000"])]),
    ("永寧縣", [("永寧縣", ["640121"])]),
    ("江苏省南通市通州区", [("江苏省", ["320000"]), ("南通市", ["320600"]), ("通州区", ["320612"])]),
    ("北票市长皋乡", [("北票市", ["211381"])]),
    ("大厂县", [("大厂县", ["131028"])]),
    ("科左中旗", [("科左中旗", ["150521"])]),
    ("Tongxin County", [("Tongxin County", ["640324"])]),
    ("tongxin xian", [("tongxin xian", ["640324"])]),
    ("how many did Tongxin and Sheqi receive?", [("Tongxin", ["640324"]), ("Sheqi", ["411327"])]),
    ("Yindu District", [("Yindu District", ["410505"])]),
    ("Shaanxi or Shanxi", [("Shaanxi", ["610000"]), ("Shanxi", ["140000"])]),
    ("counties in Inner Mongolia", [("Inner Mongolia", ["150000"])]),
    ("Ningxia Hui Autonomous Region", [("Ningxia Hui Autonomous Region", ["640000"])]),
    ("Chaoyang District, Beijing", [("Chaoyang District", ["110105"]), ("Beijing", ["110000"])]),
    ("Henan's counties", [("Henan's", ["410000"])]),
]


@pytest.mark.parametrize(("text", "expected"), MENTIONS)
def test_mentions(text: str, expected: list[tuple[str, list[str]]]) -> None:
    assert found(text) == expected


ORDINARY = [
    "信息公开平台建设", "搭建平台", "公开原则", "公安局", "该县城区", "县级市和县级单位", "城区改造", "信息资源整合", "沟通道路", "高新区管理委员会",
    "经济技术开发区", "提高平均水平", "a guide to the county reports", "which county had most", "朝阳区域", "各县区", "哪个县", "依法治县",
]  # fmt: skip


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_are_no_places(text: str) -> None:
    assert found(text) == []


def test_english_names() -> None:
    names = {code: english_name(by_code(code)) for code in ("640324", "410505", "640000", "632500", "110000", "150000")}
    assert names == {
        "640324": "Tongxin County", "410505": "Yindu District", "640000": "Ningxia Hui Autonomous Region",
        "632500": "Hainan Tibetan Autonomous Prefecture", "110000": "Beijing Municipality",
        "150000": "Inner Mongolia Autonomous Region",
    }  # fmt: skip


def test_short_names() -> None:
    assert [short_name(by_code(c)) for c in ("640324", "640000", "632500", "340523")] == [
        "同心",
        "宁夏",
        "海南",
        "和县",
    ]


def test_offsets_are_those_of_the_text() -> None:
    text = "请问  寧夏 ２０２４ 同心縣"
    assert [text[m.start : m.end] for m in mentions(text)] == ["寧夏", "同心縣"]


def test_telephone_areas() -> None:
    assert area_codes()["0953"] == ("640300",)
    assert area_codes()["010"] == ("110000",)
    assert area_codes()["0731"] == ("430100", "430200", "430300")
