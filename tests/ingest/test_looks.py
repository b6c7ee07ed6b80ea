"""A number cell is believed only where every look at it agrees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from ingest.inkshape import Ink
from ingest.lines import Box
from ingest.looks import ILLEGIBLE, Look, beside, first, is_words, judge, plain, settle
from ingest.ocr import Reading

DIGIT = Box(10, 5, 20, 23)
ONE = Ink("text", (DIGIT,), DIGIT)


def seen(text: str, ink: Ink = ONE, score: float = 0.99) -> Look:
    return Look(Box(0, 0, 60, 30), ink, text, score=score)


def test_two_looks_and_the_neighbours_agree() -> None:
    assert settle(seen("8"), (Reading("8", 0.95),), ["8"], slashed=False) == seen("8")


@pytest.mark.parametrize(
    ("text", "second", "said", "candidates"),
    [
        ("8", Reading("3", 0.95), ["8"], ("3",)),  # the second look differs
        ("8", Reading("8", 0.60), ["8"], ()),  # ... or is not sure
        ("8", Reading("8", 0.95), ["3"], ("3",)),  # the other digits of the document look otherwise
        ("8", Reading("8", 0.95), [None], ()),  # none looks alike, and the score is not high enough alone
        ("88", Reading("88", 0.99), ["8", "8"], ()),  # one character of ink, two digits read
    ],
)
def test_anything_less_is_doubted(text: str, second: Reading, said: list[str | None], candidates: tuple[str]) -> None:
    settled = settle(seen(text), (second,), said, slashed=False)
    assert (settled.text, settled.doubt, settled.candidates) == (text, True, candidates)


def test_a_lone_one_is_doubted_where_the_document_prints_slashes() -> None:
    """Unless it stands upright and looks like the ones that can be nothing else."""
    second, leaning = (Reading("1", 0.99),), ONE._replace(slanted=True)
    assert not settle(seen("1"), second, ["1"], slashed=False).doubt
    assert not settle(seen("1"), second, ["1"], slashed=True).doubt
    doubted = settle(seen("1", leaning), second, ["1"], slashed=True)
    assert (doubted.doubt, doubted.candidates) == (True, ("/",))
    assert settle(seen("1", score=0.95), second, ["1"], slashed=True).doubt
    assert settle(seen("1", ONE._replace(near=True)), second, ["1"], slashed=True).doubt  # of a border, perhaps
    silent = settle(seen("1"), second, [None], slashed=True)
    assert (silent.text, silent.doubt, silent.candidates) == (ILLEGIBLE, True, ())  # sums prove 1 = 1 and / = / alike


def test_no_sum_is_asked_whether_dirt_is_a_nought() -> None:
    for cell, said in ((seen("0", Ink("speck")), ["0"]), (seen("0", score=0.5), [None])):
        settled = settle(cell, (Reading("0", 0.99),), said, slashed=False)
        assert (settled.text, settled.doubt, settled.candidates) == (ILLEGIBLE, True, ())
    assert settle(seen("0", score=0.5), (Reading("0", 0.99),), ["0"], slashed=False).text == "0"


def test_a_leaning_stroke_like_the_slashes_is_one() -> None:
    tilted = ONE._replace(tilt=0.2)
    settled = settle(seen("1", tilted), (Reading("1", 0.99),), ["/"], slashed=True)
    assert (settled.text, settled.doubt) == ("/", False)
    assert settle(seen("1"), (Reading("1", 0.99),), ["/"], slashed=True).text == ILLEGIBLE


def test_three_looks_may_be_less_sure_than_two() -> None:
    two = (Reading("8", 0.99),)
    assert settle(seen("8", score=0.8), two, ["8"], slashed=False).doubt
    assert not settle(seen("8", score=0.8), (*two, Reading("8", 0.98)), ["8"], slashed=False).doubt
    assert settle(seen("8", score=0.8), (*two, Reading("3", 0.98)), ["8"], slashed=False).doubt


def test_ink_that_nobody_can_read_is_never_a_blank() -> None:
    settled = settle(seen(""), (Reading("", 0.0),), [], slashed=False)
    assert (settled.text, settled.doubt) == (ILLEGIBLE, True)
    dirt = settle(seen("1", Ink("speck")), (Reading("1", 0.99),), ["1"], slashed=True)
    assert (dirt.text, dirt.doubt, dirt.candidates) == (ILLEGIBLE, True, ("1", "/"))


def test_shapes_speak_before_the_recogniser() -> None:
    reading = [Reading("1", 0.99)]
    assert first(seen("", Ink("slash", (DIGIT,), DIGIT)), reading).text == "/"
    assert first(seen("", Ink("dash", (DIGIT,), DIGIT, long=True)), reading).text == "—"
    assert first(seen("", Ink("blank")), []).text == ""
    assert first(seen("", Ink("rim")), []).doubt


@dataclass
class Deaf:
    """A recogniser that reads nothing."""

    asked: int = 0

    def __call__(self, crops: Any) -> list[Reading]:
        self.asked += len(crops)
        return [Reading("", 0.0)] * len(crops)


def test_crumbs_of_a_border_are_no_blank_where_the_document_prints_signs() -> None:
    rim = first(seen("", Ink("rim")), [])
    dash = first(seen("", Ink("dash", (DIGIT,), DIGIT)), [])
    deaf = Deaf()
    assert [k.text for k in judge([rim], deaf)] == [""]
    assert [k.text for k in judge([rim, dash, dash], deaf)] == [ILLEGIBLE, "-", "-"]
    assert deaf.asked == 0


def test_an_empty_cell_among_signs_is_illegible_and_signs_among_empty_cells_leave_them_blank() -> None:
    blank, dash = seen("", Ink("blank"), 0.0), first(seen("", Ink("dash", (DIGIT,), DIGIT)), [])
    assert [k.text for k in judge([dash, dash, blank], Deaf())] == ["-", "-", ILLEGIBLE]
    assert [k.text for k in judge([dash, dash, blank, blank, blank], Deaf())] == ["-", "-", "", "", ""]


def test_a_text_layer_below_the_picture_brings_doubt_and_no_proof() -> None:
    assert beside(seen("8"), "8") == seen("8")
    assert beside(seen("8"), "3") == seen("8")._replace(doubt=True, candidates=("3",))
    assert beside(seen("8"), "x") == seen("8")
    doubted = seen("8")._replace(doubt=True)
    assert beside(doubted, "8").doubt


def test_words_and_strokes() -> None:
    assert is_words("一、本年新收")
    assert not is_words("一")
    assert plain("１ ２O") == "120"
