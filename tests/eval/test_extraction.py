"""Documents judged by their truth files: recovered, flagged, silently wrong."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from corpus.errors import UsageError
from eval.dataset import EvalCase, read_sets
from eval.extraction import read_truth, score_document, truth_cases
from eval.scorers import Failure, Result


@pytest.fixture
def stranger(root):
    return root / "tests" / "fixtures" / "stranger"


def changed(stranger, tmp_path, **cells):
    """The case of the html document with other truth."""
    truth = json.loads((stranger / "truth" / "tiantai_2024.truth.json").read_text(encoding="utf-8"))
    truth["cells"].update({key.replace("__", "."): value for key, value in cells.items()})
    path = tmp_path / "other.truth.json"
    path.write_text(json.dumps({**truth, **{k: v for k, v in cells.items() if k in truth}}), encoding="utf-8")
    document = stranger / "documents" / "tiantai_2024.html"
    return EvalCase.model_validate(
        {"id": "a", "document": str(document), "truth": str(path), "expect": {"kind": "cells"}}
    )


def test_every_cell_recovered(stranger):
    scores = [score_document(case) for case in read_sets([stranger / "reading.yaml"])]
    assert [s.result for s in scores] == [Result.RIGHT, Result.RIGHT]
    assert [s.got for s in scores] == ["200 recovered, 0 flagged, 0 silently wrong"] * 2


def test_a_silently_wrong_cell_is_wrong(stranger, tmp_path):
    score = score_document(changed(stranger, tmp_path, **{"requests__received@total": 78}))
    assert (score.result, score.failures) == (Result.WRONG, (Failure.CELL_WRONG,))
    assert "requests.received@total read '77' as 77, printed 78" in score.got
    assert (score.cells_found, score.cells_expected) == (199, 200)


def test_a_zero_where_nothing_is_printed_is_wrong(stranger, tmp_path):
    score = score_document(changed(stranger, tmp_path, **{"regulations__issued@total": None}))
    assert score.failures == (Failure.CELL_WRONG,)


def test_what_is_not_read_is_flagged(tmp_path, stranger):
    document = tmp_path / "cut.html"
    text = (stranger / "documents" / "tiantai_2024.html").read_text(encoding="utf-8")
    document.write_text(text.split("<h2>四、")[0], encoding="utf-8")
    truth = stranger / "truth" / "tiantai_2024.truth.json"
    case = EvalCase.model_validate(
        {"id": "a", "document": str(document), "truth": str(truth), "expect": {"kind": "cells"}}
    )
    score = score_document(case)
    assert (score.result, score.got) == (Result.NEEDLESS_ABSTENTION, "185 recovered, 15 flagged, 0 silently wrong")


def test_a_broken_truth_file_is_a_usage_error(tmp_path):
    path = tmp_path / "a.truth.json"
    path.write_text('{"cells": {"requests.recieved@total": 1}}')
    with pytest.raises(UsageError, match="no truth file"):
        read_truth(path)
    with pytest.raises(UsageError, match="holds no document"):
        truth_cases(tmp_path)


@pytest.mark.shared
def test_the_tables_of_the_form_as_truth(shared):
    truth = read_truth(shared / "reports" / "real" / "huaian_2024.truth.json")
    assert truth.cells["requests.received", "total"] == 3119
    assert truth.cells["fees.amount", "total"] == Decimal("96171.6")
    assert truth.cells["litigation_after_reconsideration.total", "total"] == 20
    [case] = truth_cases(shared / "reports" / "real")
    assert score_document(case).result is Result.RIGHT


@pytest.mark.shared
@pytest.mark.parametrize("form", ["html", "docx", "lo.pdf", "md"])
def test_printed_zeros_are_the_state_that_is_printed(shared, form):
    cases = [c for c in truth_cases(shared / "reports" / "generated") if c.id.endswith(f"-0002.{form}")]
    assert [score_document(c).got for c in cases] == ["200 recovered, 0 flagged, 0 silently wrong"]
