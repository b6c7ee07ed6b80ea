"""PDF with a text layer. The small files are written here, operator by operator; the real one is in ../shared."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from corpus.document import Document, Table
from corpus.errors import InputError, LimitExceeded, MissingCapability, Unreadable
from corpus.settings import Limits
from ingest.readers.pdf import read

ROWS = (("alpha", "12", "3"), ("beta", "", "45"), ("gamma", "6,789", "-"))
LEFTS, TOPS = (50, 150, 250, 350), (700, 670, 640, 610)


def pdf_of(*streams: str, page: str = "", trailer: str = "", box: str = "0 0 400 800") -> bytes:
    """A PDF whose pages have these content streams; `page` is added to each page's dictionary."""
    count = len(streams)
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(count))
    bodies = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {count}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for i, stream in enumerate(streams):
        bodies.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Resources<</Font<</F 3 0 R>>>>/Contents {5 + 2 * i} 0 R{page}>>"
        )
        bodies.append(f"<</Length {len(stream)}>>stream\n{stream}\nendstream")
    out, places = "%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += f"{number} 0 obj{body}endobj\n"
    table = "".join(f"{p:010d} 00000 n \n" for p in places)
    start = len(out)
    out += f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}"
    return f"{out}trailer<</Size {len(bodies) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF".encode("latin-1")


def words(x: float, y: float, text: str) -> str:
    return f"BT /F 10 Tf {x} {y} Td ({text}) Tj ET\n"


def ruled(rows: tuple[tuple[str, ...], ...] = ROWS, *, borders: bool = True) -> str:
    """The table as strokes and words."""
    out = "0.5 w\n"
    if borders:
        out += "".join(f"{LEFTS[0]} {y} m {LEFTS[-1]} {y} l S\n" for y in TOPS)
        out += "".join(f"{x} {TOPS[0]} m {x} {TOPS[-1]} l S\n" for x in LEFTS)
    for top, row in zip(TOPS, rows, strict=False):
        out += "".join(words(x + 5, top - 18, text) for x, text in zip(LEFTS, row, strict=False) if text)
    return out


def rows_of(document: Document) -> list[list[str]]:
    (table,) = [b for b in document.blocks if isinstance(b, Table)]
    return [[c.text for c in table.cells if c.row == r] for r in range(table.n_rows)]


def test_a_ruled_table_with_its_offsets_and_boxes() -> None:
    document = read(
        pdf_of(words(50, 750, "Before the table") + ruled() + words(50, 560, "After it")), "a.pdf", Limits()
    )
    assert rows_of(document) == [list(row) for row in ROWS]
    assert document.text == "Before the table\nalpha\t12\t3\nbeta\t\t45\ngamma\t6,789\t-\nAfter it\n"
    table = document.blocks[1]
    assert isinstance(table, Table)
    assert all(document.text[c.start : c.end] == c.text for c in table.cells)
    assert table.cells[4].bbox == (150.0, 130.0, 250.0, 160.0)
    assert {c.page for c in table.cells} == {1}
    assert document.page_sizes == ((400.0, 800.0),)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_rotated_page_reads_as_an_upright_one(turn: int) -> None:
    """The words lie on their side and /Rotate sets them upright again."""
    matrix = {90: "0 1 -1 0 800 0", 180: "-1 0 0 -1 400 800", 270: "0 -1 1 0 0 400"}[turn]
    box = "0 0 400 800" if turn == 180 else "0 0 800 400"
    document = read(pdf_of(f"q {matrix} cm\n{ruled()}Q", page=f"/Rotate {turn}", box=box), "r.pdf", Limits())
    assert rows_of(document) == [list(row) for row in ROWS]
    assert document.page_sizes == ((400.0, 800.0),)


def test_words_on_their_side_without_a_rotate_key_read_the_same() -> None:
    document = read(pdf_of(f"q 0 1 -1 0 800 0 cm\n{ruled()}Q", box="0 0 800 400"), "r.pdf", Limits())
    assert rows_of(document) == [list(row) for row in ROWS]


