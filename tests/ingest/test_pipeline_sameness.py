"""One report from many documents, whatever their order; documents that never end; scans whose names OCR misread."""

from __future__ import annotations

import time
from itertools import permutations

import pytest
from ingest_made.made_report import CATALOGUE, as_cells, as_lines, as_markdown, figures, printed

from corpus.facts import FactStore
from corpus.models import SourceFile
from corpus.settings import Limits, Settings
from ingest import pipeline
from ingest.parse import Parsed, parse_named
from ingest.pipeline import ingest
from ingest.sameness import near_names, preference
from ingest.writer import Writer

ROWS = printed(figures())
TEXT = as_lines(ROWS)


class Index:
    """A passage index that remembers what it holds."""

    def __init__(self):
        self.held = {}

    def replace_many(self, batch):
        self.held |= {report.report_id: len(chunks) for report, chunks in batch}

    def remove(self, report_ids):
        for report_id in report_ids:
            self.held.pop(report_id, None)


@pytest.fixture
def index(monkeypatch):
    made = Index()
    monkeypatch.setattr(pipeline, "_passages", lambda _settings: made)
    return made


@pytest.fixture
def writer(tmp_path):
    facts = FactStore(f"sqlite:///{tmp_path}/facts.sqlite", create=True)
    yield Writer(facts, Index())
    facts.close()


def scanned(parsed: Parsed, body: str | None = None) -> Parsed:
    """The same as a scan would give it, its body read as `body`."""
    name = body or parsed.report.report.body.name
    report = parsed.report.report
    source = report.sources[0].model_copy(update={"format": "scan", "path": "/scan.pdf", "name": "scan.pdf"})
    seen = report.body.model_copy(update={"name": name, "division": None, "division_code": None})
    report = report.model_copy(update={"sources": (source,), "body": seen, "report_id": f"scan{report.report_id[4:]}"})
    facts = tuple(f.model_copy(update={"report_id": report.report_id}) for f in parsed.report.facts)
    return Parsed(parsed.report.model_copy(update={"report": report, "facts": facts}), ())


def parsed(text: str = TEXT) -> Parsed:
    return parse_named(text.encode(), "a.txt", Settings(), path="/a.txt")


@pytest.mark.parametrize("scan_first", [True, False])
def test_a_scan_whose_name_was_misread_is_a_source_of_its_report(writer, scan_first):
    good, bad = parsed(), scanned(parsed(), "社旗具人民政府")
    outcomes = [writer.store(p) for p in ((bad, good) if scan_first else (good, bad))]
    writer.flush()
    [report] = writer.facts.reports()
    assert report.body.name == "社旗县人民政府"
    assert [s.name for s in report.sources] == ["a.txt", "scan.pdf"]
    assert any("社旗具人民政府, as OCR read the name" in w for w in report.warnings)
    assert [o.status for o in outcomes] == (["ingested", "replaced"] if scan_first else ["ingested", "duplicate"])
    assert list(writer.passages.held) == [report.report_id]


def test_a_near_name_with_other_cells_is_another_report(writer):
    writer.store(parsed())
    other = scanned(parsed(TEXT.replace("行政许可 7000", "行政许可 7001")), "社旗具人民政府")
    writer.store(other)
    writer.flush()
    assert len(writer.facts.reports()) == 2


def test_near_names_of_two_printed_reports_are_never_merged(writer):
    writer.store(parsed())
    name = TEXT.replace("社旗县人民政府", "社旗县人民政府办公室")
    writer.store(parse_named(name.encode(), "b.txt", Settings(), path="/b.txt"))
    writer.flush()
    assert len(writer.facts.reports()) == 2
    assert not near_names("社旗县人民政府", "唐河县林业局")


