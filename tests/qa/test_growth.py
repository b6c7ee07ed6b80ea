"""Rankings of growth, the place of one body, the average as a bound, and steps whose way is taken for granted."""

from __future__ import annotations

import pytest
from asking import ask, codes, counties, engine_of, measure, of, ref
from handmade import make

from corpus.models import BodyKind
from qa.plan import Compare, Condition, Filter, Lookup, Rank

RECEIVED = measure("requests.received")
FIGURES = {  # 2023, 2024
    ("甲县", "410101"): (10, 30), ("乙县", "410102"): (50, 80), ("丙县", "410103"): (40, 20), ("丁县", "410104"): (None, 90),
    ("戊县", "410105"): (0, 5),
}  # fmt: skip


@pytest.fixture
def engine(tmp_path):
    made = [
        make(f"{name}{year}", name, code, year, {"requests.received": value})
        for (name, code), values in FIGURES.items()
        for year, value in zip((2023, 2024), values, strict=True)
        if value is not None
    ]
    return engine_of(tmp_path, *made)


@pytest.mark.parametrize(
    ("growth", "descending", "value"),
    [
        ("difference", True, [{"entity": "乙县", "value": 30}]),
        ("change", True, [{"entity": "甲县", "value": 200}]),
        ("difference", False, [{"entity": "丙县", "value": -20}]),
        ("change", False, [{"entity": "丙县", "value": -50}]),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_who_grew_most(engine, growth, descending, value, language):
    plan = Rank(measure=RECEIVED, scope=counties(2023, 2024), growth=growth, descending=descending, with_values=True)
    answer = ask(engine, plan, language)
    assert (answer.status, answer.answer.value) == ("answered", value)
    assert codes(answer)[0] == "partial_coverage"  # 丁县 has one year only


def test_a_body_is_compared_with_its_own_kind_of_report(tmp_path):
    made = (
        make("a", "甲县", "410101", 2023, {"requests.received": 1}, kind=BodyKind.OFFICE),
        make("b", "甲县", "410101", 2024, {"requests.received": 100}),
    )
    plan = Rank(measure=RECEIVED, scope=counties(2023, 2024), growth="difference")
    assert ask(engine_of(tmp_path, *made), plan).reason == "not_reported"


def test_nobody_fell(tmp_path):
    made = [make(f"a{y}", "甲县", "410101", y, {"requests.received": n}) for y, n in ((2023, 1), (2024, 2))]
    plan = Rank(measure=RECEIVED, scope=counties(2023, 2024), growth="difference", descending=False)
    answer = ask(engine_of(tmp_path, *made), plan)
    assert (answer.answer.value, "都没有减少" in answer.text) == ([], True)


@pytest.mark.parametrize(
    ("name", "code", "place"), [("丁县", "410104", 1), ("乙县", "410102", 2), ("戊县", "410105", 5)]
)
def test_the_place_of_one_body(engine, name, code, place):
    answer = ask(engine, Rank(measure=RECEIVED, scope=counties(2024), of=ref(name, code)))
    assert (answer.answer.kind, answer.answer.value) == ("number", place)
    assert f"{name}排第{place}" in answer.text


def test_a_body_without_a_report_has_no_place(engine):
    answer = ask(engine, Rank(measure=RECEIVED, scope=counties(2024), of=ref("己县", "410106")))
    assert (answer.status, answer.reason) == ("abstained", "no_such_report")


def test_above_average(engine):  # (30 + 80 + 20 + 90 + 5) / 5 = 45
    condition = Condition(measure=RECEIVED, op="gt", against="mean")
    answer = ask(engine, Filter(conditions=(condition,), scope=counties(2024)))
    assert answer.answer.value == ["丁县", "乙县"]
    assert "平均数45件" in answer.text


def test_one_body_against_the_median(engine):
    condition = Condition(measure=RECEIVED, op="lt", against="median")
    plan = Lookup(measures=(RECEIVED,), scope=of(ref("丙县", "410103")), yes_no=condition)
    answer = ask(engine, plan)
    assert (answer.answer.value, "中位数30件" in answer.text) == (True, True)


@pytest.mark.parametrize(
    ("name", "code", "direction", "status", "value"),
    [
        ("丙县", "410103", "down", "answered", 20),
        ("丙县", "410103", None, "answered", -20),
        ("丙县", "410103", "up", "abstained", None),
        ("甲县", "410101", "up", "answered", 20),
    ],
)
def test_a_step_whose_way_is_taken_for_granted(engine, name, code, direction, status, value):
    scope = of(ref(name, code), years=(2023, 2024))
    answer = ask(engine, Compare(measures=(RECEIVED,), scope=scope, how="difference", direction=direction))
    assert (answer.status, answer.answer.value) == (status, value)
    assert answer.reason == (None if status == "answered" else "false_premise")
    assert "20件" in answer.text
