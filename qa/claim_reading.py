"""A piece of text as what it claims: the figure or relation, the measure, the bodies and years, all words explained.

Context is carried: a body, a year and a measure named earlier hold until others are named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from corpus import catalogue
from corpus.models import Hedge, Model
from corpus.numerals import Kind, Numeral
from qa import lexicon
from qa.clauses import ALIGNED, Piece
from qa.corrections import HEDGE_BEFORE
from qa.directory import Directory
from qa.link import Linked, Mention, link, prepare
from qa.measures import Asked, read_measures
from qa.plan import BodyRef, Scope
from qa.scope import read_scope

ClaimKind = Literal[
    "value",
    "share",
    "growth",
    "superlative",
    "compare",
    "total",
    "none",
    "all",
    "statement",
    "absence",
    "between",
    "opinion",
    "nothing",
]
Key = tuple[str, str]
RECEIVED = "requests.received"
ORGANISATIONS = "requests.organisations"
BODY_COUNT = re.compile(
    r"\s*(?:个|家|份|篇)?\s*(?:(?:19|20)\d\d年(?:度)?的?)?(?:县|区|市|机关|单位|报告|政府|部门|counties|districts|reports|bodies|offices|governments)"
)
WHOLES = (
    RECEIVED, "requests.handled", "requests.carried_in", "requests.carried_out", "outcome.total", "reconsideration.total",
    "litigation.total", "disputes.total",
)  # fmt: skip
TO_LEVEL = re.compile(r"(?:[至到为达]|\bto)\s*(?:(?:19|20)\d\d年)?的?\s*(?:约|近)?\s*$")
FROM_LEVEL = re.compile(r"(?:由|从|\bfrom)\s*(?:上年|去年|上一年|(?:19|20)\d\d年)?的?\s*$")
# Words that change what a claim says and that no rule here reads: the claim is left open.
UNREAD = re.compile(
    r"(?<!分)之一|唯一|连续|首次|平均|人均|每(?:年|月|季|天|日|件|个|人|位)|上半年|下半年|季度|\bthe only\b|\bone of the\b|\bper\b(?! cent)|"
    r"\bon average\b|\bfirst time\b|\bmonth|\bquarter of 20|\bevery (?:year|month|day|week)|\bhalf of 20",
    re.IGNORECASE,
)  # fmt: skip
EACH = re.compile(r"各(?!类|项|种|级|界)|均|都|\bboth\b|\beach\b|\bneither\b", re.IGNORECASE)
LOOSELY = re.compile(r"近|约|接近|左右|nearly|almost|about|roughly", re.IGNORECASE)
AGAINST = re.compile(r"较|比|相比|\bthan\b|\bfrom\b|compared")
# In full or in part, fully and partly: one sum of two outcomes, of which the words would name only one.
FULL_OR_PART = re.compile(
    r"\b(?:(?:either )?in (?:full|whole)|full|fully|wholly|completely|complete|全部公开|完全公开|全文公开)"
    r"(?: disclosures?| disclosed)?\s*(?:or|and|和|或|及|与)\s*(?:in part|partial(?:ly)?|partly|部分公开)(?: disclosures?| disclosed)?",
    re.IGNORECASE,
)
BOTH_KINDS = "outcome.disclosed_or_partly"
PARTLY = re.compile(r"\bpart|\bin part|部分", re.IGNORECASE)
# 两项相加: how many things are added up, no figure of its own.
ADDED = re.compile(
    r"合计|加起来|总共|一共|加在一起|相加|之和|合起来|总和|总计|共(?!开|享|同|性|识)|together|combined|in total|in all|between them|"
    r"altogether|sum(?:med)?\b|total|add(?:s|ed|ing)? up|added",
    re.IGNORECASE,
)
ADD_UP = re.compile(r"\b(?:add(?:s|ed|ing)?|ma[dk]e(?:s)?|making) up\b", re.IGNORECASE)  # no rise
DENIED = re.compile(
    r"未(?!来|成年|必)|没有|没收|无(?!障碍|线|偿|人机|论|疑)|\b(?:no|not|never|none|didn't|without)\b", re.IGNORECASE
)
TALLY = re.compile(r"[两二三四五六2-6](?:项|者|类|种|个数|数)(?=相加|合计|之和|加|共|总|均|都|分别|一共)")
TIMES = re.compile(r"\s*(?:times|-?fold)\b", re.IGNORECASE)
TIMES_OF = re.compile(
    r"\s*(?:times\b|-?fold\b)?\s*(?!$|[,.;:)]|(?:in|during|by|over|for|last|this|and|but|before|since|was|were)\b)[A-Za-z]",
    re.IGNORECASE,
)
RANKED = re.compile(
    r"(?:居|列|排|名列|排名|位列)[^，。、]{0,8}?第\s*[一二三四五六七八九十\d]+|\b(?:ranked|ranks|came|placed|comes)\b",
    re.IGNORECASE,
)
FROM_THE_END = re.compile(r"倒数|from the bottom|from last", re.IGNORECASE)
ONWARD = re.compile(r"(?:in)?to (?:the )?(?:next|following) year|(?:转|转入|结转)下(?:一)?年度?", re.IGNORECASE)
CARRIED = re.compile(
    r"\bcarried (?:\w+ )*?(?:over|forward)\b(?: from (?:the )?(?:year before|previous year|last year))?|"
    r"from (?:the )?(?:year before|previous year|last year)|\bover (?:from|to|into)\b",
    re.IGNORECASE,
)  # says what was carried, no change
AGAINST_END = re.compile(r"(?:较|比|相比|\bthan|compared (?:with|to))\s*$", re.IGNORECASE)
CLOSED = re.compile(
    r"(?:均|都|全部|皆|全都)(?:已经?)?(?:全部)?(?:审结|结案|审理完毕)|\ball (?:\w+ )?(?:were |are |have been )?(?:concluded|closed|decided)\b",
    re.IGNORECASE,
)
BETWEEN = re.compile(r"比|较|多于|少于|高于|低于|\bthan\b", re.IGNORECASE)
COMPARED = ("比", "多", "少", "比、多", "比、少", "than", "more", "fewer", "的多", "的少")
NAMED_BEFORE = re.compile(r"两者|二者|两项|这两|以上两|上述两|三者|三项|\bthe two\b|\bthe three\b", re.IGNORECASE)
THREE = re.compile(r"三|three", re.IGNORECASE)
RANKING_WORD = re.compile(r"位?居|列|排名?|位列|名列|ranked|ranks|came|comes|placed", re.IGNORECASE)
OUR_OFFICE = re.compile(r"[该我](?:县|区|市)?(?:政府)?办(?!理|结|公开)")
YEAR_TWICE = re.compile(r"(?:去年|上年|上一年|今年|当年)(?:即|[（(]即?)(?=\s*(?:19|20)\d\d)")
GIVEN_SHARE = re.compile(r"(?<!不)予以(?=公开的?(?:比例|占比|比重|率))")
SPLIT_VERB = re.compile(r"\b(carr(?:y|ies|ied) )((?:\w+ ){1,3}?)(over|forward)\b", re.IGNORECASE)
DISPUTE = ("reconsideration", "litigation", "disputes")
RESULT_ASPECTS = ("upheld", "corrected", "pending", "other")
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


class Context(Model):
    """What earlier pieces named."""

    bodies: tuple[BodyRef, ...] = ()
    years: tuple[int, ...] = ()
    measure: Key | None = None
    recent: tuple[Key, ...] = ()  # the measures named so far in the sentence
    sentence: int = -1


class Said(Model):
    """What one piece claims. `op` is the comparison that the words make of the figure (None: as its hedge says).

    `keys` are the cells that the words can mean, likeliest first; `base` the figure that a share is said to be of;
    `others` the bodies compared with; `left` the words that nothing explains.
    """

    piece: Piece
    kind: ClaimKind
    keys: tuple[Key, ...] = ()
    numeral: Numeral | None = None
    second: Numeral | None = None
    op: str | None = None
    bodies: tuple[BodyRef, ...] = ()
    others: tuple[BodyRef, ...] = ()
    years: tuple[int, ...] = ()
    scope: Scope = Scope()
    sum_of: tuple[Key, ...] = ()  # the measures that one figure adds up
    summed: bool = False  # and whether the words say that it does
    direction: int = 0  # +1 more, most, rising; -1 less; 0 the same
    place: int = 1
    base: Key | None = None
    left: tuple[str, ...] = ()
    language: Literal["zh", "en"] = "zh"


@dataclass(frozen=True)
class Words:
    """The lists of `claims.yaml`, as patterns over prepared text."""

    lists: Mapping[str, re.Pattern[str]]
    filler_zh: tuple[str, ...]
    filler_en: frozenset[str]
    units: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def has(self, name: str, text: str) -> bool:
        return bool(self.lists[name].search(text))


@lru_cache(maxsize=1)
def words() -> Words:
    raw: dict[str, Any] = lexicon.read_data("claims.yaml")
    lists = {}
    for name, entry in raw.items():
        if name in ("filler", "units"):
            continue
        zh = "|".join(re.escape(w) for w in sorted(entry["zh"], key=len, reverse=True))
        en = "|".join(
            (re.escape(w) if not w[0].isalpha() else rf"\b{re.escape(w)}\b")
            for w in sorted(entry["en"], key=len, reverse=True)
        )
        lists[name] = re.compile(f"{zh}|{en}", re.IGNORECASE)
    fillers = tuple(sorted(raw["filler"]["zh"], key=len, reverse=True))
    single = {w for phrase in raw["filler"]["en"] for w in phrase.split()}
    return Words(lists=lists, filler_zh=fillers, filler_en=frozenset(single), units=raw["units"])


def unexplained(linked: Linked, piece: Piece) -> tuple[str, ...]:
    """The words of a piece that name nothing and are not idle either."""
    known = words()
    left = []
    for run in linked.unexplained:
        rest = run
        if run.isascii():
            rest = " ".join(
                w
                for w in re.findall(r"[a-z0-9'.%-]+", run)
                if w.strip("'.-") not in known.filler_en and not w[0].isdigit()
            )
        else:
            for name in (
                "same",
                "more",
                "less",
                "rise",
                "fall",
                "yoy",
                "together",
                "share",
                "respectively",
                "everyone",
                "pronoun",
                "first",
                "last",
            ):
                rest = known.lists[name].sub("", rest)
            for filler in known.filler_zh:
                rest = rest.replace(filler, "")
            rest = re.sub(r"[\d\s%]+|件|次", "", rest)
        if rest.strip() and any(rest.strip() in f"位居{word}" for word in _relations_in(linked.text)):
            continue
        if rest.strip() and not any(_is_part(rest, n, piece) for n in piece.numerals):
            left.append(rest.strip())
    if all(w.isascii() for w in left):
        left = [w for w in left if not _relation(w)]
    return tuple(left)


def _relations_in(text: str) -> tuple[str, ...]:
    """The words of the text that say a relation, whole (提高, of which the linker may take 高)."""
    lists = words().lists
    names = ("same", "more", "less", "rise", "fall", "yoy", "together", "first", "last")
    return tuple(m[0] for name in names for m in lists[name].finditer(text))


def _is_part(rest: str, numeral: Numeral, piece: Piece) -> bool:
    return rest in prepare(piece.text[numeral.start : numeral.whole_end])


def _relation(word: str) -> bool:
    known = words()
    names = (
        "same",
        "more",
        "less",
        "rise",
        "fall",
        "yoy",
        "together",
        "respectively",
        "everyone",
        "pronoun",
        "first",
        "last",
    )
    parts = {p for name in names for p in re.findall(r"[a-z]+", known.lists[name].pattern)}
    return all(p in parts for p in word.split())


def read(piece: Piece, context: Context, directory: Directory) -> tuple[tuple[Said, ...], Context]:
    """The claims of a piece (often one, none where it only sets the scene) and the context after it."""
    if piece.sentence != context.sentence and len(context.years) > 1:
        context = context.model_copy(update={"years": ()})  # a span of years holds for its own sentence
    linked = link(_unambiguous(piece.text), directory)
    reading = read_scope(linked, directory, as_set=False)
    bodies, years = reading.scope.bodies, _years(linked, reading.scope, context)
    asked = read_measures(linked)
    keys = _keys(linked, asked, context)
    if FULL_OR_PART.search(piece.text):
        keys = ((BOTH_KINDS, "total"),)
        asked = tuple(a for a in asked if a.indicator not in ("outcome.disclosed", "outcome.partly_disclosed"))
    same_sentence = piece.sentence == context.sentence
    against = _against(linked, years, context)
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
        left=_left(linked, piece, keys), language=linked.language, base=context.measure if same_sentence else None,
    )  # fmt: skip
    if reading.ambiguous is not None:
        base = base.model_copy(update={"left": (*base.left, reading.ambiguous.text)})
    said = tuple(
        each for one in _claims(base, linked, asked, bodies, directory, context) for each in _of_each(one, linked)
    )
    others = {b for s in said for b in s.others}
    subjects = tuple(b for b in bodies if b not in others)
    return said, after.model_copy(update={"bodies": subjects[:1] or context.bodies})


def _unambiguous(text: str) -> str:
    """The text as the linker reads it best, at the same length: 去年即2024年 names one year, `carried one over` one thing."""
    for pattern in (YEAR_TWICE, GIVEN_SHARE):
        text = pattern.sub(lambda m: " " * len(m[0]), text)
    return SPLIT_VERB.sub(r"\2\1\3", text)


def _left(linked: Linked, piece: Piece, keys: Sequence[Key]) -> tuple[str, ...]:
    left = unexplained(linked, piece)
    if RANKED.search(piece.text):
        left = tuple(w for w in left if not RANKING_WORD.fullmatch(w))
    if OUR_OFFICE.search(piece.text):
        left = tuple(w for w in left if w not in ("办", "政府办"))
    both = keys and keys[0][0] == BOTH_KINDS and FULL_OR_PART.search(piece.text)
    return tuple(w for w in left if not PARTLY.match(w)) if both else left


def _of_each(said: Said, linked: Linked) -> tuple[Said, ...]:
    """甲县和乙县各 41 件 is two claims; without 各, what one figure of two bodies means is not said."""
    if said.kind not in ("value", "share", "none", "all", "superlative", "growth", "absence") or len(said.bodies) < 2:
        return (said,)
    if EACH.search(linked.text):
        return tuple(said.model_copy(update={"bodies": (b,)}) for b in said.bodies)
    return (said.model_copy(update={"left": (*said.left, "、".join(b.asked for b in said.bodies))}),)


def _against(linked: Linked, years: tuple[int, ...], context: Context) -> tuple[int, ...]:
    """较2023年增加25件: the year of the text and the year it is compared with; else nothing."""
    known = words()
    change = known.has("rise", linked.text) or known.has("fall", linked.text) or linked.has("more")
    if len(years) != 1 or not context.years or years[0] == context.years[0] or not change:
        return ()
    return (context.years[0], years[0]) if AGAINST.search(linked.text) else ()


def _years(linked: Linked, scope: Scope, context: Context) -> tuple[int, ...]:
    explicit = scope.years if linked.has("year") else ()
    for mention in linked.of("relative_year"):
        offset = mention.data.get("offset")
        if not explicit:  # last year of an undated text is no year
            return (context.years[0] + int(offset),) if offset is not None and context.years else ()
    return explicit or scope.years


def _keys(linked: Linked, asked: Sequence[Asked], context: Context) -> tuple[Key, ...]:
    """The cells that the piece's first measure can mean."""
    plain = [a for a in asked if not a.rate_of]
    applicants = linked.of("applicant")
    measures = [m for m in linked.of("measure") if "rate" not in m.data.get("facets", {})]
    if applicants and not measures:
        held = context.measure[0] if context.measure else RECEIVED
        return _known_keys(
            [(held if held.startswith(("requests.", "outcome.")) else RECEIVED, applicants[0].data["id"])]
        )
    if not plain:
        return ()
    first = plain[0]
    found = [(first.indicator, first.applicant)] if first.indicator else []
    found += [(c, first.applicant) for c in first.choices]
    found += [(a, first.applicant) for a in first.alternatives]
    return _with_group([(i, a) for i, a in found if i], linked, context)


