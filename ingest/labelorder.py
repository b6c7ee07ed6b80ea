"""Whether labels that wrap and run into each other stand in the form's order down the page: told by pairs of characters
that only one label of table 3 has. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from corpus.catalogue import load
from ingest.alignment import rows25
from ingest.flat import SKIPPED
from ingest.sections import labels
from ingest.valuelines import ValueLine

WIDER = re.compile("法人或其他组织|申请人情况")  # heads over the columns' own
HEAD_CHARACTERS = ("自然人", "商企业", "科研", "社会公益组织", "法律服务", "其他", "总计")  # each in one head only
INSTITUTION = "机构"  # ends the heads of two columns
INSTITUTIONS = (2, 4)
TOGETHER = 3.0  # characters between the middles of one head's parts
APART = 2  # characters between the beginnings of two heads
FEWEST = 15  # rows whose labels are seen


def displaced_rows(lines: Sequence[ValueLine], names: Sequence[str]) -> set[int] | None:
    """The rows whose labels stand below that of a later row or above that of an earlier one; None where few are seen."""
    places = label_lines(lines, names)
    middles = {row: sorted(at)[(len(at) - 1) // 2] for row, at in places.items()}
    if len(middles) < FEWEST:
        return None
    return {
        row
        for a in middles
        for b in middles
        if a < b and middles[a] > middles[b]
        for row in range(a, b + 1)
    }  # fmt: skip


class _HeadPart(NamedTuple):
    """A stretch of a line that is of one head."""

    head: int
    left: int
    right: int


def heads_in_order(lines: Sequence[ValueLine]) -> bool:
    """Whether the seven heads of table 3, wrapped as they may be, stand one to the right of the other.

    Neighbours on one line tell, else the places where they begin.
    """
    first = min(label_lines(lines, rows25()).get(0, [0]))
    beside: set[tuple[int, int]] = set()
    lefts: dict[int, int] = {}
    for line in lines:
        if line.number >= first:
            break
        parts = _parts(line)
        seen = [part.head for part in parts]
        if seen != sorted(seen):
            return False
        beside |= set(pairwise(seen))
        for part in parts:
            lefts[part.head] = min(lefts.get(part.head, part.left), part.left)
    if len(lefts) < len(HEAD_CHARACTERS):
        return False
    return all((h, h + 1) in beside or lefts[h + 1] - lefts[h] >= APART for h in range(len(lefts) - 1))


def head_places(lines: Sequence[ValueLine]) -> tuple[float, ...] | None:
    """The middles of the seven heads on a page; None where they are not all there, or their parts stand apart."""
    parts: dict[int, list[_HeadPart]] = defaultdict(list)
    for line in lines:
        if line.values:
            break
        for part in _parts(line):
            parts[part.head].append(part)
    if len(parts) < len(HEAD_CHARACTERS):
        return None
    middles = []
    for head in range(len(HEAD_CHARACTERS)):
        own = [(part.left + part.right) / 2 for part in parts[head]]
        if max(own) - min(own) > TOGETHER:
            return None
        middles.append(sum(own) / len(own))
    return tuple(middles) if middles == sorted(set(middles)) else None


def _parts(line: ValueLine) -> list[_HeadPart]:
    found: list[_HeadPart] = []
    for at, word in line.words:
        plain = WIDER.sub(lambda m: "〇" * len(m[0]), word)
        for n, char in enumerate(plain):
            head = _head_of(char, found[-1].head if found else 0)
            if head is None:
                continue
            if found and found[-1].head == head and found[-1].right == at + n:
                found[-1] = found[-1]._replace(right=at + n + 1)
            else:
                found.append(_HeadPart(head, at + n, at + n + 1))
    return found


def _head_of(char: str, last: int) -> int | None:
    """The head that a character is of, of two the one that may follow `last`."""
    if char in INSTITUTION:
        return next((h for h in INSTITUTIONS if h >= last), None)
    return next((h for h, own in enumerate(HEAD_CHARACTERS) if char in own), None)


def label_lines(lines: Sequence[ValueLine], names: Sequence[str]) -> dict[int, list[int]]:
    """For each row of `names` whose label is seen, the numbers of the lines with a pair of characters of its own."""
    own = _own_pairs(tuple(names))
    found: dict[int, list[int]] = defaultdict(list)
    for line in lines:
        for _, word in line.words:
            for a, b in pairwise(SKIPPED.sub("", word)):
                if a + b in own:
                    found[own[a + b]].append(line.number)
    return found


@lru_cache(maxsize=4)
def _own_pairs(names: tuple[str, ...]) -> dict[str, int]:
    """Pairs of characters that one row's label has and no other's, no group's and no heading's, with that row."""
    others = {i.group for i in load().table(3) if i.group}
    others |= {"本年度办理结果申请人情况法人或其他组织自然人商业企业科研机构社会公益组织法律服务机构总计"}
    others |= {"本列数据的勾稽关系为第一项加第二项之和等于第三项加第四项之和收到和处理政府信息公开申请情况"}
    seen: dict[str, set[int]] = defaultdict(set)
    for row, name in enumerate(names):
        for form in (load().get(name).label, *labels()["rows"][name]["heads"]):
            for a, b in pairwise(SKIPPED.sub("", form)):
                seen[a + b].add(row)
    for other in others:
        for a, b in pairwise(re.sub(r"[（(].*?[)）]", "", other)):
            seen[a + b].add(-1)
    return {pair: next(iter(rows)) for pair, rows in seen.items() if len(rows) == 1 and rows != {-1}}
