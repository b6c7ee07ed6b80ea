"""Documents made to break a reader: each is read, or refused in one sentence; nothing else escapes."""

from __future__ import annotations

import io
import random
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import InputError, LimitExceeded, Unreadable
from corpus.settings import Limits
from generator.grids import assert_offsets
from generator.pages import page
from generator.reports import any_style, build
from generator.words import word
from ingest.readers import docx, html
from ingest.readers.archive import unpack
from ingest.sniff import sniff

SMALL = Limits(max_table_cells=2_000, max_text_chars=50_000)
WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
CELL = "<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>"
PAGE = page(build(41, any_style(41), charset="gbk"))
DOCUMENT = word(build(41))


def package(xml: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", xml)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("markup", "sentence"),
    [
        ("<table>" + ("<tr>" + "<td>1" * 100) * 30 + "</table>", "x has a table of more than 2,000 cells"),
        (
            "<table>" + "<tr><td colspan=99999 rowspan=99999>1<td>2" * 9 + "</table>",
            "x has a table of more than 2,000 cells",
        ),
        ("<div>" * 5000 + "x", "x is nested or long beyond any real page"),
        ("<p>a<font>" * 5000 + "x", "x is nested or long beyond any real page"),
        ("<table><tr><td>" * 50 + "x", "x has tables nested more than 12 deep"),
        ("<p " + " ".join(f"a{n}=1" for n in range(5000)) + ">x</p>", "x has an element of more than 500 attributes"),
        (
            '<p a=">" ' + " ".join(f"a{n}='>'" for n in range(5000)) + ">x</p>",
            "x has an element of more than 500 attributes",
        ),
        ("<p>" + "字" * 50_001, "x holds more than 50,000 characters of text"),
    ],
)
def test_pages_beyond_a_limit(markup: str, sentence: str) -> None:
    with pytest.raises(LimitExceeded) as caught:
        html.read(markup.encode(), "x", SMALL)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><p>甲&x;</p>', "甲"),
        ('<!DOCTYPE html [<!ENTITY a "丙丙"><!ENTITY b "&a;&a;">]><p>甲&b;</p>', "甲"),
        ("<p>a\x00b</p><table><tr><td>1\x00<td>2</table>", "ab\n1\t2\n"),
        ("<table><tr><td>规章<td>3<tr><td>行政许可<td>4<tr><td>行政处", "规章\t3\n行政许可\t4\n行政处\n"),
        ("<script>while(1){}</script><p onclick='go()'>甲</p>", "甲\n"),
        ("<style>" + ".a{" * 20_000 + "</style><p>甲</p>", "甲\n"),
        ("<p>甲" + " \n" * 20_000 + "乙</p>", "甲乙\n"),
        ("<td>规章<tr><td>3</tr></table></table>甲", "规章"),
    ],
)
def test_pages_that_are_odd_are_read(markup: str, text: str) -> None:
    read = html.read(markup.encode(), "x", SMALL).text
    assert read == text if text.endswith("\n") else text in read
    assert "丙" not in read.replace('"', "").split("]>")[-1]


@pytest.mark.parametrize(
    ("xml", "error", "sentence"),
    [
        (WORD + "<w:tbl>" + f"<w:tr>{CELL * 100}</w:tr>" * 30, LimitExceeded, "x has tables of more than 2,000 cells"),
        (f'<!DOCTYPE x [<!ENTITY a "lol">]>{WORD}<w:p/></w:body></w:document>', Unreadable, "x declares a document type of its own, which no real document does"),
        (f'<!DOCTYPE x SYSTEM "file:///etc/passwd">{WORD}<w:p/></w:body></w:document>', Unreadable, "x declares a document type of its own, which no real document does"),
        (WORD + "<w:tbl><w:tr><w:tc>" * 80 + "</w:tc></w:tr></w:tbl>" * 80 + "</w:body></w:document>", LimitExceeded, "x is nested more than 60 deep"),
        (WORD + "<w:p>", Unreadable, "x holds XML that cannot be parsed"),
        (WORD + " " * (97 * 1024 * 1024), LimitExceeded, "x unpacks to more than 96 MB in one part"),
    ],
)  # fmt: skip
def test_documents_made_to_break(xml: str, error: type[InputError], sentence: str) -> None:
    with pytest.raises(error) as caught:
        docx.read(package(xml), "x", SMALL)
    assert str(caught.value) == sentence


def test_a_lying_span_in_a_document() -> None:
    wide = (
        '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr>'
    )
    xml = f"{WORD}<w:tbl>{wide}<w:tr>{CELL}{CELL}</w:tr></w:tbl></w:body></w:document>"
    assert docx.read(package(xml), "x", SMALL).text == "1\n1\t1\n"


def survives(data: bytes) -> None:
    """Reads the bytes as what they are; anything but an InputError is a defect."""
    try:
        kind = sniff(data, "x")
        if kind in ("html", "docx"):
            assert_offsets((html if kind == "html" else docx).read(data, "x", SMALL))
        elif kind == "archive":
            list(unpack(data, "x", SMALL))
        sentence = "x"
    except InputError as error:
        sentence = str(error)
    assert sentence.startswith("x")
    assert "\n" not in sentence


@pytest.mark.parametrize("seed", range(60))
def test_mutated_documents(seed: int) -> None:
    draw = random.Random(seed)
    data = bytearray(PAGE if seed % 2 else DOCUMENT)
    for _ in range(draw.choice((1, 5, 40))):
        at = draw.randrange(len(data))
        match draw.randrange(4):
            case 0:
                data[at] = draw.randrange(256)
            case 1:
                del data[at : at + draw.randrange(400)]
            case 2:
                data[at:at] = data[at : at + draw.randrange(400)]
            case _:
                data[at:at] = draw.choice(
                    (b"<table>", b"</td>", b"<td colspan=70000>", b"\x00", b"&#xD800;", b"<!--", b"\xff")
                )
    survives(bytes(data))


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.9, 0.99])
def test_truncated_documents(share: float) -> None:
    survives(PAGE[: int(len(PAGE) * share)])
    survives(DOCUMENT[: int(len(DOCUMENT) * share)])


TAGS = st.sampled_from(
    ["<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<td rowspan=3>", "<td colspan=4>", "<th>", "<thead>", "<p>", "</p>", "<br>",
     "<div class=nav>", "</div>", "<b>", "</b>", "<sup>", "</sup>", "<pre>", "</pre>", "<h1>", "</h1>", "<a href=x>", "</a>", "<caption>", "<img>"]
)  # fmt: skip


@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(TAGS, st.text(max_size=12)), max_size=60))
def test_any_soup_of_tags(parts: list[str]) -> None:
    data = f"<html>{''.join(parts)}</html>".encode("utf-8", "surrogatepass")
    try:
        assert_offsets(html.read(data, "x", SMALL))
        sentence = "x"
    except InputError as error:
        sentence = str(error)
    assert sentence.startswith("x")


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"PK\x03\x04", b"%PDF-", b"{\\rtf", b"<html><p>", b"MIME-Version: 1.0\n"]),
)
def test_any_bytes(data: bytes, head: bytes) -> None:
    survives(head + data)
