"""Faults for the mutation suite: each breaks the real program the way a careless change would.

A fault gets the engine's room: `patch` (pytest's monkeypatch) and `copy`, a copy of the corpus' facts that it may edit.
`case` is the committed case that must turn the gate red, `as_` what that case then is.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from corpus import catalogue
from corpus.models import State
from ingest import grids
from qa import claim_bench, derive, desk, draft, engine, ledger, resolve, retrieve
from qa.answer import Value
from qa.desk import Outcome
from qa.executors import abstain, lookup, notices, rank

SAMPLES, STRANGER = "samples", "stranger"


@dataclass(frozen=True)
class Fault:
    name: str
    what: str
    case: str
    as_: str
    inject: Callable
    corpus: str = SAMPLES
    repeat: int = 1


def _sql(*statements: str) -> Callable:
    """A fault in a copy of the facts store."""

    def inject(patch, copy: Callable[[], Path]) -> None:
        with sqlite3.connect(copy() / "facts.sqlite") as connection:
            for statement in statements:
                assert connection.execute(statement).rowcount > 0, statement
        connection.close()

    return inject


def _id(body: str) -> str:
    return f"(SELECT report_id FROM reports WHERE body = '{body}')"


TONGXIN, SHEQI = _id("同心县人民政府"), _id("社旗县人民政府")


def _one_of_a_tie(patch, copy) -> None:
    chosen = rank.chosen
    patch.setattr(rank, "chosen", lambda places, plan: chosen(places, plan)[:1])


def _next_row(patch, copy) -> None:
    cite = ledger.Ledger.cite
    rows = [i.id for i in catalogue.load().table(3)]

    def wrong(self, fact, report):
        if fact.indicator in rows[:-1]:
            below = rows[rows.index(fact.indicator) + 1]
            [fact] = self.store.facts(report_ids=[fact.report_id], indicators=[below], applicants=[fact.applicant])
        return cite(self, fact, report)

    patch.setattr(ledger.Ledger, "cite", wrong)


def _no_year_filter(patch, copy) -> None:
    found = resolve.resolve
    patch.setattr(desk, "resolve", lambda store, scope: found(store, scope.model_copy(update={"years": ()})))


def _any_kind(patch, copy) -> None:
    patch.setattr(resolve, "_of_kind", lambda found, ref: list(found))


def _office_first(patch, copy) -> None:
    patch.setattr(resolve, "OWN_KINDS", resolve.OWN_KINDS[::-1])


def _always_answers(patch, copy) -> None:
    text = draft.say("zh", "lookup.have")
    patch.setattr(
        abstain, "execute", lambda plan, at: Outcome(value=Value(kind="boolean", value=True), sentences=(text,))
    )


def _reversed_order(patch, copy) -> None:
    place = rank.place
    patch.setattr(rank, "place", lambda figures, descending: place(figures, not descending))


def _yuan(patch, copy) -> None:
    printed = derive._printed

    def in_yuan(fact, cells, found):
        figure = printed(fact, cells, found)
        if fact.unit != "万元" or figure.value is None:
            return figure
        return figure.model_copy(update={"value": derive.tidy(figure.value * 10_000), "unit": "元"})

    patch.setattr(derive, "_printed", in_yuan)


def _blank_is_zero(patch, copy) -> None:
    printed = derive._printed

    def zero(fact, cells, found):
        if fact.state is State.BLANK:
            fact = fact.model_copy(update={"state": State.REPORTED, "value": Decimal(0)})
        return printed(fact, cells, found)

    patch.setattr(derive, "_printed", zero)


def _litigation_with_reconsideration(patch, copy) -> None:
    parse = derive.formulas.parse
    litigation = catalogue.load().get("litigation.total").formula

    def parsed(formula):
        return parse(f"{formula} + reconsideration.total" if formula == litigation else formula)

    patch.setattr(derive.formulas, "parse", parsed)


def _totals_only(patch, copy) -> None:
    for module in (derive, desk):
        patch.setattr(module, "key_of", lambda measure: (measure.indicator, "total"))


def _ratio_as_percent(patch, copy) -> None:
    patch.setattr(derive, "PERCENT", Decimal(1))


def _or_equal(patch, copy) -> None:
    tests = {**lookup.TESTS, "gt": lookup.TESTS["ge"]}
    patch.setattr(lookup, "TESTS", tests)


def _invented(patch, copy) -> None:
    patch.setattr(engine, "verify", lambda text, drafts, evidence: text)
    patch.setattr(rank, "_margin", lambda at, plan, places: [(draft.Segment(text="相差98765件。"),)])


def _invented_under_the_gate(patch, copy) -> None:
    patch.setattr(rank, "_margin", lambda at, plan, places: [(draft.Segment(text="相差98765件。"),)])


def _unlike_side_by_side(patch, copy) -> None:
    patch.setattr(notices, "mismatch", lambda at, picks: [])


def _premise_taken(patch, copy) -> None:
    patch.setattr(engine.Engine, "_corrected", lambda self, query: None)


def _any_order(patch, copy) -> None:
    place, own, answer, turn = rank.place, rank.own_first, engine.Engine.answer, itertools.count()
    step = [1]

    def counted(self, question, **kwargs):
        step[0] = -1 if next(turn) % 2 else 1
        return answer(self, question, **kwargs)

    patch.setattr(engine.Engine, "answer", counted)
    patch.setattr(rank, "own_first", lambda report: step[0] * own(report))
    patch.setattr(rank, "place", lambda figures, descending: place(figures[:: step[0]], descending))


def _first_only(patch, copy) -> None:
    read = lookup.read
    patch.setattr(lookup, "read", lambda at, picks, measures: read(at, picks, measures)[:1])


def _agrees_with_all(patch, copy) -> None:
    patch.setattr(claim_bench, "agrees", lambda stated, actual, *_, **__: "rounded")


def _any_body(patch, copy) -> None:
    passages = retrieve.passages_of
    patch.setattr(retrieve, "passages_of", lambda reports, facts, *rest: passages(facts.reports(), facts, *rest))


def _rows_exchanged(patch, copy) -> None:
    row3 = grids._row3
    other = {"outcome.disclosed": "outcome.partly_disclosed", "outcome.partly_disclosed": "outcome.disclosed"}
    patch.setattr(grids, "_row3", lambda row, indicator, *rest: row3(row, other.get(indicator, indicator), *rest))


FAULTS = (
    Fault("flipped cell", "one stored cell has its digits exchanged: 41 becomes 14", "tx24-received", "wrong",
          _sql(f"UPDATE facts SET value='14', raw='14' WHERE report_id={TONGXIN} AND indicator='requests.received' AND applicant='total'")),
    Fault("swapped bodies", "the cells of two counties are stored under each other's report", "tx24-disclosed", "wrong",
          _sql(f"UPDATE facts SET report_id='x' WHERE report_id={TONGXIN}", f"UPDATE facts SET report_id={TONGXIN} WHERE report_id={SHEQI}",
               f"UPDATE facts SET report_id={SHEQI} WHERE report_id='x'")),
    Fault("dropped tie", "of those who tie only the first is returned", "litigation-most-zh", "wrong", _one_of_a_tie),
    Fault("wrong row cited", "the citation shows the row below the cell that was read", "tx24-received", "wrong_source", _next_row),
    Fault("wrong place marked", "what a citation marks lies three characters further on", "tx24-received", "wrong_source",
          _sql(f'UPDATE facts SET start=start-3, "end"="end"-3 WHERE report_id={TONGXIN}')),
    Fault("no year filter", "a report of another year answers", "a-year", "should_abstain", _no_year_filter),
    Fault("office for the county", "the office's report answers for the county's government", "a-gov2023", "should_abstain", _any_kind),
    Fault("office preferred", "where both report, the office's comes first", "tiantai-received", "wrong", _office_first, STRANGER),
    Fault("no abstention", "what is out of scope is answered", "a-gdp", "should_abstain", _always_answers),
    Fault("reversed order", "rankings run the other way", "rank-penalties", "wrong", _reversed_order),
    Fault("元 for 万元", "fees are given in 元", "tiantai-fees", "wrong", _yuan, STRANGER),
    Fault("blank as zero", "an empty cell counts as 0", "tiantai-office-penalties", "should_abstain", _blank_is_zero, STRANGER),
    Fault("复议 as litigation", "litigation counts reconsideration too", "litigation-most-en", "wrong", _litigation_with_reconsideration),
    Fault("applicant ignored", "the total column answers for every applicant", "tx24-np", "wrong", _totals_only),
    Fault("ratio as percent", "0.24 is said where 24.39% is meant", "rate-tx", "wrong", _ratio_as_percent),
    Fault("over as at least", "more than is read as at least", "filter-legal", "wrong", _or_equal),
    Fault("invented numeral", "a margin that nothing supports is said, the program's own gate off", "rank-penalties", "unsourced", _invented),
    Fault("invented numeral, gated", "the same with the gate on: the answer is lost, not wrong", "rank-penalties", "needless_abstention", _invented_under_the_gate),
    Fault("unlike bodies unsaid", "an office beside governments is not mentioned", "sum-received", "unsaid", _unlike_side_by_side),
    Fault("premise taken", "a false premise is not checked", "a-premise", "wrong_reason", _premise_taken),
    Fault("any order", "equal entries come in another order each time", "litigation-most-zh", "unstable", _any_order, SAMPLES, 2),
    Fault("second half lost", "of two figures asked only the first is given", "sq-two", "wrong", _first_only),
    Fault("anybody's passages", "the prose of every report is searched, whoever was asked about", "a-phone-yd", "should_abstain", _any_body),
    Fault("claims agree with anything", "a stated figure is never held to be another than the printed one", "claim-001", "wrong", _agrees_with_all),
    Fault("rows exchanged", "two rows of table 3 are read as each other; every sum still holds", "read-tiantai", "cell_wrong", _rows_exchanged, STRANGER),
)  # fmt: skip
