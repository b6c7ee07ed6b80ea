"""A document that holds several bodies' reports, one after another, is taken apart where that can be done soundly.

A report begins at a title on a line of its own that is followed by 一、总体情况. Each part must print at most one table 3, no
table may lie across a boundary, and nothing of a report may be left over; otherwise the document is refused in one
sentence that names the bodies found. The same tables printed twice (a page and its print version) are one report.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus.bodies import describe, same_body
from corpus.document import Block, Document, Table
from corpus.errors import Rejected
from ingest.titles import Stream, Title, find_titles, stream

FIRST = re.compile("本年(?:度)?新收政府信息公开申请")
LAST = re.compile("结转下(?:一)?年(?:度)?(?:继续办理)?")
BETWEEN = ("属于国家秘密", "重复申请")  # a sentence of the prose that names the first and the last row has not these
DIGITS = re.compile(r"\d+")
OVERVIEW = re.compile(r"(?:一[、.．,，]?总体情况|总体情况[:：]?$)")
LEAD = re.compile(
    r"附件\d{0,2}[:：]?|第[一二三四五六七八九十\d]{1,3}[章节篇]|[-—－\s]*\d{1,4}[-—－\s]*|[（(]?[一二三四五六七八九十]{1,3}[)）、.]?"
)
LEAD_LINES = 4  # above a title: 附件3, a page's number, the body's name as a chapter
PART = re.compile(r"#(?P<number>\d+)of(?P<count>\d+)$")  # behind the name of a compilation: which of its reports
Key = tuple[tuple[str, str], int | None]


class _Start(NamedTuple):
    """Where a report begins: its key, what it is called, and its place in the stream."""

    key: Key
    said: str
    at: int


def part_of(name: str, number: int, count: int) -> str:
    """The name of one of the reports in a document; the document's own where it holds one."""
    return f"{name}#{number}of{count}" if count > 1 else name


def part_mark(name: str) -> str:
    """`#2of5`, or nothing."""
    match = PART.search(name)
    return match.group() if match else ""


def split_reports(document: Document, name: str) -> tuple[Document, ...]:
    """The reports in a document, each as a document of its own; the document itself where it holds one.

    Offsets of a part point into the part's own text, pages stay those of the file. Rejected (`several`) where a
    document holds more reports than can be told apart.
    """
    words = stream(document)
    tables = _printed(words)
    starts = _starts(words)
    if len({start.key for start in starts}) <= 1:
        if len({figures for _, _, figures in tables}) > 1:
            raise _refused(name, starts, len({figures for _, _, figures in tables}))
        return (document,)
    kept = sorted({start.key: start for start in starts}.values(), key=lambda start: start.at)
    bounds = [*(_above(words, start) for start in kept), len(words.text)]
    if not _sound(words, tables, kept, bounds):
        raise _refused(name, kept, len(kept))
    offsets = [words.at[b] if b < len(words.text) else len(document.text) for b in bounds]
    parts = [_part(document, start, end) for start, end in pairwise(offsets)]
    if any(part is None for part in parts):
        raise _refused(name, kept, len(kept))
    return tuple(part for part in parts if part is not None)


def _printed(words: Stream) -> list[tuple[int, int, tuple[str, ...]]]:
    """(start, end, figures) of each table 3 in the stream."""
    starts = [m.start() for m in FIRST.finditer(words.text)]
    found = []
    for start, stop in pairwise([*starts, len(words.text)]):
        last = LAST.search(words.text, start, stop)
        if last is not None and all(label in words.text[start : last.start()] for label in BETWEEN):
            found.append((start, last.end(), tuple(DIGITS.findall(words.text[start : last.start()]))))
    return found


def _starts(words: Stream) -> list[_Start]:
    """The title that stands nearest above each 一、总体情况 that has one of its own."""
    lines = set(words.line_starts)
    titles = [t for t in find_titles(words) if t.name is not None and t.start in lines]
    ends = [*words.line_starts[1:], len(words.text)]
    heads = [a for a, b in zip(words.line_starts, ends, strict=True) if OVERVIEW.match(words.text, a, b)]
    found, floor = [], 0
    for head in heads:
        above = [t for t in titles if floor <= t.start and t.end <= head]
        if above:
            key = _key(above[-1])
            first = next(t for t in above if _key(t) == key and all(_key(u) == key for u in above if u.start > t.start))
            found.append(_Start(key, f"{first.name}{' ' + str(first.year) if first.year else ''}", first.start))
        floor = head
    return found


def _key(title: Title) -> Key:
    return same_body(describe(title.name or "", year=title.year)), title.year


def _above(words: Stream, start: _Start) -> int:
    """Where the part begins: at its title, or at the few short lines above that belong to it."""
    at = start.at
    name = start.said.split(" ")[0]
    for before in [s for s in words.line_starts if s < start.at][: -LEAD_LINES - 1 : -1]:
        line = words.text[before:at]
        if not (LEAD.fullmatch(line) or (name in line and len(line) <= len(name) + LEAD_LINES)):
            break
        at = before
    return at


def _sound(
    words: Stream, tables: Sequence[tuple[int, int, tuple[str, ...]]], kept: Sequence[_Start], bounds: Sequence[int]
) -> bool:
    """Whether every table 3 lies in one part, no part has two of them, and no part hides a second report's title."""
    lines = set(words.line_starts)
    titles = [t for t in find_titles(words) if t.name is not None and t.start in lines]
    if any(not any(a <= start and end <= b for a, b in pairwise(bounds)) for start, end, _ in tables):
        return False
    for own, (a, b) in zip(kept, pairwise(bounds), strict=True):
        inside = [(start, figures) for start, _, figures in tables if a <= start < b]
        if len({figures for _, figures in inside}) > 1:
            return False
        strangers = [t.start for t in titles if a <= t.start < b and _key(t) != own.key]
        if any(start > stranger for start, _ in inside for stranger in strangers):
            return False
    return True


def _part(document: Document, start: int, end: int) -> Document | None:
    """What lies in `document.text[start:end]`, or None where a table lies across a boundary."""
    blocks: list[Block] = []
    for block in document.blocks:
        if block.end <= start or block.start >= end:
            continue
        if block.start < start or block.end > end:
            if isinstance(block, Table):
                return None
            a, b = max(block.start, start), min(block.end, end)
            block = block.model_copy(update={"start": a, "end": b, "text": document.text[a:b]})
        blocks.append(_moved(block, start))
    pages = {block.page for block in blocks if block.page is not None}
    outside = {b.page for b in document.blocks if b.page is not None and (b.end <= start or b.start >= end)}
    own = tuple(t for t in document.alternatives if t.page in pages and t.page not in outside)
    return document.model_copy(
        update={"text": document.text[start:end], "blocks": tuple(blocks), "title": None, "alternatives": own}
    )


def _moved(block: Block, start: int) -> Block:
    update: dict[str, object] = {"start": block.start - start, "end": block.end - start}
    if isinstance(block, Table):
        update["cells"] = tuple(
            c.model_copy(update={"start": c.start - start, "end": c.end - start}) for c in block.cells
        )
    return block.model_copy(update=update)


def _refused(name: str, starts: Sequence[_Start], count: int) -> Rejected:
    said = list(dict.fromkeys(start.said for start in starts))
    named = f" ({', '.join(said)})" if said else ""
    return Rejected(
        f"{name} holds {max(count, len(said))} reports in one document{named}, and where one ends and the next begins cannot "
        "be told for sure",
        reason="several",
        hint="give each report as a document of its own",
    )
