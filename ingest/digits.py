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
MARGIN = 0.04  # a vote against the reading must be this much nearer than the best one for it


class Sample(NamedTuple):
    """One character: its cell (any id), its place in the cell, the digit it was read as, its small picture."""

    cell: int
    place: int
    digit: str
    picture: Any


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


def disagreements(samples: Sequence[Sample]) -> dict[int, dict[int, str]]:
    """cell → {place: the digit its neighbours say} for every character whose neighbours say another digit."""
    import numpy as np

    if len(samples) < 2 * NEIGHBOURS:
        return {}
    matrix = np.stack([s.picture for s in samples])
    cells = np.array([s.cell for s in samples])
    found: dict[int, dict[int, str]] = {}
    for sample in samples:
        scores = matrix @ sample.picture
        scores[cells == sample.cell] = -1.0
        nearest = np.argsort(-scores, kind="stable")[:NEIGHBOURS]
        votes = Counter(samples[j].digit for j in nearest if scores[j] >= ALIKE)
        if not votes:
            continue
        digit, count = sorted(votes.items(), key=lambda v: (-v[1], v[0]))[0]
        if digit == sample.digit or 2 * count <= len(nearest):
            continue
        own = max((float(scores[j]) for j in range(len(samples)) if samples[j].digit == sample.digit), default=-1.0)
        other = max(float(scores[j]) for j in nearest if samples[j].digit == digit)
        if other >= own + MARGIN or sample.digit not in votes:
            found.setdefault(sample.cell, {})[sample.place] = digit
    return found
