"""Tables without lines, told by where words stand: heads show the columns, labels the rows, values lie in between.

Works on pieces of lines (of a PDF page, or of text whose spaces keep the columns). Nothing is guessed: a value that is
not clearly in one column and one row makes that row unreadable. Pure; any unit, origin top left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise, product
from typing import NamedTuple

from corpus.catalogue import load
from corpus.models import State
from corpus.normalize import simplify
from ingest.alignment import PARTS, rows23, rows25, squeezed
from ingest.cells import read_print
from ingest.sections import labels

PAGE = 100_000.0  # pages stand below one another at this distance
BELOW = 2.3  # the next line of a wrapped label stands at most this many sizes lower
OVERLAP = 0.3  # … and shares this much of its width
LONGEST = 24  # lines of a label
ALIKE = 0.72  # of a printed label and the form's
NEAR = 0.34  # a value stands at most this share of the distance between columns away from its own
EXACT = 0.35  # … and this share of its size: values of a column are aligned, those of another table are not
MOVED = 0.42  # the values of a column stand this share of the distance between columns beside its head, at most
BAND = 0.45  # a value may stand this share of its size above or below its label
HEAD_REACH = 24.0  # sizes above the first label in which the heads of table 3 stand
STACKED = 0.3  # two pieces of one number on two lines share this much of their width
MAX_PIECES = 6000  # a report's pages have fewer pieces from table 2 to table 4
MODES = (0.0, 0.5, 1.0)  # left, centred, right

COLUMNS = 7
TABLE4_CELLS = 15
HEAD_MARK = "申请人情况"
ORGANISATIONS = "法人或其他组织"
HEADS3 = ("自", "商", "科", "社", "法(?!人)", "(?<!或)其", "总")
HEADS2 = ("制发", "废止|止件", "现行")
HEADS4 = re.compile(r"结果?[维纠]?[持正]?|其他?结?果?|尚未?审?结?|总计?")
PATTERN4 = "结结其尚总" * 3
ROWS2 = {"regulations": 3, "normative_documents": 3, "licensing": 1, "penalties": 1, "coercion": 1, "fees": 1}
SIGN_AT_END = re.compile(r"[一-鿿）)”][0-9０-９/／—–−－-]+$")
_CHINESE = re.compile(r"[一-鿿]")


class Place(NamedTuple):
    """A piece of a line. `lefts` and `rights` of its characters; `line` and `at` say which characters it is of."""

    text: str
    lefts: tuple[float, ...]
    rights: tuple[float, ...]
    top: float
    bottom: float
    size: float
    page: int
    line: int = 0
    at: int = 0

    @property
    def x0(self) -> float:
        return self.lefts[0]

    @property
    def x1(self) -> float:
        return self.rights[-1]

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def value(self) -> bool:
        return read_print(self.text).state in (State.REPORTED, State.NOT_APPLICABLE)

    def edge(self, mode: float) -> float:
        return self.x0 + mode * (self.x1 - self.x0)


class Label(NamedTuple):
    """A label of the form where it is printed, its lines' extent and how alike it is."""

    row: int
    top: float
    bottom: float
    right: float
    pieces: tuple[Place, ...]
    score: float


class PlacedRow(NamedTuple):
    """A row of the form: its label and for each column the pieces printed there; None where it cannot be told.

    `own`: the values that stand beside the label, left to right, whether their columns are told or not.
    """

    name: str
    label: Label
    cells: tuple[tuple[Place, ...], ...] | None
    own: tuple[Place, ...] = ()


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


# -- labels -----------------------------------------------------------------------------------------------------------


def _find_labels(pieces: Sequence[Place], names: Sequence[str], floor: float = ALIKE) -> list[Label]:
    """Labels of `names`, in their order down the page: the heaviest such run."""
    words = [p for p in pieces if _CHINESE.search(p.text)]
    hits = sorted(
        (hit for i in range(len(words)) for hit in _starting_at(words, i, tuple(names), floor)), key=lambda h: h.top
    )
    best: list[tuple[float, int]] = []
    for i, hit in enumerate(hits):
        top = (hit.score, -1)
        for j in range(i):
            if hits[j].row < hit.row and hits[j].top < hit.top and best[j][0] + hit.score > top[0]:
                top = (best[j][0] + hit.score, j)
        best.append(top)
    chain: list[Label] = []
    at = max(range(len(best)), key=lambda i: best[i][0], default=-1)
    while at >= 0:
        chain.append(hits[at])
        at = best[at][1]
    return chain[::-1]


