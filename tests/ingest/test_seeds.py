"""The five seed reports: every cell, every identity, every span, against tables written down by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from ingest_made.seed_tables import SEEDS, expected

from corpus.models import IdentityStatus, State
from corpus.settings import Settings
from ingest.cells import decimal
from ingest.parse import parse

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module", params=sorted(SEEDS))
def seed(request, shared):
    path = shared / "seeds" / request.param
    return request.param, path, parse(path.read_bytes(), path.name, Settings())


def test_every_cell_is_as_printed(seed):
    name, _, parsed = seed
    got = {(f.indicator, f.applicant): (f.state, f.value) for f in parsed.facts}
    assert got == {key: (State.REPORTED, Decimal(value)) for key, value in expected(name).items()}


def test_every_identity_holds(seed):
    _, _, parsed = seed
    assert [i.status for i in parsed.identities] == [IdentityStatus.HELD] * 42


def test_every_span_marks_exactly_the_printed_number(seed):
    name, path, parsed = seed
    text = path.read_text(encoding="utf-8")
    assert parsed.text == text
    for fact in parsed.facts:
        where = fact.locator
        assert text[where.start : where.end] == fact.raw
        assert decimal(fact.raw) == fact.value, (name, fact.indicator)
        assert where.row_start <= where.start < where.end <= where.row_end


def test_every_quoted_row_is_its_label_and_its_numbers(seed):
    name, _, parsed = seed
    cells = expected(name)
    for fact in parsed.facts:
        row = parsed.text[fact.locator.row_start : fact.locator.row_end]
        if fact.table == 3:
            mine = [v for (i, _), v in cells.items() if i == fact.indicator]
            assert row.replace("|", " ").split()[-7:] == mine, (fact.indicator, row)
            assert any(c in row for c in fact.row[-6:]), row
        elif fact.table == 4:
            assert row.replace("|", " ").split() == list(cells.values())[-15:]


def test_year_and_confidence(seed):
    name, _, parsed = seed
    assert parsed.report.year == SEEDS[name][0]
    assert {f.confidence for f in parsed.facts} == {1.0}
    assert parsed.report.warnings == ()
