"""The chat: a question, its answer, the table, the chart, what else to know, and the sources opened at the mark."""

from __future__ import annotations

import shlex
from typing import Any

import streamlit as st

from corpus.errors import GongkaiError, StoreMissing
from ui import adding, evidence
from ui.charts import chart
from ui.state import engine, language, settings, turns
from ui.views import by_sentence, chart_rows, fact_table, inert, lead, paragraphs
from ui.words import say

MAX_TABLE_FACTS = 400
# Streamlit scrolls to the end of a conversation; a reader wants the beginning of the answer. Nothing but a number is
# filled in. The page grows while charts and tables are fetched, so the question is brought back until the page has
# rested for two seconds, or the reader moves.
TO_THE_QUESTION = """<span class="gk-turn" data-turn="{number}"></span><script>
(() => {{
  const asked = [...document.querySelectorAll('[data-testid="stChatMessage"]')][2 * {number}];
  if (!asked) return;
  const PERIOD = 100, REST = 20, LONGEST = 300;
  let at = null, rested = 0, rounds = 0;
  const timer = setInterval(() => {{
    asked.scrollIntoView({{block: 'start'}});
    const top = asked.getBoundingClientRect().top, height = asked.parentElement.scrollHeight;
    const busy = document.querySelector('[data-test-script-state="running"]') !== null;
    rested = !busy && at === `${{top}} ${{height}}` ? rested + 1 : 0;
    at = `${{top}} ${{height}}`;
    if (rested > REST || ++rounds > LONGEST) clearInterval(timer);
  }}, PERIOD);
  for (const what of ['wheel', 'touchstart', 'keydown', 'mousedown'])
    addEventListener(what, () => clearInterval(timer), {{once: true}});
}})();
</script>"""


def show() -> None:
    """The page."""
    lang = language()
    st.title(say("title", lang))
    st.caption(say("subtitle", lang))
    try:
        program = engine()
    except GongkaiError as error:
        nothing_yet(error, lang)
        return
    asked = st.chat_input(say("input", lang)) or st.session_state.pop("asked", None)
    if asked:  # noted before it is answered: a question asked meanwhile must not lose this one
        turns().append({"question": asked, "answer": None, "plan": None, "error": None})
    overview(program, lang)
    if not turns():
        adding.tell(lang)
        examples(program, lang)
    waiting = [number for number, turn in enumerate(turns()) if turn["answer"] is None and turn["error"] is None]
    for number in range(len(turns())):
        draw_turn(program, number, lang)
    if waiting:
        st.html(TO_THE_QUESTION.format(number=waiting[-1]), unsafe_allow_javascript=True)


def nothing_yet(error: GongkaiError, lang: str) -> None:
    """No reports, and how to add some; or stores that cannot be opened, and why."""
    if not isinstance(error, StoreMissing):
        st.error(
            f"**{say('store_error', lang)}**\n\n{inert(error)}" + (f"\n\n{inert(error.hint)}" if error.hint else "")
        )
        return
    st.info(f"**{say('empty', lang)}**\n\n{say('empty_how', lang)}")
    st.code(f"gongkai ingest samples --data-dir {shlex.quote(str(settings().data_dir))}", language="bash")
    adding.offer(lang, opened=True)


def overview(program: Any, lang: str) -> None:
    """What is in the corpus, in the sidebar."""
    reports = program.store.reports()
    years = sorted({r.year for r in reports if r.year})
    with st.sidebar:
        st.metric(say("reports", lang), len(reports))
        left, right = st.columns(2)
        left.metric(say("divisions", lang), len({r.body.division_code for r in reports if r.body.division_code}))
        right.metric(say("bodies", lang), len({r.body.name for r in reports}))
        if years:
            span = f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])
            st.caption(f"{say('years', lang)} {span}")
        if program.settings.llm:
            st.toggle(say("use_model", lang), key="use_model", help=say("model_help", lang))
        if turns() and st.button(say("clear", lang)):
            turns().clear()
            st.rerun()


def examples(program: Any, lang: str) -> None:
    """Questions that this corpus can answer, made from what it holds."""
    st.markdown(f"**{say('examples', lang)}**")
    columns = st.columns(2)
    for number, question in enumerate(example_questions(program, lang)):
        if columns[number % 2].button(inert(question), key=f"example-{number}", width="stretch"):
            st.session_state["asked"] = question
            st.rerun()


