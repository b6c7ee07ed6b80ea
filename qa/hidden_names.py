"""Names of bodies that the first pass over a question does not see: between words, in syllables, a place not named again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.directory import Directory
from qa.naming import Named, find_bodies

if TYPE_CHECKING:
    from qa.link import Linked

HAN = re.compile(r"[\u4e00-\u9fff]")
MIN_GENITIVE = 5  # letters of a name with an s behind it and no apostrophe
LISTED = re.compile(r"\s*(?:和|与|及|以及|跟|同|、|,|，|比)\s*")
SYLLABLES = re.compile(
    r"\b(?=(?P<whole>(?P<name>[a-z]{1,6} [a-z]{1,6})\b(?: (?:xian|qu|shi|qi|county|district|city|banner)\b)?))"
)
BUREAU = 3  # characters behind a word that may end a department's name


def hidden_bodies(linked: Linked, directory: Directory) -> list[Named]:
    """Short names that stand between words which the gazetteer does not know as boundaries (占宁夏申请的)."""
    found = []
    for piece in linked.unexplained:
        at = linked.text.find(piece)
        bare = piece.removesuffix("s") if piece.isascii() and len(piece) > MIN_GENITIVE else ""  # sheqis requests
        if bare and bare != piece and len(found_as := directory.places(bare)) == 1 and found_as[0].end == len(bare):
            found += [b.model_copy(update={"start": at, "end": at + len(piece)}) for b in find_bodies(bare, directory)]
        places = directory.places(piece) if HAN.match(piece) and len(piece) >= 2 else ()
        if len(places) == 1 and places[0].end - places[0].start == len(piece):
            found += [
                b.model_copy(update={"start": b.start + at, "end": b.end + at}) for b in find_bodies(piece, directory)
            ]
    return found + _siblings(linked, directory) + _spaced(linked, directory)


def _siblings(linked: Linked, directory: Directory) -> list[Named]:
    """盱眙县财政局和卫健委: a department behind another one of the same place, which is not named again."""
    found: list[Named] = []
    for piece in linked.unexplained:
        at = linked.text.find(piece)
        before = next((m for m in reversed(linked.of("body")) if m.end <= at), None)
        if not HAN.match(piece) or before is None or before.body is None:
            continue
        place = next(iter(directory.places(before.text)), None)
        if place is None or place.start or not LISTED.fullmatch(linked.text[before.end : at]):
            continue
        name = before.text[: place.end]
        piece = linked.text[at : at + len(piece) + BUREAU]
        found += [
            b.model_copy(update={"start": at, "end": b.end - len(name) + at, "text": piece[: b.end - len(name)]})
            for b in find_bodies(name + piece, directory)
            if b.start == 0 and not b.own and b.end > len(name)
        ]
    return found


def _spaced(linked: Linked, directory: Directory) -> list[Named]:
    """A name in pinyin that is written in syllables (tong xin), with its generic word (xian) where one follows."""
    found = []
    for match in SYLLABLES.finditer(linked.text):
        words = match["name"].split(" ")
        if not all(w in linked.unexplained for w in words):
            continue
        places = directory.places("".join(words))
        if len(places) == 1 and places[0].end == len("".join(words)):
            place = places[0]
            found.append(
                Named(
                    start=match.start(), end=match.end("whole"), text=match["whole"], name=place.divisions[0].name,
                    divisions=place.divisions, full=True,
                )
            )  # fmt: skip
    return found
