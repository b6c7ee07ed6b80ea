"""Which bodies a question names: divisions from the gazetteer, bodies known to the corpus, and what the words around
a division make of it (its government, its office, a department). Ambiguity is kept, not decided.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from corpus.models import BodyKind, Division, Model
from corpus.resources import read_yaml
from qa.directory import Directory, HeldBody, Place

HAN_RUN = re.compile(r"[\u4e00-\u9fff（）()]+")
LATIN_RUN = re.compile(r"[a-z][a-z' -]*[a-z]")
LATIN_GENERIC = re.compile(r" (?:county|district|city|banner|province|prefecture|region)(?='s\b)")
MIN_NAME, MAX_NAME = 2, 30  # characters of a body's name
MAX_NAME_WORDS = 8  # of an English one
OWN_KINDS = (BodyKind.GOVERNMENT, BodyKind.OFFICE)


class Named(Model):
    """A body as the question names it at `start:end`.

    `divisions`: what the place name can mean (empty where only the corpus knows the name); `kind` None: the division's
    own report; `held`: the bodies of the corpus that go by this very name.
    """

    start: int
    end: int
    text: str
    name: str
    divisions: tuple[Division, ...] = ()
    kind: BodyKind | None = None
    held: tuple[HeldBody, ...] = ()
    full: bool = True  # the place name is written in full (同心县, not 同心)

    @property
    def own(self) -> bool:
        """Whether it is a division itself, its government or its office."""
        return bool(self.divisions) and (self.kind is None or self.kind in OWN_KINDS) and not self.held


@lru_cache(maxsize=1)
def grammar() -> Mapping[str, Any]:
    raw: dict[str, Any] = read_yaml("qa.data", "bodies.yaml")
    for side in ("after", "before"):
        raw[side] = [(BodyKind(row["kind"]), re.compile(row["re"])) for row in raw[side]]
    for kind in ("department", "township"):
        ends = "|".join(sorted(map(re.escape, raw[kind]["ends"]), key=len, reverse=True))
        raw[kind]["pattern"] = re.compile(rf"([\u4e00-\u9fff]{{1,{raw[kind]['max_gap']}}}?)({ends})")
    for name in list(raw["department_en"]):
        about, _, sort = name.rpartition(" ")
        raw["department_en"].setdefault(f"{sort} of {about}", raw["department_en"][name])
    words = "|".join(sorted(map(re.escape, raw["department_en"]), key=len, reverse=True))
    raw["english"] = {
        "after": re.compile(rf"(?:'s)?(?: (?:county|district|city|municipal|provincial))?(?:'s)? ({words})\b"),
        "before": re.compile(rf"(?:the )?\b({words}) (?:of|in) (?:the )?$"),
    }
    return raw


def find_bodies(text: str, directory: Directory, year: int | None = None) -> tuple[Named, ...]:
    """The bodies named in `text` (simplified, lower case), left to right, without overlaps."""
    placed = [_in_full(_around(text, place), directory) for place in directory.places(text, year)]
    named = _known(text, directory)
    best: list[Named] = []
    for one in sorted([*placed, *named], key=lambda n: (-(n.end - n.start), n.start, bool(n.held))):
        if all(one.end <= other.start or one.start >= other.end for other in best):
            best.append(one)
    return tuple(sorted(best, key=lambda n: n.start))


def _around(text: str, place: Place) -> Named:
    """The division with what stands after or before it."""
    start, end, kind = place.start, place.end, None
    name = place.divisions[0].name if place.divisions else place.text
    full = place.full
    generic = LATIN_GENERIC.match(text, place.end) if place.text.isascii() else None
    end = generic.end() if generic else place.end
    for this, pattern in grammar()["after"]:
        match = pattern.match(text, end)
        if match:
            office = _office_before(text, start) if this is BodyKind.GOVERNMENT else None
            if office is not None:  # the office of the Tongxin County government
                return _named(text, place, office, match.end(), BodyKind.OFFICE, name, full)
            return _named(text, place, start, match.end(), this, name, full)
    for this, pattern in grammar()["before"]:
        match = pattern.search(text[:start])
        if match:
            return _named(text, place, match.start(), end, this, name, full)
    if place.text.isascii():
        english = _department_en(text, place, start, end, name)
        if english is not None:
            return english
    for what in ("department", "township"):
        match = grammar()[what]["pattern"].match(text, end)
        if match and not any(word in match[1] for word in grammar()["gap"]):
            kind = BodyKind.TOWNSHIP if what == "township" else BodyKind.DEPARTMENT
            kind = BodyKind(grammar()["department"]["kinds"].get(match[2], kind.value))
            return _named(text, place, start, match.end(), kind, name + match[0], full)
    return _named(text, place, start, end, None, name, full)


def _department_en(text: str, place: Place, start: int, end: int, name: str) -> Named | None:
    """The Xuyi County health commission, the health commission of Xuyi."""
    after = grammar()["english"]["after"].match(text, end)
    before = grammar()["english"]["before"].search(text[:start])
    match = after or before
    if match is None:
        return None
    whole = name + grammar()["department_en"][match[1]][0]
    first, last = (start, after.end()) if after else (match.start(), end)
    return _named(text, place, first, last, BodyKind.DEPARTMENT, whole, place.full)


def _in_full(named: Named, directory: Directory) -> Named:
    """盱眙县卫健委 by the name that it reports under, where the corpus holds one report-maker of such a name."""
    if named.kind is not BodyKind.DEPARTMENT or directory.named([named.name]):
        return named
    also = [fulls for fulls in grammar()["department_en"].values() if named.name.endswith(fulls[0])]
    names = [named.name.removesuffix(fulls[0]) + full for fulls in also for full in fulls[1:] if named.text.isascii()]
    names += [
        named.name.removesuffix(short) + full
        for short, fulls in grammar()["short"].items()
        if named.name.endswith(short)
        for full in fulls
    ]
    held = directory.named(names) if names else {}
    return named.model_copy(update={"name": next(iter(held))}) if len(held) == 1 else named


def _office_before(text: str, start: int) -> int | None:
    for this, pattern in grammar()["before"]:
        match = pattern.search(text[:start]) if this is BodyKind.OFFICE else None
        if match:
            return int(match.start())
    return None


def _named(text: str, place: Place, start: int, end: int, kind: BodyKind | None, name: str, full: bool) -> Named:
    return Named(
        start=start, end=end, text=text[start:end].strip(), name=name, divisions=place.divisions, kind=kind, full=full
    )


def _known(text: str, directory: Directory) -> list[Named]:
    """Names of bodies in the corpus that stand in the text; a division's own government and office are left to
    `_around`, so that every way to write them reads the same."""
    spans: dict[str, list[int]] = {}
    for start, name in _candidates(text):
        spans.setdefault(name, []).append(start)
    found: list[Named] = []
    for name, held in directory.named(list(spans)).items():
        own = all(body.kind in OWN_KINDS and body.division_code is not None for body in held)
        if own and directory_has_place(directory, name):
            continue
        kinds = {body.kind for body in held}
        found += [
            Named(
                start=at, end=at + len(name), text=name, name=held[0].name if len(held) == 1 else name,
                kind=kinds.pop() if len(kinds) == 1 else None, held=held,
            )
            for at in spans[name]
        ]  # fmt: skip
        kinds = {body.kind for body in held}
    return found


def directory_has_place(directory: Directory, name: str) -> bool:
    """Whether the gazetteer finds a division in `name`."""
    return bool(directory.places(name))


def _candidates(text: str) -> list[tuple[int, str]]:
    found = [
        (run.start() + first, run[0][first : first + size])
        for run in HAN_RUN.finditer(text)
        for first in range(len(run[0]))
        for size in range(MIN_NAME, min(MAX_NAME, len(run[0]) - first) + 1)
    ]
    for run in LATIN_RUN.finditer(text):
        words = list(re.finditer(r"[a-z']+", run[0]))
        for first in range(len(words)):
            for last in range(first, min(first + MAX_NAME_WORDS, len(words))):
                start, end = words[first].start(), words[last].end()
                found.append((run.start() + start, run[0][start:end]))
    return found
