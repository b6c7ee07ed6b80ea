"""Retrieval metrics of the cases that name their source (`cite`), worked out by ir-measures where it is installed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from eval.dataset import EvalCase

GOLD = "gold"  # the files that `cite` names print one report: any of them is the document sought
MEASURES = ("R@1", "R@5", "RR", "nDCG@10")


def metrics(answered: Sequence[tuple[EvalCase, Mapping[str, Any] | None]]) -> dict[str, float] | None:
    """R@1, R@5, RR and nDCG@10 over the cases with `cite`; None without such cases or without ir-measures.

    A case's ranking is the files of its citations, in the order cited; a crash ranks nothing.
    """
    sought = [(case, made) for case, made in answered if case.expect.cite]
    if not sought or find_spec("ir_measures") is None:
        return None
    import ir_measures

    judged = {case.id: {GOLD: 1} for case, _ in sought}
    ranked = {case.id: _ranking(case, made or {}) for case, made in sought}
    measures = [ir_measures.parse_measure(name) for name in MEASURES]
    found = ir_measures.calc_aggregate(measures, judged, ranked)
    return {name: float(found[measure]) for name, measure in zip(MEASURES, measures, strict=True)}


def _ranking(case: EvalCase, made: Mapping[str, Any]) -> dict[str, float]:
    """File → score, the first cited highest. An empty ranking holds one file that nobody sought."""
    files = [c["source"].rsplit("/", 1)[-1] for c in made.get("citations") or ()]
    order = list(dict.fromkeys(GOLD if file in case.expect.cite else file for file in files)) or ["nothing"]
    return {file: float(len(order) - place) for place, file in enumerate(order)}
