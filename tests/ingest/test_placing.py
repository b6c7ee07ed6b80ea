"""What sums prove of where numbers stand: one way is proof, several agree on some cells, none is no answer."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from ingest.placing import agreed, placements, placements4, surviving

NOTHING = [(0, 0, 0)]


def test_a_row_has_its_parts_and_their_sum():
    assert placements([3, 4, 7], 4) == [(3, 4, 0, 7), (3, 0, 4, 7), (0, 3, 4, 7)]
    assert placements([], 4) == [(0, 0, 0, 0)]
    assert placements([7], 4) == []
    assert placements([3, 4, 8], 4) == []
    assert placements([1, 1, 1, 1, 4], 4) == []


def rows(**printed):
    names = {
        "received": "requests.received",
        "carried_in": "requests.carried_in",
        "total": "outcome.total",
        "carried_out": "requests.carried_out",
    }
    empty = {name: NOTHING for name in names.values()}
    return empty | {names.get(k, f"outcome.{k}"): [placements(v, 3)][0] for k, v in printed.items()}


def test_columns_that_differ_prove_where_a_number_stands():
    alive = surviving(rows(received=[2, 5, 7], total=[2, 5, 7], disclosed=[5, 5], other=[2, 2]))
    assert alive is not None
    assert alive["outcome.disclosed"] == [(0, 5, 5)]
    assert alive["outcome.other"] == [(2, 0, 2)]


def test_columns_that_look_alike_prove_only_the_totals():
    alive = surviving(rows(received=[5, 5], total=[5, 5], disclosed=[5, 5]))
    assert alive is not None
    assert agreed(alive["outcome.disclosed"]) == [None, None, 5]


def test_rows_that_do_not_add_up_have_no_way():
    assert surviving(rows(received=[5, 5], total=[5, 5], disclosed=[4, 4])) is None
    assert surviving(rows(received=[5, 5], total=[4, 4], disclosed=[4, 4])) is None


def test_table_4_is_cut_where_sums_stand():
    first = agreed(placements4([1, 2, 3, 9, 15, 4, 4, 5, 5]))
    assert first[:5] == [1, 2, 3, 9, 15]
    assert first[5:] == [None, None, None, None, 4, None, None, None, None, 5]
    assert agreed(placements4([4, 4])) == [None] * 15  # of which group is not known
    assert agreed(placements4([])) == [0] * 15
    assert agreed(placements4([1, 1, 2, 2, 3, 3]))[4::5] == [1, 2, 3]
    assert placements4([1, 2]) == []


@given(
    st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=1, max_size=4),
    st.lists(st.integers(0, 2), min_size=3, max_size=3),
)
def test_the_printed_whole_always_survives(parts, left):
    outcomes = [(*p, sum(p)) for p in parts]
    total = tuple(map(sum, zip(*outcomes, strict=True)))
    out = (*left, sum(left))
    truth = {
        "requests.received": tuple(a + b for a, b in zip(total, out, strict=True)),
        "requests.carried_in": (0, 0, 0, 0),
        **{f"outcome.{n}": row for n, row in enumerate(outcomes)},
        "outcome.total": total,
        "requests.carried_out": out,
    }
    alive = surviving({name: placements([v for v in row if v], 4) for name, row in truth.items()})
    assert alive is not None
    assert all(row in alive[name] for name, row in truth.items())
    brute = 1
    for options in alive.values():
        brute *= len(options)
    if brute <= 2000:  # every surviving option has a whole of its own
        whole = set()
        for pick in itertools.product(*alive.values()):
            chosen = dict(zip(alive, pick, strict=True))
            sums = tuple(
                map(
                    sum,
                    zip(
                        *(v for k, v in chosen.items() if k.startswith("outcome.") and k != "outcome.total"),
                        strict=True,
                    ),
                )
            )
            balance = all(
                a + b == c + d
                for a, b, c, d in zip(
                    chosen["requests.received"],
                    chosen["requests.carried_in"],
                    chosen["outcome.total"],
                    chosen["requests.carried_out"],
                    strict=True,
                )
            )
            if sums == chosen["outcome.total"] and balance:
                whole |= set(chosen.items())
        assert whole == {(name, option) for name, options in alive.items() for option in options}


def test_beyond_the_bound_a_column_by_itself_still_forbids(monkeypatch):
    printed = rows(received=[2, 5, 7], total=[2, 5, 7], disclosed=[5, 5], other=[2, 2])
    exact = surviving(printed)
    monkeypatch.setattr("ingest.placing.MAX_STEPS", 0)
    assert surviving(printed) == exact
    alike = rows(received=[3, 3, 6], total=[3, 3, 6], disclosed=[1, 2, 3], other=[2, 1, 3])
    alive = surviving(alike)
    assert alive is not None
    assert alive["outcome.disclosed"] == [(1, 2, 3)]
