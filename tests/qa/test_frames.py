"""One thing asked in many frames: how the asking is worded changes nothing in what is understood."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from paper_directory import small

from qa.plan import Abstain, Clarify, Compare, Filter, Lookup, Passage, meaning
from qa.planner import plan_question

FRAMES = yaml.safe_load((Path(__file__).parent.parent / "fixtures" / "frames.yaml").read_text("utf-8"))
COUNTED = {
    "zh": ("收到的申请", "行政诉讼", "行政处罚", "本机关不掌握相关信息的申请"),
    "en": ("information requests", "lawsuits", "administrative penalties", "requests granted in full"),
}
KINDS = [(language, kind) for language, kinds in FRAMES.items() for kind in kinds]


@pytest.mark.parametrize(("language", "kind"), KINDS, ids=["-".join(k) for k in KINDS])
def test_every_frame_is_understood_alike(language: str, kind: str) -> None:
    for counted in COUNTED[language]:
        frames = [frame.replace("{M}", counted) for frame in FRAMES[language][kind]]
        plans = [plan_question(frame, small()).plan for frame in frames]
        assert not isinstance(plans[0], Abstain | Clarify | Passage), frames[0]
        wanted = meaning(plans[0])
        assert {f: meaning(p) for f, p in zip(frames, plans, strict=True) if meaning(p) != wanted} == {}


@pytest.mark.parametrize(
    "question",
    [
        "社旗县2024年12月收到多少申请",
        "社旗县2024年9月1日至12月31日收到多少申请",
        "社旗县2024年12月31日收到多少申请",
        "How many requests did Sheqi receive in January 2024?",
        "How many requests did Sheqi receive in January and December 2024?",
        "How many requests did Sheqi receive from March to December 2024?",
        "How many requests did Sheqi receive on 31 December 2024?",
    ],
)
def test_a_part_of_a_year_is_not_the_whole_year(question: str) -> None:
    plan = plan_question(question, small()).plan
    assert isinstance(plan, Abstain)
    assert plan.reason == "not_reported"


@pytest.mark.parametrize(
    ("question", "bounds"),
    [
        ("2024年行政处罚在2000到3000之间的县有哪些", ("2000", "3000")),
        ("Which counties had between 2000 and 3000 penalties in 2024?", ("2000", "3000")),
        ("哪些县2024年许可多于2000", ("2000", None)),
        ("Which counties issued more than 2000 licences in 2024?", ("2000", None)),
    ],
)
def test_an_amount_that_looks_like_a_year(question: str, bounds: tuple[str, str | None]) -> None:
    plan = plan_question(question, small()).plan
    assert isinstance(plan, Filter)
    assert plan.scope.years == (2024,)
    (condition,) = plan.conditions
    assert (str(condition.value), condition.upper and str(condition.upper)) == bounds


@pytest.mark.parametrize(
    "question", ["Did Huai'an get more requests in 2024 than 2023?", "淮安市2024年申请超过2023年吗"]
)
def test_a_year_that_is_compared_with_stays_a_year(question: str) -> None:
    plan = plan_question(question, small()).plan
    assert isinstance(plan, Compare)
    assert plan.scope.years == (2023, 2024)


@pytest.mark.parametrize(
    ("question", "indicator", "year"),
    [
        ("淮安市有几件申请从2024年结转到2025年", "requests.carried_out", 2024),
        ("淮安市从2023年结转到2024年的申请几件", "requests.carried_in", 2024),
        ("How many requests were carried forward from 2024 to 2025 in Huai'an?", "requests.carried_out", 2024),
        ("How many requests did Huai'an carry over from 2023 into 2024?", "requests.carried_in", 2024),
    ],
)
def test_what_went_from_a_year_to_the_next(question: str, indicator: str, year: int) -> None:
    plan = plan_question(question, small()).plan
    assert isinstance(plan, Lookup)
    assert ([m.indicator for m in plan.measures], plan.scope.years) == ([indicator], (year,))


@pytest.mark.parametrize("question", ["同心县 2024 年 收 到 多 少 申 请", "ＴＯＮＧＸＩＮ　２０２４　ｒｅｑｕｅｓｔｓ"])
def test_letters_set_apart_or_wide(question: str) -> None:
    plan = plan_question(question, small()).plan
    assert meaning(plan) == meaning(plan_question("同心县2024年收到多少申请", small()).plan)
