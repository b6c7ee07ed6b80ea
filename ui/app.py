"""The Streamlit app: pages and navigation. Run by `gongkai ui`."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui.pages import audit, chat, check, corpus, evaluation
from ui.state import language
from ui.style import CSS
from ui.words import say

ICON = Path(__file__).with_name("icon.png")  # a named icon would be fetched from afar


def choose_language() -> str:
    """zh or en. Kept beside the widget, whose own state a rerun of the page may lose."""
    index = st.sidebar.radio(
        "语言 Language", (0, 1), int(language() == "en"), format_func=("中文", "English").__getitem__, horizontal=True
    )
    st.session_state["language"] = ("zh", "en")[index]
    return language()


def main() -> None:
    st.set_page_config(page_title="gongkai · 政府信息公开年报问答", page_icon=str(ICON), layout="wide")
    st.html(f"<style>{CSS}</style>")
    lang = choose_language()
    pages = [
        st.Page(chat.show, title=say("chat", lang), icon=":material/chat:", url_path="chat", default=True),
        st.Page(corpus.show, title=say("corpus", lang), icon=":material/folder_open:", url_path="corpus"),
        st.Page(check.show, title=say("check", lang), icon=":material/fact_check:", url_path="check"),
        st.Page(audit.show, title=say("audit", lang), icon=":material/balance:", url_path="audit"),
        st.Page(evaluation.show, title=say("eval", lang), icon=":material/monitoring:", url_path="eval"),
    ]
    st.navigation(pages).run()


if __name__ == "__main__":
    main()
