"""Passages: exact slices, by section, without the tables."""

from __future__ import annotations

import pytest
from ingest_made.made_report import as_lines, as_markdown, figures, printed

from corpus.models import Section
from corpus.settings import Settings
from ingest.chunking import MAX_CHARS, chunk, embeddable
from ingest.parse import parse
from ingest.sections import SectionSpan


@pytest.mark.parametrize("make", [as_lines, as_markdown])
def test_chunks_are_slices_of_the_prose_and_of_nothing_else(make):
    parsed = parse(make(printed(figures())).encode(), "a", Settings())
    assert [(c.section, c.heading) for c in parsed.chunks] == [
        (Section.PREAMBLE, None),
        (Section.OVERVIEW, "主动公开情况"),
        (Section.PROBLEMS, "五、存在的主要问题及改进情况"),
        (Section.OTHER, "六、其他需要报告的事项"),
    ]
    assert all(parsed.text[c.start : c.end] == c.text for c in parsed.chunks)
    assert len({c.chunk_id for c in parsed.chunks}) == 4
    assert not any("行政许可" in c.text for c in parsed.chunks)


def test_long_prose_is_cut_at_sentences():
    text = "".join(f"第{n}项工作已经按照要求全部办理完毕并且向社会公布。" for n in range(60))
    span = SectionSpan(section=Section.OVERVIEW, heading="一、", start=0, end=len(text), body_start=0)
    chunks = chunk(text, [span], "r")
    assert "".join(c.text for c in chunks) == text
    assert all(len(c.text) <= MAX_CHARS for c in chunks)
    assert all(c.text.endswith("。") for c in chunks)


def test_a_text_without_sentences_is_still_cut():
    text = "字" * 3000
    span = SectionSpan(section=Section.OVERVIEW, heading=None, start=0, end=len(text), body_start=0)
    assert max(len(c.text) for c in chunk(text, [span], "r")) <= 2 * MAX_CHARS


def test_what_is_embedded_has_wrapped_lines_joined_and_no_marks():
    assert embeddable("## **（一）依申请\n公开**\n\n共受理 41 件") == "（一）依申请公开共受理41件"
    assert embeddable("open day 20 times") == "open day 20 times"


@pytest.mark.shared
def test_seed_passages(shared):
    path = next((shared / "seeds").glob("000_*"))
    parsed = parse(path.read_bytes(), path.name, Settings())
    texts = [c.embed_text for c in parsed.chunks]
    assert sum("政府开放日”活动20场次" in t for t in texts) == 1
    assert {c.section for c in parsed.chunks} == {Section.PREAMBLE, Section.OVERVIEW, Section.PROBLEMS, Section.OTHER}
    assert all(len(t) <= 2 * MAX_CHARS for t in texts)
