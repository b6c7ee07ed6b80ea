"""Requests carried from one year to another, said by the years: 从2023年结转过来的 is the row carried in of the report
for 2024, 结转到2025年 the row carried out of that same report.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.link import Mention

CARRIED = ("carried", "carried_in", "carried_out")
FROM_ZH = re.compile(r"(?:从|由|自|来自)$")
ONWARD_ZH = re.compile(r"(?:年度?|的|而来|过来|下来|\s)*")
INTO_ZH = re.compile(r"\s*(?:到了?|至|入|给|进|转到|转至|转入)+\s*")
FROM_EN = re.compile(r"(?:^|.*\b)(?:from|since|of)\s*(?:the year\s*)?$")
INTO_EN = re.compile(r"(?:^|.*\b)(?:into|to|until)\s*(?:the year\s*)?$")
BY_WORDS = re.compile(r"\b(?:from|into|to|until|for)\s*$")
MAX_GAP = 30  # characters between the verb and its year in English


def directed(text: str, mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """The mentions with each `carried` that names its year made a row, and the year that of the report it stands in."""
    out = list(mentions)
    years = [m for m in mentions if m.cls == "year" and m.value is not None]
    for verb in filter(_is_carried, mentions):
        beside = [y for y in years if y.end <= verb.start][-1:] + [y for y in years if y.start >= verb.end][:1]
        for year in beside:
            row = _row(text, verb, year)
            if row is None or year.value is None:
                continue
            step = 1 if row == "carried_in" else -1
            out[mentions.index(verb)] = verb.model_copy(update={"data": _as(verb, row)})
            out[mentions.index(year)] = year.model_copy(update={"value": year.value + step})
            break
    return tuple(out)


def _is_carried(mention: Mention) -> bool:
    return mention.cls == "measure" and mention.data.get("facets", {}).get("aspect") in CARRIED


def _row(text: str, verb: Mention, year: Mention) -> str | None:
    """Which row is meant: carried in where the year is the one it came from, carried out where it is the one it goes to."""
    if year.end <= verb.start:  # 从2023年结转
        return (
            "carried_in"
            if FROM_ZH.search(text[: year.start]) and ONWARD_ZH.fullmatch(text[year.end : verb.start])
            else None
        )
    gap = text[verb.end : year.start]
    if INTO_ZH.fullmatch(gap) or (not gap.strip() and verb.text.endswith(("到", "至", "入"))):
        return "carried_out"
    said = f"{verb.text} {gap}".lower()
    if len(gap) > MAX_GAP or not BY_WORDS.search(said.rstrip() + " "):
        return None
    if FROM_EN.match(said.rstrip()):
        return "carried_in"
    return "carried_out" if INTO_EN.match(said.rstrip()) else None


def _as(verb: Mention, row: str) -> dict[str, object]:
    return {**verb.data, "facets": {**verb.data["facets"], "subject": "requests", "aspect": row}}
