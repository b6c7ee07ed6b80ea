"""Questions that the prose answers: who mentions a thing, what a report says on a topic, how it explains itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from qa import topics
from qa.link import HAN, Linked
from qa.plan import Passage, PassageQuery, Scope
from qa.subject import names_of
from qa.table_plans import Ask

QUOTED = re.compile(r"[“\"「『《'‘]([^”\"」』》'’]{2,40})[”\"」』》'’]")
MAX_TERMS = 6
ASKS_WHO = re.compile(r"\s*(?:who|whose)\b|谁")
PARTS = re.compile(r"、|(?<=[\u3400-\u9fff]{2})[和与及](?=[\u3400-\u9fff]{2})|\s+and\s+")


@lru_cache(maxsize=1)
def _asks() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((t.id, re.compile("|".join(f"(?:{a})" for a in t.ask))) for t in topics.load().topics)


def topic_of(linked: Linked) -> str | None:
    """The known topic that the question names, or None."""
    found = topics.match(without_bodies(linked))
    if found is not None and found.id == "contact_website" and ASKS_WHO.match(linked.text):
        return None  # who runs it is no address
    return None if found is None else found.id


def without_bodies(linked: Linked) -> str:
    text = list(linked.text)
    for mention in linked.of("body"):
        text[mention.start : mention.end] = " " * (mention.end - mention.start)
    return "".join(text)


def contacts_of(linked: Linked) -> tuple[str, ...]:
    """The parts of the contact clause asked for, in the order of the question (传真和邮编)."""
    text = without_bodies(linked)
    found = [(m.start(), topic) for topic, ask in _asks() if topic.startswith("contact_") and (m := ask.search(text))]
    return tuple(topic for _, topic in sorted(found))


def is_topic(linked: Linked, topic: str) -> bool:
    """Whether what the question looks for is the topic itself, not one thing among those it covers."""
    objects = linked.of("object")
    asks = dict(_asks())[topic]
    said = [m.text.strip() for m in objects]
    return all(asks.fullmatch(text) or asks.fullmatch(text.removesuffix("s")) for text in said)


def unsaid_by(linked: Linked, topic: str) -> tuple[str, ...]:
    """The unexplained words that the topic does not account for."""
    pattern = dict(_asks())[topic]
    spans = [(m.start(), m.end()) for m in pattern.finditer(linked.text)]
    words = [w for want in topics.load().get(topic).words for w in want.split("|")]
    rest = []
    for piece in linked.unexplained:
        at = linked.text.find(piece)
        inside = any(s < at + len(piece) and at < e for s, e in spans)
        if not inside and not any(w and w in piece for w in words):
            rest.append(piece)
    return tuple(rest)


def terms_of(linked: Linked) -> tuple[str, ...]:
    """What must stand in the passage: quoted words, else what follows 提到 and no mention explains."""
    text = linked.question
    quoted = tuple(m[1] for m in QUOTED.finditer(text))
    if quoted:
        return quoted[:MAX_TERMS]
    objects = linked.of("object")
    if objects and HAN.search("".join(names_of(text[objects[0].start : objects[0].end]))):
        return (text[objects[0].start : objects[0].end].strip(),)  # one name that holds an `and`
    if objects:
        return tuple(p for p in PARTS.split(text[objects[0].start : objects[0].end].strip()) if p)[:MAX_TERMS]
    if linked.unexplained:
        return joined(linked)
    marks = linked.of("mention")
    after = [m for m in linked.of("measure", "applicant", "outside") if marks and m.start >= marks[0].end]
    return tuple(dict.fromkeys(text[m.start : m.end] for m in after))[:MAX_TERMS]


def joined(linked: Linked) -> tuple[str, ...]:
    """Unexplained words that stand side by side are one term (traffic light; what one character parts in Chinese)."""
    spans: list[tuple[int, int]] = []
    at = 0
    for piece in linked.unexplained:
        start = linked.text.find(piece, at)
        start = start if start >= 0 else linked.text.find(piece)
        at = start + len(piece)
        if spans and 0 <= start - spans[-1][1] <= 1:
            spans[-1] = (spans[-1][0], at)
        else:
            spans.append((start, at))
    return tuple(dict.fromkeys(linked.text[s:e] for s, e in spans))[:MAX_TERMS]


def plan_passage(ask: Ask, *, topic: str | None, terms: Sequence[str] = ()) -> Passage:
    """A search of the prose within the question's scope."""
    linked = ask.linked
    mode = _mode(ask)
    scope = ask.scope
    own = _own_report(ask, scope)
    if own is not None:
        mode, scope = "find", own
    if mode == "who" or not scope.bodies:
        scope = scope.model_copy(update={"year_assumed": False}) if not scope.years and mode == "who" else scope
    if mode == "yes_no" and topic is None and not all(_carried(term) for term in terms):
        mode = "find"  # a word that cannot be carried over to Chinese proves nothing by its absence
    denied = mode == "who" and linked.has("none")
    query = PassageQuery.model_validate(
        {"text": linked.question, "terms": tuple(terms), "topic": topic, "mode": mode, "denied": denied}
    )
    return Passage(query=query, scope=scope)


def _carried(term: str) -> bool:
    """Whether the term can stand in a Chinese report: it is Chinese, a number, or has a Chinese name."""
    return any(HAN.search(name) or name.isdigit() for name in names_of(term))


def _own_report(ask: Ask, scope: Scope) -> Scope | None:
    """How many departments of Yongning held an open day: the county's report counts them, not theirs."""
    inside = ask.reading.region_bodies
    counts = ask.linked.has("how_many", "how_many_entities") and not ask.linked.has("mention")
    if scope.bodies or len(inside) != 1 or not counts or len(scope.regions[0]) < len("640121"):
        return None
    return scope.model_copy(update={"bodies": inside, "regions": (), "region_names": (), "kinds": (), "levels": ()})


def _mode(ask: Ask) -> str:
    linked = ask.linked
    reports = any(re.match(r"哪|which|what", m.text) for m in linked.of("corpus"))
    who = reports or (
        linked.has("which")
        and (
            ask.reading.set_asked
            or linked.has("report_noun")
            or any(m.text in ("谁", "who") for m in linked.of("which"))
        )
    )
    if (who or ask.reading.set_asked) and not ask.scope.bodies:
        return "list" if linked.has("every") or not (who or linked.has("list", "mention", "how_many")) else "who"
    if linked.has("question_tag") or any(
        m.text
        in (
            "有没有",
            "有无",
            "是否有",
            "是否",
            "是不是",
            "是否存在",
            "did",
            "does",
            "do",
            "is",
            "was",
            "were",
            "has",
            "is there",
            "was there",
            "are there",
        )
        for m in linked.of("exists")[:1]
        if m.start <= 3 or linked.language == "zh"
    ):
        comparing = len(ask.scope.bodies) > 1 and linked.has("compare", "than", "more", "comparator")
        return "yes_no" if not linked.has("how_many", "which") and not comparing else "find"
    return "find"
