"""Requests carried from one year to another, said by the years: 从2023年结转过来的 is the row carried in of the report
for 2024, 结转到2025年 the row carried out of that same report.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.link import Mention

CARRIED = ("carried", "carried_in", "carried_out")
FROM_ZH = re.compile(r"(?:从|由|自|来自)$")
ONWARD_ZH = re.compile(r"(?:年度?|的|而来|过来|下来|\s)*")
INTO_ZH = re.compile(r"\s*(?:到了?|至|入|给|进|转到|转至|转入)+\s*")
FROM_BEFORE_EN = re.compile(
    r"\b(?:requests?|applications?|cases?|ones|backlog|pending) (?:left over |left |pending |dating )?from $"
)
FROM_EN = re.compile(r"(?:^|.*\b)(?:from|since|of)\s*(?:the year\s*)?$")
INTO_EN = re.compile(r"(?:^|.*\b)(?:into|to|until)\s*(?:the year\s*)?$")
TO_EN = re.compile(r"\s*(?:to|into|until)\s*(?:the year\s*)?")
BY_WORDS = re.compile(r"\b(?:from|into|to|until|for)\s*$")
INTO_NEW = re.compile(r"[^?;]{0,40}\b(?:in)?to (?:the )?(?:new|coming|subsequent) year")
TOWARDS_EN = re.compile(r"\b(?:into|until|till|for|to)\s*$")
MAX_GAP = 30  # characters between the verb and its year in English


def directed(text: str, mentions: tuple[Mention, ...], newest: int | None = None) -> tuple[Mention, ...]:
    """The mentions with each `carried` that names its year made a row, and the year that of the report it stands in.

    `newest`: the last year with a report. What went from that year to the next stands in its own report.
    """
    out = list(mentions)
    years = [m for m in mentions if m.cls == "year" and m.value is not None]
    for verb in filter(_is_carried, mentions):
        beside = [y for y in years if y.end <= verb.start][-1:] + [y for y in years if y.start >= verb.end][:1]
        pair = _both(text, verb, years)
        if pair is not None:  # 从2024年结转到2025年
            earlier, later = (int(y.value or 0) for y in pair)
            gone, stands = ("carried_out", earlier) if newest is not None and later > newest else ("carried_in", later)
            out[mentions.index(verb)] = verb.model_copy(update={"data": _as(verb, gone)})
            for year in pair:
                out[mentions.index(year)] = year.model_copy(update={"value": Decimal(stands)})
            continue
        for year in beside:
            row = _row(text, verb, year)
            if row is None or year.value is None:
                continue
            step = 1 if row == "carried_in" else -1
            out[mentions.index(verb)] = verb.model_copy(update={"data": _as(verb, row)})
            out[mentions.index(year)] = year.model_copy(update={"value": year.value + step})
            break
    return _into_next(text, out)


def _into_next(text: str, mentions: list[Mention]) -> tuple[Mention, ...]:
    """left for the following year: the row carried out of the year that is asked of, and no year of its own."""
    verb = next((m for m in mentions if _is_carried(m)), None)
    after = [m for m in mentions if m.cls == "relative_year" and m.data.get("offset") == 1]
    if verb is not None and not after and INTO_NEW.match(text, verb.end):
        return tuple(m.model_copy(update={"data": _as(m, "carried_out")}) if m is verb else m for m in mentions)
    if verb is None or len(after) != 1 or after[0].start < verb.end or not TOWARDS_EN.search(text[: after[0].start]):
        return tuple(mentions)
    row = verb.model_copy(update={"data": _as(verb, "carried_out")})
    return tuple(row if m is verb else m for m in mentions if m is not after[0])


def _both(text: str, verb: Mention, years: list[Mention]) -> tuple[Mention, Mention] | None:
    """The year it came from and the year after it, where both are named."""
    before, after = [y for y in years if y.end <= verb.start][-1:], [y for y in years if y.start >= verb.end][:2]
    pair = (*before, *after[:1]) if before else tuple(after)
    if len(pair) < 2 or (pair[1].value or 0) - (pair[0].value or 0) != 1:
        return None
    said = (
        _row(text, verb, pair[0]) == "carried_in" and _row(text, verb, pair[1]) == "carried_out"
        if before
        else bool(
            FROM_EN.match(f"{verb.text} {text[verb.end : pair[0].start]}".rstrip())
            and TO_EN.fullmatch(text[pair[0].end : pair[1].start])
        )
    )
    return (pair[0], pair[1]) if said else None


def _is_carried(mention: Mention) -> bool:
    return mention.cls == "measure" and mention.data.get("facets", {}).get("aspect") in CARRIED


def _row(text: str, verb: Mention, year: Mention) -> str | None:
    """Which row is meant: carried in where the year is the one it came from, carried out where it is the one it goes to."""
    if (
        year.end <= verb.start
        and FROM_BEFORE_EN.search(text[: year.start])
        and len(text[year.end : verb.start]) <= MAX_GAP
    ):
        return "carried_in"  # requests from 2023 did it inherit
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
