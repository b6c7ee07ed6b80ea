"""A drawn page: its lean, its lines, and what is left when they are erased."""

from __future__ import annotations

import pytest

pytest.importorskip("cv2")

import numpy as np

from ingest.lattice import cells
from ingest.lines import Box, clusters, merge
from ingest.raster import LONG_SIDE, prepare, ruled, sheet_side, turn, unturn

LEFTS, TOPS = (200, 500, 800, 1100), (400, 480, 560, 640, 720)


def page() -> np.ndarray:
    """White, with a table of four rows and three columns, and a block of ink beside a border."""
    gray = np.full((LONG_SIDE, 1654), 255, np.uint8)
    for y in TOPS:
        gray[y : y + 3, LEFTS[0] : LEFTS[-1] + 3] = 0
    for x in LEFTS:
        gray[TOPS[0] : TOPS[-1] + 3, x : x + 3] = 0
    gray[430:450, 505:515] = 0
    return gray


def boxes_of(gray: np.ndarray) -> list[Box]:
    lines, _ = ruled(prepare(gray))
    (cluster,) = clusters(merge(lines))
    return cells(cluster)


def test_the_lines_of_a_page_make_its_cells() -> None:
    boxes = boxes_of(page())
    assert len(boxes) == 12
    assert [round(v / 10) * 10 for v in boxes[0]] == [200, 400, 500, 480]


@pytest.mark.parametrize("degrees", [-2.0, 0.7])
def test_a_leaning_page_is_straightened(degrees: float) -> None:
    leaning = turn(page(), degrees)
    assert prepare(leaning).skew == pytest.approx(-degrees, abs=0.1)
    assert len(boxes_of(leaning)) == 12


def test_a_box_goes_back_to_where_it_is_printed() -> None:
    """Its centre is 290 left of and 390 above the page's; a quarter turn clockwise puts it 390 right and 290 above."""
    back = unturn(Box(100, 100, 120, 120), (1000, 800), 90.0)
    assert [round(v) for v in back] == [780, 200, 800, 220]


def test_lines_are_erased_and_ink_beside_them_stays() -> None:
    raster = prepare(page())
    _, mask = ruled(raster)
    left = np.where(mask > 0, 0, raster.ink)
    assert left[432:448, 507:513].all()
    assert left[460:478, 202:498].sum() == 0
    assert left[440, 499:504].sum() == 0


def test_dashes_side_by_side_are_no_line() -> None:
    gray = np.full((LONG_SIDE, 1654), 255, np.uint8)
    lefts = (200, 700, 742, 784, 826, 868)
    for y in TOPS:
        gray[y : y + 3, lefts[0] : lefts[-1] + 3] = 0
    for x in lefts:
        gray[TOPS[0] : TOPS[-1] + 3, x : x + 3] = 0
    for x in lefts[1:-1]:
        gray[440:442, x + 6 : x + 39] = 0
    assert len(boxes_of(gray)) == 20
    raster = prepare(gray)
    _, mask = ruled(raster)
    assert np.where(mask > 0, 0, raster.ink)[440:442, 710:736].all()


def test_text_close_to_a_border_does_not_hide_it() -> None:
    gray = page()
    gray[490:550, 510:600:14] = 0
    gray[490:550, 512:600:14] = 0
    assert len(boxes_of(gray)) == 12


def test_pages_in_one_tall_picture_keep_their_size() -> None:
    assert sheet_side(2340, 1654) == 2340
    assert sheet_side(3 * 2340, 1654) == pytest.approx(2339, abs=1)
    assert sheet_side(40 * 2340, 1654) == 40 * 2340
    assert prepare(np.full((3 * LONG_SIDE, 1654), 255, np.uint8)).gray.shape[1] == pytest.approx(1654, abs=2)
