"""Sets described and then asked about, sums of parts, years in a row, statements: what is answered, from which cells."""

from __future__ import annotations

import pytest
from asking import codes, engine_of
from handmade import make

from corpus.models import BodyKind, Level

RECEIVED, DISCLOSED, TOTAL = "requests.received", "outcome.disclosed", "outcome.total"
REFUSED, NOT_HELD = "outcome.refused.state_secret", "outcome.unavailable.not_held"
SUED = "litigation_direct.total"


@pytest.fixture
def engine(tmp_path):
    tongxin, sheqi, helan = ("同心县", "640324"), ("社旗县", "411327"), ("贺兰县", "640122")
    return engine_of(
        tmp_path,
        make("t22", *tongxin, 2022, {RECEIVED: 10, TOTAL: 10}),
        make("t23", *tongxin, 2023, {RECEIVED: 20, TOTAL: 20}),
        make("t24", *tongxin, 2024, {RECEIVED: 40, DISCLOSED: 10, REFUSED: 3, NOT_HELD: 18, TOTAL: 40, SUED: 2}),
        make("o24", *tongxin, 2024, {RECEIVED: 7}, kind=BodyKind.OFFICE, body="同心县人民政府办公室"),
        make("s23", *sheqi, 2023, {RECEIVED: 50, TOTAL: 50}),
        make("s24", *sheqi, 2024, {RECEIVED: 30, DISCLOSED: 20, TOTAL: 30}),
        make("h24", *helan, 2024, {RECEIVED: 12, DISCLOSED: 9, TOTAL: 12, SUED: 5}),
        make("w24", "吴忠市", "640300", 2024, {RECEIVED: 90}, level=Level.PREFECTURE),
    )


def answered(engine, question, *before):
    previous = None
    for turn in before:
        previous = engine.plan(turn, previous)
    return engine.answer(question, previous=previous)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("2024年收到申请最多的县公开率是多少", 25),
        ("2024年收到申请超过20件的县一共多少件行政诉讼", 2),
        ("2024年有行政诉讼的县平均收到多少件申请", 26),
        ("同心县2024年不予公开和无法提供一共多少件", 21),
        ("同心县2024年不予公开和无法提供一共占多少", 52.5),
        ("社旗县2024年申请同比减少多少件", 20),
        ("同心县2024年政府办收到多少件申请", 7),
        ("同心县2024年收到40件申请，其中公开几件", 10),
        ("2024年公开率过半的县有几个", 2),
    ],
)
def test_a_number(engine, question, value):
    answer = answered(engine, question)
    assert (answer.answer.kind, answer.answer.value) == ("number", value)
    assert answer.citations


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("2024年收到申请超过20件的县里，公开率最高的是哪个", ["社旗县"]),
        ("哪些县的申请连续两年增加", ["同心县"]),
    ],
)
def test_who(engine, question, names):
    assert answered(engine, question).answer.value == names


def test_who_was_found_is_said_first(engine):
    text = answered(engine, "2024年公开率最高的两个县各收到多少件申请").text
    assert text.startswith("2024年公开率（予以公开÷办理结果总计）最高的2个依次是：贺兰县（75%）、社旗县（66.67%）。")


@pytest.mark.parametrize(
    ("then", "value"),
    [
        ("它们的诉讼各几件", [("同心县", 2), ("社旗县", 0)]),
        ("诉讼各有多少", [("同心县", 2), ("社旗县", 0)]),
    ],
)
def test_figures_of_those_found(engine, then, value):
    answer = answered(engine, then, "2024年哪些县收到的申请超过20件")
    assert [(e["entity"], e["value"]) for e in answer.answer.value] == value


@pytest.mark.parametrize(
    ("then", "value"), [("它们一共公开了多少件", 30), ("其中公开率最高的是哪个", ["社旗县"]), ("一共有几个", 2)]
)
def test_what_is_asked_of_those_found(engine, then, value):
    assert answered(engine, then, "2024年哪些县收到的申请超过20件").answer.value == value


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("同心县2024年收到申请40件，公开10件，对吗", True),
        ("同心县2024年收到申请40件，公开11件，对吗", False),
        ("听说社旗县2024年申请同比下降40%，属实吗", True),
        ("2024年收到申请最多的县是不是同心县", True),
        ("贺兰县2024年的申请是不是最多", False),
        ("同心县的申请是逐年增加吗", True),
        ("同心县2024年公开率是25%吗", True),
    ],
)
def test_yes_or_no(engine, question, holds):
    answer = answered(engine, question)
    assert (answer.answer.kind, answer.answer.value) == ("boolean", holds)
    assert answer.citations


def test_a_year_that_is_missing_breaks_a_row(engine):
    assert answered(engine, "社旗县的申请连续两年减少了吗").reason == "year_missing"


def test_a_quarter_is_no_year(engine):
    assert answered(engine, "同心县2024年申请环比增长多少").reason == "not_reported"


def test_the_government_and_its_office_stand_side_by_side(engine):
    answer = answered(engine, "同心县2024年县政府和政府办各收到多少件申请")
    assert answer.answer.value == [40, 7]
    assert "scope_mismatch" in codes(answer)


def test_a_city_beside_a_county_is_of_another_level(engine):
    assert "scope_mismatch" in codes(answered(engine, "吴忠市和社旗县2024年的申请量差多少"))


def test_nobody_is_the_fastest(engine):
    assert answered(engine, "2024年哪个县答复得最快").status == "abstained"
