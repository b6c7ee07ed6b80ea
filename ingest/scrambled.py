"""Tables whose order a converter lost: values stand in pieces of columns, apart from their labels. Pure.

What is believed: table 3 where its pieces make one table only (`ingest.bands`), every label is there in the form's order,
each page has as many rows as labels, and the sums hold but for what one wrong cell of the print explains; table 4 where
fifteen values add up group by group; of table 2 what stands right below its own heads. Where zeros are blank there are
too few values, and nothing is read of table 3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations

from corpus.catalogue import load
from corpus.models import Section, State
from ingest.alignment import squeezed
from ingest.bands import COLUMNS, Grid, Piece, Way, lay
from ingest.flat import Head, Value, find_heads, find_label, joined, row_names, squeeze, wraps
from ingest.readings import Key, ReadCell, Reading, row_name
from ingest.reconcile import form_of, identities_of
from ingest.runs import Run, read_runs
from ingest.sections import SectionSpan, window
from ingest.table4 import outcome_of

NAME = "pieces"
MAX_SURPLUS = 8  # values more than cells: numbers that narrow columns wrap
MAX_JOINTS = 6  # places in one piece where a number may be wrapped
HEADS = ("自然", "商业", "科研", "社会", "法律", "其他", "总计")
SIDE_BY_SIDE = HEADS[2:5]  # below one head, so that they stay in their order
LEAST_WRAPPED = (
    4  # labels of several lines, below each of which the rows stand apart: so labels in disorder have their rows
)
HEAD_CHARS = frozenset("申请人情况自然人商业企业法人或其他组织科研机构社会公益组织法律服务机构总计")
ORGANISATIONS = "法人或其他组织"
OUTCOMES4 = 5
TOTAL_HEAD = "总计"
TABLE4_CELLS = 15


def read_scrambled(text: str, spans: Sequence[SectionSpan]) -> tuple[Reading, ...]:
    """Tables 2, 3 and 4, each by itself, of a text in pieces. `text` is folded, offsets are kept."""
    found = (_table2(text, spans), _table3(text, spans), _table4(text, spans))
    return tuple(r for r in found if r is not None)


def _runs(text: str, spans: Sequence[SectionSpan], section: Section) -> list[Run]:
    area = window(spans, section)
    return (read_runs(text, *area) or []) if area else []


# -- table 3 ----------------------------------------------------------------------------------------------------------


def _table3(text: str, spans: Sequence[SectionSpan]) -> Reading | None:
    area = window(spans, Section.REQUESTS)
    runs = _runs(text, spans, Section.REQUESTS)
    if area is None or not _heads_in_order(runs):
        return None
    names = row_names(text, area)
    surplus = sum(len(run.values) for run in runs) - COLUMNS * len(names)
    labels = _labels(text, names, area) if 0 <= surplus <= MAX_SURPLUS else None
    pieces = _pieces(text, runs, mend=surplus > 0) if labels else None
    gaps = _gaps(text, labels, names) if labels else None
    grid = lay(pieces, len(names), gaps) if pieces and gaps is not None else None
    if labels is None or grid is None or not _on_their_pages(text, area, grid, labels):
        return None
    cells = {
        (name, a.id): _cell(value, row_name(name), a.label)
        for name, row in zip(names, grid, strict=True)
        for a, value in zip(load().applicants, row, strict=True)
    }
    return Reading(name=NAME, table=3, cells=cells) if _explained(cells) else None


def _heads_in_order(runs: Sequence[Run]) -> bool:
    heads = (line.words for run in runs for line in run.lines if set(line.words) <= HEAD_CHARS)
    words = "".join(heads).replace(ORGANISATIONS, "")
    places = [words.find(head) for head in SIDE_BY_SIDE]
    return all(head in words for head in HEADS) and places == sorted(places)


def _labels(text: str, names: Sequence[str], area: tuple[int, int]) -> list[Head] | None:
    """Every label once, in the form's order; where the text has some elsewhere, those where they are."""
    found = {head.row: head for head in find_heads(text, tuple(names), *area, [COLUMNS] * len(names))}
    plain = squeeze(text, *area)
    for row, name in enumerate(names):
        if row not in found:
            hits = list(find_label(text, plain, name))
            if len(hits) != 1:
                return None
            found[row] = Head(row, hits[0][0], hits[0][1], 0.0)
    return [found[row] for row in range(len(names))]


