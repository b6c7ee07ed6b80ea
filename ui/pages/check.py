"""Fact-checking: paste or upload a text, see each claim's verdict, open what decides it, take the evidence along."""

from __future__ import annotations

from typing import Any

import streamlit as st

from corpus.errors import GongkaiError
from ui import evidence
from ui.pages.chat import nothing_yet
from ui.state import engine, language
from ui.views import claims_html
from ui.words import say

ICONS = {"supported": "✅", "refuted": "❌", "unverifiable": "❔"}


def show() -> None:
    """The page."""
    lang = language()
    st.title(say("check", lang))
    st.caption(say("check_intro", lang))
    try:
        program = engine()
    except GongkaiError as error:
        nothing_yet(error, lang)
        return
    uploaded = st.file_uploader(say("check_upload", lang), type=["txt", "md"])
    given = uploaded.getvalue().decode("utf-8-sig", errors="replace") if uploaded else ""
    text = st.text_area(say("check_paste", lang), value=given, height=200)
    if st.button(say("check_button", lang), type="primary") and text.strip():
        st.session_state["checked"] = text
    if st.session_state.get("checked"):
        result(program, st.session_state["checked"], lang)


def result(program: Any, text: str, lang: str) -> None:
    """The text with its claims coloured, then each claim with its evidence."""
    from qa import pack
    from qa.claims import check_text

    made = check_text(text, program)
    st.html(claims_html(text, made.claims))
    st.download_button(
        say("pack", lang), pack.evidence_pack(text, made, program), file_name="evidence.html", mime="text/html"
    )
    for number, claim in enumerate(made.claims):
        with st.expander(f"{ICONS.get(claim.verdict, '')} {claim.claim} — {claim.verdict} ({claim.reason})"):
            if claim.correction:
                st.markdown(f"**{say('correction', lang)}**: {claim.correction}")
            for warning in claim.warnings:
                st.warning(warning.text)
            for citation in claim.citations:
                st.caption(f"{citation.source} · {citation.row or ''} · {citation.column or ''}")
                evidence.show_citation(program, citation, lang, f"claim{number}-{citation.id}")
