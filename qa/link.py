"""A question as mentions: which words name a measure, an applicant, a body, a year, a number, an operator.

Longest match wins, overlaps are resolved, and what no mention and no idle word accounts for is handed on as
unexplained: a question is only answered from the tables when nothing of it is left over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from unicodedata import normalize

from corpus.models import Model
from corpus.normalize import simplify
from corpus.numerals import WORDS, Kind, Numeral, chinese
from corpus.numerals import find as find_numerals
from qa import lexicon
from qa.carried import directed
from qa.directory import Directory
from qa.hidden_names import hidden_bodies
from qa.lexicon import CHATTER, Hit
from qa.naming import Named, find_bodies
from qa.plan import Language
from qa.targets import reports_of_figures, targets
from qa.whether import asks_whether, of_whether

YEAR_MIN, YEAR_MAX = 1990, 2099
# Which of two candidates of equal length is kept.
PRIORITY = {"body": 0, "pattern": 1, "term": 2, "number": 3, "chatter": 4}
PUNCTUATION = re.compile(r"[^\w]+")
HAN = re.compile(r"[\u4e00-\u9fff]")
ASKS_EN = re.compile(
    r"\b(?:which|what|how|did|does|do|is|was|were|are|the|of|in|who|any|list|show|compare|tell|why)\b", re.I
)
ASKS_ZH = re.compile(r"[哪几吗谁呢么]|多少|有没有|是否|[？]")
# What a number follows that is compared with an amount; a range whose other end is no year is one of amounts.
COMPARED = re.compile(
    r"(?:超过|超出|多于|高于|大于|少于|低于|小于|至少|至多|不足|不到|达到|突破|(?:more|fewer|less|greater|higher|larger|lower) than|over|least|under|at most|exceed(?:s|ed|ing)?|above|below)\s*$"
)
IN_YEAR = re.compile(r"\b(?:in|during|since)\s*$")  # from 300 in 2022 to 41 in 2024
UP_TO = re.compile(r"\s*(?:件|起|份|项|万元)?\s*(?:到|至|和|与|-|—|–|~|and|to)\s*(\d+)")
THROUGHOUT = re.compile(r"\bover\s*$")  # over 2024: in the course of the year, where nothing stands behind it
CLAUSE_ENDS = re.compile(r"\s*(?:[?.!,;:]|$)|(?:\s+(?:and|or|to|through)\s+|\s*[-–—]\s*)(?:19|20)\d\d\b")
FROM = re.compile(r"(\d+)\s*(?:件|起|份|项|万元)?\s*(?:到|至|和|与|-|—|–|~|and|to)\s*$")
UNIT_WORD = re.compile(r"处[罚理]|起诉|部分|件数|个[人体]|项目|份额|本[年级]")  # 2024处罚: no unit but the next word
UNIT = re.compile(r"\s*(?:件|起|宗|份|项|万元|个|%|条|次|家|名|元|人|封)")


# What stands behind a verb of mention: up to a mark, a noun for who mentions it, or where it is mentioned.
OBJECT = re.compile(
    r"(?:过|了|有|有关|关于|到)?\s*(?:(?:a|an|the|any|about|of|its|their)\s+)*[“\"「『《‘']?"
    r"(?P<object>[^？?。；;，,！!\n“”\"「」『』《》‘]{2,40}?)[”\"」』》’']?\s*"
    r"(?=了?[吗呢么？?。；;，,！!]|的(?:县|区|市|旗|报告|机关|单位|部门|地方|有|是|都|乡镇|哪|$)|$|\.\s*$"
    r"|\b(?:in|for|during|by) (?:its|their|the|20|which)|\b(?:and|but) (?:how|which|what))"
)
CITES = ("cite", "cites")
NO_OBJECT = re.compile(
    r"哪|什么|多少|几[个件条]|谁|如何|怎|(?:19|20)\d\d|^(?:by|in|on|for|at|as|from|when|that)\b|\b(?:how|what|which|who|why)\b"
)
LABEL_NUMBER = re.compile(r"(?<!\d)\d{1,2}[.．](?=[\u4e00-\u9fff])")  # 3.其他: the form's own numbering
FISCAL = re.compile(r"\bfy(?=20\d\d\b)")
FISCAL_SHORT = re.compile(r"\bfy(\d\d)\b")
SHORT_YEAR = re.compile(r"[-–/](\d\d)(?!\d)")
SHORT_SPAN = 10  # years
NEXT_NUMBER = re.compile(r" (?:of )?\d")
PEOPLE = ("记者", "编辑部", "编辑", "读者", "网友", "报社")
FILES = re.compile(r"们?(?:来|所|自己|自行)?(?:提交|提出|提起|递交|申请|递|要求公开|要信息|起诉|打官司|告|的申请)")
FROM_WHOM = re.compile(r"(?:来自|由|其中|中|里)$")
ROUND = re.compile(r"[百千万亿](?![一二三四五六七八九十百千万亿\d])")
LIKE = re.compile(r"[和跟与同](?:[^,，。和跟与同]{1,12})$")
BUREAU_END = re.compile(r"[局厅委]")


class Mention(Model):
    """What `text[start:end]` stands for. `cls` is the term's class, or body, year, number."""

    start: int
    end: int
    text: str
    cls: str
    data: Mapping[str, Any] = {}
    body: Named | None = None
    value: Decimal | None = None


