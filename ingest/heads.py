"""In which order a table 3 prints its columns: what its heads say, and which column its sums show to be the total.

The form's order is the rule. Heads in another order are believed; a total that stands elsewhere is proved by the rows'
own sums, because running text gives the heads of a two-line head in no certain order. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from corpus import normalize
from corpus.catalogue import load
from ingest.sections import labels
from ingest.table4 import CELLS, orders_differ

TELLING_ROWS = 3  # rows above zero without which sums say nothing about the columns
FORM_SHARE = 0.5  # of the telling rows must add up where the heads (or the form) put the total
FIRSTS = ("自然", "商业", "科研", "社会", "法律")  # of the first columns; 其他 and 总计 wrap nowhere
ORGANISATIONS = "法人或其他组织"
HEADS2 = (("制发",), ("废止", "止件"), ("现行有效",))  # 本年度止件数 is seen in print
Order = tuple[int, ...]  # for each printed column the number of its applicant in the form

compact = lru_cache(maxsize=1 << 14)(normalize.compact)


@lru_cache(maxsize=1)
def form_order() -> Order:
    """The seven columns as the form has them."""
    return tuple(range(len(load().applicants)))


@lru_cache(maxsize=1)
def _names() -> Mapping[str, int]:
    variants = labels()["applicants"]
    return {word: number for number, a in enumerate(load().applicants) for word in variants[a.id]}


def applicant_of(text: str) -> int | None:
    """The number of the applicant that a head's text names, or None."""
    return _names().get(compact(text).strip("*：:"))


def last_applicant(text: str) -> int | None:
    """The number of the applicant named last in a stretch of text, or None."""
    plain = compact(text).replace(ORGANISATIONS, "")
    found = [(plain.rfind(word), n) for word, n in _names().items() if word in plain]
    return max(found)[1] if found else None


def order_of_text(head: str) -> Order | None:
    """The order that the head above the first row prints, the form's where it says nothing else.

    `head` keeps its line ends. None: the heads stand in another order, but wrapped, so that no one can tell. The total
    is left where the form has it; `place_total` moves it.
    """
    plain = "\n".join(compact(line) for line in head.split("\n"))
    *parts, total = form_order()
    group = plain.find(ORGANISATIONS)
    plain = plain.replace(ORGANISATIONS, "\0" * len(ORGANISATIONS))
    whole = {n: at for word, n in _names().items() if (at := plain.find(word)) >= 0}
    named = [n for n in parts if n in whole]
    if len(named) < len(parts):
        return _wrapped(plain)
    by_place = sorted(parts, key=lambda n: whole[n])
    if group >= 0 and group < whole[by_place[0]]:
        return (
            *by_place,
            total,
        )  # the head of two rows may be printed between them: 自然人 is first then, as it is here
    if by_place[0] == parts[0] or group < 0:
        return (*by_place, total)
    return None


def _wrapped(plain: str) -> Order | None:
    """Heads cut by line ends: the form's order unless first characters stand otherwise, together or in one line."""
    squeezed = re.sub(r"\s", "", plain)
    firsts = [squeezed.find(word) for word in FIRSTS[1:]]
    if -1 not in firsts and firsts != sorted(firsts):
        return None
    for line in plain.split("\n"):
        places = [at for word in FIRSTS if (at := line.find(word)) >= 0]
        if places != sorted(places):
            return None
    return form_order()


def place_total(rows: Sequence[Sequence[Decimal | None]], order: Order, *, said: bool) -> Order | None:
    """`order` with the total where the rows' sums show it; None where heads that `said` so are contradicted.

    `rows` are the values in print order. Without enough telling rows the order stays.
    """
    total = len(load().applicants) - 1
    if total not in order:
        return order
    telling = [r for r in rows if len(r) == len(order) and sum(bool(v) for v in r) > 1]
    at = order.index(total)
    counts = [sum(_adds_up(r, c) for r in telling) for c in range(len(order))]
    if len(telling) < TELLING_ROWS or counts[at] >= FORM_SHARE * len(telling):
        return order
    best = [c for c, n in enumerate(counts) if n == len(telling)]
    if len(best) != 1:
        return order
    if said:
        return None
    rest = [n for n in order if n != total]
    return (*rest[: best[0]], total, *rest[best[0] :])


def _adds_up(row: Sequence[Decimal | None], at: int) -> bool:
    value = row[at]
    return value is not None and value == sum((v or Decimal(0) for i, v in enumerate(row) if i != at), Decimal(0))


def order2(heads: Sequence[str], count: int) -> tuple[int, ...]:
    """The order of 制发, 废止 and 现行有效 in the last heads of table 2 (compacted) that name all three."""
    form = tuple(range(count))
    if count != len(HEADS2):
        return form
    seen = [n for text in heads for n, words in enumerate(HEADS2) if any(w in text for w in words)]
    last = tuple(seen[-count:])
    return last if sorted(last) == list(form) else form


def in_form_order4(head: str) -> bool:
    """Whether the labels over table 4's values run as the form has them; labels cut by line ends prove nothing."""
    plain = normalize.simplify(head)
    pattern = "|".join(re.escape(o["label"]) for o in load().raw["table4"]["outcomes"])
    outcomes = re.findall(pattern, re.sub(r"[ \t|*]", "", plain))
    groups = re.findall("行政复议(?![、和与及,，])|未经复议|复议后起诉", re.sub(r"\s", "", plain))
    return not orders_differ(groups[-3:], outcomes[-CELLS:])
