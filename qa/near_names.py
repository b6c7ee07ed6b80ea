"""Names of places that are close to one which nobody knows: 同新县 → 同心县, Shaqi → 社旗县. Only those with reports."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus import division_table as table
from corpus import divisions
from corpus.models import Division
from qa.directory import Directory
from qa.link import Linked

MAX_SLIPS = 1  # letters or characters that may differ
MIN_LATIN = 5  # shorter names in Latin letters are close to too many
MAX_CHOICES = 4
NAME_AROUND = re.compile(r"[\u4e00-\u9fff]{1,4}(?:自治县|县|区|市|旗|州|盟)")


def near(linked: Linked, directory: Directory) -> tuple[int, int, tuple[Division, ...]] | None:
    """(start, end, divisions with reports whose name is a slip away) of the first unexplained name, or None."""
    for piece in linked.unexplained:
        at = linked.text.find(piece)
        if at < 0:
            continue
        for start, end in _spans(linked.text, piece, at):
            found = _held(_close(linked.text[start:end]), directory)
            if found:
                return start, end, found
    return None


def _spans(text: str, piece: str, at: int) -> list[tuple[int, int]]:
    if piece.isascii():
        return [(at, at + len(piece))] if len(piece) >= MIN_LATIN else []
    return [m.span() for m in NAME_AROUND.finditer(text) if m.start() <= at < m.end()]


def _close(name: str) -> tuple[str, ...]:
    """Codes of the divisions whose name (or its end) is a slip away from `name`."""
    from rapidfuzz.distance import OSA

    if name.isascii():
        return tuple(code for latin, code in _latin() if OSA.distance(latin, name, score_cutoff=MAX_SLIPS) <= MAX_SLIPS)
    tails = {name[first:] for first in range(len(name) - 2)}
    return tuple(
        code
        for known, code in _chinese()
        if any(len(tail) == len(known) and _slips(tail, known) <= MAX_SLIPS for tail in tails)
    )


def _slips(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


@lru_cache(maxsize=1)
def _chinese() -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys((row.name, row.code) for row in table.rows() if len(row.name) > len("市区")))


@lru_cache(maxsize=1)
def _latin() -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys((table.english_base(row).lower().replace(" ", ""), row.code) for row in table.rows()))


def _held(codes: tuple[str, ...], directory: Directory) -> tuple[Division, ...]:
    held = directory.of_divisions(sorted(set(codes))) if codes else {}
    found = [division for code in sorted(held) if (division := divisions.by_code(code)) is not None]
    return tuple(found[:MAX_CHOICES])
