"""Which body and which year, on titles, preambles and clauses as they are printed in the wild."""

from __future__ import annotations

import json

import pytest

from corpus.document import Document, Paragraph
from corpus.models import BodyKind, Level
from corpus.settings import Settings
from ingest.identity import Identified, identify
from ingest.parse import read_document

PROSE = "\n一、总体情况\n认真做好各项公开工作。\n二、主动公开政府信息情况\n"
CONTACT = "\n六、其他需要报告的事项\n如有疑问，请与{}联系（电话：0953-8000000）。"


def document(text: str, title: str | None = None) -> Document:
    blocks, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            blocks.append(Paragraph(text=line, start=at, end=at + len(line)))
        at += len(line) + 1
    return Document(format="text", text=text, blocks=tuple(blocks), title=title)


def read(text: str, title: str | None = None, name: str = "") -> Identified:
    return identify(document(text, title), name)


TITLES = [
    ("同心县2024年政府信息公开工作年度报告", "同心县", 2024),
    ("同心县人民政府2024年政府信息公开工作年度报告", "同心县人民政府", 2024),
    ("同心县人民政府办公室 2023 年\n政府信息公开工作年度报告", "同心县人民政府办公室", 2023),
    ("同心县人民\n政府办公室2023年政府信息公\n开工作年度报告", "同心县人民政府办公室", 2023),
    ("2022年上海市杨浦区人民政府办公室政府信息公开工作年度报告", "上海市杨浦区人民政府办公室", 2022),
    ("2022年上海市政府信息公开工作年度报告", "上海市", 2022),
    ("社旗县财政局2024年政府信息公开工作年报", "社旗县财政局", 2024),
    ("社旗县财政局2024年度政府信息公开年度报告", "社旗县财政局", 2024),
    ("社旗县财政局关于2019年度政府信息公开工作情况的报告", "社旗县财政局", 2019),
    ("关于社旗县财政局2019年度政府信息公开工作年度报告", "社旗县财政局", 2019),
    ("社旗县财政局政府信息公开工作年度报告（2024年度）", "社旗县财政局", 2024),
    ("社旗县财政局政府信息公开2024年度报告", "社旗县财政局", 2024),
    ("社旗县财政局二〇二四年政府信息公开工作年度报告", "社旗县财政局", 2024),
    ("社旗县财政局２０２４年政府信息公开工作年度报告", "社旗县财政局", 2024),
    ("社旗縣財政局2024年政府資訊公開工作年度報告".replace("資訊", "信息"), "社旗县财政局", 2024),
    ("# 永宁县人民政府办公室\n\n## 2024 年政府信息公开工作年度报告", "永宁县人民政府办公室", 2024),
    ("**永宁县人民政府办公室2024年政府信息公开工作年度报告**", "永宁县人民政府办公室", 2024),
    ("吴忠市同心县豫海镇2024年政府信息公开工作年度报告", "吴忠市同心县豫海镇", 2024),
    ("北票市长皋乡人民政府2023年政府信息公开工作年度报告", "北票市长皋乡人民政府", 2023),
    ("国家税务总局同心县税务局2024年政府信息公开工作年度报告", "国家税务总局同心县税务局", 2024),
    ("淮安经济技术开发区管委会2024年政府信息公开工作年度报告", "淮安经济技术开发区管委会", 2024),
    ("海南州共和县人民政府2024年政府信息公开工作年度报告", "海南州共和县人民政府", 2024),
    ("首页\n当前位置：首页 > 政府信息公开年报\n殷都区人民政府办公室2024年政府信息公开工作年度报告", "殷都区人民政府办公室", 2024),
    ("殷都区人民政府办公室2024年政府信息公开工作年度报告\n殷都区人民政府办公室2024年政府信息公开工作年度报告", "殷都区人民政府办公室", 2024),
    ("发布日期：2025-01-20\n殷都区人民政府2024年政府信息公开工作年度报告", "殷都区人民政府", 2024),
    ("索引号：640324-2025-0001\n同心县水务局2024年政府信息公开工作年度报告", "同心县水务局", 2024),
    ("同心县水务局2024年信息公开工作年度报告", "同心县水务局", 2024),
    ("宁夏回族自治区财政厅2024年政府信息公开工作年度报告", "宁夏回族自治区财政厅", 2024),
    ("2024年度同心县豫海镇人民政府信息公开工作年度报告", "同心县豫海镇人民政府", 2024),
    ("同心县人民政府信息公开工作年度报告（2024年）", "同心县人民政府", 2024),
    ("中共同心县委机构编制委员会办公室2024年政府信息公开工作年度报告", "中共同心县委机构编制委员会办公室", 2024),
    ("附件1\n同心县审计局2024年政府信息公开工作年度报告", "同心县审计局", 2024),
    ("同心县政府信息公开工作年度报告\n（2024年）", "同心县", 2024),
    ("吉林省长春市朝阳区人民政府2024年政府信息公开工作年度报告", "吉林省长春市朝阳区人民政府", 2024),
]  # fmt: skip


