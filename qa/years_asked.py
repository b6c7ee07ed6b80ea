"""The years that a question asks for and those that it leaves out; relative ones count from the newest of the corpus."""

from __future__ import annotations

from collections.abc import Sequence

from qa.link import YEAR_MAX, Linked, Mention

MAX_YEARS = 30  # a range of years longer than this is a slip


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
