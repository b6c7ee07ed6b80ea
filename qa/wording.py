"""The proof of a model's wording: every clause of it is read by the program and held against its evidence.

Strict, because falling back costs nothing. A figure must be that of the body, the year and the measure that stand with
it; only those who lead may be called first, all of them; whatever else compares, denies, limits, explains or judges
must stand in the composed text as it is; prose is retold by whole clauses; and no word may come from nowhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from corpus.normalize import compact
from qa import lexicon
from qa.answer import FactEvidence
from qa.derive import plain
from qa.directory import Directory
from qa.link import Linked, Mention, language_of, link
from qa.measures import read_measures
from qa.phrasing import CLAUSE, FIGURE, Basis, Claim, PassageItem, Phrasing
from qa.verify import numerals

LEAST_KEPT = 4  # characters of a clause of prose that is retold
SENTENCE = re.compile(r"[。！!？?\n]")
PASSAGE_CLAUSE = re.compile(r"[，,；;。！!？?\n：:]")
QUOTED = re.compile(r"「([^」]*)」|“([^”]*)”|\"([^\"]*)\"|『([^』]*)』")
OF_CASES = re.compile(
    r"\s*(?:[件起宗份项、，。；：）)和与及]|$)|\s+[a-z(]|[,.;)]", re.IGNORECASE
)  # what may follow a count
SCALE = re.compile(r"\s*(?:[万亿千百]|thousand|million|billion|hundred|0,000)")
NOUN_GAP = 3  # characters between a figure and a noun for bodies that it would count
# What a clause of figures may mention besides bodies, years, measures and numbers.
PLAIN_WORDS = frozenset({
    "body", "year", "number", "measure", "applicant", "other_word", "counter", "how_many", "noun", "with_values", "have",
    "every", "exists", "superlative", "report_noun", "all", "compare", "between",
})  # fmt: skip


@lru_cache(maxsize=1)
def _words() -> dict[str, re.Pattern[str]]:
    raw = lexicon.read_data("wording.yaml")
    joined = raw["relation"].replace(" ", "") + "|" + rf"\b(?:{raw['relation_en'].replace('| ', '|')})\b"
    patterns = {
        "more": raw["superlative"]["more"], "less": raw["superlative"]["less"], "tie": raw["tie"],
        "spread": raw["spread"], "relation": joined, "framing": raw["framing"], "governs": raw["governs"], "agency": raw["agency"], "glue": raw["glue"] + rf"|\b(?:{raw['glue_en']})\b",
    }  # fmt: skip
    return {name: re.compile(expression, re.IGNORECASE) for name, expression in patterns.items()}


def fault_in(phrasing: Phrasing, basis: Basis, directory: Directory) -> str | None:
    """Why a wording may not be shown (a key of `why` in `model.yaml`), or None where all of it is proved."""
    text = " ".join(c.claim for c in phrasing.sentences)
    if not text.isprintable() or "http" in text.lower():
        return "unknown_words"
    if language_of(text) != basis.language:
        return "other_language"
    known = basis.facts.keys() | basis.passages.keys() | basis.sentences.keys()
    checker = _Checker(basis, directory)
    for claim in phrasing.sentences:
        if not set(claim.evidence) <= known:
            return "no_evidence"
        why = checker.sentence(claim)
        if why is not None:
            return why
    ranked = not basis.names_winner or any(_found(name, text) for name in ("more", "less"))
    return None if ranked and all(_said(key, text) for key in basis.key) else "missing_fact"


def _said(key: str, text: str) -> bool:
    if FIGURE.fullmatch(key):
        return key in {n.replace(",", "").rstrip("%") for n in numerals(text)}
    return compact(key) in compact(text)


class _Checker:
    """Checks sentences in order: a clause without a body or a measure speaks of the one before."""

    def __init__(self, basis: Basis, directory: Directory) -> None:
        self.basis, self.directory = basis, directory
        self.bodies: list[Mention] = []
        self.measures: set[tuple[str | None, str]] = set()
        self.years: set[int] = set()
        self.lead_bodies = {_identity(m) for m in link(basis.lead, directory).of("body")}

    def sentence(self, claim: Claim) -> str | None:
        passages = [self.basis.passages[i] for i in claim.evidence if i in self.basis.passages]
        self.stated: set[tuple[str, str, str]] = set()
        texts = [self.basis.sentences[i] for i in claim.evidence if i in self.basis.sentences]
        printed = {n for text in texts for n in numerals(text)}
        facts = [
            f for i, f in self.basis.facts.items()
            if i in claim.evidence or (f.value is not None and plain(f.value) in {n.rstrip("%") for n in printed})
        ]  # fmt: skip
        if any(_bare(claim.claim) == _bare(text) for text in texts):
            return None  # the composed sentence itself
        rest = claim.claim
        for match in QUOTED.finditer(claim.claim):
            quote = next(g for g in match.groups() if g is not None)
            if not quote or not any(_flat(quote) in _flat(p.quote) for p in passages):
                return "altered_quote"
            rest = rest.replace(match[0], "，")
        if passages and not any(i in self.basis.facts for i in claim.evidence):
            return self._retold(rest, passages, texts)
        for clause in (c for c in CLAUSE.split(rest) if c and c.strip(" \t。.")):
            why = self._clause(clause, facts, texts)
            if why is not None:
                return why
        return None

    # -- figures --------------------------------------------------------------------------------------------------

    def _clause(self, clause: str, facts: Sequence[FactEvidence], texts: Sequence[str]) -> str | None:
        linked = link(clause, self.directory)
        bodies = list(linked.of("body"))
        if bodies and any(_bare(clause) == _bare(piece) for text in texts for piece in CLAUSE.split(text)):
            self._remember(linked)
            return None
        if not facts:
            return "no_evidence"
        if any(not self._known(m, facts) for m in bodies):
            return "unknown_name"
        proved = " ".join(m for name in ("more", "less", "tie", "spread") for m in _found(name, clause))
        names = _bare(" ".join(f.label for f in facts))
        if not all(_bare(w) in names or w in proved for w in linked.unexplained):
            return "unknown_words"
        allowed = PLAIN_WORDS | ({"aggregate"} if self._sums_one(linked) else set())
        if _found("tie", clause):  # proved below: the figures are equal
            allowed = allowed | {"same"}
        spots = _values(linked)
        ends = [end for _, end, _ in spots]
        counted = any(
            0 <= m.start - end <= NOUN_GAP for m in linked.of("noun", "report_noun") for end in ends
        )  # 41 counties
        if counted or any(m.cls not in allowed for m in linked.mentions):
            return "unproved_relation"
        why = self._relations(clause, linked, facts, bool(spots))
        if why is None and not _only_glue(clause, linked):
            why = "unknown_words"
        if why is None:
            why = self._figures(linked, facts)
        self._remember(linked)
        return why

    def _sums_one(self, linked: Linked) -> bool:
        """Whether words of summing (共, in total) are about one body's own figure."""
        sums = all(m.data.get("function") == "sum" for m in linked.of("aggregate"))
        return sums and len(linked.of("body") or self.bodies) == 1

    def _known(self, mention: Mention, facts: Sequence[FactEvidence]) -> bool:
        return any(self._is(mention, fact) for fact in facts)

    def _is(self, mention: Mention, fact: FactEvidence) -> bool:
        """Whether a name means the body of a fact; a bare division its government, unless the composed text says so."""
        named = mention.body
        if named is None:
            return False
        if any(b.name == fact.body and b.division_code == fact.division_code for b in named.held):
            return True
        if named.held or fact.division_code not in [d.code for d in named.divisions]:
            return False
        if named.kind is not None:
            return named.kind.value == fact.body_kind and named.own
        return named.own and (fact.body_kind == "government" or _identity(mention) in self.lead_bodies)

    def _relations(self, clause: str, linked: Linked, facts: Sequence[FactEvidence], figures: bool) -> str | None:
        """Superlatives of the winners, ties of equal figures; any other relation is not proved."""
        words = _words()
        left = _blanked(clause, linked, "body", "measure", "applicant", "year", "aggregate")
        more, less = bool(words["more"].search(left)), bool(words["less"].search(left))
        tie = bool(words["tie"].search(left))
        for name in ("more", "less", "tie", "spread"):
            left = words[name].sub(" ", left)
        if words["relation"].search(left) or words["agency"].search(clause):
            return "unproved_relation"
        measures = {(a.indicator, a.applicant) for a in read_measures(linked)}
        if not measures <= {(f.indicator, f.applicant) for f in facts}:
            return "wrong_subject"
        if linked.has("compare") and not tie:
            return "unproved_relation"
        bodies, measures = list(linked.of("body")) or self.bodies, measures or self.measures
        if tie and not self._equal(bodies, measures, facts):
            return "unproved_relation"
        if (more or less) and not self._lead(more, less, bodies, measures, facts):
            return "unproved_relation"
        stated = figures or more or less or tie
        return None if stated or not linked.has("measure", "applicant", "other_word") else "unproved_relation"

    def _equal(
        self, bodies: Sequence[Mention], measures: set[tuple[str | None, str]], facts: Sequence[FactEvidence]
    ) -> bool:
        """Whether the bodies named, two or more, all have the same one figure."""
        own = [{f.value for f in facts if self._is(b, f) and self._about(f, measures)} for b in bodies]
        distinct = {_identity(b) for b in bodies}
        return len(distinct) > 1 and all(len(values) == 1 for values in own) and len(set().union(*own)) == 1

    def _about(self, fact: FactEvidence, measures: set[tuple[str | None, str]]) -> bool:
        return (fact.indicator, fact.applicant) in measures if measures else True

    def _lead(
        self, more: bool, less: bool, bodies: Sequence[Mention], measures: set[tuple[str | None, str]],
        facts: Sequence[FactEvidence],
    ) -> bool:  # fmt: skip
        """Whether the bodies named are all of the first place of the ranking, by its measure and in its direction."""
        if more is less or more is not self.basis.descending or not measures <= {self.basis.ranked}:
            return False
        winners = {compact(n) for n in self.basis.winners}
        first = [f for f in facts if {compact(f.body or ""), compact(f.division or "")} & winners]
        first = [f for f in first if (f.indicator, f.applicant) == self.basis.ranked]
        named = {f.report_id for f in first if any(self._is(m, f) for m in bodies)}
        own = bool(bodies) and all(any(self._is(m, f) for f in first) for m in bodies)
        return own and named == {f.report_id for f in first}  # all who tie, not one of them

    def _figures(self, linked: Linked, facts: Sequence[FactEvidence]) -> str | None:
        """Every numeral is a year asked of, or the value of the fact whose body, year and measure stand with it."""
        spots = _values(linked)
        years = {int(m.value) for m in linked.of("year") if m.value is not None}
        if not years <= {f.year for f in facts}:
            return "wrong_subject"
        written = len(numerals(_blanked(linked.question, linked, "year", "body", "measure", "applicant", "aggregate")))
        if written != len(spots):
            return "unproved_number"
        measures = {(a.indicator, a.applicant) for a in read_measures(linked)}
        if len(measures) > 1 and spots:
            return "wrong_subject"
        bodies = list(linked.of("body"))
        if spots and bodies and max(b.end for b in bodies) > spots[-1][0]:
            return "wrong_subject"
        at = 0
        group = self.bodies
        for start, end, value in spots:
            here = [b for b in bodies if at <= b.start < start]
            if bodies and not here and at == 0:
                return "wrong_subject"
            group = here or group
            why = self._value(
                value, linked.question[end:], group, years or self.years, measures or self.measures, facts
            )
            if why is not None:
                return why
            at = end
        return None

    def _value(
        self, value: Decimal, after: str, bodies: Sequence[Mention], years: set[int],
        measures: set[tuple[str | None, str]], facts: Sequence[FactEvidence],
    ) -> str | None:  # fmt: skip
        same = [f for f in facts if f.value == value and _unit_fits(f.unit, after)]
        if not same:
            return "unproved_number"
        everything = list(self.basis.facts.values())
        if not measures and len({(f.indicator, f.applicant) for f in everything}) > 1:
            return "wrong_subject"
        if not bodies and len({f.report_id for f in everything}) > 1:
            return "wrong_subject"
        if not years and len({f.year for f in everything}) > 1:
            return "wrong_subject"
        fits = [
            f for f in same
            if (not years or f.year in years) and (not measures or (f.indicator, f.applicant) in measures)
        ]  # fmt: skip
        if len(years) > 1 or not fits:
            return "wrong_subject"
        owned = [next((f for f in fits if self._is(body, f)), None) for body in bodies]
        stated = {(f.report_id, f.indicator, f.applicant) for f in owned if f is not None}
        if None in owned or stated & self.stated:
            return "wrong_subject"  # also one body told twice in a list, in the place of another
        self.stated |= stated
        return None

    def _remember(self, linked: Linked) -> None:
        self.bodies = list(linked.of("body")) or self.bodies
        self.measures = {(a.indicator, a.applicant) for a in read_measures(linked)} or self.measures
        self.years = {int(m.value) for m in linked.of("year") if m.value is not None} or self.years

    # -- prose ----------------------------------------------------------------------------------------------------

    def _retold(self, text: str, passages: Sequence[PassageItem], texts: Sequence[str]) -> str | None:
        """Prose retold: each clause is a whole clause of the passage, or the composed text's own."""
        for clause in (c for c in PASSAGE_CLAUSE.split(text) if _bare(c)):
            if any(_bare(clause) == _bare(piece) for t in texts for piece in PASSAGE_CLAUSE.split(t)):
                continue
            linked = link(clause, self.directory)
            framed = self._framed(linked, passages)
            left = _blanked(clause, linked, "body") if framed else clause
            if any(_selected(left, p.quote) for p in passages):
                continue
            framing = _words()["framing"].sub("", _bare(_blanked(left, linked, "year", "body")))
            if framing or numerals(_blanked(clause, linked, "year")):
                return "unknown_words"
            if not framed:
                return "unknown_name"
        return None

    def _framed(self, linked: Linked, passages: Sequence[PassageItem]) -> bool:
        """Whether the bodies and years of a clause are those whose passages are quoted."""
        owners = {_identity(m) for p in passages for m in link(p.body, self.directory).of("body")}
        years = {int(m.value) for m in linked.of("year") if m.value is not None}
        own = all(_identity(m) in owners or _identity(m) in self.lead_bodies for m in linked.of("body"))
        return own and years <= {p.year for p in passages}


