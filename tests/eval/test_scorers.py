"""Scores: numbers as numbers, entities as sets, each failure under its own name."""

from __future__ import annotations

from typing import Any

import pytest

from eval.dataset import EvalCase
from eval.scorers import Failure, Result, score_answer, score_claim


def answer(**changes: Any) -> dict[str, Any]:
    """An answer with one fact behind one cell citation; `changes` replace its fields."""
    made: dict[str, Any] = {
        "question": "q", "language": "zh", "status": "answered", "reason": None, "text": "甲县收到申请41件。",
        "answer": {"kind": "number", "value": 41, "unit": "件"},
        "facts": [
            {"report_id": "r1", "body": "甲县人民政府", "division": "甲县", "year": 2024, "indicator": "requests.received",
             "applicant": "total", "value": 41, "citation": "c1", "citations": []}
        ],
        "citations": [
            {"id": "c1", "kind": "cell", "report_id": "r1", "source": "a.txt", "start": 3, "end": 5, "quote": "一、本年新收 41"}
        ],
        "warnings": [{"code": "tie", "text": "…"}], "plan": {"kind": "lookup"}, "choices": [], "elapsed_ms": 3,
    }  # fmt: skip
    return {**made, **changes}


def case(**expect: Any) -> EvalCase:
    return EvalCase.model_validate({"id": "x", "question": "q", "expect": expect})


RIGHT_CELL = {"body": "甲县人民政府", "year": 2024, "indicator": "requests.received"}


@pytest.mark.parametrize(
    ("expect", "changes", "result", "failures"),
    [
        ({"number": 41}, {}, Result.RIGHT, []),
        ({"number": 41, "cells": [RIGHT_CELL]}, {}, Result.RIGHT, []),
        ({"number": 4}, {}, Result.WRONG, [Failure.NUMBER]),
        ({"number": 41.004, "tolerance": 0.01}, {}, Result.RIGHT, []),
        ({"number": 41, "unit": "万元"}, {}, Result.WRONG, [Failure.UNIT]),
        ({"number": 1}, {"answer": {"kind": "boolean", "value": True, "unit": None}}, Result.WRONG, [Failure.NUMBER]),
        ({"number": 41, "cells": [{**RIGHT_CELL, "year": 2023}]}, {}, Result.WRONG_SOURCE, [Failure.CELLS]),
        ({"number": 41, "cells": [RIGHT_CELL]}, {"citations": []}, Result.WRONG_SOURCE, [Failure.CELLS]),
        ({"number": 41, "cite": ["b.txt"]}, {}, Result.WRONG_SOURCE, [Failure.CITE]),
        ({"number": 41, "warnings_all": ["tie", "definition"]}, {}, Result.UNSAID, [Failure.WARNING_MISSING]),
        ({"number": 41, "warnings_none": ["tie"]}, {}, Result.UNSAID, [Failure.WARNING_FORBIDDEN]),
        ({"number": 41, "text_none": ["41 件", "41件"]}, {}, Result.WRONG, [Failure.TEXT_FORBIDDEN]),
        ({"number": 41}, {"status": "abstained", "reason": "year_missing", "answer": {"kind": "none", "value": None}}, Result.NEEDLESS_ABSTENTION, [Failure.STATUS, Failure.NUMBER]),
        ({"status": "abstained", "reason": "year_missing"}, {}, Result.SHOULD_ABSTAIN, [Failure.STATUS, Failure.REASON]),
        ({"status": "abstained", "reason": "year_missing"}, {"status": "abstained", "reason": "year_missing", "answer": {"kind": "none", "value": None}}, Result.RIGHT_ABSTENTION, []),
        ({"status": "abstained", "reason": "year_missing"}, {"status": "abstained", "reason": "out_of_scope", "answer": {"kind": "none", "value": None}}, Result.WRONG_REASON, [Failure.REASON]),
        ({"entities": ["乙县", "甲县"]}, {"answer": {"kind": "entities", "value": ["甲县", "乙县"]}}, Result.RIGHT, []),
        ({"entities": ["甲县"]}, {"answer": {"kind": "entities", "value": ["甲县", "乙县"]}}, Result.WRONG, [Failure.ENTITIES]),
        ({"entities_ordered": ["乙县", "甲县"]}, {"answer": {"kind": "entities", "value": ["甲县", "乙县"]}}, Result.WRONG, [Failure.ENTITIES]),
        ({"ranking": [["甲县", 2], ["乙县", 2]]}, {"answer": {"kind": "ranking", "value": [{"entity": "乙县", "value": 2}, {"entity": "甲县", "value": 2}]}}, Result.RIGHT, []),
        ({"ranking": [["甲县", 3], ["乙县", 2]]}, {"answer": {"kind": "ranking", "value": [{"entity": "乙县", "value": 2}, {"entity": "甲县", "value": 3}]}}, Result.WRONG, [Failure.RANKING]),
        ({"numbers": [3, 4]}, {"answer": {"kind": "numbers", "value": [4, 3]}}, Result.WRONG, [Failure.NUMBERS]),
        ({"boolean": False}, {"answer": {"kind": "boolean", "value": False}}, Result.RIGHT, []),
    ],
)  # fmt: skip
def test_answers(expect, changes, result, failures):
    score = score_answer(case(**expect), answer(**changes))
    assert (score.result, list(score.failures)) == (result, failures)


def test_a_passage_rank_is_where_the_source_stands():
    cited = [{**answer()["citations"][0], "id": f"c{i}", "source": s} for i, s in enumerate(("a.txt", "b.txt"))]
    score = score_answer(case(cite=["b.txt"]), answer(citations=cited))
    assert score.passage_rank == 2


@pytest.mark.parametrize(
    ("made", "result"),
    [
        ({"verdict": "refuted", "reason": "wrong_value"}, Result.RIGHT),
        ({"verdict": "refuted", "reason": "wrong_year"}, Result.WRONG_REASON),
        ({"verdict": "supported", "reason": "exact"}, Result.WRONG),
        ({"verdict": "unverifiable", "reason": "no_evidence"}, Result.NEEDLESS_ABSTENTION),
    ],
)
def test_claims(made, result):
    gold = EvalCase.model_validate({"id": "c", "claim": "x", "expect": {"verdict": "refuted", "reason": "wrong_value"}})
    assert score_claim(gold, {**made, "warnings": []}).result is result
