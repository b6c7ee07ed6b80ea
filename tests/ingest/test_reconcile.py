"""Identities judge, choose and prove; they never change a value."""

from __future__ import annotations

from decimal import Decimal

import pytest
from ingest_made.made_report import ROWS, figures

from corpus.catalogue import load
from corpus.models import Form, IdentityStatus, State
from ingest.readings import ReadCell, Reading
from ingest.reconcile import check_identities, identities_of, settle

FIGURES = figures()
HELD, BROKEN, UNTESTABLE = IdentityStatus.HELD, IdentityStatus.BROKEN, IdentityStatus.UNTESTABLE


def cell(value: int | None, state: State = State.REPORTED, *, sure: bool = True) -> ReadCell:
    return ReadCell(
        state=state, value=None if value is None else Decimal(value), raw=str(value), start=1, end=2, row_start=0,
        row_end=9, row="", column="", sure=sure,
    )  # fmt: skip


def reading(name: str = "flat", *, certain: bool = True, **changes: int) -> Reading:
    """Table 3 with cells changed: `changes` maps row_index_column to a value."""
    cells = {(r, a.id): cell(v) for r, vs in FIGURES.items() for a, v in zip(load().applicants, vs, strict=True)}
    for where, value in changes.items():
        row, column = (int(x) for x in where.removeprefix("at_").split("_"))
        cells[ROWS[row], load().applicants[column].id] = cell(value)
    return Reading(name=name, table=3, cells=cells, certain=certain)


def group(upheld: ReadCell, total: ReadCell) -> dict[tuple[str, str], ReadCell]:
    zero = cell(0)
    parts = {"upheld": upheld, "corrected": zero, "other": zero, "pending": zero, "total": total}
    return {(f"reconsideration.{k}", "total"): v for k, v in parts.items()}


@pytest.mark.parametrize(
    ("upheld", "total", "status"),
    [
        (cell(3), cell(3), HELD),
        (cell(3), cell(4), BROKEN),
        (cell(None, State.BLANK), cell(0), HELD),
        (cell(3), cell(None, State.BLANK), UNTESTABLE),
        (cell(3), cell(None, State.NOT_APPLICABLE), UNTESTABLE),
        (cell(None, State.UNREADABLE), cell(3), UNTESTABLE),
    ],
)
def test_what_holds(upheld, total, status):
    results = {(i.rule, i.member): i.status for i in check_identities(group(upheld, total), Form.F2021, "r")}
    assert results["t4.group", "reconsideration"] is status


def test_nothing_reported_tests_nothing():
    blanks = {k: cell(None, State.BLANK) for k in load().cells}
    assert {i.status for i in check_identities(blanks, Form.F2021, "r")} == {UNTESTABLE}


def test_forty_two_identities_and_forty_with_23_rows():
    assert len(identities_of(Form.F2021)) == 42
    assert len(identities_of(Form.F2021_23ROWS)) == 40


def test_agreeing_readings_give_full_confidence():
    settled = settle([reading("grid"), reading("flat")])
    assert set(settled.confidence.values()) == {1.0}
    assert settled.warnings == ()


def test_the_reading_whose_sums_hold_is_taken_and_the_vote_recorded():
    right, wrong = reading("flat"), reading("grid", at_5_0=FIGURES[ROWS[5]][0] + 8)
    settled = settle([wrong, right])
    assert settled.cells[ROWS[5], "natural_person"].value == FIGURES[ROWS[5]][0]
    assert settled.confidence[ROWS[5], "natural_person"] == 0.5
    assert settled.confidence[ROWS[6], "natural_person"] == 1.0


def test_signs_of_running_text_break_no_sum_and_displace_no_row_that_holds():
    """The print's balance is wrong; reading its first row as signs would hide that."""
    nothing = cell(None, State.NOT_APPLICABLE)
    printed = {(r, a.id): nothing for r in ROWS for a in load().applicants}
    for row, person in ((ROWS[0], 7), ("outcome.unavailable.not_held", 7), ("outcome.total", 8)):
        printed |= {(row, "natural_person"): cell(person), (row, "total"): cell(7)}
    signs = {k: nothing for k in printed if k[0] == ROWS[0]}
    settled = settle(
        [Reading(name="grid", table=3, cells=printed), Reading(name="flat", table=3, cells=signs, certain=False)]
    )
    assert settled.cells[ROWS[0], "natural_person"].value == 7
    assert settled.cells[ROWS[0], "total"].value == 7


def test_when_no_sum_decides_the_row_is_unreadable():
    left, right = reading("flat", at_5_0=90), reading("grid", at_5_0=91)
    settled = settle([left, right])
    assert {settled.cells[ROWS[5], a.id].state for a in load().applicants} == {State.UNREADABLE}
    assert settled.warnings == (f"readings of {ROWS[5]} disagree and no sum decides",)


def test_a_flaw_that_all_readings_print_stays_as_printed():
    settled = settle([reading("grid", at_23_6=999), reading("flat", at_23_6=999)])
    assert settled.cells["outcome.total", "total"].value == 999
    broken = [i for i in check_identities(settled.cells, Form.F2021, "r") if i.status is BROKEN]
    assert {(i.rule, i.member) for i in broken} == {
        ("t3.row", "outcome.total"), ("t3.outcomes", "total"), ("t3.balance", "total"),
    }  # fmt: skip


def test_a_broken_row_of_an_uncertain_reading_is_unreadable():
    settled = settle([reading("flat", certain=False, at_7_2=55)])
    assert {settled.cells[ROWS[7], a.id].state for a in load().applicants} == {State.UNREADABLE}
    assert settled.cells[ROWS[8], "total"].state is State.REPORTED


def test_a_doubtful_cell_needs_a_sum_that_holds():
    proved = reading("grid")
    proved.cells[ROWS[3], "total"] = cell(FIGURES[ROWS[3]][6], sure=False)
    assert settle([proved]).cells[ROWS[3], "total"].state is State.REPORTED
    table2 = Reading(name="grid", table=2, cells={("licensing.decisions", "total"): cell(20, sure=False)})
    assert settle([table2]).cells["licensing.decisions", "total"].state is State.UNREADABLE


def test_disagreeing_table_2_has_no_sum_and_is_unreadable():
    left = Reading(name="grid", table=2, cells={("licensing.decisions", "total"): cell(20)})
    right = Reading(name="flat", table=2, cells={("licensing.decisions", "total"): cell(2)})
    assert settle([left, right]).cells["licensing.decisions", "total"].state is State.UNREADABLE


def seen(read: Reading) -> Reading:
    """The reading as a scan gives it: each cell seen by itself, in a place of its own."""
    boxed = {k: c.model_copy(update={"bbox": (float(n), 0, 1, 1)}) for n, (k, c) in enumerate(read.cells.items())}
    return read.model_copy(update={"cells": boxed, "certain": False})


def test_in_a_broken_row_of_a_scan_the_columns_prove_the_other_cells():
    """One figure of the row is wrong, in the print or in the eye of the reader: the others stand in sound columns."""
    received = [ROWS[0]] * len(load().applicants)
    total = FIGURES[ROWS[0]][-1]
    settled = settle([seen(reading("grid", at_0_6=total + 1))])
    states = [settled.cells[r, a.id].state for r, a in zip(received, load().applicants, strict=True)]
    assert states == [State.REPORTED] * 6 + [State.UNREADABLE]


def test_the_place_of_a_cell_is_that_of_the_reading_that_saw_it():
    grid = seen(reading("grid"))
    first = ROWS[0], "natural_person"
    settled = settle([reading("flat"), grid])
    assert settled.cells[first].bbox == (0.0, 0, 1, 1)
