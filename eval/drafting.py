"""A draft case from an answer that a person has just confirmed. It is no gold until `read_in` says where they read it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import yaml

from corpus.normalize import compact

Made = Mapping[str, Any]
TOLERANCE = 0.01  # of what is rounded to two decimals: rates, means
SAID_ALWAYS = ("tie", "scope_mismatch", "body_assumed", "blank_left_out", "narrative_contradicts")
MOST_CELLS = 6  # a ranking over hundreds of reports is not spelt out


def case_of(made: Made) -> dict[str, Any]:
    """A case as a set writes it, from an answer's JSON."""
    kind = str((made.get("plan") or {}).get("kind") or made["status"])
    number = hashlib.sha256(compact(made["question"]).encode()).hexdigest()[:6]
    return {
        "id": f"{kind}-{number}",
        "question": made["question"],
        "read_in": None,
        "tags": [kind if made["status"] == "answered" else "abstain", made["language"]],
        "expect": _expect(made),
    }


def _expect(made: Made) -> dict[str, Any]:
    if made["status"] != "answered":
        return {"status": made["status"], "reason": made.get("reason")}
    expect = _value(made["answer"])
    codes = {w["code"] for w in made.get("warnings") or ()}
    if said := [code for code in SAID_ALWAYS if code in codes]:
        expect["warnings_all"] = said
    facts = _answering(made)
    if facts and len(facts) <= MOST_CELLS:
        keys = ("body", "year", "indicator", "applicant")
        expect["cells"] = [{key: fact[key] for key in keys} for fact in facts]
    elif not facts:
        expect["cite"] = sorted({c["source"].rsplit("/", 1)[-1] for c in made.get("citations") or ()})
    return expect


def _answering(made: Made) -> list[Made]:
    """The facts that answer, without those beside them: other readings, the rest of a ranking."""
    facts = list(made.get("facts") or ())
    asked = (
        {f["indicator"] for f in facts[:1]} if any(f.get("rank") for f in facts) else {f["indicator"] for f in facts}
    )
    return [f for f in facts if f["indicator"] in asked and f.get("rank") in (None, 1)]


def _value(answer: Made) -> dict[str, Any]:
    kind, value, unit = answer["kind"], answer.get("value"), answer.get("unit")
    if kind == "number":
        rounded = {"tolerance": TOLERANCE} if isinstance(value, float) else {}
        return {"number": value, **rounded, **({"unit": unit} if unit else {})}
    if kind == "ranking":
        return {"ranking": [[row["entity"], row["value"]] for row in value or ()]}
    if kind == "text":
        return {"kind": "text", "text_any": ["FILL IN the words that must be there"]}
    return {"kind": "none"} if kind == "none" else {kind: value}


def as_yaml(made: Made) -> str:
    """The draft, under what to check first: the answer and the printed rows behind it."""
    rows = [f"{c['source'].rsplit('/', 1)[-1]}: {' '.join(c['quote'].split())}" for c in made.get("citations") or ()]
    head = [
        "Check the answer in the documents, fill read_in, then move this into a set.",
        *str(made["text"]).splitlines(),
        *rows,
    ]
    body = yaml.safe_dump([case_of(made)], allow_unicode=True, sort_keys=False, width=120)
    return "".join(f"# {line}\n" for line in head) + body
