"""A run: repeats, crashes, baselines, gates and every form of output."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree as ET  # our own output

import pytest

from corpus.errors import UsageError
from eval import baseline, report
from eval.dataset import EvalCase
from eval.gates import Gates, missed
from eval.runner import run
from eval.scorers import Failure, Result
from eval.statistics import mcnemar, percentile, wilson
from eval.summary import summarise

CASES = tuple(
    EvalCase.model_validate(row)
    for row in (
        {"id": "a", "question": "41?", "expect": {"number": 41}, "tags": ["t3", "zh"], "group": "g"},
        {"id": "b", "question": "42 | <b>?", "expect": {"number": 41}, "tags": ["t3"], "must_pass": True},
        {"id": "c", "question": "boom", "expect": {"number": 41}, "tags": ["t2"]},
    )
)


class Fake:
    """Answers with the number in the question; raises on boom; drifts when told to."""

    def __init__(self, *, drift: bool = False) -> None:
        self.calls = 0
        self.drift = drift

    def ask(self, question, previous):
        self.calls += 1
        if question == "boom":
            raise RuntimeError("broken")
        value = int(question[:2]) + (self.calls if self.drift else 0)
        return {
            "status": "answered", "reason": None, "language": "zh", "text": f"{value}", "plan": {"kind": "lookup"}, "facts": [],
            "answer": {"kind": "number", "value": value, "unit": "件"}, "citations": [], "warnings": [], "elapsed_ms": self.calls,
        }  # fmt: skip

    def check(self, claim):
        raise NotImplementedError


@pytest.fixture
def made():
    trials = run(CASES, Fake(), repeat=2)
    summary = summarise(trials)
    gates = Gates(min_accuracy=0.98, max_wrong=0)
    return report.Run(
        name="set",
        corpus_version="v",
        program_version="1",
        trials=trials,
        summary=summary,
        missed=missed(gates, summary, trials, None),
    )


def test_results(made):
    assert [t.score.result for t in made.trials] == [Result.RIGHT, Result.WRONG, Result.CRASHED]
    assert made.summary.right.good == 1
    assert made.summary.confidently_wrong == 1
    assert made.summary.by["tag"]["t3"].n == 2


def test_gates_say_what_was_missed(made):
    assert made.missed[0].startswith("accuracy 1/3 = 33.3%")
    assert made.missed[1:] == ("1 wrong with confidence, 0 allowed", "must-pass case b is wrong")


def test_an_unstable_answer_is_wrong():
    trial = run(CASES[:1], Fake(drift=True), repeat=2)[0]
    assert Failure.UNSTABLE in trial.score.failures
    assert trial.score.result is Result.WRONG


def test_an_unmeasured_score_misses_its_gate(made):
    gates = Gates(tag_accuracy={"nowhere": 0.5}, max_unsourced=0)
    assert missed(gates, made.summary, made.trials, None)[1:] == (
        "numerals without source: not measured", "tag nowhere: not measured",
    )  # fmt: skip


def test_baseline_round_trip_and_regression(tmp_path, made):
    path = tmp_path / "baseline.json"
    assert baseline.refusal(made.trials, ["core"], None) == "the baseline was not updated: 1 cases crashed (c)"
    baseline.write(path, made.trials[:2], ["core", "claims"])
    before = baseline.read(path)
    assert before.results == {"a": Result.RIGHT, "b": Result.WRONG}
    assert baseline.refusal(made.trials[:2], ["claims", "core", "more"], before) is None
    left_out = "the baseline was not updated: this run left out claims"
    assert baseline.refusal(made.trials[:2], ["core"], before) == left_out
    worse = tuple(
        t.model_copy(update={"score": t.score.model_copy(update={"result": Result.WRONG})}) for t in made.trials[:2]
    )
    against = baseline.compare(before, worse)
    assert (against.lost, against.won, against.p) == (("a",), (), 1.0)
    gates = Gates(fail_on_regression=True)
    assert "1 regressed: a" in missed(gates, summarise(worse), worse, against)
    assert "no baseline to compare with" in missed(gates, summarise(worse), worse, None)
    (tmp_path / "bad.json").write_text("[]")
    with pytest.raises(UsageError, match="no baseline"):
        baseline.read(tmp_path / "bad.json")


def test_json_agrees_with_the_gates(made):
    said = json.loads(report.as_json(made))
    assert said["passed"] is False
    assert said["summary"]["right"] == {
        "good": 1,
        "n": 3,
        "value": pytest.approx(1 / 3),
        "interval": list(wilson(1, 3)),
    }
    assert [c["result"] for c in said["cases"]] == ["right", "wrong", "crashed"]


def test_junit_counts(made):
    suite = ET.fromstring(report.as_junit(made))
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("3", "1", "1")
    assert [c.find("failure") is not None for c in suite] == [False, True, False]


def test_csv_rows(made):
    rows = list(csv.DictReader(io.StringIO(report.as_csv(made))))
    assert [(r["id"], r["result"], r["failures"]) for r in rows] == [
        ("a", "right", ""),
        ("b", "wrong", "number"),
        ("c", "crashed", "crash"),
    ]


def test_markdown_and_html_escape(made):
    markdown = report.as_markdown(made)
    assert "| b | 42 \\| &lt;b>? | number=41 | 42 件 |  | wrong, number () |" in markdown
    page = report.as_html(made)
    assert "42 | &lt;b&gt;?" in page
    assert "gate missed" in page
    assert "<script" not in page
    assert "http" not in page


def test_outputs_are_written(tmp_path, made):
    report.write(made, {"out": tmp_path / "x" / "r.json", "junit": tmp_path / "r.xml", "csv": None})
    assert sorted(p.name for p in Path(tmp_path).rglob("*.*")) == ["r.json", "r.xml"]


def test_statistics():
    assert wilson(0, 0) is None
    low, high = wilson(98, 100)
    assert (round(low, 3), round(high, 3)) == (0.93, 0.994)
    assert mcnemar(0, 0) == 1.0
    assert round(mcnemar(8, 1), 4) == 0.0391
    assert percentile([], 0.5) is None
    assert percentile([5, 1, 3], 0.5) == 3
    assert percentile(list(range(1, 101)), 0.95) == 95
