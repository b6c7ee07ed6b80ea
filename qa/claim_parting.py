"""Pieces about all of them, all but one, both, the rest: a part held against its whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from corpus.numerals import WORDS, Kind, Numeral
from qa.claim_cells import CASES, as_part, whole_of
from qa.claim_figures import figure_claim
from qa.claim_said import ORGANISATIONS, RECEIVED, Context, Key, Said
from qa.link import Linked
from qa.measures import Asked

ALL_OF_N = re.compile(
    rf"\b(?:(?P<both>both)|all (?P<n>{'|'.join(WORDS)}|\d+))\b(?! (?:years|counties|districts|bodies|offices))",
    re.IGNORECASE,
)
ALL_BUT = re.compile(r"\ball but (?:about )?|\bevery one but |\bexcept (?:for )?(?=\w)", re.IGNORECASE)
SET_ASIDE = re.compile(
    r".{0,24}?除(?:了|去|开)?(?:有)?(?P<zh>.{2,40}?)(?:以外|之外|外)|(?:apart from|except for|aside from|other than|besides) (?P<en>.{2,60})",
    re.IGNORECASE,
)
REST = re.compile(r"其余|其他的|剩余|余下|剩下|\bthe (?:rest|others|remainder|remaining)\b", re.IGNORECASE)
NOT_ONE = re.compile(r"\bnot (?:a single )?one of\b", re.IGNORECASE)
NONE_OF = re.compile(r"[中里](?:也|都|均)?(?:无一|没有一件|没有一起)(?:件|起)?")
CLOSED = re.compile(
    r"(?:均|都|全部|皆|全都)(?:已经?)?(?:全部)?(?:审结|结案|审理完毕)|\ball (?:\w+ )?(?:were |are |have been )?(?:concluded|closed|decided)\b",
    re.IGNORECASE,
)
SHARED_OUT = ((RECEIVED, "total"), ("outcome.total", "total"))  # what a share of requests may be said to be of
OF_WHOLE = re.compile(r"\s*(?:of )?(?:all |the |its |those |these )*\s*", re.IGNORECASE)


def all_but(base: Said, text: str, figures: Sequence[Numeral]) -> tuple[Said, ...] | None:
    """All but one of them from individuals: the part is the whole less one."""
    match = ALL_BUT.search(text)
    if match is None:
        return None
    less = next((n for n in figures if n.start == match.end()), None)
    left = tuple(w for w in base.left if w not in match[0].split())
    if less is None or len(figures) > 1 or not base.keys:
        left = (*left, match[0].strip())
    return (base.model_copy(update={"kind": "all", "second": less, "left": left}),)


def all_of_n(base: Said, text: str, figures: Sequence[Numeral]) -> tuple[Said, ...] | None:
    """Lost both of the lawsuits, all three cases were corrected: so many in all, and all of them so."""
    match = ALL_OF_N.search(text)
    part = base.keys[0] if base.keys else None
    if match is None or part is None or len(base.bodies) != 1 or part == (whole := whole_of(part)) or whole is None:
        return None
    count = next((n for n in figures if match.start() <= n.start < match.end()), None)
    if len(figures) > (count is not None):
        return None
    if count is None and match["n"] is None:
        count = Numeral(
            start=match.start(), end=match.end("both"), whole_end=match.end("both"), raw=match["both"], value=Decimal(2),
            kind=Kind.NUMBER,
        )  # fmt: skip
    if count is None:
        return None
    left = tuple(w for w in base.left if w not in ("both", "all"))
    base = base.model_copy(update={"left": left})
    return (figure_claim(base.model_copy(update={"keys": (whole,)}), count), base.model_copy(update={"kind": "all"}))


def set_aside(text: str, keys: Sequence[Key], linked: Linked) -> tuple[Key, ...] | None:
    """除 2 件来自法律服务机构外, apart from two from law firms: what is left out of what follows; None where nothing is.

    Where it is not a cell that is left out (除涟水县外) the empty tuple: what follows is of something unread.
    """
    match = SET_ASIDE.fullmatch(text.strip())
    if match is None:
        return None
    inside = match.start("zh") if match["zh"] else match.start("en")
    others = [m for m in linked.of("body", "year", "noun") if m.start >= inside]
    return tuple(keys[:1]) if keys and not others else ()


def of_the_rest(base: Said, text: str, context: Context, same_sentence: bool) -> Said:
    """其余均来自自然人: all that the parts named before leave over; open where it is not known what they are."""
    rest = REST.search(text)
    aside = (context.excepted or ()) if same_sentence else ()
    if rest is None and not aside:
        return base
    key = base.keys[0] if base.keys else None
    named = aside or tuple(k for k in context.recent if same_sentence)
    whole = whole_of(key) if key is not None else None
    parts = tuple(dict.fromkeys(as_part(k) for k in named if as_part(k) != whole and as_part(k) != key))
    left = tuple(w for w in base.left if rest is None or w not in rest[0])
    if whole is None or not parts or any(whole_of(p) != whole for p in parts):
        return base.model_copy(update={"left": (*left, "…")})
    return base.model_copy(update={"rest": parts, "left": left, "base": None})


def of_the_others(base: Said, linked: Linked, context: Context) -> Said:
    """自然人 66 件，其他申请人 11 件: the column of that name, or all that the columns named before leave over."""
    if not base.keys or base.keys[0][1] != "other" or base.piece.sentence != context.sentence:
        return base
    if (ORGANISATIONS, "total") in (context.excepted or ()) and base.keys[0][0] == RECEIVED:  # 除自然人外
        return base.model_copy(update={"keys": ((ORGANISATIONS, "total"),)})
    whole = whole_of(base.keys[0])
    named = (as_part(k) for k in (*(context.excepted or ()), *context.recent))
    parts = tuple(dict.fromkeys(k for k in named if k[0] == base.keys[0][0] and k[1] not in ("total", "other")))
    if not parts or whole is None:
        of_all = linked.has("applicant_kind", "aggregate", "all")  # 其他各类申请人合计: no one column
        return base.model_copy(update={"left": (*base.left, "…")}) if of_all else base
    return base.model_copy(update={"rest": parts})


def of_what_is_left(base: Said, text: str) -> Said:
    """其余 39 件为自然人: the figure is its own cell's, whatever is called the rest."""
    match = REST.search(text)
    own = base.keys and whole_of(base.keys[0]) is not None and base.keys[0] != base.base
    if match is None or not own:
        return base
    return base.model_copy(update={"left": tuple(w for w in base.left if w not in match[0].lower())})


