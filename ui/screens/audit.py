"""The audit: what is wrong or odd in the reports themselves, worst first, both sides quoted."""

from __future__ import annotations

from collections import Counter
from typing import Any

import streamlit as st

from corpus.errors import GongkaiError
from ui import evidence
from ui.screens.chat import nothing_yet
from ui.state import engine, findings, language
from ui.views import inert, paragraphs
from ui.words import say

MOST_SHOWN = 60  # findings drawn on one page
ICONS = {
    "error": ":material/error:",
    "warning": ":material/warning:",
    "lead": ":material/lightbulb:",
    "info": ":material/info:",
}


def show() -> None:
    """The page."""
    lang = language()
    st.title(say("audit", lang))
    st.caption(say("audit_intro", lang))
    try:
        program = engine()
    except GongkaiError as error:
        nothing_yet(error, lang)
        return
    found = findings(program)
    if not found:
        st.success(say("audit_none", lang))
        return
    kinds = Counter(getattr(finding, f"name_{lang}") for finding in found)
    wanted = st.multiselect(
        say("audit_kinds", lang), list(kinds), format_func=lambda name: f"{name} ({kinds[name]})", key=f"kinds-{lang}",
        placeholder=say("pick_some", lang),
    )  # fmt: skip
    shown = [f for f in found if not wanted or getattr(f, f"name_{lang}") in wanted]
    for number, finding in enumerate(shown[:MOST_SHOWN]):
        one(program, finding, lang, f"finding{number}")
    if len(shown) > MOST_SHOWN:
        st.caption(say("more_findings", lang).format(n=len(shown) - MOST_SHOWN))


def one(program: Any, finding: Any, lang: str, key: str) -> None:
    """A finding: both sides with their sources, what it cannot know, what would resolve it."""

    def words(name: str) -> str:
        return str(getattr(finding, f"{name}_{lang}"))

    title = f"{finding.body or '?'} {finding.year or ''} · {words('name')}"
    with st.expander(inert(title), icon=ICONS[finding.severity]):
        st.html(f'<div class="gk-answer">{paragraphs(words("text"))}</div>')
        for name, side in (("left", finding.left), ("right", finding.right)):
            st.markdown(f"**{inert(getattr(side, f'text_{lang}'))}**")
            evidence.citations(program, side.citations, lang, f"{key}-{name}")
        st.html(f'<div class="gk-warning">{paragraphs(words("cannot_know"))}<br>{paragraphs(words("resolve"))}</div>')