class Linked(Model):
    """A question taken apart. `text` is simplified and lower case, offset by offset the question's own."""

    question: str
    text: str
    language: Language
    mentions: tuple[Mention, ...]
    unexplained: tuple[str, ...]
    corrections: tuple[tuple[str, str], ...] = ()

    def of(self, *classes: str) -> tuple[Mention, ...]:
        return tuple(m for m in self.mentions if m.cls in classes)

    def has(self, *classes: str) -> bool:
        return any(m.cls in classes for m in self.mentions)

    def between(self, left: Mention, right: Mention) -> str:
        return self.text[left.end : right.start]


class Candidate(Model):
    start: int
    end: int
    rank: str
    mention: Mention | None


def language_of(text: str) -> Language:
    """The language that the question is asked in: by its function words, else by which script there is more of."""
    han, latin = len(HAN.findall(text)), len(re.findall(r"[A-Za-z]+", text))
    if ASKS_EN.search(text) and not ASKS_ZH.search(text):
        return "en"
    return "zh" if han and han >= latin else "en" if latin else "zh"


def prepare(question: str) -> str:
    """Simplified, half-width, lower case; one character for one. FY24 and FY2024 are years; the form's numbers
    before its labels (3.其他) are none."""
    text = "".join(_plain(c) for c in simplify(question).replace("’", "'"))
    text = LABEL_NUMBER.sub(lambda m: " " * len(m[0]), text)
    return FISCAL_SHORT.sub(r"20\1", FISCAL.sub("  ", text))


def _plain(char: str) -> str:
    """Lower case, and a letter without its tone (Tóngxīn)."""
    if not char.isascii() and (bare := normalize("NFD", char)[0]).isascii() and bare.isalpha():
        return bare.lower()
    return char.lower() if len(char.lower()) == 1 else char


def link(question: str, directory: Directory) -> Linked:
    """All mentions of the question, left to right, without overlaps; slips of the pen are tried where words remain."""
    text = prepare(question)
    bodies = find_bodies(text, directory)
    newest = max(directory.years(), default=None)
    linked = _link(question, text, bodies, {}, (), newest)
    if not linked.unexplained:
        return linked
    hidden = hidden_bodies(linked, directory)
    if hidden:
        bodies = tuple(sorted((*bodies, *hidden), key=lambda b: b.start))
        linked = _link(question, text, bodies, {}, (), newest)
        if not linked.unexplained:
            return linked
    fixes, repaired, said = _repairs(linked)
    return _link(question, repaired, bodies, fixes, said, newest) if said else linked


