"""The one door: determinism, proofs, several asks, premises, abstentions with figures, what is imported."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from asking import COUNTY, SHEQI, TONGXIN, YINDU, ask, codes, counties, engine_of, measure, of, over, ref
from handmade import make, seeds

from qa.plan import (
    Abstain,
    Aggregate,
    BodyRef,
    Clarify,
    Corpus,
    Define,
    Filter,
    Lookup,
    Premise,
    QueryPlan,
    Rank,
    Scope,
    Several,
)

RECEIVED = measure("requests.received")
LOOKUP = Lookup(measures=(RECEIVED,), scope=of(TONGXIN))


@pytest.fixture
def engine(tmp_path):
    return engine_of(tmp_path, *seeds())


# -- sums and counts --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("function", "value"), [("sum", 86), ("mean", 21.5), ("median", 18.5), ("min", 8), ("max", 41), ("count", 4)]
)
def test_aggregates(engine, function, value):
    answer = ask(engine, Aggregate(measure=RECEIVED, function=function, scope=counties()))
    assert (answer.answer.kind, answer.answer.value) == ("number", value)
    assert {"scope_mismatch", "partial_coverage"} <= set(codes(answer))
    assert (answer.coverage.matched, answer.coverage.used) == (4, 4)


def test_a_share_of_the_whole(engine):
    plan = Aggregate(measure=RECEIVED, function="share", scope=counties(), part=of(TONGXIN))
    assert (ask(engine, plan).answer.value, ask(engine, plan).answer.unit) == (47.67, "%")


def test_a_pooled_rate_is_that_of_the_sums(engine):
    answer = ask(engine, Aggregate(measure=measure("rate.disclosure"), function="ratio", scope=counties()))
    assert answer.answer.value == 64.37
    assert "56 ÷ 87 = 64.37%" in answer.text


def test_a_mean_leaves_blanks_out(tmp_path):
    reports = [
        make(f"r{n}", f"{'甲乙丙'[n]}县", f"41010{n}", 2024, {"requests.received": v}) for n, v in enumerate((4, "", 7))
    ]
    answer = ask(engine_of(tmp_path, *reports), Aggregate(measure=RECEIVED, function="mean", scope=counties()))
    assert (answer.answer.value, answer.coverage.used, "blank_left_out" in codes(answer)) == (5.5, 2, True)


def test_reports_are_counted(engine):
    assert ask(engine, Aggregate(measure=None, function="count", scope=counties())).answer.value == 4


# -- filters ----------------------------------------------------------------------------------------------------


def test_who_has_more_than(engine):
    answer = ask(engine, Filter(conditions=(over("requests.received", "gt", 20),), scope=counties()))
    assert answer.answer.value == ["同心县", "殷都区"]


def test_who_has_none(engine):
    answer = ask(engine, Filter(conditions=(over("litigation.total", "eq", 0),), scope=counties()))
    assert answer.answer.value == ["社旗县"]


@pytest.mark.parametrize(("combine", "count"), [("and", 0), ("or", 3)])
def test_conditions_combine(engine, combine, count):
    both = (over("requests.received", "gt", 20), over("litigation.total", "eq", 0))
    answer = ask(engine, Filter(conditions=both, scope=counties(), combine=combine, output="count"))
    assert answer.answer.value == count


def test_a_rate_is_held_against_a_ratio(engine):
    half = Filter(conditions=(over("rate.disclosure", "gt", "0.5"),), scope=counties(), output="all")
    answer = ask(engine, half)
    assert (answer.answer.kind, answer.answer.value) == ("boolean", False)
    assert "同心县（24.39%）" in answer.text


def test_a_blank_meets_no_condition(tmp_path):
    reports = (
        make("a", "甲县", "410101", 2024, {"requests.received": ""}), make("b", "乙县", "410102", 2024),
    )  # fmt: skip
    answer = ask(
        engine_of(tmp_path, *reports), Filter(conditions=(over("requests.received", "eq", 0),), scope=counties())
    )
    assert (answer.answer.value, "blank_left_out" in codes(answer)) == (["乙县"], True)


# -- abstentions, premises, several -----------------------------------------------------------------------------


def test_a_false_premise_is_corrected_with_figures(engine):
    premise = Premise(rank=Rank(measure=measure("litigation.total"), scope=counties()), bodies=(SHEQI,))
    answer = ask(engine, Abstain(reason="opinion", detail=""), premise=premise)
    assert (answer.status, answer.reason, answer.answer.kind) == ("abstained", "false_premise", "none")
    assert "社旗县2024年行政诉讼（未经复议直接起诉＋复议后起诉）为0件" in answer.text
    assert "殷都区" in answer.text
    assert answer.citations


def test_a_true_premise_lets_the_plan_stand(engine):
    premise = Premise(rank=Rank(measure=measure("litigation.total"), scope=counties()), bodies=(TONGXIN,))
    assert ask(engine, LOOKUP, premise=premise).answer.value == 41


def test_a_condition_taken_for_granted(engine):
    premise = Premise(condition=over("requests.received", "eq", 0), bodies=(SHEQI,), scope=Scope(years=(2024,)))
    answer = ask(engine, Abstain(reason="opinion", detail=""), premise=premise)
    assert (answer.reason, "16件" in answer.text) == ("false_premise", True)


def test_a_causal_question_gets_the_figures_that_exist(engine):
    answer = ask(engine, Abstain(reason="opinion", detail="报告没有说明原因。", figures=LOOKUP))
    assert (answer.status, answer.reason, answer.answer.value) == ("abstained", "opinion", None)
    assert answer.text.startswith("报告没有说明原因。")
    assert "41件" in answer.text
    assert answer.citations


def test_the_question_offered_instead_is_one_that_is_answered(engine):
    answer = ask(engine, Lookup(measures=(RECEIVED,), scope=of(SHEQI, years=(2020,))))
    assert answer.nearest is not None
    assert answer.nearest in answer.text
    assert engine.answer(answer.nearest).status == "answered"


def test_an_offer_that_cannot_be_answered_is_replaced(engine):
    answer = ask(engine, Abstain(reason="out_of_scope", detail="超出范围。", nearest="固镇县1999年收到多少件申请？"))
    assert answer.nearest != "固镇县1999年收到多少件申请？"


def test_a_choice_is_asked_back(engine):
    answer = ask(
        engine, Clarify(reason="ambiguous_body", detail="哪个？", choices=("甲的申请多少？", "乙的申请多少？"))
    )
    assert (answer.status, answer.choices) == ("clarify", ("甲的申请多少？", "乙的申请多少？"))


def test_several_asks_are_answered_in_order(engine):
    answer = ask(engine, Several(plans=(LOOKUP, Lookup(measures=(RECEIVED,), scope=of(SHEQI)))))
    assert (answer.answer.kind, answer.answer.value) == ("numbers", [41, 16])
    assert [p.answer.value for p in answer.parts] == [41, 16]
    assert len({c.id for c in answer.citations}) == len(answer.citations) == 2
    assert {f.citation for f in answer.facts} == {c.id for c in answer.citations}


def test_the_planners_notes_are_said(engine):
    query = QueryPlan(question="q", language="zh", plan=LOOKUP, notes=(("definition", "“申请”指本年新收"),))
    answer = engine.execute(query)
    assert answer.text.endswith("“申请”指本年新收。")
    assert codes(answer) == ["definition"]


# -- the corpus and its words -----------------------------------------------------------------------------------


def test_what_the_corpus_holds(engine):
    assert ask(engine, Corpus(scope=Scope(), ask="years")).answer.value == [2023, 2024]
    assert ask(engine, Corpus(scope=Scope(bodies=(TONGXIN,)), ask="count")).answer.value == 2
    assert set(ask(engine, Corpus(scope=Scope(levels=COUNTY), ask="divisions")).answer.value) == {
        "同心县",
        "社旗县",
        "永宁县",
        "殷都区",
    }
    assert ask(engine, Corpus(scope=Scope(bodies=(ref("固镇县", "340323"),)))).reason == "no_such_report"


def test_what_a_word_means(engine):
    answer = ask(engine, Define(measures=(measure("rate.disclosure"),)))
    assert answer.answer.kind == "text"
    assert "“予以公开” ÷ “办理结果总计”" in answer.text


# -- the door itself --------------------------------------------------------------------------------------------


def test_the_same_plan_gives_the_same_bytes(engine):
    plans = (LOOKUP, Rank(measure=measure("litigation.total"), scope=counties()))
    for plan in plans:
        one, two = ask(engine, plan), ask(engine, plan)
        assert one.model_dump_json(exclude={"elapsed_ms"}) == two.model_dump_json(exclude={"elapsed_ms"})


def test_the_answer_id_is_of_the_meaning_the_language_and_the_corpus(engine, tmp_path):
    reworded = Lookup(
        measures=(RECEIVED.model_copy(update={"read_as": "申请"}),),
        scope=of(BodyRef(asked="同心", name="同心县", division_code="640324")),
    )
    one = ask(engine, LOOKUP).answer_id
    assert ask(engine, reworded, question="another").answer_id == one
    assert ask(engine, LOOKUP, "en").answer_id != one
    engine.store.save(make("new", "新县", "410199", 2024))
    assert ask(engine, LOOKUP).answer_id != one


def test_an_irrelevant_report_changes_no_answer(tmp_path, engine):
    (tmp_path / "more").mkdir()
    more = engine_of(tmp_path / "more", *seeds(), make("z", "新县", "411523", 2019, {"requests.received": 999}))
    assert ask(more, LOOKUP).text == ask(engine, LOOKUP).text


def test_json_has_numbers(engine):
    found = json.loads(
        ask(engine, Lookup(measures=(measure("fees.amount"), RECEIVED), scope=of(TONGXIN))).model_dump_json()
    )
    assert [f["value"] for f in found["facts"]] == [5004.9354, 41]


def test_every_citation_marks_what_is_printed(engine):
    answer = ask(engine, Rank(measure=measure("rate.disclosure"), scope=counties(), n=4))
    for citation in answer.citations:
        text = engine.store.text(citation.report_id)
        assert text[citation.start : citation.end] in citation.quote


def test_english_names_the_place_and_keeps_the_chinese(engine):
    answer = ask(engine, Lookup(measures=(RECEIVED,), scope=of(YINDU)), "en")
    assert "Yindu District" in answer.text
    assert "殷都区人民政府办公室" in answer.text
    assert answer.answer.value == 21


def test_a_table_question_loads_nothing_heavy(engine, root):
    script = (
        "import sys\nfrom pathlib import Path\nfrom corpus.settings import Settings\nfrom qa.engine import Engine\n"
        f"engine = Engine(Settings(data_dir=Path({str(engine.settings.data_dir)!r})))\n"
        "print(engine.answer('同心县2024年收到多少件政府信息公开申请？').answer.value)\n"
        "print([m for m in ('torch', 'chromadb', 'langchain', 'langchain_core', 'sentence_transformers') if m in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout.splitlines() == ["41", "[]"]
