"""A stated number against its cell: right, in a wrong unit, or the number of another cell, body or year."""

from __future__ import annotations

import re
from decimal import Decimal

from corpus.catalogue import TOTAL
from corpus.models import Hedge, Report
from corpus.numerals import SCALES, Kind, Numeral
from qa.claim_bench import (
    Bench,
    Found,
    agreement,
    as_number,
    enter,
    left_open,
    not_whole,
    numerator,
    plain,
    silent,
    stated_value,
    unit_of,
)
from qa.claim_cells import CASES
from qa.claim_said import Key, Said
from qa.claim_statements import judge_statement
from qa.claim_words import words
from qa.corrections import with_number, with_words
from qa.derive import Figure, figures
from qa.resolve import OWN_KINDS, Pick
from qa.verdicts import MONEY, Agreement, agrees, in_unit

SURE_VALUE = Decimal(10)  # a smaller number turns up by chance in other bodies and years too
WAN_IN_A_MILLION = 100
# 100 of the 153 requests, 36 requests: a count; a disclosure rate of 38 is none.
COUNTED = re.compile(
    r"\s*(?:of (?:the|its|their|those|all)|(?:new )?(?:requests?|applications?|cases?|lawsuits?))\b", re.IGNORECASE
)
AMOUNT = re.compile(r"金额|总额|数额|款项|罚款|罚没|\b(?:worth|amount|value|fines?|sums?)\b", re.IGNORECASE)


def judge_value(said: Said, pick: Pick, bench: Bench) -> Found:
    numeral = said.numeral
    if numeral is None:
        return left_open("no_evidence", "")
    report = pick.report
    unit = unit_of(numeral, said)
    said = _counted(said, unit, bench)
    if not _countable(unit, said, bench):
        return _other_unit(said, pick, unit, bench)
    first: Found | None = None
    for number, key in enumerate(said.keys):
        figure = bench.figure(report, key)
        if figure.value is None:
            first = first or silent(figure, bench)
            continue
        same = agreement(numeral, said, figure.value, figure.unit)
        if same != "no" and not (number and key[0].startswith("disputes.")):
            if number:
                bench.warn("definition", f"按“{bench.label(key)}”核对。", f"Read as “{bench.label(key)}”.")
            return agreed(figure, report, same, bench)
        if first is None:
            first = differs(said, figure, pick, bench)
    return _of_the_others(said, numeral, report, bench) or first or left_open("not_reported", "")


def _of_the_others(said: Said, numeral: Numeral, report: Report, bench: Bench) -> Found | None:
    """其他申请人 11 件: what the columns named before leave of them all."""
    if not said.rest:
        return None
    whole = bench.figure(report, (said.keys[0][0], TOTAL))
    parts = [bench.figure(report, key) for key in said.rest]
    if whole.value is None or any(p.value is None for p in parts):
        return left_open("not_reported", "")
    over = whole.value - sum((p.value or Decimal(0) for p in parts), Decimal(0))
    if agreement(numeral, said, over, whole.unit) == "no":
        return None
    found = enter(bench, whole, report)
    for part in parts:
        enter(bench, part, report)
    why = " - ".join(plain(f.value or Decimal(0)) for f in (whole, *parts)) + f" = {plain(over)}"
    made = {**found, "value": as_number(over), "formula": why}
    return Found(verdict="supported", reason="derived", found=made, explanation=why)


def _counted(said: Said, unit: str, bench: Bench) -> Said:
    """部分公开的占了 7 件: a count of what the words name a share of."""
    key, numeral = said.keys[0], said.numeral
    if unit not in words().units["count"] or key[0] not in bench.catalogue:
        return said
    of = numerator(key, bench) if bench.catalogue.get(key[0]).unit == "%" else None
    bare = not unit and numeral is not None and not COUNTED.match(said.piece.text, numeral.whole_end)
    return said.model_copy(update={"keys": (of,)}) if of is not None and not bare else said


def _countable(unit: str, said: Said, bench: Bench) -> bool:
    wanted = bench.catalogue.get(said.keys[0][0]).unit if said.keys[0][0] in bench.catalogue else "件"
    units = words().units
    if unit == "次" and said.keys[0][0].partition(".")[0] in CASES:
        return True  # 被告上法庭 5 次
    return unit in units["money"] or unit == "" if wanted == "万元" else unit in units["count"]


def _other_unit(said: Said, pick: Pick, unit: str, bench: Bench) -> Found:
    """The words name a cell but the figure has another unit: the cell's number in a wrong unit, or another thing."""
    numeral = said.numeral
    figure = bench.figure(pick.report, said.keys[0])
    if figure.unit not in MONEY and AMOUNT.search(
        said.piece.text
    ):  # 罚款总额为 7442 万元: what was fined, not how often
        return judge_statement(said, bench)
    if numeral is not None and figure.value == numeral.value and (unit in MONEY or figure.unit in MONEY):
        found = enter(bench, figure, pick.report)
        return Found(
            verdict="refuted", reason="wrong_unit", found=found, correction=with_words(said.piece, unit, figure.unit),
            explanation=bench.say(f"数字对，单位应为{figure.unit}。", f"The number is right; its unit is {figure.unit}."),
        )  # fmt: skip
    return judge_statement(said, bench)


