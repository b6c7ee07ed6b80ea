"""What stands behind an answer, checked again from its JSON alone: numerals without a source, cells cited wrong.

Nothing of `qa` is used, so that a fault in the program's own gate is seen from outside. `unsourced` reads every numeral
of the text and looks for it in the facts (and plain arithmetic over them), the citations, the coverage, the plan and
the value itself; `misplaced` reads the stored text where a citation points and the labels of its row and column.
"""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from itertools import permutations
from typing import Any, Protocol

from corpus import catalogue
from corpus.normalize import compact

Made = Mapping[str, Any]

NUMERAL = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
ITEM = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十\d]+[、.．])+")
FORM_LABEL = re.compile(r"\(\d\)|table \d|表\d|10,000 yuan", re.IGNORECASE)  # places in the form, a unit
COUNTS_REPORTS = ("partial_coverage",)  # warnings that count the reports of a wider scope
LISTED = 12  # names that a sentence lists before it says how many more there are
PAIRS = 12  # facts of one indicator whose differences and ratios are worked out
CENTS = Decimal("0.01")
HUNDRED = Decimal(100)


class Corpus(Protocol):
    """What a subject shows of its stores: the years and the number of its reports, and their stored texts."""

    @property
    def years(self) -> Sequence[int]: ...

    @property
    def reports(self) -> int: ...

    def text(self, report_id: str) -> str: ...

    def sums(self, report_id: str) -> Sequence[int]:
        """How many of the form's identities hold, are broken and cannot be tested in a report."""


def unsourced(made: Made, corpus: Corpus) -> tuple[str, ...]:
    """Numerals of the text that nothing else in the answer, nor the years of the corpus, supports; in order."""
    known = _numbers(made) | {Decimal(y) for y in corpus.years} | set(_sums(made, corpus))
    text = made.get("text") or ""
    for warning in made.get("warnings") or ():
        if warning["code"] in COUNTS_REPORTS and all(n <= corpus.reports or n in known for n in _read(warning["text"])):
            text = text.replace(warning["text"], "")
    return tuple(n for n in NUMERAL.findall(FORM_LABEL.sub("", _plain(text))) if _decimal(n) not in known)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(_plain(text).replace(",", "").strip())
    except InvalidOperation:
        return None


def _numbers(made: Made) -> frozenset[Decimal]:
    """Every number that the answer may say."""
    coverage = made.get("coverage") or {}
    left = len(coverage.get("left_out") or ())
    known: set[Decimal] = {Decimal(left)} if left else set()
    for part in ("facts", "plan", "answer"):
        known |= set(_leaves(made.get(part)))
    known |= {Decimal(str(n)) for n in (coverage.get("matched"), coverage.get("used")) if n is not None}
    for citation in made.get("citations") or ():
        known |= set(_read(citation.get("quote") or "")) | set(_read(citation.get("source") or ""))
    known |= set(_computed(made.get("facts") or ())) | set(_counts(made))
    return frozenset(known | {abs(n) for n in known})


def _sums(made: Made, corpus: Corpus) -> Iterator[Decimal]:
    """What a plan that inspects the sums of reports counts: those that hold and those that do not, and how many in all."""
    if (made.get("plan") or {}).get("kind") != "inspect":
        return
    for report_id in sorted({c["report_id"] for c in made.get("citations") or ()}):
        counts = corpus.sums(report_id)
        yield from map(Decimal, (*counts, sum(counts), sum(counts[:2])))


def _leaves(value: Any) -> Iterator[Decimal]:
    """Numbers anywhere in a JSON value, those inside its strings too."""
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int | float | Decimal):
        number = Decimal(str(value))
        yield from (number, number * HUNDRED) if 0 < abs(number) < 1 else (number,)
    elif isinstance(value, str) and NUMERAL.fullmatch(value):  # decimals are written as strings
        yield from _leaves(Decimal(value.replace(",", "")))
    elif isinstance(value, str):
        yield from _read(value)
    else:
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _leaves(item)


