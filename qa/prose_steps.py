"""When the prose is asked, and what becomes of words that nothing explains."""

from __future__ import annotations

import re

from qa import counted, topics
from qa.link import Linked
from qa.plan import (
    Passage,
    PassageQuery,
    Plan,
    QueryPlan,
    Rank,
    Several,
)
from qa.prose_plans import QUOTED, contacts_of, is_topic, plan_passage, terms_of, topic_of, unsaid_by, without_bodies
from qa.prose_plans import joined as _joined
from qa.refusing import abstain, query_of
from qa.table_plans import Ask, plan_tables

PLANS = ("problems", "improvements", "measures")  # topics that list in words and count nothing
PART_OF_YEAR = re.compile(
    r"第?[一二三四]季度|(?:\d{1,2}月(?:份|\d{1,2}日?)?[至到~—-]?)+|[一二三四五六七八九十]+月份?|月份?|季度|[一二三四上下]?半年|半|(?:january|february|march|april|may|june|july|august|september|october|november|december)(?: \d+)?|quarters?|months?|monthly|weekly|daily"
)
HOW_CHARGED = re.compile(r"\bhow much (?:money )?(?:did|does|was|were|has|have|had)\b.*\bcharged?\b")

OF_ALL = re.compile(
    r"哪(?:一?个|些|几个)?(?:县|区|市|旗|地方|单位|报告|机关|家|部门|办公室)|各|每|所有|全部"
    r"|\b(?:each|every|all)\b|\bwhich (?:count|report|district|office|bod)"
)


def prose(ask: Ask) -> QueryPlan | Plan | None:
    """The prose is asked: by a verb of mention, by a topic, or by words that no table has."""
    linked = ask.linked
    topic = _counting(ask, topic_of(linked))
    if (beside := _explained(ask, topic)) is not None:
        return beside
    if linked.has("mention") and linked.has("none"):
        return _not_mentioned(ask)
    if (found := _mentioned(ask, topic) or _contacts(ask, topic)) is not None:
        return found
    if (
        _kinds(linked)
        and ask.scope.bodies
        and linked.has("which", "how_many", "every", "list", "with_values", "define")
    ):
        topic = None  # 不予公开的理由有哪些，各几件: the rows of the table
    prose_count = any(not m.data.get("table") for m in linked.of("counter"))
    fee = _fee_of_requests(ask)
    if topic is not None and (
        not ask.asked
        or prose_count
        or fee
        or _prose_words(linked)
        or (linked.unexplained and not unsaid_by(linked, topic))
    ):
        if ask.open and not linked.unexplained and not prose_count and not _counted_in_prose(ask):
            return None
        if len(ask.scope.bodies) > 1 and linked.has("than", "more", "compare"):
            return abstain(ask, "out_of_scope", "not_ranked")
        if _ranks(linked):
            return None if _kinds(linked) else abstain(ask, "out_of_scope", "not_ranked")
        return _unbounded(
            ask, _charged(linked, plan_passage(ask, topic="fee")) if fee else plan_passage(ask, topic=topic)
        )
    fees = any(a.indicator == "fees.amount" for a in ask.asked)
    if topic is not None and _asks_how(linked) and ask.scope.bodies and not fees:
        return plan_passage(ask, topic=topic)
    if linked.unexplained:
        return _unexplained(ask)
    if (prose_count and not ask.asked) or _counted_in_prose(ask):
        return query_of(ask, plan_passage(ask, topic=None), confidence="unsure")
    return None


def _charged(linked: Linked, made: Passage) -> Passage:
    """How much did it charge for requests: how much money, not how many of the requests."""
    if not HOW_CHARGED.search(linked.text):
        return made
    return made.model_copy(update={"query": made.query.model_copy(update={"text": topics.load().get("fee").en})})


