"""A number cell of a scan is looked at several times, and believed only where the looks agree.

Looks: the shape of its ink, a recogniser's reading, the same of an enlarged and smoothed picture, the count of its
characters, and the other digits of the document that look alike. Anything less is `doubt` with its candidates:
only sums can prove it. Needs opencv through `digits`; the recogniser is given.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ingest.digits import Sample, opinions
from ingest.inkshape import SLANT, Ink, count
from ingest.lines import Box
from ingest.ocr import Reading

SURE = 0.90  # both looks score at least this
ALONE = 0.97  # ... or this, where no other digit of the document looks alike
FAIR = 0.75  # where three looks say the same one may score as little, the other two ALONE
MORE = 0.99  # ... or so much, where no other digit of the document looks alike
GAP = 0.3  # between two digits of a number that is looked at for the third time, as a share of their height
ILLEGIBLE = "□"  # ink that no look could read: never a blank
SLASHES = 2  # a document that prints so many slashes for zeros may have more that look like a 1
UPRIGHT = 0.06  # a 1 whose middle moves by no more than this share of its height is no slash
STRAY_SIGNS = 0.2  # signs that are fewer than this share of the empty cells may be dirt

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_PLAIN = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_STROKES = re.compile(
    r"[一丨丿口卜工了厂丁门己已]"
)  # single strokes and boxes that are digits or signs in a number cell
_LOOKALIKE = str.maketrans(
    {"O": "0", "o": "0", "D": "0", "Q": "0", "l": "1", "I": "1", "|": "1", "，": ",", "．": ".", "。": ".", "、": ","}
)
_DIRT = ",:;'·"  # at the ends of a number these are dirt, and so is a point behind it (one before it may be 0.5 cut)
_WIDTHS = {ord("０") + i: str(i) for i in range(10)}
_UPRIGHT = frozenset("17")  # digits that a slash is read as


class Look(NamedTuple):
    """A table cell: where, what its ink looks like, its text, whether it is sure, what else it may be.

    `score` of the first look; `larger` a picture for the second; `pictures` of its single characters.
    """

    box: Box
    ink: Ink
    text: str = ""
    doubt: bool = False
    candidates: tuple[str, ...] = ()
    score: float = 0.0
    larger: Any = None
    pictures: tuple[Any, ...] = ()

    @property
    def number(self) -> bool:
        """Whether there is ink that may be a number."""
        return self.ink.kind in ("text", "speck") and not is_words(self.text)


def is_words(text: str) -> bool:
    """Whether a recogniser's text is a label rather than a number."""
    return bool(_CHINESE.search(text)) and not _STROKES.fullmatch(text)


def plain(text: str) -> str:
    """A recogniser's text of a number cell as digits."""
    return text.replace(" ", "").translate(_WIDTHS).translate(_LOOKALIKE).lstrip(_DIRT).rstrip(_DIRT + ".")


def consistent(text: str, ink: Ink) -> bool:
    """Whether a number has as many digits as the ink has characters, and as many points and commas as it has marks."""
    marks = sum(c in ".," for c in text)
    return bool(_PLAIN.fullmatch(text)) and len(text) - marks == count(ink.parts) and marks == ink.marks


def first(cell: Look, readings: Sequence[Reading]) -> Look:
    """The cell after the first look."""
    if cell.ink.kind in ("blank", "rim"):
        return cell._replace(doubt=cell.ink.kind == "rim")
    if cell.ink.kind == "dash":
        return cell._replace(text="—" if cell.ink.long else "-")
    if cell.ink.kind == "slash":
        return cell._replace(text="/")
    text = "".join(reading.text for reading in readings)
    score = min((reading.score for reading in readings), default=0.0)
    if is_words(text):
        return cell._replace(text=text, score=score)
    return cell._replace(text=plain(text), score=score if len(readings) == 1 else 0.0)


