"""A plan that a language model proposes: read, grounded in the question, and only then believed.

A figure may be true and still answer another question, so a proposed plan is worth nothing by itself. It is taken only
where the program can re-derive it: every word of the question must be known (misspelt ones after the model named the
right word and the two look or sound alike), bodies, years and regions are the program's own reading, and the measures,
the order, the function of the plan must be those that the question's words say. What is merely plausible is offered
as a question to confirm, never answered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus import catalogue, formulas
from corpus.models import Model
from corpus.normalize import compact, simplify
from qa.directory import Directory
from qa.link import Linked, link
from qa.llm import ModelFault, strip_fences
from qa.measures import Asked, read_measures
from qa.plan import (
    Abstain,
    Aggregate,
    BodyRef,
    Clarify,
    Compare,
    Corpus,
    Define,
    Filter,
    Lookup,
    Measure,
    Passage,
    QueryPlan,
    Rank,
    Several,
    Trend,
)
from qa.planner import plan_question
from qa.scope import Reading, read_scope

MAX_QUESTION = 200  # characters of a restated question
MAX_WORDS = 12
MAX_WORD = 60
LATIN_SLIP, LATIN_TWO_SLIPS = 5, 8  # letters from which one and two slips still leave the word recognisable
HAN_SLIP = 5  # characters from which a missing or doubled one does

Proposable = Annotated[
    Lookup | Compare | Rank | Aggregate | Filter | Trend | Passage | Corpus | Define, Field(discriminator="kind")
]
# Mentions that say nothing about the kind of plan; all others must be asked for by it.
NEUTRAL = frozenset({
    "body", "year", "relative_year", "recent_years", "all_years", "noun", "measure", "applicant", "how_many", "counter",
    "with_values", "which", "every", "list", "have", "base", "exists", "report_noun",
})  # fmt: skip
ORDERS = frozenset({"superlative", "top", "place", "rank", "rank_up"})
OWN = {
    "lookup": frozenset({"outcome_kind"}), "rank": ORDERS, "aggregate": frozenset({"aggregate"}),
    "compare": frozenset({"compare", "than"}), "trend": frozenset({"trend"}),
}  # fmt: skip


class Word(Model):
    """A word of the question and the usual word for it."""

    said: str = Field(min_length=1, max_length=MAX_WORD)
    means: str = Field(max_length=MAX_WORD)


class Proposal(Model):
    """What a model makes of a question; every part of it is doubted."""

    restated: str = Field(default="", max_length=MAX_QUESTION)
    words: tuple[Word, ...] = Field(default=(), max_length=MAX_WORDS)
    plan: Proposable | None = None


class Restated(BaseModel):
    """The part of a proposal that is of use where its plan is not in the form asked for."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    restated: str = Field(default="", max_length=MAX_QUESTION)
    words: tuple[Word, ...] = Field(default=(), max_length=MAX_WORDS)


class Judgement(Model):
    """taken: `plan` may be executed. suggested: `nearest` may be asked instead. blocked: `why` says why not."""

    verdict: Literal["taken", "suggested", "blocked"]
    plan: QueryPlan | None = None
    nearest: str | None = None
    why: str | None = None
    proposed: Proposal


def schema() -> dict[str, Any]:
    """The JSON schema of a proposal, for endpoints that hold a model to one."""
    return Proposal.model_json_schema()


def wanted(planned: QueryPlan, not_understood: Sequence[str]) -> bool:
    """Whether a model may be asked: the plan is unsure, or refuses because nothing was understood."""
    plan = planned.plan
    return planned.confidence == "unsure" or (isinstance(plan, Abstain) and plan.detail in not_understood)


def read_proposal(text: str) -> Proposal:
    """The proposal of a reply. ModelFault `invalid` where it is none."""
    body = strip_fences(text)
    try:
        return Proposal.model_validate_json(body)
    except ValidationError:
        try:
            rest = Restated.model_validate_json(body)
        except ValidationError:
            raise ModelFault("invalid") from None
    if not rest.restated and not rest.words:
        raise ModelFault("invalid")
    return Proposal(restated=rest.restated, words=rest.words)