def _read(text: str) -> Iterator[Decimal]:
    for found in NUMERAL.findall(_plain(text)):
        number = _decimal(found)
        if number is not None:
            yield number


def _counts(made: Made) -> Iterator[Decimal]:
    """How many facts, reports, entities and parts there are."""
    facts = made.get("facts") or ()
    value = (made.get("answer") or {}).get("value")
    used = (made.get("coverage") or {}).get("used") or 0
    counts = {len(facts), len({f.get("report_id") for f in facts}), len(value) if isinstance(value, list) else 0, used}
    for count in counts:
        yield from (Decimal(count), Decimal(count - LISTED)) if count > LISTED else (Decimal(count),)


def _computed(facts: Sequence[Made]) -> Iterator[Decimal]:
    """Sums, means, medians, differences, ratios, shares and changes over facts of one indicator, then over all."""
    groups: dict[object, list[Decimal]] = defaultdict(list)
    for fact in facts:
        value = fact.get("value")
        if value is not None:
            number = Decimal(str(value))
            for key in ((fact.get("indicator"), fact.get("applicant")), (fact.get("report_id"), fact.get("year"))):
                groups[key].append(number)
            groups["all"].append(number)
    for values in groups.values():
        yield sum(values, Decimal(0))
        yield _rounded(statistics.mean(values))
        yield _rounded(statistics.median(values))
        yield Decimal(len(values))
        for left, right in permutations(values[:PAIRS], 2):
            yield left - right
            if right:
                yield from (_rounded(left / right), _rounded(left * HUNDRED / right))
                yield _rounded((left - right) * HUNDRED / right)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(CENTS, ROUND_HALF_UP)


# -- cells cited wrong ------------------------------------------------------------------------------------------


def misplaced(made: Made, corpus: Corpus | None = None) -> tuple[str, ...]:
    """Ids of cell citations that do not show the cell of the fact they stand behind."""
    citations = {c["id"]: c for c in made.get("citations") or () if c["kind"] == "cell"}
    found: list[str] = []
    for fact in made.get("facts") or ():
        citation = citations.get(fact.get("citation") or "")
        if citation is None or fact.get("citations"):  # a computed figure stands on several cells
            continue
        if _names_another(citation, fact) or not _shows(citation, fact, corpus):
            found.append(citation["id"])
    return tuple(found)


def _names_another(citation: Made, fact: Made) -> bool:
    """Whether the row's label is that of another row of the same table."""
    rows = _rows().get((citation.get("table") or 0, _label(citation.get("row") or "")), frozenset())
    return bool(rows) and fact["indicator"] in _cells() and fact["indicator"] not in rows


def _shows(citation: Made, fact: Made, corpus: Corpus | None) -> bool:
    """Whether the marked text is the fact's value, and the quoted row holds it."""
    value = fact.get("value")
    if value is None or fact.get("state") != "reported":
        return True
    wanted = Decimal(str(value))
    if corpus is not None:
        marked = corpus.text(citation["report_id"])[citation["start"] : citation["end"]]
        if wanted not in set(_read("".join(marked.split()))):
            return False
    spaced = _plain(citation.get("quote") or "")
    return wanted in set(_read(spaced)) or wanted in set(_read("".join(spaced.split())))


def _label(row: str) -> str:
    label = compact(_plain(row))
    return compact(_plain(ITEM.sub("", label)))


@lru_cache(maxsize=1)
def _cells() -> frozenset[str]:
    found = catalogue.load()
    return frozenset(i.id for table in (2, 3) for i in found.table(table))


@lru_cache(maxsize=1)
def _rows() -> Mapping[tuple[int, str], frozenset[str]]:
    """(table, label without its item number) → ids of the rows that print it. Table 4 prints no row labels."""
    rows: dict[tuple[int, str], set[str]] = defaultdict(set)
    found = catalogue.load()
    for table in (2, 3):
        for indicator in found.table(table):
            rows[table, _label(indicator.label)].add(indicator.id)
    return {key: frozenset(ids) for key, ids in rows.items()}
