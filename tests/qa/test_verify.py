"""The numeral gate: what it reads, what it lets through, and that a changed text is caught."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from asking import TONGXIN, ask, counties, engine_of, measure, of
from handmade import seeds

from corpus.errors import ProofFailed
from qa import draft as d
from qa.draft import SLOT, sentences
from qa.engine import evidence_of, execute_plan
from qa.plan import Aggregate, Compare, Lookup, QueryPlan, Rank
from qa.verify import Derivation, Evidence, numerals, recompute, unproved, verify

PLANS = (
    Lookup(measures=(measure("requests.received"), measure("rate.disclosure")), scope=of(TONGXIN)),
    Rank(measure=measure("litigation.total", "total", "disputes.total"), scope=counties()),
    Compare(
        measures=(measure("outcome.disclosed"), measure("outcome.unavailable.not_held")),
        scope=of(TONGXIN),
        how="difference",
    ),
    Aggregate(measure=measure("requests.received"), function="mean", scope=counties()),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("共41件", ("41",)),
        ("２０２４年", ("2024",)),
        ("占24.39%，增加3.5个百分点", ("24.39%", "3.5")),
        ("二〇二四年共十二件", ("二〇二四", "十二")),
        ("两件，百分之四十", ("两", "百分之四十")),
        ("第三名", ("第三",)),
        ("5,004.93", ("5,004.93",)),
        ("四舍五入，保留两位小数；变化3个百分点；1万元", ("3", "1")),
        ("3.5万条", ("3.5",)),
        ("都为零", ()),
        ("没有数字", ()),
    ],
)
def test_numerals_of_a_text(text, found):
    assert numerals(text) == found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_template_states_a_figure(language):
    stated = {
        key: numerals(part)
        for key, text in sentences(language).items()
        for part in SLOT.split(text)[::2]
        if numerals(part)
    }
    assert stated == {}


def test_both_languages_have_the_same_templates_and_slots():
    zh, en = sentences("zh"), sentences("en")
    assert set(zh) == set(en)
    assert [k for k in zh if not set(SLOT.findall(en[k])) <= set(SLOT.findall(zh[k])) | {"year", "measure"}] == []


def proof(engine, plan, language):
    query = QueryPlan(question="q", language=language, plan=plan)
    desk = engine._desk(query)
    outcome = execute_plan(plan, desk)
    drafts = [*outcome.sentences, *(text for _, text in outcome.warnings)]
    return drafts, evidence_of(query, desk, outcome)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("plan", PLANS, ids=lambda p: p.kind)
def test_a_changed_numeral_is_caught_wherever_it_stands(tmp_path, plan, language):
    drafts, evidence = proof(engine_of(tmp_path, *seeds()), plan, language)
    text = "".join(d.text_of(draft) for draft in drafts)
    assert verify(text, drafts, evidence) == text
    found = list(re.finditer(r"\d+", text))
    assert len(found) > 3
    for match in found:
        for other in (str(int(match[0]) + 1), "", "9" + match[0]):
            with pytest.raises(ProofFailed):
                verify(text[: match.start()] + other + text[match.end() :], drafts, evidence)


def test_a_numeral_added_in_words_is_caught(tmp_path):
    drafts, evidence = proof(engine_of(tmp_path, *seeds()), PLANS[0], "zh")
    text = "".join(d.text_of(draft) for draft in drafts)
    for extra in ("另有三件。", "约四成。", "另有３件。"):
        with pytest.raises(ProofFailed):
            verify(text + extra, drafts, evidence)


def test_two_figures_that_change_places_are_caught(tmp_path):
    drafts, evidence = proof(engine_of(tmp_path, *seeds()), PLANS[0], "zh")
    text = "".join(d.text_of(draft) for draft in drafts)
    swapped = text.replace("41件", "@").replace("24.39%", "41件").replace("@", "24.39%")
    with pytest.raises(ProofFailed):
        verify(swapped, drafts, evidence)


@pytest.mark.parametrize(
    "segment",
    [
        d.number(Decimal(42), "件"), d.year(2020), d.count(7), d.quote("共42件"), d.working("1 + 1 = 3"), d.planned("2020年"),
        d.name("第5中学"), d.Segment(text="共3件"), d.Segment(text="42件", proof="number", value=Decimal(41)),
    ],
)  # fmt: skip
def test_a_segment_without_evidence_is_refused(segment):
    evidence = Evidence(
        values=frozenset({Decimal(41)}), years=frozenset({2024}), counts=frozenset({5}), quotes=("共41件",),
        workings=frozenset({"1 + 1 = 2"}), planned=frozenset({"2024年"}), names=frozenset({"第8中学"}),
    )  # fmt: skip
    with pytest.raises(ProofFailed):
        verify(segment.text, [(segment,)], evidence)


@pytest.mark.parametrize(
    ("op", "operands", "result"),
    [
        ("sum", (1, 2, 3), "6"), ("mean", (1, 2, 2), "1.67"), ("median", (1, 5, 2, 8), "3.5"), ("ratio", (41, 16), "2.56"),
        ("change", (21, 28), "-25"), ("share", (1, 3), "33.33"), ("difference", (3, 5), "-2"), ("mean", (1, 2), "1.5"),
    ],
)  # fmt: skip
def test_results_are_worked_out_again(op, operands, result):
    values = tuple(Decimal(v) for v in operands)
    assert recompute(Derivation(op=op, operands=values, result=Decimal(0))) == Decimal(result)


def test_a_result_that_does_not_follow_is_refused():
    wrong = Derivation(op="sum", operands=(Decimal(1), Decimal(2)), result=Decimal(4))
    with pytest.raises(ProofFailed):
        verify(
            "4", [(d.number(Decimal(4)),)], Evidence(values=frozenset({Decimal(1), Decimal(2)}), derivations=(wrong,))
        )


def test_a_result_over_figures_that_are_no_evidence_is_refused():
    loose = Derivation(op="sum", operands=(Decimal(1), Decimal(2)), result=Decimal(3))
    with pytest.raises(ProofFailed):
        verify("3", [(d.number(Decimal(3)),)], Evidence(derivations=(loose,)))


def test_a_free_text_may_only_repeat_proved_numerals():
    drafts = [(d.number(Decimal(41), "件"), d.year(2024))]
    assert unproved("2024年收到41件", drafts) == ()
    assert unproved("收到42件，增长三倍", drafts) == ("42", "三")


def test_what_cannot_be_proved_is_withheld(tmp_path, monkeypatch):
    engine = engine_of(tmp_path, *seeds())
    monkeypatch.setattr(
        "qa.desk.d.number", lambda value, unit="": d.Segment(text=f"{value + 1}{unit}", proof="number", value=value + 1)
    )
    answer = ask(engine, PLANS[0])
    assert (answer.status, answer.reason, answer.answer.kind, answer.facts) == ("abstained", "no_evidence", "none", ())
