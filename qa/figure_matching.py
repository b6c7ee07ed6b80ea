"""What a figure of a sentence counts, and how well that is what was asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus import numerals
from corpus.numerals import Kind
from qa import counted_words
from qa.counted_words import Asked, Thing
from qa.figure_frames import ISSUES, Frame, frames
from qa.quoting import Span

ENUMERATED = re.compile(r"、|等(?!级|次|候|额)|[和与及或](?=[\u3400-\u9fff])")
ITEMS = ("个", "家", "名", "位", "人")
COPIES = ("份", "册", "本")
WRITTEN = ("条", "篇")
KINDS_OF = ("项", "种", "类", "家", "所", "户", "台", "处", "座", "间")
PEOPLE = ("人", "名", "位", "人次", "万人次")
CLASSES: tuple[frozenset[str], ...] = tuple(
    frozenset(units.split())
    for units in (
        "件 条 个 份 封 项 篇 则 例 宗 起 部 幅 本 册 套 张 块 台 处 家 户 所 页 种 类 期 只 通 件次 集 座 间 点",
        "场 次 场次 期 批 批次 轮 班 班次 期次 届 个 遍",
        "人 名 位 人次",
        "人次 次 万人次",
        "元 万元 亿元",
        "天 日 小时 分钟 周 工作日 个工作日 个月",
    )
)


@dataclass(frozen=True)
class Match:
    frame: Frame
    fit: tuple[int, ...]
    start: int  # in the sentence: where the words that are needed begin
    verbs: tuple[str, ...] = ()
    extra: int = 0  # characters of names beside the figure that the question does not name


def matches(asked: Asked, sentence: Span, year: int | None) -> Iterator[Match]:
    """The figures of the sentence that count what is asked, each with how well it fits."""
    every = frames(sentence.text)
    for frame in every:
        if not _of_kind(asked, frame) or _elsewhere(asked, frame, sentence.text, year):
            continue
        match = _share(asked, frame) if asked.share else _count(asked, frame)
        if match is not None and not (_bare_head(asked) and match.extra and _one_of_several(frame, every)):
            yield match


def _bare_head(asked: Asked) -> bool:
    return asked.head is not None and not asked.things


def _one_of_several(frame: Frame, every: Sequence[Frame]) -> bool:
    """Whether a figure stands in a list of things counted alike (甲留言板29件、乙信箱143件): narrowed down, it is a part."""
    following = next((f for f in every if f.previous is frame), None)
    beside = [following] if following is not None and following.listed else []
    beside += [frame.previous] if frame.listed and frame.previous is not None else []
    return any(f.number.unit == frame.number.unit for f in beside)


def _of_kind(asked: Asked, frame: Frame) -> bool:
    """Whether number and unit can answer."""
    number = frame.number
    if asked.share:
        return number.kind is Kind.PERCENT
    if any(t.names[-1].endswith("率") for t in asked.things) and number.kind is not Kind.PERCENT:
        return False  # 公开栏覆盖率: not how many there are
    if "hold" in asked.verbs and "publish" not in asked.verbs and number.unit in WRITTEN:
        return False  # 常务会议公开31条: items published of meetings, not meetings held
    if number.kind is Kind.PERCENT:
        return asked.head is None and not asked.unit and any(n.endswith("率") for t in asked.things for n in t.names)
    if not asked.unit:
        return not (number.unit in PEOPLE and asked.head and not asked.head.agent and not _of_people(asked))
    if asked.unit == "期" and number.unit not in ISSUES:  # 公报公开信息69条 are no issues
        return False
    if asked.unit in COPIES and number.unit == "期":  # nor are issues copies
        return False
    if asked.unit in WRITTEN and number.unit in KINDS_OF:  # nor are 28项法定主动公开内容 items published
        return False
    return asked.unit == number.unit or any(asked.unit in c and number.unit in c for c in CLASSES)


def _of_people(asked: Asked) -> bool:
    """Whether people or their visits may be meant: a noun of them, or no noun that tells."""
    things = (*asked.things, *((asked.head,) if asked.head else ()))
    return not asked.head or len(asked.head.names) == 1 or any(u in PEOPLE for t in things for u in t.units)


def _elsewhere(asked: Asked, frame: Frame, sentence: str, year: int | None) -> bool:
    """Whether the figure is of another year, or of a change."""
    named = [int(n.value) for n in numerals.find(sentence[: frame.number.start]) if n.kind is Kind.YEAR]
    if year is not None and named and named[-1] != year:
        return True
    grown = any(word in frame.own for word in counted_words.growth_words())
    return (grown and not asked.growth) or any(word in frame.own for word in counted_words.elsewhen_words())


def _verbs(frame: Frame) -> tuple[str, ...]:
    """What is done to what the figure counts: by the verbs of its clause, else of the list that it goes on with."""
    said = [t.group for t in (*counted_words.verbs(frame.own), *counted_words.verbs(frame.after))]
    if not said and frame.listed and frame.previous is not None:
        return _verbs(frame.previous)
    if not said and not counted_words.phrases(frame.own):
        said = [t.group for t in counted_words.verbs(frame.carried)]
    return tuple(dict.fromkeys(said))


def _acting(frame: Frame) -> str:
    """The words that hold the figure's verb: its own clause, else the one that it goes on with."""
    said = frame.own + "|" + frame.after
    if counted_words.verbs(said) or frame.previous is None:
        return said
    return _acting(frame.previous)


