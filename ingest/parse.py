"""One document becomes a parsed report: read → sections → identity → tables (several readings) → reconcile → prose.

Pure: no store is touched. `ingest.pipeline` runs this in processes; tests, evals and benchmarks call `parse`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import NamedTuple

from corpus.bodies import same_body
from corpus.catalogue import load
from corpus.document import Document, Table
from corpus.errors import LimitExceeded, Rejected, Unreadable
from corpus.models import (
    Body,
    Fact,
    Form,
    IdentityStatus,
    Locator,
    ParsedReport,
    Report,
    Section,
    SourceFile,
    State,
)
from corpus.normalize import compact
from corpus.settings import Settings
from ingest.barcells import read_bar_cells
from ingest.celllines import read_cell_lines
from ingest.chunking import chunk
from ingest.classify import classify
from ingest.columns import read_columns
from ingest.doubt import spread
from ingest.dropped import read_dropped
from ingest.fees import in_the_unit
from ingest.filled import read_filled
from ingest.filled2 import read_filled2
from ingest.filled4 import read_filled4
from ingest.flat import folded, read_flat
from ingest.form2019 import COLUMNS, read_2019
from ingest.grids import read_grids
from ingest.identity import identify
from ingest.misplaced import without_misplaced
from ingest.paging import Pages
from ingest.readings import Key, ReadCell, Reading, row_name
from ingest.reconcile import Settled, check_identities, count_states, form_of, settle
from ingest.scrambled import read_scrambled
from ingest.sections import SectionSpan, split_sections, window
from ingest.several import part_of, split_reports
from ingest.sniff import sniff
from ingest.sparse import read_sparse
from ingest.sparse4 import read_sparse4
from ingest.statements import extract_statements
from ingest.torn import without_pieces

READERS = {"image": "scan", "markdown": "text"}  # formats whose reader has another name
ID_CHARS = 16
RAISE_FILE_BYTES = "raise GONGKAI_LIMIT_MAX_FILE_BYTES if that is meant"
SECTION_OF_TABLE = {2: Section.PROACTIVE, 3: Section.REQUESTS, 4: Section.DISPUTES}
AS_TYPED = ("text", "markdown")  # formats whose line ends are those of the source
RECOGNISED = ("scan", "image")
OCR = ("read by OCR", "read from the hidden text under a scan")  # what warnings begin with where signs may be misread
BY_PLACE = (
    read_filled,
    read_filled2,
    read_filled4,
    read_sparse,
    read_sparse4,
)  # where spaces keep columns
UNSEEN = "no table of the form was found in the text"


class Parsed(NamedTuple):
    """A parsed report and the names its body goes by."""

    report: ParsedReport
    names: tuple[str, ...]


def read_document(data: bytes, name: str, settings: Settings) -> Document:
    """Read a file by its content. Raises the InputErrors of the readers."""
    if len(data) > settings.limits.max_file_bytes:
        raise LimitExceeded(f"{name} is larger than {settings.limits.max_file_bytes:,} bytes", hint=RAISE_FILE_BYTES)
    kind = sniff(data, name)
    if kind == "archive":
        raise Unreadable(f"{name} is an archive, not one document", hint="unpack it and give the files")
    reader = import_module(f"ingest.readers.{READERS.get(kind, kind)}")
    options = {"ocr": settings.ocr} if kind in ("pdf", "image") else {}
    document: Document = reader.read(data, name, settings.limits, **options)
    return document


def parse(data: bytes, name: str, settings: Settings, *, path: str | None = None) -> ParsedReport:
    """Read and parse one document. InputError where it cannot be used (Rejected: it is no such report)."""
    return parse_named(data, name, settings, path=path).report


def parse_named(data: bytes, name: str, settings: Settings, *, path: str | None = None) -> Parsed:
    """`parse`, and the names of the body. Rejected (`several`) where a document holds several reports."""
    parts = parse_parts(data, name, settings, path=path)
    if len(parts) > 1:
        raise Rejected(f"{name} holds {len(parts)} reports", reason="several", hint="ingest takes them apart")
    if isinstance(parts[0], Rejected):
        raise parts[0]
    return parts[0]


def parse_parts(
    data: bytes, name: str, settings: Settings, *, path: str | None = None
) -> tuple[Parsed | Rejected, ...]:
    """Every report in a document: one, or those of a compilation, each read or refused by itself."""
    document = read_document(data, name, settings)
    parts = split_reports(document, name)
    digest = hashlib.sha256(data).hexdigest()
    found: list[Parsed | Rejected] = []
    for number, part in enumerate(parts, 1):
        source = SourceFile(
            name=part_of(name, number, len(parts)),
            path=path or name,
            sha256=digest,
            format=document.format,
            size=len(data),
        )
        try:
            found.append(parse_document(part, source))
        except Rejected as error:
            found.append(error)
    return tuple(found)


def parse_document(document: Document, source: SourceFile) -> Parsed:
    """Everything that is known of a document that was read."""
    form = classify(document)
    spans = split_sections(document)
    who = identify(document, source.name, recognised=is_recognised(document))
    settled = (
        settle(readings_of(document, spans, form)) if form is not Form.PRE2019 else Settled(cells={}, confidence={})
    )
    form = _seen_form(form, settled.cells)
    read = without_misplaced(settled.cells) if document.format in AS_TYPED else settled.cells
    read, in_other_units = in_the_unit(read, document.text)
    cells = _complete(read, form, spans) if read else {}
    _refuse_empty(cells, source.name)
    if not cells and who.body.name is None and who.year is None:
        raise Rejected(
            f"{source.name} has words of such a report, but no body, no year and no table that can be read",
            reason="other",
        )
    report_id = make_report_id(who.body, who.year, cells, document.text)
    identities = check_identities(cells, form_of(cells), report_id) if cells else ()
    warnings = [*document.warnings, *who.warnings, *settled.warnings, *in_other_units, *_missing(cells, form)]
    report = Report(
        report_id=report_id,
        body=who.body,
        year=who.year,
        title=who.title,
        form=form,
        sources=(source,),
        identities_held=sum(i.status is IdentityStatus.HELD for i in identities),
        identities_broken=sum(i.status is IdentityStatus.BROKEN for i in identities),
        identities_untestable=sum(i.status is IdentityStatus.UNTESTABLE for i in identities),
        warnings=tuple(dict.fromkeys(warnings)),
    )
    pages = Pages(document)
    parsed = ParsedReport(
        report=report,
        text=document.text,
        facts=tuple(_fact(report_id, k, c, settled.confidence.get(k, 0.0), document.text) for k, c in cells.items()),
        statements=tuple(
            pages.statement(s)
            for s in extract_statements(document.text, spans, report_id=report_id, year=who.year, body=who.body.name)
        ),
        identities=identities,
        chunks=tuple(pages.chunk(c) for c in chunk(document.text, spans, report_id, _tables(document))),
    )
    return Parsed(parsed, who.names)


def readings_of(document: Document, spans: Sequence[SectionSpan], form: Form) -> tuple[Reading, ...]:
    """Every independent reading of the tables that the document allows."""
    del form
    plain = folded(document.text)
    columns = read_columns(plain, spans)
    pieces: Sequence[Reading] = read_scrambled(plain, spans) if document.format in AS_TYPED else ()
    in_order = (
        *read_flat(document.text, spans),
        *((columns,) if columns else ()),
        *(
            (*read_by_place(plain, spans), *read_cell_lines(plain, spans), *read_bar_cells(plain, spans))
            if document.format in AS_TYPED
            else ()
        ),
        *read_dropped(plain, spans),
    )
    pieces = [piece for piece in pieces if not any(_as_much(reading, piece) for reading in in_order)]
    apart = {piece.table for piece in pieces}
    read = (
        *read_grids(document),
        *read_2019(document, spans),
        *pieces,
        *(reading for reading in in_order if reading.table not in apart),
    )
    recognised = is_recognised(document)
    readings = spread(document, without_pieces(read, document.text), recognised=recognised)
    if recognised:  # a sum that fails may be a misread sign: never taken for a flaw of the print
        return tuple(r.model_copy(update={"certain": False}) for r in readings)
    return readings


def read_by_place(text: str, spans: Sequence[SectionSpan]) -> tuple[Reading, ...]:
    """What text whose spaces keep the columns shows by the places of its values. `text` is folded, offsets are kept."""
    readings = (read(text, spans) for read in BY_PLACE)
    return tuple(reading for reading in readings if reading is not None)


def _as_much(reading: Reading, piece: Reading) -> bool:
    """Whether a reading in the text's own order (which knows the labels beside the values) says all that `piece` does.

    In table 4 not more either: what `piece` leaves out there may stand in another order.
    """
    if reading.table != piece.table or (piece.table == 4 and len(reading.cells) > len(piece.cells)):
        return False
    return all(key in reading.cells and reading.cells[key].value == cell.value for key, cell in piece.cells.items())


def is_recognised(document: Document) -> bool:
    """Whether a document's text, or a part of it, was read by OCR."""
    return document.format in RECOGNISED or any(w.startswith(OCR) for w in document.warnings)


