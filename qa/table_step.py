"""The tables' step of the planner: what a question asks of the cells, and what shows that it was not understood."""

from __future__ import annotations

import re

from corpus import catalogue
from qa.asking import OWN_KINDS
from qa.filter_plans import all_from, lost_all
from qa.guards import (
    OPERATORS,
    counts_the_figures,
    counts_the_named,
    idle,
    lost_share,
    negates,
    per_case,
    restricts,
    runs_together,
)
from qa.link import Linked, Mention
from qa.measures import OTHERS, Asked
from qa.named_wholes import plan_share_of
from qa.phrase import say
from qa.plan import Aggregate, Clarify, Filter, Lookup, Measure, Plan, Premise, QueryPlan, Rank, Scope, Several
from qa.refusing import abstain, called, query_of
from qa.scope import counted_set
from qa.table_plans import Ask, all_of_a_kind, by_rate, plan_tables

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
    r"申请|公开|拒|不予|处理|理由|情形|属于|危及|危害|因|以|作为|由于|类|request|endanger|appl|refus|reject|den[iy]|process|withh|ground"
    r"|provid|invok|\bcit(?:e|ing)|\bas\b|because|filed|submit|received|asked|turn"
)
KIND_WORDS = ("individual", "other")  # beside which these are kinds of applicant, not one by name
PETITIONS = "outcome.not_processed.petition_complaint"
AS_REQUESTS = re.compile(
    r"request|appl|process|declin|refus|reject|handl|set aside|turned|outcome|dismiss|categor|\bas\b"
)
HOW_MUCH = re.compile(r"(?<!by )\bhow much\b")
PRICED = re.compile(
    r"(?<!by )\bhow much (?:money )?(?:did|does|do|was|were|is|are|has|have|had)\b.*\b(?:charged?|collect(?:ed)?|levy|levied|raised?"
    r"|ma[dk]e|earn(?:ed)?|costs?|impose|imposed|pa(?:y|id)|bill(?:ed)?|take in|took in)\b"
)
CHARGED = ("charge", "charged", "levied", "impose", "imposed")  # said of requests, they ask for money
RECEIVED = "requests.received"
MAY = re.compile(r"\b(?:in|of|during|for|since|until) may\b|\bmay (?:19|20)\d\d\b")  # the month, not the verb
COUNTED = re.compile(r"件|占|%|percent|share|proportion|cases?\b")


def choices_of(ask: Ask) -> Plan | None:
    """A word that means several cells: all of them for one body, asked back where one is needed."""
    linked = ask.linked
    if not ask.open:
        return None
    unclear = ask.open[0]
    known = catalogue.load()
    if linked.has("none") and ask.reading.set_asked | linked.has("which") and _of_one_subject(unclear):
        _settle_all(ask, unclear)
        return None
    one_figure = (
        linked.has("superlative", "top", "place", "rank", "aggregate", "comparator", "compare") or ask.reading.set_asked
    )
    if (
        not one_figure
        and unclear.choices != OTHERS
        and ask.scope.bodies
        and not linked.has("exists", "none", "question_tag")
    ):
        spoken = [
            _settled(a, m)
            for a in sorted([*ask.asked, *ask.open], key=lambda a: a.start)
            for m in ([a.measure] if a.indicator else [Measure(indicator=c, applicant=a.applicant) for c in a.choices])
        ]
        ask.asked = list({(a.indicator, a.applicant): a for a in reversed(spoken)}.values())[::-1]
        ask.open = []
        return None
    names = [known.get(c) for c in unclear.choices]
    labels = [n.name if linked.language == "zh" else n.en for n in names]
    question = linked.question
    choices = tuple(question[: unclear.start] + label + question[unclear.end :] for label in labels)
    if linked.language == "en" and len(ask.scope.bodies) == 1:  # a verb is no place for the name of a figure
        year = say("en", "in_year", year=str(ask.scope.years[-1])) if ask.scope.years else ""
        body = called(ask.scope.bodies[0], "en")
        choices = tuple(say("en", "choice_body", body=body, year=year, what=label) for label in labels)
    listed = "、".join(labels) if linked.language == "zh" else "; ".join(labels)
    detail = say(linked.language, "which_measure", word=question[unclear.start : unclear.end], names=listed)
    return Clarify(reason="ambiguous_measure", detail=detail, choices=choices)


def _of_one_subject(unclear: Asked) -> bool:
    """规章: a word whose cells are all of one thing; having none is having none of each."""
    return len({c.partition(".")[0] for c in unclear.choices}) == 1


def _settle_all(ask: Ask, unclear: Asked) -> None:
    ask.asked = [*ask.asked, *(_settled(unclear, Measure(indicator=c)) for c in unclear.choices)]
    ask.open = [a for a in ask.open if a is not unclear]


