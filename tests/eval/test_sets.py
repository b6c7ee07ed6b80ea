"""The committed sets over their corpora: nothing wrong with confidence, at least 98 % right, every numeral sourced.

One gate a set, all of them in `BOUNDS`. Case by case, with ids, marks and -k:
`pytest -p eval.pytest_plugin eval/sets/core.yaml --eval-corpus samples`.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from corpus.settings import Settings
from eval.counties_gold import cases, dump
from eval.dataset import read_sets
from eval.gates import Gates, missed
from eval.lint import lint
from eval.report import explain
from eval.runner import run
from eval.subject import Program
from eval.summary import summarise

SETS = Path(__file__).resolve().parents[2] / "eval" / "sets"
STRANGER = Path(__file__).resolve().parents[1] / "fixtures" / "stranger" / "set.yaml"


class Bound(NamedTuple):
    """What a set must reach over a corpus (a fixture). `unsourced` None: verdicts have no text whose numerals are traced."""

    sets: tuple[str, ...]
    corpus: str
    right: float = 0.98
    wrong: int = 0
    unsourced: int | None = 0


BOUNDS = (
    Bound(("core.yaml",), "sample_data"),
    Bound(("claims.jsonl",), "sample_data", unsourced=None),
    Bound(("counties.jsonl",), "counties_data"),
    Bound(("paraphrases.jsonl",), "counties_data"),
    Bound(("asked.jsonl",), "counties_data"),
    Bound((str(STRANGER),), "stranger_data"),
    Bound(("core.yaml", "claims_prose.jsonl"), "seeds_data"),
    Bound(("strangers.yaml",), "seeds_data"),
    Bound(("english.yaml",), "seeds_data"),
    Bound(("english_counties.yaml",), "counties_data"),
    Bound(("claims_stranger.jsonl",), "seeds_data", right=253 / 256, unsourced=None),
)


def _named(bound: Bound) -> str:
    return f"{'+'.join(Path(name).stem for name in bound.sets)}-{bound.corpus}"


def _param(bound: Bound):
    marks = [pytest.mark.shared] if bound.corpus == "seeds_data" else []
    return pytest.param(bound, id=_named(bound), marks=marks)


@pytest.mark.parametrize("bound", [_param(b) for b in BOUNDS])
def test_the_bounds_are_held(bound, request):
    data = request.getfixturevalue(bound.corpus)
    trials = run(read_sets([SETS / name for name in bound.sets]), Program(Settings(data_dir=data)))
    gates = Gates(min_accuracy=bound.right, max_wrong=bound.wrong, max_unsourced=bound.unsourced)
    failed = [line for t in trials if not t.score.good for line in explain(t)]
    assert missed(gates, summarise(trials), trials, None) == (), "\n".join(failed)


@pytest.mark.parametrize("name", sorted(p.name for p in SETS.iterdir() if p.suffix in (".yaml", ".jsonl")))
def test_every_gold_says_where_it_was_read(name):
    assert [f.text for f in lint(read_sets([SETS / name]))] == []


def test_the_counties_set_is_what_its_gold_writes():
    assert (SETS / "counties.jsonl").read_text(encoding="utf-8") == dump(cases())
