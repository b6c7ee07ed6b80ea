"""A text as the pieces that can each be true or false: sentences, cut where a new figure or relation begins."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal

from corpus.models import Hedge, Model
from corpus.numerals import SCALES, WORDS, Kind, Numeral, chinese, find

ASKING = re.compile(r"(?:what|how|why|who)\b", re.IGNORECASE)  # a headline that asks without a mark
QUESTION = "?？"
# An adverb before the first comma belongs to what follows: Together, A and B received 82.
INTRODUCTION = re.compile(
    r"\s*(?:together|combined|in total|in all|altogether|between them|taken together|overall|合计|两者合计|"
    r"(?:over|during|across|in) the (?:\w+ )?years (?:from |between )?(?:19|20)\d\d (?:to|and|through|-) (?:19|20)\d\d)\s*",
    re.I,
)
# 与甲县相比，乙县…: whom it is compared with belongs to what is said.
COMPARED_WITH = re.compile(
    r"\s*(?:与|和|同|跟|较之|比起)(?!上|去|前|此|之|往|(?:19|20)\d\d)[^，。]{2,14}?(?:相比|相较|比较)(?:之下|而言|来说)?|"
    r"\s*(?:compared (?:with|to)|relative to|unlike) (?!the (?:year|previous)|last|previous|(?:19|20)\d\d)[A-Za-z' ]{2,40}",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"[。！？；;\n]+|(?<![A-Z])(?<!\bNo)(?<!\bvs)[.!?]+(?=[\s\"”’)]|$)")
ZH_CUT = re.compile(r"[，,：:（）()]")
EN_CUT = re.compile(r"[,:()—]\s|\s[-–—]\s|\s(?=(?:and|but|while|whereas|although)\s)", re.IGNORECASE)
LIST_CUT = "、"
OPENING, CLOSING = ("（", "("), ("）", ")")
BRACKETED = re.compile(r"（[^（）]*）|\([^()]*\)")
# What a bracket says of how the figure is counted belongs to the clause, wherever it stands.
QUALIFIES = re.compile(
    r"含|包括|除|按|计|口径|之和|\b(?:in|ex)cluding\b|\bcounting\b|\bbased\b|\bnet of\b|\bsum of\b|\bwithout\b",
    re.IGNORECASE,
)
CLAUSE_END = re.compile(r"\s*(?:[，,：:；;。.!！?？、]|$)")
# A, B and C received: a list of names is cut nowhere.
NAMES = re.compile(r"[A-Z][\w'’]*(?: [A-Z][\w'’]*)*(?:, [A-Z][\w'’]*(?: [A-Z][\w'’]*)*)+,? and [A-Z][\w'’]*")
# between 140 and 150, 5000万至6000万元之间: one figure, said by its bounds.
RANGE_EN = re.compile(r"\bbetween [\d,.]+(?: million| thousand)? and [\d,.]+", re.IGNORECASE)
RANGE_ZH = re.compile(
    r"(?:在|介于)?\s*[\d.]+[万亿]?[件起元%]*\s*(?:至|到|—|-|~|和|与)\s*[\d.]+[万亿]?[件起元%]*\s*之间"
)
HOUSES = re.compile(r"\b(?:counties|districts|cities) and (?:counties|districts|cities)\b", re.IGNORECASE)
# Two years of one span: between 2022 and 2024.
SPAN_OF_YEARS = re.compile(
    r"\bbetween (?:19|20)\d\d and (?:19|20)\d\d\b|\bfrom (?:19|20)\d\d to (?:19|20)\d\d\b", re.IGNORECASE
)
# 大多数, most of its: more than half, which no numeral says.
MAJORITY = re.compile(
    r"(?<!绝)(?:大多数|大部分)|(?<![绝大])多数(?!据)|\b(?:the |a )?(?<!vast )(?<!great )(?<!large )majority(?= of\b)|"
    r"(?<!the )\bmost(?= of (?!all\b|any\b))",
    re.IGNORECASE,
)
HALF = Decimal("0.5")
N_IN_M = re.compile(
    rf"\b(?P<n>{'|'.join(WORDS)}) (?:in|out of) (?:every )?(?P<m>{'|'.join(WORDS)})\b(?! (?:hundred|thousand|million|years?|months?|cases of))",
    re.IGNORECASE,
)
N_OF_M = re.compile(
    r"每(?P<m>\d+|[二两三四五六七八九十]+)[件起宗](?:申请|案件|诉讼|复议)?[中里]?就?(?:约|大约)?有(?:约|近)?(?P<n>\d+|[一二两三四五六七八九十]+)[件起宗]"
)
N_IN_M_STEP = Decimal("0.02")  # one in five is said of 19 to 21 percent
HALF_SCALE = re.compile(r"半(?:个)?(?P<s>[万亿])元?")
WORD_STEP = Decimal("0.1")  # how loosely such words are meant
ONCE = re.compile(r"(?<!at )(?<!than )\bonce\b(?! (?:again|more|the|it|they|he|a|an|all)\b)", re.IGNORECASE)
HALVED = re.compile(r"\bhalved\b|\bhalving\b|腰斩|减半", re.IGNORECASE)
DOUBLED = re.compile(r"翻了?一?番")
FOLDING = re.compile(r"\b(?P<n>doubl|tripl|trebl|quadrupl|quintupl)(?:ing|ed|es)\b", re.IGNORECASE)
FOLDED = {"doubl": 2, "tripl": 3, "trebl": 3, "quadrupl": 4, "quintupl": 5}
FOLDS = {"hundred": 100, "dozen": 12}
FOLD = re.compile(rf"\b(?P<n>{'|'.join([*WORDS, *FOLDS])}|\d+)-?fold\b", re.IGNORECASE)
HEDGES = (
    (Hedge.OVER, re.compile(r"(?:more than|over|at least|超过|不止|超)\s*$", re.IGNORECASE)),
    (Hedge.NEARLY, re.compile(r"(?:nearly|almost|close to|几乎|将近|接近|近|近乎)\s*$", re.IGNORECASE)),
    (Hedge.ABOUT, re.compile(r"(?:about|around|roughly|approximately|约|大约|大致)\s*$", re.IGNORECASE)),
)
A_YEAR = re.compile(
    r"\s*(?:(?:in|for|from) )?(?:19|20)\d\d\s*年?度?\s*(?:(?:至|到|-|—|–|~|to|and|和|、)\s*(?:19|20)\d\d\s*年?度?)?\s*",
    re.IGNORECASE,
)
ALIGNED = re.compile(r"分别|依次|\brespectively\b", re.IGNORECASE)
BEHIND_LIST = re.compile(
    r"[，,]\s*(?=同比|较|比|下降|上升|增长|增加|减少|降幅|增幅|合计|共计|(?:an? (?:rise|fall|increase|drop)|up|down|together)\b)"
)
# 12 points lower: of a rate
POINTS_EN = re.compile(
    r"(?P<n>\d+(?:\.\d+)?) points?(?= (?:lower|higher|more|less|up|down|above|below))", re.IGNORECASE
)
OF_RATE = re.compile(r"\b(?:rate|share|proportion|percentage)\b", re.IGNORECASE)
FIGURES = (Kind.NUMBER, Kind.PERCENT, Kind.POINTS, Kind.FRACTION, Kind.MULTIPLE)
FOLLOWING = 40  # characters of the sentence that a piece knows to follow it
HAN = re.compile(r"[\u4e00-\u9fff]")


class Piece(Model):
    """`text[start:end]`, in sentence number `sentence`; `numerals` are those inside, offsets into the piece."""

    text: str
    start: int
    end: int
    sentence: int
    numerals: tuple[Numeral, ...] = ()
    asks: bool = False  # its sentence is a question: it claims nothing
    after: str = ""  # what its sentence goes on with
    opens: bool = False  # the first piece in a bracket …
    closes: bool = False  # … and the last

    @property
    def figures(self) -> tuple[Numeral, ...]:
        """The numbers that count or measure; not years, dates, ordinals and codes."""
        return tuple(n for n in self.numerals if n.kind in FIGURES)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences without their stops. A decimal point or an initial ends none."""
    start = 0
    for match in SENTENCE_END.finditer(text):
        if text[start : match.start()].strip():
            yield _trim(text, start, match.start())
        start = match.end()
    if text[start:].strip():
        yield _trim(text, start, len(text))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def pieces(text: str) -> tuple[Piece, ...]:
    """Every piece of the text, in order. A sentence of aligned lists (分别, respectively) stays whole."""
    found: list[Piece] = []
    for number, (start, end) in enumerate(sentences(text)):
        sentence = text[start:end]
        numerals = _with_words(find(sentence), sentence)
        cuts = _behind_list(sentence, numerals) if ALIGNED.search(sentence) else _cuts(sentence, numerals)
        asks = text[end : end + 1] in tuple(QUESTION) or (ASKING.match(sentence) and text[end : end + 1] != ".")
        for left, right in _spans(cuts, len(sentence)):
            left, right = _trim(sentence, left, right)
            if left < right:
                piece = _piece(sentence, start, left, right, number, numerals)
                found.append(piece.model_copy(update={"asks": bool(asks)}))
    return tuple(found)


