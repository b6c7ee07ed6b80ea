"""Counts are whole: what prints a fraction where the form counts cases is not read as one. Pure.

`1.234` may be 1,234 printed with a point, or a slip; a sum cannot tell, since table 2 has none.
"""

from __future__ import annotations

from collections.abc import Mapping

from corpus.models import State
from ingest.readings import Key, ReadCell

COUNTED = "件"
SAID = "{count} cells print a fraction where the form counts cases, and are unreadable ({raws})"
MOST_SHOWN = 3


def doubt_fractions(cells: Mapping[Key, ReadCell]) -> tuple[dict[Key, ReadCell], tuple[str, ...]]:
    """The cells, those that count cases in fractions unreadable, and what is to be said of them."""
    broken = {
        key: cell
        for key, cell in cells.items()
        if cell.unit == COUNTED and cell.value is not None and cell.value != cell.value.to_integral_value()
    }
    if not broken:
        return dict(cells), ()
    raws = ", ".join([cell.raw for cell in broken.values()][:MOST_SHOWN])
    doubted = {
        k: c.model_copy(update={"state": State.UNREADABLE, "value": None}) if k in broken else c
        for k, c in cells.items()
    }
    return doubted, (SAID.format(count=len(broken), raws=raws),)
