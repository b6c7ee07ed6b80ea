"""Claims that no cell answers to, against the figures that reports state in prose (开放日 20 场次)."""

from __future__ import annotations

import re

from corpus.models import Report, Statement
from corpus.normalize import simplify
from qa.claim_judging import Bench, Found, agreement, plain, subject, unit_of
from qa.claim_reading import Said, words
from qa.corrections import with_number
from qa.rules.view import joined

MIN_WORDS = 4  # Chinese characters that a claim must have in one run of the statement's subject
MOST = 0.6  # of that subject
GENERIC = re.compile(r"政府信息|信息|活动|情况")  # said or left out at will
NOT_WORDS = re.compile(r"[^\u4e00-\u9fffA-Za-z]+")


def judge_statement(said: Said, bench: Bench) -> Found:
    """Supported or refuted where one statement of the report has the same words; open otherwise."""
    nothing = Found(
        verdict="unverifiable", reason="no_evidence",
        explanation=bench.say("报告的表格和正文里没有可核对的数字。", "Neither table nor prose has a figure for this."),
    )  # fmt: skip
    numeral = said.numeral
    if numeral is None:
        return nothing
    pick = subject(said, bench)
    if isinstance(pick, Found):
        return pick if pick.reason == "no_such_report" else nothing
    report = pick.report
    content = _content(said, report)
    held = [
        s for s in bench.store.statements(report_ids=[report.report_id])
        if s.metric is None and _unit(s.unit) == _unit(unit_of(numeral, said)) and _says(content, s)
    ]  # fmt: skip
    same = [s for s in held if agreement(numeral, said, s.value, s.unit) != "no"]
    if same:
        exact = same[0].value == numeral.value
        return _found(said, same[0], report, bench, supported=True, reason="exact" if exact else "rounded")
    if len(held) == 1:
        return _found(said, held[0], report, bench, supported=False, reason="wrong_value")
    return nothing


def _content(said: Said, report: Report) -> str:
    """The words of the claim that say what is counted."""
    text = simplify(said.piece.text)
    numeral = said.numeral
    if numeral is not None:
        text = text[: numeral.start] + "\n" + text[numeral.whole_end :]
    for name in (report.body.name, report.body.division, *(b.asked for b in said.bodies)):
        text = text.replace(name or "\n", "\n")
    text = re.sub(r"(?:19|20)\d\d年?(?:度)?", "\n", text)
    known = words()
    for filler in (
        "全年",
        "共",
        "累计",
        "举办了",
        "当年",
        "该县",
        "该区",
        "约",
        "近",
        "超过",
        "余",
        "以上",
        *known.filler_zh,
    ):
        if len(filler) > 1 or filler in "共约近余了":
            text = text.replace(filler, "\n")
    return GENERIC.sub("", NOT_WORDS.sub("", text))


def _subject(statement: Statement) -> str:
    text = NOT_WORDS.sub("", simplify(joined(statement.subject)))
    return GENERIC.sub("", re.sub(r"其中|全年|累计|共|约|近|超过|达|为", "", text))


def _says(content: str, statement: Statement) -> bool:
    """The claim counts what the statement counts: the same words, or most of them in one run."""
    held = _subject(statement)
    if not content or content == held:
        return bool(content)
    return len(content) >= MIN_WORDS and content in held and len(content) >= len(held) * MOST


def _unit(unit: str) -> str:
    return {"场次": "场", "人次": "人次", "期次": "期"}.get(unit, unit)


def _found(said: Said, statement: Statement, report: Report, bench: Bench, *, supported: bool, reason: str) -> Found:
    where = statement.locator
    cite = bench.ledger.cite_passage(report, where.start, where.end, where.page)
    cite = cite.model_copy(update={"quote": bench.ledger.text(report.report_id)[where.row_start : where.row_end]})
    value = plain(statement.value)
    numeral = said.numeral
    made = {
        "report_id": report.report_id, "body": report.body.name, "year": report.year, "value": float(statement.value),
        "unit": statement.unit, "label": joined(statement.subject), "statement": True,
    }  # fmt: skip
    return Found(
        verdict="supported" if supported else "refuted", reason=reason, found=made, citations=(cite,),
        correction=None if supported or numeral is None else with_number(said.piece, numeral, statement.value),
        explanation=bench.say(
            f"{bench.name(report)} {report.year} 年报告正文：“{joined(cite.quote)}”",
            f"The prose of {bench.name(report)}'s {report.year} report has {value}{statement.unit}: “{joined(cite.quote)}”",
        ),
    )  # fmt: skip
