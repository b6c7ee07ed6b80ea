"""The figures of a piece: which count something, what a word before them makes of them, what two of them are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from corpus.models import Hedge
from corpus.numerals import WORDS, Kind, Numeral, chinese
from qa.claim_cells import as_part, whole_of
from qa.claim_said import RECEIVED, ClaimKind, Key, Said
from qa.claim_words import words
from qa.clauses import Piece
from qa.corrections import HEDGE_BEFORE
from qa.link import Linked, Mention, prepare
from qa.measures import Asked

BODY_COUNT = re.compile(
    r"\s*(?:个|家|份|篇)?\s*(?:(?:19|20)\d\d年(?:度)?的?)?(?:县|区|市|机关|单位|报告|政府|部门|counties|districts|reports|bodies|offices|governments)"
)
HOUSES = r"县\（市、区\）|县市区|县区|区县|县|区|市"
# 的县有五个, 只有甲县和乙县两个: how many bodies, said behind them.
OF_BODIES = re.compile(rf"(?:{HOUSES})(?:就|只|仅|一共|总共|共)?(?:有|为|是|达)?$")
ENDS = re.compile(r"\s*(?:个|家)?(?:县区|县|区)?(?:之多)?\s*$")
# 河南五县, the five Ningxia counties: how many bodies the set has that is spoken of.
SET_ZH = re.compile(
    rf"(?P<n>[两二三四五六七八九十]{{1,3}}|\d{{1,2}})个?(?:{HOUSES}|地(?=中|里|[，,]|合计|共))(?![级长城委内里]|.{{0,2}}(?:分之|没有|无|未))"
)
SET_EN = re.compile(
    r"\b(?:the|all|these|those|[a-z]+'s?) (?P<n>two|three|four|five|six|seven|eight|nine|ten|\d{1,2}) (?:[a-z'-]+ )?(?:counties|districts|cities|bodies)\b"
)
OF_SET = re.compile(r"\s*of (?:the |these |those )?")
COUNTERS = ("", "个", "家")
ONLY_THEY = re.compile(r"只有|仅有|唯有|就是")
AMONG_SET = re.compile(r"个(?!百分点|月|人|自然|企业|小时|工作日)")
SHORT_BEHIND = re.compile(r"\s*[件起个]?(?:还|都)?(?:不到|不足)\s*$")  # 三成不到
OF_YEARS = re.compile(r"\s*(?:years?\b|年(?:间|来|里)?(?:共|累计|合计|总))")
LOOSELY = re.compile(r"近|约|接近|左右|nearly|almost|about|roughly", re.IGNORECASE)
TALLY = re.compile(r"[两二三四五六2-6](?:项|者|类|种|个数|数)(?=相加|合计|之和|占|加|共|总|均|都|分别|一共)")
NAMED_TALLY = re.compile(r"[两二三四五六七八九](?:地|县|区|市|县区|家|个)?")
OF_COUNT = re.compile(r"\bof (?:[\w' -]+'s? )?(?:the |its |their |all |those )*$", re.IGNORECASE)
OF_FIGURE = re.compile(r"\s*(?:of )?(?:the |its |their |those |these )\s*", re.IGNORECASE)
OWN_LEVEL = re.compile(
    r"[\u4e00-\u9fff]的\s*$|\bthe\s+$", re.IGNORECASE
)  # 少于废止的 5 件, fewer than the five it repealed
OUT_OF = re.compile(r"[中里]")
FOLDED = re.compile(r"doubl|tripl|trebl|quadrupl|quintupl|\S*fold$", re.IGNORECASE)
TIMES = re.compile(r"\s*(?:times|-?fold)\b", re.IGNORECASE)
TIMES_OF = re.compile(
    r"\s*+(?:times\b|-?fold\b)?+\s*+(?!$|[,.;:)]|(?:in|during|by|over|for|last|this|and|but|before|since|was|were)\b)[A-Za-z]",
    re.IGNORECASE,
)


def count_of_bodies(
    piece: Piece, linked: Linked, size: tuple[int, int, int] | None = None, *, in_set: bool = False
) -> Numeral | None:
    """六个县, 的县区有九个, two of the three counties: the figure that counts bodies, where one does.

    `size`: where the text says how many the set has, which is another figure; `in_set`: a set was named before.
    """
    text = piece.text
    for numeral in piece.figures:
        if size is not None and numeral.start < size[1] and size[0] < numeral.whole_end:
            continue
        of_set = OF_SET.match(text, numeral.whole_end) if size is not None else None
        among = in_set and AMONG_SET.match(text, numeral.end)
        if numeral.kind is Kind.NUMBER and (among or (of_set is not None and of_set.end() >= size[0])):  # type: ignore[index]
            return numeral
        behind = numeral.unit in COUNTERS and _behind_bodies(numeral, text, linked)
        if numeral.kind is Kind.NUMBER and (BODY_COUNT.match(text, numeral.end) or behind):
            return numeral
    return None


def _behind_bodies(numeral: Numeral, text: str, linked: Linked) -> bool:
    """的县有五个, and not 社旗县 41, which is that county's figure."""
    noun = OF_BODIES.search(text[: numeral.start])
    if noun is None or ENDS.match(text, numeral.whole_end) is None:
        return False
    listed = text[noun.start() : numeral.start].strip() in HOUSES.split("|") and ONLY_THEY.search(text[: noun.start()])
    named = any(m.start < noun.end() and noun.start() < m.end for m in linked.of("body"))
    return not named or (listed is not None and bool(listed))


