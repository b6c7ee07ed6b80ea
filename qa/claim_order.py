"""Claims of order: who is first or n-th, over what the corpus covers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from corpus.models import Report
from qa.claim_bench import MIN_PEERS, Bench, Found, enter, left_open, peers, plain, reported, set_of, silent, subject
from qa.claim_said import Said
from qa.corrections import with_words
from qa.derive import Figure, figures
from qa.kinds import OWN_KINDS


def judge_superlative(said: Said, bench: Bench) -> Found:
    """Who is first (or n-th), over what the corpus covers; ties share a place."""
    pick = subject(said, bench)
    if isinstance(pick, Found):
        return pick
    report, key = pick.report, said.keys[0]
    mine = bench.figure(report, key)
    if not reported(mine):
        return silent(mine, bench)
    others = set_of(said, [p.report for p in peers(said, bench, report).picks], bench)
    if isinstance(others, Found):
        return others
    read = figures(bench.store, bench.catalogue, [r.report_id for r in others], [key])
    scored = [(r, read[r.report_id, key]) for r in others]
    scored = [(r, f) for r, f in scored if reported(f)]
    if report.report_id not in {r.report_id for r, _ in scored}:
        scored.append((report, mine))
    if len(scored) < MIN_PEERS:
        return left_open(
            "not_comparable", bench.say("语料里没有可比的报告。", "The corpus holds nothing to compare it with.")
        )
    _warn(report, scored, bench)
    value = mine.value or Decimal(0)
    better = [(r, f) for r, f in scored if ((f.value or Decimal(0)) - value) * said.direction > 0]
    equal = [(r, f) for r, f in scored if f.value == value and r.report_id != report.report_id]
    first = len(better) + 1
    found = enter(bench, mine, report)
    for r, f in [*sorted(better, key=lambda x: -(x[1].value or Decimal(0)) * said.direction)[:2], *equal[:3]]:
        enter(bench, f, r)
    if said.others:
        return _next_to(said, (report, mine), scored, found, bench)
    held = first <= said.place if said.op == "le" else first <= said.place <= first + len(equal)
    if held is not _among_own(said, report, value, scored):
        return left_open(
            "not_comparable", bench.say("取决于政府办公室自己的报告。", "It hangs on offices' own reports.")
        )
    if held:
        if equal:
            names = "、".join(bench.name(r) for r, _ in equal)
            bench.warn("tie", f"与{names}并列。", f"It ties with {names}.")
        return Found(
            verdict="supported", reason="derived", found={**found, "rank": first},
            explanation=bench.say(f"{found['label']} {plain(value)}，列第 {first}。", f"{found['label']} {plain(value)}: place {first}."),
        )  # fmt: skip
    if _first_among_named(said, better, bench):
        why = bench.say("只在文中提到的几个之间成立。", "It holds only among those that the text names.")
        return left_open("not_comparable", why)
    best = sorted(scored, key=lambda x: -(x[1].value or Decimal(0)) * said.direction)[0]
    correction = _other_body(said, best[0], bench) if said.place == 1 else None
    return Found(
        verdict="refuted", reason="wrong_comparison", found={**found, "rank": first}, correction=correction,
        explanation=bench.say(
            f"{bench.name(report)} {plain(value)}，列第 {first}；居首的是{bench.name(best[0])} {plain(best[1].value or Decimal(0))}。",
            f"{bench.name(report)} has {plain(value)}, place {first}; first is {bench.name(best[0])} with "
            f"{plain(best[1].value or Decimal(0))}.",
        ),
    )  # fmt: skip


def _warn(report: Report, scored: Sequence[tuple[Report, Figure]], bench: Bench) -> None:
    bench.warn(
        "partial_coverage",
        f"只在语料所收 {report.year} 年的 {len(scored)} 份报告中比较。",
        f"Judged over the {len(scored)} reports for {report.year} in the corpus only.",
    )
    kinds = {r.body.kind for r, _ in scored}
    if len(kinds) > 1:
        bench.warn(
            "scope_mismatch",
            "其中有的是政府的报告，有的是政府办公室自己的报告。",
            "Some are governments' reports, some their offices' own.",
        )


def _among_own(said: Said, report: Report, value: Decimal, scored: Sequence[tuple[Report, Figure]]) -> bool:
    """Whether the place holds without the offices that stand in for their divisions."""
    own = [f.value or Decimal(0) for r, f in scored if r.body.kind == OWN_KINDS[0] and r.report_id != report.report_id]
    better = sum((v - value) * said.direction > 0 for v in own)
    return better < said.place if said.op == "le" else better < said.place <= better + 1 + own.count(value)


def _next_to(
    said: Said,
    mine: tuple[Report, Figure],
    scored: Sequence[tuple[Report, Figure]],
    found: dict[str, Any],
    bench: Bench,
) -> Found:
    """仅次于余杭区: the other comes before, nobody comes between, and the place is the one that is said."""
    pick = subject(said, bench, said.others[0])
    if isinstance(pick, Found):
        return pick
    (report, figure), other = mine, bench.figure(pick.report, said.keys[0])
    if not reported(other):
        return silent(other, bench)
    enter(bench, other, pick.report)
    low, high = figure.value or Decimal(0), other.value or Decimal(0)
    verdicts = set()
    for own in (False, True):
        rest = [
            f.value or Decimal(0) for r, f in scored
            if r.report_id not in (report.report_id, pick.report.report_id) and (not own or r.body.kind == OWN_KINDS[0])
        ]  # fmt: skip
        before = 1 + sum((v - low) * said.direction > 0 for v in rest)
        between = any((v - low) * said.direction > 0 and (high - v) * said.direction > 0 for v in rest)
        verdicts.add((high - low) * said.direction > 0 and not between and said.place in (0, before + 1))
    why = f"{bench.name(report)} {plain(low)}; {bench.name(pick.report)} {plain(high)}"
    if len(verdicts) > 1:
        return left_open("not_comparable", why)
    if verdicts.pop():
        return Found(verdict="supported", reason="derived", found=found, explanation=why)
    return Found(verdict="refuted", reason="wrong_comparison", found=found, explanation=why)


def _first_among_named(said: Said, better: Sequence[tuple[Report, Figure]], bench: Bench) -> bool:
    """三县对比…，涟水县居首: no set is named, and of those that the text has named none does better."""
    named = said.of is not None or said.scope.regions or said.scope.levels or said.scope.division_suffixes
    others = [r for r in said.among if r not in said.bodies]
    if named or said.place != 1 or len(others) < MIN_PEERS:
        return False
    picks = [subject(said, bench, ref) for ref in others]
    held = {p.report.report_id for p in picks if not isinstance(p, Found)}
    return not any(r.report_id in held for r, _ in better)


def _other_body(said: Said, report: Report, bench: Bench) -> str | None:
    asked = said.bodies[0].asked if said.bodies else ""
    return with_words(said.piece, asked, bench.name(report)) if asked else None
