"""Judges report beside: their numbers are kept, their failures counted, and nothing is gated by them."""

from __future__ import annotations

import json

import pytest

from corpus.errors import UsageError
from corpus.settings import Settings
from eval.command import Options, evaluate
from eval.gates import Gates
from eval.judges import judged, load
from eval.report import as_json, as_text

JUDGE = """
def brevity(case, made):
    if "office" in case["tags"]:
        raise RuntimeError("out of quota")
    if case["expect"]["status"] == "abstained":
        return {"brevity": float("nan")}
    return {"brevity": 1 / len(made["text"]), "verdict": "a word is no score"}
"""
SET = """
- {id: a, question: 天台县2024年收到多少件政府信息公开申请？, expect: {number: 77}}
- {id: b, question: 天台县人民政府办公室2024年收到多少件申请？, tags: [office], expect: {number: 13}}
- {id: c, question: 天台县人民政府办公室2024年行政处罚多少件？, expect: {status: abstained}}
"""


@pytest.fixture
def made(tmp_path, monkeypatch, stranger_data):
    (tmp_path / "our_judges.py").write_text(JUDGE, encoding="utf-8")
    (tmp_path / "set.yaml").write_text(SET, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    options = Options(gates=Gates(min_accuracy=1, max_wrong=0), judge="our_judges:brevity")
    return evaluate([str(tmp_path / "set.yaml")], Settings(data_dir=stranger_data), options)


def test_a_judge_reports_beside_and_gates_nothing(made):
    assert made.missed == ()
    assert list(made.judged.scores) == ["a"]
    assert made.judged.failed == {"b": "RuntimeError: out of quota", "c": "ValueError: no number"}
    assert made.judged.means["brevity"][1] == 1
    assert "judge our_judges:brevity (gates nothing): brevity 0.0" in as_text(made)
    assert json.loads(as_json(made))["judged"]["failed"]["b"] == "RuntimeError: out of quota"


def test_none_is_asked_unless_named(tmp_path, stranger_data):
    (tmp_path / "set.yaml").write_text(SET, encoding="utf-8")
    made = evaluate([str(tmp_path / "set.yaml")], Settings(data_dir=stranger_data), Options())
    assert made.judged is None


@pytest.mark.parametrize("name", ["nowhere_at_all:f", "json:nothing", "json", "json:__name__"])
def test_a_judge_that_is_none_is_said(name):
    with pytest.raises(UsageError, match=f"--judge {name}"):
        load(name)


def test_no_answers_no_scores():
    made = judged("x:y", lambda case, answer: {}, [])
    assert (made.means, made.failed) == ({}, {})
    assert made.lines() == ["judge x:y (gates nothing): no score"]