def _doing(asked: Asked, frame: Frame) -> int:
    """How well the verbs agree: the same word, one of the same doing, another."""
    if not asked.verbs or any(v in _acting(frame) for v in asked.literal):
        return 2
    alike = bool(set(asked.verbs) & set(_verbs(frame)))
    return int(alike) if asked.literal else 1 + int(alike)  # an English verb has no Chinese word to be the same


def _count(asked: Asked, frame: Frame) -> Match | None:
    if counted_words.apart(asked.verbs, _verbs(frame)):
        return None
    zone = _behind(frame)
    start = frame.start
    rank = _head_in(asked.head, frame, zone) if asked.head is not None else _subject_in(asked, frame, zone)
    if rank is None:
        return None
    beside = frame.own + "|" + frame.after
    if rank == CARRIED:
        beside += "|" + _carrier(frame)
    missing = [t for t in asked.things if t.found(beside) is None]
    if _of_a_list(asked, frame):
        return None
    if missing:
        around = frame.context + "|" + (frame.beyond if zone else "")
        if any(t.near or t.found(around) is None for t in missing) or _extra(asked, frame, zone):
            return None
        start = _needed_from(missing, frame)
    doing = _doing(asked, frame)
    part = any(word in frame.own for word in counted_words.part_words()) or _inside_whole(frame)
    fit = (rank, int(not missing), doing, int(not part))
    return Match(frame, fit, start, _verbs(frame), _extra(asked, frame, zone))


def _needed_from(missing: Sequence[Thing], frame: Frame) -> int:
    """Where the clause begins that names what the figure's own does not; the sentence's start where that is not told."""
    before = frame.previous
    while before is not None:
        if all(t.found(before.own + "|" + before.after) is not None for t in missing):
            return before.start
        before = before.previous
    return 0


def _of_a_list(asked: Asked, frame: Frame) -> bool:
    """Whether a thing asked for is one of a list that the figure counts together: 文件、会议等信息300条."""
    things = (*asked.things, *((asked.head,) if asked.head else ()))
    for found in (t.found(frame.own) for t in things):
        mark = ENUMERATED.match(frame.own, found[1]) if found else None
        if mark is None or mark[0] == "等":
            continue
        spans = counted_words.phrases(frame.own[mark.end() :])
        other = frame.own[mark.end() :][slice(*spans[0])] if spans else ""
        if other and not any(t.found(other) for t in things):
            return True
    return False


BESIDE, ACTED, BY_UNIT, CARRIED = 4, 3, 2, 1  # how a noun stands by its figure; acted: 问卷发放300份


