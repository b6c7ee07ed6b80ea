"""Scores added up: retrieval by ir-measures, formats, agreement of paraphrases."""

from __future__ import annotations

import pytest

from eval.dataset import EvalCase
from eval.gates import Gates, missed
from eval.retrieval import metrics
from eval.runner import run
from eval.summary import summarise


class Fake:
    """Answers 41; cites the files that the question names, in order."""

    def ask(self, question, previous):
        cited = [
            {"id": f"c{n}", "kind": "passage", "report_id": "r", "source": name, "start": 0, "end": 1, "quote": "x"}
            for n, name in enumerate(question.split()[1:])
        ]
        return {
            "status": "answered", "reason": None, "language": "en", "text": "41", "plan": {"kind": "passage"}, "facts": [],
            "answer": {"kind": "number", "value": int(question.split()[0]), "unit": "件"}, "citations": cited, "warnings": [],
        }  # fmt: skip

    def check(self, claim):
        raise NotImplementedError


def case(case_id: str, question: str, **fields) -> EvalCase:
    expect = {"number": 41, "cite": ["a.txt", "a.html"]}
    return EvalCase.model_validate({"id": case_id, "question": question, "expect": expect, **fields})


CASES = (
    case("first", "41 a.html x.txt a.txt", group="g"),
    case("third", "41 x.txt y.pdf a.txt", group="g"),
    case("nowhere", "42", group="h"),
    case("one of one", "41 a.txt", group="h"),
)


def test_retrieval_metrics():
    pytest.importorskip("ir_measures")
    summary = summarise(run(CASES, Fake()))
    assert summary.retrieval == {
        "R@1": 0.5, "R@5": 0.75, "RR": pytest.approx((1 + 1 / 3 + 0 + 1) / 4), "nDCG@10": pytest.approx((1 + 0.5 + 0 + 1) / 4),
    }  # fmt: skip
    assert (summary.recall_at_5.good, summary.recall_at_5.n) == (3, 4)
    assert summary.mrr == pytest.approx(summary.retrieval["RR"])


def test_no_case_with_a_source_measures_nothing():
    plain = EvalCase.model_validate({"id": "a", "question": "41", "expect": {"number": 41}})
    assert metrics([(plain, {})]) is None


def test_formats_of_what_is_cited():
    by = summarise(run(CASES, Fake())).by["format"]
    assert {name: share.n for name, share in by.items()} == {"html": 1, "pdf": 1, "txt": 3}


def test_paraphrases_that_disagree_miss_their_gate():
    trials = run(CASES, Fake())
    summary = summarise(trials)
    assert (summary.groups_agreeing.good, summary.groups_agreeing.n) == (1, 2)
    [said] = missed(Gates(min_agreement=1), summary, trials, None)
    assert said.startswith("paraphrase groups agreeing 1/2 = 50.0%")
    assert missed(Gates(min_agreement=0.5), summary, trials, None) == ()
