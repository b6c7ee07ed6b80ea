"""The same against a real model: `LLM_LIVE=1` with GONGKAI_LLM (and GONGKAI_LLM_BASE_URL) set. Validity, guard and
fallback are asserted, never taste.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from corpus.settings import Settings, load
from eval.dataset import read_sets
from qa.engine import Engine

pytestmark = pytest.mark.skipif(os.environ.get("LLM_LIVE") != "1", reason="LLM_LIVE=1 asks a real model")
EVERY = 8  # each eighth case of the set: a local model on a processor takes its time


def test_a_real_model_changes_no_fact(sample_data: Path, root: Path) -> None:
    settings = load(None, data_dir=sample_data)
    assert settings.llm, "set GONGKAI_LLM"
    helped, plain = Engine(settings), Engine(Settings(data_dir=sample_data))
    cases = [c for c in read_sets([str(root / "eval" / "sets" / "core.yaml")]) if c.question and not c.previous]
    for case in cases[::EVERY]:
        expected, got = plain.answer(case.question or ""), helped.answer(case.question or "")
        told = got.model or {}
        assert told["said"] or not told["calls"], case.id
        if "planned" in told["did"]:
            assert got.warnings[-1].code == "model_plan", case.id
            continue
        assert (got.status, got.reason, got.answer) == (expected.status, expected.reason, expected.answer), case.id
        assert (got.facts, got.citations, got.warnings) == (expected.facts, expected.citations, expected.warnings), (
            case.id
        )
        if "phrased" not in told["did"] and "suggested" not in told["did"]:
            assert got.text == expected.text, case.id
