"""Plain text, tab-separated tables, Markdown and one-cell-a-line texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.document import Block, Document, GridCell, Heading, Paragraph, Table
from corpus.errors import LimitExceeded, Unreadable
from corpus.normalize import without_glosses
from corpus.settings import Limits
from ingest import encoding
from ingest.separated import BARS, RULE, SEPARATORS, Field, rows_of, separated_runs
from ingest.spaced import spaced_tables

CONTROL_SHARE = 0.02  # more control characters than this: not a text
MIN_TAB_CELLS = 2
SHORT_LINE = 60  # a line as short as this, without a full stop, is a row of a table with one tab already
HEADING = re.compile(r"\s*(#{1,6})\s")
MARKDOWN_RULE = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*(?::?-{2,}:?)?\s*")


def read(data: bytes, name: str, limits: Limits) -> Document:
    """A text file as it is, line ends as \\n and without a byte-order mark. Unreadable where it is no text."""
    if len(data) > limits.max_file_bytes:
        raise LimitExceeded(f"{name} is larger than {limits.max_file_bytes} bytes")
    text = without_glosses(decode(data, name).replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        raise Unreadable(f"{name} is empty")
    if len(text) > limits.max_text_chars:
        raise LimitExceeded(
            f"{name} has more than {limits.max_text_chars:,} characters",
            hint="raise GONGKAI_LIMIT_MAX_TEXT_CHARS if that is meant",
        )
    blocks = tuple(_blocks(text, limits))
    return Document(format=_format(text), text=text, blocks=blocks, alternatives=tuple(spaced_tables(text)))


def decode(data: bytes, name: str) -> str:
    """The text: UTF-8 as it stands, anything else as `ingest.encoding` makes it out. Unreadable for what is no text."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return encoding.decode(data, name).text
    if "\x00" in text:
        return encoding.decode(data, name).text
    if sum(c < " " and c not in "\t\n\r\f\v" for c in text) > len(text) * CONTROL_SHARE:
        raise Unreadable(f"{name} is not a text")
    return text


def _format(text: str) -> str:
    lines = text.split("\n")
    marked = any(HEADING.match(line) for line in lines) or any(MARKDOWN_RULE.fullmatch(line) for line in lines)
    return "markdown" if marked else "text"


def _lines(text: str) -> list[tuple[int, str]]:
    found, at = [], 0
    for line in text.split("\n"):
        found.append((at, line))
        at += len(line) + 1
    return found


def _blocks(text: str, limits: Limits) -> Iterator[Block]:
    run: list[tuple[int, str]] = []
    kind: str | None = None
    lines = _lines(text)
    told = separated_runs([line for _, line in lines])
    for number, (at, line) in enumerate([*lines, (len(text), "")]):
        this = told.get(number) or _kind(line)
        if this != kind:
            if run and kind is not None:
                yield from _finish(kind, run, limits)
            run, kind = [], this
        run.append((at, line))


def _kind(line: str) -> str | None:
    if sum(line.count(bar) for bar in BARS) >= MIN_TAB_CELLS or RULE.fullmatch(line):
        return "pipes"
    if line.count("\t") >= MIN_TAB_CELLS or _short_row(line):
        return "tabs"
    if HEADING.match(line):
        return "heading"
    return "words" if line.strip() else None


def _short_row(line: str) -> bool:
    """Whether a line with one tab is a label and its value, no indented prose."""
    return (
        line.rstrip(" ").count("\t") == 1 and not line.startswith("\t") and len(line) <= SHORT_LINE and "。" not in line
    )


def _finish(kind: str, run: list[tuple[int, str]], limits: Limits) -> Iterator[Block]:
    if kind in ("pipes", "tabs") or kind in SEPARATORS:
        yield _table(kind, run, limits)
        return
    for at, line in run:
        start, end = at + len(line) - len(line.lstrip()), at + len(line.rstrip())
        if kind == "heading":
            level = len(line.lstrip()) - len(line.lstrip().lstrip("#"))
            yield Heading(text=line.strip().lstrip("# "), start=start, end=end, level=level)
        else:
            yield Paragraph(text=line.strip(), start=start, end=end)


def _table(kind: str, run: Sequence[tuple[int, str]], limits: Limits) -> Table:
    rows: list[list[Field]] = rows_of(kind, run)
    cells = [
        GridCell(row=r, col=c, text=field.text, start=field.start, end=field.end, doubt=field.doubt)
        for r, row in enumerate(rows)
        for c, field in enumerate(row)
    ]
    if len(cells) > limits.max_table_cells:
        raise LimitExceeded(f"a table has more than {limits.max_table_cells} cells")
    end = run[-1][0] + len(run[-1][1])
    width = max((len(row) for row in rows), default=0)
    name = kind if kind in ("pipes", "tabs") else "separated"
    return Table(cells=tuple(cells), n_rows=len(rows), n_cols=width, start=run[0][0], end=end, reading=name)
