"""A question that leans on the one before edits its plan, and says what it changed."""

from __future__ import annotations

import pytest
from compact_plans import compact
from paper_directory import small

from qa.planner import plan_question

COUNTIES = {"levels": ["county"], "kinds": ["government", "office"]}
LOOK = "同心县2024年收到多少申请？"
RANK = "2024年哪个县收到的申请最多？"
REFUSED = "Which county refused the most requests in 2024?"
CASES = [
    (LOOK, "那2023年呢？", {"kind": "lookup", "measures": ["requests.received"], "scope": {"bodies": ["同心县"], "years": [2023]}}),
    (LOOK, "社旗县呢", {"kind": "lookup", "measures": ["requests.received"], "scope": {"bodies": ["社旗县"], "years": [2024]}}),
    (LOOK, "and Sheqi?", {"kind": "lookup", "measures": ["requests.received"], "scope": {"bodies": ["社旗县"], "years": [2024]}}),
    (LOOK, "诉讼呢？", {"kind": "lookup", "measures": ["litigation.total"], "scope": {"bodies": ["同心县"], "years": [2024]}}),
    (LOOK, "它不予公开多少件", {"kind": "lookup", "measures": ["outcome.refused.total"], "scope": {"bodies": ["同心县"], "years": [2024]}}),
    (LOOK, "show me the text", {"kind": "passage", "query": {"indicators": ["requests.received"]}, "scope": {"bodies": ["同心县"], "years": [2024]}}),
    ("同心县2024年不予公开多少件", "那社旗县2023年呢", {"kind": "lookup", "measures": ["outcome.refused.total"], "scope": {"bodies": ["社旗县"], "years": [2023]}}),
    ("同心县2024年不予公开多少件", "按比例呢", {"kind": "lookup", "measures": ["rate.refused.total"], "scope": {"bodies": ["同心县"], "years": [2024]}}),
    (RANK, "那2023年呢？", {"kind": "rank", "measure": "requests.received", "scope": {**COUNTIES, "years": [2023]}}),
    (RANK, "最少的呢", {"kind": "rank", "measure": "requests.received", "scope": {**COUNTIES, "years": [2024]}, "descending": False}),
    (RANK, "only the counties in Henan", {"kind": "rank", "measure": "requests.received", "scope": {"regions": ["41"], **COUNTIES, "years": [2024]}}),
    (RANK, "只看河南的县", {"kind": "rank", "measure": "requests.received", "scope": {"regions": ["41"], **COUNTIES, "years": [2024]}}),
    (RANK, "前三名呢", {"kind": "rank", "measure": "requests.received", "scope": {**COUNTIES, "years": [2024]}, "n": 3, "with_values": True}),
    (RANK, "按不予公开排", {"kind": "rank", "measure": "outcome.refused.total", "scope": {**COUNTIES, "years": [2024]}}),
    (RANK, "社旗县呢", {"kind": "lookup", "measures": ["requests.received"], "scope": {"bodies": ["社旗县"], "years": [2024]}}),
    (REFUSED, "by share", {"kind": "rank", "measure": "rate.refused.total", "scope": {**COUNTIES, "years": [2024]}}),
    (REFUSED, "按比例排", {"kind": "rank", "measure": "rate.refused.total", "scope": {**COUNTIES, "years": [2024]}}),
    (REFUSED, "what about litigation?", {"kind": "rank", "measure": "litigation.total", "scope": {**COUNTIES, "years": [2024]}}),
    (REFUSED, "and in 2023?", {"kind": "rank", "measure": "outcome.refused.total", "scope": {**COUNTIES, "years": [2023]}}),
    (RANK, "除了同心县呢", {"kind": "rank", "measure": "requests.received", "scope": {"exclude": ["同心县"], **COUNTIES, "years": [2024]}}),
    (RANK, "宁夏呢", {"kind": "rank", "measure": "requests.received", "scope": {"regions": ["64"], **COUNTIES, "years": [2024]}}),
    (RANK, "第二名呢", {"kind": "rank", "measure": "requests.received", "scope": {**COUNTIES, "years": [2024]}, "n": 2, "place": 2}),
    (RANK, "它公开了多少", {"kind": "rank", "measure": "requests.received", "scope": {**COUNTIES, "years": [2024]}, "with_values": True, "also": ["outcome.disclosed"]}),
    (RANK, "有多少件", {"kind": "rank", "measure": "requests.received", "scope": {**COUNTIES, "years": [2024]}, "with_values": True}),
    (LOOK, "其中自然人多少", {"kind": "lookup", "measures": ["requests.received@natural_person"], "scope": {"bodies": ["同心县"], "years": [2024]}}),
    (LOOK, "它的公开率呢", {"kind": "lookup", "measures": ["rate.disclosure"], "scope": {"bodies": ["同心县"], "years": [2024]}}),
    (LOOK, "增长了多少", {"kind": "compare", "measures": ["requests.received"], "scope": {"bodies": ["同心县"], "years": [2023, 2024]}, "how": "change"}),
    (LOOK, "and the year before?", {"kind": "lookup", "measures": ["requests.received"], "scope": {"bodies": ["同心县"], "years": [2023]}}),
    (LOOK, "same for natural persons", {"kind": "lookup", "measures": ["requests.received@natural_person"], "scope": {"bodies": ["同心县"], "years": [2024]}}),
    (LOOK, "And the office?", {"kind": "lookup", "measures": ["requests.received"], "scope": {"bodies": ["同心县/office"], "years": [2024]}}),
    (LOOK, "再加上社旗县", {"kind": "lookup", "measures": ["requests.received"], "scope": {"bodies": ["同心县", "社旗县"], "years": [2024]}}),
    (LOOK, "compare that with Sheqi", {"kind": "compare", "measures": ["requests.received"], "scope": {"bodies": ["同心县", "社旗县"], "years": [2024]}, "how": "side_by_side"}),
    (LOOK, "历年呢", {"kind": "trend", "measures": ["requests.received"], "scope": {"bodies": ["同心县"]}}),
    (LOOK, "where does it say so?", {"kind": "lookup", "measures": ["requests.received"], "scope": {"bodies": ["同心县"], "years": [2024]}}),
    ("同心县2024年行政复议多少件", "Which of them were corrected?", {"kind": "lookup", "measures": ["reconsideration.corrected"], "scope": {"bodies": ["同心县"], "years": [2024]}}),
    ("同心县2024年予以公开多少件", "what percent is that?", {"kind": "lookup", "measures": ["rate.disclosure"], "scope": {"bodies": ["同心县"], "years": [2024]}}),
    (RANK, "倒过来排", {"kind": "rank", "measure": "requests.received", "scope": {**COUNTIES, "years": [2024]}, "descending": False, "n": 1_000_000, "with_values": True}),
    (RANK, "反过来呢", {"kind": "rank", "measure": "requests.received", "scope": {**COUNTIES, "years": [2024]}, "descending": False}),
    (RANK, "除了它呢", {"kind": "rank", "measure": "requests.received", "scope": {**COUNTIES, "years": [2024]}, "n": 2, "place": 2}),
    (RANK, "平均呢", {"kind": "aggregate", "measure": "requests.received", "scope": {**COUNTIES, "years": [2024]}, "function": "mean"}),
    (LOOK, "2023", {"kind": "lookup", "measures": ["requests.received"], "scope": {"bodies": ["同心县"], "years": [2023]}}),
    (LOOK, "不对，我要的是2023年的", {"kind": "lookup", "measures": ["requests.received"], "scope": {"bodies": ["同心县"], "years": [2023]}}),
    (LOOK, "no, I meant Sheqi", {"kind": "lookup", "measures": ["requests.received"], "scope": {"bodies": ["社旗县"], "years": [2024]}}),
    (LOOK, "它的办公室呢", {"kind": "lookup", "measures": ["requests.received"], "scope": {"bodies": ["同心县/office"], "years": [2024]}}),
    (RANK, "多多少？", {"kind": "rank", "measure": "requests.received", "scope": {**COUNTIES, "years": [2024]}, "with_values": True}),
    ("同心县和社旗县2024年申请各多少", "按多少排一下", {"kind": "rank", "measure": "requests.received", "scope": {"bodies": ["同心县", "社旗县"], "years": [2024]}, "n": 1_000_000, "with_values": True}),
    ("2024年不予公开多少件？", "同心县", {"kind": "lookup", "measures": ["outcome.refused.total"], "scope": {"bodies": ["同心县"], "years": [2024]}}),
    ("同心县2024年的GDP是多少", "那申请呢", {"kind": "lookup", "measures": ["requests.received"], "scope": {"bodies": ["同心县"], "years": [2024]}}),
    ("公开率是什么意思", "不予公开呢", {"kind": "define", "measures": ["outcome.refused.total"]}),
    (LOOK, "不予公开一共呢", {"kind": "lookup", "measures": ["outcome.refused.total"], "scope": {"bodies": ["同心县"], "years": [2024]}}),
    (LOOK, "2023年的诉讼呢", {"kind": "lookup", "measures": ["litigation.total"], "scope": {"bodies": ["同心县"], "years": [2023]}}),
]  # fmt: skip


