"""The years that a question asks for and those that it leaves out; relative ones count from the newest of the corpus."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.link import YEAR_MAX, Linked, Mention

MAX_YEARS = 30  # a range of years longer than this is a slip
# What stands before the one year that a later one is held against: down on 2023, grew from 2023, more than in 2023.
MOVED_FROM = re.compile(r"\b(?:from|on) (?:the )?$")
HELD_AGAINST = re.compile(
    r"(?:(?<!more )(?<!fewer )(?<!less )\bthan|\bthan (?:(?:it|they) (?:did|had|was|were) )?(?:in|for|during)"
    r"|\b(?:compared|relative|in (?:comparison|relation)) (?:with|to)|\bagainst|\bversus|\bvs\.?) (?:the )?$"
)


def years_of(
    linked: Linked, held: Sequence[int], excluded: Sequence[Mention]
) -> tuple[tuple[int, ...], tuple[int, ...], list[tuple[str, str]]]:
    """Years asked for and years excepted, ascending; relative ones from the newest year of the corpus."""
    years: list[int] = []
    without: list[int] = []
    notes: list[tuple[str, str]] = []
    amended = _amended(linked)
    for mention in linked.of("year"):
        if mention.end <= amended:
            continue
        first = int(mention.value or 0)
        last = min(int(mention.data.get("until", first)), first + MAX_YEARS)
        (without if mention in excluded else years).extend(range(first, last + 1))
    newest = held[-1] if held else None
    earlier = base_year(linked)
    if earlier is not None and newest is not None and not without:
        first = int(earlier.value or 0) if earlier.cls == "year" else newest + int(earlier.data["offset"])
        if earlier.cls == "relative_year":
            notes.append(("year_assumed", _relative_note(linked, earlier, [first], newest)))
        return (first, max(newest, first + 1)), (), notes
    base = max(years) if years else newest
    for mention in linked.of("since"):
        years.extend(range(_anchor(linked, mention), (newest or 0) + 1))
    for mention in linked.of("relative_year", "recent_years"):
        if base is None or mention.end <= amended:
            continue
        if mention.cls == "recent_years":
            count = min(int(mention.value or 1), MAX_YEARS)
            found = list(range(base - count + 1, base + 1))
        else:
            found = [base + int(mention.data["offset"])]
        (without if mention in excluded else years).extend(found)
        if base == newest or not linked.of("year"):
            notes.append(("year_assumed", _relative_note(linked, mention, found, base)))
    return tuple(sorted(set(years))), tuple(sorted(set(without))), notes


def base_year(linked: Linked) -> Mention | None:
    """The one year that is named, where it is only what a later one is held against: the newest there is."""
    years = linked.of("year", "relative_year")
    if len(years) != 1 or "until" in years[0].data or linked.has("since", "recent_years", "all_years"):
        return None
    year, before = years[0], linked.text[: years[0].start]
    if year.cls == "relative_year" and year.data["offset"] != -1:
        return None
    how = {str(m.data["how"]) for m in linked.of("compare")}
    moved = linked.has("rising", "trend") or bool(how & {"change", "difference"})
    held = moved or bool(how) or linked.has("than") or (linked.has("comparator") and not linked.has("number"))
    return year if (moved and MOVED_FROM.search(before)) or (held and HELD_AGAINST.search(before)) else None


def _amended(linked: Linked) -> int:
    """Where years begin to count: last year, I mean 2024 takes back what was said before it; 0 where nothing is."""
    words = linked.of("year", "relative_year", "recent_years")
    marks = [m.start for m in linked.of("amend") if any(w.end <= m.start for w in words)]
    return next((at for at in reversed(marks) if any(w.start >= at for w in words)), 0)


def _anchor(linked: Linked, since: Mention) -> int:
    """The year that `since 2022`, 2022年以来 counts from."""
    beside = (y for y in linked.of("year") if y.end == since.start or since.end <= y.start <= since.end + 1)
    return next((int(y.value or 0) for y in beside), YEAR_MAX)


def _relative_note(linked: Linked, mention: Mention, found: Sequence[int], newest: int) -> str:
    asked = linked.question[mention.start : mention.end].strip()
    span = f"{found[0]}–{found[-1]}" if len(found) > 1 else str(found[0])
    if linked.language == "zh":
        return f"“{asked}”按语料中最新的年度{newest}年推算，读作{span}年"
    return f'"{asked}" is read as {span}, counted from {newest}, the newest year of the corpus'
