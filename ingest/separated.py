"""Lines of text whose cells are kept apart by a sign: bars (Markdown, drawn boxes), tabs, commas, semicolons. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

BARS = "|｜│┃║"
_CORNERS = "|+│┃║┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝┏┳┓┣╋┫┗┻┛┠┨┯┷┿╂╟╢╤╧╪╫╞╡"
RULE = re.compile(rf"[ \t]*(?=[^\n]*[{_CORNERS}])(?=[^\n]*[-=─━═]{{2}})(?::?[-=─━═]{{2,}}:?|[{_CORNERS}]|[ \t])+")
SEPARATORS = (",", ";", "；")  # a kind of table for each: nothing but their constant number shows them
FEWEST_ROWS = 4  # so many lines with the same number of separators are a table and no prose
FEWEST_SIGNS = 3
LONGEST_FIELD = 60  # characters; prose between commas runs longer
LINES_A_ROW = 4  # rules part rows where no more lines than this stand between them
PAIR = 3  # fields of a label and a value with two signs between
DOUBLED_ROWS = 2  # so many longer rows show that two signs part the cells
QUOTE = '"'
DASHES = re.compile(  # the rule over or under columns that spaces keep
    r"[ \t]*(?:(?=[^\n]*[-=─━═]{4})[-=─━═]{2,}(?:[ \t]+[-=─━═]{2,})+|[-=─━═]{6,})[ \t]*"
)
VALUE = re.compile(r"[0-9０-９,，./／—–-]+")


class Field(NamedTuple):
    """A cell of a line: where its text stands, white space and quotes around it left out.

    `doubt`: digits on several lines, which may be one number or two.
    """

    start: int
    text: str
    end: int
    doubt: bool = False


def separated_runs(lines: Sequence[str]) -> dict[int, str]:
    """The numbers of the lines that are rows of a table, with the sign that parts their cells.

    A run of lines with the same sign equally often. Lines of bars and tabs are left to their own signs.
    """
    found: dict[int, str] = {}
    for sign in SEPARATORS:
        run: list[int] = []
        count = 0
        for number, line in enumerate([*lines, ""]):
            signs = _signs(line, sign)
            if run and signs != count:
                if len(run) >= FEWEST_ROWS:
                    found |= {n: sign for n in run if n not in found}
                run = []
            if signs >= FEWEST_SIGNS:
                run, count = [*run, number], signs
    return found


def _signs(line: str, sign: str) -> int:
    """How often `sign` parts cells in a line; 0 where the line is prose or has a table's own signs."""
    if line.count(sign) < FEWEST_SIGNS or "。" in line or "\t" in line or any(bar in line for bar in BARS):
        return 0
    parts = list(_quoted(line, sign))
    return len(parts) - 1 if max(len(p) for p in parts) <= LONGEST_FIELD else 0


def _quoted(line: str, sign: str) -> Iterator[str]:
    """The parts of a line between signs that stand outside quotes."""
    begin, inside = 0, False
    for at, char in enumerate(line):
        if char == QUOTE:
            inside = not inside
        elif char == sign and not inside:
            yield line[begin:at]
            begin = at + 1
    yield line[begin:]


def rows_of(kind: str, run: Sequence[tuple[int, str]]) -> list[list[Field]]:
    """The rows of a table. Rules drawn between all of them part rows of several lines; other rules say nothing.

    Where rules may part either rows or groups of rows, a line is taken for a row and every cell is doubted.
    """
    if kind == "tabs":
        rows = [list(_fields(kind, at, line, edged=False)) for at, line in run]
        return [row[::2] for row in rows] if _doubled(rows) else rows
    printed = [(at, line) for at, line in run if kind != "pipes" or not RULE.fullmatch(line)]
    edged = all(line.lstrip()[:1] in (*BARS, "") for _, line in printed)
    groups: list[list[list[Field]]] = [[]]
    for at, line in run:
        if kind == "pipes" and RULE.fullmatch(line):
            groups.append([])
        else:
            groups[-1].append(list(_fields(kind, at, line, edged=edged)))
    groups = [group for group in groups if group]
    short = len(groups) * LINES_A_ROW >= len(printed)
    if len(groups) < FEWEST_ROWS:
        return [row for group in groups for row in group]
    if short or all(map(_is_one_row, groups)):
        return [_joined(group) for group in groups]
    return [[field._replace(doubt=True) for field in row] for group in groups for row in group]


def _is_one_row(lines: Sequence[Sequence[Field]]) -> bool:
    """Whether the lines between two rules can be one row: one prints values; others the label's or numbers' further parts.

    A further part stands below a value and has digits, since no sign is ever broken; of a row of its own every column
    would have a value.
    """
    valued = [{c: f.text for c, f in enumerate(line) if VALUE.fullmatch(f.text)} for line in lines]
    first, *others = [values for values in valued if len(values) > 1] or [{}]
    return all(
        len(values) < len(first) and all(c in first and text[-1:].isdigit() for c, text in values.items())
        for values in others
    )


def _doubled(rows: Sequence[Sequence[Field]]) -> bool:
    """Whether two signs stand between the cells of every row: each second field is empty, and there is one between two."""
    between = all(len(row) % 2 and not any(f.text for f in row[1::2]) for row in rows)
    return between and sum(len(row) > PAIR for row in rows) >= DOUBLED_ROWS


def _joined(lines: Sequence[list[Field]]) -> list[Field]:
    """The lines between two rules as one row: the pieces of each cell together, a number of several pieces doubted."""
    width = max(len(line) for line in lines)
    row = []
    for column in range(width):
        pieces = [line[column] for line in lines if column < len(line) and line[column].text]
        if len(pieces) > 1:
            text = "".join(p.text for p in pieces)
            row.append(Field(pieces[0].start, text, pieces[0].start + len(pieces[0].text), any(map(str.isdigit, text))))
        else:
            row.append(pieces[0] if pieces else lines[0][min(column, len(lines[0]) - 1)]._replace(text=""))
    return [f if f.text else f._replace(end=f.start) for f in row]


def _fields(kind: str, at: int, line: str, *, edged: bool) -> Iterator[Field]:
    """The cells of a line that begins at offset `at`. `edged`: bars stand at both ends of every line too."""
    parts, lead = _parts(kind, line, edged=edged)
    at += lead
    for part in parts:
        text = part.strip()
        inside = part.index(text) if text else 0
        if kind in SEPARATORS and len(text) > 1 and text[0] == text[-1] == QUOTE:
            quoted = text[1:-1].strip()
            inside, text = inside + text.index(quoted, 1), quoted
        yield Field(at + inside, text, at + inside + len(text))
        at += len(part) + 1


def _parts(kind: str, line: str, *, edged: bool) -> tuple[list[str], int]:
    if kind == "tabs":
        return line.split("\t"), 0
    if kind in SEPARATORS:
        return list(_quoted(line, kind)), 0
    first = re.match(rf"\s*[{BARS}]", line) if edged else None
    lead = first.end() if first else 0
    body = line.rstrip() if edged else line
    body = body[:-1] if edged and body.endswith(tuple(BARS)) and len(body) > lead else body
    return re.split(rf"[{BARS}]", body[lead:]), lead
