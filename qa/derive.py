"""Figures: a cell as printed, or a formula over cells, for one report, in Decimal.

A stored cell comes first (a form may print what others leave to a formula), then the formula of the catalogue.
A blank or / adds nothing to a sum, unless it is a total over parts that are reported and not zero: then the
figure is not known. A figure none of whose cells is printed is not reported; one unreadable cell makes it so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from corpus import formulas
from corpus.catalogue import Catalogue, Identity
from corpus.facts import FactStore
from corpus.models import Fact, Model, State
from qa.plan import Measure

PERCENT = Decimal(100)
PLACES = Decimal("0.01")  # rates and means are shown with two decimals
ABSENT = "absent"  # the report's form has no such cell
BATCH = 500  # reports named in one query; beyond it the query names the cells only
DEPTH = 4  # formulas may refer to derived indicators, this deep

Key = tuple[str, str]  # indicator, applicant
Cells = Mapping[tuple[str, str, str], Fact]  # report, indicator, applicant


class Figure(Model):
    """The value of a measure in one report.

    `value` is exact (a rate is in percent, unrounded) and set exactly when `state` is reported. `cells` are those
    read, in the formula's order; `blanks` those among them that print no number; `computed` tells a formula's
    result from a printed cell; `parts_sum` is what the parts of a blank total add up to; `denominator` a rate's.
    """

    report_id: str
    indicator: str
    applicant: str
    state: str
    value: Decimal | None
    unit: str
    cells: tuple[Fact, ...] = ()
    blanks: tuple[Fact, ...] = ()
    computed: bool = False
    working: str | None = None
    parts_sum: Decimal | None = None
    denominator: Decimal | None = None

    @property
    def shown(self) -> Decimal | None:
        """The value as it is shown: a rate rounded half up to two decimals."""
        return round_shown(self.value, self.unit) if self.value is not None else None


def round_shown(value: Decimal, unit: str) -> Decimal:
    return tidy(value.quantize(PLACES, rounding=ROUND_HALF_UP)) if unit == "%" else value


def tidy(value: Decimal) -> Decimal:
    """The same number without zeros after its last decimal."""
    whole = value.to_integral_value()
    return whole if value == whole else value.normalize()


def plain(value: Decimal) -> str:
    """A number in plain digits: no exponent, no thousands separator."""
    return format(value, "f")


def key_of(measure: Measure) -> Key:
    """The measure's cell. Tables 2 and 4 have no applicants: asked for one, they have no such cell."""
    return measure.indicator, measure.applicant


def needed(key: Key, catalogue: Catalogue, depth: int = DEPTH) -> frozenset[Key]:
    """Every cell that may be read for a figure: its own, and those of its formula."""
    indicator, applicant = key
    found = {key}
    if depth and indicator in catalogue and (formula := catalogue.get(indicator).formula):
        for ref in formulas.refs(formulas.parse(formula)):
            found |= needed(_ref_key(ref, applicant), catalogue, depth - 1)
    return frozenset(found)


def _ref_key(ref: formulas.Ref, applicant: str) -> Key:
    return ref.indicator, ref.applicant or applicant


@lru_cache(maxsize=8)
def _totals(identities: tuple[Identity, ...]) -> Mapping[Key, tuple[tuple[Key, ...], ...]]:
    found: dict[Key, tuple[tuple[Key, ...], ...]] = {}
    for identity in identities:
        if len(identity.left) == 1:
            found[identity.left[0]] = (*found.get(identity.left[0], ()), identity.right)
    return found


def parts_of(key: Key, catalogue: Catalogue) -> tuple[tuple[Key, ...], ...]:
    """The sets of cells that a total sums, from the catalogue's identities; empty for a cell that is no total."""
    return _totals(catalogue.identities).get(key, ())


def read_cells(store: FactStore, report_ids: Sequence[str], keys: Iterable[Key]) -> Cells:
    """The stored cells of those reports and keys, in one query by indicator."""
    wanted = frozenset(keys)
    if not report_ids or not wanted:
        return {}
    ids = frozenset(report_ids)
    facts = store.facts(
        report_ids=sorted(ids) if len(ids) <= BATCH else None,
        indicators=sorted({k[0] for k in wanted}),
        applicants=sorted({k[1] for k in wanted}),
    )
    return {(f.report_id, f.indicator, f.applicant): f for f in facts if f.report_id in ids}


def figures(
    store: FactStore, catalogue: Catalogue, report_ids: Sequence[str], keys: Sequence[Key]
) -> dict[tuple[str, Key], Figure]:
    """The figure of every key in every report."""
    cells = dict(read_cells(store, report_ids, frozenset().union(*(needed(k, catalogue) for k in keys))))
    silent = {(f.report_id, f.indicator, f.applicant) for f in cells.values() if _silent(f)}
    parts = {p for _, i, a in silent for group in parts_of((i, a), catalogue) for p in group}
    if parts:
        cells |= read_cells(store, sorted({report for report, _, _ in silent}), parts)
    return {(r, k): figure(r, k, cells, catalogue) for r in report_ids for k in keys}