def _seen_form(form: Form, cells: Mapping[Key, ReadCell]) -> Form:
    """The form that the tables themselves show, where they show one."""
    if any(i.startswith("form2019.") for i, _ in cells):
        return Form.F2019
    return Form.F2021_23ROWS if form is Form.F2021 and form_of(cells) is Form.F2021_23ROWS else form


def make_report_id(body: Body, year: int | None, cells: Mapping[Key, ReadCell], text: str) -> str:
    """The same body, year and cells give the same id whatever the format or the form of the name; without them the
    text decides."""
    parts = ["".join(same_body(body)), str(year)]
    parts += [f"{i}@{a}={c.state.value}:{c.value}" for (i, a), c in sorted(cells.items())]
    if body.name is None or not cells:
        parts.append(compact(text))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:ID_CHARS]


def _complete(cells: Mapping[Key, ReadCell], form: Form, spans: Sequence[SectionSpan]) -> dict[Key, ReadCell]:
    """The form's cells in print order; those that no reading has are unreadable, never absent in silence."""
    catalogue = load()
    full: dict[Key, ReadCell] = {}
    for key in _expected(cells, form):
        if key in cells:
            full[key] = cells[key]
            continue
        indicator = catalogue.get(key[0])
        table = load_table(key)
        start, _ = window(spans, SECTION_OF_TABLE[table]) or (0, 0)
        full[key] = ReadCell(
            state=State.UNREADABLE, value=None, raw="", start=start, end=start, row_start=start, row_end=start,
            row=(indicator.group or "") if indicator.table == 4 else row_name(key[0]),
            column=catalogue.applicant(key[1]).label if table == 3 else indicator.column or "",
            unit=indicator.unit,
        )  # fmt: skip
    return full