def none_of(base: Said, text: str, figures: Sequence[Numeral]) -> tuple[Said, ...] | None:
    """11 件诉讼中无一未审结: how many there are, and none of them so."""
    whole = whole_of(base.keys[0]) if base.keys else None
    one = NOT_ONE.search(text)
    if one is not None:  # not one of its 127 requests
        figures = [n for n in figures if n.start >= one.end()]
    match = one or NONE_OF.search(text)
    if match is None or whole is None or whole == base.keys[0] or len(figures) != 1:
        return None
    if one is None and figures[0].start > match.start():
        return None
    left = tuple(w for w in base.left if w not in match[0].lower())
    base = base.model_copy(update={"left": left})
    counted = base.model_copy(update={"keys": (whole,)})
    return figure_claim(counted, figures[0]), base.model_copy(update={"kind": "none"})


def all_inside(base: Said, asked: Sequence[Asked]) -> tuple[Said, Said] | None:
    """54 件诉讼全是复议后起诉: the whole that is counted, and that all of it is the part."""
    keys = tuple(dict.fromkeys((a.indicator or "", a.applicant) for a in asked if a.indicator and not a.rate_of))
    if len(keys) != 2 or whole_of(keys[1]) != keys[0]:
        return None
    return base.model_copy(update={"keys": keys[:1]}), base.model_copy(update={"kind": "all", "keys": keys[1:]})


def all_closed(base: Said, text: str, figure: Numeral) -> tuple[Said, ...] | None:
    """6 件复议已全部审结: how many there are, and that none of them is pending."""
    head, _, tail = base.keys[0][0].partition(".")
    match = CLOSED.search(text)
    if match is None or tail != "total" or head not in CASES or figure.kind is not Kind.NUMBER:
        return None
    base = base.model_copy(update={"left": tuple(w for w in base.left if w not in match[0])})
    none = base.model_copy(update={"kind": "none", "keys": ((f"{head}.pending", "total"),)})
    return (figure_claim(base, figure), none)


def part_of_whole(base: Said, text: str, figure: Numeral, asked: Sequence[Asked]) -> Said | None:
    """One in five requests decided failed because it was not held: what the share is of, and what it is the share of."""
    keys = tuple(dict.fromkeys((a.indicator or "", a.applicant) for a in asked if a.indicator and not a.rate_of))
    if figure.kind not in (Kind.PERCENT, Kind.FRACTION) or len(keys) != 2 or keys[0] not in SHARED_OUT:
        return None
    named = next(a for a in asked if a.indicator == keys[0][0])
    of = text[figure.whole_end : named.start] if figure.whole_end <= named.start else None
    if of is None or not OF_WHOLE.fullmatch(of) or whole_of(keys[1]) not in SHARED_OUT:
        return None
    return base.model_copy(update={"keys": keys[1:], "whole": keys[0]})