def agreed(figure: Figure, report: Report, same: Agreement, bench: Bench) -> Found:
    found = enter(bench, figure, report)
    reason = "rounded" if same == "rounded" else "derived" if figure.computed else "exact"
    value = plain(figure.shown or Decimal(0))
    _contradicted(figure, report, bench)
    return Found(
        verdict="supported", reason=reason, found=found,
        explanation=bench.say(
            f"{bench.name(report)} {report.year} 年：{found['label']} {value}{figure.unit}。",
            f"{bench.name(report)}, {report.year}: {found['label']} {value}{_en(figure.unit)}.",
        ),
    )  # fmt: skip


def _contradicted(figure: Figure, report: Report, bench: Bench) -> None:
    """The report's own prose has another number for the cell."""
    for statement in bench.store.statements(report_ids=[report.report_id]):
        same = (statement.metric, statement.applicant) == (figure.indicator, figure.applicant)
        if same and statement.year == report.year and figure.value is not None and statement.value != figure.value:
            if agrees(statement.value, figure.value, statement.hedge, ratio=statement.unit == "%") != "no":
                continue
            bench.warn(
                "narrative_contradicts",
                f"该报告正文写的是 {plain(statement.value)}{statement.unit}，表格是 {plain(figure.value)}。",
                f"The report's own prose says {plain(statement.value)}, its table {plain(figure.value)}.",
            )


def _en(unit: str) -> str:
    return {"件": "", "%": "%", "万元": " ×10,000 yuan"}.get(unit, f" {unit}")


def differs(said: Said, figure: Figure, pick: Pick, bench: Bench) -> Found:
    """The cell has another number: refuted, and which cell does have the stated one."""
    numeral, report = said.numeral, pick.report
    actual = figure.value or Decimal(0)
    if not_whole(pick, bench):
        return left_open(
            "no_such_report",
            bench.say(
                f"语料里只有{bench.name(report)} {report.year} 年自己的报告，没有全县（区）的。",
                f"For {report.year} the corpus only holds the office's own report, not the whole division's.",
            ),
        )
    found = enter(bench, figure, report)
    _contradicted(figure, report, bench)
    correction = with_number(said.piece, numeral, _as_written(numeral, said, actual, figure.unit)) if numeral else None
    reason, why = "wrong_value", ""
    if numeral is not None:
        unit = _wrong_unit(said, figure, bench)
        if unit is not None:
            return unit.model_copy(update={"found": found})
        reason, why = where_else(said, figure, report, bench)
    value = plain(figure.shown or actual)
    return Found(
        verdict="refuted", reason=reason, found=found, correction=correction,
        explanation=bench.say(
            f"{bench.name(report)} {report.year} 年：{found['label']} {value}{figure.unit}。{why}",
            f"{bench.name(report)}, {report.year}: {found['label']} {value}{_en(figure.unit)}. {why}".strip(),
        ),
    )  # fmt: skip


def _as_written(numeral: Numeral, said: Said, actual: Decimal, unit: str) -> Decimal:
    """The true value in the unit that the claim was written in."""
    return in_unit(actual, unit, unit_of(numeral, said))


def _wrong_unit(said: Said, figure: Figure, bench: Bench) -> Found | None:
    numeral = said.numeral
    if numeral is not None and (scaled := _wrong_scale(said, numeral, figure, bench)) is not None:
        return scaled
    if numeral is None or figure.unit != "万元":
        return None
    written = unit_of(numeral, said)
    if (
        written in ("", "万元")
        or numeral.hedge is Hedge.OVER
        or said.op is not None
        or agrees(numeral.value, figure.value or Decimal(0), numeral.hedge, step=numeral.step) == "no"
    ):
        return None
    correction = with_words(said.piece, written, figure.unit) or _in_millions(said, numeral, figure)
    return Found(
        verdict="refuted", reason="wrong_unit", correction=correction,
        explanation=bench.say(f"数字对，单位应为{figure.unit}，不是{written}。", "The number is right, but it is in ten thousands of yuan (万元)."),
    )  # fmt: skip


def _wrong_scale(said: Said, numeral: Numeral, figure: Figure, bench: Bench) -> Found | None:
    """行政强制 88283 万件: the number is right, and counted in ones."""
    scale = re.fullmatch(r"[\d.,]+\s*([万亿])", numeral.raw.strip())
    if scale is None or numeral.unit.startswith(scale[1]) or numeral.value != (figure.value or 0) * SCALES[scale[1]]:
        return None
    at = numeral.start + numeral.raw.index(scale[1])
    why = bench.say(f"数字对，单位不是{scale[1]}。", "The number is right, its scale is not.")
    text = said.piece.text
    return Found(verdict="refuted", reason="wrong_unit", correction=text[:at] + text[at + 1 :], explanation=why)


