"""One piece that says the same of several bodies or of several measures, as one claim for each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus import catalogue
from qa.claim_adding import EACH
from qa.claim_cells import narrowest, whole_of
from qa.claim_context import BARE_NOUN
from qa.claim_said import Key, Said
from qa.link import Linked
from qa.measures import Asked

OF_BODIES = ("value", "share", "none", "all", "superlative", "growth", "absence")
OF_MEASURES = ("none", "superlative", "growth", "compare")
SEVERAL = re.compile(r"[、和与及或]|\b(?:and|or|nor)\b", re.IGNORECASE)
LISTED = re.compile(r"\s*(?:[、和与及]|以及|and|or|nor)\s*", re.IGNORECASE)


def of_each(said: Said, linked: Linked, asked: Sequence[Asked]) -> tuple[Said, ...]:
    """甲县和乙县各 41 件 is two claims, 没有复议和诉讼 too; what one figure of several means is not said."""
    return tuple(one for each in _of_measures(said, linked, asked) for one in _of_bodies(each, linked))


def _of_bodies(said: Said, linked: Linked) -> tuple[Said, ...]:
    if said.kind not in OF_BODIES or len(said.bodies) < 2:
        return (said,)
    if EACH.search(linked.text):
        return tuple(said.model_copy(update={"bodies": (b,)}) for b in said.bodies)
    return (said.model_copy(update={"left": (*said.left, "、".join(b.asked for b in said.bodies))}),)


def _of_measures(said: Said, linked: Linked, asked: Sequence[Asked]) -> tuple[Said, ...]:
    """复议和诉讼均下降, 没有诉讼和复议: one claim for each measure; one figure for two is not read."""
    keys = _listed(linked, asked)
    if len(keys) < 2:
        return (_of_one(said, asked),)
    if said.kind == "none" and said.keys and said.keys[0][0].endswith(".pending"):  # 复议和诉讼均已审结
        pending = [(f"{key[0].partition('.')[0]}.pending", key[1]) for key in keys]
        return tuple(said.model_copy(update={"keys": (key,)}) for key in pending if key[0] in catalogue.load())
    if said.kind == "all":  # 复议和诉讼均有发生 says nothing of all
        return (said.model_copy(update={"left": (*said.left, "…")}),)
    if said.kind not in OF_MEASURES or said.keys[:1] != keys[:1]:
        return (said,)
    if said.numeral is not None and not EACH.search(linked.text):
        return (said.model_copy(update={"left": (*said.left, "…")}),)
    ways = [1 if m.data.get("descending", True) else -1 for m in linked.of("superlative")]
    if said.kind == "superlative" and len(set(ways)) > 1:  # 申请最少、复议最多
        if len(ways) != len(keys):
            return (said.model_copy(update={"left": (*said.left, "…")}),)
        each = zip(keys, ways, strict=True)
        return tuple(said.model_copy(update={"keys": (key,), "direction": way}) for key, way in each)
    return (said, *(said.model_copy(update={"keys": (key,)}) for key in keys[1:]))


def _of_one(said: Said, asked: Sequence[Asked]) -> Said:
    """没有一件是直接起诉且被维持的: of the part; open where neither of two cells is a part of the other."""
    named = [a for a in narrowest(asked) if not a.rate_of and not BARE_NOUN.fullmatch(a.read_as)]
    keys = tuple(dict.fromkeys((a.indicator or "", a.applicant) for a in named))
    if said.kind != "none" or len(keys) < 2 or said.keys[:1] != keys[:1]:
        return said
    part = next((k for k in keys if all(o in (k, whole_of(k)) for o in keys)), None)
    return said.model_copy(update={"keys": (part,)} if part else {"left": (*said.left, "…")})


def _listed(linked: Linked, asked: Sequence[Asked]) -> tuple[Key, ...]:
    """The measures that the piece lists one beside the other; the noun of what is counted is none of them."""
    plain = [a for a in asked if a.indicator and not a.rate_of]
    beside = {one for a, b in pairwise(plain) if LISTED.fullmatch(linked.text[a.end : b.start]) for one in (a, b)}
    plain = [a for a in plain if a in beside or not BARE_NOUN.fullmatch(a.read_as)]
    if not all(SEVERAL.search(linked.text[a.end : b.start]) for a, b in pairwise(plain)):
        return ()
    return tuple(dict.fromkeys((a.indicator or "", a.applicant) for a in plain))
