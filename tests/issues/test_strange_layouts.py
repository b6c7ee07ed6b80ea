"""Documents in which a cell was once read wrong, or not at all: each with the layout that did it."""

from __future__ import annotations

from html import escape

import pytest

from corpus.errors import Rejected
from corpus.models import State
from corpus.settings import Settings
from generator.layout import ABOUT, Cell, Rows, body3, heading, spread, table2, table4, tables3
from generator.reports import APPLICANTS, CATALOGUE, GROUPS4, OUTCOMES4, Made, build
from ingest.parse import parse

HEADS = [CATALOGUE.applicant(a).label for a in APPLICANTS]
GROUPS = ["行政复议", "未经复议直接起诉", "复议后起诉"]
OUTCOMES = [o["label"] for o in CATALOGUE.raw["table4"]["outcomes"]]
KEYS = (*OUTCOMES4, "total")


def as_html(rows: Rows) -> str:
    def cell(c: Cell) -> str:
        return f'<td rowspan="{c.rows}" colspan="{c.cols}">{escape(c.text)}</td>'

    return "<table>" + "".join(f"<tr>{''.join(map(cell, row))}</tr>" for row in rows) + "</table>"


def as_words(rows: Rows) -> str:
    return "\n".join(" ".join(c.text.strip() for c in row if c.text.strip()) for row in rows)


def as_tabs(rows: Rows) -> str:
    return "\n".join("\t".join(text or "" for text in row) for row in spread(rows))


def document(made: Made, show, three: Rows | None = None, four: list[Rows] | None = None) -> bytes:
    """The report as a page (`as_html`) or as text, tables 3 and 4 in another layout where given."""
    tables = {2: [table2(made)], 3: [three] if three else tables3(made), 4: four or [table4(made)]}
    lines = [made.title]
    for number in range(7):
        lines += [heading(made, number)] if number else []
        lines += made.sections.get(number, ())
        lines += [show(rows) for rows in tables.get(number, [])]
    if show is as_html:
        return ("<meta charset='utf-8'>" + "".join(x if x[0] == "<" else f"<p>{x}</p>" for x in lines)).encode()
    return ("\n".join(lines) + "\n").encode()


def read(data: bytes, made: Made) -> tuple[list[object], int]:
    """Cells that are not as printed, and how many could not be read."""
    name = "a.html" if data.startswith(b"<meta") else "a.txt"
    got = {(f.indicator, f.applicant): f for f in parse(data, name, Settings()).facts}
    unread = [k for k in made.truth if k not in got or got[k].state is State.UNREADABLE]
    wrong = [
        (k, t.raw, got[k].raw)
        for k, t in made.truth.items()
        if k not in unread and (got[k].state, got[k].value) != (t.state, t.value)
    ]
    return wrong, len(unread)


def reordered(made: Made, order: list[int]) -> Rows:
    """Table 3 with its columns in another order, and heads that say so."""
    head = [[Cell(ABOUT, rows=2, cols=3), Cell("申请人情况", cols=len(order))], [Cell(HEADS[i]) for i in order]]
    return head + [row[:-7] + [row[-7:][i] for i in order] for row in body3(made)]


@pytest.mark.parametrize("show", [as_html, as_words, as_tabs])
@pytest.mark.parametrize("order", [[6, 0, 1, 2, 3, 4, 5], [1, 0, 2, 3, 4, 5, 6], [5, 4, 3, 2, 1, 0, 6]])
@pytest.mark.parametrize("seed", [5, 8])
def test_columns_in_another_order_are_read_by_their_heads(show, order, seed):
    made = build(seed)
    assert read(document(made, show, three=reordered(made, order)), made) == ([], 0)


@pytest.mark.parametrize("show", [as_html, as_words])
def test_a_table_without_a_total_column_has_the_other_six(show):
    made = build(5)
    wrong, unread = read(document(made, show, three=reordered(made, [0, 1, 2, 3, 4, 5])), made)
    assert (wrong, unread) == ([], 25)


def values(made: Made, group: str) -> list[Cell]:
    return [Cell(made.raw(f"{group}.{key}")) for key in KEYS]


