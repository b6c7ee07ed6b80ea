"""Wilson intervals, McNemar's paired test and percentiles."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, comb, sqrt

Z95 = 1.959963984540054


def wilson(good: int, n: int, z: float = Z95) -> tuple[float, float] | None:
    """The Wilson score interval of a share; None for n = 0 (unmeasured is neither a pass nor a zero)."""
    if n == 0:
        return None
    p = good / n
    middle = p + z * z / (2 * n)
    spread = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    below = 1 + z * z / n
    return max(0.0, (middle - spread) / below), min(1.0, (middle + spread) / below)


def mcnemar(lost: int, won: int) -> float:
    """Exact two-sided p of McNemar's test on the discordant pairs; 1.0 where there are none."""
    n = lost + won
    if n == 0:
        return 1.0
    tail: float = sum(comb(n, k) for k in range(min(lost, won) + 1)) / 2.0**n
    return min(1.0, 2 * tail)


def percentile(values: Sequence[float], share: float) -> float | None:
    """The nearest-rank percentile; None for no values."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)]
