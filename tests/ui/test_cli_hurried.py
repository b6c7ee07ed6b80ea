"""The commands in the hands of a hurried or hostile user: one sentence, the right exit code, never a traceback."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CLAIM = "同心县2024年收到政府信息公开申请41件。"


def gongkai(*arguments: object, data: Path, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "ui", *map(str, arguments), "--data-dir", str(data)]
    return subprocess.run(command, capture_output=True, input=stdin, check=False)


def said(done: subprocess.CompletedProcess[bytes]) -> str:
    text = done.stderr.decode()
    assert "Traceback" not in text
    return text


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--indicator", "requests.recieved"), "--indicator requests.recieved: no such indicator — the nearest is requests.received"),
        (("--indicator", "litigation.total"), "--indicator litigation.total is computed from cells, not stored"),
        (("--applicant", "martian"), "--applicant martian: not one of natural_person, business"),
        (("--year", "MMXXIV"), "Invalid value for '--year'"),
    ],
)  # fmt: skip
def test_facts_of_what_is_not_there(arguments: tuple[str, ...], sentence: str, sample_data: Path) -> None:
    done = gongkai("facts", *arguments, data=sample_data)
    assert (done.returncode, done.stdout) == (2, b"")
    assert sentence in said(done)


def test_facts_that_match_nothing_say_so(sample_data: Path) -> None:
    done = gongkai("facts", "--body", "亚特兰蒂斯人民政府", "--json", data=sample_data)
    assert (done.returncode, json.loads(done.stdout)) == (0, [])
    assert "no cell matches" in said(done)


def test_a_place_that_cannot_be_written_is_named(sample_data: Path, tmp_path: Path) -> None:
    done = gongkai("facts", "--format", "csv", "--out", tmp_path / "none" / "x.csv", data=sample_data)
    assert done.returncode == 4
    assert "x.csv cannot be read or written: No such file or directory" in said(done)


def test_a_reader_that_has_seen_enough(sample_data: Path) -> None:
    command = [sys.executable, "-m", "ui", "facts", "--format", "csv", "--data-dir", str(sample_data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        errors = process.stderr.read()
        assert (process.wait(), errors) == (0, b"")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('{"id": 2}', "line 2: not a JSON object with 'question'"),
        ('{"id": 2, "question": ', "line 2: not a JSON object with 'question'"),
        ('{"id": 2, "question": null}', "line 2: 'question' is no text"),
        ('{"question": ' * 3000, "line 2: not a JSON object with 'question'"),
    ],
)
def test_a_bad_line_stops_the_batch_before_it_begins(
    line: str, sentence: str, sample_data: Path, tmp_path: Path
) -> None:
    batch = tmp_path / "q.jsonl"
    batch.write_text('{"id": 1, "question": "同心县2024年收到多少件申请？"}\n' + line + "\n", encoding="utf-8")
    done = gongkai("ask", "--batch", batch, data=sample_data)
    assert (done.returncode, done.stdout) == (2, b"")
    assert sentence in said(done)


def test_a_line_of_a_batch_ends_at_a_line_end_alone(sample_data: Path, tmp_path: Path) -> None:
    batch = tmp_path / "q.jsonl"
    question = "同心县2024年\u2028收到多少件\x85申请？"
    lines = [json.dumps({"id": n, "question": question}, ensure_ascii=False) for n in ("a", "b")]
    batch.write_bytes(("\ufeff" + "\r\n\r\n".join(lines)).encode())
    done = gongkai("ask", "--batch", batch, data=sample_data)
    rows = [json.loads(row) for row in done.stdout.decode().split("\n") if row]
    assert [(row["id"], row["question"]) for row in rows] == [("a", question), ("b", question)]


QUESTIONS = [
    "",
    " \n\t",
    "\u202e\ufeff\u200b",
    "？" * 50,
    "🏛️" * 30,
    "\ud800",
    "'; DROP TABLE facts; --",
    "\x1b[31m红",
    "%s%n{0}",
    "同心县" * 400,
]


def test_questions_of_garbage_are_answered_in_kind(sample_data: Path, tmp_path: Path) -> None:
    batch = tmp_path / "q.jsonl"
    asked = [*QUESTIONS, "同心县2024年收到多少件申请？" * 30_000]  # the last is more than a megabyte
    batch.write_text("\n".join(json.dumps({"id": n, "question": q}) for n, q in enumerate(asked)), encoding="utf-8")
    done = gongkai("ask", "--batch", batch, data=sample_data)
    rows = [json.loads(row) for row in done.stdout.decode().split("\n") if row]
    assert (done.returncode, [row["id"] for row in rows]) == (0, list(range(len(asked))))
    assert {row["status"] for row in rows} <= {"abstained", "clarify"}
    said(done)


def zipped(name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, CLAIM)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (bytes(range(256)) * 40, "x.md is binary data, not a document"),
        (b"", "x.md is empty"),
        (b"%PDF-1.4 and nothing else", "x.md: "),
        (b"PK\x05\x06" + bytes(18), "x.md is empty"),
        (zipped("a.txt"), "x.md is an archive"),
    ],
)
def test_a_file_that_cannot_be_checked(data: bytes, sentence: str, sample_data: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_bytes(data)
    done = gongkai("check", "--file", path, "--json", data=sample_data)
    assert (done.returncode, done.stdout) == (2, b"")
    assert sentence in said(done)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("gbk.txt", CLAIM.encode("gb18030")),
        ("utf16.md", CLAIM.encode("utf-16")),
        ("page.txt", f"<html><body><p>{CLAIM}</p><p>完</p></body></html>".encode()),
    ],
)
def test_a_file_is_checked_by_its_content(name: str, data: bytes, sample_data: Path, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    done = gongkai("check", "--file", tmp_path / name, "--json", data=sample_data)
    assert [c["verdict"] for c in json.loads(done.stdout)["claims"]] == ["supported"]
    said(done)


def test_standard_input_in_another_encoding(sample_data: Path) -> None:
    done = gongkai("check", "-", "--json", data=sample_data, stdin=CLAIM.encode("gb18030"))
    assert [c["verdict"] for c in json.loads(done.stdout)["claims"]] == ["supported"]


def damaged(sample_data: Path, folder: Path) -> Path:
    """A copy of the sample's facts alone, to be spoilt."""
    folder.mkdir()
    with sqlite3.connect(sample_data / "facts.sqlite") as source, sqlite3.connect(folder / "facts.sqlite") as target:
        source.backup(target)
    return folder / "facts.sqlite"


