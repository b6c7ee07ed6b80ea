"""Drawing evidence: a citation opened in its source, the text marked, the original page boxed where there is one."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ui.page_picture import page_picture
from ui.state import settings
from ui.views import file_of, inert, marked, source_title
from ui.words import say

MOST_OPEN = 6  # citations listed before the rest is asked for


def citations(engine: Any, found: tuple[Any, ...], language: str, key: str) -> None:
    """Every citation, each opening its source with the cell or sentence marked; of many, the first until all are asked for."""
    if not found:
        return
    st.markdown(f"**{say('sources', language)}**")
    rest = len(found) - MOST_OPEN
    everything = rest <= 1 or st.session_state.get(f"{key}-all", False)
    for citation in found if everything else found[:MOST_OPEN]:
        with st.expander(inert(source_title(citation, engine.store.report(citation.report_id), language))):
            st.caption(inert(file_of(citation, language)))
            show_citation(engine, citation, language, f"{key}-{citation.id}")
    if rest > 1:
        st.toggle(say("more_sources", language).format(n=rest), key=f"{key}-all")


def show_citation(engine: Any, citation: Any, language: str, key: str) -> None:
    text = engine.store.text(citation.report_id)
    st.html(marked(text, citation.start, citation.end, row_of(text, citation)))
    report = engine.store.report(citation.report_id)
    if citation.page and report is not None and st.toggle(say("original", language), key=f"page-{key}"):
        picture = page_picture(report, citation, settings().originals_dir)
        if picture is None:
            st.caption(say("no_original", language))
        else:
            st.image(picture)


def row_of(text: str, citation: Any) -> tuple[int, int] | None:
    """Where the quoted row lies around the marked span, or None where it is elsewhere."""
    at = text.rfind(citation.quote, 0, citation.start + len(citation.quote))
    if at < 0 or not (at <= citation.start and citation.end <= at + len(citation.quote)):
        return None
    return at, at + len(citation.quote)
