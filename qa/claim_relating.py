"""Pieces that claim a relation: growth, order, comparison, sums."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.models import Hedge
from corpus.numerals import Kind, Numeral
from qa.claim_adding import added_up
from qa.claim_figures import LOOSELY, figure_claim, operator_of, without_hedges
from qa.claim_said import Context, Said
from qa.claim_words import RANKED, words
from qa.directory import Directory
from qa.link import Linked
from qa.measures import Asked
from qa.plan import BodyRef
from qa.scope import read_scope

TO_LEVEL = re.compile(r"(?:[至到为达]|\bto)\s*(?:(?:19|20)\d\d年)?的?\s*(?:约|近)?\s*$")
FROM_LEVEL = re.compile(
    r"(?:由|从|较|比|\bfrom|\bagainst|\bcompared (?:with|to)|\bversus)\s*(?:(?:上年|去年|上一年|前一年)(?:同期|度)?|(?:19|20)\d\d年(?:度)?)?的?\s*$"
)
YEAR_EARLIER = re.compile(
    r"\s*(?:requests?|cases?)?\s*(?:a year (?:earlier|before)|the year before|(?:in |for )?the previous year|last year)\b",
    re.IGNORECASE,
)
# Verbs with up and down that say neither: add up, turned down.
ADD_UP = re.compile(
    r"\b(?:add(?:s|ed|ing)?|ma[dk]e(?:s)?|making|took|taken?|picked|ended|drawn?|drew|set|brought) up\b|"
    r"\b(?:turn(?:s|ed|ing)?|struck|br[eo]ak(?:s|en)?|broke|handed|laid|set|noted) down\b",
    re.IGNORECASE,
)
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
ORDINAL_WORD = re.compile(rf"\b(?:joint[- ]|equal )?({'|'.join(ORDINALS)})\b", re.IGNORECASE)
SECOND = re.compile(r"居次|次之|居其次")
FROM_THE_END = re.compile(r"倒数|from the bottom|from last", re.IGNORECASE)
CARRIED = re.compile(
    r"\bcarried (?:\w+ )*?(?:over|forward)\b(?: from (?:the )?(?:year before|previous year|last year))?|"
    r"from (?:the )?(?:year before|previous year|last year)|\bover (?:from|to|into)\b",
    re.IGNORECASE,
)  # says what was carried, no change
# 是上年的十倍, half of the year before's
OF_LAST_YEAR = re.compile(
    r"(?:(?:上年|去年|上一年|前一年|上年度|上一年度|上年同期|去年同期)|(?:是|为|相当于|达到?|不及|不到|不足)(?:19|20)\d\d年(?:度)?)的?\s*"
    r"(?:大约|约|近|不到|不足|超过|逾|整整|将近|接近)?\s*$"
)
AGAINST_FIRST = re.compile(
    r"\s*(?:与|和|同|跟|较|相较于|相比于|比起|compared (?:with|to)|relative to|unlike)[ \t]*\n", re.IGNORECASE
)
DIFFER = re.compile(r"相差|差距|之差|\bdiffer(?:s|ed)? by|\bapart\b|\bthe (?:gap|difference)\b", re.IGNORECASE)
BY = re.compile(r"([多少高低])(?:了|出)?(?:[\u4e00-\u9fff]{1,3})?(?:大约|约|近|将近|超过|逾)?\s*$")
OWN_FIGURE = re.compile(r"\s*(?:'s|with|at|on|的|以|[(（,，])\s*(?:only|just|its|的)?\s*[(（]?\s*")
AGAINST_END = re.compile(
    r"(?:较|比|相比|领先|\bahead of|\bbehind|\babove|\bbelow|\bunlike|\bthan|compared (?:with|to))\s*$", re.IGNORECASE
)
BETWEEN = re.compile(r"比|较|多于|少于|高于|低于|\bthan\b", re.IGNORECASE)
COMPARED = ("比", "多", "少", "比、多", "比、少", "than", "more", "fewer", "的多", "的少")


@dataclass(frozen=True)
class Parts:
    """A piece as the readers of relations see it. `masked`: its text without names and without the hedges of figures."""

    base: Said
    linked: Linked
    figures: tuple[Numeral, ...]
    bodies: tuple[BodyRef, ...]
    directory: Directory
    context: Context
    asked: tuple[Asked, ...]
    masked: str

    def says(self, name: str) -> bool:
        """Whether one of the words of a list of `claims.yaml` stands in the piece; 一样多 says no more, add up no rise."""
        text = self.masked
        if name in ("more", "less"):
            text = words().lists["same"].sub(" ", text)
        if name in ("rise", "fall", "yoy"):
            text = ADD_UP.sub(" ", text)
        return words().has(name, text)

    def any(self, *names: str) -> bool:
        return any(self.says(name) for name in names)


def read_relation(
    base: Said, linked: Linked, text: str, figures: Sequence[Numeral], bodies: tuple[BodyRef, ...],
    directory: Directory, context: Context, asked: Sequence[Asked],
) -> tuple[Said, ...] | None:  # fmt: skip
    """Order, growth, sums, comparison, totals; None where the piece only states a figure. The first that reads it wins."""
    masked = without_hedges(_without_names(text, linked), figures)  # 多伦县 says nothing of more
    if base.keys and base.keys[0][0].startswith("requests.carried"):
        masked = CARRIED.sub(lambda m: " " * len(m[0]), masked)
    parts = Parts(base, linked, tuple(figures), bodies, directory, context, tuple(asked), masked)
    return next((said for reader in READERS if (said := reader(parts)) is not None), None)


def _order(parts: Parts) -> tuple[Said, ...] | None:
    """最多, 居第二, 居首: whose figure comes n-th."""
    base, linked, figures = parts.base, parts.linked, parts.figures
    if linked.has("superlative", "place", "top"):
        return _superlative(base, linked, figures)
    place = _place(base, parts.masked)
    if place is not None:
        way = -1 if FROM_THE_END.search(parts.masked) else 1
        ranked = base.model_copy(update={"kind": "superlative", "direction": way, "place": place})
        return (ranked, *(figure_claim(base, n) for n in figures[:1]))
    if parts.any("first", "last"):
        return (base.model_copy(update={"kind": "superlative", "direction": 1 if parts.says("first") else -1}),)
    return None


def _place(base: Said, text: str) -> int | None:
    """居第三, ranked second, 居次: which place is said."""
    if SECOND.search(text):
        return 2
    if not RANKED.search(text):
        return None
    ordinal = next((n for n in base.piece.numerals if n.kind is Kind.ORDINAL and n.value >= 1), None)
    word = ORDINAL_WORD.search(text)
    return int(ordinal.value) if ordinal is not None else ORDINALS[word[1].lower()] if word is not None else None


def _still_against(parts: Parts) -> tuple[Said, ...] | None:
    """与甲县相比，处罚多 1004 件，许可则少了 2 万件: whom the sentence compares with holds until it ends."""
    others = parts.context.others if parts.context.sentence == parts.base.piece.sentence else ()
    figures = [n for n in parts.figures if n.kind in (Kind.NUMBER, Kind.PERCENT, Kind.POINTS)]
    if not others or parts.bodies or len(figures) != 1 or len(parts.figures) != 1 or parts.says("yoy"):
        return None
    by = BY.search(parts.linked.text[: figures[0].start])
    if by is None or len(parts.base.years) > 1:
        return None
    way = 1 if by[1] in "多高" else -1
    return _comparison(parts.base, parts.context.bodies, others, way, figures)


def _change(parts: Parts) -> tuple[Said, ...] | None:
    """同比增加, 由 115 件变为 86 件: a year against another."""
    base, figures = parts.base, parts.figures
    rise, fall, same = (parts.says(w) for w in ("rise", "fall", "same"))
    more, less = parts.says("more"), parts.says("less")
    of_last = next(
        (
            n
            for n in figures
            if n.kind in (Kind.MULTIPLE, Kind.FRACTION) and OF_LAST_YEAR.search(parts.masked[: n.start])
        ),
        None,
    )
    if of_last is not None and len(parts.bodies) <= 1:
        rest = [figure_claim(base, n) for n in figures if n is not of_last]
        op = operator_of(parts.linked, of_last)
        if LOOSELY.search(parts.masked[: of_last.start]) and of_last.hedge is Hedge.EXACT:
            of_last = of_last.model_copy(update={"hedge": Hedge.ABOUT})
        return (*rest, base.model_copy(update={"kind": "growth", "numeral": of_last, "times": True, "op": op}))
    if len(figures) == 2 and base.years and YEAR_EARLIER.match(parts.masked, figures[1].whole_end):
        return _two_levels(base, parts, rise, fall)
    turned = (rise or fall) and (bool(figures) or len(base.years) > 1)
    two_years = len(base.years) == 2 and (more or less) and len(parts.bodies) <= 1
    if ((parts.says("yoy") or turned) and (rise or fall or more or less or same)) or two_years:
        up = rise or (more and not fall)
        direction = 0 if same and not (rise or fall or more or less) else 1 if up and not fall else -1
        return _growth(base.model_copy(update={"direction": direction}), parts.masked, figures)
    if len(figures) == len(base.years) == 2 and all(_level(n, parts.masked) for n in figures):
        return _growth(base, parts.masked, figures)[:-1]  # two levels, and no more said
    return None


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


def _sum(parts: Parts) -> tuple[Said, ...] | None:
    return added_up(parts.base, parts.asked, parts.figures, parts.masked)


def _against_another(parts: Parts) -> tuple[Said, ...] | None:
    """比社旗县多, 是社旗县的两倍: a body against another."""
    base, figures = parts.base, parts.figures
    if DIFFER.search(parts.masked) and len(parts.bodies) == 2 and len(figures) == 1:
        return (base.model_copy(update={
            "kind": "compare", "bodies": parts.bodies[:1], "others": parts.bodies[1:], "numeral": figures[0], "apart": True,
        }),)  # fmt: skip
    subject, others = _compared(parts.linked, parts.masked, parts.bodies, parts.context)
    ratio = _ratio_to_body(parts.linked, figures)
    if ratio is not None and parts.bodies and not others:
        subject, others = tuple(b for b in parts.context.bodies if b not in parts.bodies), parts.bodies
    more, less = parts.says("more"), parts.says("less")
    compares = parts.any("more", "less", "same") or ratio is not None or parts.linked.has("than")
    if not others or not compares:
        return None
    theirs = next((n for n in figures if _behind_name(n, parts)), None)
    if theirs is not None and ratio is None and len(others) == 1:  # ahead of Lianshui with 237
        rest = [n for n in figures if n is not theirs]
        other = figure_claim(base.model_copy(update={"bodies": others}), theirs)
        way = -1 if less and not _more_first(parts.masked) else 1 if more else 0
        return (other, *_comparison(base, subject, others, way, rest))
    alike = (parts.says("same") or ratio is not None) and not (more or less)
    direction = 0 if alike else -1 if less and not _more_first(parts.masked) else 1
    if ratio is None or not subject:
        return _comparison(base, subject, others, direction, figures)
    own = [figure_claim(base.model_copy(update={"bodies": subject}), n) for n in figures if n is not ratio]
    before = [str(m.data["op"]) for m in parts.linked.of("comparator") if m.end <= ratio.start]
    with_op = base.model_copy(update={"op": operator_of(parts.linked, ratio) or next(iter(before), None)})
    if LOOSELY.search(parts.masked) and ratio.hedge is Hedge.EXACT:
        ratio = ratio.model_copy(update={"hedge": Hedge.ABOUT})
    return (*own, *_comparison(with_op, subject, others, direction, [ratio]))


def _behind_name(numeral: Numeral, parts: Parts) -> bool:
    """涟水县的 237 件, Lianshui with 237, Lianshui's 237: the figure of the body that is compared with."""
    named = parts.linked.of("body")
    if not named or (len(parts.figures) > 1 and len(named) > 1):
        return False
    between = parts.linked.text[named[-1].end : numeral.start]
    return numeral.kind is Kind.NUMBER and OWN_FIGURE.fullmatch(between) is not None


