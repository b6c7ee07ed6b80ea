"""A run as JSON, JUnit XML, CSV, Markdown, self-contained HTML and terminal text. Newly failed cases come first."""

from __future__ import annotations

import csv
import html
import io
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from corpus.jsontext import dumps, plain
from corpus.models import Model
from eval.baseline import Comparison
from eval.judges import Judged
from eval.model_effect import ModelEffect
from eval.runner import Trial
from eval.scorers import Result
from eval.summary import Share, Summary

CSV_COLUMNS = (
    "id",
    "result",
    "failures",
    "text",
    "expected",
    "got",
    "plan",
    "language",
    "tags",
    "elapsed_ms",
    "tokens",
    "cost",
    "where",
)
MAX_ROWS = 50
CITED = 3  # citations shown with a failure
QUOTED = 90  # characters of a quote shown


class Run(Model):
    """All of a run: its trials, its summary, the gates it missed, what changed against a baseline."""

    name: str
    corpus_version: str
    program_version: str
    trials: tuple[Trial, ...]
    summary: Summary
    missed: tuple[str, ...]
    against: Comparison | None = None
    model: ModelEffect | None = None  # where a language model took part
    skipped: tuple[str, ...] = ()  # relations that could not be tried
    judged: Judged | None = None


def ordered_failures(run: Run) -> list[Trial]:
    """Failed trials, the newly failed first, then as in the set."""
    lost = set(run.against.lost) if run.against else set()
    failed = [t for t in run.trials if not t.score.good]
    return sorted(failed, key=lambda t: t.case.id not in lost)


def _share(share: Share) -> dict[str, Any]:
    return {"good": share.good, "n": share.n, "value": share.value, "interval": share.interval}


def as_json(run: Run) -> str:
    """The canonical form."""
    summary = run.summary
    shares = ("right", "cells_recall", "cells_precision", "recall_at_5", "groups_agreeing")
    made = {
        **{k: v for k, v in plain(summary).items() if k not in (*shares, "by")},
        **{name: _share(getattr(summary, name)) for name in shares},
        "by": {d: {k: _share(s) for k, s in rows.items()} for d, rows in summary.by.items()},
    }
    cases = [
        {**plain(t.score), "text": t.case.text, "tags": list(t.case.tags), "where": t.case.where, "made": t.made}
        for t in run.trials
    ]
    return dumps(
        {
            "name": run.name, "corpus_version": run.corpus_version, "program_version": run.program_version,
            "passed": not run.missed, "gates_missed": run.missed, "summary": made,
            "against_baseline": run.against, "model": run.model, "relations_skipped": run.skipped, "judged": run.judged,
            "cases": cases,
        },
        indent=1,
    )  # fmt: skip


def as_junit(run: Run) -> str:
    """JUnit XML: one test case a case; a failed one is a failure, a crashed one an error."""
    crashed = sum(t.score.result is Result.CRASHED for t in run.trials)
    failed = sum(not t.score.good for t in run.trials) - crashed
    suite = ET.Element(
        "testsuite", name=run.name, tests=str(len(run.trials)), failures=str(failed), errors=str(crashed), skipped="0"
    )
    for trial in run.trials:
        score = trial.score
        case = ET.SubElement(
            suite, "testcase", classname=".".join([run.name, *trial.case.tags[:1]]), name=f"{trial.case.id}: {_xml(trial.case.text)}",
            time=f"{score.elapsed_ms / 1000:.3f}",
        )  # fmt: skip
        if not score.good:
            kind = "error" if score.result is Result.CRASHED else "failure"
            problem = ET.SubElement(
                case, kind, message=_xml(f"expected {score.expected}; got {score.got}"), type=score.result.value
            )
            problem.text = _xml(f"{', '.join(f.value for f in score.failures)} ({trial.case.where})")
    text: str = ET.tostring(suite, encoding="unicode", xml_declaration=True)
    return text + "\n"


def _xml(text: str) -> str:
    return "".join(c if c in "\t\n\r" or ord(c) >= 0x20 else "�" for c in text)


