"""Look-ups: a value, a list, a yes or no; what is missing is named and never made up."""

from __future__ import annotations

import pytest
from asking import SHEQI, TONGXIN, YINDU, ask, codes, engine_of, measure, of, over, ref
from handmade import make, seeds

from corpus.models import BodyKind, Form
from qa.plan import Lookup, Measure

RECEIVED = measure("requests.received")


@pytest.fixture
def engine(tmp_path):
    return engine_of(tmp_path, *seeds())


def one(tmp_path, cells, wanted: Measure = RECEIVED, **kwargs):
    engine = engine_of(tmp_path, make("r", "同心县", "640324", 2024, cells, **kwargs))
    return ask(engine, Lookup(measures=(wanted,), scope=of(TONGXIN)))


def test_one_value_and_its_cell(engine):
    answer = ask(engine, Lookup(measures=(RECEIVED,), scope=of(TONGXIN)))
    assert (answer.status, answer.answer.kind, answer.answer.value, answer.answer.unit) == (
        "answered",
        "number",
        41,
        "件",
    )
    assert "41件" in answer.text
    [citation] = answer.citations
    text = engine.store.text("r0")
    assert text[citation.start : citation.end] == "41"
    assert citation.quote == "本年新收政府信息公开申请数量 40 0 0 0 0 1 41"
    assert answer.facts[0].citation == citation.id


def test_decimals_are_kept_as_printed(engine):
    answer = ask(engine, Lookup(measures=(measure("fees.amount"),), scope=of(TONGXIN)))
    assert (answer.answer.value, answer.answer.unit) == (5004.9354, "万元")
    assert "5004.9354万元" in answer.text


def test_several_come_in_the_order_asked(engine):
    plan = Lookup(measures=(RECEIVED, measure("outcome.disclosed")), scope=of(SHEQI, TONGXIN))
    assert ask(engine, plan).answer.value == [16, 16, 41, 10]


def test_an_applicant_column(engine):
    plan = Lookup(measures=(measure("requests.received", "natural_person"),), scope=of(TONGXIN))
    answer = ask(engine, plan)
    assert answer.answer.value == 40
    assert "自然人" in answer.text


def test_an_office_that_stands_in_is_said(engine):
    answer = ask(engine, Lookup(measures=(RECEIVED,), scope=of(TONGXIN, years=(2023,))))
    assert (answer.answer.value, codes(answer)) == (16, ["body_assumed"])
    assert "同心县人民政府办公室2023年" in answer.text


def test_an_office_asked_for_is_not_assumed(engine):
    asked = ref("同心县", "640324", BodyKind.OFFICE)
    answer = ask(engine, Lookup(measures=(RECEIVED,), scope=of(asked, years=(2023,))))
    assert (answer.answer.value, codes(answer)) == (16, [])


def test_an_assumed_year_is_said(engine):
    answer = ask(engine, Lookup(measures=(RECEIVED,), scope=of(TONGXIN, years=(), year_assumed=True)))
    assert (answer.answer.value, codes(answer)) == (41, ["year_assumed"])


def test_a_missing_year_names_those_held(engine):
    answer = ask(engine, Lookup(measures=(RECEIVED,), scope=of(SHEQI, years=(2021,))))
    assert (answer.status, answer.reason, answer.answer.kind) == ("abstained", "year_missing", "none")
    assert "2024" in answer.text
    assert answer.nearest is not None
    assert "社旗县" in answer.nearest


def test_an_unknown_body(engine):
    answer = ask(engine, Lookup(measures=(RECEIVED,), scope=of(ref("固镇县", "340323"))))
    assert (answer.status, answer.reason) == ("abstained", "no_such_report")


def test_one_of_two_missing_is_named(engine):
    answer = ask(engine, Lookup(measures=(RECEIVED,), scope=of(TONGXIN, ref("固镇县", "340323"))))
    assert (answer.status, answer.answer.value) == ("answered", [41, None])
    assert "固镇县" in answer.text


def test_a_blank_is_not_a_zero(tmp_path):
    answer = one(tmp_path, {"requests.received": ""})
    assert (answer.status, answer.reason, answer.facts[0].state) == ("abstained", "not_reported", "blank")
    assert "空白" in answer.text


def test_a_blank_total_says_what_its_parts_add_up_to_and_stays_unknown(tmp_path):
    answer = one(
        tmp_path, {"requests.received": "", "requests.received@natural_person": 40, "requests.received@other": 1}
    )
    assert (answer.status, answer.reason, answer.answer.value) == ("abstained", "not_reported", None)
    assert "41" in answer.text