def _settled(unclear: Asked, measure: Measure) -> Asked:
    return Asked(
        start=unclear.start, end=unclear.end, indicator=measure.indicator, applicant=measure.applicant,
        read_as=unclear.read_as,
    )  # fmt: skip


def things(ask: Ask) -> QueryPlan | None:
    """同心县有多少国家秘密, how many law firms are there: the things themselves, not requests about them."""
    linked = ask.linked
    if ask.asked and _unnamed(linked):
        return query_of(ask, abstain(ask, "not_reported", "applicants_unnamed"))
    if not ask.asked or not linked.has("how_many", "how_many_entities", "exists", "have", "none", "with_values"):
        return None
    if _complaints(ask):
        return query_of(ask, abstain(ask, "not_reported", "no_complaints"))
    spans = [[m for m in linked.of("measure", "applicant") if a.start <= m.start < a.end] for a in ask.asked]
    if not all(all(_is_thing(m) for m in span) for span in spans):
        return None
    evident = ABOUT_REQUESTS.search(linked.text) is not None
    counted = all(m.cls == "applicant" for span in spans for m in span) and COUNTED.search(linked.text)
    if evident or counted or linked.has("applicant_kind", "ground_kind", "outcome_kind"):
        return None
    words = "、".join(linked.question[a.start : a.end] for a in ask.asked)
    return query_of(ask, abstain(ask, "out_of_scope", "not_understood", words=words), confidence="unsure")


def _unnamed(linked: Linked) -> bool:
    """Which law firm filed them: the tables count applicants by kind and name none."""
    return linked.language == "en" and any(
        w.text in ("which", "whose")
        and 0 <= a.start - w.end <= 1
        and linked.text[a.start : a.end].split()[0] not in KIND_WORDS
        for w in linked.of("which")
        for a in linked.of("applicant")
    )


def _complaints(ask: Ask) -> bool:
    """How many complaints did it receive: complaints as such, not requests set aside as complaints."""
    linked = ask.linked
    if linked.language != "en" or len(ask.asked) != 1 or ask.asked[0].indicator != PETITIONS:
        return False
    return AS_REQUESTS.search(linked.text) is None


def _is_thing(mention: Mention) -> bool:
    if mention.cls == "applicant":
        return True
    facets = mention.data["facets"]
    return set(facets) == {"aspect"} and facets["aspect"] in THINGS


def each_its_year(ask: Ask) -> QueryPlan | None:
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


def each_its_figure(ask: Ask) -> QueryPlan | None:
    """同心县的申请和社旗县的诉讼, how many requests did A get and how many lawsuits B: each body its own figure."""
    linked, scope = ask.linked, ask.scope
    count = len(scope.bodies)
    if count < 2 or count != len(ask.asked) or scope.regions or len(scope.years) > 1 or ask.open:
        return None
    spoken = sorted([(m.start, "body") for m in linked.of("body")] + [(a.start, "figure") for a in ask.asked])
    order = [kind for _, kind in spoken]
    if order not in (["body", "figure"] * count, ["figure", "body"] * count) or ask.reading.set_asked:
        return None
    if linked.has(
        "compare", "than", "more", "aggregate", "superlative", "top", "place", "rank", "number", "trend", "rising"
    ):
        return None
    if any((a.impossible or a.rate_of) for a in ask.asked) or (linked.has("except", "mention", "zero", "none", "exists") and (
        linked.language == "zh"
    )):  # fmt: skip
        return None
    measures = [a.measure for a in sorted(ask.asked, key=lambda a: a.start)]
    plans = tuple(
        Lookup(measures=(measure,), scope=scope.model_copy(update={"bodies": (body,)}))
        for body, measure in zip(scope.bodies, measures, strict=True)
    )
    return query_of(ask, Several(plans=plans))


def each_region(ask: Ask) -> QueryPlan | None:
    """江苏和浙江各收到多少: the sum over each of the regions."""
    linked, scope = ask.linked, ask.scope
    each = linked.has("every") and linked.has("how_many", "with_values") and not linked.has("noun", "which")
    if len(scope.regions) < 2 or scope.bodies or not each or len(ask.measures) != 1 or ask.open:
        return None
    if linked.has("compare", "than", "more", "superlative", "top", "place", "rank", "number", "trend", "except"):
        return None
    rate = ask.measures[0].indicator.startswith("rate.")
    plans = tuple(
        Aggregate(
            measure=ask.measures[0], function="ratio" if rate else "sum",
            scope=scope.model_copy(update={"regions": (code,), "region_names": (name,), "kinds": scope.kinds or OWN_KINDS}),
        )
        for code, name in zip(scope.regions, scope.region_names, strict=True)
    )  # fmt: skip
    return query_of(ask, Several(plans=plans))


