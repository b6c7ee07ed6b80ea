"""The words: every class is known, every measure resolves, nothing is read as anything but text."""

from __future__ import annotations

from corpus import catalogue
from qa import lexicon
from qa.facets import indicator_of


def test_facets_name_indicators_that_exist() -> None:
    known = catalogue.load()
    for entry in lexicon.load().measures["terms"]:
        indicator, choices = indicator_of(entry["facets"])
        for found in (*choices, *((indicator,) if indicator else ()), *entry.get("alternatives", ())):
            assert found in known


def test_tables_name_indicators_that_exist() -> None:
    known = catalogue.load()
    tables = lexicon.load().measures
    rows = [
        i
        for s in tables["subjects"].values()
        for i in (*s["aspects"].values(), s.get("default"), *s.get("several", ()))
    ]
    rows += [
        *tables["aspects"].values(),
        *tables["rates"],
        *tables["rates"].values(),
        *(r["is"] for r in tables["sums"]),
    ]
    assert [i for i in rows if i is not None and i not in known] == []


def test_readings_are_written_in_both_languages() -> None:
    measures = lexicon.load().measures
    used = {entry["reads"] for entry in measures["terms"] if "reads" in entry}
    assert used <= set(measures["readings"])
    assert all(set(row) == {"zh", "en"} for row in measures["readings"].values())


def test_phrases_exist_in_both_languages() -> None:
    phrases = lexicon.read_data("phrases.yaml")
    assert set(phrases["zh"]) == set(phrases["en"])


def test_a_term_at_the_end_is_whole() -> None:
    hits = lexicon.load().find("不予")
    assert all(hit.end <= 2 for hit in hits)


def test_plurals_and_hyphens() -> None:
    found = {h.term.text for h in lexicon.load().find("third party rights and lawsuits")}
    assert {"third-party rights", "lawsuit"} <= found
