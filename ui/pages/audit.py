"""The audit: what is wrong or odd in the reports themselves, worst first, both sides quoted."""

from __future__ import annotations

from typing import Any

import streamlit as st

from corpus.errors import GongkaiError
from ui.pages.chat import nothing_yet
from ui.state import engine, language
from ui.views import marked
from ui.words import say

ICONS = {"error": "🔴", "warning": "🟠", "lead": "🟡", "info": "⚪"}


def show() -> None:
    """The page."""
    from qa.audit import audit

    lang = language()
    st.title(say("audit", lang))
    st.caption(say("audit_intro", lang))
    try:
        program = engine()
    except GongkaiError as error:
        nothing_yet(error, lang)
        return
    findings = audit(program.store)
    if not findings:
        st.success(say("audit_none", lang))
    for finding in findings:
        one(program, finding, lang)


def one(program: Any, finding: Any, lang: str) -> None:
    text = finding.text_zh if lang == "zh" else finding.text_en
    with st.expander(f"{ICONS.get(finding.severity, '')} {finding.body or '?'} {finding.year or ''} · {text}"):
        stored = program.store.text(finding.report_id)
        for citation in finding.citations:
            st.caption(citation.quote if citation.report_id != finding.report_id else citation.source)
            if citation.report_id == finding.report_id:
                st.html(marked(stored, citation.start, citation.end))
