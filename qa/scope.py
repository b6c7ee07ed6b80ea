"""Mentions → scope: which bodies, regions, levels, kinds and years a question is about, and what was assumed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.models import BodyKind, Level, Model
from qa.directory import Directory
from qa.kinds import OWN_KINDS, default_kinds
from qa.link import Linked, Mention
from qa.meant import REGION_LEVELS, Ambiguous, code_prefix, settle
from qa.naming import Named
from qa.plan import BodyRef, Scope
from qa.years_asked import years_of

MAX_GAP = 6  # characters between a place and the noun for the bodies within it
IN_PLACE = re.compile(r"\b(?:in|across|within|throughout) (?:the )?$")
IN_PLACES = re.compile(r"\b(?:in|across|within) [a-z' ]+(?:, | and )$")
WHOLE_AFTER = re.compile(
    r"(?:的)?(?:\s*(?:19|20)\d\d\s*年?(?:度)?)?(?:全[县区市旗]|全域|整个[县区市旗])|\s+(?:county )?as a whole\b"
)
WHOLE_BEFORE = re.compile(
    r"(?:\b(?:the )?(?:whole|entire|entirety)(?: county| district)? of (?:the )?|\b(?:whole|entire) |整个|全[县区市])$"
)
ITS_OFFICE = re.compile(r"\band its (?:own )?(?:government |general )?office\b")
SINGULAR = re.compile(r"\b(?:the|this|that) $")
BARE = (
    "办公室",
    "政府办",
    "政府办公室",
    "人民政府办公室",
    "政府",
    "人民政府",
    "县",
    "区",
    "市",
)  # 办公室收到多少: one body, unnamed
SET_BEFORE = re.compile(r"(?:哪个|哪些|哪家|各|每个|所有|全部)[县区市]?$|\b(?:which|each|every|all) (?:county )?$")
JOINED = re.compile(r"[和与及跟比较同]|\b(?:and|than|versus|vs)\b")
LIST_END = re.compile(r"\s*,?\s*(?:and|or|和|及|与|以及)\s*")
YEAR_GAP = re.compile(r"\s*(?:个|家|份)?\s*(?:(?:19|20)\d\d年?)?\s*(?:county |public |reporting )?")
THE_N = re.compile(r"\b(?:the|all|all the|these|those) $")
ALL_N = re.compile(r"\ball $")
NOT_A_SET = re.compile(r"(?:[哪前后过超少多高低足到满达下上第近约的]|至少|最多|不到|每|各|有|是|另外?|其他|于)$")
OF_A_SET = re.compile(r"(?:以上|以下|以内|或|中的?[一二两三])")


class Reading(Model):
    """A scope with what was decided on the way. `set_asked`: the question is about a set of bodies (哪个县, 各县)."""

    scope: Scope
    set_asked: bool = False
    newest: int | None = None  # the newest year of the corpus
    excepted: bool = False  # kinds of bodies are left out (不含办公室)
    notes: tuple[tuple[str, str], ...] = ()
    ambiguous: Ambiguous | None = None
    unheld: tuple[str, ...] = ()  # same-named divisions none of which has a report
    region_bodies: tuple[BodyRef, ...] = ()  # provinces and prefectures that could be meant as bodies too
    used: tuple[Mention, ...] = ()


def read_scope(linked: Linked, directory: Directory, *, as_set: bool | None = None) -> Reading:
    """The scope of the whole question. `as_set` overrules whether a set of bodies is asked for."""
    settled, ambiguous, unheld, notes = settle(linked, directory)
    excluded = _after_except(linked)
    held = directory.years()
    nouns = tuple(n for n in _nouns(linked) if n not in excluded)
    houses = counted_set(linked)
    set_asked = (houses is not None or _asks_set(linked, nouns)) if as_set is None else as_set
    regions: list[BodyRef] = []
    bodies: list[BodyRef] = []
    exclude: list[BodyRef] = []
    for mention, named in settled:
        ref = _whole(_ref(mention, named, linked), mention, linked)
        if mention in excluded:
            exclude.append(ref)
        elif _is_region(mention, named, nouns, set_asked, linked, directory):
            regions.append(ref)
        else:
            bodies.append(ref)
    bodies += _own_office(linked, bodies)
    beside = _with_its_office(linked, bodies, [n for n in nouns if n not in excluded]) if not regions else ()
    if beside:
        bodies, set_asked = list(beside), bool(as_set)
    years, exclude_years, year_notes = years_of(linked, held, excluded)
    whole = linked.has("trend", "year_noun", "all_years")
    levels, kinds, suffixes = noun_scope(nouns) if set_asked or not bodies else ((), (), ())
    if bodies and not regions and set(kinds) <= {BodyKind.GOVERNMENT, BodyKind.OFFICE}:
        levels, kinds, suffixes = (), (), ()  # 同心县和社旗县哪个县…: the bodies are named
    kinds, bodies = _without_kinds(excluded, nouns, levels, kinds, bodies)
    scope = Scope(
        bodies=_once(bodies), exclude=_once(exclude), years=years, exclude_years=exclude_years,
        year_assumed=not years and not whole, levels=levels, kinds=kinds, division_suffixes=suffixes,
        regions=tuple(dict.fromkeys(code_prefix(r.division_code) for r in regions if r.division_code)),
        region_names=tuple(dict.fromkeys(r.name for r in regions)),
    )  # fmt: skip
    used = (
        [m for m, _ in settled]
        + list(_nouns(linked))
        + [*linked.of("year", "since", "relative_year", "recent_years", "all_years")]
    )
    return Reading(
        scope=scope, set_asked=set_asked, newest=held[-1] if held else None, excepted=any(_names_kind(m) for m in excluded), notes=tuple([*notes, *year_notes]), ambiguous=ambiguous, unheld=unheld,
        region_bodies=tuple(regions), used=tuple(used),
    )  # fmt: skip


def _own_office(linked: Linked, bodies: Sequence[BodyRef]) -> list[BodyRef]:
    """Xuyi's government and its office: the office of the one body named before it."""
    named = linked.of("body")
    own = bodies[0] if len(bodies) == 1 == len(named) else None
    if own is None or own.report_body is not None or own.kind not in (None, BodyKind.GOVERNMENT):
        return []
    match = ITS_OFFICE.search(linked.text, named[0].end)
    return [own.model_copy(update={"kind": BodyKind.OFFICE})] if match else []