def figure(report_id: str, key: Key, cells: Cells, catalogue: Catalogue) -> Figure:
    """The figure of one key from cells already read. KeyError for an indicator that the catalogue lacks."""
    indicator = catalogue.get(key[0]) if key[0] in catalogue else None
    stored = cells.get((report_id, *key))
    if stored is not None:
        return _printed(stored, cells, catalogue)
    unit = indicator.unit if indicator else "件"
    if indicator is None or indicator.formula is None:
        return Figure(report_id=report_id, indicator=key[0], applicant=key[1], state=ABSENT, value=None, unit=unit)
    return _computed(report_id, key, unit, cells, catalogue)


def _silent(fact: Fact) -> bool:
    return fact.state in (State.BLANK, State.NOT_APPLICABLE)


def _printed(fact: Fact, cells: Cells, catalogue: Catalogue) -> Figure:
    return Figure(
        report_id=fact.report_id,
        indicator=fact.indicator,
        applicant=fact.applicant,
        state=fact.state.value,
        value=fact.value,
        unit=fact.unit,
        cells=(fact,),
        blanks=(fact,) if _silent(fact) else (),
        parts_sum=_parts_sum(fact, cells, catalogue) if _silent(fact) else None,
    )


def _parts_sum(fact: Fact, cells: Cells, catalogue: Catalogue) -> Decimal | None:
    """What the reported parts of a total add up to: the largest over its identities; None where none is reported."""
    sums = []
    for group in parts_of((fact.indicator, fact.applicant), catalogue):
        values = [f.value for p in group if (f := cells.get((fact.report_id, *p))) and f.value is not None]
        if values:
            sums.append(sum(values, Decimal(0)))
    return max(sums) if sums else None


class _Unknown(Exception):
    """A formula meets a cell that settles its state: unreadable, absent, or a blank total over parts."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


def _computed(report_id: str, key: Key, unit: str, cells: Cells, catalogue: Catalogue) -> Figure:
    formula = catalogue.get(key[0]).formula or ""
    tree = formulas.parse(formula)
    operands = [figure(report_id, _ref_key(r, key[1]), cells, catalogue) for r in formulas.refs(tree)]
    read = tuple(dict.fromkeys(f for o in operands for f in o.cells))
    blanks = tuple(f for f in read if _silent(f))
    base = Figure(
        report_id=report_id, indicator=key[0], applicant=key[1], state=ABSENT, value=None, unit=unit, cells=read,
        blanks=blanks, computed=True,
    )  # fmt: skip
    if (state := _state(operands)) != State.REPORTED.value:
        return base.model_copy(update={"state": state})
    values = {(o.indicator, o.applicant): _addend(o) for o in operands}
    return _evaluated(base, tree, {r: values[_ref_key(r, key[1])] for r in formulas.refs(tree)})


def _addend(operand: Figure) -> Decimal:
    return operand.value if operand.value is not None else Decimal(0)


def _state(operands: Sequence[Figure]) -> str:
    """The state of a formula from those of its operands."""
    states = [o.state for o in operands]
    for settling in (State.UNREADABLE.value, ABSENT):
        if settling in states:
            return settling
    if any(o.parts_sum for o in operands) or State.REPORTED.value not in states:
        return State.BLANK.value
    return State.REPORTED.value


def _evaluated(base: Figure, tree: formulas.Node, values: Mapping[formulas.Ref, Decimal]) -> Figure:
    result = formulas.evaluate(tree, lambda ref: values[ref])
    denominator = None
    if isinstance(tree, formulas.Op) and tree.op == "/":
        denominator = formulas.evaluate(tree.right, lambda ref: values[ref])
    # a divisor of zero, or below it in a report whose own totals do not add up: there is no such rate
    if result is None or (denominator is not None and denominator < 0):
        return base.model_copy(update={"state": "undefined", "denominator": denominator})
    value = result * PERCENT if base.unit == "%" else result
    shown = plain(round_shown(value, base.unit)) + ("%" if base.unit == "%" else "")
    return base.model_copy(
        update={
            "state": State.REPORTED.value, "value": value, "denominator": denominator,
            "working": f"{write(tree, values)} = {shown}",
        }
    )  # fmt: skip


def write(tree: formulas.Node, values: Mapping[formulas.Ref, Decimal]) -> str:
    """A formula with its numbers put in: `(9 + 1) ÷ 41`."""
    if isinstance(tree, formulas.Ref):
        return plain(values[tree])
    left, right = write(tree.left, values), write(tree.right, values)
    if tree.op == "/":
        return f"{_wrapped(tree.left, left)} ÷ {_wrapped(tree.right, right)}"
    return f"{left} {'+' if tree.op == '+' else '−'} {_wrapped(tree.right, right) if tree.op == '-' else right}"


def _wrapped(tree: formulas.Node, text: str) -> str:
    return f"({text})" if isinstance(tree, formulas.Op) else text
