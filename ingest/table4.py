"""Table 4 by its labels, however it is laid out: fifteen columns, three small tables, an outcome or a group to a row.

A value belongs to the group and the outcome whose labels stand over it or beside it. The reading counts only when each
of the fifteen has exactly one value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import product

from corpus.catalogue import load
from corpus.document import GridCell
from corpus.normalize import compact
from ingest.sections import labels

Slot = tuple[str, str]  # (group, outcome)
CELLS = 15
LONGEST_CAPTION = 24  # characters; a longer line is prose that mentions a group


@lru_cache(maxsize=1)
def slots() -> tuple[Slot, ...]:
    """The fifteen in the form's order."""
    found = []
    for indicator in load().table(4):
        group, _, outcome = indicator.id.rpartition(".")
        found.append((group, outcome))
    return tuple(found)


@lru_cache(maxsize=4096)
def outcome_of(text: str) -> str | None:
    plain = compact(text).strip("*：:|0123456789.、")
    return next((o for o, words in labels()["table4"]["outcomes"].items() if plain in words), None)


@lru_cache(maxsize=4096)
def group_of(text: str) -> str | None:
    """The group that a head or caption names; None where it names two (行政复议、行政诉讼)."""
    plain = compact(text)
    if len(plain) > LONGEST_CAPTION:
        return None
    named = [g for g, words in labels()["table4"]["groups"].items() if any(w in plain for w in words)]
    if "行政复议" in plain and ("行政诉讼" in plain or len(named) > 1):
        return None
    return named[0] if named else None


def by_labels(
    rows: Sequence[tuple[int, Sequence[GridCell]]], captions: Mapping[int, str | None]
) -> dict[Slot, GridCell] | None:
    """The cell of each slot in rows of (table, cells that begin in the row). `captions`: the group over each table."""
    by_table: dict[int, list[GridCell]] = {}
    for table, own in rows:
        by_table.setdefault(table, []).extend(own)
    found: dict[Slot, list[GridCell]] = {}
    stray = False
    for table, cells in by_table.items():
        words = [c for c in cells if outcome_of(c.text) or group_of(c.text)]
        if not words:
            continue
        begun: set[int] = set()  # rows in which a cell has its slot
        for cell in sorted(cells, key=lambda c: (c.row, c.col)):
            if re.search(r"[一-鿿]", cell.text) is None:
                slot = _slot(cell, words, captions.get(table))
                if slot is not None:
                    found.setdefault(slot, []).append(cell)
                    begun.add(cell.row)
                else:
                    stray = stray or (bool(cell.text.strip()) and cell.row in begun)
    if stray:
        return None  # a value too many: those before it may have been pushed aside
    chosen = {slot: _one(cells) for slot, cells in found.items()}
    if set(chosen) != set(slots()) or any(c is None for c in chosen.values()):
        return None
    return {slot: c for slot, c in chosen.items() if c is not None}


def _slot(cell: GridCell, words: Sequence[GridCell], caption: str | None) -> Slot | None:
    above = sorted((w for w in words if w.row + w.rowspan <= cell.row and _over(w, cell)), key=lambda w: -w.row)
    beside = sorted((w for w in words if w.col < cell.col and _along(w, cell)), key=lambda w: -w.col)
    outcome = _agreed(next(filter(None, (outcome_of(w.text) for w in side)), None) for side in (beside, above))
    group = _agreed(next(filter(None, (group_of(w.text) for w in side)), None) for side in (beside, above))
    group = group or caption
    return (group, outcome) if group and outcome else None


def _agreed(found: Iterable[str | None]) -> str | None:
    said = {f for f in found if f}
    return said.pop() if len(said) == 1 else None


def _over(head: GridCell, cell: GridCell) -> bool:
    return head.col <= cell.col < head.col + head.colspan


def _along(head: GridCell, cell: GridCell) -> bool:
    return head.row <= cell.row < head.row + head.rowspan


def _one(cells: Sequence[GridCell]) -> GridCell | None:
    """The one printed cell among those of a slot; the first where none is printed; None where several are."""
    printed = [c for c in cells if c.text.strip()]
    if len(printed) > 1:
        return None
    return printed[0] if printed else cells[0]


def orders_differ(group_heads: Sequence[str], outcome_heads: Sequence[str]) -> bool:
    """Whether heads, in print order, name groups or outcomes in another order than the form's."""
    groups = list(dict.fromkeys(g for g in map(group_of, group_heads) if g))
    outcomes = [o for o in map(outcome_of, outcome_heads) if o]
    form_groups = list(dict.fromkeys(g for g, _ in slots()))
    form_outcomes = [o for _, o in slots()]
    wrong_groups = len(groups) == len(form_groups) and groups != form_groups
    wrong_outcomes = len(outcomes) == CELLS and outcomes != form_outcomes
    return wrong_groups or wrong_outcomes


# -- running text -----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _label_pattern() -> re.Pattern[str]:
    found = labels()["table4"]

    def spaced(words: Iterable[str]) -> str:
        return "|".join(r"[ \t\n|*]*".join(map(re.escape, w)) for w in sorted(words, key=len, reverse=True))

    groups = spaced(w for ws in found["groups"].values() for w in ws)
    outcomes = spaced(w for ws in found["outcomes"].values() for w in ws)
    return re.compile(f"(?P<group>{groups})|(?P<outcome>{outcomes})|(?P<both>行政诉讼)")


def slots_of_text(text: str, start: int, end: int, values: Sequence[tuple[int, int]]) -> list[Slot] | None:
    """The slot of each of fifteen values (spans in `text`, in order), or None where labels do not tell all of them.

    Understood: label and value in turn; five values after a group; three values after an outcome.
    """
    marks: list[tuple[int, str, str]] = [(a, "value", "") for a, _ in values]
    for match in _label_pattern().finditer(text, start, end):
        kind = match.lastgroup or ""
        name = group_of(match[0]) if kind == "group" else outcome_of(match[0]) if kind == "outcome" else ""
        if kind != "both" and name:
            marks.append((match.start(), kind, name))
    marks.sort()
    reader = _Reader()
    for _, kind, name in marks:
        reader.take(kind, name)
    reader.close()
    return reader.slots if len(reader.slots) == CELLS == len(set(reader.slots)) else None


class _Reader:
    """Labels and values in print order → the slot of each value."""

    def __init__(self) -> None:
        self.groups: list[str] = []
        self.outcomes: list[str] = []
        self.fresh: list[tuple[str, str]] = []  # labels since the last value
        self.count = 0  # values since the last label
        self.slots: list[Slot] = []

    def take(self, kind: str, name: str) -> None:
        if kind == "value":
            self.count += 1
            return
        if self.count:
            self.close()
        self.fresh.append((kind, name))
        (self.groups if kind == "group" else self.outcomes).append(name)

    def close(self) -> None:
        """Assign the values since the last label."""
        count, fresh = self.count, self.fresh
        self.count, self.fresh = 0, []
        if not fresh or not count:
            return
        last = fresh[-1]
        if count == 1 and last[0] == "outcome" and self.groups:
            self.slots.append((self.groups[-1], last[1]))
        elif count == len(set(self.outcomes[-5:])) == 5 and self.groups and any(k == "group" for k, _ in fresh):
            self.slots += product([self.groups[-1]], self.outcomes[-5:])
        elif count == len(set(self.groups[-3:])) == 3 and last[0] == "outcome":
            self.slots += [(group, last[1]) for group in self.groups[-3:]]
        else:
            self.slots += [("", "")]
