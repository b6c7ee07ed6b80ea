"""Runs a set over a corpus: each case answered (twice or more with --repeat), scored, never stopped by one crash."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any, Protocol

from corpus.errors import UsageError
from corpus.jsontext import dumps
from corpus.models import Model
from eval.dataset import EvalCase
from eval.scorers import Failure, Result, Score, crashed, score_answer, score_claim


class Subject(Protocol):
    """What is evaluated: anything that answers questions and checks claims in CONTRACT.md's JSON.

    With an attribute `corpus` (`eval.evidence.Corpus`) its numerals and citations are traced to the stores as well.
    """

    def ask(self, question: str, previous: Sequence[str]) -> dict[str, Any]: ...

    def check(self, claim: str) -> dict[str, Any]: ...


class Trial(Model):
    """One case, its score and what was answered."""

    case: EvalCase
    score: Score
    made: dict[str, Any] | None


def run(
    cases: Sequence[EvalCase],
    subject: Subject | None,
    *,
    repeat: int = 1,
    on_progress: Callable[[int, int, str], None] | None = None,
) -> tuple[Trial, ...]:
    """Every case, in order. With repeat > 1, an answer that differs between runs is a failure (`unstable`).

    A run that only reads documents needs no subject. UsageError where a question or a claim has none to ask.
    """
    if subject is None and not reads_only(cases):
        raise UsageError("questions and claims need stores to ask")
    trials: list[Trial] = []
    for number, case in enumerate(cases, start=1):
        trials.append(_trial(case, subject, repeat))
        if on_progress:
            on_progress(number, len(cases), case.id)
    return tuple(trials)


def reads_only(cases: Sequence[EvalCase]) -> bool:
    """Whether every case is a document to be read."""
    return all(case.document is not None for case in cases)


def _trial(case: EvalCase, subject: Subject | None, repeat: int) -> Trial:
    if case.document is not None or subject is None:
        return _reading(case)
    started = perf_counter()
    try:
        made = [_make(case, subject) for _ in range(max(1, repeat))]
    except Exception as error:  # noqa: BLE001 - one case must not stop the set; the crash is its score
        return Trial(case=case, score=crashed(case, f"{type(error).__name__}: {error}"), made=None)
    took = (perf_counter() - started) * 1000 / len(made)
    if case.question is not None:
        score = score_answer(case, made[0], getattr(subject, "corpus", None)).model_copy(update=spent(made))
    else:
        score = score_claim(case, worst(made[0])).model_copy(update={"elapsed_ms": round(took, 3)})
    if len({_timeless(m) for m in made}) > 1:
        score = score.model_copy(update={"result": Result.WRONG, "failures": (*score.failures, Failure.UNSTABLE)})
    return Trial(case=case, score=score, made=made[0])


def _reading(case: EvalCase) -> Trial:
    """A document read and judged by its truth."""
    from eval.extraction import score_document

    started = perf_counter()
    try:
        score = score_document(case)
    except UsageError:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        return Trial(case=case, score=crashed(case, f"{type(error).__name__}: {error}"), made=None)
    took = round((perf_counter() - started) * 1000, 3)
    return Trial(case=case, score=score.model_copy(update={"elapsed_ms": took}), made=None)


def _make(case: EvalCase, subject: Subject) -> dict[str, Any]:
    if case.question is not None:
        return subject.ask(case.question, case.previous)
    return subject.check(case.claim or "")


def worst(made: dict[str, Any]) -> dict[str, Any]:
    """The claim of a checked text that decides its verdict: a refuted one, else an unverifiable, else supported."""
    order = {"refuted": 0, "unverifiable": 1, "supported": 2}
    claims = made.get("claims") or [{"verdict": "unverifiable", "reason": "no_evidence", "warnings": []}]
    found: dict[str, Any] = min(claims, key=lambda c: order.get(c["verdict"], 1))
    return found


def spent(made: Sequence[dict[str, Any]]) -> dict[str, int]:
    """`tokens_in`, `tokens_out`, `tokens` of the language model over these answers; {} where any of it is unknown.

    A model that was asked and gave no count of its tokens spent an unknown number of them, not none.
    """
    used = [model for m in made if (model := m.get("model"))]
    if not used or any(m.get("calls") and not m.get("tokens_in") for m in used):
        return {}
    came, went = (sum(int(m.get(key) or 0) for m in used) for key in ("tokens_in", "tokens_out"))
    return {"tokens_in": came, "tokens_out": went, "tokens": came + went}


def asked_model(made: dict[str, Any] | None) -> bool:
    """Whether a language model was asked for this answer."""
    return bool(((made or {}).get("model") or {}).get("calls"))


def _timeless(made: dict[str, Any]) -> str:
    """The bytes of an answer without how long it took."""
    return json.dumps(_without_time(json.loads(dumps(made))), sort_keys=True)


def _without_time(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_time(item) for key, item in value.items() if key != "elapsed_ms"}
    return [_without_time(item) for item in value] if isinstance(value, list) else value
