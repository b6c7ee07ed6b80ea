"""A model's wording of an answer: what evidence it is given, what it gives back, what is then shown.

The proof of it is `qa.wording`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import Field, ValidationError

from corpus.models import Model
from qa.answer import Answer, FactEvidence
from qa.derive import plain
from qa.directory import Directory
from qa.link import link
from qa.llm import ModelFault, strip_fences
from qa.measures import read_measures

MAX_FACTS, MAX_PASSAGES, MAX_QUOTE = 30, 8, 600
MAX_SENTENCES, MAX_CLAIM = 14, 400
PHRASED_KINDS = frozenset({"number", "numbers", "entities", "ranking", "text"})
CLAUSE = re.compile(r"(?<!\d)[,.](?!\d)|(?<=\d)[,.](?=\s|$)|[，；;。!！?？\n:：]")
FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")


class Claim(Model):
    """A sentence and the evidence that it rests on."""

    claim: str = Field(min_length=1, max_length=MAX_CLAIM)
    evidence: tuple[str, ...] = Field(min_length=1)


class Phrasing(Model):
    """A model's wording."""

    sentences: tuple[Claim, ...] = Field(min_length=1, max_length=MAX_SENTENCES)


class Owner(Model):
    """Whose report it is; `called` is how sentences of the answer's language name the body."""

    body: str
    year: int | None
    called: str


class PassageItem(Model):
    """A quoted passage with whose it is."""

    body: str
    year: int | None
    quote: str


class Basis(Model):
    """All that a wording may rest on. `lead` is the composed text without its warnings; `notes` the warnings in it.

    `winners` are the names of the first place of a ranking by `ranked` in direction `descending`; `key` what must not
    be missing.
    """

    language: str
    lead: str
    notes: tuple[str, ...]
    facts: dict[str, FactEvidence]
    passages: dict[str, PassageItem]
    sentences: dict[str, str]
    winners: tuple[str, ...] = ()
    descending: bool | None = None
    ranked: tuple[str, str] | None = None
    key: tuple[str, ...] = ()
    called: dict[str, str] = {}
    names_winner: bool = False  # the question is who leads: a wording that does not say so is no answer


def schema() -> dict[str, Any]:
    """The JSON schema of a wording."""
    return Phrasing.model_json_schema()


# -- evidence ------------------------------------------------------------------------------------------------------


def basis_of(answer: Answer, owners: Mapping[str, Owner]) -> Basis | None:
    """The evidence of an answer that may be worded; None where there is nothing to word or too much.

    `owners` maps the id of each report of the answer to its body and year.
    """
    notes = tuple(w.text for w in answer.warnings if w.text and w.text in answer.text)
    lead = answer.text
    for note in notes:
        lead = lead.replace(note, "")
    facts = [f for f in answer.facts if f.value is not None]
    passages = [c for c in answer.citations if c.kind == "passage"]
    usable = answer.status == "answered" and answer.answer.kind in PHRASED_KINDS and not answer.parts
    if not usable or not lead.strip() or len(facts) > MAX_FACTS or len(passages) > MAX_PASSAGES:
        return None
    if answer.language == "en" and any(f.unit not in ("件", "%") for f in facts):
        return None  # 万元 has no unit of its own in English: the composed text says it in full
    named = {f"f{n}": f for n, f in enumerate(facts, start=1)}
    winners = _entities(answer) if answer.plan.get("kind") == "rank" and answer.plan.get("place") is None else ()
    return Basis(
        language=answer.language, lead=" ".join(lead.split()), notes=notes,
        facts=named,
        passages={f"p{n}": _passage(c, owners) for n, c in enumerate(passages, start=1)},
        sentences={f"s{n}": s for n, s in enumerate(_sentences(lead), start=1)},
        winners=_first_place(answer, winners), descending=answer.plan.get("descending") if winners else None,
        ranked=_ranked(answer.plan) if winners else None, key=_key(answer),
        called={i: owners[f.report_id].called for i, f in named.items() if f.report_id in owners},
        names_winner=bool(winners) and answer.answer.kind == "entities",
    )  # fmt: skip


