"""What a question of the prose is about, once its body, its year and its idle words are taken away.

A want is a set of alternatives, one of which a sentence must hold to support an answer. English words are carried
over to Chinese by the synonyms of `topics.yaml`, since the reports are Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from corpus import divisions
from corpus.models import Model, Report
from corpus.normalize import simplify
from qa import topics

SUFFIXES = (
    "自治县",
    "自治州",
    "自治区",
    "自治旗",
    "地区",
    "新区",
    "省",
    "市",
    "县",
    "区",
    "旗",
    "盟",
    "州",
    "镇",
    "乡",
)
MIN_NAME = 2
LOOSE_SHARE = 0.6  # of a run's character pairs must stand in the sentence where the run itself does not
PARTICLES = "的了过着和与及或吗呢吧"  # never inside a word that matters
BODY_ENDING = re.compile(r"(?:人民政府|政府)?(?:办公室|办公厅)?$")
YEARS = re.compile(r"(?:19|20)\d{2}(?:\s*年(?:度)?)?|[一二][零〇○九][零〇○一二三四五六七八九]{2}年(?:度)?")
HAN = re.compile(r"[\u3400-\u9fff]{2,}")
LATIN = re.compile(r"[a-z][a-z'’\-]*[a-z]|\d[\d.+]*[a-z]?|[a-z]\+\w+")
MENTIONS_ZH = re.compile(
    r"(?:提到|提及|谈到|谈及|说到|写到|讲到|提过)[了过]?(?P<what>[^，。,？?！!；;]{2,40}?)"
    r"(?:的(?:报告|年报|机关|单位|部门|县|市|区|地方|政府|有|是)[^，。]*|了?[吗呢吧么]|没有|的|了)?\s*(?:$|[，。,？?！!；;])"
)
MENTIONS_EN = re.compile(
    r"\b(?:mention(?:s|ed|ing)?|refer(?:s|red|ring)? to|talk(?:s|ed)? about|speaks? of)\s+(?P<what>[^?.!;]{2,60}?)"
    r"(?:\s+(?:in|for)\s+(?:the\s+|its\s+|their\s+)?(?:(?:19|20)\d\d|(?:annual\s+)?reports?)\b.*)?\s*(?:$|[?.!;])"
)
ARTICLE = re.compile(r"^(?:an?|the|any|its|their|some)\s+")
TOGETHER = re.compile(r"以及|和|、|\band\b")
ENDINGS = ("'s", "’s", "ings", "ing", "ied", "ies", "ed", "es", "s")


class Want(Model):
    """`names`: any of them, found as a substring of the simplified text. `loose`: most of its pairs will do."""

    names: tuple[str, ...]
    loose: bool = False

    def met_by(self, text: str) -> bool:
        if any(name in text for name in self.names):
            return True
        return self.loose and any(_overlap(name, text) >= LOOSE_SHARE for name in self.names)


def _overlap(run: str, text: str) -> float:
    pairs = [run[i : i + 2] for i in range(len(run) - 1)]
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0


def wants(
    question: str, reports: Sequence[Report] = (), *, known_topic: topics.Topic | None = None
) -> tuple[Want, ...]:
    """What a sentence must speak of. The topic's own words are left out: the topic looks for them by itself."""
    text = without_names(simplify(question).lower(), reports)
    text = YEARS.sub(" ", text)
    found, text = _by_synonym(text, known_topic)
    if known_topic is not None:
        if known_topic.narrow is not None:
            found += [Want(names=(word,)) for word in re.findall(known_topic.narrow, text)]
        text = re.sub("|".join(f"(?:{a})" for a in (*known_topic.ask, *known_topic.words)), " ", text)
    found += [Want(names=(run,), loose=True) for run in _runs(text)]
    if known_topic is None or re.search(r"[\u3400-\u9fff]", question):
        found += [Want(names=(w,)) for w in LATIN.findall(text) if _bare(w) not in _idle() and w not in _idle()]
    return tuple(dict.fromkeys(found))


def _runs(text: str) -> list[str]:
    """Runs of Chinese left when idle words are gone: long ones anywhere, single characters only at the edges."""
    for word in topics.load().stop_zh:
        if len(word) > 1 or word in PARTICLES:
            text = text.replace(word, " ")
    edges = "".join(word for word in topics.load().stop_zh if len(word) == 1)
    return [run for part in HAN.findall(text) if len(run := part.strip(edges)) >= MIN_NAME]


def without_names(text: str, reports: Sequence[Report]) -> str:
    """`text` (simplified, lower case) without the names of the bodies and places that the reports are of."""
    for name in sorted(_names(reports), key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(name)}\b", " ", text) if name.isascii() else text.replace(name, " ")
    return text


def _names(reports: Iterable[Report]) -> set[str]:
    found: set[str] = set()
    for report in reports:
        body = report.body
        for name in (body.name, body.division, body.prefecture, body.province):
            if name:
                found |= _forms(simplify(name).lower())
        if body.division_code is not None:
            found |= _english(body.division_code)
        if body.name:
            found |= _forms(BODY_ENDING.sub("", simplify(body.name).lower()))
    return found


