"""Pieces that claim a relation: order, comparison, sums."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from corpus.models import Hedge
from corpus.numerals import Kind, Numeral
from qa.claim_adding import EACH, added_up
from qa.claim_between import COMPARED, DIFFER
from qa.claim_cells import is_rate
from qa.claim_change import read_change
from qa.claim_figures import LOOSELY, figure_claim, operator_of, without_hedges
from qa.claim_parts import Parts
from qa.claim_ranking import ORDINAL_WORD, ORDINALS, first_few, next_after
from qa.claim_said import Context, Said
from qa.claim_words import RANKED, words
from qa.directory import Directory
from qa.link import Linked
from qa.measures import Asked
from qa.plan import BodyRef
from qa.scope import read_scope

SECOND = re.compile(r"居次|次之|居其次")
FROM_THE_END = re.compile(r"倒数|from the bottom|from last", re.IGNORECASE)
CARRIED = re.compile(
    r"\bcarried (?:\w+ )*?(?:over|forward)\b(?: from (?:the )?(?:year before|previous year|last year))?|"
    r"from (?:the )?(?:year before|previous year|last year)|\bover (?:from|to|into)\b",
    re.IGNORECASE,
)  # says what was carried, no change
AGAINST_FIRST = re.compile(
    r"\s*(?:与|和|同|跟|较|相较于|相比于|比起|compared (?:with|to)|relative to|unlike)[ \t]*\n", re.IGNORECASE
)
BY = re.compile(
    r"([多少高低])(?:了|出)?(?:大约|约|近|将近|超过|逾)?(?:[\u4e00-\u9fff]{1,3})?(?:大约|约|近|将近|超过|逾)?\s*$"
)
AGAINST_ALL = re.compile(
    r"\s*(?:与|和|同|跟|相较于|相比于|比起|compared (?:with|to)|unlike)\s*\n+[^，,]*?(?:相比|相较|比较|,|，)",
    re.IGNORECASE,
)
PAIR = 2
OWN_FIGURE = re.compile(r"\s*(?:'s|with|at|on|的|以|[(（,，])\s*(?:only|just|its|的)?\s*[(（]?\s*")
AGAINST_END = re.compile(
    r"(?:较|比|相比|领先|\bahead of|\bbehind|\babove|\bbelow|\bunlike|\bthan|compared (?:with|to))\s*$", re.IGNORECASE
)
ALTOGETHER = re.compile(r"(?<![公总一])共(?!开|享|同|性|识)|总计|累计|\ba total of\b|\bin all\b")
# 安吉县 189 件，德清县 153 件，前者多 36 件
ONE_OF_TWO = re.compile(
    r"\s*(?:而)?(?:(?P<former>前者)|后者)(?:比(?:后者|前者))?(?:则|还|也)?(?:要)?(?P<way>[多少高低])"
)
SUM_OF_OTHERS = re.compile(r"之和|合计|总和|加起来|相加|\b(?:together|combined)\b", re.IGNORECASE)
OVER_YEARS = re.compile(
    r"\b(?:of|in|over|for|across|during) (?:the |these |those |all )?(?:(?:last|past|previous) )?(?:\w+ )?years\b|\bsince (?:19|20)\d\d|\bon record\b|\bever\b|"
    r"[两二三四五六七八九十\d]个?年(?:度)?(?:之)?(?:中|里|来|间|内|当中)|历年|历次|近年|有史以来|有记录以来",
    re.IGNORECASE,
)
EXCEPTED = re.compile(
    r"[\s,，（(—–-]+(?:[^，。,;；]{0,30}?(?:除外|不算|不计|\b(?:excepted|excluded|aside|apart)\b)|(?:除|except|apart from|other than|bar|excluding|not counting)[^，。,;；]*)",
    re.IGNORECASE,
)
NONE_EXCEEDS = re.compile(
    r"\bno (?:other )?(?:county|district|county or district|body|city)\b[^,，;；]*\bthan\b|没有(?:哪个|哪一个|任何|一个|其他|别的)[县区市]{1,2}[^,，;；]*比",
    re.IGNORECASE,
)


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
    base, linked, figures = _with_exceptions(parts.base), parts.linked, parts.figures
    if linked.has("superlative", "place", "top"):
        return _superlative(base, linked, figures)
    place = _place(base, parts.masked, figures)
    if place is not None:
        way = -1 if FROM_THE_END.search(parts.masked) else 1
        ranked = base.model_copy(update={"kind": "superlative", "direction": way, "place": place})
        return (ranked, *(figure_claim(base, n) for n in figures[:1]))
    if parts.any("first", "last"):
        return (base.model_copy(update={"kind": "superlative", "direction": 1 if parts.says("first") else -1}),)
    return None


def _with_exceptions(base: Said) -> Said:
    """最多的是涟水县（余杭区除外）: an order over a set of which the words that follow leave some out is not read."""
    excepted = EXCEPTED.match(base.piece.after)
    return base if excepted is None else base.model_copy(update={"left": (*base.left, excepted[0].strip())})


def _none_exceeds(parts: Parts) -> tuple[Said, ...] | None:
    """No county received more than Yuhang: it is first, whoever ties with it."""
    more, less = parts.says("more"), parts.says("less")
    if NONE_EXCEEDS.search(parts.masked) is None or len(parts.bodies) != 1 or parts.figures or more == less:
        return None
    base = _with_exceptions(parts.base)
    first = {"kind": "superlative", "bodies": parts.bodies, "direction": 1 if more else -1}
    left = tuple(w for w in base.left if w not in (*COMPARED, "哪个", "哪一个"))
    return (base.model_copy(update={**first, "left": left}),)


def _place(base: Said, text: str, figures: Sequence[Numeral]) -> int | None:
    """居第三, ranked second, 居次: which place is said."""
    if SECOND.search(text):
        return 2
    if not RANKED.search(text):
        return None
    ordinal = next((n for n in base.piece.numerals if n.kind is Kind.ORDINAL and n.value >= 1), None)
    inside = [(n.start, n.whole_end) for n in figures]  # a third of them came after …
    word = next((m for m in ORDINAL_WORD.finditer(text) if not any(a <= m.start() < b for a, b in inside)), None)
    return int(ordinal.value) if ordinal is not None else ORDINALS[word[1].lower()] if word is not None else None


def _still_against(parts: Parts) -> tuple[Said, ...] | None:
    """与甲县相比，处罚多 1004 件，许可则少了 2 万件: whom the sentence compares with holds until it ends."""
    others = parts.context.others if parts.context.sentence == parts.base.piece.sentence else ()
    figures = [n for n in parts.figures if n.kind in (Kind.NUMBER, Kind.PERCENT, Kind.POINTS, Kind.FRACTION)]
    if not others or parts.bodies or len(figures) != 1 or len(parts.figures) != 1 or parts.says("yoy"):
        return None
    by = BY.search(parts.linked.text[: figures[0].start])
    if by is None or len(parts.base.years) > 1:
        return None
    way = 1 if by[1] in "多高" else -1
    return _comparison(parts.base, parts.context.bodies, others, way, figures)


def _sum(parts: Parts) -> tuple[Said, ...] | None:
    return added_up(parts.base, parts.asked, parts.figures, parts.masked)


def _against_another(parts: Parts) -> tuple[Said, ...] | None:
    """比社旗县多, 是社旗县的两倍: a body against another."""
    base, figures = parts.base, parts.figures
    if DIFFER.search(parts.masked) and len(parts.bodies) == 2 and len(figures) == 1:
        left = tuple(w for w in base.left if not DIFFER.fullmatch(w))
        return (base.model_copy(update={
            "kind": "compare", "bodies": parts.bodies[:1], "others": parts.bodies[1:], "numeral": figures[0], "apart": True, "left": left,
        }),)  # fmt: skip
    one_more = ONE_OF_TWO.match(parts.linked.text)
    if one_more is not None and len(parts.bodies) == 2 and len(figures) <= 1 and base.base is not None:
        at = 0 if one_more["former"] else 1
        subject, others = parts.bodies[at : at + 1], parts.bodies[1 - at : 2 - at]
        base = base.model_copy(update={"left": tuple(w for w in base.left if w not in one_more[0])})
        return _comparison(base, subject, others, 1 if one_more["way"] in "多高" else -1, figures)
    subject, others = _compared(parts.linked, parts.masked, parts.bodies, parts.context)
    ratio = _ratio_to_body(parts.linked, figures)
    if ratio is not None and parts.bodies and not others:
        subject, others = tuple(b for b in parts.context.bodies if b not in parts.bodies), parts.bodies
    more, less = parts.says("more"), parts.says("less")
    compares = parts.any("more", "less", "same") or ratio is not None or parts.linked.has("than")
    if not others or not compares:
        return None
    if len(others) > 1 and SUM_OF_OTHERS.search(parts.masked):  # 比甲、乙两县之和少 51 件
        base = base.model_copy(update={"summed": True})
    if ratio is None and len(figures) > 1 and EACH.search(parts.masked):  # 均多于同心县的 3 件和 4 件
        return (
            base.model_copy(update={"kind": "compare", "bodies": subject, "others": others, "left": (*base.left, "…")}),
        )
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
    whose = [(n, others if _of_the_last_named(n, parts.linked) else subject) for n in figures if n is not ratio]
    own = [figure_claim(base.model_copy(update={"bodies": of}), n) for n, of in whose]
    before = [str(m.data["op"]) for m in parts.linked.of("comparator") if m.end <= ratio.start]
    with_op = base.model_copy(update={"op": operator_of(parts.linked, ratio) or next(iter(before), None)})
    if LOOSELY.search(parts.masked) and ratio.hedge is Hedge.EXACT:
        ratio = ratio.model_copy(update={"hedge": Hedge.ABOUT})
    return (*own, *_comparison(with_op, subject, others, direction, [ratio]))


def _of_the_last_named(numeral: Numeral, linked: Linked) -> bool:
    """Twice as many as Tanghe (7,442), as Tanghe's 7,442."""
    named = [m for m in linked.of("body") if m.end <= numeral.start]
    gap = linked.text[named[-1].end : numeral.start] if named else "-"
    return OWN_FIGURE.fullmatch(gap) is not None or (not gap.strip() and named[-1].text.endswith("'s"))


