"""A text as the pieces that can each be true or false: sentences, cut where a new figure or relation begins."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from corpus.models import Model
from corpus.numerals import Kind, Numeral, find

QUESTION = "?？"
# An adverb before the first comma belongs to what follows: Together, A and B received 82.
INTRODUCTION = re.compile(
    r"\s*(?:together|combined|in total|in all|altogether|between them|taken together|overall|合计|两者合计)\s*", re.I
)
SENTENCE_END = re.compile(r"[。！？；;\n]+|(?<![A-Z])(?<!\bNo)(?<!\bvs)[.!?]+(?=[\s\"”’)]|$)")
ZH_CUT = re.compile(r"[，,：:（）()]")
EN_CUT = re.compile(r"[,:()—]\s|\s[-–—]\s|\s(?=(?:and|but|while|whereas|although)\s)", re.IGNORECASE)
LIST_CUT = "、"
ALIGNED = re.compile(r"分别|\brespectively\b", re.IGNORECASE)
FIGURES = (Kind.NUMBER, Kind.PERCENT, Kind.POINTS, Kind.FRACTION, Kind.MULTIPLE)
HAN = re.compile(r"[\u4e00-\u9fff]")


class Piece(Model):
    """`text[start:end]`, in sentence number `sentence`; `numerals` are those inside, offsets into the piece."""

    text: str
    start: int
    end: int
    sentence: int
    numerals: tuple[Numeral, ...] = ()
    asks: bool = False  # its sentence is a question: it claims nothing

    @property
    def figures(self) -> tuple[Numeral, ...]:
        """The numbers that count or measure; not years, dates, ordinals and codes."""
        return tuple(n for n in self.numerals if n.kind in FIGURES)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences without their stops. A decimal point or an initial ends none."""
    start = 0
    for match in SENTENCE_END.finditer(text):
        if text[start : match.start()].strip():
            yield _trim(text, start, match.start())
        start = match.end()
    if text[start:].strip():
        yield _trim(text, start, len(text))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def pieces(text: str) -> tuple[Piece, ...]:
    """Every piece of the text, in order. A sentence of aligned lists (分别, respectively) stays whole."""
    found: list[Piece] = []
    for number, (start, end) in enumerate(sentences(text)):
        sentence = text[start:end]
        numerals = find(sentence)
        cuts = [] if ALIGNED.search(sentence) else _cuts(sentence, numerals)
        asks = text[end : end + 1] in tuple(QUESTION)
        for left, right in _spans(cuts, len(sentence)):
            left, right = _trim(sentence, left, right)
            if left < right:
                piece = _piece(sentence, start, left, right, number, numerals)
                found.append(piece.model_copy(update={"asks": asks}))
    return tuple(found)


def _piece(sentence: str, at: int, left: int, right: int, number: int, numerals: Sequence[Numeral]) -> Piece:
    inside = tuple(
        n.model_copy(update={"start": n.start - left, "end": n.end - left, "whole_end": min(n.whole_end, right) - left})
        for n in numerals
        if left <= n.start and n.end <= right
    )
    return Piece(text=sentence[left:right], start=at + left, end=at + right, sentence=number, numerals=inside)


def _cuts(sentence: str, numerals: Sequence[Numeral]) -> list[tuple[int, int]]:
    """(end of the piece before, start of the piece after). A list comma or an `and` cuts only between two figures."""
    inside = {at for n in numerals for at in range(n.start, n.whole_end)}
    starts = [n.start for n in numerals if n.kind in FIGURES]
    pattern = ZH_CUT if HAN.search(sentence) else EN_CUT
    cuts: list[tuple[int, int]] = []
    last = 0
    marks = sorted([*pattern.finditer(sentence), *re.finditer(LIST_CUT, sentence)], key=lambda m: m.start())
    for match in marks:
        if match.start() in inside:
            continue
        weak = match[0].strip() in ("", LIST_CUT)  # and, 、
        before = bisect_left(starts, last) < bisect_left(starts, match.start())
        after = bisect_left(starts, match.end()) < len(starts)
        if weak and not (before and (after or match[0] != LIST_CUT)):
            continue
        if INTRODUCTION.fullmatch(sentence, 0, match.start()):
            continue
        cuts.append((match.start(), match.end()))
        last = match.end()
    return cuts


def _spans(cuts: Sequence[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    start = 0
    for left, right in cuts:
        yield start, left
        start = right
    yield start, length
