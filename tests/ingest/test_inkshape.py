"""Shapes of ink drawn pixel by pixel."""

from __future__ import annotations

import pytest

pytest.importorskip("cv2")

import numpy as np

from ingest.inkshape import count, lean, look
from ingest.lines import Box


def sheet() -> np.ndarray:
    return np.zeros((36, 60), np.uint8)


def slash(ink: np.ndarray, left: int, drift: float) -> np.ndarray:
    for y in range(8, 26):
        x = left + round((26 - y) * drift)
        ink[y, x : x + 3] = 255
    return ink


def test_nothing_and_dust_are_blank() -> None:
    ink = sheet()
    assert look(ink, 1.0).kind == "blank"
    ink[10:13, 30:33] = 255
    assert look(ink, 1.0).kind == "blank"


@pytest.mark.parametrize(("width", "long"), [(9, False), (20, True)])
def test_a_dash(width: int, long: bool) -> None:
    ink = sheet()
    ink[17:20, 20 : 20 + width] = 255
    seen = look(ink, 1.0)
    assert (seen.kind, seen.long) == ("dash", long)


def test_a_dash_at_the_side_is_a_dash_and_a_crumb_of_the_border_is_not() -> None:
    ink = sheet()
    ink[17:20, 0:9] = 255
    assert look(ink, 1.0).kind == "dash"
    ink = sheet()
    ink[0:4, 10:40] = 255
    assert look(ink, 1.0).kind == "rim"


def test_a_leaning_stroke_is_a_slash_and_an_upright_one_is_not() -> None:
    assert look(slash(sheet(), 20, 0.35), 1.0).kind == "slash"
    upright = look(slash(sheet(), 20, 0.0), 1.0)
    assert (upright.kind, upright.slanted) == ("text", False)
    assert look(slash(sheet(), 20, 0.16), 1.0).slanted  # an oblique 1 or a steep slash


def test_a_slash_cut_by_the_border_is_still_one() -> None:
    ink = slash(sheet(), 0, 0.35)
    ink[:, 0] = 0
    assert look(ink, 1.0).kind == "slash"


def test_a_one_with_a_flag_does_not_lean() -> None:
    ink = sheet()
    ink[8:26, 24:27] = 255
    ink[9:12, 18:24] = 255
    assert lean(ink, Box(18, 8, 27, 26), 1.0) == 0.0


def test_a_thin_stroke_at_the_side_may_be_the_border() -> None:
    ink = sheet()
    ink[8:26, 2:5] = 255
    seen = look(ink, 1.0)
    assert (seen.kind, seen.near) == ("text", True)
    ink = sheet()
    ink[8:26, 0:1] = 255
    assert look(ink, 1.0).kind == "rim"


def test_touching_digits_are_counted_by_their_width() -> None:
    assert count((Box(0, 0, 10, 18), Box(12, 0, 34, 18))) == 3


def test_a_dash_between_the_crumbs_of_its_borders_is_one() -> None:
    ink = np.zeros((40, 42), np.uint8)
    ink[19:21, :] = 255
    ink[12:28, 0:2] = 255
    ink[12:28, 40:42] = 255
    assert (look(ink, 1.0).kind, look(ink, 1.0).long) == ("dash", True)
    bar = np.zeros((40, 42), np.uint8)
    bar[10:30, 0:3] = 255
    assert look(bar, 1.0).kind == "text"  # a 1 at the side, perhaps


def test_a_stroke_along_the_border_is_no_dash_and_dots_far_apart_are_no_digit() -> None:
    ink = np.zeros((60, 120), np.uint8)
    ink[55:58, 20:70] = 255
    assert look(ink, 1.0).kind == "rim"
    dots = np.zeros((60, 120), np.uint8)
    for x, y in ((10, 10), (40, 50), (60, 8), (80, 30), (105, 45)):
        dots[y : y + 4, x : x + 4] = 255
    assert look(dots, 1.0).kind == "blank"
    dots[:] = 0
    for x, y in ((10, 10), (16, 14), (10, 20), (17, 25), (12, 30)):
        dots[y : y + 4, x : x + 4] = 255
    assert look(dots, 1.0).kind == "speck"
