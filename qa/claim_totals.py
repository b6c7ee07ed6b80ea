"""Claims of sums: over bodies, over years, over measures of one report."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from corpus.models import Report
from corpus.numerals import Numeral
from qa.claim_bench import (
    Bench,
    Found,
    agreement,
    enter,
    left_open,
    not_whole,
    plain,
    reported,
    set_of,
    silent,
    subject,
    unit_of,
)
from qa.claim_said import Key, Said
from qa.claim_words import words
from qa.corrections import with_number
from qa.derive import Figure
from qa.plan import Scope
from qa.resolve import resolve


def judge_total(said: Said, bench: Bench) -> Found:
    """A sum over the bodies named, over the set asked for, or over the years of one body."""
    numeral, keys = said.numeral, said.sum_of or said.keys[:1]
    if numeral is None:
        return left_open("no_evidence", "")
    if said.sum_of and len(said.bodies) <= 1:
        return _sum_of_measures(said, numeral, bench)
    reports = _summed(said, bench)
    if isinstance(reports, Found):
        return reports
    scored = [(r, bench.figure(r, key)) for r in reports for key in keys]
    if len({f.unit for _, f in scored}) > 1:
        why = bench.say("单位不同，不能相加。", "Their units differ; they are not added up.")
        return left_open("not_comparable", why)
    made = [enter(bench, f, r) for r, f in scored if reported(f)]
    if len(made) < len(scored):
        why = bench.say("有的报告没有这一格。", "Some of the reports leave that cell blank.")
        return left_open("not_reported", why)
    _warn(reports, bench)
    return _sum_found(said, numeral, [f for _, f in scored], made)


def _summed(said: Said, bench: Bench) -> list[Report] | Found:
    """The reports that are added up; open where one is missing, or where a body's years are not all its own."""
    if len(said.years) > 1 and len(said.bodies) == 1:
        scope = Scope(bodies=said.bodies, years=said.years)
    elif len(said.bodies) > 1:
        scope = Scope(bodies=said.bodies, years=said.years[:1], year_assumed=not said.years)
    else:
        scope = said.scope.model_copy(update={"years": said.years[:1], "bodies": (), "year_assumed": not said.years})
    found = resolve(bench.store, scope)
    reports = [p.report for p in found.picks]
    if found.gaps or not reports or found.ambiguous:
        return left_open("no_such_report", bench.say("所列机关的报告不全。", "Not every report it needs is here."))
    if len(said.bodies) > 1:
        return reports
    if len(said.years) > 1 and len({r.body.name for r in reports}) > 1:
        why = bench.say(
            "各年的报告不是同一个机关的，不能相加。", "The reports are not of one body; they are not added up."
        )
        return left_open("not_comparable", why)
    return set_of(said, reports, bench)


def _warn(reports: Sequence[Report], bench: Bench) -> None:
    bench.warn(
        "partial_coverage",
        f"合计了语料所收的 {len(reports)} 份报告。",
        f"Summed over {len(reports)} reports in the corpus.",
    )
    if len({r.body.kind for r in reports}) > 1:
        bench.warn(
            "scope_mismatch",
            "其中有政府的，也有政府办公室自己的报告。",
            "Governments' and offices' own reports are added up.",
        )


def _sum_found(said: Said, numeral: Numeral, parts: Sequence[Figure], made: list[dict[str, Any]]) -> Found:
    total = sum((f.value or Decimal(0) for f in parts), Decimal(0))
    unit = parts[0].unit
    why = f"{' + '.join(plain(f.value or Decimal(0)) for f in parts)} = {plain(total)}"
    found = {"value": float(total), "parts": made}
    if agreement(numeral, said, total, unit) != "no":
        return Found(verdict="supported", reason="derived", found=found, explanation=why)
    countable = unit_of(numeral, said) in (*words().units["count"], unit)
    correction = with_number(said.piece, numeral, total) if countable else None
    return Found(verdict="refuted", reason="wrong_value", found=found, correction=correction, explanation=why)


def _sum_of_measures(said: Said, numeral: Numeral, bench: Bench) -> Found:
    """予以公开和部分公开共 20 件: several cells of one report. Without words that add up, only agreement is said."""
    pick = subject(said, bench)
    if isinstance(pick, Found):
        return pick
    report = pick.report
    parts = [bench.figure(report, key) for key in said.sum_of]
    for part in parts:
        if part.value is None:
            return silent(part, bench)
    if len({part.unit for part in parts}) > 1 or any(_overlap(a, b) for a in said.sum_of for b in said.sum_of):
        return left_open("not_comparable", bench.say("这几项不能相加。", "These figures do not add up to anything."))
    total = sum((part.value or Decimal(0) for part in parts), Decimal(0))
    made = [enter(bench, part, report) for part in parts]
    added = " + ".join(plain(part.value or Decimal(0)) for part in parts)
    labels = bench.say("、", ", ").join(str(one["label"]) for one in made)
    why = bench.say(
        f"{bench.name(report)} {report.year} 年：{labels}：{added} = {plain(total)}{parts[0].unit}。",
        f"{bench.name(report)}, {report.year}: {labels}: {added} = {plain(total)}.",
    )
    found = {"value": float(total), "unit": parts[0].unit, "parts": made}
    if agreement(numeral, said, total, parts[0].unit) != "no":
        return Found(verdict="supported", reason="derived", found=found, explanation=why)
    if not_whole(pick, bench):
        return left_open("not_comparable", why)
    if not said.summed:  # two things were named, and no word adds them up
        return left_open(
            "no_evidence", bench.say(f"看不出是哪一项的数字。{why}", f"It does not say which is meant. {why}")
        )
    return Found(
        verdict="refuted", reason="wrong_value", found=found, explanation=why,
        correction=with_number(said.piece, numeral, total),
    )  # fmt: skip


def _overlap(one: Key, other: Key) -> bool:
    """One holds the other: 行政诉讼 and 复议后起诉, 不予公开 and one of its grounds."""
    if one == other:
        return False
    if one[0] == other[0]:
        return "total" in (one[1], other[1])
    head, tail = one[0].rpartition(".")[0], one[0].rpartition(".")[2]
    inside = tail == "total" and other[0].startswith(f"{head}.")
    suits = one[0].startswith("litigation.") and other[0].startswith("litigation_")
    received = one[0] == "requests.handled" and other[0].startswith("requests.")
    return inside or suits or received
