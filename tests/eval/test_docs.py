"""docs/eval.md says what the code has: results, failures, fields of a case."""

from __future__ import annotations

import pytest

from eval.dataset import EvalCase, Expect
from eval.lint import Finding
from eval.scorers import Failure, Result


@pytest.fixture(scope="module")
def words(root) -> str:
    return (root / "docs" / "eval.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("names", [Result, Failure])
def test_every_word_of_a_result(words, names):
    assert [n.value for n in names if f"`{n.value}`" not in words] == []


@pytest.mark.parametrize("model", [EvalCase, Expect])
def test_every_field(words, model):
    filled_in = {"id", "expect", "where"}
    missing = [f for f in model.model_fields if f not in filled_in and f"`{f}`" not in words and f"{f}:" not in words]
    assert missing == []


def test_every_code_of_lint(words):
    codes = Finding.model_fields["code"].description or ""
    assert codes
    assert [c for c in codes.split(", ") if f"`{c}`" not in words] == []
