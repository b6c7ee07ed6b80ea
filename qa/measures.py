"""Mentions of measures → measures: the facets that stand together are combined by the tables of `measures.yaml`.

`复议` + `纠正` is reconsideration.corrected, `拒绝` + `国家秘密` one ground of refusal, `复议和诉讼的纠正数` two
measures; a word that could mean several cells keeps them as choices.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise, zip_longest
from typing import Any

from corpus import catalogue
from corpus.models import Model
from qa.facets import BASE_ASPECTS, REQUESTS, fits, indicator_of, merge, tables
from qa.link import Linked, Mention
from qa.of_wholes import of_the_whole, share_rate
from qa.plan import Measure
from qa.restricting import (
    with_applicant_base,
    with_applicant_first,
    with_applicant_last,
    without_family,
    without_matter,
)

SEPARATOR = re.compile(
    r"[,;。?!、/|]|(?<![增追])加(?![起在总一])|和|与|且|但|\bbut\b|及|跟|还有(?!几|多少)|以及|或|\band\b|\bor\b|\bvs\b|\bversus\b|\bthan\b|比"
)
PART_OF = re.compile(
    r"(?:half|percent|per cent|%|third|quarter|fifth)s? of (?:(?:its|their|the|all|those|these|new) )*$"
)
REASON = re.compile(
    r"\b(?:because|as|since|for|due to|on (?:the )?grounds?|on account|citing|being|over|owing)\b", re.I
)
WIDER = "disclosed_or_partly"
PER_REQUEST = "rate.litigation_per_request"
OTHERS = ("outcome.other.total", "reconsideration.other", "litigation.other")  # what 其他 by itself may be
COUNTS = ("how_many", "with_values", "counter")
PARTS = ("number", "how_many", "with_values", "counter", "none", "comparator")  # between two subjects, part them
ORDERS = ("superlative", "top", "place")  # requests did the county with the most lawsuits receive


class Asked(Model):
    """A measure as asked for. `choices`: the cells the words could mean, when they do not decide.

    `rate_of`: a share was asked for that no formula of the catalogue gives; `impossible`: no report breaks this down so.
    """

    start: int
    end: int
    indicator: str | None
    applicant: str = "total"
    read_as: str = ""
    alternatives: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    rate_of: bool = False
    impossible: bool = False

    @property
    def measure(self) -> Measure:
        assert self.indicator is not None  # noqa: S101  callers settle the choices first
        return Measure(
            indicator=self.indicator, applicant=self.applicant, read_as=self.read_as or None,
            alternatives=self.alternatives,
        )  # fmt: skip


class Group:
    """Facets that stand together, as they are collected."""

    def __init__(self, mention: Mention) -> None:
        self.start, self.end = mention.start, mention.end
        self.mentions = [mention]
        self.facets: dict[str, Any] = {}
        self.reads: list[str] = []
        self.alternatives: list[str] = []
        self.aspect_first = False
        self.separated = False
        self.borrowed = False  # the subject is a neighbour's
        self.take(mention, _facets(mention))

    def take(self, mention: Mention, facets: Mapping[str, Any]) -> None:
        if "aspect" in self.facets and "subject" in facets and "subject" not in self.facets:
            self.aspect_first = True
        self.facets.update(facets)
        self.end = max(self.end, mention.end)
        if mention not in self.mentions:
            self.mentions.append(mention)
        if "reads" in mention.data:
            self.reads.append(mention.data["reads"])
        self.alternatives += mention.data.get("alternatives", ())

    def joins(self, first: Group) -> None:
        """The column that was said before (excluding individuals, how many requests)."""
        self.take(first.mentions[0], first.facets)

    @property
    def weak(self) -> bool:
        return all(m.data.get("weak") for m in self.mentions)


def _facets(mention: Mention) -> dict[str, Any]:
    if mention.cls == "other_word":
        return {"applicant": "other", "loose": True}
    if mention.cls == "applicant":
        return {"applicant": mention.data["id"]}
    facets = dict(mention.data["facets"])
    return _of_cell().get(str(facets.get("id")), facets) if set(facets) == {"id"} else facets


@lru_cache(maxsize=1)
def _of_cell() -> Mapping[str, dict[str, Any]]:
    """The subject and aspect of a cell that is called by its full name (regulations issued), so that it combines."""
    subjects = tables()["subjects"]
    return {
        cell: {"subject": subject, "aspect": aspect}
        for subject, row in subjects.items()
        if subject != REQUESTS
        for aspect, cell in row["aspects"].items()
        if aspect in tables()["needs_subject"]
    }


def read_measures(linked: Linked) -> tuple[Asked, ...]:
    """The measures asked for, in the order of the question, each once."""
    placed = with_applicant_last(linked, with_applicant_first(linked, without_matter(linked, _groups(linked))))
    collected = with_applicant_base(linked, without_family(linked, placed))
    groups = _crossed(linked, _with_partly(linked, _drop_bases(linked, collected)))
    if any(m.data.get("how") == "change" for m in linked.of("compare")):  # the change in per cent: no share
        groups = [g for g in groups if set(g.facets) != {"rate"}]
    _share_facets(linked, groups)
    share_rate(linked, groups)
    groups = [g for g, after in zip_longest(groups, groups[1:]) if not _introduces(linked, g, after)]
    asked = [a for a in (_asked(g, groups, i) for i, g in enumerate(groups)) if a is not None]
    seen: dict[tuple[Any, ...], Asked] = {}
    for one in asked:
        key = (one.indicator, one.applicant, one.choices)
        if one.rate_of and key in seen and not linked.has("how_many"):
            seen[key] = one  # of all the requests, what share went to …
        seen.setdefault(key, one)
    return tuple(of_the_whole(tuple(seen.values()), with_rate))


def _introduces(linked: Linked, group: Group, after: Group | None) -> bool:
    """未经复议直接起诉，其他结果有几件: a subject before a comma that is not counted only says whose results follow."""
    if after is None or not after.borrowed or set(group.facets) != {"subject"}:
        return False
    if group.facets["subject"] != after.facets.get("subject"):
        return False
    counted = any(group.end <= m.start < after.start for m in linked.of(*PARTS))
    return not counted and linked.text[group.end : after.start].strip() in (",", "，", ":", "：")


def _crossed(linked: Linked, groups: list[Group]) -> list[Group]:
    """复议和诉讼各维持几件、纠正几件: each of the subjects with each of the aspects."""
    first = next((i for i, g in enumerate(groups) if "aspect" in g.facets), len(groups))
    if not 0 < first < len(groups):
        return groups
    joint, later = groups[first], groups[first + 1 :]
    both = set(joint.facets) == {"subject", "aspect"} and not joint.aspect_first
    subjects = [*groups[:first], *([joint] if both else [])]
    aspects = [joint.facets["aspect"], *(g.facets.get("aspect") for g in later)]
    plain = all(set(g.facets) == {"subject"} for g in groups[:first]) and all(
        set(g.facets) == {"aspect"} for g in later
    )
    counted = any(
        left.end <= m.start < right.start
        for left, right in pairwise(subjects)
        for m in linked.of(*PARTS)
    )  # fmt: skip
    names = [g.facets.get("subject") for g in subjects]
    shared = all(a in tables()["needs_subject"] and all(fits(n, a) for n in names) for a in aspects)
    if len(subjects) < 2 or len(aspects) < 2 or not plain or counted or REQUESTS in names or not shared:
        return groups
    return [_joined(s, a, joint if n == 0 else later[n - 1]) for s in subjects for n, a in enumerate(aspects)]


def _joined(subject: Group, aspect: str, said: Group) -> Group:
    made = Group(subject.mentions[0])
    made.facets = {"subject": subject.facets["subject"], "aspect": aspect}
    made.reads, made.alternatives = list(subject.reads), list(subject.alternatives)
    made.start, made.end = min(subject.start, said.start), max(subject.end, said.end)
    return made


def _with_partly(linked: Linked, groups: list[Group]) -> list[Group]:
    """含部分公开，谁的公开率最高: the wider rate, not two figures."""
    wider = [g for g in groups if g.facets == {"aspect": WIDER}]
    full = [g for g in groups if g.facets.get("aspect") == "disclosed" and not set(g.facets) - {"aspect", "subject"}]
    once = len(linked.of(*COUNTS)) < 2
    if once and len(wider) == 1 == len(full) and wider[0].mentions[0].text.startswith(("incl", "counting")):
        return [g for g in groups if g not in full]  # including partial disclosures, how many did it grant
    rates = [g for g in groups if g.facets.get("id") == "rate.disclosure"]
    if not wider or not rates:
        return groups
    for group in rates:
        group.facets["id"] = "rate.disclosure_with_partly"
        group.alternatives = []
        group.reads = [r for r in group.reads if r != "disclosure_rate"]  # its formula is shown
    return [g for g in groups if g not in wider]


def _groups(linked: Linked) -> list[Group]:
    groups: list[Group] = []
    last: Mention | None = None
    for mention in linked.of("measure", "applicant", "other_word"):
        separated = last is not None and bool(SEPARATOR.search(_gap(linked, last, mention)))
        separated = separated or (last is not None and _parted(linked, groups[-1], last, mention))
        merged = None if not groups or separated else merge(groups[-1], _facets(mention))
        if merged is None and groups and _gives_reason(linked, groups[-1], last, mention):
            merged = _facets(mention)
        if merged is None:
            group = Group(mention)
            group.separated = separated
            groups.append(group)
        else:
            groups[-1].take(mention, merged)
        last = mention
    return groups


def _gives_reason(linked: Linked, group: Group, last: Mention | None, mention: Mention) -> bool:
    """refused because they were duplicates: the reason is the row, whichever family the verb names."""
    families, aspect = tables()["families"], str(_facets(mention).get("aspect"))
    member = any(aspect.startswith(f"{family}.") for family in families)
    turned_down = group.facets.get("aspect") in families and last is not None and last in group.mentions
    return (
        member and turned_down and last is not None and REASON.search(linked.text[last.end : mention.start]) is not None
    )


def _parted(linked: Linked, group: Group, left: Mention, right: Mention) -> bool:
    """A number, a count or an absence between two subjects: they are two measures (申请多少件诉讼多少件)."""
    one, other = group.facets.get("subject"), _facets(right).get("subject")
    both = one is not None and other is not None and one != other
    was, aspect = group.facets.get("aspect"), _facets(right).get("aspect")
    each = was is not None and aspect is not None and was != aspect  # 维持几件纠正几件
    parts: tuple[str, ...] = (*PARTS, *ORDERS) if both else COUNTS if each else ()
    if not parts and linked.language == "zh" and {one, was} != {None} and aspect is not None:
        after = [m for m in linked.of(*COUNTS) if m.start >= right.end]
        follows = next((m.start for m in linked.of("measure", "applicant") if m.start >= right.end), len(linked.text))
        parts = COUNTS if after and after[0].start < follows else ()  # 复议几件纠正几件
    return any(left.end <= m.start < right.start for m in linked.of(*parts))


def _gap(linked: Linked, left: Mention, right: Mention) -> str:
    """The text between two mentions, bodies and measures blanked out (和平区 holds no 和)."""
    text = list(linked.text[left.end : right.start])
    blank = [*linked.of("body", "year"), *_with_number(linked)]
    for mention in blank:
        if mention.start >= left.end and mention.end <= right.start:
            text[mention.start - left.end : mention.end - left.end] = "\n" * (mention.end - mention.start)
    return "".join(text)


def _with_number(linked: Linked) -> list[Mention]:
    """`fewer than 5` parts nothing: it is a threshold, no comparison of two measures."""
    numbers = linked.of("number")
    return [m for m in linked.of("comparator") if any(0 <= n.start - m.end <= 1 for n in numbers)]


def _drop_bases(linked: Linked, groups: list[Group]) -> list[Group]:
    """Leave out what only says of which a part is asked for: 收到的申请中有多少不予公开."""
    kept: list[Group] = []
    bases = linked.of("base")
    counts = linked.of(*COUNTS, "rank", "compare")
    for index, group in enumerate(groups):
        following = groups[index + 1] if index + 1 < len(groups) else None
        is_base = group.facets.get("subject") == REQUESTS and group.facets.get("aspect", "received") in BASE_ASPECTS
        is_base = is_base or _is_family_of(group, following)
        if is_base and index and PART_OF.search(linked.text[: group.start]) and "applicant" not in group.facets:
            continue  # more than half of its requests
        if following is None or not is_base or "rate" in group.facets or "applicant" in group.facets:
            kept.append(group)
            continue
        before = groups[index - 1].end if index else 0
        marked = any(group.end <= b.start <= following.start for b in bases) or any(
            before <= b.start and b.end <= group.start and not linked.text[b.end : group.start].strip(" 0123456789")
            for b in bases
        )
        counted = any(before <= c.start < (following.start if not marked else group.end + 3) for c in counts)
        if marked and not any(before <= c.start < group.end + 1 for c in counts):
            continue
        if not following.separated and not counted and following.facets.get("aspect") not in (None, *BASE_ASPECTS):
            continue
        kept.append(group)
    return kept


def _is_family_of(group: Group, following: Group | None) -> bool:
    """不予公开里有几件是因为国家秘密: the family says only of which the ground is asked."""
    family = group.facets.get("aspect")
    return (
        following is not None
        and family in tables()["families"]
        and str(following.facets.get("aspect")).startswith(f"{family}.")
    )


def _share_facets(linked: Linked, groups: list[Group]) -> None:
    """Give each group what its neighbour says for both: 复议和诉讼的纠正数, 规范性文件制发和废止."""
    for index, group in enumerate(groups):
        facets = group.facets
        if "subject" in facets or "id" in facets:
            continue
        aspect = facets.get("aspect")
        if aspect in tables()["needs_subject"]:
            for other in [*reversed(groups[:index]), *groups[index + 1 :]]:
                subject = other.facets.get("subject")
                if subject is not None and fits(subject, aspect) and subject != REQUESTS:
                    facets["subject"] = subject
                    group.borrowed = True
                    break
        elif index and group.weak and aspect in tables()["aspects"]:  # in full, and how many in part
            counts = (m for m in linked.of(*COUNTS) if groups[index - 1].end <= m.start < group.start)
            if any(counts) and groups[index - 1].facets.get("subject", REQUESTS) == REQUESTS:
                facets["subject"] = REQUESTS
    for index, group in enumerate(groups):
        if "aspect" in group.facets or "id" in group.facets or "subject" not in group.facets:
            continue
        after = groups[index + 1] if index + 1 < len(groups) else None
        before = groups[index - 1] if index else None
        subject = group.facets["subject"]
        counted = after is not None and any(group.end <= m.start < after.start for m in linked.of(*PARTS))
        if after is not None and not counted and after.separated and not after.aspect_first and _shares(subject, after):
            group.facets["aspect"] = after.facets["aspect"]
            _copy_rate(group, after)
        elif before is not None and group.separated and before.aspect_first and _shares(subject, before):
            group.facets["aspect"] = before.facets["aspect"]
            _copy_rate(group, before)


def _shares(subject: str, other: Group) -> bool:
    aspect = other.facets.get("aspect")
    own = "subject" in other.facets and not other.borrowed
    return aspect in tables()["needs_subject"] and own and fits(subject, aspect)


def _copy_rate(group: Group, other: Group) -> None:
    if other.facets.get("rate"):
        group.facets["rate"] = True


def _asked(group: Group, groups: list[Group], index: int) -> Asked | None:
    facets = group.facets
    if facets.get("loose"):
        _settle_other(facets)
    if facets.pop("court", False) and "subject" not in facets:
        facets["subject"] = "litigation"  # won and lost are said of courts, where nothing else is named
    indicator, choices = indicator_of(facets)
    if facets.get("loose") and indicator is None and not choices and _inherited(groups, index) is None:
        choices = OTHERS
        facets.pop("applicant", None)
    if indicator is None and not choices:
        if facets.get("applicant") is None and not facets.get("rate"):
            return None
        indicator = _inherited(groups, index) or ("requests.received" if "applicant" in facets else None)
        if indicator is None:
            return None
    elif group.weak and "subject" not in facets:
        return None
    if set(facets) == {"rate"}:  # 个人申请多少件，占多少比例: the share of the same figure
        facets["applicant"] = _inherited_applicant(groups, index)
    applicant = str(facets.get("applicant", "total"))
    base = Asked(
        start=group.start, end=group.end, indicator=indicator, applicant=applicant, choices=choices,
        read_as=" ".join(m.text for m in group.mentions), reads=tuple(dict.fromkeys(group.reads)),
        alternatives=_alternatives(indicator, group),
    )  # fmt: skip
    subjects = {m.data["facets"].get("subject") for m in group.mentions if m.cls == "measure"}
    if facets.get("rate") and indicator == "litigation.total" and REQUESTS in subjects:
        return base.model_copy(update={"indicator": PER_REQUEST, "alternatives": ()})
    return with_applicant(with_rate(base) if facets.get("rate") else base)


def _settle_other(facets: dict[str, Any]) -> None:
    """其他 beside a dispute is its 其他结果, beside requests the column of other applicants."""
    if str(facets.get("subject", "")).startswith(("reconsideration", "litigation")):
        facets.pop("applicant")
        facets.setdefault("aspect", "result_other")


def _alternatives(indicator: str | None, group: Group) -> tuple[str, ...]:
    if indicator is None:
        return ()
    found = [a for a in dict.fromkeys(group.alternatives) if a != indicator]
    if indicator.startswith("litigation.") and "disputes.total" in found and indicator != "litigation.total":
        replaced = indicator.replace("litigation.", "disputes.")
        return (replaced,) if replaced in catalogue.load() else ()
    table_word = found and indicator in ("litigation.total", "outcome.disclosed", "rate.disclosure")
    return tuple(found) if table_word else ()


def _inherited(groups: list[Group], index: int) -> str | None:
    """The indicator of the nearest other group that says one: the earlier first."""
    for other in [*reversed(groups[:index]), *groups[index + 1 :]]:
        indicator, _ = indicator_of(other.facets)
        if indicator is not None and not other.weak:
            return indicator
    return None


def _inherited_applicant(groups: list[Group], index: int) -> str:
    return str(groups[index - 1].facets.get("applicant", "total")) if index else "total"


def with_rate(asked: Asked) -> Asked:
    """The share that is meant when a share of this figure is asked for."""
    known, rates = catalogue.load(), tables()["rates"]
    if asked.choices:
        both = tuple(rates[c] for c in asked.choices if c in rates)
        return asked.model_copy(update={"choices": both}) if both else asked
    indicator = asked.indicator or ""
    if indicator.startswith("rate."):
        return asked
    if indicator == "requests.received" and f"rate.{asked.applicant}" in known:
        return asked.model_copy(update={"indicator": f"rate.{asked.applicant}", "applicant": "total"})
    rate = rates.get(indicator) or f"rate.{indicator.removeprefix('outcome.')}"
    if rate in known and (indicator in rates or indicator.startswith("outcome.")) and indicator != "outcome.total":
        reads = asked.reads
        alternatives = ("rate.disclosure_with_partly",) if rate == "rate.disclosure" and "disclosed" in reads else ()
        return asked.model_copy(update={"indicator": rate, "alternatives": alternatives})
    return asked.model_copy(update={"rate_of": True})


def with_applicant(asked: Asked) -> Asked:
    """The column of an applicant, where the tables have one for this figure."""
    if asked.applicant == "total" or asked.indicator is None:
        return asked
    if asked.applicant == "organisations":
        if asked.indicator == "requests.received":
            return asked.model_copy(update={"indicator": "requests.organisations", "applicant": "total"})
        return asked.model_copy(update={"impossible": True})
    by_applicant = asked.indicator.startswith(("requests.", "outcome.", "rate.")) and not asked.indicator.startswith(
        ("rate.correction", "rate.upheld", "rate.litigation", "requests.organisations")
    )
    return asked if by_applicant else asked.model_copy(update={"impossible": True})