def _behind(frame: Frame) -> str:
    """The noun right behind the number, before any verb; empty where none stands there."""
    spans = counted_words.phrases(frame.after)
    if not spans:
        return ""
    start, end = spans[0]
    first = min((t.start for t in counted_words.tokens(frame.after) if t.role == "verb"), default=len(frame.after))
    return frame.after[start:end] if start < first else ""


def _head_in(head: Thing, frame: Frame, zone: str) -> int | None:
    """How the counted noun stands by the figure: beside it, told by its unit, or carried over; None where it does not."""
    if zone:
        return BESIDE if head.found(zone) is not None else None
    found = head.found(frame.own)
    if found is not None and not _nouns(frame.own[found[1] :]):
        acts = bool(counted_words.verbs(frame.own[found[1] :]))
        return None if acts and head.agent else ACTED if acts else BESIDE
    if frame.number.unit in head.units and found is None:
        return BY_UNIT
    if not _nouns(frame.own) and head.found(_carrier(frame)) is not None and found is None:
        return CARRIED
    return None


def _carrier(frame: Frame) -> str:
    """What a clause that names nothing goes on with: the clause before, else what the figure before counts."""
    if frame.carried:
        return frame.carried
    return "" if frame.previous is None else frame.previous.own + "|" + frame.previous.after


def _subject_in(asked: Asked, frame: Frame, zone: str) -> int | None:
    """How the subject of 公开栏设了多少个 stands by the figure: the last thing named decides."""
    things = asked.things
    if not things:
        return None
    if zone:
        return BESIDE if any(t.found(zone) is not None for t in things) else None
    ends = [found[1] for t in things if (found := t.found(frame.own)) is not None]
    if ends:
        rest = frame.own[max(ends) :]
        acted = counted_words.verbs(rest)
        if acted and things[-1].agent and asked.unit in ITEMS:  # 新媒体多少个: what they published is not counted so
            return None
        told = not _nouns(rest) or (acted and not _nouns(rest[: acted[0].start]) and not ENUMERATED.match(rest))
        return BESIDE if told else None
    if not _nouns(frame.own) and any(t.found(_carrier(frame)) is not None for t in things):
        return CARRIED
    return None


def _nouns(text: str) -> list[tuple[int, int]]:
    """The names of a text, but for one of mere form at its beginning (动态 信息更新646条)."""
    tail = next((t for t in counted_words.tails() if text.startswith(t)), "")
    return counted_words.phrases(text[len(tail) :])


def _inside_whole(frame: Frame) -> bool:
    """Whether the figure is a part of the one before it (其中 said once for a list)."""
    previous = frame.previous
    while previous is not None and frame.listed:
        if any(word in previous.own for word in counted_words.part_words()):
            return True
        frame, previous = previous, previous.previous
    return False


def _extra(asked: Asked, frame: Frame, zone: str) -> int:
    """Characters of names beside the figure that the question does not name: what narrows the figure down."""
    text = zone or frame.own
    spans = [s for t in (*asked.things, *((asked.head,) if asked.head else ())) if (s := t.found(text)) is not None]
    left = "".join("\n" if any(s <= i < e for s, e in spans) else c for i, c in enumerate(text))
    return sum(e - s for piece in left.split("\n") for s, e in counted_words.phrases(piece))


def _share(asked: Asked, frame: Frame) -> Match | None:
    """A percentage of what its clause names, or, where that is a bare 占比, of what was counted right before it."""
    things = (*asked.things, *((asked.head,) if asked.head else ()))
    own = frame.own
    if counted_words.phrases(own.replace("占比", "").replace("比例", "")):
        beside, start = own + "|" + frame.after, frame.start
    elif frame.previous is not None:
        beside, start = frame.previous.own + "|" + frame.previous.after, frame.previous.start
    else:
        beside, start = frame.carried, 0
    if not things or not any(t.found(beside) for t in things):
        return None
    missing = [t for t in things if t.found(beside) is None]
    if any(t.near or t.found(frame.context) is None for t in missing):
        return None
    return Match(frame, (BESIDE, int(not missing), 1, 1), start)
