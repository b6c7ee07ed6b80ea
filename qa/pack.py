"""Checks and audits as people take them away: text, CSV, Markdown, and one HTML file that is verified offline."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Literal, Protocol

from corpus.facts import FactStore
from qa.answer import Citation
from qa.audit import Finding, counts
from qa.claims import CheckedClaim, CheckResult

Format = Literal["text", "csv", "markdown"]
MARKS = {"supported": "✓", "refuted": "✗", "unverifiable": "?"}
AROUND = 160  # characters of the stored text shown on either side of a marked figure
EMPTY_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")  # between wrapped lines, shown as one break
STYLE = (
    "body{font:16px/1.7 serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "mark.supported{background:#d9f2e0}mark.refuted{background:#f9d6d5}mark.unverifiable{background:#eee}"
    "section{border-top:1px solid #ccc;padding:.6rem 0}pre{white-space:pre-wrap;background:#f7f7f5;padding:.6rem}"
    "b.hit{background:#ffe27a}small{color:#666}ins{background:#d9f2e0;text-decoration:none}"
)


class Stores(Protocol):
    """What the evidence pack needs of the engine."""

    @property
    def store(self) -> FactStore: ...


def render_check(result: CheckResult, text: str, format_: str = "text") -> str:
    """The claims of a checked text, one after another."""
    del text
    if format_ == "csv":
        header = ("claim", "start", "end", "verdict", "reason", "explanation", "correction", "sources", "warnings")
        rows = [
            (
                c.claim,
                c.start,
                c.end,
                c.verdict,
                c.reason or "",
                c.explanation,
                c.correction or "",
                _sources(c),
                "；".join(w.text for w in c.warnings),
            )
            for c in result.claims
        ]
        return _csv(header, rows)
    if format_ == "markdown":
        return "\n".join(_markdown(n, c) for n, c in enumerate(result.claims, 1)) + "\n" + _summary(result)
    return "\n".join(_plain(c) for c in result.claims) + "\n" + _summary(result)


def _summary(result: CheckResult) -> str:
    s = result.summary
    return f"{s['claims']} claims: {s['supported']} supported, {s['refuted']} refuted, {s['unverifiable']} unverifiable"


def _plain(claim: CheckedClaim) -> str:
    lines = [f"{MARKS[claim.verdict]} {claim.verdict} ({claim.reason})  {claim.claim}"]
    lines += [f"    {claim.explanation}"] if claim.explanation else []
    lines += [f"    → {claim.correction}"] if claim.correction else []
    lines += [f"    ! {w.text}" for w in claim.warnings]
    lines += [f"    [{c.source}] {one_line(c.quote)}" for c in claim.citations[:3]]
    return "\n".join(lines)


def _markdown(number: int, claim: CheckedClaim) -> str:
    lines = [f"{number}. **{claim.verdict}** ({claim.reason}) — {claim.claim}"]
    lines += [f"   - {claim.explanation}"] if claim.explanation else []
    lines += [f"   - → {claim.correction}"] if claim.correction else []
    lines += [f"   - ! {w.text}" for w in claim.warnings]
    lines += [f"   - `{c.source}` {one_line(c.quote)}" for c in claim.citations[:3]]
    return "\n".join(lines)


def _sources(claim: CheckedClaim) -> str:
    return "；".join(f"{c.source}:{c.start}-{c.end}" for c in claim.citations)


def one_line(text: str) -> str:
    """A quote on one line."""
    return " ".join(text.split())


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([[_guarded(cell) for cell in row] for row in rows])
    return out.getvalue().rstrip("\n")


def _guarded(cell: object) -> object:
    """A cell that a spreadsheet would run as a formula is quoted."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t") else cell