def _starting_at(words: Sequence[Place], start: int, names: tuple[str, ...], floor: float) -> Iterator[Label]:
    """For each row whose label may begin with this piece, the label with as many further lines as fit best."""
    rows = [n for n, name in enumerate(names) if squeezed(words[start].text)[:1] in _initials(name)]
    if not rows:
        return
    best: dict[int, Label] = {}
    chain = [words[start]]
    for _ in range(LONGEST):
        text = squeezed("".join(p.text for p in chain))
        for row in rows:
            score = _alike(text, names[row])
            if score >= floor and (row not in best or score > best[row].score):
                right = max(p.x1 for p in chain)
                best[row] = Label(row, chain[0].top, chain[-1].bottom, right, tuple(chain), score)
        following = _beneath(words, chain[-1])
        if following is None:
            break
        chain.append(following)
    yield from best.values()


def _beneath(words: Sequence[Place], upper: Place) -> Place | None:
    """The piece right below that shares its width; at the foot of a page the first such one of the next page."""
    under = [p for p in words if p.top - upper.top > 0.5 * upper.size and _shares(p, upper)]
    lower = min((p for p in under if p.page == upper.page), key=lambda p: p.top, default=None)
    if lower is None:
        return min((p for p in under if p.page == upper.page + 1), key=lambda p: p.top, default=None)
    return lower if lower.top - upper.top <= BELOW * upper.size else None


def _shares(left: Place, right: Place) -> bool:
    shared = min(left.x1, right.x1) - max(left.x0, right.x0)
    return shared > OVERLAP * min(left.x1 - left.x0, right.x1 - right.x0)


@lru_cache(maxsize=64)
def _forms(name: str) -> tuple[str, ...]:
    known = labels()["rows"][name]["heads"]
    whole = load().get(name).label if name in rows25() else known[0]
    return tuple(dict.fromkeys([squeezed(whole), *(known if "." not in name else ())]))


@lru_cache(maxsize=64)
def _initials(name: str) -> frozenset[str]:
    return frozenset(f[:1] for f in (*_forms(name), *labels()["rows"][name]["heads"]))


@lru_cache(maxsize=1 << 16)
def _alike(text: str, name: str) -> float:
    from rapidfuzz import fuzz

    return max(fuzz.ratio(text, form) for form in _forms(name)) / 100


# -- table 3 ----------------------------------------------------------------------------------------------------------


def _table3(pieces: Sequence[Place]) -> PlacedGrid | None:
    names = rows25()
    found = _find_labels(pieces, names)
    if not any(names[label.row] in PARTS[:2] for label in found):
        names = rows23()
        found = _find_labels(pieces, names)
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
        here = [p for p in body if _nearest(p, found) in own]
        grids = _printed_columns(here) or [c for c in [_columns(here, [again[n] for n in order])] if c]
        rows += _rows(here, own, names, grids)
    return PlacedGrid(3, tuple(rows), order) if rows else None


def _nearest(piece: Place, found: Sequence[Label]) -> Label:
    return min(found, key=lambda b: max(b.top - piece.middle, piece.middle - b.bottom, 0.0))


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
        tried.append((stray, mode, Columns(mode, places, _reach(places, rows[0][0].size))))
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
    return [p for p in rest if p.value or (_bands(p, found) and p.x0 >= max(found[n].right for n in _bands(p, found)))]


# -- rows and columns -------------------------------------------------------------------------------------------------


def _rows(
    body: Sequence[Place], found: Sequence[Label], names: Sequence[str], grids: Sequence[Columns]
) -> tuple[PlacedRow, ...]:
    """Every row with its values in their columns; a row is None where one of them may belong elsewhere."""
    homes: dict[int, list[Place]] = {n: [] for n in range(len(found))}
    lost: set[int] = set()
    for piece in body:
        mine = _bands(piece, found)
        if not piece.value:
            lost |= set(mine)
        elif len(mine) == 1:
            homes[mine[0]].append(piece)
        else:
            lost |= set(mine) or _neighbours(piece, found)
    rows = []
    for n, label in enumerate(found):
        ways = (
            {_cells(homes[n], columns) for columns in grids}
            if n not in lost and not _hidden(homes[n], label)
            else set()
        )
        ways.discard(None)
        own = () if n in lost else tuple(sorted(homes[n], key=lambda p: p.x0))
        rows.append(PlacedRow(names[label.row], label, ways.pop() if len(ways) == 1 else None, own))
    return tuple(rows)


