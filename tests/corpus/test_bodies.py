"""Printed body names: division, level, kind, and what a question may call them."""

from __future__ import annotations

import pytest

from corpus.bodies import aliases, describe, plausible

KINDS = [
    ("同心县", "640324", "county", "government"),
    ("同心县人民政府", "640324", "county", "government"),
    ("同心县政府", "640324", "county", "government"),
    ("永宁县人民政府办公室", "640121", "county", "office"),
    ("永宁县政府办", "640121", "county", "office"),
    ("河南省人民政府办公厅", "410000", "province", "office"),
    ("锡林郭勒盟行政公署", "152500", "prefecture", "government"),
    ("同心县人民政府外事办公室", "640324", "county", "department"),
    ("淮安市外事办公室", "320800", "prefecture", "department"),
    ("淮安市地方志办公室", "320800", "prefecture", "department"),
    ("淮安市机关事务管理办公室", "320800", "prefecture", "department"),
    ("平顶山市人民政府国有资产监督管理委员会", "410400", "prefecture", "department"),
    ("淮安市信访局", "320800", "prefecture", "department"),
    ("北京市朝阳区教育委员会", "110105", "county", "department"),
    ("国家税务总局同心县税务局", "640324", "county", "department"),
    ("北票市长皋乡", "211381", "township", "township"),
    ("东莞市长安镇人民政府", "441900", "township", "township"),
    ("延吉市北山街道办事处", "222401", "township", "township"),
    ("淮安经济技术开发区管理委员会", "320800", "prefecture", "zone"),
    ("淮安经济技术开发区管委会办公室", "320800", "prefecture", "office"),
    ("海南州人民政府", "632500", "prefecture", "government"),
    ("浦东新区人民政府", "310115", "county", "government"),
    ("晋城市城区人民政府", "140502", "county", "government"),
    ("济源市人民政府", "419001", "county", "government"),
    ("淮安市第一人民医院", "320800", "prefecture", "other"),
]


@pytest.mark.parametrize(("name", "code", "level", "kind"), KINDS)
def test_describe(name: str, code: str, level: str, kind: str) -> None:
    body = describe(name)
    assert (body.name, body.division_code, body.level, body.kind) == (name, code, level, kind)


def test_namesakes_keep_the_name_and_lose_the_code() -> None:
    body = describe("朝阳区人民政府")
    assert (body.division, body.division_code, body.province, body.level) == ("朝阳区", None, None, "county")


@pytest.mark.parametrize(
    ("context", "code"),
    [
        ("联系电话：0431-8888888", "220104"),
        ("电话：（010）65099999", "110105"),
        ("地址：北京市朝阳区日坛北街", "110105"),
        ("网站标识码：2201040001", "220104"),
        ("吉公网安备22010402000014号", "220104"),
        ("联系电话：0586-8700466", None),
        ("电话：010-65099999；传真：0431-8888888", None),
    ],
)
def test_context_tells_namesakes_apart(context: str, code: str | None) -> None:
    assert describe("朝阳区人民政府", context=context).division_code == code


def test_names_of_the_year() -> None:
    assert describe("莱芜市人民政府", year=2016).level == "prefecture"


@pytest.mark.parametrize(
    "name", ["我局", "本机关", "区政府办公室", "县人民政府办公室", "市财政局", "各单位", "县级各部门", "同心县首页"]
)
def test_what_names_no_body(name: str) -> None:
    assert not plausible(name)


@pytest.mark.parametrize("name", ["同心县", "自然资源局", "市场监督管理局", "同心县人民政府"])
def test_what_names_a_body(name: str) -> None:
    assert plausible(name)


def test_aliases_of_a_government_and_of_its_office_differ_but_for_the_bare_division() -> None:
    government, office = set(aliases(describe("同心县"))), set(aliases(describe("同心县人民政府办公室")))
    assert {
        "同心县",
        "同心",
        "同心县人民政府",
        "同心县政府",
        "吴忠市同心县",
        "宁夏同心县",
        "tongxin county",
        "tongxin",
    } <= government
    assert {"同心县人民政府办公室", "同心县政府办", "同心县府办", "同心县政府办公室", "同心县政府办公厅"} <= office
    both = government & office
    assert {"同心县", "同心", "tongxin county"} <= both
    assert not any("政府" in name or "办" in name or "government" in name or "office" in name for name in both)


def test_a_department_does_not_take_its_divisions_name() -> None:
    names = aliases(describe("同心县财政局"))
    assert "同心县财政局" in names
    assert "宁夏同心县财政局" in names
    assert "同心县" not in names


def test_a_zone_office_does_not_take_the_citys_name() -> None:
    assert "淮安市" not in aliases(describe("淮安经济技术开发区管委会办公室"))


def test_an_unknown_body_has_no_names() -> None:
    assert aliases(describe("我局").model_copy(update={"name": None})) == ()