def _gaps(text: str, labels: Sequence[Head], names: Sequence[str]) -> list[int] | None:
    """The rows below those whose labels take several lines; None where too few do and the labels are in disorder."""
    gaps = [n + 1 for n, (head, name) in enumerate(zip(labels, names, strict=True)) if _wraps(text, head, name)]
    places = [head.start for head in labels]
    return gaps if places == sorted(places) or len(gaps) >= LEAST_WRAPPED else None


def _wraps(text: str, head: Head, name: str) -> bool:
    """Whether the line of a label holds its beginning only."""
    own = squeezed(text[head.start : text.find("\n", head.end)])
    whole = squeezed(load().get(name).label)
    return own != whole and whole.startswith(own)


def _pieces(text: str, runs: Sequence[Run], *, mend: bool) -> list[Piece] | None:
    """The runs that have values; None where words that are no heads stand with them."""
    pieces: list[Piece] = []
    for run in runs:
        if not run.values:
            continue
        columns = _columns_of(run.words)
        if run.tail() is None or (run.words and not columns):
            return None
        ways = [run.values, *(_mended(text, run.values) if mend and not columns else ())]
        wrapped = tuple(tuple(bool(re.search(r"\s", text[v.start : v.end])) for v in way) for way in ways)
        pieces.append(Piece(run.page, tuple(ways), wrapped, columns))
    return pieces


def _columns_of(words: str) -> tuple[int, ...]:
    """The columns whose heads are all that a run's words are; none where they are other words, or not side by side."""
    if not set(words) <= HEAD_CHARS:
        return ()
    plain = words.replace(ORGANISATIONS, "")
    found = tuple(n for n, head in enumerate(HEADS) if head in plain)
    return found if found and found == tuple(range(found[0], found[-1] + 1)) else ()


def _mended(text: str, values: Way) -> Iterator[Way]:
    joints = [n for n in range(len(values) - 1) if wraps(text, values[n], values[n + 1])][:MAX_JOINTS]
    for count in range(1, len(joints) + 1):
        for chosen in combinations(joints, count):
            yield joined(text, values, chosen)


def _on_their_pages(text: str, area: tuple[int, int], grid: Grid, labels: Sequence[Head]) -> bool:
    """Whether every page has as many rows as labels, but for one that a page break parts from its values."""
    for end in (m.start() + area[0] for m in re.finditer("\f", text[area[0] : area[1]])):
        rows = sum(row[0].start < end for row in grid)
        if abs(rows - sum(label.start < end for label in labels)) > 1:
            return False
    return True


def _explained(cells: Mapping[Key, ReadCell]) -> bool:
    """Whether all sums hold, or one wrong cell of the print is in every sum that does not, and in no other."""
    own = [i for i in identities_of(form_of(cells)) if i.rule.startswith("t3.")]

    def side(keys: Sequence[Key]) -> Decimal:
        return sum((cells[key].value or Decimal(0) for key in keys), Decimal(0))

    off = {f"{i.rule} {i.member}": gap for i in own if (gap := side(i.left) - side(i.right))}
    if not off:
        return True
    for key in cells:
        errors = {f"{i.rule} {i.member}": 1 if key in i.left else -1 for i in own if key in i.left or key in i.right}
        if errors.keys() == off.keys() and len({off[name] * sign for name, sign in errors.items()}) == 1:
            return True
    return False


# -- table 4 ----------------------------------------------------------------------------------------------------------


def _table4(text: str, spans: Sequence[SectionSpan]) -> Reading | None:
    """The groups that add up, if there are fifteen values and the groups' heads run as in the form."""
    runs = _runs(text, spans, Section.DISPUTES)
    words = "".join(run.words for run in runs)
    groups = [words.rfind(word) for word in ("未经复议", "复议后")]
    values = [value for run in runs for value in run.values]
    if len(values) != TABLE4_CELLS or any(v.odd for v in values) or -1 in groups or groups != sorted(groups):
        return None
    if _whole_heads(runs):
        return None
    below = {run.values[-1] for run in runs if run.values and TOTAL_HEAD in run.words}
    cells: dict[Key, ReadCell] = {}
    indicators = load().table(4)
    for first in range(0, TABLE4_CELLS, OUTCOMES4):
        own = values[first : first + OUTCOMES4]
        ways = list(_orders4(own, certain=own[-1] in below))
        for number, indicator in enumerate(indicators[first : first + OUTCOMES4] if ways else ()):
            if len({way[number].number for way in ways}) == 1:
                value = ways[0][number]
                cells[indicator.id, "total"] = _cell(value, indicator.group or "", indicator.column or "")
    return Reading(name=NAME, table=4, cells=cells, certain=False) if cells else None