def judge(proposal: Proposal, question: str, directory: Directory, previous: QueryPlan | None = None) -> Judgement:
    """What may be done with a proposal for a question that the planner is unsure of."""
    mended = mend(question, proposal.words, directory)
    derived = plan_question(mended, directory, previous)
    why = "unread_words"
    if not link(mended, directory).unexplained:
        if _sure(derived):
            if proposal.plan is None or not agree(derived, proposal.plan):
                return _suggest(proposal, mended, question, directory, "other_intent")
            return Judgement(verdict="taken", plan=_as_proposed(derived, question), proposed=proposal)
        taken, why = _by_structure(proposal, mended, question, directory)
        if taken is not None:
            return Judgement(verdict="taken", plan=taken, proposed=proposal)
    return _suggest(proposal, proposal.restated, question, directory, why)


def _as_proposed(planned: QueryPlan, question: str) -> QueryPlan:
    return planned.model_copy(update={"question": question, "proposed_by": "model"})


def _sure(planned: QueryPlan) -> bool:
    return planned.confidence == "sure" and not isinstance(planned.plan, Abstain | Clarify)


def presentable(proposal: Proposal, question: str, directory: Directory) -> Any:
    """The proposed plan without any word or number of the model's own, to be shown; None where nothing is left."""
    plan: Any = proposal.plan
    known = catalogue.load()
    columns = {a.id for a in known.applicants} | {catalogue.TOTAL}
    if plan is None or plan.kind not in ("lookup", "rank", "compare", "trend"):
        return None
    if not _measures(plan) or any(m.indicator not in known or m.applicant not in columns for m in _measures(plan)):
        return None
    scope = read_scope(link(question, directory), directory).scope
    bare = [Measure(indicator=m.indicator, applicant=m.applicant) for m in _measures(plan)]
    if isinstance(plan, Rank):
        return Rank(measure=bare[0], scope=scope, descending=plan.descending)
    return type(plan)(measures=tuple(bare), scope=scope)


# -- words ---------------------------------------------------------------------------------------------------------


def mend(question: str, words: Sequence[Word], directory: Directory) -> str:
    """The question with its unread words spelt as the model says, where both are plainly the same word.

    A word that only repeats part of the name of a figure already asked for is left out.
    """
    linked = link(question, directory)
    labels = "".join(_labels(read_measures(linked)))
    text = question
    for word in words:
        said = word.said.strip()
        if not said or not any(
            simplify(said).lower() in piece or piece in said.lower() for piece in linked.unexplained
        ):
            continue
        if same_word(said, word.means):
            text = text.replace(said, word.means)
        elif said in linked.unexplained and len(said) > 1 and compact(said) in labels:
            text = text.replace(said, "")
    return text


def _labels(asked: Sequence[Asked]) -> list[str]:
    known = catalogue.load()
    return [compact(known.get(a.indicator).label + known.get(a.indicator).name) for a in asked if a.indicator]


def same_word(said: str, means: str) -> bool:
    """Whether `said` is a slip for `means`: the same sound, swapped or doubled characters, a letter or two amiss."""
    from rapidfuzz.distance import OSA

    left, right = compact(said).lower(), compact(means).lower()
    if left == right:
        return True
    if re.search(r"\d", left + right):
        return False
    if left.isascii() != right.isascii() or not left or not right:
        return False
    distance = OSA.distance(left, right)
    if left.isascii():
        size = min(len(left), len(right))
        allowed = 2 if size >= LATIN_TWO_SLIPS else 1 if size >= LATIN_SLIP else 0
        return left[0] == right[0] and distance <= allowed
    if len(left) == len(right):
        return sorted(left) == sorted(right) if distance == 1 and _swapped(left, right) else _same_sound(left, right)
    return distance == 1 and min(len(left), len(right)) >= HAN_SLIP - 1


def _swapped(left: str, right: str) -> bool:
    return sorted(left) == sorted(right)


