"""Tables without lines, told by where words stand: heads show the columns, labels the rows, values lie in between.

Works on pieces of lines (of a PDF page, or of text whose spaces keep the columns). Nothing is guessed: a value that is
not clearly in one column and one row makes that row unreadable. Pure; any unit, origin top left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus.normalize import simplify
from ingest.alignment import PARTS, rows23, rows25
from ingest.placed_columns import BAND, MODES, NEAR, Columns, PlacedRow, bands, cells_of, columns_of, reach_of, rows_of
from ingest.placed_labels import CHINESE, Label, Place, find_labels, nearest

HEAD_REACH = 24.0  # sizes above the first label in which the heads of table 3 stand
MAX_PIECES = 6000  # a report's pages have fewer pieces from table 2 to table 4
COLUMNS = 7
TABLE4_CELLS = 15
HEAD_MARK = "申请人情况"
ORGANISATIONS = "法人或其他组织"
HEADS3 = ("自", "商", "科", "社", "法(?!人)", "(?<!或)其", "总")
HEADS2 = ("制发", "废止|止件", "现行")
HEADS4 = re.compile(r"结果?[维纠]?[持正]?|其他?结?果?|尚未?审?结?|总计?")
PATTERN4 = "结结其尚总" * 3
ROWS2 = {"regulations": 3, "normative_documents": 3, "licensing": 1, "penalties": 1, "coercion": 1, "fees": 1}


class PlacedGrid(NamedTuple):
    """Table `table` as placed. `order`: for table 3, which applicant each column is of."""

    table: int
    rows: tuple[PlacedRow, ...]
    order: tuple[int, ...]


def place_tables(pieces: Sequence[Place]) -> list[PlacedGrid]:
    """The tables of the form that stand among `pieces` (in reading order); of very many, those near table 3's heads."""
    pieces = _window(pieces)
    found = (_table2(pieces), _table3(pieces), _table4(pieces))
    return [grid for grid in found if grid is not None]


