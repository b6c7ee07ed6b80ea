"""Quotes: sentences and clauses of a passage, found in joined text and marked in the stored text, character for character.

A `Flat` is a passage as it reads (wraps joined, scripts and widths folded) with, for each character, where it stands;
a `Span` is a stretch of it. Quotes are always slices of the stored text, never of the flat one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.normalize import simplify

SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?]+[”’」』）)\"]*|[^。！？!?\n]+")
CLAUSE = re.compile(r"[^；;]*[；;]|[^；;]+")
SEGMENT = re.compile(r"[^，,；;。！？!?：:（）()\n]+")
HEADING = re.compile(
    r"\s*(?:#{1,6}\s|\*\*|[一二三四五六七八九十]{1,2}、|[（(][一二三四五六七八九十]{1,2}[)）]|[1-9]\d?[.．、](?!\d))"
)
HEADING_LENGTH = 30  # a numbered line no longer than this, without a stop, is a heading and not a wrapped sentence
TOPIC_LINE = re.compile(r"^[^，,；;]*(?:情况|工作|措施|建设|管理|保障|问题)[。：:]?$")
NO_TITLE = re.compile(r"\d{2,}|无$|[:：]")
STOPS = re.compile(r"[。，,；;！？!?]")
MARKUP = "#*|"
EDGE = " \t\r\n\u00a0\u3000#*|>"
TRAILING = "。；;，,、 \t\r\n\u00a0\u3000*|"
CJK = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’《》〈〉【】（）。，、；：！？"
WRAP = re.compile(rf"(?<=[{CJK}])\s+(?=[{CJK}\d])|(?<=\d)\s+(?=[{CJK}])")


@dataclass(frozen=True)
class Flat:
    """Joined, simplified, lower-case text; `offsets[i]` is where `text[i]` stands in the stored text."""

    text: str
    offsets: tuple[int, ...]

    def stored(self, start: int, end: int) -> tuple[int, int]:
        """The stored span of `text[start:end]`, which must not be empty."""
        return self.offsets[start], self.offsets[end - 1] + 1


@dataclass(frozen=True)
class Span:
    """`flat.text[start:end]`. `heading` marks a title line, which is never evidence."""

    flat: Flat
    start: int
    end: int
    heading: bool = False

    @property
    def text(self) -> str:
        return self.flat.text[self.start : self.end]

    def inner(self, start: int, end: int) -> Span:
        """A part, by offsets into this span's text."""
        return Span(self.flat, self.start + start, self.start + end)


def flatten(text: str, offset: int = 0) -> Flat:
    """`text`, which stands at `offset` of the stored text, as it reads.

    A line break is kept after a stop, before a heading and after one; elsewhere the lines were wrapped and are joined.
    """
    chars: list[str] = []
    offsets: list[int] = []
    broken = False
    at = 0
    for line in text.splitlines(keepends=True):
        if line.strip(EDGE):
            if chars and (broken or HEADING.match(line) or chars[-1] in "。！？!?"):
                chars.append("\n")
                offsets.append(offset + at)
            _append(line, offset + at, chars, offsets)
            broken = is_heading(line)
        at += len(line)
    return Flat("".join(chars), tuple(offsets))


def is_heading(line: str) -> bool:
    """Whether a line is a title: marked or numbered, short, and without a stop inside."""
    bare = line.strip(EDGE)
    return bool(HEADING.match(line)) and len(bare) <= HEADING_LENGTH and not STOPS.search(bare)


def _append(line: str, at: int, chars: list[str], offsets: list[int]) -> None:
    folded = simplify(line).lower()
    if len(folded) != len(line):  # a letter whose lower case is longer
        folded = simplify(line)
    begun = False
    for index, char in enumerate(folded):
        if char in MARKUP:
            continue
        if char.isspace():
            rest = folded[index:].lstrip()
            previous = chars[-1] if chars else ""
            latin = previous.isascii() and previous.isalnum() and rest[:1].isascii() and rest[:1].isalnum()
            if not (latin and begun):
                continue
            char = " "
        elif not begun and chars and chars[-1].isascii() and chars[-1].isalpha() and char.isascii() and char.isalpha():
            chars.append(" ")
            offsets.append(at + index)
        begun = True
        chars.append(char)
        offsets.append(at + index)


def sentences(flat: Flat) -> tuple[Span, ...]:
    """Sentences and headings in order; an empty one is left out."""
    found = []
    for match in SENTENCE.finditer(flat.text):
        if match[0].strip(TRAILING):
            found.append(Span(flat, match.start(), match.end(), heading=_looks_like_title(match[0])))
    return tuple(found)


def _looks_like_title(text: str) -> bool:
    """A line without a stop, or a numbered topic that ends in one: （一）收取处理费情况。"""
    bare = text.strip(EDGE)
    if HEADING.match(bare) and TOPIC_LINE.search(bare) and len(bare) <= HEADING_LENGTH:
        return True
    ended = text.rstrip(EDGE)[-1:] in '。！？!?”’」』）)"'
    return not ended and len(bare) <= HEADING_LENGTH and not STOPS.search(bare) and not NO_TITLE.search(bare)


def clauses(sentence: Span) -> Iterator[Span]:
    """What semicolons part."""
    for match in CLAUSE.finditer(sentence.text):
        if match[0].strip(TRAILING):
            yield sentence.inner(match.start(), match.end())


def segments(span: Span) -> Iterator[Span]:
    """What commas, colons and brackets part: the reach of a negation or a figure."""
    for match in SEGMENT.finditer(span.text):
        if match[0].strip(TRAILING):
            yield span.inner(match.start(), match.end())


def stored_span(span: Span) -> tuple[int, int]:
    """Where the span stands in the stored text, without blanks, marks and separators at its edges."""
    text = span.text
    start = len(text) - len(text.lstrip(EDGE + "；;，,、"))
    end = len(text.rstrip(EDGE + "；;，,、"))
    return span.flat.stored(span.start + start, span.start + max(end, start + 1))


def display(quote: str) -> str:
    """A quote on one line, as it reads: wrapped lines joined, Markdown marks dropped. For the eye, not for offsets."""
    return " ".join(WRAP.sub("", re.sub(r"[#*|]+", "", quote)).split())
