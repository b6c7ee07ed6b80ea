"""Departments named in English are found under the name that they report by."""

from __future__ import annotations

import pytest
from paper_directory import DEPARTMENT, SEEDS, PaperDirectory, body

from corpus.models import BodyKind
from qa.link import link
from qa.naming import find_bodies

HELD = PaperDirectory(
    (
        *SEEDS,
        body("盱眙县卫生健康委员会", "320830", DEPARTMENT, 2022),
        body("社旗县教育体育局", "411327", DEPARTMENT, 2024),
        body("同心县市场监督管理局", "640324", DEPARTMENT, 2024),
    ),
    (2022, 2024),
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("how many requests did the xuyi county health commission get", "盱眙县卫生健康委员会"),
        ("the health commission of xuyi county in 2022", "盱眙县卫生健康委员会"),
        ("sheqi's education bureau in 2024", "社旗县教育体育局"),
        ("sheqi county bureau of education", "社旗县教育体育局"),
        ("the tongxin market supervision bureau", "同心县市场监督管理局"),
        ("tongxin county finance bureau", "同心县财政局"),
    ],
)
def test_a_department_in_english(text: str, name: str) -> None:
    (named,) = find_bodies(text, HELD)
    assert (named.name, named.kind) == (name, BodyKind.DEPARTMENT)


def test_a_county_with_another_word_after_it_is_the_county() -> None:
    (named,) = find_bodies("how did tongxin county finance its bureaus", HELD)
    assert (named.name, named.kind) == ("同心县", None)


def test_a_noun_never_cuts_a_name() -> None:
    linked = link("What is the address of Tongxin County's government website?", HELD)
    assert [m.body.name for m in linked.of("body") if m.body] == ["同心县"]
