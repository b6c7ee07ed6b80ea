"""A figure of a sentence with the words around it, each in the clause that it stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus import numerals
from corpus.numerals import Kind, Numeral
from qa import counted_words, counting

BREAK = "，,；;。！？!?：:（）()\n"
HALT = "；;。！？!?\n"
LISTED = re.compile(r"[、]|以及|及(?!时)|和(?!谐|平)|与(?!会)")
WORDY = frozenset("级届轮座档节版站所门口对点段天种类章款")
ISSUES = ("期", "集", "场", "次", "场次", "批", "批次", "份", "册", "本", "期次", "讲")


@dataclass(frozen=True)
class Frame:
    """A number with the words around it, squeezed. `own` before it and `after` behind it in its clause; `carried` what
    the clause before says; `context` the sentence before it; `beyond` the next clause where it states no figure;
    `previous` the number before it."""

    number: Numeral
    own: str
    after: str
    carried: str
    context: str
    beyond: str
    previous: Frame | None
    listed: bool
    start: int  # of the clause, in the sentence


def frames(sentence: str) -> list[Frame]:
    """Every figure of a sentence with what it may count."""
    found: list[Frame] = []
    numbers = [n for n in numerals.find(sentence) if is_figure(n) and not counting.OF_TIME.match(sentence, n.whole_end)]
    inside = {at for n in numbers for at in range(n.start, n.whole_end)}
    breaks = [i for i, c in enumerate(sentence) if c in BREAK and i not in inside]
    halts = [i for i, c in enumerate(sentence) if c in HALT and i not in inside]
    for index, number in enumerate(numbers):
        previous = found[-1] if found else None
        begin = max((i + 1 for i in breaks if i < number.start), default=0)
        stop = min((i for i in breaks if i >= number.whole_end), default=len(sentence))
        following = numbers[index + 1].start if index + 1 < len(numbers) else len(sentence)
        listed = False
        if previous is not None and previous.number.whole_end > begin:
            begin, listed = _listed_from(sentence, previous.number.whole_end, number.start), True
        after = sentence[number.whole_end : min(stop, following)]
        mark = LISTED.search(after)
        halt = max((i + 1 for i in halts if i < number.start), default=0)
        last = previous.number.whole_end if previous is not None and previous.number.whole_end >= halt else halt
        found.append(
            Frame(
                number=number, own=counted_words.squeezed(sentence[begin : number.start]),
                after=counted_words.squeezed(after[: mark.start()] if mark else after),
                carried=_carried(sentence[last:begin]), context=counted_words.squeezed(sentence[halt:begin]),
                beyond=_beyond(sentence, stop, following),
                previous=previous if previous is not None and previous.number.whole_end > halt else None,
                listed=listed, start=begin,
            )
        )  # fmt: skip
    return found


def is_figure(number: Numeral) -> bool:
    """A count or a share; not 一级栏目, 三级审核: words that only look like one."""
    if number.kind not in (Kind.NUMBER, Kind.PERCENT) or not number.unit:
        return False
    return number.unit not in WORDY or number.raw[:1].isdigit()


def _listed_from(sentence: str, after: int, before: int) -> int:
    """Where the words of the second of two figures of one clause begin: behind the list mark, if there is one."""
    mark = LISTED.search(sentence, after, before)
    return mark.end() if mark else after


def _beyond(sentence: str, stop: int, following: int) -> str:
    """The clause behind `stop` where it holds no figure and no full stop parts it."""
    if stop >= len(sentence) or sentence[stop] not in "，,":
        return ""
    end = next((i for i in range(stop + 1, len(sentence)) if sentence[i] in BREAK), len(sentence))
    return counted_words.squeezed(sentence[stop + 1 : end]) if following >= end else ""


def _carried(text: str) -> str:
    """The last clause of `text` that names something."""
    for clause in reversed(re.split(f"[{re.escape(BREAK)}]", text)):
        words = counted_words.squeezed(clause)
        if counted_words.phrases(words):
            return words
    return ""
