"""A claim against the cells: recomputed, never recalled. Refuted only where the corpus holds what decides it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from corpus.catalogue import TOTAL, Catalogue
from corpus.facts import FactStore
from corpus.models import Level, Model, Report, State
from corpus.numerals import Kind, Numeral
from qa.answer import AnswerWarning, Citation
from qa.claim_reading import RECEIVED, Key, Said, words
from qa.corrections import turned, with_number, with_words
from qa.derive import Figure, figures
from qa.desk import body_name
from qa.ledger import Ledger, label
from qa.plan import BodyRef, Scope
from qa.resolve import OWN_KINDS, Pick, Resolution, reports_of, resolve
from qa.verdicts import MONEY, Agreement, agrees, in_unit

Verdict = Literal["supported", "refuted", "unverifiable"]
MONEY_WORDS = ("yuan", "rmb", "cny")
SURE_VALUE = Decimal(10)  # a smaller number turns up by chance in other bodies and years too
NEARLY_ALL = re.compile(
    r"几乎|绝大(?:多数|部分)|基本|nearly all|almost all|virtually all|nearly every|almost every", re.IGNORECASE
)
WAN_IN_A_MILLION = 100
MOST_PLACES = 4
NEARLY_ALL_LEAST = Decimal(90)  # percent
WITHIN = (
    (re.compile(r"全省|省内|全区范围|全自治区|in the province|provincewide|province-wide", re.IGNORECASE), 2),
    (re.compile(r"全市|市内|全州|in the prefecture|in the city|citywide", re.IGNORECASE), 4),
)  # fmt: skip
OPS = {
    "gt": lambda a, s: a > s, "ge": lambda a, s: a >= s, "lt": lambda a, s: a < s, "le": lambda a, s: a <= s,
    "eq": lambda a, s: a == s,
}  # fmt: skip


class Found(Model):
    """What was found for a claim."""

    verdict: Verdict
    reason: str
    stated: dict[str, Any] = {}
    found: dict[str, Any] = {}
    explanation: str = ""
    correction: str | None = None
    citations: tuple[Citation, ...] = ()
    warnings: tuple[AnswerWarning, ...] = ()


@dataclass
class Bench:
    """The stores a claim is judged on, and the ledger of what was looked at for it."""

    store: FactStore
    catalogue: Catalogue
    ledger: Ledger
    language: Literal["zh", "en"]
    warnings: list[AnswerWarning]

    def say(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en

    def warn(self, code: str, zh: str, en: str) -> None:
        warning = AnswerWarning(code=code, text=self.say(zh, en))
        if warning not in self.warnings:
            self.warnings.append(warning)

    def figure(self, report: Report, key: Key) -> Figure:
        return figures(self.store, self.catalogue, [report.report_id], [key])[report.report_id, key]

    def label(self, key: Key) -> str:
        return label(key[0], key[1], self.catalogue, self.language)

    def name(self, report: Report) -> str:
        return body_name(report, self.language)


def judge(said: Said, bench: Bench) -> Found:
    """The verdict on one claim, with what it cites."""
    found = _judge(said, bench)
    stated = {"kind": said.kind, **_stated(said)}
    cites = found.citations or tuple(bench.ledger.citations)
    return found.model_copy(update={"stated": stated, "citations": cites, "warnings": tuple(bench.warnings)})


def _judge(said: Said, bench: Bench) -> Found:
    if said.kind == "absence":
        from qa.claim_statements import judge_absence

        return judge_absence(said, bench)
    if said.kind == "opinion":
        if said.numeral is not None:
            from qa.claim_statements import judge_statement

            tried = judge_statement(said, bench)
            if tried.verdict != "unverifiable":
                return tried
        return _open(
            "opinion", bench.say("这是评价或预测，表格不能证实。", "An opinion or a prediction: no table decides it.")
        )
    if said.kind == "statement":
        from qa.claim_statements import judge_statement

        return judge_statement(said, bench)
    if said.left:
        from qa.claim_statements import judge_statement

        guess = judge_statement(said, bench) if said.numeral is not None else None
        if guess is not None and guess.verdict != "unverifiable":
            return guess
        unknown = "、".join(said.left)
        return _open(
            "no_evidence",
            bench.say(f"“{unknown}”没有可以核对的数字。", f"Nothing in the tables answers to “{unknown}”."),
        )
    if not said.keys:
        return _open("no_evidence", bench.say("看不出说的是哪一项。", "It does not say which figure is meant."))
    if said.kind in ("superlative", "compare", "between", "total", "growth"):
        from qa import claim_relations

        return getattr(claim_relations, f"judge_{said.kind}")(said, bench)  # type: ignore[no-any-return]
    pick = subject(said, bench)
    if isinstance(pick, Found):
        return pick
    judges = {"value": _value, "none": _none, "share": _share, "all": _all}
    return judges[said.kind](said, pick, bench)


def _open(reason: str, why: str) -> Found:
    return Found(verdict="unverifiable", reason=reason, explanation=why)


def _stated(said: Said) -> dict[str, Any]:
    made: dict[str, Any] = {
        "bodies": [b.asked for b in said.bodies], "years": list(said.years), "cells": [list(k) for k in said.keys[:1]],
    }  # fmt: skip
    if said.numeral is not None:
        n = said.numeral
        made |= {"value": as_number(n.value), "unit": n.unit, "hedge": n.hedge.value, "raw": n.raw}
    if said.others:
        made["others"] = [b.asked for b in said.others]
    return made


def as_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def plain(value: Decimal) -> str:
    exponent = value.normalize().as_tuple().exponent
    if isinstance(exponent, int) and exponent < -MOST_PLACES:
        value = round(value, 2)  # a quotient; cells have four places at most
    return format(value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize(), "f")


# -- the report that is meant --------------------------------------------------------------------------------------


def subject(said: Said, bench: Bench, ref: BodyRef | None = None, years: Sequence[int] | None = None) -> Pick | Found:
    """The report that the claim is about, or why there is none."""
    ref = ref or (said.bodies[0] if said.bodies else None)
    if ref is None:
        return _open("no_evidence", bench.say("没有说是哪个机关。", "It names no body."))
    wanted = tuple(said.years if years is None else years)[:1]
    found = resolve(bench.store, Scope(bodies=(ref,), years=wanted, year_assumed=not wanted))
    if found.ambiguous:
        names = "、".join(found.ambiguous)
        return _open("no_evidence", bench.say(f"“{ref.asked}”可以指：{names}。", f"“{ref.asked}” may mean: {names}."))
    if not found.picks:
        return _absent(ref, wanted, found, bench)
    pick = found.picks[0]
    if not wanted and pick.report.year is not None:
        bench.warn(
            "year_assumed",
            f"没有写年份，按 {pick.report.year} 年核对。",
            f"No year is given; checked against {pick.report.year}.",
        )
    if pick.stands_in:
        bench.warn(
            "scope_mismatch",
            f"{ref.name}的数字取自{bench.name(pick.report)}自己的报告，不是全{ref.name[-1:]}的合计。",
            f"The figure for {ref.asked} is from its office's own report, not the whole division's.",
        )
    return pick


def _absent(ref: BodyRef, years: tuple[int, ...], found: Resolution, bench: Bench) -> Found:
    held = sorted({y for g in found.gaps for y in g.years})
    if held:
        years_held = "、".join(map(str, held))
        return _open(
            "no_such_report",
            bench.say(
                f"没有{ref.asked} {years[0] if years else ''} 年的报告（有 {years_held} 年）。",
                f"There is no report of {ref.asked} for {years[0] if years else 'that year'} (held: {years_held}).",
            ),
        )
    return _open("no_such_report", bench.say(f"没有{ref.asked}的报告。", f"There is no report of {ref.asked}."))


def not_whole(pick: Pick, bench: Bench) -> bool:
    """An office stands in for a division whose own report exists for another year: its figure decides nothing."""
    if not pick.stands_in or pick.asked is None:
        return False
    return any(r.body.kind == OWN_KINDS[0] for r in reports_of(bench.store, pick.asked))


def enter(bench: Bench, figure: Figure, report: Report) -> dict[str, Any]:
    """Cite a figure; what `found` says of it."""
    evidence = bench.ledger.enter(figure, report)
    return {
        "report_id": report.report_id, "body": report.body.name, "year": report.year, "indicator": figure.indicator,
        "applicant": figure.applicant, "label": evidence.label, "state": figure.state, "unit": figure.unit,
        "value": None if figure.shown is None else as_number(figure.shown), "formula": figure.working,
    }  # fmt: skip


def silent(figure: Figure, bench: Bench) -> Found:
    """The cell prints no number."""
    what = bench.label((figure.indicator, figure.applicant))
    reason = "not_reported"
    return _open(reason, bench.say(f"报告没有给出“{what}”的数字。", f"The report gives no number for “{what}”."))


# -- values --------------------------------------------------------------------------------------------------------


def stated_value(numeral: Numeral, said: Said, unit: str) -> tuple[Decimal, Decimal]:
    """The stated value and its step, in the cell's unit."""
    written = unit_of(numeral, said)
    return in_unit(numeral.value, written, unit), in_unit(numeral.step, written, unit)


