"""A piece of text as what it claims: the figure or relation, the measure, the bodies and years, all words explained.

Context is carried: a body, a year and a measure named earlier hold until others are named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from corpus.numerals import WORDS, Kind, Numeral
from qa.claim_adding import EACH, pointed_sum, sum_claim
from qa.claim_cells import compared_years, keys_of, sum_key, whole_of, years_of
from qa.claim_context import (
    WHICH,
    bodies_meant,
    bodies_named,
    bodies_pointed_at,
    is_among,
    share_of,
    without_noun,
    without_size,
)
from qa.claim_figures import (
    BODY_COUNT,
    counting_figures,
    figure_claim,
    in_number,
    is_year_like,
    operator_of,
    pair_of_figures,
    set_size,
)
from qa.claim_membership import read_members
from qa.claim_relating import between_measures, read_relation
from qa.claim_said import BOTH_KINDS, DISPUTE, WHOLES, Context, Said
from qa.claim_words import FULL_OR_PART, blanked, left_over, unambiguous, words
from qa.clauses import ALIGNED, Piece
from qa.directory import Directory
from qa.link import Linked, Mention, link, prepare
from qa.measures import Asked, read_measures
from qa.plan import BodyRef
from qa.scope import read_scope

# Words that change what a claim says and that no rule here reads: the claim is left open.
UNREAD = re.compile(
    r"除.{1,16}?[外了]|(?<!分)之一|唯一|连续|首次|平均|人均|每(?:年|月|季|天|日|件|个|人|位)|上半年|下半年|季度|\bthe only\b|\bone of the\b|\bper\b(?! cent)|"
    r"\bon average\b|\bfirst time\b|\bmonth|\bquarter of 20|\bevery (?:year|month|day|week)|\bhalf of 20",
    re.IGNORECASE,
)  # fmt: skip
DENIED = re.compile(
    r"未(?!来|成年|必)|没有|没收|无(?!障碍|线|偿|人机|论|疑)|\b(?:no|not|never|none|didn't|without)\b", re.IGNORECASE
)
ONWARD = re.compile(
    r"(?:(?:in)?to|for|until) (?:the )?(?:next|following) year|(?:转|转入|结转)下(?:一)?年度?", re.IGNORECASE
)
CLOSED = re.compile(
    r"(?:均|都|全部|皆|全都)(?:已经?)?(?:全部)?(?:审结|结案|审理完毕)|\ball (?:\w+ )?(?:were |are |have been )?(?:concluded|closed|decided)\b",
    re.IGNORECASE,
)
# Classes of mentions that a claim may hold and that are read here; any other makes it say something unread.
HANDLED = (
    "measure", "applicant", "body", "year", "number", "noun", "report_noun", "counter", "money", "superlative", "place",
    "top", "rank", "comparator", "comparator_after", "none", "zero", "all", "than", "compare", "rising", "aggregate",
    "base", "within", "relative_year", "pronoun", "follow", "exists", "applicant_kind", "outcome_kind", "how_many", "any",
    "with_values", "same", "all_years", "opinion", "predict", "by_rate", "more", "have", "how",
)  # fmt: skip
IDLE = (
    "which",
    "who",
    "what",
    "whose",
    "from",
    "在",
    "respectively",
    "分别",
    "各",
    "每",
    "only",
    "仅",
    "只",
    "as",
    "中",
    "individually",
    "each",
    "both",
)
BARE_NONE = re.compile(r"\bnone$|(?:为零|没有|一件(?:也|都)没有)$", re.IGNORECASE)
ALL_OF_N = re.compile(
    rf"\b(?:(?P<both>both)|all (?P<n>{'|'.join(WORDS)}|\d+))\b(?! (?:years|counties|districts|bodies|offices))",
    re.IGNORECASE,
)
ALL_BUT = re.compile(r"\ball but (?:about )?|\bevery one but |\bexcept (?:for )?(?=\w)", re.IGNORECASE)
REST = re.compile(r"其余|其他的|剩余|余下|剩下|\bthe (?:rest|others|remainder|remaining)\b", re.IGNORECASE)
# One figure of a span of years is their sum.
SPAN = re.compile(
    r"\bbetween (?:19|20)\d\d and (?:19|20)\d\d|\b(?:over|in|across|during|for) the (?:\w+ )?years\b|\bfrom (?:19|20)\d\d (?:to|through) |"
    r"[两二三四五][年个](?:年度?)?(?:间|来|里)?(?:共|累计|合计|总共|一共)|年(?:间|来)?(?:共|累计|合计)",
    re.IGNORECASE,
)
IDLE_WHERE = {
    "between": re.compile(r"^(?:between|from|在)\s*(?:19|20)\d\d"),
    "list": re.compile(r"^(?:lists?|listed|tables?|shows?)\b"),
    "every": re.compile(r"^every (?!year|month|day|week|quarter)[a-z]"),
    "add": re.compile(r"^(?:加上|再加上)"),
}
COMPARING = ("than", "compare", "rising", "more")  # left over where no comparison was read
NOT_SUMS = ("mean", "median", "max", "min", "distribution", "share")


def read(piece: Piece, context: Context, directory: Directory) -> tuple[tuple[Said, ...], Context]:
    """The claims of a piece (often one, none where it only sets the scene) and the context after it."""
    if piece.sentence != context.sentence and len(context.years) > 1:
        context = context.model_copy(update={"years": ()})  # a span of years holds for its own sentence
    linked = link(unambiguous(piece.text), directory)
    same_sentence = piece.sentence == context.sentence
    size = set_size(linked)
    reading = read_scope(linked, directory, as_set=size is not None or is_among(linked))
    regions = reading.scope.regions or (context.regions if same_sentence else ())
    pointed = bodies_pointed_at(linked, context) if same_sentence else ()
    if same_sentence and context.named and WHICH.match(linked.text):
        pointed = context.named[-1:]  # …as Tongxin, which made 25,759
    bodies, years = (
        bodies_named(reading) or bodies_meant(piece.text, context) or pointed,
        years_of(linked, reading.scope, context),
    )
    asked = without_noun(read_measures(linked), linked)
    keys = keys_of(linked, asked, context, piece.after)
    whole = share_of(asked, keys, linked, context) if same_sentence else None
    if whole is not None and context.measure is not None:
        keys = (context.measure,)
    if FULL_OR_PART.search(piece.text):
        keys = ((BOTH_KINDS, "total"),)
        asked = tuple(a for a in asked if a.indicator not in ("outcome.disclosed", "outcome.partly_disclosed"))
    against = compared_years(linked, years, context)
    after = Context(
        bodies=bodies[:1] or context.bodies,
        years=(max(against),) if against else years or context.years,
        measure=keys[0] if keys else context.measure if same_sentence else None,
        recent=(*(context.recent if same_sentence else ()), *keys[:1]),
        sentence=piece.sentence, regions=regions,
        others=context.others if same_sentence else (),
        named=tuple(dict.fromkeys((*(context.named if same_sentence else ()), *bodies))),
        of=size[2] if size else context.of if same_sentence else None,
    )  # fmt: skip
    base = Said(
        piece=piece, kind="nothing", keys=keys or ((context.measure,) if context.measure and same_sentence else ()),
        bodies=bodies or context.bodies, years=against or years or context.years, scope=reading.scope.model_copy(update={"regions": regions}),
        of=after.of, left=without_size(left_over(linked, piece, keys), linked, size, pointed), language=linked.language, base=context.measure if same_sentence else None, whole=whole,
    )  # fmt: skip
    if reading.ambiguous is not None:
        base = base.model_copy(update={"left": (*base.left, reading.ambiguous.text)})
    said = tuple(
        each for one in _claims(base, linked, asked, bodies, directory, context) for each in _of_each(one, linked)
    )
    said = said or _unread_figure(base, linked, size)
    summed = next((s.sum_of for s in said if s.kind == "total" and len(s.sum_of) > 1), ())
    if summed:  # 两项合计 23 件，占 56%: the share is the sum's
        after = after.model_copy(update={"measure": sum_key(summed)})
    others = {b for s in said for b in s.others}
    if others:
        after = after.model_copy(update={"others": tuple(b for b in (*bodies, *context.others) if b in others)})
    subjects = tuple(b for b in bodies if b not in others)
    return said, after.model_copy(update={"bodies": subjects[:1] or context.bodies})


def _unread_figure(base: Said, linked: Linked, size: tuple[int, int, int] | None) -> tuple[Said, ...]:
    """A piece with a figure that no rule reads is said to be open, never passed over."""
    if base.piece.asks:
        return ()
    figure = next(
        (n for n in base.piece.figures if not (size is not None and n.start < size[1] and size[0] < n.whole_end)
         and not is_year_like(n, linked) and not in_date(n, base.piece) and not BODY_COUNT.match(base.piece.text, n.end)), None
    )  # fmt: skip
    return (
        (base.model_copy(update={"kind": "statement", "numeral": figure, "left": (*base.left, "…")}),) if figure else ()
    )


def in_date(numeral: Numeral, piece: Piece) -> bool:
    """12 月 31 日, 全年 12 个月: part of a date or of how long a year is."""
    return re.match(r"\s*(?:月|日|个月|天|年|years?\b|months?\b|days?\b)", piece.text[numeral.end :]) is not None


def _of_each(said: Said, linked: Linked) -> tuple[Said, ...]:
    """甲县和乙县各 41 件 is two claims; without 各, what one figure of two bodies means is not said."""
    if said.kind not in ("value", "share", "none", "all", "superlative", "growth", "absence") or len(said.bodies) < 2:
        return (said,)
    if EACH.search(linked.text):
        return tuple(said.model_copy(update={"bodies": (b,)}) for b in said.bodies)
    return (said.model_copy(update={"left": (*said.left, "、".join(b.asked for b in said.bodies))}),)


def _claims(
    base: Said,
    linked: Linked,
    asked: Sequence[Asked],
    bodies: tuple[BodyRef, ...],
    directory: Directory,
    context: Context,
) -> tuple[Said, ...]:
    if base.piece.asks:
        return ()
    text, known = prepare(blanked(base.piece.text)), words()
    figures = counting_figures(base, linked)
    loose = ONWARD.sub(" ", _outside(text, linked))
    judged = known.has("predict", loose) or (not figures and known.has("opinion", loose))
    onward = ONWARD.search(text) is not None  # left for the next year: no prediction
    foretold = linked.has("predict") and not onward
    if linked.has("opinion", "why") or foretold or judged:
        figure = figures[0] if figures and not known.has("predict", loose) and not foretold else None
        return (base.model_copy(update={"kind": "opinion", "numeral": figure}),)
    unread = [
        m.text
        for m in linked.mentions
        if m.cls not in HANDLED
        and m.text not in IDLE
        and not in_number(m, base.piece)
        and not _idle_here(m, text, base)
    ]
    unread += [m.text for m in linked.of("aggregate") if m.data.get("function") in NOT_SUMS]
    base = base.model_copy(update={"left": (*base.left, *unread)})
    excepted = _all_but(base, text, figures)
    if excepted is not None:
        return excepted
    whole = _all_of_n(base, text, figures)
    if whole is not None:
        return whole
    members = read_members(base, linked, text, figures, directory)
    if members is not None:
        return members
    if len(figures) > 1 and ALIGNED.search(text):
        return _aligned(base, figures, asked, bodies)
    pointed = pointed_sum(base, asked, figures, text, context)
    if pointed is not None:
        return (pointed,)
    base = base.model_copy(update={"left": (*base.left, *(m[0] for m in UNREAD.finditer(text)))})
    between = between_measures(base, asked, figures, text)
    if between is not None:
        return (between,)
    relation = read_relation(base, linked, text, figures, bodies, directory, context, asked)
    if relation is not None:
        return relation
    return _plain(base, linked, text, figures, asked)


def _all_but(base: Said, text: str, figures: Sequence[Numeral]) -> tuple[Said, ...] | None:
    """All but one of them from individuals: the part is the whole less one."""
    match = ALL_BUT.search(text)
    if match is None:
        return None
    less = next((n for n in figures if n.start == match.end()), None)
    left = tuple(w for w in base.left if w not in match[0].split())
    if less is None or len(figures) > 1 or not base.keys:
        left = (*left, match[0].strip())
    return (base.model_copy(update={"kind": "all", "second": less, "left": left}),)


def _all_of_n(base: Said, text: str, figures: Sequence[Numeral]) -> tuple[Said, ...] | None:
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


def _idle_here(mention: Mention, text: str, base: Said) -> bool:
    """A word that another class claims and that says nothing where it stands: between 2022 and …, every request."""
    if mention.cls == "other_word" and base.keys and base.keys[0][1] == "other":
        return True
    rule = IDLE_WHERE.get(mention.cls)
    return rule is not None and rule.search(text[mention.start :]) is not None


def _outside(text: str, linked: Linked) -> str:
    """The text with the names of measures and bodies blanked (现行有效 is no praise)."""
    chars = list(text)
    for mention in linked.of("measure", "body", "applicant"):
        chars[mention.start : mention.end] = " " * (mention.end - mention.start)
    return "".join(chars)


def _aligned(
    base: Said, figures: Sequence[Numeral], asked: Sequence[Asked], bodies: tuple[BodyRef, ...]
) -> tuple[Said, ...]:
    """甲县、乙县分别收到 8 件和 9 件; 复议和诉讼分别为 5 件和 2 件."""
    whole = base.model_copy(update={"left": tuple(w for w in base.left if w not in ("分别", "respectively"))})
    plain = [a for a in asked if a.indicator and not a.rate_of]
    years = tuple(int(n.value) for n in base.piece.numerals if n.kind is Kind.YEAR)
    if len(years) == len(figures) and len(bodies) <= 1:
        return tuple(
            figure_claim(whole.model_copy(update={"years": (y,)}), n) for y, n in zip(years, figures, strict=True)
        )
    if len(bodies) == len(figures):
        return tuple(
            figure_claim(whole.model_copy(update={"bodies": (b,)}), n) for b, n in zip(bodies, figures, strict=True)
        )
    if len(plain) == len(figures):
        return tuple(
            figure_claim(whole.model_copy(update={"keys": ((a.indicator or "", a.applicant),)}), n)
            for a, n in zip(plain, figures, strict=True)
        )
    return (whole.model_copy(update={"kind": "value", "numeral": figures[0], "left": (*whole.left, "分别")}),)


def _plain(
    base: Said, linked: Linked, text: str, figures: Sequence[Numeral], asked: Sequence[Asked]
) -> tuple[Said, ...]:
    """A figure stated, none, or all: where no relation was read."""
    unread = tuple(
        m.text for m in linked.of(*COMPARING)
        if text[m.start : m.end].strip() and not text.startswith("高达", m.start) and not in_number(m, base.piece)
    )  # fmt: skip
    base = base.model_copy(update={"left": (*base.left, *unread)})
    if not figures:
        return _without_figure(base, linked, text)
    if linked.has("none") and len(figures) == 1 and figures[0].value == 1 and base.keys:
        return (base.model_copy(update={"kind": "none"}),)  # 没有一件, not a single one
    if linked.has("none", "zero") and figures[0].value != 0:
        base = base.model_copy(update={"left": (*base.left, linked.of("none", "zero")[0].text)})
    of_before = figures[0].kind in (Kind.PERCENT, Kind.FRACTION) and not base.left  # 接近总量的一半
    if not base.keys or (not linked.of("measure", "applicant") and linked.unexplained and not of_before):
        return tuple(
            base.model_copy(update={"kind": "statement", "numeral": n, "op": operator_of(linked, n)})
            for n in figures[:1]
        )
    if len(figures) == 2:
        return pair_of_figures(base, text, figures, asked)
    if len(figures) > 2:
        return (base.model_copy(update={"kind": "value", "numeral": figures[0], "left": (*base.left, "…")}),)
    return _one_figure(base, linked, text, figures[0], asked)


def _without_figure(base: Said, linked: Linked, text: str) -> tuple[Said, ...]:
    head = base.keys[0][0].partition(".")[0] if base.keys else ""
    if CLOSED.search(text) and head in (*DISPUTE, "litigation_direct", "litigation_after_reconsideration"):
        return (base.model_copy(update={"kind": "none", "keys": ((f"{head}.pending", "total"),), "left": ()}),)
    none = linked.has("none", "zero")
    if none and len(base.years) > 1 and base.keys and linked.of("measure"):  # no lawsuits in 2023 or 2024
        return tuple(base.model_copy(update={"kind": "none", "years": (y,)}) for y in base.years)
    if len(base.years) > 1:
        base = base.model_copy(update={"left": (*base.left, "…")})
    if base.base is not None and base.keys == (base.base,) and BARE_NONE.search(text) and not base.left:
        return (base.model_copy(update={"kind": "none"}),)  # two lawsuits, while its office shows none
    if not base.keys or not linked.of("measure", "applicant"):
        denied = base.bodies and DENIED.search(text)
        return (base.model_copy(update={"kind": "absence"}),) if denied else ()
    if none:
        return (base.model_copy(update={"kind": "none"}),)
    if not words().has("everyone", text):
        return ()
    if REST.search(text):  # 其余均来自自然人: all of what is left over, which no cell prints
        base = base.model_copy(update={"left": (*base.left, "…")})
    if base.base is None and not linked.of("body", "pronoun"):  # all of what? the sentence before does not say it
        base = base.model_copy(update={"left": (*base.left, "…")})
    return (base.model_copy(update={"kind": "all"}),)


def _narrowest(asked: Sequence[Asked]) -> Sequence[Asked]:
    """无法提供 18 件, 因为不掌握: the ground names the cell, its family only what became of the requests."""
    heads = {a.indicator.rpartition(".")[0] for a in asked if a.indicator and not a.indicator.endswith(".total")}
    families = {f"{head}.total" for head in heads if head.startswith("outcome.")}
    return [a for a in asked if a.indicator not in families]


def _one_figure(base: Said, linked: Linked, text: str, figure: Numeral, asked: Sequence[Asked]) -> tuple[Said, ...]:
    asked = _narrowest(asked)
    measures = {(a.indicator, a.applicant) for a in asked if not a.rate_of and a.indicator}
    if len(measures) > 1 and EACH.search(text):
        split = [a for a in asked if not a.rate_of and a.indicator]
        return tuple(
            figure_claim(base.model_copy(update={"keys": ((a.indicator or "", a.applicant),)}), figure) for a in split
        )
    if len(measures) > 1:  # one figure for two things: taken as their sum, which is only held against it where said
        return (sum_claim(base, asked, figure, said=False),)
    claim = figure_claim(base, figure, operator_of(linked, figure))
    if len(base.years) > 1:  # one figure for several years: their sum, where that is said
        summed = claim.kind == "value" and (linked.has("aggregate") or SPAN.search(base.piece.text) is not None)
        left = base.left if summed else (*base.left, "…")
        return (claim.model_copy(update={"kind": "total" if summed else claim.kind, "left": left}),)
    part = base.keys[0][0] not in WHOLES or base.keys[0][1] != "total"
    if claim.kind == "value" and part and linked.of("all") and words().has("everyone", text):
        return (claim, base.model_copy(update={"kind": "all"}))
    return (claim,)
