"""The kind of a document by its content, whatever it is called."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from corpus.errors import Unreadable
from corpus.models import Form
from corpus.settings import Limits
from generator import pages, texts, words
from generator.reports import Made, build
from ingest.classify import classify
from ingest.encoding import decode
from ingest.readers import text
from ingest.sniff import OLE, sniff


def zipped(**members: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return stream.getvalue()


MADE = build(1)
KINDS = {
    "page": (pages.page(MADE), "html"),
    "word": (words.word(MADE), "docx"),
    "markdown": (texts.markdown(MADE).encode(), "markdown"),
    "text": (texts.tabs(MADE).encode(), "text"),
    "gbk text": (texts.tabs(MADE).encode("gb18030"), "text"),
    "utf-16 text": (texts.tabs(MADE).encode("utf-16"), "text"),
    "pdf": (b"%PDF-1.7\n...", "pdf"),
    "pdf after rubbish": (b"\r\n\r\n  %PDF-1.4\n", "pdf"),
    "png": (b"\x89PNG\r\n\x1a\n....", "image"),
    "jpeg": (b"\xff\xd8\xff\xe0....", "image"),
    "rtf": (b"{\\rtf1\\ansi text}", "office"),
    "doc": (OLE + b"\x00" * 600, "office"),
    "odt": (zipped(mimetype="application/vnd.oasis.opendocument.text", content_dot_xml="<x/>"), "office"),
    "zip": (zipped(a_dot_txt="x"), "archive"),
    "saved page": (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>x</p>",
        "html",
    ),
    "comparison signs": ("件数 < 5 且 > 2 的部门".encode(), "text"),
}


@pytest.mark.parametrize("case", KINDS)
def test_kind_by_content(case: str) -> None:
    data, kind = KINDS[case]
    assert sniff(data, "report.bin") == kind


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "x is empty"),
        (b"\x00" * 100, "x is empty"),
        ("　\n\u200b".encode(), "x is empty"),
        (OLE + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 99, "x is protected by a password"),
        (b"Rar!\x1a\x07\x01\x00", "x is a RAR archive, which is not read here"),
        (b"PK\x03\x04" + b"\x00" * 80, "x is a broken ZIP file"),
        (bytes(range(256)) * 40, "x is binary data, not a document"),
        (b"\x7fELF\x02\x01\x01" + b"\x00" * 90, "x is a program, not a document"),
        (zipped(OFD_dot_xml="<x/>"), "x is an OFD document, which is not read here"),
        (
            b"a.html" + bytes(251) + b"ustar\x0000" + bytes(248) + b"<html><p>1</p>",
            "x is a TAR archive, which is not read here",
        ),
    ],
)
def test_unusable_bytes_are_named_in_one_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable) as caught:
        sniff(data, "x")
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("data", "declared", "encoding"),
    [
        ("一、总体情况".encode(), None, "utf-8"),
        ("\ufeff一、总体情况".encode(), None, "utf-8"),
        ("一、总体情况".encode("gb18030"), None, "gb18030"),
        ("一、总体情况—".encode("gb18030"), "gb2312", "gb18030"),
        ("一、总体情况".encode(), "gbk", "utf-8"),
        ("一、总体情况".encode("gb18030"), "iso-8859-1", "gb18030"),
        ("一、總體情況".encode("big5"), "big5", "big5"),
        ('<meta charset="big5">一、總體情況'.encode("big5"), None, "big5"),
        ("2024年\n一、总体情况".encode("utf-16-le"), None, "utf-16-le"),
        ("政府信息公開年報\n行政處罰\n一、總體情況".encode("big5"), None, "big5hkscs"),
        ("政府信息公開年報\n行政處罰\n一、總體情況".encode("big5"), "gb2312", "big5hkscs"),
        ('<meta charset="gbk">政府資訊公開、行政許可\n一、總體情況'.encode("big5"), None, "big5hkscs"),
        (
            "政府信息公開年報 行政處罰".encode("big5")
            + b"\xff"
            + "字".encode("big5") * 60
            + "一、總體情況".encode("big5"),
            None,
            "big5hkscs",
        ),
        ("<p>政府信息公开年报</p><p>行政处罚</p>一、总体情况".encode("gbk"), "big5", "gb18030"),
    ],
)
def test_charset(data: bytes, declared: str | None, encoding: str) -> None:
    decoded = decode(data, "x", declared)
    assert decoded.encoding == encoding
    assert decoded.text.endswith(("一、总体情况", "一、总体情况—", "一、總體情況"))


def test_a_character_cut_at_the_end_loses_only_itself() -> None:
    decoded = decode("本年新收政府信息公开申请数量".encode()[:-1], "x")
    assert decoded.text == "本年新收政府信息公开申请数\ufffd"
    assert decoded.lossy


@pytest.mark.parametrize("encoding", ["big5", "gbk", "utf-16-le", "utf-16-be", "utf-16"])
@pytest.mark.parametrize("make", [texts.tabs, texts.markdown])
def test_a_text_is_read_in_any_encoding(make: Callable[[Made], str], encoding: str) -> None:
    made = build(2, traditional=encoding == "big5")
    sent = make(made).encode(encoding, "replace")
    read = text.read(sent, "x.txt", Limits())
    assert read.text == make(made).encode(encoding, "replace").decode(encoding)
    assert classify(read) is Form.F2021


def test_nul_bytes_do_not_make_a_text_binary() -> None:
    peppered = texts.tabs(MADE).replace("\t", "\t\x00").encode()
    assert sniff(peppered, "x") == "text"
    assert text.read(peppered, "x", Limits()).text == texts.tabs(MADE)
    assert sniff(pages.page(MADE) + bytes(5000), "x") == "html"


def test_invisible_characters_are_dropped() -> None:
    assert decode("3\x00\u200b4\ufeff5\u202e".encode(), "x").text == "345"
