"""Drawing evidence: a citation opened in its source, the text marked, the original page boxed where there is one."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ui.views import file_of, marked, source_title
from ui.words import say

MOST_OPEN = 6  # citations listed before the rest is asked for
BOX_COLOUR = (217, 155, 0)
PAGE_SCALE = 1.6


def citations(engine: Any, found: tuple[Any, ...], language: str, key: str) -> None:
    """Every citation, each opening its source with the cell or sentence marked; of many, the first until all are asked for."""
    if not found:
        return
    st.markdown(f"**{say('sources', language)}**")
    rest = len(found) - MOST_OPEN
    everything = rest <= 1 or st.session_state.get(f"{key}-all", False)
    for citation in found if everything else found[:MOST_OPEN]:
        with st.expander(source_title(citation, engine.store.report(citation.report_id), language)):
            st.caption(file_of(citation, language))
            show_citation(engine, citation, language, f"{key}-{citation.id}")
    if rest > 1:
        st.toggle(say("more_sources", language).format(n=rest), key=f"{key}-all")


def show_citation(engine: Any, citation: Any, language: str, key: str) -> None:
    text = engine.store.text(citation.report_id)
    st.html(marked(text, citation.start, citation.end, row_of(text, citation)))
    report = engine.store.report(citation.report_id)
    if citation.page and report is not None and st.button(say("original", language), key=f"page-{key}"):
        image = page_image(report, citation)
        if image is not None:
            st.image(image)


def row_of(text: str, citation: Any) -> tuple[int, int] | None:
    """Where the quoted row lies around the marked span, or None where it is elsewhere."""
    at = text.rfind(citation.quote, 0, citation.start + len(citation.quote))
    if at < 0 or not (at <= citation.start and citation.end <= at + len(citation.quote)):
        return None
    return at, at + len(citation.quote)


def page_image(report: Any, citation: Any) -> Any | None:
    """The page of the original PDF with the cell boxed, or None where the original is no PDF or not kept."""
    from ui.state import settings

    source = report.sources[0]
    path = (
        next(settings().originals_dir.glob(f"**/{source.sha256}*"), None) if settings().originals_dir.is_dir() else None
    )
    if path is None or not path.read_bytes().startswith(b"%PDF"):
        return None
    import pypdfium2
    from PIL import ImageDraw

    document = pypdfium2.PdfDocument(path)
    try:
        image = document[citation.page - 1].render(scale=PAGE_SCALE).to_pil()
    finally:
        document.close()
    if citation.bbox:
        box = tuple(side * PAGE_SCALE for side in citation.bbox)
        ImageDraw.Draw(image).rectangle(box, outline=BOX_COLOUR, width=3)
    return image
