"""Tables read from running text: each row's label is found, and the numbers up to the next label are its cells.

No cell structure is known here, so a row counts only when it prints exactly as many values as the form has columns
(or when the row's own sum proves which digits belong together). Anything else is unreadable, never shifted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import combinations, pairwise
from typing import NamedTuple

from corpus.catalogue import load
from corpus.models import Section, State
from corpus.normalize import simplify
from ingest.cells import NUMBER, decimal
from ingest.disorder import pieces_displaced, scattered, shifted
from ingest.heads import Order, in_form_order4, last_applicant, order2, order_of_text, place_total
from ingest.readings import Key, ReadCell, Reading, row_name
from ingest.sections import SectionSpan, labels, window
from ingest.separated import DASHES, RULE
from ingest.table4 import slots, slots_of_text

COLUMNS = 7
TABLE4_CELLS = 15
FOREIGN_CHARS = 3  # fewer characters that are not the label's own may be a misprint of it
MAX_SURPLUS = 3  # more stray digits than this in a row: no attempt to mend it
ODD_ROWS = 2  # a page break may leave so many without their seven values where all stand one below the other
SKIPPED = re.compile(r"[\s|*#\"'“”‘’„‟.,、，。．·:：;；()（）<>《》\[\]【】_-]+")
ITEM = re.compile(
    r"(?:(?<![0-9.,])[0-9]{1,3}[ \t]*[.、,:)）][ \t|*]*|(?<![0-9.,])[0-9]{1,3}"
    r"|[(（]?[ \t]*[一二三四五六七八九十lL][ \t]*[)）、.,][ \t、.,|*]*)\Z"
)
GOES_ON = re.compile(
    r"[\s|*]*(?![一二三四五六七八九十][、.,])[一-鿿]"
)  # a label goes on, unless the next row's number follows
ITEM_REACH = 10  # characters before a label in which its item number stands
MARKUP = re.compile(
    rf"<br\s*/?>|\\(?=[-.*_#()\[\]+!~>])|^(?:{RULE.pattern}|{DASHES.pattern})$", re.IGNORECASE | re.MULTILINE
)
NOTE = r"(?P<note>[ \t]*[(（](?=[^()（）\n]{0,20}[0-9一-鿿])[^()（）\n]{1,40}[)）])?"
TAKEN_BACK = r"[ \t]*(?:[%％‰]|以上|以下|以内|左右|余|[十百千亿]|万(?!元))"  # what takes a number back
VALUE = re.compile(
    rf"(?P<number>(?<![0-9.,])(?:{NUMBER.pattern})(?![0-9]|[.,][0-9,]|{TAKEN_BACK}))(?:件(?![一-鿿]))?{NOTE}"
    r"|(?P<none>(?<![^\s|\t—―–/-])(?:不适用|/|[-‐‑–—―−]+)(?![^\s|\t—―–/-]))"
    r"|(?P<odd>(?<![0-9.,])[0-9][0-9.,]*[0-9,])"
)
HEAD_MARK = "申请人情况"
TOTAL_SIGNS = "总合"  # either begins the head of the total, which narrow columns cut in two
HEAD_REACH = 400  # characters above the first row in which its heads stand
FOOTER = re.compile(
    r"(?m)^[ \t]*(?:[-—–―][ \t]*[0-9]{1,3}[ \t]*[-—–―]|第[ \t]*[0-9]{1,3}[ \t]*页.*|[0-9]{1,3}[ \t]*/[ \t]*[0-9]{1,3})[ \t]*$"
)
WORD = re.compile(r"[一-鿿㐀-䶿A-Za-z]")


class Value(NamedTuple):
    """A printed value: where, its number (None for a sign of nothing), a note printed with it, and where that ends.

    `odd`: digits that are no number (the 2,4 of a 2,476 cut by a line end); a row with one is not read.
    """

    start: int
    end: int
    number: Decimal | None
    note: str | None
    stop: int
    odd: bool = False


class Head(NamedTuple):
    """A label's beginning in the text. `weight` is how much speaks for it."""

    row: int
    start: int
    end: int
    weight: float


class Row(NamedTuple):
    """The values that stand between a label and the next one."""

    head: Head
    values: tuple[Value, ...]
    sure: bool


