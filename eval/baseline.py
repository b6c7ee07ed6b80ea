"""A committed baseline: one line a case, sorted, so that a diff shows what changed. Only an explicit command writes it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from corpus.errors import UsageError
from corpus.models import Model
from eval.runner import Trial
from eval.scorers import GOOD, Result
from eval.statistics import mcnemar

NAMED = 10  # crashed cases named in a refusal


class Comparison(Model):
    """Case ids that were lost, won, added and dropped against the baseline; `p` of McNemar's paired test."""

    lost: tuple[str, ...]
    won: tuple[str, ...]
    added: tuple[str, ...]
    dropped: tuple[str, ...]
    p: float


class Baseline(Model):
    """A blessed run: of which sets it was, and case id → result."""

    sets: tuple[str, ...]
    results: dict[str, Result]


def read(path: Path) -> Baseline:
    """The baseline of a file. UsageError where it is none."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        results = {str(case_id): Result(result) for case_id, result in rows["results"].items()}
        return Baseline(sets=tuple(rows["sets"]), results=results)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{path} is no baseline", hint="write one with --update-baseline") from error


def refusal(trials: Sequence[Trial], sets: Sequence[str], before: Baseline | None) -> str | None:
    """Why a run cannot be blessed: a case crashed, or it left out sets that the baseline holds. None where it can."""
    crashed = [t.case.id for t in trials if t.score.result is Result.CRASHED]
    if crashed:
        return f"the baseline was not updated: {len(crashed)} cases crashed ({', '.join(crashed[:NAMED])})"
    missing = sorted(set(before.sets) - set(sets)) if before is not None else []
    return f"the baseline was not updated: this run left out {', '.join(missing)}" if missing else None


def write(path: Path, trials: Sequence[Trial], sets: Sequence[str]) -> None:
    """Bless these results: one line a case, sorted, so that a diff shows what changed."""
    results = {t.case.id: t.score.result.value for t in sorted(trials, key=lambda t: t.case.id)}
    path.parent.mkdir(parents=True, exist_ok=True)
    blessed = {"sets": sorted(sets), "results": results}
    path.write_text(json.dumps(blessed, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def compare(blessed: Baseline, trials: Sequence[Trial]) -> Comparison:
    """What this run lost and won."""
    before = blessed.results
    now = {t.case.id: t.score.result for t in trials}
    common = [case_id for case_id in now if case_id in before]
    lost = tuple(c for c in common if before[c] in GOOD and now[c] not in GOOD)
    won = tuple(c for c in common if before[c] not in GOOD and now[c] in GOOD)
    return Comparison(
        lost=lost, won=won, added=tuple(c for c in now if c not in before), dropped=tuple(c for c in before if c not in now),
        p=mcnemar(len(lost), len(won)),
    )  # fmt: skip