def unit_of(numeral: Numeral, said: Said) -> str:
    """The unit as written; English money words included."""
    after = said.piece.text[numeral.end : numeral.end + 16].lower()
    before = said.piece.text[max(0, numeral.start - 5) : numeral.start].lower()
    if numeral.unit in ("", "元") and (
        any(w in after for w in MONEY_WORDS) or any(w in before for w in (*MONEY_WORDS, "¥"))
    ):
        return "万元" if "10,000 yuan" in after or "wan yuan" in after else "元"
    return numeral.unit


def agreement(numeral: Numeral, said: Said, actual: Decimal, unit: str) -> Agreement:
    value, step = stated_value(numeral, said, unit)
    if numeral.kind is Kind.FRACTION:
        value, step = value * 100, step * 100
    if said.op is not None:
        held = OPS[said.op](actual, value)
        return "no" if not held else "exact" if actual == value else "rounded"
    ratio = unit == "%"
    printed = said.piece.text[max(0, numeral.start - 12) : numeral.whole_end + 4]
    return agrees(value, actual, numeral.hedge, step=step, ratio=ratio, words=printed)


def _value(said: Said, pick: Pick, bench: Bench) -> Found:
    numeral = said.numeral
    if numeral is None:
        return _open("no_evidence", "")
    report = pick.report
    unit = unit_of(numeral, said)
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
            return _agreed(figure, report, same, bench)
        if first is None:
            first = _differs(said, figure, pick, bench)
    return first or _open("not_reported", "")


