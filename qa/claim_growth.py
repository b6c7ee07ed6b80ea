"""Claims of change against the year before."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from corpus.models import Report
from corpus.numerals import Kind, Numeral
from qa.claim_bench import (
    Bench,
    Found,
    agreement,
    alike,
    enter,
    left_open,
    plain,
    reported,
    silent,
    subject,
    times_agree,
)
from qa.claim_comparing import as_points
from qa.claim_said import Said
from qa.corrections import turned, with_number
from qa.derive import Figure

FALL_BY = re.compile(r"[降减跌少](?:了|幅|低|少)?(?:约|近)?$")
TO_TIMES = re.compile(r"[至到为成]\s*$|(?:doubl|tripl|trebl|quadrupl|quintupl)(?:ing|ed|es)|翻了?一?番$", re.IGNORECASE)


def judge_growth(said: Said, bench: Bench) -> Found:
    """Against the year before; of the whole that was named before the part, where only that has so changed."""
    found = _judge_growth(said, bench)
    for key in said.keys[1:] if found.verdict == "refuted" else ():
        other = _judge_growth(said.model_copy(update={"keys": (key,)}), bench)
        if other.verdict == "supported":
            bench.warn("definition", f"按“{bench.label(key)}”核对。", f"Read as “{bench.label(key)}”.")
            return other
    if said.outer is None or found.verdict == "supported":
        return found
    whole = _judge_growth(said.model_copy(update={"keys": (said.outer,)}), bench)
    return whole if whole.verdict == "supported" else found


def _judge_growth(said: Said, bench: Bench) -> Found:
    """Against the same body's report of the year before (or of the other year named); never across bodies."""
    now_year = max(said.years) if said.years else None
    now = subject(said, bench, years=(now_year,) if now_year else None)
    if isinstance(now, Found):
        return now
    earlier = min(said.years) if len(said.years) > 1 else (now.report.year or 0) - 1
    key = said.keys[0]
    figure = bench.figure(now.report, key)
    if not reported(figure):
        return silent(figure, bench)
    before = [
        r for r in bench.store.reports(years=[earlier])
        if r.body.name == now.report.body.name and r.body.division_code == now.report.body.division_code
    ]  # fmt: skip
    if not before:
        return _implied(said, now.report, figure, earlier, bench)
    old = bench.figure(before[0], key)
    if not reported(old):
        return silent(old, bench)
    return _grown(said, now.report, figure, before[0], old, bench)


def _grown(said: Said, now: Report, figure: Figure, before: Report, old: Figure, bench: Bench) -> Found:
    found, second = enter(bench, figure, now), enter(bench, old, before)
    a, b, numeral = figure.value or Decimal(0), old.value or Decimal(0), said.numeral
    change = a - b
    same = alike(said, a, b) if said.direction == 0 else False
    if same is None:
        return left_open("no_evidence", f"{plain(b)} → {plain(a)}")
    held = same if said.direction == 0 else change * said.direction > 0
    old_shown, new_shown = plain(old.shown or b), plain(figure.shown or a)
    correction: str | None = None
    reason = "wrong_comparison" if numeral is None else "wrong_value"
    if numeral is not None and (said.times or numeral.kind is Kind.MULTIPLE):
        times = _times(said, numeral, a, b)
        if times is None:
            return left_open("no_evidence", bench.say("看不出是几倍。", "It is not clear how many times is meant."))
        held = times and (said.times or held)
    elif numeral is not None:
        percent = numeral.kind in (Kind.PERCENT, Kind.FRACTION)
        if percent and b == 0:
            return left_open("not_comparable", bench.say("上年为零，没有增幅。", "From zero there is no percentage."))
        target = abs(change) * 100 / b if percent else abs(change)
        if numeral.kind is Kind.POINTS and figure.unit != "%":
            return _points_of_counts(said, numeral, change, b, {**found, "before": second}, bench)
        unit = "%" if percent or figure.unit == "%" else figure.unit
        right = agreement(numeral, said, target, unit) != "no"
        correction = None if right else with_number(said.piece, numeral, target)
        in_points = numeral.kind is Kind.PERCENT and figure.unit == "%" and held and not right
        if in_points and agreement(numeral, said, abs(change), "%") != "no":
            points = bench.say("个百分点", " percentage points")
            reason, correction = "wrong_unit", as_points(said, numeral, points)
        held = held and right
    why = bench.say(
        f"{before.year} 年 {old_shown}，{now.year} 年 {new_shown}。",
        f"{before.year}: {old_shown}; {now.year}: {new_shown}.",
    )
    if held:
        return Found(verdict="supported", reason="derived", found={**found, "before": second}, explanation=why)
    if said.direction and change * said.direction < 0:
        reason, correction = "wrong_comparison", turned(said.piece)
    return Found(
        verdict="refuted", reason=reason,
        found={**found, "before": second}, correction=correction, explanation=why,
    )  # fmt: skip


