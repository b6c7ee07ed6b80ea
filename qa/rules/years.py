"""The same body over the years: what was carried over, stocks, jumps, growth named in prose, copied words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from corpus.models import Section, Statement
from qa.rules.view import Finding, Side, View, finding, joined, plain

JUMP_TIMES = Decimal(5)
JUMP_LEAST = Decimal(100)  # a jump from 2 to 12 says nothing
COPIED_LEAST = 120  # characters: shorter sections are alike by nature
GROWTH = re.compile(r"(?:同比|(?:较|比)(?:上年|去年)(?:同期)?)(增长|增加|上升|减少|下降|降低)了?(?:约)?$")
DOWN = ("减少", "下降", "降低")


def check_carried(before: View, now: View) -> Iterator[Finding]:
    """结转下年度 of last year is 上年结转 of this."""
    left, right = before.value("requests.carried_out"), now.value("requests.carried_in")
    if left is None or right is None or left == right:
        return
    yield finding(
        now, "years.carried", now.cell_side("requests.carried_in", number=1),
        before.cell_side("requests.carried_out"),
        f"{before.report.year} 年报告结转下年度 {plain(left)} 件，{now.report.year} 年报告上年结转却是 {plain(right)} 件。",
        f"The {before.report.year} report carries {plain(left)} over; the {now.report.year} report carries "
        f"{plain(right)} in.", cell=("requests.carried_in", "total"),
    )  # fmt: skip


def check_stock(before: View, now: View) -> Iterator[Finding]:
    """上年现行有效 + 本年制发 − 本年废止 = 本年现行有效; advisory only."""
    stock, new = before.value("normative_documents.in_force"), now.value("normative_documents.in_force")
    issued, repealed = now.value("normative_documents.issued"), now.value("normative_documents.repealed")
    if stock is None or new is None or issued is None or repealed is None or stock + issued - repealed == new:
        return
    asked = stock + issued - repealed
    yield finding(
        now, "years.stock", now.cell_side("normative_documents.in_force", number=1),
        before.cell_side("normative_documents.in_force"),
        f"上年现行有效 {plain(stock)} + 本年制发 {plain(issued)} − 本年废止 {plain(repealed)} = {plain(asked)}，"
        f"本年报告现行有效 {plain(new)}。",
        f"{plain(stock)} in force + {plain(issued)} issued − {plain(repealed)} repealed = {plain(asked)}; the report "
        f"has {plain(new)}.",
    )  # fmt: skip


def check_jump(before: View, now: View) -> Iterator[Finding]:
    """Requests received five times as many, or a fifth."""
    left, right = before.value("requests.received"), now.value("requests.received")
    if left is None or right is None or abs(right - left) < JUMP_LEAST:
        return
    low, high = sorted((left, right))
    if low * JUMP_TIMES > high:
        return
    yield finding(
        now, "years.jump", now.cell_side("requests.received", number=1), before.cell_side("requests.received"),
        f"新收申请由 {before.report.year} 年的 {plain(left)} 件变为 {now.report.year} 年的 {plain(right)} 件。",
        f"Requests received went from {plain(left)} ({before.report.year}) to {plain(right)} ({now.report.year}).",
    )  # fmt: skip


def check_growth(before: View, now: View) -> Iterator[Finding]:
    """收到申请 41 件，同比减少 41%: against last year's own report."""
    for at, growth in enumerate(now.statements):
        match = GROWTH.search(joined(growth.subject))
        if match is None or growth.unit != "%" or at == 0:
            continue
        level = now.statements[at - 1]
        if level.metric is None or level.locator.row_start != growth.locator.row_start:
            continue
        left, right = before.value(level.metric, level.applicant), level.value
        if not left:
            continue
        change = (right - left) * 100 / left
        said = -growth.value if match[1] in DOWN else growth.value
        if abs(change - said) >= 1:
            yield _odd_growth(before, now, level, growth, left, change)


def _odd_growth(
    before: View, now: View, level: Statement, growth: Statement, left: Decimal, change: Decimal
) -> Finding:
    metric = level.metric or ""
    return finding(
        now, "years.growth", now.prose_side(growth), before.cell_side(metric, level.applicant),
        f"正文称{joined(growth.subject)} {plain(growth.value)}%；按上年报告的 {plain(left)} 件算是 {change:+.1f}%。",
        f"The prose says “{joined(growth.subject)} {plain(growth.value)}%”; against the {plain(left)} of last year's "
        f"report it is {change:+.1f}%.",
    )  # fmt: skip


def check_copied(before: View, now: View) -> Iterator[Finding]:
    """The section on problems is last year's, word for word but for the years."""
    old, new = _words(before), _words(now)
    if len(new) < COPIED_LEAST or old != new:
        return
    sides = [
        Side(text_zh=f"{v.report.year} 年报告第五部分", text_en=f"section five, {v.report.year}", value=None,
             quote=joined(v.sections[Section.PROBLEMS])[:200])
        for v in (now, before)
    ]  # fmt: skip
    yield finding(
        now, "years.copied", sides[0], sides[1],
        f"“存在的主要问题及改进情况”与 {before.report.year} 年报告除年份外一字不差。",
        f"“Problems and improvements” is that of {before.report.year}, word for word but for the years.",
    )  # fmt: skip


def _words(view: View) -> str:
    return re.sub(r"20\d\d年?|\s|\W", "", joined(view.sections.get(Section.PROBLEMS, "")))
