"""Rows of table 3 whose values a text may give in other columns than the print.

Where signs and digits are of different fonts, a PDF turned into text may give the signs and numbers of a row in another
order. Such a row breaks its sum although its numbers in another order add up, or it breaks two columns and not itself.
Nothing says how the print has it, so the row is not believed. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from corpus.catalogue import load
from corpus.models import State
from ingest.placing import CARRIED_IN, CARRIED_OUT, RECEIVED, TOTAL
from ingest.readings import Key, ReadCell


def without_misplaced(cells: Mapping[Key, ReadCell]) -> dict[Key, ReadCell]:
    """The cells, those of such rows unreadable."""
    rows: dict[str, list[ReadCell]] = {}
    applicants = [a.id for a in load().applicants]
    for name, applicant in cells:
        if name.startswith(("requests.", "outcome.")) and applicant == applicants[0]:
            own = [cells.get((name, a)) for a in applicants]
            rows[name] = [c for c in own if c is not None and c.state is not State.UNREADABLE]
    mixed = {n: row for n, row in rows.items() if len(row) == len(applicants) and _is_mixed(row)}
    doubted = {name for name, row in mixed.items() if _adds_up_otherwise(row)}
    if all(len(row) == len(applicants) for row in rows.values()) and {RECEIVED, TOTAL, CARRIED_OUT} <= rows.keys():
        broken = _broken({name: [c.value or Decimal(0) for c in row] for name, row in rows.items()})
        if len(broken) > 1:
            doubted |= {name for name, row in mixed.items() if _may_be_moved(row, broken)}
    return {
        key: cell.model_copy(update={"state": State.UNREADABLE, "value": None}) if key[0] in doubted else cell
        for key, cell in cells.items()
    }


def _is_mixed(row: list[ReadCell]) -> bool:
    """Whether a row prints signs and numbers."""
    return {State.NOT_APPLICABLE, State.REPORTED} <= {cell.state for cell in row}


def _adds_up_otherwise(row: list[ReadCell]) -> bool:
    """Whether the numbers of a row that does not add up do so in another order: the largest is the sum of the others."""
    values = [cell.value or Decimal(0) for cell in row]
    return sum(values[:-1], Decimal(0)) != values[-1] and 2 * max(values) == sum(values, Decimal(0))


def _may_be_moved(row: list[ReadCell], broken: set[int]) -> bool:
    """Whether a row has a number in one broken column and a sign in another."""
    states = {row[c].state for c in broken}
    return {State.NOT_APPLICABLE, State.REPORTED} <= states


def _broken(rows: Mapping[str, list[Decimal]]) -> set[int]:
    """The columns of the applicants in which the sums do not hold."""
    parts = [row for name, row in rows.items() if name.startswith("outcome.") and name != TOTAL]
    columns = range(len(rows[TOTAL]) - 1)
    return {
        c
        for c in columns
        if sum((row[c] for row in parts), Decimal(0)) != rows[TOTAL][c]
        or rows[RECEIVED][c] + (rows[CARRIED_IN][c] if CARRIED_IN in rows else 0)
        != rows[TOTAL][c] + rows[CARRIED_OUT][c]
    }
