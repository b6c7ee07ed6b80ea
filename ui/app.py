"""The Streamlit app: its screens and the way between them. Run by `gongkai ui`.

The screens must not lie in a folder named `pages`: Streamlit would take it for its older kind of app, and the first
visitor of a fresh server who opens a deep link would be told that there is no such page.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui.screens import audit, chat, check, corpus, evaluation
from ui.state import language
from ui.style import CSS
from ui.words import say

ICON = Path(__file__).with_name("icon.png")  # a named icon would be fetched from afar
NAMES = {"zh": "中文", "en": "English"}


def choose_language() -> str:
    """zh or en. Kept in the address (`?language=en`): over the pages, over a reload, in a link that is passed on."""
    st.sidebar.radio(
        "语言 Language",
        tuple(NAMES),
        format_func=NAMES.__getitem__,
        horizontal=True,
        key="language",
        bind="query-params",
    )
    return language()


def main() -> None:
    st.set_page_config(page_title="gongkai · 政府信息公开年报问答", page_icon=str(ICON), layout="wide")
    st.html(f"<style>{CSS}</style>")
    lang = choose_language()
    pages = [
        st.Page(chat.show, title=say("chat", lang), icon=":material/chat:", default=True),
        st.Page(corpus.show, title=say("corpus", lang), icon=":material/folder_open:", url_path="corpus"),
        st.Page(check.show, title=say("check", lang), icon=":material/fact_check:", url_path="check"),
        st.Page(audit.show, title=say("audit", lang), icon=":material/balance:", url_path="audit"),
        st.Page(evaluation.show, title=say("eval", lang), icon=":material/monitoring:", url_path="eval"),
        st.Page(chat.show, title=say("chat", lang), url_path="chat", visibility="hidden"),  # the home page has no path
    ]
    st.navigation(pages).run()


if __name__ == "__main__":
    main()
