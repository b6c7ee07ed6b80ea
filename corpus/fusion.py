"""Reciprocal rank fusion (Cormack, Clarke, Büttcher, SIGIR 2009): rankings become one without comparing scores."""

from __future__ import annotations

from collections.abc import Sequence

RANK_CONSTANT = 60  # of the paper; damps the lead of a first place


def fuse(
    rankings: Sequence[Sequence[str]], weights: Sequence[float] | None = None, *, constant: int = RANK_CONSTANT
) -> list[tuple[str, float]]:
    """(id, score) best first: the weighted sum of 1 / (constant + rank) over the rankings, ranks from 1, ties by id.

    An id repeated in a ranking counts at its best rank. ValueError when the weights are not one a ranking.
    """
    shares = [1.0] * len(rankings) if weights is None else list(weights)
    if len(shares) != len(rankings):
        raise ValueError(f"{len(shares)} weights for {len(rankings)} rankings")
    scores: dict[str, float] = {}
    for ranking, share in zip(rankings, shares, strict=True):
        for rank, item in enumerate(dict.fromkeys(ranking), start=1):
            scores[item] = scores.get(item, 0.0) + share / (constant + rank)
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
