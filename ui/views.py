"""Pure views: stored text with its marks as HTML, rows of an answer's table. No Streamlit in here."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from corpus.jsontext import plain

LINES_AROUND = 4  # lines shown either side of the marked row
CHARS_AROUND = 420  # at most


def marked(text: str, start: int, end: int, row: tuple[int, int] | None = None, *, whole: bool = False) -> str:
    """`text` around `start:end` as escaped HTML: the span in <mark>, its row tinted; all of it with `whole`."""
    row_start, row_end = row or (start, end)
    row_start, row_end = min(row_start, start), max(row_end, end)
    first, last = (0, len(text)) if whole else (_before(text, row_start), _after(text, row_end))
    pieces = [
        "…" if first else "", _safe(text[first:row_start]), '<span class="row">', _safe(text[row_start:start]),
        "<mark>", _safe(text[start:end]) or "&nbsp;", "</mark>", _safe(text[end:row_end]), "</span>",
        _safe(text[row_end:last]), "…" if last < len(text) else "",
    ]  # fmt: skip
    return f'<div class="gk-source">{"".join(pieces)}</div>'


def plain_text(text: str) -> str:
    """The whole text, nothing marked."""
    return f'<div class="gk-source">{_safe(text)}</div>'


def _before(text: str, position: int) -> int:
    """Where a few lines before `position` begin."""
    at = position
    for _ in range(LINES_AROUND + 1):
        at = text.rfind("\n", 0, at)
        if at < 0:
            return max(0, position - CHARS_AROUND)
    return max(at + 1, position - CHARS_AROUND)


def _after(text: str, position: int) -> int:
    at = position
    for _ in range(LINES_AROUND + 1):
        at = text.find("\n", at + 1)
        if at < 0:
            return min(len(text), position + CHARS_AROUND)
    return min(at, position + CHARS_AROUND)


def _safe(text: str) -> str:
    return html.escape(text, quote=True)


def paragraphs(text: str) -> str:
    """Text as escaped HTML, line ends kept."""
    return "<br>".join(_safe(line) for line in text.splitlines())


def fact_table(facts: Sequence[Any], language: str) -> list[dict[str, Any]]:
    """One row a fact: who, when, what, how many, of which kind of body, from which citation."""
    names = {
        "zh": ("名次", "机关", "地区", "年度", "指标", "数值", "单位", "状态", "出处"),
        "en": ("rank", "body", "division", "year", "indicator", "value", "unit", "state", "source"),
    }[language]
    rows = []
    for fact in facts:
        source = fact.citation or ", ".join(fact.citations)
        cells = (
            fact.rank,
            fact.body,
            fact.division,
            fact.year,
            fact.label,
            plain(fact.value),
            fact.unit,
            fact.state,
            source,
        )
        rows.append(dict(zip(names, cells, strict=True)))
    return _without_empty(rows)


def _without_empty(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    used = {key for row in rows for key, value in row.items() if value is not None and value != ""}
    return [{key: value for key, value in row.items() if key in used} for row in rows]


def chart_rows(facts: Sequence[Any]) -> list[dict[str, Any]]:
    """Rows to draw: the facts of the first indicator that have a value, when they are two or more; else none."""
    known = [f for f in facts if f.value is not None]
    if not known:
        return []
    first = (known[0].indicator, known[0].applicant, known[0].unit)
    same = [f for f in known if (f.indicator, f.applicant, f.unit) == first]
    if len(same) < 2:
        return []
    return [{"who": f.body or "?", "year": str(f.year), "value": float(f.value), "unit": f.unit} for f in same]


def citation_title(citation: Any, language: str) -> str:
    """A citation's place in one line."""
    page = {"zh": f" · 第{citation.page}页", "en": f" · p. {citation.page}"}[language] if citation.page else ""
    if citation.kind != "cell":
        return f"[{citation.id}] {citation.source}{page}"
    table = {"zh": "表", "en": "table "}[language] + str(citation.table)
    return f"[{citation.id}] {citation.source}{page} · {table} · {citation.row} · {citation.column}"


def lead(answer: Any) -> str:
    """The answer's text without what its warnings repeat: these are shown below it."""
    text = str(answer.text)
    for warning in answer.warnings:
        text = text.replace(warning.text, "")
    text = " ".join(text.split(" ")).strip()
    return text or str(answer.text)


def claims_html(text: str, claims: Sequence[Any]) -> str:
    """An article with each claim's span coloured by its verdict."""
    pieces: list[str] = []
    at = 0
    for claim in sorted(claims, key=lambda c: c.start):
        if claim.start < at:
            continue
        title = _safe(f"{claim.verdict} ({claim.reason})")
        pieces.append(_safe(text[at : claim.start]))
        pieces.append(
            f'<span class="gk-verdict-{_safe(claim.verdict)}" title="{title}">{_safe(text[claim.start : claim.end])}</span>'
        )
        at = claim.end
    return f'<div class="gk-source">{"".join(pieces)}{_safe(text[at:])}</div>'


def corpus_rows(reports: Sequence[Any], language: str) -> list[Mapping[str, Any]]:
    """One row a report for the overview."""
    names = {
        "zh": ("机关", "地区", "省份", "层级", "类别", "年度", "来源", "勾稽成立", "勾稽不成立"),
        "en": (
            "body",
            "division",
            "province",
            "level",
            "kind",
            "year",
            "source",
            "identities held",
            "identities broken",
        ),
    }[language]
    return [
        dict(
            zip(
                names,
                (
                    r.body.name,
                    r.body.division,
                    r.body.province,
                    r.body.level,
                    r.body.kind,
                    r.year,
                    r.source,
                    r.identities_held,
                    r.identities_broken,
                ),
                strict=True,
            )
        )
        for r in reports
    ]
