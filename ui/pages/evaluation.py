"""Results of evaluation runs: the headline, by tag, the failures, and two runs side by side."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from ui.state import language
from ui.words import say


def show() -> None:
    """The page."""
    lang = language()
    st.title(say("eval", lang))
    st.caption(say("eval_intro", lang))
    uploaded = st.file_uploader(say("eval_upload", lang), type=["json"], accept_multiple_files=True)
    runs = [run for file in uploaded if (run := _read(file.name, file.getvalue())) is not None]
    for run in runs:
        one(run)
    if len(runs) == 2:
        compare(runs[0], runs[1])


def _read(name: str, data: bytes) -> dict[str, Any] | None:
    try:
        run: dict[str, Any] = json.loads(data)
        _ = run["summary"]["right"], run["cases"]
    except (ValueError, KeyError, TypeError):
        st.error(f"{name}: not the results of a run")
        return None
    return run


def one(run: dict[str, Any]) -> None:
    right = run["summary"]["right"]
    st.subheader(f"{'✅' if run['passed'] else '❌'} {run['name']}")
    columns = st.columns(4)
    columns[0].metric("right", f"{right['good']}/{right['n']}")
    columns[1].metric("wrong with confidence", run["summary"]["confidently_wrong"])
    columns[2].metric("p50 ms", round(run["summary"]["latency_p50"] or 0, 1))
    columns[3].metric("p95 ms", round(run["summary"]["latency_p95"] or 0, 1))
    rows = [{"tag": tag, "right": share["good"], "n": share["n"]} for tag, share in run["summary"]["by"]["tag"].items()]
    st.dataframe(rows, hide_index=True, width="stretch")
    failed = [c for c in run["cases"] if c["result"] not in ("right", "right_abstention")]
    for case in failed:
        with st.expander(f"✗ {case['case_id']} · {case['text']} · {case['result']}"):
            st.write({"expected": case["expected"], "got": case["got"], "why": case["failures"]})
            st.write((case.get("made") or {}).get("text", ""))


def compare(first: dict[str, Any], second: dict[str, Any]) -> None:
    before = {c["case_id"]: c["result"] for c in first["cases"]}
    changed = [
        {
            "case": c["case_id"],
            "question": c["text"],
            first["name"] + " (1)": before[c["case_id"]],
            second["name"] + " (2)": c["result"],
        }
        for c in second["cases"]
        if c["case_id"] in before and before[c["case_id"]] != c["result"]
    ]
    st.subheader("Δ")
    st.dataframe(changed, hide_index=True, width="stretch")
