"""Reports added by upload: kept beside the stores, read in by a process of its own, one outcome a file.

Only offered to a reader at this very machine: whoever may add a report may change what the others are answered.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from corpus.errors import StoreError
from corpus.settings import Settings
from ui.messages import localized
from ui.state import settings
from ui.views import called, inert
from ui.words import say

UPLOADS = "uploads"  # folder in the data directory
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
ENDED_WITH_OUTCOMES = frozenset({0, 3})  # exit codes of `gongkai ingest`: all, or some failed
STATUSES = {
    "ingested": "已读入", "unchanged": "早已读入", "replaced": "已更新", "duplicate": "重复", "partial": "读出一部分", "rejected": "不是年度报告",
    "failed": "读不出",
}  # fmt: skip
MB = 1 << 20

Outcome = Mapping[str, Any]


def offer(lang: str, *, opened: bool = False) -> None:
    """The uploader and what it did last; nothing where the page is served to other machines."""
    if st.get_option("server.address") not in LOOPBACK:
        return
    made = settings()
    with st.expander(say("add", lang), expanded=opened, icon=":material/upload_file:"):
        given = st.file_uploader(
            say("add_files", lang), accept_multiple_files=True, max_upload_size=max(1, made.limits.max_file_bytes // MB),
            key=f"added-{st.session_state.get('added', 0)}",
        )  # fmt: skip
        if st.button(say("add_button", lang), type="primary", disabled=not given):
            _take(made, [(file.name, file.getvalue()) for file in given], lang)
    tell(lang)


def tell(lang: str) -> None:
    """What became of the files last given."""
    if problem := st.session_state.get("add_problem"):
        st.error(inert(problem))
    if outcomes := st.session_state.get("outcomes"):
        st.dataframe(outcome_rows(outcomes, lang), hide_index=True, width="stretch", placeholder="–")


def _take(made: Settings, files: Sequence[tuple[str, bytes]], lang: str) -> None:
    """Read the files in, keep what became of them for the next run, and draw the page again over the new corpus."""
    st.session_state["outcomes"], st.session_state["add_problem"] = (), None
    with st.spinner(say("adding", lang).format(n=len(files))):
        try:
            st.session_state["outcomes"] = read_in(made, [keep(made, name, data) for name, data in files])
        except StoreError as error:
            st.session_state["add_problem"] = str(error)
    if st.session_state["outcomes"]:
        st.session_state["added"] = st.session_state.get("added", 0) + 1  # an uploader that is empty again
    st.rerun()


def keep(made: Settings, name: str, data: bytes) -> Path:
    """The file under its own name in a folder of its content's hash: another file of the same name replaces none."""
    own = Path(name.replace("\\", "/")).name.lstrip(".") or "report"
    path = made.data_dir / UPLOADS / hashlib.sha256(data).hexdigest()[:16] / own
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def read_in(made: Settings, paths: Sequence[Path]) -> tuple[Outcome, ...]:
    """Run `gongkai ingest` over the files; StoreError says in its own words why nothing was done."""
    command = [sys.executable, "-m", "ui", "ingest", "--json", *(str(path.resolve()) for path in paths)]
    environment = {**os.environ, "GONGKAI_DATA_DIR": str(made.data_dir.resolve())}
    run = subprocess.run(command, capture_output=True, env=environment, check=False)  # noqa: S603 - our own program
    if run.returncode not in ENDED_WITH_OUTCOMES:
        said = run.stderr.decode("utf-8", errors="replace").strip().splitlines()
        raise StoreError(said[-1].removeprefix("gongkai: ") if said else "the files could not be read in")
    found: list[Outcome] = json.loads(run.stdout.decode("utf-8"))["files"]
    return tuple(found)


def outcome_rows(outcomes: Sequence[Outcome], language: str) -> list[dict[str, Any]]:
    """One row a file: what became of it, whose report it is, how much was read, and what is to be known."""
    names = {
        "zh": ("文件", "结果", "机关", "年度", "单元格", "勾稽成立", "不成立", "说明"),
        "en": ("file", "result", "body", "year", "cells", "identities held", "broken", "note"),
    }[language]
    return [
        dict(zip(names, (
            Path(o["path"]).name, called(o["status"], STATUSES, language), o["body"] or "", o["year"],
            o["cells"].get("reported"), o["identities"].get("held"), o["identities"].get("broken"),
            _note(o, language),
        ), strict=True))
        for o in outcomes
    ]  # fmt: skip


def _note(outcome: Outcome, language: str) -> str:
    """Why a file was not taken in, or what is doubtful about what was read."""
    said = [outcome["error"]] if outcome["error"] else outcome["warnings"]
    return ("；" if language == "zh" else "; ").join(localized(sentence, language) for sentence in said)
