"""docs/commands.md lists every command and option as the program has them. `GONGKAI_REWRITE=1` writes it anew."""

from __future__ import annotations

import os

import pytest
import typer

HEAD = """# Commands

Every command takes `--data-dir DIR` (also `GONGKAI_DATA_DIR`; default `./data`), the folder of the stores. `--json` prints
JSON on standard output and nothing else there; progress and warnings go to standard error. Exit codes: 0 done (an
abstention is an answer); 1 a gate was missed or `--strict` found a defect; 2 usage; 3 some inputs failed and the rest were
kept; 4 nothing could be done, with one sentence that says what to do.

Settings come from the environment: `GONGKAI_<NAME>` for a field of `corpus.settings.Settings` (`GONGKAI_FACTS_URL`,
`GONGKAI_CHROMA_URL`, `GONGKAI_EMBEDDING_MODEL`, `GONGKAI_LLM` …), `GONGKAI_LIMIT_<NAME>` for one of its limits
(`GONGKAI_LIMIT_MAX_PAGES` …).
"""


def document() -> str:
    from ui import cli_check, cli_eval  # noqa: F401 - each adds its commands
    from ui.cli import app

    parts = [HEAD]
    group = typer.main.get_command(app)
    for name, command in sorted(group.commands.items()):
        parts.append(f"\n## gongkai {name}\n\n{command.help}\n\n| argument | what |\n|---|---|\n")
        for parameter in command.params:
            if parameter.name in ("data_dir", "help"):
                continue
            flags = (
                ", ".join(f"`{o}`" for o in parameter.opts)
                if parameter.param_type_name == "option"
                else parameter.name.upper()
            )
            parts.append(f"| {flags} | {getattr(parameter, 'help', None) or ''} |\n")
    return "".join(parts)


def test_the_document_is_the_program(root):
    path = root / "docs" / "commands.md"
    made = document()
    if os.environ.get("GONGKAI_REWRITE"):
        path.write_text(made, encoding="utf-8")
        pytest.fail("docs/commands.md was rewritten; read it, then run without GONGKAI_REWRITE")
    assert path.read_text(encoding="utf-8") == made


def test_every_option_says_what_it_does():
    for line in document().splitlines():
        if line.startswith("| `--"):
            assert not line.endswith("|  |"), line
