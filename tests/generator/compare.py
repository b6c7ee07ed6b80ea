"""What was read of a made report against what was printed: cells wrong, cells missing."""

from __future__ import annotations

from corpus.models import ParsedReport, State
from corpus.settings import Settings
from generator.reports import Made
from ingest.parse import parse


def wrong(made: Made, parsed: ParsedReport) -> dict[tuple[str, str], tuple[object, object]]:
    """The cells whose stored reading is neither what is printed nor unreadable: (read, printed)."""
    facts = {(f.indicator, f.applicant): f for f in parsed.facts}
    found: dict[tuple[str, str], tuple[object, object]] = {
        key: ((facts[key].state, facts[key].value), (cell.state, cell.value))
        for key, cell in made.truth.items()
        if key in facts and facts[key].state is not State.UNREADABLE
        if (facts[key].state, facts[key].value) != (cell.state, cell.value)
    }
    extra = {
        k: (f.value, None)
        for k, f in facts.items()
        if k not in made.truth and f.state is State.REPORTED and not k[0].startswith("form2019.")
    }
    return found | extra


def missing(made: Made, parsed: ParsedReport) -> set[tuple[str, str]]:
    read = {(f.indicator, f.applicant) for f in parsed.facts if f.state is not State.UNREADABLE}
    return set(made.truth) - read


def assert_perfect(made: Made, data: bytes, name: str) -> None:
    parsed = parse(data, name, Settings())
    assert wrong(made, parsed) == {}
    assert missing(made, parsed) == set()
    assert (parsed.report.body.name, parsed.report.year) == (made.body, made.year)
    for fact in parsed.facts:
        assert parsed.text[fact.locator.start : fact.locator.end].split() == fact.raw.split()
