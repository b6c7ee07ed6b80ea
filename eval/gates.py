"""Gates: what a run must reach. Each missed gate is one sentence; none missed means exit 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from corpus.models import Model
from eval.baseline import Comparison
from eval.runner import Trial
from eval.summary import Summary


class Gates(Model):
    """None means: not asked for. `tag_accuracy` maps a tag to its own least share."""

    min_accuracy: float | None = None
    max_wrong: int | None = None
    fail_on_regression: bool = False
    max_unsourced: int | None = None
    max_p95_ms: float | None = None
    max_tokens: int | None = None
    max_cost: Decimal | None = None  # in the currency of the prices
    min_agreement: float | None = None  # of paraphrase groups
    tag_accuracy: dict[str, float] = {}


def missed(gates: Gates, summary: Summary, trials: Sequence[Trial], against: Comparison | None) -> tuple[str, ...]:
    """The gates that were missed, each as a sentence. An unmeasured score misses the gate that asks for it."""
    found: list[str] = []
    right = summary.right.value
    if gates.min_accuracy is not None and (right is None or right < gates.min_accuracy):
        found.append(f"accuracy {summary.right.text()} is below {gates.min_accuracy:.1%}")
    if gates.max_wrong is not None and summary.confidently_wrong > gates.max_wrong:
        found.append(f"{summary.confidently_wrong} wrong with confidence, {gates.max_wrong} allowed")
    for trial in trials:
        if trial.case.must_pass and not trial.score.good:
            found.append(f"must-pass case {trial.case.id} is {trial.score.result.value}")
    if gates.fail_on_regression:
        if against is None:
            found.append("no baseline to compare with")
        elif against.lost:
            found.append(f"{len(against.lost)} regressed: {', '.join(against.lost[:10])}")
    agreeing = summary.groups_agreeing
    if gates.min_agreement is not None and (agreeing.value is None or agreeing.value < gates.min_agreement):
        found.append(f"paraphrase groups agreeing {agreeing.text()}, {gates.min_agreement:.1%} wanted")
    found += _budgets(gates, summary) + _tags(gates.tag_accuracy, summary)
    return tuple(found)


def _budgets(gates: Gates, summary: Summary) -> list[str]:
    rows = (
        (gates.max_unsourced, summary.unsourced, "numerals without source"),
        (gates.max_p95_ms, summary.latency_p95, "ms at p95"),
        (gates.max_tokens, summary.tokens, "tokens"),
    )
    found = []
    for limit, value, what in rows:
        if limit is not None and value is None:
            found.append(f"{what}: not measured")
        elif limit is not None and value is not None and value > limit:
            found.append(f"{value:g} {what}, {limit:g} allowed")
    return found + _money(gates.max_cost, summary)


def _money(limit: Decimal | None, summary: Summary) -> list[str]:
    """A cost that is unknown misses the gate: what was spent may be anything."""
    if limit is None:
        return []
    if summary.cost_unknown:
        return [
            f"cost: not measured ({summary.cost_unknown} cases asked the model and have no price or no token count)"
        ]
    spent = summary.cost or Decimal(0)
    return [f"cost {spent:f} {summary.currency}".rstrip() + f", {limit:f} allowed"] if spent > limit else []


def _tags(wanted: Mapping[str, float], summary: Summary) -> list[str]:
    found = []
    for tag, least in wanted.items():
        share = summary.by["tag"].get(tag)
        if share is None or share.value is None:
            found.append(f"tag {tag}: not measured")
        elif share.value < least:
            found.append(f"tag {tag}: {share.text()} is below {least:.1%}")
    return found