class Squeezed(NamedTuple):
    """A text without spaces and punctuation, so that a label is found however it wraps; `at` maps back."""

    text: str
    at: tuple[int, ...]


def squeeze(text: str, start: int, end: int) -> Squeezed:
    kept: list[int] = []
    last = start
    for match in SKIPPED.finditer(text, start, end):
        kept.extend(range(last, match.start()))
        last = match.end()
    kept.extend(range(last, end))
    return Squeezed("".join(text[i] for i in kept), tuple(kept))


@lru_cache(maxsize=64)
def _head_pattern(name: str) -> re.Pattern[str]:
    row = labels()["rows"][name]
    before = f"(?<![{''.join(row['not_after'])}])" if "not_after" in row else ""
    return re.compile(f"{before}(?:{'|'.join(row['heads'])})")


def find_label(text: str, squeezed: Squeezed, name: str) -> Iterator[tuple[int, int, bool]]:
    """Where a row's label begins (its item number included) and its head ends, and whether it has an item number."""
    whole = labels()["rows"][name].get("whole", False)
    for match in _head_pattern(name).finditer(squeezed.text):
        start, end = squeezed.at[match.start()], squeezed.at[match.end() - 1] + 1
        if whole and GOES_ON.match(text, end, end + ITEM_REACH):
            continue
        item = ITEM.search(text, max(0, start - ITEM_REACH), start)
        yield start - (len(item[0]) if item else 0), end, item is not None


def find_heads(text: str, names: tuple[str, ...], start: int, end: int, expected: Sequence[int]) -> list[Head]:
    """The labels of `names` (in the form's order) that `text[start:end]` prints, as the heaviest run in that order."""
    squeezed = squeeze(text, start, end)
    hits: list[Head] = []
    for row, name in enumerate(names):
        for at, stop, item in find_label(text, squeezed, name):
            hits.append(Head(row, at, stop, 1.0 + 0.25 * item))
    hits.sort(key=lambda h: (h.start, -h.weight))
    weighed = [h._replace(weight=h.weight + _promise(text, h, end, expected[h.row])) for h in hits]
    return _chain(weighed)


def _promise(text: str, head: Head, end: int, expected: int) -> float:
    """What the text after a label adds to its weight: one when the row's values follow at once."""
    found = 0
    last = head.end
    for value in VALUE.finditer(text, head.end, min(end, head.end + 400)):
        if found and WORD.search(text, last, value.start()):
            break
        found, last = found + 1, value.end()
    return 1.0 if found == expected else 0.3 if found > expected else 0.0


def _chain(hits: Sequence[Head]) -> list[Head]:
    best: list[tuple[float, int]] = []  # weight of the best chain that ends here, index before
    for i, hit in enumerate(hits):
        top = (hit.weight, -1)
        for j in range(i):
            earlier = hits[j]
            if earlier.row < hit.row and earlier.end <= hit.start and best[j][0] + hit.weight > top[0]:
                top = (best[j][0] + hit.weight, j)
        best.append(top)
    if not best:
        return []
    at = max(range(len(best)), key=lambda i: best[i][0])
    chain = []
    while at >= 0:
        chain.append(hits[at])
        at = best[at][1]
    return chain[::-1]


def read_values(text: str, start: int, end: int) -> list[Value]:
    """Every value printed in `text[start:end]`, page footers left out."""
    footers = [m.span() for m in FOOTER.finditer(text, start, end)]
    values = []
    for match in VALUE.finditer(text, start, end):
        if any(a <= match.start() < b for a, b in footers):
            continue
        if match["number"] is not None:
            note = match["note"]
            span = match.span("number")
            values.append(
                Value(*span, decimal(match["number"]), note.strip(" \t()（）") if note else None, match.end())
            )
        else:
            odd = match["odd"] is not None
            values.append(Value(*match.span("odd" if odd else "none"), None, None, match.end(), odd))
    return values


@lru_cache(maxsize=4)
def folded(text: str) -> str:
    """The stored text simplified, its markup blank; offsets stay."""
    return MARKUP.sub(lambda m: " " * len(m[0]), simplify(text))


