"""A stated share against the cells it is a share of; all of them; nearly all."""

from __future__ import annotations

import re
from decimal import Decimal

from corpus.catalogue import TOTAL
from corpus.models import Hedge, Report
from corpus.numerals import Numeral
from qa.claim_bench import Bench, Found, Verdict, agreement, enter, left_open, not_whole, numerator, plain, silent
from qa.claim_cells import CASES, whole_of
from qa.claim_said import RECEIVED, Key, Said
from qa.claim_values import SURE_VALUE, agreed, differs
from qa.claim_words import PENDING_OUT
from qa.corrections import with_number
from qa.derive import Figure
from qa.resolve import Pick

NEARLY_ALL = re.compile(
    r"几乎|绝大(?:多数|部分)|基本|nearly all|almost all|virtually all|nearly every|almost every", re.IGNORECASE
)
NEARLY_ALL_LEAST = Decimal(90)  # percent


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


def _parent(said: Said) -> Key | None:
    """The figure named just before, where this one is a part of it (不予处理 2 件，都是信访举报投诉类)."""
    base, key = said.base, said.keys[0]
    if base is None or base == key:
        return None
    inside = base[0].endswith(".total") and key[0].startswith(base[0].removesuffix("total"))
    column = base[0] == key[0] and base[1] == TOTAL and key[1] != TOTAL
    return base if inside or column else None


def judge_share(said: Said, pick: Pick, bench: Bench) -> Found:
    numeral, report = said.numeral, pick.report
    if numeral is None:
        return left_open("no_evidence", "")
    key = said.keys[0]
    if key[0] in bench.catalogue and bench.catalogue.get(key[0]).unit == "%":
        part_of = numerator(key, bench)
        if part_of is not None and said.whole is not None:
            return judge_share(said.model_copy(update={"keys": (part_of,)}), pick, bench)
        if part_of is not None and _parent(said.model_copy(update={"keys": (part_of,)})) is not None:
            return judge_share(said.model_copy(update={"keys": (part_of,)}), pick, bench)
        return _value_rate(said, pick, bench)
    if said.sum_of:
        return _share_of_sum(said, numeral, pick, bench)
    part = bench.figure(report, key)
    if part.value is None:
        return silent(part, bench)
    parent = _parent(said)
    wanted = dict.fromkeys([said.whole] if said.whole else [*_bases(key), *(k for k in (parent, said.outer) if k)])
    bases = [b for b in (bench.figure(report, k) for k in wanted if k != key) if b.value]
    if not bases:
        return left_open("no_evidence", bench.say("看不出占什么的比例。", "It does not say what it is a share of."))
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
        return differs(said, part, pick, bench)
    ratio = part.value * 100 / (bases[0].value or Decimal(1))
    made = _share_found(part, bases[0], ratio, report, bench, "refuted", "wrong_value")
    return made.model_copy(update={"correction": with_number(said.piece, numeral, ratio)})


def _share_of_sum(said: Said, numeral: Numeral, pick: Pick, bench: Bench) -> Found:
    """两项合计占近一半: several parts together, held against the whole that they are parts of."""
    report = pick.report
    parts = [bench.figure(report, key) for key in said.sum_of]
    wholes = [_bases(key) for key in said.sum_of]
    base = bench.figure(report, said.whole or wholes[0][0]) if wholes[0] else None
    alike = all(w[:1] == wholes[0][:1] for w in wholes) and len({p.unit for p in parts}) == 1
    blank = next((p for p in parts if p.value is None), None)
    if base is None or not base.value or not alike or blank is not None:
        return left_open("no_evidence", bench.say("看不出占什么的比例。", "It does not say what it is a share of."))
    total = sum((p.value or Decimal(0) for p in parts), Decimal(0))
    ratio = total * 100 / base.value
    for part in parts:
        enter(bench, part, report)
    same = agreement(numeral, said, ratio, "%")
    verdict: Verdict = "supported" if same != "no" else "refuted"
    if verdict == "refuted" and (not_whole(pick, bench) or total > base.value):
        return left_open("not_comparable", bench.say("口径不同。", "Different scopes."))
    added = " + ".join(plain(p.value or Decimal(0)) for p in parts)
    made = _share_found(parts[0], base, ratio, report, bench, verdict, "derived" if same != "no" else "wrong_value")
    why = f"({added}) ÷ {plain(base.value)} = {plain(round(ratio, 2))}%"
    mended = with_number(said.piece, numeral, ratio) if verdict == "refuted" else None
    return made.model_copy(update={"explanation": why, "correction": mended, "found": {**made.found, "formula": why}})


