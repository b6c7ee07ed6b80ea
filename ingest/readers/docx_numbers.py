"""The automatic numbers that Word prints before a paragraph: 一、 （一） 1. and the like, from numbering.xml."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ingest.package import tree

MAX_LEVELS = 9
DIGITS = "零一二三四五六七八九"
CHINESE = frozenset({
    "chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "taiwaneseCounting",
    "taiwaneseCountingThousand", "ideographTraditional", "chineseLegalSimplified",
})  # fmt: skip
PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True)
class _Level:
    text: str
    form: str
    start: int
    legal: bool = False  # the numbers of outer levels are printed in figures


@dataclass
class Numbering:
    """Counts as it goes: `label` must be called once a paragraph, in order."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)  # number id → level → how it is printed
    counts: dict[str, list[int | None]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)  # number id → the abstract list whose count it shares

    def label(self, properties: Any) -> str:
        """What Word prints before the paragraph with these properties; "" for none, or a bullet."""
        where = _find(properties, "numPr")
        number, level = _value(_find(where, "numId")), _value(_find(where, "ilvl")) or "0"
        if number is None or number not in self.levels or not level.isdigit() or int(level) not in self.levels[number]:
            return ""
        depth, known = int(level), self.levels[number]
        counts = self.counts.setdefault(self.lists[number], [None] * MAX_LEVELS)
        before = counts[depth]
        counts[depth] = known[depth].start if before is None else before + 1
        counts[depth + 1 :] = [None] * (MAX_LEVELS - depth - 1)
        if known[depth].form in ("bullet", "none"):
            return ""

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            count = counts[at] if counts[at] is not None else known[at].start if at in known else 1
            outer = known[at].form if at in known and not known[depth].legal else "decimal"
            return _printed(count or 0, outer)

        return PLACE.sub(shown, known[depth].text)


def _printed(count: int, form: str) -> str:
    if form in CHINESE and 0 < count < 100:
        tens, ones = divmod(count, 10)
        head = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
        return head + (DIGITS[ones] if ones else "")
    if form.startswith("decimalEnclosedCircle") and 0 < count <= 20:
        return chr(0x2460 + count - 1)
    if form == "lowerLetter" and 0 < count <= 26:
        return chr(ord("a") + count - 1)
    if form == "upperLetter" and 0 < count <= 26:
        return chr(ord("A") + count - 1)
    return str(count)


def _find(element: Any, local: str) -> Any:
    if element is None:
        return None
    return next((c for c in element if isinstance(c.tag, str) and c.tag.rpartition("}")[2] == local), None)


def _value(element: Any, attribute: str = "val") -> str | None:
    if element is None:
        return None
    return next((str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] == attribute), None)


def read_numbering(xml: bytes | None, name: str) -> Numbering:
    """The lists that numbering.xml defines; an empty Numbering without it."""
    numbering = Numbering()
    if xml is None:
        return numbering
    abstract: dict[str, dict[int, _Level]] = {}
    for element in tree(xml, name):
        local = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if local == "abstractNum":
            abstract[_value(element, "abstractNumId") or ""] = dict(_levels(element))
        elif local == "num":
            number, source = _value(element, "numId"), _value(_find(element, "abstractNumId"))
            if number is not None and source in abstract:
                restarted = _find(element, "lvlOverride") is not None
                numbering.levels[number] = abstract[source]
                numbering.lists[number] = f"num {number}" if restarted else f"list {source}"
    return numbering


def _levels(abstract: Any) -> list[tuple[int, _Level]]:
    found = []
    for level in abstract:
        if isinstance(level.tag, str) and level.tag.endswith("}lvl"):
            depth, start = _value(level, "ilvl") or "0", _value(_find(level, "start")) or "1"
            if depth.isdigit() and int(depth) < MAX_LEVELS:
                text, form = _value(_find(level, "lvlText")) or "", _value(_find(level, "numFmt")) or "decimal"
                found.append(
                    (
                        int(depth),
                        _Level(text, form, int(start) if start.isdigit() else 1, _find(level, "isLgl") is not None),
                    )
                )
    return found
