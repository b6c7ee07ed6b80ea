"""A section asked for by its heading is quoted whole; any other question is not taken for one."""

from __future__ import annotations

import pytest

from corpus.facts import FactStore
from corpus.models import Body, BodyKind, Chunk, Form, Level, ParsedReport, Report, Section, SourceFile
from corpus.settings import Settings
from qa import sections

PARTS = {
    "一、总体情况": "围绕主动公开、平台建设、监督保障等方面推进工作。",
    "监督保障情况": "（五）监督保障情况\n\n一是实行月度通报。二是组织业务培训4场。",
    "政府信息公开平台建设": "（四）政府信息公开平台建设。网站完成适老化改造。",
    "强化队伍建设": "（一）强化队伍建设。充实人员。",
}


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> tuple[FactStore, list[Report]]:
    text, chunks = "", []
    for heading, part in PARTS.items():
        text += "\n\n"
        place = {"start": len(text), "end": len(text) + len(part)}
        chunks.append(
            Chunk(
                chunk_id=f"hill-{len(chunks)}", report_id="hill", section=Section.OVERVIEW, heading=heading, text=part,
                embed_text=part, **place,
            )
        )  # fmt: skip
        text += part
    body = Body(name="云岭县人民政府", division="云岭县", level=Level.COUNTY, kind=BodyKind.GOVERNMENT)
    source = SourceFile(name="hill.txt", path="hill.txt", sha256="hill", format="text", size=1)
    report = Report(report_id="hill", body=body, year=2024, title=None, form=Form.F2021, sources=(source,))
    store = FactStore(Settings(data_dir=tmp_path_factory.mktemp("sections")).database_url, create=True)
    store.save(ParsedReport(report=report, text=text, facts=(), statements=(), identities=(), chunks=tuple(chunks)))
    return store, [report]


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("云岭县2024年报告里怎么说监督保障", "一是实行月度通报"),
        ("云岭县2024年监督保障部分写了什么？", "一是实行月度通报"),
        ("云岭县2024年报告里公开平台建设是怎么说的", "网站完成适老化改造"),
        ("云岭县2024年报告强化队伍建设部分说了什么", "充实人员"),
        ("What does the 2024 report say about platform building?", "网站完成适老化改造"),
        ("What does the supervision section say?", "一是实行月度通报"),
    ],
)
def test_a_heading_asked_for(held: tuple[FactStore, list[Report]], question: str, begins: str) -> None:
    store, reports = held
    told = sections.asked_of(question, reports, store)
    assert len(told) == 1
    assert begins in told[0].quote
    assert store.text("hill")[told[0].start : told[0].end] == told[0].quote


@pytest.mark.parametrize(
    "question",
    [
        "云岭县2024年监督保障培训了多少场",
        "云岭县2024年监督保障投入多少钱",
        "云岭县2024年报告怎么说人工智能",
        "监督保障",
        "What does the report say about the budget for supervision?",
    ],
)
def test_any_other_question_names_no_section(held: tuple[FactStore, list[Report]], question: str) -> None:
    store, reports = held
    assert sections.asked_of(question, reports, store) == ()
