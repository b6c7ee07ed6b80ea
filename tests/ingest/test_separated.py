"""Text whose cells are kept apart by tabs, commas or bars: blanks keep their place, prose stays prose."""

from __future__ import annotations

import pytest

from corpus.document import Table
from corpus.settings import Limits, Settings
from generator import texts
from generator.compare import assert_perfect, missing, wrong
from generator.reports import build
from ingest.parse import parse
from ingest.readers.text import read

PLACED = {
    "pasted from a browser": texts.pasted,
    "csv": texts.separated,
    "semicolons": lambda made: texts.separated(made, ";"),
    "box": texts.boxed,
    "bars without ends": lambda made: texts.boxed(made, " | ").replace("\n | ", "\n").replace(" | \n", "\n"),
}


def tables(text: str) -> list[list[list[str]]]:
    found = []
    for table in (b for b in read(text.encode(), "x.txt", Limits()).blocks if isinstance(b, Table)):
        rows = [[c.text for c in table.cells if c.row == r] for r in range(table.n_rows)]
        found.append(rows)
    return found


@pytest.mark.parametrize("form", [f for f in PLACED if f != "bars without ends"])
@pytest.mark.parametrize("zero", ["", "0", "/", "nbsp"])
@pytest.mark.parametrize("small", [True, False])
def test_blanks_keep_their_place(form, zero, small):
    made = build(410 + small, zero=zero, small=small, total_head="row1" if small else "row2")
    assert_perfect(made, PLACED[form](made).encode(), "x.txt")


def test_a_pasted_table_without_covered_cells_does_not_swap_its_columns():
    text = texts.pasted(build(411, zero="")).replace("自然人\t法人或其他组织\t总计", "总计\t自然人\t法人或其他组织")
    assert wrong(build(411, zero=""), parse(text.encode(), "x.txt", Settings())) == {}


def test_rows_of_several_lines_between_rules_are_one_row():
    made = build(412, zero="")
    parsed = parse(texts.boxed(made, "|", wrap=6).encode(), "x.txt", Settings())
    assert wrong(made, parsed) == {}
    assert {key[0] for key in missing(made, parsed)} <= {"fees.amount"}  # its digits stand on two lines


def test_a_row_between_rules_is_joined_and_its_split_number_doubted():
    rule = "+---+---+\n"
    text = (
        rule
        + rule.join(["| 属于国 | 12 |\n| 家秘密 |    |\n", "| 重复 | 5417.6 |\n| | 1 |\n", "|a|b|\n", "|c||\n"])
        + rule
    )
    document = read(text.encode(), "x.txt", Limits())
    cells = [c for b in document.blocks if isinstance(b, Table) for c in b.cells]
    assert [c.text for c in cells] == ["属于国家秘密", "12", "重复", "5417.61", "a", "b", "c", ""]
    assert [c.doubt for c in cells] == [False, False, False, True, False, False, False, False]


def _grid(rows: list[str]) -> list[list[str]]:
    rule = "+----+------+---+---+---+---+---+---+------+\n"
    return tables(rule + rule.join(row + "\n" for row in rows) + rule)[0]


WRAPPED = "| 一 | 1    | 2 | – | – | – | – | 4 | 1    |\n|    | 9,17 |   |   |   |   |   |   | 9,18 |\n"
WRAPPED += "| 、 | 2    |   |   |   |   |   |   | 8    |\n|本年|      |   |   |   |   |   |   |      |\n|    |      |   |   |   |   |   |   |      |"


def test_numbers_on_several_lines_of_a_framed_row_are_put_together_and_doubted():
    rows = _grid([WRAPPED] * 5)
    assert rows == [["一、本年", "19,172", "2", "–", "–", "–", "–", "4", "19,188"]] * 5


def test_lines_that_each_print_a_whole_row_are_rows_and_every_cell_is_doubted():
    whole = "\n".join(
        f"| {name} | {n} | 2 | – | – | – | – | 4 | {n + 6} |" for n, name in enumerate(["重复", "其他"] * 3)
    )
    text = "+---+\n" + "\n+---+\n".join([whole] * 5) + "\n+---+\n"
    document = read(text.encode(), "x.txt", Limits())
    (table,) = (b for b in document.blocks if isinstance(b, Table))
    assert table.n_rows == 30
    assert all(c.doubt for c in table.cells)


def test_quoted_commas_are_no_separators():
    rows = '规章,"1,024",0,3\n"行政规范性文件（含党政联合发文,另计）",6,,15\n行政许可,7,0,0\n行政处罚,"",0,9'
    assert tables(rows) == [
        [
            ["规章", "1,024", "0", "3"],
            ["行政规范性文件（含党政联合发文,另计）", "6", "", "15"],
            ["行政许可", "7", "0", "0"],
            ["行政处罚", "", "0", "9"],
        ]
    ]


def test_prose_with_commas_is_no_table():
    prose = "全年公开信息,办理申请,答复来信,接待来访。\n" * 5
    assert tables(prose) == []
    assert tables("一,二,三,四\n五,六,七,八\n") == []


def test_a_number_with_a_comma_is_not_cut_after_a_comma():
    made = build(413, number="comma", small=False)
    text = texts.pasted(made).replace("\t", ",")
    assert wrong(made, parse(text.encode(), "x.txt", Settings())) == {}
