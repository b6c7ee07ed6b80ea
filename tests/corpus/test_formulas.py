"""Formulas: parsed, evaluated in Decimal, None where an operand is missing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from corpus.formulas import Ref, evaluate, parse, refs

VALUES = {"a": Decimal(6), "b": Decimal(2), "c": Decimal(0), "d@x": Decimal(5)}


def _value(ref: Ref):
    return VALUES.get(ref.indicator if ref.applicant is None else f"{ref.indicator}@{ref.applicant}")


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("a + b", Decimal(8)),
        ("a - b - b", Decimal(2)),
        ("(a + b) / b", Decimal(4)),
        ("a / (b - c)", Decimal(3)),
        ("a / c", None),
        ("a + missing", None),
        ("d@x + a", Decimal(11)),
    ],
)
def test_evaluate(formula, result):
    assert evaluate(parse(formula), _value) == result


def test_refs_in_order():
    assert [r.indicator for r in refs(parse("x.y + (b / c)"))] == ["x.y", "b", "c"]


@pytest.mark.parametrize("formula", ["", "a +", "(a", "a b", "a * b", "a)"])
def test_broken_formula(formula):
    with pytest.raises(ValueError, match="formula"):
        parse(formula)
