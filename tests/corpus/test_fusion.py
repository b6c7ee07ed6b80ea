"""Rankings become one."""

from __future__ import annotations

import pytest

from corpus.fusion import fuse


def test_the_scores_are_those_of_the_formula() -> None:
    assert fuse([["a", "b"], ["b"]], constant=60) == [("b", 1 / 62 + 1 / 61), ("a", 1 / 61)]


def test_weights_decide_between_rankings() -> None:
    assert [i for i, _ in fuse([["a"], ["b"]], [2.0, 1.0])] == ["a", "b"]
    assert [i for i, _ in fuse([["a"], ["b"]], [1.0, 2.0])] == ["b", "a"]


def test_equals_stand_in_the_order_of_their_ids() -> None:
    assert [i for i, _ in fuse([["z"], ["a"]])] == ["a", "z"]


def test_a_repeated_id_counts_once() -> None:
    assert fuse([["a", "a"]]) == [("a", 1 / 61)]


def test_weights_must_match() -> None:
    with pytest.raises(ValueError, match="1 weights for 2 rankings"):
        fuse([["a"], ["b"]], [1.0])
