"""The catalogue is the form: 200 cells, 42 identities, formulas that read what exists."""

from __future__ import annotations

from collections import Counter

from corpus import catalogue, formulas

BOOK = catalogue.load()


def test_two_hundred_cells():
    assert len(BOOK.cells) == 200
    assert len(set(BOOK.cells)) == 200
    assert [len(BOOK.table(n)) for n in (2, 3, 4)] == [10, 25, 15]


def test_forty_two_identities():
    assert Counter(i.rule for i in BOOK.identities) == {"t3.balance": 7, "t3.outcomes": 7, "t3.row": 25, "t4.group": 3}
    cells = set(BOOK.cells)
    assert all(cell in cells for i in BOOK.identities for cell in i.left + i.right)


def test_outcomes_identity_sums_21_rows():
    identity = next(i for i in BOOK.identities if i.rule == "t3.outcomes" and i.member == "total")
    assert len(identity.right) == 21
    assert identity.left == (("outcome.total", "total"),)


def test_formulas_read_known_indicators():
    applicants = {a.id for a in BOOK.applicants}
    for indicator in BOOK.derived:
        for ref in formulas.refs(formulas.parse(indicator.formula)):
            assert ref.indicator in BOOK, indicator.id
            assert ref.applicant is None or ref.applicant in applicants


def test_ids_are_unique():
    counts = Counter(i.id for i in BOOK.indicators)
    assert [i for i, n in counts.items() if n > 1] == []


def test_units():
    assert BOOK.get("fees.amount").unit == "万元"
    assert BOOK.get("rate.disclosure").unit == "%"
    assert BOOK.get("litigation.total").unit == "件"
