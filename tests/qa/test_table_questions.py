"""Questions to the tables as strangers put them, over the seed reports and the made counties; answers read in the
documents, or worked out from the made figures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.settings import Settings
from eval.counties import reports
from qa.engine import Engine

OFFICE_ONLY = ("殷都区", "永宁县")
# question, the answer's value: None where it abstains for the reason that follows
SEEDS: tuple[tuple[str, Any], ...] = (
    # a county of which only the office reported is no county without licences
    ("2024年哪些县没有行政处罚？", []),
    ("2024年哪个县行政许可最少？", ["同心县"]),
    ("Which county had the lowest administrative fees in 2024?", ["社旗县"]),
    ("2024年各县行政许可平均是多少", 35757.5),
    ("2024年行政处罚为0的报告有哪些", ["殷都区", "永宁县"]),
    ("永宁县2024年的8件申请是全县的吗", False),
    ("Is Yindu's zero for licences the district's figure?", False),
    # exceptions
    ("除宁夏外，2024年哪个县收到的申请最多？", ["社旗县"]),
    ("Which county outside Ningxia received the most requests in 2024?", ["社旗县"]),
    ("Except Tongxin, Sheqi and Yongning, who had the most requests in 2024?", ["殷都区"]),
    ("2024年不包括办公室的申请合计是多少", 82),
    ("同心县（不含办公室）2024年收到多少申请", 41),
    # so many bodies
    ("2024年四家合计收到多少申请？", 111),
    ("2024年五家合计收到多少申请？", "false_premise"),
    ("How many of the four reports show a lawsuit?", 3),
    ("哪三个县2024年申请最多，不含办公室", "ranking"),
    # carried over, said by the year
    ("永宁县政府办从2023年结转过来的申请几件？", 1),
    ("How many requests did the Yongning office carry into 2025?", 0),
    ("Did Sheqi carry any requests over into 2025?", False),
    ("同心县结转到2026年几件", "year_missing"),
    # counts taken for granted
    ("社旗县2024年3件行政复议的结果如何？", "false_premise"),
    ("同心县2024年收到的50件申请中有多少予以公开", "false_premise"),
    ("同心县2024年收到的41件申请中有多少予以公开", 10),
    ("Of the 41 requests Tongxin received in 2024, how many were refused?", 3),
    ("Did Tongxin receive 60 requests in 2024?", False),
    # whether they are the same, whether there are more
    ("同心县和社旗县2024年申请一样多吗", True),
    ("同心县和殷都区政府办2024年复议件数一样吗", False),
    ("2024年公开率高于社旗县的县有哪些", ["殷都区"]),
    ("Which counties had fewer lawsuits than Tongxin County in 2024?", ["永宁县", "社旗县"]),
    ("哪些县2024年申请比2023年多", "not_reported"),
    ("社旗县2024年行政许可比同心县少多少件", "false_premise"),
    ("社旗县2024年行政许可比同心县多多少件", 19997),
    ("与社旗县相比，同心县2024年行政许可少多少件", 19997),
    # all of the cases, none of them, neither
    ("2024年申请全部来自自然人的县有哪些", ["殷都区", "永宁县"]),
    ("In which counties did all requests come from natural persons in 2024?", ["殷都区", "永宁县"]),
    ("Which counties had neither reconsideration nor litigation in 2024?", ["社旗县"]),
    ("Which counties refused no requests at all in 2024?", ["社旗县", "永宁县"]),
    ("谁在2024年没有规章？", ["社旗县", "同心县", "殷都区", "永宁县"]),
    ("2024年收到41件申请的县", ["社旗县", "同心县"]),
    # money
    ("Which counties collected more than 20 million yuan in fees in 2024?", ["同心县"]),
    ("Did Sheqi collect more than 12 million yuan in fees in 2024?", False),
    # what the corpus holds
    ("Which provinces are covered?", ["河南省", "宁夏回族自治区"]),
    ("哪些县没有2023年的报告", ["殷都区", "社旗县", "永宁县"]),
    ("社旗县有2023年的报告吗", "no_such_report"),
    ("How many counties are in the corpus?", 4),
    # right in itself
    ("同心县2024年申请的勾稽关系平衡吗？", True),
    ("Are any figures in the Tongxin 2024 report inconsistent?", True),
    ("同心县报告正文说其他处理3件，跟表格对得上吗？", False),
    ("Does the Sheqi report balance?", True),
    # what a figure takes in
    ("Is reconsideration counted in your litigation figure?", False),
    ("公开率包括部分公开吗", False),
    ("Does the total of outcomes include refused requests?", True),
    ("办理结果总计包括上年结转的吗", "out_of_scope"),
    # sums and shares over all
    ("What was the overall disclosure rate in 2024?", 40.18),
    ("2024年四家的行政复议一共多少件，其中纠正几件", [8, 6]),
    ("同心县申请占2024年全部申请的比例", 36.94),
)


@pytest.fixture(scope="module")
def seeds(seeds_data: Path) -> Iterator[Engine]:
    engine = Engine(Settings(data_dir=seeds_data))
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def counties(counties_data: Path) -> Iterator[Engine]:
    engine = Engine(Settings(data_dir=counties_data))
    yield engine
    engine.close()


@pytest.mark.shared
@pytest.mark.parametrize(("question", "expected"), SEEDS, ids=[q[:40] for q, _ in SEEDS])
def test_over_the_seeds(seeds: Engine, question: str, expected: Any) -> None:
    answer = seeds.answer(question)
    if isinstance(expected, str) and expected != "ranking":
        assert (answer.status, answer.reason) == ("abstained", expected)
        return
    assert answer.status == "answered", answer.text
    if expected == "ranking":
        assert answer.answer.kind == "ranking"
        assert [e["entity"] for e in answer.answer.value] == ["社旗县", "同心县"]
    elif isinstance(expected, list) and answer.answer.kind == "entities":
        assert sorted(answer.answer.value) == sorted(expected)
    else:
        assert answer.answer.value == expected


@pytest.mark.shared
def test_a_county_left_out_for_its_office_is_named(seeds: Engine) -> None:
    answer = seeds.answer("2024年哪些县行政许可为0？")
    said = [w.text for w in answer.warnings if w.code == "scope_mismatch"]
    assert all(any(name in text for text in said) for name in OFFICE_ONLY)
    left_out = {(row["reason"]) for row in answer.coverage.left_out}
    assert "only_office" in left_out


@pytest.mark.shared
def test_unlike_bodies_are_not_said_to_lead_in_licences(seeds: Engine) -> None:
    answer = seeds.answer("2024年永宁县和社旗县谁的行政许可多")
    assert answer.answer.kind == "numbers"
    assert "scope_mismatch" in {w.code for w in answer.warnings}


@pytest.mark.shared
def test_a_false_count_is_corrected_with_the_printed_one(seeds: Engine) -> None:
    answer = seeds.answer("Since Tongxin received 60 requests in 2024, how many were disclosed?")
    assert answer.reason == "false_premise"
    assert "41" in answer.text


@pytest.mark.shared
def test_the_second_place_is_not_called_the_most(seeds: Engine) -> None:
    answer = seeds.answer("Of the outcomes in Sheqi, what was the second most common?")
    assert answer.answer.value == ["requests that could not be answered (sum of three grounds)"]
    assert "place 2" in answer.text


def _moved(indicator: str, way: int) -> set[str]:
    """The counties whose government's own figure went that way from 2023 to 2024, from the made figures."""
    figures: dict[str, dict[int, int]] = {}
    for made in reports():
        if made.kind == "government" and not made.division.endswith("市"):
            figures.setdefault(made.division, {})[made.year] = int(made.value(indicator))
    return {d for d, f in figures.items() if {2023, 2024} <= f.keys() and (f[2024] - f[2023]) * way > 0}