def _link(
    question: str,
    text: str,
    bodies: tuple[Named, ...],
    fixes: Mapping[int, str],
    said: tuple[tuple[str, str], ...],
    newest: int | None,
) -> Linked:
    words = lexicon.load()
    hits = words.find(text, fixes)
    candidates = _body_candidates(bodies, hits, words) + _term_candidates(hits) + _patterns(text) + _numbers(text)
    candidates = [
        c
        for c in candidates
        if not (
            _of_a_bureau(text, c) or _bounds_the_next(text, c) or of_whether(text, c.mention) or _no_chatter(text, c)
        )
    ]
    kept = _with_object(text, _resolve(candidates))
    told = reports_of_figures(targets(text, tuple(c.mention for c in kept if c.mention is not None)))
    mentions = asks_whether(text, told)
    mentions = _year_ranges(text, directed(text, mentions, newest))
    return Linked(
        question=question, text=text, language=language_of(question), mentions=mentions,
        unexplained=_unexplained(text, [(c.start, c.end) for c in kept]), corrections=said,
    )  # fmt: skip


def _bounds_the_next(text: str, one: Candidate) -> bool:
    """over 200 requests and over 50 lawsuits: the second `and over` bounds the number that follows it."""
    return (
        one.mention is not None
        and one.mention.cls == "comparator_after"
        and NEXT_NUMBER.match(text, one.end) is not None
    )


def _no_chatter(text: str, one: Candidate) -> bool:
    """Words said beside the question that here are of it: 记者提交的申请, 和同心县差不多."""
    if one.rank != "chatter":
        return False
    word = text[one.start : one.end]
    files = word in PEOPLE and (FILES.match(text, one.end) or FROM_WHOM.search(text[: one.start]))
    return bool(files) or (word == "差不多" and LIKE.search(text[: one.start]) is not None)


def _of_a_bureau(text: str, one: Candidate) -> bool:
    """财政 of 财政局: the name of a department, no matter that the reports do not tell."""
    return one.mention is not None and one.mention.cls == "outside" and BUREAU_END.match(text, one.end) is not None


def _with_object(text: str, kept: list[Candidate]) -> list[Candidate]:
    """What is looked for behind a verb of mention (提到了政务公开专区) is words of the prose, whatever else they name."""
    mark = next((c for c in kept if c.mention is not None and c.mention.cls == "mention"), None)
    if mark is not None and mark.mention is not None and mark.mention.text in CITES and _cites_ground(mark, kept):
        return [c.model_copy(update={"mention": None}) if c is mark else c for c in kept]
    found = OBJECT.match(text, mark.end) if mark is not None else None
    if found is None or NO_OBJECT.search(found["object"]):
        return kept
    start, end = found.span("object")
    mention = Mention(start=start, end=end, text=text[start:end], cls="object")
    others = [c for c in kept if c.end <= start or c.start >= end]
    return sorted([*others, Candidate(start=start, end=end, rank="term", mention=mention)], key=lambda c: c.start)


def _cites_ground(mark: Candidate, kept: Sequence[Candidate]) -> bool:
    """Did it cite state secrets to refuse anyone: a ground of refusal, no words of the prose."""
    after = next((c.mention for c in kept if c.start >= mark.end and c.mention is not None), None)
    facets = after.data.get("facets", {}) if after is not None and after.cls == "measure" else {}
    return str(facets.get("aspect", "")).startswith("refused.")


def _body_candidates(bodies: Iterable[Named], hits: list[Hit], words: lexicon.Lexicon) -> list[Candidate]:
    found = []
    for body in bodies:
        clash = any(h.start < body.end and body.start < h.end and h.end - h.start >= 2 for h in hits)
        if words.is_noun(body.text) or (not body.full and not body.held and clash):
            continue
        mention = Mention(start=body.start, end=body.end, text=body.text, cls="body", body=body)
        found.append(Candidate(start=body.start, end=body.end, rank="body", mention=mention))
    return found


def _term_candidates(hits: list[Hit]) -> list[Candidate]:
    found = []
    for hit in hits:
        chat = hit.term.cls == CHATTER
        mention = None if chat else Mention(
            start=hit.start, end=hit.end, text=hit.term.text, cls=hit.term.cls, data=hit.term.data
        )  # fmt: skip
        found.append(Candidate(start=hit.start, end=hit.end, rank="chatter" if chat else "term", mention=mention))
    return found


