"""What a question of how many asks the prose for: the thing counted, what narrows it, the verb, the unit.

The words live in `qa/data/counted.yaml`: English ones are carried over to what Chinese reports print. A question of
which any content word stays unread is not read at all: a figure of something else is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Literal

from corpus.models import Model, Report
from corpus.normalize import simplify
from corpus.numerals import UNITS
from qa import lexicon, subject, topics

MARKS = re.compile(r"[“”\"'‘’《》〈〉「」『』【】\s]+")
CLAUSE = re.compile(r"[，,；;。？?！!：:]+")
UNIT = "|".join(re.escape(u) for u in UNITS if u != "%")
HOW_MANY = re.compile(rf"(?<!哪)(?:多少|几(?!乎|年|成|分之|月))(?P<unit>{UNIT})?(?:的|以上的)?")
NUMBER_OF = re.compile(
    r"(?P<unit>人次|场次|件次|[条件个期场次人封篇份项家])数(?:量|目)?|数量|总数|总量|数目|数(?:是多少|$)"
)
SHARE = re.compile(
    r"占(?:比|了|到|总数|全部)?(?:是|为)?(?:多少|几成|百分之几)|占比|(?:所占)?(?:比例|比重|百分比)(?:是|为)?(?:多少)?"
)
IDLE_ZH = re.compile(
    r"哪些|哪几[个家]|哪[个家]|什么|有没有|请问|一共|总共|共计|合计|累计|分别|是多少|报告(?:里|中|正文)?(?:说|写|提到|写道)?|正文|到底|究竟|大概|具体|全年|总的|一年|当年"
)
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
OF_KIND = re.compile(r"类(?=信息|文件|公文)")
LAST_VERB = re.compile(r"[录办发出开设印收](?=$)")
VERB_TAIL = re.compile(r"^(?:了|过|到|得|出)+")
AND = re.compile(r"\s*(?:,\s*(?:and\b)?|\b(?:and|or)\b)\s*(?:(?:of|the|its)\s+)*")
SHORT_AGENT = re.compile(r"[村镇乡校](?=[设建开有办做]|公开|完成|参)")  # one character that acts: 多少村设了公开栏
JOINS = re.compile(r"和|与|及|以及|、|跟|还有")
JOINTS = ("了", "不", "上", "中", "内")  # characters that part no name: 说了算定了干
MIN_LOOSE = 4  # characters of a run that may be met by most of its pairs
LOOSE = 0.7
WIDE = 2  # times the length of a name that its pairs may be spread over
MIN_NOUN = 2
PLURALS = ("", "s", "es")

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


# -- the words ---------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Any]:
    raw: Mapping[str, Any] = lexicon.read_data("counted.yaml")
    return raw


@lru_cache(maxsize=1)
def light() -> frozenset[str]:
    return frozenset(_data()["light"])


@lru_cache(maxsize=1)
def _words() -> tuple[dict[str, tuple[Role, str]], int]:
    """Chinese words with their role; the longest's length."""
    found: dict[str, tuple[Role, str]] = {word: ("light", "") for word in light()}
    for group, row in _data()["verbs"].items():
        found |= {word: ("verb", group) for word in row["zh"]}
    for row in _data()["nouns"]:
        found |= {
            word: ("noun", "") for name in row["zh"] if len(word := str(name)) >= MIN_NOUN and word not in light()
        }
    return found, max(map(len, found))


def tokens(text: str) -> list[Token]:
    """`text` cut into words that the data knows, longest first, and the runs between them. Marks end a run."""
    words, longest = _words()
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


# -- a Chinese question ------------------------------------------------------------------------------------------------


def read(question: str, reports: Sequence[Report]) -> tuple[Asked, ...]:
    """What is asked, one by one; nothing where the question asks no number or holds words that stay unread."""
    return read_bare(subject.without_names(simplify(question).lower(), reports))


def read_bare(text: str) -> tuple[Asked, ...]:
    """The same of a question (simplified, lower case) without the names of bodies."""
    if re.search(r"[\u3400-\u9fff]", text) and not HOW_MANY_EN.search(text):
        return tuple(_chinese(text))
    return tuple(_english(text))


