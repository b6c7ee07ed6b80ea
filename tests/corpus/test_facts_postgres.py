"""The facts store on a real PostgreSQL server, started for the test on a socket of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from decimal import Decimal
from glob import glob
from pathlib import Path

import pytest

from corpus.facts import FactStore
from corpus.models import Body, Fact, Form, Locator, ParsedReport, Report, SourceFile, State

BINARIES = sorted(glob("/usr/lib/postgresql/*/bin"))
AS_POSTGRES = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(not BINARIES, reason="PostgreSQL is not installed"),
    pytest.mark.skipif(os.geteuid() == 0 and shutil.which("runuser") is None, reason="runuser is not installed"),
]


def _run(program: str, *arguments: str) -> None:
    subprocess.run([*AS_POSTGRES, f"{BINARIES[-1]}/{program}", *arguments], check=True, capture_output=True)


@pytest.fixture(scope="module")
def url():
    pytest.importorskip("psycopg")
    folder = Path(tempfile.mkdtemp(prefix="gongkai-pg-"))
    if AS_POSTGRES:
        shutil.chown(folder, "postgres")
    cluster = folder / "cluster"
    _run("initdb", "-D", str(cluster), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    _run("pg_ctl", "-D", str(cluster), "-o", options, "-w", "-l", str(folder / "log"), "start")
    try:
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        _run("pg_ctl", "-D", str(cluster), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _parsed(value: str) -> ParsedReport:
    source = SourceFile(name="a.txt", path="/a.txt", sha256="0" * 64, format="text", size=1)
    where = Locator(start=0, end=1, row_start=0, row_end=1)
    fact = Fact(
        report_id="r1", table=2, indicator="fees.amount", applicant="total", value=Decimal(value), unit="万元",
        state=State.REPORTED, raw=value, row="行政事业性收费", column="本年收费金额", locator=where,
    )  # fmt: skip
    report = Report(
        report_id="r1", body=Body(name="甲县人民政府"), year=2024, title=None, form=Form.F2021, sources=(source,)
    )
    return ParsedReport(report=report, text="文", facts=(fact,), statements=(), identities=(), chunks=())


def test_a_report_comes_back_whole(url):
    store = FactStore(url, create=True)
    store.save(_parsed("5004.9354"), aliases=["甲县"])
    before = store.corpus_version()
    store.save(_parsed("5004.9354"), aliases=["甲县"])
    assert store.corpus_version() == before
    assert store.facts()[0].value == Decimal("5004.9354")
    assert store.names_found(["甲县"]) == {"甲县": ["r1"]}
    store.delete("r1", reason="replaced")
    assert [h["reason"] for h in store.history()] == ["replaced"]
    store.close()
    again = FactStore(url)
    assert again.reports() == []
    again.close()