def read_flat(text: str, spans: Sequence[SectionSpan]) -> tuple[Reading, ...]:
    """Tables 2, 3 and 4 as running text shows them. `text` is the stored text; offsets index into it."""
    plain = folded(text)
    found = (read_table2(plain, spans), read_table3(plain, spans), read_table4(plain, spans))
    return tuple(r for r in found if r is not None)


# -- table 2 ----------------------------------------------------------------------------------------------------------

TABLE2_ROWS = ("regulations", "normative_documents", "licensing", "penalties", "coercion", "fees")
TABLE2_START = re.compile(r"第二十条第|信息内容|本年制发件数")
HEADS2_APART = re.compile("本年(?:度)?制发|本年(?:度)?(?:废止|止件)|现行有效")
HEAD2_LAST = re.compile(r"(?:件数|处理决定数量|金额(?:\s*[（(][^（()）\n]*[）)])?)[\s|]*\Z")
FORM_2019 = re.compile(
    r"新制作|新公开数量|对外公开总数|上一年项目数|本年增/?减|采购总金额"
)  # the same rows under heads of another meaning


def read_table2(text: str, spans: Sequence[SectionSpan]) -> Reading | None:
    ids = [[i.id for i in load().table(2) if i.id.startswith(f"{row}.")] for row in TABLE2_ROWS]
    area = table2_area(text, spans)
    if area is None:
        return None
    if displaced2(text, area):
        return None
    heads = find_heads(text, TABLE2_ROWS, *area, [len(i) for i in ids])
    cells: dict[Key, ReadCell] = {}
    for head, stop in stretches(heads, area[1]):
        values = _leading_run(text, head, read_values(text, head.end, stop))
        row = Row(head, tuple(values), True)
        if len(values) == len(ids[head.row]):
            above = [squeeze(text, area[0], head.start).text]
            order = order2(HEADS2_APART.findall(above[0]), len(values))
            cells |= row_cells(text, row, [(ids[head.row][n], "total") for n in order])
    return Reading(name="flat", table=2, cells=cells) if cells else None


def table2_area(text: str, spans: Sequence[SectionSpan]) -> tuple[int, int] | None:
    start, end = window(spans, Section.PROACTIVE) or (0, len(text))
    first = TABLE2_START.search(text, start, end)
    if first is None or FORM_2019.search(squeeze(text, start, end).text):
        return None
    following = next(find_label(text, squeeze(text, first.end(), end), "requests.received"), None)
    return first.start(), following[0] if following else end


def displaced2(text: str, area: tuple[int, int]) -> bool:
    """Whether a value stands right below a head of table 2 instead of beside its label: the order of the text is lost."""
    return any(HEAD2_LAST.search(text, area[0], value.start) for value in read_values(text, *area))


def _leading_run(text: str, head: Head, values: Sequence[Value]) -> list[Value]:
    """The values right after a label, up to the first words."""
    run: list[Value] = []
    last = head.end
    for value in values:
        if WORD.search(text, last, value.start):
            break
        run.append(value)
        last = value.stop
    return [] if scattered(text, [(v.start, v.end) for v in run]) or any(v.odd for v in run) else run


# -- table 3 ----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def table3_rows() -> tuple[str, ...]:
    return tuple(i.id for i in load().table(3))


def read_table3(text: str, spans: Sequence[SectionSpan]) -> Reading | None:
    """Table 3, 25 rows, or 23 where （六）其他处理 is printed as one row."""
    area = table3_area(text, spans)
    if area is None:
        return None
    order = head_order(text, spans, area)
    read = _read_rows(text, row_names(text, area), area, order) if order else None
    if read is None:
        return None
    cells, certain = read
    return Reading(name="flat", table=3, cells=cells, certain=certain) if cells else None


def row_names(text: str, area: tuple[int, int]) -> tuple[str, ...]:
    """The rows of table 3 as printed: 25, or 23 where （六）其他处理 is one."""
    rows = table3_rows()
    if not _is_short(text, area):
        return rows
    short = tuple(r for r in rows if not r.startswith("outcome.other."))
    at = short.index("outcome.total")
    return (*short[:at], "outcome.other.total", *short[at:])


def table3_heads(text: str, names: tuple[str, ...], area: tuple[int, int]) -> list[Head]:
    """The labels of table 3 in its stretch of text."""
    return find_heads(text, names, *area, [COLUMNS] * len(names))


