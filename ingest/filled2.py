"""Table 2 in text whose spaces keep the columns, where a label wraps around the line of its values. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.catalogue import load
from ingest.flat import (
    HEADS2_APART,
    SKIPPED,
    TABLE2_ROWS,
    Head,
    Row,
    displaced2,
    read_values,
    row_cells,
    squeeze,
    table2_area,
)
from ingest.heads import order2
from ingest.readings import Key, ReadCell, Reading
from ingest.sections import SectionSpan, labels
from ingest.valuelines import LINE_END, lines_between

FEWEST_CHARS = 2  # of a label on the line of its values


def read_filled2(text: str, spans: Sequence[SectionSpan]) -> Reading | None:
    """Table 2 where each row's values stand on one line with a part of its label that no other row's has.

    `text` is folded, offsets are kept. None where a row is not found so, or prints too few values.
    """
    area = table2_area(text, spans)
    if area is None or "  " not in text[slice(*area)] or displaced2(text, area):
        return None
    cells: dict[Key, ReadCell] = {}
    seen: list[str] = []
    for line in lines_between(text, *area):
        ended = LINE_END.search(text, line.start)
        stop = ended.start() if ended else len(text)
        values = tuple(read_values(text, line.start, stop))
        name = row_of_words(SKIPPED.sub("", text[line.start : values[0].start])) if values else None
        if not values:
            continue
        ids = [i.id for i in load().table(2) if name and i.id.startswith(f"{name}.")]
        if name is None or len(values) != len(ids) or any(v.odd for v in values):
            return None
        seen.append(name)
        order = order2(HEADS2_APART.findall(squeeze(text, area[0], line.start).text), len(values))
        head = Head(TABLE2_ROWS.index(name), line.start, values[0].start, 0.0)
        cells |= row_cells(text, Row(head, values, True), [(ids[n], "total") for n in order])
    return Reading(name="filled", table=2, cells=cells) if seen == list(TABLE2_ROWS) else None


def row_of_words(words: str) -> str | None:
    """The one row of table 2 whose label these words are, or are a part of."""
    found = [n for n in TABLE2_ROWS if any(words in head or head in words for head in labels()["rows"][n]["heads"])]
    return found[0] if len(found) == 1 and len(words) >= FEWEST_CHARS else None
