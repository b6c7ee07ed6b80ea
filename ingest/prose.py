"""Prose as it reads: lines joined where the print wraps, page furniture dropped, cut into sentences and clauses.

Every character keeps its offset in the stored text, so that a span found in the joined text can be marked there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.normalize import simplify
from corpus.numerals import Numeral

SENTENCE_END = "。！？!?\n"
CLAUSE_END = "，,；;：:（）()"
LIST_COMMA = "、"
FOOTER = re.compile(
    r"\s*(?:[-—–－]\s*\d{1,3}\s*[-—–－]|第\s*\d{1,3}\s*页(?:\s*[,，]?\s*共\s*\d{1,3}\s*页)?|-?\s*\d{1,3}\s*/\s*\d{1,3}\s*-?)\s*"
)
TABLE_LINE = re.compile(r"\t|\|.*\|")
HEADING = re.compile(
    r"\s*(?:#{1,6}\s|\*\*|[一二三四五六七八九十]{1,2}、|[（(][一二三四五六七八九十]{1,2}[)）]|[1-9]\d?[.．、](?!\d))"
)
HEADING_LENGTH = 30  # a numbered line no longer than this, without a stop, is a heading and not a wrapped sentence
STOPS = re.compile(r"[。，,；;！？!?]")
MARKUP = re.compile(r"[#*]+")


@dataclass(frozen=True)
class Prose:
    """Joined text and, for each of its characters, where it stands in the stored text."""

    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stored span of `text[start:end]`, which must not be empty."""
        return self.offsets[start], self.offsets[end - 1] + 1

    def cut(self, start: int, end: int) -> Prose:
        return Prose(self.text[start:end], self.offsets[start:end])


def join(text: str, start: int, end: int) -> Prose:
    """`text[start:end]` as prose: wrapped lines joined, spaces between Chinese dropped, footers and table rows left out.

    A line break stays (as a newline) after a full stop and before a heading. Characters are simplified.
    """
    chars: list[str] = []
    offsets: list[int] = []
    heading_before = False
    for line_start, line in _lines(text, start, end):
        if not line.strip() or FOOTER.fullmatch(line) or TABLE_LINE.search(line):
            continue
        if chars and (chars[-1] in SENTENCE_END or heading_before or HEADING.match(line)):
            chars.append("\n")
            offsets.append(line_start)
        elif chars and chars[-1].isascii() and chars[-1].isalpha():
            chars.append(" ")
            offsets.append(line_start)
        simple = simplify(MARKUP.sub(lambda m: " " * len(m[0]), line))
        for index, char in enumerate(simple):
            if char.isspace() and not _latin_gap(simple, index):
                continue
            chars.append(char)
            offsets.append(line_start + index)
        heading_before = bool(HEADING.match(line)) and len(line.strip()) <= HEADING_LENGTH and not STOPS.search(line)
    return Prose("".join(chars), tuple(offsets))


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    at = start
    for line in text[start:end].splitlines(keepends=True):
        yield at, line.rstrip("\r\n\f\v")
        at += len(line)


def _latin_gap(line: str, index: int) -> bool:
    """A space that divides two Latin words or two numbers: the only ones that mean anything."""
    before, after = line[:index].rstrip(), line[index:].lstrip()
    if not before or not after:
        return False
    return before[-1].isascii() and after[0].isascii() and before[-1].isalnum() and after[0].isalnum()


def sentences(prose: Prose) -> Iterator[tuple[int, int]]:
    """Spans of the sentences, ends included, blank ones left out."""
    start = 0
    for match in re.finditer(f"[{SENTENCE_END}]+", prose.text):
        if prose.text[start : match.start()].strip():
            end = match.start() if prose.text[match.start()] == "\n" else match.start() + 1
            yield start, end
        start = match.end()
    if prose.text[start:].strip():
        yield start, len(prose.text)


def clauses(sentence: str, numerals: Sequence[Numeral]) -> list[tuple[int, int]]:
    """Spans of the clauses: cut at commas, semicolons, colons and brackets, and at 、 where a figure stands before it."""
    inside = {at for n in numerals for at in range(n.start, n.whole_end)}
    cuts: list[int] = []
    last = 0
    for index, char in enumerate(sentence):
        if index in inside:
            continue
        listed = char == LIST_COMMA and any(last <= n.start < index and n.unit for n in numerals)
        if char in CLAUSE_END or char in SENTENCE_END or listed:
            cuts.append(index)
            last = index + 1
    return list(_between(cuts, len(sentence)))


def _between(cuts: Iterable[int], length: int) -> Iterator[tuple[int, int]]:
    start = 0
    for cut in [*cuts, length]:
        if cut > start:
            yield start, cut
        start = cut + 1
