"""Whom and what a piece speaks of beyond its own words: the bodies it points at, the set, what a share is of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus import divisions
from corpus.models import BodyKind
from qa.claim_cells import CASES, OF_WHICH
from qa.claim_figures import set_size
from qa.claim_said import Context, Key
from qa.claim_words import RANKED
from qa.link import Linked, Mention
from qa.measures import Asked
from qa.plan import BodyRef
from qa.scope import Reading

WHICH = re.compile(r"\s*(?:which|whose|where)\b", re.IGNORECASE)
# 44.7 percent of those concluded: what the share is of, and not what it is a share for.
SHARE_OF = re.compile(
    r"(?:percent|per cent|%|\bhalf|thirds?|quarters?|fifths?) of (?:(?:those|the|its|their|all|these|his|that|which|it|they|county|district|city|office|body|requests|cases) )*$",
    re.IGNORECASE,
)
OF_EACH_OTHER = re.compile(r"\s*(?:而)?(?:两者|二者)?(?:相差|仅差|只差|差距|前者|后者)")
WITHIN = re.compile(r"(?:的)?(?:申请)?(?:之|当)?[中里内]")
OF_WHOLE = re.compile(r"\bof (?:(?:all|the|its|their|those|these|total) |[\w-]+(?: [\w-]+)?'s? )*$", re.IGNORECASE)
FAMILIES = tuple(f"outcome.{f}.total" for f in ("refused", "unavailable", "not_processed", "other"))
THE_THREE = re.compile(
    r"(?<![\u4e00-\u9fff])(?:这|上述|以上)?三[县区市地家]|\bthe three\b(?! (?!counties|districts)\w+ (?:counties|districts))",
    re.IGNORECASE,
)
THE_TWO = re.compile(r"两[县区市地家者]|二者|\bthe two\b|\bbetween them\b", re.IGNORECASE)
BARE_NOUN = re.compile(
    r"(?:information |disclosure |access )?(?:requests?|applications?)|(?:信息公开)?申请", re.IGNORECASE
)
OF_REQUESTS = (
    "outcome.total",
    "requests.handled",
    "outcome.disclosed",
    "outcome.partly_disclosed",
    "outcome.refused.total",
)
LONE_VERB = re.compile(r"[a-z]+", re.IGNORECASE)
DECISIONS = ".decisions"
FIGURE_ONLY = re.compile(
    r"\s*(?:about |some |nearly |over |more than |just |only )?[\w,.-]+(?: hundred| thousand)?(?: new)?\s*"
)
MEANT = (
    (BodyKind.OFFICE, re.compile(
        r"(?:其|该县|该区|该市|县|区|市)(?:人民)?政府(?:办公室|办)|(?:其|县府|区府|市府)办公室|"
        r"\b(?:its|the county's|the district's|the county government's|the district government's|the government's|their) (?:own )?(?:general |government )?office\b|"
        r"\bthe (?:county|district) government office\b",
        re.IGNORECASE,
    )),
    (BodyKind.GOVERNMENT, re.compile(
        r"(?:^|[，,；;而])\s*(?:该)?(?:县|区|市)(?:人民)?政府(?!办|网|公报|门户|信息|各|部门)|\bthe (?:county|district|city) government\b(?!'s| office| website| department)",
        re.IGNORECASE,
    )),
)  # fmt: skip
WHOLE_OF_IT = re.compile(r"全([县区市])(?!域|办|各)")
# 县政府办负责人说: who speaks is not whom the text is about.
SPEAKER = re.compile(
    r"(?:的)?(?:相关|有关)?(?:负责人|主任|副主任|工作人员|发言人|负责同志|人士)|(?:介绍|表示|透露|坦言|指出|回应)|(?:'s)? (?:spokes(?:man|woman|person)|head|director|official|chief)",
    re.IGNORECASE,
)
OF_A_SET = ("noun", "report_noun", "all", "superlative", "place", "top", "any", "applicant_kind")
AMONG_EN = re.compile(
    r"\b(?:of|among|amongst) (?:all )?(?:the |these |those )?(?:other )?(?:counties|districts)(?: and (?:districts|counties|cities))? (?:of|in)\b|"
    r"^\s*(?:of|among|amongst|in) [a-z' ]{2,24}?'s? (?:\w+ )?(?:counties|districts)",
    re.IGNORECASE,
)
REGION_DIGITS = (2, 4)  # of the code of a province, of a prefecture
AMONG = re.compile(r"(?:县区|区县|县市区|县|区|市)(?:中|里|当中|之中)")


def bodies_named(reading: Reading, linked: Linked) -> tuple[BodyRef, ...]:
    """The bodies named; 永宁县28个部门 names its county, and no region that holds several.

    淮安市不予公开合计 178 件 is the city's own figure, where no word speaks of the counties in it.
    """
    counties = tuple(r for r in reading.region_bodies if r.division_code and not r.division_code.endswith("00"))
    itself = (
        () if linked.has(*OF_A_SET) or set_size(linked) or len(reading.region_bodies) != 1 else reading.region_bodies
    )
    return reading.scope.bodies or counties or itself


def bodies_meant(text: str, context: Context) -> tuple[BodyRef, ...]:
    """县政府, its office: the government, or its office, of the division of the body named before."""
    held = context.bodies[0] if context.bodies else None
    if held is None or not held.division_code:
        return ()
    whole = WHOLE_OF_IT.search(text)
    if whole is not None and held.kind is BodyKind.OFFICE and division_of(held).endswith(whole[1]):
        return (_own(held, whole[0], BodyKind.GOVERNMENT),)  # 县政府办负责人介绍，全县…
    for kind, pattern in MEANT:
        match = pattern.search(text)
        if match is not None and held.kind is not kind and not SPEAKER.match(text, match.end()):
            return (_own(held, match[0].strip(), kind),)
    return ()


def _own(held: BodyRef, asked: str, kind: BodyKind) -> BodyRef:
    return BodyRef(asked=asked, name=division_of(held), division_code=held.division_code, kind=kind)


def region_of_order(bodies: tuple[BodyRef, ...], linked: Linked) -> tuple[tuple[BodyRef, ...], tuple[str, ...]]:
    """盱眙县在江苏排第三: the region that holds the other body named is the set of the order, no second subject."""
    ordered = linked.has("superlative", "place", "top") or RANKED.search(linked.text) is not None
    for body, region in (bodies, bodies[::-1]) if len(bodies) == 2 and ordered else ():
        code = (region.division_code or "").rstrip("0")
        inside = (body.division_code or "").startswith(code) and body.division_code != region.division_code
        if len(code) in REGION_DIGITS and inside:
            return (body,), (code,)
    return bodies, ()


def division_of(ref: BodyRef) -> str:
    """The division's name, where the reference carries a body's."""
    known = divisions.by_code(ref.division_code) if ref.division_code else None
    return known.name if known is not None else ref.name


def share_of(asked: Sequence[Asked], keys: Sequence[Key], linked: Linked, context: Context) -> Key | None:
    """The cell that a share is said to be of, where the piece names nothing else and its part was named before."""
    if len(asked) != 1 or not keys or context.measure in (None, keys[0]):
        return None
    return keys[0] if SHARE_OF.search(linked.text[: asked[0].start]) else None


def family_of_share(linked: Linked, context: Context) -> Key | None:
    """信访类占不予处理的 28%, a third of its refusals were …, 不予公开中，…: the family of outcomes that a share is of."""
    measures = linked.of("measure")
    for share, whole in pairwise(measures):
        family = _family(whole)
        if share.text.startswith("占") and linked.text[whole.end : whole.end + 1] == "的" and family is not None:
            return family
    named = [m for m in measures if not m.data.get("weak")]
    for whole in named if len(named) > 1 else ():
        if (family := _family(whole)) is not None and is_whole(whole, linked):
            return family
    of_those = context.inside or OF_WHICH.match(linked.text) is not None
    inside = of_those and context.measure is not None and context.measure[0] in FAMILIES
    return context.measure if inside and not any(map(_family, named)) else None


def is_whole(measure: Mention, linked: Linked) -> bool:
    """A third of its refusals, of the refusals, 不予公开里: what is named so is what a share is of."""
    if linked.language == "zh":
        return WITHIN.match(linked.text, measure.end) is not None
    return OF_WHOLE.search(linked.text[: measure.start]) is not None


def _family(measure: Mention) -> Key | None:
    key = (f"outcome.{measure.data.get('facets', {}).get('aspect')}.total", "total")
    return key if key[0] in FAMILIES else None


def bodies_pointed_at(linked: Linked, named: tuple[BodyRef, ...]) -> tuple[BodyRef, ...]:
    """两县相差 8 件, between them, 三县合计: the two or three bodies that the sentence, or the text, has named."""
    apart = len({b.division_code or b.name for b in named}) == len(named)  # a county and its office are no pair
    pointer = {2: THE_TWO, 3: THE_THREE}.get(len(named)) if apart else None
    return named if pointer is not None and pointer.search(linked.text) else ()


def apart_from_each_other(linked: Linked, named: tuple[BodyRef, ...]) -> tuple[BodyRef, ...]:
    """甲县 55 件，乙县 54 件，相差 1 件: the two bodies that the sentence has named, in its order."""
    return named if OF_EACH_OTHER.match(linked.text) and len(named) == 2 and not linked.of("measure") else ()


def without_noun(asked: Sequence[Asked], linked: Linked) -> tuple[Asked, ...]:
    """`closed 3,050 requests` is one measure: the noun behind the figure only says what was closed.

    `granted some 450,000 licences` is the noun's: a lone verb is of the decisions that it is said of, not of requests.
    """
    kept: list[Asked] = []
    for one in asked:
        before = kept[-1] if kept else None
        gap = linked.text[before.end : one.start] if before is not None else ""
        noun = before is not None and BARE_NOUN.fullmatch(one.read_as) and one.applicant == "total"
        if noun and before is not None and before.indicator in OF_REQUESTS and FIGURE_ONLY.fullmatch(gap):
            continue
        verb = before is not None and before.indicator == "outcome.disclosed" and LONE_VERB.fullmatch(before.read_as)
        handled = before is not None and before.indicator == "outcome.total" and LONE_VERB.fullmatch(before.read_as)
        case = (one.indicator or "").partition(".")[0] in CASES
        if ((verb and (one.indicator or "").endswith(DECISIONS)) or (handled and case)) and FIGURE_ONLY.fullmatch(gap):
            kept.pop()
        kept.append(one)
    return tuple(kept)


def is_among(linked: Linked) -> bool:
    """河南各县中, among the counties of Henan: the set that what follows is about."""
    return AMONG_EN.search(linked.text) is not None or any(
        AMONG.match(linked.text, n.start)
        or linked.text[: n.start].endswith("各")
        or any(b.end == n.start for b in linked.of("body"))
        for n in linked.of("noun")
    )


def without_size(
    left: tuple[str, ...], linked: Linked, size: tuple[int, int, int] | None, pointed: tuple[BodyRef, ...]
) -> tuple[str, ...]:
    if pointed:
        left = tuple(w for w in left if w not in ("两", "二者", "two", "三", "three"))
    if size is None:
        return left
    word = linked.text[size[0] : size[1]]
    return tuple(w for w in left if w not in (word, f"{word}个"))
