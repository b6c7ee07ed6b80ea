"""The words of claims (`claims.yaml`) as patterns, and the words of a piece that nothing explains."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from corpus.numerals import Numeral
from qa import lexicon
from qa.claim_said import BOTH_KINDS, Key
from qa.clauses import MAJORITY, Piece
from qa.link import Linked, Mention, prepare

# In full or in part, fully and partly: one sum of two outcomes, of which the words would name only one.
FULL_OR_PART = re.compile(
    r"\b(?:(?:either )?in (?:full|whole)|full|fully|wholly|completely|complete|全部公开|完全公开|全文公开)"
    r"(?: disclosures?| disclosed)?\s*(?:or|and|和|或|及|与)\s*(?:in part|partial(?:ly)?|partly|部分公开)(?: disclosures?| disclosed)?"
    r"|(?<!不予)(?:予以)?公开(?:或者?|抑或)部分公开",
    re.IGNORECASE,
)
PARTLY = re.compile(r"\bpart|\bin part|部分", re.IGNORECASE)
RANKED = re.compile(
    r"居次|次之|(?:居|列|排|名列|排名|位列)[^，。、]{0,8}?第\s*[一二三四五六七八九十\d]+|\b(?:ranked|ranks|came|placed|comes)\b",
    re.IGNORECASE,
)
RANKING_WORD = re.compile(
    r"位?居|居次|次|列|排名?|位列|名列|ranked|ranks|came|comes|placed|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth",
    re.IGNORECASE,
)
# over the three years 2022 to 2024: how many years, which are named as well
AGAINST_IT = re.compile(r"\bagainst (?=it\b|them\b|the (?:county|district|city|office|body|bureau)\b)", re.IGNORECASE)
CARRIED_FROM = re.compile(
    r"(?<=over )from (?:19|20)\d\d(?= (?:in)?to (?:19|20)\d\d)|(?<=forward )from (?:19|20)\d\d(?= (?:in)?to (?:19|20)\d\d)"
)
# 不存在行政复议, 零诉讼: none, said at the same length.
NO_SUCH = re.compile(
    r"(?:不存在|不曾有|并无|零)(?=[^，。；的]{0,8}(?:复议|诉讼|官司|申请))|"
    r"未(?=(?:制发|废止|受理|新收|作出|出台|新增|结转|产生|引发|引起|提起|被提起|被申请)(?!的))"
)
NONE_ZH = {1: "无", 2: "没有", 3: "没有 "}
YEARS_COUNTED = re.compile(
    r"\b(?:over|in|during|across|for|throughout) (?:the |these |those |all )?(?:\w+[- ])?years(?= (?:from |between |of )?(?:19|20)\d\d|\s*[,.;]|$)|"
    r"[两二三四五六七八九十]年(?=间|来|里|共|累计|合计|总)",
    re.IGNORECASE,
)
OUR_OFFICE = re.compile(r"[该我](?:县|区|市)?(?:政府)?办(?!理|结|公开)")
YEAR_TWICE = re.compile(r"(?:去年|上年|上一年|今年|当年)(?:即|[（(]即?)(?=\s*(?:19|20)\d\d)")
# 纠正率（不含未审结）: how the catalogue defines the rate.
PENDING_OUT = re.compile(r"(?<=率)\s*[（(](?:不含|不计|扣除|剔除)(?:尚?未审?结)(?:的?案件|的)?[）)]")
# Said for its sound: the linker would take a part of it for something else.
IDLE_WORDS = re.compile(r"甚至|之手|(?:还|尚|仅)剩(?:下|有)?(?=\s*\d)|\bwhereas\b|^\s*where\b(?=.)", re.IGNORECASE)
NEARLY = re.compile(r"几乎|近乎")
# Over 2022-2024: the span, and no comparison.
OVER_YEARS = re.compile(
    r"\b(?:over|across|throughout) (?=(?:19|20)\d\d ?(?:[-\u2013\u2014]|to|and|through))", re.IGNORECASE
)
GIVEN_SHARE = re.compile(r"(?<!不)予以(?=公开的?(?:比例|占比|比重|率))")
SPLIT_VERB = re.compile(
    r"\b((?:carr(?:y|ies|ied)|left|leaves|roll(?:s|ed)) )((?:[\w,]+ ){1,3}?)(over|forward|unfinished|for the (?:next|following) year)\b",
    re.IGNORECASE,
)
ENDING = re.compile(r"\bending(?= (?:in|with|up)\b)", re.IGNORECASE)  # and not pending
COUNTED_SUITS = re.compile(r"(?<=[\d一二三四五六七八九十百千两余])起(?=诉讼)")  # 15 起诉讼: a measure word
# 位居宁夏各县第三: the verb is no part of the region's name.
PLACED_IN = re.compile(
    r"位?[居列排](?=[\u4e00-\u9fff]{2,5}?(?:各县|县区|[两二三四五六七八九十]县|首位|第[一二三四五六七八九十\d]))"
)
HANDED_DOWN = re.compile(r"\b(handed|hands|handing|meted|laid|noted|set) (?:down|out)\b", re.IGNORECASE)
# The lists of `claims.yaml` that say how things are held against each other.
COMPARATIVE = ("same", "more", "less", "rise", "fall", "yoy", "together", "first", "last")
OF_RELATION = (*COMPARATIVE, "respectively", "everyone", "pronoun")
SAYING = (*OF_RELATION, "share")


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
            for name in SAYING:
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


def in_relation(mention: Mention, text: str) -> bool:
    """末 of 居末: a mention inside a longer word of order."""
    inside = (m for name in ("first", "last") for m in words().lists[name].finditer(text))
    return any(m.start() <= mention.start and mention.end <= m.end() for m in inside)


def _relations_in(text: str) -> tuple[str, ...]:
    """The words of the text that say a relation, whole (提高, of which the linker may take 高)."""
    lists = words().lists
    return tuple(m[0] for name in COMPARATIVE for m in lists[name].finditer(text))


def _is_part(rest: str, numeral: Numeral, piece: Piece) -> bool:
    return rest in prepare(piece.text[numeral.start : numeral.whole_end])


def _relation(word: str) -> bool:
    known = words()
    parts = {p for name in OF_RELATION for p in re.findall(r"[a-z]+", known.lists[name].pattern)}
    return all(p in parts for p in word.split())


def unambiguous(text: str) -> str:
    """The text as the linker reads it best, at the same length: 去年即2024年 names one year, `carried one over` one thing."""
    text = ENDING.sub(lambda m: " " * len(m[0]), text)
    text = COUNTED_SUITS.sub(" ", text)
    text = PLACED_IN.sub(lambda m: " " * len(m[0]), text)
    text = HANDED_DOWN.sub(lambda m: m[1] + " " * (len(m[0]) - len(m[1])), text)
    return SPLIT_VERB.sub(r"\2\1\3", blanked(text))


def blanked(text: str) -> str:
    """The text without the words that are read as something else here: 大多数 is a figure and no comparison."""
    text = NEARLY.sub("接近", text)
    for pattern in (
        IDLE_WORDS,
        PENDING_OUT,
        OVER_YEARS,
        YEAR_TWICE,
        GIVEN_SHARE,
        MAJORITY,
        YEARS_COUNTED,
        CARRIED_FROM,
        AGAINST_IT,
    ):
        text = pattern.sub(lambda m: " " * len(m[0]), text)
    return NO_SUCH.sub(lambda m: NONE_ZH[len(m[0])], text)


def left_over(linked: Linked, piece: Piece, keys: Sequence[Key]) -> tuple[str, ...]:
    left = unexplained(linked, piece)
    if RANKED.search(piece.text):
        left = tuple(w for w in left if not RANKING_WORD.fullmatch(w))
    if keys and keys[0][0].startswith("litigation"):
        direct = ("directly", "直接") if keys[0][0].startswith("litigation_direct.") else ()
        left = tuple(w for w in left if w not in (*direct, "court", "courts", "法院"))
    if OUR_OFFICE.search(linked.text):
        left = tuple(w for w in left if w not in ("办", "政府办"))
    if keys and keys[0][0] == "outcome.partly_disclosed":
        left = tuple(w for w in left if not PARTLY.match(w))
    if keys and keys[0][0].startswith("outcome.unavailable."):
        left = tuple(w for w in left if w != "failed")  # 43 failed because it did not hold the information
    both = keys and keys[0][0] == BOTH_KINDS and FULL_OR_PART.search(piece.text)
    return tuple(w for w in left if not PARTLY.match(w)) if both else left