def _with_group(keys: Sequence[Key], linked: Linked, context: Context) -> tuple[Key, ...]:
    """行政复议5件，其中维持2件: a result without its kind of case takes the one named before."""
    head = context.measure[0].partition(".")[0] if context.measure else ""
    named = any(m.data.get("facets", {}).get("subject") for m in linked.of("measure"))
    if head in ("reconsideration", "litigation", "litigation_direct", "litigation_after_reconsideration") and not named:
        tails = {i.partition(".")[2] for i, _ in keys if i.partition(".")[0] in (*DISPUTE, "litigation_direct")}
        if tails & set(RESULT_ASPECTS):
            return tuple((f"{head}.{t}", "total") for t in sorted(tails & set(RESULT_ASPECTS)))
    return _known_keys(keys)


def _known_keys(keys: Sequence[Key]) -> tuple[Key, ...]:
    """Only what the catalogue has: organisations are a derived figure of the requests received, and of nothing else."""
    columns = {a.id for a in catalogue.load().applicants}
    made = [(ORGANISATIONS, "total") if k == (RECEIVED, "organisations") else k for k in keys]
    return tuple(dict.fromkeys(k for k in made if k[1] in columns and k[0] in catalogue.load()))


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
    figures = _figures(base, linked)
    loose = ONWARD.sub(" ", _outside(text, linked))
    judged = known.has("predict", loose) or (not figures and known.has("opinion", loose))
    if linked.has("opinion", "predict", "why") or judged:
        figure = figures[0] if figures and not known.has("predict", loose) and not linked.has("predict") else None
        return (base.model_copy(update={"kind": "opinion", "numeral": figure}),)
    unread = [
        m.text for m in linked.mentions if m.cls not in HANDLED and m.text not in IDLE and not _in_number(m, base.piece)
    ]
    unread += [m[0] for m in UNREAD.finditer(text)]
    unread += [m.text for m in linked.of("aggregate") if m.data.get("function") in NOT_SUMS]
    base = base.model_copy(update={"left": (*base.left, *unread)})
    if len(figures) > 1 and ALIGNED.search(text):
        return _aligned(base, figures, asked, bodies)
    pointed = _pointed_sum(base, asked, figures, text, context)
    if pointed is not None:
        return (pointed,)
    between = _between(base, asked, figures, text)
    if between is not None:
        return (between,)
    relation = _relational(base, linked, text, figures, bodies, directory, context, asked)
    if relation is not None:
        return relation
    return _plain(base, linked, text, figures, asked)


