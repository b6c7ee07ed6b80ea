"""Two hundred heads of documents, each with who reports, for which year, and what must be said where that is in doubt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from corpus import bodies, division_table
from corpus.document import Document, Paragraph
from ingest.identity import identify

HEADS = Path(__file__).parents[1] / "fixtures" / "identity" / "heads.yaml"
CASES: list[dict[str, Any]] = yaml.safe_load(HEADS.read_text(encoding="utf-8"))
FULL = "{head}\n一、总体情况\n{prose}\n二、主动公开政府信息情况\n六、其他需要报告的事项\n{tail}\n"
SINCE = 2018  # divisions that still stood then
ORGANS = {
    "人民政府": "government", "教育局": "department", "人民政府办公室": "office", "城关镇人民政府": "township",
    "政府办": "office", "中山街道办事处": "township", "中医院": "other",
}  # fmt: skip
WORDS = {"城区", "郊区", "矿区", "东区", "西区"}  # say nothing without their prefecture


def document(case: dict[str, Any]) -> Document:
    text = FULL.format(head=case["head"], prose=case.get("prose", "认真做好各项工作。"), tail=case.get("tail", "无。"))
    blocks, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            blocks.append(Paragraph(text=line, start=at, end=at + len(line)))
        at += len(line) + 1
    return Document(format="text", text=text, blocks=tuple(blocks), title=case.get("page"))


@pytest.mark.parametrize("case", CASES, ids=[c["head"].replace("\n", " ")[:40] for c in CASES])
def test_who_and_when(case: dict[str, Any]) -> None:
    found = identify(document(case), case.get("file", ""))
    body = found.body
    read = {
        "body": body.name, "code": body.division_code, "kind": body.kind, "level": body.level, "year": found.year,
        "division": body.division, "province": body.province,
    }  # fmt: skip
    assert {key: read[key] for key in case["expect"]} == case["expect"]
    assert any(case.get("flag", "") in warning for warning in (*found.warnings, ""))


@pytest.mark.parametrize("organ", ORGANS)
def test_every_division_is_found_before_an_organ(organ: str) -> None:
    """Alone, behind its prefecture and behind its province: 镇江市 is no town, 全州县 not the whole of a place."""
    missed = []
    for row in division_table.rows():
        division = division_table.division(row)
        year = None if row.living else row.until
        outers = ["", division.prefecture or "", (division.province or "") + (division.prefecture or "")]
        if row.until < SINCE or row.name in (division.prefecture, division.province):
            outers = [""] if row.until >= SINCE else []
        for outer in outers:
            name = outer + row.name + organ
            body = bodies.describe(name, year=year)
            found = row.code in {d.code for d in bodies.parse(name, year).candidates}
            right = found and body.kind == ORGANS[organ] and body.division_code in (None, row.code)
            if not (right and bodies.plausible(name, year)) and not (row.name in WORDS and not outer):
                missed.append(name)
    assert missed == []
