"""A run as one self-contained HTML file: no script, nothing fetched."""

from __future__ import annotations

import html

from eval.results import Run, cited, headline, ordered_failures, told, why
from eval.runner import Trial

STYLE = (
    "body{font:15px/1.5 system-ui,'Noto Sans CJK SC',sans-serif;margin:2rem auto;max-width:76rem;padding:0 1rem;color:#1c2430}"
    "table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #d8dee6;padding:.35rem .5rem;text-align:left;vertical-align:top}"
    "td{overflow-wrap:break-word;min-width:5.5rem}td.asked{min-width:16rem}.wide{overflow-x:auto}"
    ".bad{color:#a3121b}.good{color:#0b6b3a}.of{color:#5a6675}summary{cursor:pointer}"
    "pre{white-space:pre-wrap;background:#f5f7f9;padding:.6rem;font-family:inherit}"
)


def as_html(run: Run) -> str:
    """The page: verdict and headline, the cases (newly failed first, each opened to its evidence), the tags."""
    e = html.escape
    lost = set(run.against.lost) if run.against else set()
    shown = ordered_failures(run) + [t for t in run.trials if t.score.good]
    return "\n".join(
        [
            "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>",
            f"<title>{e(run.name)}</title><style>{STYLE}</style>",
            f'<h1>{e(run.name)}: <span class="{"bad" if run.missed else "good" if run.gated else "of"}">{e(run.verdict)}</span></h1>',
            f'<p class="of">program {e(run.program_version)}, corpus {e(run.corpus_version or "none")}</p><ul>',
            *(f'<li class="bad">{e(m)}</li>' for m in run.missed),
            *(f"<li>{e(line)}</li>" for line in headline(run)),
            "</ul><h2>Cases</h2>",
            '<div class="wide"><table><tr><th>case<th>question<th>result<th>expected<th>got</tr>',
            *(_row(trial, new=trial.case.id in lost) for trial in shown),
            "</table></div>", *_tags(run), "</html>",
        ]
    ) + "\n"  # fmt: skip


def _row(trial: Trial, *, new: bool) -> str:
    e, case, score = html.escape, trial.case, trial.score
    read = [f"gold read in: {case.read_in}"] if case.read_in else []
    detail = e("\n".join([*told(trial), *cited(trial), *read, case.where]))
    said = ("newly failed, " if new else "") + why(trial)
    return (
        f'<tr><td>{e(case.id)}<td class="asked"><details><summary>{e(case.text)}</summary><pre>{detail}</pre></details>'
        f'<td class="{"good" if score.good else "bad"}">{e(said)}<td>{e(score.expected)}<td>{e(score.got)}</tr>'
    )


def _tags(run: Run) -> list[str]:
    shares = run.summary.by["tag"].items()
    rows = [f"<tr><td>{html.escape(tag)}<td>{html.escape(share.text())}</tr>" for tag, share in shares]
    return ["<h2>By tag</h2><table><tr><th>tag<th>right</tr>", *rows, "</table>"] if rows else []
