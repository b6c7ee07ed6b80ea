"""The gazetteer: divisions by code, by name, and where a text names them, in Chinese, pinyin or English.

`children` of a division are those whose code starts with its prefix (`prefix("640000") == "64"`).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from corpus import division_table as table
from corpus.division_table import Row, split_generic, words
from corpus.models import Division, Level, Model

ORDER = {Level.PROVINCE: 0, Level.PREFECTURE: 1, Level.COUNTY: 2, Level.TOWNSHIP: 3}


class DivisionMention(Model):
    """A place named in a text at `start:end`; several `divisions` where the text leaves it open, highest level first.

    `form`: the whole name (full), the name without its generic part (short), or Latin letters (latin).
    """

    start: int
    end: int
    text: str
    divisions: tuple[Division, ...]
    form: Literal["full", "short", "latin"] = "full"


def by_code(code: str, *, year: int | None = None) -> Division | None:
    """The division of a GB/T 2260 code (six digits, or its prefix of two or four), in `year` or today."""
    group = table.by_code().get(code.ljust(6, "0"), ())
    found = table.at(group, year)
    return table.division(found[-1]) if found else None


def prefix(code: str) -> str:
    """What the codes of all divisions inside `code` start with: 640000 → 64, 640300 → 6403, 640324 → 640324."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


def inside(code: str, outer: str) -> bool:
    """Whether division `code` lies in (or is) `outer`."""
    return code.startswith(prefix(outer))


def lying_in(outer: str, level: Level, *, year: int | None = None) -> tuple[Division, ...]:
    """The divisions of a level that lie in division `outer` (its code or the code's prefix), in `year` or today."""
    inner = [row for row in table.rows() if row.level == level and inside(row.code, outer.ljust(6, "0"))]
    return tuple(table.division(row) for row in table.at(inner, year))


def named(name: str, *, year: int | None = None, within: str | None = None) -> tuple[Division, ...]:
    """The divisions of exactly this full name (同心县, 海南州), those in division `within` where given."""
    return _divisions(table.names().full.get(name, ()), year, within)


def short_named(name: str, *, year: int | None = None, within: str | None = None) -> tuple[Division, ...]:
    """The divisions whose name without its generic part is `name`; a province alone where one is meant (海南)."""
    return _divisions(_prefer_provinces(table.names().short.get(name, ())), year, within)


def latin_named(name: str, *, year: int | None = None) -> tuple[Division, ...]:
    """The divisions of a pinyin or English name, with or without County, City…"""
    found = mentions(name, year=year)
    return found[0].divisions if len(found) == 1 and found[0].start == 0 else ()


@lru_cache(maxsize=256)  # a question is looked at many times over
def mentions(text: str, year: int | None = None) -> tuple[DivisionMention, ...]:
    """Where `text` names divisions, in order; several candidates narrowed by the places named around them."""
    from corpus.place_names import find

    return find(text, year=year)


@lru_cache(maxsize=4096)
def english_name(division: Division) -> str:
    """Tongxin County, Yindu District, Ningxia Hui Autonomous Region."""
    row = next((r for r in table.by_code().get(division.code, ()) if r.name == division.name), None)
    if row is None:
        return division.name
    entry = words()["english"].get(row.code, {})
    if "whole" in entry:
        return str(entry["whole"])
    _, generic = split_generic(row.name)
    peoples = [words()["peoples"][people] for people in table.peoples_of(row.name)]
    suffix = next((g["en"] for g in words()["generic"] if g["zh"] == generic), "")
    if row.level is Level.PROVINCE and generic == "市":
        suffix = "Municipality"
    return " ".join(part for part in (table.english_base(row), " and ".join(peoples), suffix) if part)


def english_short(division: Division) -> str:
    """Tongxin, Yindu, Ningxia: the English name without its generic part."""
    row = next((r for r in table.by_code().get(division.code, ()) if r.name == division.name), None)
    return division.name if row is None else table.english_base(row)


def short_name(division: Division) -> str:
    """同心, 殷都, 宁夏: the name without its generic part; the name itself where nothing usable is left."""
    base, _ = split_generic(division.name)
    return base if len(base) >= table.SHORTEST else division.name


def area_codes() -> dict[str, tuple[str, ...]]:
    """Telephone area code → codes of the divisions that dial with it."""
    return _area_codes()


@lru_cache(maxsize=1)
def _area_codes() -> dict[str, tuple[str, ...]]:
    import csv
    from importlib.resources import files

    text = files("corpus").joinpath("data/phone_areas.csv").read_text(encoding="utf-8")
    return {area: tuple(codes.split()) for area, codes in list(csv.reader(text.splitlines()))[1:]}


def _prefer_provinces(found: Iterable[Row]) -> tuple[Row, ...]:
    group = tuple(found)
    provinces = tuple(row for row in group if row.level is Level.PROVINCE)
    return provinces or group


def _divisions(found: Iterable[Row], year: int | None, within: str | None) -> tuple[Division, ...]:
    group = [row for row in found if within is None or inside(row.code, within)]
    chosen = sorted(table.at(group, year), key=lambda row: (ORDER[row.level], row.code))
    return tuple(table.division(row) for row in chosen)
