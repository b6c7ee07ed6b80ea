"""Sections by the words of their headings."""

from __future__ import annotations

from itertools import pairwise

import pytest
from ingest_made.made_report import as_lines, figures, printed

from corpus.document import Document
from corpus.models import Section
from ingest.sections import split_sections, window

ALL = [
    Section.PREAMBLE,
    Section.OVERVIEW,
    Section.PROACTIVE,
    Section.REQUESTS,
    Section.DISPUTES,
    Section.PROBLEMS,
    Section.OTHER,
]
TEXT = as_lines(printed(figures()))


def split(text: str):
    return split_sections(Document(format="text", text=text, blocks=()))


def order(text: str) -> list[Section]:
    return list(dict.fromkeys(s.section for s in split(text)))


def test_sections_cover_the_text_in_order():
    spans = split(TEXT)
    assert order(TEXT) == ALL
    assert (spans[0].start, spans[-1].end) == (0, len(TEXT))
    assert all(a.end == b.start for a, b in pairwise(spans))
    assert [s.sub for s in spans if s.section is Section.OVERVIEW] == [None, "主动公开情况"]


@pytest.mark.parametrize(
    ("standard", "seen"),
    [
        ("五、存在的主要问题及改进情况", "五、存在的问题及整改措施"),
        ("六、其他需要报告的事项", "l六、其他需要报告的事项"),
        ("三、收到和处理政府信息公开申请情况", "## **三、收到和处理政府信息公开申请情况**"),
        ("四、政府信息公开行政复议、行政诉讼情况", "四、政府信息公开行政复议、行政诉\n讼情况"),
        ("二、主动公开政府信息情况", "主动公开政府信息情况"),
        ("二、主动公开政府信息情况", "五、主动公开政府信息情况"),
        ("一、总体情况", "一、總體情況"),
    ],
)
def test_headings_as_they_are_seen(standard, seen):
    assert order(TEXT.replace(standard, seen)) == ALL


def test_a_table_of_contents_is_not_the_report():
    heads = [s.heading for s in split(TEXT) if s.heading]
    contents = "\n".join(dict.fromkeys(heads)) + "\n"
    spans = split(contents + TEXT)
    assert spans[0].section is Section.PREAMBLE
    assert spans[0].end > len(contents)


def test_a_sub_heading_about_problems_is_not_the_section():
    text = TEXT.replace("队伍不稳", "（一）存在的主要问题\n队伍不稳")
    problems = [s for s in split(text) if s.section is Section.PROBLEMS]
    assert problems[0].heading == "五、存在的主要问题及改进情况"


def test_a_lost_heading_leaves_the_others():
    text = TEXT.replace("四、政府信息公开行政复议、行政诉讼情况\n", "")
    assert order(text) == [s for s in ALL if s is not Section.DISPUTES]
    assert window(split(text), Section.DISPUTES) is None


def test_no_heading_at_all_is_all_preamble():
    assert [(s.section, s.start, s.end) for s in split("没有标题。")] == [(Section.PREAMBLE, 0, 5)]
