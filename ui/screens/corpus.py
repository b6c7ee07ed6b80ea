"""The corpus: what is in it, and each report's cells, identities and text."""

from __future__ import annotations

from typing import Any

import streamlit as st

from corpus.errors import GongkaiError
from ui import adding
from ui.messages import localized
from ui.screens.chat import nothing_yet
from ui.state import engine, language
from ui.views import cell_rows, corpus_rows, inert, marked, plain_text
from ui.words import say


def show() -> None:
    """The page."""
    lang = language()
    st.title(say("corpus", lang))
    try:
        program = engine()
    except GongkaiError as error:
        nothing_yet(error, lang)
        return
    adding.offer(lang)
    reports = program.store.reports()
    st.caption(say("pick", lang))
    picked = st.dataframe(
        corpus_rows(reports, lang), hide_index=True, width="stretch", on_select="rerun", selection_mode="single-row",
        placeholder="–",
    )  # fmt: skip
    rows = picked["selection"]["rows"] if picked else []
    if rows:
        one(program, reports[rows[0]], lang)


def one(program: Any, report: Any, lang: str) -> None:
    """A report: its warnings, cells (each can be shown in the source) and text."""
    st.subheader(inert(f"{report.body.name or '?'} · {report.year or '?'}"))
    for warning in report.warnings:
        st.warning(inert(localized(warning, lang)))
    cells, text = st.tabs([say("cells", lang), say("text", lang)])
    facts = program.store.facts(report_ids=[report.report_id])
    stored = program.store.text(report.report_id)
    with cells:
        chosen = st.dataframe(
            cell_rows(facts, lang), hide_index=True, width="stretch", on_select="rerun", selection_mode="single-row",
            placeholder="–",
        )  # fmt: skip
        index = chosen["selection"]["rows"] if chosen else []
        if index:
            where = facts[index[0]].locator
            st.html(marked(stored, where.start, where.end, (where.row_start, where.row_end)))
    with text:
        st.html(plain_text(stored))
