"""Plans made by hand and an engine over reports made by hand: what tests of the answer side share."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from handmade import store_of

from corpus.models import BodyKind, Level, ParsedReport
from corpus.settings import Settings
from qa.answer import Answer
from qa.engine import Engine
from qa.plan import BodyRef, Condition, Language, Measure, Plan, Premise, QueryPlan, Scope

COUNTY = (Level.COUNTY,)


def ref(name: str, code: str | None = None, kind: BodyKind | None = None) -> BodyRef:
    return BodyRef(asked=name, name=name, division_code=code, kind=kind)


TONGXIN, SHEQI = ref("同心县", "640324"), ref("社旗县", "411327")
YONGNING, YINDU = ref("永宁县", "640121"), ref("殷都区", "410505")


def counties(*years: int) -> Scope:
    return Scope(levels=COUNTY, years=years or (2024,))


def of(*bodies: BodyRef, years: Iterable[int] = (2024,), **kwargs: object) -> Scope:
    return Scope.model_validate({"bodies": bodies, "years": tuple(years), **kwargs})


def measure(indicator: str, applicant: str = "total", *alternatives: str) -> Measure:
    return Measure(indicator=indicator, applicant=applicant, alternatives=alternatives)


def over(indicator: str, op: str, value: object, **kwargs: object) -> Condition:
    return Condition.model_validate({"measure": measure(indicator), "op": op, "value": Decimal(str(value)), **kwargs})


def engine_of(path: Path, *parsed: ParsedReport) -> Engine:
    return Engine(Settings(data_dir=path), store=store_of(path, *parsed))


def ask(
    engine: Engine, plan: Plan, language: Language = "zh", premise: Premise | None = None, question: str = "q"
) -> Answer:
    return engine.execute(QueryPlan(question=question, language=language, plan=plan, premise=premise))


def codes(answer: Answer) -> list[str]:
    return [w.code for w in answer.warnings]
