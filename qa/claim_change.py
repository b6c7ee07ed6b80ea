"""Pieces that hold a year against the year before: growth, levels, how many times as many."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.models import Hedge
from corpus.numerals import Kind, Numeral
from qa.claim_cells import is_rate
from qa.claim_figures import LOOSELY, figure_claim, operator_beside, operator_of
from qa.claim_parts import Parts
from qa.claim_said import Said

BARELY = r"(?:(?:just|only|about|around|some|roughly|nearly|almost|over|a mere|merely|a total of|a record|as (?:few|many|low|high) as)\s+)*"
TO_LEVEL = re.compile(rf"(?:[至到为达]|\bto)\s*{BARELY}(?:(?:19|20)\d\d年)?的?\s*(?:约|近)?\s*$")
# by 80, 80 more: English says of a count how much it changed by; any other figure beside a change is not read.
CHANGE_EN = re.compile(
    rf"\b(?:by|up|down|gained|lost|added|shed|(?:rise|fall|increase|decrease|drop|decline|growth|gain|jump) of)\s*{BARELY}$"
)
CHANGE_BEHIND = re.compile(
    r"\s*(?:requests?|applications?|cases?|lawsuits?|licen[cs]es?|penalties|decisions|documents)?\s*(?:more|fewer|less|higher|lower|extra|additional)\b"
)
FROM_LEVEL = re.compile(
    r"(?:由|从|较|(?<!同)比|\bfrom|\bagainst|\bcompared (?:with|to)|\bversus)\s*(?:(?:上年|去年|上一年|前一年)(?:同期|度)?|(?:19|20)\d\d年(?:度)?)?的?\s*$"
    r"|[高低多少]于(?:上年|去年|上一年|前一年|(?:19|20)\d\d年)(?:同期|度)?的\s*$"
)
FROM_YEAR = re.compile(r"(?:由|从|\bfrom)\s*(?:19|20)\d\d年(?:度)?的\s*\d[^，。]{0,12}[至到为]")
YEAR_EARLIER = re.compile(
    r"\s*(?:requests?|cases?)?\s*(?:a year (?:earlier|before)|the year before|(?:in |for )?the previous year|last year)\b",
    re.IGNORECASE,
)
# 是上年的十倍, half of the year before's
OF_LAST_YEAR = re.compile(
    r"(?<![由从自])(?:(?:上年|去年|上一年|前一年|上年度|上一年度|上年同期|去年同期)|(?:是|为|相当于|达到?|不及|不到|不足)(?:19|20)\d\d年(?:度)?)的?\s*"
    r"(?:大约|约|近|不到|不足|超过|逾|整整|将近|接近)?\s*$"
)


BOUND_OF_LAST = re.compile(
    r"(?:(?P<lt>不及|不到|不足)|超过|逾|超)(?:(?:19|20)\d\d年|上年|去年|上一年|前一年)(?:度|同期)?的?\s*$"
)

# more than three times the seven of a year earlier, 是上年 223 件的近一半: the figure it is so many times of, and its year.
TIMES_LEVEL_EN = re.compile(
    r"\s*(?:times )?(?:of )?(?:that of |those of |as many as |what it was |the )?(?:the )?(?P<n>{n}) ?(?:requests |cases |lawsuits |licences |penalties )?"
    r"(?:(?:(?:that|which) )?(?:(?:it|they|the \w+) )?(?:had )?(?:been )?(?:received|got|gotten|recorded|reported|handled|logged|taken|seen|saw|made|issued|filed|took) )?"
    r"(?:(?:of|in|from|received in|recorded in|for) )?(?:(?P<y>(?:19|20)\d\d)|a year (?:earlier|before|ago)|the year before|(?:the )?(?:previous|prior|preceding) year|last year)"
)
TIMES_LEVEL_ZH = re.compile(
    r"(?:(?P<y>(?:19|20)\d\d)年度?|上年度?|去年|上一年|前一年|上年同期|去年同期)(?:度|同期)?的?\s*(?P<n>{n})\s*[件起宗份]?的\s*"
    r"(?:大约|约|近|不到|不足|超过|逾|整整|将近|接近)?\s*$"
)
NAMED_YEAR = re.compile(r"((?:19|20)\d\d)年?(?:度)?的?\s*(?:大约|约|近|不到|不足|超过|逾|整整|将近|接近)?\s*$")
AGAINST_LEVEL = re.compile(
    r"(?:against|versus|after|compared (?:with|to)|up from|down from) (?:just |only |about |some )?[\w,.]+%?(?: per ?cent)?(?: requests| cases| lawsuits)? "
    r"(?:(?:in|for) (?:(?P<y>(?:19|20)\d\d)|(?:the )?previous year)|a year (?:earlier|before)|the year before|last year)",
    re.IGNORECASE,
)
EACH_YEAR = r"(?:every year|each year|year after year|year by year|in each of the years)"
# The course over several years: which way it went from each to the next; one way is the same for all.
COURSES: tuple[tuple[re.Pattern[str], tuple[int, ...]], ...] = (
    (re.compile(
        rf"(?:逐年|连年|年年)(?:上升|增加|增长|递增|攀升|走高|提高|增多|上涨)|\b(?:rose|grew|increased|climbed) {EACH_YEAR}", re.IGNORECASE,
    ), (1,)),
    (re.compile(
        rf"(?:逐年|连年|年年)(?:下降|减少|递减|回落|降低|下滑|走低)|\b(?:fell|declined|dropped|decreased|shrank) {EACH_YEAR}", re.IGNORECASE,
    ), (-1,)),
    (re.compile(r"先[升增涨]后[降减跌]|\b(?:rose|grew|increased|climbed)(?: and)? then (?:fell|declined|dropped)", re.IGNORECASE), (1, -1)),
    (re.compile(r"先[降减跌]后[升增涨]|\b(?:fell|declined|dropped)(?: and)? then (?:rose|grew|increased|climbed)", re.IGNORECASE), (-1, 1)),
)  # fmt: skip
AS_SHARE = re.compile(r"\s*(?:or|即|合|折合|约合)\s*(?:about |nearly |some |约)?\s*", re.IGNORECASE)
YEARS_LEAST = 3  # of a course
AGAINST_WORDS = (
    "against",
    "after",
    "versus",
    "compared with",
    "compared to",
    "compared",
    "up",
    "down",
    "from",
    "with",
    "to",
    "year",
    "earlier",
)
FROM_TO = re.compile(
    r"\s*(?:由|从|自|from )\s*(?:上年|去年|上一年)?的?\s*\S+?\s*(?:件|万元|起|宗|%|份)?\s*(?:[\u4e00-\u9fff]{0,3}[到至为]|to )\s*\S+?\s*(?:件|万元|起|宗|%|份)?\s*"
)


def read_change(parts: Parts) -> tuple[Said, ...] | None:
    """同比增加, 由 115 件变为 86 件: a year against another."""
    base, figures = parts.base, parts.figures
    share = _by_how_much(parts)
    if share is not None:
        return (share,)
    course = _course(parts)
    if course is not None:
        return course
    of_level = _times_level(parts)
    if of_level is not None:
        return of_level
    level = _other_level(parts)
    if level is not None:
        return level
    if len(figures) == 2 and FROM_TO.fullmatch(parts.linked.text) and len(base.years) == 1 and not parts.bodies:
        return _from_to(parts)
    rise, fall, same = (parts.says(w) for w in ("rise", "fall", "same"))
    more, less = parts.says("more"), parts.says("less")
    of_last = next(
        (
            n
            for n in figures
            if n.kind in (Kind.MULTIPLE, Kind.FRACTION, Kind.PERCENT)
            and not (n.kind is Kind.PERCENT and is_rate(base.keys[0][0] if base.keys else ""))
            and OF_LAST_YEAR.search(parts.masked[: n.start])
        ),
        None,
    )
    if of_last is not None and len(parts.bodies) <= 1:
        as_fraction = {"kind": Kind.FRACTION, "value": of_last.value / 100, "step": of_last.step / 100}
        of_share = of_last.kind is Kind.PERCENT  # 为上年的四成七
        base = _told_from_now(base, parts)
        later = NAMED_YEAR.search(parts.masked[: of_last.start])
        if later is not None and len(base.years) == 2 and int(later[1]) == max(base.years):
            return _times_of_later(base, of_last, parts)
        rest = [figure_claim(base, n) for n in figures if n is not of_last]
        bound = BOUND_OF_LAST.search(parts.masked[: of_last.start])
        op = operator_of(parts.linked, of_last) or (None if bound is None else "lt" if bound["lt"] else "gt")
        of_last = of_last.model_copy(update=as_fraction) if of_share else of_last
        if LOOSELY.search(parts.masked[: of_last.start]) and of_last.hedge is Hedge.EXACT:
            of_last = of_last.model_copy(update={"hedge": Hedge.ABOUT})
        return (*rest, base.model_copy(update={"kind": "growth", "numeral": of_last, "times": True, "op": op}))
    if len(figures) == 2 and base.years and YEAR_EARLIER.match(parts.masked, figures[1].whole_end):
        return _two_levels(base, parts, rise, fall)
    dated = parts.linked.has("year") and bool(_own_measure(parts))  # fees in Tanghe rose in 2024
    turned = (rise or fall) and (bool(figures) or len(base.years) > 1 or dated)
    two_years = len(base.years) == 2 and (more or less or same) and len(parts.bodies) <= 1
    if ((parts.says("yoy") or turned) and (rise or fall or more or less or same)) or two_years:
        up = rise or (more and not fall)
        direction = 0 if same and not (rise or fall or more or less) else 1 if up and not fall else -1
        return _growth(base.model_copy(update={"direction": direction}), parts)
    if len(figures) == len(base.years) == 2 and all(_level(n, parts) for n in figures):
        return _growth(base, parts)[:-1]  # two levels, and no more said
    return None


def _by_how_much(parts: Parts) -> Said | None:
    """Penalties rose by 1,668, or 28.9 per cent: the same change, as a share."""
    context, figure = parts.context, parts.figures[0] if len(parts.figures) == 1 else None
    if figure is None or figure.kind is not Kind.PERCENT or not context.grown or parts.base.base is None:
        return None
    rest = parts.linked.text[: figure.start] + parts.linked.text[figure.whole_end :]
    if context.sentence != parts.base.piece.sentence or not AS_SHARE.fullmatch(rest):
        return None
    return parts.base.model_copy(update={"kind": "growth", "numeral": figure, "direction": context.grown})


def _course(parts: Parts) -> tuple[Said, ...] | None:
    """逐年上升, 先升后降: one change a year, the last first, whose year the text goes on with."""
    found = ((m, ways) for pattern, ways in COURSES if (m := pattern.search(parts.masked)) is not None)
    match, ways = next(found, (None, ()))
    if match is None or parts.figures:
        return None
    years, steps = sorted(parts.base.years), len(parts.base.years) - 1
    left = tuple(w for w in parts.base.left if w.lower() not in match[0].lower())
    steady = len(years) >= YEARS_LEAST and years[-1] - years[0] == steps and len(parts.bodies) <= 1
    if not steady or len(ways) not in (1, steps):
        return (parts.base.model_copy(update={"kind": "growth", "left": (*left, match[0])}),)
    ways = ways * steps if len(ways) == 1 else ways
    changes = zip(pairwise(years), ways, strict=True)
    base = parts.base.model_copy(update={"kind": "growth", "left": left})
    return tuple(reversed([base.model_copy(update={"years": pair, "direction": way}) for pair, way in changes]))


def _two_levels(base: Said, parts: Parts, rise: bool, fall: bool) -> tuple[Said, ...]:
    """67 requests against 121 a year earlier: this year's figure, the year before's, and the change where it is said."""
    now, before = parts.figures
    year = max(base.years)
    base = base.model_copy(
        update={"years": (year,), "left": tuple(w for w in base.left if w not in ("against", before.raw))}
    )
    last = base.model_copy(update={"years": (year - 1,)})
    change = base.model_copy(update={"kind": "growth", "numeral": None, "direction": 1 if rise else -1})
    return (figure_claim(base, now), figure_claim(last, before), *((change,) if rise != fall else ()))


def _growth(base: Said, parts: Parts) -> tuple[Said, ...]:
    """The change, and the levels beside it: 降至 86 件 is this year's, from 115 the year before's."""
    levels: list[Said] = []
    change: Numeral | None = None
    if len(base.years) == 1 and FROM_YEAR.search(parts.masked) and any(_level(n, parts) for n in parts.figures):
        base = base.model_copy(update={"years": (base.years[0], base.years[0] + 1)})  # 由2023年的 108 件增至 404 件
    for numeral in parts.figures:
        old = FROM_LEVEL.search(parts.masked[: numeral.start])
        if _level(numeral, parts):
            pick = min if old else max
            years = (pick(base.years),) if base.years else ()
            if old and len(base.years) == 1:
                years = (base.years[0] - 1,)
            levels.append(figure_claim(base.model_copy(update={"years": years}), numeral))
        elif change is None:
            change = numeral
            if parts.linked.language == "en" and numeral.kind is Kind.NUMBER and not _said_as_change(numeral, parts):
                base = base.model_copy(update={"left": (*base.left, numeral.raw)})
        else:
            base = base.model_copy(update={"left": (*base.left, numeral.raw)})
    op = operator_beside(parts.linked, change) if change is not None else None
    return (*levels, base.model_copy(update={"kind": "growth", "numeral": change, "op": op}))


def _said_as_change(numeral: Numeral, parts: Parts) -> bool:
    text = parts.linked.text
    before = CHANGE_EN.search(text[: numeral.start]) or CHANGE_EN.search(parts.masked[: numeral.start])
    return before is not None or CHANGE_BEHIND.match(text, numeral.whole_end) is not None


def _level(numeral: Numeral, parts: Parts) -> bool:
    """Whether the figure is a year's own; by 80 percent and twofold are changes of a count."""
    key = parts.base.keys[0][0] if parts.base.keys else ""
    if not (numeral.kind is Kind.NUMBER or (numeral.kind is Kind.PERCENT and is_rate(key))):
        return False
    before = parts.masked[: numeral.start]
    return bool(TO_LEVEL.search(before) or FROM_LEVEL.search(before))


