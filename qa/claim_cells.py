"""Which cells, of which year, the words of a piece can mean."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus import catalogue
from qa import lexicon
from qa.claim_said import DISPUTE, ORGANISATIONS, RECEIVED, RESULT_ASPECTS, Context, Key
from qa.claim_words import words
from qa.link import Linked
from qa.measures import Asked
from qa.plan import Scope

AGAINST = re.compile(r"较|比|相比|\bthan\b|\bfrom\b|compared")

TO_LEVEL = re.compile(r"[降减升增涨跌][到至为]|\b(?:to|at) \d", re.IGNORECASE)  # 2024年降到 41 件
ONTO = re.compile(r"(?:\b(?:to|into|for|until) (?:the )?|转入?|结转到?|留到?)$", re.IGNORECASE)
IN_PART = re.compile(r"\bin part\b|\bpartial(?:ly)?\b|\bpartly\b", re.IGNORECASE)
DIRECTLY = re.compile(r"\bdirectly\b|(?<!经复议)直接(?:起诉|提起)", re.IGNORECASE)
CASES = ("reconsideration", "litigation", "litigation_direct", "litigation_after_reconsideration")
HANDLED = "requests.handled"
WITH_CARRIED = (RECEIVED, "outcome.total")  # what may be said of the requests of the year and those carried in
HANDLES = re.compile(r"办理(?!完|结)|(?<!不予)处理(?!完)|handle|process|deal|dealt", re.IGNORECASE)
CARRIED_AFTER = re.compile(
    r"\s*[（(，,、]\s*(?:其中)?(?:含|包括|包含|including|includes)\s*(?:\d+\s*件)?(?:上年|上一年|去年|往年)?[^，。）)]{0,6}?(?:结转|\d+ carried)",
    re.IGNORECASE,
)


def compared_years(linked: Linked, years: tuple[int, ...], context: Context) -> tuple[int, ...]:
    """较2023年增加25件: the year of the text and the year it is compared with; else nothing."""
    known = words()
    change = any(known.has(name, linked.text) for name in ("rise", "fall")) or linked.has(
        "more", "compare", "comparator"
    )
    if len(years) != 1 or not context.years or years[0] == context.years[0] or not change:
        return ()
    named = AGAINST.search(linked.text) or TO_LEVEL.search(linked.text)
    return (context.years[0], years[0]) if named else ()


def years_of(linked: Linked, scope: Scope, context: Context) -> tuple[int, ...]:
    explicit = scope.years if linked.has("year") else ()
    for mention in linked.of("relative_year"):
        offset = mention.data.get("offset")
        if offset == 1 and ONTO.search(linked.text[: mention.start]):
            continue  # left for the next year: a figure of this one
        if not explicit:  # last year of an undated text is no year
            return (context.years[0] + int(offset),) if offset is not None and context.years else ()
    return explicit or scope.years


def keys_of(linked: Linked, asked: Sequence[Asked], context: Context, after: str = "") -> tuple[Key, ...]:
    """The cells that the piece's first measure can mean, likeliest first. `after`: what its sentence goes on with."""
    plain = [a for a in asked if not a.rate_of]
    applicants = linked.of("applicant")
    measures = [m for m in linked.of("measure") if "rate" not in m.data.get("facets", {})]
    if context.measure and context.measure[0] == "outcome.disclosed" and not measures and IN_PART.search(linked.text):
        return (("outcome.partly_disclosed", context.measure[1]),)  # ten in full and another ten in part
    if context.measure and context.measure[0].startswith("litigation.") and DIRECTLY.search(linked.text):
        return (("litigation_direct.total", "total"),)  # 44 lawsuits, 16 of them brought directly
    if (
        linked.has("other_word")
        and not applicants
        and not measures
        and context.measure
        and context.measure[1] != "total"
    ):
        return _known_keys([(context.measure[0], "other")])  # 自然人 40 件、其他主体 1 件
    if applicants and not measures:
        held = context.measure[0] if context.measure else RECEIVED
        return _known_keys(
            [(held if held.startswith(("requests.", "outcome.")) else RECEIVED, applicants[0].data["id"])]
        )
    if not plain:
        return ()
    first = plain[0]
    found = [(first.indicator, first.applicant)] if first.indicator else []
    if first.indicator in WITH_CARRIED and (HANDLES.search(first.read_as) or CARRIED_AFTER.match(after)):
        found.append((HANDLED, first.applicant))
    found += [(c, first.applicant) for c in first.choices]
    found += [(a, first.applicant) for a in first.alternatives]
    return _with_group([(i, a) for i, a in found if i], linked, context)


def _with_group(keys: Sequence[Key], linked: Linked, context: Context) -> tuple[Key, ...]:
    """行政复议5件，其中维持2件: a result without its kind of case takes the one named before."""
    head = context.measure[0].partition(".")[0] if context.measure else ""
    named = any(m.data.get("facets", {}).get("subject") for m in linked.of("measure"))
    if head in ("reconsideration", "litigation", "litigation_direct", "litigation_after_reconsideration") and not named:
        tails = {i.partition(".")[2] for i, _ in keys if i.partition(".")[0] in (*DISPUTE, "litigation_direct")}
        rates = {i.split(".")[1] for i, _ in keys if i.startswith(("rate.correction.", "rate.upheld."))}
        if rates:  # …54 件，纠正率…: of the cases named before
            aspect = "corrected" if "correction" in rates else "upheld"
            own = f"rate.{rates.pop()}.{head}"
            return ((own if own in catalogue.load() else f"{head}.{aspect}", "total"),)
        if tails & set(RESULT_ASPECTS):
            return tuple((f"{head}.{t}", "total") for t in sorted(tails & set(RESULT_ASPECTS)))
    return _known_keys(keys)


def _known_keys(keys: Sequence[Key]) -> tuple[Key, ...]:
    """Only what the catalogue has: organisations are a derived figure of the requests received, and of nothing else."""
    columns = {a.id for a in catalogue.load().applicants}
    made = [(ORGANISATIONS, "total") if k == (RECEIVED, "organisations") else k for k in keys]
    return tuple(dict.fromkeys(k for k in made if k[1] in columns and k[0] in catalogue.load()))


def sum_key(parts: Sequence[Key]) -> Key | None:
    """The derived cell that several measures add up to (予以公开 and 部分公开), where the catalogue has one."""
    wanted = {indicator for indicator, _ in parts}
    applicants = {applicant for _, applicant in parts}
    for row in lexicon.load().measures["sums"]:
        if set(row["of"]) == wanted and len(applicants) == 1:
            return str(row["is"]), applicants.pop()
    return None


def whole_of(part: Key) -> Key | None:
    """What a part is first of all a part of: 纠正 of the cases, 自然人 of the requests; None where there is no such cell."""
    head = part[0].partition(".")[0]
    if part[1] != "total":
        return part[0], "total"
    if head == "outcome":
        return "outcome.total", "total"
    return (f"{head}.total", "total") if head in CASES else None
