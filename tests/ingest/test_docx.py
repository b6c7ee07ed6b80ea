"""DOCX: what Word prints, cell by cell; what it hides or strikes out is not read."""

from __future__ import annotations

import io
import zipfile

import pytest

from corpus.document import Document, Heading, Paragraph, Table
from corpus.errors import Unreadable
from corpus.settings import Limits
from generator.grids import assert_offsets, grids, printed
from generator.reports import any_style, build
from generator.words import word
from ingest.readers.docx import read

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"'
)


def package(body: str, **parts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {SPACES}><w:body>{body}</w:body></w:document>")
        for name, xml in parts.items():
            archive.writestr(f"word/{name}.xml", xml.replace("<w:root", f"<w:root {SPACES}"))
    return stream.getvalue()


def opened(body: str, **parts: str) -> Document:
    return read(package(body, **parts), "x.docx", Limits())


def p(text: str, properties: str = "") -> str:
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def tbl(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


@pytest.mark.parametrize("seed", range(100, 108))
def test_styles_drawn_by_chance(seed: int) -> None:
    made = build(seed, any_style(seed))
    document = read(word(made), "x.docx", Limits())
    assert grids(document) == printed(made)
    assert_offsets(document)


def test_merged_cells() -> None:
    document = opened(
        tbl(
            tc("a", '<w:vMerge w:val="restart"/>') + tc("b", '<w:gridSpan w:val="2"/>'),
            tc("unseen", "<w:vMerge/>") + tc("c") + tc("d"),
            tc("", '<w:vMerge w:val="continue"/>') + tc("e", '<w:hMerge w:val="restart"/>') + tc("", "<w:hMerge/>"),
        )
    )
    (table,) = document.blocks
    assert isinstance(table, Table)
    assert [(c.row, c.col, c.rowspan, c.colspan, c.text) for c in table.cells] == [
        (0, 0, 3, 1, "a"),
        (0, 1, 1, 2, "b"),
        (1, 1, 1, 1, "c"),
        (1, 2, 1, 1, "d"),
        (2, 1, 1, 2, "e"),
    ]
    assert document.text == "a\tb\nc\td\ne\n"


def test_tracked_changes_stand_as_accepted() -> None:
    body = (
        "<w:p><w:r><w:t>收到</w:t></w:r><w:del><w:r><w:delText>7</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>8</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>9</w:t></w:r></w:moveFrom>"
        "<w:r><w:t>件</w:t></w:r></w:p>"
    )
    assert opened(body).text == "收到8件\n"
    deleted = tbl(
        tc("规章") + tc("1"), "<w:trPr><w:del w:id='1'/></w:trPr>" + tc("规章") + tc("2"), tc("行政许可") + tc("3")
    )
    assert grids(opened(deleted)) == [[["规章", "1"], ["行政许可", "3"]]]


@pytest.mark.parametrize("how", ["<w:vanish/>", "<w:strike/>", "<w:dstrike/>", '<w:color w:val="FFFFFF"/>'])
def test_hidden_and_struck_text_is_not_printed(how: str) -> None:
    body = f"<w:p><w:r><w:rPr>{how}</w:rPr><w:t>9</w:t></w:r><w:r><w:t>3件</w:t></w:r></w:p>"
    assert opened(body).text == "3件\n"


@pytest.mark.parametrize(
    ("how", "mark"),
    [
        ('<w:vertAlign w:val="superscript"/>', "¹"),
        ('<w:vertAlign w:val="subscript"/>', "₁"),
        ('<w:position w:val="8"/><w:sz w:val="10"/>', "¹"),
        ('<w:position w:val="0"/>', "1"),
    ],
)
def test_a_note_mark_is_no_digit(how: str, mark: str) -> None:
    body = f"<w:p><w:r><w:t>22</w:t></w:r><w:r><w:rPr>{how}</w:rPr><w:t>1</w:t></w:r></w:p>"
    assert opened(body).text == f"22{mark}\n"


def test_a_number_typed_as_an_equation_is_printed() -> None:
    space = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    assert opened(f"<w:p><m:oMath xmlns:m='{space}'><m:r><m:t>22</m:t></m:r></m:oMath></w:p>").text == "22\n"


def test_white_on_a_shade_is_printed() -> None:
    body = (
        '<w:p><w:pPr><w:shd w:val="clear" w:fill="1F4E79"/></w:pPr>'
        '<w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>总计</w:t></w:r></w:p>'
    )
    assert opened(body).text == "总计\n"


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{p('年度报告')}</w:txbxContent>"
    body = (
        "<w:p><w:r><mc:AlternateContent>"
        f"<mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r><w:r><w:t>正文</w:t></w:r></w:p>"
    )
    assert opened(body).text == "正文\n年度报告\n"


def test_nested_tables_of_layout_come_out() -> None:
    inner = tbl(tc("规章") + tc("1"), tc("行政许可") + tc("2"))
    document = opened(f"<w:tbl><w:tr><w:tc>{p('前言。')}{inner}{p('')}</w:tc></w:tr></w:tbl>")
    assert [type(b) for b in document.blocks] == [Paragraph, Table]
    assert grids(document) == [[["规章", "1"], ["行政许可", "2"]]]


def test_notes_after_the_body_and_page_parts_apart() -> None:
    reference = (
        "<w:p><w:r><w:t>收到12</w:t></w:r><w:r><w:footnoteReference w:id='1'/></w:r><w:r><w:t>件</w:t></w:r></w:p>"
    )
    document = opened(
        reference,
        footnotes=f"<w:root><w:footnote w:type='separator' w:id='0'>{p('-')}</w:footnote><w:footnote w:id='1'>{p('含补正')}</w:footnote></w:root>",
        header1=f"<w:root>{p('某县民政局')}</w:root>",
        footer1=f"<w:root>{p('- 4 -')}</w:root>",
    )
    assert document.text == "收到12件\n含补正\n"
    assert document.metadata == (("page_footer", "- 4 -"), ("page_header", "某县民政局"))


def test_automatic_numbers_are_printed() -> None:
    numbering = (
        "<w:root><w:abstractNum w:abstractNumId='0'>"
        "<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='chineseCounting'/><w:lvlText w:val='%1、'/></w:lvl>"
        "<w:lvl w:ilvl='1'><w:start w:val='1'/><w:isLgl/><w:numFmt w:val='decimal'/><w:lvlText w:val='%1.%2'/></w:lvl>"
        "</w:abstractNum><w:num w:numId='5'><w:abstractNumId w:val='0'/></w:num></w:root>"
    )
    first, second = (f"<w:pPr><w:numPr><w:ilvl w:val='{n}'/><w:numId w:val='5'/></w:numPr></w:pPr>" for n in (0, 1))
    body = p("总体情况", first) + p("甲", second) + p("3件", second) + p("主动公开", first) + p("乙", second)
    assert opened(body, numbering=numbering).text == "一、总体情况\n1.1甲\n1.2 3件\n二、主动公开\n2.1乙\n"


def test_headings_by_style_outline_and_weight() -> None:
    styles = '<w:root><w:style w:styleId="2"><w:name w:val="heading 2"/></w:style></w:root>'
    body = (
        p("甲", '<w:pPr><w:pStyle w:val="2"/></w:pPr>')
        + p("乙", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>')
        + "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>丙</w:t></w:r></w:p>"
        + p("丁")
    )
    blocks = opened(body, styles=styles).blocks
    assert [(type(b), getattr(b, "level", None)) for b in blocks] == [
        (Heading, 2),
        (Heading, 1),
        (Heading, None),
        (Paragraph, None),
    ]


def test_a_row_of_tabs_keeps_its_blank_ends() -> None:
    cells = "<w:tab/>".join(f"<w:t>{text}</w:t>" for text in ("规章", "1", "", "2", ""))
    assert opened(f"<w:p><w:r>{cells}</w:r></w:p>").text == "规章\t1\t\t2\t\n"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"PK\x03\x04rubbish", "x is a broken or truncated file"),
        (package("<w:p/>"), "x is a document without text"),
        (package(p("a"))[:-60], "x is a broken or truncated file"),
    ],
)
def test_unusable_packages(data: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(data, "x", Limits())
    assert str(caught.value) == sentence


@pytest.mark.shared
def test_the_official_form(shared) -> None:  # type: ignore[no-untyped-def]
    document = read((shared / "reports/real/blank_form_2021.docx").read_bytes(), "form.docx", Limits())
    assert [(t.n_rows, len(t.cells)) for t in document.blocks if isinstance(t, Table)] == [(14, 30), (28, 215), (4, 34)]
    assert all(row[-7:] == [""] * 7 for row in grids(document)[1][3:])