def test_print_is_shown_before_scans_and_the_original_before_its_mirror():
    def source(kind: str) -> SourceFile:
        return SourceFile(name="a", path="a", sha256="0", format=kind, size=1)

    kinds = ["scan", "text", "html", "pdf", "docx"]
    assert sorted(kinds, key=lambda k: preference(source(k), "县")) == ["html", "docx", "pdf", "text", "scan"]
    assert preference(source("text"), "县") < preference(source("html"), "縣")


def test_the_corpus_does_not_depend_on_the_order_of_files(tmp_path, index):
    documents = {
        "a.txt": TEXT,
        "b.md": as_markdown(ROWS),
        "c.txt": as_cells(ROWS),
        "d.txt": TEXT.replace("社旗县", "唐河县"),
    }
    for name, text in documents.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    seen = set()
    for number, names in enumerate(list(permutations(documents))[::5]):
        settings = Settings(data_dir=tmp_path / f"data{number}")
        ingest([str(tmp_path / n) for n in names], settings, workers=1)
        store = FactStore(settings.database_url)
        reports = tuple((r.report_id, r.sources[0].name) for r in store.reports())
        seen.add((store.corpus_version(), reports))
    assert len(seen) == 1


def test_an_irrelevant_report_changes_no_other(tmp_path, index):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(TEXT, encoding="utf-8")
    settings = Settings(data_dir=tmp_path / "data")
    ingest([str(tmp_path / "in")], settings, workers=1)
    before = FactStore(settings.database_url).facts()
    (tmp_path / "in/b.txt").write_text(TEXT.replace("社旗县", "唐河县"), encoding="utf-8")
    ingest([str(tmp_path / "in")], settings, workers=1)
    after = [f for f in FactStore(settings.database_url).facts() if f.report_id == before[0].report_id]
    assert after == before


def test_a_document_that_never_ends_is_given_up_and_the_others_land(tmp_path, index, monkeypatch):
    (tmp_path / "a.txt").write_text("endless", encoding="utf-8")
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    real = pipeline.parse_parts

    def endless(data, *args, **kwargs):
        if data == b"endless":
            try:
                time.sleep(60)
            except Exception:  # noqa: BLE001 - a reader that takes everything for a flaw of the document
                return None
        return real(data, *args, **kwargs)

    monkeypatch.setattr(pipeline, "parse_parts", endless)
    limits = Limits(document_seconds=5)
    settings = Settings(data_dir=tmp_path / "data", limits=limits)
    result = ingest([str(tmp_path / "a.txt"), str(tmp_path / "b.txt")], settings, workers=1)
    assert [f.status for f in result.files] == ["failed", "ingested"]
    assert "a.txt was given up after 5 seconds" in (result.files[0].error or "")


PROSE = (
    "社旗县人民政府2023年在政务公开平台逐项落实各类公开事项，按季度核对目录，组织培训四次，解答群众来信，并把办理结果在当月公布。"
    * 4
)


def without_tables(prose: str) -> str:
    """The report on a page whose tables are pictures."""
    head, rest = TEXT.split("二、主动公开政府信息情况")
    tail = rest[rest.index("五、存在的主要问题") :]
    empty = (
        "二、主动公开政府信息情况\n\n三、收到和处理政府信息公开申请情况\n\n四、政府信息公开行政复议、行政诉讼情况\n\n"
    )
    return head + prose + "\n\n" + empty + tail


def stored_from(tmp_path, index, **documents: str):
    for name, text in documents.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    settings = Settings(data_dir=tmp_path / "data")
    result = ingest([str(tmp_path / f"{name}.txt") for name in documents], settings, workers=1)
    return [f.status for f in result.files], FactStore(settings.database_url).reports()


@pytest.mark.parametrize("first", ["pictures", "tables"])
def test_a_document_without_a_readable_cell_is_no_source_of_a_report_by_that(tmp_path, index, first):
    documents = {
        "pictures": without_tables("全年工作按计划推进，各项任务如期完成，公开的渠道更多。" * 8),
        "tables": TEXT,
    }
    ordered = {first: documents.pop(first), **documents}
    statuses, reports = stored_from(tmp_path, index, **ordered)
    assert sorted(statuses) == ["ingested", "partial"]
    assert [len(r.sources) for r in reports] == [1, 1]
    assert all(any("too little of one can be read to compare them" in w for w in r.warnings) for r in reports)