def _expected(cells: Mapping[Key, ReadCell], form: Form) -> list[Key]:
    keys = list(load().cells)
    if form_of(cells) is Form.F2021_23ROWS:
        parts = [i for i, k in enumerate(keys) if k[0].startswith("outcome.other.")]
        short = [("outcome.other.total", a.id) for a in load().applicants]
        keys = keys[: parts[0]] + short + keys[parts[-1] + 1 :]
    if form is Form.F2019:
        own = [(f"form2019.{row}.{c}", "total") for row, columns in COLUMNS.items() for c in columns]
        keys = [k for k in own if k in cells] + [k for k in keys if load_table(k) != 2]
    return keys


def load_table(key: Key) -> int:
    """The table of a cell; （六）其他处理 printed as one row is in table 3 though the catalogue derives it."""
    if key[0].startswith("form2019."):
        return 2
    return load().get(key[0]).table or 3


def _fact(report_id: str, key: Key, cell: ReadCell, confidence: float, text: str) -> Fact:
    return Fact(
        report_id=report_id,
        table=load_table(key),
        indicator=key[0],
        applicant=key[1],
        value=cell.value if cell.state is State.REPORTED else None,
        unit=cell.unit,
        state=cell.state,
        raw=cell.raw if cell.elsewhere else text[cell.start : cell.end],
        row=cell.row,
        column=cell.column,
        confidence=confidence if cell.state is not State.UNREADABLE else 0.0,
        note=cell.note,
        locator=Locator(
            start=cell.start,
            end=cell.end,
            row_start=cell.row_start,
            row_end=cell.row_end,
            page=cell.page,
            bbox=cell.bbox,
        ),
    )


def _refuse_empty(cells: Mapping[Key, ReadCell], name: str) -> None:
    """The empty form has every cell and says nothing: it is no report, and above all not a report of zeros."""
    states = count_states(cells)
    if cells and states["blank"] and not states["reported"] and not states["not_applicable"]:
        raise Rejected(f"{name} is an empty form: no cell is filled in", reason="empty_form")


def _missing(cells: Mapping[Key, ReadCell], form: Form) -> list[str]:
    if form is Form.PRE2019:
        return []
    if not cells:
        return [UNSEEN]
    unread = [k for k, c in cells.items() if c.state is State.UNREADABLE]
    if not unread:
        return []
    tables = ", ".join(f"table {t}" for t in sorted({load_table(k) for k in unread}))
    return [f"{len(unread)} cells could not be proved and are unreadable ({tables})"]


def _tables(document: Document) -> list[tuple[int, int]]:
    return [(b.start, b.end) for b in document.blocks if isinstance(b, Table)]
