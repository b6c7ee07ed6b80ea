"""Widths, scripts and radicals. `fold` and `simplify` keep the length, so that offsets stay true."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

# CJK Radicals Supplement characters that browsers put into PDFs and NFKC leaves alone.
RADICALS = {
    "⺀": "冫", "⺃": "乚", "⺅": "亻", "⺆": "冂", "⺈": "刀", "⺉": "刂", "⺊": "卜", "⺋": "㔾", "⺌": "小", "⺍": "小",
    "⺏": "尣", "⺐": "尢", "⺓": "幺", "⺕": "彐", "⺖": "忄", "⺗": "忄", "⺘": "扌", "⺙": "攵", "⺛": "旡", "⺝": "月",
    "⺟": "母", "⺠": "民", "⺡": "氵", "⺢": "氺", "⺣": "灬", "⺤": "爪", "⺥": "爪", "⺦": "丬", "⺨": "犭", "⺩": "王",
    "⺪": "疋", "⺫": "目", "⺬": "示", "⺭": "礻", "⺮": "竹", "⺯": "糹", "⺰": "纟", "⺱": "罒", "⺲": "罒", "⺳": "冈",
    "⺶": "羊", "⺷": "羊", "⺸": "羊", "⺹": "老", "⺺": "肀", "⺻": "聿", "⺼": "肉", "⺽": "臼", "⺾": "艹", "⺿": "艹",
    "⻀": "艹", "⻁": "虎", "⻂": "衤", "⻃": "西", "⻄": "西", "⻅": "见", "⻆": "角", "⻈": "讠", "⻉": "贝", "⻋": "车",
    "⻌": "辶", "⻍": "辶", "⻎": "辶", "⻏": "邑", "⻐": "钅", "⻑": "長", "⻒": "镸", "⻓": "长", "⻔": "门", "⻕": "阜",
    "⻖": "阝", "⻗": "雨", "⻘": "青", "⻙": "韦", "⻚": "页", "⻛": "风", "⻜": "飞", "⻝": "食", "⻞": "飠", "⻟": "飠",
    "⻠": "饣", "⻢": "马", "⻣": "骨", "⻤": "鬼", "⻥": "鱼", "⻦": "鸟", "⻧": "卤", "⻨": "麦", "⻩": "黄", "⻪": "黾",
    "⻬": "齐", "⻮": "齿", "⻰": "龙", "⻳": "龟",
}  # fmt: skip


# Pinyin that a mirror sets behind characters: 報(bào)告. Always with a tone: (km) and (a) are none.
TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ"
GLOSS = re.compile(rf"(?<=[\u3400-\u9fff])\((?=[a-zü]*[{TONED}])[a-zü{TONED}]{{1,6}}\)")
FEWEST_GLOSSES = 3  # fewer are the author's own, who helps with a rare character
UNSEEN = "\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u3000"  # spaces, and what has no width at all
STROKES = {"∕": "/", "⁄": "/", "╱": "/", "⧸": "/", "━": "—", "ー": "—"}  # typed for the signs of nothing
OTHER_NUMBER = "No"  # ① ¹ ₂: the mark of a note is no digit of the number before it


class _CharTable(dict[int, str]):
    """A table for `str.translate` that learns a character when it first meets it: one character for one."""

    def __init__(self, learn: Callable[[str], str]) -> None:
        super().__init__()
        self._learn = learn

    def __missing__(self, code: int) -> str:
        self[code] = learnt = self._learn(chr(code))
        return learnt


def _fold_char(char: str) -> str:
    if char in RADICALS:
        return RADICALS[char]
    if char in STROKES:
        return STROKES[char]
    folded = unicodedata.normalize("NFKC", char)
    if len(folded) != 1 or unicodedata.category(char) == OTHER_NUMBER:
        return char
    return " " if folded in UNSEEN else folded


# What the converter has no simple form for, though mirrors print it, and what is simplified as it stands (乾县, 乾安县).
OWN_SIMPLE = {"陜": "陕", "衞": "卫", "敍": "叙", "濬": "浚", "澂": "澄", "乾": "乾"}


def _simplify_char(char: str) -> str:
    char = _fold_char(char)
    if ord(char) <= 0x2E7F or _is_surrogate(char):
        return char
    if char in OWN_SIMPLE:
        return OWN_SIMPLE[char]
    simple: str = _converter().convert(char)
    return simple if len(simple) == 1 else char


@lru_cache(maxsize=1)
def _converter():  # type: ignore[no-untyped-def]
    import opencc  # heavy dictionaries: only when there is a non-ASCII text to fold

    return opencc.OpenCC("t2s")


def _is_surrogate(char: str) -> bool:
    """Half a pair, from a broken source: no character, and nothing that a converter takes."""
    return 0xD800 <= ord(char) <= 0xDFFF


FOLDED = _CharTable(_fold_char)
SIMPLE = _CharTable(_simplify_char)


def fold(text: str) -> str:
    """`text` with full-width forms, compatibility characters and radicals replaced, one character for one.

    Line ends stay; other odd spaces become a space. `len(fold(t)) == len(t)`.
    """
    return text if text.isascii() else text.translate(FOLDED)


def simplify(text: str) -> str:
    """`fold`, and traditional characters as simplified ones; one character for one, lengths kept."""
    return text if text.isascii() else text.translate(SIMPLE)


def without_glosses(text: str) -> str:
    """`text` without the pinyin that some mirrors set behind every tenth character; as it is where there is none."""
    return GLOSS.sub("", text) if len(GLOSS.findall(text)) >= FEWEST_GLOSSES else text


def compact(text: str) -> str:
    """`simplify` without any white space: for comparing labels and names, not for offsets."""
    return "".join(simplify(text).split())
