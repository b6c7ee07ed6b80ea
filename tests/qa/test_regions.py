"""A province or a prefecture asked about as such: what is held of it is answered, and that it is not all of it is said."""

from __future__ import annotations

import pytest
from asking import ask, codes, engine_of, measure
from handmade import make

from corpus import divisions
from corpus.models import Level
from qa.plan import Aggregate, Rank, Scope

RECEIVED = measure("requests.received")
OF_ZHONGWEI = [(d.name, d.code) for d in divisions.lying_in("640500", Level.COUNTY, year=2024)]


def asked(**more: object) -> Scope:
    return Scope.model_validate({"levels": (Level.COUNTY,), "years": (2024,), "regions": ("6405",), **more})


def test_the_counties_of_a_prefecture():
    assert {name for name, _ in OF_ZHONGWEI} == {"沙坡头区", "中宁县", "海原县"}
    assert divisions.lying_in("6405", Level.COUNTY, year=2024) == divisions.lying_in("640500", Level.COUNTY, year=2024)


@pytest.mark.parametrize("held", [2, 3])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_region_of_which_some_places_have_no_report(tmp_path, held, language):
    made = [
        make(f"r{n}", name, code, 2024, {"requests.received": 5 + n})
        for n, (name, code) in enumerate(OF_ZHONGWEI[:held])
    ]
    engine = engine_of(tmp_path, *made)
    for plan in (
        Aggregate(measure=RECEIVED, scope=asked(), function="sum"),
        Rank(measure=RECEIVED, scope=asked()),
    ):
        answer = ask(engine, plan, language)
        said = [w.text for w in answer.warnings if w.code == "partial_coverage"]
        assert answer.status == "answered"
        assert len(said) == (0 if held == len(OF_ZHONGWEI) else 1), said
        assert all("中卫市" in text for text in said)


@pytest.mark.parametrize("held", [2, 3])
def test_the_region_that_the_reports_themselves_name(tmp_path, held):
    made = [
        make(f"r{n}", name, code, 2024, {"requests.received": 5 + n})
        for n, (name, code) in enumerate(OF_ZHONGWEI[:held])
    ]
    plan = Rank(measure=RECEIVED, scope=asked(regions=(), around="prefecture"))  # 全市哪个县收到的申请最多
    answer = ask(engine_of(tmp_path, *made), plan)
    assert answer.status == "answered"
    assert ("partial_coverage" in codes(answer)) is (held < len(OF_ZHONGWEI))


def test_of_all_places_nothing_is_said_to_be_lacking(tmp_path):
    engine = engine_of(tmp_path, make("r", *OF_ZHONGWEI[0], 2024, {"requests.received": 5}))
    assert "partial_coverage" not in codes(ask(engine, Rank(measure=RECEIVED, scope=asked(regions=()))))
