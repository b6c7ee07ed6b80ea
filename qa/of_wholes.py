"""Shares said of several figures at once, or of a whole that is named behind the part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from qa.link import Linked
from qa.restricting import Facets

WHOLES = ("requests.received", "requests.handled", "outcome.total")
COUNTED = ("number", "how_many", "with_values", "counter", "none", "comparator")


def share_rate(linked: Linked, groups: Sequence[Facets]) -> None:
    """予以公开、部分公开、不予公开各占多少: the share said of each is of all that stand before it."""
    if len(groups) < 2 or not groups[-1].facets.get("rate"):
        return
    last = groups[-1]
    rates = [m for m in linked.of("measure") if m.data["facets"].get("rate") and last.start <= m.start < last.end]
    each = any(0 <= r.start - m.end <= 1 for r in rates for m in linked.of("every"))
    if each and not any(groups[0].start <= m.start < last.start for m in linked.of(*COUNTED)):
        for group in groups[:-1]:
            group.facets["rate"] = True


def of_the_whole(asked: Sequence[Any], rated: Callable[[Any], Any]) -> Iterator[Any]:
    """自然人申请多少件，占全部申请的多少: the share of the figure before in the whole that is named.

    `asked` are `qa.measures.Asked`; `rated` gives the share of one, with `rate_of` where no formula does.
    """
    for number, one in enumerate(asked):
        whole = number and one.rate_of and one.indicator in WHOLES and one.applicant == "total"
        share = rated(asked[number - 1]) if whole and asked[number - 1].indicator else None
        yield one if share is None or share.rate_of or share.choices else share
