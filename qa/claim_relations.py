"""Claims of order, comparison, growth and totals: recomputed over the reports that they are about."""

from __future__ import annotations

import re
from decimal import Decimal

from corpus.models import Report
from corpus.numerals import Kind, Numeral
from qa.claim_judging import (
    OPS,
    Bench,
    Found,
    agreement,
    enter,
    not_whole,
    peers,
    plain,
    reported,
    silent,
    subject,
    unit_of,
)
from qa.claim_reading import Key, Said, words
from qa.corrections import turned, with_number, with_words
from qa.derive import Figure, figures
from qa.plan import Scope
from qa.resolve import Pick, resolve
from qa.verdicts import agrees

MIN_PEERS = 2
MORE_BY = re.compile(r"[多高]\s*(?:出|了)?\s*(?:约|近)?$")
HEDGES = r"(?:大约|约|将近|接近|近|超过|逾|超|不到|不足|整整|about |around |roughly |nearly |almost |more than |over )?"
BY_HOW_MUCH = re.compile(rf"(?:多|少|高|低|相差|差|多出|more by|by|fewer by)(?:了|出)?\s*{HEDGES}\s*$", re.IGNORECASE)
APART = re.compile(r"\s*(?:件|起|宗)?\s*(?:more|fewer|less|higher|lower|above|below)", re.IGNORECASE)
TIMES_STEP = Decimal("0.1")  # twice is said of 1.95 to 2.05 times


def _open(reason: str, why: str) -> Found:
    return Found(verdict="unverifiable", reason=reason, explanation=why)


# -- order ---------------------------------------------------------------------------------------------------------


def judge_superlative(said: Said, bench: Bench) -> Found:
    """Who is first (or n-th), over what the corpus covers; ties share a place."""
    pick = subject(said, bench)
    if isinstance(pick, Found):
        return pick
    report, key = pick.report, said.keys[0]
    mine = bench.figure(report, key)
    if not reported(mine):
        return silent(mine, bench)
    others = [p.report for p in peers(said, bench, report).picks]
    read = figures(bench.store, bench.catalogue, [r.report_id for r in others], [key])
    scored = [(r, read[r.report_id, key]) for r in others]
    scored = [(r, f) for r, f in scored if reported(f)]
    if report.report_id not in {r.report_id for r, _ in scored}:
        scored.append((report, mine))
    if len(scored) < MIN_PEERS:
        return _open(
            "not_comparable", bench.say("语料里没有可比的报告。", "The corpus holds nothing to compare it with.")
        )
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
    value = mine.value or Decimal(0)
    better = [(r, f) for r, f in scored if ((f.value or Decimal(0)) - value) * said.direction > 0]
    equal = [(r, f) for r, f in scored if f.value == value and r.report_id != report.report_id]
    first = len(better) + 1
    found = enter(bench, mine, report)
    for r, f in [*sorted(better, key=lambda x: -(x[1].value or Decimal(0)) * said.direction)[:2], *equal[:3]]:
        enter(bench, f, r)
    if first <= said.place <= first + len(equal):
        if equal:
            names = "、".join(bench.name(r) for r, _ in equal)
            bench.warn("tie", f"与{names}并列。", f"It ties with {names}.")
        return Found(
            verdict="supported", reason="derived", found={**found, "rank": first},
            explanation=bench.say(f"{found['label']} {plain(value)}，列第 {first}。", f"{found['label']} {plain(value)}: place {first}."),
        )  # fmt: skip
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


def _other_body(said: Said, report: Report, bench: Bench) -> str | None:
    asked = said.bodies[0].asked if said.bodies else ""
    return with_words(said.piece, asked, bench.name(report)) if asked else None


# -- comparison ----------------------------------------------------------------------------------------------------


def judge_compare(said: Said, bench: Bench) -> Found:
    """A more than B, A the same as B, A twice B, A n more than B."""
    left = subject(said, bench)
    if isinstance(left, Found):
        return left
    if not said.others:
        return _open("no_evidence", bench.say("没有说与谁比。", "It does not say compared with whom."))
    found: Found | None = None
    for other in said.others:
        right = subject(said, bench, other)
        if isinstance(right, Found):
            return right
        found = _compare(said, left, right, bench)
        if found.verdict != "supported":
            return found
    return found or _open("no_evidence", "")


def _unlike(left: Pick, right: Pick, bench: Bench) -> Found | None:
    """Why two reports are not compared, or None; bodies of different kinds are, with a warning."""
    if left.report.report_id == right.report.report_id:
        return _open("not_comparable", bench.say("两边是同一份报告。", "Both sides are the same report."))
    if (
        left.report.body.division_code == right.report.body.division_code
        and left.report.body.kind != right.report.body.kind
    ):
        bench.warn(
            "scope_mismatch",
            "全县（区）与其办公室自己的数字，口径不同。",
            "A whole division beside its own office: different scopes.",
        )
        return _open("not_comparable", bench.say("口径不同，不能比较。", "Different scopes; they are not compared."))
    if left.report.body.kind != right.report.body.kind:
        bench.warn(
            "scope_mismatch",
            "一个是政府的报告，一个是政府办公室自己的报告。",
            "One is a government's report, the other an office's own.",
        )
    return None