def _same_sound(left: str, right: str) -> bool:
    from pypinyin import lazy_pinyin

    shared = any(a == b for a, b in zip(left, right, strict=True))
    return shared and lazy_pinyin(left) == lazy_pinyin(right)


# -- plans ---------------------------------------------------------------------------------------------------------


def agree(derived: QueryPlan, proposed: Any) -> bool:
    """Whether the program's own plan and the proposed one ask the same: kind, figures, bodies, years, order."""
    plan: Any = derived.plan
    if plan.kind != proposed.kind or plan.kind == "several":
        return False
    if isinstance(plan, Passage | Corpus | Define):
        return True  # what these quote or list is the program's own reading
    mine, theirs = _measures(plan), _measures(proposed)
    if {(m.indicator, m.applicant) for m in mine} != {(m.indicator, m.applicant) for m in theirs}:
        return False
    if not _same_scope(plan.scope, proposed.scope):
        return False
    return all(
        getattr(plan, name, None) == getattr(proposed, name, None)
        for name in ("descending", "function", "how", "place", "by", "output", "combine")
    )


def _measures(plan: Any) -> tuple[Measure, ...]:
    if isinstance(plan, Filter):
        return tuple(c.measure for c in plan.conditions)
    if isinstance(plan, Rank):
        return (plan.measure,)
    if isinstance(plan, Aggregate):
        return (plan.measure,) if plan.measure else ()
    found: tuple[Measure, ...] = plan.measures
    return found


def _same_scope(mine: Any, theirs: Any) -> bool:
    names = {compact(b.name) for b in mine.bodies} | {compact(b.report_body or b.name) for b in mine.bodies}
    asked = {compact(b.asked) for b in mine.bodies}
    fits = all(_names_one(b, names, asked) for b in theirs.bodies) and len(theirs.bodies) == len(mine.bodies)
    years = mine.year_assumed or set(mine.years) == set(theirs.years)
    return fits and years


def _names_one(body: BodyRef, names: set[str], asked: set[str]) -> bool:
    given = {compact(body.name), compact(body.asked)}
    return bool(given & (names | asked)) or any(n.startswith(g) for n in names for g in given if len(g) > 1)


def _by_structure(proposal: Proposal, mended: str, question: str, directory: Directory) -> tuple[QueryPlan | None, str]:
    """The proposed plan over the program's own scope, where every word of the question is in it; else why not."""
    plan: Any = proposal.plan
    if plan is None or plan.kind not in OWN:
        return None, "other_intent"
    linked = link(mended, directory)
    reading = read_scope(linked, directory)
    if reading.ambiguous is not None or reading.unheld or not _same_scope(reading.scope, plan.scope):
        return None, "other_scope"
    known = catalogue.load()
    if not _measures(plan) or any(m.indicator not in known for m in _measures(plan)):
        return None, "unknown_indicator"
    if not _measures_fit(_measures(plan), read_measures(linked)):
        return None, "other_measure"
    if not _intent_fits(plan, linked, reading):
        return None, "other_intent"
    grounded = plan.model_copy(update={"scope": reading.scope, **_plain(plan)})
    notes = tuple(dict.fromkeys(reading.notes))
    return QueryPlan(
        question=question, language=linked.language, plan=grounded, notes=notes, confidence="unsure", proposed_by="model"
    ), ""  # fmt: skip


def _plain(plan: Any) -> dict[str, Any]:
    """Parts of a plan that a proposal cannot prove, emptied; no word of the model's own is left in it."""
    bare = tuple(Measure(indicator=m.indicator, applicant=m.applicant) for m in _measures(plan))
    if isinstance(plan, Rank):
        return {"measure": bare[0], "then": None, "also": (), "candidates": (), "by": "body"}
    if isinstance(plan, Aggregate):
        return {"measure": bare[0], "part": None}
    if isinstance(plan, Lookup):
        return {"measures": bare, "yes_no": None}
    if isinstance(plan, Compare):
        return {"measures": bare, "claimed": None, "claimed_year": None, "claimed_measure": None}
    return {"measures": bare}


