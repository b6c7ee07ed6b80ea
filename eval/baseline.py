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


class Comparison(Model):
    """Case ids that were lost, won, added and dropped against the baseline; `p` of McNemar's paired test."""

    lost: tuple[str, ...]
    won: tuple[str, ...]
    added: tuple[str, ...]
    dropped: tuple[str, ...]
    p: float


def read(path: Path) -> dict[str, Result]:
    """Case id → result. UsageError where the file is no baseline."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return {str(case_id): Result(result) for case_id, result in rows["results"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{path} is no baseline", hint="write one with --update-baseline") from error


def write(path: Path, trials: Sequence[Trial]) -> None:
    """Bless these results. UsageError for an incomplete run."""
    if any(t.score.result is Result.CRASHED for t in trials):
        raise UsageError("a run in which cases crashed cannot become the baseline")
    results = {t.case.id: t.score.result.value for t in sorted(trials, key=lambda t: t.case.id)}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"results": results}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def compare(before: dict[str, Result], trials: Sequence[Trial]) -> Comparison:
    """What this run lost and won."""
    now = {t.case.id: t.score.result for t in trials}
    common = [case_id for case_id in now if case_id in before]
    lost = tuple(c for c in common if before[c] in GOOD and now[c] not in GOOD)
    won = tuple(c for c in common if before[c] not in GOOD and now[c] in GOOD)
    return Comparison(
        lost=lost, won=won, added=tuple(c for c in now if c not in before), dropped=tuple(c for c in before if c not in now),
        p=mcnemar(len(lost), len(won)),
    )  # fmt: skip
