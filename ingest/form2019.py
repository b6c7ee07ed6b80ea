"""Table 2 of the 2019 form: the same rows under heads of another meaning. Its cells are `form2019.<row>.<column>`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.catalogue import load
from corpus.document import Document, GridCell, Table
from corpus.models import Section, State
from corpus.normalize import compact, simplify
from ingest.alignment import likeness, squeezed
from ingest.cells import NUMBER, decimal, read_print
from ingest.flat import FORM_2019, MARKUP, find_heads, read_values, squeeze, stretches
from ingest.grids import SURE_LABEL, grid_rows, is_words
from ingest.readings import Key, ReadCell, Reading
from ingest.sections import SectionSpan, labels, window

# row of the form → its columns, in order (国办公开办函〔2019〕60号)
COLUMNS = {
    "regulations": ("new_made", "new_public", "total_public"),
    "normative_documents": ("new_made", "new_public", "total_public"),
    "licensing": ("items", "change", "decisions"),
    "other_services": ("items", "change", "decisions"),
    "penalties": ("items", "change", "decisions"),
    "coercion": ("items", "change", "decisions"),
    "fees": ("items", "change"),
    "procurement": ("procurement", "amount"),
}
UNITS = {"amount": "元"}
SIGNED = ("change",)  # 本年增/减 may print +3, -2 and 减2
SIGNS = {"+": 1, "＋": 1, "增": 1, "-": -1, "－": -1, "−": -1, "减": -1}


def read_2019(document: Document, spans: Sequence[SectionSpan]) -> tuple[Reading, ...]:
    """The readings of table 2 where its heads are those of 2019; nothing for any other document."""
    start, end = window(spans, Section.PROACTIVE) or (0, len(document.text))
    text = MARKUP.sub(lambda m: " " * len(m[0]), simplify(document.text))
    if not FORM_2019.search(squeeze(text, start, end).text):
        return ()
    found = (_from_grid(document), _from_text(text, start, end))
    return tuple(Reading(name=n, table=2, cells=c) for n, c in zip(("grid", "flat"), found, strict=True) if c)


def _from_grid(document: Document) -> dict[Key, ReadCell]:
    cells: dict[Key, ReadCell] = {}
    for number, table in enumerate(b for b in document.blocks if isinstance(b, Table)):
        if not any(FORM_2019.search(compact(c.text)) for c in table.cells):
            continue
        for row in grid_rows(table, number):
            words = [c for c in row.own if is_words(c)]
            which = next((r for r in COLUMNS if words and likeness(squeezed(words[-1].text), r) >= SURE_LABEL), None)
            if which is None:
                continue
            after = [c for c in row.own if c.col > words[-1].col]
            count = len(COLUMNS[which])
            if len(after) >= count and not any(c.text.strip() for c in after[count:]):
                cells |= dict(_grid_cells(which, words[-1], after[:count]))
    return cells


def _grid_cells(which: str, label: GridCell, after: Sequence[GridCell]) -> Iterator[tuple[Key, ReadCell]]:
    for column, cell in zip(COLUMNS[which], after, strict=True):
        text = compact(cell.text)
        seen = read_print(cell.text)
        state, value = seen.state, seen.value
        if column in SIGNED and text[:1] in SIGNS and NUMBER.fullmatch(text[1:]):
            state, value = State.REPORTED, decimal(text[1:]) * SIGNS[text[0]]
        where = (cell.start, cell.end, label.start, max(c.end for c in (label, *after)))
        yield _read(which, column, state, value, where, cell)


def _from_text(text: str, start: int, end: int) -> dict[Key, ReadCell]:
    names = tuple(COLUMNS)
    heads = find_heads(text, names, start, end, [len(c) for c in COLUMNS.values()])
    cells: dict[Key, ReadCell] = {}
    for head, stop in stretches(heads, end):
        which = names[head.row]
        values = read_values(text, head.end, stop)
        columns = COLUMNS[which]
        signs = [SIGNS.get(text[v.start - 1]) if v.start > head.end else None for v in values]
        fits = len(values) == len(columns) and not any(v.odd for v in values)
        if not fits or any(sign and column not in SIGNED for sign, column in zip(signs, columns, strict=True)):
            where = (head.end, head.end, head.start, head.end)  # the row is printed, its cells are not proved
            cells |= dict(_read(which, column, State.UNREADABLE, None, where) for column in columns)
            continue
        for column, value, sign in zip(columns, values, signs, strict=True):
            number = None if value.number is None else value.number * (sign or 1)
            state = State.NOT_APPLICABLE if number is None else State.REPORTED
            where = (value.start - (1 if sign else 0), value.end, head.start, values[-1].stop)
            cells |= dict([_read(which, column, state, number, where)])
    return cells


def _read(
    which: str, column: str, state: State, value: object, where: tuple[int, int, int, int], cell: GridCell | None = None
) -> tuple[Key, ReadCell]:
    start, end, row_start, row_end = where
    return (f"form2019.{which}.{column}", "total"), ReadCell.model_validate(
        {
            "state": state,
            "value": value,
            "raw": "",
            "start": start,
            "end": end,
            "row_start": min(row_start, start),
            "row_end": max(row_end, end),
            "row": labels()["rows"][which]["heads"][0],
            "column": load().raw["form2019"]["columns"][column],
            "unit": UNITS.get(column, "件"),
            "page": cell.page if cell else None,
            "bbox": cell.bbox if cell else None,
        }
    )
