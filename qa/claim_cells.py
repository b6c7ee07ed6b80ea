"""Which cells, of which year, the words of a piece can mean."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus import catalogue
from qa.claim_said import DISPUTE, ORGANISATIONS, RECEIVED, RESULT_ASPECTS, Context, Key
from qa.claim_words import words
from qa.link import Linked
from qa.measures import Asked
from qa.plan import Scope

AGAINST = re.compile(r"较|比|相比|\bthan\b|\bfrom\b|compared")


def compared_years(linked: Linked, years: tuple[int, ...], context: Context) -> tuple[int, ...]:
    """较2023年增加25件: the year of the text and the year it is compared with; else nothing."""
    known = words()
    change = known.has("rise", linked.text) or known.has("fall", linked.text) or linked.has("more")
    if len(years) != 1 or not context.years or years[0] == context.years[0] or not change:
        return ()
    return (context.years[0], years[0]) if AGAINST.search(linked.text) else ()


def years_of(linked: Linked, scope: Scope, context: Context) -> tuple[int, ...]:
    explicit = scope.years if linked.has("year") else ()
    for mention in linked.of("relative_year"):
        offset = mention.data.get("offset")
        if not explicit:  # last year of an undated text is no year
            return (context.years[0] + int(offset),) if offset is not None and context.years else ()
    return explicit or scope.years


def keys_of(linked: Linked, asked: Sequence[Asked], context: Context) -> tuple[Key, ...]:
    """The cells that the piece's first measure can mean."""
    plain = [a for a in asked if not a.rate_of]
    applicants = linked.of("applicant")
    measures = [m for m in linked.of("measure") if "rate" not in m.data.get("facets", {})]
    if applicants and not measures:
        held = context.measure[0] if context.measure else RECEIVED
        return _known_keys(
            [(held if held.startswith(("requests.", "outcome.")) else RECEIVED, applicants[0].data["id"])]
        )
    if not plain:
        return ()
    first = plain[0]
    found = [(first.indicator, first.applicant)] if first.indicator else []
    found += [(c, first.applicant) for c in first.choices]
    found += [(a, first.applicant) for a in first.alternatives]
    return _with_group([(i, a) for i, a in found if i], linked, context)


def _with_group(keys: Sequence[Key], linked: Linked, context: Context) -> tuple[Key, ...]:
    """行政复议5件，其中维持2件: a result without its kind of case takes the one named before."""
    head = context.measure[0].partition(".")[0] if context.measure else ""
    named = any(m.data.get("facets", {}).get("subject") for m in linked.of("measure"))
    if head in ("reconsideration", "litigation", "litigation_direct", "litigation_after_reconsideration") and not named:
        tails = {i.partition(".")[2] for i, _ in keys if i.partition(".")[0] in (*DISPUTE, "litigation_direct")}
        if tails & set(RESULT_ASPECTS):
            return tuple((f"{head}.{t}", "total") for t in sorted(tails & set(RESULT_ASPECTS)))
    return _known_keys(keys)


def _known_keys(keys: Sequence[Key]) -> tuple[Key, ...]:
    """Only what the catalogue has: organisations are a derived figure of the requests received, and of nothing else."""
    columns = {a.id for a in catalogue.load().applicants}
    made = [(ORGANISATIONS, "total") if k == (RECEIVED, "organisations") else k for k in keys]
    return tuple(dict.fromkeys(k for k in made if k[1] in columns and k[0] in catalogue.load()))
