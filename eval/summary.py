"""Scores added up: overall and by tag, plan kind, source format and language, each with n and a Wilson interval."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from corpus.models import Model
from eval.dataset import METAMORPHIC
from eval.retrieval import metrics
from eval.runner import Trial, asked_model
from eval.scorers import CONFIDENTLY_WRONG, Result, Score
from eval.statistics import percentile, wilson

RECALL_AT = 5


class Share(Model):
    """`good` of `n`, with its 95 % Wilson interval; `value` None where n is 0: unmeasured."""

    good: int
    n: int

    @property
    def value(self) -> float | None:
        return self.good / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return wilson(self.good, self.n)

    def text(self) -> str:
        if self.value is None or self.interval is None:
            return "not measured (n=0)"
        low, high = self.interval
        return f"{self.good}/{self.n} = {self.value:.1%} [{low:.1%}, {high:.1%}]"


class Summary(Model):
    """`by` maps a dimension (tag, plan, format, language) to its values' shares of right answers."""

    n: int
    right: Share
    results: dict[str, int]
    failures: dict[str, int]
    confidently_wrong: int
    by: dict[str, dict[str, Share]]
    cells_recall: Share
    cells_precision: Share
    recall_at_5: Share
    mrr: float | None
    retrieval: dict[str, float] | None  # R@1, R@5, RR, nDCG@10 by ir-measures
    unsourced: int | None
    groups_agreeing: Share
    latency_p50: float | None
    latency_p95: float | None
    tokens: int | None
    cost: Decimal | None = None  # None: no language model, or the cost of a case is unknown
    cost_unknown: int = 0  # cases that asked a model and have no cost
    currency: str = ""


def summarise(trials: Sequence[Trial], currency: str = "") -> Summary:
    """Everything that a gate, a report or a baseline reads."""
    scores = [t.score for t in trials]
    ranks = [s.passage_rank for s in scores if s.passage_rank is not None]
    timed = [
        t.score.elapsed_ms for t in trials
        if t.score.result is not Result.CRASHED and METAMORPHIC not in t.case.tags  # these open stores of their own
    ]  # fmt: skip
    measured = [s.unsourced for s in scores if s.unsourced is not None]
    tokens = [s.tokens for s in scores if s.tokens is not None]
    costs = [s.cost for s in scores if s.cost is not None]
    unpaid = sum(asked_model(t.made) and t.score.cost is None for t in trials)
    cited = [s for s in scores if s.cells_expected]
    return Summary(
        n=len(scores),
        right=Share(good=sum(s.good for s in scores), n=len(scores)),
        results=dict(sorted(Counter(s.result.value for s in scores).items())),
        failures=dict(sorted(Counter(f.value for s in scores for f in s.failures).items())),
        confidently_wrong=sum(s.result in CONFIDENTLY_WRONG for s in scores),
        by={
            "tag": _by(trials, lambda t: t.case.tags),
            "plan": _by(trials, lambda t: (t.score.plan_kind,) if t.score.plan_kind else ()),
            "format": _by(trials, _formats),
            "language": _by(trials, lambda t: (t.score.language,) if t.score.language else ()),
        },
        cells_recall=Share(good=sum(s.cells_found for s in cited), n=sum(s.cells_expected for s in cited)),
        cells_precision=Share(
            good=sum(min(s.cells_found, s.cells_cited) for s in cited), n=sum(s.cells_cited for s in cited)
        ),
        recall_at_5=Share(good=sum(0 < r <= RECALL_AT for r in ranks), n=len(ranks)),
        mrr=sum(1 / r for r in ranks if r) / len(ranks) if ranks else None,
        retrieval=metrics([(t.case, t.made) for t in trials]),
        unsourced=sum(measured) if measured else None,
        groups_agreeing=_groups(trials),
        latency_p50=percentile(timed, 0.5),
        latency_p95=percentile(timed, 0.95),
        tokens=sum(tokens) if tokens else None,
        cost=sum(costs, Decimal(0)) if costs and not unpaid else None,
        cost_unknown=unpaid,
        currency=currency,
    )


def _formats(trial: Trial) -> set[str]:
    """The formats of the sources that an answer or a check cites."""
    made = trial.made or {}
    parts = (made, *(made.get("claims") or ()))
    names = [c["source"] for part in parts for c in part.get("citations") or ()]
    return {name.rsplit("/", 1)[-1].rpartition(".")[2].lower() for name in names if "." in name}


def _by(trials: Sequence[Trial], keys: Callable[[Trial], Iterable[str]]) -> dict[str, Share]:
    groups: dict[str, list[Score]] = defaultdict(list)
    for trial in trials:
        for key in keys(trial):
            groups[key].append(trial.score)
    return {key: Share(good=sum(s.good for s in rows), n=len(rows)) for key, rows in sorted(groups.items())}


def _groups(trials: Sequence[Trial]) -> Share:
    """Of the paraphrase groups, those whose members all got the same value and status."""
    groups: dict[str, set[str]] = defaultdict(set)
    for trial in trials:
        if trial.case.group and trial.made is not None and "answer" in trial.made:
            made = trial.made
            groups[trial.case.group].add(f"{made['status']}:{made.get('reason')}:{made['answer'].get('value')}")
    return Share(good=sum(len(values) == 1 for values in groups.values()), n=len(groups))