def _once(refs: Sequence[BodyRef]) -> tuple[BodyRef, ...]:
    seen: dict[tuple[object, ...], BodyRef] = {}
    for ref in refs:
        seen.setdefault((ref.name, ref.division_code, ref.kind, ref.report_body), ref)
    return tuple(seen.values())


# -- bodies ------------------------------------------------------------------------------------------------------


def _ref(mention: Mention, named: Named, linked: Linked) -> BodyRef:
    asked = linked.question[mention.start : mention.end].strip()
    if named.held:
        body = named.held[0]
        return BodyRef(
            asked=asked, name=body.name, division_code=body.division_code, kind=body.kind, report_body=body.name
        )
    division = named.divisions[0] if named.divisions else None
    own = named.own
    return BodyRef(
        asked=asked, name=division.name if division is not None and own else named.name,
        division_code=division.code if division is not None else None, kind=named.kind,
        report_body=None,
    )  # fmt: skip


def _whole(ref: BodyRef, mention: Mention, linked: Linked) -> BodyRef:
    """同心县全县, the whole of Tongxin County: the report for the whole county, not that of an office for itself."""
    if ref.kind is not None or ref.report_body is not None or not ref.division_code or ref.division_code.endswith("00"):
        return ref
    after = WHOLE_AFTER.match(linked.text, mention.end)
    before = WHOLE_BEFORE.search(linked.text[: mention.start])
    return ref.model_copy(update={"kind": BodyKind.GOVERNMENT}) if after or before else ref


