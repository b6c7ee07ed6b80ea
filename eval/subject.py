"""The program itself as what is evaluated: its engine and its fact checker, as their JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from corpus.facts import FactStore
from corpus.jsontext import dumps
from corpus.settings import Settings
from qa.engine import Engine


class Stored:
    """The corpus as it is stored (`eval.evidence.Corpus`)."""

    def __init__(self, store: FactStore) -> None:
        self.store = store
        self.years = store.years()
        self.reports = len(store.reports())

    def sums(self, report_id: str) -> tuple[int, ...]:
        found = self.store.reports(report_ids=[report_id])
        return tuple(n for r in found for n in (r.identities_held, r.identities_broken, r.identities_untestable))

    def text(self, report_id: str) -> str:
        return self.store.text(report_id)


class Program:
    """Answers through `qa.engine`, checks through `qa.claims`; opened once for a run."""

    def __init__(self, settings: Settings) -> None:
        self.engine = Engine(settings)
        self.corpus = Stored(self.engine.store)

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
