"""The words of questions of how many, and of the sentences that answer them, out of `qa/data/counted.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal

from corpus.models import Model
from corpus.normalize import simplify
from qa import lexicon

MARKS = re.compile(r"[“”\"'‘’《》〈〉「」『』【】\s]+")
OF_KIND = re.compile(r"类(?=信息|文件|公文)")
JOINTS = ("了", "不", "上", "中", "内")  # characters that part no name: 说了算定了干
MIN_LOOSE = 4  # characters of a run that may be met by most of its pairs
LOOSE = 0.7
WIDE = 2  # times the length of a name that its pairs may be spread over
MIN_NOUN = 2
Role = Literal["noun", "verb", "light", "run"]


class Token(Model):
    start: int
    end: int
    text: str
    role: Role
    group: str = ""


class Thing(Model):
    """Something that a sentence must name, by one of `names`. `near`: beside the figure itself, not only before it.

    `agent`: a thing that acts, so that a verb behind it counts something else (新媒体发布9389条).
    """

    names: tuple[str, ...]
    near: bool = False
    agent: bool = False
    units: tuple[str, ...] = ()

    def found(self, text: str) -> tuple[int, int] | None:
        """The last place of `text` that names it."""
        best: tuple[int, int] | None = None
        for name in self.names:
            at = text.rfind(name)
            if at >= 0 and (best is None or (at + len(name), len(name)) > (best[1], best[1] - best[0])):
                best = (at, at + len(name))
        return best or next((span for name in self.names if (span := _loosely(name, text))), None)


class Asked(Model):
    """One how-many. `head`: what is counted; without one the subject's own figure is asked (公开栏设了多少个).

    `verbs` are groups of `counted.yaml`, `literal` the verbs as printed; `share`: a percentage is asked.
    """

    head: Thing | None
    things: tuple[Thing, ...]
    unit: str = ""
    verbs: tuple[str, ...] = ()
    literal: tuple[str, ...] = ()
    share: bool = False
    growth: bool = False
    unsplit: Asked | None = None  # what it is one of several things of, joined by 和 or 、


def _loosely(name: str, text: str) -> tuple[int, int] | None:
    """Where most pairs of a long name stand in order, its last pair among them: 承诺视频 in 承诺事项视频."""
    if len(name) < MIN_LOOSE:
        return None
    pairs = [name[i : i + 2] for i in range(len(name) - 1)]
    at = text.rfind(pairs[-1])
    held = [p for p in pairs if p in text]
    start = min((text.find(p) for p in held), default=0)
    if at < 0 or len(held) < LOOSE * len(pairs) or at + 2 - start > WIDE * len(name):
        return None
    return start, at + 2


@lru_cache(maxsize=1)
def data() -> Mapping[str, Any]:
    raw: Mapping[str, Any] = lexicon.read_data("counted.yaml")
    return raw


@lru_cache(maxsize=1)
def light() -> frozenset[str]:
    return frozenset(data()["light"])


@lru_cache(maxsize=1)
def known_words() -> tuple[dict[str, tuple[Role, str]], int]:
    """Chinese words with their role; the longest's length."""
    found: dict[str, tuple[Role, str]] = {word: ("light", "") for word in light()}
    for group, row in data()["verbs"].items():
        found |= {word: ("verb", group) for word in row["zh"]}
    for row in data()["nouns"]:
        found |= {
            word: ("noun", "") for name in row["zh"] if len(word := str(name)) >= MIN_NOUN and word not in light()
        }
    return found, max(map(len, found))


def tokens(text: str) -> list[Token]:
    """`text` cut into words that the data knows, longest first, and the runs between them. Marks end a run."""
    words, longest = known_words()
    found: list[Token] = []
    at = 0
    while at < len(text):
        size = next((n for n in range(min(longest, len(text) - at), 0, -1) if text[at : at + n] in words), 0)
        if size:
            role, group = words[text[at : at + size]]
            found.append(Token(start=at, end=at + size, text=text[at : at + size], role=role, group=group))
        else:
            size = 1
            mark = not (text[at].isalnum() or text[at] in "+-")
            if mark:
                found.append(Token(start=at, end=at + 1, text=text[at], role="light"))
            elif found and found[-1].role == "run" and found[-1].end == at:
                found[-1] = found[-1].model_copy(update={"end": at + 1, "text": found[-1].text + text[at]})
            else:
                found.append(Token(start=at, end=at + 1, text=text[at], role="run"))
        at += size
    return found


def phrases(text: str) -> list[tuple[int, int]]:
    """Spans of nouns and unknown runs that touch: 网民来信, 政策图解. Verbs and light words part them."""
    found: list[tuple[int, int]] = []
    for token in tokens(text):
        if token.role not in ("noun", "run"):
            continue
        gap = text[found[-1][1] : token.start] if found else None
        if found and (not gap or gap in JOINTS):
            found[-1] = (found[-1][0], token.end)
        else:
            found.append((token.start, token.end))
    return [(s, e) for s, e in found if e - s >= MIN_NOUN or text[s:e].isascii()]


def verbs(text: str) -> list[Token]:
    return [t for t in tokens(text) if t.role == "verb"]


def squeezed(text: str) -> str:
    """Simplified, lower case, without quotation marks and blanks."""
    return OF_KIND.sub("", MARKS.sub("", simplify(text).lower()))


def acts(word: str) -> bool:
    return any(word.endswith(str(name)) for row in data()["nouns"] if row.get("agent") for name in row["zh"])


def apart(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether verbs of the question and of the sentence do different things to what they speak of."""
    if not one or not other or set(one) & set(other):
        return False
    pairs = {frozenset(pair) for pair in data()["apart"]}
    return any(frozenset((a, b)) in pairs for a in one for b in other)


def tails() -> tuple[str, ...]:
    return tuple(data()["tails"])


def part_words() -> tuple[str, ...]:
    return tuple(data()["part"])


def growth_words() -> tuple[str, ...]:
    return tuple(data()["growth"])


def elsewhen_words() -> tuple[str, ...]:
    return tuple(data()["elsewhen"])