def as_csv(run: Run) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for trial in run.trials:
        score, case = trial.score, trial.case
        failures = "|".join(f.value for f in score.failures)
        writer.writerow(
            [case.id, score.result.value, failures, case.text, score.expected, score.got, score.plan_kind or "",
             score.language or "", "|".join(case.tags), f"{score.elapsed_ms:.1f}",
             "" if score.tokens is None else score.tokens, "" if score.cost is None else f"{score.cost:f}", case.where]
        )  # fmt: skip
    return stream.getvalue()


def headline(run: Run) -> list[str]:
    """The lines that a person reads first."""
    s = run.summary
    lines = [f"right {s.right.text()}", f"wrong with confidence {s.confidently_wrong}"]
    lines.append("results " + ", ".join(f"{k} {v}" for k, v in s.results.items()))
    if s.cells_recall.n:
        lines.append(f"cells cited {s.cells_recall.text()}")
    if s.recall_at_5.n:
        lines.append(f"passages recall@5 {s.recall_at_5.text()}, MRR {s.mrr:.3f}")
    if s.retrieval is not None:
        lines.append("retrieval " + ", ".join(f"{name} {value:.3f}" for name, value in s.retrieval.items()))
    if s.unsourced is not None:
        lines.append(f"numerals without source {s.unsourced}")
    if s.groups_agreeing.n:
        lines.append(f"paraphrase groups agreeing {s.groups_agreeing.text()}")
    if s.latency_p50 is not None and s.latency_p95 is not None:
        lines.append(f"latency p50 {s.latency_p50:.1f} ms, p95 {s.latency_p95:.1f} ms")
    lines += _spent(run)
    if run.skipped:
        lines.append(f"relations not tried (they need --corpus): {', '.join(run.skipped)}")
    if run.against is not None:
        a = run.against
        lines.append(
            f"against the baseline: {len(a.lost)} lost, {len(a.won)} won, {len(a.added)} new, {len(a.dropped)} gone, McNemar's p={a.p:.3f}"
        )
    lines += run.model.lines() if run.model is not None else []
    return lines + (run.judged.lines() if run.judged is not None else [])


def _spent(run: Run) -> list[str]:
    """What a language model was sent and what that cost; nothing where none was asked."""
    s = run.summary
    if s.cost_unknown:
        return [f"cost not measured: {s.cost_unknown} cases asked the model and have no price or no token count"]
    if s.cost is not None:
        return [f"tokens {s.tokens or 0}, cost {s.cost:f} {s.currency}".rstrip()]
    return []


def as_text(run: Run) -> str:
    lines = [*headline(run), ""]
    for tag, share in run.summary.by["tag"].items():
        lines.append(f"  {tag:<24} {share.text()}{_effect_of(run, tag)}")
    for trial in ordered_failures(run)[:MAX_ROWS]:
        lines += ["", *explain(trial)]
    lines += ["", *(f"GATE MISSED: {m}" for m in run.missed)] if run.missed else ["", "all gates held"]
    return "\n".join(lines) + "\n"


def explain(trial: Trial) -> list[str]:
    """What went wrong with one case: the question, expected, got, the cells cited, where the case stands."""
    score = trial.score
    why = ", ".join(f.value for f in score.failures)
    lines = [f"✗ {trial.case.id} [{score.result.value}: {why}] {trial.case.text}"]
    lines += [f"    expected {score.expected}", f"    got      {score.got}"]
    lines += [f"    cited    {cell}" for cell in cited(trial)[:CITED]]
    return [*lines, f"    {trial.case.where}"]


def cited(trial: Trial) -> list[str]:
    """The cells and passages that the answer cites: source, place, the printed text."""
    made = trial.made or {}
    claims = made.get("claims") or ()
    citations = made.get("citations") or [c for claim in claims for c in claim.get("citations") or ()]
    found = []
    for citation in citations:
        place = [f"table {citation['table']}"] if citation.get("table") else []
        place += [citation[key] for key in ("row", "column") if citation.get(key)]
        quote = " ".join(str(citation["quote"]).split())
        found.append(" · ".join([citation["source"].rsplit("/", 1)[-1], *place]) + f": {quote[:QUOTED]}")
    return found


def _effect_of(run: Run, tag: str) -> str:
    """What a language model changed of a tag, where one took part."""
    tally = run.model.by_tag.get(tag) if run.model is not None else None
    return "" if tally is None else f"  model: helped {tally.helped}, hurt {tally.hurt}, blocked {tally.blocked}"


