"""Identities (勾稽关系) choose between readings, prove doubtful cells, and say what the print itself has wrong.

A value is never changed here. A reading that cannot be proved becomes unreadable; a print that breaks an identity
although its reading is structurally certain stays as printed, and the broken identity is a result of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from corpus.catalogue import Identity, load
from corpus.models import Form, IdentityResult, IdentityStatus, Model, State
from ingest.doubt import firm, resolve
from ingest.readings import Key, ReadCell, Reading, row_of

OTHER_PARTS = ("outcome.other.not_corrected_in_time", "outcome.other.fee_unpaid", "outcome.other.other")
OTHER_TOTAL = "outcome.other.total"
BROKEN_COST = 3  # a broken identity weighs as much against a reading as three that hold speak for it
BEYOND = Decimal(10) ** 12  # of nothing that the form counts is there so much: a number run together, or a trick
NONE_AT_ALL = Decimal(0)


class Settled(Model):
    """The cells agreed on, each with the share of readings that have it so, and what there is to say about them."""

    cells: dict[Key, ReadCell]
    confidence: dict[Key, float]
    warnings: tuple[str, ...] = ()
    certain: dict[int, bool] = {}


@lru_cache(maxsize=4)
def identities_of(form: Form) -> tuple[Identity, ...]:
    """The identities of a form: the 42 of 2021, or those with （六）其他处理 as one row."""
    every = load().identities
    if form is not Form.F2021_23ROWS:
        return every
    short: list[Identity] = []
    for identity in every:
        if identity.rule == "t3.row" and identity.member in OTHER_PARTS:
            if identity.member == OTHER_PARTS[0]:
                short.append(_as_one_row(identity).model_copy(update={"member": OTHER_TOTAL}))
        else:
            short.append(_as_one_row(identity))
    return tuple(short)


def _as_one_row(identity: Identity) -> Identity:
    def side(keys: Iterable[Key]) -> tuple[Key, ...]:
        return tuple(dict.fromkeys((OTHER_TOTAL, a) if i in OTHER_PARTS else (i, a) for i, a in keys))

    return identity.model_copy(update={"left": side(identity.left), "right": side(identity.right)})


def judge(identity: Identity, cells: Mapping[Key, ReadCell]) -> tuple[IdentityStatus, Decimal | None, Decimal | None]:
    """Whether an identity holds, and both sums. A blank or — adds nothing; what is missing or unreadable tests nothing.

    A side without any reported cell cannot be tested, unless it stands against zero (— against 0).
    """
    sides = [_side(keys, cells) for keys in (identity.left, identity.right)]
    if any(s is None for s in sides):
        return IdentityStatus.UNTESTABLE, None, None
    (left, left_said), (right, right_said) = [s for s in sides if s is not None]
    if not left_said and not right_said:
        return IdentityStatus.UNTESTABLE, None, None
    if left == right:
        return IdentityStatus.HELD, left, right
    if not left_said or not right_said:
        return IdentityStatus.UNTESTABLE, left if left_said else None, right if right_said else None
    return IdentityStatus.BROKEN, left, right


def _side(keys: Sequence[Key], cells: Mapping[Key, ReadCell]) -> tuple[Decimal, bool] | None:
    total, said = NONE_AT_ALL, False
    for key in keys:
        cell = cells.get(key)
        if cell is None or cell.state is State.UNREADABLE:
            return None
        if cell.value is not None:
            total, said = total + cell.value, True
    return total, said


def check_identities(cells: Mapping[Key, ReadCell], form: Form, report_id: str) -> tuple[IdentityResult, ...]:
    """The result of every identity of the form."""
    results = []
    for identity in identities_of(form):
        status, left, right = judge(identity, cells)
        results.append(
            IdentityResult(
                report_id=report_id,
                rule=identity.rule,
                member=identity.member,
                status=status,
                left=left,
                right=right,
                cells=(*identity.left, *identity.right),
            )
        )
    return tuple(results)


def settle(readings: Sequence[Reading]) -> Settled:
    """One table after another: the reading that the identities favour, row by row where readings differ."""
    cells: dict[Key, ReadCell] = {}
    confidence: dict[Key, float] = {}
    warnings: list[str] = []
    certain: dict[int, bool] = {}
    for table in sorted({r.table for r in readings}):
        own = [r for r in readings if r.table == table and r.cells]
        if not own:
            continue
        settled = _settle_table(own)
        cells |= settled.cells
        confidence |= settled.confidence
        warnings += settled.warnings
        certain[table] = any(r.certain for r in own)
    return Settled(cells=cells, confidence=confidence, warnings=tuple(dict.fromkeys(warnings)), certain=certain)


def form_of(cells: Iterable[Key]) -> Form:
    """F2021_23ROWS where （六）其他处理 was read as one row."""
    return Form.F2021_23ROWS if any(i == OTHER_TOTAL for i, _ in cells) else Form.F2021


def _settle_table(readings: Sequence[Reading]) -> Settled:
    readings = _one_form(readings)
    ranked = sorted(readings, key=lambda r: (_score(r.cells), r.certain), reverse=True)
    base = ranked[0]
    chosen: dict[Key, ReadCell] = {}
    confidence: dict[Key, float] = {}
    warnings: list[str] = [w for r in ranked for w in r.warnings]
    for row in _rows(ranked):
        keys = [k for k in dict.fromkeys(k for r in ranked for k in r.cells) if row_of(k) == row]
        variants = _variants(ranked, keys)
        best = _prefer(_unrivalled(variants, ranked, row), base, chosen)
        if best is None:
            warnings.append(f"readings of {row} disagree and no sum decides")
            chosen |= {k: _unread(next(v[k] for v, _ in variants if k in v)) for k in keys}
            confidence |= dict.fromkeys(keys, 0.0)
            continue
        chosen |= {k: _placed(c, k, ranked) for k, c in best[0].items()}
        confidence |= dict.fromkeys(best[0], best[1] / sum(n for _, n in variants))
    chosen = resolve(chosen, row_of, _row_holds, _broken)
    proved = _prove(chosen, certain=any(r.certain for r in ranked))
    return Settled(cells=proved, confidence=confidence, warnings=tuple(warnings))


def _one_form(readings: Sequence[Reading]) -> list[Reading]:
    """Readings that agree on whether （六）其他处理 is one row; the fuller form wins."""
    forms = {form_of(r.cells) for r in readings}
    if len(forms) == 1:
        return list(readings)
    best = max(readings, key=lambda r: (_score(r.cells), len(r.cells)))
    return [r for r in readings if form_of(r.cells) is form_of(best.cells)]


def _score(cells: Mapping[Key, ReadCell]) -> int:
    results = [judge(i, cells)[0] for i in identities_of(form_of(cells))]
    readable = sum(c.state is not State.UNREADABLE for c in cells.values())
    held, broken = results.count(IdentityStatus.HELD), results.count(IdentityStatus.BROKEN)
    return held - BROKEN_COST * broken + readable // 10


def _rows(readings: Sequence[Reading]) -> list[str]:
    return list(dict.fromkeys(row_of(k) for r in readings for k in r.cells))


def _variants(readings: Sequence[Reading], keys: Sequence[Key]) -> list[tuple[dict[Key, ReadCell], int]]:
    """The different contents of a row with the number of readings that have each, best-ranked reading first."""
    variants: list[tuple[dict[Key, ReadCell], int]] = []
    for reading in readings:
        own = {k: reading.cells[k] for k in keys if k in reading.cells}
        if not own or all(c.state is State.UNREADABLE for c in own.values()):
            continue
        for number, (seen, count) in enumerate(variants):
            if _agree(seen, own):
                variants[number] = (seen if len(seen) >= len(own) else own, count + 1)
                break
        else:
            variants.append((own, 1))
    if not variants:
        variants.append(({k: next(r.cells[k] for r in readings if k in r.cells) for k in keys}, 1))
    return variants


def _unrivalled(
    variants: list[tuple[dict[Key, ReadCell], int]], readings: Sequence[Reading], row: str
) -> list[tuple[dict[Key, ReadCell], int]]:
    """Without what only flat text says against a row of sure structure whose sum holds: signs break no sum, they prove none."""
    structured = [r.cells for r in readings if r.certain]
    held = [v for v, _ in variants if _row_holds(v, row) and any(v.items() <= cells.items() for cells in structured)]
    return [(v, n) for v, n in variants if v in held or _row_holds(v, row)] if held else variants


def _agree(left: Mapping[Key, ReadCell], right: Mapping[Key, ReadCell]) -> bool:
    return all(
        left[k].state is State.UNREADABLE
        or right[k].state is State.UNREADABLE
        or (left[k].state, left[k].value) == (right[k].state, right[k].value)
        for k in left.keys() & right.keys()
    )


def _prefer(
    variants: Sequence[tuple[dict[Key, ReadCell], int]], base: Reading, chosen: Mapping[Key, ReadCell]
) -> tuple[dict[Key, ReadCell], int] | None:
    """The variant under which strictly more identities hold; None when two are equally good."""
    if len(variants) == 1:
        return variants[0]
    around = {**base.cells, **chosen}
    scored = [(_score({**around, **v}), v, n) for v, n in variants]
    top = max(s for s, _, _ in scored)
    winners = [(v, n) for s, v, n in scored if s == top]
    return winners[0] if len(winners) == 1 else None


def _placed(cell: ReadCell, key: Key, readings: Sequence[Reading]) -> ReadCell:
    """A cell without a place in the text takes the place that another reading has for it, one without a box the box."""
    if cell.row_end > 0 and cell.bbox is None:
        same = (r.cells[key] for r in readings if key in r.cells and r.cells[key].bbox is not None)
        boxed = next((o for o in same if (o.state, o.value) == (cell.state, cell.value) and not o.elsewhere), None)
        return boxed.model_copy(update={"sure": boxed.sure and cell.sure}) if boxed is not None else cell
    if cell.row_end > 0:
        return cell
    for reading in readings:
        other = reading.cells.get(key)
        if other is not None and other.row_end > 0:
            where = {f: getattr(other, f) for f in ("start", "end", "row_start", "row_end", "page", "bbox")}
            return cell.model_copy(update={**where, "elsewhere": True})
    return cell


def _row_holds(cells: Mapping[Key, ReadCell], row: str) -> bool:
    own = (i for i in identities_of(form_of(cells)) if i.rule in ("t3.row", "t4.group") and i.member == row)
    return any(judge(i, cells)[0] is IdentityStatus.HELD for i in own)


def _broken(cells: Mapping[Key, ReadCell]) -> int:
    return sum(judge(i, cells)[0] is IdentityStatus.BROKEN for i in identities_of(form_of(cells)))


def _unread(cell: ReadCell) -> ReadCell:
    return cell.model_copy(update={"state": State.UNREADABLE, "value": None})


def _crossed(key: Key, cells: Mapping[Key, ReadCell]) -> bool:
    """Whether another sum than that of its row proves a cell too."""
    own = (i for i in identities_of(form_of(cells)) if i.rule not in ("t3.row", "t4.group"))
    results = [judge(i, cells)[0] for i in own if key in (*i.left, *i.right)]
    return IdentityStatus.HELD in results and IdentityStatus.BROKEN not in results


def _seen(cell: ReadCell) -> bool:
    """Whether a cell of its own was seen and no look at it left a doubt: where its row fails, its column may prove it."""
    return cell.sure and cell.bbox is not None


def _balanced(key: Key, cells: Mapping[Key, ReadCell]) -> bool:
    """Whether every sum but that of its row holds with a cell; in one, signs and blanks may stand for nothing at all."""
    own = [i for i in identities_of(form_of(cells)) if i.rule not in ("t3.row", "t4.group")]
    sides = [(_side(i.left, cells), _side(i.right, cells)) for i in own if key in (*i.left, *i.right)]
    known = [(left[0], right[0]) for left, right in sides if left is not None and right is not None]
    return bool(known) and all(left == right for left, right in known)


def _lost_a_cell(cells: Mapping[Key, ReadCell], row: str) -> bool:
    """Whether the last part of a row without a total is the sum of the other parts, and its column cannot bear it there:
    the row prints one cell too few, and its total stands in the place of a part."""
    *others, last, total = [cells.get((row, a.id)) for a in load().applicants]
    if total is None or total.state is not State.BLANK or last is None or not last.value:
        return False
    others_sum = sum((c.value for c in others if c is not None and c.value is not None), NONE_AT_ALL)
    return last.value == others_sum and not _balanced((row, load().applicants[-2].id), cells)


def _prove(cells: Mapping[Key, ReadCell], *, certain: bool) -> dict[Key, ReadCell]:
    """Unprovable cells become unreadable: doubtful ones without a held sum, and broken rows of an uncertain reading."""
    by_row: dict[str, list[IdentityStatus]] = {}
    for identity in identities_of(form_of(cells)):
        if identity.rule in ("t3.row", "t4.group"):
            by_row[identity.member] = [judge(identity, cells)[0]]
    moved = {row for row in by_row if _lost_a_cell(cells, row)}
    unsure = Counter(row_of(k) for k, c in cells.items() if not c.sure)
    several = {k for k, c in cells.items() if not c.sure and unsure[row_of(k)] > 1}  # two errors may cancel out
    stable = firm(cells, row_of, {row for row, status in by_row.items() if status == [IdentityStatus.HELD]})
    while lost := [k for k in several if stable[k].state is not State.UNREADABLE and not _crossed(k, stable)]:
        stable |= {k: _unread(stable[k]) for k in lost}  # what is not proved proves nothing else
    proved: dict[Key, ReadCell] = {}
    for key, cell in cells.items():
        status = by_row.get(row_of(key), [IdentityStatus.UNTESTABLE])[0]
        doubtful = not cell.sure and (
            status is not IdentityStatus.HELD or (key in several and not _crossed(key, stable))
        )
        broken = not certain and status is IdentityStatus.BROKEN and not (_seen(cell) and _balanced(key, stable))
        proved[key] = _unread(cell) if doubtful or broken or row_of(key) in moved or not _is_count(cell) else cell
    return proved


def _is_count(cell: ReadCell) -> bool:
    """Whether a value can be what the form counts: no half a case, and nothing that no office has so much of."""
    if cell.value is None:
        return True
    return cell.value < BEYOND and (cell.unit != "件" or cell.value == cell.value.to_integral_value())


def count_states(cells: Mapping[Key, ReadCell]) -> dict[str, int]:
    """How many cells are in each state."""
    return {s.value: sum(c.state is s for c in cells.values()) for s in State}
