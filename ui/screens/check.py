"""Fact-checking: paste or upload a text, see each claim's verdict, open what decides it, take the evidence along."""

from __future__ import annotations

from collections import Counter
from typing import Any

import streamlit as st

from corpus.errors import GongkaiError
from ui import evidence
from ui.screens.chat import nothing_yet
from ui.state import checked, engine, language
from ui.views import claims_html, inert, paragraphs
from ui.words import say

MOST_UPLOADED = 5  # MB
ICONS = {
    "supported": ":material/check_circle:",
    "refuted": ":material/cancel:",
    "unverifiable": ":material/help:",
}


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
    above, below = st.container(), st.container()
    uploaded = below.file_uploader(say("check_upload", lang), type=["txt", "md"], max_upload_size=MOST_UPLOADED)
    given = uploaded.getvalue().decode("utf-8-sig", errors="replace") if uploaded else ""
    text = above.text_area(say("check_paste", lang), value=given, height=200)
    if st.button(say("check_button", lang), type="primary"):
        st.session_state["checked"] = text if text.strip() else None
        if not text.strip():
            st.warning(say("check_empty", lang))
    if st.session_state.get("checked"):
        result(program, st.session_state["checked"], lang)


def result(program: Any, text: str, lang: str) -> None:
    """The text with its claims coloured, then each claim with its evidence."""
    from qa import pack

    made = checked(program, text)
    counts = Counter(claim.verdict for claim in made.claims)
    st.markdown(" · ".join(f"{ICONS[v]} {say(v, lang)} {counts[v]}" for v in ICONS))
    st.html(claims_html(text, made.claims))
    st.download_button(
        say("pack", lang), pack.evidence_pack(text, made, program), file_name="evidence.html", mime="text/html"
    )
    for number, claim in enumerate(made.claims):
        verdict = (
            f"{say(claim.verdict, lang)} · {say(claim.reason, lang)}" if claim.reason else say(claim.verdict, lang)
        )
        with st.expander(f"{inert(claim.claim)} — {verdict}", icon=ICONS[claim.verdict]):
            one(program, claim, f"claim{number}", lang)


def one(program: Any, claim: Any, key: str, lang: str) -> None:
    """What decides a claim: the explanation, the correction, the sources."""
    if claim.explanation:
        st.html(f'<div class="gk-answer">{paragraphs(claim.explanation)}</div>')
    if claim.correction:
        st.markdown(f"**{say('correction', lang)}**: {inert(claim.correction)}")
    if claim.warnings:
        st.html("".join(f'<div class="gk-warning">{paragraphs(w.text)}</div>' for w in claim.warnings))
    evidence.citations(program, claim.citations, lang, key)
