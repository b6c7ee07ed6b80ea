"""A question half understood, and what several kinds of plan ask of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus import catalogue
from corpus.models import BodyKind
from qa.link import Linked, Mention
from qa.measures import Asked
from qa.plan import (
    Measure,
    Scope,
)
from qa.scope import Reading

OWN_KINDS = (BodyKind.GOVERNMENT, BodyKind.OFFICE)
# Nouns for a figure: beside them nothing is asked how many.
COUNTS = ("数量", "件数", "总量", "数字", "数目", "数据", "number of", "the number of", "the number", "number", "figure",
          "the figure", "count", "count of", "figures", "data", "amount")  # fmt: skip
OR = re.compile(r"\bor\b|还是|或者?")


class Ask:
    """A question half understood: its mentions, measures and scope, and which mentions a plan has used."""

    def __init__(self, linked: Linked, asked: Sequence[Asked], reading: Reading) -> None:
        self.linked, self.reading = linked, reading
        self.asked = [a for a in asked if a.indicator is not None]
        self.open = [a for a in asked if a.indicator is None]
        self.used: set[tuple[int, str]] = set()

    @property
    def scope(self) -> Scope:
        return self.reading.scope

    @property
    def measures(self) -> tuple[Measure, ...]:
        return tuple(a.measure for a in self.asked)

    def use(self, *classes: str) -> tuple[Mention, ...]:
        found = self.linked.of(*classes)
        self.take(found)
        return found

    def take(self, mentions: Sequence[Mention]) -> None:
        self.used.update((m.start, m.cls) for m in mentions)

    @property
    def one_body(self) -> bool:
        return len(self.scope.bodies) == 1 and not self.reading.set_asked


def asks_values(ask: Ask) -> bool:
    counts = ask.use("how_many", "with_values")
    return bool(counts) or any(m.text.startswith(("多少", "几")) for m in ask.linked.of("money"))


def members_of(ask: Ask) -> tuple[Measure, tuple[Measure, ...]] | None:
    """The figures that a question about kinds chooses from: six applicants, the grounds, the outcomes."""
    known = catalogue.load()
    if ask.linked.has("applicant_kind"):
        base = next((m.indicator for m in ask.measures if m.indicator.startswith(("requests.", "outcome."))), None)
        base = base or "requests.received"
        without: tuple[str, ...] = (catalogue.TOTAL,)
        if base == "requests.organisations":  # all but natural persons
            base, without = "requests.received", (catalogue.TOTAL, "natural_person")
        return Measure(indicator=base), tuple(
            Measure(indicator=base, applicant=a.id) for a in known.applicants if a.id not in without
        )
    if ask.linked.has("ground_kind"):
        family = "outcome.refused."
        if _names_ground(ask.linked):
            ask.use("ground_kind")
            return None
        rows = [i.id for i in known.table(3) if i.id.startswith(family)]
        return Measure(indicator="outcome.refused.total"), tuple(Measure(indicator=i) for i in rows)
    if ask.linked.has("result_kind") and (found := _results(ask)) is not None:
        return found
    if ask.linked.has("outcome_kind"):
        return Measure(indicator="outcome.total"), tuple(Measure(indicator=i) for i in ENDS)
    return None


def _names_ground(linked: Linked) -> bool:
    """拒绝的理由里国家秘密: behind the word for the grounds stands the one that is asked for."""
    last = linked.of("ground_kind")[-1].end
    return any(
        m.start >= last and str(m.data["facets"].get("aspect", "")).startswith("refused.") for m in linked.of("measure")
    )


DISPUTES = ("reconsideration", "litigation", "litigation_direct", "litigation_after_reconsideration")
RESULTS = ("upheld", "corrected", "other", "pending")
ENDS = ("outcome.disclosed", "outcome.partly_disclosed", "outcome.refused.total", "outcome.unavailable.total",
        "outcome.not_processed.total", "outcome.other.total")  # fmt: skip


def _results(ask: Ask) -> tuple[Measure, tuple[Measure, ...]] | None:
    """诉讼结果如何, what became of the requests: how the cases or the requests ended, row by row."""
    if len(ask.measures) != 1:
        return None
    one = ask.measures[0]
    family, _, row = one.indicator.partition(".")
    if family in DISPUTES and row in ("total", "decided"):
        return one, tuple(Measure(indicator=f"{family}.{r}") for r in RESULTS)
    if one.indicator in ("requests.received", "outcome.total"):
        return one, tuple(Measure(indicator=i, applicant=one.applicant) for i in ENDS)
    return None


def alternative(linked: Linked) -> bool:
    """Did A or B have more: one of the two is asked for, not yes or no."""
    named = sorted(linked.of("body", "year", "measure"), key=lambda m: m.start)
    return any(
        left.cls == right.cls and OR.search(linked.text[left.end : right.start]) is not None
        for left, right in pairwise(named)
    )


def is_yes_no(linked: Linked) -> bool:
    if linked.has("question_tag") or any(m.text.endswith("吗") for m in linked.of("rising")):
        return True
    if any(m.data.get("asks") for m in linked.of("comparator")):
        return True
    if linked.language == "zh":
        return any(
            m.text
            in (
                "有没有人",
                "有无人",
                "是否有人",
                "有没有",
                "有无",
                "是否有",
                "是否",
                "是不是",
                "是否存在",
                "是不是有",
                "可曾",
            )
            for m in linked.of("exists")
        )
    verbs = [
        m
        for m in linked.of("exists")
        if not linked.text[: m.start].strip() or linked.text[: m.start].rstrip().endswith((",", ":", ";"))
    ]
    return bool(verbs)


def with_previous_year(scope: Scope) -> Scope:
    """Growth in 2024 is that from 2023; without a year the executor takes the newest two."""
    if len(scope.years) != 1:
        return scope
    return scope.model_copy(update={"years": (scope.years[0] - 1, scope.years[0]), "year_assumed": False})


def two_to_compare(ask: Ask) -> bool:
    return len(ask.scope.bodies) == 2 and not ask.scope.regions and len(ask.measures) == 1