def _value_rate(said: Said, pick: Pick, bench: Bench) -> Found:
    numeral = said.numeral
    for number, key in enumerate(said.keys):
        figure = bench.figure(pick.report, key)
        if figure.value is None or numeral is None:
            return left_open("not_reported", bench.say("分母为零或没有数字。", "Its base is zero or not given."))
        same = agreement(numeral, said, figure.value, "%")
        if same != "no":
            if number:
                bench.warn("definition", f"按“{bench.label(key)}”核对。", f"Read as “{bench.label(key)}”.")
            return agreed(figure, pick.report, same, bench).model_copy(update={"reason": "derived"})
    of = numerator(said.keys[0], bench)
    if of is not None and of[0].partition(".")[0] in CASES and numeral is not None:
        other = _of_all(said, of, pick.report, bench)  # of all cases, the pending ones among them
        if other is not None:
            return other
    figure = bench.figure(pick.report, said.keys[0])
    return differs(said, figure, pick, bench)


def _of_all(said: Said, part: Key, report: Report, bench: Bench) -> Found | None:
    """The rate with every case as its base, where that is what was said; its base is named."""
    own, whole = bench.figure(report, part), bench.figure(report, (f"{part[0].partition('.')[0]}.total", TOTAL))
    decided = PENDING_OUT.search(said.piece.text) is not None
    if own.value is None or not whole.value or said.numeral is None or decided:
        return None
    ratio = own.value * 100 / whole.value
    if said.numeral.hedge is not Hedge.EXACT or agreement(said.numeral, said, ratio, "%") == "no":
        return None
    what = bench.label((whole.indicator, whole.applicant))
    bench.warn(
        "definition",
        f"分母是“{what}”（含尚未审结）时成立。",
        f"It holds with “{what}” (pending cases included) as the base.",
    )
    return _share_found(own, whole, ratio, report, bench, "supported", "derived")


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


def judge_all(said: Said, pick: Pick, bench: Bench) -> Found:
    """全部予以公开, all from natural persons: the part is the whole."""
    if said.rest is not None:
        return _all_the_rest(said, said.rest, pick, bench)
    part = bench.figure(pick.report, said.keys[0])
    bases = [b for b in (bench.figure(pick.report, k) for k in _bases(said.keys[0]) if k != said.keys[0])]
    parent = said.whole or _parent(said)
    if parent is not None:
        bases = [bench.figure(pick.report, parent)]
    elif said.keys[0][0] == "outcome.total":
        bases = [bench.figure(pick.report, ("requests.handled", TOTAL))]
    if part.value is None or not bases or bases[0].value is None:
        return left_open("not_reported", "")
    if bases[0].value == 0:
        return left_open("not_reported", bench.say("分母为零。", "Its base is zero."))
    ratio = part.value * 100 / bases[0].value
    if said.second is not None:  # all but one
        held = agreement(said.second, said, bases[0].value - part.value, part.unit) != "no"
        verdict: Verdict = "supported" if held else "refuted"
        return _share_found(part, bases[0], ratio, pick.report, bench, verdict, "derived" if held else "wrong_value")
    nearly = NEARLY_ALL.search(said.piece.text) is not None and ratio >= NEARLY_ALL_LEAST
    if part.value == bases[0].value or nearly:
        return _share_found(part, bases[0], ratio, pick.report, bench, "supported", "derived")
    if not_whole(pick, bench):
        return differs(said, part, pick, bench)
    return _share_found(part, bases[0], ratio, pick.report, bench, "refuted", "wrong_value")


def _all_the_rest(said: Said, rest: tuple[Key, ...], pick: Pick, bench: Bench) -> Found:
    """其余均来自自然人: the part is what the parts named before leave of the whole."""
    whole = whole_of(said.keys[0])
    part, others = bench.figure(pick.report, said.keys[0]), [bench.figure(pick.report, k) for k in rest]
    base = bench.figure(pick.report, whole) if whole is not None else None
    if base is None or base.value is None or part.value is None or any(o.value is None for o in others):
        return left_open("not_reported", "")
    over = base.value - sum((o.value or Decimal(0) for o in others), Decimal(0))
    for other in others:
        enter(bench, other, pick.report)
    if part.value != over and not_whole(pick, bench):
        return differs(said, part, pick, bench)
    held: Verdict = "supported" if part.value == over else "refuted"
    made = _share_found(
        part,
        base,
        part.value * 100 / (base.value or Decimal(1)),
        pick.report,
        bench,
        held,
        "derived" if part.value == over else "wrong_value",
    )
    left_out = " - ".join([plain(base.value), *(plain(o.value or Decimal(0)) for o in others)])
    return made.model_copy(
        update={"explanation": f"{left_out} = {plain(over)}; {made.found['label']} {plain(part.value)}"}
    )
