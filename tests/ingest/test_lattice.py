"""Ruled lines to cells: pure geometry, exact boxes."""

from __future__ import annotations

from ingest.lattice import cells, index
from ingest.lines import Box, Line, clusters, edges, extent, line_of, merge


def flat(at: float, lo: float, hi: float) -> Line:
    return Line(True, at, lo, hi)


def upright(at: float, lo: float, hi: float) -> Line:
    return Line(False, at, lo, hi)


def test_a_merged_head_over_two_columns_is_one_cell() -> None:
    lines = [
        flat(0, 0, 100),
        flat(20, 0, 100),
        flat(40, 0, 100),
        upright(0, 0, 40),
        upright(50, 20, 40),
        upright(100, 0, 40),
    ]
    assert cells(lines) == [Box(0, 0, 100, 20), Box(0, 20, 50, 40), Box(50, 20, 100, 40)]


def test_a_label_over_two_rows_is_one_cell() -> None:
    lines = [
        flat(0, 0, 100),
        flat(20, 50, 100),
        flat(40, 0, 100),
        upright(0, 0, 40),
        upright(50, 0, 40),
        upright(100, 0, 40),
    ]
    boxes = cells(lines)
    assert boxes == [Box(0, 0, 50, 40), Box(50, 0, 100, 20), Box(50, 20, 100, 40)]
    assert index(boxes) == ([(0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1)], 2, 2)


def test_a_table_without_its_bottom_border_keeps_its_last_row() -> None:
    """A browser draws no border where a table crosses a page."""
    lines = [flat(0, 0, 100), flat(20, 0, 100), upright(0, 0, 40), upright(50, 0, 40), upright(100, 0, 40)]
    assert cells(lines)[-2:] == [Box(0, 20, 50, 40), Box(50, 20, 100, 40)]


def test_a_border_drawn_for_half_a_side_does_not_part_two_cells() -> None:
    lines = [flat(0, 0, 100), flat(40, 0, 100), upright(0, 0, 40), upright(50, 0, 20), upright(100, 0, 40)]
    assert cells(lines) == [Box(0, 0, 100, 40)]


def test_a_grid_beyond_its_limit_is_no_table() -> None:
    lines = [flat(5.0 * i, 0, 2000) for i in range(250)] + [upright(5.0 * i, 0, 2000) for i in range(250)]
    assert cells(lines) == []


def test_column_starts_a_little_apart_are_one_column() -> None:
    """LibreOffice moves the borders of a merged head by a few points: table 4 came out with sixteen columns."""
    boxes = [Box(0, 0, 53, 20), Box(53, 0, 100, 20), Box(0, 20, 50, 40), Box(50, 20, 100, 40)]
    places, _, columns = index(boxes)
    assert columns == 2
    assert [p[1] for p in places] == [0, 1, 0, 1]


def test_narrow_columns_side_by_side_stay_two() -> None:
    boxes = [Box(0, 0, 12, 20), Box(12, 0, 24, 20)]
    assert index(boxes)[2] == 2


def test_borders_of_neighbours_are_one_line_and_dashes_join() -> None:
    assert merge([flat(10, 0, 50), flat(10.8, 50, 100)]) == [flat(10.4, 0, 100)]
    assert merge([flat(10, 0, 30), flat(10, 33, 60)]) == [flat(10, 0, 60)]
    assert merge([flat(10, 0, 3)]) == []


def test_lines_far_apart_are_two_tables() -> None:
    box, other = edges(Box(0, 0, 50, 20)), edges(Box(0, 60, 50, 80))
    found = clusters([*other, *box])
    assert [extent(c) for c in found] == [Box(0, 0, 50, 20), Box(0, 60, 50, 80)]


def test_a_lone_underline_is_no_table() -> None:
    assert clusters([flat(10, 0, 100)]) == []


def test_a_thin_box_is_a_line_and_a_shaded_cell_is_none() -> None:
    assert line_of(10, 5, 60, 5.5) == flat(5.25, 10, 60)
    assert line_of(10, 5, 10.5, 80) == upright(10.25, 5, 80)
    assert line_of(10, 5, 60, 40) is None


def test_a_heading_whose_strokes_join_two_tables_does_not_fuse_them() -> None:
    upper = [*edges(Box(0, 0, 50, 20)), upright(25, 0, 20)]
    lower = [*edges(Box(0, 60, 50, 80)), upright(25, 60, 80)]
    found = clusters([*upper, *lower, upright(0, 20, 60)])
    assert [extent(c) for c in found] == [Box(0, 0, 50, 20), Box(0, 60, 50, 80)]


def columns(xs: tuple[float, ...], top: float, bottom: float) -> list[Line]:
    return [upright(x, top, bottom) for x in xs]


def test_two_tables_that_touch_are_parted_where_their_columns_differ() -> None:
    """A report prints table 3 in two parts, one straight below the other."""
    xs, others = (0, 30, 60, 90, 120, 150, 200), (0, 20, 50, 80, 110, 140, 200)
    flats = [flat(y, 0, 200) for y in (0, 20, 40, 60, 80)]
    found = clusters([*flats, *columns(xs, 0, 40), *columns(others, 40, 80)])
    assert [extent(c) for c in found] == [Box(0, 0, 200, 40), Box(0, 40, 200, 80)]


def test_a_head_over_many_columns_stays_with_its_table() -> None:
    xs = (0, 30, 60, 90, 120, 150, 200)
    flats = [flat(y, 0, 200) for y in (0, 20, 40, 60)]
    assert len(clusters([*flats, *columns((0, 200), 0, 20), *columns(xs, 20, 60)])) == 1


def test_a_label_ends_where_the_next_column_starts_though_that_is_folded() -> None:
    """The lower part of a table has its value column 12 points further right: the label does not reach into it."""
    boxes = [Box(0, 0, 50, 20), Box(50, 0, 100, 20), Box(0, 40, 62, 60), Box(62, 40, 100, 60)]
    assert [place[1::2] for place in index(boxes)[0]] == [(0, 1), (1, 1), (0, 1), (1, 1)]
