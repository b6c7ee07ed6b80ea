"""Claims that hold two bodies, or two measures of one body, against each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from corpus.numerals import Kind, Numeral
from qa.claim_bench import (
    Bench,
    Found,
    agreement,
    alike,
    enter,
    left_open,
    not_whole,
    plain,
    reported,
    silent,
    subject,
    times_agree,
)
from qa.claim_said import Said
from qa.corrections import turned, with_number
from qa.derive import Figure
from qa.resolve import Pick

MORE_BY = re.compile(r"[多高]\s*(?:出|了)?\s*(?:约|近)?$")
HEDGES = r"(?:大约|约|将近|接近|近|超过|逾|超|不到|不足|整整|about |around |roughly |nearly |almost |more than |over )?"
BY_HOW_MUCH = re.compile(
    rf"(?:多|少|高|低|相差|差|多出|more by|by|fewer by)(?:了|出)?(?:新收到?|收到?|受理|办理|办结|公开|作出|做出|发布|制发|收取)?(?:了)?\s*{HEDGES}\s*$",
    re.IGNORECASE,
)
THAN_NAME = re.compile(r"(?:[多少高低]于|不及|领先|落后)[\u4e00-\u9fff]{2,16}(?<!的)$")  # 低于安吉县 36 件
APART = re.compile(r"\s*(?:件|起|宗)?\s*(?:more|fewer|less|higher|lower|above|below)", re.IGNORECASE)


def judge_compare(said: Said, bench: Bench) -> Found:
    """A more than B, A the same as B, A twice B, A n more than B."""
    left = subject(said, bench)
    if isinstance(left, Found):
        return left
    if not said.others:
        return left_open("no_evidence", bench.say("没有说与谁比。", "It does not say compared with whom."))
    rights: list[Pick] = []
    for other in said.others:
        right = subject(said, bench, other)
        if isinstance(right, Found):
            return right
        rights.append(right)
    if said.summed:
        return _compare(said, left, rights, bench)
    found = left_open("no_evidence", "")
    for right in rights:
        found = _compare(said, left, [right], bench)
        if found.verdict != "supported":
            return found
    return found


def _unlike(left: Pick, right: Pick, bench: Bench) -> Found | None:
    """Why two reports are not compared, or None; bodies of different kinds are, with a warning."""
    if left.report.report_id == right.report.report_id:
        return left_open("not_comparable", bench.say("两边是同一份报告。", "Both sides are the same report."))
    if (
        left.report.body.division_code == right.report.body.division_code
        and left.report.body.kind != right.report.body.kind
    ):
        bench.warn(
            "scope_mismatch",
            "全县（区）与其办公室自己的数字，口径不同。",
            "A whole division beside its own office: different scopes.",
        )
        return left_open(
            "not_comparable", bench.say("口径不同，不能比较。", "Different scopes; they are not compared.")
        )
    if left.report.body.kind != right.report.body.kind:
        bench.warn(
            "scope_mismatch",
            "一个是政府的报告，一个是政府办公室自己的报告。",
            "One is a government's report, the other an office's own.",
        )
    return None


@dataclass(frozen=True)
class _Sides:
    """The figures that are held against each other, each with its report; several on the right are added up."""

    left: tuple[Figure, Pick]
    right: tuple[tuple[Figure, Pick], ...]

    @property
    def values(self) -> tuple[Decimal, Decimal]:
        return self.left[0].value or Decimal(0), sum((f.value or Decimal(0) for f, _ in self.right), Decimal(0))


def _compare(said: Said, left: Pick, rights: Sequence[Pick], bench: Bench) -> Found:
    """One body's figure against another's, or against what several have together."""
    key = said.keys[0]
    sides = _Sides((bench.figure(left.report, key), left), tuple((bench.figure(r.report, key), r) for r in rights))
    for figure, _ in (sides.left, *sides.right):
        if not reported(figure):
            return silent(figure, bench)
    unlike = next((u for r in rights if (u := _unlike(left, r, bench)) is not None), None)
    names = bench.name(left.report), bench.say("、", " + ").join(bench.name(r.report) for r in rights)
    return unlike or _held_against(said, sides, names, bench)


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
        return left_open("not_comparable", bench.say("单位不同，不能比较。", "Their units differ."))
    labels = bench.label(said.keys[0]), bench.label(said.keys[1])
    return _held_against(said, _Sides((one, pick), ((two, pick),)), labels, bench)


def _held_against(said: Said, sides: _Sides, names: tuple[str, str], bench: Bench) -> Found:
    """More, fewer, as many, so many more, so many times as many: `names` say whose the two figures are."""
    (a, b), unit, numeral = sides.values, sides.left[0].unit, said.numeral
    found = enter(bench, sides.left[0], sides.left[1].report)
    entered = [enter(bench, figure, pick.report) for figure, pick in sides.right]
    found["other"] = entered[0] if len(entered) == 1 else entered
    why = bench.say(f"{names[0]} {plain(a)}，{names[1]} {plain(b)}。", f"{names[0]} {plain(a)}, {names[1]} {plain(b)}.")
    same = alike(said, a, b) if said.direction == 0 and not (said.apart or said.times) else False
    if same is None:
        return left_open("no_evidence", why)
    held = said.apart or (same if said.direction == 0 else (a - b) * said.direction > 0)
    correction: str | None = None
    reason = "wrong_comparison"
    if numeral is not None and numeral.kind in (Kind.MULTIPLE, Kind.FRACTION) and not _by_a_share(said):
        held = bool(b) and _times(said, numeral, a / b)
        if not held and b and numeral.kind is Kind.MULTIPLE and not _adds_up(said, numeral):
            correction = with_number(said.piece, numeral, round(a / b, 1))
    elif numeral is not None:
        of_zero = numeral.kind in (Kind.PERCENT, Kind.FRACTION) and b == 0
        if (numeral.kind is Kind.POINTS and unit != "%") or of_zero:
            return left_open("no_evidence", why)
        number, correction, unit_wrong = _apart(said, numeral, a, b, unit, bench)
        reason = "wrong_unit" if unit_wrong and held else reason
        held = held and number
    if held:
        return Found(verdict="supported", reason="derived", found=found, explanation=why)
    if any(not_whole(pick, bench) for _, pick in (sides.left, *sides.right)):
        return left_open("not_comparable", why)
    if said.direction and (a - b) * said.direction < 0:
        correction = turned(said.piece)
    return Found(verdict="refuted", reason=reason, found=found, correction=correction, explanation=why)


def _apart(
    said: Said, numeral: Numeral, a: Decimal, b: Decimal, unit: str, bench: Bench
) -> tuple[bool, str | None, bool]:
    """Whether the figure is the distance of `a` and `b`; else how to mend it, and whether points were called percent."""
    if numeral.kind is not Kind.PERCENT and not _by_a_share(said):
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
    return False, as_points(said, numeral, points) if in_points else None, in_points


def _percent_apart(said: Said, a: Decimal, b: Decimal, unit: str) -> Decimal:
    """How many percent one figure is above (or below) the other; a share that is the subject's own stays itself."""
    if unit == "%" and _is_level(said) and not APART.search(said.piece.text):
        return a
    return abs(a - b) * 100 / b


