"""Which reports a scope means."""

from __future__ import annotations

import pytest
from handmade import make, seeds, store_of

from corpus.models import BodyKind, Level
from qa.plan import BodyRef, Scope
from qa.resolve import resolve

COUNTY = (Level.COUNTY,)


@pytest.fixture
def store(tmp_path):
    return store_of(tmp_path, *seeds())


def ref(name: str, code: str | None = None, **kwargs) -> BodyRef:
    return BodyRef(asked=name, name=name, division_code=code, **kwargs)


TONGXIN = ref("同心县", "640324")


def ids(found) -> list[str]:
    return [p.report.report_id for p in found.picks]


def test_the_government_comes_before_the_office(tmp_path):
    office = make("office", "同心县", "640324", 2024, kind=BodyKind.OFFICE)
    store = store_of(tmp_path, office, *seeds())
    found = resolve(store, Scope(bodies=(TONGXIN,), years=(2024,)))
    assert ids(found) == ["r0"]
    assert not found.picks[0].stands_in


def test_an_office_stands_in_where_the_government_has_none(store):
    found = resolve(store, Scope(bodies=(TONGXIN,), years=(2023,)))
    assert (ids(found), found.picks[0].stands_in) == (["r3"], True)


def test_a_government_asked_for_by_kind_is_not_replaced(store):
    found = resolve(store, Scope(bodies=(ref("同心县", "640324", kind=BodyKind.GOVERNMENT),), years=(2023,)))
    assert (ids(found), found.gaps[0].reason, found.gaps[0].years) == ([], "year_missing", (2024,))


def test_no_year_means_the_newest(store):
    found = resolve(store, Scope(bodies=(TONGXIN,), year_assumed=True))
    assert (ids(found), found.years, found.year_assumed) == (["r0"], (2024,), True)


def test_no_year_for_several_means_the_newest_in_common(tmp_path):
    more = (
        make("s3", "社旗县", "411327", 2023),
        make("t3", "同心县", "640324", 2023),
        make("t5", "同心县", "640324", 2025),
    )
    store = store_of(tmp_path, *seeds(), *more)
    found = resolve(store, Scope(bodies=(TONGXIN, ref("社旗县", "411327")), year_assumed=True))
    assert ids(found) == ["r0", "r1"]


def test_an_unknown_body_is_a_gap(store):
    found = resolve(store, Scope(bodies=(ref("固镇县", "340323"),), years=(2024,)))
    assert (found.picks, found.gaps[0].reason) == ((), "no_such_report")


def test_a_missing_year_names_those_held(store):
    gap = resolve(store, Scope(bodies=(ref("社旗县", "411327"),), years=(2021,))).gaps[0]
    assert (gap.reason, gap.year, gap.years) == ("year_missing", 2021, (2024,))


def test_a_county_counts_once(tmp_path):
    store = store_of(tmp_path, *seeds(), make("office", "同心县", "640324", 2024, kind=BodyKind.OFFICE))
    found = resolve(store, Scope(levels=COUNTY, years=(2024,)))
    assert sorted(ids(found)) == ["r0", "r1", "r2", "r4"]
    assert [r.report_id for r in found.dropped] == ["office"]
    assert (found.reports_matched, found.reports_any_year) == (5, 6)


def test_a_county_question_leaves_departments_out(tmp_path):
    department = make("d", "同心县", "640324", 2024, kind=BodyKind.DEPARTMENT, body="同心县自然资源局")
    store = store_of(tmp_path, *seeds(), department)
    assert "d" not in ids(resolve(store, Scope(levels=COUNTY, years=(2024,))))
    found = resolve(store, Scope(kinds=(BodyKind.DEPARTMENT,), levels=COUNTY, years=(2024,)))
    assert ids(found) == ["d"]


def test_regions_exclusion_and_suffixes(store):
    henan = resolve(store, Scope(regions=("41",), years=(2024,)))
    assert sorted(ids(henan)) == ["r1", "r4"]
    without = resolve(store, Scope(levels=COUNTY, years=(2024,), exclude=(TONGXIN,)))
    assert sorted(ids(without)) == ["r1", "r2", "r4"]
    assert ids(resolve(store, Scope(levels=COUNTY, years=(2024,), division_suffixes=("区",)))) == ["r4"]


def test_offices_asked_for_stand_for_themselves(store):
    found = resolve(store, Scope(kinds=(BodyKind.OFFICE,), years=(2024,)))
    assert sorted(ids(found)) == ["r2", "r4"]
    assert not any(p.stands_in for p in found.picks)


def test_two_texts_of_one_report_are_versions_of_one_pick(tmp_path):
    store = store_of(tmp_path, make("a", "同心县", "640324", 2024), make("b", "同心县", "640324", 2024))
    found = resolve(store, Scope(bodies=(TONGXIN,), years=(2024,)))
    assert (ids(found), [v.report_id for v in found.picks[0].versions]) == (["a"], ["b"])


def test_a_name_of_several_places_is_ambiguous(tmp_path):
    store = store_of(tmp_path, make("a", "鼓楼区", "320106", 2024), make("b", "鼓楼区", "410204", 2024))
    assert len(resolve(store, Scope(bodies=(ref("鼓楼区"),), years=(2024,))).ambiguous) == 2


def test_a_department_is_found_by_its_name_in_its_division(tmp_path):
    parts = [
        make(i, "同心县", "640324", 2024, kind=BodyKind.DEPARTMENT, body=b)
        for i, b in (("d", "同心县自然资源局"), ("e", "同心县财政局"))
    ]
    store = store_of(tmp_path, *seeds(), *parts)
    asked = ref("同心县财政局", "640324", kind=BodyKind.DEPARTMENT)
    assert ids(resolve(store, Scope(bodies=(asked,), years=(2024,)))) == ["e"]
    other = ref("同心县教育局", "640324", kind=BodyKind.DEPARTMENT)
    assert resolve(store, Scope(bodies=(other,), years=(2024,))).gaps[0].reason == "no_such_report"
