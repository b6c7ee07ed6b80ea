"""A share in a whole that is named: 重复申请占不予处理的几成, 不予处理里重复申请占多少, 自然人占予以公开的比例.

The rates of the catalogue are shares of all that was received or concluded. Where another row is named as the whole,
the part is divided by that row; where the part is not counted within it, nothing is answered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from corpus import catalogue
from qa.adding import holds_rows
from qa.asking import Ask
from qa.guards import whole_holds
from qa.link import Linked, Mention
from qa.measures import read_measures
from qa.of_wholes import WHOLES
from qa.plan import Lookup, Measure, Plan
from qa.refusing import abstain

# 占 with the whole that stands behind it, where one does: 占不予处理的几成, but 占比, 占多少.
SHARE = re.compile(r"占(?!比|(?:了)?(?:多少|几|百分|多大|总))(?P<of>[^,，。;；?？]+)|占")
# What share of Yindu's lawsuits | came after reconsideration, of its refusals, what share …: what the share is of.
SHARE_OF = re.compile(
    r"(?:\b(?:share|percent(?:age)?|per cent|proportion|fraction|(?:what|which) (?:portion|part)) of |^(?:and |but )?(?:out )?of )(?P<of>.+?)"
    r"(?: (?:was|were|is|are|came|come|went|ended|followed|had|have|has|been|got|get|arose|proceeded|began|started|did|does|do"
    r"|concern(?:ed|s)?|relate[ds]?|involve[ds]?|rest(?:ed|s)?|fell|fall|made|make)\b|[,?]|$)"
)
OF_ALL = re.compile(r"\b(?:share|percent(?:age)?|per cent|proportion|fraction)\b.* of (?:all|(?:the )?total)\b")
AMONG = re.compile(
    r" (?:among|amongst|within|in|out of) (?:(?:all|the|its|their|total|of) )*$"
)  # state secrets among refusals
WORDS = ("measure", "applicant")
RATES = "rate."
ORGANISATIONS = "requests.organisations"  # all applicants but natural persons
NAMES = {"rate.disclosure": "disclosed", "rate.disclosure_with_partly": "disclosed_or_partly",
         "rate.handled": "handled_total"}  # fmt: skip
ELSEWHERE = ("compare", "than", "more", "rising", "superlative", "top", "place", "rank", "position", "comparator",
             "comparator_after", "number", "trend", "year_noun", "all_years", "recent_years", "none")  # fmt: skip


def plan_share_of(ask: Ask) -> Plan | None:
    """One body's figure as a share of another of its rows; None where no whole but the usual ones is named."""
    linked = ask.linked
    named = _named(linked) if linked.language == "zh" else _of_a_family(linked)
    if named is None or named[0] == named[1]:
        return None  # 同心县申请占全部申请的比例: a share of others' figures
    further = len(SHARE.findall(linked.text)) > 1  # a second share, of another whole
    if not ask.one_body or len(ask.scope.years) > 1 or linked.has(*ELSEWHERE) or further:
        return None if named[1].indicator in WHOLES else abstain(ask, "out_of_scope", "chatter_only")
    part, whole = named
    rates = [a for a in ask.asked if (a.indicator or "").startswith(RATES) and not a.rate_of]
    if whole.indicator in WHOLES and whole.applicant == catalogue.TOTAL and len(ask.asked) == len(rates):
        return None  # a rate of the catalogue
    if not holds(whole, part):
        return abstain(ask, "out_of_scope", "chatter_only")
    ask.use("how_many", "with_values", "every", "all", "base", "aggregate", "which")
    return Lookup(measures=(part,), scope=ask.scope, added=True, whole=whole)


def row_of_all(linked: Linked) -> Measure | None:
    """同心县占不予公开的比例, what share of all refusals was Tongxin's: the row of which the body has a part; None where the
    share is of the body's own."""
    words = [p for m in linked.of("measure") if not m.data.get("weak") and (p := _plain(m)) is not None]
    share = (SHARE if linked.language == "zh" else SHARE_OF).search(linked.text)
    if len(words) != 1 or (share is None and not OF_ALL.search(linked.text)):
        return None
    sums = (m for m in linked.of("aggregate") if m.data["function"] == "sum")
    all_of_it = any(0 <= words[0].start - m.end <= len(" the ") for m in (*linked.of("all"), *sums))
    if not all_of_it and (share is None or not _has_a_part(linked, words[0], share)):
        return None
    return _sum(_read(linked, words))


def _has_a_part(linked: Linked, row: Mention, share: re.Match[str]) -> bool:
    """Whether the body stands apart from the row that the share is of: 同心县占…, of refusals was Tongxin's."""
    if not share["of"] or not share.start("of") <= row.start < share.end("of"):
        return False
    if linked.language == "zh":
        ahead = [m for m in linked.mentions if m.end <= share.start()]
        return bool(ahead) and share.start() - ahead[-1].end <= 1 and {m.cls for m in ahead[-2:]} <= {"body", "year"}
    return all(m.start >= share.end("of") for m in linked.of("body"))


def _of_a_family(linked: Linked) -> tuple[Measure, Measure] | None:
    """What percentage of its refusals were over internal affairs: of the refusals, which no rate of the catalogue is."""
    pair = share_of_its_own(linked, family=True)
    if isinstance(pair, bool) or pair[1].indicator in WHOLES or not pair[1].indicator.startswith("outcome."):
        return None
    return pair


