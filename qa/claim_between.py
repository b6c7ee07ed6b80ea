"""Pieces that hold two measures of one body against each other: 废止的比制发的多, so many times the other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.models import Hedge
from corpus.numerals import Kind, Numeral
from qa.claim_adding import EACH
from qa.claim_figures import LOOSELY, OWN_LEVEL, figure_claim, without_hedges
from qa.claim_said import Context, Key, Said
from qa.claim_words import words
from qa.measures import Asked

PAIR = 2
DIFFER = re.compile(r"相差|差距|之差|\bdiffer(?:s|ed)? by|\bapart\b|\bthe (?:gap|difference)\b", re.IGNORECASE)
COMPARED = ("比", "多", "少", "比、多", "比、少", "than", "more", "fewer", "的多", "的少")
NET, NET_LOSS = re.compile(r"\s*净(?:增|减)[加少]?"), re.compile(r"净减")
IS_TIMES = re.compile(r"[是为达]|相当于|\btimes\b|\btwice\b", re.IGNORECASE)
ALIKE = re.compile(r"\s*(?:数量?)?(?:和|与|同|跟|as|equalled|equaled|matched)\s*", re.IGNORECASE)
TIMES_AS_MANY = re.compile(r"\b(?:times|twice) as many (?:requests|applications|cases) as\b", re.IGNORECASE)
SAME_NUMBER = re.compile(
    r"\bthe same number(?! as\b)|\bas many\s*$|(?:数量|件数|数目)(?:也)?(?:相同|一样|相等)\s*$", re.IGNORECASE
)
BETWEEN = re.compile(r"比|较|多于|少于|高于|低于|\bthan\b", re.IGNORECASE)
FORMER = re.compile(
    r"^\s*(?:而)?(?:(?P<former>前者)|后者)(?:大约|约|几乎)?(?:是|为|达|相当于)(?:大约|约|近)?(?:后者|前者)的[^，。]*$"
)
THAN_IT = re.compile(r"\s*(?:而)?[比较](?!上年|去年|上一年|前一年|(?:19|20)\d\d)")
AS_MANY = re.compile(r"\b(?:times|twice) (?:as many as|as much as|what|those|the number)\b", re.IGNORECASE)
MORE_THAN_OTHER = re.compile(
    r"\s*(?:但|而|也|还|却)?(?:略|稍|稍微|远远?|明显|大大)?(?:(?P<way>[多少高低大小](?=于)|超过|不及)于?)(?!上年|去年|上一年|前一年|同期|(?:19|20)\d\d)|"
    r"\s*(?:slightly |far |well |many |a few |somewhat )?(?P<way_en>more|fewer|less|higher|lower) than (?=the )",
    re.IGNORECASE,
)
MANY_AS = re.compile(r"\b(?:times|twice) as many\s*$", re.IGNORECASE)
TIMES_LEAD = re.compile(
    r"\s*(?:仅|只|还|几乎|已)?(?:(?P<lt>不及|不到|不足)|(?P<gt>超过|逾)|(?:大约|约)?(?:相当于|[是为达]))"
)
TIMES_OF = re.compile(r"(?:数量|件数)?的\s*(?:大约|约|近|将近|接近|不到|不足|超过|逾)?\s*")


def former_and_latter(base: Said, figures: Sequence[Numeral], text: str, context: Context) -> Said | None:
    """前者约为后者的 9 倍: the two measures that the sentence has named, one so many times the other."""
    named = context.recent[-2:] if base.piece.sentence == context.sentence else ()
    match = FORMER.search(text)
    if match is None or len(named) != 2 or len(figures) != 1 or figures[0].kind is not Kind.MULTIPLE:
        return None
    keys = named if match["former"] else named[::-1]
    figure = figures[0]
    if LOOSELY.search(text[: figure.start]) and figure.hedge is Hedge.EXACT:
        figure = figure.model_copy(update={"hedge": Hedge.ABOUT})
    return base.model_copy(update={"kind": "between", "keys": keys, "numeral": figure, "times": True, "left": ()})


def between_measures(base: Said, asked: Sequence[Asked], figures: Sequence[Numeral], text: str) -> Said | None:
    """废止的比制发的多 1 件: two measures of one body held against each other."""
    plain = [a for a in asked if not a.rate_of and _settled(a, base) is not None]
    keys = tuple(key for a in plain if (key := _settled(a, base)) is not None)
    if len(base.bodies) != 1 or len(base.years) > 1 or len(figures) > 1:
        return None
    if len(keys) != PAIR:
        return _with_measure_before(base, asked, plain, keys, figures, text)
    return _of_two_named(base, plain, keys, figures, text)


def _with_measure_before(
    base: Said,
    asked: Sequence[Asked],
    plain: Sequence[Asked],
    keys: tuple[Key, ...],
    figures: Sequence[Numeral],
    text: str,
) -> Said | None:
    """The measure that is named now against the one that the sentence named before."""
    if len(asked) == 1 and base.base is not None and THAN_IT.match(text):  # 废止 26 件，比制发的多 18 件
        own = next((k for k in base.keys if k[0].partition(".")[0] == base.base[0].partition(".")[0]), base.base)
        own = keys[0] if own == base.base and keys else own
        return _two_measures(base, (base.base, own), figures, text) if own != base.base else None
    if len(keys) == 1 and base.base not in (None, keys[0]) and len(figures) == 1 and AS_MANY.search(text):
        if figures[0].kind is not Kind.MULTIPLE:
            return None
        left = tuple(w for w in base.left if w not in ("times as many", "times", "as many"))
        times = {"kind": "between", "keys": (base.base, keys[0]), "numeral": figures[0], "times": True, "op": None}
        return base.model_copy(update={**times, "left": left})  # three times as many as it had carried in
    of_measure = _times_of_measure(base, plain, keys, figures, text)
    if of_measure is not None:
        return of_measure
    if len(figures) == 1 and base.base is not None and not keys and NET.match(text):
        return _net_of(base, figures[0])
    return None


def _of_two_named(
    base: Said, plain: Sequence[Asked], keys: tuple[Key, ...], figures: Sequence[Numeral], text: str
) -> Said | None:
    """The two measures that the piece names, one against the other."""
    gap = text[plain[0].end : plain[1].start]
    if len(figures) == 1 and figures[0].kind is Kind.MULTIPLE and IS_TIMES.search(gap):  # 废止的是制发的三倍以上
        times = {"kind": "between", "keys": keys, "numeral": figures[0], "times": True, "op": None}
        return base.model_copy(update={**times, "left": tuple(w for w in base.left if w not in ("倍", "times"))})
    multiple = len(figures) == 1 and figures[0].kind is Kind.MULTIPLE and keys[0] != keys[1]
    of_columns = TIMES_AS_MANY.search(text) is not None and keys[0][1] != keys[1][1]
    of_cells = MANY_AS.search(text[: plain[0].start]) is not None and gap.strip() == "as"
    if multiple and (of_columns or of_cells):  # companies filed twice as many requests as individuals
        left = tuple(w for w in base.left if w not in ("times as many", "times", "as many"))
        times = {"kind": "between", "keys": keys, "numeral": figures[0], "times": True, "op": None}
        return base.model_copy(update={**times, "left": left})
    if len(figures) == 1 and figures[0].kind is Kind.NUMBER and ALIKE.fullmatch(gap) and DIFFER.search(text):
        left = tuple(w for w in base.left if not DIFFER.fullmatch(w))
        return base.model_copy(
            update={"kind": "between", "keys": keys, "numeral": figures[0], "apart": True, "left": left}
        )
    if not figures and ALIKE.fullmatch(gap) and _are_alike(text):
        return base.model_copy(update={"kind": "between", "keys": keys, "direction": 0})
    return _two_measures(base, keys, figures, text) if BETWEEN.search(gap) else None


def _times_of_measure(
    base: Said, plain: Sequence[Asked], keys: tuple[Key, ...], figures: Sequence[Numeral], text: str
) -> Said | None:
    """行政强制 223 件，不及行政处罚的三分之一: so many times the measure that is named now, where the other was named before."""
    of_it = len(keys) == 1 and base.base not in (None, keys[0]) and len(figures) == 1
    if not of_it or figures[0].kind not in (Kind.MULTIPLE, Kind.FRACTION) or base.base is None:
        return None
    figure, lead = figures[0], TIMES_LEAD.match(text)
    if lead is None or not TIMES_OF.fullmatch(text[plain[0].end : figure.start]) or text[figure.whole_end :].strip():
        return None
    op = {"lt": "lt", "gt": "gt"}.get(next((k for k, v in lead.groupdict().items() if v), ""))
    if LOOSELY.search(text[: figure.start]) and figure.hedge is Hedge.EXACT:
        figure = figure.model_copy(update={"hedge": Hedge.ABOUT})
    left = tuple(w for w in base.left if w not in (*COMPARED, "不及", "不到", "不足", "超过", "倍"))
    told = {"kind": "between", "keys": (base.base, keys[0]), "numeral": figure, "times": True, "op": op, "left": left}
    return base.model_copy(update=told)


def against_measure(
    base: Said, asked: Sequence[Asked], figures: Sequence[Numeral], text: str
) -> tuple[Said, ...] | None:
    """维持 22 件，多于纠正的 20 件; issued one, fewer than the five it repealed: that figure, and which is more."""
    match = MORE_THAN_OTHER.match(text)
    plain = [key for a in asked if not a.rate_of and (key := _settled(a, base)) is not None]
    single = len(base.bodies) == 1 and len(base.years) <= 1 and len(asked) == len(plain) == 1 and len(figures) <= 1
    if match is None or not single or base.base in (None, plain[0]):
        return None
    if figures and (figures[0].kind is not Kind.NUMBER or not OWN_LEVEL.search(text[: figures[0].start])):
        return None
    way = 1 if (match["way"] or match["way_en"].lower()) in ("多", "高", "大", "超过", "more", "higher") else -1
    left = tuple(w for w in base.left if w not in match[0])
    base = base.model_copy(update={"left": left, "keys": (plain[0],)})
    order = {"kind": "between", "keys": (base.base, plain[0]), "direction": way, "numeral": None}
    return (*(figure_claim(base, n) for n in figures), base.model_copy(update=order))


def _net_of(base: Said, figure: Numeral) -> Said | None:
    """制发 12 件，废止 5 件，净增 7 件: of the documents, what was issued less what was repealed."""
    head = base.base[0].partition(".")[0] if base.base else ""
    if head not in ("normative_documents", "regulations"):
        return None
    keys = ((f"{head}.issued", "total"), (f"{head}.repealed", "total"))
    way = -1 if NET_LOSS.search(base.piece.text) else 1
    left = tuple(w for w in base.left if not NET.match(w))
    return base.model_copy(update={"kind": "between", "keys": keys, "numeral": figure, "direction": way, "left": left})


def _settled(asked: Asked, base: Said) -> Key | None:
    """The cell of a measure; 维持 of the kind of case that the sentence named before."""
    if not asked.choices:
        return (asked.indicator, asked.applicant) if asked.indicator else None
    head = base.base[0].partition(".")[0] if base.base else ""
    own = next((c for c in asked.choices if c.startswith(f"{head}.")), None)
    return (own, asked.applicant) if own else None


def as_many_as_before(base: Said, text: str) -> Said | None:
    """制发 5 件，废止的数量相同; and repealed the same number: as many as of the measure that the sentence named."""
    own = next((k for k in base.keys if k != base.base), None)
    if base.base is None or own is None or len(base.bodies) != 1 or len(base.years) > 1 or not SAME_NUMBER.search(text):
        return None
    left = tuple(w for w in base.left if w not in ("number", "same number"))
    return base.model_copy(update={"kind": "between", "keys": (base.base, own), "direction": 0, "left": left})


def _are_alike(text: str) -> bool:
    """复议和诉讼一样多, as many reconsiderations as lawsuits; and not both as many as the year before."""
    known = words()
    return known.has("same", text) and not known.has("yoy", text) and EACH.search(text) is None


def _two_measures(base: Said, keys: tuple[Key, ...], figures: Sequence[Numeral], text: str) -> Said | None:
    known, rest = words(), without_hedges(text, figures)
    more, less = known.has("more", rest), known.has("less", rest)
    if more == less:
        return None
    left = tuple(w for w in base.left if w not in COMPARED)
    update = {"kind": "between", "keys": keys, "direction": 1 if more else -1, "left": left}
    return base.model_copy(update={**update, "numeral": figures[0] if figures else None})
