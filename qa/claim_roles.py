"""Words that make a figure something else than it looks: a ratio, so many of each hundred, a part of the body's own.

What they say is read nowhere: the claim is left open.
"""

from __future__ import annotations

import re

from corpus import divisions
from corpus.models import BodyKind, Level
from corpus.numerals import WORDS
from qa.claim_said import Said
from qa.claim_words import words
from qa.link import Linked, Mention

NUMBER = rf"(?:\d[\d,.]*|{'|'.join(WORDS)})"
FEW = "one|two|three|four|five|six|seven|eight|nine|ten"
# 自然人与企业之比为 4∶1, by three to one; from 380 to 13 is no ratio.
RATIO = re.compile(
    rf"之比|[\d一二两三四五六七八九十]\s*[∶：:比]\s*[\d一二两三四五六七八九十]|\b{NUMBER}(?: |-)to(?: |-)(?:{FEW}|\d)\b(?![\d,.]*\d)",
    re.IGNORECASE,
)
RATIO_CUT = re.compile(r"\s*[:：]\s*\d+\s*(?:$|[，。,.；;])")  # …的比例约为4 | :1
AFTER_REVIEW = re.compile(r"(?:经过|经|先)行?政?复议")  # 诉讼中一半经过复议: no count of the reconsiderations
FROM = re.compile(r"\b(?:from|between)\b", re.IGNORECASE)
# For every ten requests that it closed, …: what follows counts none of them.
FOR_EACH = re.compile(r"\b(?:for|in|of|out of|to) every\b", re.IGNORECASE)
ALL_LEVELS = re.compile(r"各级|全[县区市]")
ABOVE = (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY)
LOWER = (BodyKind.TOWNSHIP, BodyKind.DEPARTMENT)


def unproved(said: Said, linked: Linked) -> tuple[str, ...]:
    """The words of the piece for which its figure is not what its cell would have."""
    text = said.piece.text
    moved = FROM.search(text) or words().has("rise", text) or words().has("fall", text)
    ratio = None if moved else RATIO.search(text) or RATIO_CUT.match(said.piece.after)
    suits = any(m.data.get("facets", {}).get("subject") == "litigation" for m in linked.of("measure"))
    review = AFTER_REVIEW.search(text) if suits else None
    each = FOR_EACH.search(text)
    return (*(m[0].strip() for m in (ratio, each, review) if m), *(m.text for m in _parts_of_body(said, linked)))


def _parts_of_body(said: Said, linked: Linked) -> list[Mention]:
    """同心县各乡镇, Tongxin's townships: not the county, whose report counts all of them (全县各级各部门) together."""
    if len(said.bodies) != 1 or said.bodies[0].kind in LOWER or ALL_LEVELS.search(said.piece.text):
        return []
    named = linked.of("body")
    code = said.bodies[0].division_code
    own = divisions.by_code(code) if code else None
    above = ABOVE[: ABOVE.index(own.level)] if own is not None and own.level in ABOVE else ()
    ordered = linked.has("superlative", "top", "place", "within")
    return [
        m
        for m in linked.of("noun")
        if not any(b.start <= m.start < b.end for b in named)
        and (
            set(m.data.get("kinds", ())) & {k.value for k in LOWER}
            or (not ordered and set(m.data.get("levels", ())) & {level.value for level in above})  # 向省政府申请的复议
        )
    ]