def _only_glue(clause: str, linked: Linked) -> bool:
    """Whether nothing stands in a clause besides what was read and proved, and words that only join it."""
    words = _words()
    classes = ("body", "year", "measure", "applicant", "number", "counter", "superlative", "aggregate")
    ranks = words["more"].search(clause) or words["less"].search(clause)
    left = _blanked(clause, linked, *classes, *(("noun",) if ranks else ()))
    for name in ("more", "less", "tie", "spread", "glue"):
        left = words[name].sub(" ", left)
    return not re.search(r"\w", FIGURE.sub(" ", unicodedata.normalize("NFKC", left)))


def _found(name: str, clause: str) -> list[str]:
    return [m[0].lower() for m in _words()[name].finditer(clause)]


def _identity(mention: Mention) -> tuple[tuple[str, ...], str | None]:
    named = mention.body
    if named is None:
        return (), None
    codes = [d.code for d in named.divisions] or [f"{b.division_code}:{b.name}" for b in named.held]
    return tuple(codes), named.kind.value if named.kind else None


def _values(linked: Linked) -> list[tuple[int, int, Decimal]]:
    """Where a clause writes figures in digits that are no years and no part of a name."""
    text = unicodedata.normalize("NFKC", linked.question)
    if len(text) != len(linked.question):
        return []
    taken = [(m.start, m.end) for m in linked.of("year", "body", "measure", "applicant")]
    found = []
    for match in FIGURE.finditer(text):
        if all(match.end() <= start or match.start() >= end for start, end in taken):
            found.append((match.start(), match.end(), Decimal(match[0].replace(",", ""))))
    return found