def _behind_name(numeral: Numeral, parts: Parts) -> bool:
    """涟水县的 237 件, Lianshui with 237, Lianshui's 237: the figure of the body that is compared with."""
    named = parts.linked.of("body")
    if not named or (len(parts.figures) > 1 and len(named) > 1):
        return False
    between = parts.linked.text[named[-1].end : numeral.start]
    key = parts.base.keys[0][0] if parts.base.keys else ""
    level = numeral.kind is Kind.NUMBER or (numeral.kind is Kind.PERCENT and is_rate(key))
    return level and OWN_FIGURE.fullmatch(between) is not None


def _total(parts: Parts) -> tuple[Said, ...] | None:
    """两县合计 82 件: one figure over several bodies or over a set of them."""
    several = len(parts.bodies) > 1 or parts.linked.has("report_noun", "noun", "all")
    of_a_set = parts.base.of is not None and not parts.bodies
    together = parts.says("together") or (len(parts.bodies) > 1 and ALTOGETHER.search(parts.masked) is not None)
    if not (together or of_a_set) or not several or not parts.figures:
        return None
    scope = read_scope(parts.linked, parts.directory, as_set=True).scope
    return (parts.base.model_copy(update={"kind": "total", "numeral": parts.figures[0], "scope": scope}),)