def head_order(text: str, spans: Sequence[SectionSpan], area: tuple[int, int]) -> Order | None:
    """The order of the columns in the heads above the first row; without the total where no head names one."""
    start, _ = window(spans, Section.REQUESTS) or (0, 0)
    above = text[max(min(start, area[0]), area[0] - HEAD_REACH) : area[0]]
    head = above[max(above.rfind(HEAD_MARK), 0) :]
    order = None if pieces_displaced(head) else order_of_text(head)
    if order is None or HEAD_MARK not in head or any(sign in above for sign in TOTAL_SIGNS):
        return order
    return order[:-1]


def table3_area(text: str, spans: Sequence[SectionSpan]) -> tuple[int, int] | None:
    section = window(spans, Section.REQUESTS)
    start, end = section or (0, len(text))
    found = [Head(0, a, b, 0) for a, b, _ in find_label(text, squeeze(text, start, end), "requests.received")]
    if not found:
        return section
    return next((h for h in found if _promise(text, h, end, COLUMNS) >= 1), found[0]).start, end


def _is_short(text: str, area: tuple[int, int]) -> bool:
    """Whether （六）其他处理 is printed as one row: its parts are not there, and it is."""
    squeezed = squeeze(text, *area)
    parts = ("outcome.other.not_corrected_in_time", "outcome.other.fee_unpaid")
    none = not any(True for part in parts for _ in find_label(text, squeezed, part))
    return none and any(True for _ in find_label(text, squeezed, "outcome.other.total"))


def _read_rows(
    text: str, names: tuple[str, ...], area: tuple[int, int], order: Order
) -> tuple[dict[Key, ReadCell], bool] | None:
    """The rows that print all their values, or None where heads and sums contradict each other."""
    heads = find_heads(text, names, *area, [len(order)] * len(names))
    found = [
        read_values(text, head.end, last_row_end(text, head, stop) if head.row == len(names) - 1 else stop)
        for head, stop in stretches(heads, area[1])
    ]
    if in_pieces(text, found):
        return None
    moved = shifted([len(values) for values in found], len(order), values_above(text, area))
    printed: list[tuple[Head, list[Value]]] = []
    for number, (head, values) in enumerate(zip(heads, found, strict=True)):
        if number in moved or scattered(text, [(v.start, v.end) for v in values]):
            continue
        told = by_applicant(text, head, values, order)
        if told is not None and (told is not values or not foreign_words(text, head, values, names[head.row])):
            printed.append((head, told))
    full = [[v.number for v in values] for _, values in printed if len(values) == len(order)]
    settled = place_total(full, order, said=False)
    if settled is None:
        return None
    cells: dict[Key, ReadCell] = {}
    rows = [row for head, values in printed if (row := _complete(text, head, values, settled)) is not None]
    applicants = [load().applicants[n].id for n in settled]
    for row in rows:
        cells |= row_cells(text, row, [(names[row.head.row], a) for a in applicants])
    return cells, len(rows) == len(names) and all(row.sure for row in rows)


def in_pieces(text: str, found: Sequence[Sequence[Value]]) -> bool:
    """Whether values stand one below the other and not seven to a label: pieces of columns, not rows.

    `found`: the values after each label.
    """
    pieces = any(upright(text, values) for values in found)
    odd = sum(not COLUMNS <= len(values) <= COLUMNS + MAX_SURPLUS for values in found)
    return pieces and odd > ODD_ROWS


def upright(text: str, values: Sequence[Value]) -> bool:
    """Whether several values stand one below the other, each on a line of its own."""
    return len(values) > 1 and all("\n" in text[a.stop : b.start] for a, b in pairwise(values))


def values_above(text: str, area: tuple[int, int]) -> int:
    """How many values stand between the heads of table 3 and its first label."""
    mark = text.rfind(HEAD_MARK, max(0, area[0] - HEAD_REACH), area[0])
    return len(read_values(text, mark, area[0])) if mark >= 0 else 0


def by_applicant(text: str, head: Head, values: list[Value], order: Order) -> list[Value] | None:
    """The values of a row in `order` where each stands behind its applicant's name (自然人3件、商业企业0件…).

    `values` itself (the very list) where no names stand between them; None where only some have one, or one twice.
    """
    named: list[int | None] = []
    last = head.end
    for value in values:
        named.append(last_applicant(text[last : value.start]))
        last = value.stop
    if all(n is None for n in named[1:]):
        return values
    placed = dict(zip(named, values, strict=True))
    return [placed[n] for n in order] if set(placed) == set(order) and len(values) == len(order) else None


