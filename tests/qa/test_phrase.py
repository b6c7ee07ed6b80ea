"""Plans in words."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from paper_directory import small

from qa.phrase import plan_text
from qa.planner import plan_question

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "plans"


@pytest.mark.parametrize(
    ("question", "zh", "en"),
    [
        (
            "2024年申请最多的前三个县",
            "在县级（县、县级市、市辖区、旗）·政府/政府办公室·2024年中按本年新收政府信息公开申请从高到低排序，取前3名（并列全列）",
            "rank counties (with county-level cities, districts, banners), governments/government offices, 2024 by new information requests received, highest first, and take the first 3 (all who tie)",
        ),
        ("同心县2024年有没有行政复议", "看同心县·2024年是否行政复议总计多于0件", "see whether 同心县, 2024 has administrative reconsideration cases more than 0"),
        ("哪些县公开率不到50%", "在县级（县、县级市、市辖区、旗）·政府/政府办公室·最新年度中找公开率（予以公开÷办理结果总计）少于50%的机关",
         "find the bodies of counties (with county-level cities, districts, banners), governments/government offices, the newest year with disclosure rate (disclosed / outcomes) fewer than 50%"),
    ],
)  # fmt: skip
def test_words(question: str, zh: str, en: str) -> None:
    plan = plan_question(question, small()).plan
    assert plan_text(plan, "zh") == zh
    assert plan_text(plan, "en") == en


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda p: p.stem)
def test_every_plan_has_words_in_both_languages(path: Path) -> None:
    for row in yaml.safe_load(path.read_text(encoding="utf-8")):
        plan = plan_question(row["questions"][0], small()).plan
        for language in ("zh", "en"):
            text = plan_text(plan, language)
            assert text
            assert "{" not in text