def example_questions(program: Any, lang: str) -> list[str]:
    """One example of each kind, with a body and year of the corpus."""
    from corpus.divisions import by_code, english_name

    reports = [r for r in program.store.reports() if r.body.division and r.year]
    if not reports:
        return []
    newest = max(r.year for r in reports)
    chosen = next((r for r in reports if r.year == newest and r.body.kind == "government"), reports[0])
    name = chosen.body.division
    if lang == "en":
        division = by_code(chosen.body.division_code) if chosen.body.division_code else None
        name = english_name(division) if division else name
        return [
            f"Which county had most litigation in {newest}?", f"How many requests did {name} receive in {chosen.year}?",
            f"What share of requests did {name} disclose in full in {chosen.year}?", f"Which counties had no litigation in {newest}?",
            f"What problems did {name} report for {chosen.year}?", "Which reports mention 适老化?",
        ]  # fmt: skip
    return [
        f"哪个县{newest}年行政诉讼最多？", f"{name}{chosen.year}年收到多少件政府信息公开申请？", f"{name}{chosen.year}年的公开率是多少？",
        f"{newest}年哪些县没有行政诉讼？", f"{name}{chosen.year}年政务公开存在哪些主要问题？", "哪些报告提到了适老化？",
    ]  # fmt: skip


def answer_turn(program: Any, number: int) -> None:
    """Answer a turn that waits, in the light of the turn before it."""
    turn = turns()[number]
    before = turns()[number - 1]["plan"] if number else None
    model = bool(st.session_state.get("use_model", False))
    try:
        turn["plan"], turn["answer"] = program.turn(turn["question"], before, model=model)
    except GongkaiError as error:
        turn["plan"], turn["error"] = before, str(error)


def draw_turn(program: Any, number: int, lang: str) -> None:
    turn = turns()[number]
    with st.chat_message("user"):
        st.text(turn["question"])
    with st.chat_message("assistant"):
        if turn["answer"] is None and turn["error"] is None:
            with st.spinner(say("working", lang)):
                answer_turn(program, number)
        if turn["answer"] is None:
            st.error(inert(turn["error"]))
        else:
            draw_answer(program, turn["answer"], f"turn{number}", last=number == len(turns()) - 1)


def draw_answer(program: Any, answer: Any, key: str, *, last: bool) -> None:
    """One answer, in the language of its question."""
    lang = answer.language
    st.html(f'<div class="gk-answer">{paragraphs(by_sentence(lead(answer)))}</div>')
    if answer.choices:
        st.caption(say("choose", lang))
        for index, choice in enumerate(answer.choices):
            if st.button(inert(choice), key=f"{key}-choice{index}", disabled=not last):
                st.session_state["asked"] = choice
                st.rerun()
    if answer.nearest and st.button(
        f"{say('nearest', lang)}: {inert(answer.nearest)}", key=f"{key}-nearest", disabled=not last
    ):
        st.session_state["asked"] = answer.nearest
        st.rerun()
    draw_figures(answer, lang, key)
    if answer.warnings:
        st.markdown(f"**{say('notes', lang)}**")
        st.html("".join(f'<div class="gk-warning">{paragraphs(w.text)}</div>' for w in answer.warnings))
    evidence.citations(program, answer.citations, lang, key)
    st.caption(f"{say('read_as', lang)}: {inert(answer.plan_text)}")
    if answer.model and answer.model["said"]:
        st.caption(f"{say('model', lang)}: {inert(answer.model['said'])}")


def draw_figures(answer: Any, lang: str, key: str) -> None:
    """The table of facts, and a chart where there is something to compare."""
    drawn = chart(chart_rows(answer.facts), lang)
    if drawn is not None:
        st.altair_chart(drawn, width="stretch", key=f"{key}-chart")
    rows = fact_table(answer.facts[:MAX_TABLE_FACTS], lang)
    if rows:
        with st.expander(say("table", lang), expanded=len(rows) > 1):
            st.dataframe(rows, hide_index=True, width="stretch", key=f"{key}-table", placeholder="–")
