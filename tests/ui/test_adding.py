"""Reports added on the page: kept by content, read in by a process of its own, and only by a reader at this machine."""

from __future__ import annotations

import pytest
from filelock import FileLock
from streamlit import config
from streamlit.testing.v1 import AppTest

from corpus.errors import StoreError
from corpus.facts import FactStore
from corpus.models import IngestOutcome
from corpus.settings import Settings
from ui.adding import STATUSES, keep, outcome_rows, read_in

TIMEOUT = 120


def corpus_page():
    """The page by itself."""
    from ui.screens import corpus

    corpus.show()


@pytest.fixture
def loopback():
    before = config.get_option("server.address")
    config.set_option("server.address", "127.0.0.1")
    yield
    config.set_option("server.address", before)


def test_a_file_of_the_same_name_replaces_none(tmp_path):
    made = Settings(data_dir=tmp_path)
    first, second = keep(made, "report.html", b"one"), keep(made, "report.html", b"two")
    assert (first.read_bytes(), second.read_bytes()) == (b"one", b"two")
    assert keep(made, "report.html", b"one") == first
    for name in ("../../evil.html", "..\\..\\evil.html", "/etc/evil.html"):
        assert keep(made, name, b"x").parent.parent == tmp_path / "uploads"
        assert keep(made, name, b"x").name == "evil.html"
    assert keep(made, "..", b"x").name == "report"


def test_files_are_read_in_and_shown(tmp_path, root, monkeypatch, loopback):
    monkeypatch.setenv("GONGKAI_DATA_DIR", str(tmp_path))
    app = AppTest.from_function(corpus_page, default_timeout=TIMEOUT).run()
    assert not app.exception
    report = (root / "samples" / "tongxin_2024.html").read_bytes()
    app.file_uploader[0].set_value(
        [("tongxin_2024.html", report, "text/html"), ("note.txt", "通知".encode(), "text/plain")]
    )
    app.run()
    app.button[0].click().run()
    assert not app.exception
    assert [table.proto.placeholder for table in app.dataframe] == ["–", "–"]  # where there is no value; not None
    outcomes = app.dataframe[0].value.to_dict("records")
    assert [(row["文件"], row["结果"], row["机关"]) for row in outcomes] == [
        ("tongxin_2024.html", "已读入", "同心县人民政府"), ("note.txt", "不是年度报告", ""),
    ]  # fmt: skip
    store = FactStore(Settings(data_dir=tmp_path).database_url)
    assert [r.source for r in store.reports()] == ["tongxin_2024.html"]
    store.close()


def test_while_another_process_writes_it_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("GONGKAI_LOCK_SECONDS", "0")
    made = Settings(data_dir=tmp_path)
    path = keep(made, "a.txt", b"x")
    with FileLock(tmp_path / "write.lock"), pytest.raises(StoreError, match="another process is writing"):
        read_in(made, [path])


def test_nobody_at_another_machine_may_add(tmp_path, monkeypatch):
    monkeypatch.setenv("GONGKAI_DATA_DIR", str(tmp_path))
    app = AppTest.from_function(corpus_page, default_timeout=TIMEOUT).run()
    assert not app.exception
    assert len(app.file_uploader) == 0


def test_every_outcome_is_said_in_both_languages():
    assert set(STATUSES) == set(IngestOutcome.model_fields["status"].annotation.__args__)
    failed = {
        "path": "/x/a.pdf",
        "status": "failed",
        "body": None,
        "year": None,
        "cells": {},
        "identities": {},
        "error": "broken",
        "warnings": [],
    }
    [row] = outcome_rows([failed], "en")
    assert (row["file"], row["result"], row["note"]) == ("a.pdf", "failed", "broken")