def _total(parts: Parts) -> tuple[Said, ...] | None:
    """两县合计 82 件: one figure over several bodies or over a set of them."""
    several = len(parts.bodies) > 1 or parts.linked.has("report_noun", "noun", "all")
    of_a_set = parts.base.of is not None and not parts.bodies
    if not (parts.says("together") or of_a_set) or not several or not parts.figures:
        return None
    scope = read_scope(parts.linked, parts.directory, as_set=True).scope
    return (parts.base.model_copy(update={"kind": "total", "numeral": parts.figures[0], "scope": scope}),)


READERS: tuple[Callable[[Parts], tuple[Said, ...] | None], ...] = (
    _order,
    _still_against,
    _change,
    _sum,
    _against_another,
    _total,
)


def _growth(base: Said, text: str, figures: Sequence[Numeral]) -> tuple[Said, ...]:
    """The change, and the levels beside it: 降至 86 件 is this year's, from 115 the year before's."""
    levels: list[Said] = []
    change: Numeral | None = None
    for numeral in figures:
        now, old = TO_LEVEL.search(text[: numeral.start]), FROM_LEVEL.search(text[: numeral.start])
        if now or old:
            pick = max if now else min
            years = (pick(base.years),) if base.years else ()
            if old and len(base.years) == 1:
                years = (base.years[0] - 1,)
            levels.append(figure_claim(base.model_copy(update={"years": years}), numeral))
        elif change is None:
            change = numeral
        else:
            base = base.model_copy(update={"left": (*base.left, numeral.raw)})
    return (*levels, base.model_copy(update={"kind": "growth", "numeral": change}))


