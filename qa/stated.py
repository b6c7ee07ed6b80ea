"""The figures that a report's prose states for what is asked: each number bound to the words of its own clause.

A number counts what stands behind it (28个部门), else what stands before it in its clause (村务公开栏142个), else, where
its clause names nothing, what the clause before it did (来信238封，办结230封). A neighbour's number is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from corpus import numerals
from corpus.facts import FactStore
from corpus.models import Report, Section, Statement
from corpus.normalize import simplify
from corpus.numerals import Kind, Numeral
from qa import counted, counting, manner, quoting, subject
from qa.counted import Asked, Thing
from qa.passage_evidence import Passage, PassageEvidence, elsewhen, passages_of, turns_to_plans
from qa.quoting import Span

PROSE = (Section.PREAMBLE, Section.OVERVIEW, Section.PROBLEMS, Section.OTHER)
BREAK = "，,；;。！？!?：:（）()\n"
HALT = "；;。！？!?\n"
LISTED = re.compile(r"[、]|以及|及(?!时)|和(?!谐|平)|与(?!会)")
ENUMERATED = re.compile(r"、|等(?!级|次|候|额)|[和与及或](?=[\u3400-\u9fff])")
WORDY = frozenset("级届轮座档节版站所门口对点段天种类章款")
ITEMS = ("个", "家", "名", "位", "人")
ISSUES = ("期", "集", "场", "次", "场次", "批", "批次", "份", "册", "本", "期次", "讲")
COPIES = ("份", "册", "本")
WRITTEN = ("条", "篇")
PEOPLE = ("人", "名", "位", "人次", "万人次")
RIVALS = 6  # different figures quoted at most; more means that the question is too wide
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
TO_NOW = re.compile(r"截[至止]目前|截[至止]今|迄今|至今")
TO_NOW_ASKED = re.compile(
    r"截[至止]|目前|至今|迄今|累计|\b(?:to date|so far|cumulative(?:ly)?|up to now|accumulated)\b"
)
SENTENCE_SHOWN = 140  # characters; a longer clause is quoted from the words that are needed on


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


@dataclass(frozen=True)
class Match:
    frame: Frame
    fit: tuple[int, ...]
    start: int  # in the sentence: where the words that are needed begin
    verbs: tuple[str, ...] = ()
    extra: int = 0  # characters of names beside the figure that the question does not name


def answer(
    question: str, reports: Sequence[Report], facts: FactStore, *, names: Sequence[str] = ()
) -> tuple[tuple[PassageEvidence, ...], ...]:
    """For each figure that the question asks, the sentences that state it: one, or several that differ; () for none.

    `names`: what the question calls the bodies that it is of, where reports call them otherwise (卫健委).

    Empty where the question asks no figure or is not wholly read.
    """
    for name in sorted(names, key=len, reverse=True):
        question = re.sub(re.escape(name), " ", question, flags=re.IGNORECASE)
    asked = counted.read(question, reports)
    if not asked or all(counted.of_tables(one) for one in asked):
        return ()
    spans = list(_spans(reports, facts))
    stored: dict[str, list[Statement]] = {}
    for statement in facts.statements(report_ids=[r.report_id for r in reports]):
        stored.setdefault(statement.report_id, []).append(statement)
    plain = subject.without_names(simplify(question).lower(), reports)
    told = [
        _stating(one, spans, stored, plain) or _stating(counted.taken_apart(one), spans, stored, plain) for one in asked
    ]
    whole = next((one.unsplit for one, group in zip(asked, told, strict=True) if one.unsplit and not group), None)
    if whole is not None:  # what was taken for two things may be one name: 党中央、国务院重要信息
        kept = [group for one, group in zip(asked, told, strict=True) if one.unsplit is None]
        told = [_stating(whole, spans, stored, plain), *kept]
    return tuple(told)


def _spans(reports: Sequence[Report], facts: FactStore) -> Iterator[tuple[Passage, Span]]:
    """Every sentence of the prose that may state a figure of its report's own year."""
    planning: set[str] = set()
    for passage in passages_of(reports, facts):
        if passage.chunk.section not in PROSE:
            continue
        report_id = passage.report.report_id
        for sentence in quoting.sentences(quoting.flatten(passage.chunk.text, passage.chunk.start)):
            if passage.chunk.section is Section.PROBLEMS and turns_to_plans(sentence.text):
                planning.add(report_id)
            if sentence.heading or (passage.chunk.section is Section.PROBLEMS and report_id in planning):
                continue
            if not elsewhen(sentence.text, passage.report):
                yield passage, sentence