@pytest.mark.parametrize(("head", "body", "year"), TITLES)
def test_titles(head: str, body: str, year: int) -> None:
    found = read(head + PROSE)
    assert (found.body.name, found.year) == (body, year)
    assert found.title is not None


PREAMBLES = [
    ("根据《中华人民共和国政府信息公开工作年度报告格式》要求，现发布《社旗县水利局2024年政府信息公开工作年度报告》。", "社旗县水利局", 2024),
    ("按照《条例》，现公布社旗县水利局2024年政府信息公开工作年度报告，统计数据从2024年1月1日至12月31日。", "社旗县水利局", 2024),
    ("根据《国务院办公厅关于印发〈中华人民共和国政府信息公开工作年度报告格式〉的通知》要求，现发布\n《社旗县水利局 2023 年政府信\n息公开工作年度报告》", "社旗县水利局", 2023),
    ("本报告由社旗县水利局根据条例编制。统计期限自2024年1月1日起至2024年12月31日止。", "社旗县水利局", 2024),
]  # fmt: skip


@pytest.mark.parametrize(("head", "body", "year"), PREAMBLES)
def test_preambles_without_a_title(head: str, body: str, year: int) -> None:
    found = read(head + PROSE)
    assert (found.body.name, found.year) == (body, year)


def test_contact_clause_alone_names_the_body() -> None:
    found = read("本年报数据统计期限为2024年1月1日至2024年12月31日。" + PROSE + CONTACT.format("同心县教育局"))
    assert (found.body.name, found.body.division_code, found.year) == ("同心县教育局", "640324", 2024)
    assert any("contact clause" in warning for warning in found.warnings)


def test_an_untitled_report_of_the_whole_county_is_not_its_offices() -> None:
    text = "2024年，我县认真做好工作，全县受理申请40件。" + PROSE + CONTACT.format("同心县人民政府办公室")
    found = read("统计期限自2024年1月1日至12月31日\n" + text)
    assert (found.body.division, found.body.kind) == ("同心县", BodyKind.GOVERNMENT)


def test_an_untitled_report_of_the_office_itself() -> None:
    text = "2024年，我办认真做好工作。" + PROSE + CONTACT.format("同心县人民政府办公室")
    found = read("统计期限自2024年1月1日至12月31日\n" + text)
    assert found.body.name == "同心县人民政府办公室"


