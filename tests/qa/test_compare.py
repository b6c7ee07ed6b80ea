"""Comparisons: worked out between like bodies, side by side and explained between unlike ones."""

from __future__ import annotations

import pytest
from asking import SHEQI, TONGXIN, YINDU, ask, codes, engine_of, measure, of, ref
from handmade import make, seeds

from qa.plan import Compare, Trend

RECEIVED = (measure("requests.received"),)


@pytest.fixture
def engine(tmp_path):
    return engine_of(tmp_path, *seeds())


def years(tmp_path, values: dict[int, object], indicator: str = "requests.received"):
    return engine_of(tmp_path, *(make(f"r{y}", "甲县", "410101", y, {indicator: v}) for y, v in values.items()))


@pytest.mark.parametrize(("bodies", "value"), [((TONGXIN, SHEQI), 25), ((SHEQI, TONGXIN), 25)])
def test_a_difference(engine, bodies, value):
    answer = ask(engine, Compare(measures=RECEIVED, scope=of(*bodies), how="difference"))
    assert (answer.answer.kind, answer.answer.value, answer.answer.unit) == ("number", value, "件")
    assert "多25件" in answer.text or "少25件" in answer.text


def test_a_ratio_is_rounded_and_shows_its_working(engine):
    answer = ask(engine, Compare(measures=RECEIVED, scope=of(TONGXIN, SHEQI), how="ratio"))
    assert answer.answer.value == 2.56
    assert "41 ÷ 16" in answer.text


def test_rates_differ_in_points(engine):
    answer = ask(engine, Compare(measures=(measure("rate.disclosure"),), scope=of(SHEQI, TONGXIN), how="difference"))
    assert (answer.answer.value, answer.answer.unit) == (75.61, "points")
    assert "个百分点" in answer.text


def test_unlike_bodies_are_not_subtracted(engine):
    answer = ask(engine, Compare(measures=RECEIVED, scope=of(TONGXIN, YINDU), how="difference"))
    assert (answer.answer.kind, answer.answer.value) == ("numbers", [41, 21])
    assert "scope_mismatch" in codes(answer)
    assert "20件" not in answer.text


@pytest.mark.parametrize("how", ["change", "difference"])
def test_an_office_against_its_county_is_no_growth(engine, how):
    answer = ask(engine, Compare(measures=RECEIVED, scope=of(TONGXIN, years=(2023, 2024)), how=how))
    assert answer.answer.value == [16, 41]
    assert "不是增减" in answer.text
    assert "25" not in answer.text


@pytest.mark.parametrize(
    ("values", "value", "word"),
    [
        ({2023: 40, 2024: 30}, -25, "减少25%"),
        ({2023: 40, 2024: 50}, 25, "增加25%"),
        ({2023: 30, 2024: 40}, 33.33, "增加33.33%"),
    ],
)
def test_a_change_over_years(tmp_path, values, value, word):
    plan = Compare(measures=RECEIVED, scope=of(ref("甲县", "410101"), years=(2024, 2023)), how="change")
    answer = ask(years(tmp_path, values), plan)
    assert (answer.answer.value, answer.answer.unit) == (value, "%")
    assert word in answer.text


def test_a_change_from_zero_has_no_percentage(tmp_path):
    plan = Compare(measures=RECEIVED, scope=of(ref("甲县", "410101"), years=(2023, 2024)), how="change")
    answer = ask(years(tmp_path, {2023: 0, 2024: 7}), plan)
    assert (answer.answer.kind, answer.answer.value) == ("numbers", [0, 7])
    assert "谈不上" in answer.text


def test_which_has_more(engine):
    assert ask(engine, Compare(measures=RECEIVED, scope=of(SHEQI, TONGXIN), how="which_more")).answer.value == [
        "同心县"
    ]
    assert ask(engine, Compare(measures=RECEIVED, scope=of(SHEQI, TONGXIN), how="which_less")).answer.value == [
        "社旗县"
    ]


def test_which_has_more_across_kinds_says_so(engine):
    answer = ask(engine, Compare(measures=RECEIVED, scope=of(SHEQI, YINDU), how="which_more"))
    assert (answer.answer.value, "scope_mismatch" in codes(answer)) == (["殷都区"], True)


@pytest.mark.parametrize(("claimed", "holds"), [(TONGXIN, True), (SHEQI, False)])
def test_whether_one_has_more(engine, claimed, holds):
    plan = Compare(measures=RECEIVED, scope=of(TONGXIN, SHEQI), how="which_more", claimed=claimed)
    assert (ask(engine, plan).answer.kind, ask(engine, plan).answer.value) == ("boolean", holds)


def test_equal_measures_tie(engine):
    plan = Compare(
        measures=(measure("outcome.disclosed"), measure("outcome.partly_disclosed")),
        scope=of(TONGXIN),
        how="which_more",
    )
    answer = ask(engine, plan)
    assert (answer.answer.value, "tie" in codes(answer)) == (["予以公开", "部分公开"], True)


def test_a_missing_side_leaves_the_difference_unanswered(engine):
    answer = ask(engine, Compare(measures=RECEIVED, scope=of(TONGXIN, ref("固镇县", "340323")), how="difference"))
    assert (answer.status, answer.reason, answer.answer.value) == ("abstained", "no_such_report", None)
    assert "41件" in answer.text


def test_a_course_over_years(tmp_path):
    answer = ask(
        years(tmp_path, {2021: 10, 2022: 15, 2023: 12}),
        Trend(measures=RECEIVED, scope=of(ref("甲县", "410101"), years=())),
    )
    assert answer.answer.value == [10, 15, 12]
    assert "增加50%" in answer.text
    assert "减少20%" in answer.text


def test_a_course_never_runs_across_bodies(engine):
    answer = ask(engine, Trend(measures=RECEIVED, scope=of(TONGXIN, years=())))
    assert answer.answer.value == [16, 41]
    assert "不是增减" in answer.text
    assert "%" not in answer.text
