"""Figures from cells: printed first, then by formula; blanks, unreadable cells and totals over blank parts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from handmade import CATALOGUE, make, store_of

from corpus.models import Form
from qa.derive import Figure, figures, key_of, plain, round_shown
from qa.plan import Measure


def derive(tmp_path, indicator: str, cells: dict[str, object], applicant: str = "total", **kwargs) -> Figure:
    store = store_of(tmp_path, make("r", "同心县", "640324", 2024, cells, **kwargs))
    key = key_of(Measure(indicator=indicator, applicant=applicant))
    return figures(store, CATALOGUE, ["r"], [key])["r", key]


def test_a_printed_cell_is_its_own_figure(tmp_path):
    figure = derive(tmp_path, "fees.amount", {"fees.amount": "5004.9354"})
    assert (figure.value, figure.unit, figure.state, figure.computed) == (
        Decimal("5004.9354"),
        "万元",
        "reported",
        False,
    )


def test_a_sum_shows_its_working_and_cites_its_cells(tmp_path):
    figure = derive(tmp_path, "litigation.total", {"litigation_after_reconsideration.total": 2})
    assert figure.value == 2
    assert figure.working == "0 + 2 = 2"
    assert [c.indicator for c in figure.cells] == ["litigation_direct.total", "litigation_after_reconsideration.total"]


def test_a_rate_is_in_percent_and_rounded_half_up_only_when_shown(tmp_path):
    figure = derive(tmp_path, "rate.disclosure", {"outcome.disclosed": 10, "outcome.total": 41})
    assert figure.shown == Decimal("24.39")
    assert figure.value != figure.shown
    assert figure.working == "10 ÷ 41 = 24.39%"
    assert figure.denominator == 41


@pytest.mark.parametrize(
    ("value", "shown"), [("0.125", "0.13"), ("33.335", "33.34"), ("50.00", "50"), ("0.005", "0.01")]
)
def test_rounding_is_half_up(value, shown):
    assert plain(round_shown(Decimal(value), "%")) == shown


def test_a_divisor_of_zero_gives_no_rate(tmp_path):
    figure = derive(tmp_path, "rate.disclosure", {})
    assert (figure.state, figure.value) == ("undefined", None)


def test_parentheses_stay_in_the_working(tmp_path):
    cells = {"reconsideration.corrected": 3, "reconsideration.total": 5, "reconsideration.pending": 1}
    figure = derive(tmp_path, "rate.correction.reconsideration", cells)
    assert figure.working == "3 ÷ (5 − 1) = 75%"


def test_a_blank_operand_adds_nothing(tmp_path):
    figure = derive(
        tmp_path, "outcome.refused.total", {"outcome.refused.state_secret": "", "outcome.refused.third_party_rights": 2}
    )
    assert figure.value == 2
    assert [c.indicator for c in figure.blanks] == ["outcome.refused.state_secret"]


def test_a_blank_total_over_parts_leaves_the_sum_unknown(tmp_path):
    cells = {"litigation_direct.total": "", "litigation_direct.upheld": 1, "litigation_after_reconsideration.total": 2}
    figure = derive(tmp_path, "litigation.total", cells)
    assert (figure.state, figure.value) == ("blank", None)


def test_a_blank_row_total_over_applicants_leaves_the_sum_unknown(tmp_path):
    cells = {"outcome.refused.state_secret": "", "outcome.refused.state_secret@natural_person": 1}
    assert derive(tmp_path, "outcome.refused.total", cells).value is None


def test_a_blank_total_alone_says_what_its_parts_add_up_to(tmp_path):
    figure = derive(
        tmp_path,
        "requests.received",
        {"requests.received": "", "requests.received@natural_person": 40, "requests.received@other": 1},
    )
    assert (figure.state, figure.value, figure.parts_sum) == ("blank", None, 41)


def test_all_blank_is_not_reported(tmp_path):
    figure = derive(
        tmp_path, "litigation.total", {"litigation_direct.total": "", "litigation_after_reconsideration.total": "/"}
    )
    assert (figure.state, figure.value) == ("blank", None)


def test_one_unreadable_cell_makes_the_sum_unreadable(tmp_path):
    cells = {"litigation_direct.total": "?", "litigation_after_reconsideration.total": 2}
    assert derive(tmp_path, "litigation.total", cells).state == "unreadable"


def test_a_stored_total_comes_before_the_formula(tmp_path):
    parts = ("outcome.other.not_corrected_in_time", "outcome.other.fee_unpaid", "outcome.other.other")
    figure = derive(
        tmp_path, "outcome.other.total", {}, drop=parts, form=Form.F2021_23ROWS, extra={"outcome.other.total": 3}
    )
    assert (figure.value, figure.computed) == (3, False)


def test_a_formula_over_a_row_that_is_not_printed_is_absent(tmp_path):
    assert derive(tmp_path, "outcome.other.total", {}, drop=("outcome.other.other",)).state == "absent"


def test_a_sum_takes_the_applicant_asked_for(tmp_path):
    cells = {"outcome.refused.state_secret@business": 4, "outcome.refused.state_secret": 9}
    assert derive(tmp_path, "outcome.refused.total", cells, applicant="business").value == 4


def test_tables_without_applicants_have_no_cell_for_one(tmp_path):
    assert derive(tmp_path, "litigation.total", {"litigation_direct.total": 2}, applicant="business").state == "absent"
