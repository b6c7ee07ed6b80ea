"""What a question of how many asks the prose for: the thing counted, what narrows it, the verb, the unit.

The words live in `qa/data/counted.yaml`: English ones are carried over to what Chinese reports print. A question of
which any content word stays unread is not read at all: a figure of something else is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.models import Report
from corpus.normalize import simplify
from corpus.numerals import UNITS
from qa import subject, topics
from qa.counted_english import HOW_MANY_EN, english
from qa.counted_words import MIN_NOUN, Asked, Thing, acts, data, known_words, phrases, squeezed, tokens, verbs

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
LAST_VERB = re.compile(r"[录办发出开设印收](?=$)")
VERB_TAIL = re.compile(r"^(?:了|过|到|得|出)+")
SHORT_AGENT = re.compile(r"[村镇乡校](?=[设建开有办做]|公开|完成|参)")  # one character that acts: 多少村设了公开栏
JOINS = re.compile(r"和|与|及|以及|、|跟|还有")


def read(question: str, reports: Sequence[Report]) -> tuple[Asked, ...]:
    """What is asked, one by one; nothing where the question asks no number or holds words that stay unread."""
    return read_bare(subject.without_names(simplify(question).lower(), reports))


def read_bare(text: str) -> tuple[Asked, ...]:
    """The same of a question (simplified, lower case) without the names of bodies."""
    if re.search(r"[\u3400-\u9fff]", text) and not HOW_MANY_EN.search(text):
        return tuple(_chinese(text))
    return tuple(english(text))


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
        growth=any(w in clause for w in data()["growth"]),
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
    units = [u for row in data()["nouns"] if word in row["zh"] for u in row.get("unit", ())]
    return Thing(names=_called(word), near=True, agent=acts(word), units=tuple(units)), text[end:]


def _things(text: str) -> list[Thing]:
    text = IDLE_ZH.sub("", text)
    return [
        Thing(names=_called(word), agent=acts(word)) for start, end in phrases(text) if (word := _bare(text[start:end]))
    ]


def _called(word: str) -> tuple[str, ...]:
    """A word with the longer names of the same thing that hold it: 意见 is told by 意见建议."""
    rows = [([str(name) for name in row["zh"]], row.get("same", False)) for row in data()["nouns"]]
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
    known = {str(name) for row in data()["nouns"] if row.get("table") for name in row["zh"]}
    return not asked.share and bool(things) and all(t.names[-1] in known for t in things)


def _bare(phrase: str) -> str:
    """A phrase without idle words at its edges."""
    idle = [w for w in topics.load().stop_zh if len(w) > 1 and known_words()[0].get(w, ("light", ""))[0] == "light"]
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
