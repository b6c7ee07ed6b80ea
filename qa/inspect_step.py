"""Questions of whether a report is right in itself: whether its sums come out, whether its prose says what its tables do."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.models import BodyKind
from qa import lexicon
from qa.asking import COUNTS, is_yes_no
from qa.plan import Inspect, Plan, Scope
from qa.table_plans import Ask

OTHER = ("mention", "superlative", "top", "place", "trend", "rising", "predict", "why")

VERB_FIRST = re.compile(r"\s*(?:is|are|was|were|does|do|did)\b")
WHICH = re.compile(r"哪些|哪几|哪份|\bwhich\b")


def _one_body(ask: Ask) -> bool:
    asks = (
        is_yes_no(ask.linked)
        or "还是" in ask.linked.text
        or ask.linked.text.startswith("whose")
        or VERB_FIRST.match(ask.linked.text) is not None
    )
    named = [m for m in ask.linked.of("which") if m.text != "whose"]
    if any(m.text not in COUNTS for m in ask.linked.of("how_many")) or named:
        return False
    return asks and len(ask.scope.bodies) == 1 and not ask.scope.regions


def _any_kind(scope: Scope) -> Scope:
    """The report that there is: 全县 in such a question asks for no other."""
    body = scope.bodies[0]
    whole = body.kind is BodyKind.GOVERNMENT and body.report_body is None
    return scope.model_copy(update={"bodies": (body.model_copy(update={"kind": None}) if whole else body,)})


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    raw = lexicon.read_data("inspect.yaml")
    return {key: re.compile("|".join(value) if isinstance(value, list) else value) for key, value in raw.items()}


def inspected(ask: Ask) -> Plan | None:
    """The plan of such a question; None where it is of something else."""
    linked, words = ask.linked, _patterns()
    if words["whose"].search(linked.text) and _one_body(ask) and not linked.has("superlative", *OTHER):
        return Inspect(scope=_any_kind(ask.scope), ask="whose", measures=ask.measures)
    sums = words["sums"].search(linked.text) is not None
    fails, holds = words["fails"].search(linked.text), words["holds"].search(linked.text)
    if holds and not (sums or fails) and linked.has("how_many"):
        return None  # how many were closed as not corrected: a figure
    if not (sums or fails or holds) or not words["of"].search(linked.text) or linked.has(*OTHER):
        return None
    if len(ask.scope.bodies) > 1 or (len(ask.scope.years) > 1 and not sums):
        return None
    asked = linked.has("question_tag", "exists", "any", "which", "list", "none", "how_many") or fails or sums
    if not asked or not (ask.scope.bodies or linked.has("report_noun", "corpus") or ask.reading.set_asked):
        return None
    if not sums and not ask.scope.bodies:
        return None  # the prose of every report against its tables: the audit
    measures = () if sums and not fails else tuple(m for m in ask.measures if not m.indicator.startswith("rate."))
    scope = ask.scope if ask.scope.bodies else ask.scope.model_copy(update={"year_assumed": False})
    return Inspect(
        scope=scope, ask="sums" if sums else "agreement", measures=() if sums else measures,
        supposed="fails" if fails else "holds",
        listed=not ask.scope.bodies and (linked.has("which", "list") or WHICH.search(linked.text) is not None),
    )  # fmt: skip
