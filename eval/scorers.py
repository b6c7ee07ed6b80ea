"""Scores of one answer or verdict against its case. Numbers are compared as numbers, never as substrings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any

from corpus.models import Model
from corpus.normalize import compact
from eval.dataset import EvalCase, Expect, ExpectedCell
from eval.evidence import Corpus, misplaced, unsourced

Made = Mapping[str, Any]  # an answer or a checked claim as CONTRACT.md prints it


class Result(StrEnum):
    """What an answer turned out to be."""

    RIGHT = "right"
    RIGHT_ABSTENTION = "right_abstention"
    WRONG = "wrong"  # a wrong value given with confidence
    SHOULD_ABSTAIN = "should_abstain"  # answered where nothing is known: as bad as wrong
    NEEDLESS_ABSTENTION = "needless_abstention"
    WRONG_REASON = "wrong_reason"  # abstained rightly, said the wrong why
    WRONG_SOURCE = "wrong_source"  # the value is right, the cell cited is not
    UNSAID = "unsaid"  # right, but something that must be said is not
    CRASHED = "crashed"


GOOD = (Result.RIGHT, Result.RIGHT_ABSTENTION)
CONFIDENTLY_WRONG = (Result.WRONG, Result.SHOULD_ABSTAIN)


class Failure(StrEnum):
    """Why a case failed."""

    STATUS = "status"
    REASON = "reason"
    KIND = "kind"
    NUMBER = "number"
    NUMBERS = "numbers"
    UNIT = "unit"
    ENTITIES = "entities"
    RANKING = "ranking"
    BOOLEAN = "boolean"
    TEXT_MISSING = "text_missing"
    TEXT_FORBIDDEN = "text_forbidden"
    VERDICT = "verdict"
    CELLS = "cells"
    CITE = "cite"
    SPAN = "span"
    WARNING_MISSING = "warning_missing"
    WARNING_FORBIDDEN = "warning_forbidden"
    CHOICES = "choices"
    CRASH = "crash"
    UNSTABLE = "unstable"
    CHANGED = "changed"  # of a relation: another answer than without the change
    CELL_WRONG = "cell_wrong"  # of a document: a cell read silently wrong
    CELL_MISSING = "cell_missing"  # of a document: a cell flagged unreadable, or not found
    BODY = "body"
    YEAR = "year"


MEASURED = ("number", "numbers", "ranking")  # kinds of answers that have a unit
VALUE_FAILURES = frozenset(
    {
        Failure.KIND, Failure.NUMBER, Failure.NUMBERS, Failure.UNIT, Failure.ENTITIES, Failure.RANKING, Failure.BOOLEAN,
        Failure.TEXT_FORBIDDEN, Failure.TEXT_MISSING, Failure.VERDICT,
    }
)  # fmt: skip


class Score(Model):
    """The score of one case. `cells_found` of `cells_expected` were cited; `passage_rank` from 1, 0 for absent."""

    case_id: str
    result: Result
    failures: tuple[Failure, ...]
    expected: str
    got: str
    cells_expected: int = 0
    cells_found: int = 0
    cells_cited: int = 0
    passage_rank: int | None = None
    unsourced: int | None = None  # numerals of the text without evidence; None: not measured
    elapsed_ms: float = 0
    plan_kind: str | None = None
    language: str | None = None
    tokens: int | None = None  # of a language model, over all repeats; None: none was set, or it gave no counts
    tokens_in: int | None = None
    tokens_out: int | None = None
    cost: Decimal | None = None  # None: no model, no token counts, or no price known (`eval.prices`)

    @property
    def good(self) -> bool:
        return self.result in GOOD


def score_answer(case: EvalCase, made: Made, corpus: Corpus | None = None) -> Score:
    """Score an answer (CONTRACT.md's `ask --json`); with the corpus, numerals and citations are traced to it."""
    expect = case.expect
    failures = [*_status(expect, made), *_value(expect, made), *_text(expect, made), *_warnings(expect, made)]
    found, cited = _cells_cited(expect.cells, made)
    if expect.cells and found < len(expect.cells):
        failures.append(Failure.CELLS)
    if expect.cite and not set(expect.cite) & {_file(c["source"]) for c in made["citations"]}:
        failures.append(Failure.CITE)
    if any(not _span_holds(c) for c in made["citations"]) or misplaced(made, corpus):
        failures.append(Failure.SPAN)
    return Score(
        case_id=case.id, result=_result(expect, made, failures), failures=tuple(dict.fromkeys(failures)),
        expected=_expected(expect), got=_got(made), cells_expected=len(expect.cells), cells_found=found,
        cells_cited=cited, passage_rank=_passage_rank(expect, made), unsourced=None if corpus is None else len(unsourced(made, corpus)), elapsed_ms=float(made.get("elapsed_ms") or 0),
        plan_kind=str((made.get("plan") or {}).get("kind") or "") or None, language=made.get("language"),
    )  # fmt: skip


def score_claim(case: EvalCase, made: Made) -> Score:
    """Score a checked claim (one of `claims` of `check --json`), or the worst of several found in the text."""
    expect = case.expect
    failures: list[Failure] = []
    if made.get("verdict") != expect.verdict:
        failures.append(Failure.VERDICT)
    if expect.reason is not None and made.get("reason") != expect.reason:
        failures.append(Failure.REASON)
    if expect.reason_any and made.get("reason") not in expect.reason_any:
        failures.append(Failure.REASON)
    failures += _warnings(expect, made)
    confident = made.get("verdict") in ("supported", "refuted")
    if Failure.VERDICT in failures:
        result = Result.WRONG if confident else Result.NEEDLESS_ABSTENTION
    elif Failure.REASON in failures:
        result = Result.WRONG_REASON
    else:
        result = Result.UNSAID if failures else Result.RIGHT
    got = f"{made.get('verdict')} ({made.get('reason')})"
    return Score(case_id=case.id, result=result, failures=tuple(failures), expected=_expected(expect), got=got)


def crashed(case: EvalCase, error: str) -> Score:
    """The score of a case whose answering raised."""
    return Score(
        case_id=case.id, result=Result.CRASHED, failures=(Failure.CRASH,), expected=_expected(case.expect), got=error
    )


def _result(expect: Expect, made: Made, failures: Sequence[Failure]) -> Result:
    wanted, got = expect.status or "answered", made["status"]
    if got == "answered" and wanted != "answered":
        return Result.SHOULD_ABSTAIN
    if got != "answered" and wanted == "answered":
        return Result.NEEDLESS_ABSTENTION
    if wanted != "answered":
        if Failure.STATUS in failures or Failure.REASON in failures:
            return Result.WRONG_REASON
        return Result.UNSAID if failures else Result.RIGHT_ABSTENTION
    if VALUE_FAILURES & set(failures):
        return Result.WRONG
    if {Failure.CELLS, Failure.CITE, Failure.SPAN} & set(failures):
        return Result.WRONG_SOURCE
    return Result.UNSAID if failures else Result.RIGHT


def _status(expect: Expect, made: Made) -> list[Failure]:
    failures = []
    if made["status"] != (expect.status or "answered"):
        failures.append(Failure.STATUS)
    reasons = expect.reason_any or ((expect.reason,) if expect.reason else ())
    if reasons and made.get("reason") not in reasons:
        failures.append(Failure.REASON)
    if expect.choices_any and not any(c in " ".join(made.get("choices") or ()) for c in expect.choices_any):
        failures.append(Failure.CHOICES)
    return failures


def _value(expect: Expect, made: Made) -> list[Failure]:
    answer = made["answer"]
    kind, value = answer.get("kind"), answer.get("value")
    failures = []
    if expect.kind is not None and kind != expect.kind:
        failures.append(Failure.KIND)
    if expect.number is not None and not _close(_one(value), expect.number, expect.tolerance):
        failures.append(Failure.NUMBER)
    if expect.unit is not None and answer.get("unit") != expect.unit:
        failures.append(Failure.UNIT)
    if expect.numbers is not None and not _all_close(value, expect.numbers, expect.tolerance):
        failures.append(Failure.NUMBERS)
    named = _entities(value)
    if expect.entities is not None and {compact(n) for n in named} != {compact(e) for e in expect.entities}:
        failures.append(Failure.ENTITIES)
    if expect.entities_ordered is not None and [compact(n) for n in named] != [
        compact(e) for e in expect.entities_ordered
    ]:
        failures.append(Failure.ENTITIES)
    if expect.ranking is not None and not _same_ranking(value, expect.ranking, expect.tolerance):
        failures.append(Failure.RANKING)
    if expect.boolean is not None and value is not expect.boolean:
        failures.append(Failure.BOOLEAN)
    return failures


def _one(value: Any) -> Decimal | None:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("value")
    return _decimal(value)


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    return Decimal(str(value))


def _close(got: Decimal | None, wanted: Decimal, tolerance: Decimal) -> bool:
    return got is not None and abs(got - wanted) <= tolerance


def _all_close(value: Any, wanted: Sequence[Decimal], tolerance: Decimal) -> bool:
    got = [_one(item) for item in value] if isinstance(value, list) else [_one(value)]
    return len(got) == len(wanted) and all(_close(g, w, tolerance) for g, w in zip(got, wanted, strict=True))


def _entities(value: Any) -> list[str]:
    if not isinstance(value, list):
        return []
    return [str(item.get("entity")) if isinstance(item, dict) else str(item) for item in value]


def _same_ranking(value: Any, wanted: Sequence[tuple[str, Decimal]], tolerance: Decimal) -> bool:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        return False
    got = {compact(str(item.get("entity"))): _decimal(item.get("value")) for item in value}
    values = [_decimal(item.get("value")) for item in value]
    return (
        len(got) == len(wanted)
        and all(_close(got.get(compact(entity)), number, tolerance) for entity, number in wanted)
        and all(_close(g, w, tolerance) for g, (_, w) in zip(values, wanted, strict=True))
    )


def _text(expect: Expect, made: Made) -> list[Failure]:
    shown = [made.get("text") or "", str(made["answer"].get("value") or ""), made.get("nearest") or ""]
    text = compact(" ".join(shown + [c["quote"] for c in made["citations"] if c["kind"] == "passage"])).lower()
    own = compact(made.get("text") or "").lower()
    failures = []
    if expect.text_any and not any(compact(t).lower() in text for t in expect.text_any):
        failures.append(Failure.TEXT_MISSING)
    if any(compact(t).lower() not in text for t in expect.text_all):
        failures.append(Failure.TEXT_MISSING)
    if any(compact(t).lower() in own for t in expect.text_none):
        failures.append(Failure.TEXT_FORBIDDEN)
    return failures


def _warnings(expect: Expect, made: Made) -> list[Failure]:
    codes = {w["code"] for w in made.get("warnings") or ()}
    failures = []
    if expect.warnings_any and not codes & set(expect.warnings_any):
        failures.append(Failure.WARNING_MISSING)
    if not set(expect.warnings_all) <= codes:
        failures.append(Failure.WARNING_MISSING)
    if codes & set(expect.warnings_none):
        failures.append(Failure.WARNING_FORBIDDEN)
    return failures


def _cells_cited(cells: Sequence[ExpectedCell], made: Made) -> tuple[int, int]:
    """(expected cells that a citation stands behind, distinct cells cited)."""
    citations = {c["id"]: c for c in made["citations"] if c["kind"] == "cell"}
    backed = [f for f in made["facts"] if _backed(f, citations)]
    found = sum(any(_is_cell(f, cell) for f in backed) for cell in cells)
    return found, len(citations)


def _backed(fact: Made, citations: Mapping[str, Made]) -> bool:
    ids = [fact.get("citation"), *(fact.get("citations") or ())]
    return any(i in citations and citations[i]["report_id"] == fact["report_id"] for i in ids if i)


def _is_cell(fact: Made, cell: ExpectedCell) -> bool:
    who = cell.body is None or compact(fact.get("body") or "") == compact(cell.body)
    where = cell.division is None or fact.get("division") == cell.division
    what = (fact.get("indicator"), fact.get("applicant"), fact.get("year")) == (
        cell.indicator,
        cell.applicant,
        cell.year,
    )
    return who and where and what


def _span_holds(citation: Made) -> bool:
    return bool(0 <= citation["start"] <= citation["end"]) and bool(
        citation["quote"] or citation["start"] == citation["end"]
    )


def _passage_rank(expect: Expect, made: Made) -> int | None:
    if not expect.cite:
        return None
    sources = [_file(c["source"]) for c in made["citations"]]
    ranks = [i for i, source in enumerate(sources, start=1) if source in expect.cite]
    return ranks[0] if ranks else 0


def _file(source: str) -> str:
    return source.rsplit("/", 1)[-1]


def _expected(expect: Expect) -> str:
    said = expect.model_dump(exclude_defaults=True)
    said.pop("cells", None)
    return ", ".join(f"{key}={_shown(value)}" for key, value in said.items()) or "cells only"


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):  # an entry of a ranking
        return " ".join(str(part) for part in value.values())
    return " / ".join(map(_shown, value)) if isinstance(value, tuple | list) else str(value)


def _got(made: Made) -> str:
    if made["status"] != "answered":
        return f"{made['status']} ({made.get('reason')})"
    answer = made["answer"]
    unit = answer.get("unit") if answer.get("kind") in MEASURED else None
    return f"{_shown(answer.get('value'))} {unit or ''}".strip()
