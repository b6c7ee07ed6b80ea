"""Sixty odd pages: every cell right, or unreadable and said to be; none silently wrong. Those read whole are named so."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest

from corpus.errors import InputError
from corpus.settings import Settings
from generator.compare import missing, wrong
from generator.pages import page
from generator.reports import build
from generator.texts import markdown
from ingest.parse import parse

MADE = build(21)
PAGE = page(MADE).decode()
ROW = re.compile(r"<tr>.*?</tr>", re.S)
TABLE = re.compile(r"<table border.*?</table>", re.S)
NUMBER = re.compile(r"(<td[^>]*>)([0-9.,]+)(</td>)")


def cells(change: Callable[[str], str]) -> bytes:
    return NUMBER.sub(lambda m: m[1] + change(m[2]) + m[3], PAGE).encode()


def tables(change: Callable[[str], str], text: str = PAGE) -> bytes:
    return TABLE.sub(lambda m: change(m[0]), text).encode()


def table3(change: Callable[[str], str]) -> bytes:
    longest = max(TABLE.findall(PAGE), key=len)
    return PAGE.replace(longest, change(longest)).encode()


def whole(change: Callable[[int], str]) -> bytes:
    return cells(lambda x: change(int(x)) if x.isdigit() else x)


def divs(table: str, row: str, cell: str) -> str:
    def line(match: re.Match[str]) -> str:
        texts = re.findall(r"<td[^>]*>(.*?)</td>", match[0], re.S)
        return f"<div {row}>" + "".join(f"<div {cell}>{text}</div>" for text in texts) + "</div>"

    return f"<div>{ROW.sub(line, table)}</div>".replace("<table", "<div").replace("</table>", "</div>")


def parted(table: str, at: int, *, head: bool) -> str:
    rows = ROW.findall(table)
    again = rows[:3] if head else []
    between = "</table><p>—5—</p><table border=1>"
    return f"<table border=1>{''.join(rows[:at])}{between}{''.join([*again, *rows[at:]])}</table>"


def headed_again(table: str, at: int) -> str:
    rows = ROW.findall(table)
    return f"<table border=1>{''.join([*rows[:at], *rows[:3], *rows[at:]])}</table>"


def other_figures() -> str:
    body = PAGE[PAGE.index("<body>") + len("<body>") : PAGE.index("</body>")]
    return re.sub(r">(\d+)</td>", lambda m: f">{int(m[1]) + 1}</td>", body)


def span(which: str, by: int) -> Callable[[str], str]:
    return lambda table: re.sub(rf'{which}="(\d+)"', lambda m: f'{which}="{max(1, int(m[1]) + by)}"', table)


def headed(style: str, change: Callable[[str], str]) -> bytes:
    return cells(change).replace(b"</head>", f"<style>{style}</style></head>".encode())


FULL = str.maketrans("0123456789", "０１２３４５６７８９")
READ_WHOLE = {
    "utf-16 with a mark": b"\xff\xfe" + PAGE.encode("utf-16-le"),
    "utf-16 without one": PAGE.encode("utf-16-be"),
    "utf-16 declared as utf-8": PAGE.encode("utf-16"),
    "gbk undeclared": PAGE.replace('<meta charset="utf-8">', "").encode("gb18030"),
    "gbk declared as utf-8": PAGE.encode("gb18030"),
    "utf-8 declared as latin": PAGE.replace("utf-8", "iso-8859-1").encode(),
    "a broken byte": PAGE.encode().replace("门户".encode(), "门".encode() + b"\xe5\x8f", 1),
    "character references": "".join(f"&#{ord(c)};" if c > "\u3000" else c for c in PAGE).encode(),
    "digits as references": cells(lambda x: "".join(f"&#{ord(c)};" for c in x)),
    "upper case": re.sub(r"</?(?:table|td|tr|p|h3|h1|div)\b", lambda m: m[0].upper(), PAGE).encode(),
    "xhtml": ('<?xml version="1.0" encoding="UTF-8"?>' + PAGE).encode(),
    "parted, head again": table3(lambda t: parted(t, 15, head=True)),
    "parted, no head": table3(lambda t: parted(t, 15, head=False)),
    "head again inside": table3(lambda t: headed_again(t, 14)),
    "a table in every cell": cells(lambda x: f"<table><tr><td>{x}</td></tr></table>"),
    "cells without rows": table3(lambda t: re.sub("</?tr>", "", t)),
    "nothing closed": tables(lambda t: re.sub("</t[dr]>", "", t)),
    "heads for cells": tables(lambda t: t.replace("<td", "<th").replace("</td", "</th")),
    "rows of divs": tables(lambda t: divs(t, "class=tr", "class=td")),
    "role=table": tables(lambda t: divs(t, "role=row", "role=cell")),
    "rowspans too long": tables(span("rowspan", 3)),
    "rowspans too short": tables(span("rowspan", -4)),
    "colspans too long": tables(span("colspan", 2)),
    "notes below": tables(lambda t: t.replace("</table>", "<tr><td colspan=10>注：1.由各科室填报。2.统计至2024年12月31日，共12件。</td></tr></table>")),
    "a caption": tables(lambda t: t.replace(">", "><caption>表3 单位：件</caption><colgroup><col></colgroup>", 1)),
    "an empty column": table3(lambda t: t.replace("</td></tr>", "</td><td></td></tr>")),
    "an empty first column": table3(lambda t: t.replace("<tr>", "<tr><td></td>")),
    "a hidden print version": PAGE.replace("</body>", f"<div style='display:none'>{other_figures()}</div></body>").encode(),
    "one hidden by its class": PAGE.replace("<head>", "<head><style>.pv{display:none}</style>").replace("</body>", f"<div class=pv>{other_figures()}</div></body>").encode(),
    "the page twice": (PAGE + PAGE).encode(),
    "full-width digits": cells(lambda x: x.translate(FULL)),
    "thousands": whole(lambda n: f"{n:,}"),
    "full-width thousands": whole(lambda n: f"{n:,}".replace(",", "，")),
    "two decimals": whole(lambda n: f"{n}.00"),
    "units": cells(lambda x: f"{x}件" if x.isdigit() else f"{x}万元"),
    "blanks around": cells(lambda x: f"&nbsp;&nbsp;{x}&nbsp;"),
    "zeros before": whole(lambda n: f"{n:04}"),
    "notes' marks": cells(lambda x: f"{x}<sup>①</sup>"),
    "marks in line": cells(lambda x: f"{x}②"),
    "raised marks": cells(lambda x: f"{x}¹"),
    "marks in brackets": cells(lambda x: f"{x}<sup>[1]</sup>"),
    "notes in the cell": cells(lambda x: f"{x}（其中修订2件）"),
    "last year's beside it": cells(lambda x: f"{x}<small>（上年9）</small>"),
    "spans round digits": cells(lambda x: "".join(f"<span>{c}</span>" for c in x)),
    "zero-width between digits": cells(lambda x: "\u200b".join(x)),
    "struck out before": cells(lambda x: f"<del>9</del>{x}"),
    "a comment": cells(lambda x: f"<!--9-->{x}<!--8-->"),
    "a hidden digit": cells(lambda x: f'<span style="display:none">9</span>{x}'),
    "a white digit": cells(lambda x: f'<font color="white">9</font>{x}'),
    "readings above": cells(lambda x: f"<ruby>{x}<rt>9</rt></ruby>"),
    "fields filled in": cells(lambda x: f'<input type=text value="{x}">'),
    "a field that is not shown": cells(lambda x: f"<input type=hidden value=9>{x}"),
    "struck out by its style": cells(lambda x: f'<span style="color:red;text-decoration: line-through">9</span>{x}'),
    "struck out by its class": headed("p .old, .x{text-decoration:line-through}", lambda x: f"<i class=old>9</i>{x}"),
    "hidden by two classes": headed(".a.b , .c{ display : none }", lambda x: f"<i class='b a'>9</i>{x}"),
    "one of two classes": headed(".a.b{display:none}", lambda x: f"<i class='a'>{x}</i>"),
    "hidden in a list of rules": headed("/* .d */ td .c,.e{display:none}", lambda x: f"<i class='c'>9</i><i class=d>{x}</i>"),
    "for readers aloud": cells(lambda x: f"<span class='sr-only'>9</span>{x}"),
    "clipped": cells(lambda x: f'<span style="position:absolute;clip:rect(0,0,0,0)">9</span>{x}'),
    "of no width": cells(lambda x: f'<span style="display:inline-block;width:0;overflow:hidden">9</span>{x}'),
    "transparent": cells(lambda x: f'<span style="color:transparent">9</span>{x}'),
    "a raised digit": cells(lambda x: f"{x}<sup>1</sup>"),
    "a lowered digit": cells(lambda x: f"{x}<sub>2</sub>"),
    "raised by its style": cells(lambda x: f'{x}<span style="font-size:8px;vertical-align:super">1</span>'),
    "raised by its class": headed(".fn{vertical-align:super}", lambda x: f"{x}<a class=fn>1</a>"),
    "seen when a script has run": PAGE.replace("<h3>", "<div style='visibility: hidden; opacity: 0; '><h3>", 1).encode(),
    "a drawing": PAGE.replace("<h3>", "<svg><text>9</text></svg><h3>").encode(),
}  # fmt: skip
SAID_TO_BE_UNREAD = {
    "thousands with a blank": whole(lambda n: f"{n:,}".replace(",", " ")),
    "thousands with a point": whole(lambda n: f"{n:,}".replace(",", ".")),
    "thousands with an apostrophe": whole(lambda n: f"{n:,}".replace(",", "'")),
    "fractions": whole(lambda n: f"{n}.5" if n else "0"),
    "in ten thousands": whole(lambda n: f"{n / 10000}万" if n > 999 else str(n)),
    "a small digit": cells(lambda x: f"{x}<small>1</small>"),
    "two figures in a cell": cells(lambda x: f"{x}<br>{x}"),
    "a sum in a cell": cells(lambda x: f"{x}+1"),
    "letters for digits": cells(lambda x: x.replace("0", "O").replace("1", "l")),
    "words for zero": cells(lambda x: "零" if x == "0" else x),
    "cut in the middle": PAGE[: len(PAGE) * 2 // 3].encode(),
}


@pytest.mark.parametrize("name", READ_WHOLE)
def test_every_cell_is_read(name: str) -> None:
    parsed = parse(READ_WHOLE[name], "a.html", Settings())
    assert (wrong(MADE, parsed), missing(MADE, parsed)) == ({}, set())
    assert (parsed.report.body.name, parsed.report.year) == (MADE.body, MADE.year)


@pytest.mark.parametrize("name", SAID_TO_BE_UNREAD)
def test_what_cannot_be_proved_is_said_to_be_unread(name: str) -> None:
    parsed = parse(SAID_TO_BE_UNREAD[name], "a.html", Settings())
    assert wrong(MADE, parsed) == {}
    assert missing(MADE, parsed)
    assert any("unreadable" in warning for warning in parsed.report.warnings)


@pytest.mark.parametrize(
    ("sign", "state"),
    [
        *(
            (sign, "not_applicable")
            for sign in ("—", "/", "无", "━", "∕", "- -", "——", "N/A", "暂无", "没有", "未发生")
        ),
        ("", "blank"),
        ("&nbsp;", "blank"),
    ],
)
def test_a_sign_for_none_is_no_zero(sign: str, state: str) -> None:
    parsed = parse(cells(lambda x: sign if x == "0" else x), "a.html", Settings())
    printed_zero = {key for key, cell in MADE.truth.items() if cell.value == 0}
    assert {(f.indicator, f.applicant) for f in parsed.facts if f.state == state} == printed_zero
    assert not any(f.value == 0 for f in parsed.facts)


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ("<html><body><iframe src='/a/b.pdf'></iframe></body></html>", "a frame"),
        ("<html><body><div id=app></div><script>var content='<table>…';</script></body></html>", "a script"),
        ("<html><body><div><img src='1.jpg'><img src='2.jpg'></div></body></html>", "pictures"),
    ],
)
def test_a_page_that_shows_what_it_does_not_hold(markup: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(markup.encode(), "a.html", Settings())
    assert said in f"{caught.value} {caught.value.hint}"


def test_tables_that_are_pictures_are_said_to_be() -> None:
    parsed = parse(tables(lambda _: '<p><img src="a.png" width=600 height=800></p>'), "a.html", Settings())
    assert parsed.facts == ()
    assert (parsed.report.body.name, parsed.report.year) == (MADE.body, MADE.year)
    assert any("3 pictures" in warning for warning in parsed.report.warnings)


@pytest.mark.parametrize("at", range(5))
def test_a_page_number_between_the_heads_moves_no_column(at: int) -> None:
    def change(table: str) -> str:
        rows = ROW.findall(table)
        return f"<table border=1>{''.join([*rows[:at], '<tr><td colspan=10>- 3 -</td></tr>', *rows[at:]])}</table>"

    assert wrong(MADE, parse(table3(change), "a.html", Settings())) == {}


def test_a_value_too_many_in_table_4_is_no_reading_of_it() -> None:
    """16 values under fifteen heads, the first fifteen of which add up."""
    row = "".join(f"<td>{n}</td>" for n in (2, 4, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 8, 8, 16))
    table = PAGE.rindex("<tr><td>", 0, PAGE.index("五、"))
    end = PAGE.index("</tr>", table)
    parsed = parse((PAGE[:table] + f"<tr>{row}" + PAGE[end:]).encode(), "a.html", Settings())
    assert {f.state for f in parsed.facts if f.table == 4} == {"unreadable"}


def test_a_number_beyond_all_counting_is_not_read() -> None:
    longest = parse(cells(lambda x: "9" * 400 if x == "0" else x), "a.html", Settings())
    assert all(f.value is None or f.value < 10**12 for f in longest.facts)
    assert any(f.state == "unreadable" for f in longest.facts)


def one(row: str, place: int, text: str) -> tuple[bytes, str]:
    """The page with other text in one cell of a row, and what stood there."""
    start = PAGE.index("<tr>", PAGE.rindex("<tr>", 0, PAGE.index(row, PAGE.index("第二十条第"))))
    end = PAGE.index("</tr>", start)
    found = list(NUMBER.finditer(PAGE, start, end))[place]
    return (PAGE[: found.start(2)] + text + PAGE[found.end(2) :]).encode(), found[2]


PIECES = (
    "约12", "12余", "12以上", "不足12", "12百", "12%", "12+", "＞12", "-5", "(5)", "1O", "12e3", "12:00", "1月2日", "2024年12",
    "13（更正为12）", "12→13", "12?", "十二", "见附件", "不详", "…", "***", "#DIV/0!", "/0", "&amp;#49;",
)  # fmt: skip


@pytest.mark.parametrize("text", PIECES)
@pytest.mark.parametrize(
    ("row", "place", "key"),
    [
        ("行政许可<", 0, ("licensing.decisions", "total")),
        ("重复申请", 5, ("outcome.not_processed.duplicate", "other")),
    ],
)
def test_a_piece_of_what_a_cell_prints_is_no_value(row: str, place: int, key: tuple[str, str], text: str) -> None:
    parsed = parse(one(row, place, text)[0], "a.html", Settings())
    assert {k for k in wrong(MADE, parsed)} == set()
    assert missing(MADE, parsed) == {key}


def test_digits_of_two_widths_are_a_number_only_where_a_sum_proves_it() -> None:
    alone = parse(one("行政许可<", 0, "１３2")[0], "a.html", Settings())  # 13, and the mark of a note?
    assert missing(MADE, alone) == {("licensing.decisions", "total")}
    assert wrong(MADE, alone) == {}


@pytest.mark.parametrize("text", ["13（更正为12）", "约12", "12以上", "12%"])
def test_the_same_in_markdown(text: str) -> None:
    printed = markdown(MADE)
    line = next(x for x in printed.split("\n") if x.startswith("| 行政许可 |"))
    cell = line.split("|")[2]
    parsed = parse(printed.replace(line, line.replace(cell, f" {text} ", 1)).encode(), "a.md", Settings())
    assert wrong(MADE, parsed) == {}
    assert missing(MADE, parsed) == {("licensing.decisions", "total")}


@pytest.mark.parametrize(
    ("head", "figure", "value"),
    [
        ("（单位：元）", "1158440", None),
        ("（千元）", "1158", None),
        ("（单位：万元）", "1158440元", None),
        ("（单位：万元）", "1.2亿元", None),
        ("（单位：元）", "115.8万元", "115.8"),
        ("（单位：元）", "0", "0"),
        ("", "115.84", "115.84"),
    ],
)
def test_fees_in_another_unit_are_not_taken_for_those_of_the_form(head: str, figure: str, value: str | None) -> None:
    data, _ = one("行政事业性收费<", 0, figure)
    parsed = parse(data.replace("（单位：万元）".encode(), head.encode()), "a.html", Settings())
    (fees,) = [f for f in parsed.facts if f.indicator == "fees.amount"]
    assert fees.value == (Decimal(value) if value else None)
    assert value or any("table 2" in warning for warning in parsed.report.warnings)


def test_a_row_that_lost_a_cell_is_not_read_with_its_total_among_the_parts() -> None:
    printed = markdown(MADE)
    rows = [line for line in printed.split("\n") if "其他法律行政法规禁止公开" in line]
    rows += [line for line in printed.split("\n") if "予以公开" in line or "部分公开" in line]
    tried = 0
    for line in rows:
        parts = line.split("|")
        for at in range(-8, -2):
            if parts[at].strip() == "0" and parts[-2].strip() != "0":
                shorter = "|".join([*parts[:at], *parts[at + 1 : -1], "  ", parts[-1]])
                assert wrong(MADE, parse(printed.replace(line, shorter).encode(), "a.md", Settings())) == {}
                tried += 1
    assert tried
