"""DOC, RTF, ODT through LibreOffice."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from corpus.errors import InputError, LimitExceeded, MissingCapability, Unreadable
from corpus.settings import Limits
from generator.grids import assert_offsets
from generator.layout import body3
from generator.prints import doc_by_office
from generator.reports import any_style, build
from ingest.readers import docx, office
from ingest.sniff import OLE, sniff

needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def last_seven(document: object) -> list[list[str]]:
    from generator.grids import grids

    return [row[-7:] for table in grids(document)[1:-1] for row in table if len(row) >= 8]  # type: ignore[arg-type]


@pytest.mark.office
@needs_office
@pytest.mark.parametrize("kind", ["doc", "rtf", "odt"])
def test_every_cell_comes_through(kind: str, tmp_path: Path) -> None:
    made = build(21, any_style(21), split="no", zero="/")
    (data,) = doc_by_office([made], tmp_path, kind)
    assert sniff(data, "x.bin") == "office"
    document = office.read(data, "x.bin", Limits())
    assert last_seven(document) == [[" ".join(c.text.split()) for c in row[-7:]] for row in body3(made)]
    assert document.format == "doc"
    assert_offsets(document)


@pytest.mark.office
@needs_office
def test_one_bad_file_in_a_batch(tmp_path: Path) -> None:
    (good,) = doc_by_office([build(22)], tmp_path)
    first, second = office.convert([("good.doc", good), ("bad.doc", OLE + bytes(3000))], Limits())
    assert isinstance(first, bytes)
    assert docx.read(first, "good.doc", Limits()).blocks
    assert isinstance(second, Unreadable | LimitExceeded)


@pytest.mark.office
@needs_office
def test_time_is_bounded() -> None:
    (result,) = office.convert([("x.rtf", b"{\\rtf1 text}")], Limits(office_seconds=0.01))
    assert isinstance(result, InputError)
    assert str(result) == "x.rtf took LibreOffice more than 0.01 seconds"


def test_absence_names_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(MissingCapability) as caught:
        office.read(b"{\\rtf1 text}", "x.rtf", Limits())
    assert str(caught.value) == "DOC, WPS, RTF and ODT files need LibreOffice, which is not installed"
    assert caught.value.hint is not None
    assert "libreoffice-writer" in caught.value.hint