def foreign_words(text: str, head: Head, values: Sequence[Value], name: str) -> bool:
    """Whether words that belong to no part of this label stand before its values: another label lost its head there."""
    return bool(values) and foreign_characters(text[head.end : values[0].start], name) >= FOREIGN_CHARS


def foreign_characters(text: str, name: str) -> int:
    """How many letters of `text` belong to no part of the label of row `name`."""
    known = _label_characters(name)
    return sum(1 for c in text if WORD.match(c) and c not in known)


@lru_cache(maxsize=64)
def _label_characters(name: str) -> frozenset[str]:
    groups = {i.group for i in load().table(3) if i.group}
    label = load().get(name).label
    return frozenset("".join((label, "本年度办理结果件", *groups, *labels()["rows"][name]["heads"])))


def last_row_end(text: str, head: Head, stop: int) -> int:
    """The last row has no label after it: it ends where words begin again after its first values."""
    values = read_values(text, head.end, stop)
    for before, after in pairwise(values):
        between = text[before.stop : after.start]
        if WORD.search(between) and ("\n" in between or last_applicant(between) is None):
            return before.stop
    return stop


def stretches(heads: Sequence[Head], end: int) -> Iterator[tuple[Head, int]]:
    for number, head in enumerate(heads):
        yield head, heads[number + 1].start if number + 1 < len(heads) else end


def _complete(text: str, head: Head, values: Sequence[Value], order: Order) -> Row | None:
    """The row if its values can be told, else None."""
    if len(values) == len(order) and not any(v.odd for v in values):
        return Row(head, tuple(values), True)
    if order[-1] != COLUMNS - 1:
        return None  # without a total at its end no row is mended
    mended = [
        m
        for m in (*_merged(text, values), *_dropped(values))
        if _sum_holds(m) and _says_something(m) and not any(v.odd for v in m)
    ]
    distinct = {tuple(v.number for v in m): m for m in mended}
    if len(distinct) == 1:
        return Row(head, next(iter(distinct.values())), False)
    return None


def _set_apart(text: str, row: Row) -> frozenset[int]:
    """The cells of a mended row that are doubted: those put together, or all where a number was left out."""
    cut = frozenset(i for i, v in enumerate(row.values) if re.search(r"\s", text[v.start : v.end]))
    return frozenset() if row.sure else cut or frozenset(range(len(row.values)))


def _says_something(values: Sequence[Value]) -> bool:
    """A row of zeros holds its sum whatever is dropped from it, but then what is dropped must not be a zero."""
    return any(v.number for v in values)


def _sum_holds(values: Sequence[Value]) -> bool:
    *parts, total = values
    return total.number is not None and sum((v.number or Decimal(0) for v in parts), Decimal(0)) == total.number


def _merged(text: str, values: Sequence[Value]) -> Iterator[tuple[Value, ...]]:
    """Readings in which digits that a line end set apart belong to one number (25⏎1 is 251)."""
    surplus = len(values) - COLUMNS
    if not 0 < surplus <= COLUMNS:
        return
    joints = [i for i in range(len(values) - 1) if wraps(text, values[i], values[i + 1])]
    for chosen in combinations(joints, surplus):
        yield joined(text, values, chosen)


def joined(text: str, values: Sequence[Value], chosen: Sequence[int]) -> tuple[Value, ...]:
    """`values` with those of the numbers `chosen` taken for one number with the next."""
    merged: list[Value] = []
    for i, value in enumerate(values):
        if i - 1 in chosen:
            before = merged.pop()
            digits = re.sub(r"\s", "", text[before.start : value.end])
            whole = NUMBER.fullmatch(digits) is not None
            number = decimal(digits) if whole else None
            value = Value(before.start, value.end, number, value.note, value.stop, not whole)
        merged.append(value)
    return tuple(merged)