def test_a_leaning_page_reads_the_same() -> None:
    document = read(pdf_of(f"q 0.9998 0.0175 -0.0175 0.9998 10 -5 cm\n{ruled()}Q"), "l.pdf", Limits())
    assert rows_of(document) == [list(row) for row in ROWS]


def test_page_numbers_stay_out_and_a_dash_in_a_cell_stays_in() -> None:
    footer = words(190, 20, "- 4 -")
    document = read(pdf_of(ruled() + footer, words(50, 700, "Second page") + footer), "f.pdf", Limits())
    assert rows_of(document)[2] == ["gamma", "6,789", "-"]
    assert "- 4 -" not in document.text
    assert document.text.endswith("Second page\n")


def test_words_drawn_twice_for_weight_count_once() -> None:
    bold = words(155, 682, "12") + words(155.3, 682, "12")
    document = read(pdf_of(ruled((("alpha", "", "3"), *ROWS[1:])) + bold), "b.pdf", Limits())
    assert rows_of(document)[0] == ["alpha", "12", "3"]


def test_a_number_wrapped_in_a_narrow_cell_is_one_number() -> None:
    lines = (
        "0.5 w 50 700 m 80 700 l S 50 660 m 80 660 l S 50 700 m 50 660 l S 66 700 m 66 660 l S 80 700 m 80 660 l S\n"
    )
    document = read(pdf_of(lines + words(54, 685, "3") + words(54, 670, "9") + words(69, 685, "5")), "w.pdf", Limits())
    assert rows_of(document) == [["39", "5"]]


def test_two_lines_of_digits_in_a_wide_cell_are_doubted() -> None:
    document = read(pdf_of(ruled() + words(155, 674, "7")), "d.pdf", Limits())
    (table,) = [b for b in document.blocks if isinstance(b, Table)]
    assert [c.doubt for c in table.cells if c.row == 0] == [False, True, False]


def test_numbers_of_two_cells_that_nearly_touch_stay_apart() -> None:
    """Narrow columns of a browser's print: 2061 and 23659 were one number."""
    document = read(
        pdf_of(ruled((("alpha", "", ""), *ROWS[1:])) + words(227, 682, "2061") + words(250.5, 682, "23659")),
        "n.pdf",
        Limits(),
    )
    assert rows_of(document)[0] == ["alpha", "2061", "23659"]


def test_an_encrypted_file_is_unreadable_and_says_so() -> None:
    lock = "/Encrypt<</Filter/Standard/V 1/R 2/Length 40/P -4/O<" + "00" * 32 + ">/U<" + "11" * 32 + ">>>/ID[<00><00>]"
    with pytest.raises(Unreadable, match="encrypted"):
        read(pdf_of(ruled(), trailer=lock), "e.pdf", Limits())


def test_a_thousand_pages_are_refused() -> None:
    with pytest.raises(LimitExceeded, match="1000 pages"):
        read(pdf_of(*["" for _ in range(1000)]), "t.pdf", Limits())


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"%PDF-1.4\n\0\0\0", b"no pdf at all"])
def test_a_broken_file_is_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read(data, "x.pdf", Limits())


def test_changed_bytes_end_in_a_document_or_an_input_error() -> None:
    draw, good = random.Random(7), pdf_of(ruled(), ruled())
    outcomes = set()
    for _ in range(150):
        data = bytearray(good)
        for _ in range(draw.randint(1, 12)):
            data[draw.randrange(len(data))] = draw.randrange(256)
        try:
            outcomes.add(type(read(bytes(data), "m.pdf", Limits(), ocr="never")))
        except InputError as error:
            outcomes.add(type(error))
    assert outcomes <= {Document, Unreadable, LimitExceeded}
    assert Document in outcomes


