"""Claims of sums: over bodies, over years, over measures of one report."""

from __future__ import annotations

from decimal import Decimal

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
    silent,
    subject,
    unit_of,
)
from qa.claim_said import Key, Said
from qa.claim_words import words
from qa.corrections import with_number
from qa.plan import Scope
from qa.resolve import resolve


def judge_total(said: Said, bench: Bench) -> Found:
    """A sum over the bodies named, or over the set asked for."""
    numeral, keys = said.numeral, said.sum_of or said.keys[:1]
    if numeral is None:
        return left_open("no_evidence", "")
    if said.sum_of and len(said.bodies) <= 1:
        return _sum_of_measures(said, numeral, bench)
    if len(said.years) > 1 and len(said.bodies) == 1:
        scope = Scope(bodies=said.bodies, years=said.years)
    elif len(said.bodies) > 1:
        scope = Scope(bodies=said.bodies, years=said.years[:1], year_assumed=not said.years)
    else:
        scope = said.scope.model_copy(update={"years": said.years[:1], "bodies": (), "year_assumed": not said.years})
    found = resolve(bench.store, scope)
    if found.gaps or not found.picks or found.ambiguous:
        return left_open("no_such_report", bench.say("所列机关的报告不全。", "Not every report it needs is here."))
    scored = [(p.report, bench.figure(p.report, key)) for p in found.picks for key in keys]
    if len({f.unit for _, f in scored}) > 1:
        return left_open(
            "not_comparable", bench.say("单位不同，不能相加。", "Their units differ; they are not added up.")
        )
    blank = [r for r, f in scored if not reported(f)]
    total = sum((f.value or Decimal(0) for _, f in scored), Decimal(0))
    made = [enter(bench, f, r) for r, f in scored if reported(f)]
    if blank:
        return left_open(
            "not_reported", bench.say("有的报告没有这一格。", "Some of the reports leave that cell blank.")
        )
    bench.warn(
        "partial_coverage",
        f"合计了语料所收的 {len(found.picks)} 份报告。",
        f"Summed over {len(found.picks)} reports in the corpus.",
    )
    if len({r.body.kind for r, _ in scored}) > 1:
        bench.warn(
            "scope_mismatch",
            "其中有政府的，也有政府办公室自己的报告。",
            "Governments' and offices' own reports are added up.",
        )
    unit = scored[0][1].unit
    added = " + ".join(plain(f.value or Decimal(0)) for _, f in scored)
    why = f"{added} = {plain(total)}"
    if agreement(numeral, said, total, unit) != "no":
        return Found(
            verdict="supported", reason="derived", found={"value": float(total), "parts": made}, explanation=why
        )
    correction = (
        with_number(said.piece, numeral, total) if unit_of(numeral, said) in (*words().units["count"], unit) else None
    )
    return Found(
        verdict="refuted",
        reason="wrong_value",
        found={"value": float(total), "parts": made},
        correction=correction,
        explanation=why,
    )


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
    each = any(agreement(numeral, said, part.value or Decimal(0), part.unit) != "no" for part in parts)
    if not said.summed and each:
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
