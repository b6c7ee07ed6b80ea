"""The figures of a piece: which count something, what a word before them makes of them, what two of them are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.models import Hedge
from corpus.numerals import Kind, Numeral
from qa.claim_said import RECEIVED, ClaimKind, Said
from qa.claim_words import words
from qa.clauses import Piece
from qa.corrections import HEDGE_BEFORE
from qa.link import Linked, Mention
from qa.measures import Asked

BODY_COUNT = re.compile(
    r"\s*(?:个|家|份|篇)?\s*(?:(?:19|20)\d\d年(?:度)?的?)?(?:县|区|市|机关|单位|报告|政府|部门|counties|districts|reports|bodies|offices|governments)"
)
LOOSELY = re.compile(r"近|约|接近|左右|nearly|almost|about|roughly", re.IGNORECASE)
TALLY = re.compile(r"[两二三四五六2-6](?:项|者|类|种|个数|数)(?=相加|合计|之和|加|共|总|均|都|分别|一共)")
TIMES = re.compile(r"\s*(?:times|-?fold)\b", re.IGNORECASE)
TIMES_OF = re.compile(
    r"\s*(?:times\b|-?fold\b)?\s*(?!$|[,.;:)]|(?:in|during|by|over|for|last|this|and|but|before|since|was|were)\b)[A-Za-z]",
    re.IGNORECASE,
)


def counting_figures(base: Said, linked: Linked) -> list[Numeral]:
    """The figures of a piece that count something; `three times as many` is a multiple, `sued twice` a count."""
    text = base.piece.text
    made = []
    for numeral in base.piece.figures:
        if BODY_COUNT.match(text, numeral.end) or is_year_like(numeral, linked) or TALLY.match(text, numeral.start):
            continue
        of = TIMES_OF.match(text, numeral.whole_end)
        if numeral.kind is Kind.MULTIPLE and text[numeral.start].isascii() and text[numeral.start].isalpha() and not of:
            numeral = numeral.model_copy(update={"kind": Kind.NUMBER})
        if numeral.kind is Kind.NUMBER and TIMES.match(text, numeral.whole_end) and of:
            numeral = numeral.model_copy(update={"kind": Kind.MULTIPLE})
        made.append(numeral)
    return made


def in_number(mention: Mention, piece: Piece) -> bool:
    return any(n.start < mention.end and mention.start < n.whole_end for n in piece.numerals)


def is_year_like(numeral: Numeral, linked: Linked) -> bool:
    return any(m.start <= numeral.start < m.end for m in linked.of("year"))


def figure_claim(base: Said, numeral: Numeral, op: str | None = None) -> Said:
    kind: ClaimKind = "share" if numeral.kind in (Kind.PERCENT, Kind.FRACTION) else "value"
    return base.model_copy(update={"kind": kind, "numeral": numeral, "op": op})


def without_hedges(text: str, figures: Sequence[Numeral]) -> str:
    """The text with `more than` and its like blanked where they belong to a figure."""
    for numeral in figures:
        hedge = HEDGE_BEFORE.search(text[: numeral.start])
        start = hedge.start() if hedge else numeral.start
        text = text[:start] + " " * (numeral.start - start) + text[numeral.start :]
    return text


def pair_of_figures(base: Said, text: str, figures: Sequence[Numeral], asked: Sequence[Asked]) -> tuple[Said, ...]:
    """39 of the 41 requests; 41 件申请中有 39 件; or two measures each with its own figure."""
    first, second = figures
    between = text[first.whole_end : second.start]
    share = next((n for n in figures if n.kind in (Kind.PERCENT, Kind.FRACTION)), None)
    if share is not None:
        count = second if share is first else first
        return (figure_claim(base, count), figure_claim(base, share))
    plain = [a for a in asked if a.indicator and not a.rate_of]
    if words().has("of_which", f" {between} "):
        part, whole = (first, second) if first.value <= second.value else (second, first)
        key = base.keys[0]
        outer = (RECEIVED, "total") if key[0].startswith("requests.") else ("outcome.total", "total")
        if key[0].partition(".")[0] in ("reconsideration", "litigation"):
            outer = (f"{key[0].partition('.')[0]}.total", "total")
        return (
            figure_claim(base, part),
            figure_claim(base.model_copy(update={"keys": (outer, (RECEIVED, "total"))}), whole),
        )
    if len(plain) == 2:
        one = base.model_copy(update={"keys": ((plain[0].indicator or "", plain[0].applicant),)})
        two = base.model_copy(update={"keys": ((plain[1].indicator or "", plain[1].applicant),)})
        return (figure_claim(one, first), figure_claim(two, second))
    return (base.model_copy(update={"kind": "value", "numeral": first, "left": (*base.left, second.raw)}),)


def operator_of(linked: Linked, numeral: Numeral) -> str | None:
    """不超过, 不到, at most: what a comparator before (or after) the figure makes of it."""
    for mention in linked.of("comparator"):
        if 0 <= numeral.start - mention.end <= 2 and mention.text not in ("达到", "达"):
            return str(mention.data["op"])
    earlier = [m for m in linked.of("comparator") if m.end <= numeral.start and m.text not in ("达到", "达", "过")]
    if len(earlier) == 1 and numeral.hedge is Hedge.EXACT:
        return str(earlier[0].data["op"])  # 至少收到 40 件: the words stand before the verb
    for mention in linked.of("comparator_after"):
        if mention.start >= numeral.end and mention.start - numeral.whole_end <= 1:
            return str(mention.data["op"])
    return None
