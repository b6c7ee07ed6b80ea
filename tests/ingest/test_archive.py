"""ZIP files: every document inside, and nothing else; bombs stopped."""

from __future__ import annotations

import io
import stat
import zipfile

import pytest

from corpus.errors import InputError, LimitExceeded, Unreadable
from corpus.settings import Limits
from ingest.readers.archive import unpack


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def test_members_and_archives_inside() -> None:
    inner = zipped({"c.txt": b"3"})
    data = zipped(
        {"a.txt": b"1", "folder/b.txt": b"2", "inner.zip": inner, "__MACOSX/a.txt": b"x", "folder/.DS_Store": b"x"}
    )
    assert list(unpack(data, "x.zip", Limits())) == [
        ("x.zip/a.txt", b"1"),
        ("x.zip/folder/b.txt", b"2"),
        ("x.zip/inner.zip/c.txt", b"3"),
    ]


def test_names_lead_nowhere_and_chinese_ones_are_restored() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("../../etc/passwd", b"1")
        archive.writestr("/root/x", b"2")
        archive.writestr("..\\up.txt", b"3")
        legacy = zipfile.ZipInfo("AAAAAAAA.txt")
        archive.writestr(legacy, b"4")
    data = stream.getvalue().replace(b"AAAAAAAA", "年度报告".encode("gbk"))
    assert list(unpack(data, "x.zip", Limits())) == [
        ("x.zip/etc/passwd", b"1"),
        ("x.zip/root/x", b"2"),
        ("x.zip/up.txt", b"3"),
        ("x.zip/年度报告.txt", b"4"),
    ]


def test_links_are_left_out() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, b"/etc/passwd")
        archive.writestr("a.txt", b"1")
    assert [name for name, _ in unpack(stream.getvalue(), "x.zip", Limits())] == ["x.zip/a.txt"]


def test_a_broken_member_does_not_stop_the_rest() -> None:
    data = zipped({"a.txt": b"first", "b.txt": b"second"}, zipfile.ZIP_STORED).replace(b"first", b"fIrst", 1)
    problems: list[tuple[str, InputError]] = []
    assert list(unpack(data, "x.zip", Limits(), problems)) == [("x.zip/b.txt", b"second")]
    assert [(name, str(error)) for name, error in problems] == [
        ("x.zip/a.txt", "x.zip/a.txt is broken inside the archive")
    ]
    with pytest.raises(Unreadable):
        list(unpack(data, "x.zip", Limits()))


def test_an_encrypted_member_is_named() -> None:
    data = bytearray(zipped({"a.txt": b"first"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Unreadable, match=r"^x\.zip/a\.txt is protected by a password$"):
        list(unpack(bytes(data), "x.zip", Limits()))


@pytest.mark.parametrize(
    ("members", "limits", "sentence"),
    [
        ({f"{n}.txt": b"1" for n in range(11)}, Limits(max_archive_files=10), "x.zip holds more than 10 files"),
        ({"a": b"12345", "b": b"12345"}, Limits(max_archive_bytes=9), "x.zip unpacks to more than 9 bytes"),
        ({"a": bytes(9_000_000)}, Limits(), "x.zip/a unpacks to more than 200 times its size, as bombs do"),
        ({"a": b"1234567890"}, Limits(max_file_bytes=9), "x.zip/a is larger than 9 bytes"),
        (
            {"a.zip": zipped({"b.zip": zipped({"c.zip": zipped({"d.txt": b"1"})})})},
            Limits(),
            "x.zip/a.zip/b.zip/c.zip is an archive more than 2 deep in archives",
        ),
    ],
)
def test_bombs(members: dict[str, bytes], limits: Limits, sentence: str) -> None:
    with pytest.raises(LimitExceeded) as caught:
        list(unpack(zipped(members), "x.zip", limits, []))
    assert str(caught.value) == sentence
