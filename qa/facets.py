"""Facets of measures and how they combine: the tables at the end of `measures.yaml` say which stand together.

Facets are plain mappings: subject (what is counted), aspect (what became of it), applicant, rate, or id (a cell by name).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from qa import lexicon

REQUESTS = "requests"
BASE_ASPECTS = ("received", "handled_total", "to_handle")  # what is counted first when a part of it is asked for
UNDISCLOSED = "undisclosed"


class Collected(Protocol):
    """A group of facets as it is collected."""

    facets: dict[str, Any]


def tables() -> Mapping[str, Any]:
    return lexicon.load().measures


def merge(group: Collected, new: Mapping[str, Any]) -> dict[str, Any] | None:
    """The facets to set when `new` joins `group`, or None where they cannot stand together."""
    have = group.facets
    if "id" in new or "id" in have:
        return _merge_id(have, new)
    if new.get("loose") and have.get("aspect") == "outcome_other":
        return {"aspect": "outcome_other.other"}  # “其他处理”里的“3.其他”
    if "applicant" in new:
        return None if "applicant" in have else dict(new)
    out: dict[str, Any] = {"rate": True} if new.get("rate") else {}
    if "subject" in new:
        subject = _merge_subject(have, str(new["subject"]))
        if subject is None:
            return None
        out["subject"] = subject
        if subject != REQUESTS and have.get("subject") == REQUESTS and have.get("aspect") in BASE_ASPECTS:
            out["aspect"] = new.get("aspect", "total")
    if "aspect" in new:
        aspect = _merge_aspect(out.get("subject", have.get("subject")), have.get("aspect"), str(new["aspect"]))
        if aspect is None:
            return None
        out["aspect"] = aspect
    return out


def _merge_id(have: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any] | None:
    other = new if "id" in have else have
    bare = set(other) <= {"subject", "applicant", "rate", "loose"} and other.get("subject", REQUESTS) == REQUESTS
    base = other.get("subject", REQUESTS) == REQUESTS and other.get("aspect") in (*BASE_ASPECTS, None)
    return dict(new) if bare or base else None


def _merge_subject(have: Mapping[str, Any], new: str) -> str | None:
    old, aspect = have.get("subject"), have.get("aspect")
    if old is None:
        return new if fits(new, aspect) else None
    if old == new or new == REQUESTS:
        return str(old)
    if old == REQUESTS and aspect in (None, *BASE_ASPECTS):
        return new
    general = {"litigation", "reconsideration"}
    if old in general and new.startswith(f"{old}_"):
        return new
    if new == "litigation" and str(old).startswith("litigation_"):
        return str(old)
    return None


def _merge_aspect(subject: str | None, old: str | None, new: str) -> str | None:
    if old is None or old == "total":
        return new if fits(subject, new) else None
    if old == new or new.startswith(f"{old}."):
        return new
    if old.startswith(f"{new}.") or new in BASE_ASPECTS:
        return old
    if {old, new} == {"disclosed", "partly_disclosed"}:
        return "partly_disclosed"  # released in redacted form
    if {old, new} <= {"disclosed", "partly_disclosed", "disclosed_or_partly"}:
        return "disclosed_or_partly"  # granted either fully or partially
    if UNDISCLOSED in (old, new) and "." in (old + new):
        return new if old == UNDISCLOSED else old  # 涉密没公开: of those not disclosed, these
    if new == "issued" and old.partition(".")[0] in tables()["families"]:
        return old  # refusals issued to businesses
    if old == "pending" and new.startswith("carried_"):
        return new  # pending requests from 2023 that it inherited
    if old in BASE_ASPECTS:
        return new if fits(subject, new) else None
    if old == "carried" and new == "carried":
        return old
    return None


def fits(subject: str | None, aspect: str | None) -> bool:
    if subject is None or aspect is None or aspect == "total":
        return True
    known = tables()["subjects"][subject]["aspects"]
    if known.get(aspect) is not None:
        return True
    if subject != REQUESTS:
        return False
    return _outcome(aspect) is not None or aspect in tables()["subjects"][REQUESTS]["choices"]


def _outcome(aspect: str) -> str | None:
    """The indicator that an aspect names by itself."""
    known = tables()
    if aspect in known["aspects"]:
        return str(known["aspects"][aspect])
    family, _, member = aspect.partition(".")
    return f"{known['families'][family]}.{member}" if member and family in known["families"] else None


def indicator_of(facets: Mapping[str, Any]) -> tuple[str | None, tuple[str, ...]]:
    """The indicator of the facets, or the cells they could mean."""
    if "id" in facets:
        return str(facets["id"]), ()
    known, subject, aspect = tables(), facets.get("subject"), facets.get("aspect")
    if subject is None:
        if aspect is None:
            return None, ()
        if aspect in known["needs_subject"]:
            return None, tuple(known["subjects"][s]["aspects"][aspect] for s in known["needs_subject"][aspect])
        if aspect == "received":
            return "requests.received", ()
        return _outcome(aspect), ()
    row = known["subjects"][subject]
    if aspect is None or (aspect == "total" and "total" not in row["aspects"]):
        return (str(row["default"]), ()) if "default" in row else (None, tuple(row["several"]))
    if row["aspects"].get(aspect):
        return str(row["aspects"][aspect]), ()
    if aspect in row.get("choices", {}):
        return None, tuple(row["choices"][aspect])
    return _outcome(aspect), ()
