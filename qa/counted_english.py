"""An English question of how many: its terms, carried over to what Chinese reports print."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from corpus.models import Model
from qa import subject, topics
from qa.counted_words import Asked, Thing, acts, data

HOW_MANY_EN = re.compile(
    r"\bhow (?:many|much)\b|\b(?:the )?(?:total )?(?:number|count|tally|volume|amount)s? of\b|\bhow often\b"
)
SHARE_EN = re.compile(r"\b(?:what |which )?(?:share|percentage|percent|proportion|fraction)\b(?: of)?")
AUXILIARY = re.compile(
    r"^(?:did|does|do|were|was|are|is|has|have|had|been|be|which|that|who|there|in|on|by|at|for|from|through|via|with|during|to|and|or|according)$"
)
ARTICLES = frozenset(
    {"the", "a", "an", "of", "its", "their", "total", "different", "such", "various", "own", "official"}
)
WORD = re.compile(r"[a-z0-9][a-z0-9.\-]*(?:'s|')?")
AND = re.compile(r"\s*(?:,\s*(?:and\b)?|\b(?:and|or)\b)\s*(?:(?:of|the|its)\s+)*")
PLURALS = ("", "s", "es")


class Item(Model):
    """A term of the English question: `names` and `units` of a noun, `group` of a verb."""

    start: int
    end: int
    names: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    group: str = ""
    measure: tuple[str, ...] = ()
    past: bool = False  # a noun told by a verb: visited


@lru_cache(maxsize=1)
def _terms() -> tuple[tuple[str, Item], ...]:
    """English terms, longest first; nouns before verbs of the same letters."""
    nouns: dict[str, Item] = {}
    for row in data()["nouns"]:
        for term in row["en"]:
            for form in _forms(str(term)):
                known = nouns.get(form, Item(start=0, end=0))
                names = tuple(dict.fromkeys((*known.names, *map(str, row["zh"]))))
                units = tuple(dict.fromkeys((*known.units, *row.get("unit", ()))))
                nouns[form] = Item(start=0, end=0, names=names, units=units)
    found: dict[str, Item] = {}
    for word, units in data()["units_en"].items():
        found |= {form: Item(start=0, end=0, measure=tuple(units)) for form in _forms(str(word))}
    for group, row in data()["verbs"].items():
        found |= {str(word): Item(start=0, end=0, group=group) for word in row["en"]}
    for line in topics.load().synonyms:
        names = subject.chinese(line)
        for name in line:
            if re.search(r"[a-z]", name):
                found[name] = Item(start=0, end=0, names=names)
    both = found | nouns
    return tuple(sorted(both.items(), key=lambda pair: (-len(pair[0]), pair[0])))


def _forms(term: str) -> list[str]:
    head, *rest = term.split(" ")
    plain = [term, *(term + e for e in PLURALS[1:])]
    if rest:  # letters to the mayor
        plain += [" ".join([head + "s", *rest]), " ".join([head + "s", *rest[:-1], rest[-1] + "s"])]
    return plain


def _items(text: str) -> tuple[list[Item], list[tuple[int, str]]]:
    """The known terms of `text` left to right, and the other words with where they stand."""
    taken = [False] * len(text)
    items: list[Item] = []
    for term, item in _terms():
        if term not in text:
            continue
        for match in re.finditer(rf"(?<![a-z0-9]){re.escape(term)}(?![a-z0-9])", text):
            if not any(taken[match.start() : match.end()]):
                taken[match.start() : match.end()] = [True] * len(match[0])
                place = {"start": match.start(), "end": match.end(), "past": term.endswith("ed")}
                items.append(item.model_copy(update=place))
    others = [(m.start(), m[0]) for m in WORD.finditer(text) if not any(taken[m.start() : m.end()])]
    return sorted(items, key=lambda i: i.start), others


def english(text: str) -> Iterator[Asked]:
    text = subject.YEARS.sub(" ", text.replace("’", "'"))
    mark, share = HOW_MANY_EN.search(text), SHARE_EN.search(text)
    first = mark or share
    if first is None:
        return
    masked = text[: first.start()] + " " * (first.end() - first.start()) + text[first.end() :]
    items, others = _items(SHARE_EN.sub(lambda m: " " * len(m[0]), masked))
    if any(not _idle(word) for _, word in others):
        return
    head, unit, taken = (None, (), None) if mark is None else _head(items, others, first.end())
    nouns = [i for i in items if i.names and i is not taken]
    things = [Thing(names=i.names, near=taken is not None and _stacked(i, taken, text), units=i.units) for i in nouns]
    groups = tuple(dict.fromkeys(i.group for i in items if i.group))
    if head is None and things and share is None:
        head, things = things[-1], things[:-1]
    if head is None and not things:
        return
    asked = Asked(head=head, things=tuple(things), unit=unit[0] if unit else "", verbs=groups)
    if mark is not None:
        for unit_word in (i for i in items if i.measure):  # gazette issues and questionnaires: two things
            text = text[: unit_word.start] + " " * (unit_word.end - unit_word.start) + text[unit_word.end :]
        yield from _each_en(asked, nouns, taken, text)
    if share is not None:
        yield asked.model_copy(update={"share": True, "unit": ""})


def _each_en(asked: Asked, nouns: Sequence[Item], head: Item | None, text: str) -> list[Asked]:
    """One ask for each of nouns that `and` joins."""
    every = sorted([*nouns, *([head] if head else [])], key=lambda i: i.start)
    joined = {i.names for a, b in pairwise(every) if AND.fullmatch(text[a.end : b.start]) for i in (a, b)}
    if not joined:
        return [asked]
    rest = tuple(t for t in asked.things if t.names not in joined)
    if asked.head is not None and asked.head.names in joined:
        alike = [asked.head, *(t for t in asked.things if t.names in joined)]
        return [asked.model_copy(update={"head": t.model_copy(update={"near": True}), "things": rest}) for t in alike]
    return [asked.model_copy(update={"things": (*rest, t)}) for t in asked.things if t.names in joined]


def _head(
    items: Sequence[Item], others: Sequence[tuple[int, str]], after: int
) -> tuple[Thing | None, tuple[str, ...], Item | None]:
    """The noun of how many …: the last one before a verb or a preposition; a measure word hands on to what is `of` it."""
    stop = min((at for at, word in others if at >= after and AUXILIARY.match(word)), default=10**6)
    verb = min((i.start for i in items if (i.group or i.past) and i.start >= after), default=10**6)
    inside = [i for i in items if after <= i.start < min(stop, verb)]
    unit = next((i.measure for i in inside if i.measure), ())
    nouns = [i for i in inside if i.names]
    if not nouns:
        return None, unit, None
    last = nouns[-1]
    return Thing(names=last.names, near=True, agent=acts(last.names[0]), units=(*last.units, *unit)), unit, last


def _stacked(item: Item, head: Item, text: str) -> bool:
    """Whether a noun stands right before the counted one: WeChat posts."""
    return item.end <= head.start and not text[item.end : head.start].strip()


def _idle(word: str) -> bool:
    bare = word.removesuffix("'s").removesuffix("'")
    return bare in ARTICLES or subject.idle(bare) or bool(AUXILIARY.match(bare)) or bare.isdigit()
