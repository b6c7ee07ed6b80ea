"""A question that leans on the one before: the last plan is edited, and the edit is said.

"那2023年呢？" changes the years, "and Sheqi?" the body, "按比例排" the measure. A question that says by itself what it
asks and of whom starts fresh.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qa.directory import Directory
from qa.link import Linked
from qa.measures import Asked
from qa.phrase import measure_text, say, scope_text
from qa.plan import (
    Abstain,
    Aggregate,
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
    QueryPlan,
    Rank,
    Scope,
    Several,
    Trend,
)
from qa.scope import Reading, read_scope
from qa.table_plans import by_rate

SCOPED = (Lookup, Compare, Rank, Aggregate, Filter, Trend, Passage)
SETS = (Rank, Aggregate, Filter)
# Words that make a question stand on its own feet when they come with a body or a set.
ASKS = ("how_many", "which", "superlative", "top", "place", "aggregate", "comparator", "trend", "mention", "why",
        "opinion", "define", "corpus", "explain", "exists", "none", "rank")  # fmt: skip


# Words that no edit carries out: the question is then read by itself.
UNEDITABLE = ("number", "comparator", "comparator_after", "zero", "none", "compare", "than", "rising", "aggregate", "trend",
              "money", "prose", "mention", "explain", "how", "position", "outside", "why", "opinion", "predict", "applicant_kind",
              "ground_kind", "outcome_kind", "applicants_counted", "year_noun")  # fmt: skip


def edit(linked: Linked, asked: Sequence[Asked], directory: Directory, previous: QueryPlan) -> QueryPlan | None:
    """The last plan with what the question changes, or None where the question stands by itself."""
    before = _last(previous.plan)
    if before is None or linked.unexplained:
        return None
    compared = _compared(linked, asked, directory, before)
    if compared is not None:
        language = linked.language
        told = ("edited", say(language, "edited", changes=linked.question.strip()))
        return QueryPlan(question=linked.question, language=language, plan=compared, notes=(told,))
    if linked.has(*UNEDITABLE):
        return None
    reading = read_scope(linked, directory, as_set=_as_set(before, linked))
    if linked.has("except", "except_after") and not (reading.scope.exclude or reading.scope.exclude_years):
        return None  # 除自然人外: an exception that a scope cannot say
    if reading.ambiguous or _stands_alone(linked, asked, reading):
        return None
    changed = _changed(linked, asked, reading, before)
    if changed is None:
        return None
    plan, said = changed
    notes = tuple((c, t) for c, t in (*reading.notes,) if c != "definition")
    language = linked.language
    told = ("edited", say(language, "edited", changes="；".join(said) if language == "zh" else "; ".join(said)))
    return QueryPlan(question=linked.question, language=language, plan=plan, notes=(*notes, told))


def _compared(linked: Linked, asked: Sequence[Asked], directory: Directory, before: Plan) -> Compare | None:
    """那比社旗县多多少？ and "by how many?": the figure just answered against another, or the same two by how much."""
    if asked or not linked.has("compare", "more") or linked.has(*(set(UNEDITABLE) - {"compare", "than", "number"})):
        return None
    if linked.has("number", "superlative", "top", "place", "which", "except", "noun", "applicant"):
        return None
    ways = [str(m.data["how"]) for m in linked.of("compare")]
    how = next((w for w in ("ratio", "change", "difference") if w in ways), None)
    reading = read_scope(linked, directory, as_set=False)
    if reading.ambiguous or reading.unheld or reading.scope.regions:
        return None
    bodies, years = reading.scope.bodies, reading.scope.years
    if isinstance(before, Compare) and how is not None and not bodies and not years:
        return before.model_copy(
            update={"how": how, "claimed": None, "claimed_year": None, "claimed_measure": None, "direction": None}
        )
    if not isinstance(before, Lookup) or len(before.measures) != 1 or len(before.scope.bodies) != 1 or before.yes_no:
        return None
    if len(bodies) != 1 or years or not linked.has("than"):
        return None
    scope = before.scope.model_copy(update={"bodies": (before.scope.bodies[0], bodies[0])})
    return Compare(measures=before.measures, scope=scope, how=how or "which_more")


def _last(plan: Plan) -> Plan | None:
    """What a next question can lean on."""
    if isinstance(plan, Several):
        return _last(plan.plans[-1])
    if isinstance(plan, Abstain):
        return plan.figures
    return plan if isinstance(plan, SCOPED) else None


def _as_set(before: Plan, linked: Linked) -> bool | None:
    """A region named after a ranking narrows it; after a look-up it is the next body."""
    if linked.has("which", "every"):
        return None
    return True if isinstance(before, SETS) and (linked.of("body") or linked.has("noun")) else None


def _stands_alone(linked: Linked, asked: Sequence[Asked], reading: Reading) -> bool:
    whom = bool(reading.scope.bodies or reading.scope.regions) or reading.set_asked
    what = bool(asked) or linked.has("mention", "topic")
    leans = linked.has("pronoun") and not reading.scope.bodies
    if whom and what and linked.has(*ASKS):
        follow = linked.of("follow")
        return not (leans and follow)
    if linked.has("define", "corpus", "predict", "outside"):
        return True
    return bool(whom and what and reading.scope.years and not linked.has("follow", "only"))


def _changed(linked: Linked, asked: Sequence[Asked], reading: Reading, before: Plan) -> tuple[Plan, list[str]] | None:
    """The edited plan and what was changed, in words; None where nothing was."""
    plan: Plan = before
    said: list[str] = []
    language = linked.language
    if linked.has("source_text"):
        return _text_of(linked, before)
    if linked.has("by_rate"):
        rated = by_rate(plan)
        if rated is None:
            return None
        plan = rated
        said.append(_measure_words(plan, linked))
    measures = tuple(a.measure for a in asked if a.indicator is not None)
    if measures and not linked.has("by_rate"):
        replaced: Plan | None = _of_winner(plan, measures) if linked.has("pronoun") else None
        replaced = replaced or _with_measures(plan, measures)
        if replaced is None:
            return None
        plan = replaced
        said.append("、".join(measure_text(m, language) for m in measures))
    elif any(a.indicator is None for a in asked):
        return None
    elif not measures and isinstance(plan, Rank) and linked.has("how_many", "with_values") and not plan.with_values:
        plan = plan.model_copy(update={"with_values": True})
        said.append(linked.question.strip())
    turned = _turned(linked, plan)
    if turned is not None:
        plan = turned
        said.append(say(language, f"order_{turned.descending}"))
    scope = _scope_of(plan)
    merged = _merged(scope, reading, linked, plan)
    if merged != scope:
        plan = plan.model_copy(update={"scope": merged})
        said.append(scope_text(merged, language))
    if not said:
        return None
    plan = _fitted(plan)
    return plan, said


def _of_winner(plan: Plan, measures: tuple[Measure, ...]) -> Rank | None:
    """它公开了多少 after a ranking: the winner's other figures."""
    if not isinstance(plan, Rank) or plan.by != "body":
        return None
    return plan.model_copy(update={"also": measures, "with_values": True})


