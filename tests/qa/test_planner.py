"""What the planner assumes, asks back and refuses; premises, notes and bounds."""

from __future__ import annotations

import pytest
from paper_directory import empty, small, with_two_chaoyang

from corpus import catalogue
from qa.plan import Abstain, Clarify, Lookup, Measure, Passage, Rank, meaning
from qa.planner import MAX_QUESTION, plan_question

CATALOGUE = catalogue.load()
SAME = {"rate.disclosed": "rate.disclosure", "rate.disclosed_or_partly": "rate.disclosure_with_partly"}


def measured(question: str) -> list[tuple[str, str]]:
    plan = plan_question(question, small()).plan
    assert isinstance(plan, Lookup), plan
    return [(m.indicator, m.applicant) for m in plan.measures]


@pytest.mark.parametrize("indicator", CATALOGUE.indicators, ids=lambda i: i.id)
def test_every_indicator_by_its_name(indicator: catalogue.Indicator) -> None:
    wanted = [(SAME.get(indicator.id, indicator.id), "total")]
    assert measured(f"同心县2024年{indicator.name}是多少？") == wanted
    assert measured(f"What is the figure of {indicator.en} for Tongxin County in 2024?") == wanted


@pytest.mark.parametrize("applicant", CATALOGUE.applicants[:-1], ids=lambda a: a.id)
@pytest.mark.parametrize("indicator", CATALOGUE.table(3), ids=lambda i: i.id)
def test_every_cell_of_table_3(indicator: catalogue.Indicator, applicant: catalogue.Applicant) -> None:
    wanted = [(indicator.id, applicant.id)]
    assert measured(f"同心县2024年{applicant.label}的{indicator.name}是多少？") == wanted
    assert measured(f"How many {indicator.en} from {applicant.en} in Tongxin County in 2024?") == wanted


def test_a_name_of_several_divisions_is_asked_back() -> None:
    plan = plan_question("朝阳区2024年收到多少申请", with_two_chaoyang()).plan
    assert isinstance(plan, Clarify)
    assert plan.reason == "ambiguous_body"
    assert plan.choices == ("北京市朝阳区2024年收到多少申请", "吉林省长春市朝阳区2024年收到多少申请")
    for choice, code in zip(plan.choices, ("110105", "220104"), strict=True):
        settled = plan_question(choice, with_two_chaoyang()).plan
        assert isinstance(settled, Lookup)
        assert settled.scope.bodies[0].division_code == code


def test_the_only_namesake_with_reports_is_taken_and_said() -> None:
    query = plan_question("朝阳区2022年收到多少申请", small())
    assert isinstance(query.plan, Lookup)
    assert query.plan.scope.bodies[0].division_code == "220104"
    assert [code for code, text in query.notes if text.endswith("吉林省长春市朝阳区")] == ["body_assumed"]


def test_a_namesake_without_reports_is_refused() -> None:
    plan = plan_question("鼓楼区2024年收到多少申请", small()).plan
    assert isinstance(plan, Abstain)
    assert plan.reason == "no_such_report"


def test_relative_years_count_from_the_newest_year_and_say_so() -> None:
    query = plan_question("同心县去年收到多少申请", small())
    assert isinstance(query.plan, Lookup)
    assert query.plan.scope.years == (2023,)
    assert query.notes[0] == ("year_assumed", "“去年”按语料中最新的年度2024年推算，读作2023年")


def test_relative_years_over_an_empty_corpus() -> None:
    plan = plan_question("同心县去年收到多少申请", empty()).plan
    assert isinstance(plan, Lookup)
    assert plan.scope.years == ()


def test_litigation_carries_its_other_reading() -> None:
    query = plan_question("哪个县2024年行政诉讼最多？", small())
    assert isinstance(query.plan, Rank)
    assert query.plan.measure.alternatives == ("disputes.total",)
    assert query.notes == (("definition", "“诉讼”指行政诉讼：未经复议直接起诉＋复议后起诉，不含行政复议"),)


def test_why_most_checks_the_ranking_it_presumes() -> None:
    query = plan_question("为什么社旗县诉讼最多？", small())
    assert isinstance(query.plan, Abstain)
    assert query.plan.reason == "opinion"
    assert isinstance(query.plan.figures, Lookup)
    assert query.premise is not None
    assert query.premise.rank is not None
    assert query.premise.rank.measure.indicator == "litigation.total"
    assert query.premise.rank.scope.bodies == ()
    assert [b.name for b in query.premise.bodies] == ["社旗县"]


def test_why_none_checks_that_there_is_none() -> None:
    query = plan_question("为什么同心县2024年没有行政诉讼", small())
    assert query.premise is not None
    assert query.premise.condition is not None
    assert query.premise.condition.op == "eq"


def test_table_then_prose() -> None:
    plan = plan_question("哪个县不予公开最多，它自己怎么解释？", small()).plan
    assert isinstance(plan, Rank)
    assert plan.then is not None


@pytest.mark.parametrize(
    "question",
    [
        "同心县2024年收到多少封信访信件", "同心县2024年收到多少件快递", "How many parcels did Tongxin receive in 2024?",
        "同心县2024年的申请里有多少关于拆迁", "同心县2024年受理了多少件民警申请",
    ],
)  # fmt: skip
def test_an_unexplained_word_is_never_answered_with_another_figure(question: str) -> None:
    query = plan_question(question, small())
    assert isinstance(query.plan, Passage | Abstain)


@pytest.mark.parametrize("question", ["", "   ", "？？？", "42", "a" * 10_000, "同" * 10_000, "\x00\ud800", "ࠀࠁ", "🤷"])
def test_what_is_no_question_is_refused_in_one_sentence(question: str) -> None:
    query = plan_question(question, small())
    assert isinstance(query.plan, Abstain)
    assert len(query.question) <= MAX_QUESTION


def test_a_correction_is_said() -> None:
    query = plan_question("同心县2024年诉颂有多少", small())
    assert ("corrected", "把“诉颂”读作“诉讼”") in query.notes


def test_meaning_leaves_out_the_words() -> None:
    one = plan_question("同心县2024年收到多少申请", small()).plan
    other = plan_question("同心縣２０２４年新收申請數量", small()).plan
    assert one != other
    assert meaning(one) == meaning(other)


def test_choices_of_a_measure_can_be_asked() -> None:
    plan = plan_question("哪个县规范性文件最多", small()).plan
    assert isinstance(plan, Clarify)
    measures = [plan_question(choice, small()).plan for choice in plan.choices]
    assert [p.measure.indicator for p in measures if isinstance(p, Rank)] == [
        "normative_documents.issued", "normative_documents.repealed", "normative_documents.in_force",
    ]  # fmt: skip


def test_other_is_read_by_what_it_stands_beside() -> None:
    assert measured("同心县2024年复议其他结果几件") == [("reconsideration.other", "total")]
    assert measured("同心县2024年其他申请人的申请有多少") == [("requests.received", "other")]
    assert measured("同心县2024年其他处理多少件") == [("outcome.other.total", "total")]
    assert isinstance(plan_question("同心县2024年其他有多少", small()).plan, Clarify)


def test_measure_type() -> None:
    assert Measure(indicator="litigation.total").applicant == "total"
