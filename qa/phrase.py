"""A plan in words, in both languages, and the planner's own sentences (from `qa/data/phrases.yaml`)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from corpus import catalogue
from qa import lexicon
from qa.plan import (
    EVERY,
    Abstain,
    Aggregate,
    BodyRef,
    Check,
    Clarify,
    Compare,
    Condition,
    Corpus,
    Define,
    Filter,
    Inspect,
    Language,
    Lookup,
    Measure,
    Passage,
    Plan,
    Rank,
    Scope,
    Several,
    Trend,
)


def say(language: Language, code: str, **slots: str) -> str:
    """A sentence of `phrases.yaml` with its slots filled."""
    return str(lexicon.read_data("phrases.yaml")[language][code]).format(**slots)


def plan_text(plan: Plan, language: Language) -> str:
    """The plan in words."""
    if isinstance(plan, Several):
        return "; ".join(f"({n}) {plan_text(p, language)}" for n, p in enumerate(plan.plans, start=1))
    if isinstance(plan, Abstain):
        text = say(language, "plan_abstain", detail=plan.detail)
        return text if plan.figures is None else f"{text} [{plan_text(plan.figures, language)}]"
    if isinstance(plan, Clarify):
        return say(language, "plan_clarify", detail=plan.detail)
    if isinstance(plan, Define):
        return say(language, "plan_define", measures=_measures(plan.measures, language))
    if isinstance(plan, Passage):
        terms = [_word(language, "topic", plan.query.topic)] if plan.query.topic else [*plan.query.terms]
        return say(
            language,
            "plan_passage",
            scope=scope_text(plan.scope, language),
            terms=_list(terms or [plan.query.text], language),
        )
    if isinstance(plan, Corpus):
        return say(
            language, "plan_corpus", scope=scope_text(plan.scope, language), ask=_word(language, "ask", plan.ask)
        )
    if isinstance(plan, Check):
        return say(language, "plan_check", statement=plan.statement)
    if isinstance(plan, Inspect):
        what = say(language, f"inspect_{plan.ask}")
        return say(language, "plan_inspect", scope=scope_text(plan.scope, language), what=what)
    return _figures_text(plan, language)


def _figures_text(plan: Lookup | Compare | Rank | Aggregate | Filter | Trend, language: Language) -> str:
    scope = scope_text(plan.scope, language)
    if isinstance(plan, Lookup):
        if plan.yes_no is not None:
            return say(language, "plan_yes_no", scope=scope, condition=condition_text(plan.yes_no, language))
        return say(language, "plan_lookup", scope=scope, measures=_measures(plan.measures, language))
    if isinstance(plan, Compare):
        how = _word(language, "how", plan.how)
        return say(language, "plan_compare", scope=scope, measures=_measures(plan.measures, language), how=how)
    if isinstance(plan, Rank):
        return _rank_text(plan, scope, language)
    if isinstance(plan, Aggregate):
        return _aggregate_text(plan, scope, language)
    if isinstance(plan, Filter):
        conditions = _list([condition_text(c, language) for c in plan.conditions], language)
        output = _word(language, "output", plan.output)
        return say(language, "plan_filter", scope=scope, conditions=conditions, output=output)
    return say(language, "plan_trend", scope=scope, measures=_measures(plan.measures, language))


def _rank_text(plan: Rank, scope: str, language: Language) -> str:
    code = "plan_rank" if plan.by == "body" else f"plan_rank_{plan.by}"
    if plan.place is not None:
        n = say(language, "n_place", n=str(plan.place))
    elif plan.n >= EVERY:
        n = say(language, "n_all")
    else:
        n = say(language, "n_one") if plan.n == 1 else say(language, "n_top", n=str(plan.n))
    measures = _measures(plan.candidates or (plan.measure,), language)
    text = say(language, code, scope=scope, measures=measures, order=say(language, f"order_{plan.descending}"), n=n)
    if plan.of is not None:
        text += say(language, "place_of", body=body_text(plan.of, language))
    if plan.growth is not None:
        text += say(language, f"growth_{plan.growth}")
    if plan.also:
        text += say(language, "also", measures=_measures(plan.also, language))
    return text + (say(language, "then") if plan.then is not None else "")


def _aggregate_text(plan: Aggregate, scope: str, language: Language) -> str:
    if plan.measure is None:
        return say(language, "plan_count_reports", scope=scope)
    measures = measure_text(plan.measure, language)
    if plan.function == "share" and plan.part is not None:
        return say(language, "plan_share", part=scope_text(plan.part, language), measures=measures, scope=scope)
    return say(
        language, "plan_aggregate", scope=scope, measures=measures, function=_word(language, "function", plan.function)
    )


def condition_text(condition: Condition, language: Language) -> str:
    """行政诉讼（…）多于0件."""
    measure = measure_text(condition.measure, language)
    unit = catalogue.load().get(condition.measure.indicator).unit
    value = measure_text(condition.than, language) if condition.than else _number(condition.value, unit, language)
    if condition.against is not None:
        value = say(language, f"typical_{condition.against}")
    if condition.beyond is not None:
        value = body_text(condition.beyond, language)
    upper = _number(condition.upper, unit, language)
    if condition.since is not None:
        value = _number(condition.value, "件" if condition.since == "difference" else "pp", language)
        measure = say(language, f"since_{condition.since}", measure=measure)
    gap = "" if language == "zh" else " "
    return measure + gap + say(language, f"op_{condition.op}", value=value, upper=upper)


def _number(value: Decimal | None, unit: str, language: Language) -> str:
    if value is None:
        return ""
    shown = value * 100 if unit == "%" else value
    text = f"{shown.normalize():f}"
    return text + ("%" if unit in ("%", "pp") else unit if language == "zh" else "")


def measure_text(measure: Measure, language: Language) -> str:
    """The indicator's name, with the applicant where it is not the total."""
    known = catalogue.load()
    indicator = known.get(measure.indicator)
    name = indicator.name if language == "zh" else indicator.en
    if measure.applicant == catalogue.TOTAL:
        return name
    applicant = known.applicant(measure.applicant)
    return say(language, "applicant", measure=name, applicant=applicant.label if language == "zh" else applicant.en)


