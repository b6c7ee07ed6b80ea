"""Rankings: order, ties, places, zeros, blanks, kinds, rates."""

from __future__ import annotations

import pytest
from asking import COUNTY, TONGXIN, ask, codes, counties, engine_of, measure, of, ref
from handmade import make, seeds

from corpus.models import BodyKind
from qa.plan import Rank, Scope

RECEIVED = measure("requests.received")


@pytest.fixture
def engine(tmp_path):
    return engine_of(tmp_path, *seeds())


def test_the_first_n_in_order(engine):
    answer = ask(engine, Rank(measure=RECEIVED, scope=counties(), n=3, with_values=True))
    assert [(e["entity"], e["value"]) for e in answer.answer.value] == [("同心县", 41), ("殷都区", 21), ("社旗县", 16)]


def test_the_margin_is_said(engine):
    assert "其次是殷都区（21件），相差20件" in ask(engine, Rank(measure=RECEIVED, scope=counties())).text


def test_a_place(engine):
    assert ask(engine, Rank(measure=RECEIVED, scope=counties(), place=2)).answer.value == ["殷都区"]


def test_the_least(engine):
    assert ask(engine, Rank(measure=RECEIVED, scope=counties(), descending=False)).answer.value == ["永宁县"]


def test_ties_at_the_edge_are_all_returned(tmp_path):
    reports = [
        make(f"r{n}", f"甲{n}县", f"41010{n}", 2024, {"requests.received": v}) for n, v in enumerate((5, 4, 4, 1))
    ]
    answer = ask(engine_of(tmp_path, *reports), Rank(measure=RECEIVED, scope=counties(), n=2))
    assert (answer.answer.value, "tie" in codes(answer)) == (["甲0县", "甲1县", "甲2县"], True)
    assert [f.rank for f in answer.facts] == [1, 2, 2, 4]


def test_nobody_had_any(engine):
    answer = ask(engine, Rank(measure=measure("outcome.not_processed.duplicate"), scope=counties()))
    assert (answer.status, answer.answer.value) == ("answered", [])
    assert "都为零" in answer.text


def test_blanks_are_left_out_and_said(tmp_path):
    reports = (
        make("a", "甲县", "410101", 2024, {"requests.received": ""}),
        make("b", "乙县", "410102", 2024, {"requests.received": 3}),
    )
    answer = ask(engine_of(tmp_path, *reports), Rank(measure=RECEIVED, scope=counties(), descending=False))
    assert (answer.answer.value, codes(answer)[0]) == (["乙县"], "blank_left_out")
    assert answer.coverage.left_out == ({"report_id": "a", "reason": "blank"},)


def test_a_year_without_reports(engine):
    answer = ask(engine, Rank(measure=RECEIVED, scope=counties(2021)))
    assert (answer.status, answer.reason) == ("abstained", "year_missing")


def test_a_rate_over_few_cases_is_marked(engine):
    answer = ask(
        engine, Rank(measure=measure("rate.disclosure"), scope=Scope(levels=COUNTY, years=(2024,), regions=("640121",)))
    )
    assert (answer.answer.value, "small_n" in codes(answer)) == (["永宁县"], True)


def test_a_rate_without_a_divisor_is_left_out(tmp_path):
    reports = (
        make("a", "甲县", "410101", 2024),
        make("b", "乙县", "410102", 2024, {"outcome.disclosed": 20, "outcome.total": 40}),
    )
    answer = ask(
        engine_of(tmp_path, *reports), Rank(measure=measure("rate.disclosure"), scope=counties(), with_values=True)
    )
    assert answer.answer.value == [{"entity": "乙县", "value": 50}]
    assert answer.coverage.left_out == ({"report_id": "a", "reason": "undefined"},)


def test_the_office_gives_way_to_its_government(tmp_path):
    office = make("o", "同心县", "640324", 2024, {"requests.received": 99}, kind=BodyKind.OFFICE)
    answer = ask(engine_of(tmp_path, *seeds(), office), Rank(measure=RECEIVED, scope=counties(), with_values=True))
    assert answer.answer.value == [{"entity": "同心县", "value": 41}]
    assert {"report_id": "o", "reason": "government_reports"} in answer.coverage.left_out


def test_same_names_are_told_apart(tmp_path):
    reports = [
        make(f"r{n}", "鼓楼区", code, 2024, {"requests.received": 7}) for n, code in enumerate(("320106", "410204"))
    ]
    reports = [
        r.model_copy(
            update={"report": r.report.model_copy(update={"body": r.report.body.model_copy(update={"prefecture": p})})}
        )
        for r, p in zip(reports, ("南京市", "开封市"), strict=True)
    ]
    answer = ask(engine_of(tmp_path, *reports), Rank(measure=RECEIVED, scope=counties()))
    assert answer.answer.value == ["南京市鼓楼区", "开封市鼓楼区"]


def test_texts_that_disagree_are_not_ranked(tmp_path):
    reports = (
        make("a", "甲县", "410101", 2024, {"requests.received": 9}),
        make("b", "甲县", "410101", 2024, {"requests.received": 1}),
        make("c", "乙县", "410102", 2024, {"requests.received": 3}),
    )
    answer = ask(engine_of(tmp_path, *reports), Rank(measure=RECEIVED, scope=counties()))
    assert answer.answer.value == ["乙县"]
    assert answer.coverage.left_out[0]["reason"] == "versions"


def test_the_years_of_one_body(tmp_path):
    reports = [
        make(f"r{y}", "甲县", "410101", y, {"requests.received": v}) for y, v in ((2021, 5), (2022, 9), (2023, 9))
    ]
    plan = Rank(measure=RECEIVED, by="year", scope=of(ref("甲县", "410101"), years=()))
    assert ask(engine_of(tmp_path, *reports), plan).answer.value == ["2022", "2023"]


def test_which_ground_was_used_most(engine):
    grounds = tuple(
        measure(f"outcome.refused.{g}") for g in ("state_secret", "third_party_rights", "prohibited_by_law")
    )
    plan = Rank(
        measure=measure("outcome.refused.total"), by="measure", candidates=grounds, scope=of(TONGXIN), with_values=True
    )
    assert ask(engine, plan).answer.value == [{"entity": "不予公开：保护第三方合法权益", "value": 2}]


def test_nobody_has_most_of_nothing(tmp_path):
    """One office that reports 0 is not the county with the most: it had none, and whose figure it is is said."""
    office = make("r", "甲县", "410101", 2023, {"requests.received": 0}, kind=BodyKind.OFFICE)
    answer = ask(engine_of(tmp_path, office), Rank(measure=RECEIVED, scope=counties(2023)))
    assert "最多的是" not in answer.text
    assert "都为零" in answer.text
    assert answer.answer.value == []
    assert "body_assumed" in codes(answer)
