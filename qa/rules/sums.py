"""Sums of the tables that do not hold: one finding for each cell that explains them, not one for each sum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from corpus.models import IdentityResult, IdentityStatus, State
from qa.rules.view import Finding, Key, Side, View, finding, joined, plain

TOTAL_BONUS = 0.5  # of cells that explain as much, a printed total is the likelier slip
UNSURE = 1.0  # readings that do not all agree: the reading is doubted before the print


def check(view: View) -> Iterator[Finding]:
    """Each broken sum once, under the cell whose change would mend the most and break the fewest."""
    left = [
        i for i in view.identities if i.status is IdentityStatus.BROKEN and not any(_missing(view, c) for c in i.cells)
    ]
    while left:
        cell, delta, mended = _likeliest(view, left)
        if _spoilt(view, cell) >= len(mended):
            mended = _alike(left, mended[0])
            yield _undecided(view, mended)
        else:
            yield _finding(view, cell, delta, mended)
        left = [i for i in left if i not in mended]


def _spoilt(view: View, cell: Key) -> int:
    """How many sums that hold a change of the cell would break."""
    return sum(1 for i in view.identities if i.status is IdentityStatus.HELD and cell in i.cells)


def _alike(broken: Sequence[IdentityResult], one: IdentityResult) -> list[IdentityResult]:
    """The broken sums of one kind with one gap: a column and the column of totals that repeats it."""
    gap = (one.right or Decimal(0)) - (one.left or Decimal(0))
    return [i for i in broken if i.rule == one.rule and (i.right or Decimal(0)) - (i.left or Decimal(0)) == gap]


def _undecided(view: View, broken: Sequence[IdentityResult]) -> Finding:
    """Sums that do not hold where no one cell explains them: none is accused."""
    names_zh = "；".join(_name(view, i) for i in broken)
    names_en = "; ".join(_name(view, i, english=True) for i in broken)
    cells = [c for c in dict.fromkeys(c for i in broken for c in i.cells) if c in view.facts]
    first = broken[0]
    sides = [c for c in cells if c in _left_of(view, first)], [c for c in cells if c not in _left_of(view, first)]
    left, right = (_side_of(view, part, total, 1) for part, total in zip(sides, (first.left, first.right), strict=True))
    return finding(
        view, "sum.table", left, right,
        f"{len(broken)} 条勾稽关系不成立：{names_zh}。改动任何一格都会使别的式子不成立，不能断定错在哪一格。",
        f"{len(broken)} sum(s) of the table do not hold: {names_en}. No one cell, changed, would mend them without "
        "breaking another sum: which is wrong cannot be told.",
    )  # fmt: skip


def _side_of(view: View, cells: Sequence[Key], total: Decimal | None, number: int) -> Side:
    cites = tuple(view.cite(view.facts[c], number + n) for n, c in enumerate(cells))
    value = total or Decimal(0)
    return Side(
        text_zh=f"合计 {plain(value)}", text_en=f"adds up to {plain(value)}", value=value,
        quote="；".join(dict.fromkeys(joined(c.quote) for c in cites)), citations=cites,
    )  # fmt: skip


def _missing(view: View, cell: Key) -> bool:
    """A total left blank over parts that are not: what a sum makes of it proves nothing."""
    fact = view.facts.get(cell)
    if fact is None or fact.state is State.REPORTED:
        return False
    parts = [c for i in view.catalogue.identities if i.left == (cell,) for c in i.right]
    return any(view.facts[c].value for c in parts if c in view.facts)


def _likeliest(view: View, broken: Sequence[IdentityResult]) -> tuple[Key, Decimal, list[IdentityResult]]:
    best: tuple[float, Key, Decimal, list[IdentityResult]] | None = None
    for cell in dict.fromkeys(c for i in broken for c in i.cells):
        fact = view.facts.get(cell)
        if fact is None or fact.state is not State.REPORTED:
            continue
        deltas: dict[Decimal, list[IdentityResult]] = {}
        for identity in broken:
            if cell in identity.cells:
                deltas.setdefault(_delta(view, identity, cell), []).append(identity)
        delta, mended = max(deltas.items(), key=lambda item: len(item[1]))
        if (fact.value or Decimal(0)) + delta < 0:
            continue  # no count is below zero
        spoilt = _spoilt(view, cell)
        score = len(mended) - spoilt + (TOTAL_BONUS if _is_total(view, cell) else 0)
        if best is None or score > best[0]:
            best = (score, cell, delta, mended)
    if best is None:
        return broken[0].cells[0], Decimal(0), [broken[0]]
    return best[1:]


def _delta(view: View, identity: IdentityResult, cell: Key) -> Decimal:
    """What must be added to the cell to make the identity hold."""
    gap = (identity.right or Decimal(0)) - (identity.left or Decimal(0))
    return gap if cell in _left_of(view, identity) else -gap


def _left_of(view: View, identity: IdentityResult) -> tuple[Key, ...]:
    for declared in view.catalogue.identities:
        if (declared.rule, declared.member) == (identity.rule, identity.member):
            return declared.left
    return ()


def _is_total(view: View, cell: Key) -> bool:
    return any(i.left == (cell,) for i in view.catalogue.identities)


def _finding(view: View, cell: Key, delta: Decimal, mended: Sequence[IdentityResult]) -> Finding:
    fact = view.facts[cell]
    printed = fact.value or Decimal(0)
    names_zh = "；".join(_name(view, i) for i in mended)
    names_en = "; ".join(_name(view, i, english=True) for i in mended)
    label, label_en = view.label(*cell), view.label(*cell, english=True)
    left = view.cell_side(*cell, number=1)
    others = [c for i in mended for c in i.cells if c != cell and c in view.facts]
    cites = tuple(view.cite(view.facts[c], 2 + n) for n, c in enumerate(dict.fromkeys(others)))
    right = Side(
        text_zh=f"各式要求 {plain(printed + delta)}", text_en=f"the sums ask for {plain(printed + delta)}",
        value=printed + delta, quote="；".join(dict.fromkeys(joined(c.quote) for c in cites)), citations=cites,
    )  # fmt: skip
    doubt = fact.confidence < UNSURE
    return finding(
        view, "sum.table", left, right,
        f"{len(mended)} 条勾稽关系不成立：{names_zh}。最可能是“{label}”一格：印作 {plain(printed)}，"
        f"若为 {plain(printed + delta)} 则都成立。" + ("（各种读法对这一格不一致，也可能是读取有误。）" if doubt else ""),
        f"{len(mended)} sum(s) of the table do not hold: {names_en}. Most likely the cell “{label_en}”: printed "
        f"{plain(printed)}; with {plain(printed + delta)} they would hold."
        + (" (Readings of this cell differ: it may be misread.)" if doubt else ""),
        cell=cell, severity="warning" if doubt else None,
    )  # fmt: skip


def _name(view: View, identity: IdentityResult, *, english: bool = False) -> str:
    declared = next(i for i in view.catalogue.identities if (i.rule, i.member) == (identity.rule, identity.member))
    member = _member(view, identity.member, english=english)
    sides = f"{plain(identity.left or Decimal(0))} ≠ {plain(identity.right or Decimal(0))}"
    return f"{member}: {declared.en} ({sides})" if english else f"{member}：{declared.name}（{sides}）"


def _member(view: View, member: str, *, english: bool) -> str:
    for applicant in view.catalogue.applicants:
        if applicant.id == member:
            return applicant.en if english else applicant.label
    if member in view.catalogue:
        return view.label(member, english=english)
    group = next((g for g in view.catalogue.raw["table4"]["groups"] if g["id"] == member), None)
    return member if group is None else str(group["en"] if english else group["label"])


def check_blank_totals(view: View) -> Iterator[Finding]:
    """A total left blank over parts that are reported and not zero, where no broken sum names the row already."""
    named = {f.cell for f in check(view)}
    for identity in view.catalogue.identities:
        if len(identity.left) != 1 or identity.rule == "t3.outcomes":
            continue
        total = view.facts.get(identity.left[0])
        parts = [view.facts[c] for c in identity.right if c in view.facts]
        some = [f for f in parts if f.value]
        if total is None or total.state is not State.BLANK or not some or named & set(identity.right):
            continue
        cites = tuple(view.cite(f, 2 + n) for n, f in enumerate(some))
        added = sum((f.value or Decimal(0) for f in some), Decimal(0))
        right = Side(
            text_zh=f"分项合计 {plain(added)}", text_en=f"its parts add up to {plain(added)}", value=added,
            quote=joined(cites[0].quote), citations=cites,
        )  # fmt: skip
        label, label_en = view.label(*identity.left[0]), view.label(*identity.left[0], english=True)
        yield finding(
            view, "sum.blank_total", view.cell_side(*identity.left[0], number=1), right,
            f"“{label}”的总计空白，而分项合计 {plain(added)}。",
            f"The total of “{label_en}” is blank; its parts add up to {plain(added)}.", cell=identity.left[0],
        )  # fmt: skip
