"""Numbers in Chinese and English prose: Arabic and Chinese digits, 万/亿, percentages, fractions, years, hedges.

`find` reads them left to right with their spans. It decides nothing about what a number counts.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from corpus.models import Hedge, Model
from corpus.normalize import simplify

# Measure words after which a number is a figure; longest first where one begins another.
UNITS = (
    "万人次", "亿人次", "万元", "亿元", "人次", "场次", "件次", "批次", "车次", "班次", "期次", "个百分点", "百分点", "余人次",
    "个工作日", "工作日", "个月", "小时", "分钟", "平方米", "公里", "页次",
    "件", "条", "个", "期", "次", "场", "家", "人", "名", "篇", "份", "项", "页", "元", "处", "起", "例", "宗", "部", "类", "种",
    "批", "轮", "张", "块", "套", "本", "册", "户", "所", "位", "天", "日", "周", "倍", "号", "岁", "档", "级", "款", "段", "遍",
    "章", "节", "版", "站", "台", "座", "间", "组", "支", "封", "通", "点", "只", "门", "口", "对", "幅", "则", "届", "%",
)  # fmt: skip
SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
ENGLISH_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "两": 2,
    "俩": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
}
WORDS = {
    w: i
    for i, w in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
} | {
    w: 10 * i
    for i, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2)
}
FRACTION_WORDS = {"half": Decimal("0.5"), "third": Decimal(1) / 3, "quarter": Decimal("0.25"), "fifth": Decimal("0.2")}
FRACTION_STEP = Decimal("0.1")  # how loosely "a third" or 一半 is meant
YEAR_MIN, YEAR_MAX = 1949, 2099

BEFORE = (
    (Hedge.ABOUT, r"大约|约为|约|大概|左右|about|around|roughly|approximately|some|circa"),
    (Hedge.NEARLY, r"将近|接近|近|不足|不到|nearly|almost|close to|just under|under"),
    (Hedge.OVER, r"超过|超出|超|逾|多于|高于|至少|不少于|不低于|more than|over|at least|in excess of|above"),
)
AFTER = ((Hedge.OVER, r"余|多|以上|有余|\+(?![A-Za-z\d])"), (Hedge.ABOUT, r"左右|上下|or so"))


class Kind(StrEnum):
    NUMBER = "number"
    PERCENT = "percent"  # value 41 for 41%
    POINTS = "points"  # percentage points
    FRACTION = "fraction"  # value 0.5 for half, 一半, 过半
    MULTIPLE = "multiple"  # 2 for 两倍, twice
    YEAR = "year"
    DATE = "date"  # a month or day
    ORDINAL = "ordinal"  # 第三, 3rd, 一、
    CODE = "code"  # phone numbers, document numbers, identifiers: no figure


class Numeral(Model):
    """A number as printed at `start:end` (its scale, unit and hedge are inside `start:whole_end`).

    `value` is after scale: 4.6万条 → 46000; money keeps its printed unit: 5004.9万元 → 5004.9, unit 万元.
    `step` is the place of its last printed digit after scale (1000 for 4.6万): what rounding it may hide.
    """

    start: int
    end: int
    whole_end: int
    raw: str
    value: Decimal
    kind: Kind
    unit: str = ""
    hedge: Hedge = Hedge.EXACT
    step: Decimal = Decimal(1)


def chinese(text: str) -> Decimal | None:
    """The value of a Chinese or mixed numeral (二〇二四, 十二, 三百零五, 3万5千), or None."""
    if not text:
        return None
    if len(text) > 1 and all(c in DIGITS for c in text):
        return Decimal("".join(str(DIGITS[c]) for c in text))
    total = section = Decimal(0)
    number: Decimal | None = None
    for token in re.findall(r"\d+(?:\.\d+)?|.", text):
        if token[0].isdigit() and token.isascii():
            number = Decimal(token)
        elif token in DIGITS:
            number = Decimal(DIGITS[token])
        elif token in ("万", "亿"):
            total = (total + section + (number or 0)) * SCALES[token] if section or number or total else Decimal(0)
            section, number = Decimal(0), None
        elif token in SCALES:
            section += (Decimal(1) if number is None else number) * SCALES[token]
            number = None
        else:
            return None
    return total + section + (number or 0)


_CN = "零〇○一二两三四五六七八九十百千万亿"
# A measure word that begins a longer word is none: 统一部署, 两个人, 三条例.
_LONGER = {"部": "署门分委件位", "条": "例件款", "个": "人性体别", "人": "民员大社力才口事均", "项": "目", "期": "间限", "点": "击",
           "位": "于置", "家": "庭属", "所": "有以", "日": "常", "类": "似", "级": "别", "天": "津", "通": "过知报", "门": "户", "对": "外于接"}  # fmt: skip
_UNIT = "|".join(re.escape(u) + (f"(?![{_LONGER[u]}])" if u in _LONGER else "") for u in UNITS)
_PART_OF_A_WORD = "统唯逐进专单惟归划第之"  # 统一, 唯一, 逐一 … are words, not figures
_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("code", r"https?://\S+|www\.\S+|[\w.+-]{1,64}@[\w.-]+"),
    ("code", r"(?<!\d)0\d{2,3}\s*[-—－–]+\s*\d{7,8}(?!\d)|(?<!\d)1\d{10}(?!\d)"),
    ("code", r"[〔\[（(【]\s*(?:19|20)\d{2}\s*[〕\]）)】]\s*第?\s*\d+\s*号|[〔\[【]\s*(?:19|20)\d{2}\s*[〕\]】]"),
    ("code", r"(?<![A-Za-z])(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z\d]*[A-Za-z]{1,}\d[A-Za-z\d]*"),
    ("code", r"\d{5}(?=(?:热线|平台|政务|便民|市民|公众))"),
    ("date", r"(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}"),
    ("year_range", r"(?<!\d)(?:19|20)\d{2}(?=\s*[-—－–~至到]\s*(?:19|20)\d{2}\s*(?:年|(?!\d)))"),
    ("year", r"(?<![\d.])(?:19|20)\d{2}(?=\s*年)|[一二][零〇○九][零〇○一二三四五六七八九]{2}(?=\s*年)"),
    ("short_year", r"(?<![\d.])[012]\d(?=年(?!来|内|间|底前|以))"),
    ("date", r"\d{1,2}(?=\s*月(?!份?以来))|(?<=月)\s*\d{1,2}(?=\s*日)|[一二三四五六七八九十]{1,3}(?=月[一二三四五六七八九十\d\s份,，。底初])"),
    ("ordinal", rf"第\s*(?:\d+|[{_CN}]+)|\d+(?:st|nd|rd|th)\b|[（(][一二三四五六七八九十]{{1,3}}[)）]|(?<![\u4e00-\u9fff])[一二三四五六七八九十]{{1,3}}(?=、)"),
    ("percent", rf"百分之[{_CN}点\d.]+|(?:{_ARABIC})\s*(?:%|per\s?cent\b)"),
    ("points", rf"(?:{_ARABIC}|[{_CN}]+)\s*(?:个)?百分点|(?:{_ARABIC})\s*percentage points?"),
    ("tenths", r"(?:\d(?:\.\d)?|[一二两三四五六七八九])成(?!为|立|功|员|果|本|效|熟|都|绩|长|就|品|人|因|分|型|交|份|套|片|群|批)(?:[一二三四五六七八九半](?!是))?"),
    ("fraction", rf"[{_CN}\d]+分之[{_CN}\d]+|过半|一半|半数|大半"),
    ("english_fraction", r"\b(?:(one|two|three|four|a)[\s-])?(half|thirds?|quarters?|fifths?)\b(?![\s-]part(?:y|ies)\b)"),
    ("english_multiple", r"\b(twice|double|doubled|triple|tripled)\b"),
    ("number", rf"(?:{_ARABIC})(?:\s*(?:[十百千]?[万亿]|千|百)(?!分))?"),
    ("chinese", rf"[{_CN}]+(?=\s*(?:余|多)?\s*(?:{_UNIT}))"),
    ("english", r"\ban?\s+(?:hundred|thousand|million|billion|dozen)\b(?!s)"),
    ("english", r"\b(?:(?:" + "|".join(WORDS) + r")(?:[\s-](?:" + "|".join([*WORDS, *ENGLISH_SCALES]) + r"))*)\b"),
)  # fmt: skip
_ANY = re.compile("|".join(f"(?P<p{i}>{pattern})" for i, (_, pattern) in enumerate(_PATTERNS)), re.IGNORECASE)
_UNIT_AFTER = re.compile(rf"\s*(余|多)?\s*({_UNIT})")
_NOT_A_FIGURE = re.compile(
    r"[一二两三四五六七八九十百千万]+(?:是|方面|体化|下子|直|定|律|并|致|般|同|些|切|旦|贯|批)|一起"
)


def find(text: str) -> tuple[Numeral, ...]:
    """Every number of `text`, in order, with offsets into it."""
    folded = simplify(text)
    found: list[Numeral] = []
    for match in _ANY.finditer(folded):
        index = next(i for i in range(len(_PATTERNS)) if match.start(f"p{i}") >= 0)
        numeral = _read(_PATTERNS[index][0], match, folded)
        inside = found and match.start() < found[-1].whole_end  # 20余万: the scale belongs to the number before
        if numeral is not None and not inside:
            found.append(numeral.model_copy(update={"raw": text[numeral.start : numeral.end]}))
    return tuple(found)


def years(text: str) -> tuple[int, ...]:
    """The years named in `text`, in order, each once."""
    return tuple(dict.fromkeys(int(n.value) for n in find(text) if n.kind is Kind.YEAR))


def _read(kind: str, match: re.Match[str], text: str) -> Numeral | None:
    raw = match[0].strip()
    start = match.start() + (len(match[0]) - len(match[0].lstrip()))
    end = match.end()
    if kind in ("code", "date", "ordinal"):
        return _make(start, end, _loose(raw), Kind(kind))
    if kind in ("year", "year_range", "short_year"):
        value = chinese(raw) if not raw.isascii() else Decimal(raw)
        value = None if value is None else value + (2000 if kind == "short_year" else 0)
        return None if value is None else _make(start, end, value, Kind.YEAR)
    if kind in ("percent", "points", "tenths", "fraction", "english_fraction", "english_multiple"):
        return _ratio(kind, raw, start, end, text)
    return _plain(kind, raw, start, end, text)


def _make(start: int, end: int, value: Decimal, kind: Kind, **more: object) -> Numeral:
    return Numeral.model_validate(
        {"start": start, "end": end, "whole_end": end, "raw": "", "value": value, "kind": kind, **more}
    )


def _loose(raw: str) -> Decimal:
    digits = re.search(r"\d+", raw)
    if digits:
        return Decimal(digits[0])
    numeral = re.search(f"[{_CN}]+", raw)
    return (chinese(numeral[0]) if numeral else None) or Decimal(0)


def _number(raw: str) -> Decimal | None:
    raw = raw.replace(",", "").replace(" ", "")
    if re.fullmatch(r"\d+(\.\d+)?", raw):
        return Decimal(raw)
    whole, _, part = raw.partition("点")
    value = chinese(whole)
    if value is None or not part:
        return value
    return value + Decimal("0." + "".join(str(DIGITS[c]) for c in part)) if all(c in DIGITS for c in part) else None


def _ratio(kind: str, raw: str, start: int, end: int, text: str) -> Numeral | None:
    whole_end, after = _hedge_after(text, end)
    hedge = after if after is not Hedge.EXACT else _hedge_before(text, start)
    value: Decimal | None
    if kind == "percent":
        number = raw.removeprefix("百分之") if raw.startswith("百分之") else re.split(r"\s*(?:%|per)", raw)[0]
        value, made = _number(number), Kind.PERCENT
    elif kind == "points":
        value, made = _number(re.split(r"\s*个?百分点|\s*percentage", raw)[0]), Kind.POINTS
    elif kind == "tenths":
        value, made = _tenths(raw), Kind.PERCENT
        hedge = Hedge.ABOUT if hedge is Hedge.EXACT else hedge
    elif kind == "english_multiple":
        value, made = Decimal(2 if raw.lower() in ("twice", "double", "doubled") else 3), Kind.MULTIPLE
    else:
        value, made = _fraction(raw), Kind.FRACTION
        if raw in ("过半", "大半"):
            hedge = Hedge.OVER
    if value is None:
        return None
    step = {"tenths": Decimal(10), "fraction": FRACTION_STEP, "english_fraction": FRACTION_STEP}.get(kind, _step(value))
    unit = {"percent": "%", "tenths": "%", "points": "百分点"}.get(kind, "")
    return _make(start, end, value, made, unit=unit, hedge=hedge, step=step, whole_end=whole_end)


def _tenths(raw: str) -> Decimal | None:
    whole, _, part = raw.partition("成")
    value = _number(whole)
    if value is None:
        return None
    rest = Decimal("0.5") if part == "半" else Decimal(DIGITS.get(part, 0)) / 10
    return (value + rest) * 10


def _fraction(raw: str) -> Decimal | None:
    if "分之" in raw:
        below, _, above = raw.partition("分之")
        top, bottom = _number(above), _number(below)
        return None if top is None or not bottom else top / bottom
    words = re.split(r"[\s-]+", raw.lower())
    for word in words:
        value = FRACTION_WORDS.get(word.rstrip("s") if word != "half" else word)
        if value is not None:
            return value * {"two": 2, "three": 3, "four": 4}.get(words[0], 1)
    return Decimal("0.5")


def _plain(kind: str, raw: str, start: int, end: int, text: str) -> Numeral | None:
    if kind == "english":
        value = _english(raw)
        return None if value is None else _finish(start, end, value, Decimal(1), "", text)
    if kind == "chinese":
        if _NOT_A_FIGURE.match(text, start) or text[max(0, start - 1) : start] in tuple(_PART_OF_A_WORD):
            return None
        value = chinese(raw)
        return None if value is None else _finish(start, end, value, Decimal(1), "", text)
    match = re.fullmatch(rf"({_ARABIC})\s*([十百千]?[万亿]|千|百)?", raw)
    if match is None:
        return None
    number, scale = Decimal(match[1].replace(",", "")), match[2] or ""
    if match[1].isdigit() and not scale and _is_bare_year(match[1], start, end, text):
        return _make(start, end, number, Kind.YEAR)
    return _finish(start, end, number, _step(number), scale, text)


def _is_bare_year(raw: str, start: int, end: int, text: str) -> bool:
    if len(raw) != 4 or not YEAR_MIN <= int(raw) <= YEAR_MAX or _UNIT_AFTER.match(text, end):
        return False
    before = text[max(0, start - 12) : start].lower()
    after = text[end : end + 12].lower()
    english = re.search(
        r"(?:\b(?:in|of|for|during|since|from|to|until|by|and|year|between|vs\.?|versus|through|than)|[-,(])\s*$",
        before,
    )
    return bool(english) or bool(
        re.match(r"\s+[\u4e00-\u9fff]|\s*(?:'s|’s|annual|report|年|[,.)?;!-]|$|and|to|vs|than)", after)
    )


def _finish(start: int, end: int, number: Decimal, step: Decimal, scale: str, text: str) -> Numeral:
    """Put scale, hedges and unit together."""
    factor = Decimal(1)
    for char in scale:
        factor *= SCALES[char]
    at, after = _hedge_after(text, end)
    if not scale and (word := re.match(r"\s+(hundred|thousand|million|billion)\b", text[at:], re.IGNORECASE)):
        factor, at, end = Decimal(ENGLISH_SCALES[word[1].lower()]), at + word.end(), at + word.end()
    elif not scale and (late := re.match(r"\s*([万亿])", text[at:])) and after is not Hedge.EXACT:
        scale, factor, at = late[1], Decimal(SCALES[late[1]]), at + late.end()
    unit_match = _UNIT_AFTER.match(text, at)
    unit = ""
    if unit_match:
        unit, at = unit_match[2], unit_match.end()
        after = Hedge.OVER if unit_match[1] else after
        if after is Hedge.EXACT:
            at, after = _hedge_after(text, at)
    if unit == "元" and scale in ("万", "亿"):
        unit, factor = scale + unit, Decimal(1)
    kind = Kind.MULTIPLE if unit == "倍" else Kind.CODE if unit == "号" else Kind.NUMBER
    hedge = after if after is not Hedge.EXACT else _hedge_before(text, start)
    return _make(start, end, number * factor, kind, unit=unit, hedge=hedge, step=step * factor, whole_end=at)


def _english(raw: str) -> Decimal | None:
    total = Decimal(0)
    for word in re.split(r"[\s-]+", raw.lower()):
        if word in WORDS:
            total += WORDS[word]
        elif word in ENGLISH_SCALES:
            total = (total or Decimal(1)) * ENGLISH_SCALES[word]
    return total


def _step(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) and exponent < 0 else Decimal(1)


@lru_cache(maxsize=1)
def _hedges() -> tuple[tuple[tuple[Hedge, re.Pattern[str]], ...], tuple[tuple[Hedge, re.Pattern[str]], ...]]:
    before = tuple((h, re.compile(rf"(?:{p})\s*$", re.IGNORECASE)) for h, p in BEFORE)
    after = tuple((h, re.compile(rf"\s*(?:{p})", re.IGNORECASE)) for h, p in AFTER)
    return before, after


def _hedge_before(text: str, start: int) -> Hedge:
    window = text[max(0, start - 16) : start]
    for hedge, pattern in _hedges()[0]:
        if pattern.search(window):
            return hedge
    return Hedge.EXACT


def _hedge_after(text: str, end: int) -> tuple[int, Hedge]:
    for hedge, pattern in _hedges()[1]:
        match = pattern.match(text, end)
        if match:
            return match.end(), hedge
    return end, Hedge.EXACT