def _from_to(parts: Parts) -> tuple[Said, ...]:
    """…减少过半，由 223 件到 105 件: two levels, of the year that the sentence compares with and of its own."""
    base, (old, new) = parts.base, parts.figures
    before = parts.context.since or base.years[0] - 1
    base = base.model_copy(update={"left": tuple(w for w in base.left if not _within(w, (old, new)))})
    return (
        figure_claim(base.model_copy(update={"years": (before,)}), old),
        figure_claim(base, new),
    )


def _other_level(parts: Parts) -> tuple[Said, ...] | None:
    """…, against seven in 2023; …，上年为 223 件: the figure of the other year, with nothing else said."""
    base, held = parts.base, parts.context.years
    match = AGAINST_LEVEL.fullmatch(parts.linked.text.strip())
    if match is None or len(parts.figures) != 1 or not base.base or parts.bodies or len(held) != 1:
        return None
    years = tuple(y for y in base.years if y != held[0])
    year = int(match["y"]) if match["y"] else years[0] if years else held[0] - 1
    left = tuple(w for w in base.left if w not in AGAINST_WORDS and not _within(w, parts.figures))
    level = figure_claim(base.model_copy(update={"years": (year,), "left": left}), parts.figures[0])
    unmoved = base.model_copy(update={"kind": "nothing", "years": (held[0], year)})
    return (level, unmoved)


