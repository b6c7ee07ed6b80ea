"""What a printed body name says: its division, level and kind; and the names by which a question may call it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from corpus import division_table, divisions
from corpus.division_table import split_generic
from corpus.models import Body, BodyKind, Division, Level
from corpus.normalize import compact, simplify
from corpus.resources import read_yaml

MAX_ALIAS = 120  # characters that the store keeps of a name
SHORTEST_ALIAS = 2
PHONE = re.compile(r"(?<!\d)(0(?:10|2\d|[3-9]\d{2}))\s*[-—–―－)）\s]?\s*\d{7,8}(?!\d)")
SITE_ID = re.compile(r"(?:标识码|公网安备)[^\d]{0,3}(\d{6})\d{4,8}(?!\d)")
TRAILING = re.compile(r"^(?:关于|本)|(?:关于)$")
# How much each kind of context says about which namesake is meant.
WEIGHT_SITE, WEIGHT_PHONE, WEIGHT_ADDRESS, WEIGHT_REGION = 4, 3, 3, 1


class Parsed(NamedTuple):
    """A name taken apart. `organ` is what follows the divisions; `candidates` what the last division may be."""

    name: str
    candidates: tuple[Division, ...]
    organ: str
    kind: BodyKind | None


@lru_cache(maxsize=1)
def rules() -> dict[str, Any]:
    """`bodies.yaml`, its patterns compiled."""
    raw: dict[str, Any] = read_yaml("corpus", "data/bodies.yaml")
    for key in ("nameless", "branches", "aside", "branch_of", "zone_lead"):
        raw[key] = re.compile(raw[key])
    raw["kinds"] = tuple((BodyKind(rule["kind"]), re.compile(rule["re"])) for rule in raw["kinds"])
    return raw


@lru_cache(maxsize=4096)
def parse(name: str, year: int | None = None) -> Parsed:
    """Take a printed name apart: 吴忠市同心县人民政府办公室 → 同心县 and 人民政府办公室."""
    plain = compact(name)
    start = _branch(plain)
    candidates, at = _leading(plain, start, year)
    if not candidates:
        candidates, at = _inner(plain, start, year)
        organ = plain[start:]
    else:
        organ = plain[at:]
    return Parsed(plain, candidates, organ, kind_of(organ, divided=bool(candidates)))


def _branch(plain: str) -> int:
    """Where the name goes on after a national prefix (国家税务总局…) or a corps' (新疆生产建设兵团第八师…)."""
    branches: re.Pattern[str] = rules()["branches"]
    if match := branches.match(plain):
        return match.end()
    return next((len(p) for p in rules()["national"] if plain.startswith(p) and len(plain) > len(p)), 0)


def _leading(plain: str, start: int, year: int | None) -> tuple[tuple[Division, ...], int]:
    """The innermost of the divisions that the name begins with, and where they end."""
    candidates: tuple[Division, ...] = ()
    at, full = start, False
    for mention in divisions.mentions(plain[start:], year):
        if mention.start + start != at or mention.form == "latin":
            break
        inner = tuple(d for d in mention.divisions if not candidates or _inside_any(d, candidates))
        if candidates and not inner:
            break
        if mention.form == "short" and not _short_fits(plain[start + mention.end :], full=full):
            break  # 淮安市洪泽湖…: inside a name in full, a short one is a part of the organ
        full = mention.form == "full"
        candidates, at = inner, start + mention.end
    return (candidates, at) if candidates else _two_characters(plain, start, year)


def _two_characters(plain: str, start: int, year: int | None) -> tuple[tuple[Division, ...], int]:
    """和县, 新县: names that running text has as words too, but that begin a body's name where an organ follows."""
    end = start + division_table.SHORTEST
    name, organ = plain[start:end], plain[end:]
    if name not in division_table.words()["two_character"] or not name.endswith("县"):
        return (), start
    stands = not organ or kind_by_rule(organ) is not None
    return (divisions.named(name, year=year), end) if stands else ((), start)


def _short_fits(rest: str, *, full: bool) -> bool:
    """A short name leads a body's name only where an organ or another division follows (北京朝阳区, 宁夏财政厅); behind a
    name in `full`, only where a zone's words do."""
    return bool(rest) and (not full or rules()["zone_lead"].match(rest) is not None)


def _inside_any(inner: Division, outers: tuple[Division, ...]) -> bool:
    return any(inner.code != outer.code and divisions.inside(inner.code, outer.code) for outer in outers)


def _inner(plain: str, start: int, year: int | None) -> tuple[tuple[Division, ...], int]:
    """A division named in full further on (…国家税务局同心县税务局)."""
    for mention in divisions.mentions(plain[start:], year):
        if mention.form == "full" and mention.start + start > 0:
            return mention.divisions, start + mention.end
    return (), 0


