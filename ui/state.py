"""What a session holds: one engine for all sessions, renewed when the corpus changes; the turns of a conversation."""

from __future__ import annotations

from typing import Any

import streamlit as st

from corpus.errors import StoreMissing
from corpus.settings import Settings
from corpus.settings import load as load_settings

NOTHING = ("empty", "0" * 16)  # corpus versions of a store without a report


def settings() -> Settings:
    return load_settings()


def language() -> str:
    """The language of the page; an answer follows its question's."""
    return str(st.session_state.get("language", "zh"))


@st.cache_resource(show_spinner="正在打开报告库… · Opening the reports…")
def _engine(data_dir: str, stamp: str) -> Any:  # noqa: ARG001 - a new stamp is a new engine
    from qa.engine import Engine

    return Engine(settings())


def engine() -> Any:
    """The engine over the present corpus. StoreMissing where there is none."""
    from corpus.facts import FactStore

    made = settings()
    store = FactStore(made.database_url)
    try:
        stamp = store.corpus_version()
    finally:
        store.close()
    if stamp in NOTHING:
        raise StoreMissing("nothing has been ingested here yet", hint="run `gongkai ingest PATH…` first")
    return _engine(str(made.data_dir), stamp)


@st.cache_resource(show_spinner=False, max_entries=4)
def _findings(data_dir: str, stamp: str, _program: Any) -> Any:  # noqa: ARG001 - a new stamp is a new audit
    from qa.audit import audit

    return audit(_program.store)


def findings(program: Any) -> Any:
    """The audit of the present corpus, worked out once for all sessions."""
    return _findings(str(settings().data_dir), program.store.corpus_version(), program)


@st.cache_resource(show_spinner=False, max_entries=32)
def _checked(data_dir: str, stamp: str, text: str, _program: Any) -> Any:  # noqa: ARG001 - as above
    from qa.claims import check_text

    return check_text(text, _program)


def checked(program: Any, text: str) -> Any:
    """The check of a text, worked out once for the present corpus."""
    return _checked(str(settings().data_dir), program.store.corpus_version(), text, program)


def turns() -> list[dict[str, Any]]:
    """The conversation: each turn a question, its answer and its plan."""
    found: list[dict[str, Any]] = st.session_state.setdefault("turns", [])
    return found