def as_points(said: Said, numeral: Numeral, points: str) -> str:
    digits = numeral.raw.rstrip("%％ ")
    digits = re.sub(r"\s*(?:per\s?cent|percent)$", "", digits, flags=re.IGNORECASE)
    return said.piece.text[: numeral.start] + digits + points + said.piece.text[numeral.end :]


def _adds_up(said: Said, numeral: Numeral) -> bool:
    """多两倍 is three times."""
    return bool(said.direction > 0 and MORE_BY.search(said.piece.text[: numeral.start]))


def _times(said: Said, numeral: Numeral, actual: Decimal) -> bool:
    """两倍, 多一倍, 不到一半: how many times the other figure."""
    stated = numeral.value + (1 if _adds_up(said, numeral) and numeral.kind is Kind.MULTIPLE else 0)
    return times_agree(said, numeral, stated, actual)


def _by_a_share(said: Said) -> bool:
    """多出近四分之一, a third more: by how much of the other figure, and not how many times it."""
    fraction = said.numeral is not None and said.numeral.kind is Kind.FRACTION
    return fraction and not said.times and not _is_level(said)


def _is_level(said: Said) -> bool:
    """Whether the figure is the subject's own (40 件，多于乙县) and not the difference (多 23 件, 23 more than)."""
    numeral = said.numeral
    if numeral is None:
        return False
    if said.apart or said.kind == "between" or numeral.kind is Kind.POINTS:
        return False
    text = said.piece.text.lower()
    before, after = text[: numeral.start], text[numeral.whole_end :]
    direct = BY_HOW_MUCH.search(before) or THAN_NAME.search(before) or APART.match(after)
    return not direct
