"""Optional judges: whatever else a team asks about an answer (RAGAS, a model, a readability score), reported beside.

A judge is a callable named `package.module:name`. It gets the case and what was answered, both as JSON, and returns
names with numbers. It gates nothing: no result, no exit code and no baseline reads it, and one that fails is counted.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from numbers import Real
from pathlib import Path
from typing import Any

from corpus.errors import UsageError
from corpus.jsontext import dumps
from corpus.models import Model
from eval.runner import Trial

Judge = Callable[[dict[str, Any], dict[str, Any]], Mapping[str, float]]
WIDTH = 120  # characters kept of what a failing judge said


class Judged(Model):
    """The scores of one judge: case id → name → number; `failed`: case id → what went wrong."""

    judge: str
    scores: dict[str, dict[str, float]]
    failed: dict[str, str]

    @property
    def means(self) -> dict[str, tuple[float, int]]:
        """Name → (mean, cases measured)."""
        values: dict[str, list[float]] = defaultdict(list)
        for scores in self.scores.values():
            for name, value in scores.items():
                values[name].append(value)
        return {name: (sum(found) / len(found), len(found)) for name, found in sorted(values.items())}

    def lines(self) -> list[str]:
        """What a person reads."""
        means = ", ".join(f"{name} {mean:.3f} (n={n})" for name, (mean, n) in self.means.items())
        failed = f"; {len(self.failed)} failed (the first: {next(iter(self.failed.values()))})" if self.failed else ""
        return [f"judge {self.judge} (gates nothing): {means or 'no score'}{failed}"]


def load(name: str) -> Judge:
    """The callable of `package.module:name`, looked for in the working folder too. UsageError where there is none."""
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.append(here)
    module, _, attribute = name.partition(":")
    try:
        found = getattr(import_module(module), attribute)
    except (ImportError, AttributeError, ValueError) as error:
        raise UsageError(
            f"--judge {name}: {error}", hint="write package.module:function, importable from here"
        ) from error
    if not callable(found):
        raise UsageError(f"--judge {name}: is not callable")
    judge: Judge = found
    return judge


def judged(name: str, judge: Judge, trials: Sequence[Trial]) -> Judged:
    """What the judge says of every answer that there is."""
    scores: dict[str, dict[str, float]] = {}
    failed: dict[str, str] = {}
    for trial in trials:
        if trial.made is None:
            continue
        try:
            said = judge(json.loads(dumps(trial.case)), dict(trial.made))
            scores[trial.case.id] = _numbers(said)
        except Exception as error:  # noqa: BLE001 - somebody else's code, and it gates nothing
            failed[trial.case.id] = f"{type(error).__name__}: {error}"[:WIDTH]
    return Judged(judge=name, scores=scores, failed=failed)


def _numbers(said: Mapping[str, float]) -> dict[str, float]:
    found = {str(name): float(value) for name, value in said.items() if isinstance(value, Real)}
    if any(value != value for value in found.values()):  # NaN is how RAGAS says that it could not judge
        raise ValueError("no number")
    return found
