"""The rows behind the gazetteer: every division since 2008, and the names by which each goes.

Read once from `data/divisions.csv` (GB/T 2260 codes by year) and `data/divisions.yaml`; pure, no heavy library.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from corpus.models import Division, Level
from corpus.resources import read_yaml

STILL = 9999  # `until` of a division that exists today
EDGE_YEARS = 1  # a report may still (or already) use the name of the year beside its own
SHORTEST = 2  # characters of the shortest name that text is searched for
LIVING_BANNER_ENDS = ("前", "后", "中", "左", "右")
NOT_DISTRICTS = ("林区", "特区")


class Row(NamedTuple):
    """A division under one name. `since` and `until` are the years in which code and name went together."""

    code: str
    name: str
    level: Level
    since: int
    until: int
    pinyin: str
    ordinary: bool

    @property
    def living(self) -> bool:
        return self.until == STILL

    def lived(self, year: int) -> bool:
        return self.since - EDGE_YEARS <= year <= self.until + EDGE_YEARS


class Names(NamedTuple):
    """Indexes from a name to the rows that go by it. `latin` keys are letters only, without the generic part."""

    full: dict[str, tuple[Row, ...]]
    short: dict[str, tuple[Row, ...]]
    latin: dict[str, tuple[Row, ...]]
    latin_whole: dict[str, tuple[Row, ...]]  # with the generic part run in: tongxinxian


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """`divisions.yaml`, its lists of words flattened into sets."""
    raw: dict[str, Any] = read_yaml("corpus", "data/divisions.yaml")
    for key in ("not_short", "ordinary", "two_character", "collide", "latin_words"):
        raw[key] = frozenset(word for line in raw[key] for word in (line if isinstance(line, list) else [line]))
    return raw


@lru_cache(maxsize=1)
def rows() -> tuple[Row, ...]:
    text = files("corpus").joinpath("data/divisions.csv").read_text(encoding="utf-8")
    levels = {level.value: level for level in Level}
    return tuple(
        Row(code, name, levels[level], int(since), int(until), pinyin, flag == "1")
        for code, name, level, since, until, pinyin, flag in list(csv.reader(text.splitlines()))[1:]
    )


@lru_cache(maxsize=1)
def by_code() -> dict[str, tuple[Row, ...]]:
    """Code → its rows, the latest last."""
    found: dict[str, list[Row]] = {}
    for row in rows():
        found.setdefault(row.code, []).append(row)
    return {code: tuple(sorted(group, key=lambda r: (r.until, r.since))) for code, group in found.items()}


@lru_cache(maxsize=8192)
def division(row: Row) -> Division:
    """The public type of a row."""
    return Division(
        code=row.code, name=row.name, level=row.level, province=_parent(row, 2), prefecture=_parent(row, 4),
        is_district=row.level is Level.COUNTY and row.name.endswith("区") and not row.name.endswith(NOT_DISTRICTS),
    )  # fmt: skip


def _parent(row: Row, digits: int) -> str | None:
    group = by_code().get(row.code[:digits].ljust(6, "0"), ())
    if not group:
        return None
    wanted = Level.PROVINCE if digits == len("64") else Level.PREFECTURE
    alike = [parent for parent in group if parent.level is wanted]
    overlapping = [parent for parent in alike if parent.until >= row.since and parent.since <= row.until]
    best = (overlapping or alike)[-1:]
    return best[0].name if best else None


def at(found: Iterable[Row], year: int | None) -> tuple[Row, ...]:
    """The rows that stood in `year` (or stand today); one row a code, and where none did, the last that ever did."""
    group = list(found)
    alive = [row for row in group if (row.living if year is None else row.lived(year))]
    chosen: dict[str, Row] = {}
    for row in sorted(alive or group, key=lambda r: (r.until, r.since)):
        chosen[row.code] = row
    return tuple(chosen[code] for code in sorted(chosen))


def split_generic(name: str) -> tuple[str, str]:
    """(同心, 县), (宁夏, 自治区): a name without its generic part and its peoples, and the generic part."""
    for entry in words()["generic"]:
        generic: str = entry["zh"]
        if name.endswith(generic) and len(name) > len(generic):
            base = name[: -len(generic)]
            return (_without_peoples(base) if generic.startswith("自治") else base), generic
    return name, ""


def _without_peoples(base: str) -> str:
    changed = True
    while changed:
        changed = False
        for people in words()["peoples"]:
            if base.endswith(people) and len(base) - len(people) >= SHORTEST:
                base, changed = base[: -len(people)], True
    return base


def peoples_of(name: str) -> list[str]:
    """The peoples that an autonomous division names, in order: [土家族, 苗族]."""
    base, generic = split_generic(name)
    middle = name[len(base) : len(name) - len(generic)]
    found: list[str] = []
    while middle:
        people = next((p for p in words()["peoples"] if middle.startswith(p)), None)
        if people is None:
            break
        found.append(people)
        middle = middle[len(people) :]
    return found


def _full_names(row: Row) -> Iterator[str]:
    yield row.name
    base, generic = split_generic(row.name)
    if generic in ("自治州", "自治县", "自治旗"):
        yield base + generic[-1]
        yield base + generic  # 海南自治州
    if (banner := re.match(r"^(.).*?([左右])翼([前中后])旗$", row.name)) or (
        banner := re.match(r"^(.).+([前后左右])(旗)$", row.name)
    ):
        yield "".join(banner.groups()) if banner[3] == "旗" else "".join(banner.groups()) + "旗"


def _short_name(row: Row) -> str | None:
    base, generic = split_generic(row.name)
    if not generic or len(base) < SHORTEST or base in words()["not_short"]:
        return None
    return None if generic in ("旗", "自治旗") and base.endswith(LIVING_BANNER_ENDS) else base


def latin_key(text: str) -> str:
    """Letters only, lower case, without marks: Xi'an → xian, Ürümqi → urumqi."""
    import unicodedata

    plain = unicodedata.normalize("NFKD", text) if not text.isascii() else text
    return re.sub(r"[^a-z]", "", plain.lower())


