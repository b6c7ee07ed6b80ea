"""Two-column fixtures: every question of a group gives the plan of its row, sure of it unless it is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from compact_plans import compact
from paper_directory import small

from qa.plan import Abstain
from qa.planner import plan_question

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "plans"
ROWS: list[tuple[str, str, dict[str, Any]]] = [
    (path.stem, question, row["plan"])
    for path in sorted(FOLDER.glob("*.yaml"))
    for row in yaml.safe_load(path.read_text(encoding="utf-8"))
    for question in row["questions"]
]


@pytest.mark.parametrize(("kind", "question", "plan"), ROWS, ids=[f"{k}-{q[:40]}" for k, q, _ in ROWS])
def test_plan(kind: str, question: str, plan: dict[str, Any]) -> None:
    made = plan_question(question, small())
    assert compact(made.plan.model_dump(mode="json")) == plan
    if kind != "refused" and kind != "passage":
        assert made.confidence == "sure"


@pytest.mark.parametrize("question", [q for k, q, _ in ROWS if k == "refused"])
def test_a_refusal_says_why_and_what_can_be_asked(question: str) -> None:
    plan = plan_question(question, small()).plan
    assert isinstance(plan, Abstain)
    assert plan.detail
    assert plan.nearest
    again = plan_question(plan.nearest, small())
    assert again.confidence == "sure"
    assert again.plan.kind in ("lookup", "rank", "aggregate")


def test_same_question_same_plan() -> None:
    for _, question, _ in ROWS[:40]:
        assert plan_question(question, small()) == plan_question(question, small())
