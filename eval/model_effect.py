"""What a language model changed: the same set answered without and with it, compared case by case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from corpus.models import Model
from eval.runner import Trial
from eval.scorers import CONFIDENTLY_WRONG
from eval.statistics import percentile


class Tally(Model):
    """Of `n` cases: those made right, those made wrong, those where the proof refused what the model said."""

    n: int = 0
    helped: int = 0
    hurt: int = 0
    blocked: int = 0

    def plus(self, *, helped: bool, hurt: bool, blocked: bool) -> Tally:
        return Tally(
            n=self.n + 1, helped=self.helped + helped, hurt=self.hurt + hurt, blocked=self.blocked + blocked
        )  # fmt: skip


class ModelEffect(Model):
    """The difference. `wrong_without`, `wrong_with`: cases wrong with confidence. `cost` None where no price is set.

    `did`, `faults`, `blocks` count what the model did, how it failed, and why the proof refused it.
    """

    name: str
    total: Tally
    by_tag: dict[str, Tally]
    helped: tuple[str, ...]
    hurt: tuple[str, ...]
    wrong_without: int
    wrong_with: int
    did: dict[str, int]
    faults: dict[str, int]
    blocks: dict[str, int]
    calls: int
    tokens_in: int
    tokens_out: int
    cost: Decimal | None
    latency_p50: float | None
    latency_p95: float | None

    def lines(self) -> list[str]:
        """What a person reads."""
        t = self.total
        cost = "no price set" if self.cost is None else f"cost {self.cost:f}"
        latency = (
            "" if self.latency_p50 is None else f"; model p50 {self.latency_p50:.0f} ms, p95 {self.latency_p95:.0f} ms"
        )
        found = [
            f"model {self.name}: helped {t.helped}, hurt {t.hurt}, blocked by the proof {t.blocked} of {t.n}; "
            f"wrong with confidence {self.wrong_without} without, {self.wrong_with} with",
            f"model calls {self.calls}, tokens {self.tokens_in} in {self.tokens_out} out, {cost}{latency}",
        ]
        for name, counts in (("did", self.did), ("faults", self.faults), ("blocked", self.blocks)):
            if counts:
                found.append(f"model {name}: " + ", ".join(f"{k} {v}" for k, v in counts.items()))
        return found


def effect(name: str, without: Sequence[Trial], with_model: Sequence[Trial]) -> ModelEffect:
    """The difference between two runs of the same cases, in the same order."""
    total, tags = Tally(), defaultdict[str, Tally](Tally)
    counts: dict[str, dict[str, int]] = {"did": {}, "faults": {}, "blocks": {}}
    helped, hurt = [], []
    used = [_used(t) for t in with_model]
    for plain, made, model in zip(without, with_model, used, strict=True):
        row = {
            "helped": made.score.good and not plain.score.good, "hurt": plain.score.good and not made.score.good,
            "blocked": bool(model.get("blocked")),
        }  # fmt: skip
        total = total.plus(**row)
        for tag in made.case.tags:
            tags[tag] = tags[tag].plus(**row)
        helped += [made.case.id] if row["helped"] else []
        hurt += [made.case.id] if row["hurt"] else []
        _count(counts["did"], model.get("did") or ())
        _count(counts["faults"], [model["fault"]] if model.get("fault") else ())
        _count(counts["blocks"], [f"{b['what']} {b['why']}" for b in model.get("blocked") or ()])
    asked = [float(m["elapsed_ms"]) for m in used if m.get("calls")]
    costs = [t.score.cost for t in with_model if t.score.cost is not None]
    return ModelEffect(
        name=name, total=total, by_tag=dict(sorted(tags.items())), helped=tuple(helped), hurt=tuple(hurt),
        wrong_without=_wrong(without), wrong_with=_wrong(with_model), did=_sorted(counts["did"]),
        faults=_sorted(counts["faults"]), blocks=_sorted(counts["blocks"]), calls=_sum(used, "calls"),
        tokens_in=_sum(used, "tokens_in"), tokens_out=_sum(used, "tokens_out"), cost=sum(costs, Decimal(0)) if costs else None,
        latency_p50=percentile(asked, 0.5), latency_p95=percentile(asked, 0.95),
    )  # fmt: skip


def _used(trial: Trial) -> dict[str, Any]:
    found: dict[str, Any] = (trial.made or {}).get("model") or {}
    return found


def _wrong(trials: Sequence[Trial]) -> int:
    return sum(t.score.result in CONFIDENTLY_WRONG for t in trials)


def _count(counts: dict[str, int], names: Sequence[str]) -> None:
    for name in names:
        counts[name] = counts.get(name, 0) + 1


def _sorted(counts: dict[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items()))


def _sum(used: Sequence[dict[str, Any]], key: str) -> int:
    return sum(int(m.get(key) or 0) for m in used)