def _chinese(text: str) -> Iterator[Asked]:
    text = subject.YEARS.sub("", squeezed(text))
    before: list[Thing] = []
    last: Asked | None = None
    for clause in (c for c in CLAUSE.split(text) if c):
        share = SHARE.search(clause)
        bare = IDLE_ZH.sub("", SHARE.sub("", clause)) if share else clause
        mark = HOW_MANY.search(bare) or NUMBER_OF.search(bare)
        if mark is not None:
            whole = _asked(bare, mark, before)
            for last in _each(whole, bare[: mark.start()] + "，" + bare[mark.end() :]):
                yield last
        if share is not None:
            own = _things(bare) if mark is None else []
            if own or last is None:
                last = Asked(head=None, things=tuple([*before, *own]), verbs=_groups(bare))
            yield last.model_copy(update={"share": True, "unit": ""})
        elif mark is None:
            before += _things(clause)


def _asked(clause: str, mark: re.Match[str], before: Sequence[Thing]) -> Asked:
    """One clause with its question mark: what stands behind it is counted, else what stands before."""
    unit = (mark.groupdict().get("unit") or "") if mark else ""
    left, right = IDLE_ZH.sub("", LAST_VERB.sub("", clause[: mark.start()])), clause[mark.end() :]
    counted, rest = _counted(right)
    found = [*_things(left), *_things(rest)]
    said = [t.text for t in verbs(left + "，" + rest)]
    return Asked(
        head=counted, things=tuple([*before, *found]), unit=unit, verbs=_groups(left + "，" + rest), literal=tuple(said),
        growth=any(w in clause for w in _data()["growth"]),
    )  # fmt: skip


def _each(asked: Asked, clause: str) -> list[Asked]:
    """One ask for each of things that 和 or 、 joins: their figures are told one by one and never added."""
    spans = phrases(clause)
    joined = [
        {_bare(clause[a:b]), _bare(clause[c:d])}
        for (a, b), (c, d) in pairwise(spans) if JOINS.fullmatch(clause[b:c])
    ]  # fmt: skip
    names = set().union(*joined) if joined else set()
    things = (*asked.things, *((asked.head,) if asked.head else ()))
    alike = sorted((t for t in things if t.names[-1] in names), key=lambda t: clause.find(t.names[-1]))
    if len(alike) < 2:
        return [asked]
    rest = tuple(t for t in asked.things if t not in alike)
    if asked.head is not None and asked.head not in alike:
        return [asked.model_copy(update={"things": (*rest, t), "unsplit": asked}) for t in alike]
    own = [{"head": t, "things": rest} if asked.head else {"things": (*rest, t)} for t in alike]
    return [asked.model_copy(update={**one, "unsplit": asked}) for one in own]


def _counted(text: str) -> tuple[Thing | None, str]:
    """The noun right behind 多少, and what follows it."""
    text = IDLE_ZH.sub("", VERB_TAIL.sub("", text))
    if (one := SHORT_AGENT.match(text)) is not None:
        return Thing(names=(one[0],), near=True, agent=True), text[one.end() :]
    spans = phrases(text)
    if not spans or any(t.role == "verb" and t.end <= spans[0][0] for t in tokens(text)):
        return None, text
    start, end = spans[0]
    word = _bare(text[start:end])
    if not word:
        return None, text
    units = [u for row in _data()["nouns"] if word in row["zh"] for u in row.get("unit", ())]
    return Thing(names=_called(word), near=True, agent=_acts(word), units=tuple(units)), text[end:]


def _things(text: str) -> list[Thing]:
    text = IDLE_ZH.sub("", text)
    return [
        Thing(names=_called(word), agent=_acts(word))
        for start, end in phrases(text)
        if (word := _bare(text[start:end]))
    ]


