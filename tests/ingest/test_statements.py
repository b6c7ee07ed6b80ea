"""Figures in prose: what is linked to a cell, and what must not be."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from corpus.models import Hedge, Model, Section, Statement
from ingest.statements import extract_statements


class Span(Model):
    section: Section = Section.OVERVIEW
    start: int = 0
    end: int


def read(text: str, title: str = "青河县人民政府2024年政府信息公开工作年度报告") -> list[Statement]:
    whole = f"{title}\n{text}"
    return list(extract_statements(whole, [Span(start=len(title) + 1, end=len(whole))], report_id="r", year=2024))


def linked(text: str, **more: str) -> list[tuple[str, str]]:
    """(metric[@applicant], value) of the linked figures."""
    return [
        (s.metric if s.applicant == "total" else f"{s.metric}@{s.applicant}", str(s.value))
        for s in read(text, **more)
        if s.metric is not None
    ]


LINKED = [
    ("全年收到政府信息公开申请52件。", [("requests.received", "52")]),
    ("2024年，全县新收到公民、法人及其他组织提出的政府信息公开申请1,205件。", [("requests.received", "1205")]),
    ("我县共收到52件政府信息公开申请。", [("requests.received", "52")]),
    ("依申请公开方面，共受理申请８件，结转下年度继续办理１件。", [("requests.received", "8"), ("requests.carried_out", "1")]),
    ("收到政府信息公开申请52件（上年结转3件），办结55件。", [("requests.received", "52"), ("requests.carried_in", "3"), ("outcome.total", "55")]),
    ("答复政府信息公开申请3050件（含上年度结转申请34件，另有103件顺延到下年度答复）。", [("outcome.total", "3050"), ("requests.carried_in", "34"), ("requests.carried_out", "103")]),
    ("（二）依申请公开。从办理结果看，予以公开4件、部分公开2件、不予公开1件、无法提供6件、不予处理0件。", [("outcome.disclosed", "4"), ("outcome.partly_disclosed", "2"), ("outcome.refused.total", "1"), ("outcome.unavailable.total", "6"), ("outcome.not_processed.total", "0")]),
    ("收到政府信息公开申请50件，其中自然人申请40件，占比80%。", [("requests.received", "50"), ("requests.received@natural_person", "40"), ("rate.natural_person", "80")]),
    ("因政府信息公开申请引起的行政复议7件，其中结果维持3件，结果纠正2件，尚未审结2件；行政诉讼4件，其中结果维持4件。", [("reconsideration.total", "7"), ("reconsideration.upheld", "3"), ("reconsideration.corrected", "2"), ("reconsideration.pending", "2"), ("litigation.total", "4"), ("litigation.upheld", "4")]),
    ("本年未发生因政府信息公开引起的行政诉讼。", [("litigation.total", "0")]),
    ("全年制定行政规范性文件6件，废止2件，现行有效31件。", [("normative_documents.issued", "6"), ("normative_documents.repealed", "2"), ("normative_documents.in_force", "31")]),
    ("（二）依申请公开情况\n2024年共办结9件政府信息公开申请。", [("outcome.total", "9")]),
]  # fmt: skip

NOT_LINKED = [
    "县政府办公室收到政府信息公开申请17件。",  # another body's figure in the county's report
    "各乡镇共收到政府信息公开申请95件。",
    "全年办理行政复议案件120件。",  # reconsideration as such, not of information requests
    "县长信箱收到来信238件，已办结238件。",
    "办理人大建议和政协提案信息公开申请12件，予以公开12件。",
    "邮寄申请26件，网络申请15件。",
    "2025年计划制定行政规范性文件5件。",
    "上半年收到政府信息公开申请20件。",
    "清理规范性文件11件。",  # reviewed is not repealed
    "公开行政许可信息1200条，发布行政处罚决定信息300条。",
    "收到政府信息公开申请比上年增加5件。",
    "公开规范性文件8件。",
    "收取政府信息公开信息处理费2600元。",
    "行政复议、行政诉讼分别为5件和2件。",
]


@pytest.mark.parametrize(("text", "wanted"), LINKED, ids=[t[:16] for t, _ in LINKED])
def test_a_figure_that_is_a_cell_is_linked(text: str, wanted: list[tuple[str, str]]) -> None:
    assert linked(text) == wanted


@pytest.mark.parametrize("text", NOT_LINKED)
def test_a_figure_of_another_thing_is_not_linked(text: str) -> None:
    assert linked(text) == []


def test_an_office_counts_its_own_and_not_the_countys() -> None:
    title = "青河县人民政府办公室2024年政府信息公开工作年度报告"
    assert linked("全县受理政府信息公开申请95件。", title=title) == []
    assert linked("县政府办公室受理政府信息公开申请17件。", title=title) == [("requests.received", "17")]
    assert linked("我办受理政府信息公开申请17件。", title=title) == [("requests.received", "17")]


def test_wrapped_lines_and_page_footers_are_read_through() -> None:
    text = "全年收到政府信息公\n\n开申请 1\n2 件，予以\n - 3 -\n公开 7 件。"
    found = read(text)
    assert [(s.metric, s.value) for s in found] == [("requests.received", 12), ("outcome.disclosed", 7)]
    whole = f"青河县人民政府2024年政府信息公开工作年度报告\n{text}"
    seven = found[1].locator
    assert whole[seven.start : seven.end] == "7"
    assert whole[seven.row_start : seven.row_end].startswith("全年收到")
    assert whole[seven.row_start : seven.row_end].endswith("件。")


def test_hedge_scale_and_unit_are_kept() -> None:
    first, second = read("网站访问量超过3.5万人次，公开信息5500余条。")
    assert (first.value, first.unit, first.hedge, first.raw) == (Decimal(35000), "人次", Hedge.OVER, "3.5万")
    assert (second.value, second.unit, second.hedge, second.metric) == (Decimal(5500), "条", Hedge.OVER, None)


def test_years_are_those_of_the_clause() -> None:
    found = read("2023年收到政府信息公开申请30件，2024年收到政府信息公开申请52件。")
    assert [(s.metric, s.year, int(s.value)) for s in found] == [
        ("requests.received", 2023, 30),
        ("requests.received", 2024, 52),
    ]


def test_table_sections_are_never_read() -> None:
    text = "收到政府信息公开申请52件。"
    spans = [Span(section=s, start=0, end=len(text)) for s in (Section.PROACTIVE, Section.REQUESTS, Section.DISPUTES)]
    assert extract_statements(text, spans, report_id="r", year=2024) == ()


def test_traditional_characters_are_read() -> None:
    assert linked("全年收到政府信息公開申請52件，辦結50件。") == [("requests.received", "52"), ("outcome.total", "50")]


@pytest.mark.shared
def test_a_real_report_has_its_figures_linked(shared: Path) -> None:
    text = next((shared / "seeds").glob("000_*.txt")).read_text(encoding="utf-8")
    end = text.index("二、主动公开政府信息情况")
    spans = [Span(start=text.index("一、总体情况"), end=end)]
    found = {s.metric: s for s in extract_statements(text, spans, report_id="r", year=2024) if s.metric}
    assert {m: int(s.value) for m, s in found.items()} == {
        "requests.received": 41, "outcome.disclosed": 10, "outcome.partly_disclosed": 10,
        "outcome.unavailable.not_held": 18, "outcome.other.total": 3, "normative_documents.issued": 3,
        "normative_documents.repealed": 4, "normative_documents.in_force": 17,
    }  # fmt: skip
    where = found["normative_documents.in_force"].locator
    assert text[where.start : where.end] == "17"
