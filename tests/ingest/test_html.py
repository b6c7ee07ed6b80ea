"""Web pages: tables cell by cell, layout undone, furniture and hidden text left out."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from corpus.document import Document, Heading, Paragraph, Table
from corpus.errors import Unreadable
from corpus.settings import Limits
from generator.grids import assert_offsets, grids, printed
from generator.pages import page
from generator.reports import CHARSETS, MARKUPS, any_style, build
from ingest.readers.html import read


def read_text(markup: str) -> Document:
    return read(markup.encode(), "x.html", Limits())


def test_a_mirrors_pinyin_is_no_text_of_the_report() -> None:
    document = read_text("<p>社旗縣2024年政府信息公開工作年度報(bào)告</p><p>統(tǒng)計(jì)期限</p>")
    assert document.text == "社旗縣2024年政府信息公開工作年度報告\n統計期限\n"


@pytest.mark.parametrize(("markup", "charset"), list(itertools.product(MARKUPS, CHARSETS)))
def test_every_markup_and_charset_gives_the_printed_cells(markup: str, charset: str) -> None:
    made = build(7, replace(any_style(7), markup=markup, charset=charset, traditional=False))
    document = read(page(made), "x.html", Limits())
    assert grids(document) == printed(made)
    assert_offsets(document)


@pytest.mark.parametrize("seed", range(20))
def test_styles_drawn_by_chance(seed: int) -> None:
    made = build(seed, any_style(seed))
    document = read(page(made), "x.html", Limits())
    assert grids(document) == printed(made)
    for elsewhere in ("2016年", "2017年", "2018年", "网站标识码", "首页", "999"):
        assert elsewhere not in document.text.split("发布日期")[0]
    assert f"发布日期：{made.year + 1}-01-2{seed % 10}" in document.text


def rows(markup: str) -> list[list[list[str]]]:
    return grids(read_text(markup))


def test_spans_are_resolved() -> None:
    document = read_text("<table><tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d</table>")
    (table,) = document.blocks
    assert isinstance(table, Table)
    assert [(c.row, c.col, c.rowspan, c.colspan, c.text) for c in table.cells] == [
        (0, 0, 2, 1, "a"),
        (0, 1, 1, 2, "b"),
        (1, 1, 1, 1, "c"),
        (1, 2, 1, 1, "d"),
    ]
    assert document.text == "a\tb\nc\td\n"


def test_a_lying_span_widens_nothing() -> None:
    (table,) = read_text('<table><tr><td colspan="999">a<td>b<tr><td rowspan="70000">c<td>d<tr><td>e</table>').blocks
    assert isinstance(table, Table)
    assert (table.n_rows, table.n_cols) == (3, 3)
    assert [(c.row, c.col, c.text) for c in table.cells] == [
        (0, 0, "a"),
        (0, 2, "b"),
        (1, 0, "c"),
        (1, 1, "d"),
        (2, 1, "e"),
    ]


def test_a_span_ends_with_its_row_group() -> None:
    markup = "<table><thead><tr><th rowspan=5>a<th>b</thead><tbody><tr><td>c<td>d</tbody></table>"
    assert rows(markup) == [[["a", "b"], ["c", "d"]]]
    (table,) = read_text(markup).blocks
    assert isinstance(table, Table)
    assert [(c.col, c.rowspan) for c in table.cells] == [(0, 1), (1, 1), (0, 1), (1, 1)]


def test_blank_cells_are_cells() -> None:
    assert rows("<table><tr><td>a<td>&nbsp;<td></td><td> </td><td>1</table>") == [[["a", "", "", "", "1"]]]
    assert read_text("<table><tr><td>a<td>&nbsp;<td>2<td></table>").text == "a\t\t2\t\n"
    assert rows("<table><tr><td>四、结转下年度继续办理<td><td><td><td><td><td><td></table>") == [
        [["四、结转下年度继续办理", *[""] * 7]]
    ]


def test_breaks_inside_a_cell_are_spaces() -> None:
    assert rows("<table><tr><td>结果<br/>维持<td><p>1</p><p>2</p></table>") == [[["结果 维持", "1 2"]]]


def test_a_note_mark_is_no_digit() -> None:
    assert rows("<table><tr><td>规章<td>22<sup>1</sup><td>3</table>") == [[["规章", "22 ¹", "3"]]]


def test_a_picture_in_a_cell_is_not_blank() -> None:
    assert rows('<table><tr><td>规章<td><img src="3.png"><td><img src="s.gif" width=1 height=1></table>') == [
        [["规章", "\ufffc", ""]]
    ]


@pytest.mark.parametrize(
    "hidden",
    [
        '<span style="display:none">9</span>',
        '<span style="DISPLAY : NONE">9</span>',
        '<span style="visibility:hidden">9</span>',
        "<span hidden>9</span>",
        '<span style="color:#FFFFFF">9</span>',
        '<font color="white">9</font>',
        '<span style="font-size:0">9</span>',
        '<span class="gone">9</span>',
        "<script>9</script>",
        "<del>9</del>",
        "<!-- 9 -->",
        "<noscript>9</noscript>",
    ],
)
def test_what_is_not_seen_is_not_read(hidden: str) -> None:
    markup = f"<style>.gone {{ display: none }} @media print {{ .noprint {{ display:none }} }}</style><table><tr><td>规章<td>{hidden}3</table>"
    assert rows(markup) == [[["规章", "3"]]]


def test_white_on_a_colour_is_seen() -> None:
    markup = '<table><tr style="background:#1f4e79"><td style="color:#fff">规章<td>3</table><p class="noprint">完。</p>'
    assert rows(markup) == [[["规章", "3"]]]


def test_a_table_of_prose_is_prose() -> None:
    long = "这一年里各项工作按部就班，材料逐件核对。" * 12
    document = read_text(f"<table><tr><td>一、总体情况</td></tr><tr><td>{long}</td></tr></table>")
    assert [type(b) for b in document.blocks] == [Paragraph, Paragraph]
    assert document.text == f"一、总体情况\n{long}\n"


def test_a_report_in_one_table_is_cut_at_its_prose() -> None:
    prose = (
        "全年收到的申请都按时作了答复，没有一件逾期，也没有因此引起复议，群众反映良好，往后仍要如此坚持，不敢松懈。" * 2
    )
    data = "".join(f"<tr><td>规章{n}<td>{n}<td>0</tr>" for n in range(20))
    document = read_text(
        f"<table><tr><td colspan=3>{prose}</tr><tr><td colspan=3>二、主动公开政府信息情况</tr>{data}<tr><td colspan=3>{prose}</tr></table>"
    )
    assert [type(b) for b in document.blocks] == [Paragraph, Paragraph, Table, Paragraph]
    assert grids(document) == [[[f"规章{n}", str(n), "0"] for n in range(20)]]


def test_a_grid_inside_a_cell_of_layout_comes_out_alone() -> None:
    inner = "<table><tr><td>规章<td>1<tr><td>行政许可<td>2</table>"
    assert rows(f"<table><tr><td>菜单<td><p>前言。</p>{inner}</table>") == [[["规章", "1"], ["行政许可", "2"]]]


def test_a_wrapper_around_one_value_is_no_table() -> None:
    markup = "<table><tr><td>规章<td><table><tr><td>7</td></tr></table><td>0<tr><td>行政许可<td>1<td>2</table>"
    assert rows(markup) == [[["规章", "7", "0"], ["行政许可", "1", "2"]]]


def test_titles_and_metadata() -> None:
    document = read_text(
        '<head><title> 年报 _ 某网 </title><meta name="PubDate" content="2025-01-20"><meta name="ContentSource" content="某局"></head>'
        "<body><h1>某局<br>年度报告</h1><p><b>一、总体情况</b></p><p>正文。</p></body>"
    )
    assert document.title == "年报 _ 某网"
    assert document.metadata == (("published", "2025-01-20"), ("source", "某局"))
    assert [(type(b), getattr(b, "level", None)) for b in document.blocks] == [
        (Heading, 1),
        (Heading, 1),
        (Heading, None),
        (Paragraph, None),
    ]


def test_line_ends_of_the_source_are_not_printed() -> None:
    assert read_text("<p>政府信息\n   公开\n2024\n年</p>").text == "政府信息公开 2024 年\n"


def test_prose_that_looks_like_furniture_stays() -> None:
    text = "网站访问量达68万人次，打印窗口保持畅通，分享到群众手中的材料有12种。"
    assert read_text(f"<div class='content'><p>{text}</p></div>").text == f"{text}\n"


def test_the_main_part_stays_whatever_its_class_is_called() -> None:
    assert (
        read_text("<div class='top'><p>全年新收申请3件，都已办结。</p></div>").text == "全年新收申请3件，都已办结。\n"
    )


def test_a_page_saved_by_a_word_processor() -> None:
    body = "<html><table><tr><td>规章<td>4</table></html>".encode("gb18030")
    data = (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"
        b"Content-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + body + b"\r\n--b--\r\n"
    )
    assert grids(read(data, "x.doc", Limits())) == [[["规章", "4"]]]


def test_a_page_filled_by_a_script_says_so() -> None:
    with pytest.raises(Unreadable, match=r"^x\.html is a page without text$"):
        read_text("<html><body><div id=app></div><script>render()</script></body></html>")


@pytest.mark.parametrize(
    "markup",
    [
        "<html><body><p>甲</p></body></html><p>乙</p>",
        "<html><body><p>甲</p></body></html><html><body><p>乙</p></body></html>",
        "<html><body><p>甲</p></BODY></HTML >\n<!DOCTYPE html><html><head><title>x</title></head><body><p>乙</p></body></html>",
        "<html><body><div><p>甲</p><html><head><style>p{}</style></head><body></body></html></div><p>乙</p></body></html>",
    ],
)
def test_what_stands_behind_the_end_of_a_page_is_shown_and_read(markup: str) -> None:
    assert read_text(markup).text == "甲\n乙\n"
