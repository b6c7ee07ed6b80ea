"""Is it such a report, and of which form? What only looks like one is refused with a reason and a plain sentence.

A report is known by its tables first (nothing else prints them), then by its title and headings. A near miss is known by
its own title line; a report that merely mentions a notice, a guide or a work report keeps its tables and its title.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from corpus.bodies import parse
from corpus.document import Document
from corpus.errors import Rejected
from corpus.models import Form
from corpus.normalize import compact
from corpus.resources import read_yaml
from ingest.titles import FRONT, YEAR, Stream, Title, find_titles, grammar, read_year, stream

SOME_LABELS = 6  # from this many labels of table 3 on, the form is printed
MANY_LABELS = 12  # the empty form prints them all
SOME_HEADINGS = 3  # of the six
SOME_REPORTS = 2  # different titles of reports, without a report: a list
SOME_OLD_HEADINGS = 3  # of the form before 2019
MANY_OLD_HEADINGS = 5  # so many tell it though nothing else does
MANY_NUMBERS = 30  # a table that is filled in holds more numbers than its labels do
LITTLE_PROSE = 900  # characters, labels included, that an empty form does not exceed by much
SHORTEST_PROSE = 150  # characters of a report without tables
TITLE_LINES = 15  # lines at the top among which a title stands
LONGEST_TITLE = 90
CHINESE_SHARE = 0.2  # of the letters; less than this is another language
NEW_FORM, SECOND_FORM = 2019, 2021
FILLED = re.compile(r"本年新收政府信息公开申请数?量?(?P<cells>.{0,60}?)(?:二、?)?上年")
NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.、．])")


class Signs(NamedTuple):
    """What was counted in a document."""

    labels: int
    headings: int
    old_headings: int
    filled: bool
    form2019: bool
    short_other: bool
    titles: tuple[Title, ...]
    period: int | None
    length: int


@lru_cache(maxsize=1)
def rules() -> dict[str, Any]:
    """`classify.yaml`, its patterns compiled."""
    raw: dict[str, Any] = read_yaml("ingest", "classify.yaml")
    for key in ("headings", "headings_pre2019"):
        raw[key] = tuple(re.compile(pattern) for pattern in raw[key])
    raw["part_of_year"] = re.compile(raw["part_of_year"])
    raw["placeholders"] = re.compile(raw["placeholders"])
    for miss in raw["near_misses"]:
        miss["title"] = re.compile(miss["title"])
        for key in ("text", "words"):
            miss[key] = re.compile(miss[key]) if key in miss else None
    return raw


def classify(document: Document) -> Form:
    """The form that a report follows. Rejected, with its reason, where the document is no such report."""
    words = stream(document)
    if not _chinese(words.text):
        raise Rejected("this document is not in Chinese", reason="foreign")
    if _is_data(document.text):
        raise Rejected("this is a data file, not a report", reason="other")
    _refuse_part_of_a_year(document, words)
    signs = _signs(document, words)
    empty = _is_empty_form(words, signs)
    if signs.labels >= MANY_LABELS and signs.filled and not empty:
        return _form(signs)
    miss = _near_miss(document, words)
    if miss is not None:
        raise Rejected(miss["say"], reason=miss["reason"])
    if empty:
        raise Rejected("this is the empty form, with nothing filled in", reason="empty_form")
    if signs.labels >= SOME_LABELS:
        return _form(signs)
    return _without_tables(signs)


def _chinese(text: str) -> bool:
    letters = sum(char.isalpha() for char in text)
    han = sum("\u3400" <= char <= "\u9fff" for char in text)
    return bool(letters) and han >= letters * CHINESE_SHARE


def _is_data(text: str) -> bool:
    """Whether the whole text is JSON: figures about reports, with their labels, but no report."""
    if text.lstrip()[:1] not in ("{", "["):
        return False
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _signs(document: Document, words: Stream) -> Signs:
    text, data = words.text, rules()
    row = FILLED.search(text)
    has_cells = row is not None and re.search(r"[\d/\-—–－]", row["cells"]) is not None
    return Signs(
        labels=sum(label in text for label in data["labels"]),
        headings=sum(pattern.search(text) is not None for pattern in data["headings"]),
        old_headings=sum(pattern.search(text) is not None for pattern in data["headings_pre2019"]),
        filled=has_cells or len(NUMBER.findall(document.text)) >= MANY_NUMBERS,
        form2019=any(mark in text for mark in data["form2019"]),
        short_other="其他处理" in text and not any(mark in text for mark in data["rows_of_other"]),
        titles=tuple(t for t in find_titles(words) if t.place != "late_title"),
        period=read_year(period["year"]) if (period := grammar()["period"].search(text)) else None,
        length=len(text),
    )


def _form(signs: Signs) -> Form:
    if signs.form2019:
        return Form.F2019
    return Form.F2021_23ROWS if signs.short_other and signs.labels >= MANY_LABELS else Form.F2021


def _is_empty_form(words: Stream, signs: Signs) -> bool:
    if signs.labels < MANY_LABELS or signs.filled:
        return False
    named = any(title.name or title.year for title in signs.titles)
    blank = rules()["placeholders"].search(words.text) is not None
    return (not named and signs.length <= LITTLE_PROSE) or (blank and signs.length <= 2 * LITTLE_PROSE)


def _refuse_part_of_a_year(document: Document, words: Stream) -> None:
    """The form is used for half years too; such figures are no year's."""
    for line in _title_lines(document, words):
        if rules()["part_of_year"].search(_own_title(line)):
            raise Rejected("this reports a part of a year, not the year", reason="part_of_year")


