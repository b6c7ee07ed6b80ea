"""A claim against the cells: recomputed, never recalled. Refuted only where the corpus holds what decides it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from corpus.numerals import Kind
from qa.claim_bench import Bench, Found, as_number, left_open, subject
from qa.claim_comparing import judge_between, judge_compare
from qa.claim_growth import judge_growth
from qa.claim_membership import judge_members
from qa.claim_order import judge_superlative
from qa.claim_said import Said
from qa.claim_shares import judge_all, judge_share
from qa.claim_statements import judge_absence, judge_statement
from qa.claim_totals import judge_total
from qa.claim_values import judge_none, judge_value
from qa.ledger import Ledger
from qa.resolve import Pick

RELATIONS: Mapping[str, Callable[[Said, Bench], Found]] = {
    "superlative": judge_superlative, "compare": judge_compare, "between": judge_between, "total": judge_total,
    "growth": judge_growth, "members": judge_members,
}  # fmt: skip
OF_ONE_REPORT: Mapping[str, Callable[[Said, Pick, Bench], Found]] = {
    "value": judge_value, "none": judge_none, "share": judge_share, "all": judge_all,
}  # fmt: skip


def judge(said: Said, bench: Bench) -> Found:
    """The verdict on one claim, with what it cites."""
    found = _judge(said, bench)
    stated = {"kind": said.kind, **stated_by(said)}
    cites = found.citations or tuple(bench.ledger.citations)
    return found.model_copy(update={"stated": stated, "citations": cites, "warnings": tuple(bench.warnings)})


def _judge(said: Said, bench: Bench) -> Found:
    if said.kind == "absence":
        return judge_absence(said, bench)
    if said.kind == "opinion":
        return _in_prose(said, bench) or left_open(
            "opinion", bench.say("这是评价或预测，表格不能证实。", "An opinion or a prediction: no table decides it.")
        )
    if said.kind == "statement":
        return judge_statement(said, bench)
    if said.left:
        unknown = "、".join(said.left)
        return _in_prose(said, bench) or left_open(
            "no_evidence",
            bench.say(f"“{unknown}”没有可以核对的数字。", f"Nothing in the tables answers to “{unknown}”."),
        )
    if not said.keys:
        return left_open("no_evidence", bench.say("看不出说的是哪一项。", "It does not say which figure is meant."))
    return _of_the_sentence_before(said, bench) if said.tentative else _of_cells(said, bench)


def _of_cells(said: Said, bench: Bench) -> Found:
    if said.kind in RELATIONS:
        found = RELATIONS[said.kind](said, bench)
        return _of_some_places(bench) if found.verdict == "supported" and said.nationwide else found
    pick = subject(said, bench)
    return pick if isinstance(pick, Found) else OF_ONE_REPORT[said.kind](said, pick, bench)


def _of_some_places(bench: Bench) -> Found:
    """What holds among the reports that are here need not hold for the whole country."""
    return left_open(
        "no_such_report",
        bench.say(
            "语料里只有一部分地方的报告，不能证实全国的情况。",
            "The corpus holds reports of some places only: nothing nationwide is proved by them.",
        ),
    )


def _of_the_sentence_before(said: Said, bench: Bench) -> Found:
    """2023年为334件。 It names no measure: one of the sentence before bears it out, or it is open."""
    counts = said.numeral is not None and (said.numeral.kind is Kind.NUMBER or said.kind in ("growth", "compare"))
    for key in said.keys if counts or said.kind == "superlative" else ():
        of_key = replace(bench, ledger=Ledger(bench.store, bench.catalogue, bench.language), warnings=[])
        found = _of_cells(said.model_copy(update={"keys": (key,)}), of_key)
        if found.verdict == "supported":
            bench.warnings += of_key.warnings
            return found.model_copy(update={"citations": found.citations or tuple(of_key.ledger.citations)})
    return judge_statement(said, bench)


def _in_prose(said: Said, bench: Bench) -> Found | None:
    """A verdict from a sentence of the report, where one has the claim's own words; else nothing."""
    found = judge_statement(said, bench) if said.numeral is not None else None
    return found if found is not None and found.verdict != "unverifiable" else None


def stated_by(said: Said) -> dict[str, Any]:
    made: dict[str, Any] = {
        "bodies": [b.asked for b in said.bodies], "years": list(said.years), "cells": [list(k) for k in said.keys[:1]],
    }  # fmt: skip
    if said.numeral is not None:
        n = said.numeral
        made |= {"value": as_number(n.value), "unit": n.unit, "hedge": n.hedge.value, "raw": n.raw}
    if said.others:
        made["others"] = [b.asked for b in said.others]
    return made