def _scope_of(plan: Plan) -> Scope:
    assert not isinstance(plan, Define | Abstain | Clarify | Several | Corpus)  # noqa: S101  only SCOPED get here
    return plan.scope


def _turned(linked: Linked, plan: Plan) -> Rank | None:
    """最少的呢？ and "the top 3": another order or length of the same ranking."""
    marks = linked.of("superlative", "top", "place")
    if not isinstance(plan, Rank) or not marks:
        return None
    update: dict[str, Any] = {"descending": bool(marks[0].data.get("descending", True))}
    top = next((m for m in marks if m.cls == "top"), None)
    place = next((m for m in marks if m.cls == "place"), None)
    update["n"] = (
        int(top.value)
        if top is not None and top.value
        else int(place.value)
        if place is not None and place.value
        else plan.n
    )
    update["place"] = int(place.value) if place is not None and place.value else None
    update["with_values"] = plan.with_values or (update["n"] > 1 and place is None)
    return plan.model_copy(update=update)


def _with_measures(plan: Plan, measures: tuple[Measure, ...]) -> Plan | None:
    if isinstance(plan, Lookup):
        update: Mapping[str, Any] = {
            "measures": measures,
            "yes_no": None if len(measures) > 1 else _condition(plan.yes_no, measures[0]),
        }
        return plan.model_copy(update=update)
    if isinstance(plan, Compare | Trend):
        return plan.model_copy(update={"measures": measures})
    if isinstance(plan, Rank | Aggregate):
        return (
            plan.model_copy(update={"measure": measures[0]})
            if len(measures) == 1 and not getattr(plan, "candidates", ())
            else None
        )
    if isinstance(plan, Filter) and len(measures) == 1 and len(plan.conditions) == 1:
        return plan.model_copy(update={"conditions": (_condition(plan.conditions[0], measures[0]),)})
    return None


