"""Which printed row is which row of the form: a monotone alignment by dynamic programming over fuzzy label scores."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from corpus.catalogue import load
from corpus.normalize import simplify
from ingest.flat import SKIPPED
from ingest.sections import labels

HEAD_SCORE = 1.0  # the label's own first characters are there
FUZZY_FLOOR = 0.62  # a weaker likeness is no evidence
TIE = 0.05  # labels that fit two rows this nearly alike (其他处理 as head and as group) may be either
UNLABELLED = 0.05  # a row of values without any label: its place alone speaks for it
ITEM_ONLY = re.compile(r"^[0-9一二三四五六七八九十lL]{1,2}")
OTHER_TOTAL = "outcome.other.total"
PARTS = ("outcome.other.not_corrected_in_time", "outcome.other.fee_unpaid", "outcome.other.other")


@lru_cache(maxsize=1)
def rows25() -> tuple[str, ...]:
    """Indicators of table 3 in the form's order."""
    return tuple(i.id for i in load().table(3))


@lru_cache(maxsize=1)
def rows23() -> tuple[str, ...]:
    """The same where （六）其他处理 is one row."""
    at = rows25().index(PARTS[0])
    return (*(r for r in rows25()[:at]), OTHER_TOTAL, *(r for r in rows25()[at:] if r not in PARTS))


def squeezed(text: str) -> str:
    """A label without item number, spaces and punctuation."""
    return ITEM_ONLY.sub("", SKIPPED.sub("", simplify(text)))


def likeness(text: str, row: str) -> float:
    """How well a printed label (squeezed) fits a row of the form, from 0 to 1; 0 where another row fits it better."""
    own = _likeness(text, row)
    return own if own > 0 and own >= _best_likeness(text) - TIE else 0.0


@lru_cache(maxsize=4096)
def _best_likeness(text: str) -> float:
    return max(_likeness(text, row) for row in labels()["rows"])


@lru_cache(maxsize=65536)
def _likeness(text: str, row: str) -> float:
    from rapidfuzz import fuzz

    if not text:
        return 0.0
    known = labels()["rows"][row]
    if known.get("whole"):
        return HEAD_SCORE if text in known["heads"] else 0.0
    if any(text.startswith(h) for h in known["heads"]):
        return HEAD_SCORE
    if any(
        h in text and not (known.get("not_after") and text[text.index(h) - 1] in known["not_after"])
        for h in known["heads"]
    ):
        return HEAD_SCORE - 0.1
    full = _form_label(row)
    score = (
        max(fuzz.ratio(text, full), fuzz.ratio(text, full[: len(text)]) if len(text) >= len(full) // 2 else 0.0) / 100
    )
    return score * 0.9 if score >= FUZZY_FLOOR else 0.0


@lru_cache(maxsize=64)
def _form_label(row: str) -> str:
    return squeezed(load().get(row).label) if row in rows25() else str(labels()["rows"][row]["heads"][0])


def align(texts: Sequence[str], names: Sequence[str], unlabelled: Sequence[bool]) -> list[int | None]:
    """For each printed row the index of its row in `names`, or None. Both orders are kept; the total likeness is greatest.

    `unlabelled[i]`: the row prints values and no label, so that it may take a free place between its neighbours.
    """
    n, m = len(texts), len(names)
    best = [[0.0] * (m + 1) for _ in range(n + 1)]
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            best[i][j] = max(best[i - 1][j], best[i][j - 1])
            score = UNLABELLED if unlabelled[i - 1] else likeness(texts[i - 1], names[j - 1])
            if score > 0:
                best[i][j] = max(best[i][j], best[i - 1][j - 1] + score)
    found: list[int | None] = [None] * n
    i, j = n, m
    while i > 0 and j > 0:
        score = UNLABELLED if unlabelled[i - 1] else likeness(texts[i - 1], names[j - 1])
        if score > 0 and best[i][j] == best[i - 1][j - 1] + score:
            found[i - 1] = j - 1
            i, j = i - 1, j - 1
        elif best[i][j] == best[i - 1][j]:
            i -= 1
        else:
            j -= 1
    return _only_forced(found, unlabelled, m)


def _only_forced(found: list[int | None], unlabelled: Sequence[bool], m: int) -> list[int | None]:
    """Rows without a label keep their place only where as many of them as places lie between two labelled rows."""
    labelled = [-1, *(i for i, f in enumerate(found) if f is not None and not unlabelled[i]), len(found)]
    places = [found[i] if 0 <= i < len(found) else None for i in labelled]
    for a, b, low, high in zip(labelled, labelled[1:], places, places[1:], strict=False):
        bare = [i for i in range(a + 1, b) if unlabelled[i]]
        first, last = (-1 if low is None else low) + 1, m if high is None else high
        for i, place in zip(bare, range(first, last), strict=False):
            found[i] = place if len(bare) == last - first else None
        for i in bare[last - first :]:
            found[i] = None
    return found
