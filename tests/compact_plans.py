"""Plans in a short form for two-column fixtures: defaults and the words a plan was read from are left out.

A measure is `indicator` or `indicator@applicant`, a body its name with `/kind` where one is meant.
"""

from __future__ import annotations

from typing import Any

SURFACE = ("asked", "read_as", "alternatives", "detail", "choices", "nearest", "text", "region_names")
DEFAULTS = {"applicant": "total", "n": 1, "by": "body", "combine": "and", "output": "entities", "mode": "find"}
FALSY = (None, [], "", False)
KEPT = ("descending",)


def compact(value: Any) -> Any:
    """The short form of a dumped plan."""
    if isinstance(value, list):
        return [compact(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "indicator" in value:
        applicant = value.get("applicant", "total")
        return value["indicator"] if applicant == "total" else f"{value['indicator']}@{applicant}"
    if "division_code" in value and "name" in value:
        return value["name"] + (f"/{value['kind']}" if value.get("kind") else "")
    out = {}
    for key, item in value.items():
        if key in SURFACE or (key in DEFAULTS and item == DEFAULTS[key]):
            continue
        short = compact(item)
        if short not in FALSY or (key in KEPT and short is False):
            out[key] = short
    if out.get("descending") is True:
        del out["descending"]
    return out