def as_markdown(run: Run) -> str:
    """For a pull request's summary."""
    lines = [f"## {run.name}: {'✗ gate missed' if run.missed else '✓ gates held'}", ""]
    lines += [f"- **{m}**" for m in run.missed] + [f"- {line}" for line in headline(run)]
    failures = ordered_failures(run)
    lost = set(run.against.lost) if run.against else set()
    if failures:
        lines += ["", "| case | question | expected | got | cell | why |", "|---|---|---|---|---|---|"]
        for trial in failures[:MAX_ROWS]:
            score = trial.score
            mark = "**new** " if trial.case.id in lost else ""
            why = ", ".join([score.result.value, *(f.value for f in score.failures)])
            cells = (mark + trial.case.id, trial.case.text, score.expected, score.got, "; ".join(cited(trial)[:1]), why)
            lines.append("| " + " | ".join(_cell(c) for c in cells) + " |")
        if len(failures) > MAX_ROWS:
            lines += ["", f"… and {len(failures) - MAX_ROWS} more"]
    lines += ["", "| tag | right |", "|---|---|"]
    lines += [f"| {_cell(tag)} | {share.text()} |" for tag, share in run.summary.by["tag"].items()]
    if run.model is not None:
        lines += [
            "",
            f"| tag | n | helped by {_cell(run.model.name)} | hurt | blocked by the proof |",
            "|---|---|---|---|---|",
        ]
        lines += [f"| {_cell(k)} | {t.n} | {t.helped} | {t.hurt} | {t.blocked} |" for k, t in run.model.by_tag.items()]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


STYLE = (
    "body{font:15px/1.5 system-ui,'Noto Sans CJK SC',sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1c2430}"
    "table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #d8dee6;padding:.35rem .5rem;text-align:left;vertical-align:top}"
    ".bad{color:#a3121b}.good{color:#0b6b3a}summary{cursor:pointer}pre{white-space:pre-wrap;background:#f5f7f9;padding:.6rem}"
)


def as_html(run: Run) -> str:
    """One file, no script, nothing fetched."""
    e = html.escape
    verdict = '<span class="bad">gate missed</span>' if run.missed else '<span class="good">gates held</span>'
    parts = [
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{e(run.name)}</title><style>{STYLE}</style>",
        f"<h1>{e(run.name)}: {verdict}</h1><ul>",
        *(f'<li class="bad">{e(m)}</li>' for m in run.missed), *(f"<li>{e(line)}</li>" for line in headline(run)), "</ul>",
        "<h2>Cases</h2><table><tr><th>case<th>question<th>result<th>expected<th>got</tr>",
    ]  # fmt: skip
    lost = set(run.against.lost) if run.against else set()
    shown = ordered_failures(run) + [t for t in run.trials if t.score.good]
    for trial in shown:
        score = trial.score
        text = (trial.made or {}).get("text", "")
        shown_text = "\n".join([str(text), *cited(trial)])
        detail = f"<details><summary>{e(trial.case.text)}</summary><pre>{e(shown_text)}</pre></details>"
        marks = ["newly failed"] if trial.case.id in lost else []
        why = ", ".join([*marks, score.result.value, *(f.value for f in score.failures)])
        parts.append(
            f'<tr><td>{e(trial.case.id)}<td>{detail}<td class="{"good" if score.good else "bad"}">{e(why)}'
            f"<td>{e(score.expected)}<td>{e(score.got)}</tr>"
        )
    return "\n".join([*parts, "</table>", *_tags_as_html(run), "</html>"]) + "\n"


def _tags_as_html(run: Run) -> list[str]:
    shares = run.summary.by["tag"].items()
    rows = [f"<tr><td>{html.escape(tag)}<td>{html.escape(share.text())}</tr>" for tag, share in shares]
    return ["<h2>By tag</h2><table><tr><th>tag<th>right</tr>", *rows, "</table>"]


WRITERS = {"out": as_json, "junit": as_junit, "csv": as_csv, "markdown": as_markdown, "html": as_html}


def write(run: Run, outputs: dict[str, Path | None]) -> None:
    """Write every output that was asked for."""
    for name, path in outputs.items():
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(WRITERS[name](run), encoding="utf-8")