def _with_its_office(linked: Linked, bodies: Sequence[BodyRef], nouns: Sequence[Mention]) -> tuple[BodyRef, ...]:
    """盱眙县…县政府和政府办, 同心县政府办…比县政府: a division's government and its office, where the kinds stand apart from
    its name; 盱眙县2024年政府办: its office alone. Empty where nothing of the kind is said."""
    if len(bodies) != 1 or bodies[0].report_body is not None or not bodies[0].division_code:
        return ()
    body, name = bodies[0], linked.of("body")[0]
    said = [(n, BodyKind(k)) for n in nouns if _names_kind(n) for k in n.data["kinds"] if n.start >= name.end]
    said = [(n, k) for n, k in said if k in OWN_KINDS and not SET_BEFORE.search(linked.text[: n.start])]
    own = {None: (), BodyKind.GOVERNMENT: (BodyKind.GOVERNMENT,), BodyKind.OFFICE: (BodyKind.OFFICE,)}.get(body.kind)
    if own is None or not said or BodyKind.OFFICE not in (*own, *(k for _, k in said)):
        return ()
    if body.kind is None and {k for _, k in said} == {BodyKind.OFFICE}:
        joined = JOINED.search(linked.text[name.end : said[0][0].start]) is not None
        own = (BodyKind.GOVERNMENT,) if joined else ()
    kinds = tuple(dict.fromkeys((*own, *(k for _, k in said))))
    if kinds == own:
        return ()
    return tuple(body.model_copy(update={"kind": kind}) for kind in kinds)


# -- sets ----------------------------------------------------------------------------------------------------------


def _nouns(linked: Linked) -> tuple[Mention, ...]:
    return linked.of("noun")


def _asks_set(linked: Linked, nouns: Sequence[Mention]) -> bool:
    """Whether a set of bodies is meant: a noun for bodies with which, every, all, how many, a region or an order."""
    if not nouns:
        named = linked.of("body")
        if counts_houses(linked):
            return True
        if (
            linked.has("report_noun")
            and linked.has("list", "which")
            and linked.has("zero", "none", "comparator", "than")
        ):
            return not named
        regions = linked.has("report_noun") and all(
            _region_named(m) for m in named
        )  # Ningxia's reports: who got the most
        return bool(linked.has("which") and linked.has("superlative", "top", "place") and (not named or regions))
    if _one_unnamed(linked, nouns):
        return False
    return (
        _described(linked, nouns)
        or linked.has("have", "zero", "which", "every", "all", "list", "rank", "superlative", "top", "place", "any", "aggregate", "only",
                   "except", "mention", "how_many_entities", "within", "exists", "none", "comparator")
        or _beside_region(linked, nouns)
        or any(_plural(linked, m) or m.text.endswith(("区县", "县区")) for m in nouns)
        or linked.has("how_many")
    )  # fmt: skip


def _plural(linked: Linked, noun: Mention) -> bool:
    """counties, bodies, offices; not `the county's`."""
    said = linked.text[noun.start : noun.end]
    return said.isascii() and said.endswith("s") and not said.endswith(("'s", "ss"))


def _region_named(mention: Mention) -> bool:
    """Whether a province or a prefecture is named as such, and no body of it."""
    body = mention.body
    return body is not None and body.own and body.kind is None and body.divisions[0].level in REGION_LEVELS


def counts_houses(linked: Linked) -> bool:
    """申请量超过21件的有几家: 家 counts bodies where nothing else is counted by it."""
    counted = any(m.text.endswith("家") for m in linked.of("how_many_entities"))
    return (
        counted
        and not linked.has("noun", "applicant", "body")
        and linked.has("comparator", "comparator_after", "none", "have")
    )