def _stating(
    asked: Asked, spans: Sequence[tuple[Passage, Span]], stored: Mapping[str, list[Statement]], question: str
) -> tuple[PassageEvidence, ...]:
    """The best fitting figures, one for each value and report; nothing where they are too many to mean one thing."""
    found: dict[str, list[tuple[Match, PassageEvidence]]] = {}
    for passage, sentence in spans:
        for match in matches(asked, sentence, passage.report.year):
            if not manner.fits(question, _clause(match.frame)) or _since_ever(question, match.frame):
                continue
            evidence = _evidence(passage, sentence, match, stored)
            if (
                evidence.statement is not None and evidence.statement.metric is None
            ):  # else a cell of the tables tells it
                found.setdefault(evidence.report.report_id, []).append((match, evidence))
    kept: dict[tuple[str, Decimal, str], PassageEvidence] = {}
    for report_id, told_here in found.items():
        for evidence in _best(told_here):
            if evidence.statement is not None:
                kept.setdefault((report_id, evidence.statement.value, _class(evidence.statement.unit)), evidence)
    told = tuple(kept.values())
    return () if any(sum(e.report == r.report for e in told) > RIVALS for r in told) else told


def _since_ever(question: str, frame: Frame) -> bool:
    """Whether a figure runs up to now from no said beginning, where one of the year is asked."""
    told = TO_NOW.search(frame.context + frame.own) is not None and "累计" in frame.own
    return told and TO_NOW_ASKED.search(question) is None


def _clause(frame: Frame) -> str:
    """The words around a figure, with it."""
    return frame.own + frame.number.raw + frame.number.unit + frame.after


def _best(found: Sequence[tuple[Match, PassageEvidence]]) -> list[PassageEvidence]:
    """The best fitting; among those that say the same is done, the ones that nothing else narrows down."""
    top = max(match.fit for match, _ in found)
    best = [(m, e) for m, e in found if m.fit == top]
    plain = [(m, e) for m, e in best if not m.extra]
    alike = len({m.verbs for m, _ in best}) == 1
    return [e for _, e in (plain if plain and alike else best)]


def _class(unit: str) -> str:
    return unit if unit in ("%", "元", "万元", "亿元") else ""


# -- the frames of a sentence ------------------------------------------------------------------------------------------


def frames(sentence: str) -> list[Frame]:
    """Every figure of a sentence with what it may count."""
    found: list[Frame] = []
    numbers = [
        n for n in numerals.find(sentence) if _is_figure(n) and not counting.OF_TIME.match(sentence, n.whole_end)
    ]
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
                number=number, own=counted.squeezed(sentence[begin : number.start]),
                after=counted.squeezed(after[: mark.start()] if mark else after),
                carried=_carried(sentence[last:begin]), context=counted.squeezed(sentence[halt:begin]),
                beyond=_beyond(sentence, stop, following),
                previous=previous if previous is not None and previous.number.whole_end > halt else None,
                listed=listed, start=begin,
            )
        )  # fmt: skip
    return found


def _is_figure(number: Numeral) -> bool:
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
    return counted.squeezed(sentence[stop + 1 : end]) if following >= end else ""


def _carried(text: str) -> str:
    """The last clause of `text` that names something."""
    for clause in reversed(re.split(f"[{re.escape(BREAK)}]", text)):
        words = counted.squeezed(clause)
        if counted.phrases(words):
            return words
    return ""


# -- what a figure counts ----------------------------------------------------------------------------------------------


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
    grown = any(word in frame.own for word in counted.growth_words())
    return (grown and not asked.growth) or any(word in frame.own for word in counted.elsewhen_words())


def _verbs(frame: Frame) -> tuple[str, ...]:
    """What is done to what the figure counts: by the verbs of its clause, else of the list that it goes on with."""
    said = [t.group for t in (*counted.verbs(frame.own), *counted.verbs(frame.after))]
    if not said and frame.listed and frame.previous is not None:
        return _verbs(frame.previous)
    if not said and not counted.phrases(frame.own):
        said = [t.group for t in counted.verbs(frame.carried)]
    return tuple(dict.fromkeys(said))


def _acting(frame: Frame) -> str:
    """The words that hold the figure's verb: its own clause, else the one that it goes on with."""
    said = frame.own + "|" + frame.after
    if counted.verbs(said) or frame.previous is None:
        return said
    return _acting(frame.previous)


def _doing(asked: Asked, frame: Frame) -> int:
    """How well the verbs agree: the same word, one of the same doing, another."""
    if not asked.verbs or any(v in _acting(frame) for v in asked.literal):
        return 2
    alike = bool(set(asked.verbs) & set(_verbs(frame)))
    return int(alike) if asked.literal else 1 + int(alike)  # an English verb has no Chinese word to be the same