def _unbounded(ask: Ask, made: Passage) -> Plan:
    """The passage, unless a number bounds what is counted (more than 50 open days): prose is not compared with a bound.
    Of one body its sentence is quoted, without yes or no; of a set nothing is said."""
    linked = ask.linked
    counted = any(m.data.get("kind") == "number" for m in linked.of("number"))
    if not counted or not linked.has(
        "comparator", "comparator_after", "between", "counter", "how_many", "which", "exists"
    ):
        return made
    if not made.scope.bodies:
        return abstain(ask, "out_of_scope", "not_ranked")
    if made.query.mode != "yes_no":
        return made
    return made.model_copy(update={"query": made.query.model_copy(update={"mode": "find"})})


def _counting(ask: Ask, topic: str | None) -> str | None:
    """How many coercion measures: a figure of the tables, no measures of improvement."""
    improved = any(m.text.startswith("improv") for m in ask.linked.of("rising"))
    figures = improved or (ask.linked.has("how_many", "rising") and not ask.linked.has("which"))
    counts = topic in PLANS and bool(ask.measures) and figures and not ask.linked.unexplained
    return None if counts else topic


def _explained(ask: Ask, topic: str | None) -> Plan | None:
    """What the prose says of a figure: of the one that leads, or of the body that is named."""
    linked = ask.linked
    if not ask.measures or linked.unexplained:
        return None
    if linked.has("explain", "source_text") and _ranks(linked):
        return _then(ask, topic)
    return _said_of(ask) if linked.has("explain") and ask.scope.bodies and _beside(topic) else None


def _mentioned(ask: Ask, topic: str | None) -> Plan | None:
    """Who mentions a thing: the topic where that is what is looked for, else its very words."""
    linked = ask.linked
    if not linked.has("mention"):
        return None
    terms = terms_of(linked)
    quoted = QUOTED.search(linked.question)
    if topic is not None and not quoted and is_topic(linked, topic) and not unsaid_by(linked, topic):
        terms = ()
    if not terms and topic is None:
        return None
    ask.use("mention")
    return plan_passage(ask, topic=None if terms else topic, terms=terms)


def _contacts(ask: Ask, topic: str | None) -> Plan | None:
    """传真和邮编: each part of the contact clause by itself."""
    contacts = contacts_of(ask.linked) if topic is not None and topic.startswith("contact_") and not ask.asked else ()
    return Several(plans=tuple(plan_passage(ask, topic=c) for c in contacts)) if len(contacts) > 1 else None


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


def _counted_in_prose(ask: Ask) -> bool:
    """信息条数, 申请通过邮寄的有多少: a number is asked of what only the prose counts."""
    linked = ask.linked
    ranked = _ranks(linked) or linked.has("compare", "comparator", "aggregate")
    return bool(ask.scope.bodies) and not ranked and _prose_counts(linked)


def _ranks(linked: Linked) -> bool:
    """Whether an order is asked; `record` behind how many is what is done, no record high."""
    orders = [m for m in linked.of("superlative", "top", "place", "rank")]
    return any(not (m.text.startswith("record") and linked.has("how_many")) for m in orders)


def _prose_counts(linked: Linked) -> bool:
    return linked.has("prose") and bool(counted.read_bare(without_bodies(linked)))


def _kinds(linked: Linked) -> bool:
    return linked.has("applicant_kind", "ground_kind", "outcome_kind")


def _fee_of_requests(ask: Ask) -> bool:
    """收费 beside 申请 is the fee for processing requests, which the prose tells; not that of table 2."""
    if ask.linked.has("compare", "than", "more", "comparator"):
        return False  # the amounts are compared: those of table 2
    bare = [
        a for a in ask.asked if a.indicator == "fees.amount" and {"收费", "fee"} & set(_words_of(ask.linked, a.start, a.end))
    ]  # fmt: skip
    charged = HOW_CHARGED.search(ask.linked.text) and {a.indicator for a in ask.asked} == {"requests.received"}
    if charged and not ask.linked.has("rising"):
        return True
    subjects = [m.data["facets"].get("subject") for m in ask.linked.of("measure")]
    other = "requests" in subjects
    yes_no = ask.linked.has("question_tag", "exists", "any") and not ask.linked.has("how_many", "superlative", "which")
    return bool(bare) and (other or yes_no) and not ask.linked.has("money")