def an_outcome_a_row(made: Made) -> list[Rows]:
    head = [[Cell("结果", rows=2), Cell(GROUPS[0], rows=2), Cell("行政诉讼", cols=2)], [*map(Cell, GROUPS[1:])]]
    columns = [values(made, g) for g in GROUPS4]
    return [head + [[Cell(o), *(column[i] for column in columns)] for i, o in enumerate(OUTCOMES)]]


def a_group_a_row(made: Made) -> list[Rows]:
    rows = [[Cell(g), *values(made, key)] for g, key in zip(GROUPS, GROUPS4, strict=True)]
    return [[[Cell("类别"), *map(Cell, OUTCOMES)], *rows]]


def three_tables(made: Made) -> list[Rows]:
    return [
        [[Cell(g, cols=5)], [*map(Cell, OUTCOMES)], values(made, key)]
        for g, key in zip(GROUPS, GROUPS4, strict=True)
    ]  # fmt: skip


def a_value_a_row(made: Made) -> list[Rows]:
    return [
        [
            [*([Cell(g, rows=5)] if n == 0 else []), Cell(OUTCOMES[n]), value]
            for g, key in zip(GROUPS, GROUPS4, strict=True)
            for n, value in enumerate(values(made, key))
        ]
    ]


@pytest.mark.parametrize("show", [as_html, as_words, as_tabs])
@pytest.mark.parametrize("lay", [an_outcome_a_row, a_group_a_row, three_tables, a_value_a_row])
def test_table_4_is_read_however_it_is_laid_out(show, lay):
    made = build(5)
    assert read(document(made, show, four=lay(made)), made) == ([], 0)


@pytest.mark.parametrize("show", [as_html, as_words, as_tabs])
@pytest.mark.parametrize("groups", [[1, 2, 0], [2, 0, 1]])
@pytest.mark.parametrize("outcomes", [[0, 1, 2, 3, 4], [4, 0, 1, 2, 3]])
def test_table_4_in_another_order_is_never_read_in_the_forms(show, groups, outcomes):
    made = build(5)
    rows = [
        [Cell(GROUPS[g], cols=5) for g in groups],
        [Cell(OUTCOMES[o]) for _ in groups for o in outcomes],
        [values(made, GROUPS4[g])[o] for g in groups for o in outcomes],
    ]
    wrong, unread = read(document(made, show, four=[rows]), made)
    assert wrong == []
    assert unread == 0 if show is as_html else unread in (0, 15)


def test_two_reports_in_one_document_are_refused():
    one, other = build(7), build(8)
    for show in (as_html, as_words):
        with pytest.raises(Rejected, match="holds 2 reports"):
            read(document(one, show) + document(other, show), one)


def test_a_report_printed_twice_is_one():
    made = build(7)
    assert read(document(made, as_words) * 2, made)[0] == []


def test_blank_zeros_keep_their_columns_where_spaces_do():
    made = build(5, zero="")
    assert read(laid_out(made), made)[0] == []
    table3 = [k for k in made.truth if k[0].startswith(("requests.", "outcome."))]
    got = {(f.indicator, f.applicant): f for f in parse(laid_out(made), "a.txt", Settings()).facts}
    assert [k for k in table3 if got[k].state is State.UNREADABLE] == []


def laid_out(made: Made) -> bytes:
    """Table 3 as `pdftotext -layout` prints it: a character a column, values set in the middle of their columns."""
    rows = []
    for row in [[Cell("申请人情况"), *map(Cell, HEADS)], *body3(made)]:
        label = "".join(c.text for c in row[:-7]).ljust(60)
        rows.append(label + "".join(c.text.strip().center(8) for c in row[-7:]))
    text = document(made, as_words, three=[[Cell("\0")]]).decode()
    return text.replace("\0", "\n".join(rows)).encode()


@pytest.mark.parametrize("backwards", [False, True])
def test_a_table_written_as_a_list_is_read_by_the_names_in_it(backwards):
    made = build(5)
    order = list(reversed(APPLICANTS)) if backwards else APPLICANTS
    rows = [
        [
            Cell(
                f"{i.item}{i.label}："
                + "、".join(f"{CATALOGUE.applicant(a).label}{made.raw(i.id, a)}件" for a in order)
            )
        ]
        for i in CATALOGUE.table(3)
    ]
    assert read(document(made, as_words, three=rows), made) == ([], 0)
