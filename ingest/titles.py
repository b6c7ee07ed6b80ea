"""Titles of such reports wherever they are printed: over several lines, twice, in 《》, with the year before or behind.

Works on the text without white space and Markdown furniture, in simplified characters; offsets map back.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from corpus.bodies import led_by_division, parse, plausible, rules
from corpus.document import Document
from corpus.normalize import simplify
from corpus.resources import read_yaml

FIRST_YEAR, LAST_YEAR = 2008, 2039
YEAR = r"(?<!\d)(?<!\d[-—–~～至到])(?:20[0-3]\d|二[〇○零0O][〇○零0O一二三四五六七八九]{2})(?:年度|年(?!\d{1,2}月)|度)?(?!\d)"
CALENDAR_YEAR = r"(?<!\d)(?<!\d[-—–~～至到])(?:20[0-3]\d|二[〇○零0O][〇○零0O一二三四五六七八九]{2})年(?:度)?"
NAME = r"[\u4e00-\u9fff（）()、〇]{2,40}?"
REACH = 70  # characters before 政府信息公开… in which its body and year stand
FRONT = 2500  # characters without white space within which a printed title stands
BODY_BEGINS = re.compile(r"一[、.．,，]?总体情况|[二三][、.．,，]?(?:主动公开政府信息|收到和处理)|第二十条第[（(]?一")
LATE_PREAMBLE = 600  # characters after the first heading in which a preamble may still stand
DROPPED = " \t\r\n\u00a0\u3000\u200b\ufeff#*_`"
LINE_ENDS = "\n\t"  # a tab parts the cells of a row, each a line of its own
STOPS = '。；;，,：:《〈<“"「『！!?？|>»]】…'
HAN_DIGITS = {
    c: str(n) for n, cs in enumerate(("〇○零0O", "一", "二", "三", "四", "五", "六", "七", "八", "九")) for c in cs
}


class Stream(NamedTuple):
    """Text without white space, and where each character stands in the stored text."""

    text: str
    at: tuple[int, ...]
    line_starts: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the stored text of `text[start:end]`."""
        return self.at[start], self.at[end - 1] + 1


class Title(NamedTuple):
    """One printed title: who, when and where (`start:end` in the stream)."""

    place: Literal["title", "quoted", "prose_title", "late_title"]
    name: str | None
    year: int | None
    text: str
    start: int
    end: int


@lru_cache(maxsize=1)
def grammar() -> dict[str, Any]:
    """`identity.yaml` with YEAR and NAME filled in and its patterns compiled."""
    raw: dict[str, Any] = read_yaml("ingest", "identity.yaml")
    raw["title"] = re.compile(raw["title"].replace("YEAR", YEAR))
    raw["title_not_before"] = re.compile(raw["title_not_before"])
    raw["period"] = re.compile(raw["period"].replace("YEAR", CALENDAR_YEAR))
    raw["dated"] = re.compile(raw["dated"])
    raw["elsewhere"] = re.compile(raw["elsewhere"])
    raw["address"] = re.compile(raw["address"])
    raw["announced"] = re.compile(raw["announced"])
    raw["sub_unit"] = re.compile(raw["sub_unit"])
    raw["cuts"] = re.compile("|".join(raw["cuts"]))
    for entry in raw["evidence"]:
        entry["re"] = re.compile(
            entry["re"].replace("YEAR", CALENDAR_YEAR).replace("NAME?", NAME).replace("NAME", NAME)
        )
    return raw


def read_year(text: str) -> int | None:
    """2024年度, 二〇二四年 → 2024; None outside the years that there can be reports for."""
    digits = "".join(HAN_DIGITS.get(c, c) for c in text if c.isdigit() or c in HAN_DIGITS)[:4]
    year = int(digits) if len(digits) == len("2024") else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def stream_of(text: str) -> Stream:
    plain = simplify(text)
    kept: list[int] = []
    starts: list[int] = []
    fresh = True
    for position, char in enumerate(plain):
        if char in LINE_ENDS:
            fresh = True
        if char in DROPPED:
            continue
        if fresh:
            starts.append(len(kept))
            fresh = False
        kept.append(position)
    return Stream("".join(plain[p] for p in kept), tuple(kept), tuple(starts))


@lru_cache(maxsize=8)
def stream(document: Document) -> Stream:
    return stream_of(document.text)


def find_titles(words: Stream, *, whole: bool = True) -> tuple[Title, ...]:
    """Every title in a stream, in print order. `whole`: the stream is a document and not one line."""
    front = _front(words.text) if whole else len(words.text)
    found = []
    for match in grammar()["title"].finditer(words.text):
        ends_line = match.end() in words.line_starts  # what stands on the next line is no part of the title
        if not ends_line and grammar()["title_not_before"].match(words.text, match.end()):
            continue
        title = _title(words, match, front)
        if title is not None:
            found.append(title)
    return tuple(found)