def _patterns(text: str) -> list[Candidate]:
    found = []
    for cls, data, pattern in lexicon.expressions():
        for match in pattern.finditer(text):
            counts = "n" in pattern.groupindex
            number = _small_number(match["n"], data["ordinals"]) if counts else None
            if counts and number is None:
                continue
            mention = Mention(
                start=match.start(), end=match.end(), text=match[0], cls=cls,
                value=None if number is None else Decimal(number),
                data={k: v for k, v in data.items() if k != "ordinals"},
            )  # fmt: skip
            found.append(Candidate(start=match.start(), end=match.end(), rank="pattern", mention=mention))
    return found


def _small_number(text: str, ordinals: Mapping[str, int]) -> int | None:
    if text.isdigit():
        return int(text)
    if text in ordinals:
        return int(ordinals[text])
    if text in WORDS:
        return int(WORDS[text])
    value = chinese(text)
    return None if value is None else int(value)


def _numbers(text: str) -> list[Candidate]:
    found = []
    for numeral in find_numerals(text):
        if numeral.kind in (Kind.DATE, Kind.CODE) or numeral.raw.strip().lower() in ("one", "一"):
            continue
        if ROUND.match(numeral.raw):
            continue  # 上万件: a pattern tells how much is meant
        if numeral.unit and UNIT_WORD.match(text, numeral.end):
            numeral = numeral.model_copy(update={"unit": ""})
        end = _number_end(text, numeral)
        if _is_year(numeral, text):
            mention = Mention(start=numeral.start, end=end, text=numeral.raw, cls="year", value=numeral.value, data={})
        elif numeral.kind is Kind.ORDINAL:
            continue
        else:
            data = {"kind": numeral.kind.value, "unit": numeral.unit}
            mention = Mention(
                start=numeral.start,
                end=end,
                text=text[numeral.start : end],
                cls="number",
                value=numeral.value,
                data=data,
            )
        found.append(Candidate(start=numeral.start, end=end, rank="number", mention=mention))
    return found


def _number_end(text: str, numeral: Numeral) -> int:
    unit = UNIT.match(text, numeral.end)
    if numeral.kind is Kind.YEAR:
        year = re.compile(r"\s*年度?").match(text, numeral.end)
        return year.end() if year else numeral.end
    return unit.end() if unit and numeral.unit else numeral.end


def _is_year(numeral: Numeral, text: str) -> bool:
    if _counts(numeral, text):
        return False
    if numeral.kind is Kind.YEAR:
        return True
    digits = text[numeral.start : numeral.end].strip()
    return (
        numeral.kind is Kind.NUMBER and not numeral.unit and bool(re.fullmatch(r"(?:19|20)\d\d", digits))
        and YEAR_MIN <= numeral.value <= YEAR_MAX
    )  # fmt: skip


def _counts(numeral: Numeral, text: str) -> bool:
    """Whether 2000 is an amount: 多于2000, over 2000, 在2000到3000之间, between 2000 and 3000."""
    if "年" in text[numeral.start : numeral.end + 2] or IN_YEAR.search(text[: numeral.start]):
        return False
    before, after = text[: numeral.start], text[numeral.end :]
    if COMPARED.search(before):
        return not (THROUGHOUT.search(before) and CLAUSE_ENDS.match(after))
    short = SHORT_YEAR.match(after)
    if short is not None and 0 < int(short[1]) - int(numeral.value) % 100 <= SHORT_SPAN:
        return False  # 2023-24
    other = UP_TO.match(after) or FROM.search(before)
    return other is not None and not YEAR_MIN <= int(other[1]) <= YEAR_MAX


def _cuts_a_name(one: Candidate, names: Sequence[Candidate]) -> bool:
    """Whether a noun begins within a body's name: the "county's government" of "Tongxin County's government website"."""
    noun = one.mention is not None and one.mention.cls == "noun"
    return noun and any(name.start < one.start < name.end < one.end for name in names)


