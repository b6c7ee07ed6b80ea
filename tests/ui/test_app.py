"""The app's logic, page by page, without a browser."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

TIMEOUT = 60


def chat_page():
    """The chat by itself: Streamlit's test harness loses pages of a navigation on the second run."""
    from ui.screens import chat

    chat.show()


@pytest.fixture
def app(sample_data, monkeypatch):
    monkeypatch.setenv("GONGKAI_DATA_DIR", str(sample_data))
    return AppTest.from_function(chat_page, default_timeout=TIMEOUT).run()


def html_of(app):
    return " ".join(str(e.proto.body) for e in app.get("html"))


def test_every_page_opens(sample_data, monkeypatch, root):
    monkeypatch.setenv("GONGKAI_DATA_DIR", str(sample_data))
    made = AppTest.from_file(str(root / "ui" / "app.py"), default_timeout=TIMEOUT).run()
    assert not made.exception
    assert made.title[0].value == "政府信息公开年报问答"


def test_the_language_switch_reaches_every_word(sample_data, monkeypatch, root):
    monkeypatch.setenv("GONGKAI_DATA_DIR", str(sample_data))
    made = AppTest.from_file(str(root / "ui" / "app.py"), default_timeout=TIMEOUT).run()
    made.sidebar.radio[0].set_value("en").run()
    assert not made.exception
    assert made.title[0].value == "Ask the open-information annual reports"
    assert "Which county had most litigation in 2024?" in [b.label for b in made.button]


def test_the_empty_page_offers_questions(app):
    assert not app.exception
    labels = [b.label for b in app.button]
    assert "哪个县2024年行政诉讼最多？" in labels


def test_an_example_is_answered(app):
    next(b for b in app.button if b.label == "哪个县2024年行政诉讼最多？").click().run()
    assert not app.exception
    shown = html_of(app)
    assert "同心县" in shown
    assert "殷都区" in shown
    assert any(r"\[c1\]" in e.label for e in app.expander)


def test_the_answer_follows_the_language_of_its_question(app):
    app.chat_input[0].set_value("How many requests did Tongxin County receive in 2024?").run()
    assert not app.exception
    assert "41" in html_of(app)
    assert any("Read as" in c.value for c in app.caption)


def test_an_abstention_offers_a_question_to_ask(app):
    app.chat_input[0].set_value("社旗县2022年收到多少件申请？").run()
    assert not app.exception
    assert "2024" in html_of(app)


def test_stores_that_cannot_be_opened_are_not_said_to_be_empty(tmp_path, monkeypatch):
    monkeypatch.setenv("GONGKAI_DATA_DIR", str(tmp_path))
    (tmp_path / "facts.sqlite").write_bytes(b"no database " * 100)
    app = AppTest.from_function(chat_page, default_timeout=TIMEOUT).run()
    assert not app.exception
    assert not app.code
    assert "数据打不开" in app.error[0].value


def test_without_reports_the_page_says_what_to_do(tmp_path, monkeypatch, root):
    monkeypatch.setenv("GONGKAI_DATA_DIR", str(tmp_path))
    made = AppTest.from_file(str(root / "ui" / "app.py"), default_timeout=TIMEOUT).run()
    assert not made.exception
    assert made.code[0].value == f"gongkai ingest samples --data-dir {tmp_path}"