@lru_cache(maxsize=4096)
def _english(code: str) -> frozenset[str]:
    """The English names of a division: Yindu District, Yindu (the readings that pinyin alone gets wrong)."""
    division = divisions.by_code(code)
    if division is None:
        return frozenset()
    names = (divisions.english_name(division).lower(), divisions.english_short(division).lower())
    return frozenset(name for name in names if name.isascii())


@lru_cache(maxsize=4096)
def _forms(name: str) -> frozenset[str]:
    """A name, its short form, and both in pinyin."""
    if len(name) < MIN_NAME:
        return frozenset()
    forms = {name}
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= MIN_NAME:
            forms.add(name.removesuffix(suffix))
            break
    if len(name) <= len("呼伦贝尔市") + 1:
        from pypinyin import lazy_pinyin

        forms |= {"".join(lazy_pinyin(form)) for form in set(forms)}
    return frozenset(forms)


def _by_synonym(text: str, known_topic: topics.Topic | None) -> tuple[list[Want], str]:
    """Wants for the terms that the synonyms know, and the text without them."""
    found: list[Want] = []
    for name, line in _lines():
        if name not in text:
            continue
        pattern = rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])" if name.isascii() else re.escape(name)
        if re.search(pattern, text):
            text = re.sub(pattern, " ", text)
            want = Want(names=chinese(line))
            if known_topic is None or not _is_topic(want, known_topic) or _narrows(want, known_topic):
                found.append(want)
    return found, text


def _is_topic(want: Want, topic: topics.Topic) -> bool:
    return any(re.search(group, name) for name in want.names for group in topic.words)


def _narrows(want: Want, topic: topics.Topic) -> bool:
    """Whether it is one thing among those that the topic covers: 微信 among the new media."""
    return topic.narrow is not None and any(re.search(topic.narrow, name) for name in want.names)


def chinese(line: Sequence[str]) -> tuple[str, ...]:
    """The names of a synonym line that a Chinese report could print."""
    return tuple(name for name in line if not re.search(r"[a-z]", name)) or tuple(line)


@lru_cache(maxsize=1)
def _lines() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(name, its line), longest name first."""
    pairs = [(simplify(name), line) for line in topics.load().synonyms for name in line]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0])))


@lru_cache(maxsize=1)
def _idle() -> frozenset[str]:
    return frozenset(topics.load().stop_en)


def _bare(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > MIN_NAME:
            return word.removesuffix(ending)
    return word


def names_of(term: str) -> tuple[str, ...]:
    """The Chinese names of a term: itself, simplified, and what its synonym line prints; an English one carried over."""
    folded = simplify(term).lower().strip().strip("“”\"'‘’《》「」 ")
    if not folded:
        return ()
    for name, line in _lines():
        if name in (folded, _bare(folded)):
            if re.search(r"[\u3400-\u9fff]", folded):
                return (folded, *(n for n in chinese(line) if folded in n and n != folded))
            return chinese(line)
    return (folded,)


def mentioned(question: str) -> tuple[str, ...]:
    """What a question asks whether the reports mention, as it stands: 提到了村务公开小程序. Empty where it does not ask."""
    folded = simplify(question).strip()
    found = MENTIONS_ZH.search(folded) or MENTIONS_EN.search(folded.lower())
    if found is None:
        return ()
    parts = [_bare_term(part) for part in TOGETHER.split(found["what"])]
    whole = all(len(part) >= MIN_NAME for part in parts)  # 和谐 is no list
    return tuple(parts) if whole else (_bare_term(found["what"]),)


def _bare_term(text: str) -> str:
    return ARTICLE.sub("", text.strip(" “”\"'‘’《》「」"))


def mentionable(term: str) -> tuple[tuple[str, ...], ...]:
    """What must stand in a sentence that mentions a term: the names of each thing that it is made of."""
    names = names_of(term)
    if all(name.isascii() for name in names) and re.search(r"[a-z]", term.lower()):
        wants, rest = _by_synonym(term.lower(), None)
        left = [word for word in LATIN.findall(rest) if word not in _idle() and _bare(word) not in _idle()]
        if wants and not left:
            return tuple(want.names for want in wants)
    return (names,)


def by_synonym(text: str) -> tuple[list[Want], str]:
    """Wants for the terms of `text` (lower case) that the synonyms know, and the text without them."""
    return _by_synonym(text, None)


def idle(word: str) -> bool:
    """Whether an English word says nothing of what is asked."""
    return word in _idle() or _bare(word) in _idle()


def carried(question: str) -> str:
    """The question with the Chinese names of its topic and of the terms it names in English: the reports are Chinese."""
    text = simplify(question).lower()
    topic = topics.match(question)
    names = [name for want in _by_synonym(text, None)[0] for name in want.names]
    return " ".join(dict.fromkeys((question, *((topic.zh,) if topic else ()), *names)))
