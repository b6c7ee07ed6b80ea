"""One flaw put into a sound made report is one finding, named; the sound reports stay without any."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest

from corpus.facts import FactStore
from corpus.settings import Settings
from eval import counties
from eval.counties import Made
from ingest.parse import parse_named
from qa.audit import Finding, audit

HELD = ("error", "warning")


def store_of(folder: Path, texts: dict[str, str]) -> FactStore:
    store = FactStore(f"sqlite:///{folder}/facts.db", create=True)
    for name, text in texts.items():
        made = parse_named(text.encode(), name, Settings())
        store.save(made.report, made.names)
    return store


def found_in(folder: Path, *texts: str) -> list[Finding]:
    store = store_of(folder, {f"{number}.txt": text for number, text in enumerate(texts)})
    found = list(audit(store))
    store.close()
    return found


@lru_cache(maxsize=1)
def chosen() -> tuple[Made, ...]:
    """Reports with enough in them to put any of the flaws in."""
    return tuple(
        m for m in counties.reports()
        if m.kind == "government" and m.year == 2024 and m.cells["requests.received@natural_person"] > 20
        and m.cells["outcome.disclosed@total"] > 5 and m.cells["reconsideration.total@total"] > 0
    )[:4]  # fmt: skip


def changed(made: Made, **cells: int) -> Made:
    """The report with some of its cells moved by so much; names are written with __ for the dot and ___ for the @."""
    moved = dict(made.cells)
    for name, by in cells.items():
        key = name.replace("___", "@").replace("__", ".")
        moved[key] = moved[key] + Decimal(by)
    return made.model_copy(update={"cells": moved})


def tables_of(broken: Made, prose_of: Made) -> str:
    """The prose of one report over the tables of another."""
    lines, sound = counties.text(broken).splitlines(), counties.text(prose_of).splitlines()
    return "\n".join(s if "（二）依申请公开" in s else b for b, s in zip(lines, sound, strict=True))


def table_four(made: Made) -> str:
    return tables_of(changed(made, reconsideration__total___total=1), made)


def row_total(made: Made) -> str:
    return tables_of(changed(made, outcome__disclosed___total=1), made)


def one_cell(made: Made) -> str:
    return tables_of(changed(made, outcome__disclosed___natural_person=1), made)


def column_balance(made: Made) -> str:
    return tables_of(changed(made, requests__carried_out___natural_person=1, requests__carried_out___total=1), made)


def prose_value(made: Made) -> str:
    received = made.value("requests.received")
    return counties.text(made).replace(f"全年新收申请{received}件", f"全年新收申请{received + 7}件")


def percentage(made: Made) -> str:
    disclosed, done = made.value("outcome.disclosed"), made.value("outcome.total")
    wrong = round(disclosed * 100 / done) + 13
    return counties.text(made).replace(
        f"办结{done}件。", f"办结{done}件。从结果看，予以公开{disclosed}件，占比{wrong}%。"
    )


def parts(made: Made) -> str:
    more = "全年发布信息5200条，其中政府网站发布3100条，政务新媒体发布1500条，其他平台发布700条。"
    return counties.text(made).replace("（二）依申请公开。", f"{more}\n\n（二）依申请公开。")


def stale_year(made: Made) -> str:
    old = made.year - 1
    return counties.text(made).replace(
        f"统计期限自{made.year}年1月1日起至{made.year}年12月31日止", f"统计期限自{old}年1月1日起至{old}年12月31日止"
    )


def missing_section(made: Made) -> str:
    text = counties.text(made)
    return text[: text.index("五、存在的主要问题")] + text[text.index("六、其他需要报告") :]


def total_at_the_end(made: Made) -> str:
    more = "网站登载信息2463条，新媒体账号推送116条，合计2589条。"
    return counties.text(made).replace("（二）依申请公开。", f"{more}\n\n（二）依申请公开。")


def title_year(made: Made) -> str:
    return counties.text(made).replace(
        f"{made.year}年政府信息公开工作年度报告", f"{made.year - 1}年政府信息公开工作年度报告", 1
    )


def unit_slip(made: Made) -> str:
    fees = made.value("fees.amount").normalize()
    said = f"（三）平台建设。全年行政事业性收费{fees:f}元。"
    return counties.text(made).replace("（三）平台建设。", said)


FLAWS: tuple[tuple[Callable[[Made], str], str, tuple[str, str] | None], ...] = (
    (table_four, "sum.table", ("reconsideration.total", "total")),
    (row_total, "sum.table", ("outcome.disclosed", "total")),
    (one_cell, "sum.table", ("outcome.disclosed", "natural_person")),
    (column_balance, "sum.table", None),
    (prose_value, "prose.wrong_value", ("requests.received", "total")),
    (percentage, "prose.percentage", None),
    (parts, "prose.parts", None),
    (stale_year, "prose.stale_year", None),
    (title_year, "prose.stale_year", None),
    (total_at_the_end, "prose.parts", None),
    (unit_slip, "prose.table2", ("fees.amount", "total")),
    (missing_section, "form.missing_section", None),
)


@pytest.mark.parametrize(("flaw", "rule", "cell"), FLAWS, ids=[f[0].__name__ for f in FLAWS])
def test_one_flaw_is_one_finding(
    flaw: Callable[[Made], str], rule: str, cell: tuple[str, str] | None, tmp_path: Path
) -> None:
    for number, made in enumerate(chosen()):
        folder = tmp_path / str(number)
        folder.mkdir()
        found = found_in(folder, flaw(made))
        named = [f for f in found if f.severity in HELD or f.rule == rule]
        assert [f.rule for f in named] == [rule], (made.body, [(f.rule, f.text_zh) for f in named])
        assert cell is None or named[0].cell == cell, made.body


def test_what_was_carried_over_and_never_carried_in(tmp_path: Path) -> None:
    before, now = (m for m in counties.reports() if m.body == "唐河县人民政府")
    more = changed(
        now, requests__carried_in___natural_person=3, requests__carried_in___total=3,
        requests__received___natural_person=-3, requests__received___total=-3,
    )  # fmt: skip
    found = [f for f in found_in(tmp_path, counties.text(before), counties.text(more)) if f.severity in HELD]
    assert [(f.rule, f.year) for f in found] == [("years.carried", now.year)]
    assert {found[0].left.value, found[0].right.value} == {
        before.cells["requests.carried_out@total"], now.cells["requests.carried_in@total"] + 3,
    }  # fmt: skip


def test_sound_reports_of_three_years_have_no_finding(tmp_path: Path) -> None:
    store = store_of(tmp_path, {f"{m.body}{m.year}.txt": counties.text(m) for m in counties.reports()})
    found = [f for f in audit(store) if f.severity in HELD]
    store.close()
    assert [(f.rule, f.body, f.year, f.text_zh) for f in found] == []
