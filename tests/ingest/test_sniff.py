"""The kind of a document by its content, whatever it is called."""

from __future__ import annotations

import io
import zipfile

import pytest

from corpus.errors import Unreadable
from generator import pages, texts, words
from generator.reports import build
from ingest.encoding import decode
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


def test_invisible_characters_are_dropped() -> None:
    assert decode("3\x00\u200b4\ufeff5\u202e".encode(), "x").text == "345"
