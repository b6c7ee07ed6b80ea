"""The figure that a sentence states of a thing: which number, by its unit, its place and the words beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from corpus import numerals
from corpus.models import Hedge, Locator, Model, Report, Statement
from corpus.numerals import Kind, Numeral
from qa.quoting import Span, segments, stored_span

MAX_GAP = 14  # characters between the thing and a figure after it
MAX_GAP_BEFORE = 10  # and before it: 36个政务新媒体
# What a figure before the words counts instead of them: 28个部门举办了开放日 are departments.
OTHER_COUNTED = re.compile(
    r"部门|单位|乡镇|街道|企业|机构|机关|村|社区|处室|科室|学校|群众|代表|市民|居民|人员|干部|领域|方面|举办|开展|组织|参与|参加|发布|召开|制作|录制|公开"
)
OF_TIME = re.compile(r"季度|月|方面|工作日|小时|层面|维度|环节|阶段|年(?!报|度报告)")  # 四个季度 counts no thing
TOTAL = re.compile(r"全年|共|累计|总")
PART = "其中"
NOUNS = re.compile(r"部门|单位|乡镇|街道|企业|机构|机关|村|社区|处室|科室|学校|群众|代表|市民|居民|人员|干部|领域")
ASKS_SHARE = re.compile(
    r"占比|比例|比重|百分|百分率|比率|几成|share|percent|proportion|fraction|\brate\b|率(?:是|为|达|多|有|$)"
)
ASKS_COUNT = re.compile(
    r"多少|几(?!乎)|数量|总数|总量|次数|个数|人数|场次|总共|共有|人次|how many|how much|number of|how often|\bcount\b|\btotal\b|访问量|浏览量|点击量|\bvisits\b|volume"
)


COUNTED = re.compile(r"(?:多少|几)(?:个|家|名|位|场|次|期|条|件)?(?:的)?([\u4e00-\u9fff]{2,6})")


def counted_other(question: str) -> str | None:
    """The thing counted where it is not the topic's own: 部门 in 多少个部门举办了开放日."""
    match = COUNTED.search(question)
    other = OTHER_COUNTED.match(match[1]) if match else None
    return other[0] if other and NOUNS.fullmatch(other[0]) else None


class Figure(Model):
    """A number of a segment, with how well it fits the question: more is better."""

    start: int  # in the flat text
    end: int
    fit: tuple[int, ...]
    value: Decimal
    unit: str
    raw: str
    hedge: str


def asks_count(question: str) -> bool:
    return bool(ASKS_COUNT.search(question.lower()) or asks_share(question))


def asks_share(question: str) -> bool:
    return bool(ASKS_SHARE.search(question.lower()))


def figures(
    span: Span,
    groups: Sequence[re.Pattern[str]],
    units: Sequence[str],
    hints: Sequence[str],
    *,
    share: bool,
    within: Callable[[str], bool] = lambda _: True,
) -> list[Figure]:
    """The numbers of `span` that count what `groups` name, best first.

    `hints` are character pairs of the question that prefer one segment to another; `share` looks for percentages.
    `within` judges the words up to a figure since the like figure before it: what they do not name, it does not count.
    """
    found = []
    context = ""
    for segment in segments(span):
        context += segment.text
        if any(_counts(n, units, share) for n in numerals.find(segment.text)):
            context, words = "", context
        else:
            words = context
        if not within(words):
            continue
        numbers = [
            n
            for n in numerals.find(segment.text)
            if _counts(n, units, share) and not OF_TIME.match(segment.text, n.whole_end)
        ]
        for number in numbers:
            fit = _fit(segment.text, number, groups)
            if fit is None:
                continue
            shared = sum(hint in segment.text for hint in hints)
            found.append(
                Figure(
                    start=segment.start + number.start,
                    end=segment.start + number.whole_end,
                    fit=(fit[0], shared, _whole(segment.text), fit[1]),
                    value=number.value,
                    unit=number.unit,
                    raw=number.raw,
                    hedge=number.hedge.value,
                )
            )
    return sorted(found, key=lambda f: (tuple(-n for n in f.fit), f.start))


def share_in(span: Span) -> list[Figure]:
    """The one percentage of a clause, which a comma may part from what it is a share of; nothing where there are two."""
    found = [n for n in numerals.find(span.text) if _counts(n, (), True)]
    if len(found) != 1:
        return []
    number = found[0]
    return [
        Figure(
            start=span.start + number.start, end=span.start + number.whole_end, fit=(0, 0, 0, 0), value=number.value,
            unit=number.unit, raw=number.raw, hedge=number.hedge.value,
        )
    ]  # fmt: skip


def _whole(text: str) -> int:
    """A total before its parts: 全年共 before 其中."""
    return int(bool(TOTAL.search(text))) - int(text.strip().startswith(PART))


def _counts(number: Numeral, units: Sequence[str], share: bool) -> bool:
    if share:
        return number.kind in (Kind.PERCENT, Kind.FRACTION)
    if number.kind is not Kind.NUMBER:
        return False
    return not units or any(number.unit.lstrip("余多") == unit for unit in units)


def _fit(text: str, number: Numeral, groups: Sequence[re.Pattern[str]]) -> tuple[int, int] | None:
    """(how many groups stand by the number, minus the gap to the nearest), None where the number counts another thing."""
    gaps = []
    for group in groups:
        nearest = min((g for m in group.finditer(text) if (g := _gap(text, m, number)) is not None), default=None)
        if nearest is not None:
            gaps.append(nearest)
    return (len(gaps), -min(gaps)) if gaps else None


def _gap(text: str, word: re.Match[str], number: Numeral) -> int | None:
    if word.end() <= number.start:
        gap = text[word.end() : number.start]
        return len(gap) if len(gap) <= MAX_GAP and not re.search(r"\d", gap) else None
    if number.whole_end <= word.start():
        gap = text[number.whole_end : word.start()]
        alien = len(gap) > MAX_GAP_BEFORE or OTHER_COUNTED.search(gap) or re.search(r"[、，,\d]", gap)
        return None if alien else len(gap) + 1
    return None


def statement_of(figure: Figure, span: Span, report: Report, text: str, stored: Sequence[Statement]) -> Statement:
    """The stored statement at the figure's place, else one made here: value in `unit`, spans in the stored text."""
    start, end = span.flat.stored(figure.start, figure.end)
    for statement in stored:
        where = statement.locator
        if where.start < end and start < where.end and statement.value == figure.value:
            return statement
    row_start, row_end = stored_span(span)
    return Statement(
        report_id=report.report_id, value=figure.value, unit=figure.unit, raw=text[start:end],
        hedge=Hedge(figure.hedge), subject=span.text.strip(), metric=None, year=report.year,
        locator=Locator(start=start, end=end, row_start=row_start, row_end=row_end),
    )  # fmt: skip
