"""Relations that must hold whatever the gold says: the same documents in another order, one more report, another format
of a report, other words of a question must leave the answers as they are.

Each relation is tried in stores of its own; each of its cases becomes one more trial, `case~relation`, right where the
answer is the same as without the change, wrong with the failure `changed` where it is another.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corpus.errors import UsageError
from corpus.jsontext import dumps
from corpus.settings import Settings
from eval.dataset import METAMORPHIC, EvalCase, Relation
from eval.runner import Subject, Trial, run
from eval.scorers import Failure, Result
from eval.subject import Program

Made = Mapping[str, Any]


def skipped(relations: Sequence[Relation], corpus: Sequence[str]) -> tuple[str, ...]:
    """Ids of the relations that a run cannot try: those that change the documents, where it was given none."""
    return tuple(r.id for r in relations if r.of_corpus and not corpus)


def trials(
    relations: Sequence[Relation], base: Sequence[Trial], corpus: Sequence[str], subject: Subject, settings: Settings
) -> tuple[Trial, ...]:
    """One trial for each case of each relation that can be tried, against the trials without the change."""
    found: list[Trial] = []
    left_out = skipped(relations, corpus)
    for relation in relations:
        held = [t for t in base if relation.holds_for(t.case)]
        if relation.id in left_out or not held:
            continue
        with _changed(relation, corpus, subject, settings) as other:
            cases = [_reworded(t.case, relation) for t in held]
            found += [_compared(t, made, relation) for t, made in zip(held, run(cases, other), strict=True)]
    return tuple(found)


@contextmanager
def _changed(relation: Relation, corpus: Sequence[str], subject: Subject, settings: Settings) -> Iterator[Subject]:
    """What is asked under a relation: the same stores for other words, else stores of its own."""
    if not relation.of_corpus:
        yield subject
        return
    from ingest.pipeline import ingest

    with tempfile.TemporaryDirectory(prefix="gongkai-relation-") as folder:
        own = settings.model_copy(update={"data_dir": Path(folder), "facts_url": None, "chroma_url": None})
        for documents in _batches(relation, corpus):
            ingest(documents, own)
        yield Program(own)


def _batches(relation: Relation, corpus: Sequence[str]) -> list[list[str]]:
    """The documents to ingest, batch after batch."""
    from ingest.inputs import find_paths

    here = Path(relation.where.rsplit(":", 1)[0]).parent
    documents = [str(path) for path in find_paths(corpus)]
    if relation.order:
        return [[document] for document in reversed(documents)]
    names = [Path(d).name for d in documents]
    unknown = sorted(set(relation.replace) - set(names))
    if unknown:
        raise UsageError(f"{relation.where}: no document of --corpus is named {', '.join(unknown)}")
    return [
        [
            *(
                str(here / relation.replace[n]) if n in relation.replace else d
                for n, d in zip(names, documents, strict=True)
            ),
            *(str(here / name) for name in relation.add),
        ]
    ]


def _reworded(case: EvalCase, relation: Relation) -> EvalCase:
    update: dict[str, Any] = {
        "id": f"{case.id}~{relation.id}",
        "tags": (METAMORPHIC, relation.id),
        "must_pass": False,
        "group": None,
    }
    for field in ("question", "claim"):
        text = getattr(case, field)
        for old, new in relation.swap.items():
            text = text.replace(old, new) if text is not None else None
        update[field] = text
    if relation.swap and update["question"] == case.question and update["claim"] == case.claim:
        raise UsageError(f"{relation.where}: nothing of {case.id} is exchanged; leave it out by cases or tags")
    return case.model_copy(update=update)


def _compared(before: Trial, after: Trial, relation: Relation) -> Trial:
    """The second trial, judged by the first instead of by the gold."""
    was, now = (None if t.made is None else _said(t.made) for t in (before, after))
    same = was is not None and was == now
    crashed = now is None or was is None
    result = Result.RIGHT if same else Result.CRASHED if crashed else Result.WRONG
    score = after.score.model_copy(
        update={
            "result": result, "failures": () if same else (Failure.CRASH if crashed else Failure.CHANGED,),
            "expected": f"as without {relation.id}: {before.score.got}", "cells_expected": 0, "cells_found": 0,
            "cells_cited": 0, "passage_rank": None,
        }
    )  # fmt: skip
    return after.model_copy(update={"score": score})


def _said(made: Made) -> str:
    """What must not change: the status, the reason, the value, the cells behind it; of a check, every verdict."""
    if "claims" in made:
        return json.dumps([[c["verdict"], c["reason"]] for c in made["claims"]])
    facts = sorted(
        [
            str(f.get("body")),
            str(f.get("year")),
            str(f.get("indicator")),
            str(f.get("applicant")),
            dumps(f.get("value")),
        ]
        for f in made.get("facts") or ()
        if f.get("rank") in (None, 1)
    )
    answer = made["answer"]
    return dumps(
        [made["status"], made.get("reason"), answer.get("kind"), answer.get("value"), answer.get("unit"), facts]
    )
