"""全省, 全市 beside one body: its own province or prefecture is meant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from corpus import divisions
from corpus.models import BodyKind
from qa.link import Linked
from qa.measures import Asked
from qa.plan import BodyRef, Scope
from qa.scope import Reading

Around = Literal["province", "prefecture"]
WORDS: dict[str, Around] = {
    "全省": "province", "省内": "province", "全自治区": "province", "全市": "prefecture", "市内": "prefecture",
}  # fmt: skip
SUBORDINATE = ("下属", "所属", "下面")
BELOW = tuple(k for k in BodyKind if k is not BodyKind.GOVERNMENT)
COUNTY_DIGITS = 6  # of a division's code
DIGITS: dict[Around, int] = {"province": 2, "prefecture": 4}  # of a division's code that name the two


def said_around(linked: Linked) -> Around | Literal[""] | None:
    """What the words for a whole place mean; "" where there are none, None where they are of no set of bodies (全县)."""
    said = {m.text for m in linked.of("within")}
    found = {WORDS.get(text) for text in said}
    return "" if not said else found.pop() if len(found) == 1 else None


def region_around(linked: Linked, body: BodyRef) -> str | None:
    """The code of the region around the body; "" where the question names none, None where it cannot be told."""
    level = said_around(linked)
    code = body.division_code or ""
    if not level:
        return level
    return code[: DIGITS[level]] if len(code) > DIGITS[level] else None


def _subordinate(linked: Linked, scope: Scope) -> bool:
    """同心县下属单位: the bodies of one county without its government."""
    one_county = len(scope.regions) == 1 and len(scope.regions[0]) == COUNTY_DIGITS
    said = any(m.text in SUBORDINATE for m in linked.of("within"))
    return said and one_county and not scope.kinds and not scope.levels


def ranked_around(linked: Linked, asked: Sequence[Asked], reading: Reading) -> Reading:
    """盱眙县申请全省最少, 占全省的比例: the one body beside those of its own province or prefecture."""
    scope = reading.scope
    if not scope.bodies and not scope.regions and (level := said_around(linked)):
        return reading.model_copy(update={"scope": scope.model_copy(update={"around": level})})
    if _subordinate(linked, scope):
        return reading.model_copy(update={"scope": scope.model_copy(update={"kinds": BELOW})})
    ordered = linked.has("superlative", "top", "place", "rank", "position") or any(a.rate_of for a in asked)
    if len(scope.bodies) != 1 or scope.regions or reading.set_asked or not ordered:
        return reading
    code = region_around(linked, scope.bodies[0])
    region = divisions.by_code(code.ljust(len("640000"), "0")) if code else None
    if region is None:
        return reading
    update = {"regions": (code,), "region_names": (region.name,)}
    return reading.model_copy(update={"scope": scope.model_copy(update=update)})
