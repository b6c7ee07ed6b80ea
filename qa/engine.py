"""The one door: a question becomes a proved answer.

Deterministic: the same question, corpus and program give the same answer, `elapsed_ms` aside. Nothing heavy is
imported that the plan does not need: passages and the gazetteer only where a plan asks for them.
"""

from __future__ import annotations

import hashlib
import json
import time
from functools import lru_cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from corpus import catalogue
from corpus.errors import ProofFailed, StoreMissing
from corpus.facts import FactStore
from corpus.settings import Settings
from qa import draft as d
from qa.answer import Answer, AnswerWarning, Citation, FactEvidence, Value
from qa.desk import Desk, Outcome
from qa.directory import Directory, StoreDirectory
from qa.executors import EXECUTORS
from qa.ledger import Ledger
from qa.plan import Abstain, Language, Plan, QueryPlan, Several
from qa.verify import Evidence, verify

SAID_HERE = ("year_assumed", "body_assumed", "district_counted", "scope_mismatch")  # said by executors, better
MAX_QUESTION = 2000  # characters; what is longer is no question
SURFACE = ("asked", "read_as")  # words that a plan was read from; not part of what it means


class Engine:
    """Answers questions over one data directory. Opening it needs an ingested corpus (StoreMissing otherwise)."""

    def __init__(self, settings: Settings, *, store: FactStore | None = None) -> None:
        self.settings = settings
        self.store = store or FactStore(settings.database_url)
        self.catalogue = catalogue.load()
        self._index: Any = None
        self._directory: Directory | None = None
        self._advisor: Any = None

    def close(self) -> None:
        self.store.close()

    @property
    def directory(self) -> Directory:
        """What the planner may know of the corpus and the map; it notices by itself when the corpus changes."""
        if self._directory is None:
            self._directory = StoreDirectory(self.store)
        return self._directory

    @property
    def index(self) -> Any:
        """The passage index, opened when first needed; None where there is none."""
        if self._index is None:
            from corpus.passages import PassageIndex

            try:
                self._index = PassageIndex(self.settings)
            except StoreMissing:
                return None  # every chunk is read from the facts store instead
        return self._index

    def plan(self, question: str, previous: QueryPlan | None = None) -> QueryPlan:
        question = whole(question)
        if len(question) > MAX_QUESTION:
            return _too_long(question)
        planned: QueryPlan = import_module("qa.planner").plan_question(question, self.directory, previous)
        return planned

    def answer(self, question: str, *, previous: QueryPlan | None = None) -> Answer:
        """The answer to a question; `previous` is the plan of the turn before, for questions that lean on it."""
        return self.turn(question, previous)[1]

    def turn(self, question: str, previous: QueryPlan | None = None, *, model: bool = True) -> tuple[QueryPlan, Answer]:
        """The plan of a question and its answer; with a language model's help where one is set and `model` is true."""
        started = time.perf_counter()
        planned = self.plan(question, previous)
        answer = self.execute(planned)
        if model and self.settings.llm:
            if self._advisor is None:
                self._advisor = import_module("qa.advice").Advisor(self)
            planned, answer = self._advisor.advise(planned, answer, previous)
        return planned, answer.model_copy(update={"elapsed_ms": _elapsed(started)})

    def execute(self, query_plan: QueryPlan) -> Answer:
        """The answer to a plan, proved; a text that cannot be proved is replaced by an abstention."""
        started = time.perf_counter()
        answer = self._corrected(query_plan)
        if answer is None and isinstance(query_plan.plan, Several):
            answer = self._several(query_plan, query_plan.plan)
        elif answer is None:
            answer = self._single(query_plan)
        return answer.model_copy(update={"elapsed_ms": _elapsed(started)})

    def _corrected(self, query: QueryPlan) -> Answer | None:
        """The correction of a false premise; None where there is none or it holds."""
        if query.premise is None:
            return None
        desk = self._desk(query)
        outcome: Outcome | None = import_module("qa.executors.premise").check(query.premise, desk)
        return None if outcome is None else self._proved(query, desk, outcome)

    def _single(self, query: QueryPlan) -> Answer:
        desk = self._desk(query)
        outcome = execute_plan(query.plan, desk)
        if outcome.status == "abstained":
            outcome = self._with_nearest(query, desk, outcome)
        elif query.premise is not None:
            outcome = import_module("qa.executors.premise").confirmed(query.premise, desk, outcome)
        return self._proved(query, desk, outcome)

    def _with_nearest(self, query: QueryPlan, desk: Desk, outcome: Outcome) -> Outcome:
        """The outcome with a question that this corpus answers, said last: the planner's where it holds, else ours."""
        if outcome.reason == "no_such_report":
            outcome = import_module("qa.executors.nearest").with_places(query.plan, desk, outcome)
        proposed: str | None = getattr(query.plan, "nearest", None)
        ours: list[d.Draft] = import_module("qa.executors.nearest").questions(query.plan, desk)
        candidates = [(d.planned(proposed),), *ours] if proposed else ours
        question = next((c for c in candidates if self.answers(d.text_of(c))), None)
        if question is None:
            return outcome
        sentence = d.say(query.language, "abstain.nearest", nearest=question)
        return outcome.model_copy(update={"sentences": (*outcome.sentences, sentence), "nearest": d.text_of(question)})

    def answers(self, question: str) -> bool:
        """Whether a question is answered over the present corpus."""
        planned = self.plan(question)
        if planned.premise is not None or isinstance(planned.plan, Several):
            return False
        return execute_plan(planned.plan, self._desk(planned)).status == "answered"

    def _proved(self, query: QueryPlan, desk: Desk, outcome: Outcome) -> Answer:
        """The answer where its text holds; an abstention without figures where it does not."""
        try:
            return self._answer(query, desk, outcome)
        except ProofFailed:
            desk = self._desk(query)
            sentence = d.say(query.language, "engine.unproved")
            return self._answer(query, desk, Outcome(status="abstained", reason="no_evidence", sentences=(sentence,)))

    def _desk(self, query: QueryPlan) -> Desk:
        ledger = Ledger(self.store, self.catalogue, query.language)
        return Desk(self.store, self.catalogue, query.language, query, ledger, lambda: self.index)

    def _answer(self, query: QueryPlan, desk: Desk, outcome: Outcome) -> Answer:
        warnings = tuple(dict.fromkeys((*outcome.warnings, *_notes(query, outcome))))
        said = [*outcome.sentences, *[text for code, text in warnings if code not in outcome.unsaid]]
        drafts = [_opened(draft) if query.language == "en" else draft for draft in said]
        texts = [d.text_of(draft) for draft in drafts]
        gap = "" if query.language == "zh" else " "
        text = gap.join(dict.fromkeys(texts))
        verify(text, _once(drafts), evidence_of(query, desk, outcome))
        return Answer(
            question=query.question, language=query.language, status=outcome.status, reason=outcome.reason, text=text,
            answer=outcome.value, facts=tuple(desk.ledger.facts), citations=tuple(desk.ledger.citations),
            warnings=tuple(AnswerWarning(code=c, text=d.text_of(t)) for c, t in warnings), coverage=outcome.coverage,
            plan=query.plan.model_dump(mode="json"), plan_text=plan_text(query), choices=outcome.choices,
            nearest=outcome.nearest, answer_id=self._answer_id(query),
        )  # fmt: skip

    def _several(self, query: QueryPlan, plan: Several) -> Answer:
        """Each ask answered by itself; the whole is answered when any of them is."""
        parts = tuple(self._single(part) for part in _asks(query, plan))
        answered = [p for p in parts if p.status == "answered"]
        values = [p.answer for p in parts]
        numbers = all(v.kind == "number" for v in values)
        value = Value(kind="numbers", value=[v.value for v in values]) if numbers else Value(kind="none")
        if not numbers and len(answered) == 1:
            value = answered[0].answer
        elif not numbers and answered:
            value = Value(kind="text", value="\n".join(p.text for p in parts))
        first = parts[0]
        return Answer(
            question=query.question, language=query.language, status="answered" if answered else first.status,
            reason=None if answered else first.reason, text="\n".join(p.text for p in parts), answer=value,
            plan=query.plan.model_dump(mode="json"), plan_text=plan_text(query), parts=parts,
            facts=_facts_of(parts), citations=_citations_of(parts),
            warnings=tuple(dict.fromkeys(w for p in parts for w in p.warnings)), choices=first.choices,
            nearest=first.nearest, answer_id=self._answer_id(query), coverage=first.coverage,
        )  # fmt: skip

    def _answer_id(self, query: QueryPlan) -> str:
        premise = query.premise.model_dump(mode="json") if query.premise else None
        meant = _without_surface({"plan": query.plan.model_dump(mode="json"), "premise": premise})
        parts = [json.dumps(meant, sort_keys=True, ensure_ascii=False), query.language]
        parts += [self.store.corpus_version(), program_version()]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def whole(question: str) -> str:
    """The question without halves of surrogate pairs, which no output can carry."""
    return question.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _too_long(question: str) -> QueryPlan:
    language: Language = "en" if question[:MAX_QUESTION].isascii() else "zh"
    detail = str(d.sentences(language)["engine.too_long"])
    plan = Abstain(reason="out_of_scope", detail=detail)
    return QueryPlan(question=question[:MAX_QUESTION], language=language, plan=plan)