def english_base(row: Row) -> str:
    """Tongxin, Inner Mongolia, Shaanxi: the name in English without the generic part."""
    entry = words()["english"].get(row.code)
    if entry is not None:
        return str(entry["name"])
    base, _ = split_generic(row.name)
    return _joined(row.pinyin.split()[: len(base)])


def _joined(syllables: list[str]) -> str:
    """Pinyin of a place, one word, an apostrophe before a later vowel: Xi'an."""
    word = "".join(("'" if n and s[0] in "aeo" else "") + s for n, s in enumerate(syllables))
    return word.capitalize()


@lru_cache(maxsize=1)
def names() -> Names:
    """All indexes over all rows, living or not."""
    indexes: tuple[dict[str, list[Row]], ...] = ({}, {}, {}, {})
    full, short, latin, whole = indexes
    for row in rows():
        for name in dict.fromkeys(_full_names(row)):
            full.setdefault(name, []).append(row)
        if (base := _short_name(row)) is not None:
            short.setdefault(base, []).append(row)
        _latin_names(row, latin, whole)
    for name, code in words()["abbreviations"].items():
        full.setdefault(name, []).extend(by_code()[code][-1:])
    return Names(*({name: tuple(dict.fromkeys(group)) for name, group in index.items()} for index in indexes))


def _latin_names(row: Row, latin: dict[str, list[Row]], whole: dict[str, list[Row]]) -> None:
    base, _ = split_generic(row.name)
    syllables = row.pinyin.split()
    own = words()["english"].get(row.code, {})
    keys = {latin_key(own["name"]) if own else "".join(syllables[: len(base)])}
    keys |= {latin_key(also) for also in own.get("also", ())}
    for key in sorted(keys):
        latin.setdefault(key, []).append(row)
    whole.setdefault("".join(syllables), []).append(row)