def _of_those_named(parts: Parts) -> tuple[Said, ...] | None:
    """与甲县、乙县相比，丙县最少: the last one named against each of the others."""
    order = parts.linked.of("superlative")
    if len(order) != 1 or len(parts.bodies) <= PAIR or not AGAINST_ALL.match(parts.masked):
        return None
    way = 1 if order[0].data.get("descending", True) else -1
    rest = [figure_claim(parts.base.model_copy(update={"bodies": parts.bodies[-1:]}), n) for n in parts.figures[:1]]
    left = parts.base.left if len(parts.figures) <= 1 else (*parts.base.left, "…")
    base = parts.base.model_copy(update={"left": left})
    return (*_comparison(base, parts.bodies[-1:], parts.bodies[:-1], way, ()), *rest)


READERS: tuple[Callable[[Parts], tuple[Said, ...] | None], ...] = (
    _none_exceeds,
    _of_those_named,
    first_few,
    next_after,
    _order,
    _still_against,
    read_change,
    _sum,
    _against_another,
    _total,
)


def _ratio_to_body(linked: Linked, figures: Sequence[Numeral]) -> Numeral | None:
    """两倍, 一半: how many times another body's figure, where no measure says that it is a share."""
    for numeral in figures:
        if numeral.kind is Kind.MULTIPLE:
            return numeral
        if numeral.kind is Kind.FRACTION and (not linked.of("measure", "applicant") or _of_a_body(numeral, linked)):
            return numeral
    return None


def _of_a_body(numeral: Numeral, linked: Linked) -> bool:
    """不足余杭区的四十分之一, less than a quarter of Tongxin's: a fraction of another body's figure."""
    named = linked.of("body")
    if len(named) != 2:
        return False
    last, text = named[-1], linked.text
    if numeral.start >= last.end:
        return re.fullmatch(r"\s*的?\s*", text[last.end : numeral.start]) is not None
    return re.fullmatch(r"\s*of (?:that of |the figure for )?", text[numeral.whole_end : last.start]) is not None


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
    over_years = OVER_YEARS.search(base.piece.text)
    if over_years is not None:  # the fewest of the three years: no order of bodies
        base = base.model_copy(update={"left": (*base.left, over_years[0])})
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
    same = alike and named and (alike.start() < named[0].start or re.match(r"\s*(?:与|和|同(?![样为比期])|跟)", text))
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