@pytest.mark.parametrize(
    ("question", "indicator", "way"),
    [
        ("2024年哪些县的申请比上年多？", "requests.received", 1),
        ("Which counties received more requests in 2024 than in 2023?", "requests.received", 1),
        ("哪些县2024年申请比2023年少", "requests.received", -1),
        ("Which counties fell in requests from 2023 to 2024?", "requests.received", -1),
        ("哪些县2024年的行政处罚比2023年少", "penalties.decisions", -1),
        ("哪些县申请量上升了", "requests.received", 1),
    ],
)
def test_who_moved(counties: Engine, question: str, indicator: str, way: int) -> None:
    answer = counties.answer(question)
    assert answer.answer.kind == "entities"
    assert set(answer.answer.value) == _moved(indicator, way)


def test_how_many_moved_by_so_much(counties: Engine) -> None:
    assert counties.answer("有几个县2024年申请比上年增加").answer.value == len(_moved("requests.received", 1))
    assert set(counties.answer("2024年哪些县申请增加超过50件").answer.value) == {"永宁县", "安吉县"}
    assert counties.answer("2024年各县申请都比2023年多吗").answer.value is False


def test_who_did_not_move_is_not_who_did(counties: Engine) -> None:
    for question in ("Which counties did not receive fewer requests than in 2023?", "哪些县2024年没有增加申请"):
        assert counties.answer(question).status == "abstained"


def test_growth_without_a_year_is_that_of_the_newest_two(counties: Engine) -> None:
    answer = counties.answer("which county's requests grew the most?")
    assert answer.answer.value == ["永宁县"]
    assert "year_assumed" in {w.code for w in answer.warnings}
