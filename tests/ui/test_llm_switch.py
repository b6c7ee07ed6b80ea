"""The switch for a language model in the chat: only where one is set, off until turned on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_model import FakeModel
from pytest_httpserver import HTTPServer
from streamlit.testing.v1 import AppTest

TIMEOUT = 60
QUESTION = "同心县2024年收到多少件政府信息公开申请？"
WORDED = "2024年，同心县共收到申请41件。"


@pytest.fixture(autouse=True)
def _no_engine_stays() -> Iterator[None]:
    """The app keeps one engine for all sessions; one with a model must not outlive these tests."""
    yield
    import streamlit

    streamlit.cache_resource.clear()


def chat_page() -> None:
    from ui.screens import chat

    chat.show()


@pytest.fixture
def model() -> Iterator[FakeModel]:
    server = HTTPServer(threaded=True)
    server.start()
    yield FakeModel(server)
    server.clear()
    server.stop()


def opened(monkeypatch: pytest.MonkeyPatch, data: Path, url: str | None) -> AppTest:
    import streamlit

    streamlit.cache_resource.clear()
    monkeypatch.setenv("GONGKAI_DATA_DIR", str(data))
    if url is not None:
        monkeypatch.setenv("GONGKAI_LLM", "openai:fake")
        monkeypatch.setenv("GONGKAI_LLM_BASE_URL", url)
    return AppTest.from_function(chat_page, default_timeout=TIMEOUT).run()


def html_of(app: AppTest) -> str:
    return " ".join(str(e.proto.body) for e in app.get("html"))


def test_there_is_no_switch_without_a_model(sample_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GONGKAI_LLM", raising=False)
    assert len(opened(monkeypatch, sample_data, None).toggle) == 0


def test_nothing_is_sent_until_it_is_turned_on(
    sample_data: Path, monkeypatch: pytest.MonkeyPatch, model: FakeModel
) -> None:
    model.says(json.dumps({"sentences": [{"claim": WORDED, "evidence": ["f1"]}]}, ensure_ascii=False))
    app = opened(monkeypatch, sample_data, model.url)
    assert [t.value for t in app.toggle] == [False]
    app.chat_input[0].set_value(QUESTION).run()
    assert not app.exception
    assert model.requests == []
    assert WORDED not in html_of(app)
    app.toggle[0].set_value(True).run()
    app.chat_input[0].set_value(QUESTION).run()
    assert not app.exception
    assert len(model.requests) == 1
    assert WORDED in html_of(app)
    assert any("语言模型" in c.value for c in app.caption)
