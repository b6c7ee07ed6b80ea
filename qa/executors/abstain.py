"""Abstentions that the planner decided on: the reason, the figures that exist, and what can be asked instead."""

from __future__ import annotations

from qa import draft as d
from qa.desk import Desk, Outcome
from qa.plan import Abstain


def execute(plan: Abstain, desk: Desk) -> Outcome:
    sentences: list[d.Draft] = [_reason(plan, desk)]
    nearest = plan.nearest
    if plan.figures is None:
        if nearest:
            sentences.append(desk.say("abstain.nearest", nearest=d.planned(nearest)))
        return Outcome(status="abstained", reason=plan.reason, sentences=tuple(sentences), nearest=nearest)
    from qa.engine import execute_plan

    figures = execute_plan(plan.figures, desk)
    if figures.status == "answered":
        sentences.append(desk.say("abstain.figures"))
        sentences += figures.sentences
    if nearest:
        sentences.append(desk.say("abstain.nearest", nearest=d.planned(nearest)))
    return figures.model_copy(
        update={
            "status": "abstained", "reason": plan.reason, "sentences": tuple(sentences), "nearest": nearest,
            "value": Outcome().value,
            "warnings": figures.warnings if figures.status == "answered" else (),
        }
    )  # fmt: skip


def _reason(plan: Abstain, desk: Desk) -> d.Draft:
    """The planner's own words, or the reason's sentence where it gave none."""
    return (d.planned(plan.detail),) if plan.detail else desk.say(f"abstain.{plan.reason}")