def _asks(query: QueryPlan, plan: Several) -> list[QueryPlan]:
    """Each ask as a plan of its own; the notes are said once, with the first."""
    common = {"premise": None}
    return [
        query.model_copy(update={**common, "plan": ask, "notes": () if number else query.notes})
        for number, ask in enumerate(plan.plans)
    ]


def execute_plan(plan: Plan, desk: Desk) -> Outcome:
    """Run the executor of a plan's kind."""
    module = import_module(f"qa.executors.{EXECUTORS[plan.kind]}")
    outcome: Outcome = module.execute(plan, desk)
    among = getattr(getattr(plan, "scope", None), "among", None)
    if among is None or outcome.status != "answered":
        return outcome
    told: Outcome = import_module("qa.executors.among").told(among, outcome, desk)
    return told


def evidence_of(query: QueryPlan, desk: Desk, outcome: Outcome) -> Evidence:
    """What the text of an outcome may say: from the ledger, the plan, the coverage and the store, not from the text."""
    ledger = desk.ledger
    values = {f.value for f in ledger.facts if f.value is not None}
    values |= {c.value for figure in ledger.figures for c in figure.cells if c.value is not None}
    years = {f.year for f in ledger.facts if f.year is not None} | set(outcome.years) | desk.years
    workings = {f.working for f in ledger.figures if f.working} | desk.workings
    return Evidence(
        values=frozenset(values | desk.values), derivations=outcome.derivations, years=frozenset(years),
        counts=frozenset(desk.counts), names=frozenset(desk.names), workings=frozenset(workings),
        quotes=tuple(c.quote for c in ledger.citations), planned=frozenset(_strings(query.model_dump(mode="json"))),
    )  # fmt: skip


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [s for item in value.values() for s in _strings(item)]
    return [s for item in value for s in _strings(item)] if isinstance(value, list | tuple) else []