def _measures(measures: tuple[Measure, ...], language: Language) -> str:
    return _list([measure_text(m, language) for m in measures], language)


def scope_text(scope: Scope, language: Language) -> str:
    """Bodies or what describes them, then the years."""
    parts: list[str] = [_list([body_text(b, language) for b in scope.bodies], language)] if scope.bodies else []
    if scope.region_names:
        parts.append(_list(list(scope.region_names), language))
    parts += [_word(language, "levels", level.value) for level in scope.levels]
    if scope.division_suffixes:
        parts.append(say(language, "suffixes", names="、".join(scope.division_suffixes)))
    if scope.kinds:
        parts.append("/".join(_word(language, "kinds", kind.value) for kind in scope.kinds))
    if not parts:
        parts.append(say(language, "everything"))
    if scope.among is not None:
        parts.append(say(language, "among", plan=plan_text(scope.among, language)))
    without = [*(body_text(b, language) for b in scope.exclude), *map(str, scope.exclude_years)]
    if without:
        parts.append(say(language, "except", names=_list(without, language)))
    parts.append(_years(scope, language))
    return ("" if language == "zh" else " ").join(_spaced(parts, language))


def _spaced(parts: list[str], language: Language) -> list[str]:
    return ["·".join(parts)] if language == "zh" else [", ".join(parts)]


def _years(scope: Scope, language: Language) -> str:
    if scope.years:
        return _list([str(y) for y in scope.years], language) + ("年" if language == "zh" else "")
    return say(language, "latest" if scope.year_assumed else "all_years")


def body_text(body: BodyRef, language: Language) -> str:
    """The body's name, with its kind where the question said one."""
    if body.report_body or body.kind is None:
        return body.report_body or body.name
    kind = _word(language, "kinds", body.kind.value)
    return f"{body.name}（{kind}）" if language == "zh" else f"{body.name} ({kind})"


def _word(language: Language, table: str, key: str) -> str:
    if table == "topic":
        from qa import topics

        topic = topics.load().get(key)
        return topic.zh if language == "zh" else topic.en
    found: dict[str, Any] = lexicon.read_data("phrases.yaml")[language][table]
    return str(found[key])


def _list(items: list[str], language: Language) -> str:
    return say(language, "and").join(items)
