"""Page furniture told apart from the report: by element, by class name, by the words of a line (data: chrome.yaml)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from corpus.resources import read_yaml
from ingest.markup import DATA_CELLS, Grid, Line, Piece

MENU_LINKS = 2  # a line with this many links …
MENU_SHARE = 0.6  # … that make up this share of it is a menu
MENU_RUN = 3  # so are this many lines in a row that are nothing but a link
FURNITURE_SHARE = 0.5  # a small grid with this share of furniture cells is furniture


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = read_yaml("ingest", "chrome.yaml")
    return loaded


@lru_cache(maxsize=1)
def elements() -> frozenset[str]:
    """HTML elements that hold no text of a report."""
    return frozenset(_data()["elements"])


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(_data()["names"])


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    lines = "|".join(f"(?:{pattern})" for pattern in _data()["lines"])
    return re.compile(rf"\s*(?:{lines})", re.IGNORECASE), re.compile(_data()["kept"])


def named_furniture(names: str) -> bool:
    """Whether the class or id attribute of an element says menu, footer, share bar and the like."""
    words = re.split(r"\s+", names.lower())
    return any(word in _names() or word.split("-")[0].split("_")[0] in _names() for word in words if word)


def is_furniture(text: str) -> bool:
    """Whether a line by its words belongs to the page and not to the report."""
    if not text or len(text) > _data()["max_line_chars"] or "。" in text:
        return False
    furniture, kept = _patterns()
    return furniture.match(text) is not None and kept.search(text) is None


def without_furniture(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces without menus, breadcrumbs, footers and share bars."""
    rest = [p for p in pieces if not (_furniture_grid(p) if isinstance(p, Grid) else _furniture_line(p))]
    return [piece for run in _runs(rest) for piece in run]


def _furniture_line(line: Line) -> bool:
    if line.links >= MENU_LINKS and line.linked >= len(line.text) * MENU_SHARE and "。" not in line.text:
        return True
    return is_furniture(line.text.strip())


def _furniture_grid(grid: Grid) -> bool:
    filled = [s for s in grid.slots if s.text]
    if not filled or len(filled) >= DATA_CELLS or any(isinstance(p, Grid) for s in filled for p in s.pieces):
        return False
    menu = [s for s in filled if all(isinstance(p, Line) and _furniture_line(p) for p in s.pieces)]
    return len(menu) >= len(filled) * FURNITURE_SHARE


def _runs(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """The pieces in runs, those left out that are a list of bare links."""
    run: list[Piece] = []
    for piece in pieces:
        bare = isinstance(piece, Line) and piece.links == 1 and piece.linked >= len(piece.text.strip()) > 0
        if not bare:
            if len(run) < MENU_RUN:
                yield run
            run = []
            yield [piece]
        else:
            run.append(piece)
    if len(run) < MENU_RUN:
        yield run