def counted_set(linked: Linked) -> Mention | None:
    """四家合计, the four bodies: a number that only says how many bodies there are, all of which are meant."""
    for number in linked.of("number"):
        before, after = linked.text[: number.start], linked.text[number.end :]
        houses = number.text.endswith("家") or number.data.get("unit") == "家"
        noun = next((n for n in linked.of("noun", "report_noun") if n.start >= number.end), None)
        beside = noun is not None and YEAR_GAP.fullmatch(linked.text[number.end : noun.start]) is not None
        if linked.language == "en":
            if (beside and THE_N.search(before)) or (ALL_N.search(before) and not after.strip()[:1].isdigit()):
                return number
        elif (houses or beside) and not NOT_A_SET.search(before) and not OF_A_SET.match(after):
            return number
    return None


def _one_unnamed(linked: Linked, nouns: Sequence[Mention]) -> bool:
    """How many did the county receive: one body that the question does not name, no set."""
    if not linked.has("how_many", "with_values") or linked.of("body"):
        return False
    if linked.has("which", "every", "all", "list", "rank", "superlative", "top", "place", "any", "aggregate", "only", "except", "mention",
                  "within", "comparator", "comparator_after", "zero", "compare", "than", "number"):  # fmt: skip
        return False
    if any(n.data.get("kinds") and not n.data.get("levels") for n in nouns):
        return False  # 办公室收到多少: each office
    if linked.language == "en":
        return all(SINGULAR.search(linked.text[: n.start]) and not _plural(linked, n) for n in nouns)
    counted = linked.of("how_many", "how_many_entities")
    return all(n.text in BARE for n in nouns) and all(n.end <= c.start for n in nouns for c in counted) and not (
        linked.has("have", "none", "exists")
    )  # fmt: skip


def names_the_county(linked: Linked) -> bool:
    """`the county` beside a body that is named: which one is left open."""
    return any(SINGULAR.search(linked.text[: n.start]) for n in linked.of("noun"))


def _described(linked: Linked, nouns: Sequence[Mention]) -> bool:
    """公开率100%的县: a noun for bodies behind what is said of them."""
    bodies = {m.end for m in linked.of("body")}
    return any(linked.text[: n.start].endswith("的") and n.start - 1 not in bodies for n in nouns)


def _beside_region(linked: Linked, nouns: Sequence[Mention]) -> bool:
    """宁夏的县, counties in Henan: a noun for bodies beside the name of a place that holds such."""
    for mention in linked.of("body"):
        if mention.body is None or not mention.body.divisions:
            continue
        wide = mention.body.divisions[0].level in REGION_LEVELS
        for noun in nouns:
            gap = linked.text[min(mention.end, noun.end) : max(mention.start, noun.start)]
            if len(gap) <= MAX_GAP and (wide or gap.strip() in ("的", "各", "所属", "下属", "'s")):
                return True
    return False


def _is_region(
    mention: Mention, named: Named, nouns: Sequence[Mention], set_asked: bool, linked: Linked, directory: Directory
) -> bool:
    if not named.own or named.kind is not None or not named.divisions:
        return False
    level = named.divisions[0].level
    if level in REGION_LEVELS:
        summed = linked.has("aggregate") and not linked.has("compare")
        if any(n.data.get("levels") == [level.value] for n in nouns) and linked.has("which", "compare"):
            return False  # which city received more, Huai'an or Wuzhong: the noun says what they are
        if linked.has("position") and linked.text[: mention.start].endswith("在"):
            return True  # 内乡县在河南排第几
        unreported = not directory.of_divisions([d.code for d in named.divisions])
        if unreported and linked.has("every") and linked.has("how_many", "with_values"):
            return True  # 江苏和浙江各收到多少
        if set_asked or linked.has("within") or (summed and unreported):
            return True
        inside = IN_PLACE.search(linked.text[: mention.start]) or IN_PLACES.search(linked.text[: mention.start])
        return bool(inside) and unreported
    small = any(set(n.data.get("kinds", ())) & {BodyKind.DEPARTMENT.value, BodyKind.TOWNSHIP.value} for n in nouns)
    within = linked.has("within") or (
        any(not n.data.get("kinds") for n in nouns) and IN_PLACE.search(linked.text[: mention.start]) is not None
    )
    return level is Level.COUNTY and (small or (set_asked and within))


