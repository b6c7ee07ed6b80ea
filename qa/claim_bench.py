"""What a claim is judged with: the stores, the report that is meant, the figure as stated against the figure as printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from corpus.catalogue import TOTAL, Catalogue
from corpus.facts import FactStore
from corpus.models import Hedge, Level, Model, Report, State
from corpus.numerals import Kind, Numeral
from qa.answer import AnswerWarning, Citation
from qa.claim_said import Key, Said
from qa.derive import Figure, figures
from qa.desk import body_name
from qa.ledger import Ledger, label
from qa.plan import BodyRef, Scope
from qa.resolve import OWN_KINDS, Pick, Resolution, reports_of, resolve
from qa.verdicts import Agreement, agrees, in_unit

Verdict = Literal["supported", "refuted", "unverifiable"]
MONEY_WORDS = ("yuan", "rmb", "cny")
MOST_PLACES = 4
WITHIN = (
    (re.compile(r"全省|省内|全区范围|全自治区|in the province|in the region|provincewide|province-wide", re.IGNORECASE), 2),
    (re.compile(r"全市|市内|全州|in the prefecture|in the city|citywide", re.IGNORECASE), 4),
)  # fmt: skip
ROUND_EN = re.compile(r"an? (?:hundred|thousand|million)\b", re.IGNORECASE)
LOOSELY_ALIKE = re.compile(
    r"(?:基本|大致|大体|几乎|大体上)(?:上)?(?:持平|相当|相同|一样|相等)|相当|"
    r"\b(?:roughly|about|broadly|largely|almost|nearly|much) (?:the same|as many|level|equal|on par)",
    re.IGNORECASE,
)
TIMES_STEP = Decimal("0.1")  # twice is said of 1.95 to 2.05 times
MIN_PEERS = 2  # bodies that an order, or a set, needs
ALIKE_WITHIN, ALIKE_AT_MOST = Decimal("0.05"), Decimal("0.2")
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


def left_open(reason: str, why: str) -> Found:
    return Found(verdict="unverifiable", reason=reason, explanation=why)


def as_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def plain(value: Decimal) -> str:
    exponent = value.normalize().as_tuple().exponent
    if isinstance(exponent, int) and exponent < -MOST_PLACES:
        value = round(value, 2)  # a quotient; cells have four places at most
    return format(value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize(), "f")


def subject(said: Said, bench: Bench, ref: BodyRef | None = None, years: Sequence[int] | None = None) -> Pick | Found:
    """The report that the claim is about, or why there is none."""
    ref = ref or (said.bodies[0] if said.bodies else None)
    if ref is None:
        return left_open("no_evidence", bench.say("没有说是哪个机关。", "It names no body."))
    wanted = tuple(said.years if years is None else years)[:1]
    found = resolve(bench.store, Scope(bodies=(ref,), years=wanted, year_assumed=not wanted))
    if found.ambiguous:
        names = "、".join(found.ambiguous)
        return left_open(
            "no_evidence", bench.say(f"“{ref.asked}”可以指：{names}。", f"“{ref.asked}” may mean: {names}.")
        )
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
        return left_open(
            "no_such_report",
            bench.say(
                f"没有{ref.asked} {years[0] if years else ''} 年的报告（有 {years_held} 年）。",
                f"There is no report of {ref.asked} for {years[0] if years else 'that year'} (held: {years_held}).",
            ),
        )
    return left_open("no_such_report", bench.say(f"没有{ref.asked}的报告。", f"There is no report of {ref.asked}."))


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
    return left_open(reason, bench.say(f"报告没有给出“{what}”的数字。", f"The report gives no number for “{what}”."))


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
    scaled = re.match(r"(?:million|billion)\b", text_at(said, numeral))
    money = said.keys and said.keys[0][0].startswith("fees.")
    if not numeral.unit and scaled and (money or any(w in said.piece.text.lower() for w in MONEY_WORDS)):
        return "元"  # from 93.1 million yuan to 6.9 million
    return numeral.unit


def text_at(said: Said, numeral: Numeral) -> str:
    """The last word of the figure and what follows it."""
    raw = re.sub(r"^[\d.,]+\s*", "", numeral.raw.lower())
    return f"{raw} {said.piece.text[numeral.end : numeral.end + 16].lower().lstrip()}".lstrip()


def agreement(numeral: Numeral, said: Said, actual: Decimal, unit: str) -> Agreement:
    value, step = stated_value(numeral, said, unit)
    if numeral.kind is Kind.FRACTION:
        value, step = value * 100, step * 100
    if said.op is not None and (said.op != "eq" or unit != "%"):  # just one in five is a rounding
        held = OPS[said.op](actual, value)
        return "no" if not held else "exact" if actual == value else "rounded"
    ratio = unit == "%"
    hedge = numeral.hedge
    if hedge is Hedge.EXACT and ROUND_EN.match(numeral.raw):
        hedge = Hedge.ABOUT  # a thousand fewer
    printed = said.piece.text[max(0, numeral.start - 12) : numeral.whole_end + 4]
    return agrees(value, actual, hedge, step=step, ratio=ratio, words=printed)


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


def set_of(said: Said, reports: Sequence[Report], bench: Bench) -> list[Report] | Found:
    """The reports of the set spoken of; open where it is said to have more or fewer bodies than the corpus covers.

    五县 may leave out a district of which only the office reports.
    """
    own = [r for r in reports if r.body.kind == OWN_KINDS[0]]
    for those in (list(reports), own):
        if said.of is None or said.of == len(those):
            return those
    why = bench.say(
        f"所说的是 {said.of} 个，语料所收的有 {len(reports)} 个。",
        f"It speaks of {said.of}; the corpus holds {len(reports)}.",
    )
    return left_open("not_comparable", why)


def numerator(key: Key, bench: Bench) -> Key | None:
    """What a rate of the catalogue is a rate of, where that is one cell or one sum."""
    above = (bench.catalogue.get(key[0]).formula or "").partition(" / ")[0]
    indicator, _, applicant = above.partition("@")
    return (indicator, applicant or TOTAL) if indicator in bench.catalogue else None


def times_agree(said: Said, numeral: Numeral, stated: Decimal, actual: Decimal) -> bool:
    """Whether a figure is so many times another: `stated` as the words mean it, `actual` as the cells have it."""
    if said.op is not None:
        return bool(OPS[said.op](actual, stated))
    of_times, words = numeral.kind is Kind.MULTIPLE, said.piece.text[max(0, numeral.start - 12) : numeral.whole_end + 4]
    same = agrees(stated, actual, numeral.hedge, step=TIMES_STEP, ratio=True, times=of_times, words=words)
    return same != "no"


def alike(said: Said, a: Decimal, b: Decimal) -> bool | None:
    """Whether two figures are said to be the same and are; 基本持平 is a little looser, and None where it may be meant."""
    if a == b or not LOOSELY_ALIKE.search(said.piece.text):
        return a == b
    apart = abs(a - b) / max(abs(a), abs(b))
    return True if apart <= ALIKE_WITHIN else None if apart <= ALIKE_AT_MOST else False


def reported(figure: Figure) -> bool:
    return figure.state == State.REPORTED.value and figure.value is not None