def _figures(base: Said, linked: Linked) -> list[Numeral]:
    """The figures of a piece that count something; `three times as many` is a multiple, `sued twice` a count."""
    text = base.piece.text
    made = []
    for numeral in base.piece.figures:
        if BODY_COUNT.match(text, numeral.end) or _is_year_like(numeral, linked) or TALLY.match(text, numeral.start):
            continue
        of = TIMES_OF.match(text, numeral.whole_end)
        if numeral.kind is Kind.MULTIPLE and text[numeral.start].isascii() and text[numeral.start].isalpha() and not of:
            numeral = numeral.model_copy(update={"kind": Kind.NUMBER})
        if numeral.kind is Kind.NUMBER and TIMES.match(text, numeral.whole_end) and of:
            numeral = numeral.model_copy(update={"kind": Kind.MULTIPLE})
        made.append(numeral)
    return made


def _in_number(mention: Mention, piece: Piece) -> bool:
    return any(n.start < mention.end and mention.start < n.whole_end for n in piece.numerals)


def _outside(text: str, linked: Linked) -> str:
    """The text with the names of measures and bodies blanked (现行有效 is no praise)."""
    chars = list(text)
    for mention in linked.of("measure", "body", "applicant"):
        chars[mention.start : mention.end] = " " * (mention.end - mention.start)
    return "".join(chars)


