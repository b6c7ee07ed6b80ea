"""Tables from running text: what is proved is read, the rest is unreadable, nothing is shifted."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ingest_made.made_report import ROWS, TABLE4, as_cells, as_lines, figures, printed, wanted

from corpus.catalogue import load
from corpus.models import Form, ParsedReport, State
from corpus.settings import Settings
from ingest.parse import parse

FIGURES = figures()
APPLICANTS = tuple(a.id for a in load().applicants)
FLAVOURS = {"lines": as_lines, "cells": as_cells}
FOOTERS = ["-4-", "— 5 —", "- 4 -", "第 4 页", "第 4 页 共 9 页", "社旗县人民政府年度报告", "4"]
FUZZ = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read(text: str) -> ParsedReport:
    return parse(text.encode(), "made.txt", Settings())


def cells(parsed: ParsedReport) -> dict[tuple[str, str], str | None]:
    """Values as text; None where unreadable."""
    return {
        (f.indicator, f.applicant): None
        if f.state is State.UNREADABLE
        else str(f.value)
        if f.value is not None
        else f.raw
        for f in parsed.facts
    }


def wrong(parsed: ParsedReport) -> list[tuple[tuple[str, str], str | None]]:
    """Cells that claim another figure than the one meant."""
    meant = wanted(FIGURES)
    return [(k, v) for k, v in cells(parsed).items() if v is not None and v != meant.get(k)]


@pytest.mark.parametrize("make", FLAVOURS.values(), ids=FLAVOURS)
def test_reads_all_cells(make):
    parsed = read(make(printed(FIGURES)))
    assert cells(parsed) == wanted(FIGURES)
    assert parsed.report.identities_held == 42


def test_thousands_commas_and_full_width_digits():
    wide = {
        r: [v.translate(str.maketrans("0123456789", "０１２３４５６７８９")) for v in vs]
        for r, vs in printed(FIGURES).items()
    }
    two = ["1", "2", "9", "6", "3", "15", "7,000", "474", "31", "12.5"]
    parsed = read(as_lines(wide, two))
    assert {k: v for k, v in cells(parsed).items() if k[0] != "licensing.decisions"} == {
        k: v for k, v in wanted(FIGURES).items() if k[0] != "licensing.decisions"
    }
    assert cells(parsed)["licensing.decisions", "total"] == "7000"


@pytest.mark.parametrize("zero", ["—", "-", "/", "–", "不适用"])
def test_signs_of_nothing_are_a_state_and_not_zeros(zero):
    parsed = read(as_lines(printed(FIGURES, zero)))
    nothing = {(f.indicator, f.applicant) for f in parsed.facts if f.state is State.NOT_APPLICABLE}
    meant = {k for k, v in wanted(FIGURES).items() if v == "0" and k[0].startswith(("requests.", "outcome."))}
    assert nothing == meant
    assert not [f for f in parsed.facts if f.table == 3 and f.value == 0]


def test_blank_zeros_in_running_text_are_placed_by_the_sums_or_unreadable():
    rows = printed(FIGURES, "")
    parsed = read(as_lines(rows))
    meant = {(r, a): v for r, vs in rows.items() for a, v in zip(APPLICANTS, vs, strict=True)}
    read_cells = {k: v for k, v in cells(parsed).items() if v is not None and k in meant}
    assert read_cells == {k: meant[k] for k in read_cells}
    full = {k for k in meant if all(rows[k[0]])}
    totals = {(r, "total") for r in rows}
    assert full | totals <= set(read_cells)


def test_a_number_wrapped_in_a_narrow_cell_is_joined_when_the_row_proves_it():
    rows = printed(FIGURES)
    first = rows[ROWS[0]]
    rows[ROWS[0]] = [f"{first[0][:-1]}\n{first[0][-1]}", *first[1:]]
    parsed = read(as_lines(rows))
    assert cells(parsed) == wanted(FIGURES)


def test_an_annotated_number_keeps_its_note():
    text = as_lines(printed(FIGURES)).replace("行政规范性文件 6 3 15", "行政规范性文件 6（其中修订2件） 3 15")
    parsed = read(text)
    assert cells(parsed) == wanted(FIGURES)
    assert [f.note for f in parsed.facts if f.indicator == "normative_documents.issued"] == ["其中修订2件"]


def test_digits_set_apart_in_table_2_are_not_guessed():
    parsed = read(as_lines(printed(FIGURES)).replace("行政许可 7000", "行政许可 70 00"))
    assert cells(parsed)["licensing.decisions", "total"] is None


@pytest.mark.parametrize("behind", ["%", "％", "以上", " 以上", "余", "左右", "百", "万"])
def test_a_number_that_is_taken_back_is_no_count(behind):
    for make in FLAVOURS.values():
        text = make(printed(FIGURES))
        assert "7000" in text
        found = cells(read(text.replace("7000", f"7000{behind}")))
        assert found["licensing.decisions", "total"] is None, text[:200]


def test_other_handling_as_one_row_of_23():
    rows = printed(FIGURES)
    parts = [FIGURES[r] for r in ROWS if r.startswith("outcome.other.")]
    one = [str(sum(p[k] for p in parts)) for k in range(7)]
    short: dict[str, list[str]] = {}
    for row, values in rows.items():
        if row == "outcome.other.not_corrected_in_time":
            short["outcome.other.total"] = one
        elif not row.startswith("outcome.other."):
            short[row] = values
    parsed = read(as_lines(short))
    assert parsed.report.form is Form.F2021_23ROWS
    assert [cells(parsed)["outcome.other.total", a] for a in ("natural_person", "total")] == [one[0], one[6]]
    assert not [f for f in parsed.facts if f.indicator in ROWS and f.indicator.startswith("outcome.other.")]
    assert (parsed.report.identities_held, parsed.report.identities_broken) == (40, 0)


def test_a_print_that_breaks_a_sum_is_stored_as_printed():
    rows = printed(FIGURES)
    rows["outcome.total"] = [*rows["outcome.total"][:6], str(FIGURES["outcome.total"][6] + 1)]
    parsed = read(as_lines(rows))
    assert cells(parsed)["outcome.total", "total"] == rows["outcome.total"][6]
    broken = {(i.rule, i.member) for i in parsed.identities if i.status == "broken"}
    assert broken == {("t3.row", "outcome.total"), ("t3.outcomes", "total"), ("t3.balance", "total")}


def test_a_row_without_its_label_is_not_read_as_its_neighbour():
    text = as_lines(printed(FIGURES)).replace("2.重复申请 ", "")
    parsed = read(text)
    assert cells(parsed)["outcome.not_processed.duplicate", "total"] is None
    assert cells(parsed)["outcome.not_processed.petition_complaint", "total"] is None
    assert wrong(parsed) == []


def test_misprinted_labels():
    text = as_lines(printed(FIGURES))
    for right, seen in (
        ("其他法律行政法规禁止公开", "其他法律行政止公开"), ("本机关不掌握相关政府信息", "不掌握相关信息"),
        ("本年废止件数", "本年度止件数"), ("2.重复", "2、重复"), ("行政规范性文件", "规范性文件"),
    ):  # fmt: skip
        text = text.replace(right, seen)
    assert cells(read(text)) == wanted(FIGURES)


def test_table_4_with_a_number_missing_is_unreadable():
    four = list(TABLE4)
    del four[6]
    parsed = read(as_lines(printed(FIGURES), four=four))
    assert {
        v for (i, _), v in cells(parsed).items() if i.split(".")[0] in ("reconsideration", "litigation_direct")
    } == {None}


def numbers(text: str) -> list[tuple[int, int]]:
    start, end = text.index("一、本年新收"), text.index("五、存在")
    return [m.span() for m in re.finditer(r"(?<![0-9.])[0-9]+(?![0-9.、])", text) if start < m.start() < end]


@pytest.mark.parametrize("make", FLAVOURS.values(), ids=FLAVOURS)
@FUZZ
@given(data=st.data())
def test_a_dropped_number_never_shifts_the_others(make, data):
    text = make(printed(FIGURES))
    start, end = data.draw(st.sampled_from(numbers(text)))
    assert wrong(read(text[:start] + text[end:])) == []


@pytest.mark.parametrize("make", FLAVOURS.values(), ids=FLAVOURS)
@FUZZ
@given(data=st.data())
def test_page_furniture_anywhere_never_becomes_a_cell(make, data):
    lines = make(printed(FIGURES)).split("\n")
    first = next(i for i, line in enumerate(lines) if line.startswith("一、本年新收"))
    at = data.draw(st.integers(first, len(lines)))
    text = "\n".join([*lines[:at], data.draw(st.sampled_from(FOOTERS)), *lines[at:]])
    assert wrong(read(text)) == []


@FUZZ
@given(data=st.data())
def test_a_row_cut_by_a_page_is_whole_or_unreadable(data):
    text = as_lines(printed(FIGURES))
    start, _ = data.draw(st.sampled_from(numbers(text)))
    footer = data.draw(st.sampled_from(["", *FOOTERS]))
    assert wrong(read(f"{text[:start]}\n{footer}\n{text[start:]}")) == []


@pytest.mark.parametrize("make", FLAVOURS.values(), ids=FLAVOURS)
@FUZZ
@given(data=st.data())
def test_rows_left_out_or_out_of_order_are_flagged(make, data):
    rows = list(printed(FIGURES).items())
    a, b = data.draw(st.integers(0, 24)), data.draw(st.integers(0, 24))
    if data.draw(st.booleans()):
        rows[a], rows[b] = rows[b], rows[a]
    else:
        del rows[a]
    assert wrong(read(make(dict(rows)))) == []


def test_the_form_of_2019_is_never_read_as_the_form_of_2021():
    text = as_lines(printed(FIGURES))
    for new, old in (
        ("本年制发件数", "本年新制作数量"),
        ("本年废止件数", "本年新公开数量"),
        ("现行有效件数", "对外公开总数量"),
    ):
        text = text.replace(new, old)
    got = {i for (i, _), v in cells(read(text)).items() if v is not None}
    assert not got & {"regulations.issued", "normative_documents.issued", "normative_documents.in_force"}


def of_2019(change: str = "4") -> str:
    before, _, rest = as_lines(printed(FIGURES)).partition("第二十条第（一）项")
    table = (
        "第二十条第（一）项\n信息内容 本年新制作数量 本年新公开数量 对外公开总数量\n规章 0 0 0\n规范性文件 6 5 15\n"
        f"第二十条第（五）项\n信息内容 上一年项目数量 本年增/减 处理决定数量\n行政许可 300 {change} 7000\n其他对外管理服务事项 12 0 88\n"
        "第二十条第（六）项\n信息内容 上一年项目数量 本年增/减 处理决定数量\n行政处罚 90 1 474\n行政强制 20 0 31\n"
        "第二十条第（八）项\n信息内容 上一年项目数量 本年增/减\n行政事业性收费 3 0\n"
        "第二十条第（九）项\n信息内容 采购项目数量 采购总金额\n政府集中采购 7 125000\n\n三、"
    )
    return before.replace("2023", "2019") + table + rest.partition("\n三、")[2]


@pytest.mark.parametrize(
    ("printed_as", "change"), [("4", "4"), ("+4", "4"), ("-2", "-2"), ("－2", "-2"), ("减2", "-2")]
)
def test_a_change_of_the_form_of_2019_has_its_sign(printed_as, change):
    got = cells(read(of_2019(printed_as)))
    assert got["form2019.licensing.change", "total"] == change
    assert got["form2019.licensing.decisions", "total"] == "7000"


def test_a_row_of_the_form_of_2019_that_is_not_proved_is_said_to_be_unread():
    parsed = read(of_2019("4 5"))
    read_of_row = {f.indicator: f.state for f in parsed.facts if f.indicator.startswith("form2019.licensing.")}
    assert set(read_of_row.values()) == {State.UNREADABLE}
    assert len(read_of_row) == 3


def test_the_form_of_2019_keeps_its_own_meaning():
    parsed = read(of_2019())
    got = {k: v for (k, _), v in cells(parsed).items() if k.startswith("form2019.")}
    assert parsed.report.form is Form.F2019
    assert {k: got[f"form2019.{k}"] for k in ("normative_documents.new_public", "licensing.items", "procurement.amount")} == {
        "normative_documents.new_public": "5", "licensing.items": "300", "procurement.amount": "125000",
    }  # fmt: skip
    assert len(got) == 22
    assert not [f for f in parsed.facts if f.table == 2 and not f.indicator.startswith("form2019.")]
    assert cells(parsed)["outcome.total", "total"] == str(FIGURES["outcome.total"][6])


def test_only_the_digits_put_together_of_a_row_are_doubted():
    rows = printed(FIGURES)
    first = rows[ROWS[0]]
    rows[ROWS[0]] = [f"{first[0][:-1]}\n{first[0][-1]}", *first[1:]]
    rows["outcome.total"] = [*rows["outcome.total"][:6], str(FIGURES["outcome.total"][6] + 1)]
    parsed = read(as_lines(rows))
    assert [cells(parsed)[ROWS[0], a] for a in APPLICANTS[1:]] == [str(v) for v in FIGURES[ROWS[0]][1:]]
    assert wrong(parsed) == []  # the row that does not add up is unreadable beside one that was mended


def test_thousands_cut_after_their_comma_are_no_number():
    rows = printed(FIGURES)
    rows[ROWS[0]] = ["2,4", *rows[ROWS[0]][1:6], "3,8\n76\n85"]
    assert [cells(read(as_lines(rows)))[ROWS[0], a] for a in APPLICANTS] == [None] * 7


def test_a_total_whose_head_is_cut_is_a_column_all_the_same():
    text = as_lines(printed(FIGURES)).replace("总计", "总\n计", 2)
    line = next(x for x in text.split("\n") if x.startswith("（一）予以公开") or "（一）予以公开" in x)
    *six, other, total = line.split(" ")
    parsed = read(text.replace(line, " ".join([*six, other + total])))
    assert [cells(parsed)["outcome.disclosed", a] for a in APPLICANTS] == [None] * 7
