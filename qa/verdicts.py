"""Whether a figure as it was said agrees with the figure that is printed: exactly, as a rounding, or not at all."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from corpus.models import Hedge

Agreement = Literal["exact", "rounded", "no"]

ABOUT_SHARE = Decimal("0.05")  # 约 40 may be 38 to 42 …
ABOUT_LIMIT = Decimal("0.10")  # … and where 40 is a round number up to its half step, but never beyond this
NEARLY_SHARE = Decimal("0.10")  # 近 50 is 45 to 50
NEARLY_TIMES = Decimal("0.125")  # nearly twice is 1.75 times to twice
MONEY = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
CLOSED_OVER = re.compile(r"以上|至少|不少于|不低于|at least", re.IGNORECASE)
WITHIN_STEP = re.compile(r"余|(?<![大更])多(?![于数])|odd")


def place(value: Decimal) -> Decimal:
    """The weight of the last digit that is not zero: 100 for 5500, 1 for 41, 0.1 for 4.6."""
    if value == 0:
        return Decimal(1)
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)


def in_unit(value: Decimal, unit: str, wanted: str) -> Decimal:
    """`value` of `unit` in the unit `wanted`: only money is converted."""
    if unit in MONEY and wanted in MONEY:
        return value * MONEY[unit] / MONEY[wanted]
    return value


def agrees(
    stated: Decimal,
    actual: Decimal,
    hedge: Hedge = Hedge.EXACT,
    *,
    step: Decimal = Decimal(1),
    ratio: bool = False,
    times: bool = False,
    words: str = "",
) -> Agreement:
    """How `stated` (hedged, its last digit worth `step`) agrees with `actual`.

    `ratio`: a percentage, which is always a rounding to its last digit; `times`: how many times another one. `words` are the figure with its hedge as
    printed, to tell 余 (within the step) from 以上 (that or more) and 超 (more).
    """
    if hedge is Hedge.OVER:
        return _over(stated, actual, words)
    if hedge is Hedge.NEARLY:
        slack = max(stated * (NEARLY_TIMES if times else NEARLY_SHARE), step / 2 if ratio else Decimal(0))
        return "rounded" if stated - slack <= actual <= stated else "no"
    if hedge is Hedge.ABOUT:
        slack = max(
            stated * ABOUT_SHARE, min(place(stated) / 2, stated * ABOUT_LIMIT), step / 2 if ratio else Decimal(0)
        )
        return "exact" if actual == stated else "rounded" if abs(actual - stated) <= slack else "no"
    if actual == stated:
        return "exact"
    coarse = ratio or step > 1 or any(v != v.to_integral_value() for v in (stated, actual))
    return "rounded" if coarse and abs(actual - stated) <= step / 2 else "no"


def _over(stated: Decimal, actual: Decimal, words: str) -> Agreement:
    if actual == stated:
        return "rounded" if CLOSED_OVER.search(words) or WITHIN_STEP.search(words) else "no"
    if actual < stated:
        return "no"
    if WITHIN_STEP.search(words):
        return "rounded" if actual < stated + place(stated) else "no"
    return "rounded"
