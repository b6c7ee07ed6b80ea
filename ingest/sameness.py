"""When two documents are the same report, and which of them is shown: pure rules over names, cells and sources."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.models import Fact, Report, SourceFile, State
from corpus.normalize import compact, fold, simplify

RECOGNISED = ("scan", "image")  # formats whose words OCR has read
OCR = "read by OCR"
NEAR = 80.0  # rapidfuzz ratio of two names of which OCR misread one: a character or two of ten
TELLING_CELLS = 10  # cells above zero that must agree: reports of zeros are alike by nature
FORMATS = ("html", "docx", "doc", "pdf", "markdown", "text")  # whose text is shown, best first; scans last


def is_recognised(report: Report) -> bool:
    """Whether OCR read the report's words."""
    return report.sources[0].format in RECOGNISED or any(w.startswith(OCR) for w in report.warnings)


def near_names(one: str, other: str) -> bool:
    """Whether two names differ as little as a misreading does, and do differ."""
    from rapidfuzz import fuzz

    left, right = compact(one), compact(other)
    return left != right and fuzz.ratio(left, right) >= NEAR


def same_cells(left: Sequence[Fact], right: Sequence[Fact]) -> bool:
    """Whether two reports print the same in every cell, and enough of it to be no accident."""
    cells = [{(f.indicator, f.applicant): (f.state, f.value) for f in facts} for facts in (left, right)]
    if not cells[0] or cells[0] != cells[1]:
        return False
    states = {state for state, _ in cells[0].values()}
    return State.UNREADABLE not in states and sum(bool(v) for _, v in cells[0].values()) >= TELLING_CELLS


def preference(source: SourceFile, text: str) -> tuple[bool, int, str]:
    """A sort key: the document whose text is stored comes first. As published before mirrors, print before scans."""
    rank = FORMATS.index(source.format) if source.format in FORMATS else len(FORMATS)
    return simplify(text) != fold(text), rank, source.sha256
