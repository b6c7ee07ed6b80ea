"""The numeral gate: every numeral of a text must be evidence, or the text is not shown.

Digits (also full-width), decimals, percentages and Chinese numerals are read off the text and off the draft's
segments; both must agree in order, and every segment must be proved by the evidence of its kind. What an
arithmetic sentence says is worked out once more from its operands.
"""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from corpus.errors import ProofFailed
from corpus.models import Model
from qa.derive import PERCENT, PLACES, tidy
from qa.draft import Draft, Segment, text_of

DIGITS = r"\d+(?:[.,]\d+)*\s?[%‰]?"
HAN_DIGITS = "〇零一二两三四五六七八九十百千"
HAN = rf"(?:百分之|第)?[{HAN_DIGITS}廿卅][{HAN_DIGITS}廿卅万亿点半成]*"
MARKS = re.compile(r"[\s#*|]+")
NUMERAL = re.compile(f"{DIGITS}|{HAN}|[半][数]")
# Words of templates that contain numeral characters and state no figure.
FIXED_WORDS = (
    "四舍五入", "两位小数", "万元", "百分点", "两者", "同一", "之一", "都是零", "为零",
)  # fmt: skip


class Derivation(Model):
    """A result worked out over figures. `operands` in order; mean, ratio, share and change are rounded to two places."""

    op: Literal["sum", "mean", "median", "min", "max", "difference", "points", "ratio", "share", "change"]
    operands: tuple[Decimal, ...]
    result: Decimal


class Evidence(Model):
    """All that may be said. `values` from cells and formulas; the rest from the plan, the reports and the corpus."""

    values: frozenset[Decimal] = frozenset()
    derivations: tuple[Derivation, ...] = ()
    years: frozenset[int] = frozenset()
    counts: frozenset[int] = frozenset()
    names: frozenset[str] = frozenset()
    quotes: tuple[str, ...] = ()
    workings: frozenset[str] = frozenset()
    planned: frozenset[str] = frozenset()


def numerals(text: str) -> tuple[str, ...]:
    """Every numeral of a text, in order, in plain characters."""
    plain = unicodedata.normalize("NFKC", text)
    for word in FIXED_WORDS:
        plain = plain.replace(word, " " * len(word))
    return tuple(match[0].replace(" ", "") for match in NUMERAL.finditer(plain))


def recompute(derivation: Derivation) -> Decimal | None:
    """The result worked out again; None where it does not exist (a divisor of zero)."""
    values = derivation.operands
    if derivation.op == "sum":
        return sum(values, Decimal(0))
    if derivation.op in ("min", "max"):
        return min(values) if derivation.op == "min" else max(values)
    if derivation.op == "median":
        return statistics.median(values)
    if derivation.op == "mean":
        return rounded(sum(values, Decimal(0)) / len(values))
    return _of_two(derivation.op, *values)


def _of_two(op: str, left: Decimal, right: Decimal) -> Decimal | None:
    if op in ("difference", "points"):
        return left - right
    if right == 0:
        return None
    if op == "ratio":
        return rounded(left / right)
    return rounded((left if op == "share" else left - right) / right * PERCENT)


def rounded(value: Decimal) -> Decimal:
    """At most two decimals, half up: 21.5, 24.39, 100."""
    return tidy(value.quantize(PLACES, ROUND_HALF_UP))


def verify(text: str, drafts: Sequence[Draft], evidence: Evidence) -> str:
    """The text, proved. ProofFailed names the numerals that no evidence supports."""
    known = _proved_values(evidence)
    wrong = tuple(s.text for draft in drafts for s in draft if not _holds(s, evidence, known))
    if wrong:
        raise ProofFailed("the text says what no evidence supports", numerals=wrong)
    expected = tuple(n for draft in drafts for s in draft for n in numerals(s.text))
    found = numerals(text)
    if found != expected:
        odd = tuple(n for n in found if n not in expected) or found
        raise ProofFailed("the text's numerals are not those of its evidence", numerals=odd)
    return text


def _proved_values(evidence: Evidence) -> frozenset[Decimal]:
    known = set(evidence.values)
    for derivation in evidence.derivations:
        if not set(derivation.operands) <= known or recompute(derivation) != derivation.result:
            raise ProofFailed("a result does not follow from its figures", numerals=(str(derivation.result),))
        known |= {derivation.result, abs(derivation.result)}
    return frozenset(known)


def _holds(segment: Segment, evidence: Evidence, known: frozenset[Decimal]) -> bool:
    said = numerals(segment.text)
    if segment.proof == "number":
        return segment.value in known and len(said) == 1 and Decimal(said[0].rstrip("%")) == segment.value
    if segment.proof in ("year", "count"):
        allowed = evidence.years if segment.proof == "year" else evidence.counts
        return segment.value in allowed and said == (str(segment.value),)
    if segment.proof == "quote":
        return any(_one_line(segment.text) in _one_line(quote) for quote in evidence.quotes)
    if segment.proof == "working":
        return segment.text in evidence.workings
    if segment.proof == "words":
        return not said
    return not said or segment.text in (evidence.names if segment.proof == "name" else evidence.planned)


def _one_line(text: str) -> str:
    """A quote without what display leaves out: line ends, spaces, Markdown marks."""
    return MARKS.sub("", text)


def unproved(text: str, drafts: Sequence[Draft]) -> tuple[str, ...]:
    """Numerals of a free text (a model's phrasing) that the proved drafts do not say."""
    allowed = {n for draft in drafts for n in numerals(text_of(draft))}
    return tuple(n for n in numerals(text) if n not in allowed)
