"""What a question means: a typed plan. Data only; nothing here reads a store.

A plan is made by the planner (or proposed by a language model and validated the same way), shown in words,
and executed by `qa.lookup` and `qa.retrieve`. Two questions that mean the same give equal plans.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from corpus.models import BodyKind, Level, Model

Language = Literal["zh", "en"]
Reason = Literal[
    "no_such_report", "year_missing", "not_reported", "out_of_scope", "ambiguous_body", "false_premise", "opinion",
    "unreadable", "no_evidence", "ambiguous_measure",
]  # fmt: skip
EVERY = 1_000_000  # Rank.n: the whole ranking, however long


class Measure(Model):
    """An indicator for one applicant column. `read_as` is the word it was read from.

    `alternatives` are other indicator ids that the word could mean; the answer says when one changes it.
    """

    indicator: str
    applicant: str = "total"
    read_as: str | None = None
    alternatives: tuple[str, ...] = ()


class BodyRef(Model):
    """A body as asked for. `name` is the body's or division's name; `kind` None means: the division's own report,
    its government's before its office's (said as `body_assumed`). `division_code` None when only a name is known.
    `report_body` set when the question names one stored body exactly.
    """

    asked: str
    name: str
    division_code: str | None = None
    kind: BodyKind | None = None
    report_body: str | None = None


class Scope(Model):
    """Which reports count. Empty tuples mean no restriction; `years` empty means all years in the corpus.

    `regions` are division-code prefixes (64, 6403). `year_assumed`: the question named no year.
    `division_suffixes`: the division's name ends so (区 for "哪个区", 旗 for banners); empty means any.
    `among`: only the bodies that this plan finds (它们, of those: a filter's, or the first of a ranking).
    `around`: those of one province or prefecture that the question does not name (全省哪个县): asked back where the corpus
    holds reports of several.
    """

    bodies: tuple[BodyRef, ...] = ()
    exclude: tuple[BodyRef, ...] = ()
    regions: tuple[str, ...] = ()
    region_names: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    kinds: tuple[BodyKind, ...] = ()
    exclude_years: tuple[int, ...] = ()
    years: tuple[int, ...] = ()
    year_assumed: bool = False
    division_suffixes: tuple[str, ...] = ()
    among: Filter | Rank | None = None
    around: Literal["province", "prefecture"] | None = None


class Condition(Model):
    """`measure op value` (or between `value` and `upper`); `than` compares with another measure of the same report.

    `value` is in the indicator's own unit (件, 万元); for a rate it is the ratio that its formula gives: 0.5 for 50 %.
    `against`: the bound is the mean or median of the scope's own reported figures ("above average": op gt, `value`
    and `than` None); `within`: of those of the body's own province or prefecture. `since`: not the figure but how it went from the earlier to the later of the scope's two years is
    held against `value` (in the figure's unit, or in % of the earlier), each body against itself. `beyond`: the bound is
    the figure of this body for the same year (who had more than X: X itself is not among them).
    """

    measure: Measure
    op: Literal["gt", "ge", "lt", "le", "eq", "ne", "between"]
    value: Decimal | None = None
    upper: Decimal | None = None
    than: Measure | None = None
    against: Literal["mean", "median"] | None = None
    within: Literal["province", "prefecture"] | None = None
    since: Literal["difference", "change"] | None = None
    beyond: BodyRef | None = None


class PassageQuery(Model):
    """A question of the prose. `terms` must occur (who mentions…); `topic` names a known kind of passage.

    mode: `find` quote the best passage; `who` list the bodies whose prose holds the terms, a quote each;
    `yes_no` found or not; `list` one passage from each report in scope. `denied`, with `who`: those that say that they
    did not, or whose whole text does not print the terms. `indicators`: what the prose says beside these figures.
    """

    text: str
    terms: tuple[str, ...] = ()
    topic: str | None = None
    mode: Literal["find", "who", "yes_no", "list"] = "find"
    denied: bool = False
    indicators: tuple[str, ...] = ()


class Lookup(Model):
    """The values of `measures` for each body and year of the scope: one value, a list, or a table.

    `added`: they are parts of one whole, and their sum is asked for (不予公开和无法提供一共多少), or its share in `whole`.
    """

    kind: Literal["lookup"] = "lookup"
    measures: tuple[Measure, ...]
    scope: Scope
    yes_no: Condition | None = None  # "did X have any…": the answer is a boolean with its cell
    added: bool = False
    whole: Measure | None = None


class Compare(Model):
    """Two or more bodies (or years, or measures) side by side.

    `equal`: whether all of them are the same. What is compared is whichever of `scope.bodies`, `scope.years` and `measures` has several members. `difference`,
    `ratio` and `change`: bodies and measures in the order asked (first − second, first ÷ second), years ascending
    (later − earlier; `change` is the relative change in %, for a rate the difference in percentage points).
    `claimed`: a yes/no question ("does A have more than B"): the answer is whether this body leads (with how
    which_more or which_less); for years `claimed_year`, for measures `claimed_measure`, in the same way. With `ratio`
    over two years `claimed_year` is the one that is divided by the other.
    `direction`: a difference or change of which the question says the way ("by how many did it fall": down; "how many
    more than": up). Where the figures went that way the answer is the magnitude (29, not −29); where they went the
    other way, the answer says so and does not give the magnitude as if they had.
    """

    kind: Literal["compare"] = "compare"
    measures: tuple[Measure, ...]
    scope: Scope
    how: Literal["side_by_side", "difference", "ratio", "change", "which_more", "which_less", "equal"] = "side_by_side"
    claimed: BodyRef | None = None
    claimed_year: int | None = None
    claimed_measure: Measure | None = None
    direction: Literal["up", "down"] | None = None


class Rank(Model):
    """Best first. `n` entities (ties all returned; EVERY: all of them); `with_values`: asked who AND how many.

    `place`: only the entity at that place is asked for (2 for "second most"; ties share a place).
    `by` says what is ranked: `body` (the reports of the scope), `year` (the years of the one body in the scope), or
    `measure` (the figures `candidates` of the one body and year: "which ground of refusal was used most").
    `growth`: not the values but their change between the two years of the scope is ranked, each body's own report of
    both years against itself (bodies with one of them only are left out, and said): `difference` later − earlier,
    `change` in % of the earlier (for a rate: percentage points). Falls count below zero; `descending` False: fell most.
    `of`: the place of this one body among the scope is asked ("同心县排第几"; the scope then names no bodies): the answer is
    the number of its place, ties sharing one.
    """

    kind: Literal["rank"] = "rank"
    measure: Measure
    scope: Scope
    descending: bool = True
    n: int = 1
    with_values: bool = False
    then: PassageQuery | None = None  # a question of the prose, asked of the winner
    also: tuple[Measure, ...] = ()  # other figures asked of the winner
    place: int | None = None
    by: Literal["body", "year", "measure"] = "body"
    candidates: tuple[Measure, ...] = ()
    growth: Literal["difference", "change"] | None = None
    of: BodyRef | None = None


class Aggregate(Model):
    """One figure over the scope. `share`: the sum over `part` as a share of the sum over the scope.

    `ratio`: a rate for the whole scope: its formula applied to the sums of its cells (pooled; not the mean of rates).
    `mean` and `median` of a rate are those of the reports' own rates. `distribution`: how the reports' values spread.
    """

    kind: Literal["aggregate"] = "aggregate"
    measure: Measure | None  # None: count the reports themselves
    scope: Scope
    function: Literal["sum", "mean", "median", "count", "min", "max", "share", "distribution", "ratio"]
    part: Scope | None = None


class Filter(Model):
    """The bodies that meet the conditions: who they are, how many, whether any or all do."""

    kind: Literal["filter"] = "filter"
    conditions: tuple[Condition, ...]
    scope: Scope
    combine: Literal["and", "or"] = "and"
    output: Literal["entities", "count", "any", "all"] = "entities"
    with_values: bool = False


class Trend(Model):
    """The same body over the years; never across bodies."""

    kind: Literal["trend"] = "trend"
    measures: tuple[Measure, ...]
    scope: Scope


class Passage(Model):
    kind: Literal["passage"] = "passage"
    query: PassageQuery
    scope: Scope


class Corpus(Model):
    """A question about the corpus itself: which reports, years or bodies are there.

    `missing`: the divisions of the scope, whatever their years, without a report for the scope's years. `exists`:
    whether there is such a report. `counted`: only how many there are is asked for; `each_year`: those with a report
    for every one of the scope's years.
    """

    kind: Literal["corpus"] = "corpus"
    scope: Scope
    ask: Literal[
        "reports", "bodies", "years", "divisions", "count", "provinces", "prefectures", "missing", "exists"
    ] = "reports"
    counted: bool = False
    each_year: bool = False


class Define(Model):
    """What a word or indicator means: its place in the form, or its formula.

    `contains`: whether the first of the measures takes in the second is asked; with `scope` of one body, for whom.
    """

    kind: Literal["define"] = "define"
    measures: tuple[Measure, ...]
    contains: bool = False
    scope: Scope | None = None


class Inspect(Model):
    """Whether reports are right in themselves. `sums`: whether the sums of their tables come out; `agreement`: whether
    the prose of one report says what its tables do, over `measures` or, where there are none, over all of them; `whose`:
    whether the report (and the figures of `measures`) is of the whole area or of an office alone.
    `supposed`: what a yes answers to; `listed`: which reports fail is asked.
    """

    kind: Literal["inspect"] = "inspect"
    scope: Scope
    ask: Literal["sums", "agreement", "whose"]
    measures: tuple[Measure, ...] = ()
    supposed: Literal["holds", "fails"] = "holds"
    listed: bool = False


class Check(Model):
    """Whether a statement is true (…，对吗), judged as the fact-checker judges it, figure by figure. `otherwise`: what
    the question gives by itself, for a statement of which nothing can be decided."""

    kind: Literal["check"] = "check"
    statement: str
    otherwise: Plan


class Abstain(Model):
    """No answer, and why. `nearest` is a question that can be answered; `figures` a plan whose figures exist
    (a causal or evaluative question gets these and a plain 'the reports do not say')."""

    kind: Literal["abstain"] = "abstain"
    reason: Reason
    detail: str
    nearest: str | None = None
    figures: Plan | None = None


class Clarify(Model):
    """The question can be read in ways that change the answer: ask back."""

    kind: Literal["clarify"] = "clarify"
    reason: Reason
    detail: str
    choices: tuple[str, ...]  # each a whole question that can be answered


class Several(Model):
    """Several asks in one sentence, answered in order."""

    kind: Literal["several"] = "several"
    plans: tuple[Plan, ...]


Plan = Annotated[
    Lookup
    | Compare
    | Rank
    | Aggregate
    | Filter
    | Trend
    | Passage
    | Corpus
    | Define
    | Inspect
    | Check
    | Abstain
    | Clarify
    | Several,
    Field(discriminator="kind"),
]


class QueryPlan(Model):
    """A plan with what it was made from. `premise` is what the question takes for granted and must be checked first.

    `notes` are (code, text) that the answer must say: what was assumed, how a word was read. `context` is what a next
    question can lean on where this one has no plan of its own.
    """

    question: str
    language: Language
    plan: Plan
    premise: Premise | None = None
    notes: tuple[tuple[str, str], ...] = ()
    confidence: Literal["sure", "unsure"] = "sure"
    proposed_by: Literal["planner", "model"] = "planner"
    context: Plan | None = Field(default=None, exclude=True)


class Premise(Model):
    """`why does 社旗县 have the most litigation`: the ranking it presumes and the bodies it claims. `count`: how many
    reports the scope is said to hold (the four bodies)."""

    rank: Rank | None = None
    condition: Condition | None = None
    bodies: tuple[BodyRef, ...] = ()
    scope: Scope = Scope()
    count: int | None = None


for _model in (Scope, Lookup, Compare, Rank, Aggregate, Filter, Trend, Passage, Corpus, Define, Inspect, Check, Abstain, Several,
               Premise, QueryPlan):  # fmt: skip
    _model.model_rebuild()

_SURFACE = frozenset({"asked", "read_as", "detail", "choices", "nearest", "region_names"})


def meaning(plan: Plan) -> dict[str, Any]:
    """The plan without the words it was read from: equal for two questions that mean the same; JSON-ready."""
    stripped = _strip(plan.model_dump(mode="json"))
    assert isinstance(stripped, dict)  # noqa: S101  a plan dumps to an object
    return stripped


def _strip(value: object) -> object:
    if isinstance(value, dict):
        surface = _SURFACE | {"text"} if value.get("topic") or value.get("terms") else _SURFACE
        return {key: _strip(item) for key, item in value.items() if key not in surface}
    return [_strip(item) for item in value] if isinstance(value, list) else value
