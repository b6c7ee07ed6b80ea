"""The Streamlit app: pages and navigation. Run by `gongkai ui`."""

from __future__ import annotations

import streamlit as st

from ui.pages import audit, chat, check, corpus, evaluation
from ui.style import CSS
from ui.words import say


def main() -> None:
    st.set_page_config(page_title="gongkai · 政府信息公开年报问答", page_icon="📖", layout="wide")
    st.html(f"<style>{CSS}</style>")
    language = st.sidebar.radio("语言 Language", ["中文", "English"], horizontal=True, key="ui_language")
    lang = "zh" if language == "中文" else "en"
    pages = [
        st.Page(chat.show, title=say("chat", lang), icon="💬", url_path="chat", default=True),
        st.Page(corpus.show, title=say("corpus", lang), icon="🗂️", url_path="corpus"),
        st.Page(check.show, title=say("check", lang), icon="🔎", url_path="check"),
        st.Page(audit.show, title=say("audit", lang), icon="⚖️", url_path="audit"),
        st.Page(evaluation.show, title=say("eval", lang), icon="📊", url_path="eval"),
    ]
    st.navigation(pages).run()


if __name__ == "__main__":
    main()