def _compare(said: Said, left: Pick, right: Pick, bench: Bench) -> Found:
    key = said.keys[0]
    one, two = bench.figure(left.report, key), bench.figure(right.report, key)
    for figure in (one, two):
        if not reported(figure):
            return silent(figure, bench)
    unlike = _unlike(left, right, bench)
    if unlike is not None:
        return unlike
    found = enter(bench, one, left.report)
    second = enter(bench, two, right.report)
    a, b = one.value or Decimal(0), two.value or Decimal(0)
    why = bench.say(
        f"{bench.name(left.report)} {plain(a)}，{bench.name(right.report)} {plain(b)}。",
        f"{bench.name(left.report)} {plain(a)}, {bench.name(right.report)} {plain(b)}.",
    )
    held = a == b if said.direction == 0 else (a - b) * said.direction > 0
    correction: str | None = None
    reason = "wrong_comparison"
    numeral = said.numeral
    ratio = numeral is not None and numeral.kind in (Kind.MULTIPLE, Kind.FRACTION)
    if numeral is not None and ratio:
        held = bool(b) and _times(said, numeral, a / b)
        if not held and b and numeral.kind is Kind.MULTIPLE and not _adds_up(said, numeral):
            correction = with_number(said.piece, numeral, round(a / b, 1))
    if numeral is not None and not ratio:
        if (numeral.kind is Kind.POINTS and one.unit != "%") or (numeral.kind is Kind.PERCENT and b == 0):
            return _open("no_evidence", why)
        number, correction, unit_wrong = _apart(said, numeral, a, b, one.unit, bench)
        reason = "wrong_unit" if unit_wrong and held else reason
        held = held and number
    if held:
        return Found(verdict="supported", reason="derived", found={**found, "other": second}, explanation=why)
    if not_whole(left, bench) or not_whole(right, bench):
        return _open("not_comparable", why)
    if said.direction and (a - b) * said.direction < 0:
        correction = turned(said.piece)
    return Found(
        verdict="refuted",
        reason=reason,
        found={**found, "other": second},
        correction=correction,
        explanation=why,
    )


def _apart(
    said: Said, numeral: Numeral, a: Decimal, b: Decimal, unit: str, bench: Bench
) -> tuple[bool, str | None, bool]:
    """Whether the figure is the distance of `a` and `b`; else how to mend it, and whether points were called percent."""
    if numeral.kind is not Kind.PERCENT:
        target = a if _is_level(said) else abs(a - b)
        right = agreement(numeral, said, target, unit) != "no"
        return right, None if right else with_number(said.piece, numeral, target), False
    target = _percent_apart(said, a, b, unit)
    if agreement(numeral, said, target, "%") != "no":
        return True, None, False
    if unit != "%":
        return False, with_number(said.piece, numeral, target), False
    in_points = agreement(numeral, said, abs(a - b), "%") != "no"
    points = bench.say("个百分点", " percentage points")
    return False, _as_points(said, numeral, points) if in_points else None, in_points


def judge_between(said: Said, bench: Bench) -> Found:
    """Two measures of one report: which is more, and by how much."""
    pick = subject(said, bench)
    if isinstance(pick, Found):
        return pick
    one, two = (bench.figure(pick.report, key) for key in said.keys)
    for figure in (one, two):
        if figure.value is None:
            return silent(figure, bench)
    if one.unit != two.unit:
        return _open("not_comparable", bench.say("单位不同，不能比较。", "Their units differ."))
    a, b = one.value or Decimal(0), two.value or Decimal(0)
    held = (a - b) * said.direction > 0
    number, numeral = True, said.numeral
    if numeral is not None:
        if numeral.kind is not Kind.NUMBER:
            return _open("no_evidence", bench.say("看不出怎样比。", "It is not clear how they are compared."))
        number = agreement(numeral, said, abs(a - b), one.unit) != "no"
    found, second = enter(bench, one, pick.report), enter(bench, two, pick.report)
    why = f"{found['label']} {plain(a)}；{second['label']} {plain(b)}。"
    why = bench.say(why, f"{found['label']} {plain(a)}, {second['label']} {plain(b)}.")
    if held and number:
        return Found(verdict="supported", reason="derived", found={**found, "other": second}, explanation=why)
    if not_whole(pick, bench):
        return _open("not_comparable", why)
    correction = turned(said.piece) if not held else with_number(said.piece, numeral, abs(a - b)) if numeral else None
    return Found(
        verdict="refuted", reason="wrong_comparison", found={**found, "other": second}, explanation=why,
        correction=correction,
    )  # fmt: skip


