"""A report in a workbook, and what workbooks do to numbers."""

from __future__ import annotations

import io
import zipfile

import pytest

from corpus.errors import LimitExceeded, Unreadable
from corpus.models import State
from corpus.settings import Limits, Settings
from generator.grids import assert_offsets
from generator.reports import build
from generator.sheets import workbook
from ingest.parse import parse
from ingest.readers import xlsx
from ingest.sniff import OLE, sniff


@pytest.mark.parametrize("zero", ["0", "", "/"])
@pytest.mark.parametrize("numbers", [True, False])
@pytest.mark.parametrize("seed", [61, 62, 63])
def test_every_cell_of_a_workbook(seed: int, numbers: bool, zero: str) -> None:
    made = build(seed, zero=zero)
    data = workbook(made, numbers=numbers)
    assert sniff(data, "x.pdf") == "xlsx"
    assert_offsets(xlsx.read(data, "x.xlsx", Limits()))
    parsed = parse(data, "x.xlsx", Settings())
    assert (parsed.report.body.name, parsed.report.year) == (made.body, made.year)
    assert {(f.indicator, f.applicant): (f.state, f.value) for f in parsed.facts} == {
        key: (cell.state, cell.value) for key, cell in made.truth.items()
    }
    assert all(parsed.text[f.locator.start : f.locator.end] == f.raw for f in parsed.facts)


@pytest.mark.parametrize("seed", [64, 65])
def test_without_merged_areas_no_cell_is_wrong(seed: int) -> None:
    made = build(seed)
    parsed = parse(workbook(made, merged=False), "x.xlsx", Settings())
    wrong = [
        f for f in parsed.facts if f.state is State.REPORTED and f.value != made.truth[f.indicator, f.applicant].value
    ]
    assert wrong == []
    assert sum(f.state is State.REPORTED for f in parsed.facts) == 200


def test_a_hidden_sheet_is_not_printed() -> None:
    read = xlsx.read(workbook(build(66), hidden="旧数据9999"), "x.xlsx", Limits())
    assert "9999" not in read.text


def sheet(*values: str, rest: str = "") -> bytes:
    cells = "".join(f'<c r="{chr(65 + i)}1">{v}</c>' for i, v in enumerate(values))
    xml = f"<worksheet><sheetData><row r='1'>{cells}</row></sheetData>{rest}</worksheet>"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", '<workbook xmlns:r="x"><sheets><sheet r:id="a"/></sheets></workbook>')
        archive.writestr("xl/_rels/workbook.xml.rels", '<R><R Id="a" Target="/xl/s.xml"/></R>')
        archive.writestr("xl/s.xml", xml)
    return stream.getvalue()


def test_numbers_without_the_noise_of_their_binary_form() -> None:
    values = ("0.30000000000000004", "5004.9354", "41", "1.0", "1E3", "50049354000.1")
    read = xlsx.read(sheet(*(f"<v>{v}</v>" for v in values)), "x", Limits())
    assert read.text == "0.3\t5004.9354\t41\t1\t1000\t50049354000.1\n"


def test_lying_areas_and_references_widen_nothing() -> None:
    rest = '<mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="ZZZ9:A1"/><mergeCell ref="?"/></mergeCells>'
    read = xlsx.read(sheet("<v>1</v>", "<v>2</v>", rest=rest), "x", Limits(max_table_cells=20_000))
    assert read.text.startswith("1")


def test_a_sheet_beyond_the_limit() -> None:
    with pytest.raises(LimitExceeded) as caught:
        xlsx.read(sheet(*["<v>1</v>"] * 9), "x", Limits(max_table_cells=5))
    assert str(caught.value) == "x has a sheet of more than 5 cells"


@pytest.mark.parametrize(
    ("stream", "sentence"),
    [
        ("Workbook", "x is an XLS or ET spreadsheet, which is not read here"),
        ("PowerPoint Document", "x is a presentation, which is not read here"),
    ],
)
def test_older_kinds_are_named(stream: str, sentence: str) -> None:
    with pytest.raises(Unreadable) as caught:
        sniff(OLE + bytes(500) + stream.encode("utf-16-le") + bytes(500), "x")
    assert str(caught.value) == sentence
    assert caught.value.hint is not None
