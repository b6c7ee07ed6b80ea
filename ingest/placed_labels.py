"""Pieces of lines with where they stand, and the labels of the form found among them, over as many lines as they wrap."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from corpus.catalogue import load
from corpus.models import State
from ingest.alignment import rows25, squeezed
from ingest.cells import read_print
from ingest.sections import labels

PAGE = 100_000.0  # pages stand below one another at this distance
BELOW = 2.3  # the next line of a wrapped label stands at most this many sizes lower
OVERLAP = 0.3  # … and shares this much of its width
LONGEST = 24  # lines of a label
ALIKE = 0.72  # of a printed label and the form's
SIGN_AT_END = re.compile(r"[一-鿿）)”][0-9０-９/／—–−－-]+$")
CHINESE = re.compile(r"[一-鿿]")


class Place(NamedTuple):
    """A piece of a line. `lefts` and `rights` of its characters; `line` and `at` say which characters it is of."""

    text: str
    lefts: tuple[float, ...]
    rights: tuple[float, ...]
    top: float
    bottom: float
    size: float
    page: int
    line: int = 0
    at: int = 0

    @property
    def x0(self) -> float:
        return self.lefts[0]

    @property
    def x1(self) -> float:
        return self.rights[-1]

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def value(self) -> bool:
        return read_print(self.text).state in (State.REPORTED, State.NOT_APPLICABLE)

    def edge(self, mode: float) -> float:
        return self.x0 + mode * (self.x1 - self.x0)


class Label(NamedTuple):
    """A label of the form where it is printed, its lines' extent and how alike it is."""

    row: int
    top: float
    bottom: float
    right: float
    pieces: tuple[Place, ...]
    score: float


def find_labels(pieces: Sequence[Place], names: Sequence[str], floor: float = ALIKE) -> list[Label]:
    """Labels of `names`, in their order down the page: the heaviest such run."""
    words = [p for p in pieces if CHINESE.search(p.text)]
    hits = sorted(
        (hit for i in range(len(words)) for hit in _starting_at(words, i, tuple(names), floor)), key=lambda h: h.top
    )
    best: list[tuple[float, int]] = []
    for i, hit in enumerate(hits):
        top = (hit.score, -1)
        for j in range(i):
            if hits[j].row < hit.row and hits[j].top < hit.top and best[j][0] + hit.score > top[0]:
                top = (best[j][0] + hit.score, j)
        best.append(top)
    chain: list[Label] = []
    at = max(range(len(best)), key=lambda i: best[i][0], default=-1)
    while at >= 0:
        chain.append(hits[at])
        at = best[at][1]
    return chain[::-1]


def _starting_at(words: Sequence[Place], start: int, names: tuple[str, ...], floor: float) -> Iterator[Label]:
    """For each row whose label may begin with this piece, the label with as many further lines as fit best."""
    rows = [n for n, name in enumerate(names) if squeezed(words[start].text)[:1] in _initials(name)]
    if not rows:
        return
    best: dict[int, Label] = {}
    chain = [words[start]]
    for _ in range(LONGEST):
        text = squeezed("".join(p.text for p in chain))
        for row in rows:
            score = _alike(text, names[row])
            if score >= floor and (row not in best or score > best[row].score):
                right = max(p.x1 for p in chain)
                best[row] = Label(row, chain[0].top, chain[-1].bottom, right, tuple(chain), score)
        following = _beneath(words, chain[-1])
        if following is None:
            break
        chain.append(following)
    yield from best.values()


def _beneath(words: Sequence[Place], upper: Place) -> Place | None:
    """The piece right below that shares its width; at the foot of a page the first such one of the next page."""
    under = [p for p in words if p.top - upper.top > 0.5 * upper.size and overlaps(p, upper)]
    lower = min((p for p in under if p.page == upper.page), key=lambda p: p.top, default=None)
    if lower is None:
        return min((p for p in under if p.page == upper.page + 1), key=lambda p: p.top, default=None)
    return lower if lower.top - upper.top <= BELOW * upper.size else None


def overlaps(left: Place, right: Place) -> bool:
    shared = min(left.x1, right.x1) - max(left.x0, right.x0)
    return shared > OVERLAP * min(left.x1 - left.x0, right.x1 - right.x0)


@lru_cache(maxsize=64)
def _forms(name: str) -> tuple[str, ...]:
    known = labels()["rows"][name]["heads"]
    whole = load().get(name).label if name in rows25() else known[0]
    return tuple(dict.fromkeys([squeezed(whole), *(known if "." not in name else ())]))


@lru_cache(maxsize=64)
def _initials(name: str) -> frozenset[str]:
    return frozenset(f[:1] for f in (*_forms(name), *labels()["rows"][name]["heads"]))


@lru_cache(maxsize=1 << 16)
def _alike(text: str, name: str) -> float:
    from rapidfuzz import fuzz

    return max(fuzz.ratio(text, form) for form in _forms(name)) / 100


def nearest(piece: Place, found: Sequence[Label]) -> Label:
    return min(found, key=lambda b: max(b.top - piece.middle, piece.middle - b.bottom, 0.0))


def neighbours(piece: Place, found: Sequence[Label]) -> set[int]:
    above = [n for n, label in enumerate(found) if label.top < piece.top]
    return {above[-1], min(above[-1] + 1, len(found) - 1)} if above else {0}
