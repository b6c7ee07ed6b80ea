"""Documents read in a process of their own: the same result, and one failed document where it hangs or dies."""

from __future__ import annotations

import sys

import pytest
from ingest_made.made_report import as_lines, figures, printed

from corpus.models import IngestOutcome
from corpus.settings import Limits, Settings
from ingest import apart
from ingest.apart import Apart, is_risky
from ingest.inputs import Item
from ingest.pipeline import read_one

TEXT = as_lines(printed(figures()))


def item(data: bytes, name: str = "a.txt") -> Item:
    return Item(path=name, name=name, data=data)


@pytest.fixture
def reader():
    made = Apart()
    yield made
    made.close()


def test_what_is_read_apart_is_what_is_read_here(reader):
    settings, document = Settings(), item(TEXT.encode())
    for _ in range(2):  # one process reads them all
        assert reader.read(document, settings) == read_one(document, settings)
    [refused] = reader.read(item("菜谱：西红柿两个，鸡蛋三枚。".encode()), settings)
    assert isinstance(refused, IngestOutcome)
    assert refused.status == "rejected"


def test_a_document_that_does_not_return_is_given_up_and_the_next_is_read(reader, monkeypatch):
    monkeypatch.setattr(apart, "GRACE", 0.0)
    [hung] = reader.read(item(TEXT.encode()), Settings(limits=Limits(document_seconds=0.001)))
    assert isinstance(hung, IngestOutcome)
    assert (hung.status, hung.error) == (
        "failed",
        "a.txt was given up after 0.001 seconds (GONGKAI_LIMIT_DOCUMENT_SECONDS sets how long it may take)",
    )
    monkeypatch.undo()
    assert not isinstance(reader.read(item(TEXT.encode()), Settings())[0], IngestOutcome)


def test_a_document_that_ends_its_process_is_one_failure(reader, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/true")
    [dead] = reader.read(item(TEXT.encode()), Settings())
    assert isinstance(dead, IngestOutcome)
    assert dead.error == "a.txt could not be read (it ended the process that read it)"
    monkeypatch.undo()
    assert not isinstance(reader.read(item(TEXT.encode()), Settings())[0], IngestOutcome)


@pytest.mark.parametrize(
    ("data", "risky"),
    [
        (TEXT.encode(), False),
        (b"<html><body><p>x</p></body></html>", False),
        (b"%PDF-1.7 x", True),
        (b"{\\rtf1 x}", True),
        (b"\x89PNG\r\n\x1a\n", True),
        (b"<p>" + b"x" * apart.LARGE, True),
        (b"", False),
    ],
)
def test_which_documents_are_read_apart(data, risky):
    assert is_risky(item(data)) is risky