# -- near misses ------------------------------------------------------------------------------------------------


def _near_miss(document: Document, words: Stream) -> dict[str, Any] | None:
    """The rule that the document's own title meets, or its text where it prints no title of a report."""
    firsts = _firsts(words)
    for line in _title_lines(document, words):
        own = _own_title(line)
        found = next((miss for miss in rules()["near_misses"] if miss["title"].search(own)), None)
        if found is not None and found["reason"] == "other" and _report_title(own):
            return None  # 审计局2023年政府信息公开工作年度报告 is no report on an audit
        if found is not None and (_specific(own) or line in firsts):
            return dict(found)
        if _report_title(own):
            return None
    front = words.text[:FRONT]
    if told := next((miss for miss in rules()["near_misses"] if miss["words"] and miss["words"].search(front)), None):
        return dict(told)
    if any(title.place in ("title", "prose_title", "quoted") and title.year for title in find_titles(words)):
        return None
    texts = (miss for miss in rules()["near_misses"] if miss["text"] is not None)
    return next((dict(miss) for miss in texts if miss["text"].search(front)), None)


def _title_lines(document: Document, words: Stream) -> Iterable[str]:
    """What may be the title: the page's own, then each line at the top alone and joined with the next."""
    if document.title:
        yield compact(document.title)
    lines = _lines(words)[: TITLE_LINES + 1]
    for number, line in enumerate(lines[:TITLE_LINES]):
        if "总体情况" in line and len(line) < len("一、总体情况") + 4:
            return
        if len(line) > LONGEST_TITLE or line.endswith("。"):
            continue
        joined = line + (lines[number + 1] if number + 1 < len(lines) else "")
        if len(joined) <= LONGEST_TITLE and not joined.endswith("。") and not _report_title(line):
            yield joined
        yield line


def _lines(words: Stream) -> list[str]:
    ends = [*words.line_starts[1:], len(words.text)]
    return [words.text[start:end] for start, end in zip(words.line_starts, ends, strict=True)]


def _firsts(words: Stream) -> tuple[str, ...]:
    """The first line, alone and joined with the next."""
    lines = _lines(words)[:2]
    return lines[0], "".join(lines)


def _own_title(line: str) -> str:
    """A title without the site's name behind it (…通知_同心县人民政府) and without file endings."""
    head = re.split(r"[_|]|-(?=[\u4e00-\u9fff])|——", line)[0]
    return re.sub(r"\.(?:pdf|docx?|html?|txt|wps)$", "", head, flags=re.IGNORECASE)


def _specific(line: str) -> bool:
    """Whether a line is a title of this very document: it names a year or a place (a menu names neither)."""
    return re.search(YEAR, line) is not None or line.startswith("关于") or bool(parse(line).candidates)


def _report_title(line: str) -> bool:
    match = grammar()["title"].search(line)
    return match is not None and line[match.end() :] in ("", "）", ")", "》") and _specific(line)


def _without_tables(signs: Signs) -> Form:
    """A report whose tables are pictures or lost, or one from before the tables."""
    years = [title.year for title in signs.titles if title.year is not None]
    year = years[0] if years else signs.period
    old = signs.old_headings >= SOME_OLD_HEADINGS and signs.length >= SHORTEST_PROSE
    if year is not None and year < NEW_FORM and old:
        return Form.PRE2019
    if signs.headings >= SOME_HEADINGS and (signs.titles or signs.headings > SOME_HEADINGS):
        return Form.F2019 if year is not None and year < SECOND_FORM and signs.form2019 else Form.F2021
    if year is None and old and (signs.titles or signs.old_headings >= MANY_OLD_HEADINGS):
        return Form.PRE2019
    if signs.titles and signs.old_headings and year is not None and year < NEW_FORM and signs.length >= SHORTEST_PROSE:
        return Form.PRE2019
    raise _rejected(signs)


def _rejected(signs: Signs) -> Rejected:
    """What to say of a document that no rule knows."""
    listed = {(title.name, title.year) for title in signs.titles if title.name and title.place == "title"}
    if len(listed) >= SOME_REPORTS:
        hint = "give the reports themselves"
        return Rejected(f"this page lists {len(listed)} reports and is none itself", reason="list", hint=hint)
    if signs.titles:
        hint = "if the report is an attachment or another page, give that"
        said = "this names an open-information annual report and is none itself: it has neither its headings nor its tables"
        return Rejected(said, reason="mention", hint=hint)
    said = "this is not an open-information annual report: it has neither its title, its headings nor its tables"
    return Rejected(said, reason="other")