def share_of_its_own(linked: Linked, *, family: bool = False) -> tuple[Measure, Measure] | bool:
    """The part and the whole where an English question asks for a share of a body's own row; True where they are not
    read, False where it asks for no such share. `family`: whether or not the body is named with the whole."""
    share = SHARE_OF.search(linked.text) if linked.language == "en" else None
    if share is None:
        return False
    of_whom = any(share.start("of") <= m.start < share.end("of") for m in linked.of("body"))
    words = [plain for m in linked.of(*WORDS) if (plain := _plain(m)) is not None]
    whole = [m for m in words if share.start("of") <= m.start < share.end("of")]
    if (among := next((m for m in whole[1:] if AMONG.search(linked.text[: m.start])), None)) is not None:
        whole = [m for m in whole if m.start >= among.start]
    part = [m for m in words if m not in whole]
    if not (of_whom or family) or not whole or not part:
        return False
    return _pair(linked, part, whole) or True


def holds(whole: Measure, part: Measure) -> bool:
    """Whether the part is counted within the whole."""
    if part.indicator.startswith(RATES):
        return False
    if whole.indicator == ORGANISATIONS:
        return part.indicator == "requests.received" and part.applicant not in (catalogue.TOTAL, "natural_person")
    disputes = all(m.indicator.startswith(("litigation", "reconsideration", "disputes")) for m in (whole, part))
    return whole_holds(whole, part) or (disputes and holds_rows(whole, part))


def names_whole(linked: Linked) -> bool:
    """Whether a share is asked for in a row that is named itself."""
    named = _named(linked) if linked.language == "zh" else None
    return named is not None and named[0] != named[1] and named[1].indicator not in WHOLES


def whole_said(linked: Linked) -> Measure | None:
    """占不予处理的几成 with no part of its own: the row that is named as the whole."""
    share = SHARE.search(linked.text) if linked.language == "zh" else None
    words = [plain for m in linked.of(*WORDS) if (plain := _plain(m)) is not None]
    if share is None or not share["of"] or not words or any(m.start < share.start("of") for m in words):
        return None
    whole = _sum(_read(linked, words))
    return None if whole is None or whole.indicator in WHOLES else whole


def _named(linked: Linked) -> tuple[Measure, Measure] | None:
    """The part and the whole: what stands before 占 and behind it, or before and behind 里."""
    share = SHARE.search(linked.text)
    words = [plain for m in linked.of(*WORDS) if (plain := _plain(m)) is not None]
    if share is None:
        return None
    ahead = [m for m in words if m.end <= share.start()]
    behind = [m for m in words if share.start("of") <= m.start and m.end <= share.end("of")] if share["of"] else []
    if ahead and behind:
        return _pair(linked, ahead, behind)
    for base in () if behind else linked.of("base"):
        begins = max(0, linked.text.rfind("在", 0, base.start))
        whole = [m for m in ahead if begins <= m.start and m.end <= base.start]
        part = [m for m in ahead if m.end <= begins] or [m for m in ahead if m.start >= base.end]
        if part and whole:
            return _pair(linked, part, whole)
    return None


def _plain(mention: Mention) -> Mention | None:
    """The mention without what it says of a share; None where that is all it says."""
    facets: dict[str, Any] = dict(mention.data.get("facets", {}))
    if not facets.keys() & {"rate", "id"}:
        return mention
    facets.pop("rate", None)
    if str(facets.get("id")) in NAMES:
        facets = {"aspect": NAMES[str(facets["id"])]}
    return mention.model_copy(update={"data": {**mention.data, "facets": facets}}) if facets else None


def _pair(linked: Linked, part: Sequence[Mention], whole: Sequence[Mention]) -> tuple[Measure, Measure] | None:
    of = _sum(_read(linked, whole))
    if of is None:
        return None
    if all(m.cls == "applicant" for m in part) and len(part) == 1:
        applicant = str(part[0].data["id"])
        if of.indicator == ORGANISATIONS:
            return Measure(indicator="requests.received", applicant=applicant), of
        return (of.model_copy(update={"applicant": applicant}), of) if of.applicant == catalogue.TOTAL else None
    found = _read(linked, part)
    if len(found) != 1:
        found = _read(linked, [*part, *whole])  # 维持的占诉讼的几成
    return (found[0], of) if len(found) == 1 else None


def _read(linked: Linked, words: Sequence[Mention]) -> list[Measure]:
    kept = tuple(sorted(words, key=lambda m: m.start))
    asked = read_measures(linked.model_copy(update={"mentions": kept}))
    return [
        a.measure.model_copy(update={"alternatives": (), "read_as": None}) for a in asked if a.indicator is not None
    ]


def _sum(measures: Sequence[Measure]) -> Measure | None:
    """The one figure, or that which the catalogue has for the sum of those named (复议和诉讼)."""
    from qa import lexicon

    if len(measures) == 1:
        return measures[0]
    named = sorted(m.indicator for m in measures)
    for row in lexicon.load().measures["sums"]:
        if sorted(row["of"]) == named and len({m.applicant for m in measures}) == 1:
            return Measure(indicator=row["is"], applicant=measures[0].applicant)
    return None
