"""The committed sets over their corpora: nothing wrong with confidence, at least 98 % right, every numeral sourced.

One gate a set. Case by case, with ids, marks and -k: `pytest -p eval.pytest_plugin eval/sets/core.yaml --eval-corpus samples`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.settings import Settings
from eval.counties_gold import cases, dump
from eval.dataset import read_sets
from eval.gates import Gates, missed
from eval.report import explain
from eval.runner import run
from eval.subject import Program
from eval.summary import summarise

GATES = Gates(min_accuracy=0.98, max_wrong=0, max_unsourced=0)
OF_CLAIMS = GATES.model_copy(update={"max_unsourced": None})  # a verdict has no text whose numerals could be traced
SETS = Path(__file__).resolve().parents[2] / "eval" / "sets"


def held(names: list[str], data: Path, gates: Gates = GATES) -> None:
    """The gate over these sets; what failed is said case by case."""
    trials = run(read_sets([SETS / name for name in names]), Program(Settings(data_dir=data)))
    failed = [line for t in trials if not t.score.good for line in explain(t)]
    assert missed(gates, summarise(trials), trials, None) == (), "\n".join(failed)


def test_core_over_the_samples(sample_data):
    held(["core.yaml"], sample_data)


def test_claims_over_the_samples(sample_data):
    held(["claims.jsonl"], sample_data, OF_CLAIMS)


def test_counties_over_the_made_corpus(counties_data):
    held(["counties.jsonl"], counties_data)


def test_paraphrases_over_the_made_corpus(counties_data):
    held(["paraphrases.jsonl"], counties_data)


@pytest.mark.shared
def test_core_and_prose_claims_over_the_seeds(seeds_data):
    held(["core.yaml", "claims_prose.jsonl"], seeds_data)


def test_a_strangers_ten_cases(stranger_data, root):
    held([str(root / "tests" / "fixtures" / "stranger" / "set.yaml")], stranger_data)


def test_the_counties_set_is_what_its_gold_writes():
    assert (SETS / "counties.jsonl").read_text(encoding="utf-8") == dump(cases())