def set_size(linked: Linked) -> tuple[int, int, int] | None:
    """(start, end, how many) of 五 in 宁夏五县: said of a set beside the region that it lies in, or with `the`."""
    text = linked.text
    for match in SET_EN.finditer(text) if linked.language == "en" else SET_ZH.finditer(text):
        beside = any(
            text[m.end : match.start()] in ("", "的", "这", "这个") for m in linked.of("body") if m.end <= match.start()
        )
        value = chinese(match["n"]) if match["n"] not in WORDS else Decimal(WORDS[match["n"]])
        if value is not None and (linked.language == "en" or beside):
            return match.start("n"), match.end("n"), int(value)
    return None


def counting_figures(base: Said, linked: Linked) -> list[Numeral]:
    """The figures of a piece that count something; `three times as many` is a multiple, `sued twice` a count."""
    text = base.piece.text
    made = []
    size = set_size(linked)
    bodies = count_of_bodies(base.piece, linked, size, in_set=base.of is not None)
    for numeral in base.piece.figures:
        if numeral is bodies or (size is not None and numeral.start < size[1] and size[0] < numeral.whole_end):
            continue
        if OF_YEARS.match(text, numeral.whole_end) or is_year_like(numeral, linked) or TALLY.match(text, numeral.start):
            continue
        if any(_names(m, numeral) for m in linked.of("measure", "applicant")):
            continue  # 不予公开（八项之和）: the name of a cell
        if any(m.start <= numeral.start < m.end for m in linked.of("top")):
            continue  # 前三位
        of = TIMES_OF.match(text, numeral.whole_end)
        if (
            numeral.kind is Kind.MULTIPLE
            and text[numeral.start].isascii()
            and text[numeral.start].isalpha()
            and not of
            and not FOLDED.match(numeral.raw)
        ):
            numeral = numeral.model_copy(update={"kind": Kind.NUMBER})
        if numeral.kind is Kind.NUMBER and TIMES.match(text, numeral.whole_end) and of:
            numeral = numeral.model_copy(update={"kind": Kind.MULTIPLE})
        made.append(numeral)
    return made


def _names(mention: Mention, numeral: Numeral) -> bool:
    """不予公开（八项之和）: the figure is a part of a cell's name."""
    inside = mention.start <= numeral.start and numeral.whole_end <= mention.end
    return inside and prepare(numeral.raw) in mention.text


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
        outer = _whole_counted(base, linked_between=between, share_first=share is first)
        if outer is not None:  # more than half of its 351 cases; 351 件复议中过半…
            return (figure_claim(base.model_copy(update={"keys": (outer,)}), count), figure_claim(base, share))
        if share is first and OF_FIGURE.fullmatch(between):  # half the 223: of that figure, whatever it counts
            base = base.model_copy(update={"left": (*base.left, share.raw)})
        counted = base.model_copy(update={"keys": tuple(as_part(k) for k in base.keys)})
        return (figure_claim(counted, count), figure_claim(base, share))
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


def _whole_counted(base: Said, *, linked_between: str, share_first: bool) -> Key | None:
    """The cell of the count beside a share, where the words make it what the share is of."""
    if not OF_COUNT.search(linked_between) if share_first else not OUT_OF.search(linked_between):
        return None
    return whole_of(as_part(base.keys[0])) if base.keys else None


def operator_beside(linked: Linked, numeral: Numeral) -> str | None:
    """不超过, 不到, at most: what a comparator right before (or after) the figure makes of it."""
    for mention in linked.of("comparator"):
        if 0 <= numeral.start - mention.end <= 2 and mention.text not in ("达到", "达"):
            return str(mention.data["op"])
    for mention in linked.of("comparator_after"):
        if mention.start >= numeral.end and mention.start - numeral.whole_end <= 1:
            return str(mention.data["op"])
    return "lt" if SHORT_BEHIND.match(linked.text, numeral.whole_end) else None


def operator_of(linked: Linked, numeral: Numeral) -> str | None:
    """The comparator of a figure: beside it, or before the verb (至少收到 40 件)."""
    beside = operator_beside(linked, numeral)
    if beside is not None:
        return beside
    earlier = [m for m in linked.of("comparator") if m.end <= numeral.start and m.text not in ("达到", "达", "过")]
    if earlier and of_its_own(earlier[-1], numeral, linked):
        return None
    if len(earlier) == 1 and numeral.hedge is Hedge.EXACT:
        return str(earlier[0].data["op"])  # 至少收到 40 件: the words stand before the verb
    return None


def of_its_own(comparator: Mention, numeral: Numeral, linked: Linked) -> bool:
    """少于废止的 5 件: the figure is that of the measure between, and no bound."""
    between = any(comparator.end <= m.start and m.end <= numeral.start for m in linked.of("measure", "applicant"))
    definite = OWN_LEVEL.search(linked.text[: numeral.start]) is not None
    if numeral.kind not in (Kind.NUMBER, Kind.PERCENT):
        return False  # 不及处罚的三分之一
    return definite and (between or linked.language == "en") and comparator.end < numeral.start


def tallies(word: str, bodies: int) -> bool:
    """余杭区、涟水县两地: how many were named, and no figure."""
    return bodies > 1 and NAMED_TALLY.fullmatch(word) is not None and chinese(word[0].replace("两", "二")) == bodies