def _called(word: str) -> tuple[str, ...]:
    """A word with the longer names of the same thing that hold it: 意见 is told by 意见建议."""
    rows = [([str(name) for name in row["zh"]], row.get("same", False)) for row in _data()["nouns"]]
    longer = {n for row, _ in rows if word in row for n in row if word in n and n != word}
    alike = {word.replace(a, b) for row, same in rows if same for a in row if a in word for b in row} - {word}
    return (*sorted(longer | alike, key=lambda n: (-len(n), n)), word)


def taken_apart(asked: Asked) -> Asked:
    """The same with each compound of known words as its parts (公报浏览量: 公报, 浏览量), the last of them beside the figure."""
    found: list[Thing] = []
    for thing in asked.things:
        parts = [t.text for t in tokens(thing.names[-1]) if t.role in ("noun", "run")]
        whole = len(parts) < 2 or not thing.names[-1].startswith(parts[0]) or any(len(p) < MIN_NOUN for p in parts)
        found += [thing] if whole else [Thing(names=_called(p), near=p == parts[-1]) for p in parts]
    return asked.model_copy(update={"things": tuple(found)})


def of_tables(asked: Asked) -> bool:
    """Whether what is counted is a thing of the tables with nothing that narrows it down."""
    things = (*asked.things, *((asked.head,) if asked.head else ()))
    known = {str(name) for row in _data()["nouns"] if row.get("table") for name in row["zh"]}
    return not asked.share and bool(things) and all(t.names[-1] in known for t in things)


def _acts(word: str) -> bool:
    return any(word.endswith(str(name)) for row in _data()["nouns"] if row.get("agent") for name in row["zh"])


def _bare(phrase: str) -> str:
    """A phrase without idle words at its edges."""
    idle = [w for w in topics.load().stop_zh if len(w) > 1 and _words()[0].get(w, ("light", ""))[0] == "light"]
    changed = True
    while changed and phrase:
        changed = False
        for word in idle:
            if phrase.startswith(word):
                phrase, changed = phrase[len(word) :], True
            elif phrase.endswith(word) and phrase != word:
                phrase, changed = phrase[: -len(word)], True
    return phrase if len(phrase) >= MIN_NOUN or phrase.isascii() else ""


def _groups(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(t.group for t in verbs(text)))


# -- an English question -----------------------------------------------------------------------------------------------


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
    for row in _data()["nouns"]:
        for term in row["en"]:
            for form in _forms(str(term)):
                known = nouns.get(form, Item(start=0, end=0))
                names = tuple(dict.fromkeys((*known.names, *map(str, row["zh"]))))
                units = tuple(dict.fromkeys((*known.units, *row.get("unit", ()))))
                nouns[form] = Item(start=0, end=0, names=names, units=units)
    found: dict[str, Item] = {}
    for word, units in _data()["units_en"].items():
        found |= {form: Item(start=0, end=0, measure=tuple(units)) for form in _forms(str(word))}
    for group, row in _data()["verbs"].items():
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


def _english(text: str) -> Iterator[Asked]:
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
    return Thing(names=last.names, near=True, agent=_acts(last.names[0]), units=(*last.units, *unit)), unit, last


def _stacked(item: Item, head: Item, text: str) -> bool:
    """Whether a noun stands right before the counted one: WeChat posts."""
    return item.end <= head.start and not text[item.end : head.start].strip()


def _idle(word: str) -> bool:
    bare = word.removesuffix("'s").removesuffix("'")
    return bare in ARTICLES or subject.idle(bare) or bool(AUXILIARY.match(bare)) or bare.isdigit()


def apart(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether verbs of the question and of the sentence do different things to what they speak of."""
    if not one or not other or set(one) & set(other):
        return False
    pairs = {frozenset(pair) for pair in _data()["apart"]}
    return any(frozenset((a, b)) in pairs for a in one for b in other)


def tails() -> tuple[str, ...]:
    return tuple(_data()["tails"])


def part_words() -> tuple[str, ...]:
    return tuple(_data()["part"])


def growth_words() -> tuple[str, ...]:
    return tuple(_data()["growth"])


def elsewhen_words() -> tuple[str, ...]:
    return tuple(_data()["elsewhen"])