def _resolve(candidates: list[Candidate]) -> list[Candidate]:
    names = [c for c in candidates if c.rank == "body"]
    candidates = [c for c in candidates if not _cuts_a_name(c, names)]
    kept: list[Candidate] = []
    for one in sorted(candidates, key=lambda c: (c.start - c.end, PRIORITY[c.rank], c.start)):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda c: c.start)


def _year_ranges(text: str, mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """`2022到2024` names three years: the first mention of a range carries `until`."""
    out: list[Mention] = []
    for mention in mentions:
        last = next((m for m in reversed(out) if m.cls not in ("follow", "between")), None)
        gap = text[last.end : mention.start].strip() if last else ""
        if last is not None and (short := _short_year(text, last, mention, gap)) is not None:
            del out[out.index(last) :]
            out.append(last.model_copy(update={"end": mention.end, "data": {"until": short}}))
            continue
        if (
            mention.cls == "year" and last is not None and last.cls == "year" and last.value is not None
            and mention.value is not None and last.value < mention.value and "until" not in last.data
            and (gap in ("到", "至", "-", "—", "–", "~", "一", "--", "——", "to", "through", "until", "till", "年到", "年至")
                 or (gap == "and" and re.search(r"between\s*$", text[: last.start])))
        ):  # fmt: skip
            del out[out.index(last) :]
            out.append(last.model_copy(update={"end": mention.end, "data": {"until": int(mention.value)}}))
        else:
            out.append(mention)
    return tuple(out)


def _short_year(text: str, last: Mention, mention: Mention, gap: str) -> int | None:
    """The second year of 2023-24; None where the number is none."""
    digits = text[mention.start : mention.end].strip()
    if last.cls != "year" or mention.cls != "number" or gap not in ("-", "–", "/") or not re.fullmatch(r"\d\d", digits):
        return None
    year = int(last.value or 0)
    meant = year - year % 100 + int(digits)
    return meant if year < meant <= year + SHORT_SPAN else None


def _unexplained(text: str, spans: list[tuple[int, int]]) -> tuple[str, ...]:
    """Runs of Chinese characters, words and digits that stand outside every span."""
    left = list(text)
    for start, end in spans:
        left[start:end] = "\n" * (end - start)
    rest: list[str] = []
    for piece in "".join(left).split("\n"):
        rest += re.findall(r"[\u3400-\u9fff]+|[a-z]+(?:[-'][a-z]+)*|\d+(?:[.,]\d+)*", piece)
    return tuple(word for word in rest if word not in ("s", "t"))


def _repairs(linked: Linked) -> tuple[dict[int, str], str, tuple[tuple[str, str], ...]]:
    """Slips of the pen in what was left unexplained: English words by a letter, Chinese terms by their sound."""
    words, text = lexicon.load(), linked.text
    fixes: dict[int, str] = {}
    said: list[tuple[str, str]] = []
    for piece in linked.unexplained:
        if piece.isascii():
            stem = words.correct(piece)
            at = text.find(piece)
            if stem is not None and at >= 0:
                fixes[at] = stem
                said.append((piece, stem))
    for run in {p for p in linked.unexplained if HAN.match(p)}:
        text, swaps = _resound(text, run, words)
        said += swaps
    return fixes, text, tuple(said)


def _resound(text: str, run: str, words: lexicon.Lexicon) -> tuple[str, list[tuple[str, str]]]:
    """Replace a mis-typed term that overlaps `run` by the one that sounds the same (诉颂 → 诉讼)."""
    at = text.find(run)
    for size in (4, 3, 2):
        for start in range(max(0, at - size + 1), at + len(run)):
            piece = text[start : start + size]
            if len(piece) < size or not HAN.fullmatch(piece[0]):
                continue
            known = words.sounds_like(piece) if all(HAN.match(c) for c in piece) else None
            if known is not None:
                return text[:start] + known + text[start + size :], [(piece, known)]
    return text, []
