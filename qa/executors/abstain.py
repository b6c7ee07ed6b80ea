"""Abstentions that the planner decided on: the reason, and the figures that exist."""

from __future__ import annotations

from importlib import import_module

from qa import draft as d
from qa.desk import Desk, Outcome
from qa.executors import EXECUTORS
from qa.plan import Abstain


def execute(plan: Abstain, desk: Desk) -> Outcome:
    reason: tuple[d.Draft, ...] = (_reason(plan, desk),)
    if plan.figures is None:
        return Outcome(status="abstained", reason=plan.reason, sentences=reason)
    module = import_module(f"qa.executors.{EXECUTORS[plan.figures.kind]}")
    figures: Outcome = module.execute(plan.figures, desk)
    if figures.status != "answered":
        return Outcome(status="abstained", reason=plan.reason, sentences=(*reason, *figures.sentences))
    said = (*reason, desk.say("abstain.figures"), *figures.sentences)
    return figures.model_copy(
        update={"status": "abstained", "reason": plan.reason, "sentences": said, "value": Outcome().value}
    )


def _reason(plan: Abstain, desk: Desk) -> d.Draft:
    """The planner's own words, or the reason's sentence where it gave none."""
    return (d.planned(plan.detail),) if plan.detail else desk.say(f"abstain.{plan.reason}")
