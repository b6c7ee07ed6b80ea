"""A second reader of printed digits that learned from nobody: the other digits of the same document.

Every digit of a report's tables is printed in one or two faces. Each single character of a number cell is compared
with those of all other cells as they were read; the nearest ones vote. A cell whose characters look like others than
those it was read as is doubted. Pixels; numpy only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

SHAPE = (20, 14)  # rows, columns of the small picture compared
NEIGHBOURS = 5
ALIKE = 0.80  # correlation from which a neighbour may vote
FEWEST = 2  # a single neighbour says nothing
LOT = 512
MARGIN = 0.04  # a vote against the reading must be this much nearer than the best one for it


class Sample(NamedTuple):
    """One character: its cell (any id), its place in the cell, the digit it was read as, its small picture.

    One that may be something else is given an opinion and has no vote.
    """

    cell: int
    place: int
    digit: str
    picture: Any
    votes: bool = True


def picture(gray: Any) -> Any:
    """The crop of one character (dark on light) as a small normalised vector with its aspect kept."""
    import cv2
    import numpy as np

    height, width = gray.shape[:2]
    rows, cols = SHAPE
    scaled = max(1, min(cols, round(width * rows / max(height, 1))))
    small = cv2.resize(gray, (scaled, rows), interpolation=cv2.INTER_AREA)
    sheet = np.full(SHAPE, 255.0)
    left = (cols - scaled) // 2
    sheet[:, left : left + scaled] = small
    flat = sheet.ravel() - sheet.mean()
    norm = float(np.sqrt((flat**2).sum()))
    return flat / norm if norm > 0 else flat


def opinions(samples: Sequence[Sample]) -> dict[tuple[int, int], str | None]:
    """(cell, place) → the digit that most of its nearest neighbours were read as; None where too few look alike.

    Pictures are in lots of LOT, so that a long document needs little memory.
    """
    import numpy as np

    if len(samples) < 2 * NEIGHBOURS:
        return {}
    matrix = np.stack([s.picture for s in samples])
    cells = np.array([s.cell for s in samples])
    mute = np.array([not s.votes for s in samples])
    found: dict[tuple[int, int], str | None] = {}
    for begin in range(0, len(samples), LOT):
        lot = samples[begin : begin + LOT]
        scores = matrix[begin : begin + LOT] @ matrix.T
        scores[cells[begin : begin + LOT, None] == cells[None, :]] = -1.0
        scores[:, mute] = -1.0
        for sample, row in zip(lot, scores, strict=True):
            found[sample.cell, sample.place] = _opinion(sample, row, samples)
    return found


def _opinion(sample: Sample, scores: Any, samples: Sequence[Sample]) -> str | None:
    import numpy as np

    nearest = [int(j) for j in np.argsort(-scores, kind="stable")[:NEIGHBOURS] if scores[j] >= ALIKE]
    if len(nearest) < FEWEST:
        return None
    digit, count = sorted(Counter(samples[j].digit for j in nearest).items(), key=lambda v: (-v[1], v[0]))[0]
    if digit == sample.digit:
        return digit
    own = [float(scores[j]) for j in nearest if samples[j].digit == sample.digit]
    other = max(float(scores[j]) for j in nearest if samples[j].digit == digit)
    if 2 * count <= len(nearest) or (own and other < max(own) + MARGIN):
        return None
    return digit