def wraps(text: str, left: Value, right: Value) -> bool:
    """Whether two values may be one number that a line end cut: digits, thousands commas and nothing between."""
    if left.number == 0 or any(v.number is None and not v.odd for v in (left, right)):
        return False
    between = text[left.end : right.start]
    return between.strip() == "" and all(re.fullmatch(r"[0-9][0-9,]*", text[v.start : v.end]) for v in (left, right))


def _dropped(values: Sequence[Value]) -> Iterator[tuple[Value, ...]]:
    """Readings in which stray digits (a page number, an item number) are no cells."""
    surplus = len(values) - COLUMNS
    if 0 < surplus <= MAX_SURPLUS:
        for chosen in combinations(range(len(values)), surplus):
            yield tuple(v for i, v in enumerate(values) if i not in chosen)


def row_cells(text: str, row: Row, keys: Sequence[Key]) -> dict[Key, ReadCell]:
    """The cells of a row of table 2 or 3, its values being those of `keys`."""
    catalogue = load()
    start, end = row.head.start, max(v.stop for v in row.values)
    lead = len(text[start:end]) - len(text[start:end].lstrip(" \t\n|*"))
    cells: dict[Key, ReadCell] = {}
    doubted = _set_apart(text, row)
    for number, (key, value) in enumerate(zip(keys, row.values, strict=True)):
        indicator = catalogue.get(key[0])
        is_table3 = indicator.id.startswith(("requests.", "outcome."))
        cells[key] = ReadCell(
            state=State.NOT_APPLICABLE if value.number is None else State.REPORTED,
            value=value.number,
            raw=text[value.start : value.end],
            start=value.start,
            end=value.end,
            row_start=start + lead,
            row_end=end,
            row=row_name(key[0]),
            column=catalogue.applicant(key[1]).label if is_table3 else indicator.column or "",
            unit=indicator.unit,
            note=value.note,
            sure=number not in doubted,
        )
    return cells


# -- table 4 ----------------------------------------------------------------------------------------------------------

GROUP4 = re.compile(r"行政复议|未经复议")
TABLE4_HEADS = re.compile(r"结\s*果[\s|]*维\s*持|未\s*经\s*复\s*议")


def read_table4(text: str, spans: Sequence[SectionSpan]) -> Reading | None:
    """Table 4: each value by its own labels, or one row of fifteen values under its heads."""
    section = window(spans, Section.DISPUTES)
    start, end = section or (0, len(text))
    heads = [m.end() for m in TABLE4_HEADS.finditer(text, start, end)]
    if not heads:
        return None
    values = read_values(text, heads[0], end)
    first = min(heads[0], *(m.start() for m in GROUP4.finditer(text, start, end)))
    told = read_values(text, first, end)[:TABLE4_CELLS]
    named = slots_of_text(text, first, end, [(v.start, v.end) for v in told])
    run = _longest_run(text, values)
    used = told if named is not None else run
    if scattered(text, [(v.start, v.end) for v in used]) or any(v.odd for v in used):
        return None
    if named is not None:
        return _table4(dict(zip(named, told, strict=True)), certain=False)
    if len(run) != TABLE4_CELLS or not in_form_order4(text[start : run[0].start]):
        return None
    return _table4(dict(zip(slots(), run, strict=True)), certain=True)


def _table4(values: Mapping[tuple[str, str], Value], *, certain: bool) -> Reading:
    cells: dict[Key, ReadCell] = {}
    start, end = min(v.start for v in values.values()), max(v.end for v in values.values())
    for indicator, slot in zip(load().table(4), slots(), strict=True):
        value = values[slot]
        cells[(indicator.id, "total")] = ReadCell(
            state=State.NOT_APPLICABLE if value.number is None else State.REPORTED,
            value=value.number,
            raw="",
            start=value.start,
            end=value.end,
            row_start=start,
            row_end=end,
            row=indicator.group or "",
            column=indicator.column or "",
            note=value.note,
        )
    return Reading(name="flat", table=4, cells=cells, certain=certain)


def _longest_run(text: str, values: Sequence[Value]) -> list[Value]:
    """The first run of values without words between them that is as long as the table, else the first run."""
    runs: list[list[Value]] = []
    for value in values:
        if runs and not WORD.search(text, runs[-1][-1].stop, value.start):
            runs[-1].append(value)
        else:
            runs.append([value])
    return next((r for r in runs if len(r) == TABLE4_CELLS), runs[0] if runs else [])