def judge(looks: Sequence[Look], recognise: Callable[[Sequence[Any]], list[Reading]]) -> list[Look]:
    """All cells of a document after every look."""
    judged = list(looks)
    numbers = [i for i, k in enumerate(judged) if k.number]
    slashed = sum(k.ink.kind == "slash" for k in judged) >= SLASHES
    said = opinions(_samples(judged, numbers, slashed=slashed))
    judged = _without_blanks(judged)
    again = dict(zip(numbers, recognise([judged[i].larger for i in numbers]), strict=True))
    places = {i: [said.get((i, place)) for place in range(len(_digits(judged[i].text)))] for i in numbers}
    settled = {i: settle(judged[i], (again[i],), places[i], slashed=slashed) for i in numbers}
    unsettled = [i for i in numbers if settled[i].doubt and plain(again[i].text) == judged[i].text]
    third = dict(zip(unsettled, recognise([stark(judged[i].larger) for i in unsettled]), strict=True))
    for i in unsettled:
        settled[i] = settle(judged[i], (again[i], third[i]), places[i], slashed=slashed)
    return [settled.get(i, cell) for i, cell in enumerate(judged)]


def stark(image: Any) -> Any:
    """A picture in black and white, its digits close together: noise, the grey rims of strokes and wide gaps are gone."""
    import cv2

    if not image.size:
        return image
    gray = cv2.GaussianBlur(image[:, :, 0], (3, 3), 0)
    _, sheet = cv2.threshold(gray, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return cv2.cvtColor(_closed_up(sheet), cv2.COLOR_GRAY2BGR)


def _closed_up(sheet: Any) -> Any:
    """Digits set far apart (full-width ones) moved together, as recognisers know them."""
    import numpy as np

    inked = np.flatnonzero((sheet == 0).any(axis=0))
    rows = np.flatnonzero((sheet == 0).any(axis=1))
    if not len(inked):
        return sheet
    most = max(1, round(GAP * (rows[-1] - rows[0] + 1)))
    since = np.arange(sheet.shape[1]) - np.maximum.accumulate(
        np.where((sheet == 0).any(axis=0), np.arange(sheet.shape[1]), -sheet.shape[1])
    )
    inside = (np.arange(sheet.shape[1]) > inked[0]) & (np.arange(sheet.shape[1]) < inked[-1])
    return np.ascontiguousarray(sheet[:, ~(inside & (since > most))])


def _without_blanks(looks: list[Look]) -> list[Look]:
    """Where a document prints signs for zeros, crumbs of ink may be one, and an empty cell one that was lost.

    No sum tells a sign from a blank: such a cell is illegible, and so is a sign here and there in a document of blanks,
    which may be dirt.
    """
    kinds = Counter(k.ink.kind for k in looks)
    signs = kinds["slash"] + kinds["dash"]
    if signs < max(SLASHES, STRAY_SIGNS * kinds["blank"]):
        return [k._replace(text=ILLEGIBLE, doubt=True) if k.ink.kind in ("slash", "dash") else k for k in looks]
    lost = ("rim", "blank") if signs >= kinds["blank"] else ("rim",)
    return [k._replace(text=ILLEGIBLE, doubt=True) if k.ink.kind in lost else k for k in looks]


def _samples(looks: Sequence[Look], numbers: Sequence[int], *, slashed: bool) -> list[Sample]:
    """The digits of all numbers with their pictures (commas and points have none), and the slashes."""
    slashes = [
        Sample(i, 0, "/", k.pictures[0]) for i, k in enumerate(looks) if k.ink.kind == "slash" and len(k.pictures) == 1
    ]
    return slashes + [
        Sample(i, place, digit, picture, votes=not _may_be_slash(looks[i], slashed=slashed))
        for i in numbers
        if _PLAIN.fullmatch(looks[i].text) and len(_digits(looks[i].text)) == len(looks[i].pictures)
        for place, (digit, picture) in enumerate(zip(_digits(looks[i].text), looks[i].pictures, strict=True))
    ]


def _may_be_slash(cell: Look, *, slashed: bool) -> bool:
    """Whether the shape of a lone stroke leaves open whether it is a slash."""
    return len(cell.ink.parts) <= 1 and (cell.ink.slanted or cell.ink.near or (slashed and not cell.ink.uneven))


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def settle(cell: Look, others: Sequence[Reading], said: Sequence[str | None], *, slashed: bool) -> Look:
    """The cell after all looks. `others`: the second and perhaps the third; `said[i]`: what the neighbours say the
    digit `i` is, None where they are silent."""
    texts = [plain(other.text) for other in others]
    opinion = iter(said)
    voted = "".join((next(opinion) or char) if char.isdigit() else char for char in cell.text)
    lone = len(cell.ink.parts) <= 1
    stroke = {cell.text, *texts} & {*_UPRIGHT, ""} or not _may_be(cell.text)
    slash = bool(stroke and _may_be_slash(cell, slashed=slashed))
    if slash and slashed and cell.ink.kind == "text" and cell.text in _UPRIGHT:
        if voted == "/" and cell.text == "1" and cell.ink.tilt >= SLANT:
            return cell._replace(text="/")
        if not (said and said[0] == cell.text):  # sums cannot tell 1 = 1 from / = /
            return cell._replace(text=ILLEGIBLE, doubt=True)
    if said and said[0] == cell.text == "1" and cell.ink.kind == "text" and _upright(cell.ink):
        slash = False
    scores = [cell.score, *(other.score for other in others)]
    backed = bool(said) and None not in said
    stroke_like = lone and slashed and cell.text in _UPRIGHT and not (backed or cell.ink.uneven)
    risky = cell.ink.near or (lone and slashed and cell.text in _UPRIGHT)
    agreed = (
        cell.ink.kind == "text"
        and not cell.ink.slanted
        and not (cell.ink.near and not backed)
        and not stroke_like
        and not (risky and min(scores) < ALONE)
        and not slash
        and {*texts, voted} == {cell.text}
        and consistent(cell.text, cell.ink)
        and _confident(scores, backed=backed)
    )
    if agreed:
        return cell
    possible = dict.fromkeys(t for t in (cell.text, *texts, voted, *(("/",) if slash else ())) if _may_be(t))
    text = (
        cell.text
        if _may_be(cell.text) and cell.ink.kind == "text" and (backed or not _nought(cell.text))
        else ILLEGIBLE
    )
    if text == ILLEGIBLE:  # no sum tells a 0 from a blank with dirt in it
        possible = {t: None for t in possible if not _nought(t)}
    return cell._replace(text=text, doubt=True, candidates=tuple(t for t in possible if t != text))


def _upright(ink: Ink) -> bool:
    """Whether a lone stroke stands as a 1 does, clear of the border or with the foot or flag that no border has."""
    return not ink.slanted and abs(ink.tilt) < UPRIGHT and (ink.uneven or not ink.near)


def _confident(scores: Sequence[float], *, backed: bool) -> bool:
    """Whether looks that say the same are sure enough; `backed`: the other digits of the document look alike."""
    if len(scores) > 2:
        return min(scores) >= FAIR and sorted(scores)[1] >= (ALONE if backed else MORE)
    return min(scores) >= (SURE if backed else ALONE)


def _nought(text: str) -> bool:
    return not _digits(text).strip("0") and text != "/"


def _may_be(text: str) -> bool:
    return text == "/" or bool(_PLAIN.fullmatch(text))


def beside(cell: Look, text: str) -> Look:
    """A number cell with what a text layer below the picture says: another candidate, and a doubt where it differs."""
    said = plain(text)
    if not _may_be(said) or said == cell.text:
        return cell
    return cell._replace(doubt=True, candidates=tuple(dict.fromkeys((*cell.candidates, said))))
