"""A run as JSON, JUnit XML, CSV, Markdown, HTML and terminal text. Newly failed cases come first."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from corpus.errors import UsageError
from corpus.jsontext import dumps, plain
from eval.report_html import as_html
from eval.results import Run as Run
from eval.results import cited, headline, ordered_failures, told, why
from eval.results import explain as explain
from eval.scorers import Result
from eval.summary import Share

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
    """JUnit XML: one test case a case, its class the set and the first tag; a failed one is a failure, a crashed one an error."""
    crashed = sum(t.score.result is Result.CRASHED for t in run.trials)
    failed = sum(not t.score.good for t in run.trials) - crashed
    seconds = sum(t.score.elapsed_ms for t in run.trials) / 1000
    suite = ET.Element(
        "testsuite", name=run.name, tests=str(len(run.trials)), failures=str(failed), errors=str(crashed), skipped="0",
        time=f"{seconds:.3f}",
    )  # fmt: skip
    for trial in run.trials:
        score, case = trial.score, trial.case
        file = case.where.rsplit(":", 1)[0]
        made = ET.SubElement(
            suite, "testcase", classname=".".join([Path(file).stem or run.name, *case.tags[:1]]),
            name=f"{case.id}: {_xml(case.text)}", time=f"{score.elapsed_ms / 1000:.3f}",
        )  # fmt: skip
        if not score.good:
            kind = "error" if score.result is Result.CRASHED else "failure"
            message = _xml(f"expected {score.expected}; got {score.got}")
            problem = ET.SubElement(made, kind, message=message, type=score.result.value)
            problem.text = _xml("\n".join([f"{why(trial)} ({case.where})", *told(trial), *cited(trial)]))
    ET.indent(suite)
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


def as_text(run: Run) -> str:
    lines = [*headline(run), ""]
    for tag, share in run.summary.by["tag"].items():
        lines.append(f"  {tag:<24} {share.text()}{_effect_of(run, tag)}")
    for trial in ordered_failures(run)[:MAX_ROWS]:
        lines += ["", *explain(trial)]
    lines += (
        ["", *(f"GATE MISSED: {m}" for m in run.missed)]
        if run.missed
        else ["", "all gates held" if run.gated else "no gate was asked for"]
    )
    return "\n".join(lines) + "\n"


def _effect_of(run: Run, tag: str) -> str:
    """What a language model changed of a tag, where one took part."""
    tally = run.model.by_tag.get(tag) if run.model is not None else None
    return "" if tally is None else f"  model: helped {tally.helped}, hurt {tally.hurt}, blocked {tally.blocked}"


def as_markdown(run: Run) -> str:
    """For a pull request's summary."""
    lines = [f"## {run.name}: {'✗' if run.missed else '✓'} {run.verdict}", ""]
    lines += [f"- **{m}**" for m in run.missed] + [f"- {line}" for line in headline(run)]
    failures = ordered_failures(run)
    lost = set(run.against.lost) if run.against else set()
    if failures:
        lines += ["", "| case | question | expected | got | cell | why |", "|---|---|---|---|---|---|"]
        for trial in failures[:MAX_ROWS]:
            score = trial.score
            mark = "**new** " if trial.case.id in lost else ""
            reasons = f"{why(trial)} ({trial.case.where})"
            cells = (
                mark + trial.case.id,
                trial.case.text,
                score.expected,
                score.got,
                "; ".join(cited(trial)[:1]),
                reasons,
            )
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
    """Text that neither ends its cell nor is read as HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|").replace("\n", " ")


WRITERS = {"out": as_json, "junit": as_junit, "csv": as_csv, "markdown": as_markdown, "html": as_html}


def must_be_writable(outputs: Mapping[str, Path | None]) -> None:
    """UsageError where an output cannot be written: said before the run, not after it."""
    for name, path in outputs.items():
        if path is None:
            continue
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        except OSError as error:
            raise UsageError(f"--{name} {path} cannot be written") from error


def write(run: Run, outputs: dict[str, Path | None]) -> None:
    """Write every output that was asked for."""
    for name, path in outputs.items():
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(WRITERS[name](run), encoding="utf-8")
