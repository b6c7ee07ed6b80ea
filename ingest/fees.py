"""The form prints fees in 万元; where a document says another unit, its figure is not one of 万元. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from corpus.models import State
from corpus.normalize import simplify
from ingest.readings import Key, ReadCell

FEES: Key = ("fees.amount", "total")
UNIT = "万元"
REACH = 120  # characters before the figure in which its head stands
HEAD = re.compile(r"收\s*费\s*金\s*额\s*[（(]?\s*(?:单\s*位\s*[:：]?)?\s*([十百千万亿]*)\s*元")
BEHIND = re.compile(r"\s{0,2}[（(]?\s*([十百千万亿]*)\s*元")


def in_the_unit(cells: Mapping[Key, ReadCell], text: str) -> tuple[dict[Key, ReadCell], tuple[str, ...]]:
    """`cells` with fees in another unit unreadable, and what there is to say about it. Nothing is nothing in any unit."""
    kept = dict(cells)
    cell = kept.get(FEES)
    if cell is None or not cell.value or cell.elsewhere:
        return kept, ()
    heads = HEAD.findall(simplify(text[max(0, cell.start - REACH) : cell.start]))
    own = BEHIND.match(simplify(text[cell.end : cell.end + len(UNIT) * 4]))
    unit = own[1] + "元" if own else heads[-1] + "元" if heads else UNIT
    if unit == UNIT:
        return kept, ()
    kept[FEES] = cell.model_copy(update={"state": State.UNREADABLE, "value": None})
    return kept, (f"the fees of table 2 are printed in {unit}, not in {UNIT}: the figure is not taken over",)
