"""The README's examples print what stands there. `GONGKAI_REWRITE=1` writes their present output into it."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

BLOCK = re.compile(r"```console\n\$ (gongkai [^\n]+)\n(.*?)```", re.DOTALL)
REWRITE = "GONGKAI_REWRITE"


def output(command: str, data: Path) -> str:
    arguments = shlex.split(command)[1:]
    done = subprocess.run(
        [sys.executable, "-m", "ui", *arguments, "--data-dir", str(data)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


def test_the_examples_are_real(sample_data, root):
    path = root / "README.md"
    text = path.read_text(encoding="utf-8")
    blocks = BLOCK.findall(text)
    assert len(blocks) == 5
    made = [output(command, sample_data) for command, _ in blocks]
    if os.environ.get(REWRITE):
        for (command, old), new in zip(blocks, made, strict=True):
            text = text.replace(f"$ {command}\n{old}```", f"$ {command}\n{new}```")
        path.write_text(text, encoding="utf-8")
        pytest.fail(f"README.md was rewritten; read it, then run without {REWRITE}")
    assert made == [printed for _, printed in blocks]


def test_nothing_committed_names_a_machine(root):
    """No machine path and no registry host in what is committed."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True).stdout.split(b"\0")
    forbidden = re.compile(r"/work/(main|shared)|pypi\.org|pythonhosted|registry\.npmjs|deb\.debian\.org")
    named = []
    for name in (n.decode() for n in listed if n):
        path = root / name
        if path.suffix in (".pdf", ".docx", ".png", ".gz") or not path.is_file() or path.name == Path(__file__).name:
            continue
        if forbidden.search(path.read_text(encoding="utf-8", errors="replace")):
            named.append(name)
    assert named == []