def _without_surface(value: object) -> object:
    if isinstance(value, dict):
        return {k: _without_surface(v) for k, v in value.items() if k not in SURFACE}
    return [_without_surface(v) for v in value] if isinstance(value, list) else value


def _notes(query: QueryPlan, outcome: Outcome) -> list[tuple[str, d.Draft]]:
    """The planner's own notes, but for what the outcome says already with the reports before it."""
    said = {code for code, _ in outcome.warnings}
    return [
        (code, _closed(text, query.language))
        for code, text in query.notes
        if text and not (code in SAID_HERE and code in said)
    ]


def _closed(text: str, language: Language) -> d.Draft:
    """The planner's words as a whole sentence."""
    ended = text[-1] in "。.!！?？；"
    return (d.planned(text),) if ended else (d.planned(text), d.Segment(text="。" if language == "zh" else "."))


def _once(drafts: list[d.Draft]) -> list[d.Draft]:
    """Drafts without those that say the same again."""
    found: dict[str, d.Draft] = {}
    for draft in drafts:
        found.setdefault(d.text_of(draft), draft)
    return list(found.values())


def _opened(draft: d.Draft) -> d.Draft:
    """An English sentence with its first letter large; what is quoted stays as it is."""
    if not draft or draft[0].proof in ("quote", "plan"):
        return draft
    first = draft[0].text
    return (draft[0].model_copy(update={"text": first[:1].upper() + first[1:]}), *draft[1:])


def _citations_of(parts: tuple[Answer, ...]) -> tuple[Citation, ...]:
    """The citations of all parts; `p2c1` is the first of the second part."""
    return tuple(c.model_copy(update={"id": _id(n, c.id)}) for n, p in enumerate(parts) for c in p.citations)


def _facts_of(parts: tuple[Answer, ...]) -> tuple[FactEvidence, ...]:
    return tuple(
        f.model_copy(
            update={
                "citation": _id(n, f.citation) if f.citation else None,
                "citations": tuple(_id(n, c) for c in f.citations),
            }
        )
        for n, p in enumerate(parts)
        for f in p.facts
    )


def _id(part: int, citation: str) -> str:
    return f"p{part + 1}{citation}"


def _elapsed(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 3)


@lru_cache(maxsize=1)
def program_version() -> str:
    try:
        return version("gongkai")
    except PackageNotFoundError:
        return "unknown"


def plan_text(query: QueryPlan) -> str:
    """The plan in words."""
    return str(import_module("qa.phrase").plan_text(query.plan, query.language))
