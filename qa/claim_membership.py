"""Claims of who is among them: the only county with more than 30, six counties with none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from corpus.models import Hedge, Level, Report
from corpus.numerals import Kind, Numeral
from qa.claim_adding import ADDED, EACH
from qa.claim_bench import (
    MIN_PEERS,
    Bench,
    Found,
    agreement,
    enter,
    left_open,
    peers,
    reported,
    set_of,
    silent,
    subject,
)
from qa.claim_context import BARE_NOUN
from qa.claim_figures import count_of_bodies, operator_of, set_size, tallies
from qa.claim_said import Said
from qa.derive import Figure, figures
from qa.directory import Directory
from qa.kinds import OWN_KINDS
from qa.link import Linked
from qa.measures import Asked
from qa.plan import Scope
from qa.resolve import resolve
from qa.scope import read_scope

PEERS_LEAST = 10  # reports without which `the only one` and `so many` are not said to hold, unless the set is named
NAMED_AT_MOST = 4  # of the counted ones are cited
ONLY = re.compile(r"只有|仅有|唯有|唯一|仅|只|\bonly\b|\bsole\b|\bno other\b", re.IGNORECASE)
UNIQUE = re.compile(r"唯一|\bthe (?:only|sole)\b(?! \d)|\bno other\b", re.IGNORECASE)
LISTING = re.compile(
    r"的(?:县区|区县|县市区|县|区|市|地方|地区)(?:共|总共|只|仅)?(?:分别)?(?:有|包括|为|是)|"
    r"\b(?:counties|districts|counties and districts) (?:with|that|which|where)\b.{4,60}?\b(?:include|included|were|are)\b",
    re.IGNORECASE,
)
ONE_OF_TWO = re.compile(
    r"既(?:没|无|未|不)|\bneither\b", re.IGNORECASE
)  # 只有甲县既没有复议，也…: half of the condition
INCLUDES = re.compile(r"包括|includ", re.IGNORECASE)
BEFORE_NAMES = re.compile(r"^\s*(?:the |有|是)?\s*$", re.IGNORECASE)
TIMES_OF_NAME = re.compile(r"[\u4e00-\u9fff]{2,12}的[^，。]{0,4}(?:分之|倍|成|半|%|％)")  # 只有盱眙县的三分之一
NONE_AT_ALL = re.compile(r"一个(?:县|区|市)?[也都](?:没有|无)")
EVERY = re.compile(r"[均都]|\ball\b|\beach\b|\bevery\b", re.IGNORECASE)
IDLE = ("only", "仅", "只", "one", "whole", "list", "是", "each", "外", "之一")


def read_members(
    base: Said, linked: Linked, text: str, figures: Sequence[Numeral], asked: Sequence[Asked], directory: Directory
) -> tuple[Said, ...] | None:
    """One claim about which bodies of a set meet a condition; None where the piece makes none."""
    count = count_of_bodies(base.piece, linked, set_size(linked), in_set=base.of is not None)
    named = linked.of("body")
    listing = None if linked.has("superlative", "top", "place") else _listing(linked, text)
    only = _only(linked, text) or listing is not None
    every = _every(base, linked, text) if count is None and not only else None
    if every is not None:  # 宁夏五县均有诉讼: all five of them
        count, named = every, ()
    if not base.keys or (count is None and not only) or (count is not None and named and not only):
        return None
    if only and not named and count is None:
        return None
    condition = figures[0] if len(figures) == 1 else None
    none = linked.has("none", "zero") and condition is None
    if ADDED.search(text) or (condition is not None and not only and not _compares(linked, condition, text)):
        return None
    if condition is None and not none and not (linked.has("have", "exists") or linked.of("measure")):
        return None
    scope = read_scope(linked, directory, as_set=True).scope
    left = tuple(
        w
        for w in base.left
        if not ONLY.fullmatch(w)
        and w.strip("唯一个")
        and not _counts(w, count)
        and w not in IDLE
        and not tallies(w, len(base.bodies))
    )
    left = (*left, *(m[0] for m in NONE_AT_ALL.finditer(text)))  # 没有诉讼的一个也没有: a denial of a denial
    keys = tuple(dict.fromkeys((a.indicator, a.applicant) for a in asked if not BARE_NOUN.fullmatch(a.read_as)))
    if none and {k[0] for k in keys} == {"reconsideration.total", "litigation.total"}:
        base = base.model_copy(update={"keys": (("disputes.total", "total"),)})  # 既无复议也无诉讼
    elif len(keys) > 1 or ONE_OF_TWO.search(text):
        left = (*left, "…")
    if len(figures) > 1 or (condition is not None and condition.kind is not Kind.NUMBER) or len(base.years) > 1:
        left = (*left, "…")
    op = "none" if none else operator_of(linked, condition) if condition is not None else "some"
    update = {
        "kind": "members", "numeral": condition, "second": count if not named else None, "op": op, "left": left,
        "listing": "" if listing is None else listing,
        "scope": scope.model_copy(update={"bodies": (), "regions": scope.regions or base.scope.regions}),
    }  # fmt: skip
    return (base.model_copy(update=update),)


def _listing(linked: Linked, text: str) -> Literal["all", "some"] | None:
    """超过 5 万件的县区有甲、乙和丙: those that meet the condition, of which 包括 may leave some out."""
    match, named = LISTING.search(text), linked.of("body")
    if match is None or len(named) < MIN_PEERS or named[0].start < match.end():
        return None
    return "some" if INCLUDES.search(match[0]) else "all"


def _every(base: Said, linked: Linked, text: str) -> Numeral | None:
    """How many the set is said to have, where something is said of each of them."""
    size = set_size(linked)
    if size is None or base.bodies or not EVERY.search(text):
        return None
    start, end, value = size
    raw = base.piece.text[start:end]
    return Numeral(start=start, end=end, whole_end=end, raw=raw, value=Decimal(value), kind=Kind.NUMBER)


def _compares(linked: Linked, figure: Numeral, text: str) -> bool:
    """More than 30, 41 each: a condition that each one meets; 四家机关收到 111 件 is said of all of them."""
    return operator_of(linked, figure) is not None or figure.hedge is not Hedge.EXACT or EACH.search(text) is not None


def _only(linked: Linked, text: str) -> bool:
    """只有甲县, the only county: and not 只有 7 件, which belongs to a figure."""
    if UNIQUE.search(text):
        return True
    for match in ONLY.finditer(text):
        after = min((m.start for m in linked.of("body") if m.start >= match.end()), default=None)
        times = after is not None and TIMES_OF_NAME.search(text, after) is not None
        if after is not None and BEFORE_NAMES.match(text[match.end() : after]) and not times:
            return True
    return False


def _counts(word: str, count: Numeral | None) -> bool:
    return count is not None and (word in count.raw or count.raw in word)


# -- judging ---------------------------------------------------------------------------------------------------------


def judge_members(said: Said, bench: Bench) -> Found:
    """Whether exactly the named bodies, or exactly so many, meet the condition among those that the corpus covers."""
    named: list[Report] = []
    for ref in said.bodies if said.second is None else ():
        pick = subject(said, bench, ref)
        if isinstance(pick, Found):
            return pick
        named.append(pick.report)
    reports = set_of(said, _peers(said, named, bench), bench)
    if isinstance(reports, Found):
        return reports
    key = said.keys[0]
    read = figures(bench.store, bench.catalogue, [r.report_id for r in reports], [key])
    scored = [(r, read[r.report_id, key]) for r in reports]
    if len(scored) < MIN_PEERS:
        return left_open(
            "not_comparable", bench.say("语料里没有可比的报告。", "The corpus holds nothing to compare it with.")
        )
    blank = next((f for _, f in scored if not reported(f)), None)
    if blank is not None:
        return silent(blank, bench)
    met = [(r, f) for r, f in scored if _meets(said, f)]
    _warn(reports, bench)
    names = [bench.name(r) for r, _ in met]
    for report, figure in [*met[:NAMED_AT_MOST], *((r, f) for r, f in scored if r in named and not _meets(said, f))]:
        enter(bench, figure, report)
    listed = bench.say("、", ", ").join(names) or bench.say("没有", "none")
    why = bench.say(f"符合的有 {len(met)} 个：{listed}。", f"{len(met)} of {len(scored)} do: {listed}.")
    right = _right(said, [r for r, _ in met], named)
    found = {"value": len(met), "members": names, "of": len(scored), "indicator": key[0], "applicant": key[1]}
    named_set = said.of is not None or said.scope.regions
    meant = {r.report_id for r, _ in met}
    if said.listing and not right and all(r.report_id in meant for r in named):
        if said.listing == "some":
            return Found(verdict="supported", reason="derived", found=found, explanation=why)
        return left_open("not_comparable", why)  # others meet it too, of whom nothing is said
    if right and not named_set and len(scored) < PEERS_LEAST:
        few = bench.say(
            f"语料只收了 {len(scored)} 份报告，不足以说明。", f"The corpus holds only {len(scored)} reports."
        )
        return left_open("not_comparable", why + few)
    if _offices_decide(said, scored, named, right):
        return left_open("not_comparable", why)
    if right:
        return Found(verdict="supported", reason="derived", found=found, explanation=why)
    return Found(verdict="refuted", reason="wrong_comparison", found=found, explanation=why)


def _peers(said: Said, named: Sequence[Report], bench: Bench) -> list[Report]:
    if named:
        found = [p.report for p in peers(said, bench, named[0]).picks]
        return found + [r for r in named if r.report_id not in {f.report_id for f in found}]
    scope = Scope(
        levels=said.scope.levels or (Level.COUNTY,), kinds=said.scope.kinds or OWN_KINDS, regions=said.scope.regions,
        division_suffixes=said.scope.division_suffixes, years=said.years[:1], year_assumed=not said.years,
    )  # fmt: skip
    return [p.report for p in resolve(bench.store, scope).picks]


def _meets(said: Said, figure: Figure) -> bool:
    value = figure.value or Decimal(0)
    if said.op in ("none", "some") or said.numeral is None:
        return (value == 0) is (said.op == "none")
    return agreement(said.numeral, said, value, figure.unit) != "no"


def _right(said: Said, met: Sequence[Report], named: Sequence[Report]) -> bool:
    if said.second is not None:
        counted = said.model_copy(update={"op": None})
        return agreement(said.second, counted, Decimal(len(met)), "") != "no"
    return {r.report_id for r in met} == {r.report_id for r in named}


def _offices_decide(said: Said, scored: Sequence[tuple[Report, Figure]], named: Sequence[Report], right: bool) -> bool:
    """Whether it is the offices that stand in for their divisions on which the verdict hangs."""
    own = [(r, f) for r, f in scored if r.body.kind == OWN_KINDS[0] or r in named]
    return len(own) < len(scored) and _right(said, [r for r, f in own if _meets(said, f)], named) is not right


def _warn(reports: Sequence[Report], bench: Bench) -> None:
    bench.warn(
        "partial_coverage",
        f"只在语料所收的 {len(reports)} 份报告中核对。",
        f"Judged over the {len(reports)} reports in the corpus only.",
    )
    if len({r.body.kind for r in reports}) > 1:
        bench.warn(
            "scope_mismatch",
            "其中有的是政府的报告，有的是政府办公室自己的报告。",
            "Some are governments' reports, some their offices' own.",
        )