@pytest.mark.parametrize(
    "text",
    [
        "政府信息公开工作年度报告\n一、总体情况\n2024年，我局认真做好公开工作。",
        "2024年政府信息公开工作年度报告\n一、总体情况\n2024年，我局认真做好公开工作。如有疑问，请与我局办公室联系。",
        "2024年政府信息公开工作年度报告\n一、总体情况\n本机关依法公开。请与区政府办公室联系。",
    ],
)
def test_a_body_that_is_not_named_stays_unknown(text: str) -> None:
    found = read(text, name="同心县财政局2024年政府信息公开工作年度报告.txt")
    assert found.body.name is None
    assert found.names == ()
    assert any("does not name the body" in warning and "同心县财政局" in warning for warning in found.warnings)


def test_the_file_name_decides_neither_body_nor_year() -> None:
    text = "殷都区人民政府2024年政府信息公开工作年度报告" + PROSE
    found = read(text, name="同心县2021年政府信息公开工作年度报告.pdf")
    assert (found.body.name, found.year) == ("殷都区人民政府", 2024)


def test_fullest_printed_form() -> None:
    text = "同心县2024年政府信息公开工作年度报告" + PROSE + "本报告可在同心县人民政府网站查阅。"
    assert read(text).body.name == "同心县人民政府"
    only_office = "同心县2024年政府信息公开工作年度报告" + PROSE + CONTACT.format("同心县人民政府办公室")
    found = read(only_office)
    assert (found.body.name, found.body.kind) == ("同心县", BodyKind.GOVERNMENT)


YEARS = [
    ("同心县水务局2024年政府信息公开工作年度报告\n发布时间：2025-01-22", 2024),
    (
        "同心县水务局2025年政府信息公开工作年度报告\n一、总体情况\n针对2024年问题的改进，2024年共解决3项，2024年完成。",
        2025,
    ),
    ("同心县水务局2022年政府信息公开工作年度报告\n截至202211日，2022年共收到3件", 2022),
    (
        "政府信息公开工作年度报告\n同心县水务局\n发布时间：2024-01-22\n一、总体情况\n2023年，同心县水务局认真工作。",
        2023,
    ),
    ("同心县水务局政府信息公开工作年度报告\n数据统计期限为2021年1月1日至2021年12月31日", 2021),
    (
        "http://example.gov.cn/2019/03/12/t2019.html\n同心县水务局政府信息公开工作年度报告\n从2018年1月1日到12月31日",
        2018,
    ),
]


@pytest.mark.parametrize(("text", "year"), YEARS)
def test_years(text: str, year: int) -> None:
    assert read(text + PROSE).year == year


def test_a_year_that_is_not_said_is_unknown() -> None:
    found = read("同心县水务局政府信息公开工作年度报告\n一、总体情况\n认真工作。", name="2024.txt")
    assert found.year is None
    assert any("which year" in warning for warning in found.warnings)


def test_a_title_without_a_division_takes_the_one_of_the_page() -> None:
    found = read(
        "自然资源局2024年政府信息公开工作年度报告" + PROSE + "网站主办：同心县人民政府\n承办：同心县大数据中心"
    )
    assert (found.body.name, found.body.division_code, found.body.kind) == ("自然资源局", "640324", BodyKind.DEPARTMENT)
    assert any("names no division" in warning for warning in found.warnings)


def test_a_link_to_another_report_is_no_contradiction() -> None:
    text = "同心县水务局2024年政府信息公开工作年度报告" + PROSE + "上一篇：同心县民政局2023年政府信息公开工作年度报告"
    found = read(text)
    assert (found.body.name, found.year, found.warnings) == ("同心县水务局", 2024, ())


def test_links_to_other_reports_under_the_last_section_are_no_titles() -> None:
    """Also where the page lost its first heading."""
    text = (
        "现公布社旗县水利局2024年政府信息公开工作年度报告。\n二、主动公开政府信息情况\n无。\n六、其他需要报告的事项\n无。\n"
        "方城县财政局2018年政府信息公开工作年度报告\n方城县审计局2017年政府信息公开工作年度报告\n"
    )
    found = identify(Document(format="text", text=text, blocks=(Paragraph(text=text, start=0, end=len(text)),)))
    assert (found.body.name, found.year) == ("社旗县水利局", 2024)


