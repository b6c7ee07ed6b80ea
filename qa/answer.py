"""An answer as CONTRACT.md prints it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from pydantic import field_serializer

from corpus.models import Model

WarningCode = Literal[
    "tie", "scope_mismatch", "body_assumed", "year_assumed", "district_counted", "identity_broken",
    "narrative_contradicts", "blank_left_out", "small_n", "partial_coverage", "definition",
]  # fmt: skip


class Value(Model):
    """`value` holds a number, a list of numbers, of names, or of {entity, value}, a text, a boolean, or None."""

    kind: Literal["number", "numbers", "entities", "ranking", "text", "boolean", "none"]
    value: Any = None
    unit: str | None = None


class FactEvidence(Model):
    """A cell, or a figure derived from cells by `formula` (then `citations` lists the cells it was computed from)."""

    report_id: str
    body: str | None
    division: str | None
    division_code: str | None
    province: str | None
    level: str | None
    body_kind: str | None
    year: int | None
    indicator: str
    applicant: str
    label: str
    value: Decimal | None
    unit: str
    state: str
    rank: int | None = None
    citation: str | None = None
    citations: tuple[str, ...] = ()
    formula: str | None = None

    @field_serializer("value", when_used="json")
    def _number(self, value: Decimal | None) -> int | float | None:
        """JSON has numbers, not decimals: 41, 5004.9354."""
        if value is None:
            return None
        return int(value) if value == value.to_integral_value() else float(value)


class Citation(Model):
    """Where it is printed: `stored_text[start:end]` is what is marked, `quote` the printed row or sentence with it."""

    id: str
    kind: Literal["cell", "passage"]
    report_id: str
    source: str
    table: int | None = None
    row: str | None = None
    column: str | None = None
    page: int | None = None
    start: int
    end: int
    quote: str
    bbox: tuple[float, float, float, float] | None = None


class AnswerWarning(Model):
    code: str
    text: str


class Coverage(Model):
    """Reports that the scope matched, those that gave a figure, and those left out with why."""

    matched: int = 0
    used: int = 0
    left_out: tuple[dict[str, Any], ...] = ()


class Answer(Model):
    question: str
    language: Literal["zh", "en"]
    status: Literal["answered", "abstained", "clarify"]
    reason: str | None = None
    text: str
    answer: Value
    facts: tuple[FactEvidence, ...] = ()
    citations: tuple[Citation, ...] = ()
    warnings: tuple[AnswerWarning, ...] = ()
    coverage: Coverage = Coverage()
    plan: dict[str, Any]
    plan_text: str
    choices: tuple[str, ...] = ()
    nearest: str | None = None
    parts: tuple[Answer, ...] = ()  # one for each ask of a question with several
    model: dict[str, Any] | None = None  # what a language model did, when one was used
    answer_id: str
    elapsed_ms: float = 0


Answer.model_rebuild()
