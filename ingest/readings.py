"""A reading: what one way of looking at a document made of one of its tables. Several compete in `reconcile`."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from corpus.catalogue import load
from corpus.models import Model, State

Key = tuple[str, str]  # (indicator, applicant)


class ReadCell(Model):
    """A cell as one reading has it. `sure` False: only an identity that holds can prove it.

    `candidates`: other possible readings of a doubted cell.

    `elsewhere`: the reading has no text of its own in the document (a second look at a scan): the offsets are those
    that another reading has for the cell, and `raw` is what this one saw.
    """

    state: State
    value: Decimal | None
    raw: str
    start: int
    end: int
    row_start: int
    row_end: int
    row: str
    column: str
    unit: str = "件"
    page: int | None = None
    bbox: tuple[float, float, float, float] | None = None
    note: str | None = None
    sure: bool = True
    elsewhere: bool = False
    candidates: tuple[str, ...] = ()


class Reading(Model):
    """Cells of table `table` by the method `name`. `certain`: the structure alone proves which cell is which."""

    name: str
    table: int
    cells: dict[Key, ReadCell]
    certain: bool = True
    warnings: tuple[str, ...] = ()


@lru_cache(maxsize=256)
def row_name(indicator: str) -> str:
    """How the form prints a row of tables 2 and 3, its group first."""
    found = load().get(indicator)
    return " ".join(p for p in (found.group if found.table == 3 else None, f"{found.item or ''}{found.label}") if p)


def row_of(key: Key) -> str:
    """Cells that stand or fall together: a row of table 3, a row of table 2, a group of table 4."""
    return key[0] if key[0].startswith(("requests.", "outcome.")) else key[0].rpartition(".")[0]