def _in_millions(said: Said, numeral: Numeral, figure: Figure) -> str:
    """The figure of a cell in 万元 as an English sentence would have it: 50.05 million yuan."""
    million = plain((figure.value or Decimal(0)) / WAN_IN_A_MILLION)
    return said.piece.text[: numeral.start] + f"{million} million" + said.piece.text[numeral.end :]


def where_else(said: Said, figure: Figure, report: Report, bench: Bench) -> tuple[str, str]:
    """Which cell does hold the stated number: the body's other year, another body, another row of the table."""
    numeral = said.numeral
    if numeral is None or numeral.kind is not Kind.NUMBER or said.op is not None:
        return "wrong_value", ""
    stated, _ = stated_value(numeral, said, figure.unit)
    key = (figure.indicator, figure.applicant)
    same = _same_body(report, bench)
    held = figures(bench.store, bench.catalogue, [r.report_id for r in same], [key])
    for other in same:
        if held[other.report_id, key].value == stated and stated > 0:
            reason = "wrong_year" if other.body.name == report.body.name else "wrong_body"
            return reason, _held_by(stated, other, key, bench)
    category = _category(stated, key, report, bench)
    if category is not None:
        what = bench.label(category)
        bench.ledger.enter(bench.figure(report, category), report)
        return "wrong_category", bench.say(
            f"{plain(stated)} 是“{what}”的数字。", f"{plain(stated)} is its figure for “{what}”."
        )
    if stated >= SURE_VALUE:
        others = [
            r for r in bench.store.reports(years=[report.year] if report.year else None, kinds=OWN_KINDS)
            if r.report_id != report.report_id
        ]  # fmt: skip
        held = figures(bench.store, bench.catalogue, [r.report_id for r in others], [key])
        for other in others:
            if held[other.report_id, key].value == stated:
                return "wrong_body", _held_by(stated, other, key, bench)
    return "wrong_value", ""


def _same_body(report: Report, bench: Bench) -> list[Report]:
    """Other reports of the body and of its division's government and office, the body's own first."""
    code = report.body.division_code
    if code is None:
        return [r for r in bench.store.reports(bodies=[report.body.name or ""]) if r.report_id != report.report_id]
    found = [r for r in bench.store.reports(division_codes=[code]) if r.report_id != report.report_id]
    own = [r for r in found if r.body.name == report.body.name]
    return own + [r for r in found if r.body.name != report.body.name and r.body.kind in OWN_KINDS]


def _held_by(stated: Decimal, other: Report, key: Key, bench: Bench) -> str:
    bench.ledger.enter(bench.figure(other, key), other)
    return bench.say(
        f"{plain(stated)} 是{bench.name(other)} {other.year} 年的数字。",
        f"{plain(stated)} is the figure of {bench.name(other)} for {other.year}.",
    )


def _category(stated: Decimal, key: Key, report: Report, bench: Bench) -> Key | None:
    """The one related cell of the same report with the stated number."""
    if stated == 0:
        return None
    related = [k for k in _related(key, bench) if k != key]
    held = figures(bench.store, bench.catalogue, [report.report_id], related)  # one reading for all of them
    found = [k for k in related if held[report.report_id, k].value == stated]
    families = [k for k in found if k[0].endswith(".total") and k[0].count(".") > 1]
    rest = [k for k in found if k not in families]
    if ("outcome.total", TOTAL) in rest:
        rest = [k for k in rest if k != ("requests.handled", TOTAL)]  # one number, two names for it
    rest = [
        k for k in rest if (re.sub(r"\.decided$", ".total", k[0]), k[1]) not in rest or not k[0].endswith(".decided")
    ]
    found = [*families, *rest]
    inside = [k for k in rest if any(k[0].startswith(f[0].removesuffix("total")) for f in families)]
    outer = [k for k in found if k not in inside]
    return outer[0] if len(outer) == 1 else None


def _related(key: Key, bench: Bench) -> list[Key]:
    indicator, applicant = key
    head = indicator.partition(".")[0]
    if applicant != TOTAL:
        return [(indicator, a.id) for a in bench.catalogue.applicants]
    heads = {
        "outcome": ("outcome",), "requests": ("requests", "outcome"), "normative_documents": ("normative_documents",),
        "regulations": ("regulations",), "licensing": ("penalties", "coercion"), "penalties": ("licensing", "coercion"),
        "coercion": ("licensing", "penalties"),
    }.get(head, ("reconsideration", "litigation", "disputes", "litigation_direct", "litigation_after_reconsideration"))  # fmt: skip
    return [(i.id, TOTAL) for i in bench.catalogue.indicators if i.id.partition(".")[0] in heads and i.kind != "rate"]


def judge_none(said: Said, pick: Pick, bench: Bench) -> Found:
    figure = bench.figure(pick.report, said.keys[0])
    if figure.value is None:
        return silent(figure, bench)
    if figure.value == 0:
        return agreed(figure, pick.report, "exact", bench)
    if not_whole(pick, bench):
        return differs(said, figure, pick, bench)
    found = differs(said, figure, pick, bench)
    return found.model_copy(update={"reason": "wrong_value", "correction": None})
