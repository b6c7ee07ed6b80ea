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
FROM_LEVEL = re.compile(r"(?:由|从|\bfrom)\s*(?:上年|去年|上一年|(?:19|20)\d\d年)?的?\s*$")
ADD_UP = re.compile(r"\b(?:add(?:s|ed|ing)?|ma[dk]e(?:s)?|making) up\b", re.IGNORECASE)  # no rise
FROM_THE_END = re.compile(r"倒数|from the bottom|from last", re.IGNORECASE)
CARRIED = re.compile(
    r"\bcarried (?:\w+ )*?(?:over|forward)\b(?: from (?:the )?(?:year before|previous year|last year))?|"
    r"from (?:the )?(?:year before|previous year|last year)|\bover (?:from|to|into)\b",
    re.IGNORECASE,
)  # says what was carried, no change
AGAINST_END = re.compile(r"(?:较|比|相比|\bthan|compared (?:with|to))\s*$", re.IGNORECASE)
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
    ordinal = next((n for n in base.piece.numerals if n.kind is Kind.ORDINAL and n.value >= 1), None)
    if ordinal is not None and RANKED.search(parts.masked):
        way = -1 if FROM_THE_END.search(parts.masked) else 1
        ranked = base.model_copy(update={"kind": "superlative", "direction": way, "place": int(ordinal.value)})
        return (ranked, *(figure_claim(base, n) for n in figures[:1]))
    if parts.any("first", "last"):
        return (base.model_copy(update={"kind": "superlative", "direction": 1 if parts.says("first") else -1}),)
    return None


def _change(parts: Parts) -> tuple[Said, ...] | None:
    """同比增加, 由 115 件变为 86 件: a year against another."""
    base, figures = parts.base, parts.figures
    rise, fall, same = (parts.says(w) for w in ("rise", "fall", "same"))
    more, less = parts.says("more"), parts.says("less")
    turned = (rise or fall) and (bool(figures) or len(base.years) > 1)
    two_years = len(base.years) == 2 and (more or less) and len(parts.bodies) <= 1
    if ((parts.says("yoy") or turned) and (rise or fall or more or less or same)) or two_years:
        up = rise or (more and not fall)
        direction = 0 if same and not (rise or fall or more or less) else 1 if up and not fall else -1
        return _growth(base.model_copy(update={"direction": direction}), parts.masked, figures)
    if len(figures) == len(base.years) == 2 and all(_level(n, parts.masked) for n in figures):
        return _growth(base, parts.masked, figures)[:-1]  # two levels, and no more said
    return None


def _sum(parts: Parts) -> tuple[Said, ...] | None:
    return added_up(parts.base, parts.asked, parts.figures, parts.masked)


def _against_another(parts: Parts) -> tuple[Said, ...] | None:
    """比社旗县多, 是社旗县的两倍: a body against another."""
    base, figures = parts.base, parts.figures
    subject, others = _compared(parts.linked, parts.masked, parts.bodies, parts.context)
    ratio = _ratio_to_body(parts.linked, figures)
    if ratio is not None and parts.bodies and not others:
        subject, others = tuple(b for b in parts.context.bodies if b not in parts.bodies), parts.bodies
    more, less = parts.says("more"), parts.says("less")
    compares = parts.any("more", "less", "same") or ratio is not None or parts.linked.has("than")
    if not others or not compares:
        return None
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


def _total(parts: Parts) -> tuple[Said, ...] | None:
    """两县合计 82 件: one figure over several bodies or over a set of them."""
    several = len(parts.bodies) > 1 or parts.linked.has("report_noun", "noun", "all")
    if not parts.says("together") or not several or not parts.figures:
        return None
    scope = read_scope(parts.linked, parts.directory, as_set=True).scope
    return (parts.base.model_copy(update={"kind": "total", "numeral": parts.figures[0], "scope": scope}),)


READERS: tuple[Callable[[Parts], tuple[Said, ...] | None], ...] = (_order, _change, _sum, _against_another, _total)


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
