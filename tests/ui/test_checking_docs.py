"""The examples of docs/checking.md, run again; and what hostile, empty and very long texts do."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

import ui.cli_check  # noqa: F401  - registers the commands
from corpus.facts import FactStore
from qa.claims import LONGEST, check_text
from qa.directory import StoreDirectory
from ui.cli import app

EXAMPLE = re.compile(
    r"```console\n\$ gongkai (?P<args>[^\n]+)\n(?P<out>.*?)\n?```\nExit code (?P<code>\d)\.", re.DOTALL
)
HOSTILE = (
    "县" * 20_000, "（" * 20_000, "同心县2024年收到申请41件，" * 500, "41件、" * 500, "百分之" * 4_000, "\0" * 5_000,
    "<script>alert(1)</script>", "'; DROP TABLE facts; --", "\u202e同心县2024年收到申请41件\u202c", "2024" * 5_000,
    "a@" * 10_000, "%s%n{0}{x!r}",
)  # fmt: skip


def examples() -> list[tuple[str, str, int]]:
    page = (Path(__file__).resolve().parents[2] / "docs" / "checking.md").read_text(encoding="utf-8")
    return [(m["args"], m["out"], int(m["code"])) for m in EXAMPLE.finditer(page)]


def run(sample_data: Path, *arguments: str) -> tuple[str, int]:
    command, *rest = arguments
    made = CliRunner().invoke(app, [command, "--data-dir", str(sample_data), *rest])
    return made.stdout.rstrip(), made.exit_code


def test_every_example_is_true(sample_data: Path) -> None:
    assert len(examples()) >= 5
    for arguments, printed, code in examples():
        assert run(sample_data, *shlex.split(arguments)) == (printed.rstrip(), code), arguments


def test_a_batch_is_strict_too(sample_data: Path, tmp_path: Path) -> None:
    lines = tmp_path / "claims.jsonl"
    lines.write_text('{"id": "a", "claim": "同心县2024年收到申请43件。"}\n{"id": "b", "claim": ""}\n', encoding="utf-8")
    printed, code = run(sample_data, "check", "--batch", str(lines), "--strict")
    assert (code, len(printed.splitlines())) == (1, 2)
    assert run(sample_data, "check", "--batch", str(lines))[1] == 0


def test_an_empty_text_has_no_claims(sample_data: Path) -> None:
    assert run(sample_data, "check", "  ", "--strict")[1] == 0


def test_the_pack_runs_nothing_and_asks_for_nothing(sample_data: Path, tmp_path: Path) -> None:
    pack = tmp_path / "pack.html"
    run(sample_data, "check", "同心县2024年收到申请43件。<script>alert(1)</script>", "--pack", str(pack))
    page = pack.read_text(encoding="utf-8")
    assert re.search(r"<script|<link|<iframe|<img|\bsrc=|\bhref=['\"](?!#)|@import|url\(|\bon\w+=", page) is None
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_text_is_read_to_its_end(sample_data: Path, number: int) -> None:
    from types import SimpleNamespace

    from corpus.settings import Settings

    store = FactStore(Settings(data_dir=sample_data).database_url)
    engine = SimpleNamespace(store=store, directory=StoreDirectory(store))
    text = HOSTILE[number]
    made = check_text(text, engine)  # type: ignore[arg-type]
    store.close()
    assert all(0 <= c.start <= c.end <= len(text) and text[c.start : c.end] == c.claim for c in made.claims)
    assert all(c.verdict == "unverifiable" for c in made.claims if len(c.claim) > LONGEST)