def _percent_apart(said: Said, a: Decimal, b: Decimal, unit: str) -> Decimal:
    """How many percent one figure is above (or below) the other; a share that is the subject's own stays itself."""
    if unit == "%" and _is_level(said) and not APART.search(said.piece.text):
        return a
    return abs(a - b) * 100 / b


def _as_points(said: Said, numeral: Numeral, points: str) -> str:
    digits = numeral.raw.rstrip("%％ ")
    digits = re.sub(r"\s*(?:per\s?cent|percent)$", "", digits, flags=re.IGNORECASE)
    return said.piece.text[: numeral.start] + digits + points + said.piece.text[numeral.end :]


def _adds_up(said: Said, numeral: Numeral) -> bool:
    """多两倍 is three times."""
    return bool(said.direction > 0 and MORE_BY.search(said.piece.text[: numeral.start]))


def _times(said: Said, numeral: Numeral, actual: Decimal) -> bool:
    """两倍, 多一倍, 不到一半: how many times the other figure."""
    stated = numeral.value + (1 if _adds_up(said, numeral) and numeral.kind is Kind.MULTIPLE else 0)
    if said.op is not None:
        return bool(OPS[said.op](actual, stated))
    return agrees(stated, actual, numeral.hedge, step=TIMES_STEP, ratio=True) != "no"


def _is_level(said: Said) -> bool:
    """Whether the figure is the subject's own (40 件，多于乙县) and not the difference (多 23 件, 23 more than)."""
    numeral = said.numeral
    if numeral is None:
        return False
    text = said.piece.text.lower()
    before, after = text[: numeral.start], text[numeral.whole_end :]
    direct = BY_HOW_MUCH.search(before) or APART.match(after)
    return not direct


# -- growth --------------------------------------------------------------------------------------------------------


def judge_growth(said: Said, bench: Bench) -> Found:
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
    held = change == 0 if said.direction == 0 else change * said.direction > 0
    old_shown, new_shown = plain(old.shown or b), plain(figure.shown or a)
    correction: str | None = None
    if numeral is not None:
        percent = numeral.kind in (Kind.PERCENT, Kind.FRACTION)
        if percent and b == 0:
            return _open("not_comparable", bench.say("上年为零，没有增幅。", "From zero there is no percentage."))
        target = abs(change) * 100 / b if percent else abs(change)
        if numeral.kind is Kind.POINTS and figure.unit != "%":
            return _open("no_evidence", bench.say("件数没有百分点。", "Counts have no percentage points."))
        if numeral.kind is Kind.MULTIPLE:
            return _open("no_evidence", "")
        unit = "%" if percent or figure.unit == "%" else figure.unit
        right = agreement(numeral, said, target, unit) != "no"
        correction = None if right else with_number(said.piece, numeral, target)
        held = held and right
    why = bench.say(
        f"{before.year} 年 {old_shown}，{now.year} 年 {new_shown}。",
        f"{before.year}: {old_shown}; {now.year}: {new_shown}.",
    )
    if held:
        return Found(verdict="supported", reason="derived", found={**found, "before": second}, explanation=why)
    if said.direction and change * said.direction < 0:
        correction = turned(said.piece)
    return Found(
        verdict="refuted", reason="wrong_comparison" if numeral is None else "wrong_value",
        found={**found, "before": second}, correction=correction, explanation=why,
    )  # fmt: skip


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
    return _open(
        "no_such_report",
        bench.say(
            f"没有{name} {earlier} 年的报告，无从核对。{said_zh}",
            f"There is no report of {name} for {earlier}.{said_en}",
        ),
    )


# -- totals --------------------------------------------------------------------------------------------------------


def judge_total(said: Said, bench: Bench) -> Found:
    """A sum over the bodies named, or over the set asked for."""
    numeral, keys = said.numeral, said.sum_of or said.keys[:1]
    if numeral is None:
        return _open("no_evidence", "")
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
        return _open("no_such_report", bench.say("所列机关的报告不全。", "Not every report it needs is here."))
    scored = [(p.report, bench.figure(p.report, key)) for p in found.picks for key in keys]
    if len({f.unit for _, f in scored}) > 1:
        return _open("not_comparable", bench.say("单位不同，不能相加。", "Their units differ; they are not added up."))
    blank = [r for r, f in scored if not reported(f)]
    total = sum((f.value or Decimal(0) for _, f in scored), Decimal(0))
    made = [enter(bench, f, r) for r, f in scored if reported(f)]
    if blank:
        return _open("not_reported", bench.say("有的报告没有这一格。", "Some of the reports leave that cell blank."))
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
        return _open("not_comparable", bench.say("这几项不能相加。", "These figures do not add up to anything."))
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
        return _open("not_comparable", why)
    each = any(agreement(numeral, said, part.value or Decimal(0), part.unit) != "no" for part in parts)
    if not said.summed and each:
        return _open("no_evidence", bench.say(f"看不出是哪一项的数字。{why}", f"It does not say which is meant. {why}"))
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