def _count(asked: Asked, frame: Frame) -> Match | None:
    if counted.apart(asked.verbs, _verbs(frame)):
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
    part = any(word in frame.own for word in counted.part_words()) or _inside_whole(frame)
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
        spans = counted.phrases(frame.own[mark.end() :])
        other = frame.own[mark.end() :][slice(*spans[0])] if spans else ""
        if other and not any(t.found(other) for t in things):
            return True
    return False


BESIDE, ACTED, BY_UNIT, CARRIED = 4, 3, 2, 1  # how a noun stands by its figure; acted: 问卷发放300份


def _behind(frame: Frame) -> str:
    """The noun right behind the number, before any verb; empty where none stands there."""
    spans = counted.phrases(frame.after)
    if not spans:
        return ""
    start, end = spans[0]
    first = min((t.start for t in counted.tokens(frame.after) if t.role == "verb"), default=len(frame.after))
    return frame.after[start:end] if start < first else ""


def _head_in(head: Thing, frame: Frame, zone: str) -> int | None:
    """How the counted noun stands by the figure: beside it, told by its unit, or carried over; None where it does not."""
    if zone:
        return BESIDE if head.found(zone) is not None else None
    found = head.found(frame.own)
    if found is not None and not _nouns(frame.own[found[1] :]):
        acts = bool(counted.verbs(frame.own[found[1] :]))
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
        acted = counted.verbs(rest)
        if acted and things[-1].agent and asked.unit in ITEMS:  # 新媒体多少个: what they published is not counted so
            return None
        told = not _nouns(rest) or (acted and not _nouns(rest[: acted[0].start]) and not ENUMERATED.match(rest))
        return BESIDE if told else None
    if not _nouns(frame.own) and any(t.found(_carrier(frame)) is not None for t in things):
        return CARRIED
    return None


def _nouns(text: str) -> list[tuple[int, int]]:
    """The names of a text, but for one of mere form at its beginning (动态 信息更新646条)."""
    tail = next((t for t in counted.tails() if text.startswith(t)), "")
    return counted.phrases(text[len(tail) :])


def _inside_whole(frame: Frame) -> bool:
    """Whether the figure is a part of the one before it (其中 said once for a list)."""
    previous = frame.previous
    while previous is not None and frame.listed:
        if any(word in previous.own for word in counted.part_words()):
            return True
        frame, previous = previous, previous.previous
    return False


def _extra(asked: Asked, frame: Frame, zone: str) -> int:
    """Characters of names beside the figure that the question does not name: what narrows the figure down."""
    text = zone or frame.own
    spans = [s for t in (*asked.things, *((asked.head,) if asked.head else ())) if (s := t.found(text)) is not None]
    left = "".join("\n" if any(s <= i < e for s, e in spans) else c for i, c in enumerate(text))
    return sum(e - s for piece in left.split("\n") for s, e in counted.phrases(piece))


def _share(asked: Asked, frame: Frame) -> Match | None:
    """A percentage of what its clause names, or, where that is a bare 占比, of what was counted right before it."""
    things = (*asked.things, *((asked.head,) if asked.head else ()))
    own = frame.own
    if counted.phrases(own.replace("占比", "").replace("比例", "")):
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


def _shown(span: Span, sentence: Span, match: Match) -> Span:
    """The clause, or of a long one the part from the words that are needed to the figure's own."""
    if span.end - span.start <= SENTENCE_SHOWN:
        return span
    first, last = sentence.start + match.start, sentence.start + match.frame.number.whole_end
    held = [s for s in quoting.segments(span) if s.end > first and s.start < last]
    return Span(span.flat, held[0].start, held[-1].end) if held else span


# -- the evidence ------------------------------------------------------------------------------------------------------


def _evidence(passage: Passage, sentence: Span, match: Match, stored: Mapping[str, list[Statement]]) -> PassageEvidence:
    report, chunk, text = passage
    number = match.frame.number
    clause = next((c for c in quoting.clauses(sentence) if c.start <= sentence.start + number.start < c.end), sentence)
    span = _shown(clause if clause.start <= sentence.start + match.start else sentence, sentence, match)
    figure = counting.Figure(
        start=sentence.start + number.start, end=sentence.start + number.whole_end, fit=match.fit, value=number.value,
        unit=number.unit, raw=number.raw, hedge=number.hedge.value,
    )  # fmt: skip
    start, end = quoting.stored_span(span)
    return PassageEvidence(
        report=report, chunk=chunk, start=start, end=end, quote=text[start:end], score=float(sum(match.fit)),
        support=True, printed=quoting.display(text[slice(*span.flat.stored(figure.start, figure.end))]),
        statement=counting.statement_of(figure, span, report, text, stored.get(report.report_id, [])),
    )  # fmt: skip
