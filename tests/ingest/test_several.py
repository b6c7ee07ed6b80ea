"""Several bodies' reports in one document: taken apart where that is sound, refused with their names where it is not."""

from __future__ import annotations

import io
import zipfile

import pytest
from ingest_made.made_report import as_lines, as_markdown, figures, printed, wanted

from corpus.errors import Rejected
from corpus.facts import FactStore
from corpus.settings import Settings
from generator.pages import page
from generator.reports import build
from generator.words import word
from ingest import pipeline
from ingest.parse import Parsed, parse_named, parse_parts
from ingest.pipeline import ingest

BODIES = ("社旗县水利局", "社旗县赊店镇人民政府", "唐河县人民政府办公室")
ZEROS = {row: ["0"] * 7 for row in figures()}


def rows(number: int) -> dict[str, list[int]]:
    """Figures of their own for each body, in which every identity holds still."""
    made = figures()
    for row in (next(iter(made)), "outcome.disclosed", "outcome.total"):
        made[row] = [made[row][0] + number * 10, *made[row][1:6], made[row][6] + number * 10]
    return made


def text_of(body: str, number: int, printer=as_lines) -> str:
    return printer(printed(rows(number))).replace("社旗县人民政府", body)


def read(text: str, name: str = "汇编.txt") -> list[Parsed]:
    parts = parse_parts(text.encode(), name, Settings())
    assert all(isinstance(part, Parsed) for part in parts)
    return [part for part in parts if isinstance(part, Parsed)]


def assert_each_has_its_own(parts: list[Parsed], bodies=BODIES) -> None:
    assert [p.report.report.body.name for p in parts] == list(bodies)
    for number, part in enumerate(parts):
        report = part.report
        assert (report.report.year, report.report.identities_held, report.report.warnings) == (2023, 42, ())
        assert {(f.indicator, f.applicant): str(f.value) for f in report.facts} == wanted(rows(number))
        assert all(report.text[f.locator.start : f.locator.end] == f.raw for f in report.facts)
        others = [b for b in bodies if b != report.report.body.name]
        assert not any(other in report.text for other in others)
        assert all(c.text == report.text[c.start : c.end] for c in report.chunks)


@pytest.mark.parametrize("printer", [as_lines, as_markdown])
@pytest.mark.parametrize("between", ["", "\n附件2\n", "\n- 12 -\n"])
def test_one_after_another(printer, between):
    text = between.join(text_of(body, n, printer) for n, body in enumerate(BODIES))
    assert_each_has_its_own(read(text))


def test_behind_a_cover_and_a_table_of_contents():
    contents = "\n".join(
        f"{b}2023年政府信息公开工作年度报告……{n}\n一、总体情况……{n}\n二、主动公开政府信息情况……{n}"
        for n, b in enumerate(BODIES)
    )
    text = f"社旗县2023年度政府信息公开年报汇编\n目 录\n{contents}\n" + "".join(
        text_of(b, n) for n, b in enumerate(BODIES)
    )
    assert_each_has_its_own(read(text))


def test_chapters_named_for_their_body():
    text = "".join(f"第{n + 1}章\n{body}\n{text_of(body, n)}" for n, body in enumerate(BODIES))
    parts = read(text)
    assert [
        p.report.text.startswith(f"第{n + 1}章\n{b}") for n, (p, b) in enumerate(zip(parts, BODIES, strict=True))
    ] == [True] * 3


def test_equal_figures_of_two_bodies_are_two_reports():
    text = "".join(as_lines(ZEROS, ["0"] * 10, ["0"] * 15).replace("社旗县人民政府", body) for body in BODIES)
    parts = read(text)
    assert [p.report.report.body.name for p in parts] == list(BODIES)
    assert [len(p.report.facts) for p in parts] == [200] * 3


def test_one_body_over_several_years():
    text = "".join(text_of("社旗县水利局", n).replace("2023", str(2021 + n)) for n in range(3))
    assert [p.report.report.year for p in read(text)] == [2021, 2022, 2023]


def test_the_same_report_printed_twice_is_one():
    text = text_of(BODIES[0], 0)
    assert [p.report.report.body.name for p in read(text + text)] == [BODIES[0]]