def _is_year_like(numeral: Numeral, linked: Linked) -> bool:
    return any(m.start <= numeral.start < m.end for m in linked.of("year"))


def _aligned(
    base: Said, figures: Sequence[Numeral], asked: Sequence[Asked], bodies: tuple[BodyRef, ...]
) -> tuple[Said, ...]:
    """甲县、乙县分别收到 8 件和 9 件; 复议和诉讼分别为 5 件和 2 件."""
    whole = base.model_copy(update={"left": tuple(w for w in base.left if w not in ("分别", "respectively"))})
    plain = [a for a in asked if a.indicator and not a.rate_of]
    if len(bodies) == len(figures):
        return tuple(
            _figure_claim(whole.model_copy(update={"bodies": (b,)}), n) for b, n in zip(bodies, figures, strict=True)
        )
    if len(plain) == len(figures):
        return tuple(
            _figure_claim(whole.model_copy(update={"keys": ((a.indicator or "", a.applicant),)}), n)
            for a, n in zip(plain, figures, strict=True)
        )
    return (whole.model_copy(update={"kind": "value", "numeral": figures[0], "left": (*whole.left, "分别")}),)


def _figure_claim(base: Said, numeral: Numeral, op: str | None = None) -> Said:
    kind: ClaimKind = "share" if numeral.kind in (Kind.PERCENT, Kind.FRACTION) else "value"
    return base.model_copy(update={"kind": kind, "numeral": numeral, "op": op})


