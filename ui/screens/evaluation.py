"""Evaluation runs: their history, the failures opened down to the marked evidence, and two runs side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from corpus.errors import GongkaiError
from eval import history
from eval.scorers import GOOD
from ui.evidence import show_citation
from ui.state import engine, language, settings
from ui.views import RESULTS, called, citation_title, inert
from ui.words import say

GOOD_RESULTS = frozenset(result.value for result in GOOD)
MOST_SHOWN = 60  # cases opened on one page

Run = Mapping[str, Any]


def show() -> None:
    """The page."""
    lang = language()
    st.title(say("eval", lang))
    st.caption(say("eval_intro", lang))
    runs = _runs(lang)
    if not runs:
        st.info(say("eval_none", lang))
        st.code("gongkai eval eval/sets/core.yaml", language="bash")
        return
    names = list(runs)
    left, right = st.columns(2)
    chosen = left.selectbox(say("eval_run", lang), names)
    other = right.selectbox(say("eval_against", lang), ["–", *(n for n in names if n != chosen)])
    one(runs[chosen], lang)
    if other != "–":
        compare(runs[other], runs[chosen], lang)
    cases(runs[chosen], lang)
    trail(runs, lang)


def _runs(lang: str) -> dict[str, Run]:
    """Every run at hand by its label, the newest first: those kept beside the stores, and those uploaded."""
    found: dict[str, Run] = {}
    uploaded = st.file_uploader(say("eval_upload", lang), type=["json"], accept_multiple_files=True)
    for file in uploaded:
        run = history.checked(file.getvalue())
        if run is None:
            st.error(f"{inert(file.name)}: {say('eval_no_run', lang)}")
        else:
            found[file.name] = run
    for kept in history.kept(settings().data_dir / "evals"):
        run = history.read(kept.path)
        if run is not None:
            found[_label(kept, found)] = run
    return found


def _label(kept: history.Kept, taken: Mapping[str, Run]) -> str:
    """When and of which sets, to the second; more only where two runs share it."""
    label = f"{kept.when:%Y-%m-%d %H:%M:%S} UTC · {kept.name}"
    return label if label not in taken else f"{kept.when:%Y-%m-%d %H:%M:%S.%f} UTC · {kept.name}"


def one(run: Run, lang: str) -> None:
    """The headline, the gates missed and the tags of a run."""
    summary = run["summary"]
    st.subheader(f"{'✓' if run['passed'] else '✗'} {inert(run['name'])}")
    for gate in run.get("gates_missed") or ():
        st.error(inert(gate))
    columns = st.columns(4)
    columns[0].metric(say("eval_right", lang), f"{summary['right']['good']}/{summary['right']['n']}")
    columns[1].metric(say("eval_wrong", lang), summary["confidently_wrong"])
    columns[2].metric("p50 / p95 ms", f"{summary['latency_p50'] or 0:.0f} / {summary['latency_p95'] or 0:.0f}")
    unsourced = summary.get("unsourced")
    columns[3].metric(say("eval_unsourced", lang), "–" if unsourced is None else unsourced)
    rows = [
        {say("tag", lang): tag, say("eval_right", lang): share["good"], "n": share["n"], say("share", lang): share["good"] / share["n"]}
        for tag, share in summary["by"]["tag"].items()
        if share["n"]
    ]  # fmt: skip
    percent = {say("share", lang): st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1)}
    worst_first = sorted(rows, key=lambda row: row[say("share", lang)])
    st.dataframe(worst_first, hide_index=True, width="stretch", column_config=percent)


def compare(before: Run, after: Run, lang: str) -> None:
    """Cases whose result changed, those that were lost first."""
    was = {c["case_id"]: c["result"] for c in before["cases"]}
    changed = [
        {
            "Δ": _way(was[c["case_id"]], c["result"]), say("case", lang): c["case_id"], say("question", lang): c["text"],
            say("before", lang): called(was[c["case_id"]], RESULTS, lang), say("after", lang): called(c["result"], RESULTS, lang),
        }
        for c in after["cases"]
        if c["case_id"] in was and was[c["case_id"]] != c["result"]
    ]  # fmt: skip
    st.subheader(say("eval_changed", lang))
    if changed:
        st.dataframe(sorted(changed, key=lambda row: "▼●▲".index(row["Δ"])), hide_index=True, width="stretch")
    else:
        st.caption(say("eval_same", lang))


def _way(before: str, after: str) -> str:
    if (before in GOOD_RESULTS) == (after in GOOD_RESULTS):
        return "●"
    return "▲" if after in GOOD_RESULTS else "▼"


def cases(run: Run, lang: str) -> None:
    """The cases of a run, failed ones unless all are asked for, each opened down to its evidence."""
    everything = st.toggle(say("eval_all", lang))
    tags = sorted(run["summary"]["by"]["tag"])
    wanted = st.multiselect(say("eval_tags", lang), tags, placeholder=say("pick_some", lang))
    shown = [
        case for case in run["cases"]
        if (everything or case["result"] not in GOOD_RESULTS) and set(wanted) <= set(case.get("tags") or ())
    ]  # fmt: skip
    program = _engine_of(run)
    for number, case in enumerate(shown[:MOST_SHOWN]):
        mark = "✓" if case["result"] in GOOD_RESULTS else "✗"
        title = f"{mark} {case['case_id']} · {case['text']} · {called(case['result'], RESULTS, lang)}"
        with st.expander(inert(title)):
            _case(case, program, lang, f"case-{number}")
    if len(shown) > MOST_SHOWN:
        st.caption(f"… +{len(shown) - MOST_SHOWN}")


def _engine_of(run: Run) -> Any | None:
    """The program, where it holds the very corpus that the run was made over."""
    try:
        program = engine()
        return program if program.store.corpus_version() == run.get("corpus_version") else None
    except GongkaiError:
        return None


def _case(case: Mapping[str, Any], program: Any | None, lang: str, key: str) -> None:
    from qa.answer import Citation

    why = ", ".join(case["failures"])
    st.dataframe(
        [{say("expected", lang): case["expected"], say("got", lang): case["got"], say("why", lang): why, say("where", lang): case["where"]}],
        hide_index=True, width="stretch",
    )  # fmt: skip
    made = case.get("made") or {}
    if made.get("text"):
        st.text(made["text"])
    for claim in made.get("claims") or ():
        st.text(f"{claim['claim']}\n{claim['verdict']} ({claim['reason']})")
    found = [*(made.get("citations") or ()), *(c for claim in made.get("claims") or () for c in claim["citations"])]
    for number, raw in enumerate(found):
        citation = Citation.model_validate(raw)
        st.caption(inert(citation_title(citation, lang)))
        if program is not None:
            show_citation(program, citation, lang, f"{key}-{number}")
        else:
            st.text(citation.quote)


def trail(runs: Mapping[str, Run], lang: str) -> None:
    """How every run at hand went, the newest first."""
    st.subheader(say("eval_history", lang))
    rows = [
        {
            say("run", lang): name, say("gates", lang): "✓" if run["passed"] else "✗",
            say("eval_right", lang): run["summary"]["right"]["good"], "n": run["summary"]["right"]["n"],
            say("eval_wrong", lang): run["summary"]["confidently_wrong"],
            say("program", lang): run.get("program_version"), say("corpus_version", lang): run.get("corpus_version"),
        }
        for name, run in runs.items()
    ]  # fmt: skip
    st.dataframe(rows, hide_index=True, width="stretch")