def kind_of(organ: str, *, divided: bool = True) -> BodyKind | None:
    """The kind of what follows a division's name ('' is the government), or None where no rule knows it.

    What stands in brackets behind it (商务局（粮食局）) is left aside.
    """
    organ = rules()["aside"].sub("", organ)
    if not organ:
        return BodyKind.GOVERNMENT if divided else None
    bare = organ
    for word in rules()["government_words"]:
        if organ.startswith(word) and kind_by_rule(organ) not in (BodyKind.OFFICE, BodyKind.GOVERNMENT):
            bare = organ[len(word) :]
            break
    return kind_by_rule(organ) if bare == organ else kind_by_rule(organ) or kind_by_rule(bare)


def kind_by_rule(organ: str) -> BodyKind | None:
    return next((kind for kind, pattern in rules()["kinds"] if pattern.search(organ)), None)


def plausible(name: str, year: int | None = None) -> bool:
    """Whether a string reads as a body's name and nothing else: divisions first, then an organ that a rule knows."""
    parsed = parse(name, year)
    if parsed.kind is None or not parsed.name:
        return False
    if rules()["nameless"].match(parsed.name) and not led_by_division(parsed):
        return False
    return bool(parsed.candidates) or parsed.kind is not BodyKind.GOVERNMENT


def led_by_division(parsed: Parsed) -> bool:
    """Whether a name begins with its division (镇江市教育局 is not "the town's")."""
    return bool(parsed.candidates) and parsed.organ != parsed.name


def describe(name: str, *, year: int | None = None, context: str = "") -> Body:
    """The body of a printed name. Where namesakes cannot be told apart, `division` is set and its code is not.

    `context`: words of the same document (contact clause, site name) that may tell them apart.
    """
    parsed = parse(name, year)
    if not parsed.candidates:
        return Body(name=name, kind=parsed.kind, level=Level.TOWNSHIP if parsed.kind is BodyKind.TOWNSHIP else None)
    if _named_for(parsed):
        return _place_unknown(name, parsed)
    chosen = _branch_seat(parsed, year) or _zone_seat(parsed) or choose(parsed.candidates, context)
    known = chosen if chosen is not None else parsed.candidates[0]
    alike = {d.level for d in parsed.candidates}
    level = known.level if chosen is not None or len(alike) == 1 else None
    return Body(
        name=name,
        division=known.name if chosen is not None or len({d.name for d in parsed.candidates}) == 1 else None,
        division_code=chosen.code if chosen is not None else None,
        province=_shared("province", parsed.candidates, chosen),
        prefecture=_shared("prefecture", parsed.candidates, chosen),
        level=Level.TOWNSHIP if parsed.kind is BodyKind.TOWNSHIP else level,
        kind=parsed.kind,
    )


def _zone_seat(parsed: Parsed) -> Division | None:
    """淮安经济技术开发区 is named for the prefecture, not for the district of the same name inside it."""
    outer = parsed.candidates[0]
    zone = parsed.kind is BodyKind.ZONE or not is_own(parsed)
    if zone and outer.level is Level.PREFECTURE and _inside_all(parsed.candidates[1:], outer):
        return outer
    return None


def _branch_seat(parsed: Parsed, year: int | None) -> Division | None:
    """吴忠市生态环境局同心分局 works in 同心县, 上海市公安局杨浦分局 in 杨浦区."""
    match = rules()["branch_of"].search(parsed.organ)
    if match is None or len(parsed.candidates) != 1:
        return None
    within = parsed.candidates[0].code
    found = divisions.named(match["place"], year=year, within=within)
    found = found or divisions.short_named(match["place"], year=year, within=within)
    inner = tuple(d for d in found if d.code != within)
    return inner[0] if len(inner) == 1 else None


def _named_for(parsed: Parsed) -> bool:
    """河南理工大学, 北京医院: an institution called after a place, of which it need not be an organ."""
    place = parsed.name[: len(parsed.name) - len(parsed.organ)]
    return parsed.kind is BodyKind.OTHER and led_by_division(parsed) and not split_generic(place)[1]


def _place_unknown(name: str, parsed: Parsed) -> Body:
    """A body of which its name says the province at most."""
    return Body(name=name, kind=parsed.kind, province=_shared("province", parsed.candidates, None))


def _inside_all(inner: tuple[Division, ...], outer: Division) -> bool:
    return all(divisions.inside(division.code, outer.code) for division in inner)


def _shared(field: str, candidates: tuple[Division, ...], chosen: Division | None) -> str | None:
    """The province or prefecture, where all that are possible lie in the same one."""
    if chosen is not None:
        value: str | None = getattr(chosen, field)
        return value
    values = {getattr(d, field) for d in candidates}
    return values.pop() if len(values) == 1 else None


def choose(candidates: tuple[Division, ...], context: str) -> Division | None:
    """The one candidate that the context speaks for, or None."""
    if len(candidates) == 1:
        return candidates[0]
    scores = {d.code: 0 for d in candidates}
    for code, weight in _evidence(context):
        for division in candidates:
            if divisions.inside(division.code, code):
                scores[division.code] += weight
    best = max(scores.values())
    winners = [d for d in candidates if scores[d.code] == best]
    return winners[0] if best and len(winners) == 1 else None


