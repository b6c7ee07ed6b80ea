"""A piece that can be read in two contexts.

去年 in an article about the report for 2024 is 2023, or 2024 itself; what stands behind a sentence about an earlier year
(2023年为115件。) is of that year, or of the year of the article again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.numerals import Kind
from qa.answer import AnswerWarning
from qa.claim_bench import Found
from qa.claim_said import Context
from qa.claim_years import other_context
from qa.clauses import Piece

SECOND = 2
OF_THESE = re.compile(r"其中|\b(?:of (?:these|those|them|which)|among (?:these|those|them))\b", re.IGNORECASE)


def second_context(piece: Piece, held: Context, other: Context | None) -> Context | None:
    """The other context that the piece can be read in, where there is one."""
    if other is not None:
        return other
    dated = any(n.kind is Kind.YEAR for n in piece.numerals)
    return other_context(piece.text, dated, piece.sentence, held) or _back_again(piece, dated, held)


def _back_again(piece: Piece, dated: bool, held: Context) -> Context | None:
    """The context of the year that the article is about, behind a sentence that ended with an earlier one."""
    if dated or piece.sentence == held.sentence or OF_THESE.match(piece.text):
        return None
    aside = held.latest is not None and len(held.years) == 1 and held.years[0] < held.latest
    return held.model_copy(update={"years": (held.latest,)}) if aside else None


def of_two(one: Sequence[Found], two: Sequence[Found]) -> tuple[list[Found], int]:
    """The verdicts on a piece under two readings, and which reading they settle: the first, the second, or neither (0).

    A reading that supports all that the piece says, where the other does not, is the one that is meant. Otherwise what
    both refute is refuted, what both support is supported, and the rest is open: readings are never mixed.
    """
    if len(one) != len(two):
        return list(one), 1
    first, second = (all(f.verdict == "supported" for f in found) for found in (one, two))
    if first and second:
        return list(one), 0
    if first or second:
        return (list(one), 1) if first else ([_noted(f) for f in two], SECOND)
    return [_either(a, b) for a, b in zip(one, two, strict=True)], 0


def _either(one: Found, two: Found) -> Found:
    if one.verdict == two.verdict:
        return two
    if one.verdict == "unverifiable" or two.verdict == "unverifiable":
        return one if one.verdict == "unverifiable" else two
    return one.model_copy(update={"verdict": "unverifiable", "reason": "no_evidence", "correction": None})


def _noted(found: Found) -> Found:
    year = found.found.get("year")
    zh, en = f"按 {year} 年核对。", f"Checked against {year}."
    text = zh if found.explanation and not found.explanation.isascii() else en
    return found.model_copy(update={"warnings": (*found.warnings, AnswerWarning(code="year_assumed", text=text))})