def test_not_applicable_and_unreadable(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert one(tmp_path / "a", {"requests.received": "/"}).reason == "not_reported"
    assert one(tmp_path / "b", {"requests.received": "?"}).reason == "unreadable"


def test_a_form_without_the_row(tmp_path):
    answer = one(
        tmp_path, {}, measure("outcome.other.fee_unpaid"), drop=("outcome.other.fee_unpaid",), form=Form.F2021_23ROWS
    )
    assert (answer.status, answer.reason) == ("abstained", "not_reported")


def test_a_broken_identity_is_said_with_both_sides(tmp_path):
    answer = one(tmp_path, {"requests.received": 42, "requests.received@natural_person": 41})
    assert answer.answer.value == 42
    broken = [w.text for w in answer.warnings if w.code == "identity_broken"]
    assert any("左边是42、右边是41" in text for text in broken)


def test_prose_that_says_another_number_is_quoted(tmp_path):
    said = (("共收到申请45件。", "requests.received", 45),)
    answer = one(
        tmp_path, {"requests.received": 41, "requests.received@natural_person": 41, "outcome.total": 41}, said=said
    )
    assert answer.answer.value == 41
    [text] = [w.text for w in answer.warnings if w.code == "narrative_contradicts"]
    assert "共收到申请45件。" in text
    assert [c.quote for c in answer.citations if c.kind == "passage"] == ["共收到申请45件。"]


def test_prose_that_agrees_or_speaks_of_another_figure_is_not_held_against_it(tmp_path):
    said = (("共收到申请41件。", "requests.received", 41), ("答复45件。", "outcome.total", 45))
    answer = one(tmp_path, {"requests.received": 41, "requests.received@natural_person": 41}, said=said)
    assert "narrative_contradicts" not in codes(answer)


def test_two_texts_that_disagree_are_both_shown(tmp_path):
    texts = [
        make(i, "同心县", "640324", 2024, {"requests.received": v, "requests.received@natural_person": v})
        for i, v in (("a", 41), ("b", 14))
    ]
    answer = ask(engine_of(tmp_path, *texts), Lookup(measures=(RECEIVED,), scope=of(TONGXIN)))
    assert (answer.answer.kind, answer.answer.value, codes(answer)) == ("numbers", [41, 14], ["versions_disagree"])
    assert {c.source for c in answer.citations} == {"a.txt", "b.txt"}


def test_two_texts_that_agree_are_one(tmp_path):
    texts = [make(i, "同心县", "640324", 2024, {"requests.received": 41}) for i in ("a", "b")]
    answer = ask(engine_of(tmp_path, *texts), Lookup(measures=(RECEIVED,), scope=of(TONGXIN)))
    assert answer.answer.value == 41


def test_did_it_have_any(engine):
    yes = Lookup(measures=(), scope=of(YINDU), yes_no=over("litigation.total", "gt", 0))
    no = Lookup(measures=(), scope=of(SHEQI), yes_no=over("litigation.total", "gt", 0))
    assert (ask(engine, yes).answer.value, ask(engine, no).answer.value) == (True, False)
    assert ask(engine, no).text.startswith("没有。")


def test_another_reading_that_changes_the_figure_is_said(engine):
    plan = Lookup(measures=(measure("litigation.total", "total", "disputes.total"),), scope=of(TONGXIN))
    answer = ask(engine, plan)
    assert answer.answer.value == 2
    assert any("7件" in w.text for w in answer.warnings if w.code == "definition")


def test_an_applicant_of_a_table_without_applicants(engine):
    answer = ask(engine, Lookup(measures=(measure("litigation.total", "business"),), scope=of(TONGXIN)))
    assert (answer.status, answer.reason) == ("abstained", "not_reported")


def test_a_name_of_two_places_is_asked_back(tmp_path):
    reports = (make("a", "鼓楼区", "320106", 2024), make("b", "鼓楼区", "410204", 2024))
    answer = ask(
        engine_of(tmp_path, *reports),
        Lookup(measures=(RECEIVED,), scope=of(ref("鼓楼区"))),
        question="鼓楼区2024年收到多少申请",
    )
    assert (answer.status, answer.reason, len(answer.choices)) == ("clarify", "ambiguous_body", 2)
