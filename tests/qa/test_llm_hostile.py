"""A model that lies in every reply: not one wrong number, name or quote gets out, over the whole question set."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_model import FakeModel
from hostile import INJECTED, Liar, plain
from pytest_httpserver import HTTPServer

from corpus.settings import Settings
from eval.dataset import EvalCase, read_sets
from qa import phrasing, wording
from qa.desk import body_name
from qa.engine import Engine

SET = "eval/sets/core.yaml"
SEEDS = (1, 2)
EVERY = 3  # each third question: every lie about every one of them takes a minute


@pytest.fixture(scope="module")
def model() -> Iterator[FakeModel]:
    server = HTTPServer(threaded=True)
    server.start()
    yield FakeModel(server)
    server.clear()
    server.stop()


@pytest.fixture(scope="module")
def cases(root: Path) -> list[EvalCase]:
    return [c for c in read_sets([str(root / SET)]) if c.question is not None]


def lied_to(data: Path, model: FakeModel) -> Engine:
    return Engine(Settings(data_dir=data, llm="openai:liar", llm_base_url=model.url))


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_false_gets_out(sample_data: Path, model: FakeModel, cases: list[EvalCase], seed: int) -> None:
    liar = Liar(seed)
    model.server.clear()
    model.says(liar.reply)
    honest, engine = Engine(Settings(data_dir=sample_data)), lied_to(sample_data, model)
    for case in cases:
        before = None
        for turn in case.previous:
            before = honest.plan(turn, previous=before)
        plain_answer = honest.answer(case.question or "", previous=before)
        answer = engine.answer(case.question or "", previous=before)
        told = answer.model or {}
        assert (answer.status, answer.reason, answer.answer) == (
            plain_answer.status, plain_answer.reason, plain_answer.answer,
        ), case.id  # fmt: skip
        assert (answer.facts, answer.citations, answer.warnings) == (
            plain_answer.facts, plain_answer.citations, plain_answer.warnings,
        ), case.id  # fmt: skip
        if "suggested" not in told["did"]:
            assert answer.text == plain_answer.text, case.id
            assert answer.nearest == plain_answer.nearest, case.id
        else:
            assert honest.answer(answer.nearest or "").status == "answered"
        assert INJECTED not in answer.model_dump_json(), case.id
        assert "9999" not in answer.model_dump_json(), case.id
    assert len(liar.told) > 80


@pytest.mark.slow
def test_every_lie_about_every_answer_is_caught(sample_data: Path, cases: list[EvalCase]) -> None:
    engine = Engine(Settings(data_dir=sample_data))
    reports = engine.store.reports()
    tried = accepted = 0
    for case in cases[::EVERY]:
        answer = engine.answer(case.question or "")
        owners = {
            r.report_id: phrasing.Owner(body=r.body.name or "", year=r.year, called=body_name(r, answer.language))
            for r in reports
        }
        basis = phrasing.basis_of(answer, owners)
        if basis is None:
            continue
        rows = phrasing.evidence_rows(basis, engine.directory)
        composed = [r["sentence"] for r in rows if "sentence" in r]
        for true in (composed, plain(rows)):
            accepted += fault(true, rows, basis, engine) is None
            for lie in Liar().lies(true, rows):
                tried += 1
                assert fault(lie, rows, basis, engine) is not None, (case.question, lie)
    assert tried > 600
    assert accepted > 30  # the check tells lies from truths; it does not refuse everything


def fault(sentences: list[str], rows: list[dict[str, Any]], basis: phrasing.Basis, engine: Engine) -> str | None:
    ids = tuple(r["id"] for r in rows)
    said = [phrasing.Claim(claim=s, evidence=ids) for s in sentences if s][: phrasing.MAX_SENTENCES]
    return wording.fault_in(phrasing.Phrasing(sentences=tuple(said)), basis, engine.directory)
