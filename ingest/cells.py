"""What a printed cell says: its state, its number and what else stands in it. Nothing is guessed here."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from corpus.models import Model, State
from corpus.normalize import fold

DASH = "[-‐‑‒–—―─−]"
NOT_APPLICABLE = re.compile(
    rf"(?:[/\\]+|{DASH}+(?:\s+{DASH}+)*|N/?A|不适用|不涉及|暂?无|没有|未发生|不存在)", re.IGNORECASE
)
NUMBER = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?")
UNIT = r"(?:件|个|条|宗|项|份|人次|次|万元|元)?"
MARK = "[①-⒇¹²³⁰-₉]*"  # of a note below the table
WHOLE = re.compile(rf"(?P<number>{NUMBER.pattern})\s*{UNIT}\s*{MARK}\s*(?P<note>[(（\[【].*[)）\]】])?")
CORRECTED = re.compile(r"更正|勘误|应为|实为|改为")  # a note that takes the number back
AND_A_NOTE = re.compile(r"\s*(?:[(（\[【]|其中|含|包括)")
INEXACT = re.compile(
    rf"(?:约|大约|近|将近|接近|超|超过|不足|不到|至少|最多|共|共计|合计|第|待核实)?\s*(?:{NUMBER.pattern})\s*"
    r"(?:[余多]|以上|以下|以内|左右|[十百千万亿]|[年月].*|[(（].*|其中.*|注\s*[0-9]*)?|[零〇一二三四五六七八九十百千万]+"
    r"|空|无数据|不详|不明|未知|未统计|无法统计|见附[件表]|详见附[件表]|[本全]年度?无"
)  # words in the place of a number, and no label
TYPED_WIDE, TYPED_NARROW = re.compile("[０-９]"), re.compile("[0-9]")
BROKEN = re.compile(r"[0-9][0-9,]*(?:\s+[0-9,]*[0-9])+(?:\.[0-9]+)?")  # a number wrapped inside a narrow cell


class Print(Model):
    """A cell's text, read. `sure` is False where the reading needs an identity to prove it (digits set apart).

    `start` and `end` are offsets of the number (or sign) within the text that was given.
    """

    state: State
    value: Decimal | None = None
    raw: str = ""
    note: str | None = None
    start: int = 0
    end: int = 0
    sure: bool = True


@lru_cache(maxsize=1 << 14)
def read_print(text: str) -> Print:
    """Read one cell. Blank, / - — 不适用 are states; full-width digits, commas, units and notes are understood."""
    folded = fold(text)
    stripped = folded.strip()
    if not stripped:
        return Print(state=State.BLANK)
    start = folded.index(stripped)
    end = start + len(stripped)
    raw = text[start:end]
    if NOT_APPLICABLE.fullmatch(stripped):
        return Print(state=State.NOT_APPLICABLE, raw=raw, start=start, end=end)
    match = WHOLE.fullmatch(stripped)
    if match is not None and not CORRECTED.search(match["note"] or ""):
        number = match.span("number")
        note = match["note"]
        printed = text[start + number[0] : start + number[1]]
        return Print(
            state=State.REPORTED,
            value=decimal(match["number"]),
            raw=printed,
            note=note.strip("()（）[]【】") if note else None,
            sure=not (
                TYPED_WIDE.search(printed) and TYPED_NARROW.search(printed)
            ),  # １３４2: a note's mark beside its number?
            start=start + number[0],
            end=start + number[1],
        )
    if BROKEN.fullmatch(stripped):
        joined = re.sub(r"\s+", "", stripped)
        if NUMBER.fullmatch(joined):
            return Print(state=State.REPORTED, value=decimal(joined), raw=raw, start=start, end=end, sure=False)
    return Print(state=State.UNREADABLE, raw=raw, start=start, end=end)


def is_inexact(text: str) -> bool:
    """Whether a cell says how many in words that are no number (约12, 12以上, 十二, 不详): it is the row's value, not its label."""
    return INEXACT.fullmatch(fold(text).strip()) is not None


def torn(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is only a piece of what a cell prints (the 12 of 约12, 12% or 1O), and no value with a note."""
    before, behind = text[:start].strip(), text[end:]
    return bool(before) or not AND_A_NOTE.match(behind) or CORRECTED.search(behind) is not None


def decimal(text: str) -> Decimal:
    """The value of digits with thousands commas."""
    return Decimal(text.replace(",", ""))


def looks_like_value(text: str) -> bool:
    """Whether a cell holds a number or a sign for none; False for words and for nothing at all."""
    return read_print(text).state in (State.REPORTED, State.NOT_APPLICABLE)
