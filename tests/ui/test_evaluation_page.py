"""The page of evaluation runs: history, drill-down to the marked cell, comparison, the empty page."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from corpus.settings import Settings
from eval.command import Options, evaluate
from eval.gates import Gates
from eval.history import kept

TIMEOUT = 60
RIGHT = "- {id: a, question: 天台县2024年收到多少件政府信息公开申请？, tags: [lookup], expect: {number: 77}}\n"
WRONG = RIGHT.replace("77", "78")


def page():
    """The page by itself."""
    from ui.screens import evaluation

    evaluation.show()


@pytest.fixture
def data(stranger_data, tmp_path) -> Path:
    """A copy of the stranger's stores: runs are kept beside them."""
    return Path(shutil.copytree(stranger_data, tmp_path / "data"))


def opened(data: Path, monkeypatch) -> AppTest:
    monkeypatch.setenv("GONGKAI_DATA_DIR", str(data))
    return AppTest.from_function(page, default_timeout=TIMEOUT).run()


def run_set(data: Path, tmp_path: Path, text: str) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(text, encoding="utf-8")
    evaluate([str(path)], Settings(data_dir=data), Options(gates=Gates(max_wrong=0), history=data / "evals"))


def test_without_a_run_it_says_what_to_do(data, monkeypatch):
    app = opened(data, monkeypatch)
    assert not app.exception
    assert "gongkai eval" in app.code[0].value


def test_a_failure_opens_down_to_the_marked_cell(data, tmp_path, monkeypatch):
    run_set(data, tmp_path, WRONG)
    app = opened(data, monkeypatch)
    assert not app.exception
    assert [e.value for e in app.error] == ["1 wrong with confidence, 0 allowed"]
    assert [m.value for m in app.metric][:2] == ["0/1", "1"]
    [case] = [e for e in app.expander if e.label.startswith("✗ a")]
    assert "78" in str(case.dataframe[0].value.to_dict())
    marked = " ".join(str(e.proto.body) for e in app.get("html"))
    assert "<mark>77</mark>" in marked


def test_two_runs_side_by_side(data, tmp_path, monkeypatch):
    run_set(data, tmp_path, RIGHT)
    run_set(data, tmp_path, WRONG)
    newest, oldest = kept(data / "evals")
    assert newest.when > oldest.when
    app = opened(data, monkeypatch)
    app.selectbox[1].select_index(1).run()
    assert not app.exception
    changes = [f.value for f in app.dataframe if "Δ" in f.value.columns]
    assert changes[0].to_dict("records")[0]["Δ"] == "▼"
