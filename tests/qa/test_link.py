"""Mentions: longest match, overlaps, scripts, slips, and what is left unexplained."""

from __future__ import annotations

import pytest
from paper_directory import small

from qa.link import language_of, link


def classes(question: str) -> list[tuple[str, str]]:
    return [(m.cls, m.text) for m in link(question, small()).mentions]


def test_offsets_point_into_the_question() -> None:
    question = "同心縣２０２４年收到多少申請？"
    linked = link(question, small())
    assert len(linked.text) == len(question)
    spans = [question[m.start : m.end] for m in linked.mentions]
    assert spans == ["同心縣", "２０２４年", "收到", "多少", "申請"]


def test_longest_match_wins() -> None:
    assert ("measure", "复议后起诉") in classes("同心县复议后起诉多少件")
    assert ("measure", "不予公开") in classes("不予公开多少件")
    assert all(cls != "noun" for cls, _ in classes("同心县申请"))


def test_mayor_inside_a_name_is_no_mayor() -> None:
    assert all(cls != "outside" for cls, _ in classes("北票市长皋乡2024年收到多少申请"))


@pytest.mark.parametrize(
    ("question", "years"),
    [("2022到2024年", (2022, 2024)), ("from 2022 to 2024", (2022, 2024)), ("between 2022 and 2024", (2022, 2024)), ("2022-2024年", (2022, 2024))],
)  # fmt: skip
def test_ranges_of_years(question: str, years: tuple[int, int]) -> None:
    [mention] = link(question + " requests", small()).of("year")
    assert (int(mention.value or 0), mention.data["until"]) == years


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("同心县2024年收到多少申请", ()),
        ("同心县2024年收到多少快递", ("快递",)),
        ("How many parcels in Tongxin", ("parcels",)),
    ],
)
def test_unexplained(question: str, left: tuple[str, ...]) -> None:
    assert link(question, small()).unexplained == left


def test_slips() -> None:
    assert link("同心县诉颂多少", small()).corrections == (("诉颂", "诉讼"),)
    assert link("how many litigaton cases in Tongxin", small()).corrections == (("litigaton", "litigation"),)


@pytest.mark.parametrize(
    ("question", "kind"),
    [("同心县政府办2023年", "office"), ("同心县人民政府办公室", "office"), ("同心县人民政府", "government"), ("同心县教育局", "department"),
     ("同心县豫海镇", "township"), ("同心县政府信息公开申请", None), ("Tongxin County Government Office", "office"), ("the office of Tongxin County", "office")],
)  # fmt: skip
def test_kind_of_body(question: str, kind: str | None) -> None:
    body = next(m.body for m in link(question, small()).of("body"))
    assert body is not None
    assert body.kind == kind


def test_language() -> None:
    assert language_of("哪个县 2024 litigation 最多") == "zh"
    assert language_of("which county mentions 适老化") == "en"
