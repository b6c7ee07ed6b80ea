"""What in a document names the body that reports: contact clause, by-line, signature, the prose's subject, the site.

Where each stands is told by the grammar (`identity.yaml`): in running text, in a line, behind a label, at the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from corpus import bodies
from ingest.titles import Stream, Title, grammar, is_name

SPEAKING = ("subject", "prepared")  # in which a body may call itself 县教育局
OWN_WORDS = ("subject", "contact", "prepared")  # in which a name without its division may stand
UNPLACED = re.compile(
    r"国家(?!税务|统计).{2,12}(?:局|署|总局|委员会)"
    r"|(?!乡镇|镇街|街镇|村镇)[\u4e00-\u9fff]{2,8}(?:[乡镇]|街道|苏木)(?:人民政府|政府|办事处)?"
)
FULL_FORM = 2.0  # how much such a name says, read with the division that the text gives it elsewhere
PART = re.compile(r"[县市区旗州盟](?!级|直)[\u4e00-\u9fff]{2,14}(?:局|委员会|委|办公室|中心|大队)")
FIRST_LINES = 3  # at a document's top, in which its author may stand alone
LAST_LINES = 3  # at a document's end, in which it is signed
LINES_BELOW = 3  # under a title, in which its body and year stand where the title itself has neither
LONGEST_LABEL = 8  # characters of a label that stands alone on its line
MOST_EVIDENCE = 12  # matches of one pattern that are looked at


class Clue(NamedTuple):
    """Something in the document that names a body or a year; `start:end` in the stored text, or (0, 0)."""

    what: str
    weight: float
    value: str
    start: int
    end: int


def running_clues(words: Stream) -> Iterable[Clue]:
    """Names in running text: the subject of the prose, contact clause, by-line, signature, site."""
    for entry in grammar()["evidence"]:
        for start, end in _matches(words, entry["re"], parts=PARTS[entry.get("in", "text")](words)):
            printed = words.text[start:end]
            if name := named_part(printed, unplaced=entry["what"] in OWN_WORDS):
                yield Clue(entry["what"], entry["weight"], name, *words.span(start, end))
            elif entry["what"] in SPEAKING and (name := _full_form(words, printed)):
                yield Clue(entry["what"], FULL_FORM, name, *words.span(start, end))


def _full_form(words: Stream, called: str) -> str | None:
    """桃江县教育局 for 县教育局, where the text prints one such name and no other."""
    if not PART.fullmatch(called):
        return None
    found = set()
    for match in re.finditer(f"[\u4e00-\u9fff]{{1,9}}{called}", words.text):
        full = next(
            (match.group()[i:] for i in range(len(match.group()) - len(called)) if _placed(match.group()[i:])), None
        )
        found |= {full} if full else set()
    return found.pop() if len(found) == 1 else None


def _placed(name: str) -> bool:
    """Whether a string is a body's name that begins with its division in full."""
    parsed = bodies.parse(name)
    places = {division.name for division in parsed.candidates}
    return is_name(name) and any(name == place + parsed.organ for place in places)


def _matches(words: Stream, pattern: re.Pattern[str], *, parts: Sequence[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """Where the pattern's `name` stands in the stream, searched in each part by itself."""
    found = ((at, m) for at, end in parts for m in pattern.finditer(words.text[at:end]))
    for at, match in islice(found, MOST_EVIDENCE):
        yield at + match.start("name"), at + match.end("name")


def lines_of(words: Stream) -> list[tuple[int, int]]:
    """Lines, for what nothing but a line's end closes."""
    return list(zip(words.line_starts, [*words.line_starts[1:], len(words.text)], strict=True))


def _labelled(words: Stream) -> list[tuple[int, int]]:
    """Short lines with the line after each: a label in one cell and its value in the next."""
    return [(one[0], two[1]) for one, two in pairwise(lines_of(words)) if one[1] - one[0] <= LONGEST_LABEL]


PARTS: dict[str, Callable[[Stream], Sequence[tuple[int, int]]]] = {
    "text": lambda words: [(0, len(words.text))],
    "line": lines_of,
    "label": _labelled,
    "top": lambda words: lines_of(words)[:FIRST_LINES],
    "end": lambda words: [(start, len(words.text)) for start in words.line_starts[-LAST_LINES:]],
}


def named_part(text: str, *, unplaced: bool = False) -> str | None:
    """The body in 同心县人民政府政务公开办公室: the unit that answers the telephone left out where a body remains.

    `unplaced`: a body without a division is one where it is the state's own (国家档案局) or a township.
    """
    outer = grammar()["sub_unit"].sub("", text)
    for name in (outer, text) if outer and not outer.endswith("人民政府") else (text, outer):
        if is_name(name) and (bodies.parse(name).candidates or (unplaced and UNPLACED.fullmatch(name))):
            return name
    return None


def lines_below(words: Stream, titles: Sequence[Title]) -> list[tuple[int, int]]:
    """The few lines under the first of these titles."""
    bare = [t.end for t in titles if t.place == "title"]
    return [
        line
        for end in bare[:1]
        for line in [(a, b) for a, b in lines_of(words) if a >= end][:LINES_BELOW]
        if line[1] > line[0]
    ]