@pytest.mark.shared
def test_the_real_report_of_huaian(shared: Path) -> None:
    document = read((shared / "reports/real/huaian_2024.pdf").read_bytes(), "huaian_2024.pdf", Limits())
    table2, table3, table4 = [b for b in document.blocks if isinstance(b, Table)]
    assert (table2.page, table3.page, table4.page) == (3, 4, 5)
    label = next(c for c in table3.cells if c.text == "（四）无法提供")
    assert label.rowspan == 3
    row = [c for c in table3.cells if c.row == label.row]
    assert [c.text for c in row][-8:] == ["1.本机关不掌握相关政府信息", "746", "12", "0", "0", "10", "1", "769"]
    assert [c.text for c in table4.cells][-15:] == [
        "72",
        "64",
        "178",
        "37",
        "351",
        "13",
        "4",
        "8",
        "1",
        "26",
        "12",
        "1",
        "1",
        "6",
        "20",
    ]
    assert "- 4 -" not in document.text


def test_a_raised_small_digit_is_the_mark_of_a_note() -> None:
    noted = ruled().replace("(45) Tj", "(45) Tj /F 6 Tf 4 Ts (12) Tj 0 Ts /F 10 Tf")
    beside = ruled().replace("(45) Tj", "(45) Tj /F 6 Tf (12) Tj /F 10 Tf")
    for drawn, text in ((noted, "45¹²"), (beside, "45 12")):
        document = read(pdf_of(drawn), "a.pdf", Limits())
        assert rows_of(document)[1] == ["beta", "", text]


def test_text_whose_signs_have_no_meaning_is_for_ocr(root: Path) -> None:
    printed = (root / "samples" / "prefecture" / "huaian_2024.pdf").read_bytes()
    nameless = printed.replace(b"/ToUnicode", b"/ToUnicodX")  # its fonts no longer say which sign is which
    assert nameless != printed
    with pytest.raises(MissingCapability, match="OCR is turned off"):
        read(nameless, "x.pdf", Limits(), "never")


def written(size: float, x: float, y: float, text: str) -> str:
    return f"BT /F {size} Tf {x} {y} Td ({text}) Tj ET\n"


@pytest.mark.parametrize("at", [2.5, 3.5, 4.5])
def test_what_a_line_strikes_out_is_not_read(at: float) -> None:
    rows = (("alpha", "", "3"), ("beta", "8", "45"), ("gamma", "6,789", "-"))
    struck = written(10, 155, 682, "69") + f"155 {682 + at} m 166.1 {682 + at} l S\n" + written(10, 166.2, 682, "68")
    assert rows_of(read(pdf_of(ruled(rows) + struck), "a.pdf", Limits()))[0] == ["alpha", "68", "3"]


def test_what_is_underlined_is_read() -> None:
    line = "155 680.5 m 166 680.5 l S\n"
    assert rows_of(read(pdf_of(ruled() + line), "a.pdf", Limits()))[0] == ["alpha", "12", "3"]


@pytest.mark.parametrize(
    ("size", "rise", "text"), [(8.3, 3.3, "12¹"), (6, 4, "12¹"), (8.3, -2, "12₁"), (7, 0, "12 1"), (10, 0, "121")]
)
def test_a_smaller_digit_is_none_of_the_number(size: float, rise: float, text: str) -> None:
    mark = written(size, 166.2, 682 + rise, "1")
    assert rows_of(read(pdf_of(ruled() + mark), "a.pdf", Limits()))[0] == ["alpha", text, "3"]


def test_a_slanting_watermark_is_no_text_of_the_report() -> None:
    slanting = "q 0.866 0.5 -0.5 0.866 140 660 cm BT /F 10 Tf 0 0 Td (88 88 88) Tj ET Q\n"
    assert rows_of(read(pdf_of(ruled() + slanting), "a.pdf", Limits())) == rows_of(
        read(pdf_of(ruled()), "a.pdf", Limits())
    )
