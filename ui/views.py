"""Pure views: stored text with its marks as HTML, rows of an answer's table. No Streamlit in here."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

from corpus.jsontext import plain

LINES_AROUND = 4  # lines shown either side of the marked row
CHARS_AROUND = 420  # at most
SENTENCES_A_LINE = 3  # an answer of more sentences has each on its own line
MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#+\-.!$:~|^=&)@])")
LINKS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\\\.)|(?=\\@)", re.IGNORECASE)
JOINER = "\u2060"  # nothing to see; what it stands in is no address
BLANK_LINES = re.compile(r"\n(?:[ \t\r\u3000]*\n)+")


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
    if whole:
        return f'<div class="gk-source gk-whole">{"".join(pieces)}</div>'
    return f'<div class="gk-source">{BLANK_LINES.sub(chr(10), "".join(pieces))}</div>'


def plain_text(text: str) -> str:
    """The whole text, nothing marked."""
    return f'<div class="gk-source gk-whole">{_safe(text)}</div>'


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


def inert(text: object) -> str:
    """Words of a document, a question or an error for a place that reads Markdown: shown as they are, on one line.

    No link, picture, formula, emoji or colour comes of them.
    """
    return LINKS.sub(JOINER, MARKDOWN.sub(r"\\\1", " ".join(str(text).split())))


def by_sentence(text: str) -> str:
    """An answer of many sentences with each on its own line; a quotation is never broken."""
    found: list[str] = []
    start = depth = 0
    for at, sign in enumerate(text):
        depth += (sign == "“") - (sign == "”")
        ended = sign in "。！？" or (sign == "”" and text[at - 1] in "。！？.!?")
        ended = ended or (sign in ".!?" and text[at + 1 : at + 2] == " " and text[at + 2 : at + 3].isupper())
        if ended and depth == 0:
            found.append(text[start : at + 1].strip())
            start = at + 1
    found.append(text[start:].strip())
    found = [sentence for sentence in found if sentence]
    return "\n".join(found) if len(found) > SENTENCES_A_LINE else text


def fact_table(facts: Sequence[Any], language: str) -> list[dict[str, Any]]:
    """One row a fact: who, when, what, how many, of which kind of body, from which citation."""
    names = {
        "zh": ("名次", "机关", "地区", "年度", "数值", "单位", "状态", "指标", "出处"),
        "en": ("rank", "body", "division", "year", "value", "unit", "state", "indicator", "source"),
    }[language]
    rows = []
    named = all(fact.division and fact.division in (fact.body or "") for fact in facts)
    for fact in facts:
        source = fact.citation or ", ".join(fact.citations)
        cells = (
            "" if fact.rank is None else str(fact.rank),
            fact.body,
            "" if named else fact.division,  # 同心县 is said by 同心县人民政府
            fact.year,
            plain(fact.value),
            unit_called(fact.unit, language),
            called(fact.state, STATES, language) if any(f.state != "reported" for f in facts) else "",
            fact.label,
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
    return [
        {"who": f.body or "?", "year": str(f.year), "value": float(f.value), "unit": f.unit, "what": f.label}
        for f in same
    ]


WORDS_OF = {
    "zh": {"table": "表{n}", "page": " · 第{n}页", "passage": "正文"},
    "en": {"table": "table {n}", "page": " · p. {n}", "passage": "prose"},
}
STATES = {"reported": "已填", "blank": "空白", "not_applicable": "不适用", "unreadable": "无法辨认"}
UNITS = {"件": "items", "万元": "10,000 yuan", "元": "yuan"}
LEVELS = {"province": "省级", "prefecture": "地级", "county": "县级", "township": "乡级"}
KINDS = {
    "government": "政府", "office": "办公室", "department": "部门", "township": "乡镇", "zone": "功能区", "other": "其他",
}  # fmt: skip
RESULTS = {
    "right": "答对", "right_abstention": "该弃答而弃答", "wrong": "答错", "should_abstain": "该弃答却作答",
    "needless_abstention": "不必要的弃答", "wrong_reason": "弃答理由不对", "wrong_source": "出处不对", "unsaid": "该说明而未说明",
    "crashed": "出错",
}  # fmt: skip


def called(value: str | None, names: Mapping[str, str], language: str) -> str:
    """A word of the contract in the reader's language: Chinese from `names`, English with its underscores as spaces."""
    if value is None:
        return ""
    return names.get(value, value) if language == "zh" else value.replace("_", " ")


def unit_called(unit: str | None, language: str) -> str:
    """A unit in the reader's language."""
    return UNITS.get(unit or "", unit or "") if language == "en" else unit or ""


def citation_title(citation: Any, language: str) -> str:
    """A citation's place in one line."""
    page = {"zh": f" · 第{citation.page}页", "en": f" · p. {citation.page}"}[language] if citation.page else ""
    if citation.kind != "cell":
        return f"[{citation.id}] {citation.source}{page}"
    table = {"zh": "表", "en": "table "}[language] + str(citation.table)
    return f"[{citation.id}] {citation.source}{page} · {table} · {citation.row} · {citation.column}"


def source_title(citation: Any, report: Any | None, language: str) -> str:
    """A citation for a reader: whose report, of which year, and where in it."""
    if report is None:
        return citation_title(citation, language)
    who = f"{report.body.name or report.body.division or '?'} {report.year or '?'}"
    if citation.kind != "cell":
        return f"[{citation.id}] {who} · {WORDS_OF[language]['passage']}"
    table = WORDS_OF[language]["table"].format(n=citation.table)
    return f"[{citation.id}] {who} · {table} · {citation.row} · {citation.column}"


def file_of(citation: Any, language: str) -> str:
    """The file or address of a citation, and its page."""
    page = WORDS_OF[language]["page"].format(n=citation.page) if citation.page else ""
    return f"{citation.source}{page}"


def lead(answer: Any) -> str:
    """The answer's text without what is shown below it: its warnings, and the question that can be asked instead."""
    text = str(answer.text)
    for warning in answer.warnings:
        text = text.replace(warning.text, "")
    if answer.nearest:
        text = re.sub(rf"[^。.！!？?”]*{re.escape(answer.nearest)}", "", text)
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
        "zh": ("机关", "年度", "地区", "省份", "层级", "类别", "勾稽成立", "不成立", "来源"),
        "en": ("body", "year", "division", "province", "level", "kind", "identities held", "broken", "source"),
    }[language]
    return [
        dict(zip(names, (
            r.body.name or "?", r.year, r.body.division or "", r.body.province or "", called(r.body.level, LEVELS, language),
            called(r.body.kind, KINDS, language), r.identities_held, r.identities_broken, r.source,
        ), strict=True))
        for r in reports
    ]  # fmt: skip


def cell_rows(facts: Sequence[Any], language: str) -> list[dict[str, Any]]:
    """One row a stored cell: where it is printed, what was read, what it is."""
    names = {
        "zh": ("表", "行", "列", "数值", "单位", "状态", "原文"),
        "en": ("table", "row", "column", "value", "unit", "state", "as printed"),
    }[language]
    return [
        dict(zip(names, (
            f.table, f.row, f.column, plain(f.value), unit_called(f.unit, language), called(f.state.value, STATES, language), f.raw,
        ), strict=True))
        for f in facts
    ]  # fmt: skip