def test_title_against_period_is_flagged() -> None:
    text = "同心县水务局2023年政府信息公开工作年度报告\n本报告统计数据从2024年1月1日至12月31日。\n一、总体情况\n2024年，同心县水务局"
    found = read(text)
    assert found.year == 2024
    assert any("the title says 2023" in warning for warning in found.warnings)


def test_header_date_against_period_is_flagged() -> None:
    text = (
        "同心县水务局2021年政府信息公开工作年度报告\n发布日期：2025-02-01\n统计数据从2021年1月1日至12月31日。" + PROSE
    )
    found = read(text)
    assert found.year == 2021
    assert any("dated 2025-02" in warning for warning in found.warnings)


def test_title_against_prose_is_flagged() -> None:
    text = (
        "同心县水务局2024年政府信息公开工作年度报告\n一、总体情况\n2024年，社旗县水务局认真落实条例。"
        + CONTACT.format("社旗县水务局")
    )
    found = read(text)
    assert any("社旗县水务局" in warning for warning in found.warnings)


def test_namesakes_are_told_apart_only_by_evidence() -> None:
    head = "朝阳区人民政府2024年政府信息公开工作年度报告\n一、总体情况\n2024年赴北京市学习。"
    unknown = read(head)
    assert (unknown.body.division, unknown.body.division_code, unknown.body.level) == ("朝阳区", None, Level.COUNTY)
    assert any("more than one 朝阳区" in warning for warning in unknown.warnings)
    assert read(head + "\n请与我办联系，电话：0431-85109000。").body.division_code == "220104"
    assert read(head + "\n地址：北京市朝阳区日坛北街33号").body.division_code == "110105"
    assert read(head + "\n网站标识码：2201040001").body.division_code == "220104"


def test_evidence_points_into_the_text() -> None:
    text = "同心县水务局 2024年政府信息公开工作年度报告" + PROSE
    found = read(text)
    spans = [text[start:end] for what, (start, end) in found.evidence if what == "title"]
    assert spans[0] == "同心县水务局 2024年政府信息公开工作年度报告"


SEEDS = {
    "000_91bdd50308ab0955.txt": ("同心县人民政府", 2024, "640324", BodyKind.GOVERNMENT),
    "001_63a9a15d935c0946.txt": ("社旗县人民政府", 2024, "411327", BodyKind.GOVERNMENT),
    "002_4a212a54c74a48a0.txt": ("永宁县人民政府办公室", 2024, "640121", BodyKind.OFFICE),
    "003_7d78940555e26d72.txt": ("同心县人民政府办公室", 2023, "640324", BodyKind.OFFICE),
    "004_97fbb38be466e179.txt": ("殷都区人民政府办公室", 2024, "410505", BodyKind.OFFICE),
}


@pytest.mark.shared
@pytest.mark.parametrize("name", sorted(SEEDS))
def test_seeds(shared, name: str) -> None:
    found = identify(read_document((shared / "seeds" / name).read_bytes(), name, Settings()), name)
    assert (found.body.name, found.year, found.body.division_code, found.body.kind) == SEEDS[name]
    assert found.warnings == ()


@pytest.mark.shared
def test_every_document_with_a_truth_file(shared) -> None:
    wrong = []
    for truth in sorted((shared / "reports").glob("*/*.truth.json")):
        expected = json.loads(truth.read_text(encoding="utf-8"))
        stem = truth.name.removesuffix(".truth.json")
        for path in sorted(truth.parent.glob(f"{stem}*")):
            if path.suffix in {".json", ".doc"} or "scan" in path.name:
                continue
            found = identify(read_document(path.read_bytes(), path.name, Settings()), path.name)
            if (found.body.name, found.year) != (expected["entity"], expected["year"]):
                wrong.append((path.name, found.body.name, found.year))
    assert wrong == []