def _front(text: str) -> int:
    """Where the preamble ends: at 一、总体情况 (or where a page without it goes on), or at the latest after a page or so."""
    heading = BODY_BEGINS.search(text)
    return min(heading.start() if heading else FRONT, FRONT)


def _title(words: Stream, match: re.Match[str], front: int) -> Title | None:
    left = _reach(words.text, match.start())
    before = words.text[left : match.start()]
    year, first, last = _year_in(before)
    printed = match["mid"] or match["post"]
    if year is None and printed:
        year = read_year(printed)
        first = last = len(before)
    behind = before[last:]
    lead = behind or before[:first]
    offset = left if not behind else left + last
    if lead.endswith("人民") and match.group().startswith("政府"):
        lead += "政府"  # 同心县人民政府信息公开…: the word is shared
    name, start = _name_ending(words, lead, offset)
    if behind and name is None:  # a year that belongs to something else, or a name that is none
        start = left + first if year is not None else match.start()
    if year is None and name is None and not re.search(r"年度|年报", match.group()):
        return None
    if name is None and not behind:
        start = left + first
    if behind and name is not None:
        start = left + first
    return Title(
        _place(words, start, match.start(), front), name, year, words.text[start : match.end()], start, match.end()
    )


def _reach(text: str, end: int) -> int:
    left = max(0, end - REACH)
    window = text[left:end]
    stop = max((window.rfind(c) for c in STOPS), default=-1) + 1
    cut = max((m.end() for m in grammar()["cuts"].finditer(window)), default=0)
    return left + max(stop, cut)


def _year_in(before: str) -> tuple[int | None, int, int]:
    """(year, start, end) of the last year before the title's words; at the very end where there is none."""
    for match in reversed(list(re.finditer(YEAR, before))):
        bare = match.group()[-1].isdigit()
        year = read_year(match.group())
        if year is not None and not (bare and match.end() != len(before)):
            return year, match.start(), match.end()
    return None, len(before), len(before)


def _name_ending(words: Stream, lead: str, offset: int) -> tuple[str | None, int]:
    """The longest body name that ends where `lead` ends and begins where a line (or the reach) begins."""
    lines = words.line_starts[
        bisect_right(words.line_starts, offset) : bisect_right(words.line_starts, offset + len(lead))
    ]
    starts = [0, *(line - offset for line in lines)]
    starts += [m.end() for m in re.finditer(r"关于|[）)\]]", lead)]
    found: dict[int, tuple[str | None, int]] = {}  # by how sure a beginning it is
    for start in sorted(set(starts)):
        name = lead[start:].strip("的、-—_·").removesuffix("关于")
        if not is_name(name):
            continue
        parsed = parse(name)
        if led_by_division(parsed):
            return name, offset + start
        found.setdefault(0 if parsed.candidates else 1, (name, offset + start))
    return found.get(0) or found.get(1) or (None, offset + len(lead))


def is_name(name: str) -> bool:
    """Whether a string is a body's name and nothing but that."""
    if not 2 <= len(name) <= REACH or not re.fullmatch(r"[\u4e00-\u9fff（）()、〇·]+", name):
        return False
    if any(word in name for word in grammar()["furniture"]) and not re.search(r"政务公开(?:办|科|股|室|处|局)", name):
        return False
    if name[0] in "（()）、〇·" or name.count("（") + name.count("(") != name.count("）") + name.count(")"):
        return False
    parsed = parse(name)
    organ = rules()["aside"].sub("", parsed.organ)
    printed = parsed.name.removesuffix(parsed.organ)  # 屏边县, where its division is 屏边苗族自治县
    twice = parsed.candidates and (parsed.candidates[0].name in organ or (len(printed) > 2 and printed in organ))
    if name[1:].count("人民政府") > 1 or twice:
        return False
    return plausible(name) and not name.endswith(("工作", "全面", "开展", "推进"))


def _announced(before: str, depth: int) -> bool:
    """Whether a preamble that stands under the first heading presents its own report: 现编制《…》, 现将…报告如下."""
    return depth < LATE_PREAMBLE and grammar()["announced"].search(before) is not None


def _place(words: Stream, start: int, core: int, front: int) -> Literal["title", "quoted", "prose_title", "late_title"]:
    before = words.text[max(0, start - REACH) : start]
    if grammar()["elsewhere"].search(before) or (core > front and not _announced(before, core - front)):
        return "late_title"
    if words.text[start - 1 : start] in ("《", "〈", "<") and start:
        return "quoted"
    if core > front:
        return "prose_title"
    led = words.text.endswith("关于", 0, start) and start - len("关于") in words.line_starts
    if led or start in words.line_starts:
        return "title"
    return "prose_title"
