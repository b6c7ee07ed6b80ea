"""A piece of text as what it claims: the figure or relation, the measure, the bodies and years, all words explained.

Context is carried: a body, a year and a measure named earlier hold until others are named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.numerals import Numeral
from qa.claim_adding import EACH, pointed_sum, sum_claim
from qa.claim_cells import compared_years, keys_of, years_of
from qa.claim_figures import counting_figures, figure_claim, in_number, operator_of, pair_of_figures
from qa.claim_relating import between_measures, read_relation
from qa.claim_said import BOTH_KINDS, DISPUTE, WHOLES, Context, Said
from qa.claim_words import FULL_OR_PART, left_over, unambiguous, words
from qa.clauses import ALIGNED, Piece
from qa.directory import Directory
from qa.link import Linked, link, prepare
from qa.measures import Asked, read_measures
from qa.plan import BodyRef
from qa.scope import read_scope

# Words that change what a claim says and that no rule here reads: the claim is left open.
UNREAD = re.compile(
    r"(?<!分)之一|唯一|连续|首次|平均|人均|每(?:年|月|季|天|日|件|个|人|位)|上半年|下半年|季度|\bthe only\b|\bone of the\b|\bper\b(?! cent)|"
    r"\bon average\b|\bfirst time\b|\bmonth|\bquarter of 20|\bevery (?:year|month|day|week)|\bhalf of 20",
    re.IGNORECASE,
)  # fmt: skip
DENIED = re.compile(
    r"未(?!来|成年|必)|没有|没收|无(?!障碍|线|偿|人机|论|疑)|\b(?:no|not|never|none|didn't|without)\b", re.IGNORECASE
)
ONWARD = re.compile(r"(?:in)?to (?:the )?(?:next|following) year|(?:转|转入|结转)下(?:一)?年度?", re.IGNORECASE)
CLOSED = re.compile(
    r"(?:均|都|全部|皆|全都)(?:已经?)?(?:全部)?(?:审结|结案|审理完毕)|\ball (?:\w+ )?(?:were |are |have been )?(?:concluded|closed|decided)\b",
    re.IGNORECASE,
)
# Classes of mentions that a claim may hold and that are read here; any other makes it say something unread.
HANDLED = (
    "measure", "applicant", "body", "year", "number", "noun", "report_noun", "counter", "money", "superlative", "place",
    "top", "rank", "comparator", "comparator_after", "none", "zero", "all", "than", "compare", "rising", "aggregate",
    "base", "within", "relative_year", "pronoun", "follow", "exists", "applicant_kind", "outcome_kind", "how_many", "any",
    "with_values", "all_years", "opinion", "predict", "by_rate", "more", "have", "how",
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
COMPARING = ("than", "compare", "rising", "more")  # left over where no comparison was read
NOT_SUMS = ("mean", "median", "max", "min", "distribution", "share")


def read(piece: Piece, context: Context, directory: Directory) -> tuple[tuple[Said, ...], Context]:
    """The claims of a piece (often one, none where it only sets the scene) and the context after it."""
    if piece.sentence != context.sentence and len(context.years) > 1:
        context = context.model_copy(update={"years": ()})  # a span of years holds for its own sentence
    linked = link(unambiguous(piece.text), directory)
    reading = read_scope(linked, directory, as_set=False)
    bodies, years = reading.scope.bodies, years_of(linked, reading.scope, context)
    asked = read_measures(linked)
    keys = keys_of(linked, asked, context)
    if FULL_OR_PART.search(piece.text):
        keys = ((BOTH_KINDS, "total"),)
        asked = tuple(a for a in asked if a.indicator not in ("outcome.disclosed", "outcome.partly_disclosed"))
    same_sentence = piece.sentence == context.sentence
    against = compared_years(linked, years, context)
    after = Context(
        bodies=bodies[:1] or context.bodies,
        years=context.years if against else years or context.years,
        measure=keys[0] if keys else context.measure if same_sentence else None,
        recent=(*(context.recent if same_sentence else ()), *keys[:1]),
        sentence=piece.sentence,
    )
    base = Said(
        piece=piece, kind="nothing", keys=keys or ((context.measure,) if context.measure and same_sentence else ()),
        bodies=bodies or context.bodies, years=against or years or context.years, scope=reading.scope,
        left=left_over(linked, piece, keys), language=linked.language, base=context.measure if same_sentence else None,
    )  # fmt: skip
    if reading.ambiguous is not None:
        base = base.model_copy(update={"left": (*base.left, reading.ambiguous.text)})
    said = tuple(
        each for one in _claims(base, linked, asked, bodies, directory, context) for each in _of_each(one, linked)
    )
    others = {b for s in said for b in s.others}
    subjects = tuple(b for b in bodies if b not in others)
    return said, after.model_copy(update={"bodies": subjects[:1] or context.bodies})


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
    text, known = prepare(base.piece.text), words()
    figures = counting_figures(base, linked)
    loose = ONWARD.sub(" ", _outside(text, linked))
    judged = known.has("predict", loose) or (not figures and known.has("opinion", loose))
    if linked.has("opinion", "predict", "why") or judged:
        figure = figures[0] if figures and not known.has("predict", loose) and not linked.has("predict") else None
        return (base.model_copy(update={"kind": "opinion", "numeral": figure}),)
    unread = [
        m.text for m in linked.mentions if m.cls not in HANDLED and m.text not in IDLE and not in_number(m, base.piece)
    ]
    unread += [m[0] for m in UNREAD.finditer(text)]
    unread += [m.text for m in linked.of("aggregate") if m.data.get("function") in NOT_SUMS]
    base = base.model_copy(update={"left": (*base.left, *unread)})
    if len(figures) > 1 and ALIGNED.search(text):
        return _aligned(base, figures, asked, bodies)
    pointed = pointed_sum(base, asked, figures, text, context)
    if pointed is not None:
        return (pointed,)
    between = between_measures(base, asked, figures, text)
    if between is not None:
        return (between,)
    relation = read_relation(base, linked, text, figures, bodies, directory, context, asked)
    if relation is not None:
        return relation
    return _plain(base, linked, text, figures, asked)


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
    if not base.keys or (not linked.of("measure", "applicant") and linked.unexplained):
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
    if len(base.years) > 1:
        base = base.model_copy(update={"left": (*base.left, "…")})
    if not base.keys or not linked.of("measure", "applicant"):
        denied = base.bodies and DENIED.search(text)
        return (base.model_copy(update={"kind": "absence"}),) if denied else ()
    if linked.has("none", "zero"):
        return (base.model_copy(update={"kind": "none"}),)
    if not words().has("everyone", text):
        return ()
    if base.base is None and not linked.of("body", "pronoun"):  # all of what? the sentence before does not say it
        base = base.model_copy(update={"left": (*base.left, "…")})
    return (base.model_copy(update={"kind": "all"}),)


def _one_figure(base: Said, linked: Linked, text: str, figure: Numeral, asked: Sequence[Asked]) -> tuple[Said, ...]:
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
        summed = claim.kind == "value" and linked.has("aggregate")
        left = base.left if summed else (*base.left, "…")
        return (claim.model_copy(update={"kind": "total" if summed else claim.kind, "left": left}),)
    part = base.keys[0][0] not in WHOLES or base.keys[0][1] != "total"
    if claim.kind == "value" and part and linked.of("all") and words().has("everyone", text):
        return (claim, base.model_copy(update={"kind": "all"}))
    return (claim,)
