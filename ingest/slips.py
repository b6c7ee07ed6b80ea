"""A body's name read by OCR: believed where it is printed twice or known, mended where the document prints it rightly.

A slip in the title (桐芦县 for 桐庐县, 林亚局 for 林业局) would store a body that does not exist. Nothing is mended that
the document does not print elsewhere, but for one character of a division's name that the rest of the text bears out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from corpus import bodies, division_table
from corpus.models import BodyKind
from corpus.normalize import compact, simplify
from corpus.resources import read_yaml
from ingest.titles import is_name

SLIPS = 2  # characters of a name that OCR may have got wrong
SHARE = 0.25  # ... and no more than this share of them
TWICE = 2
STRANGE, WHOLE, KNOWN = 0, 1, 2  # no such division; a division and what may be an organ; and what is one
PLACE = re.compile(r"^.{1,9}?(?:自治县|自治旗|自治州|县|市|区|旗|州|盟)(?!场|政|容|域|级|委|局|直|辖|内)")


class Proofread(NamedTuple):
    """The name to go by, None where nobody can tell, and what there is to say."""

    name: str | None
    warnings: tuple[str, ...] = ()


def proofread(name: str, text: str) -> Proofread:
    """`name` as read from the document whose recognised text is `text`, after a look at where else it is printed."""
    plain, words = compact(name), re.sub(r"\s+", "", simplify(text))
    if words.count(plain) >= TWICE:
        return Proofread(name)
    own, others = standing(plain), Counter(near_forms(plain, words))
    if own == KNOWN and not any(_elsewhere(plain, form) for form in others):
        return Proofread(name)
    better = [form for form in others if standing(form) > own]
    best = [form for form in better if standing(form) == max(map(standing, better))]
    if len(best) == 1:
        return Proofread(best[0], (f"the body's name was read as {name}; the text prints {best[0]} elsewhere",))
    rivals = best or [form for form in others if standing(form) == own]
    if rivals:
        return Proofread(
            None, (f"the body's name was read as {name} and as {rivals[0]}: no one can tell which is right",)
        )
    if own == STRANGE:
        return _mended(name, plain, words)
    return Proofread(name, (f"the body's name, {name}, was read once and is printed nowhere else: it may be misread",))


def near_forms(plain: str, words: str) -> Iterator[str]:
    """What is printed elsewhere and differs from `plain` in few characters."""
    most = min(SLIPS, int(SHARE * len(plain)))
    for start in range(len(words) - len(plain) + 1):
        if words[start] != plain[0] and words[start + 1] != plain[1]:
            continue
        form = words[start : start + len(plain)]
        if 0 < sum(a != b for a, b in zip(form, plain, strict=True)) <= most and is_name(form):
            yield form


def _elsewhere(plain: str, form: str) -> bool:
    """Whether two sound names are of one organ in two divisions: one of them is the slip."""
    one, other = bodies.parse(plain), bodies.parse(form)
    return standing(form) == KNOWN and one.organ == other.organ and one.candidates != other.candidates


@lru_cache(maxsize=1024)
def standing(name: str) -> int:
    """STRANGE, WHOLE or KNOWN."""
    parsed = bodies.parse(name)
    if not is_name(name) or _place_left(parsed.organ):
        return STRANGE
    return (
        KNOWN if parsed.kind in (BodyKind.GOVERNMENT, BodyKind.OFFICE) or _organs().fullmatch(parsed.organ) else WHOLE
    )


def _place_left(organ: str) -> bool:
    """Whether an organ begins with what reads as a division: one that does not exist, or it would be the name's own."""
    place = PLACE.match(organ)
    rest = organ[place.end() :] if place else ""
    return place is not None and (bodies.kind_of(rest) is BodyKind.GOVERNMENT or bool(_organs().fullmatch(rest)))


@lru_cache(maxsize=1)
def _organs() -> re.Pattern[str]:
    raw = read_yaml("ingest", "organs.yaml")
    stems = "|".join(sorted(raw["organs"], key=len, reverse=True))
    return re.compile(f"(?:人民政府|政府)?(?:{stems})(?:{raw['endings']})")


def _mended(name: str, plain: str, words: str) -> Proofread:
    """A name whose division does not exist: mended where one character makes it one that the text names elsewhere."""
    place = PLACE.match(plain)
    rest = words.replace(plain, "")
    found = [d for d in _divisions_near(place.group()) if d in rest] if place else []
    mended = found[0] + plain[len(found[0]) :] if len(found) == 1 else ""
    if mended and standing(mended) != STRANGE:
        return Proofread(mended, (f"the body's name was read as {name}; {found[0]} stands elsewhere in the text",))
    return Proofread(None, (f"the body's name was read as {name}, and there is no such division",))


@lru_cache(maxsize=64)
def _divisions_near(place: str) -> tuple[str, ...]:
    """The divisions whose names differ from `place` in one character."""
    alike = {row.name for row in division_table.rows() if len(row.name) == len(place)}
    return tuple(sorted(n for n in alike if sum(a != b for a, b in zip(n, place, strict=True)) == 1))
