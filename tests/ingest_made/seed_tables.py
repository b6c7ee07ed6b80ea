"""The tables of the five seed reports, read by eye and written down: figures only, rows of zeros left out."""

from __future__ import annotations

from corpus.catalogue import load

ROWS = [i.id for i in load().table(3)]
R, C, OUT, TOTAL = "requests.received", "requests.carried_in", "requests.carried_out", "outcome.total"
OPEN, PART = "outcome.disclosed", "outcome.partly_disclosed"

# name → (body, year, table 2: ten figures, table 3: rows that are not all zero, table 4: fifteen figures)
SEEDS = {
    "000_91bdd50308ab0955.txt": (
        2024,
        ["0", "0", "0", "3", "4", "17", "25759", "2770", "470", "5004.9354"],
        {
            R: [40, 0, 0, 0, 0, 1, 41],
            OPEN: [9, 0, 0, 0, 0, 1, 10],
            PART: [10, 0, 0, 0, 0, 0, 10],
            "outcome.refused.state_secret": [1, 0, 0, 0, 0, 0, 1],
            "outcome.refused.third_party_rights": [2, 0, 0, 0, 0, 0, 2],
            "outcome.unavailable.not_held": [18, 0, 0, 0, 0, 0, 18],
            TOTAL: [40, 0, 0, 0, 0, 1, 41],
        },
        [2, 3, 0, 0, 5, 0, 0, 0, 0, 0, 2, 0, 0, 0, 2],
    ),
    "001_63a9a15d935c0946.txt": (
        2024,
        ["0", "0", "0", "12", "9", "40", "45756", "1766", "478", "1158.4432"],
        {
            R: [39, 0, 0, 0, 2, 0, 41],
            OPEN: [19, 0, 0, 0, 2, 0, 21],
            PART: [2, 0, 0, 0, 0, 0, 2],
            "outcome.unavailable.not_held": [16, 0, 0, 0, 0, 0, 16],
            "outcome.not_processed.petition_complaint": [2, 0, 0, 0, 0, 0, 2],
            TOTAL: [39, 0, 0, 0, 2, 0, 41],
        },
        [0] * 15,
    ),
    "002_4a212a54c74a48a0.txt": (
        2024,
        ["0", "0", "0", "3", "1", "36", "0", "0", "0", "0"],
        {
            R: [8, 0, 0, 0, 0, 0, 8],
            C: [1, 0, 0, 0, 0, 0, 1],
            OPEN: [1, 0, 0, 0, 0, 0, 1],
            PART: [7, 0, 0, 0, 0, 0, 7],
            "outcome.unavailable.not_held": [1, 0, 0, 0, 0, 0, 1],
            TOTAL: [9, 0, 0, 0, 0, 0, 9],
        },
        [0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0],
    ),
    "003_7d78940555e26d72.txt": (
        2023,
        ["0", "0", "0", "7", "11", "20", "0", "0", "0", "0"],
        {
            R: [15, 1, 0, 0, 0, 0, 16],
            OPEN: [7, 0, 0, 0, 0, 0, 7],
            PART: [2, 1, 0, 0, 0, 0, 3],
            "outcome.refused.internal_affairs": [1, 0, 0, 0, 0, 0, 1],
            "outcome.unavailable.not_held": [4, 0, 0, 0, 0, 0, 4],
            "outcome.other.not_corrected_in_time": [1, 0, 0, 0, 0, 0, 1],
            TOTAL: [15, 1, 0, 0, 0, 0, 16],
        },
        [0] * 15,
    ),
    "004_97fbb38be466e179.txt": (
        2024,
        ["0", "0", "0", "3", "0", "3", "0", "0", "0", "0"],
        {
            R: [21, 0, 0, 0, 0, 0, 21],
            OPEN: [13, 0, 0, 0, 0, 0, 13],
            PART: [1, 0, 0, 0, 0, 0, 1],
            "outcome.refused.internal_affairs": [2, 0, 0, 0, 0, 0, 2],
            "outcome.unavailable.not_held": [1, 0, 0, 0, 0, 0, 1],
            "outcome.other.not_corrected_in_time": [1, 0, 0, 0, 0, 0, 1],
            "outcome.other.other": [3, 0, 0, 0, 0, 0, 3],
            TOTAL: [21, 0, 0, 0, 0, 0, 21],
        },
        [0, 3, 0, 0, 3, 0, 0, 0, 1, 1, 0, 0, 1, 0, 1],
    ),
}


def expected(name: str) -> dict[tuple[str, str], str]:
    """All 200 cells of a seed as text."""
    _, two, three, four = SEEDS[name]
    catalogue = load()
    cells = {(i.id, "total"): v for i, v in zip(catalogue.table(2), two, strict=True)}
    for row in ROWS:
        for applicant, value in zip(catalogue.applicants, three.get(row, [0] * 7), strict=True):
            cells[(row, applicant.id)] = str(value)
    cells |= {(i.id, "total"): str(v) for i, v in zip(catalogue.table(4), four, strict=True)}
    return cells
