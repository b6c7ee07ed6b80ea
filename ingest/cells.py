"""What a printed cell says: its state, its number and what else stands in it. Nothing is guessed here."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from corpus.models import Model, State
from corpus.normalize import fold

NOT_APPLICABLE = re.compile(r"(?:/|／|\\|[-‐‑‒–—―─−]+|不适用|不涉及|无)")
NUMBER = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?")
UNIT = r"(?:件|个|条|宗|项|份|人次|次|万元|元)?"
MARK = "[①-⒇¹²³⁰-₉]*"  # of a note below the table
WHOLE = re.compile(rf"(?P<number>{NUMBER.pattern})\s*{UNIT}\s*{MARK}\s*(?P<note>[(（\[【].*[)）\]】])?")
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
    if match is not None:
        number = match.span("number")
        note = match["note"]
        return Print(
            state=State.REPORTED,
            value=decimal(match["number"]),
            raw=text[start + number[0] : start + number[1]],
            note=note.strip("()（）[]【】") if note else None,
            start=start + number[0],
            end=start + number[1],
        )
    if BROKEN.fullmatch(stripped):
        joined = re.sub(r"\s+", "", stripped)
        if NUMBER.fullmatch(joined):
            return Print(state=State.REPORTED, value=decimal(joined), raw=raw, start=start, end=end, sure=False)
    return Print(state=State.UNREADABLE, raw=raw, start=start, end=end)


def decimal(text: str) -> Decimal:
    """The value of digits with thousands commas."""
    return Decimal(text.replace(",", ""))


def looks_like_value(text: str) -> bool:
    """Whether a cell holds a number or a sign for none; False for words and for nothing at all."""
    return read_print(text).state in (State.REPORTED, State.NOT_APPLICABLE)