def _with_words(numerals: Sequence[Numeral], sentence: str) -> tuple[Numeral, ...]:
    """The numerals, and the figures that words say which are none: most of them, halved, tenfold."""
    more = [_said(m, HALF, Kind.FRACTION, Hedge.OVER) for m in MAJORITY.finditer(sentence)]
    more += [_said(m, Decimal(1), Kind.NUMBER, Hedge.EXACT, Decimal(1)) for m in ONCE.finditer(sentence)]
    more += [_said(m, HALF, Kind.FRACTION, _hedge(sentence, m)) for m in HALVED.finditer(sentence)]
    more += [_said(m, Decimal(2), Kind.MULTIPLE, _hedge(sentence, m)) for m in DOUBLED.finditer(sentence)]
    more += [
        _said(m, Decimal(FOLDED[m["n"].lower()]), Kind.MULTIPLE, _hedge(sentence, m))
        for m in FOLDING.finditer(sentence)
    ]
    more += [
        _said(
            m,
            Decimal(WORDS.get(m["n"].lower(), FOLDS.get(m["n"].lower(), 0)) or m["n"]),
            Kind.MULTIPLE,
            _hedge(sentence, m),
        )
        for m in FOLD.finditer(sentence)
    ]
    more += [made for m in N_IN_M.finditer(sentence) if (made := _n_in_m(m, _hedge(sentence, m))) is not None]
    more += [_half_scale(m, _hedge(sentence, m)) for m in HALF_SCALE.finditer(sentence)]
    more += [
        _said(
            m, Decimal(m["n"]), Kind.POINTS, _hedge(sentence, m), Decimal(1).scaleb(-len(m["n"].partition(".")[2]))
        ).model_copy(update={"unit": "百分点"})
        for m in (POINTS_EN.finditer(sentence) if OF_RATE.search(sentence) else ())
    ]
    more += [made for m in N_OF_M.finditer(sentence) if (made := _n_of_m(m, _hedge(sentence, m))) is not None]
    kept = [n for n in numerals if not any(m.start < n.whole_end and n.start < m.end for m in more)]
    return tuple(sorted([*kept, *more], key=lambda n: n.start)) if more else tuple(numerals)