def test_links_to_other_reports_are_no_reports():
    menu = "\n".join(f"{body}2023年政府信息公开工作年度报告" for body in BODIES[1:])
    assert [p.report.report.body.name for p in read(f"{text_of(BODIES[0], 0)}\n相关链接：\n{menu}\n")] == [BODIES[0]]


@pytest.mark.parametrize(
    "text",
    [
        text_of(BODIES[0], 0) + text_of(BODIES[0], 1),  # one body and year, two tables
        text_of(BODIES[0], 0) + text_of(BODIES[1], 1).replace("一、总体情况", "概况"),
        text_of(BODIES[0], 0).replace("2023年政府信息公开工作年度报告", "", 1)
        + text_of(BODIES[1], 1)
        + text_of(BODIES[2], 2),
    ],
)
def test_what_cannot_be_told_apart_is_refused_by_name(text):
    with pytest.raises(Rejected) as caught:
        parse_parts(text.encode(), "汇编.txt", Settings())
    assert caught.value.reason == "several"
    assert "汇编.txt holds" in str(caught.value)
    assert "cannot be told for sure" in str(caught.value)
    assert "2023" in str(caught.value)


def test_a_page_and_a_word_file_of_several(tmp_path):
    made = [build(seed) for seed in (3, 8)]
    pages = b"".join(page(report) for report in made)
    for data, name in ((pages, "汇编.html"), (_joined_word(*made), "汇编.docx")):
        parts = parse_parts(data, name, Settings())
        assert [p.report.report.body.name for p in parts if isinstance(p, Parsed)] == [r.body for r in made]


def _joined_word(*reports) -> bytes:
    """One package with the bodies of several."""
    bodies = []
    for report in reports:
        with zipfile.ZipFile(io.BytesIO(word(report))) as archive:
            xml = archive.read("word/document.xml").decode()
            bodies.append(xml[xml.index("<w:body>") + len("<w:body>") : xml.index("</w:body>")])
            parts = {n: archive.read(n) for n in archive.namelist()}
    stream = io.BytesIO()
    whole = xml[: xml.index("<w:body>") + len("<w:body>")] + "".join(bodies) + xml[xml.index("</w:body>") :]
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, whole if name == "word/document.xml" else content)
    return stream.getvalue()


@pytest.fixture
def settings(tmp_path, monkeypatch):
    class Index:
        def replace_many(self, batch):
            """Nothing is indexed."""

        def remove(self, report_ids):
            """Nothing was indexed."""

    monkeypatch.setattr(pipeline, "_passages", lambda _settings: Index())
    return Settings(data_dir=tmp_path / "data")


def test_a_compilation_is_stored_part_by_part_and_then_unchanged(tmp_path, settings):
    file = tmp_path / "汇编.txt"
    file.write_text("".join(text_of(b, n) for n, b in enumerate(BODIES)), encoding="utf-8")
    first, second = (ingest([str(file)], settings, workers=1) for _ in range(2))
    assert [(f.status, f.body) for f in first.files] == [("ingested", b) for b in BODIES]
    assert [f.path for f in first.files] == [f"{file}#{n}of3" for n in (1, 2, 3)]
    assert [(f.status, f.path) for f in second.files] == [("unchanged", f.path) for f in first.files]
    assert [r.source for r in FactStore(settings.database_url).reports()] == [f"汇编.txt#{n}of3" for n in (1, 2, 3)]


def test_a_corrected_compilation_replaces_all_of_the_old(tmp_path, settings):
    file = tmp_path / "汇编.txt"
    file.write_text("".join(text_of(b, n) for n, b in enumerate(BODIES)), encoding="utf-8")
    ingest([str(file)], settings, workers=1)
    file.write_text(text_of(BODIES[0], 0) + text_of(BODIES[1], 7), encoding="utf-8")
    ingest([str(file)], settings, workers=1)
    found = {r.body.name: r.source for r in FactStore(settings.database_url).reports()}
    assert found == {BODIES[0]: "汇编.txt#1of2", BODIES[1]: "汇编.txt#2of2"}


def test_one_is_asked_of_what_holds_several():
    with pytest.raises(Rejected, match="holds 3 reports"):
        parse_named("".join(text_of(b, n) for n, b in enumerate(BODIES)).encode(), "汇编.txt", Settings())