def _words_of(linked: Linked, start: int, end: int) -> list[str]:
    return [m.text for m in linked.of("measure") if start <= m.start and m.end <= end]


def _then(ask: Ask, topic: str | None) -> Plan | None:
    """The table names the body, its own prose answers the rest."""
    made = plan_tables(ask)
    if not isinstance(made, Rank):
        return None
    ask.use("explain", "source_text")
    if topic is not None and not _beside(topic):
        return made.model_copy(update={"then": PassageQuery(text=topics.load().get(topic).zh, topic=topic)})
    query = PassageQuery(text=ask.linked.question, indicators=(made.measure.indicator,))
    return made.model_copy(update={"then": query})


def _beside(topic: str | None) -> bool:
    """Whether a question of how a figure is explained names no other matter of the prose."""
    return topic in (None, "explanation_refusal", "published_total")


def _said_of(ask: Ask) -> Plan:
    """报告自己怎么说的: the sentences that state the figures in words."""
    ask.use("explain", "source_text")
    indicators = tuple(dict.fromkeys(m.indicator for m in ask.measures))
    said = Passage(query=PassageQuery(text=ask.linked.question, indicators=indicators), scope=ask.scope)
    figures = plan_tables(ask) if ask.linked.has("how_many", "with_values") else None
    return said if figures is None else Several(plans=(figures, said))


def _not_mentioned(ask: Ask) -> Plan:
    """哪些报告没有提到: those whose whole text does not print the words; of one report it is a question of whether."""
    linked = ask.linked
    terms = terms_of(linked)
    if not terms or ask.scope.bodies or not linked.has("which", "list", "how_many", "every", "corpus"):
        return abstain(ask, "no_evidence", "not_mentioned")
    ask.use("mention", "none")
    scope = ask.scope if ask.scope.years else ask.scope.model_copy(update={"year_assumed": False})
    return Passage(query=PassageQuery(text=linked.question, terms=terms, mode="who", denied=True), scope=scope)


def joined_to_winner(before: QueryPlan, made: QueryPlan, part: str) -> QueryPlan | None:
    """哪个县许可最多，它存在什么问题: what the second ask seeks in the prose is sought in the winner's report alone."""
    rank, passage = before.plan, made.plan
    if not isinstance(rank, Rank) or not isinstance(passage, Passage) or rank.by != "body" or rank.then is not None:
        return None
    if passage.scope.bodies or passage.scope.regions or rank.n != 1 or OF_ALL.search(part):
        return None
    then = passage.query.model_copy(update={"mode": "find", "text": part})
    return before.model_copy(update={"plan": rank.model_copy(update={"then": then})})


def _unexplained(ask: Ask) -> QueryPlan | Plan:
    """Words remain: never answer a different question. The prose may hold them; a table does not."""
    linked = ask.linked
    if ask.asked and any(PART_OF_YEAR.fullmatch(w) for w in _joined(linked)):
        return abstain(ask, "not_reported", "yearly_only")
    words = " ".join(linked.unexplained) if linked.language == "en" else "、".join(linked.unexplained)
    if not ask.scope.bodies and (ask.asked or linked.has("how_many")) and _names_a_body(linked):
        return query_of(ask, abstain(ask, "no_such_report", "unknown_body", name=words), confidence="unsure")
    if not ask.scope.bodies and counted.read_bare(without_bodies(linked)):
        found = plan_passage(ask, topic=None)
        if found.scope.bodies:  # what a place counts of its departments or villages stands in its own report
            return query_of(ask, found, confidence="unsure")
    set_question = ask.reading.set_asked or linked.has("superlative", "top", "place", "rank", "aggregate")
    if ask.scope.bodies and not linked.has("superlative", "top", "place", "rank", "compare"):
        found = plan_passage(ask, topic=None, terms=terms_of(linked))
        if found.query.mode == "yes_no":  # that words are not found does not answer a question that was not understood
            found = found.model_copy(update={"query": found.query.model_copy(update={"mode": "find"})})
        return query_of(ask, found, confidence="unsure")
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