def _times_of_later(base: Said, figure: Numeral, parts: Parts) -> tuple[Said, ...]:
    """2023年的申请量是2024年的1.8倍: the earlier year's figure is so many times the later one's."""
    down = {"kind": "growth", "numeral": figure, "direction": -1, "op": operator_of(parts.linked, figure)}
    left = base.left if figure.kind is Kind.MULTIPLE and figure.value > 1 else (*base.left, figure.raw)
    return (base.model_copy(update={**down, "left": left}),)


def _own_measure(parts: Parts) -> bool:
    return any(a.indicator for a in parts.asked) and not parts.base.left and len(parts.bodies) <= 1


def _within(word: str, figures: Sequence[Numeral]) -> bool:
    return any(word in n.raw.lower() for n in figures)


def _times_level(parts: Parts) -> tuple[Said, ...] | None:
    """Half the 121 of 2023: the figure of the earlier year, and how many times it this year's is."""
    base, text = parts.base, parts.linked.text
    times = next((n for n in parts.figures if n.kind in (Kind.MULTIPLE, Kind.FRACTION)), None)
    level = next((n for n in parts.figures if n.kind is Kind.NUMBER), None)
    if times is None or level is None or len(parts.figures) != 2 or not base.years or len(parts.bodies) > 1:
        return None
    raw = re.escape(text[level.start : level.whole_end].strip())
    if parts.linked.language == "en":
        match = re.compile(TIMES_LEVEL_EN.pattern.replace("{n}", raw)).match(text, times.whole_end)
    else:
        match = re.compile(TIMES_LEVEL_ZH.pattern.replace("{n}", raw)).search(text[: times.start])
    if match is None:
        return None
    told = match["y"] or parts.linked.of("relative_year")
    own = parts.context.years[0] if told and parts.context.years else max(base.years)
    year = int(match["y"]) if match["y"] else own - 1
    if own <= year:
        return None
    left = tuple(w for w in base.left if not _within(w, (level, times)))
    base = base.model_copy(update={"left": left})
    if LOOSELY.search(text[: times.start]) and times.hedge is Hedge.EXACT:
        times = times.model_copy(update={"hedge": Hedge.ABOUT})
    grown = {"kind": "growth", "numeral": times, "times": True, "op": operator_of(parts.linked, times)}
    return (
        figure_claim(base.model_copy(update={"years": (year,)}), level),
        base.model_copy(update={**grown, "years": (own, year)}),
    )


def _told_from_now(base: Said, parts: Parts) -> Said:
    """是上年的近四倍: the year before is what it is held against; the year itself is the one of the text."""
    held = parts.context.years
    told = parts.linked.of("relative_year") and not parts.linked.of("year")
    if not told or len(held) != 1 or base.years != (held[0] - 1,):
        return base
    return base.model_copy(update={"years": (held[0], held[0] - 1)})