def render_audit(findings: Sequence[Finding], format_: str = "text") -> str:
    """The findings of an audit, the gravest first."""
    if format_ == "csv":
        header = (
            "severity",
            "rule",
            "body",
            "year",
            "report_id",
            "text_zh",
            "text_en",
            "left",
            "right",
            "cannot_know",
            "resolve",
        )
        rows = [
            (
                f.severity,
                f.rule,
                f.body or "",
                f.year or "",
                f.report_id,
                f.text_zh,
                f.text_en,
                one_line(f.left.quote),
                one_line(f.right.quote),
                f.cannot_know_zh,
                f.resolve_zh,
            )
            for f in findings
        ]
        return _csv(header, rows)
    made = [_finding(f, "- " if format_ == "markdown" else "") for f in findings]
    total = ", ".join(f"{n} {severity}" for severity, n in counts(findings).items()) or "nothing found"
    return "\n".join([*made, total])


def _finding(found: Finding, bullet: str) -> str:
    gap = " " * (len(bullet) + 4)
    title = f"{bullet}[{found.severity}] {found.body or '?'} {found.year or '?'} · {found.name_zh} / {found.name_en}"
    lines = [title, f"{gap}{found.text_zh}", f"{gap}{found.text_en}"]
    lines += [f"{gap}{side.text_zh}：“{one_line(side.quote)}”" for side in (found.left, found.right) if side.quote]
    lines.append(f"{gap}{found.cannot_know_zh}{found.resolve_zh}")
    return "\n".join(lines)


def evidence_pack(text: str, result: CheckResult, engine: Stores) -> str:
    """One self-contained HTML file: the text marked claim by claim, each with its printed evidence around the mark."""
    parts = [
        "<!doctype html><html lang='zh'><meta charset='utf-8'><title>evidence</title>",
        f"<style>{STYLE}</style><h1>核查 · Fact check</h1><p>{escape(_summary(result))}</p>",
        f"<p>{_marked(text, result.claims)}</p>",
    ]
    parts += [_claim_html(n, c, engine.store) for n, c in enumerate(result.claims, 1)]
    parts.append(f"<p><small>corpus {escape(engine.store.corpus_version())}</small></p></html>")
    return "\n".join(parts)


def _marked(text: str, claims: Sequence[CheckedClaim]) -> str:
    parts, at = [], 0
    for number, claim in enumerate(claims, 1):
        if claim.start < at:
            continue
        parts.append(escape(text[at : claim.start]).replace("\n", "<br>"))
        inner = escape(text[claim.start : claim.end])
        parts.append(f"<a href='#c{number}'><mark class='{claim.verdict}'>{inner}</mark></a>")
        at = claim.end
    parts.append(escape(text[at:]).replace("\n", "<br>"))
    return "".join(parts)


def _claim_html(number: int, claim: CheckedClaim, store: FactStore) -> str:
    lines = [
        f"<section id='c{number}'><b>{number}. <mark class='{claim.verdict}'>{claim.verdict}</mark></b> ({claim.reason}) {escape(claim.claim)}"
    ]
    lines.append(f"<p>{escape(claim.explanation)}</p>")
    if claim.correction:
        lines.append(f"<p>→ <ins>{escape(claim.correction)}</ins></p>")
    lines += [f"<p>⚠ {escape(w.text)}</p>" for w in claim.warnings]
    lines += [_citation_html(c, store) for c in claim.citations]
    return "\n".join([*lines, "</section>"])


def _citation_html(cite: Citation, store: FactStore) -> str:
    text = store.text(cite.report_id)
    before = escape(EMPTY_LINES.sub("\n", text[max(0, cite.start - AROUND) : cite.start]))
    after = escape(EMPTY_LINES.sub("\n", text[cite.end : cite.end + AROUND]))
    hit = escape(text[cite.start : cite.end])
    where = " · ".join(
        str(p) for p in (cite.source, f"表{cite.table}" if cite.table else "", cite.row or "", cite.column or "") if p
    )
    return f"<p><small>{escape(where)} [{cite.start}:{cite.end}]</small></p><pre>{before}<b class='hit'>{hit}</b>{after}</pre>"


__all__ = ["evidence_pack", "render_audit", "render_check"]
