"""The little CSS that the pages add to Streamlit's own."""

CSS = """
.stMainBlockContainer{padding-top:3.5rem}
.stChatMessage{scroll-margin-top:3.5rem}
.gk-source{white-space:pre-wrap;tab-size:5;font-family:ui-monospace,'Noto Sans Mono CJK SC','Noto Sans CJK SC',monospace;
 font-size:.86rem;line-height:1.55;border:1px solid rgba(128,128,128,.35);border-radius:.4rem;padding:.75rem .9rem;
 overflow:auto;background:rgba(128,128,128,.06)}
.gk-whole{max-height:32rem}
.gk-source mark{background:#ffd54a;color:#111;padding:0 .12em;border-radius:.15em;outline:2px solid #d99b00}
.gk-source .row{background:rgba(255,213,74,.22)}
.gk-answer{font-size:1.08rem;line-height:1.65}
.gk-warning{border-left:.25rem solid #d99b00;padding:.25rem .7rem;margin:.25rem 0;background:rgba(217,155,0,.09)}
.gk-plan{opacity:.75;font-size:.88rem}
.gk-verdict-supported{background:rgba(11,130,80,.18)}
.gk-verdict-refuted{background:rgba(190,30,45,.2)}
.gk-verdict-unverifiable{background:rgba(128,128,128,.2)}
"""
