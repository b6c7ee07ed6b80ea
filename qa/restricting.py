"""Groups of facets that only restrict another: what a suit is about, whose requests are counted.

`lawsuits over information requests` counts lawsuits; `Excluding individuals, how many requests …` counts the requests
of the others. What `qa.measures` collects side by side is joined here before it becomes measures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

from qa.link import Linked

DISPUTES = ("reconsideration", "litigation", "disputes")
ABOUT = re.compile(
    r"\s*(?:cases?|decisions?|proceedings|filed|brought)?\s*"
    r"(?:over|about|concerning|regarding|relating to|related to|on|in connection with|arising from|arising out of"
    r"|stemming from|triggered by|caused by|in matters of|in respect of)"
    r"(?:\s+(?:the|its|their|an?|some|access to|freedom of|government|open|public|information|refused|handling of|failures in))*\s*"
)
ALL_TOLD = re.compile(
    r"(?:[两二三四五六七八](?:项|类|种|条))?(?:理由|情形)?(?:一共|总共|合计|共计|加起来|共)(?:被|都)?"
)
AND_WERE = re.compile(r"\s*,?\s*(?:and|which|that)?\s*(?:so|thus|therefore)?\s*(?:were|was|got|had been|have been)\s*")
TURNED_DOWN = ("refused", "unavailable", "not_processed")
ACTIVE = re.compile(r"\s+(?:did|does|has|have|had|do)\b(?:(?!\band\b|\bor\b|[,;]).)*$", re.I)
HEADED = re.compile(
    r"[^,;，；]*[:：]\s*(?:how many|the number of|number of|多少|几件)?\s*"
)  # draft material: how many refusals
COLUMN = re.compile(r"\s*[,，:：–(（-]\s*(?:by|from|for|only)?\s*")
PLAIN = ({"subject"}, {"aspect"})  # an information request, disclosure: the matter itself, no figure of it
MATTERS = ("disclosed",)  # the aspect that names the whole subject (sued over information disclosure)
BASE_FACETS = {"subject", "aspect", "applicant"}  # requests of an applicant, received
SAID_FIRST = re.compile(r"\s*(?:alone|only)?\s*[,，:：]\s*$")


class Facets(Protocol):
    """What is known of a group: where it stands and what it says."""

    start: int
    end: int
    facets: dict[str, Any]

    def joins(self, other: Any) -> None: ...


G = TypeVar("G", bound=Facets)


def without_matter(linked: Linked, groups: Sequence[G]) -> list[G]:
    """The groups without those that only say what a suit or a review is about."""
    kept: list[G] = []
    for group in groups:
        before = kept[-1] if kept else None
        if before is not None and _is_matter(group.facets) and _is_dispute(before.facets):
            gap = linked.text[before.end : group.start]
            counted = any(before.end <= m.start < group.start for m in linked.of("how_many", "with_values", "number"))
            if ABOUT.fullmatch(gap) and not counted:
                continue
        kept.append(group)
    return kept


def with_applicant_first(linked: Linked, groups: Sequence[G]) -> list[G]:
    """Excluding individuals, how many requests …: an applicant before the comma is the column of what follows."""
    if len(groups) < 2 or set(groups[0].facets) != {"applicant"}:
        return list(groups)
    first, then = groups[0], groups[1]
    before = linked.text[: first.start]
    between = linked.text[first.end : then.start]
    head = re.match(r"[^,，:：]*[,，:：]", between)
    if head is None or not SAID_FIRST.fullmatch(head[0]) or "applicant" in then.facets or len(groups) > 2:
        return list(groups)
    if linked.has("which", "superlative", "top", "applicant_kind") or re.search(r"\bhow many\b|多少|几", before):
        return list(groups)
    then.joins(first)
    return [then]


def with_applicant_last(linked: Linked, groups: Sequence[G]) -> list[G]:
    """Sheqi, not held, natural persons: an applicant behind a comma is the column of the one figure before it."""
    if len(groups) != 2 or set(groups[1].facets) != {"applicant"} or "applicant" in groups[0].facets:
        return list(groups)
    first, then = groups
    counted = linked.has("how_many", "with_values", "applicant_kind", "which", "superlative", "top", "compare")
    if counted or not COLUMN.fullmatch(linked.text[first.end : then.start]):
        return list(groups)
    first.joins(then)
    return [first]


def with_applicant_base(linked: Linked, groups: Sequence[G]) -> list[G]:
    """社会公益组织申请中，属于信访的有几件: those whose requests the outcomes are of are the column of every outcome."""
    if len(groups) < 2 or set(groups[0].facets) - BASE_FACETS or "applicant" not in groups[0].facets:
        return list(groups)
    first, rest = groups[0], groups[1:]
    inside = any(first.end <= m.start and m.end <= rest[0].start for m in linked.of("base")) or (
        "subject" not in first.facets and first.facets.get("aspect") == "received"  # 律所提出、结转下年的申请
    )
    counted = any(first.end <= m.start < rest[0].start for m in linked.of("how_many", "with_values"))
    plain = all(
        "aspect" in g.facets
        and g.facets.get("subject") in (None, "requests")
        and not {"applicant", "id"} & set(g.facets)
        for g in rest
    )
    if not inside or counted or not plain:
        return list(groups)
    for group in rest:
        group.facets["applicant"] = first.facets["applicant"]
    return list(rest)


def without_family(linked: Linked, groups: Sequence[G]) -> list[G]:
    """concerned enforcement files and were refused: the family beside its member says nothing more."""
    kept: list[G] = []
    for group in groups:
        before = kept[-1] if kept else None
        family = group.facets.get("aspect")
        member = str(before.facets.get("aspect", "")) if before is not None else ""
        beside = set(group.facets) == {"aspect"} and member.startswith(f"{family}.")
        gap = "" if before is None else linked.text[before.end : group.start]
        if (
            before is not None
            and beside
            and (AND_WERE.fullmatch(gap) or ALL_TOLD.fullmatch(gap) or HEADED.fullmatch(gap))
        ):
            continue
        if before is not None and _turns_it_down(linked, before, group):
            continue
        kept.append(group)
    return kept


def _turns_it_down(linked: Linked, before: Facets, group: Facets) -> bool:
    """How many duplicates did it throw out: the verb behind a row of outcomes is no second figure."""
    member, family = str(before.facets.get("aspect", "")), set(group.facets) == {"aspect"} and group.facets["aspect"]
    if linked.language != "en" or member.partition(".")[0] not in TURNED_DOWN or "." not in member:
        return False
    return family in TURNED_DOWN and ACTIVE.match(linked.text[before.end : group.start]) is not None


def _is_matter(facets: dict[str, Any]) -> bool:
    if set(facets) not in PLAIN:
        return False
    return facets.get("subject") == "requests" or facets.get("aspect") in MATTERS


def _is_dispute(facets: dict[str, Any]) -> bool:
    return str(facets.get("subject", "")).startswith(DISPUTES) and "rate" not in facets
