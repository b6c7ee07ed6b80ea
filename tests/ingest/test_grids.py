"""Tables with cell structure: blanks keep their place, shifted rows are read only when they are full."""

from __future__ import annotations

import pytest
from ingest_made.made_report import ROWS, as_markdown, figures, printed, wanted

from corpus.document import Document, GridCell, Table
from corpus.models import State
from corpus.settings import Settings
from ingest.alignment import align, likeness, rows25, squeezed
from ingest.cells import read_print
from ingest.grids import read_grids
from ingest.parse import parse

FIGURES = figures()


def cells(text: str) -> dict[tuple[str, str], tuple[State, str]]:
    parsed = parse(text.encode(), "made.md", Settings())
    return {(f.indicator, f.applicant): (f.state, f.raw) for f in parsed.facts}


def meant(zero_state: State, raw: str) -> dict[tuple[str, str], tuple[State, str]]:
    return {
        k: (zero_state, raw) if v == "0" and k[0].startswith(("requests.", "outcome.")) else (State.REPORTED, v)
        for k, v in wanted(FIGURES).items()
    }


@pytest.mark.parametrize("split", [None, 1, 12, 24])
@pytest.mark.parametrize(
    ("zero", "state"),
    [("", State.BLANK), ("\u00a0", State.BLANK), ("—", State.NOT_APPLICABLE), ("/", State.NOT_APPLICABLE)],
)
def test_blanks_and_signs_keep_their_place(zero, state, split):
    got = cells(as_markdown(printed(FIGURES, zero), split=split))
    assert got == meant(state, zero.strip())


def test_shifted_rows_with_blanks_are_unreadable_and_full_ones_are_read():
    lines = as_markdown(printed(FIGURES, "")).split("\n")
    shifted = [f"| |{line}" if line.startswith("| 2.") else line for line in lines]
    got = cells("\n".join(shifted))
    for key, (state, raw) in got.items():
        if state is State.REPORTED:
            assert raw == wanted(FIGURES)[key]
        elif state is State.BLANK:
            assert wanted(FIGURES)[key] == "0"
    full = [r for r in ROWS if all(FIGURES[r])]
    assert all(got[r, "total"][0] is State.REPORTED for r in full)


def test_rows_in_another_order_are_never_given_another_rows_name():
    rows = printed(FIGURES)
    swapped = dict([*list(rows.items())[1:2], *list(rows.items())[:1], *list(rows.items())[2:]])
    for key, (state, raw) in cells(as_markdown(swapped)).items():
        assert state is State.UNREADABLE or raw == wanted(FIGURES)[key]


def test_alternative_tables_take_part_and_take_the_place_of_the_first():
    base = parse(as_markdown(printed(FIGURES)).encode(), "a.md", Settings())
    assert base.report.identities_held == 42
    document = Document(format="scan", text="x", blocks=(), alternatives=(_table([["行政许可", "7"]], "look"),))
    assert [r.name for r in read_grids(document)] == []


def _table(rows: list[list[str]], reading: str) -> Table:
    made = [GridCell(row=r, col=c, text=t, start=0, end=0) for r, row in enumerate(rows) for c, t in enumerate(row)]
    return Table(cells=tuple(made), n_rows=len(rows), n_cols=len(rows[0]), start=0, end=0, reading=reading)


@pytest.mark.parametrize(
    ("text", "state", "value", "raw", "note"),
    [
        ("41", State.REPORTED, "41", "41", None),
        (" ４１ ", State.REPORTED, "41", "４１", None),
        ("1,234,567", State.REPORTED, "1234567", "1,234,567", None),
        ("8,603.607", State.REPORTED, "8603.607", "8,603.607", None),
        ("22（其中修订16件）", State.REPORTED, "22", "22", "其中修订16件"),
        ("22件", State.REPORTED, "22", "22", None),
        ("", State.BLANK, None, "", None),
        ("\u00a0\u3000", State.BLANK, None, "", None),
        ("/", State.NOT_APPLICABLE, None, "/", None),
        ("——", State.NOT_APPLICABLE, None, "——", None),
        ("－", State.NOT_APPLICABLE, None, "－", None),
        ("不适用", State.NOT_APPLICABLE, None, "不适用", None),
        ("-4", State.UNREADABLE, None, "-4", None),
        ("1,23", State.UNREADABLE, None, "1,23", None),
        ("O", State.UNREADABLE, None, "O", None),
    ],
)
def test_what_a_cell_prints(text, state, value, raw, note):
    seen = read_print(text)
    assert (seen.state, None if seen.value is None else str(seen.value), seen.raw, seen.note) == (
        state,
        value,
        raw,
        note,
    )
    assert text[seen.start : seen.end] == raw


def test_digits_set_apart_need_proof():
    seen = read_print("2 0")
    assert (str(seen.value), seen.sure) == ("20", False)


@pytest.mark.parametrize(
    ("printed_label", "row"),
    [
        ("2. 其他法律行政止公开", "outcome.refused.prohibited_by_law"),
        ("１．本机关不掌握相关信息", "outcome.unavailable.not_held"),
        ("3.补正後申請內容仍不明確", "outcome.unavailable.still_unclear"),
        ("（七）总计", "outcome.total"),
        ("3. 其他", "outcome.other.other"),
        ("结转下年度继续办理", "requests.carried_out"),
    ],
)
def test_label_variants(printed_label, row):
    fits = {r: likeness(squeezed(printed_label), r) for r in rows25()}
    assert max(fits, key=lambda r: fits[r]) == row
    assert [r for r, score in fits.items() if score > 0] == [row]


def test_alignment_keeps_the_order_and_leaves_strangers_out():
    texts = [squeezed(t) for t in ("申请人情况", "一、本年新收政府信息公开申请数量", "", "3.其他", "（七）总计")]
    assert align(texts, rows25(), [False] * 5) == [None, 0, None, 22, 23]


def test_a_row_without_label_takes_a_place_only_where_one_is_free():
    texts = [squeezed(t) for t in ("一、本年新收", "", "（一）予以公开", "", "（七）总计", "")]
    bare = [not t for t in texts]
    assert align(texts, rows25(), bare) == [0, 1, 2, None, 23, 24]
