"""Question and claim sets: JSONL, YAML or CSV rows checked against a schema, with errors that name the line.

A case says what is asked, what is expected, and where the expected answer was read (`read_in`): gold is never
produced by the system under test.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, Field, ValidationError, model_validator

from corpus.errors import UsageError
from corpus.models import Model
from eval.rows import RELATION, Row, rows

METAMORPHIC = "metamorphic"  # tag of a case asked again under a relation
MOST_SAID = 10  # mistakes named at once
SUFFIXES = (".jsonl", ".yaml", ".yml", ".csv")


class ExpectedCell(Model):
    """A cell that the answer must rest on. `body` or `division` as stored."""

    body: str | None = None
    division: str | None = None
    year: int
    indicator: str
    applicant: str = "total"


class Expect(Model):
    """What is expected. Fields that are not given are not scored.

    `number` within `tolerance` (absolute, in the answer's unit); `entities` compared as a set, `entities_ordered`
    in order; `ranking` as (entity, value); `text_any` one of them occurs, `text_none` none does.
    """

    status: Literal["answered", "abstained", "clarify"] | None = None
    reason: str | None = None
    reason_any: tuple[str, ...] = ()
    kind: str | None = None
    number: Decimal | None = None
    tolerance: Decimal = Decimal(0)
    unit: str | None = None
    numbers: tuple[Decimal, ...] | None = None
    entities: tuple[str, ...] | None = None
    entities_ordered: tuple[str, ...] | None = None
    ranking: tuple[tuple[str, Decimal], ...] | None = None
    boolean: bool | None = None
    text_any: tuple[str, ...] = ()
    text_all: tuple[str, ...] = ()
    text_none: tuple[str, ...] = ()
    verdict: Literal["supported", "refuted", "unverifiable"] | None = None
    cells: tuple[ExpectedCell, ...] = ()
    cite: tuple[str, ...] = ()
    warnings_any: tuple[str, ...] = ()
    warnings_all: tuple[str, ...] = ()
    warnings_none: tuple[str, ...] = ()
    choices_any: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _something(self) -> Expect:
        if not self.model_fields_set:
            raise ValueError("expects nothing")
        return self


class EvalCase(Model):
    """One question, claim or document with its gold. `group` ties paraphrases that must all give the same answer.

    A `document` is read and judged cell by cell by its `truth` file (`eval.extraction`).
    """

    id: str = Field(min_length=1)
    question: str | None = None
    claim: str | None = None
    document: str | None = None
    truth: str | None = None
    previous: tuple[str, ...] = ()  # earlier turns of the conversation
    expect: Expect
    tags: tuple[str, ...] = ()
    group: str | None = None
    must_pass: bool = False
    read_in: str | None = None
    where: str = ""  # file and line, filled in when read

    @model_validator(mode="after")
    def _one_of(self) -> EvalCase:
        if sum(given is not None for given in (self.question, self.claim, self.document)) != 1:
            raise ValueError("give question or claim or document, one of the three")
        if (self.document is None) != (self.truth is None):
            raise ValueError("a document needs its truth, a truth its document")
        if self.claim is not None and self.expect.verdict is None:
            raise ValueError("a claim expects a verdict")
        return self

    @property
    def text(self) -> str:
        return next((t for t in (self.question, self.claim, self.document) if t is not None), "")


class Relation(Model):
    """A change that must not change the answers (a metamorphic case): exactly one of the four.

    `order: reversed` ingests the documents of `--corpus` from the last to the first; `add` ingests these files as well;
    `replace` ingests another file instead of the document of that name; `swap` exchanges words of the questions and claims.
    Paths lie beside the set. It holds for the cases named, or those with all the `tags`, or all of the file.
    """

    id: str = Field(min_length=1)
    order: Literal["reversed"] | None = None
    add: tuple[str, ...] = ()
    replace: dict[str, str] = {}
    swap: dict[str, str] = {}
    cases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    where: str = ""  # file and line, filled in when read

    @model_validator(mode="after")
    def _one_change(self) -> Relation:
        if sum(bool(change) for change in (self.order, self.add, self.replace, self.swap)) != 1:
            raise ValueError("give order, add, replace or swap, one of the four")
        return self

    @property
    def of_corpus(self) -> bool:
        """Whether the documents change, not the questions."""
        return not self.swap

    def holds_for(self, case: EvalCase) -> bool:
        """Whether the case stands in the same file and is meant."""
        if _file_of(case.where) != _file_of(self.where) or case.document is not None:
            return False
        return case.id in self.cases if self.cases else set(self.tags) <= set(case.tags)


def _file_of(where: str) -> str:
    return where.rsplit(":", 1)[0]


class Sets(Model):
    """What a run asks: cases, and the relations that must hold over them."""

    cases: tuple[EvalCase, ...]
    relations: tuple[Relation, ...] = ()


def read_sets(paths: Sequence[str | Path]) -> tuple[EvalCase, ...]:
    """All cases of the sets, in order. UsageError lists what is wrong, each with its file and line."""
    return read(paths).cases


def read(paths: Sequence[str | Path]) -> Sets:
    """All cases and relations of the sets, in order. UsageError lists what is wrong, each with its file and line."""
    cases: list[EvalCase] = []
    relations: list[Relation] = []
    problems: list[str] = []
    seen: dict[str, str] = {}
    for path in _files(paths):
        for row in rows(path, problems):
            made = _relation(row, problems) if row.kind == RELATION else _case(row, problems)
            if made is None:
                continue
            if made.id in seen:
                problems.append(f"{row.where}: id {made.id!r} is taken by {seen[made.id]}")
            seen[made.id] = row.where
            if isinstance(made, EvalCase):
                cases.append(made)
            else:
                relations.append(made)
    problems += [p for relation in relations for p in _names_nothing(relation, cases)]
    if problems:
        more = f"; and {len(problems) - MOST_SAID} more" if len(problems) > MOST_SAID else ""
        raise UsageError("; ".join(problems[:MOST_SAID]) + more)
    if not cases:
        raise UsageError("the sets hold no case")
    return Sets(cases=tuple(cases), relations=tuple(relations))


def _files(paths: Sequence[str | Path]) -> Iterator[Path]:
    for given in paths:
        path = Path(given)
        if path.is_dir():
            yield from sorted(p for p in path.iterdir() if p.suffix in SUFFIXES)
        elif path.is_file():
            if path.suffix.lower() not in SUFFIXES:
                raise UsageError(f"{given}: a set ends in {', '.join(SUFFIXES)}")
            yield path
        else:
            raise UsageError(f"{given}: no such set")


def _case(row: Row, problems: list[str]) -> EvalCase | None:
    if not isinstance(row.value, dict):
        problems.append(f"{row.where}: a case is an object with id, question and expect")
        return None
    given = {"expect": {"kind": "cells"}} if "document" in row.value else {}
    return _made(EvalCase, {**given, **row.value}, row, problems)


def _relation(row: Row, problems: list[str]) -> Relation | None:
    if not isinstance(row.value, dict):
        problems.append(f"{row.where}: a relation is an object with id and order, add, replace or swap")
        return None
    made = _made(Relation, row.value, row, problems)
    if made is not None:
        here = Path(_file_of(row.where)).parent
        problems += [
            f"{row.where}: there is no {name} beside the set"
            for name in (*made.add, *made.replace.values())
            if not (here / name).is_file()
        ]
    return made


Made = TypeVar("Made", EvalCase, Relation)


def _names_nothing(relation: Relation, cases: Sequence[EvalCase]) -> Iterator[str]:
    known = {case.id for case in cases if relation.holds_for(case)}
    for missing in sorted(set(relation.cases) - known):
        yield f"{relation.where}: {missing!r} is no question or claim of this set"
    if not known and not relation.cases:
        yield f"{relation.where}: relation {relation.id!r} holds for no case"


def _made(kind: type[Made], value: Mapping[str, Any], row: Row, problems: list[str]) -> Made | None:
    try:
        return kind.model_validate({**_decimals(value), "where": row.where})
    except ValidationError as error:
        for found in error.errors():
            loc = tuple(found["loc"])
            field = ".".join(str(part) for part in loc) or kind.__name__.removeprefix("Eval").lower()
            problems.append(f"{row.at(loc)}: {field}: {_said(found, kind)}")
        return None


def _said(found: Any, kind: type[BaseModel]) -> str:
    """What is wrong with a field, in words that say what to write."""
    if found["type"] == "extra_forbidden":
        inside: type[BaseModel] = Expect if found["loc"][0] == "expect" else kind
        inside = ExpectedCell if "cells" in found["loc"] else inside
        close = get_close_matches(str(found["loc"][-1]), inside.model_fields, n=1)
        return "no such field" + (f"; is {close[0]} meant?" if close else "")
    if found["type"] == "missing":
        return "is missing"
    if found["type"] == "tuple_type":
        return "a list is wanted: [ … ]"
    if found["type"] == "string_type":
        return "text is wanted" + (": write it in quotes" if isinstance(found["input"], int | float | Decimal) else "")
    return str(found["msg"]).removeprefix("Value error, ")


def _decimals(value: Any) -> Any:
    """Floats as the decimals they were written as."""
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, dict):
        return {key: _decimals(item) for key, item in value.items()}
    return [_decimals(item) for item in value] if isinstance(value, list) else value
