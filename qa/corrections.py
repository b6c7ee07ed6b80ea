"""The smallest edit that makes a sentence true: one span replaced, the rest left as it was written."""

from __future__ import annotations

import re
from decimal import Decimal

from corpus.models import Hedge
from corpus.numerals import SCALES, Kind, Numeral
from qa.clauses import Piece

HEDGE_BEFORE = re.compile(
    r"(?:大约|约为|约|将近|接近|近|不足|不到|不超过|没有超过|未超过|不多于|不少于|不低于|超过|逾|超|至少|至多|"
    r"(?:\b(?:about|around|roughly|approximately|nearly|almost|more than|no more than|not more than|over|just over|just under|at most|at least|no fewer than|under|less than|fewer than) ))$",
    re.IGNORECASE,
)  # fmt: skip
MOST_PLACES = 4  # of a cell
SWAPS = (
    ("更多", "更少"), ("多于", "少于"), ("高于", "低于"), ("超过", "少于"), ("增长", "减少"), ("增加", "减少"),
    ("上升", "下降"), ("最多", "最少"), ("最高", "最低"), ("more", "fewer"), ("higher", "lower"), ("exceeded", "fell short of"),
    ("most", "fewest"), ("highest", "lowest"), ("rose", "fell"), ("increased", "decreased"), ("up", "down"), ("多", "少"), ("高", "低"),
)  # fmt: skip


def with_number(piece: Piece, numeral: Numeral, value: Decimal) -> str:
    """The piece with the figure (its hedge with it) replaced by `value`, in the unit it was written in."""
    start = numeral.start
    hedge = HEDGE_BEFORE.search(piece.text[:start])
    start = hedge.start() if hedge else start
    end = numeral.end
    tail = re.match(r"\s*(?:余|多|以上|左右|上下)", piece.text[end:]) if numeral.hedge is not Hedge.EXACT else None
    end += tail.end() if tail else 0
    return piece.text[:start] + written(numeral, value) + piece.text[end:]


def written(numeral: Numeral, value: Decimal) -> str:
    """`value` as it would be written in place of `numeral`: 97.6%, 4.58万, 41."""
    if numeral.kind is Kind.PERCENT:
        return _plain(round(value, 1)) + (
            "%" if numeral.raw.rstrip().endswith("%") else " percent" if numeral.raw.isascii() else "%"
        )
    if numeral.kind is Kind.FRACTION and " in " in numeral.raw:
        return _plain(round(value, 1)) + "% of"  # two in five reconsideration cases
    if numeral.kind is Kind.FRACTION:
        return _plain(round(value, 1)) + "%"
    if numeral.kind is Kind.MULTIPLE and numeral.raw.lower() in ("twice", "double", "doubled", "triple", "tripled"):
        return f"{_plain(value)} times"
    scale = re.search(r"[万亿]", numeral.raw)
    if scale and numeral.unit.startswith(scale[0]):
        return _plain(value) + scale[0]  # 万 of 万元 belongs to the unit
    if scale:
        scaled = value / SCALES[scale[0]]
        if scaled == round(scaled, 4):
            return _plain(scaled) + scale[0]
    return _plain(value)


def with_words(piece: Piece, old: str, new: str) -> str | None:
    """The piece with the first `old` replaced, or None where it is not there."""
    at = piece.text.lower().find(old.lower())
    return None if at < 0 or not old else piece.text[:at] + new + piece.text[at + len(old) :]


def turned(piece: Piece) -> str | None:
    """The piece with its relation turned round (多 → 少, rose → fell)."""
    for left, right in SWAPS:
        for old, new in ((left, right), (right, left)):
            if old.isascii():
                match = re.search(rf"\b{old}\b", piece.text, re.IGNORECASE)
                if match:
                    return piece.text[: match.start()] + new + piece.text[match.end() :]
            elif old in piece.text:
                return piece.text.replace(old, new, 1)
    return None


def _plain(value: Decimal) -> str:
    value = round(value, MOST_PLACES)
    return format(value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize(), "f")
