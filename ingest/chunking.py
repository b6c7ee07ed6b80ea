"""Passages: the prose of a report in pieces to quote and to search. Tables are facts and are not cut into passages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.models import Chunk, Section
from ingest.sections import SectionSpan

MAX_CHARS = 420  # about 300 tokens of the embedding model, well under its 512
MIN_CHARS = 60  # shorter pieces are joined to their neighbour
CHUNKING = "sections-420-60"  # recorded with the index: another chunking is another index
TABLES = (Section.PROACTIVE, Section.REQUESTS, Section.DISPUTES)
SENTENCE = re.compile(r"[^。！？!?；;]*[。！？!?；;]+[”’」』）)]*|[^。！？!?；;]+$", re.DOTALL)
CHROME = re.compile(r"[#*|]+")
CJK_WRAP = re.compile(r"(?<=[一-鿿，。、；：！？”’」』）》])\s+(?=[一-鿿“‘「『（《0-9])|(?<=[0-9])\s+(?=[一-鿿])")


def chunk(
    text: str, spans: Sequence[SectionSpan], report_id: str, tables: Sequence[tuple[int, int]] = ()
) -> tuple[Chunk, ...]:
    """Chunks of the prose in print order. `tables` are stretches of the text that hold tables, left out."""
    chunks: list[Chunk] = []
    for span in spans:
        for start, end in _prose(text, span, tables):
            for a, b in _pieces(text, start, end):
                chunks.append(_chunk(text, span, report_id, len(chunks), a, b))
    return tuple(chunks)


def embeddable(text: str) -> str:
    """What is embedded: without Markdown marks, wrapped lines joined."""
    return " ".join(CJK_WRAP.sub("", CHROME.sub(" ", text)).split())


def _chunk(text: str, span: SectionSpan, report_id: str, number: int, start: int, end: int) -> Chunk:
    return Chunk(
        chunk_id=f"{report_id}-{number:03d}",
        report_id=report_id,
        section=span.section,
        heading=span.sub or span.heading,
        text=text[start:end],
        embed_text=embeddable(text[start:end]),
        start=start,
        end=end,
    )


def _prose(text: str, span: SectionSpan, tables: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The stretches of a section that are prose, white space trimmed."""
    at = span.body_start
    for a, b in [*sorted(t for t in tables if t[1] > span.start and t[0] < span.end), (span.end, span.end)]:
        start, end = _trim(text, at, min(a, span.end))
        if end - start > 1 and (span.section not in TABLES or _is_prose(text[start:end])):
            yield start, end
        at = max(at, b)


def _is_prose(text: str) -> bool:
    """Whether a leftover of a table section is a sentence (a note under the table) and not heads and labels."""
    return any(len(s) >= MIN_CHARS // 3 and "。" in s for s in text.split("\n\n"))


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentences gathered up to the limit; a longer sentence stands alone, cut only where it has no end."""
    at = piece = start
    ends: list[int] = []
    for match in SENTENCE.finditer(text, start, end):
        if match.end() - piece > MAX_CHARS and at > piece:
            ends.append(at)
            piece = at
        at = match.end()
    ends.append(end)
    if len(ends) > 1 and end - ends[-2] < MIN_CHARS:
        ends.pop(-2)
    piece = start
    for stop in ends:
        for cut in [*range(piece + 2 * MAX_CHARS, stop, 2 * MAX_CHARS), stop]:
            a, b = _trim(text, piece, cut)
            if b > a:
                yield a, b
            piece = cut


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), max(start, end - (len(part) - len(part.rstrip())))
