"""Finding places in running text: whole names first, then short ones where a word may begin, then Latin letters.

Chinese is written without spaces: 公开平台 holds 开平 (a city) and 朝阳区域 holds 朝阳区. A short name therefore counts
only where the characters around it let a word begin, and an ordinary word (公安, 资源) only where little else is possible.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from corpus import division_table as table
from corpus.division_table import Row, latin_key, words
from corpus.divisions import ORDER, DivisionMention, inside
from corpus.models import Level
from corpus.normalize import simplify

ADJACENT = 2  # characters between two names that still read as one address
MOST_LATIN_WORDS = 4  # words of the longest Latin name
SHORTEST_LATIN = 4  # letters of the shortest Latin name that stands without County, City…
LATIN = re.compile(r"[A-Za-zÀ-ɏ]+(?:['’ʼ-][A-Za-zÀ-ɏ]+)*")
APOSTROPHE = re.compile(r"['’ʼ](?!s$)")  # Xi'an is no word of English
JOINING = "和与及同跟"
Form = Literal["full", "short", "latin"]


class Found(NamedTuple):
    start: int
    end: int
    rows: tuple[Row, ...]
    form: Form


DETERMINERS = frozenset({"any", "every", "each", "no", "which", "what", "other", "all", "a", "another", "some"})


def find(text: str, *, year: int | None = None) -> tuple[DivisionMention, ...]:
    """The places that `text` names, as `corpus.divisions.mentions` documents."""
    plain = simplify(text)
    found = list(_full(plain))
    found += list(_short(plain, found))
    found += list(_latin(plain))
    found = [_alive(f, earlier, year) for earlier, f in pairwise([None, *sorted(found)]) if f is not None]
    return tuple(_mention(text, f) for f in _narrow(found))


def _alive(found: Found, before: Found | None, year: int | None) -> Found:
    """The candidates that stood in `year`; one that had gone by then, where the name just before holds no other.

    邢台市桥西区 is the district renamed in 2020, and not one of its living namesakes elsewhere.
    """
    rows = table.at(found.rows, year)
    if before is None or found.form != "full" or before.form == "latin" or before.end != found.start:
        return found._replace(rows=rows)
    held = tuple(row for row in found.rows if any(_holds(outer, row) for outer in before.rows))
    if held and not any(_holds(outer, row) for outer in before.rows for row in rows):
        rows = table.at(held, year)
    return found._replace(rows=rows)


def _mention(text: str, found: Found) -> DivisionMention:
    ordered = sorted(found.rows, key=lambda row: (ORDER[row.level], row.code))
    return DivisionMention(
        start=found.start, end=found.end, text=text[found.start : found.end], form=found.form,
        divisions=tuple(table.division(row) for row in ordered),
    )  # fmt: skip


# -- Chinese ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=2)
def _lengths(which: Literal["full", "short"]) -> dict[str, tuple[int, ...]]:
    """First character → lengths of the names that begin with it, longest first."""
    found: dict[str, set[int]] = {}
    for name in getattr(table.names(), which):
        found.setdefault(name[0], set()).add(len(name))
    return {char: tuple(sorted(sizes, reverse=True)) for char, sizes in found.items()}


def _full(text: str) -> Iterator[Found]:
    names, lengths, at = table.names().full, _lengths("full"), 0
    last = -1
    while at < len(text):
        for size in lengths.get(text[at], ()):
            name = text[at : at + size]
            if name in names and _stands(text, at, at + size, name, follows=at == last):
                yield Found(at, at + size, names[name], "full")
                last = at = at + size
                break
        else:
            at += 1


def _stands(text: str, start: int, end: int, name: str, *, follows: bool) -> bool:
    """Whether a whole name found at `start:end` is one, and not part of a longer word."""
    after = text[end : end + 1]
    if after and after in words()["after"].get(name[-1], ""):
        return False
    if len(name) > table.SHORTEST:
        return True
    if name in words()["two_character"]:
        return follows or (start == 0 and text.startswith("人民政府", end))
    return follows or _begins(text, start)


def _short(text: str, taken: list[Found]) -> Iterator[Found]:
    names, lengths = table.names().short, _lengths("short")
    ends = {f.end for f in taken}
    covered = {position for f in taken for position in range(f.start, f.end)}
    at = 0
    while at < len(text):
        for size in lengths.get(text[at], ()):
            name = text[at : at + size]
            free = name in names and covered.isdisjoint(range(at, at + size))
            free = free and not (at in ends and _joins(text, at, size))
            if free and _short_stands(text, at, at + size, names[name], follows=at in ends):
                yield Found(at, at + size, _provinces_first(names[name]), "short")
                ends.add(at + size)
                at += size
                break
        else:
            at += 1


def _joins(text: str, at: int, size: int) -> bool:
    """余杭和安吉 is 余杭 and 安吉, not 和安: the character joins two names where one begins right behind it."""
    names, after = table.names().short, at + 1
    sizes = _lengths("short").get(text[after : after + 1], ())
    return text[at] in JOINING and any(n >= size and text[after : after + n] in names for n in sizes)


def _short_stands(text: str, start: int, end: int, rows: tuple[Row, ...], *, follows: bool) -> bool:
    name = text[start:end]
    governed = any(text.startswith(word, end) for word in words()["right"]["words"])
    if name in words()["ordinary"] or all(row.ordinary for row in rows):
        return (follows or _begins(text, start, "ordinary")) and (governed or _ends(text, end))
    if text[end - 1 : end + 1] in words()["collide"] or text[start : end + 1] in table.names().full:
        return False  # 开|平台; 朝阳|区域, where the whole name was already refused
    return follows or governed or _begins(text, start)


def _begins(text: str, start: int, which: str = "plain") -> bool:
    """Whether a word may begin at `start`: nothing, no Chinese, or a function word before it."""
    before = text[start - 1 : start]
    return not before or not _chinese(before) or before in words()["left"][which]


def _ends(text: str, end: int) -> bool:
    after = text[end : end + 1]
    return not after or not _chinese(after) or after in words()["right"]["ordinary"]


def _chinese(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


# -- Latin ------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _generics() -> dict[str, frozenset[str]]:
    """'county' → the generic parts it may stand for: 县, 自治县."""
    found: dict[str, set[str]] = {}
    for entry in words()["generic"]:
        for word in entry["words"]:
            found.setdefault(word, set()).add(entry["zh"])
    return {word: frozenset(parts) for word, parts in found.items()}


def _latin(text: str) -> Iterator[Found]:
    tokens = list(LATIN.finditer(text))
    at = 0
    while at < len(tokens):
        match = next((m for m in (_latin_at(tokens, at, n) for n in range(MOST_LATIN_WORDS, 0, -1)) if m), None)
        if match is None:
            at += 1
            continue
        used, rows = match
        yield Found(tokens[at].start(), tokens[at + used - 1].end(), rows, "latin")
        at += used


def _latin_at(tokens: list[re.Match[str]], at: int, count: int) -> tuple[int, tuple[Row, ...]] | None:
    """(words used, rows) of a name of `count` words beginning at token `at`."""
    part = tokens[at : at + count]
    if len(part) < count:
        return None
    spoken = [re.sub(r"['’]s$", "", token.group()) for token in part]
    key = latin_key("".join(spoken))
    if (whole := table.names().latin_whole.get(key)) and len(key) > SHORTEST_LATIN:
        return count, whole
    rows = table.names().latin.get(key)
    if not rows:
        return None
    used, parts = _generic_after(tokens, at + count)
    typed = tuple(row for row in rows if parts and row.name.endswith(tuple(parts)))
    if typed and at and tokens[at - 1].group().lower() in DETERMINERS and (wide := _provinces(rows)):
        return count, wide  # any Henan county: a county of the province
    if typed:
        return count + used, _exact_generic(typed, parts)
    if count > 1 and not all(word[0].isupper() for word in spoken) and key not in _own_english():
        return None
    if APOSTROPHE.search(part[-1].group()):  # marks where a syllable begins, so there are two or more
        return count, _provinces_first(_keep(rows, lambda row: len(table.split_generic(row.name)[0]) > 1))
    if len(key) < SHORTEST_LATIN or key in words()["latin_words"]:
        return None
    return count, _provinces_first(rows)


def _exact_generic(rows: tuple[Row, ...], parts: frozenset[str]) -> tuple[Row, ...]:
    """'Prefecture' and 'City' fit several generics; a district is no 'county'."""
    return tuple(row for row in rows if table.split_generic(row.name)[1] in parts) or rows


@lru_cache(maxsize=1)
def _own_english() -> frozenset[str]:
    entries = words()["english"].values()
    return frozenset(latin_key(name) for entry in entries for name in (entry["name"], *entry.get("also", ())))


def _generic_after(tokens: list[re.Match[str]], at: int) -> tuple[int, frozenset[str]]:
    """(words used, generic parts) of 'County', 'Hui Autonomous Region'… at token `at`; peoples are passed over."""
    spoken = [token.group().lower() for token in tokens[at : at + MOST_LATIN_WORDS * 2]]
    peoples = {name.lower() for name in words()["peoples"].values()} | {"and"}
    skip = 0
    while skip < len(spoken) and spoken[skip] in peoples:
        skip += 1
    for size in (3, 2, 1):
        parts = _generics().get(" ".join(spoken[skip : skip + size])) if len(spoken) >= skip + size else None
        if parts:
            return skip + size, parts
    return 0, frozenset()


def _provinces(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    return tuple(row for row in rows if row.level is Level.PROVINCE)


def _provinces_first(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    return _provinces(rows) or rows


# -- telling namesakes apart ------------------------------------------------------------------------------------


def _narrow(found: list[Found]) -> list[Found]:
    """Each mention with the candidates that the places around it leave; neighbours in one address speak first."""
    result = list(found)
    for index in range(len(result)):
        result[index] = _by_neighbour(result, index)
    for index in range(len(result) - 1, -1, -1):
        result[index] = _by_neighbour(result, index)
    sure = [f.rows[0] for f in result if len(f.rows) == 1]
    return [f if len(f.rows) == 1 else f._replace(rows=_within_any(f.rows, sure)) for f in result]


def _by_neighbour(found: list[Found], index: int) -> Found:
    """An address reads from the outside in: the name before holds this one, and this one holds the name after."""
    here = found[index]
    rows = here.rows
    if index and here.start - found[index - 1].end <= ADJACENT:
        rows = _keep(rows, lambda row: any(_holds(outer, row) for outer in found[index - 1].rows))
    if index + 1 < len(found) and found[index + 1].start - here.end <= ADJACENT:
        rows = _keep(rows, lambda row: any(_holds(row, inner) for inner in found[index + 1].rows))
    if here.form == "latin" and index + 1 < len(found) and found[index + 1].start - here.end <= ADJACENT:
        rows = _keep(rows, lambda row: any(_holds(outer, row) for outer in found[index + 1].rows))
    return here._replace(rows=rows)


def _keep(rows: tuple[Row, ...], test) -> tuple[Row, ...]:  # type: ignore[no-untyped-def]
    return tuple(row for row in rows if test(row)) or rows


def _holds(outer: Row, inner: Row) -> bool:
    return outer.code != inner.code and inside(inner.code, outer.code)


def _within_any(rows: tuple[Row, ...], sure: Iterable[Row]) -> tuple[Row, ...]:
    outers = [row for row in sure if row.level in (Level.PROVINCE, Level.PREFECTURE)]
    narrow = tuple(row for row in rows if any(_holds(outer, row) for outer in outers))
    return narrow or rows