@pytest.mark.parametrize(("first", "then", "plan"), CASES, ids=[c[1] for c in CASES])
def test_edit(first: str, then: str, plan: dict[str, object]) -> None:
    before = plan_question(first, small())
    after = plan_question(then, small(), before)
    assert compact(after.plan.model_dump(mode="json")) == plan
    assert after.notes[-1][0] == "edited"


@pytest.mark.parametrize(
    "then", ["哪个县诉讼最多", "How many lawsuits did Sheqi have in 2024?", "同心县的人口是多少", "公开率是什么意思"]
)
def test_a_new_topic_starts_fresh(then: str) -> None:
    before = plan_question(LOOK, small())
    after, alone = plan_question(then, small(), before), plan_question(then, small())
    assert (after.plan, after.notes, after.premise) == (alone.plan, alone.notes, alone.premise)


def test_thanks_is_no_edit() -> None:
    before = plan_question(LOOK, small())
    assert plan_question("谢谢", small(), before).plan.kind == "abstain"


@pytest.mark.parametrize("then", ["超过40件的呢", "再加上诉讼最多的", "倒过来排", "为什么这么多"])
def test_what_no_edit_can_say_is_refused(then: str) -> None:
    before = plan_question(LOOK, small())
    assert plan_question(then, small(), before).plan.kind in ("abstain", "clarify")


@pytest.mark.parametrize("then", ["平均多少件", "一共有多少"])
def test_what_cannot_be_carried_over_is_not_asked_of_everything(then: str) -> None:
    before = plan_question(LOOK, small())
    assert plan_question(then, small(), before).plan.kind == "abstain"


def test_a_turn_that_was_not_followed_keeps_the_context() -> None:
    before = plan_question("倒过来排", small(), plan_question(LOOK, small()))
    assert before.plan.kind == "abstain"
    assert "倒过来排" in getattr(before.plan, "detail", "")
    after = plan_question("社旗县呢", small(), before)
    assert compact(after.plan.model_dump(mode="json"))["scope"] == {"bodies": ["社旗县"], "years": [2024]}


@pytest.mark.parametrize(
    "question",
    ["同心县2024年申请多少，GDP多少？", "How many requests did Tongxin receive in 2024 and who is the mayor?"],
)
def test_a_part_that_is_not_answered_is_named(question: str) -> None:
    plan = plan_question(question, small()).plan
    assert plan.kind == "several"
    first, second = plan.plans
    assert (first.kind, second.kind) == ("lookup", "abstain")
    assert any(word in second.detail for word in ("GDP", "mayor"))