def _countable(unit: str, said: Said, bench: Bench) -> bool:
    wanted = bench.catalogue.get(said.keys[0][0]).unit if said.keys[0][0] in bench.catalogue else "件"
    units = words().units
    return unit in units["money"] or unit == "" if wanted == "万元" else unit in units["count"]


def _other_unit(said: Said, pick: Pick, unit: str, bench: Bench) -> Found:
    """The words name a cell but the figure has another unit: the cell's number in a wrong unit, or another thing."""
    from qa.claim_statements import judge_statement

    numeral = said.numeral
    figure = bench.figure(pick.report, said.keys[0])
    if numeral is not None and figure.value == numeral.value and (unit in MONEY or figure.unit in MONEY):
        found = enter(bench, figure, pick.report)
        return Found(
            verdict="refuted", reason="wrong_unit", found=found, correction=with_words(said.piece, unit, figure.unit),
            explanation=bench.say(f"数字对，单位应为{figure.unit}。", f"The number is right; its unit is {figure.unit}."),
        )  # fmt: skip
    return judge_statement(said, bench)


def _agreed(figure: Figure, report: Report, same: Agreement, bench: Bench) -> Found:
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


def _differs(said: Said, figure: Figure, pick: Pick, bench: Bench) -> Found:
    """The cell has another number: refuted, and which cell does have the stated one."""
    numeral, report = said.numeral, pick.report
    actual = figure.value or Decimal(0)
    if not_whole(pick, bench):
        return _open(
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
    if numeral is None or figure.unit != "万元":
        return None
    written = unit_of(numeral, said)
    if (
        written in ("", "万元")
        or agrees(numeral.value, figure.value or Decimal(0), numeral.hedge, step=numeral.step) == "no"
    ):
        return None
    correction = with_words(said.piece, written, figure.unit) or _in_millions(said, numeral, figure)
    return Found(
        verdict="refuted", reason="wrong_unit", correction=correction,
        explanation=bench.say(f"数字对，单位应为{figure.unit}，不是{written}。", "The number is right, but it is in ten thousands of yuan (万元)."),
    )  # fmt: skip


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
    for other in _same_body(report, bench):
        if bench.figure(other, key).value == stated and stated > 0:
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
    found = [k for k in _related(key, bench) if k != key and bench.figure(report, k).value == stated]
    families = [k for k in found if k[0].endswith(".total") and k[0].count(".") > 1]
    rest = [k for k in found if k not in families]
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


def _none(said: Said, pick: Pick, bench: Bench) -> Found:
    figure = bench.figure(pick.report, said.keys[0])
    if figure.value is None:
        return silent(figure, bench)
    if figure.value == 0:
        return _agreed(figure, pick.report, "exact", bench)
    if not_whole(pick, bench):
        return _differs(said, figure, pick, bench)
    found = _differs(said, figure, pick, bench)
    return found.model_copy(update={"reason": "wrong_value", "correction": None})


# -- shares --------------------------------------------------------------------------------------------------------


def _bases(key: Key) -> list[Key]:
    """What a share of this cell may be of, the catalogue's own base first."""
    head = key[0].partition(".")[0]
    if key[1] != TOTAL:
        return [(key[0], TOTAL)]
    if head == "requests":
        return [(RECEIVED, TOTAL), ("requests.handled", TOTAL)]
    if head == "outcome":
        return [("outcome.total", TOTAL), (RECEIVED, TOTAL), ("requests.handled", TOTAL)]
    if head in ("reconsideration", "litigation", "litigation_direct", "litigation_after_reconsideration"):
        whole = "litigation" if key[0].endswith(".total") and head.startswith("litigation_") else head
        return [(f"{whole}.total", TOTAL), ("disputes.total", TOTAL)]
    return []


def _numerator(key: Key, bench: Bench) -> Key | None:
    """What a rate of the catalogue is a rate of, where that is one cell or one sum."""
    above = (bench.catalogue.get(key[0]).formula or "").partition(" / ")[0]
    indicator, _, applicant = above.partition("@")
    return (indicator, applicant or TOTAL) if indicator in bench.catalogue else None


def _parent(said: Said) -> Key | None:
    """The figure named just before, where this one is a part of it (不予处理 2 件，都是信访举报投诉类)."""
    base, key = said.base, said.keys[0]
    if base is None or base == key:
        return None
    inside = base[0].endswith(".total") and key[0].startswith(base[0].removesuffix("total"))
    column = base[0] == key[0] and base[1] == TOTAL and key[1] != TOTAL
    return base if inside or column else None


def _share(said: Said, pick: Pick, bench: Bench) -> Found:
    numeral, report = said.numeral, pick.report
    if numeral is None:
        return _open("no_evidence", "")
    key = said.keys[0]
    if key[0] in bench.catalogue and bench.catalogue.get(key[0]).unit == "%":
        part_of = _numerator(key, bench)
        if part_of is not None and _parent(said.model_copy(update={"keys": (part_of,)})) is not None:
            return _share(said.model_copy(update={"keys": (part_of,)}), pick, bench)
        return _value_rate(said, pick, bench)
    part = bench.figure(report, key)
    if part.value is None:
        return silent(part, bench)
    parent = _parent(said)
    wanted = dict.fromkeys([*_bases(key), *([parent] if parent else [])])
    bases = [b for b in (bench.figure(report, k) for k in wanted if k != key) if b.value]
    if not bases:
        return _open("no_evidence", bench.say("看不出占什么的比例。", "It does not say what it is a share of."))
    for number, base in enumerate(bases):
        ratio = part.value * 100 / (base.value or Decimal(1))
        same = agreement(numeral, said, ratio, "%")
        if same == "no":
            continue
        if number:
            what = bench.label((base.indicator, base.applicant))
            bench.warn("definition", f"分母是“{what}”时成立。", f"It holds with “{what}” as the base.")
        return _share_found(part, base, ratio, report, bench, "supported", "derived")
    if not_whole(pick, bench):
        return _differs(said, part, pick, bench)
    ratio = part.value * 100 / (bases[0].value or Decimal(1))
    made = _share_found(part, bases[0], ratio, report, bench, "refuted", "wrong_value")
    return made.model_copy(update={"correction": with_number(said.piece, numeral, ratio)})


def _value_rate(said: Said, pick: Pick, bench: Bench) -> Found:
    numeral = said.numeral
    for number, key in enumerate(said.keys):
        figure = bench.figure(pick.report, key)
        if figure.value is None or numeral is None:
            return _open("not_reported", bench.say("分母为零或没有数字。", "Its base is zero or not given."))
        same = agreement(numeral, said, figure.value, "%")
        if same != "no":
            if number:
                bench.warn("definition", f"按“{bench.label(key)}”核对。", f"Read as “{bench.label(key)}”.")
            return _agreed(figure, pick.report, same, bench).model_copy(update={"reason": "derived"})
    figure = bench.figure(pick.report, said.keys[0])
    return _differs(said, figure, pick, bench)


def _share_found(
    part: Figure, base: Figure, ratio: Decimal, report: Report, bench: Bench, verdict: Verdict, reason: str
) -> Found:
    found = enter(bench, part, report)
    enter(bench, base, report)
    if (base.value or 0) < SURE_VALUE:
        bench.warn(
            "small_n",
            f"分母只有 {plain(base.value or Decimal(0))}。",
            f"Its base is only {plain(base.value or Decimal(0))}.",
        )
    shown = plain(round(ratio, 2))
    working = f"{plain(part.value or Decimal(0))} ÷ {plain(base.value or Decimal(0))} = {shown}%"
    label_base = bench.label((base.indicator, base.applicant))
    return Found(
        verdict=verdict, reason=reason, found={**found, "value": float(round(ratio, 2)), "unit": "%", "formula": working},
        explanation=bench.say(
            f"{bench.name(report)} {report.year} 年：{found['label']}÷{label_base} = {working}。",
            f"{bench.name(report)}, {report.year}: {found['label']} / {label_base} = {working}.",
        ),
    )  # fmt: skip


def _all(said: Said, pick: Pick, bench: Bench) -> Found:
    """全部予以公开, all from natural persons: the part is the whole."""
    part = bench.figure(pick.report, said.keys[0])
    bases = [b for b in (bench.figure(pick.report, k) for k in _bases(said.keys[0]) if k != said.keys[0])]
    parent = _parent(said)
    if parent is not None:
        bases = [bench.figure(pick.report, parent)]
    elif said.keys[0][0] == "outcome.total":
        bases = [bench.figure(pick.report, ("requests.handled", TOTAL))]
    if part.value is None or not bases or bases[0].value is None:
        return _open("not_reported", "")
    if bases[0].value == 0:
        return _open("not_reported", bench.say("分母为零。", "Its base is zero."))
    ratio = part.value * 100 / bases[0].value
    nearly = NEARLY_ALL.search(said.piece.text) is not None and ratio >= NEARLY_ALL_LEAST
    if part.value == bases[0].value or nearly:
        return _share_found(part, bases[0], ratio, pick.report, bench, "supported", "derived")
    if not_whole(pick, bench):
        return _differs(said, part, pick, bench)
    return _share_found(part, bases[0], ratio, pick.report, bench, "refuted", "wrong_value")


def peers(said: Said, bench: Bench, report: Report) -> Resolution:
    """The reports a claim of order is judged over: the asked set, else every division's own at the subject's level.

    全省 and 全市 without a name are the province and the prefecture that the subject lies in.
    """
    scope = said.scope
    levels = scope.levels or ((report.body.level,) if report.body.level else (Level.COUNTY,))
    regions = scope.regions
    if not regions and report.body.division_code:
        for pattern, digits in WITHIN:
            if pattern.search(said.piece.text):
                regions = (report.body.division_code[:digits],)
    return resolve(
        bench.store,
        Scope(
            levels=levels, kinds=scope.kinds or OWN_KINDS, regions=regions,
            years=(report.year,) if report.year else (), year_assumed=report.year is None,
        ),
    )  # fmt: skip


def reported(figure: Figure) -> bool:
    return figure.state == State.REPORTED.value and figure.value is not None


__all__ = ["Bench", "Found", "agreement", "enter", "judge", "peers", "plain", "reported", "silent", "subject", "turned"]