def _relational(
    base: Said,
    linked: Linked,
    text: str,
    figures: Sequence[Numeral],
    bodies: tuple[BodyRef, ...],
    directory: Directory,
    context: Context,
    asked: Sequence[Asked],
) -> tuple[Said, ...] | None:
    """Growth, order, comparison, totals; None where the piece only states a figure."""
    known = words()
    numeral = figures[0] if figures else None
    text = _without_hedges(_without_names(text, linked), figures)  # 多伦县 says nothing of more
    if base.keys and base.keys[0][0].startswith("requests.carried"):
        text = CARRIED.sub(lambda m: " " * len(m[0]), text)
    same = known.has("same", text)
    more, less = (known.has(w, known.lists["same"].sub(" ", text)) for w in ("more", "less"))
    rise, fall, yoy = (known.has(w, ADD_UP.sub(" ", text)) for w in ("rise", "fall", "yoy"))
    if linked.has("superlative", "place", "top"):
        return _superlative(base, linked, figures)
    ordinal = next((n for n in base.piece.numerals if n.kind is Kind.ORDINAL and n.value >= 1), None)
    if ordinal is not None and RANKED.search(text):
        way = -1 if FROM_THE_END.search(text) else 1
        ranked = base.model_copy(update={"kind": "superlative", "direction": way, "place": int(ordinal.value)})
        return (ranked, *(_figure_claim(base, n) for n in figures[:1]))
    if known.has("first", text) or known.has("last", text):
        return (base.model_copy(update={"kind": "superlative", "direction": 1 if known.has("first", text) else -1}),)
    later = len(base.years) > 1
    turned = (rise or fall) and (numeral is not None or later)
    two_years = len(base.years) == 2 and (more or less) and len(bodies) <= 1
    if ((yoy or turned) and (rise or fall or more or less or same)) or two_years:
        up = rise or (more and not fall)
        direction = 0 if same and not (rise or fall or more or less) else 1 if up and not fall else -1
        return _growth(base.model_copy(update={"direction": direction}), text, figures)
    if len(figures) == len(base.years) == 2 and all(_level(n, text) for n in figures):
        return _growth(base, text, figures)[:-1]  # 由 115 件变为 86 件: two levels, and no more said
    added = _added_up(base, asked, figures, text)
    if added is not None:
        return added
    subject, others = _compared(linked, text, bodies, context)
    ratio = _ratio_to_body(linked, figures)
    times = ratio is not None
    if times and bodies and not others:
        subject, others = tuple(b for b in context.bodies if b not in bodies), bodies
    if others and (more or less or same or times or linked.has("than")):
        direction = 0 if (same or times) and not (more or less) else -1 if less and not _more_first(text) else 1
        if ratio is not None and others and subject:
            own = [_figure_claim(base.model_copy(update={"bodies": subject}), n) for n in figures if n is not ratio]
            hedged = (
                ratio.model_copy(update={"hedge": Hedge.ABOUT})
                if LOOSELY.search(text) and ratio.hedge is Hedge.EXACT
                else ratio
            )
            op = _op(linked, ratio) or next(
                (str(m.data["op"]) for m in linked.of("comparator") if m.end <= ratio.start), None
            )
            ratio = hedged
            return (*own, *_comparison(base.model_copy(update={"op": op}), subject, others, direction, [ratio]))
        return _comparison(base, subject, others, direction, figures)
    if known.has("together", text) and (len(bodies) > 1 or linked.has("report_noun", "noun", "all")):
        scope = read_scope(linked, directory, as_set=True).scope
        return (base.model_copy(update={"kind": "total", "numeral": numeral, "scope": scope}),) if numeral else None
    return None


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
            levels.append(_figure_claim(base.model_copy(update={"years": years}), numeral))
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


