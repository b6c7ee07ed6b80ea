"""Question → typed plan: mentions, measures and scope are read once; the kind follows from them.

A plan is sure only when every content word of the question is accounted for and every operator (a number, an
exception, a word of order) is used by the plan. Otherwise the prose is searched, or the question is not answered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from corpus import catalogue
from qa import lexicon
from qa.conversation import edit
from qa.directory import Directory
from qa.guards import OPERATORS, counts_the_named, excludes_a_region, idle, lost_share, negates, per_case, runs_together
from qa.link import HAN, Linked, link
from qa.measures import OTHERS, Asked, read_measures
from qa.phrase import say
from qa.plan import (
    Abstain,
    Clarify,
    Compare,
    Condition,
    Corpus,
    Define,
    Filter,
    Lookup,
    Measure,
    Passage,
    PassageQuery,
    Plan,
    Premise,
    QueryPlan,
    Rank,
    Reason,
    Scope,
    Several,
    Trend,
)
from qa.prose_plans import QUOTED, plan_passage, terms_of, topic_of, unsaid_by
from qa.prose_plans import joined as _joined
from qa.refusing import abstain, called, query_of, refuse
from qa.scope import read_scope
from qa.table_plans import OWN_KINDS, Ask, all_of_a_kind, plan_tables

MAX_QUESTION = 600  # characters; more is an article, not a question
MAX_PARTS = 6
PART_OF_YEAR = re.compile(
    r"第?[一二三四]季度|\d{1,2}月(?:份|\d{1,2}日?)?|[一二三四五六七八九十]+月份?|月份?|季度|[一二三四上下]?半年|半|(?:january|february|march|april|may|june|july|august|september|october|november|december)(?: \d+)?|quarters?|months?|monthly|weekly|daily"
)
SPLIT = re.compile(r"[?？;；。!！\n]+")
CLAUSE = re.compile(r"[,，、]|\band\b|并且|以及|同时")


def plan_question(question: str, directory: Directory, previous: QueryPlan | None = None) -> QueryPlan:
    """The plan of a question; `previous` is the plan of the turn before, for questions that lean on it."""
    text = question.strip()
    if refused := _unreadable(question):
        return refused
    parts = [p.strip() for p in SPLIT.split(text) if p.strip()]
    if 1 < len(parts) <= MAX_PARTS:
        several = _several(question, parts, directory, previous)
        if several is not None:
            return several
    return _one(question, directory, previous)


def _unreadable(question: str) -> QueryPlan | None:
    """Empty, endless or wordless questions."""
    if len(question) > MAX_QUESTION:
        language: Literal["zh", "en"] = "zh" if HAN.search(question[:MAX_QUESTION]) else "en"
        return refuse(question[:MAX_QUESTION], language, "out_of_scope", "too_long")
    if not re.search(r"[\u3400-\u9fffA-Za-z]{2}", question):
        return refuse(question, "zh" if not question.isascii() else "en", "out_of_scope", "nothing_asked")
    return None


def _one(question: str, directory: Directory, previous: QueryPlan | None) -> QueryPlan:
    linked = link(question, directory)
    asked = read_measures(linked)
    if previous is not None:
        edited = edit(linked, asked, directory, previous)
        if edited is not None:
            return edited
    made = _plan(linked, asked, directory)
    if made.confidence == "unsure" or isinstance(made.plan, Abstain | Clarify):
        split = _by_clauses(linked, directory)
        if split is not None:
            return split
    return made


def _several(question: str, parts: Sequence[str], directory: Directory, previous: QueryPlan | None) -> QueryPlan | None:
    """Questions one after the other, each leaning on the one before."""
    plans: list[QueryPlan] = []
    before = previous
    for part in parts:
        planned = _one(part, directory, before)
        if isinstance(planned.plan, Abstain) and planned.plan.detail == say(planned.language, "chatter_only"):
            continue
        plans.append(planned)
        before = planned
    if not plans or all(isinstance(p.plan, Abstain | Clarify) for p in plans):
        return None
    language = link(question, directory).language
    notes = tuple(dict.fromkeys(n for p in plans for n in p.notes))
    if len(plans) == 1:
        return plans[0].model_copy(update={"question": question, "language": language})
    unsure = any(p.confidence == "unsure" for p in plans)
    return QueryPlan(
        question=question, language=language, plan=Several(plans=tuple(p.plan for p in plans)), notes=notes,
        premise=plans[0].premise, confidence="unsure" if unsure else "sure",
    )  # fmt: skip


def _by_clauses(linked: Linked, directory: Directory) -> QueryPlan | None:
    """A sentence of several asks (申请最多的是哪个县，最少的是哪个县): each clause by itself, if all are sure then."""
    parts = [p.strip() for p in CLAUSE.split(linked.question) if p.strip()]
    if not 1 < len(parts) <= MAX_PARTS:
        return None
    plans: list[QueryPlan] = []
    before: QueryPlan | None = None
    for part in parts:
        inner = link(part, directory)
        asked = read_measures(inner)
        planned = edit(inner, asked, directory, before) if before is not None else None
        planned = planned or _plan(inner, asked, directory)
        if planned.confidence != "sure" or isinstance(planned.plan, Abstain | Clarify | Passage):
            return None
        plans.append(planned)
        before = planned
    notes = tuple(dict.fromkeys(n for p in plans for n in p.notes if n[0] != "edited"))
    kinds = tuple(p.plan for p in plans)
    return QueryPlan(
        question=linked.question, language=linked.language, plan=Several(plans=kinds), notes=notes,
    )  # fmt: skip


# -- one question --------------------------------------------------------------------------------------------------


def _plan(linked: Linked, asked: Sequence[Asked], directory: Directory) -> QueryPlan:
    reading = read_scope(linked, directory)
    ask = Ask(linked, asked, reading)
    ask.take(reading.used)
    for step in (_outside, _whose, _corpus, _define, _beyond, _prose, _choices, _tables):
        plan = step(ask)
        if plan is not None:
            return _finish(ask, plan)
    return _finish(ask, _not_understood(ask))


def _finish(ask: Ask, plan: QueryPlan | Plan) -> QueryPlan:
    """Put the notes of the reading on the plan."""
    made = plan if isinstance(plan, QueryPlan) else query_of(ask, plan)
    notes = [*ask.reading.notes, *made.notes, *_readings(ask, made.plan), *_corrections(ask.linked)]
    return made.model_copy(update={"notes": tuple(dict.fromkeys(notes))})


def _readings(ask: Ask, plan: Plan) -> list[tuple[str, str]]:
    """How words were read, where the plan uses them."""
    if isinstance(plan, Abstain | Clarify | Passage | Corpus):
        return []
    known = lexicon.load().measures["readings"]
    return [("definition", known[r][ask.linked.language]) for a in ask.asked for r in a.reads if r in known]


def _corrections(linked: Linked) -> list[tuple[str, str]]:
    return [("corrected", say(linked.language, "corrected", wrong=a, right=b)) for a, b in linked.corrections]


# -- the steps, in order -------------------------------------------------------------------------------------------


def _outside(ask: Ask) -> Plan | None:
    """Named matters that no such report tells, unless the question is who mentions them."""
    marks = ask.linked.of("outside")
    if not marks or ask.linked.has("mention"):
        return None
    if topic_of(ask.linked) is not None and not ask.measures and ask.scope.bodies:
        return None
    what = "、".join(dict.fromkeys(m.data[ask.linked.language] for m in marks))
    return abstain(ask, "out_of_scope", "outside", what=what)


def _whose(ask: Ask) -> Plan | None:
    """A name that several bodies have is asked back; one that none in the corpus has is said."""
    unclear = ask.reading.ambiguous
    linked = ask.linked
    if unclear is not None:
        choices = tuple(
            linked.question[: unclear.start] + name + linked.question[unclear.end :] for name in unclear.names
        )
        return Clarify(
            reason="ambiguous_body", choices=choices,
            detail=say(linked.language, "which_body", name=unclear.text, names="、".join(unclear.names)),
        )  # fmt: skip
    if ask.reading.unheld and not ask.reading.set_asked:
        names = "、".join(ask.reading.unheld[:8])
        return abstain(ask, "no_such_report", "none_held", name=names)
    return None


def _corpus(ask: Ask) -> Plan | None:
    """What is there: reports, bodies, years."""
    linked = ask.linked
    about = linked.has("corpus") or (
        linked.has("report_noun") and linked.has("how_many", "which", "list", "exists") and not ask.measures
    )
    if not about or ask.measures or linked.has("mention", "superlative", "explain") or linked.unexplained:
        return None
    if topic_of(linked) is not None and not linked.has("corpus"):
        return None
    scope = ask.scope.model_copy(update={"year_assumed": False})
    if linked.has("year_noun") or re.search(r"哪些年|哪几年|什么年|which years|what years", linked.text):
        return Corpus(scope=scope, ask="years")
    if linked.has("how_many") or re.search(r"how many|多少|几[份篇个]", linked.text):
        return Corpus(scope=scope, ask="count")
    nouns = [m for m in linked.of("noun")]
    if nouns and not linked.has("report_noun"):
        divisions = any(m.data.get("levels") for m in nouns)
        return Corpus(scope=scope, ask="divisions" if divisions else "bodies")
    return Corpus(scope=scope, ask="reports")


def _define(ask: Ask) -> Plan | None:
    """What a word means: no body, no year, nothing counted."""
    linked = ask.linked
    if not linked.has("define") or not (ask.measures or ask.open) or ask.scope.bodies or ask.scope.years:
        return None
    if linked.has("superlative", "top", "place", "noun", "how_many", "comparator") or linked.unexplained:
        return None
    if linked.language == "en" and not re.search(
        r"\bmeaning|\bmeans?\b|defin|calculat|comput|formula|counts? as", linked.text
    ):
        return None
    measures = ask.measures or tuple(Measure(indicator=c) for c in ask.open[0].choices)
    return Define(measures=measures)


def _beyond(ask: Ask) -> QueryPlan | Plan | None:
    """Why, whether it is good, what will be: the figures that exist, and a plain statement that reports do not say."""
    linked = ask.linked
    kind = next((k for k in ("predict", "opinion", "why") if linked.has(k)), None)
    if kind is None or linked.has("explain", "mention") or linked.has("ground_kind"):
        return None
    topic = topic_of(linked)
    if kind in ("opinion", "why") and topic is not None and not ask.measures:
        return None if ask.scope.bodies or ask.reading.set_asked else abstain(ask, "opinion", kind)
    if not ask.asked and not ask.open and kind != "predict":
        if linked.unexplained and not ask.scope.bodies:
            return None
        return abstain(ask, "opinion", kind)
    figures = _figures_of(ask)
    reason: Reason = "out_of_scope" if kind == "predict" else "opinion"
    plan = abstain(ask, reason, kind, figures=_own_figures(ask, figures))
    premise = _premise(ask, figures) if kind == "why" else None
    if linked.unexplained and figures is None:
        return query_of(ask, plan, confidence="unsure")
    return query_of(ask, plan, premise=premise)


def _figures_of(ask: Ask) -> Plan | None:
    """What can be said of the figures in such a question."""
    made = None if ask.linked.has("predict") and ask.scope.bodies else plan_tables(ask)
    if made is None and ask.measures and ask.scope.bodies:
        made = Lookup(measures=ask.measures, scope=ask.scope)
    return made if isinstance(made, Lookup | Rank | Compare | Trend | Filter) else None


def _own_figures(ask: Ask, figures: Plan | None) -> Plan | None:
    """Of the bodies named in a ranking that a why presumes, their own figures are what can be said."""
    if isinstance(figures, Rank) and figures.by == "body" and ask.scope.bodies:
        return Lookup(measures=(figures.measure,), scope=ask.scope)
    return figures


def _premise(ask: Ask, figures: Plan | None) -> Premise | None:
    """What a why takes for granted: that the body leads a ranking, that it has none, that it has any."""
    bodies, scope = ask.scope.bodies, ask.scope
    if not bodies:
        return None
    if isinstance(figures, Rank) and figures.by == "body":
        wide = scope.model_copy(update={"bodies": ()})
        rank = figures.model_copy(update={"scope": _own_reports(wide), "with_values": False})
        return Premise(rank=rank, bodies=bodies, scope=scope)
    if isinstance(figures, Lookup) and figures.yes_no is not None:
        return Premise(condition=figures.yes_no, bodies=bodies, scope=scope)
    if isinstance(figures, Lookup) and len(figures.measures) == 1:
        none = ask.linked.has("none")
        condition = Condition(measure=figures.measures[0], op="eq" if none else "gt", value=Decimal(0))
        return Premise(condition=condition, bodies=bodies, scope=scope)
    return None


def _own_reports(scope: Scope) -> Scope:
    return scope if scope.kinds or scope.levels else scope.model_copy(update={"kinds": OWN_KINDS})


def _prose(ask: Ask) -> QueryPlan | Plan | None:
    """The prose is asked: by a verb of mention, by a topic, or by words that no table has."""
    linked = ask.linked
    topic = topic_of(linked)
    if linked.has("explain") and linked.has("superlative", "top") and ask.measures:
        return _then(ask, topic)
    if linked.has("mention") and linked.has("none"):
        return abstain(ask, "no_evidence", "not_mentioned")
    if linked.has("mention"):
        terms = terms_of(linked)
        quoted = QUOTED.search(linked.question)
        if topic is not None and not quoted and not unsaid_by(linked, topic):
            terms = ()
        if terms or topic is not None:
            ask.use("mention")
            return plan_passage(ask, topic=None if terms else topic, terms=terms)
    prose_count = any(not m.data.get("table") for m in linked.of("counter"))
    fee = _fee_of_requests(ask)
    if topic is not None and (
        not ask.asked
        or prose_count
        or fee
        or _prose_words(linked)
        or (linked.unexplained and not unsaid_by(linked, topic))
    ):
        if ask.open and not linked.unexplained and not prose_count:
            return None
        if linked.has("superlative", "top", "place", "rank"):
            return None if _kinds(linked) else abstain(ask, "out_of_scope", "not_ranked")
        return plan_passage(ask, topic="fee" if fee else topic)
    if topic is not None and _asks_how(linked) and ask.scope.bodies:
        return plan_passage(ask, topic=topic)
    if linked.unexplained:
        return _unexplained(ask)
    if prose_count and not ask.asked:
        return query_of(ask, plan_passage(ask, topic=None), confidence="unsure")
    return None


def _prose_words(linked: Linked) -> bool:
    return any(m.text not in ("主动公开", "proactively") for m in linked.of("prose"))


def _asks_how(linked: Linked) -> bool:
    """怎么申请, what did people ask for: the manner or the matter is asked, not a figure."""
    manner = linked.has("how") or any(m.text == "what" for m in linked.of("which"))
    figures = (
        "how_many",
        "with_values",
        "superlative",
        "top",
        "place",
        "compare",
        "aggregate",
        "trend",
        "number",
        "how_many_entities",
    )
    rate = any("rate" in m.data["facets"] or "id" in m.data["facets"] for m in linked.of("measure"))
    return (
        manner
        and not linked.has(*figures)
        and not rate
        and not linked.has("applicant_kind", "ground_kind", "outcome_kind")
    )


def _kinds(linked: Linked) -> bool:
    return linked.has("applicant_kind", "ground_kind", "outcome_kind")


def _fee_of_requests(ask: Ask) -> bool:
    """收费 beside 申请 is the fee for processing requests, which the prose tells; not that of table 2."""
    bare = [a for a in ask.asked if a.indicator == "fees.amount" and {"收费", "fee"} & set(a.read_as.split())]
    subjects = [m.data["facets"].get("subject") for m in ask.linked.of("measure")]
    other = "requests" in subjects
    yes_no = ask.linked.has("question_tag", "exists", "any") and not ask.linked.has("how_many", "superlative", "which")
    return bool(bare) and (other or yes_no) and not ask.linked.has("money")


def _then(ask: Ask, topic: str | None) -> Plan | None:
    """The table names the body, its own prose answers the rest."""
    made = plan_tables(ask)
    if not isinstance(made, Rank):
        return None
    ask.use("explain")
    measure = made.measure
    label = catalogue.load().get(measure.indicator)
    query = PassageQuery(text=ask.linked.question, topic=topic, terms=() if topic else (label.label.split("（")[0],))
    return made.model_copy(update={"then": query})


def _unexplained(ask: Ask) -> QueryPlan | Plan:
    """Words remain: never answer a different question. The prose may hold them; a table does not."""
    linked = ask.linked
    if ask.asked and any(PART_OF_YEAR.fullmatch(w) for w in _joined(linked)):
        return abstain(ask, "not_reported", "yearly_only")
    words = " ".join(linked.unexplained) if linked.language == "en" else "、".join(linked.unexplained)
    if not ask.scope.bodies and (ask.asked or linked.has("how_many")) and _names_a_body(linked):
        return query_of(ask, abstain(ask, "no_such_report", "unknown_body", name=words), confidence="unsure")
    set_question = ask.reading.set_asked or linked.has("superlative", "top", "place", "rank", "aggregate")
    if ask.scope.bodies and not linked.has("superlative", "top", "place", "rank", "compare"):
        return query_of(ask, plan_passage(ask, topic=None, terms=terms_of(linked)), confidence="unsure")
    if (
        set_question
        and linked.has("which")
        and not ask.asked
        and not linked.has("superlative", "top", "place", "rank", "aggregate")
    ):
        return query_of(ask, plan_passage(ask, topic=None, terms=terms_of(linked)), confidence="unsure")
    return query_of(ask, abstain(ask, "out_of_scope", "unknown_words", words=words), confidence="unsure")


def _names_a_body(linked: Linked) -> bool:
    """The unexplained words look like a place: a capital letter, or 县, 市, 局 right behind them."""
    for piece in linked.unexplained:
        at = linked.text.find(piece)
        original = linked.question.strip()
        if at < 0:
            continue
        shift = linked.question[at : at + 1]
        if piece.isascii() and shift.isupper() and at > 0 and original:
            return True
        if re.match(r"(?:县|区|市|旗|州|省|局|镇|乡|委)", linked.text[at + len(piece) :]) or re.search(
            r"[县区市旗州省局镇乡]$", piece
        ):
            return True
        if any(m.cls == "noun" and 0 <= m.start - at - len(piece) <= 1 for m in linked.mentions) and not linked.has(
            "which", "every"
        ):
            return True
    return False


def _choices(ask: Ask) -> Plan | None:
    """A word that means several cells: all of them for one body, asked back where one is needed."""
    linked = ask.linked
    if not ask.open:
        return None
    unclear = ask.open[0]
    known = catalogue.load()
    one_figure = (
        linked.has("superlative", "top", "place", "rank", "aggregate", "comparator", "compare") or ask.reading.set_asked
    )
    if (
        not one_figure
        and unclear.choices != OTHERS
        and ask.scope.bodies
        and not linked.has("exists", "none", "question_tag")
    ):
        ask.asked = [
            _settled(a, m)
            for a in sorted([*ask.asked, *ask.open], key=lambda a: a.start)
            for m in ([a.measure] if a.indicator else [Measure(indicator=c, applicant=a.applicant) for c in a.choices])
        ]
        ask.open = []
        return None
    names = [known.get(c) for c in unclear.choices]
    labels = [n.name if linked.language == "zh" else n.en for n in names]
    question = linked.question
    choices = tuple(question[: unclear.start] + label + question[unclear.end :] for label in labels)
    listed = "、".join(labels) if linked.language == "zh" else "; ".join(labels)
    detail = say(linked.language, "which_measure", word=question[unclear.start : unclear.end], names=listed)
    return Clarify(reason="ambiguous_measure", detail=detail, choices=choices)


def _settled(unclear: Asked, measure: Measure) -> Asked:
    return Asked(
        start=unclear.start, end=unclear.end, indicator=measure.indicator, applicant=measure.applicant,
        read_as=unclear.read_as,
    )  # fmt: skip


def _tables(ask: Ask) -> QueryPlan | Plan | None:
    """The tables answer, if the plan uses every operator of the question."""
    linked = ask.linked
    impossible = next((a for a in ask.asked if a.impossible), None)
    if impossible is not None:
        return abstain(ask, "not_reported", "not_by_applicant")
    if linked.has("money") and any(a.indicator == "fees.amount" for a in ask.asked):
        ask.use("money")
    elif linked.has("money") and any((a.indicator or "").startswith("penalties") for a in ask.asked):
        return abstain(ask, "not_reported", "no_fine_amounts")
    if all_of_a_kind(linked):
        return query_of(
            ask, abstain(ask, "out_of_scope", "not_understood", words=linked.of("all")[0].text), confidence="unsure"
        )
    made = plan_tables(ask)
    if made is None:
        return _incomplete(ask)
    ask.use("only", "base", "within", "how_many_entities", "counter", "between", "follow", "zero")
    if ask.scope.exclude or ask.scope.exclude_years:
        ask.use("except")
    if runs_together(ask) or excludes_a_region(ask.scope) or per_case(linked) or lost_share(ask, made):
        return query_of(ask, abstain(ask, "out_of_scope", "chatter_only"), confidence="unsure")
    ask.take([n for n in linked.of("number") if counts_the_named(ask, n)])
    if negates(made):
        ask.use("none")
    ignored = [m for m in linked.of(*OPERATORS) if (m.start, m.cls) not in ask.used and not idle(m, made)]
    if ignored:
        words = "、".join(linked.question[m.start : m.end] for m in ignored)
        return query_of(ask, abstain(ask, "out_of_scope", "not_understood", words=words), confidence="unsure")
    return made


def _incomplete(ask: Ask) -> QueryPlan | Plan | None:
    """Something of the tables is asked, but of whom, or what, is not said."""
    linked, language = ask.linked, ask.linked.language
    if ask.measures and not ask.scope.bodies:
        name = catalogue.load().get(ask.measures[0].indicator)
        what = name.name if language == "zh" else name.en
        year = say(language, "in_year", year=str(ask.scope.years[-1])) if ask.scope.years else ""
        choices = tuple(say(language, f"choice_{n}", year=year, what=what) for n in ("most", "sum"))
        return Clarify(reason="ambiguous_body", detail=say(language, "whose"), choices=choices)
    if ask.scope.bodies and not ask.measures and not linked.has(*OPERATORS):
        body = called(ask.scope.bodies[0], language)
        year = say(language, "in_year", year=str(ask.scope.years[-1])) if ask.scope.years else ""
        known = catalogue.load()
        choices = tuple(
            say(
                language,
                "choice_body",
                body=body,
                year=year,
                what=known.get(i).name if language == "zh" else known.get(i).en,
            )
            for i in ("requests.received", "outcome.disclosed", "litigation.total")
        )
        return Clarify(reason="ambiguous_measure", detail=say(language, "what"), choices=choices)
    return None


def _not_understood(ask: Ask) -> QueryPlan | Plan:
    linked = ask.linked
    if not linked.mentions:
        return abstain(ask, "out_of_scope", "chatter_only")
    words = "、".join(linked.question[m.start : m.end] for m in linked.of(*OPERATORS))
    if not words:
        return query_of(ask, abstain(ask, "out_of_scope", "chatter_only"), confidence="unsure")
    return query_of(ask, abstain(ask, "out_of_scope", "not_understood", words=words), confidence="unsure")


__all__ = ["plan_question"]
