"""Pieces whose one figure adds up several measures of a report."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.numerals import Kind, Numeral
from qa.claim_cells import as_part, whole_of
from qa.claim_said import Context, Key, Said
from qa.measures import Asked

EACH = re.compile(
    r"各(?!类|项|种|级|界)|均|都|同样|同为|\bboth\b|\beach\b|\bneither\b|\bapiece\b|\balike\b", re.IGNORECASE
)
# 两项相加: how many things are added up, no figure of its own.
ADDED = re.compile(
    r"合计|加起来|总共|一共|加在一起|相加|之和|合起来|总和|总计|共(?!开|享|同|性|识)|together|combined|in total|in all|between them|"
    r"altogether|sum(?:med)?\b|total|add(?:s|ed|ing)? up|added",
    re.IGNORECASE,
)
NAMED_BEFORE = re.compile(r"两者|二者|两项|这两|以上两|上述两|三者|三项|\bthe two\b|\bthe three\b", re.IGNORECASE)
SUMMED = re.compile(r"\s*(?:合计|总计|加起来|相加|together\b|combined\b)", re.IGNORECASE)
PAIR = 2
THREE = re.compile(r"三|three", re.IGNORECASE)


def added_up(base: Said, asked: Sequence[Asked], figures: Sequence[Numeral], text: str) -> tuple[Said, ...] | None:
    """予以公开和部分公开共 20 件: one figure, several measures, and words that add them up."""
    named = (as_part((a.indicator or "", a.applicant)) for a in asked if not a.rate_of and a.indicator)
    measures = tuple(dict.fromkeys(named))
    if len(figures) != 1 or len(measures) < PAIR or EACH.search(text) or not ADDED.search(text):
        return None
    if figures[0].kind in (Kind.PERCENT, Kind.FRACTION) and len({whole_of(m) for m in measures}) == 1:
        share = {"kind": "share", "numeral": figures[0], "keys": measures, "sum_of": measures}
        return (base.model_copy(update=share),)  # 企业和法律服务机构合计占六成
    return (sum_claim(base, asked, figures[0], said=True),) if figures[0].kind is Kind.NUMBER else None


def pointed_sum(
    base: Said, asked: Sequence[Asked], figures: Sequence[Numeral], text: str, context: Context
) -> Said | None:
    """两者合计 21 件: the sum of what the sentence named just before."""
    both = _both_before(base, asked, figures, text, context)
    if both is not None:
        return both
    count = 3 if (pointer := NAMED_BEFORE.search(text)) and THREE.search(pointer[0]) else 2
    share = len(figures) == 1 and figures[0].kind in (Kind.PERCENT, Kind.FRACTION)
    if pointer is None or len(figures) != 1 or not (share or ADDED.search(text)) or (asked and not share):
        return None
    if share:
        return _pointed_share(base, asked, figures[0], pointer[0], count, context)
    parts = context.recent[-count:] if context.sentence == base.piece.sentence else ()
    left = () if len(parts) == count else (*base.left, pointer[0])
    update = {"kind": "total", "numeral": figures[0], "keys": parts, "sum_of": parts, "summed": True, "left": left}
    return base.model_copy(update=update)


def _both_before(
    base: Said, asked: Sequence[Asked], figures: Sequence[Numeral], text: str, context: Context
) -> Said | None:
    """新收 237 件，上年结转 2 件，合计 239 件: the sum of the two that the sentence named; open where it named more."""
    parts = tuple(dict.fromkeys(context.recent)) if context.sentence == base.piece.sentence else ()
    named = [a for a in asked if not a.rate_of] or len(figures) != 1 or len(base.bodies) != 1
    if named or not SUMMED.match(text) or len(parts) < PAIR or _holds_other(parts):
        return None
    left = base.left if len(parts) == PAIR else (*base.left, "…")
    kind = "total" if figures[0].kind is Kind.NUMBER else "share"
    update = {"kind": kind, "numeral": figures[0], "keys": parts, "sum_of": parts, "summed": True, "left": left}
    return base.model_copy(update=update)


def _holds_other(parts: Sequence[Key]) -> bool:
    return any(a != b and (whole_of(a) == b or a[0] == b[0]) and "total" in (a[1], b[1]) for a in parts for b in parts)


def _pointed_share(
    base: Said, asked: Sequence[Asked], figure: Numeral, pointer: str, count: int, context: Context
) -> Said:
    """两项合计占办结总数的近一半: the share that the two measures named before have together."""
    parts = context.recent[-count:] if context.sentence == base.piece.sentence else ()
    wholes = [a for a in asked if a.indicator and not a.rate_of]
    known = len(parts) == count and len(set(parts)) == count and len(wholes) <= 1
    whole = (wholes[0].indicator or "", wholes[0].applicant) if wholes and known else None
    left = tuple(w for w in base.left if w not in f"{pointer}合") if known else (*base.left, pointer)
    update = {
        "kind": "share",
        "numeral": figure,
        "keys": parts or base.keys,
        "sum_of": parts,
        "whole": whole,
        "left": left,
    }
    return base.model_copy(update=update)


def sum_claim(base: Said, asked: Sequence[Asked], figure: Numeral, *, said: bool) -> Said:
    parts = tuple(dict.fromkeys((a.indicator or "", a.applicant) for a in asked if not a.rate_of and a.indicator))
    unsettled = any(a.choices or not a.indicator for a in asked if not a.rate_of)
    left = (*base.left, "…") if unsettled or figure.kind is not Kind.NUMBER or len(base.years) > 1 else base.left
    update = {"kind": "total", "numeral": figure, "sum_of": parts, "summed": said, "left": left}
    return base.model_copy(update=update)
