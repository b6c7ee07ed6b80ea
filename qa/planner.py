"""Question → typed plan: mentions, measures and scope are read once; the kind follows from them.

A plan is sure only when every content word of the question is accounted for and every operator (a number, an
exception, a word of order) is used by the plan. Otherwise the prose is searched, or the question is not answered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from corpus.divisions import english_name
from qa import lexicon
from qa.around import ranked_around
from qa.asking import is_yes_no
from qa.asserted import ORDERED, statement_of
from qa.beyond import beyond, whole_nation
from qa.conversation import astray, edit, leans, not_followed, spoken_of, taken_back
from qa.corpus_step import corpus_of
from qa.directory import Directory
from qa.include_step import included
from qa.inspect_step import inspected
from qa.joint_nouns import each_noun
from qa.link import HAN, Linked, link
from qa.measures import Asked, read_measures
from qa.near_names import near
from qa.nested import nested
from qa.parting import answered, carried, drops, named, parts_of, restricts_next
from qa.phrase import say
from qa.plan import (
    Abstain,
    Check,
    Clarify,
    Corpus,
    Define,
    Lookup,
    Measure,
    Passage,
    Plan,
    QueryPlan,
    Rank,
    Several,
)
from qa.presumed import presumed
from qa.prose_plans import topic_of
from qa.prose_steps import joined_to_winner, prose
from qa.refusing import abstain, query_of, refuse
from qa.scope import read_scope
from qa.table_plans import Ask
from qa.table_step import choices_of, each_its_figure, each_its_year, each_region, not_understood, tables, things
from qa.turn import last, measures_of

MAX_QUESTION = 600  # characters; more is an article, not a question
MAX_PARTS = 6
SENTENCE = re.compile(r"([^?？;；。!！\n]+)([?？;；。!！\n]*)")
ASKED_ANEW = ("follow", "which", "question_tag", "exists", "superlative", "top", "place", "pronoun", "by_rate")
ASKED = ("how_many", "which", "question_tag", "superlative", "top", "place", "by_rate")  # what no statement says
PLACED = ("哪张表", "哪一张表", "第几张表", "表几", "哪一行", "哪行", "哪一栏")  # where a figure is printed
BARE_YEAR = re.compile(r"(?:19|20)\d\d\s*[年?？]*")  # by itself the answer to which year
WHERE_PRINTED = re.compile(
    r"(?:(?:in|on) )?(?:where (?:in|on) (?:the|its|their|this|that|a|an) (?:\w+ )?(?:report|table|form)|(?:in )?which (?:table|row|column|section) of the (?:report|form))\b"
    r".*\b(?:print(?:ed)?|state[ds]?|shown?|shows?|list(?:ed|s)?|found|find|appears?|given?|gives?|reported|recorded|stands?|see|holds?|contains?)\b"
)

HALF_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
# 收 到 多 少 申 请: single characters set apart, three or more of them.
SPACED = re.compile(r"(?<![^\s\d])[\u4e00-\u9fff](?:\s+[\u4e00-\u9fff\d](?![\u4e00-\u9fff\d])){2,}")


def plan_question(question: str, directory: Directory, previous: QueryPlan | None = None) -> QueryPlan:
    """The plan of a question; `previous` is the plan of the turn before, for questions that lean on it."""
    question = SPACED.sub(lambda run: re.sub(r"\s", "", run[0]), question.translate(HALF_WIDTH))
    text = question.strip()
    refused = _unreadable(question)
    if refused is not None and not (previous is not None and BARE_YEAR.fullmatch(text)):
        return refused
    parts = [(m[1].strip(), m[2].strip()) for m in SENTENCE.finditer(text) if m[1].strip()]
    if 1 < len(parts) <= MAX_PARTS:
        several = _supposing(question, parts, directory, previous) or _several(question, parts, directory, previous)
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
    context = None if previous is None else last(previous)
    if previous is not None and context is not None:
        edited = edit(linked, asked, directory, previous)
        if edited is not None:
            return edited
    made = _alone(linked, asked, directory)
    if context is not None and taken_back(linked) is not None:
        return not_followed(linked, made, context)
    if context is not None and measures_of(context) and _lost(linked, asked, directory, made, context):
        return not_followed(linked, made, context)
    if isinstance(made.plan, Abstain | Clarify):
        return made.model_copy(update={"context": spoken_of(linked, asked, directory) or context})
    return made


def _lost(linked: Linked, asked: Sequence[Asked], directory: Directory, made: QueryPlan, context: Plan) -> bool:
    """Whether a question seems to lean on the one before, but could not be carried over."""
    if not isinstance(made.plan, Abstain | Clarify):
        return astray(linked, made.plan, context)
    refused = isinstance(made.plan, Clarify) or made.plan.reason in ("out_of_scope", "no_evidence", "no_such_report")
    said = linked.has("outside", "predict", "opinion") or not (linked.mentions or linked.unexplained)
    return refused and not said and leans(linked, asked, directory)


def _alone(linked: Linked, asked: Sequence[Asked], directory: Directory) -> QueryPlan:
    """The question by itself; where it is not understood as a whole, or only in part, ask by ask."""
    inner = nested(linked, directory, lambda text: _described(text, directory))
    if inner is not None:
        return inner
    made = _plan(linked, asked, directory)
    stated = statement_of(linked)
    if stated is not None and (linked.has(*ORDERED) or isinstance(made.plan, Abstain) or made.confidence != "sure"):
        return made.model_copy(
            update={"plan": Check(statement=stated, otherwise=made.plan), "confidence": "sure", "notes": ()}
        )
    both = _each_noun(linked, directory) if isinstance(made.plan, Passage) else None
    if both is not None:
        return both
    understood = made.confidence == "sure" and not isinstance(made.plan, Abstain | Clarify)
    if understood and not drops(linked, made.plan):
        return made
    split = _by_asks(linked, directory, whole=understood)
    return made if split is None else split


def _each_noun(linked: Linked, directory: Directory) -> QueryPlan | None:
    """邮寄申请和网络申请各多少件: each by itself, where the prose is asked of both."""
    nouns = each_noun(linked)
    plans = [_described(text, directory) for text in nouns] if nouns is not None else []
    if len(plans) != 2 or not all(isinstance(p.plan, Passage) and p.confidence == "sure" for p in plans):
        return None
    return QueryPlan(
        question=linked.question, language=linked.language, plan=Several(plans=tuple(p.plan for p in plans)),
        notes=plans[0].notes,
    )  # fmt: skip


def _described(text: str, directory: Directory) -> QueryPlan:
    linked = link(text, directory)
    return _plan(linked, read_measures(linked), directory)


def _supposing(
    question: str, parts: Sequence[tuple[str, str]], directory: Directory, previous: QueryPlan | None
) -> QueryPlan | None:
    """Tongxin received 41 requests; how many were refused? One question, of which the statement is the premise."""
    (stated, ended), (asks, _) = parts[0], parts[-1]
    said = link(stated, directory)
    if len(parts) != 2 or ended.strip("?？") != ended or not said.has("number") or said.has(*ASKED) or is_yes_no(said):
        return None
    if link(asks, directory).has("body", "number"):
        return None
    made = _one(question, directory, previous)
    sure = made.confidence == "sure" and not isinstance(made.plan, Abstain | Clarify)
    return made if sure and made.premise is not None and made.premise.condition is not None else None


def _several(
    question: str, parts: Sequence[tuple[str, str]], directory: Directory, previous: QueryPlan | None
) -> QueryPlan | None:
    """Questions one after the other, each leaning on the one before."""
    plans: list[QueryPlan] = []
    before = previous
    for part, ended in parts:
        planned = _one(part, directory, before)
        planned = carried(planned, plans[-1]) if plans else planned
        joint = joined_to_winner(plans[-1], planned, part) if plans else None
        if joint is not None:
            plans[-1] = before = joint
            continue
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
    edited = any(code == "edited" for code, _ in planned.notes)
    if edited and isinstance(before.plan, Clarify):
        return True  # 有多少被驳回？同心县2024: whose is said afterwards
    if not edited or planned.plan.kind != before.plan.kind:
        return False
    if (
        isinstance(before.plan, Lookup)
        and before.plan.model_copy(update={"yes_no": None}) == planned.plan != before.plan
    ):
        return True  # 有没有诉讼？几件？
    linked = link(part, directory)
    if linked.has("measure", "applicant", *ASKED_ANEW):
        return False
    if linked.has("how_many", "with_values"):  # the figures of the same ranking
        return isinstance(planned.plan, Rank) and not linked.has("body", "year", "noun")
    return "?" not in ended and "？" not in ended


def _by_asks(linked: Linked, directory: Directory, *, whole: bool) -> QueryPlan | None:
    """A sentence of several asks (申请最多的是哪个县，最少的是哪个县): each by itself, and what is not answered named.

    `whole`: the sentence has a plan of its own, so that its parts must all be understood to be better.
    """
    parts = parts_of(linked, directory)
    if len(parts) < 2:
        return None
    plans: list[QueryPlan] = []
    asks: list[str] = []
    for part in parts:
        made = _one(part, directory, plans[-1] if plans else None)
        if restricts_next(link(part, directory), made):
            return None
        joint = joined_to_winner(plans[-1], made, part) if plans else None
        if joint is not None:
            plans[-1], asks[-1] = joint, f"{asks[-1]}，{part}"
            continue
        plans.append(carried(made, plans[-1]) if plans else made)
        asks.append(part)
    if len(plans) == 1:
        return plans[0].model_copy(update={"question": linked.question}) if answered(plans[0]) else None
    good = [answered(p) for p in plans]
    if not any(good) or (whole and not all(good)):
        return None
    notes = tuple(dict.fromkeys(n for p in plans for n in p.notes if n[0] != "edited"))
    kinds = tuple(p.plan if ok else named(part, p) for p, ok, part in zip(plans, good, asks, strict=True))
    return QueryPlan(
        question=linked.question, language=linked.language, plan=Several(plans=kinds), notes=notes,
        confidence="sure" if all(good) else "unsure",
    )  # fmt: skip


# -- one question --------------------------------------------------------------------------------------------------


def _plan(linked: Linked, asked: Sequence[Asked], directory: Directory) -> QueryPlan:
    reading = ranked_around(linked, asked, read_scope(linked, directory))
    ask = Ask(linked, asked, reading)
    ask.take(reading.used)
    if linked.unexplained and not reading.scope.bodies and (close := _close_names(ask, directory)) is not None:
        return _finish(ask, close)
    supposed = presumed(ask)
    if supposed is None:
        return _steps(ask)
    made = _steps(supposed[1])
    return made if isinstance(made.plan, Clarify) else made.model_copy(update={"premise": supposed[0]})


def _steps(ask: Ask) -> QueryPlan:
    """The first step that understands the question plans it."""
    for step in (
        _outside,
        _whose,
        inspected,
        included,
        corpus_of,
        _define,
        beyond,
        whole_nation,
        prose,
        choices_of,
        things,
        each_its_year,
        each_its_figure,
        each_region,
        tables,
    ):
        plan = step(ask)
        if plan is not None:
            return _finish(ask, plan)
    return _finish(ask, not_understood(ask))


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
            linked.language, "close_one" if len(names) == 1 else "close_body", name=linked.question[start:end],
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
    known, of = (lexicon.load().measures[key] for key in ("readings", "tell_of"))
    used = [(r, a) for a in ask.asked for r in a.reads if r in known]
    return [("definition", known[r][ask.linked.language]) for r, a in used if _told_of(of.get(r), a)]


def _told_of(indicators: Sequence[str] | None, asked: Asked) -> bool:
    """Whether a reading tells of this figure: how `refused` is summed says nothing of one ground of refusal."""
    return indicators is None or (asked.indicator or "") in indicators


def _corrections(linked: Linked) -> list[tuple[str, str]]:
    return [("corrected", say(linked.language, "corrected", wrong=a, right=b)) for a, b in linked.corrections]


# -- the steps, in order -------------------------------------------------------------------------------------------


def _outside(ask: Ask) -> Plan | None:
    """Named matters that no such report tells, unless the question is who mentions them."""
    if ask.linked.has("period") and (ask.measures or ask.open):
        return abstain(ask, "not_reported", "yearly_only")
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


def _define(ask: Ask) -> Plan | None:
    """What a word means: no body, no year, nothing counted; or where in the form a figure stands, whoever reports it."""
    linked = ask.linked
    if WHERE_PRINTED.match(linked.text) and ask.measures and not (linked.unexplained or ask.scope.regions):
        return None if linked.has("superlative", "top", "place", "number", "compare") else Define(measures=ask.measures)
    placed = any(m.text in PLACED for m in linked.of("source"))
    if (
        placed
        and ask.measures
        and not linked.has(*ASKED, "with_values", "comparator", "compare", "number")
        and not linked.unexplained
    ):
        return Define(measures=ask.measures)
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


__all__ = ["plan_question"]