def _n_in_m(match: re.Match[str], hedge: Hedge) -> Numeral | None:
    """Two in five, one in every six."""
    part, whole = (Decimal(WORDS[match[g].lower()]) for g in ("n", "m"))
    if not 0 < part < whole:
        return None
    return _said(match, round(part / whole, 4), Kind.FRACTION, hedge, N_IN_M_STEP)


def _n_of_m(match: re.Match[str], hedge: Hedge) -> Numeral | None:
    """每 5 件申请中就有 1 件."""
    part, whole = (chinese(match[g]) or Decimal(0) for g in ("n", "m"))
    return _said(match, round(part / whole, 4), Kind.FRACTION, hedge, N_IN_M_STEP) if 0 < part < whole else None


def _half_scale(match: re.Match[str], hedge: Hedge) -> Numeral:
    """半亿元: half of a hundred million."""
    value, unit = (HALF, match[0][1:]) if match[0].endswith("元") else (HALF * SCALES[match["s"]], "")
    return _said(match, value, Kind.NUMBER, hedge).model_copy(update={"unit": unit, "step": WORD_STEP * value})


def _said(match: re.Match[str], value: Decimal, kind: Kind, hedge: Hedge, step: Decimal = WORD_STEP) -> Numeral:
    return Numeral(
        start=match.start(), end=match.end(), whole_end=match.end(), raw=match[0], value=value, kind=kind, hedge=hedge,
        step=step,
    )  # fmt: skip


