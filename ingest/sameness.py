"""When two documents are the same report, and which of them is shown: pure rules over names, cells and sources."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from corpus.models import Fact, Report, SourceFile, State
from corpus.normalize import compact, fold, simplify

RECOGNISED = ("scan", "image")  # formats whose words OCR has read
OCR = "read by OCR"
NEAR = 80.0  # rapidfuzz ratio of two names of which OCR misread one: a character or two of ten
TELLING_CELLS = 10  # cells above zero that must agree: reports of zeros are alike by nature
READ_SHARE = (
    0.5  # of the cells that one reading proves, another must prove and agree to be the same report by that alone
)
SHINGLE = 12  # characters compared at once
SHORTEST_PROSE = 100  # of those: less is boilerplate
SAME_PROSE = 0.8  # of those in the shorter text; the form's own sentences make up less
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


def is_poorer(left: Sequence[Fact], right: Sequence[Fact], *, same_words: Callable[[], bool]) -> bool:
    """Whether `left` is the same report as `right`, read less well: it differs only in cells that it could not read.

    A reading of few cells or none agrees with anything: then the prose must be the same (`same_words`).
    """
    if not right:
        return False
    other = {(f.indicator, f.applicant): f for f in right}
    readable = [f for f in left if f.state is not State.UNREADABLE]
    better = sum(f.state is not State.UNREADABLE for f in right)
    agrees = all(
        (o := other.get((f.indicator, f.applicant))) is not None and (o.state, o.value) == (f.state, f.value)
        for f in readable
    )
    if not agrees or len(readable) >= better:
        return False
    telling = sum(bool(f.value) for f in readable) >= TELLING_CELLS
    return telling or len(readable) >= READ_SHARE * better or same_words()


def disagree(left: Sequence[Fact], right: Sequence[Fact]) -> bool:
    """Whether two reports print one cell differently that both have readable."""
    other = {(f.indicator, f.applicant): (f.state, f.value) for f in right if f.state is not State.UNREADABLE}
    mine = [((f.indicator, f.applicant), (f.state, f.value)) for f in left if f.state is not State.UNREADABLE]
    return any(other.get(key, cell) != cell for key, cell in mine)


def same_prose(left: str, right: str) -> bool:
    """Whether two texts are one: most of what the shorter one says stands in the other, word for word."""
    pieces = [_shingles(compact(text)) for text in (left, right)]
    fewest = min(len(p) for p in pieces)
    return fewest >= SHORTEST_PROSE and len(pieces[0] & pieces[1]) >= SAME_PROSE * fewest


def _shingles(text: str) -> set[str]:
    return {text[at : at + SHINGLE] for at in range(len(text) - SHINGLE + 1)}


def preference(source: SourceFile, text: str) -> tuple[bool, int, str]:
    """A sort key: the document whose text is stored comes first. As published before mirrors, print before scans."""
    rank = FORMATS.index(source.format) if source.format in FORMATS else len(FORMATS)
    return simplify(text) != fold(text), rank, source.sha256
