"""A piece of text as what it claims: the figure or relation, the measure, the bodies and years, all words explained.

Context is carried: a body, a year and a measure named earlier hold until others are named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.numerals import SCALES, Kind, Numeral
from qa.claim_adding import EACH, pointed_sum, sum_claim
from qa.claim_between import against_measure, as_many_as_before, between_measures, former_and_latter
from qa.claim_cells import CASES, IN_PART, narrowest
from qa.claim_each import of_each
from qa.claim_figures import (
    BODY_COUNT,
    counting_figures,
    figure_claim,
    in_number,
    is_year_like,
    of_its_own,
    operator_of,
    pair_of_figures,
)
from qa.claim_membership import read_members
from qa.claim_parting import (
    CLOSED,
    REST,
    all_but,
    all_closed,
    all_inside,
    all_of_n,
    none_of,
    of_the_others,
    of_the_rest,
    of_what_is_left,
    part_of_whole,
    set_aside,
)
from qa.claim_ranking import in_order
from qa.claim_relating import read_relation
from qa.claim_roles import unproved
from qa.claim_said import DISPUTE, WHOLES, Context, Said
from qa.claim_scene import context_after, measured, said_of, see
from qa.claim_words import YEARS_COUNTED, blanked, in_relation, words
from qa.clauses import ALIGNED, RANGE_EN, RANGE_ZH, Piece
from qa.directory import Directory
from qa.link import Linked, Mention, prepare
from qa.measures import Asked
from qa.plan import BodyRef

# Words that change what a claim says and that no rule here reads: the claim is left open.
UNREAD = re.compile(
    r"除.{1,16}?[外了]|个\s*[%％]|再次|再度|\bagain\b|(?<!分)之一|唯一|连续|首次|平均|人均|每(?:年|月|季|天|日|件|个|人|位)|上半年|下半年|季度|\bthe only\b|\bone of the\b|\bper\b(?! cent)|"
    r"\bon average\b|\bfirst time\b|\bmonth|\bquarter of 20|\bevery (?:year|month|day|week)|\bhalf of 20",
    re.IGNORECASE,
)  # fmt: skip
DENIED = re.compile(
    r"未(?!来|成年|必)|没有|没收|无(?!障碍|线|偿|人机|论|疑)|\b(?:no|not|never|none|didn't|without)\b", re.IGNORECASE
)
ONWARD = re.compile(
    r"(?:(?:in)?to|for|until) (?:the )?(?:next|following) year|(?:转|转入|结转)下(?:一)?年度?", re.IGNORECASE
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
    "依次",
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
BARE_NONE = re.compile(
    r"\bnone$|(?:为零|没有(?:一[件起])?|一件(?:也|都)没有|(?:没有|未)(?:再)?(?:发生|出现))$", re.IGNORECASE
)
# One figure of a span of years is their sum.
SPAN = re.compile(
    r"\bbetween (?:19|20)\d\d and (?:19|20)\d\d|\b(?:over|in|across|during|for) the (?:\w+ )?years\b|\bfrom (?:19|20)\d\d (?:to|through) |"
    r"[两二三四五][年个](?:年度?)?(?:间|来|里)?(?:共|累计|合计|总共|一共)|年(?:间|来)?(?:共|累计|合计)",
    re.IGNORECASE,
)
IDLE_WHERE = {
    "between": re.compile(r"^(?:between them\b|(?:between|from|在)\s*(?:19|20)\d\d)"),
    "list": re.compile(r"^(?:lists?|listed|tables?|shows?)\b"),
    "every": re.compile(r"^every (?!year|month|day|week|quarter)[a-z]"),
    "add": re.compile(r"^(?:加上|再加上)"),
}
ALL_BECAME = re.compile(
    r"\b(?:were|have been|had been) (?!received|filed|made|lodged|submitted|carried|brought|recorded|reported|new)\w+|"
    r"(?:均|都|全部|全都)(?:已|已经)?(?:得到|予以|获得)?(?:办结|答复|办理|处理|回复)",
    re.IGNORECASE,
)
EACH_IS = re.compile(r"(?:均|都|同)(?:是|为|有)?\s*(?:约|近)?$|\bboth (?:years )?(?:at |with )?$", re.IGNORECASE)
ALSO_SO = re.compile(
    r"亦然|亦如此|也是如此|同样如此|也不例外|\b(?:so did|so was|nor did|nor was|likewise)\b", re.IGNORECASE
)
OTHER_LISTED = re.compile(r"[和、及与]其他(?=各|均|都)")
ALIKE_OR_NOT = re.compile(
    r"不同|不一样|不等|一样多|相同|新高|新低|峰值|见顶|\b(?:differ(?:s|ed)?|as many|the same|peaked|bottomed|record (?:high|low))\b",
    re.IGNORECASE,
)
PLURAL = 2
COMPARING = ("than", "compare", "rising", "more")  # left over where no comparison was read
NOT_SUMS = ("mean", "median", "max", "min", "distribution", "share")


def read(piece: Piece, context: Context, directory: Directory) -> tuple[tuple[Said, ...], Context]:
    """The claims of a piece (often one, none where it only sets the scene) and the context after it."""
    if piece.sentence != context.sentence and len(context.years) > 1:
        context = context.model_copy(update={"years": ()})  # a span of years holds for its own sentence
    scene = see(piece, context, directory)
    base, linked, asked = said_of(scene, context), scene.linked, scene.asked
    said = tuple(
        each
        for one in _claims(base, linked, asked, scene.bodies, directory, context)
        for each in of_each(one, linked, asked)
    )
    said = said or _unread_figure(base, linked, scene.size)
    return said, context_after(scene, said, context)


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
    base = base.model_copy(update={"left": (*base.left, *_unread_words(base, linked, text))})
    base = _of_unread(base, linked, figures, context)
    if base.kind == "statement":
        return (base,)
    whole = all_but(base, text, figures) or all_of_n(base, text, figures)
    whole = whole or read_members(base, linked, text, figures, asked, directory)
    if whole is not None:
        return whole
    if len(figures) > 1 and ALIGNED.search(text):
        return (*_aligned(base, figures, asked, bodies), *in_order(base, linked, bodies))
    pointed = pointed_sum(base, asked, figures, text, context)
    if pointed is not None:
        return (pointed,)
    if not set_aside(base.piece.text, base.keys, linked):
        base = base.model_copy(update={"left": (*base.left, *(m[0] for m in UNREAD.finditer(text)))})
    against = against_measure(base, asked, figures, text)
    if against is not None:
        return against
    between = between_measures(base, asked, figures, text) or former_and_latter(base, figures, text, context)
    if between is not None:
        return (between,)
    relation = read_relation(base, linked, text, figures, bodies, directory, context, asked)
    if relation is not None:
        return relation
    return _plain(base, linked, text, figures, asked, context)


def _unread_words(base: Said, linked: Linked, text: str) -> list[str]:
    """The words that change what is said, and that no rule here reads."""
    unread = [
        m.text
        for m in linked.mentions
        if m.cls not in HANDLED
        and m.text not in IDLE
        and not in_number(m, base.piece)
        and not _idle_here(m, text, base)
        and not in_relation(m, text)
        and not (m.cls in ("except", "except_after", "except_end") and set_aside(base.piece.text, base.keys, linked))
    ]
    unread += [m.text for m in linked.of("aggregate") if m.data.get("function") in NOT_SUMS]
    unread += [m[0] for m in YEARS_COUNTED.finditer(base.piece.text) if len(base.years) < PLURAL]
    return [*unread, *unproved(base, linked)]


def _of_unread(base: Said, linked: Linked, figures: Sequence[Numeral], context: Context) -> Said:
    """占 63% behind 邮寄申请 26 件 is a share of what the prose counts; any other part of it is not read."""
    unread = context.unread if base.piece.sentence == context.sentence else ""
    if not unread or measured(linked):
        return base
    if not figures:
        return base.model_copy(update={"tentative": True}) if not linked.of("applicant", "base") else base
    if not linked.of("applicant") and figures[0].kind in (Kind.PERCENT, Kind.FRACTION):
        return base.model_copy(update={"kind": "statement", "numeral": figures[0], "about": unread})
    if not linked.of("applicant", "base"):
        return base.model_copy(update={"tentative": True})
    return base.model_copy(update={"left": (*base.left, "…")})


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
    whole = base.model_copy(update={"left": tuple(w for w in base.left if w not in ("分别", "依次", "respectively"))})
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
    base: Said, linked: Linked, text: str, figures: Sequence[Numeral], asked: Sequence[Asked], context: Context
) -> tuple[Said, ...]:
    """A figure stated, none, or all: where no relation was read."""
    unread = tuple(
        m.text for m in linked.of(*COMPARING)
        if text[m.start : m.end].strip() and not text.startswith(("高达", "多达"), m.start) and not in_number(m, base.piece)
    )  # fmt: skip
    compared = tuple(m.text for m in linked.of("comparator") if figures and of_its_own(m, figures[0], linked))
    base = base.model_copy(update={"left": (*base.left, *unread, *compared)})
    if not figures:
        return _without_figure(base, linked, text, context)
    if linked.has("none") and len(figures) == 1 and figures[0].value == 1 and base.keys:
        return (base.model_copy(update={"kind": "none"}),)  # 没有一件, not a single one
    none = none_of(base, text, figures)
    if none is not None:
        return none
    if linked.has("none", "zero") and figures[0].value != 0:
        base = base.model_copy(update={"left": (*base.left, linked.of("none", "zero")[0].text)})
    of_before = figures[0].kind in (Kind.PERCENT, Kind.FRACTION) and not base.left  # 接近总量的一半
    in_part = IN_PART.search(text) is not None and not base.left  # 95 in full and 40 in part
    named = linked.of("measure", "applicant") or of_before or in_part
    if not base.keys or (linked.unexplained and not named):
        return tuple(
            base.model_copy(update={"kind": "statement", "numeral": n, "op": operator_of(linked, n)})
            for n in figures[:1]
        )
    base = of_the_others(of_what_is_left(base, text), linked, context)
    ranged = _between(base, text, figures)
    if ranged is not None:
        return ranged
    if len(figures) == 2:
        return pair_of_figures(base, text, figures, asked)
    if len(figures) > 2:
        return (base.model_copy(update={"kind": "value", "numeral": figures[0], "left": (*base.left, "…")}),)
    claims = _one_figure(base, linked, text, figures[0], asked)
    return _of_both_years(claims, text, figures[0], context)


def _of_both_years(claims: tuple[Said, ...], text: str, figure: Numeral, context: Context) -> tuple[Said, ...]:
    """与上年持平，均为 2 件: the figure of this year and of the one that the sentence holds it against."""
    one, since = claims[0], context.since
    same = one.piece.sentence == context.sentence and len(claims) == 1 and one.kind == "value" and len(one.years) == 1
    if not same or since is None or since >= one.years[0] or not EACH_IS.search(text[: figure.start]):
        return claims
    return one, one.model_copy(update={"years": (since,)})


def _without_figure(base: Said, linked: Linked, text: str, context: Context) -> tuple[Said, ...]:
    head = base.keys[0][0].partition(".")[0] if base.keys else ""
    if CLOSED.search(text) and head in (*DISPUTE, *CASES):
        return (base.model_copy(update={"kind": "none", "keys": ((f"{head}.pending", "total"),), "left": ()}),)
    if ALSO_SO.search(text) and base.bodies:  # 中宁县亦然: the same of another body, which is not read
        return (base.model_copy(update={"kind": "statement", "left": (*base.left, "…")}),)
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
    alike = as_many_as_before(base, text)
    if alike is not None:
        return (alike,)
    if not words().has("everyone", text):
        return (base.model_copy(update={"kind": "statement"}),) if ALIKE_OR_NOT.search(text) else ()
    base = of_the_rest(base, text, context, base.piece.sentence == context.sentence)
    if (
        base.rest is None and base.base is None and not linked.of("body", "pronoun")
    ):  # all of what? the sentence before does not say it
        base = base.model_copy(update={"left": (*base.left, "…")})
    return (base.model_copy(update={"kind": "all"}),)


def _between(base: Said, text: str, figures: Sequence[Numeral]) -> tuple[Said, ...] | None:
    """Between 140 and 150: at least the one and at most the other, in the unit of the second."""
    match = RANGE_EN.search(text) or RANGE_ZH.search(text)
    if match is None or len(figures) != PLURAL or not all(match.start() <= n.start < match.end() for n in figures):
        return None
    low, high = figures
    if high.unit.startswith("万") and not low.unit and "万" in low.raw:  # 5000万至6000万元
        low = low.model_copy(update={"value": low.value / SCALES["万"], "step": low.step / SCALES["万"]})
    low = low if low.unit else low.model_copy(update={"unit": high.unit})
    left = tuple(w for w in base.left if w not in match[0] and not match[0].startswith(w))
    base = base.model_copy(update={"left": left})
    return figure_claim(base, low, "ge"), figure_claim(base, high, "le")


def _one_figure(base: Said, linked: Linked, text: str, figure: Numeral, asked: Sequence[Asked]) -> tuple[Said, ...]:
    asked = narrowest(asked)
    measures = {(a.indicator, a.applicant) for a in asked if not a.rate_of and a.indicator}
    if EACH.search(text) and any(a.choices and a.read_as != "其他" for a in asked) and len(asked) > 1:
        base = base.model_copy(update={"left": (*base.left, "…")})  # one of them would go unread
    if len(measures) > 1 and EACH.search(text):
        keys = [(a.indicator or "", a.applicant) for a in asked if not a.rate_of and a.indicator]
        if OTHER_LISTED.search(text) and all(k[1] != "total" for k in keys):  # 科研机构和其他各 1 件
            keys = [*keys, (keys[0][0], "other")]
            base = base.model_copy(update={"left": tuple(w for w in base.left if w != "其他")})
        return tuple(figure_claim(base.model_copy(update={"keys": (key,)}), figure) for key in keys)
    closed = all_closed(base, text, figure)
    if closed is not None:
        return closed
    share = part_of_whole(base, text, figure, asked)
    if share is not None:
        return (figure_claim(share, figure, operator_of(linked, figure)),)
    inside = all_inside(base, asked) if words().has("everyone", text) else None
    if inside is not None:
        return (figure_claim(inside[0], figure, operator_of(linked, figure)), inside[1])
    if len(measures) > 1:  # one figure for two things: taken as their sum, which is only held against it where said
        return (sum_claim(base, asked, figure, said=False),)
    claim = figure_claim(base, figure, operator_of(linked, figure))
    if len(base.years) > 1 and claim.kind == "value" and EACH.search(text):  # 2023年和2024年均为 13 件
        return tuple(claim.model_copy(update={"years": (y,)}) for y in base.years)
    if len(base.years) > 1:  # one figure for several years: their sum, where that is said
        summed = claim.kind == "value" and (linked.has("aggregate") or SPAN.search(base.piece.text) is not None)
        left = base.left if summed else (*base.left, "…")
        return (claim.model_copy(update={"kind": "total" if summed else claim.kind, "left": left}),)
    part = base.keys[0][0] not in WHOLES or base.keys[0][1] != "total"
    if not part and words().has("everyone", text) and ALL_BECAME.search(text):  # all 13 carried in were dealt with
        return (claim.model_copy(update={"left": (*claim.left, "…")}),)
    told = base.rest or REST.search(text) or EACH_IS.search(text[: figure.start])
    if claim.kind == "value" and part and linked.of("all") and not told and words().has("everyone", text):
        return (claim, base.model_copy(update={"kind": "all"}))
    return (claim,)