def _whole_heads(runs: Sequence[Run]) -> bool:
    """Whether every outcome's head is a line of its own: no narrow column was read by itself."""
    return sum(outcome_of(line.words) is not None for run in runs for line in run.lines) >= TABLE4_CELLS


def _orders4(own: Sequence[Value], *, certain: bool) -> Iterator[Sequence[Value]]:
    """The five values of a group as printed and, unless the total stands below its head, with it drawn forward among
    the others: the orders in which the others add up to it."""
    for at in range(OUTCOMES4 - 1, OUTCOMES4 - 2 if certain else 0, -1):
        way = (*own[:at], *own[at + 1 :], own[at])
        *parts, total = (v.number or Decimal(0) for v in way)
        if sum(parts, Decimal(0)) == total:
            yield way


# -- table 2 ----------------------------------------------------------------------------------------------------------

MARKS2 = {  # words that open a new part of the table: what stands below them up to the next mark
    "decisions": re.compile("处理决定数量"),
    "fees": re.compile("收费金额"),
    "issued": re.compile("制发"),
    "repealed": re.compile("废止|止件"),
    "in_force": re.compile("现行有效"),
    "item": re.compile("第二十条"),
}
STATES = ("issued", "repealed", "in_force")
DECISIONS = (("licensing.decisions",), ("penalties.decisions", "coercion.decisions"))
KINDS = ("regulations", "normative_documents")


def _table2(text: str, spans: Sequence[SectionSpan]) -> Reading | None:
    """The values that stand right below their heads."""
    runs = _runs(text, spans, Section.PROACTIVE)
    told: dict[str, Value] = {}
    decisions = 0
    loose: list[tuple[tuple[str, ...], list[Value]]] = []  # values below heads of the first part, or below none
    for run in runs:
        marks: tuple[str, ...] = ()
        own: list[Value] = []
        for line in (*run.lines, None):
            if line is not None and line.value is not None:
                own.append(line.value)
                continue
            if own:
                names = _below(marks, decisions)
                if names and len(names) == len(own):
                    told |= dict(zip(names, own, strict=True))
                elif names or any(m not in (*STATES, "item") for m in marks):
                    return None
                else:
                    loose.append((tuple(m for m in marks if m in STATES), own))
                marks, own = (), []
            mark = next((m for m, p in MARKS2.items() if line is not None and p.search(line.words)), None)
            if mark == "decisions":
                decisions += 1
            marks = (*marks, mark) if mark in STATES else (mark,) if mark else marks
    told |= _documents(loose)
    cells = {
        (i.id, "total"): _cell(told[i.id], row_name(i.id), i.column or "", i.unit)
        for i in load().table(2)
        if i.id in told and not told[i.id].odd
    }
    return Reading(name=NAME, table=2, cells=cells) if cells else None


def _below(marks: tuple[str, ...], decisions: int) -> tuple[str, ...]:
    if marks == ("fees",):
        return ("fees.amount",)
    return DECISIONS[decisions - 1] if marks == ("decisions",) and 0 < decisions <= len(DECISIONS) else ()


def _documents(loose: Sequence[tuple[tuple[str, ...], list[Value]]]) -> dict[str, Value]:
    """规章 and 行政规范性文件: all six values row by row, two columns and the third, or one row after the other."""
    shape = [(marks, len(values)) for marks, values in loose]
    values = [value for _, own in loose for value in own]
    three, two, one = STATES, STATES[:2], STATES[2:]
    places = [(kind, state) for kind in KINDS for state in three]
    if shape == [(two, 4), (one, 2)]:
        places = [(kind, state) for columns in (two, one) for kind in KINDS for state in columns]
    elif shape not in ([(three, 6)], [(two, 2), (one, 1), ((), 2), ((), 1)]):
        return {}
    return {f"{kind}.{state}": value for (kind, state), value in zip(places, values, strict=True)}


def _cell(value: Value, row: str, column: str, unit: str = "件") -> ReadCell:
    return ReadCell(
        state=State.NOT_APPLICABLE if value.number is None else State.REPORTED,
        value=value.number,
        raw="",
        start=value.start,
        end=value.end,
        row_start=value.start,
        row_end=value.stop,
        row=row,
        column=column,
        unit=unit,
        note=value.note,
    )
