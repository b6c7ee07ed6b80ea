"""A question of prose made ready: what a sentence must hold, and what is wanted of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from corpus.models import Report
from corpus.normalize import simplify
from qa import counting, subject, topics
from qa.plan import PassageQuery

# A number that is no year, date or hotline: that the matter is spoken of does not say that there were so many.
NUMBERED = re.compile(r"(?<![\d.])(?!(?:19|20)\d\d(?!\d))\d{1,4}(?![\d月日])")
ASKS_WHETHER = re.compile(r"吗|是否|有没有|有无|是不是|没有\?|^(?:did|does|do|was|were|is|are|has|have|had)\b")
DENIAL = re.compile(r"没有|没|未曾|未|不曾|(?i:\b(?:did not|does not|do not|didn't|doesn't|don't|not|never|no|none)\b)")


class Ask(NamedTuple):
    """A question made ready: what a sentence must hold, and what is wanted of it."""

    text: str
    topic: topics.Topic | None
    groups: tuple[re.Pattern[str], ...]
    wants: tuple[subject.Want, ...]
    hints: tuple[str, ...]
    counts: bool
    share: bool
    whether: bool
    about: int | None = None
    bare: str = ""  # the text without the names of bodies


def prepare(query: PassageQuery, topic: topics.Topic | None, reports: Sequence[Report]) -> Ask:
    """What the question asks of a sentence."""
    text = DENIAL.sub(" ", query.text) if query.denied else query.text  # the denial is sought by what is denied
    folded = simplify(text).lower()
    wanted = subject.wants(text, reports, known_topic=topic)
    terms = tuple(subject.Want(names=names) for term in query.terms if (names := subject.names_of(term)))
    groups = tuple(re.compile(group) for group in topic.words) if topic else ()
    terms = tuple(t for t in terms if not any(re.search(g, name) for g in groups for name in t.names))
    bare = subject.without_names(folded, reports)
    hints = tuple(
        dict.fromkeys(bare[i : i + 2] for i in range(len(bare) - 1) if re.fullmatch(r"[一-鿿]{2}", bare[i : i + 2]))
    )
    count = counting.asks_count(folded) and (topic is None or topic.kind in ("count", "quote", "yes_no"))
    return Ask(
        text=folded, topic=topic, groups=groups, wants=tuple(dict.fromkeys((*terms, *wanted))), hints=hints, counts=count,
        share=counting.asks_share(folded),
        bare=bare, whether=not count and not NUMBERED.search(folded) and (_asks_whether(query, topic) or bool(ASKS_WHETHER.search(folded))),
    )  # fmt: skip


def _asks_whether(query: PassageQuery, topic: topics.Topic | None) -> bool:
    return query.mode == "yes_no" or (query.mode == "who" and topic is not None and topic.kind == "yes_no")
