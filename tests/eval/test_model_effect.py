"""The evaluation with and without a model: what it helped, hurt, and what the proof blocked; replayed offline."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fake_model import FakeModel
from pytest_httpserver import HTTPServer

from corpus.settings import Settings
from eval.command import Options, evaluate
from eval.dataset import EvalCase, Expect
from eval.model_effect import effect
from eval.report import Run, as_json, as_markdown, as_text
from eval.runner import Trial
from eval.scorers import Result, Score

CASES = """\
cases:
- {id: a, question: 同心县2024年收到多少件政府信息公开申请？, tags: [zh], expect: {number: 41}}
- {id: b, question: "How many information requests did Tongxin County receive in 2024?", tags: [en], expect: {number: 41}}
- {id: c, question: 同心县2024年GDP是多少？, tags: [zh], expect: {status: abstained}}
"""


@pytest.fixture
def model() -> Iterator[FakeModel]:
    server = HTTPServer(threaded=True)
    server.start()
    yield FakeModel(server)
    server.clear()
    server.stop()


def truth(task: str, material: dict[str, Any]) -> str:
    claim = "同心县2024年收到41件申请。" if material["language"] == "zh" else "Tongxin County received 42 requests."
    return json.dumps({"sentences": [{"claim": claim, "evidence": ["f1"]}]}, ensure_ascii=False)


def test_a_run_is_recorded_and_played_again(sample_data: Path, model: FakeModel, tmp_path: Path) -> None:
    model.says(truth)
    (tmp_path / "set.yaml").write_text(CASES, encoding="utf-8")
    tape = tmp_path / "tape.jsonl"

    def run(url: str) -> Run:
        settings = Settings(
            data_dir=sample_data, llm="openai:fake", llm_base_url=url, llm_cassette=tape, llm_price_in="1", llm_price_out="2"
        )  # type: ignore[arg-type]  # fmt: skip
        return evaluate([str(tmp_path / "set.yaml")], settings, Options())

    first, again = run(model.url), run("http://127.0.0.1:1/v1")
    made = first.model
    assert made is not None
    assert made == again.model
    assert len(model.requests) == 2
    assert (made.total.n, made.total.helped, made.total.hurt, made.total.blocked) == (3, 0, 0, 1)
    assert (made.did, made.blocks, made.faults) == ({"phrased": 1}, {"wording unproved_number": 1}, {})
    assert (made.calls, made.tokens_in, made.tokens_out) == (2, 200, 40)
    assert made.cost == Decimal("0.00028")
    assert (made.by_tag["en"].blocked, made.by_tag["zh"].blocked) == (1, 0)
    assert (made.wrong_without, made.wrong_with) == (0, 0)
    assert first.summary.right.good == 3
    assert "blocked by the proof 1 of 3" in as_text(first)
    assert "| en | 1 | 0 | 0 | 1 |" in as_markdown(first)
    assert json.loads(as_json(first))["model"]["blocks"] == {"wording unproved_number": 1}


def test_without_a_model_nothing_is_reported(sample_data: Path, tmp_path: Path) -> None:
    (tmp_path / "set.yaml").write_text(CASES, encoding="utf-8")
    made = evaluate([str(tmp_path / "set.yaml")], Settings(data_dir=sample_data), Options())
    assert made.model is None
    assert json.loads(as_json(made))["model"] is None


def trial(name: str, result: Result, **model: Any) -> Trial:
    case = EvalCase(id=name, question="q", expect=Expect(number=1), tags=("t",))  # type: ignore[arg-type]
    score = Score(case_id=name, result=result, failures=(), expected="", got="")
    return Trial(case=case, score=score, made={"model": model or None})


def test_helped_hurt_and_wrong_are_counted() -> None:
    without = [trial("x", Result.NEEDLESS_ABSTENTION), trial("y", Result.RIGHT), trial("z", Result.WRONG)]
    used = {
        "calls": 1,
        "elapsed_ms": 10,
        "tokens_in": 5,
        "tokens_out": 1,
        "did": ["planned"],
        "blocked": [],
        "fault": None,
    }
    with_model = [
        trial("x", Result.RIGHT, **used), trial("y", Result.WRONG, **{**used, "fault": "timeout", "elapsed_ms": 30}),
        trial("z", Result.WRONG),
    ]  # fmt: skip
    made = effect("m", without, with_model)
    assert (made.helped, made.hurt, made.wrong_without, made.wrong_with) == (("x",), ("y",), 1, 2)
    assert (made.faults, made.did, made.cost) == ({"timeout": 1}, {"planned": 2}, None)
    assert (made.latency_p50, made.latency_p95) == (10, 30)
