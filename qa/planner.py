"""Question → typed plan: mentions, measures and scope are read once; the kind follows from them.

A plan is sure only when every content word of the question is accounted for and every operator (a number, an
exception, a word of order) is used by the plan. Otherwise the prose is searched, or the question is not answered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from corpus import catalogue
from corpus.divisions import english_name
from qa import lexicon
from qa.beyond import beyond
from qa.conversation import edit
from qa.directory import Directory
from qa.guards import (
    OPERATORS,
    counts_the_named,
    excludes_a_region,
    idle,
    lost_share,
    negates,
    per_case,
    restricts,
    runs_together,
)
from qa.link import HAN, Linked, Mention, link
from qa.measures import OTHERS, Asked, read_measures
from qa.near_names import near
from qa.phrase import say
from qa.plan import (
    Abstain,
    Clarify,
    Corpus,
    Define,
    Filter,
    Lookup,
    Measure,
    Passage,
    Plan,
    QueryPlan,
    Rank,
    Scope,
    Several,
)
from qa.prose_plans import topic_of
from qa.prose_steps import prose
from qa.refusing import abstain, called, query_of, refuse
from qa.scope import read_scope
from qa.table_plans import Ask, all_of_a_kind, by_rate, plan_tables

MAX_QUESTION = 600  # characters; more is an article, not a question
MAX_PARTS = 6
SENTENCE = re.compile(r"([^?？;；。!！\n]+)([?？;；。!！\n]*)")
ASKS_OF_SET = (
    "which",
    "list",
    "how_many",
    "how_many_entities",
    "question_tag",
    "exists",
    "follow",
    "superlative",
    "rank",
)
ASKED_ANEW = ("follow", "which", "question_tag", "exists", "superlative", "top", "place", "pronoun", "by_rate")
# Nouns that stand in the tables only as what requests are about or come from.
THINGS = tuple(
    f"{family}.{row}"
    for family, rows in (
        ("refused", ("state_secret", "third_party_rights", "internal_affairs", "process_information",
                     "enforcement_file", "administrative_query", "security_stability")),
        ("not_processed", ("petition_complaint", "publication")),
    )
    for row in rows
)  # fmt: skip
ABOUT_REQUESTS = re.compile(
    r"申请|公开|拒|不予|处理|理由|情形|属于|因|以|作为|由于|类|request|appl|refus|reject|den[iy]|process|withh|ground"
    r"|provid|\bas\b|because|filed|submit|received|asked|turn"
)
HOW_MUCH = re.compile(r"\bhow much\b")
MAY = re.compile(r"\b(?:in|of|during|for|since|until) may\b|\bmay (?:19|20)\d\d\b")  # the month, not the verb
COUNTED = re.compile(r"件|占|%|percent|share|proportion|cases?\b")
CLAUSE = re.compile(r"[,，、]|\band\b|并且|以及|同时")


def plan_question(question: str, directory: Directory, previous: QueryPlan | None = None) -> QueryPlan:
    """The plan of a question; `previous` is the plan of the turn before, for questions that lean on it."""
    text = question.strip()
    if refused := _unreadable(question):
        return refused
    parts = [(m[1].strip(), m[2].strip()) for m in SENTENCE.finditer(text) if m[1].strip()]
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


def _several(
    question: str, parts: Sequence[tuple[str, str]], directory: Directory, previous: QueryPlan | None
) -> QueryPlan | None:
    """Questions one after the other, each leaning on the one before."""
    plans: list[QueryPlan] = []
    before = previous
    for part, ended in parts:
        planned = _one(part, directory, before)
        if isinstance(planned.plan, Abstain) and planned.plan.detail == say(planned.language, "chatter_only"):
            continue
        if plans and _adds_to(part, ended, planned, plans[-1], directory):
            plans.pop()
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


def _adds_to(part: str, ended: str, planned: QueryPlan, before: QueryPlan, directory: Directory) -> bool:
    """Whether a sentence only completes the question before it (我问的是2024年。 多少件？), and is no second ask."""
    if not any(code == "edited" for code, _ in planned.notes) or planned.plan.kind != before.plan.kind:
        return False
    linked = link(part, directory)
    if linked.has("measure", "applicant", *ASKED_ANEW):
        return False
    if linked.has("how_many", "with_values"):  # the figures of the same ranking
        return isinstance(planned.plan, Rank) and not linked.has("body", "year", "noun")
    return "?" not in ended and "？" not in ended


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
        if isinstance(planned.plan, Filter | Rank) and not inner.has(*ASKS_OF_SET):
            return None  # 申请超过100件的县里: a restriction of what follows, no ask
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
    if linked.unexplained and not reading.scope.bodies and (close := _close_names(ask, directory)) is not None:
        return _finish(ask, close)
    for step in (_outside, _whose, _corpus, _define, beyond, prose, _choices, _things, _each_its_year, _tables):
        plan = step(ask)
        if plan is not None:
            return _finish(ask, plan)
    return _finish(ask, _not_understood(ask))


def _close_names(ask: Ask, directory: Directory) -> Plan | None:
    """A name that nobody has, but a slip away from one that has reports: asked back."""
    linked = ask.linked
    if linked.has("mention") or not (ask.measures or ask.open or linked.has("how_many", "report_noun")):
        return None
    found = near(linked, directory)
    if found is None:
        return None
    start, end, close = found
    names = [d.name if linked.language == "zh" else english_name(d) for d in close]
    generic = re.compile(r"\s+(?:county|district|city|banner)\b", re.I).match(linked.question, end)
    rest = linked.question[generic.end() if generic and linked.language == "en" else end :]
    return Clarify(
        reason="ambiguous_body", choices=tuple(linked.question[:start] + name + rest for name in names),
        detail=say(
            linked.language, "close_body", name=linked.question[start:end],
            names="、".join(names) if linked.language == "zh" else ", ".join(names),
        ),
    )  # fmt: skip


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
    if ask.open or linked.has("compare", "than", "more", "comparator", "trend"):
        return None
    if topic_of(linked) is not None and not linked.has("corpus"):
        return None
    scope = ask.scope.model_copy(update={"year_assumed": False})
    if linked.has("year_noun") or re.search(r"哪些年|哪几年|什么年|which years|what years", linked.text):
        return Corpus(scope=scope, ask="years")
    nouns = [m for m in linked.of("noun")]
    if nouns and not linked.has("report_noun"):  # also asked how many: the answer counts what it lists
        divisions = any(m.data.get("levels") for m in nouns)
        return Corpus(scope=scope, ask="divisions" if divisions else "bodies")
    if linked.has("how_many") or re.search(r"how many|多少|几[份篇个]", linked.text):
        return Corpus(scope=scope, ask="count")
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


def _things(ask: Ask) -> QueryPlan | None:
    """同心县有多少国家秘密, how many law firms are there: the things themselves, not requests about them."""
    linked = ask.linked
    if not ask.asked or not linked.has("how_many", "how_many_entities", "exists", "have", "none", "with_values"):
        return None
    spans = [[m for m in linked.of("measure", "applicant") if a.start <= m.start < a.end] for a in ask.asked]
    if not all(all(_is_thing(m) for m in span) for span in spans):
        return None
    evident = ABOUT_REQUESTS.search(linked.text) is not None
    counted = all(m.cls == "applicant" for span in spans for m in span) and COUNTED.search(linked.text)
    if evident or counted or linked.has("applicant_kind", "ground_kind", "outcome_kind"):
        return None
    words = "、".join(linked.question[a.start : a.end] for a in ask.asked)
    return query_of(ask, abstain(ask, "out_of_scope", "not_understood", words=words), confidence="unsure")


def _is_thing(mention: Mention) -> bool:
    if mention.cls == "applicant":
        return True
    facets = mention.data["facets"]
    return set(facets) == {"aspect"} and facets["aspect"] in THINGS


def _each_its_year(ask: Ask) -> QueryPlan | None:
    """同心县2024年比社旗县2023年: each body has its own year, so that neither two bodies of one year nor two years of
    one body are compared: the figures stand side by side and nothing is subtracted."""
    linked, scope = ask.linked, ask.scope
    if len(scope.bodies) != 2 or len(scope.years) != 2 or scope.regions or not ask.measures or ask.reading.set_asked:
        return None
    order = [m for m in linked.of("body", "year")]
    if [m.cls for m in order] not in (["body", "year"] * 2, ["year", "body"] * 2):
        return None
    years = [int(m.value or 0) for m in order if m.cls == "year"]
    if any("until" in m.data for m in order) or linked.has(
        "aggregate", "superlative", "top", "place", "number", "trend"
    ):
        return None
    ask.use("compare", "than", "more", "rising", "how", "comparator")
    if any((m.start, m.cls) not in ask.used and m.cls != "none" for m in linked.of("except", "mention", "zero")):
        return None
    plans = tuple(
        Lookup(measures=ask.measures, scope=Scope(bodies=(body,), years=(year,)))
        for body, year in zip(scope.bodies, years, strict=True)
    )
    note = ("scope_mismatch", say(linked.language, "each_its_year"))
    return query_of(ask, Several(plans=plans)).model_copy(update={"notes": (note,)})


def _asks_penalties(ask: Ask) -> bool:
    return any((a.indicator or "").startswith("penalties") for a in ask.asked)


def _tables(ask: Ask) -> QueryPlan | Plan | None:
    """The tables answer, if the plan uses every operator of the question."""
    linked = ask.linked
    impossible = next((a for a in ask.asked if a.impossible), None)
    if impossible is not None:
        return abstain(ask, "not_reported", "not_by_applicant")
    if linked.has("money") and any(a.indicator == "fees.amount" for a in ask.asked):
        ask.use("money")
    elif (linked.has("money") or HOW_MUCH.search(linked.text)) and _asks_penalties(ask):
        return abstain(ask, "not_reported", "no_fine_amounts")
    if MAY.search(linked.text):
        return abstain(ask, "not_reported", "yearly_only")
    if all_of_a_kind(linked):
        return query_of(
            ask, abstain(ask, "out_of_scope", "not_understood", words=linked.of("all")[0].text), confidence="unsure"
        )
    made = plan_tables(ask)
    if made is None:
        return _incomplete(ask)
    rated = by_rate(made) if linked.has("by_rate") and isinstance(made, Rank | Lookup) else None
    if rated is not None:  # 按比例算，哪个县予以公开的最多
        made = rated
        ask.use("by_rate")
    ask.use("only", "base", "within", "how_many_entities", "counter", "between", "follow", "zero")
    if ask.scope.exclude or ask.scope.exclude_years:
        ask.use("except")
    if (
        runs_together(ask)
        or excludes_a_region(ask.scope)
        or per_case(linked)
        or lost_share(ask, made)
        or restricts(ask)
    ):
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
