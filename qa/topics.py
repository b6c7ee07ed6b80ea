"""What the prose is asked about: topics, synonyms in both languages and idle words, read from `topics.yaml`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Literal

from corpus.models import Model, Section
from corpus.normalize import simplify
from corpus.resources import read_yaml

TopicKind = Literal["quote", "count", "yes_no", "list", "contact"]


class Topic(Model):
    """One kind of passage; the fields are explained at the head of `topics.yaml`."""

    id: str
    zh: str
    en: str
    ask: tuple[str, ...]
    words: tuple[str, ...]
    excludes: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    narrow: str | None = None
    affirm: str | None = None
    units: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    strict: bool = False
    kind: TopicKind = "quote"
    future: bool = False


class Topics(Model):
    topics: tuple[Topic, ...]
    synonyms: tuple[tuple[str, ...], ...]
    stop_zh: tuple[str, ...]
    stop_en: tuple[str, ...]
    future: tuple[str, ...]
    negation: tuple[str, ...]

    def get(self, topic_id: str) -> Topic:
        """The topic of that id. KeyError for an unknown id."""
        return _by_id()[topic_id]

    def __contains__(self, topic_id: object) -> bool:
        return topic_id in _by_id()


def _topic(row: dict[str, Any]) -> Topic:
    return Topic.model_validate({("excludes" if key == "not" else key): value for key, value in row.items()})


@lru_cache(maxsize=1)
def load() -> Topics:
    raw = read_yaml("qa", "topics.yaml")
    return Topics(
        topics=tuple(_topic(row) for row in raw["topics"]),
        synonyms=tuple(tuple(str(name).lower() for name in line) for line in raw["synonyms"]),
        stop_zh=tuple(sorted(raw["stop"]["zh"], key=len, reverse=True)),
        stop_en=tuple(str(word) for word in raw["stop"]["en"]),
        future=tuple(raw["future"]),
        negation=tuple(raw["negation"]),
    )


@lru_cache(maxsize=1)
def _by_id() -> dict[str, Topic]:
    return {topic.id: topic for topic in load().topics}


@lru_cache(maxsize=1)
def _asks() -> tuple[tuple[Topic, re.Pattern[str]], ...]:
    return tuple((topic, re.compile("|".join(f"(?:{a})" for a in topic.ask))) for topic in load().topics)


def match(question: str) -> Topic | None:
    """The topic that the question names: the one with the longest match, the earlier in the file among equals."""
    folded = simplify(question).lower()
    best: tuple[int, Topic] | None = None
    for topic, pattern in _asks():
        longest = max((len(found[0]) for found in pattern.finditer(folded)), default=0)
        if longest and (best is None or longest > best[0]):
            best = (longest, topic)
    return best[1] if best else None
