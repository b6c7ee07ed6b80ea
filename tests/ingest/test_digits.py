"""The other digits of a document as a second reader: drawn shapes, exact votes."""

from __future__ import annotations

import numpy as np

from ingest.digits import Sample, opinions

BAR, RING = np.zeros((6, 6)), np.zeros((6, 6))
BAR[:, 2:4] = 1
RING[0], RING[-1], RING[:, 0], RING[:, -1] = 1, 1, 1, 1


def picture(shape: np.ndarray, shade: float) -> np.ndarray:
    flat = (shape * shade).ravel()
    flat = flat - flat.mean()
    return flat / np.sqrt((flat**2).sum())


def samples(*digits: tuple[str, np.ndarray]) -> list[Sample]:
    return [Sample(i, 0, digit, picture(shape, 1 + i / 10)) for i, (digit, shape) in enumerate(digits)]


def test_neighbours_back_a_digit_and_contradict_a_false_one() -> None:
    right = [("1", BAR)] * 6 + [("0", RING)] * 6
    said = opinions(samples(*right, ("1", RING)))
    assert said[0, 0] == "1"
    assert said[6, 0] == "0"
    assert said[12, 0] == "0"  # read as 1, looks like a 0


def test_a_digit_that_nothing_looks_like_has_no_opinion() -> None:
    cross = np.eye(6)
    said = opinions(samples(*[("1", BAR)] * 6, *[("0", RING)] * 6, ("4", cross)))
    assert said[12, 0] is None


def test_few_digits_say_nothing() -> None:
    assert opinions(samples(("1", BAR), ("1", BAR))) == {}


def test_what_may_be_something_else_is_given_an_opinion_and_has_no_vote() -> None:
    mute = [s._replace(cell=20 + i, votes=False) for i, s in enumerate(samples(*[("1", RING)] * 6))]
    said = opinions([*samples(*[("1", BAR)] * 6, *[("0", RING)] * 6), *mute])
    assert said[20, 0] == "0"
    assert said[6, 0] == "0"