def _hedge(sentence: str, match: re.Match[str]) -> Hedge:
    before = sentence[: match.start()]
    return next((hedge for hedge, pattern in HEDGES if pattern.search(before)), Hedge.EXACT)


def _kept_whole(sentence: str, numerals: Sequence[Numeral]) -> set[int]:
    """Where nothing cuts: inside numerals and spans of years, and at the brackets that belong to their clause."""
    kept = {at for n in numerals for at in range(n.start, n.whole_end)}
    for span in (
        *SPAN_OF_YEARS.finditer(sentence),
        *NAMES.finditer(sentence),
        *HOUSES.finditer(sentence),
        *RANGE_EN.finditer(sentence),
    ):
        kept |= set(range(span.start(), span.end()))
    for bracket in BRACKETED.finditer(sentence):
        inner = bracket[0][1:-1]
        counts = any(bracket.start() < n.start < bracket.end() and n.kind in FIGURES for n in numerals)
        aside = CLAUSE_END.match(sentence, bracket.end()) is not None
        if (QUALIFIES.search(inner) and (not counts or inner.endswith("之和"))) or (
            not counts and (not aside or A_YEAR.fullmatch(inner))
        ):
            kept |= set(range(bracket.start(), bracket.end()))
    return kept


def _piece(sentence: str, at: int, left: int, right: int, number: int, numerals: Sequence[Numeral]) -> Piece:
    inside = tuple(
        n.model_copy(update={"start": n.start - left, "end": n.end - left, "whole_end": min(n.whole_end, right) - left})
        for n in numerals
        if left <= n.start and n.end <= right
    )
    return Piece(
        text=sentence[left:right], start=at + left, end=at + right, sentence=number, numerals=inside,
        after=sentence[right : right + FOLLOWING], opens=sentence[:left].rstrip()[-1:] in OPENING,
        closes=sentence[right:].lstrip()[:1] in CLOSING,
    )  # fmt: skip


def _cuts(sentence: str, numerals: Sequence[Numeral]) -> list[tuple[int, int]]:
    """(end of the piece before, start of the piece after). A list comma or an `and` cuts only between two figures."""
    inside = _kept_whole(sentence, numerals)
    starts = [n.start for n in numerals if n.kind in FIGURES]
    pattern = ZH_CUT if HAN.search(sentence) else EN_CUT
    cuts: list[tuple[int, int]] = []
    last = 0
    marks = sorted([*pattern.finditer(sentence), *re.finditer(LIST_CUT, sentence)], key=lambda m: m.start())
    for match in marks:
        if match.start() in inside:
            continue
        weak = match[0].strip() in ("", LIST_CUT)  # and, 、
        before = bisect_left(starts, last) < bisect_left(starts, match.start())
        after = bisect_left(starts, match.end()) < len(starts)
        if weak and not (before and (after or match[0] != LIST_CUT)):
            continue
        if INTRODUCTION.fullmatch(sentence, 0, match.start()) or COMPARED_WITH.fullmatch(sentence, 0, match.start()):
            continue
        cuts.append((match.start(), match.end()))
        last = match.end()
    return cuts


def _behind_list(sentence: str, numerals: Sequence[Numeral]) -> list[tuple[int, int]]:
    """分别为 157 件和 146 件，下降 7%: the list stays whole, what is said of it behind is another piece."""
    starts = [n.start for n in numerals if n.kind in FIGURES]
    aligned = ALIGNED.search(sentence)
    for match in BEHIND_LIST.finditer(sentence):
        before, after = (sum(s < match.start() for s in starts), sum(s >= match.start() for s in starts))
        if aligned is not None and match.start() > aligned.start() and before > 1 and after <= 1:
            return [(match.start(), match.end())]
    return []


def _spans(cuts: Sequence[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    start = 0
    for left, right in cuts:
        yield start, left
        start = right
    yield start, length