def _asks_penalties(ask: Ask) -> bool:
    return any((a.indicator or "").startswith("penalties") for a in ask.asked)


def _priced(ask: Ask) -> bool:
    """How much did it raise from requests, who charged most for them: money is asked, of a figure that counts cases."""
    linked = ask.linked
    counts = [a for a in ask.asked if a.indicator != "fees.amount" and not (a.indicator or "").startswith("rate.")]
    if not counts or len(counts) < len(ask.asked) or linked.has("compare", "rising", "trend"):
        return False
    charged = any(m.text in CHARGED for m in linked.of("measure")) and all(a.indicator == RECEIVED for a in counts)
    return charged or PRICED.search(linked.text) is not None


def _unprinted(ask: Ask) -> QueryPlan | Plan | None:
    """What no report breaks down or prints: by applicant, by month, the amount of fines, all of the cases."""
    linked = ask.linked
    impossible = next((a for a in ask.asked if a.impossible), None)
    if impossible is not None:
        return abstain(ask, "not_reported", "not_by_applicant")
    if linked.has("money") and any(a.indicator == "fees.amount" for a in ask.asked):
        ask.use("money")
    elif (linked.has("money") or HOW_MUCH.search(linked.text)) and _asks_penalties(ask):
        return abstain(ask, "not_reported", "no_fine_amounts")
    if _priced(ask):
        return abstain(ask, "not_reported", "not_ranked")
    if MAY.search(linked.text):
        return abstain(ask, "not_reported", "yearly_only")
    rates = [a for a in ask.asked if a.rate_of or (a.indicator or "").startswith("rate.")]  # a share of all requests
    taken = bool(rates) or plan_share_of(ask) is not None or (ask.reading.set_asked and all_from(ask) is not None)
    if all_of_a_kind(linked) and not taken:
        return query_of(
            ask, abstain(ask, "out_of_scope", "not_understood", words=linked.of("all")[0].text), confidence="unsure"
        )
    return None


def tables(ask: Ask) -> QueryPlan | Plan | None:
    """The tables answer, if the plan uses every operator of the question."""
    linked = ask.linked
    if (refused := _unprinted(ask)) is not None:
        return refused
    made = plan_tables(ask)
    if made is None:
        return _incomplete(ask)
    grows = isinstance(made, Rank) and made.growth is not None  # in per cent of where it began
    rated = by_rate(made) if linked.has("by_rate") and isinstance(made, Rank | Lookup) and not grows else None
    if rated is not None:  # 按比例算，哪个县予以公开的最多
        made = rated
        ask.use("by_rate")
    ask.use("only", "base", "within", "how_many_entities", "counter", "between", "follow", "zero")
    if ask.scope.exclude or ask.scope.exclude_years or ask.reading.excepted:
        ask.use("except")
    if (misread := _misread(ask, made)) is not None:
        return misread
    ask.take([n for n in linked.of("number") if counts_the_named(ask, n) or counts_the_figures(ask, n)])
    houses = counted_set(linked)
    if houses is not None:
        ask.take([houses])
    if negates(made):
        ask.use("none")
    ignored = [m for m in linked.of(*OPERATORS) if (m.start, m.cls) not in ask.used and not idle(m, made)]
    if ignored:
        words = "、".join(linked.question[m.start : m.end] for m in ignored)
        return query_of(ask, abstain(ask, "out_of_scope", "not_understood", words=words), confidence="unsure")
    if houses is not None and isinstance(made, Aggregate | Filter | Lookup | Rank) and not made.scope.bodies:
        return query_of(ask, made, premise=Premise(count=int(houses.value or 0), scope=made.scope))
    return made


def _misread(ask: Ask, made: Plan) -> QueryPlan | None:
    """What the plan has missed of the question, so that it is not answered."""
    if isinstance(made, Filter) and made.output != "all" and lost_all(ask):
        words = ask.linked.of("all")[0].text
        return query_of(ask, abstain(ask, "out_of_scope", "not_understood", words=words), confidence="unsure")
    if isinstance(made, Lookup) and made.whole is not None and len(made.measures) == 1:
        return None  # a part and its whole, both of them taken
    if runs_together(ask) or per_case(ask.linked) or lost_share(ask, made) or restricts(ask):
        return query_of(ask, abstain(ask, "out_of_scope", "chatter_only"), confidence="unsure")
    return None


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


def not_understood(ask: Ask) -> QueryPlan | Plan:
    linked = ask.linked
    if not linked.mentions:
        return abstain(ask, "out_of_scope", "chatter_only")
    words = "、".join(linked.question[m.start : m.end] for m in linked.of(*OPERATORS))
    if not words:
        return query_of(ask, abstain(ask, "out_of_scope", "chatter_only"), confidence="unsure")
    return query_of(ask, abstain(ask, "out_of_scope", "not_understood", words=words), confidence="unsure")