def _window(pieces: Sequence[Place]) -> Sequence[Place]:
    if len(pieces) <= MAX_PIECES:
        return pieces
    mark = next((i for i, p in enumerate(pieces) if HEAD_MARK in simplify(p.text)), None)
    return pieces[max(0, mark - MAX_PIECES // 3) : mark + MAX_PIECES * 2 // 3] if mark is not None else []


def _table3(pieces: Sequence[Place]) -> PlacedGrid | None:
    names = rows25()
    found = find_labels(pieces, names)
    if not any(names[label.row] in PARTS[:2] for label in found):
        names = rows23()
        found = find_labels(pieces, names)
    heads = _heads3(pieces, found[0]) if len(found) == len(names) else None
    if heads is None:
        return None
    order = tuple(sorted(heads, key=lambda n: heads[n].x0))
    rows: list[PlacedRow] = []
    body = _body(pieces, found)
    for page in dict.fromkeys(label.pieces[0].page for label in found):
        own = [label for label in found if label.pieces[0].page == page]
        again = _heads3(pieces, own[0]) or heads
        if tuple(sorted(again, key=lambda n: again[n].x0)) != order:
            return None
        here = [p for p in body if nearest(p, found) in own]
        grids = _printed_columns(here) or [c for c in [columns_of(here, [again[n] for n in order])] if c]
        rows += rows_of(here, own, names, grids)
    return PlacedGrid(3, tuple(rows), order) if rows else None


def _printed_columns(body: Sequence[Place]) -> list[Columns]:
    """Where the lines that print all their values show the columns to be; several where a page has several tables."""
    lines: dict[tuple[int, int], list[Place]] = {}
    for piece in body:
        lines.setdefault((piece.page, piece.line), []).append(piece)
    full = [
        sorted(line, key=lambda p: p.x0)
        for line in lines.values()
        if len(line) == COLUMNS and all(p.value for p in line)
    ]
    found: list[tuple[Columns, list[list[Place]]]] = []
    for line in full:
        mine = next((rows for columns, rows in found if all(columns.of(p) == n for n, p in enumerate(line))), None)
        if mine is not None:
            mine.append(line)
        else:
            found.append((_around(line), [line]))
    return [_aligned(rows, body) for _, rows in found]


def _around(line: Sequence[Place]) -> Columns:
    middles = tuple(p.edge(0.5) for p in line)
    return Columns(0.5, middles, NEAR * min(b - a for a, b in pairwise(middles)))


def _aligned(rows: Sequence[Sequence[Place]], body: Sequence[Place]) -> Columns:
    """The columns of full rows in the alignment under which they differ least, the body deciding for a single one."""
    tried: list[tuple[float, float, Columns]] = []
    for mode in MODES:
        places = tuple(sum(row[c].edge(mode) for row in rows) / len(rows) for c in range(COLUMNS))
        spread = max(abs(row[c].edge(mode) - places[c]) for row in rows for c in range(COLUMNS))
        stray = sum(min(abs(p.edge(mode) - at) for at in places) for p in body) if len(rows) == 1 else spread
        tried.append((stray, mode, Columns(mode, places, reach_of(places, rows[0][0].size))))
    return min(tried)[2]


def _heads3(pieces: Sequence[Place], first: Label) -> dict[int, Place] | None:
    """The beginnings of the seven heads over a label, or at the foot of the page before it."""
    size = first.pieces[0].size
    page = first.pieces[0].page
    marks = [p for p in pieces if p.top < first.top and p.page >= page - 1 and HEAD_MARK in simplify(p.text)]
    if not marks:
        return None
    mark = max(marks, key=lambda p: p.top)
    if mark.page == page and first.top - mark.top > HEAD_REACH * size:
        return None
    above = [p for p in pieces if mark.top - size <= p.top < first.top]
    found: dict[int, Place] = {}
    for piece in sorted(above, key=lambda p: p.top):
        text = simplify(piece.text).replace(ORGANISATIONS, "\0" * len(ORGANISATIONS))
        for number, word in enumerate(HEADS3):
            match = re.search(word, text)
            if match and number not in found:
                found[number] = _part(piece, match.start(), _next_head(text, match.end()))
    return found if len(found) == COLUMNS else None


def _next_head(text: str, after: int) -> int:
    """Where the next head begins in a line of heads that touch."""
    starts = (m.start() for m in re.finditer("|".join((*HEADS3, "\0")), text))
    return next((at for at in starts if at >= after), len(text))


def _part(piece: Place, start: int, end: int) -> Place:
    return piece._replace(
        text=piece.text[start:end],
        lefts=piece.lefts[start:end],
        rights=piece.rights[start:end],
        at=piece.at + start,
    )


def _body(pieces: Sequence[Place], found: Sequence[Label]) -> list[Place]:
    """What stands beside the labels, to their right; lines without any label beside them are heads of a next page."""
    inside = {id(p) for label in found for p in label.pieces}
    reach = BAND * found[0].pieces[0].size
    top, bottom = found[0].top - reach, found[-1].bottom + reach
    rest = [p for p in pieces if id(p) not in inside and top <= p.middle <= bottom]
    return [p for p in rest if p.value or (bands(p, found) and p.x0 >= max(found[n].right for n in bands(p, found)))]


def _section(pieces: Sequence[Place], begin: str, end: str) -> list[Place]:
    """The pieces between the last line that begins a section and the next that ends it."""
    first = [i for i, p in enumerate(pieces) if re.search(begin, simplify(p.text))]
    if not first:
        return []
    after = [i for i, p in enumerate(pieces) if i > first[-1] and re.search(end, simplify(p.text))]
    return list(pieces[first[-1] + 1 : after[0]]) if after else []


def _table2(pieces: Sequence[Place]) -> PlacedGrid | None:
    area = _section(pieces, r"二十条第.一.?项?", "三、收到|一、本年新收")
    names = tuple(ROWS2)
    found = find_labels(area, names, 0.9)
    if len(found) != len(names):
        return None
    heads = []
    for word in HEADS2:
        hits = [(p, m) for p in area if p.top < found[0].top and (m := re.search(word, simplify(p.text)))]
        whole = [p for p, _ in hits if len(p.text) <= len("现行有效件数") + 1]
        if not whole:
            return None
        heads.append(whole[0])
    if sorted(heads, key=lambda p: p.x0) != heads:
        return None
    body = _body(area, found)
    threes = [label for label in found if ROWS2[names[label.row]] == len(HEADS2)]
    beside = [p for p in body if len(bands(p, threes)) == 1]
    columns = columns_of(beside, heads)
    three = rows_of(beside, threes, names, [columns]) if columns else ()
    rows = list(three)
    for label in found:
        if label in threes:
            continue
        own = [p for p in body if bands(p, found) == [found.index(label)]]
        rows.append(PlacedRow(names[label.row], label, (tuple(own),) if len(own) <= 1 else None))
    stray = any(len(bands(p, found)) != 1 for p in body)
    return PlacedGrid(2, tuple(rows), ()) if three and not stray else None


def _table4(pieces: Sequence[Place]) -> PlacedGrid | None:
    area = _section(pieces, "四、.*行政复议|四、结转下", "^五、|五、存在")
    first = next((i for i, p in enumerate(area) if "行政复议" in simplify(p.text)), None)
    if first is None:
        return None
    anchors: list[Place] = []
    last = area[0].top
    for piece in sorted(area[first:], key=lambda p: p.top):
        text = simplify(piece.text)
        if not CHINESE.search(text):
            continue
        last = max(last, piece.bottom)
        for part in _heads4(piece, text):
            if all(part.x0 >= a.x1 or a.x0 >= part.x1 for a in anchors):
                anchors.append(part)
    anchors.sort(key=lambda p: p.x0)
    if "".join(simplify(a.text)[:1] for a in anchors) != PATTERN4 or not _groups_in_order(area):
        return None
    values = [p for p in area if p.value and p.middle > last]
    other = [p for p in area if not p.value and p.middle > last and p.text.strip()]
    columns = columns_of(values, anchors)
    cells = cells_of(values, columns) if columns else None
    if cells is None or other:
        return None
    label = Label(0, area[first].top, last, 0.0, (area[first],), 1.0)
    return PlacedGrid(4, (PlacedRow("table4", label, cells),), ())


def _heads4(piece: Place, text: str) -> Iterator[Place]:
    """The beginnings of outcomes that a piece is made of; a piece that begins otherwise is the rest of a wrapped one."""
    at = 0
    while match := HEADS4.match(text, at):
        yield _part(piece, *match.span())
        at = match.end()


def _groups_in_order(area: Sequence[Place]) -> bool:
    def at(word: str) -> float | None:
        return next((p.lefts[simplify(p.text).find(word)] for p in area if word in simplify(p.text)), None)

    direct, after = at("未经"), at("复议后")
    return direct is not None and after is not None and direct < after
