"""DOMAIN.md's second answer: a tie, its scopes, its definition, and the reading that breaks it."""

from __future__ import annotations

import pytest
from asking import ask, codes, counties, engine_of, measure
from handmade import seeds

from qa.plan import Rank

MOST = Rank(measure=measure("litigation.total", "total", "disputes.total"), scope=counties())


@pytest.fixture
def engine(tmp_path):
    return engine_of(tmp_path, *seeds())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_both_who_tie_are_returned_with_all_that_must_be_said(engine, language):
    answer = ask(engine, MOST, language)
    assert answer.answer.kind == "entities"
    assert set(answer.answer.value) == {"同心县", "殷都区"}
    assert {f.division: (f.value, f.rank) for f in answer.facts if f.rank == 1} == {"同心县": (2, 1), "殷都区": (2, 1)}
    assert set(codes(answer)) == {
        "tie",
        "scope_mismatch",
        "body_assumed",
        "district_counted",
        "definition",
        "partial_coverage",
    }
    assert (answer.coverage.matched, answer.coverage.used) == (4, 4)


def test_who_and_how_many_is_a_ranking(engine):
    answer = ask(engine, MOST.model_copy(update={"with_values": True}))
    assert answer.answer.kind == "ranking"
    assert {e["entity"]: e["value"] for e in answer.answer.value} == {"同心县": 2, "殷都区": 2}


def test_the_reading_with_reconsideration_changes_the_winner(engine):
    texts = [w.text for w in ask(engine, MOST).warnings if w.code == "definition"]
    assert any("同心县7件、殷都区5件，同心县最多" in text for text in texts)
    assert any("0 + 2 = 2" in text for text in texts)


def test_coverage_is_said(engine):
    assert "5份报告中，4份是2024年的" in ask(engine, MOST).text
    assert "Of the 5 reports in this scope, 4 are for 2024." in ask(engine, MOST, "en").text


def test_every_figure_is_cited_to_a_cell(engine):
    answer = ask(engine, MOST)
    ids = {c.id for c in answer.citations}
    for fact in answer.facts:
        assert fact.citations
        assert set(fact.citations) <= ids
    for citation in answer.citations:
        printed = engine.store.text(citation.report_id)[citation.start : citation.end]
        assert printed.isdigit()
        assert printed in citation.quote


def test_the_order_of_ingest_changes_nothing(tmp_path, engine):
    (tmp_path / "other").mkdir()
    other = engine_of(tmp_path / "other", *reversed(seeds()))
    one, two = ask(engine, MOST), ask(other, MOST)
    assert one.model_dump(exclude={"elapsed_ms"}) == two.model_dump(exclude={"elapsed_ms"})