def _points_of_counts(
    said: Said, numeral: Numeral, change: Decimal, before: Decimal, found: dict[str, Any], bench: Bench
) -> Found:
    """处罚上升 17.4 个百分点: counts have no points; where the change is so many percent the unit is wrong."""
    why = bench.say("件数没有百分点。", "Counts have no percentage points.")
    right = bool(before) and change * said.direction > 0
    if not right or agreement(numeral, said, abs(change) * 100 / before, "%") == "no":
        return left_open("no_evidence", why)
    text = said.piece.text
    digits = re.match(r"[\d.]+", numeral.raw)
    mended = None if digits is None else text[: numeral.start] + digits[0] + "%" + text[numeral.whole_end :]
    return Found(verdict="refuted", reason="wrong_unit", found=found, correction=mended, explanation=why)


def _times(said: Said, numeral: Numeral, now: Decimal, before: Decimal) -> bool | None:
    """Whether `now` is the figure times `before` (the other way round for a fall); None where two readings differ.

    增长两倍 and "rose twofold" are said of three times as many and of twice as many.
    """
    if said.direction < 0 and FALL_BY.search(said.piece.text[: numeral.start]) and "倍" in numeral.raw + numeral.unit:
        return None  # 下降九倍 says nothing that can be worked out
    above, below = (before, now) if said.direction < 0 and not said.times else (now, before)
    if not below:
        return None
    readings = [numeral.value]
    grown = (
        said.direction > 0 and not said.times and not TO_TIMES.search(said.piece.text[: numeral.start] + numeral.raw)
    )
    if grown and not numeral.raw.lower().endswith("fold"):
        twice = [numeral.value + 1]
        readings = twice if numeral.value == 1 and now > before else [*readings, *twice]  # 增长一倍: twice as many
    right = [times_agree(said, numeral, value, above / below) for value in readings]
    return right[0] if len(set(right)) == 1 else None


def _implied(said: Said, report: Report, figure: Figure, earlier: int, bench: Bench) -> Found:
    """No report for the year before: what the claim implies of it, said and left open."""
    enter(bench, figure, report)
    numeral, level = said.numeral, figure.value or Decimal(0)
    said_zh = said_en = ""
    if numeral is not None and said.direction:
        if numeral.kind is Kind.PERCENT:
            edges = [
                level * 100 / (100 + said.direction * (numeral.value + d))
                for d in (-numeral.step / 2, numeral.step / 2)
                if 100 + said.direction * (numeral.value + d) > 0
            ]
            whole = (
                sorted(
                    {
                        plain(Decimal(n))
                        for n in range(int(min(edges)), int(max(edges)) + 2)
                        if min(edges) <= n <= max(edges)
                    },
                    key=int,
                )
                if edges
                else []
            )
            shown = "、".join(whole)
            said_zh = f"按此推算 {earlier} 年应为 {shown} 件。" if whole else ""
            said_en = f" It implies {' or '.join(whole)} in {earlier}." if whole else ""
        elif numeral.kind is Kind.NUMBER:
            implied = plain(level - said.direction * numeral.value)
            said_zh, said_en = f"按此推算 {earlier} 年应为 {implied}。", f" It implies {implied} in {earlier}."
    name = bench.name(report)
    return left_open(
        "no_such_report",
        bench.say(
            f"没有{name} {earlier} 年的报告，无从核对。{said_zh}",
            f"There is no report of {name} for {earlier}.{said_en}",
        ),
    )
