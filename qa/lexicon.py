"""The words of questions, read from `qa/data/*.yaml`: every term that stands in a text, with its class and data.

Chinese terms are matched character by character on the simplified text; English ones word by word (a plural s and
hyphens do not matter). Nothing here decides between overlapping terms: `qa.link` does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any

from corpus import catalogue
from corpus.models import Model
from corpus.normalize import fold
from corpus.resources import read_yaml
from qa import inflect

CHATTER = "chatter"
WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+(?:[.,]\d+)*", re.IGNORECASE)
MIN_TYPO_LENGTH = 6  # shorter English words are not corrected: too many real words are one letter away
TYPO_DISTANCE = 1
SHARED_LABELS = ("其他", "总计")  # labels that several rows of the form share


class Term(Model):
    """A word of the lexicon. `cls` is its class (measure, applicant, which, …), `data` what it stands for."""

    cls: str
    text: str
    data: Mapping[str, Any]


class Word(Model):
    """An English word of a text; `stem` is what the lexicon knows it by."""

    start: int
    end: int
    stem: str


class Hit(Model):
    """A term found at `start:end`."""

    start: int
    end: int
    term: Term


class Lexicon:
    """All terms, indexed for one pass over a text."""

    def __init__(self, terms: list[Term], measures: Mapping[str, Any]) -> None:
        self.measures = measures
        self._chinese: dict[str, Term] = {}
        self._english: dict[tuple[str, ...], Term] = {}
        for term in terms:
            if term.text.isascii() and WORD.search(term.text):
                self._english.setdefault(_stems(term.text), term)
            else:
                self._chinese.setdefault(fold(term.text), term)
        self._lengths: dict[str, list[int]] = {}
        for text in self._chinese:
            self._lengths.setdefault(text[0], []).append(len(text))
        for sizes in self._lengths.values():
            sizes[:] = sorted(set(sizes), reverse=True)
        self._longest = max(len(stems) for stems in self._english)
        self.vocabulary = frozenset(stem for stems in self._english for stem in stems)

    def find(self, text: str, corrected: Mapping[int, str] | None = None) -> list[Hit]:
        """Every term in `text` (simplified, lower case), overlaps included.

        `corrected` gives a stem to read in place of the English word that starts at an offset.
        """
        hits = [
            Hit(start=at, end=at + size, term=self._chinese[text[at : at + size]])
            for at, char in enumerate(text)
            for size in self._lengths.get(char, ())
            if at + size <= len(text) and text[at : at + size] in self._chinese
        ]
        words = split_words(text, corrected)
        for first in range(len(words)):
            for count in range(1, min(self._longest, len(words) - first) + 1):
                term = self._english.get(tuple(w.stem for w in words[first : first + count]))
                if term is not None and _joined(text, words[first : first + count]):
                    hits.append(Hit(start=words[first].start, end=words[first + count - 1].end, term=term))
        return hits

    def correct(self, word: str) -> str | None:
        """The one stem of the lexicon that is a slip away from `word`, or None."""
        from rapidfuzz.distance import OSA

        stem = _stem(word)
        if len(stem) < MIN_TYPO_LENGTH or stem in self.vocabulary:
            return None
        near = [
            known
            for known in self.vocabulary
            if known[0] == stem[0]  # slips are seldom made in the first letter: a docket is no rocket
            and abs(len(known) - len(stem)) <= TYPO_DISTANCE
            and len(known) >= MIN_TYPO_LENGTH - 1
            and OSA.distance(known, stem, score_cutoff=TYPO_DISTANCE) <= TYPO_DISTANCE
        ]
        return near[0] if len(near) == 1 else None

    def sounds_like(self, text: str) -> str | None:
        """The one measure or applicant term of the same length that sounds as `text` and shares a character."""
        same = [
            known
            for known in _by_sound(self).get(_sound(text), ())
            if known != text and any(a == b for a, b in zip(known, text, strict=True))
        ]
        return same[0] if len(same) == 1 else None

    def chinese_terms(self, *classes: str) -> list[str]:
        return [text for text, term in self._chinese.items() if term.cls in classes]

    def is_noun(self, text: str) -> bool:
        """Whether `text` is by itself a common noun for bodies (城区), not only a name."""
        term = self._chinese.get(text)
        return term is not None and term.cls == "noun"


def split_words(text: str, corrected: Mapping[int, str] | None = None) -> list[Word]:
    """The English words and Arabic numbers of a lower-case text."""
    fixes = corrected or {}
    return [Word(start=m.start(), end=m.end(), stem=fixes.get(m.start()) or _stem(m[0])) for m in WORD.finditer(text)]


def _joined(text: str, words: list[Word]) -> bool:
    """Only spaces and hyphens stand between the words of a term."""
    return all(text[a.end : b.start].strip(" -\n\t,.'’()+/:") == "" for a, b in pairwise(words))


def _stems(text: str) -> tuple[str, ...]:
    return tuple(_stem(m[0]) for m in WORD.finditer(text.lower()))


@lru_cache(maxsize=1 << 14)
def _stem(word: str) -> str:
    """Without a plural ending; the same for lexicon and text, so that it need not be a real word."""
    if len(word) <= 3 or word.endswith(("ss", "us", "is", "'s")):
        return word.removesuffix("'s") if len(word) > 3 else word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    return word.removesuffix("s")


@lru_cache(maxsize=4096)
def _sound(text: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(text))


@lru_cache(maxsize=2)
def _by_sound(lexicon: Lexicon) -> Mapping[tuple[str, ...], list[str]]:
    sounds: dict[tuple[str, ...], list[str]] = {}
    for text in lexicon.chinese_terms("measure", "applicant"):
        if 2 <= len(text) <= 4:
            sounds.setdefault(_sound(text), []).append(text)
    return sounds


@lru_cache(maxsize=16)
def read_data(name: str) -> Any:
    """A file of `qa/data`, parsed. Not to be changed by the caller."""
    return read_yaml("qa.data", name)


@lru_cache(maxsize=1)
def load() -> Lexicon:
    """The lexicon that ships with the program."""
    measures = read_data("measures.yaml")
    terms: list[Term] = []
    for entry in measures["terms"]:
        data = {key: entry[key] for key in ("facets", "reads", "alternatives", "weak") if key in entry}
        terms += [Term(cls="measure", text=str(t), data=data) for t in _words(entry)]
    terms += _catalogue_terms(measures["rates"])
    for name in ("signals.yaml", "outside.yaml", "prose.yaml"):
        for entry in read_data(name)["terms"]:
            terms += [Term(cls=entry["class"], text=str(t), data=entry.get("data") or {}) for t in _words(entry)]
    chatter = read_data("chatter.yaml")
    terms += [Term(cls=CHATTER, text=str(t), data={}) for t in _words(chatter)]
    return Lexicon(terms, measures)


@lru_cache(maxsize=1)
def expressions() -> tuple[tuple[str, dict[str, Any], re.Pattern[str]], ...]:
    """Words that only an expression finds: their class, what they stand for (with the ordinals), and the expression."""
    raw = read_data("signals.yaml")
    slots = {"{zh}": raw["numbers"]["zh"], "{en}": raw["numbers"]["en"], "{ord}": "|".join(raw["ordinals"])}
    measures = read_data("measures.yaml")
    rows = [(row["class"], row.get("data", {}), row["re"]) for row in raw["patterns"]]
    rows += [("measure", {"facets": row["facets"]}, row["re"]) for row in measures["patterns"]]
    found = []
    for cls, data, expression in rows:
        for slot, words in {**slots, "{not}": measures["not"]}.items():
            expression = expression.replace(slot, words)
        found.append((cls, {**data, "ordinals": raw["ordinals"]}, re.compile(expression)))
    return tuple(found)


def _catalogue_terms(rates: Mapping[str, str]) -> list[Term]:
    """Every indicator by its full name, as answers and suggested questions print it, and by its label in the form."""
    same = {f"rate.{key.removeprefix('outcome.')}": value for key, value in rates.items() if key.startswith("outcome.")}
    found: list[Term] = []
    for indicator in catalogue.load().indicators:
        names = {indicator.name, indicator.en}
        if indicator.table == 3 and indicator.label not in SHARED_LABELS:
            names |= {indicator.label, f"{indicator.group or ''}{indicator.label}"}
        data = {"facets": {"id": same.get(indicator.id, indicator.id)}}
        found += [Term(cls="measure", text=name.lower(), data=data) for name in sorted(names) if len(name) > 2]
    return found


def _words(entry: Mapping[str, Any]) -> list[str]:
    words = [*(entry.get("zh") or ()), *(entry.get("en") or ())]
    words += [form for verb in entry.get("verbs") or () for form in inflect.forms(verb)]
    if bad := [word for word in words if not isinstance(word, str)]:
        raise ValueError(f"words that YAML does not read as text, to be quoted: {bad}")
    return [word.lower() for word in words]