def _level(numeral: Numeral, text: str) -> bool:
    return bool(TO_LEVEL.search(text[: numeral.start]) or FROM_LEVEL.search(text[: numeral.start]))


def _ratio_to_body(linked: Linked, figures: Sequence[Numeral]) -> Numeral | None:
    """两倍, 一半: how many times another body's figure, where no measure says that it is a share."""
    for numeral in figures:
        if numeral.kind is Kind.MULTIPLE:
            return numeral
        if numeral.kind is Kind.FRACTION and not linked.of("measure", "applicant"):
            return numeral
    return None


def _without_names(text: str, linked: Linked) -> str:
    chars = list(text)
    for mention in linked.of("body"):
        chars[mention.start : mention.end] = "\n" * (mention.end - mention.start)
    return "".join(chars)


def _more_first(text: str) -> bool:
    known = words()
    more, less = known.lists["more"].search(text), known.lists["less"].search(text)
    return bool(more and (not less or more.start() < less.start()))


def _superlative(base: Said, linked: Linked, figures: Sequence[Numeral]) -> tuple[Said, ...]:
    mention = linked.of("superlative", "place", "top")[0]
    place = int(mention.value or mention.data.get("n") or 1) if mention.cls == "place" else 1
    update = {"kind": "superlative", "direction": 1 if mention.data.get("descending", True) else -1, "place": place}
    said = [base.model_copy(update=update)]
    counts = [n for n in figures if not (mention.start <= n.start < mention.end)]
    if counts:
        said.append(figure_claim(base, counts[0]))
    return tuple(said)


