"""What reading says has a Chinese form, whichever reader says it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from ui.messages import localized

ERRORS = {"Rejected", "Unreadable", "LimitExceeded", "MissingCapability", "InputError"}


def said(root: Path) -> Iterator[str]:
    """Every sentence that an error of `ingest/` is made with, its values written as X, and those of its data."""
    for path in sorted((root / "ingest").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS and node.args:
                hints = [_text(k.value) for k in node.keywords if k.arg == "hint"]
                if text := _text(node.args[0]):
                    yield f"{text} ({hints[0]})" if hints and hints[0] else text
    data = yaml.safe_load((root / "ingest" / "classify.yaml").read_text(encoding="utf-8"))
    yield from (miss["say"] for miss in data["near_misses"])


def _text(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(v.value if isinstance(v, ast.Constant) else "X" for v in values)  # type: ignore[misc]
    return ""


def test_every_error_of_reading_has_a_chinese_form(root: Path) -> None:
    sentences = set(said(root))
    assert len(sentences) > 60
    english = re.compile(r"[a-z]{3,} [a-z]{2,} [a-z]")
    assert [s for s in sorted(sentences) if english.search(localized(s, "zh"))] == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("3 cells could not be proved and are unreadable (table 2, table 4)", "3个单元格无法证实，按无法辨认处理（表2、表4）"),
        ("read as the report for 2024, but the title says 2023", "按2024年的报告读取，但标题写的是2023"),
        ("the fees of table 2 are printed in 元, not in 万元: the figure is not taken over", "表2的收费以元为单位印出，不是万元，数字未采用"),
        ("no table of the form was found in the text", "正文里没有找到年报的表格"),
        ("甲.pdf: the PDF is encrypted (save it without a password)", "甲.pdf是加密的PDF（请去掉密码后再存）"),
        ("读作别的", "读作别的"),
    ],
)  # fmt: skip
def test_values_are_carried_over(english: str, chinese: str) -> None:
    assert localized(english, "zh") == chinese
    assert localized(english, "en") == english
