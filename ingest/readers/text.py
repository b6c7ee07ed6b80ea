"""Plain text, tab-separated tables, Markdown and one-cell-a-line texts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.document import Block, Document, GridCell, Heading, Paragraph, Table
from corpus.errors import LimitExceeded, Unreadable
from corpus.settings import Limits

CONTROL_SHARE = 0.02  # more control characters than this: not a text
MIN_TAB_CELLS = 2
HEADING = re.compile(r"\s*(#{1,6})\s")
RULE = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*(?::?-{2,}:?)?\s*")


def read(data: bytes, name: str, limits: Limits) -> Document:
    """A text file as it is, line ends as \\n and without a byte-order mark. Unreadable where it is no text."""
    if len(data) > limits.max_file_bytes:
        raise LimitExceeded(f"{name} is larger than {limits.max_file_bytes} bytes")
    text = decode(data, name).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise Unreadable(f"{name} is empty")
    if len(text) > limits.max_text_chars:
        raise LimitExceeded(f"{name} has more than {limits.max_text_chars} characters")
    return Document(format=_format(text), text=text, blocks=tuple(_blocks(text, limits)))


def decode(data: bytes, name: str) -> str:
    """UTF-8 (with or without a mark), UTF-16 with a mark, else GB18030. Unreadable for anything else."""
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        control = sum(c < " " and c not in "\t\n\r\f\v" for c in text)
        if control > len(text) * CONTROL_SHARE:
            raise Unreadable(f"{name} is not a text")
        return text
    raise Unreadable(f"{name} is not a text in a known encoding", hint="save it as UTF-8")


def _format(text: str) -> str:
    lines = text.split("\n")
    marked = any(HEADING.match(line) for line in lines) or any(RULE.fullmatch(line) for line in lines)
    return "markdown" if marked else "text"


def _lines(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.split("\n"):
        yield at, line
        at += len(line) + 1


def _blocks(text: str, limits: Limits) -> Iterator[Block]:
    run: list[tuple[int, str]] = []
    kind: str | None = None
    for at, line in [*_lines(text), (len(text), "")]:
        this = _kind(line)
        if this != kind:
            if run and kind is not None:
                yield from _finish(kind, run, limits)
            run, kind = [], this
        run.append((at, line))


def _kind(line: str) -> str | None:
    if line.lstrip().startswith("|") and line.count("|") >= MIN_TAB_CELLS:
        return "pipes"
    if line.count("\t") >= MIN_TAB_CELLS:
        return "tabs"
    if HEADING.match(line):
        return "heading"
    return "words" if line.strip() else None


def _finish(kind: str, run: list[tuple[int, str]], limits: Limits) -> Iterator[Block]:
    if kind in ("pipes", "tabs"):
        yield _table(kind, run, limits)
        return
    for at, line in run:
        start, end = at + len(line) - len(line.lstrip()), at + len(line.rstrip())
        if kind == "heading":
            level = len(line.lstrip()) - len(line.lstrip().lstrip("#"))
            yield Heading(text=line.strip().lstrip("# "), start=start, end=end, level=level)
        else:
            yield Paragraph(text=line.strip(), start=start, end=end)


def _table(kind: str, run: list[tuple[int, str]], limits: Limits) -> Table:
    rows = [list(_split(kind, at, line)) for at, line in run if not RULE.fullmatch(line)]
    cells = [
        GridCell(row=r, col=c, text=text, start=start, end=start + len(text))
        for r, row in enumerate(rows)
        for c, (start, text) in enumerate(row)
    ]
    if len(cells) > limits.max_table_cells:
        raise LimitExceeded(f"a table has more than {limits.max_table_cells} cells")
    end = run[-1][0] + len(run[-1][1])
    width = max((len(row) for row in rows), default=0)
    return Table(cells=tuple(cells), n_rows=len(rows), n_cols=width, start=run[0][0], end=end, reading=kind)


def _split(kind: str, at: int, line: str) -> Iterator[tuple[int, str]]:
    """The cells of a line with their offsets, white space around them left out."""
    if kind == "pipes":
        lead = line.index("|") + 1
        body = line.rstrip()
        body = body[:-1] if body.endswith("|") and len(body) > lead else body
        parts, at = body[lead:].split("|"), at + lead
    else:
        parts = line.split("\t")
    for part in parts:
        text = part.strip()
        yield at + (part.index(text) if text else 0), text
        at += len(part) + 1
