"""It bites: each fault of `faults.FAULTS` turns the gate red by the case that docs/mutations.md names; without, it is green."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from faults import FAULTS, SAMPLES, STRANGER

from corpus.settings import Settings
from eval.dataset import EvalCase, read_sets
from eval.gates import Gates, missed
from eval.runner import Trial, run
from eval.subject import Program
from eval.summary import summarise

GATES = Gates(min_accuracy=0.98, max_wrong=0, max_unsourced=0)
UNTRACED = GATES.model_copy(update={"max_unsourced": None})  # claims and documents have no text to trace
STRANGERS = "tests/fixtures/stranger"
SETS = {
    SAMPLES: ("eval/sets/core.yaml", "eval/sets/claims.jsonl"),
    STRANGER: (f"{STRANGERS}/set.yaml", f"{STRANGERS}/reading.yaml"),
}


@pytest.fixture(scope="module")
def corpora(sample_data, stranger_data):
    return {SAMPLES: sample_data, STRANGER: stranger_data}


def cases_of(root: Path, corpus: str, ids: set[str]) -> tuple[EvalCase, ...]:
    found = tuple(c for c in read_sets([root / name for name in SETS[corpus]]) if c.id in ids)
    assert {c.id for c in found} == ids
    return found


def gate(cases: tuple[EvalCase, ...], data: Path, repeat: int = 1) -> tuple[tuple[Trial, ...], tuple[str, ...]]:
    trials = run(cases, Program(Settings(data_dir=data)), repeat=repeat)
    gates = GATES if any(c.question is not None for c in cases) else UNTRACED
    return trials, missed(gates, summarise(trials), trials, None)


@pytest.mark.parametrize("corpus", [SAMPLES, STRANGER])
def test_green_without_a_fault(root, corpora, corpus):
    cases = cases_of(root, corpus, {f.case for f in FAULTS if f.corpus == corpus})
    trials, gates_missed = gate(cases, corpora[corpus], repeat=2)
    assert [t.case.id for t in trials if not t.score.good] == []
    assert gates_missed == ()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.name)
def test_red_with_it(root, corpora, fault, monkeypatch, tmp_path):
    data = corpora[fault.corpus]

    def copy() -> Path:
        for file in ("facts.sqlite", "facts.sqlite-wal"):
            if (data / file).exists():
                shutil.copy(data / file, tmp_path / file)
        return tmp_path

    fault.inject(monkeypatch, copy)
    edited = tmp_path if (tmp_path / "facts.sqlite").exists() else data
    trials, gates_missed = gate(cases_of(root, fault.corpus, {fault.case}), edited, fault.repeat)
    score = trials[0].score
    assert gates_missed != ()
    assert fault.as_ in {score.result.value, *(f.value for f in score.failures), "unsourced" if score.unsourced else ""}


def test_the_table_names_every_fault(root):
    rows = [
        tuple(cell.strip() for cell in line.strip("| ").split("|"))
        for line in (root / "docs" / "mutations.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and not line.startswith(("| fault", "|---"))
    ]
    assert rows == [(f.name, f.what, f"`{f.case}`", f"`{f.as_}`") for f in FAULTS]