@pytest.mark.parametrize("first", ["pictures", "tables"])
def test_a_document_without_a_readable_cell_and_with_the_same_words_is(tmp_path, index, first):
    head, rest = TEXT.split("二、主动公开政府信息情况")
    documents = {"pictures": without_tables(PROSE), "tables": f"{head}{PROSE}\n\n二、主动公开政府信息情况{rest}"}
    ordered = {first: documents.pop(first), **documents}
    statuses, [report] = stored_from(tmp_path, index, **ordered)
    assert statuses == (["partial", "replaced"] if first == "pictures" else ["ingested", "duplicate"])
    assert [s.name for s in report.sources] == ["tables.txt", "pictures.txt"]
    assert report.identities_held == 42


def test_a_few_cells_that_agree_prove_nothing(tmp_path, index):
    zeros = as_lines({row: ["0"] * 7 for row in ROWS}, ["0"] * 10, ["0"] * 15)
    few = zeros
    for row in list(ROWS)[3:]:
        few = few.replace(f"{CATALOGUE.get(row).label} 0 0 0 0 0 0 0", f"{CATALOGUE.get(row).label} 图")
    few = few.replace("0 0 0 0 0 0 0 0 0 0 0 0 0 0 0", "图")
    statuses, reports = stored_from(tmp_path, index, whole=zeros, few=few)
    assert statuses == ["ingested", "partial"]
    assert len(reports) == 2


@pytest.mark.parametrize("other", ["社旗县", "河南省社旗县人民政府", "南阳市社旗县", "社旗縣人民政府"])
def test_one_report_under_two_forms_of_its_bodys_name(tmp_path, index, other):
    title = "社旗县人民政府2023年政府信息公开工作年度报告"
    statuses, [report] = stored_from(
        tmp_path, index, a=TEXT, b=TEXT.replace(title, title.replace("社旗县人民政府", other)) + "\n"
    )
    assert statuses == ["ingested", "duplicate"]
    assert len(report.sources) == 2


def test_the_government_and_its_office_are_two_though_every_cell_agrees(tmp_path, index):
    statuses, reports = stored_from(tmp_path, index, a=TEXT, b=TEXT.replace("社旗县人民政府", "社旗县人民政府办公室"))
    assert statuses == ["ingested", "ingested"]
    assert [r.warnings for r in reports] == [(), ()]


@pytest.mark.parametrize("first", ["known", "unknown"])
def test_a_namesake_that_does_not_say_which_it_is(tmp_path, index, first):
    unknown = TEXT.replace("社旗县", "鼓楼区")
    documents = {"known": unknown + "\n请与鼓楼区人民政府办公室联系，电话：025-83230000。\n", "unknown": unknown}
    ordered = {first: documents.pop(first), **documents}
    ordered["another"] = unknown.replace("行政许可 7000", "行政许可 7001")
    _, reports = stored_from(tmp_path, index, **ordered)
    found = sorted((r.body.division_code or "", len(r.sources), r.warnings) for r in reports)
    said = ("there is more than one 鼓楼区, and the document does not say which this is",)
    assert [f[:2] for f in found] == [("", 1), ("320106", 2)]
    assert (found[0][2], found[1][2]) == (said, ())


def test_a_mirror_in_traditional_characters_is_one_report(tmp_path, index):
    import opencc

    statuses, [report] = stored_from(tmp_path, index, mirror=opencc.OpenCC("s2hk").convert(TEXT), own=TEXT)
    assert statuses == ["ingested", "duplicate"]
    assert [s.name for s in report.sources] == ["own.txt", "mirror.txt"]