def _without_hedges(text: str, figures: Sequence[Numeral]) -> str:
    """The text with `more than` and its like blanked where they belong to a figure."""
    for numeral in figures:
        hedge = HEDGE_BEFORE.search(text[: numeral.start])
        start = hedge.start() if hedge else numeral.start
        text = text[:start] + " " * (numeral.start - start) + text[numeral.start :]
    return text


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
        said.append(_figure_claim(base, counts[0]))
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


def _plain(
    base: Said, linked: Linked, text: str, figures: Sequence[Numeral], asked: Sequence[Asked]
) -> tuple[Said, ...]:
    """A figure stated, none, or all: where no relation was read."""
    unread = tuple(
        m.text for m in linked.of(*COMPARING)
        if text[m.start : m.end].strip() and not text.startswith("高达", m.start) and not _in_number(m, base.piece)
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
            base.model_copy(update={"kind": "statement", "numeral": n, "op": _op(linked, n)}) for n in figures[:1]
        )
    if len(figures) == 2:
        return _pair(base, text, figures, asked)
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
            _figure_claim(base.model_copy(update={"keys": ((a.indicator or "", a.applicant),)}), figure) for a in split
        )
    if len(measures) > 1:  # one figure for two things: taken as their sum, which is only held against it where said
        return (_sum_claim(base, asked, figure, said=False),)
    claim = _figure_claim(base, figure, _op(linked, figure))
    if len(base.years) > 1:  # one figure for several years: their sum, where that is said
        summed = claim.kind == "value" and linked.has("aggregate")
        left = base.left if summed else (*base.left, "…")
        return (claim.model_copy(update={"kind": "total" if summed else claim.kind, "left": left}),)
    part = base.keys[0][0] not in WHOLES or base.keys[0][1] != "total"
    if claim.kind == "value" and part and linked.of("all") and words().has("everyone", text):
        return (claim, base.model_copy(update={"kind": "all"}))
    return (claim,)


