"""A question beside the plan that it may lean on: what it says itself, and what it takes from the turn before."""

from __future__ import annotations

from collections.abc import Sequence

from corpus import catalogue
from qa.directory import Directory
from qa.guards import OPERATORS
from qa.link import Linked, Mention
from qa.measures import Asked, with_applicant, with_rate
from qa.of_wholes import WHOLES
from qa.plan import (
    Abstain,
    Aggregate,
    Compare,
    Define,
    Filter,
    Language,
    Lookup,
    Measure,
    Passage,
    Plan,
    QueryPlan,
    Rank,
    Scope,
    Several,
    Trend,
)
from qa.scope import Reading

SCOPED = (Lookup, Compare, Rank, Aggregate, Filter, Trend, Passage)
SETS = (Rank, Aggregate, Filter)


class Turn:
    """One turn: the question taken apart, the plan before, and which mentions the edit has used so far."""

    def __init__(
        self, linked: Linked, asked: Sequence[Asked], reading: Reading, before: Plan, directory: Directory
    ) -> None:
        self.linked, self.reading, self.before, self.directory = linked, reading, before, directory
        self.asked = tuple(settle(a, linked, before) for a in asked)
        self.used: set[tuple[int, str]] = {(m.start, m.cls) for m in reading.used}
        self.said: list[str] = []
        self.measured = not self.asked  # whether the edit has carried out the figures asked for
        self.rates_done = False

    @property
    def language(self) -> Language:
        return self.linked.language

    def has(self, *classes: str) -> bool:
        return self.linked.has(*classes)

    def use(self, *classes: str) -> tuple[Mention, ...]:
        found = self.linked.of(*classes)
        self.used.update((m.start, m.cls) for m in found)
        return found

    @property
    def left(self) -> bool:
        """Whether something that the question says was not carried out."""
        unsaid = (m for m in self.linked.of(*OPERATORS) if (m.start, m.cls) not in self.used)
        return not self.measured or any(unsaid)


def last(query: QueryPlan) -> Plan | None:
    """The plan that a next question can lean on: that of the turn before, or of the one that it could not follow."""
    return _leant_on(query.plan) or query.context


def _leant_on(plan: Plan) -> Plan | None:
    if isinstance(plan, Several):
        kept = tuple(p for p in (_leant_on(part) for part in plan.plans) if p is not None)
        same = len({p.kind for p in kept}) == 1 and len(kept) > 1
        return Several(plans=kept) if same else kept[-1] if kept else None
    if isinstance(plan, Abstain):
        return plan.figures
    if isinstance(plan, Define):
        return Lookup(measures=plan.measures, scope=Scope(year_assumed=True))
    return plan if isinstance(plan, SCOPED) else None


def measures_of(plan: Plan) -> tuple[Measure, ...]:
    """What the plan counts."""
    if isinstance(plan, Lookup | Compare | Trend):
        return plan.measures
    if isinstance(plan, Rank):
        return plan.candidates or (plan.measure,)
    if isinstance(plan, Aggregate):
        return () if plan.measure is None else (plan.measure,)
    if isinstance(plan, Filter):
        return tuple(c.measure for c in plan.conditions)
    return ()


def scope_of(plan: Plan) -> Scope:
    """Of which reports the plan speaks; a plan without a scope speaks of all."""
    return getattr(plan, "scope", None) or Scope(year_assumed=True)


def settle(one: Asked, linked: Linked, before: Plan) -> Asked:
    """纠正的呢, and natural persons?: a word that needs a subject, or only says whose, takes what was counted before."""
    known = catalogue.load()
    counted = measures_of(before)
    if one.rate_of and one.indicator in WHOLES and one.applicant == catalogue.TOTAL and len(counted) == 1:
        part = Asked(start=one.start, end=one.end, indicator=counted[0].indicator, applicant=counted[0].applicant)
        share = with_rate(part)  # 占全部申请的比例 after 企业申请多少件
        return one if share.rate_of or share.choices else share
    if one.choices:
        families = {m.indicator.split(".")[0] for m in counted}
        fits = {f"{f}.{c.split('.', 1)[1]}" for f in families for c in one.choices if _kin(f, c)}
        found = sorted(i for i in fits if i in known)
        return one.model_copy(update={"indicator": found[0], "choices": ()}) if len(found) == 1 else one
    if not _whose_only(one, linked):
        return _carried(one, linked, counted)
    if len(counted) != 1:
        return one
    indicator = counted[0].indicator
    family, _, row = indicator.partition(".")
    if family == "rate" and row in {a.id for a in known.applicants}:
        rate = f"rate.{one.applicant}"
        return one.model_copy(update={"indicator": rate, "applicant": "total"}) if rate in known else one
    return with_applicant(one.model_copy(update={"indicator": indicator}))


def _kin(family: str, choice: str) -> bool:
    """Whether a cell of this family is meant by the choice: litigation_direct for litigation."""
    return family.split("_")[0] == choice.split(".")[0].split("_")[0]


def _whose_only(one: Asked, linked: Linked) -> bool:
    words = [m for m in linked.of("measure", "applicant", "other_word") if one.start <= m.start and m.end <= one.end]
    return bool(words) and all(m.cls == "applicant" for m in words)


def _carried(one: Asked, linked: Linked, counted: Sequence[Measure]) -> Asked:
    """其中不予公开的呢 after the requests of companies: still those of companies, where the tables break it down so."""
    whose = {m.applicant for m in counted}
    if one.indicator is None or one.applicant != catalogue.TOTAL or len(whose) != 1 or not linked.has("base"):
        return one
    made = with_applicant(one.model_copy(update={"applicant": whose.pop()}))
    return one if made.impossible else made
