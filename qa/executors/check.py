"""Statements put as a question (…，对吗): the fact-checker's verdict on each figure, with the cells that decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from corpus.facts import FactStore
from qa import draft as d
from qa.answer import Coverage, Value
from qa.desk import Desk, Outcome
from qa.directory import StoreDirectory
from qa.executors import EXECUTORS
from qa.plan import Check, Measure


@dataclass(frozen=True)
class _Stores:
    store: FactStore
    directory: StoreDirectory


def execute(plan: Check, desk: Desk) -> Outcome:
    """Yes where every claim is supported, no where one is refuted; else what the question gives by itself."""
    check = import_module("qa.claims").check_text
    claims = check(plan.statement, _Stores(desk.store, StoreDirectory(desk.store))).claims
    verdicts = {c.verdict for c in claims}
    if not verdicts & {"supported", "refuted"}:
        outcome: Outcome = import_module(f"qa.executors.{EXECUTORS[plan.otherwise.kind]}").execute(plan.otherwise, desk)
        return outcome
    reports = set()
    for claim in claims:
        reports |= {_entered(desk, cell) for cell in _cells(claim.found)}
    pieces: dict[tuple[int, int], list[Any]] = {}
    for claim in claims:
        pieces.setdefault((claim.start, claim.end), []).append(claim)
    said = [_sentence(desk, found) for found in pieces.values()]
    warnings = [(w.code, (desk.name(w.text),)) for claim in claims for w in claim.warnings]
    at = Coverage(matched=len(reports), used=len(reports))
    if verdicts == {"supported", "unverifiable"}:
        return Outcome(
            status="abstained", reason="no_evidence", sentences=tuple(said), warnings=tuple(warnings), coverage=at
        )
    holds = verdicts == {"supported"}
    return Outcome(
        value=Value(kind="boolean", value=holds), warnings=tuple(warnings), coverage=at,
        sentences=(desk.say(f"lookup.{'so' if holds else 'not_so'}"), *said),
    )  # fmt: skip


def _cells(found: Any) -> Iterator[Mapping[str, Any]]:
    """Every figure that the verdict rests on."""
    if isinstance(found, Mapping):
        if {"report_id", "indicator", "applicant"} <= set(found):
            yield found
        for value in found.values():
            yield from _cells(value)
    elif isinstance(found, list | tuple):
        for value in found:
            yield from _cells(value)


def _entered(desk: Desk, cell: Mapping[str, Any]) -> str:
    """Note the figure with its citations; the id of its report."""
    report_id = str(cell["report_id"])
    for report in desk.store.reports(report_ids=[report_id]):
        measure = Measure(indicator=cell["indicator"], applicant=cell["applicant"])
        figure = desk.figures([report], [measure])[report_id, measure]
        desk.ledger.enter(figure, report, cell.get("rank"))
    return report_id


def _sentence(desk: Desk, claims: Sequence[Any]) -> d.Draft:
    """What is said of one piece of the statement: the worst of its verdicts, with all that was found."""
    verdicts = {c.verdict for c in claims}
    verdict = next(v for v in ("refuted", "unverifiable", "supported") if v in verdicts)
    found = list(dict.fromkeys(c.explanation.rstrip("。. ") for c in claims if c.explanation))
    correction = next((c.correction for c in claims if c.verdict == "refuted" and c.correction), None)
    slots: dict[str, d.Slot] = {
        "claim": desk.name(claims[0].claim), "correction": desk.name(correction or ""),
        "found": desk.join([desk.name(text) for text in found], "semicolon"),
    }  # fmt: skip
    key = "corrected" if correction else verdict
    return desk.say(f"check.{key}" if found else f"check.{key}_bare", **slots)
