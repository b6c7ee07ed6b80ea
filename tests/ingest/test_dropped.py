"""Text that leaves blanks out: only what the sums prove is read."""

from __future__ import annotations

import re

import pytest

from corpus.models import State
from corpus.settings import Settings
from generator import texts
from generator.compare import missing, wrong
from generator.reports import APPLICANTS, build
from ingest.parse import parse

RENDER = {
    "rows": texts.plain,
    "one line": texts.joined,
    "a value a line": lambda made: re.sub(r"\n\n+", "\n", texts.cells(made)),
    "paragraphs": lambda made: re.sub(r"\n+", "\n\n", texts.plain(made)),
}


@pytest.mark.parametrize("render", RENDER.values(), ids=RENDER)
@pytest.mark.parametrize("seed", range(450, 462))
def test_nothing_is_read_in_a_wrong_column(render, seed):
    flaw = ("no", "no", "column_total", "row_total", "balance", "dispute_total")[seed % 6]
    made = build(seed, zero="", small=seed % 2 == 0, flaw=flaw, blank_totals=seed % 5 == 0, rows23=seed % 4 == 3)
    parsed = parse(render(made).encode(), "x.txt", Settings())
    assert wrong(made, parsed) == {}


@pytest.mark.parametrize("render", RENDER.values(), ids=RENDER)
def test_totals_and_empty_rows_are_proved(render):
    made = build(463, zero="", small=True)
    parsed = parse(render(made).encode(), "x.txt", Settings())
    unread = missing(made, parsed)
    assert {key for key in unread if key[1] == "total" and key[0].startswith(("requests.", "outcome."))} == set()
    blank = [i for i in {k[0] for k in made.truth} if i.startswith("outcome.") and not made.truth[i, "total"].raw]
    assert len(blank) > 5
    assert not {(row, a) for row in blank for a in APPLICANTS} & unread


def test_columns_that_differ_are_proved():
    made = build(463, zero="", small=True)
    rows = [
        "一、本年新收政府信息公开申请数量 4 3 7", "二、上年结转政府信息公开申请数量", "三、本年度办理结果 （一）予以公开 4 4",
        "（二）部分公开（区分处理的，只计这一情形，不计其他情形） 3 3",
    ]  # fmt: skip
    plain = texts.plain(made)
    start, end = plain.index(rows[0][:10]), plain.index("五、")
    labels = [re.split(r" (?=[0-9]+(?: |$))", line)[0] for line in plain[start:end].split("\n")]
    table = rows + [{"（七）总计": "（七）总计 4 3 7"}.get(x, x) for x in labels[4:]]
    text = plain[:start] + "\n".join(table) + "\n" + plain[end:]
    facts = {(f.indicator, f.applicant): f for f in parse(text.encode(), "x.txt", Settings()).facts}
    assert [facts["outcome.disclosed", a].state for a in APPLICANTS][:2] == [State.UNREADABLE] * 2
    assert facts["outcome.disclosed", "total"].value == 4
    assert facts["outcome.partly_disclosed", "total"].value == 3
    assert facts["outcome.partly_disclosed", "natural_person"].state is State.BLANK  # the second of two columns
    assert facts["outcome.refused.state_secret", "other"].state is State.BLANK


@pytest.mark.parametrize(("flaw", "rows"), [("column_total", ("requests.", "outcome.")), ("balance", ("outcome.",))])
def test_one_error_of_the_print_leaves_the_totals_proved(flaw, rows):
    """The column of totals (or that of the outcomes alone, where the balance fails) adds up without the wrong cell."""
    made = build(465, zero="", small=True, flaw=flaw)
    parsed = parse(texts.plain(made).encode(), "x.txt", Settings())
    assert wrong(made, parsed) == {}
    assert {key for key in missing(made, parsed) if key[1] == "total" and key[0].startswith(rows)} == set()
