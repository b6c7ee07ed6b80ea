"""Which body a name means where several divisions have the name."""

from __future__ import annotations

import pytest
from paper_directory import DEPARTMENT, GOVERNMENT, OFFICE, PaperDirectory, body

from qa.directory import HeldBody
from qa.link import link
from qa.meant import settle

YEARS = (2021, 2024)


def unplaced(name: str, kind=DEPARTMENT) -> HeldBody:
    """A body of the corpus whose report does not say which 朝阳区 it is of."""
    return HeldBody(name=name, division="朝阳区", kind=kind, years=YEARS)


def meant(text: str, *held: HeldBody):
    """(names of the held bodies that are meant, codes of the notes)."""
    directory = PaperDirectory(held, YEARS)
    settled, ambiguous, unheld, notes = settle(link(text, directory), directory)
    assert ambiguous is None
    return [b.name for _, named in settled for b in named.held], [code for code, _ in notes], bool(unheld)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("朝阳区市场监督管理局2021年收到多少申请", unplaced("朝阳区市场监督管理局")),
        ("朝阳区市场监管局2021年收到多少申请", unplaced("朝阳区市场监督管理局")),
        ("朝阳区2021年收到多少申请", unplaced("朝阳区人民政府", GOVERNMENT)),
        ("朝阳区2021年收到多少申请", unplaced("朝阳区人民政府办公室", OFFICE)),
        ("朝阳区政府办2021年收到多少申请", unplaced("朝阳区人民政府办公室", OFFICE)),
    ],
)
def test_a_body_that_nothing_places_is_found_by_its_signature_and_that_is_said(text: str, held: HeldBody) -> None:
    assert meant(text, held) == ([held.name], ["body_assumed"], False)


def test_a_place_that_is_named_is_not_met_by_a_body_that_nothing_places() -> None:
    names, _, _ = meant("长春市朝阳区市场监督管理局2021年收到多少申请", unplaced("朝阳区市场监督管理局"))
    assert names == []


def test_the_government_is_not_met_by_a_department() -> None:
    assert meant("朝阳区政府2021年收到多少申请", unplaced("朝阳区市场监督管理局")) == ([], [], True)


def test_a_body_that_is_placed_comes_first() -> None:
    placed = body("朝阳区市场监督管理局", "220104", DEPARTMENT, 2021)
    names, notes, _ = meant("朝阳区市场监督管理局2021年收到多少申请", placed)
    assert (names, notes) == ([], ["body_assumed"])  # by its division, as before
