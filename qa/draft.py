"""Drafts: a text in typed segments, so that each numeral knows what it stands for before it is shown.

Templates (`sentences.zh.yaml`, `sentences.en.yaml`) hold the words; slots hold segments. A template's own words
contain no numerals: `qa.verify` holds them to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from corpus.models import Model
from corpus.resources import read_yaml
from qa.derive import plain
from qa.plan import Language

SLOT = re.compile(r"\{(\w+)\}")
CHOICE = re.compile(r"\{(\w+)\|([^|{}]*)\|([^|{}]*)\}")  # {n|report|reports}
Proof = Literal["words", "number", "year", "count", "name", "quote", "working", "plan"]


class Segment(Model):
    """A piece of text and what proves its numerals.

    words: the template's, none allowed. number: a value of the evidence. year, count: of the plan, the reports or
    the coverage. name: of a body, a division, an indicator. quote: a slice of stored text. working: a formula with
    its numbers. plan: a string of the plan, as the planner put it.
    """

    text: str
    proof: Proof = "words"
    value: Decimal | None = None


Draft = tuple[Segment, ...]
Slot = Segment | Draft | str


def number(value: Decimal, unit: str = "") -> Segment:
    return Segment(text=plain(value) + unit, proof="number", value=value)


def year(value: int) -> Segment:
    return Segment(text=str(value), proof="year", value=Decimal(value))


def count(value: int) -> Segment:
    return Segment(text=str(value), proof="count", value=Decimal(value))


def name(text: str) -> Segment:
    return Segment(text=text, proof="name")


def quote(text: str) -> Segment:
    return Segment(text=text, proof="quote")


def working(text: str) -> Segment:
    return Segment(text=text, proof="working")


def planned(text: str) -> Segment:
    return Segment(text=text, proof="plan")


def text_of(draft: Draft) -> str:
    return "".join(segment.text for segment in draft)


@lru_cache(maxsize=4)
def sentences(language: Language) -> Mapping[str, Any]:
    """The templates of a language, by dotted key."""
    raw = read_yaml("qa", f"sentences.{language}.yaml")
    return {f"{room}.{key}": text for room, texts in raw.items() for key, text in texts.items()}


def say(language: Language, key: str, **slots: Slot) -> Draft:
    """The template of that key with its slots filled. KeyError for an unknown key or a slot left open.

    `{n|report|reports}` prints no number: the first word where `n` is 1, else the second.
    """
    template: str = CHOICE.sub(
        lambda m: m[2] if text_of(tuple(_segments(slots[m[1]]))) == "1" else m[3], sentences(language)[key]
    )
    found: list[Segment] = []
    position = 0
    for match in SLOT.finditer(template):
        found += _words(template[position : match.start()])
        found += _segments(slots[match[1]])
        position = match.end()
    return tuple(found + _words(template[position:]))


def _words(text: str) -> list[Segment]:
    return [Segment(text=text)] if text else []


def _segments(slot: Slot) -> Sequence[Segment]:
    if isinstance(slot, str):
        return _words(slot)
    return (slot,) if isinstance(slot, Segment) else slot


def join(language: Language, drafts: Iterable[Slot], kind: str = "and") -> Draft:
    """A list in words: `a、b和c`, `a, b and c`. kind `comma` and `semicolon` join without a last word."""
    items = [tuple(_segments(d)) for d in drafts]
    found: list[Segment] = []
    for position, item in enumerate(items):
        if position:
            last = position == len(items) - 1 and kind == "and"
            found.append(Segment(text=sentences(language)["join.last" if last else f"join.{kind}"]))
        found += item
    return tuple(found)