def _added_up(base: Said, asked: Sequence[Asked], figures: Sequence[Numeral], text: str) -> tuple[Said, ...] | None:
    """予以公开和部分公开共 20 件: one figure, several measures, and words that add them up."""
    measures = {(a.indicator, a.applicant) for a in asked if not a.rate_of and a.indicator}
    if len(figures) != 1 or figures[0].kind is not Kind.NUMBER or len(measures) < 2:
        return None
    if EACH.search(text) or not ADDED.search(text):
        return None
    return (_sum_claim(base, asked, figures[0], said=True),)


def _pointed_sum(
    base: Said, asked: Sequence[Asked], figures: Sequence[Numeral], text: str, context: Context
) -> Said | None:
    """两者合计 21 件: the sum of what the sentence named just before."""
    count = 3 if (pointer := NAMED_BEFORE.search(text)) and THREE.search(pointer[0]) else 2
    if pointer is None or len(figures) != 1 or not ADDED.search(text) or asked:
        return None
    parts = context.recent[-count:] if context.sentence == base.piece.sentence else ()
    left = () if len(parts) == count else (*base.left, pointer[0])
    update = {"kind": "total", "numeral": figures[0], "keys": parts, "sum_of": parts, "summed": True, "left": left}
    return base.model_copy(update=update)