def _condition(condition: Condition | None, measure: Measure) -> Condition | None:
    return None if condition is None else condition.model_copy(update={"measure": measure})


def _merged(scope: Scope, reading: Reading, linked: Linked, plan: Plan) -> Scope:
    """The last scope with the bodies, regions, years, levels and kinds that the new question names."""
    new = reading.scope
    update: dict[str, Any] = {}
    if new.years:
        update |= {"years": new.years, "year_assumed": False}
    if new.exclude_years:
        update["exclude_years"] = tuple(sorted({*scope.exclude_years, *new.exclude_years}))
    if new.exclude:
        update["exclude"] = tuple(dict.fromkeys((*scope.exclude, *new.exclude)))
    if new.bodies:
        update |= {"bodies": new.bodies}
        if isinstance(plan, SETS):
            update |= {"regions": (), "region_names": ()}
    if new.regions:
        update |= {"regions": new.regions, "region_names": new.region_names}
        if isinstance(plan, SETS):
            update["bodies"] = ()
    nouns = linked.of("noun")
    if nouns and (reading.set_asked or linked.has("only")):
        update |= {"levels": new.levels or (scope.levels if not new.kinds else ()), "kinds": new.kinds or scope.kinds,
                   "division_suffixes": new.division_suffixes}  # fmt: skip
    return scope.model_copy(update=update) if update else scope


def _fitted(plan: Plan) -> Plan:
    """A look-up of one body becomes one of the other; a set keeps its kind."""
    bodies = plan.scope.bodies if isinstance(plan, Rank | Aggregate) else ()
    if isinstance(plan, Rank | Aggregate) and len(bodies) == 1 and plan.measure is not None and _by_body(plan):
        alone = plan.scope.model_copy(update={"levels": (), "kinds": (), "division_suffixes": ()})
        return Lookup(measures=(plan.measure,), scope=alone)  # after a ranking, one body is asked for its own figure
    if (
        isinstance(plan, Compare)
        and len(plan.scope.bodies) == 1
        and len(plan.scope.years) < 2
        and len(plan.measures) == 1
    ):
        return Lookup(measures=plan.measures, scope=plan.scope)
    return plan


def _by_body(plan: Rank | Aggregate) -> bool:
    return isinstance(plan, Aggregate) or plan.by == "body"


def _text_of(linked: Linked, before: Plan) -> tuple[Plan, list[str]] | None:
    """The wording of what was just answered: the same plan; for figures the cited rows are what is printed."""
    words = linked.question.strip()
    if isinstance(before, Passage):
        query = before.query.model_copy(update={"mode": "find"})
        return before.model_copy(update={"query": query}), [words]
    if isinstance(before, Lookup | Compare | Trend | Rank) and before.scope.bodies:
        measure = before.measure if isinstance(before, Rank) else before.measures[0]
        return Passage(
            query=PassageQuery(text=f"{words} {measure_text(measure, linked.language)}", terms=_label_terms(measure)),
            scope=before.scope,
        ), [words]  # fmt: skip
    return before, [words]


def _label_terms(measure: Measure) -> tuple[str, ...]:
    """What the prose calls the figure."""
    from corpus import catalogue
    from qa.lexicon import read_data

    roots = read_data("phrases.yaml").get("prose_words", {})
    indicator = catalogue.load().get(measure.indicator)
    return (str(roots.get(measure.indicator.split(".")[0], indicator.label.split("（")[0])),)


def _measure_words(plan: Plan, linked: Linked) -> str:
    if isinstance(plan, Rank | Aggregate) and plan.measure is not None:
        return measure_text(plan.measure, linked.language)
    if isinstance(plan, Lookup | Compare | Trend):
        return "、".join(measure_text(m, linked.language) for m in plan.measures)
    return ""