def _compared(
    linked: Linked, text: str, bodies: tuple[BodyRef, ...], context: Context
) -> tuple[tuple[BodyRef, ...], tuple[BodyRef, ...]]:
    if len(bodies) == 2 and AGAINST_FIRST.match(text):
        return bodies[1:], bodies[:1]
    if len(bodies) >= 2:
        return bodies[:1], bodies[1:]
    marks = [m for m in linked.of("than", "comparator") if text[m.start : m.end].strip()]
    named = linked.of("body")
    before = named and (
        (marks and named[0].start > marks[0].start) or AGAINST_END.search(text[: named[0].start]) is not None
    )
    alike = words().lists["same"].search(text)
    same = alike and named and (alike.start() < named[0].start or re.match(r"\s*(?:与|和|同|跟)", text))
    if bodies and (before or same):
        return tuple(b for b in context.bodies if b not in bodies), bodies
    return bodies or context.bodies, ()


def _comparison(
    base: Said, subject: tuple[BodyRef, ...], others: tuple[BodyRef, ...], direction: int, figures: Sequence[Numeral]
) -> tuple[Said, ...]:
    """The relation, and the figure beside it where it is not the difference itself (40件，比同心县多23件)."""
    numeral = figures[0] if len(figures) == 1 else None
    update = {"kind": "compare", "bodies": subject, "others": others, "direction": direction, "numeral": numeral}
    return (base.model_copy(update=update),)


def between_measures(base: Said, asked: Sequence[Asked], figures: Sequence[Numeral], text: str) -> Said | None:
    """废止的比制发的多 1 件: two measures of one body held against each other."""
    plain = [a for a in asked if a.indicator and not a.rate_of and not a.choices]
    if len(plain) != 2 or len(base.bodies) != 1 or len(base.years) > 1 or len(figures) > 1:
        return None
    first, second = plain
    gap = text[first.end : second.start]
    known = words()
    rest = without_hedges(text, figures)
    more, less = known.has("more", rest), known.has("less", rest)
    if not BETWEEN.search(gap) or more == less:
        return None
    keys = tuple((a.indicator or "", a.applicant) for a in plain)
    left = tuple(w for w in base.left if w not in COMPARED)
    update = {"kind": "between", "keys": keys, "direction": 1 if more else -1, "left": left}
    return base.model_copy(update={**update, "numeral": figures[0] if figures else None})