def _between(base: Said, asked: Sequence[Asked], figures: Sequence[Numeral], text: str) -> Said | None:
    """废止的比制发的多 1 件: two measures of one body held against each other."""
    plain = [a for a in asked if a.indicator and not a.rate_of and not a.choices]
    if len(plain) != 2 or len(base.bodies) != 1 or len(base.years) > 1 or len(figures) > 1:
        return None
    first, second = plain
    gap = text[first.end : second.start]
    known = words()
    rest = _without_hedges(text, figures)
    more, less = known.has("more", rest), known.has("less", rest)
    if not BETWEEN.search(gap) or more == less:
        return None
    keys = tuple((a.indicator or "", a.applicant) for a in plain)
    left = tuple(w for w in base.left if w not in COMPARED)
    update = {"kind": "between", "keys": keys, "direction": 1 if more else -1, "left": left}
    return base.model_copy(update={**update, "numeral": figures[0] if figures else None})


def _sum_claim(base: Said, asked: Sequence[Asked], figure: Numeral, *, said: bool) -> Said:
    parts = tuple(dict.fromkeys((a.indicator or "", a.applicant) for a in asked if not a.rate_of and a.indicator))
    unsettled = any(a.choices or not a.indicator for a in asked if not a.rate_of)
    left = (*base.left, "…") if unsettled or figure.kind is not Kind.NUMBER or len(base.years) > 1 else base.left
    update = {"kind": "total", "numeral": figure, "sum_of": parts, "summed": said, "left": left}
    return base.model_copy(update=update)


def _pair(base: Said, text: str, figures: Sequence[Numeral], asked: Sequence[Asked]) -> tuple[Said, ...]:
    """39 of the 41 requests; 41 件申请中有 39 件; or two measures each with its own figure."""
    first, second = figures
    between = text[first.whole_end : second.start]
    share = next((n for n in figures if n.kind in (Kind.PERCENT, Kind.FRACTION)), None)
    if share is not None:
        count = second if share is first else first
        return (_figure_claim(base, count), _figure_claim(base, share))
    plain = [a for a in asked if a.indicator and not a.rate_of]
    if words().has("of_which", f" {between} "):
        part, whole = (first, second) if first.value <= second.value else (second, first)
        key = base.keys[0]
        outer = (RECEIVED, "total") if key[0].startswith("requests.") else ("outcome.total", "total")
        if key[0].partition(".")[0] in ("reconsideration", "litigation"):
            outer = (f"{key[0].partition('.')[0]}.total", "total")
        return (
            _figure_claim(base, part),
            _figure_claim(base.model_copy(update={"keys": (outer, (RECEIVED, "total"))}), whole),
        )
    if len(plain) == 2:
        one = base.model_copy(update={"keys": ((plain[0].indicator or "", plain[0].applicant),)})
        two = base.model_copy(update={"keys": ((plain[1].indicator or "", plain[1].applicant),)})
        return (_figure_claim(one, first), _figure_claim(two, second))
    return (base.model_copy(update={"kind": "value", "numeral": first, "left": (*base.left, second.raw)}),)


def _op(linked: Linked, numeral: Numeral) -> str | None:
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


__all__ = ["Context", "Said", "read", "unexplained", "words"]
