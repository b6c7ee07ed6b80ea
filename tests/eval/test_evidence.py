"""Numerals traced and cited cells read from outside the engine."""

from __future__ import annotations

from typing import Any

import pytest

from eval.evidence import misplaced, unsourced


class Corpus:
    years = (2023, 2024)
    reports = 5
    stored = "一、本年新收 40 41\n二、上年结转 0 5"

    def text(self, report_id: str) -> str:
        assert report_id == "r1"
        return self.stored

    def sums(self, report_id: str) -> tuple[int, ...]:
        assert report_id == "r1"
        return (40, 1, 1)


def answer(text: str = "甲县2024年收到申请41件。", **changes: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "text": text, "answer": {"kind": "number", "value": 41}, "plan": {"kind": "lookup", "scope": {"years": [2024]}},
        "facts": [{"report_id": "r1", "year": 2024, "indicator": "requests.received", "applicant": "total", "value": 41, "state": "reported",
                   "citation": "c1", "citations": []}],
        "citations": [{"id": "c1", "kind": "cell", "report_id": "r1", "source": "a.txt", "table": 3, "row": "一、本年新收政府信息公开申请数量",
                       "start": 10, "end": 12, "quote": "一、本年新收 40 41"}],
        "warnings": [], "coverage": {"matched": 1, "used": 1, "left_out": []},
    }  # fmt: skip
    return {**made, **changes}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("甲县2024年收到申请41件。", ()),
        ("甲县２０２４年收到申请４１件。", ()),
        ("甲县2024年收到申请41件，比上年多25件。", ("25",)),
        ("见table 3：（三）不予公开。41件。", ()),
        ("其中自然人40件。", ()),  # the quoted row prints it
        ("2022年收到41件。", ("2022",)),
        ("合计4,100件。", ("4,100",)),
    ],
)
def test_numerals(text, found):
    assert unsourced(answer(text), Corpus()) == found


def test_arithmetic_over_the_facts_is_a_source():
    facts = [{**answer()["facts"][0], "value": v, "report_id": r} for v, r in ((41, "r1"), (8, "r2"))]
    said = "相差33件，合计49件，平均24.5件，是5.13倍，多412.5%。"
    assert unsourced(answer(said, facts=facts), Corpus()) == ()
    assert unsourced(answer("相差34件。", facts=facts), Corpus()) == ("34",)


def test_a_count_of_reports_is_bounded_by_the_corpus():
    for count, found in ((5, ()), (6, ("6",))):
        warning = {"code": "partial_coverage", "text": f"符合条件的{count}份报告中，1份是2024年的。"}
        assert unsourced(answer(f"41件。{warning['text']}", warnings=[warning]), Corpus()) == found


def test_a_cell_cited_right():
    assert misplaced(answer(), Corpus()) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"row": "二、上年结转政府信息公开申请数量"},  # the label of another row
        {"start": 8, "end": 10},  # 40
        {"start": 22, "end": 23},  # 5, a row below
        {"quote": "二、上年结转 0 5"},
    ],
)
def test_a_cell_cited_wrong(changes):
    cited = {**answer()["citations"][0], **changes}
    assert misplaced(answer(citations=[cited]), Corpus()) == ("c1",)


def test_a_label_that_is_nobodys_is_no_contradiction():
    cited = {**answer()["citations"][0], "row": "一、本年度新收到的申请"}
    assert misplaced(answer(citations=[cited]), Corpus()) == ()


def test_sums_of_a_report_are_sources_only_where_they_were_asked() -> None:
    said = "甲县2024年：42项勾稽关系中，40项相平，1项不平。"
    inspected = {"plan": {"kind": "inspect", "scope": {"years": [2024]}}}
    assert unsourced(answer(said, **inspected), Corpus()) == ()
    assert unsourced(answer(said.replace("40项", "39项"), **inspected), Corpus()) == ("39",)
    assert unsourced(answer(said), Corpus()) == ("42",)
