"""Rows and labels cut by a page."""

from __future__ import annotations

from ingest.lines import Box
from ingest.pagebreak import Placed, PlacedCell, heal


def placed(*rows: tuple[int, tuple[str, ...]]) -> Placed:
    """One cell a text; each row is (page, texts)."""
    return [
        (PlacedCell(Box(10.0 * col, 20.0 * row, 10.0 * col + 10, 20.0 * row + 20), text, page), (row, col, 1, 1))
        for row, (page, texts) in enumerate(rows)
        for col, text in enumerate(texts)
    ]


def texts(cells: Placed, row: int) -> list[str]:
    return [c.text for c, place in cells if place[0] == row]


def test_a_label_cut_by_the_page_makes_one_row_with_its_numbers() -> None:
    cells = placed(
        (1, ("2.申请人逾期未按收费通知", "6", "0")), (2, ("要求缴纳费用、行政机关不再处理其政府信息公开申请", "", ""))
    )
    healed, rows = heal(cells, 2)
    assert rows == 1
    assert texts(healed, 0) == ["2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "6", "0"]


def test_numbers_on_the_second_page_come_to_the_label_on_the_first() -> None:
    healed, rows = heal(placed((1, ("3.补正后申请内容", "", "")), (2, ("仍不明确", "4", "5"))), 2)
    assert (rows, texts(healed, 0)) == (1, ["3.补正后申请内容仍不明确", "4", "5"])


def test_two_rows_of_blanks_stay_two() -> None:
    """Where zeros are blank, an empty row under the head is a row, not the rest of the head."""
    cells = placed((1, ("信息内容", "", "")), (2, ("规章", "", "")))
    assert heal(cells, 2) == (cells, 2)


def test_numbers_in_both_halves_are_two_rows() -> None:
    cells = placed((1, ("重复申请", "1", "2")), (2, ("公开出版物", "3", "")))
    assert heal(cells, 2) == (cells, 2)


def test_a_wrapped_number_cut_by_the_page_is_one_number_and_doubted() -> None:
    cells = placed((1, ("12", "1", "4")), (2, ("", "7", "")))
    healed, rows = heal(cells, 2)
    assert (rows, texts(healed, 0)) == (1, ["12", "17", "4"])
    assert [c.doubt for c, _ in healed] == [False, True, False]


def test_a_group_label_cut_by_the_page_is_one_cell_over_both_rows() -> None:
    cells = placed(
        (1, ("（四）无", "1.本机关不掌握相关政府信息", "746")), (2, ("法提供", "2.没有现成信息需要另行制作", "11"))
    )
    healed, rows = heal(cells, 2)
    assert rows == 2
    assert next((c.text, place) for c, place in healed) == ("（四）无法提供", (0, 0, 2, 1))
    assert texts(healed, 1) == ["2.没有现成信息需要另行制作", "11"]
