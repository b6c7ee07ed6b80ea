"""A question that can be read in ways that change the answer: asked back."""

from __future__ import annotations

from qa import draft as d
from qa.desk import Desk, Outcome
from qa.plan import Clarify


def execute(plan: Clarify, desk: Desk) -> Outcome:
    sentences: list[d.Draft] = [(d.planned(plan.detail),)] if plan.detail else []
    if plan.choices:
        choices = desk.join([d.planned(choice) for choice in plan.choices], "semicolon")
        sentences.append(desk.say("abstain.choices", choices=choices))
    return Outcome(status="clarify", reason=plan.reason, sentences=tuple(sentences), choices=plan.choices)