def _bands(piece: Place, found: Sequence[Label]) -> list[int]:
    reach = BAND * piece.size
    return [n for n, label in enumerate(found) if label.top - reach <= piece.middle <= label.bottom + reach]


def _neighbours(piece: Place, found: Sequence[Label]) -> set[int]:
    above = [n for n, label in enumerate(found) if label.top < piece.top]
    return {above[-1], min(above[-1] + 1, len(found) - 1)} if above else {0}


def _hidden(own: Sequence[Place], label: Label) -> bool:
    """Whether a value begins within a line of the label, so that it may be part of that, or ends one."""
    if any(SIGN_AT_END.search(q.text) for q in label.pieces):
        return True
    return any(p.x0 < q.x1 and abs(q.middle - p.middle) < BAND * p.size for p in own for q in label.pieces)


class Columns(NamedTuple):
    """Where columns stand: the places of their values' left ends, middles or right ends, as `mode` says."""

    mode: float
    places: tuple[float, ...]
    reach: float

    def of(self, piece: Place) -> int | None:
        at = piece.edge(self.mode)
        best = _closest(self.places, at)
        return best if abs(self.places[best] - at) <= self.reach else None


def _closest(places: Sequence[float], at: float) -> int:
    return min(range(len(places)), key=lambda c: abs(places[c] - at))


def _reach(places: Sequence[float], size: float) -> float:
    return min(NEAR * min(b - a for a, b in pairwise(places)), EXACT * size)


def _columns(values: Sequence[Place], heads: Sequence[Place]) -> Columns | None:
    """The columns under `heads` in the alignments of heads and values that fit best.

    None where values of one column are not aligned, or not to their heads as those of the others: another table's.
    """
    found: list[tuple[float, float, float, Columns]] = []
    for above, below in product(MODES, MODES):
        places = [p.edge(above) for p in heads]
        if any(b <= a for a, b in pairwise(places)):
            continue
        own: dict[int, list[float]] = {}
        for value in values:
            own.setdefault(_closest(places, value.edge(below)), []).append(value.edge(below))
        moves = {c: sorted(at)[len(at) // 2] - places[c] for c, at in own.items()}
        usual = sorted(moves.values())[len(moves) // 2] if moves else 0.0
        stray = max((abs(at - places[c] - usual) for c, found_at in own.items() for at in found_at), default=0.0)
        moved = tuple(at + moves.get(c, usual) for c, at in enumerate(places))
        reach = min(_reach(places, heads[0].size), _reach(moved, heads[0].size) if _rising(moved) else 0.0)
        if stray <= reach and abs(usual) <= MOVED * min(b - a for a, b in pairwise(places)):
            found.append((stray + abs(usual) / 10 + (above != below), above, below, Columns(below, moved, reach)))
    return min(found)[3] if found else None


def _rising(places: Sequence[float]) -> bool:
    return all(b > a for a, b in pairwise(places))


def _cells(own: Sequence[Place], columns: Columns) -> tuple[tuple[Place, ...], ...] | None:
    """The pieces of each column, if every one is in a column and those of one column stand below one another."""
    cells: list[list[Place]] = [[] for _ in columns.places]
    for piece in sorted(own, key=lambda p: p.top):
        column = columns.of(piece)
        if column is None:
            return None
        cells[column].append(piece)
    for cell in cells:
        for upper, lower in pairwise(cell):
            shared = min(upper.x1, lower.x1) - max(upper.x0, lower.x0)
            beneath = lower.top - upper.top > 0.5 * upper.size and shared > STACKED * (lower.x1 - lower.x0)
            if not beneath or not (upper.text.isdecimal() and lower.text.isdecimal()):
                return None
    return tuple(map(tuple, cells))


# -- tables 2 and 4 ---------------------------------------------------------------------------------------------------


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
    found = _find_labels(area, names, 0.9)
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
    beside = [p for p in body if len(_bands(p, threes)) == 1]
    columns = _columns(beside, heads)
    three = _rows(beside, threes, names, [columns]) if columns else ()
    rows = list(three)
    for label in found:
        if label in threes:
            continue
        own = [p for p in body if _bands(p, found) == [found.index(label)]]
        rows.append(PlacedRow(names[label.row], label, (tuple(own),) if len(own) <= 1 else None))
    stray = any(len(_bands(p, found)) != 1 for p in body)
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
        if not _CHINESE.search(text):
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
    columns = _columns(values, anchors)
    cells = _cells(values, columns) if columns else None
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
