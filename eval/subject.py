"""The program itself as what is evaluated: its engine and its fact checker, as their JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from corpus.jsontext import dumps
from corpus.settings import Settings
from qa.engine import Engine


class Program:
    """Answers through `qa.engine`, checks through `qa.claims`; opened once for a run."""

    def __init__(self, settings: Settings) -> None:
        self.engine = Engine(settings)

    def ask(self, question: str, previous: Sequence[str]) -> dict[str, Any]:
        """The answer's JSON; earlier turns are asked first and carried along."""
        before = None
        for turn in previous:
            before = self.engine.plan(turn, previous=before)
        return _as_dict(self.engine.answer(question, previous=before))

    def check(self, claim: str) -> dict[str, Any]:
        """The check's JSON."""
        from qa.claims import check_text

        return _as_dict(check_text(claim, self.engine))


def _as_dict(made: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(dumps(made))
    return found
