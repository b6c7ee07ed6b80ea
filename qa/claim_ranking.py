"""Pieces that put bodies in an order: 分列前三位, 仅次于, second only to."""

from __future__ import annotations

import re

from qa.claim_parts import Parts
from qa.claim_said import Said
from qa.link import Linked
from qa.plan import BodyRef

LISTED_IN_ORDER = re.compile(r"分列|分居|分别|依次|\brespectively\b|\bin that order\b", re.IGNORECASE)
NEXT_TO = re.compile(r"(?:仅)?次于\s*$|\b(?:second|next) only to (?:the )?$", re.IGNORECASE)
BEHIND = re.compile(r"\b(?:after|behind)(?: only)? (?:the )?$", re.IGNORECASE)
NEXT_WORDS = ("仅", "次", "次于", "于", "only", "second", "next", "after", "behind", "to")
LISTED_WORDS = ("分列", "分居", "分别", "依次", "respectively", "order", "that order")
PLACED = ("居", "位居", "列", "位列", "名列", "排", "排名", "排在", "跻身", "进入", "包揽", "占据", "占", "居于")
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
ORDINAL_WORD = re.compile(rf"\b(?:joint[- ]|equal )?({'|'.join(ORDINALS)})\b", re.IGNORECASE)


def first_few(parts: Parts) -> tuple[Said, ...] | None:
    """前三位依次为甲、乙、丙: each its place; 位列前三: one of so many."""
    top = next((m for m in parts.linked.of("top") if m.value is not None and m.value > 1), None)
    if top is None or parts.linked.has("superlative", "place"):
        return None
    listed = in_order(parts.base, parts.linked, parts.bodies)
    if listed:
        return listed
    few = int(top.value or 0)
    left = tuple(w for w in parts.base.left if w not in (*LISTED_WORDS, *PLACED))
    way = {"kind": "superlative", "direction": 1 if top.data.get("descending", True) else -1, "left": left}
    base = parts.base.model_copy(update=way)
    if len(parts.bodies) in (0, 1, few):
        bodies = parts.bodies or parts.context.bodies
        return tuple(base.model_copy(update={"bodies": (b,), "place": few, "op": "le"}) for b in bodies) or None
    return (base.model_copy(update={"left": (*left, top.text)}),)


def in_order(base: Said, linked: Linked, bodies: tuple[BodyRef, ...]) -> tuple[Said, ...]:
    """前三位依次为甲、乙、丙, whether or not their figures are said: each of them its place."""
    top = next((m for m in linked.of("top") if m.value is not None and m.value > 1), None)
    if top is None or len(bodies) != top.value or not LISTED_IN_ORDER.search(linked.text):
        return ()
    left = tuple(w for w in base.left if w not in (*LISTED_WORDS, *PLACED))
    way = {"kind": "superlative", "direction": 1 if top.data.get("descending", True) else -1, "left": left}
    return tuple(base.model_copy(update={**way, "bodies": (b,), "place": n}) for n, b in enumerate(bodies, 1))


def next_after(parts: Parts) -> tuple[Said, ...] | None:
    """仅次于余杭区, ranked second after Yuhang: nobody comes between the two."""
    named = parts.linked.of("body")
    last = named[-1] if named else None
    before = parts.linked.text[: last.start] if last is not None else ""
    ranked = parts.linked.has("place")
    if not NEXT_TO.search(before) and not (ranked and BEHIND.search(before)):
        return None
    other = parts.bodies[-1:]
    subject = parts.bodies[:1] if len(parts.bodies) > 1 else parts.context.bodies[:1]
    left = tuple(w for w in parts.base.left if w not in NEXT_WORDS)
    if not subject or subject == other or parts.figures or parts.linked.has("superlative", "top"):
        left = (*left, "次于")
    place = next(iter(parts.linked.of("place")), None)
    word = ORDINAL_WORD.search(before)
    nth = (
        int(place.value or place.data.get("n") or 0) if place is not None else ORDINALS[word[1].lower()] if word else 0
    )
    way = -1 if place is not None and not place.data.get("descending", True) else 1
    told = {"kind": "superlative", "bodies": subject, "others": other, "place": nth, "direction": way, "left": left}
    return (parts.base.model_copy(update=told),)