def _measures_fit(proposed: Sequence[Measure], asked: Sequence[Asked]) -> bool:
    """The measures are those that the words say: the same ones, or formulas over exactly them."""
    said = {(a.indicator, a.applicant) for a in asked if a.indicator is not None}
    if (
        not said
        or len(said) != len([a for a in asked if not a.choices])
        or any(a.choices or a.impossible for a in asked)
    ):
        return False
    covered: set[tuple[str | None, str]] = set()
    for measure in proposed:
        own = (measure.indicator, measure.applicant)
        parts = {own} if own in said else _operands(measure)
        if not parts or not parts <= said:
            return False
        covered |= parts
    return covered == said


def _operands(measure: Measure) -> set[tuple[str | None, str]]:
    formula = catalogue.load().get(measure.indicator).formula
    return (
        {(r.indicator, r.applicant or measure.applicant) for r in _refs(formulas.parse(formula))} if formula else set()
    )


def _refs(node: formulas.Node) -> list[formulas.Ref]:
    return [node] if isinstance(node, formulas.Ref) else [*_refs(node.left), *_refs(node.right)]


def _intent_fits(plan: Any, linked: Linked, reading: Reading) -> bool:
    """What the words say of order, function and kind is what the plan does, and nothing else is said or done."""
    own = OWN[plan.kind]
    if any(m.cls not in NEUTRAL | own for m in linked.mentions):
        return False
    if isinstance(plan, Lookup):
        return bool(reading.scope.bodies)
    if isinstance(plan, Rank):
        return _order_fits(plan, linked)
    if isinstance(plan, Aggregate):
        functions = {m.data.get("function") for m in linked.of("aggregate")}
        return functions == {plan.function}
    if isinstance(plan, Compare):
        return {m.data.get("how") for m in linked.of("compare")} == {plan.how} and len(reading.scope.bodies) > 1
    return linked.has("trend") and len(reading.scope.bodies) == 1


def _order_fits(plan: Rank, linked: Linked) -> bool:
    marks = [m for m in linked.mentions if m.cls in ORDERS]
    directions = {False if m.cls == "rank_up" else m.data.get("descending", True) for m in marks}
    places = [int(m.value) for m in marks if m.cls == "place" and m.value is not None]
    tops = [int(m.value) for m in marks if m.cls == "top" and m.value is not None]
    if directions != {plan.descending} or places != ([plan.place] if plan.place else []):
        return False
    return tops == ([plan.n] if plan.n > 1 else []) if not linked.has("rank", "rank_up") else plan.place is None


# -- suggestions ---------------------------------------------------------------------------------------------------


def _suggest(proposal: Proposal, text: str, question: str, directory: Directory, why: str) -> Judgement:
    """The restated question where the program is sure of it and it keeps the bodies, years and numbers asked."""
    blocked = Judgement(verdict="blocked", why=why, proposed=proposal)
    if not text or compact(text) == compact(question) or "\n" in text:
        return blocked
    planned = plan_question(text, directory)
    if not _sure(planned) or planned.premise is not None or isinstance(planned.plan, Several):
        return blocked
    mine, theirs = link(question, directory), link(text, directory)
    if mine.language != theirs.language or theirs.unexplained or _pinned(mine) != _pinned(theirs):
        return blocked.model_copy(update={"why": "other_scope"})
    return Judgement(verdict="suggested", nearest=text, why=why, proposed=proposal)


def _pinned(linked: Linked) -> tuple[set[str], set[str]]:
    """The bodies and the numbers (years among them) that a question names."""
    bodies = set()
    for mention in linked.of("body"):
        if mention.body is not None:
            codes = [d.code for d in mention.body.divisions] or [b.division_code or b.name for b in mention.body.held]
            bodies.add(f"{','.join(codes)}:{mention.body.kind or ''}")
    return bodies, {str(m.value) for m in linked.of("year", "number", "top", "place") if m.value is not None}
