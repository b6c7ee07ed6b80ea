"""Every citation of some hundred answers, over reports in every format: what is marked is what is printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.facts import FactStore
from corpus.models import Fact, Report, State
from corpus.settings import Settings
from generator import pages, texts, words
from generator.reports import build
from generator.sheets import workbook
from ingest.pipeline import ingest
from qa.answer import Answer, Citation
from qa.engine import Engine
from qa.ledger import CITED_ROW

PAGED = ("pdf", "scan")
QUESTIONS = (
    "{body}{year}年收到多少件政府信息公开申请？", "{body}{year}年行政诉讼多少件？", "{body}{year}年自然人申请予以公开多少件？",
    "{body}{year}年不予公开多少件？", "{body}{year}年行政处罚和行政许可各多少件？", "{body}{year}年行政事业性收费多少？",
    "{body}{year}年平台建设做了什么？", "{body}{year}年存在哪些问题？", "{body}{year}年予以公开率是多少？",
    "How many requests did {body} receive in {year}?", "{body}{year}年行政复议总计、结果维持各是多少？",
)  # fmt: skip
CORPUS_QUESTIONS = (
    "2022年哪个单位收到申请最多？", "2023年各单位行政处罚的排名", "2024年收到申请合计多少件？", "哪些单位没有行政诉讼？",
    "Which county received the most requests in 2024?", "2024年行政诉讼超过3件的有哪些？",
)  # fmt: skip


def documents(folder: Path) -> None:
    """One report in each format and in each way to print its tables."""
    printed = {
        "page.html": lambda made: pages.page(made),
        "gbk.htm": lambda made: pages.page(made),
        "word.docx": lambda made: words.word(made),
        "sheet.xlsx": lambda made: workbook(made),
        **{
            f"{make.__name__}.{'md' if make is texts.markdown else 'txt'}": lambda made, make=make: make(made).encode()
            for make in (
                texts.tabs,
                texts.pasted,
                texts.separated,
                texts.boxed,
                texts.columns,
                texts.cells,
                texts.markdown,
            )
        },
    }
    for seed, (name, make) in enumerate(printed.items(), start=8100):
        style = {"charset": "gbk"} if name == "gbk.htm" else {}
        made = build(seed, number="comma" if seed % 2 else "plain", zero="/" if seed % 3 == 0 else "0", **style)
        (folder / name).write_bytes(make(made))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[FactStore]:
    folder = tmp_path_factory.mktemp("formats")
    documents(folder)
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), embedding_model="none")
    samples = [str(root / "samples"), str(root / "tests" / "fixtures" / "stranger" / "documents")]
    assert {f.status for f in ingest([*samples, str(folder)], settings, workers=1).files} <= {"ingested", "partial"}
    opened = FactStore(settings.database_url)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def engine(store: FactStore) -> Engine:
    path = store.engine.url.database
    assert path is not None
    return Engine(Settings(data_dir=Path(path).parent, embedding_model="none"))


def everything(answer: Answer) -> Iterator[Citation]:
    yield from answer.citations
    for part in answer.parts:
        yield from everything(part)


def test_every_cell_lies_in_its_row_and_marks_what_is_printed(store: FactStore) -> None:
    formats = set()
    for report in store.reports():
        text = store.text(report.report_id)
        formats |= {s.format for s in report.sources}
        for fact in store.facts(report_ids=[report.report_id]):
            at = fact.locator
            assert at.row_start <= at.start <= at.end <= at.row_end, (report.source, fact)
            assert at.end - at.row_start <= CITED_ROW, (report.source, fact)
            assert text[at.start : at.end] == fact.raw, (report.source, fact)
            assert fact.state is not State.REPORTED or at.start < at.end, (report.source, fact)
    assert formats == {"html", "docx", "xlsx", "text", "markdown", "pdf"}


def test_cells_of_pages_carry_the_page_and_the_box(store: FactStore) -> None:
    paged = [r for r in store.reports() if r.sources[0].format in PAGED]
    assert paged
    for fact in store.facts(report_ids=[r.report_id for r in paged]):
        assert fact.locator.page is not None, fact
        assert fact.locator.page >= 1
        assert fact.locator.bbox is not None, fact
        left, top, right, bottom = fact.locator.bbox
        assert 0 <= left < right
        assert 0 <= top < bottom


def test_every_citation_of_some_hundred_answers(store: FactStore, engine: Engine) -> None:
    known = {r.report_id: r for r in store.reports()}
    asked = [q.format(body=r.body.name, year=r.year) for r in known.values() if r.body.name for q in QUESTIONS]
    answers = [engine.answer(question) for question in (*asked, *CORPUS_QUESTIONS)]
    cited = [(a, c) for a in answers for c in everything(a)]
    assert sum(a.status == "answered" for a in answers) > len(answers) * 0.9
    assert {c.kind for _, c in cited} == {"cell", "passage"}
    assert {known[c.report_id].sources[0].format for _, c in cited} == {
        s.format for r in known.values() for s in r.sources
    }
    facts = {(f.report_id, f.locator.start, f.locator.end): f for f in store.facts()}
    for answer, citation in cited:
        _check(answer, citation, known[citation.report_id], store.text(citation.report_id), facts)
    for answer in answers:
        ids = {c.id for c in answer.citations}
        assert all(f.citation in ids for f in answer.facts if f.citation is not None), answer.question


def _check(
    answer: Answer, citation: Citation, report: Report, text: str, facts: dict[tuple[str, int, int], Fact]
) -> None:
    said = (answer.question, citation)
    marked = text[citation.start : citation.end]
    assert citation.source == report.source, said
    assert citation.quote in text, said
    assert marked in citation.quote, said
    if citation.kind == "passage":
        assert marked == citation.quote != "", said
        return
    fact = facts[citation.report_id, citation.start, citation.end]
    assert marked == fact.raw, said
    assert (citation.table, citation.page, citation.bbox) == (fact.table, fact.locator.page, fact.locator.bbox), said