@pytest.mark.parametrize("kind", ["rubbish", "cut", "without its tables", "older", "newer", "nonsense", "a folder"])
@pytest.mark.parametrize("command", [("facts",), ("ask", "同心县2024年收到多少件申请？")])
def test_a_damaged_store_is_one_sentence(
    command: tuple[str, ...], kind: str, sample_data: Path, tmp_path: Path
) -> None:
    path = damaged(sample_data, tmp_path / "data")
    if kind == "rubbish":
        path.write_bytes(os.urandom(50_000))
    elif kind == "cut":
        os.truncate(path, path.stat().st_size // 3)
    elif kind == "a folder":
        path.unlink()
        path.mkdir()
    else:
        change = {
            "without its tables": "DROP TABLE reports",
            "older": "DELETE FROM meta WHERE key = 'schema'",
            "newer": "UPDATE meta SET value = '99' WHERE key = 'schema'",
            "nonsense": "UPDATE meta SET value = 'x' WHERE key = 'schema'",
        }[kind]
        with sqlite3.connect(path) as connection:
            connection.execute(change)
    done = gongkai(*command, data=tmp_path / "data")
    assert (done.returncode, done.stdout) == (4, b"")
    assert said(done).startswith("gongkai: ")
    assert len(said(done).splitlines()) == 1