def _passage(citation: Any, owners: Mapping[str, Owner]) -> PassageItem:
    owner = owners.get(citation.report_id, Owner(body="", year=None, called=""))
    return PassageItem(body=owner.body, year=owner.year, quote=citation.quote[:MAX_QUOTE])


def _sentences(text: str) -> list[str]:
    return [s.strip() for s in re.split(r"(?<=[。！？!?])|(?<=\.)\s+|\n", text) if s.strip()]


def _entities(answer: Answer) -> tuple[str, ...]:
    value = answer.answer.value
    rows = value if isinstance(value, list) else []
    return tuple(str(r["entity"]) if isinstance(r, dict) else str(r) for r in rows)


def _ranked(plan: dict[str, Any]) -> tuple[str, str]:
    return plan["measure"]["indicator"], plan["measure"]["applicant"]


def _first_place(answer: Answer, names: tuple[str, ...]) -> tuple[str, ...]:
    """Of a longer ranking, those who share the first place."""
    value = answer.answer.value
    if not names or answer.answer.kind != "ranking":
        return names if answer.plan.get("n") == 1 else ()
    best = value[0]["value"]
    return tuple(str(r["entity"]) for r in value if r["value"] == best)


def _key(answer: Answer) -> tuple[str, ...]:
    """What any wording must contain: the value or values, the entities."""
    value = answer.answer.value
    if answer.answer.kind == "number":
        return (_shown(value),)
    if answer.answer.kind == "numbers":
        return tuple(_shown(v) for v in value)
    keys = list(_entities(answer))
    if answer.answer.kind == "ranking":
        keys += [_shown(r["value"]) for r in value]
    return tuple(keys)


def _shown(value: Any) -> str:
    return plain(value if isinstance(value, Decimal) else Decimal(str(value)))


def evidence_rows(basis: Basis, directory: Directory) -> list[dict[str, Any]]:
    """The evidence as the model is given it: bodies and figures by names that this check can read back."""
    rows: list[dict[str, Any]] = [{"id": i, "sentence": s} for i, s in basis.sentences.items()]
    for identifier, fact in basis.facts.items():
        unit = fact.unit if basis.language == "zh" or fact.unit == "%" else ""
        value = plain(fact.value) + unit if fact.value is not None else None
        called = basis.called.get(identifier, fact.body)
        rows.append({
            "id": identifier, "body": called, "year": fact.year, "what": spoken(fact, directory), "value": value,
        })  # fmt: skip
    for identifier, passage in basis.passages.items():
        rows.append({"id": identifier, "body": passage.body, "year": passage.year, "quote": passage.quote})
    return rows


def spoken(fact: FactEvidence, directory: Directory) -> str:
    """A fact's label without brackets and colons, where it still means the same figure."""
    bare = re.sub(r"[（(][^（）()]*[）)]", "", fact.label)
    for name in (bare, re.sub(r"[:：·]", "", bare), re.sub(r"\s*[:：·]\s*", "的", bare)):
        said = [(a.indicator, a.applicant) for a in read_measures(link(name, directory))]
        if said == [(fact.indicator, fact.applicant)] and not CLAUSE.search(name):
            return " ".join(name.split())
    return fact.label


def read_phrasing(text: str) -> Phrasing:
    """The wording of a reply. ModelFault `invalid` where it is none."""
    try:
        return Phrasing.model_validate_json(strip_fences(text))
    except ValidationError:
        raise ModelFault("invalid") from None


def worded(phrasing: Phrasing, basis: Basis) -> str:
    """The text to show: the wording, then the notes as they were composed."""
    gap = "" if basis.language == "zh" else " "
    return gap.join([*(c.claim.strip() for c in phrasing.sentences), *basis.notes])