def noun_scope(nouns: Sequence[Mention]) -> tuple[tuple[Level, ...], tuple[BodyKind, ...], tuple[str, ...]]:
    levels: list[Level] = []
    kinds: list[BodyKind] = []
    suffixes: list[str] = []
    narrow = [n for n in nouns if n.data.get("kinds") and not n.data.get("levels")]
    for noun in nouns:
        levels += [Level(x) for x in noun.data.get("levels", ())]
        if noun in narrow or not narrow:
            kinds += [BodyKind(x) for x in noun.data.get("kinds", ())]
        suffixes += noun.data.get("suffixes", ())
    open_end = any(n.data.get("levels") and not n.data.get("suffixes") for n in nouns)
    return (
        tuple(dict.fromkeys(levels)), tuple(dict.fromkeys(kinds)), () if open_end else tuple(dict.fromkeys(suffixes))
    )  # fmt: skip


# -- exceptions ----------------------------------------------------------------------------------------


def _after_except(linked: Linked) -> tuple[Mention, ...]:
    """Bodies, kinds of bodies and years that an exception names: from 除了 to 以外, a comma or the next other word."""
    out: list[Mention] = []
    for mark in linked.of("except_after"):  # 同心县除外
        out += [m for m in linked.of("body", "year") if 0 <= mark.start - m.end <= 1]
    for mark in linked.of("except"):
        last = mark.end
        for mention in [m for m in linked.mentions if m.start >= mark.end]:
            gap = linked.text[last : mention.start]
            if re.search(r"[,，)）]", gap) and not _list_goes_on(linked, mark, mention, gap):
                break
            if out and _names_kind(out[-1]) and not _names_kind(mention):
                break
            if out and out[-1].cls == "body" and mention.cls in ("year", "relative_year"):
                break  # all counties except Yuhang in 2024: the year is that of the others
            if mention.cls in ("body", "year", "relative_year") or _names_kind(mention):
                out.append(mention)
            elif not (mention.cls == "noun" and mention.text in ("county",)) and mention.cls != "follow":
                break
            last = mention.end
    return tuple(out)


def _list_goes_on(linked: Linked, mark: Mention, mention: Mention, gap: str) -> bool:
    """except A, B and C: a comma parts the members of the list where an `and` before one more of them closes it."""
    if mention.cls != "body" or gap.strip() not in (",", "，"):
        return False
    bodies = [m for m in linked.of("body") if m.start >= mark.end]
    return any(
        LIST_END.fullmatch(linked.text[left.end : right.start])
        for left, right in pairwise(bodies)
        if left.start >= mention.start
    )


def _names_kind(mention: Mention) -> bool:
    """办公室, departments: a kind of body, whatever its level."""
    return mention.cls == "noun" and bool(mention.data.get("kinds")) and not mention.data.get("levels")


def _without_kinds(
    excluded: Sequence[Mention], nouns: Sequence[Mention], levels: Sequence[Level], kinds: tuple[BodyKind, ...],
    bodies: list[BodyRef],
) -> tuple[tuple[BodyKind, ...], list[BodyRef]]:  # fmt: skip
    """不含办公室: every kind of the scope but those excepted; a division named is then its government."""
    out = {BodyKind(k) for m in excluded if _names_kind(m) for k in m.data["kinds"]}
    if not out:
        return kinds, bodies
    if bodies:
        own = {"kind": BodyKind.GOVERNMENT} if BodyKind.OFFICE in out else {}
        return kinds, [b.model_copy(update=own) if b.kind is None and b.report_body is None else b for b in bodies]
    meant = kinds or default_kinds(levels) or (tuple(BodyKind) if nouns else OWN_KINDS)
    return tuple(k for k in meant if k not in out), bodies