@lru_cache(maxsize=64)
def _evidence(context: str) -> tuple[tuple[str, int], ...]:
    """(division code, weight) for what a context says about the place, each fact once."""
    if not context:
        return ()
    plain = simplify(context)
    found: dict[str, int] = {}
    for match in SITE_ID.finditer(plain):
        found[match[1]] = WEIGHT_SITE
    areas = divisions.area_codes()
    for area in {match[1] for match in PHONE.finditer(plain)}:
        for code in areas.get(area, ()):
            found[code] = max(found.get(code, 0), WEIGHT_PHONE)
    for mention in divisions.mentions(plain):
        sure = mention.divisions[0]
        if len(mention.divisions) > 1 or mention.form == "latin":
            continue
        region = sure.level in (Level.PROVINCE, Level.PREFECTURE)
        weight = WEIGHT_ADDRESS if not region else WEIGHT_REGION
        found[sure.code] = max(found.get(sure.code, 0), weight)
    return tuple(sorted(found.items()))


def same_body(body: Body) -> tuple[str, str]:
    """What the forms of one body's name have in common (同心县, 同心县人民政府, 宁夏同心县人民政府): its division's code, its organ.

    Where the division is not known the name alone decides, and the code is ''.
    """
    name = compact(body.name or "")
    if not name or body.division_code is None:
        return "", name
    parsed = parse(name)
    if parsed.kind is BodyKind.GOVERNMENT:
        return body.division_code, ""
    if parsed.kind is BodyKind.OFFICE and is_own(parsed):
        return body.division_code, "office"
    organ = re.sub(r"^(?:人民)?政府(?=.{2})|(?<=[乡镇木道])(?:人民政府|办事处)$", "", parsed.organ)
    return body.division_code, organ.replace("管委会", "管理委员会")


# -- how a question may call it ---------------------------------------------------------------------------------


def aliases(body: Body) -> tuple[str, ...]:
    """Names, simplified and in lower case, by which a question may call the body, in Chinese, pinyin and English."""
    if body.name is None:
        return ()
    parsed = parse(body.name)
    found = {compact(body.name), body.name}
    division = _division(body)
    if division is not None and parsed.organ != parsed.name:
        found |= {before + parsed.organ for before in _division_names(division, body)}
        found |= _own_names(division, body, parsed) | _english_names(division, body, parsed)
    return tuple(sorted({_folded(name) for name in found if SHORTEST_ALIAS <= len(name) <= MAX_ALIAS}))


def _folded(name: str) -> str:
    return " ".join(simplify(name).lower().split())


def _division(body: Body) -> Division | None:
    if body.division_code is not None:
        return divisions.by_code(body.division_code)
    if body.division is None or body.level is None:
        return None
    level = Level.COUNTY if body.level is Level.TOWNSHIP else body.level
    return Division(code="", name=body.division, level=level, province=body.province, prefecture=body.prefecture)


def _division_names(division: Division, body: Body) -> list[str]:
    """同心县, 同心, 吴忠市同心县, 宁夏同心县, 宁夏回族自治区吴忠市同心县…"""
    name, short = division.name, divisions.short_name(division)
    outer = [body.prefecture, body.province]
    if body.prefecture and body.province:
        outer.append(body.province + body.prefecture)
    found = [name, short]
    for place in outer:
        if place and place != name:
            found += [place + name, split_generic(place)[0] + name]
    if body.prefecture and body.province:
        pieces = (split_generic(body.province)[0], split_generic(body.prefecture)[0])
        found.append("".join(pieces) + name)
    return found


def _own_names(division: Division, body: Body, parsed: Parsed) -> set[str]:
    """The bare division for its government and its office; the forms of each that people write."""
    if not is_own(parsed):
        return set()
    words = rules()["aliases"]
    before = _division_names(division, body)
    endings: list[str] = words["office"] if body.kind is BodyKind.OFFICE else words["government"]
    found = {place + ending for place in before for ending in endings}
    short = divisions.short_name(division)
    if body.kind is BodyKind.OFFICE:
        found |= {short + form for form in words["office_county"].get(_generic(division), ())}
    return found | set(before)


def is_own(parsed: Parsed) -> bool:
    """Whether the body is its division's government or that government's office (and no zone's)."""
    if parsed.kind is BodyKind.GOVERNMENT:
        return True
    return parsed.kind is BodyKind.OFFICE and not re.search(r"管委会|管理委员会|筹委会|党政", parsed.organ)


def _generic(division: Division) -> str:
    generic = split_generic(division.name)[1]
    return generic if generic in ("自治区",) else generic[-1:]


def _english_names(division: Division, body: Body, parsed: Parsed) -> set[str]:
    if not division.code or not is_own(parsed):
        return set()
    words = rules()["aliases"]
    names = {divisions.english_name(division), divisions.english_short(division)}
    names |= {re.sub(r"['’]", "", name) for name in names}
    endings = words["office_en"] if body.kind is BodyKind.OFFICE else words["government_en"]
    return names | {f"{name} {ending}" for name in names for ending in endings}