def _unit_fits(unit: str, after: str) -> bool:
    """The unit behind a figure is the fact's: a share has its sign, 万元 stays 万元, and nothing is scaled."""
    percent = bool(re.match(r"\s*(?:%|％|percent|per cent)", after))
    if percent or unit == "%":
        return percent and unit == "%"
    if unit == "万元":
        return bool(re.match(r"\s*万元", after))
    if not OF_CASES.match(after):
        return False
    return not SCALE.match(after) and not re.match(r"\s*(?:元|yuan|RMB)", after)


def _blanked(text: str, linked: Linked, *classes: str) -> str:
    """`text` with the mentions of these classes blanked out, offsets kept."""
    out = list(text)
    for mention in linked.of(*classes):
        out[mention.start : mention.end] = " " * (mention.end - mention.start)
    return "".join(out)


def _bare(text: str) -> str:
    """Text for comparing words: simplified, lower case, without spaces and punctuation; numbers keep point and sign."""
    joined = re.sub(r"(?<=\d),(?=\d)", "", compact(text).lower())
    return re.sub(r"(?<!\d)\.|\.(?!\d)|-(?!\d)|[^\w%.-]+", "", joined)


def _flat(text: str) -> str:
    return re.sub(r"[\s#*|]+", "", text)


def _selected(clause: str, quote: str) -> bool:
    """Whether a clause is a whole clause of the source, which nothing before it in its sentence denies or supposes."""
    said = _light(clause)
    governed = _words()["governs"]
    for sentence in SENTENCE.split(quote):
        at = 0
        for piece in PASSAGE_CLAUSE.split(sentence):
            if len(said) >= LEAST_KEPT and said == _light(piece) and not governed.search(sentence[:at]):
                return True
            at += len(piece) + 1
    return False


def _light(text: str) -> str:
    """Text without the particles that a retelling may drop."""
    return re.sub("[的了着地得]", "", _bare(text))
