"""Fact-checking: a text, claim by claim, against the cells and sentences of the corpus.

`check_text` is the door. A claim is supported only where every word of it is accounted for and recomputes, refuted
only where the corpus holds what decides it, and unverifiable otherwise, with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, cast

from corpus import catalogue
from corpus.facts import FactStore
from corpus.models import Model
from qa.answer import AnswerWarning, Citation
from qa.claim_bench import Bench, Found
from qa.claim_judging import judge
from qa.claim_reading import read
from qa.claim_said import Context, Said
from qa.claim_twice import SECOND, of_two, second_context
from qa.clauses import Piece, pieces
from qa.directory import Directory, StoreDirectory
from qa.ledger import Ledger

__all__ = ["CheckResult", "CheckedClaim", "Context", "check_text"]

LONGEST = 600  # characters of a piece; beyond it, it is no sentence
MOST_READS = 5000  # reads of the store remembered for one text
PIECES_MANY = 20  # pieces from which a text is an article
MOST_EDITS = 3  # figures of one piece that a correction may change


class Stores(Protocol):
    """What checking needs of the engine."""

    @property
    def store(self) -> FactStore: ...
    @property
    def directory(self) -> Directory: ...


class CheckedClaim(Model):
    """One claim at `text[start:end]`, as CONTRACT.md prints it; `explanation` says in words what was found."""

    claim: str
    start: int
    end: int
    verdict: Literal["supported", "refuted", "unverifiable"]
    reason: str | None = None
    stated: dict[str, Any] = {}
    found: dict[str, Any] = {}
    correction: str | None = None
    citations: tuple[Citation, ...] = ()
    warnings: tuple[AnswerWarning, ...] = ()
    explanation: str = ""


class CheckResult(Model):
    """The claims in the order of the text, and how many of each verdict and reason."""

    claims: tuple[CheckedClaim, ...]
    summary: dict[str, Any]


def check_text(text: str, engine: Stores, *, context: Context | None = None) -> CheckResult:
    """Every checkable claim of `text` with its verdict. `context`: a body and year that the text takes for granted."""
    cut = pieces(text)
    store = cast("FactStore", _Remembered(engine.store))
    # An article asks for its few bodies again and again: a directory over what is remembered asks the store once.
    directory = StoreDirectory(store) if len(cut) > PIECES_MANY else engine.directory
    engine = _Reading(store, directory)
    held = context or Context()
    other: Context | None = None  # the context in which 去年 is the year that the text is about
    outside: Context | None = None  # what the text spoke of before the bracket
    claims: list[CheckedClaim] = []
    for piece in cut:
        outside = held if piece.opens else outside
        if len(piece.text) > LONGEST:
            claims.append(_too_long(piece))
            continue
        before, instead = held, second_context(piece, held, other)
        found, held = _found_in(piece, before, engine)
        other = None
        if instead is not None:
            again, other = _found_in(piece, instead, engine)
            found, settled = of_two(found, again)
            before = instead if settled == SECOND else before
            held = other if settled == SECOND else held
            other = other if not settled and other.years != held.years else None
        if piece.closes and outside is not None:
            held = held.after_bracket(outside)
        correction = _corrected(found, piece, before, engine)
        claims += [_checked(one, correction, text, piece) for one in found]
    if not claims and text.strip():
        claims = [_nothing(text)]
    return CheckResult(claims=tuple(claims), summary=_summary(claims))


class _Remembered:
    """A store that reads the same thing once for a text: an article says many things of few reports."""

    def __init__(self, store: FactStore) -> None:
        self._store = store
        self._held: dict[tuple[str, str], Any] = {}

    def __getattr__(self, name: str) -> Any:
        read = getattr(self._store, name)
        if not callable(read):
            return read

        def once(*args: Any, **wanted: Any) -> Any:
            key = (name, repr((args, sorted(wanted.items()))))
            if key not in self._held:
                if len(self._held) >= MOST_READS:
                    self._held.clear()
                self._held[key] = read(*args, **wanted)
            found = self._held[key]
            return list(found) if isinstance(found, list) else found

        return once


@dataclass(frozen=True)
class _Reading:
    store: FactStore
    directory: Directory


def _too_long(piece: Piece) -> CheckedClaim:
    """No sentence that anyone wrote: it is not read, and said to be open."""
    return CheckedClaim(
        claim=piece.text, start=piece.start, end=piece.end, verdict="unverifiable", reason="no_evidence",
        explanation=f"Longer than {LONGEST} characters without a stop; not read. 超过 {LONGEST} 字而无标点，未读。",
    )  # fmt: skip


def _found_in(piece: Piece, held: Context, engine: Stores) -> tuple[list[Found], Context]:
    """The verdicts on a piece, read in a context, and the context after it."""
    said, after = read(piece, held, engine.directory)
    found = [(one, _judged(one, engine)) for one in said if one.kind != "nothing"]
    for one, verdict in found:  # 结转 4 件 is carried out where only that is four: what follows is of it
        settled = (verdict.found.get("indicator"), verdict.found.get("applicant"))
        told = one.kind == "value" and verdict.verdict == "supported"
        if told and settled in one.keys[1:] and after.measure == one.keys[0]:
            after = after.model_copy(update={"measure": settled, "readings": ()})
    return [verdict for _, verdict in found], after


def _judged(said: Said, engine: Stores) -> Found:
    known = catalogue.load()
    return judge(said, Bench(engine.store, known, Ledger(engine.store, known, said.language), said.language, []))


def _corrected(found: Sequence[Found], piece: Piece, held: Context, engine: Stores) -> str | None:
    """The piece with its refuted claims put right, one after the other; only one that is itself supported is shown."""
    for _ in range(MOST_EDITS):
        edit = next((f.correction for f in found if f.verdict == "refuted" and f.correction), None)
        if edit is None:
            return None
        again = pieces(edit)
        if len(again) != 1:
            return None
        after = again[0].model_copy(update={"sentence": piece.sentence, "opens": piece.opens, "closes": piece.closes})
        found, _ = _found_in(after, held, engine)
        if found and all(f.verdict == "supported" for f in found):
            return edit
    return None


def _checked(found: Found, correction: str | None, text: str, piece: Piece) -> CheckedClaim:
    return CheckedClaim(
        claim=text[piece.start : piece.end], start=piece.start, end=piece.end, verdict=found.verdict,
        reason=found.reason, stated=found.stated, found=found.found,
        correction=correction if found.verdict == "refuted" else None,
        citations=found.citations, warnings=found.warnings, explanation=found.explanation,
    )  # fmt: skip


def _nothing(text: str) -> CheckedClaim:
    """A text without any figure or relation that could be checked."""
    start = len(text) - len(text.lstrip())
    return CheckedClaim(
        claim=text.strip(), start=start, end=len(text.rstrip()), verdict="unverifiable", reason="no_evidence"
    )


def _summary(claims: list[CheckedClaim]) -> dict[str, Any]:
    verdicts = {v: sum(c.verdict == v for c in claims) for v in ("supported", "refuted", "unverifiable")}
    reasons: dict[str, int] = {}
    for claim in claims:
        if claim.reason:
            reasons[claim.reason] = reasons.get(claim.reason, 0) + 1
    return {"claims": len(claims), **verdicts, "reasons": dict(sorted(reasons.items()))}
