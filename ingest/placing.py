"""Which columns can the values of a table stand in, if its sums hold? All ways at once, within a bound. Pure.

A row is a list of options, each a tuple of seven numbers (the applicants and the total, nothing printed is 0). An option
survives where some choice of options for all the other rows makes every column add up. A cell is proved where all
surviving options of its row agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import combinations
from operator import or_

Option = tuple[int, ...]
Rows = Mapping[str, Sequence[Option]]

RECEIVED, CARRIED_IN, TOTAL, CARRIED_OUT = (
    "requests.received",
    "requests.carried_in",
    "outcome.total",
    "requests.carried_out",
)
MAX_STEPS = 300_000  # sums looked at; beyond that nothing is said
MAX_GOAL = 100_000  # a larger column is not looked at by itself
OUTCOMES4 = 5  # of a group of table 4, its total last


class _Budget:
    def __init__(self, steps: int) -> None:
        self.left = steps

    def spend(self, steps: int = 1) -> bool:
        self.left -= steps
        return self.left >= 0


def surviving(rows: Rows) -> dict[str, list[Option]] | None:
    """The options of each row that some consistent whole has (or, where these are too many to look at, that no column
    by itself forbids); None where there is none."""
    budget = _Budget(MAX_STEPS)
    parts = [n for n in rows if n.startswith("outcome.") and n != TOTAL]
    alive: dict[str, set[Option]] = {name: set() for name in rows}
    carried_in = set(rows[CARRIED_IN])
    for total in dict.fromkeys(rows[TOTAL]):
        balances = [
            (received, other, out)
            for out in dict.fromkeys(rows[CARRIED_OUT])
            for received in dict.fromkeys(rows[RECEIVED])
            if (other := _minus(_plus(total, out), received)) in carried_in
        ]
        if not balances:
            continue
        likely = supported([rows[n] for n in parts], total)
        if not all(likely):
            continue
        found = _ways(likely, total, budget)
        if found is None:  # too many wholes to look at: what no column by itself forbids is kept
            found = [set(options) for options in likely]
        if not all(found):
            continue
        for name, options in zip(parts, found, strict=True):
            alive[name] |= options
        alive[TOTAL].add(total)
        for received, other, out in balances:
            alive[RECEIVED].add(received)
            alive[CARRIED_IN].add(other)
            alive[CARRIED_OUT].add(out)
    if not all(alive.values()):
        return None
    return {name: sorted(options) for name, options in alive.items()}


def supported(rows: Sequence[Sequence[Option]], target: Option) -> list[list[Option]]:
    """The options of each row with which every column by itself can still add up to `target`."""
    alive = [list(dict.fromkeys(options)) for options in rows]
    before = -1
    while (size := sum(map(len, alive))) != before and all(alive):
        before = size
        for column, goal in enumerate(target):
            if goal <= MAX_GOAL:
                alive = _column(alive, column, goal)
    return alive


def _column(rows: Sequence[Sequence[Option]], column: int, goal: int) -> list[list[Option]]:
    """Sums as bits of a number: bit n of `reached[i]` says that the rows before i can add up to n."""
    every = (1 << (goal + 1)) - 1
    values = [{option[column] for option in options} for options in rows]
    reached = [1]
    for own in values:
        reached.append(_either(reached[-1] << v & every for v in own))
    needed = [1 << goal]
    for own in reversed(values):
        needed.append(_either(needed[-1] >> v for v in own))
    needed.reverse()
    return [
        [option for option in options if reached[i] << option[column] & needed[i + 1]] for i, options in enumerate(rows)
    ]


def _either(bits: Iterable[int]) -> int:
    """Every bit that one of the numbers has."""
    return reduce(or_, bits, 0)


def _ways(rows: Sequence[Sequence[Option]], target: Option, budget: _Budget) -> list[set[Option]] | None:
    """For each row the options with which all rows can sum up to `target`; None beyond the budget."""
    order = sorted(range(len(rows)), key=lambda i: (len(rows[i]), -max(map(sum, rows[i]), default=0)))
    layers: list[set[Option]] = [{(0,) * len(target)}]
    for i in order:
        if not budget.spend(len(layers[-1]) * len(rows[i])):
            return None
        sums = (_plus(state, option) for state in layers[-1] for option in rows[i])
        layers.append({s for s in sums if all(a <= b for a, b in zip(s, target, strict=True))})
    found: list[set[Option]] = [set() for _ in rows]
    goal = {target} & layers[-1]
    for at in range(len(order) - 1, -1, -1):
        i, before = order[at], set()
        if not budget.spend(len(goal) * len(rows[i])):
            return None
        for state in goal:
            for option in rows[i]:
                earlier = _minus(state, option)
                if earlier in layers[at]:
                    before.add(earlier)
                    found[i].add(option)
        goal = before
    return found


def _plus(left: Option, right: Option) -> Option:
    return tuple(a + b for a, b in zip(left, right, strict=True))


def _minus(left: Option, right: Option) -> Option:
    return tuple(a - b for a, b in zip(left, right, strict=True))


def placements(values: Sequence[int], columns: int) -> list[Option]:
    """Ways to put the values of a row, in order, into `columns`, the last value (the sum of the rest) into the last.

    None of them where the last is not that sum; the one of nothing where nothing is printed.
    """
    if not values:
        return [(0,) * columns]
    *parts, total = values
    if not 0 < len(parts) < columns or sum(parts) != total or 0 in values:
        return []
    return [
        tuple(
            dict(zip(chosen, parts, strict=True)).get(column, 0 if column < columns - 1 else total)
            for column in range(columns)
        )
        for chosen in combinations(range(columns - 1), len(parts))
    ]


def placements4(values: Sequence[int], groups: int = 3) -> list[Option]:
    """Ways to put the values of table 4 into its groups, each empty or some outcomes and their sum."""
    return [sum(way, ()) for way in _groups(tuple(values), groups)]


def _groups(values: tuple[int, ...], groups: int) -> Iterator[tuple[Option, ...]]:
    if groups == 0:
        if not values:
            yield ()
        return
    for count in range(min(len(values), OUTCOMES4) + 1):
        for option in placements(values[:count], OUTCOMES4):
            for rest in _groups(values[count:], groups - 1):
                yield (option, *rest)


def agreed(options: Sequence[Option]) -> list[int | None]:
    """For each column the number that all options have there; None where they differ."""
    return [column[0] if len(set(column)) == 1 else None for column in zip(*options, strict=True)]
