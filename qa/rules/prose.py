"""Figures of the prose against the tables of the same report, and against each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from corpus.models import Hedge, Statement
from corpus.numerals import find
from qa.rules.view import Finding, Side, View, finding, joined, plain
from qa.verdicts import agrees, in_unit

# Figures that the same words may mean on another base: 受理 with what was carried in, 行政诉讼 of one way only.
OTHER_BASES: dict[str, tuple[str, ...]] = {
    "requests.received": ("requests.handled", "outcome.total"),
    "outcome.total": ("requests.handled", "requests.received"),
    "litigation.total": ("litigation_direct.total", "litigation_after_reconsideration.total", "disputes.total"),
}
RESULTS = (
    "outcome.disclosed", "outcome.partly_disclosed", "outcome.refused.total", "outcome.unavailable.total",
    "outcome.not_processed.total", "outcome.other.total",
)  # fmt: skip
RATE_BASES = ("requests.received", "requests.handled", "outcome.total")
WIDER_SCOPE = ("normative_documents.", "regulations.", "licensing.", "penalties.", "coercion.", "fees.")
REST = re.compile(r"其他|其它|其余")
LIST_START = re.compile(r"其中|包括|包含|分别")
HEAD = 400  # characters in which a report says what it is
HEADING_YEAR = re.compile(r"(?<!\d)(20\d\d)年度?政府信息公开(?:工作)?(?:情况)?(?:年度)?报告")
SUM_WORD = re.compile(r"(?:两项|三项|以上|两者)?(?:合计|共计|总计|合起来|加起来)(?:为|共)?")
STOP = re.compile(r"[；;。！]|同时|此外|另外|另有")
NEAR_SHARE = Decimal("0.01")  # three parts or more that miss their total by so little are meant to be all of it
MIN_PARTS = 2
MIN_PARTS_NEAR = 3


def check_table(view: View) -> Iterator[Finding]:
    """A figure linked to a cell that prints another number."""
    for statement in _own_year(view):
        metric = statement.metric or ""
        if metric.startswith("rate.") or metric not in view.catalogue:
            continue
        actual = view.value(metric, statement.applicant)
        if actual is None or _same(statement, actual, view.catalogue.get(metric).unit):
            continue
        base = _other_base(view, statement)
        if base is not None:
            yield _based(view, statement, base)
        else:
            yield _contradiction(view, statement, actual)


def _own_year(view: View) -> list[Statement]:
    return [s for s in view.statements if s.metric and (s.year is None or s.year == view.report.year)]


def _same(statement: Statement, actual: Decimal, unit: str) -> bool:
    stated = in_unit(statement.value, statement.unit, unit)
    step = in_unit(_step(statement), statement.unit, unit)
    ratio = statement.unit == "%"
    return agrees(stated, actual, statement.hedge, step=step, ratio=ratio, words=_words(statement)) != "no"


def _step(statement: Statement) -> Decimal:
    """The weight of the last printed digit, scale included."""
    numerals = find(joined(statement.raw))
    return numerals[0].step if numerals else Decimal(1)


def _words(statement: Statement) -> str:
    """The hedge words cannot be had from the figure alone: 余 is the common one, and the strictest."""
    return "余" if statement.hedge is Hedge.OVER and statement.value % 10 == 0 else "以上"


def _other_base(view: View, statement: Statement) -> str | None:
    if statement.applicant != "total":
        return None
    metric = statement.metric or ""
    for base in OTHER_BASES.get(metric, ()):
        actual = view.value(base)
        if actual is not None and _same(statement, actual, "件"):
            return base
    group = metric.removesuffix(".total")
    if metric.endswith(".total") and f"{group}.pending" in view.catalogue:
        total, pending = view.value(metric), view.value(f"{group}.pending")
        if total is not None and pending is not None and statement.value == total - pending:
            return f"{group}.pending"
    return None


def _based(view: View, statement: Statement, base: str) -> Finding:
    zh, en = view.label(base), view.label(base, english=True)
    if base.endswith(".pending"):
        zh, en = f"总计减去{zh}", f"the total without {en}"
    return finding(
        view, "prose.other_base", view.prose_side(statement), view.cell_side(base),
        f"正文的 {plain(statement.value)} 不是“{view.label(statement.metric or '')}”，而与“{zh}”相符。",
        f"The prose's {plain(statement.value)} is not “{view.label(statement.metric or '', english=True)}” but agrees "
        f"with “{en}”.",
    )  # fmt: skip


def _contradiction(view: View, statement: Statement, actual: Decimal) -> Finding:
    metric = statement.metric or ""
    label, label_en = view.label(metric, statement.applicant), view.label(metric, statement.applicant, english=True)
    unit = view.catalogue.get(metric).unit
    said, printed = f"{plain(statement.value)}{statement.unit}", f"{plain(actual)}{unit}"
    other = _right_category(view, statement)
    if other is not None:
        return finding(
            view, "prose.wrong_category", view.prose_side(statement), _both(view, metric, other),
            f"正文称“{label}”{said}，表格中该项为 {printed}；表格中为 {plain(statement.value)} 的是"
            f"“{view.label(other)}”，正文没有提到它：这几件很可能属于“{view.label(other)}”。",
            f"The prose gives {plain(statement.value)} for “{label_en}”, the table {plain(actual)}; what is "
            f"{plain(statement.value)} in the table is “{view.label(other, english=True)}”, which the prose leaves "
            "out: these requests most likely belong there.", cell=(metric, statement.applicant),
        )  # fmt: skip
    rule = "prose.table2" if metric.startswith(WIDER_SCOPE) else "prose.wrong_value"
    return finding(
        view, rule, view.prose_side(statement), view.cell_side(metric, statement.applicant),
        f"正文称“{label}”{said}，表格中为 {printed}。",
        f"The prose gives {plain(statement.value)} for “{label_en}”, the table {plain(actual)}.",
        cell=(metric, statement.applicant),
    )  # fmt: skip


def _right_category(view: View, statement: Statement) -> str | None:
    """The one other result that has the stated value in the table and that the prose does not name."""
    if statement.metric not in RESULTS or statement.value == 0:
        return None
    named = {s.metric for s in view.statements}
    named_families = {m.rsplit(".", 1)[0] + ".total" for m in named if m and m.count(".") > 1}
    found = [
        r for r in RESULTS
        if r not in named and r not in named_families and view.value(r) == statement.value
    ]  # fmt: skip
    return found[0] if len(found) == 1 else None


def _both(view: View, metric: str, other: str) -> Side:
    here, there = view.cell_side(metric), view.cell_side(other, number=2 + len(view.figure(metric).cells))
    return Side(
        text_zh=f"{here.text_zh}；{there.text_zh}", text_en=f"{here.text_en}; {there.text_en}", value=here.value,
        quote=f"{here.quote}；{there.quote}", citations=here.citations + there.citations,
    )  # fmt: skip


def check_percentages(view: View) -> Iterator[Finding]:
    """A share that none of the bases gives: of the linked figure, or of the figure before it in its sentence."""
    for at, share in enumerate(view.statements):
        if share.unit != "%" or not re.search(r"占比?$|比重$|占.{0,8}的?$", joined(share.subject)) or at == 0:
            continue
        part = view.statements[at - 1]
        if part.unit == "%" or _row(part) != _row(share):
            continue
        siblings = _shared(view.statements, share)
        if share.metric is None and len(siblings) < MIN_PARTS:
            continue  # one share of something unnamed: its base may be anything
        bases = _bases(view, share, siblings)
        if not bases or any(_is_share(share, part.value, b) for b in bases):
            continue
        tops = [part.value]
        if part.metric and (actual := view.value(part.metric, part.applicant)) is not None:
            tops.append(actual)
        if any(_is_share(share, top, b) for top in tops for b in bases):
            continue
        yield _odd_share(view, part, share)


def _row(statement: Statement) -> tuple[int, int]:
    return statement.locator.row_start, statement.locator.row_end


def _shared(statements: Sequence[Statement], share: Statement) -> list[Statement]:
    """The counts of the sentence that a share follows."""
    return [
        first for first, second in pairwise(statements)
        if _row(first) == _row(share) == _row(second) and second.unit == "%" and first.unit != "%"
        and "占" in second.subject
    ]  # fmt: skip


def _bases(view: View, share: Statement, siblings: Sequence[Statement]) -> list[Decimal]:
    bases = [v for v in (view.value(b) for b in RATE_BASES) if v]
    bases += [s.value for s in view.statements if s.unit != "%" and s.value and abs(_row(s)[0] - _row(share)[0]) < 400]
    if len(siblings) >= MIN_PARTS:
        bases.append(sum((s.value for s in siblings), Decimal(0)))
    return [b for b in bases if b]


def _is_share(share: Statement, top: Decimal, base: Decimal) -> bool:
    """Rounded or cut off at the printed digit."""
    return base >= top and abs(top * 100 / base - share.value) < max(_step(share), Decimal("0.1"))


def _odd_share(view: View, part: Statement, share: Statement) -> Finding:
    received = view.value("requests.received") or view.value("outcome.total")
    ratio = part.value * 100 / received if received else None
    should = "" if ratio is None else f"（按收到 {plain(received or Decimal(0))} 件算是 {ratio:.1f}%）"
    right = view.cell_side("requests.received")
    return finding(
        view, "prose.percentage", view.prose_side(share), right,
        f"正文称 {plain(part.value)}{part.unit}占 {plain(share.value)}%，用报告里的各个合计都算不出这个比例{should}。",
        f"The prose calls {plain(part.value)} a share of {plain(share.value)}%; no total of the report gives that"
        + ("." if ratio is None else f" (of {plain(received or Decimal(0))} received it is {ratio:.1f}%)."),
        cell=(share.metric, share.applicant) if share.metric else None,
    )  # fmt: skip


def check_parts(view: View) -> Iterator[Finding]:
    """全年发布 N 条，其中 A、B、其他 C: parts said to be all of it that do not add up."""
    statements = view.statements
    for at, whole in enumerate(statements):
        if whole.unit == "%" or whole.hedge is not Hedge.EXACT or whole.metric:
            continue
        parts = _parts(view, statements, at)
        if len(parts) < MIN_PARTS:
            continue
        sums = [sum((p.value for p in parts[: n + 1]), Decimal(0)) for n in range(len(parts))]
        if whole.value in sums or not _all_of_it(whole, parts, sums):
            continue
        yield _odd_sum(view, whole, parts, sums[-1])
    for at, whole in enumerate(statements):
        parts = _parts_before(view, statements, at)
        sums = [sum((p.value for p in parts[n:]), Decimal(0)) for n in range(len(parts) - 1)]
        if sums and whole.value not in sums and whole.value > max(p.value for p in parts):
            yield _odd_sum(view, whole, parts, sums[0])


def _parts_before(view: View, statements: Sequence[Statement], at: int) -> list[Statement]:
    """网站 A 条，新媒体 B 条，合计 C 条: the figures of its unit that stand before a bare 合计 in its sentence."""
    whole = statements[at]
    if (
        not SUM_WORD.fullmatch(joined(whole.subject))
        or whole.hedge is not Hedge.EXACT
        or whole.metric
        or whole.unit == "%"
    ):
        return []
    parts: list[Statement] = []
    for part in reversed(statements[:at]):
        after = parts[0] if parts else whole
        between = view.text[part.locator.end : after.locator.start]
        if _row(part) != _row(whole) or part.unit != whole.unit or STOP.search(between):
            break
        if part.hedge is not Hedge.EXACT or SUM_WORD.fullmatch(joined(part.subject)):
            return []
        parts.insert(0, part)
    return parts if len(parts) >= MIN_PARTS else []


def _parts(view: View, statements: Sequence[Statement], at: int) -> list[Statement]:
    """The figures after `whole` in its sentence, of its unit, up to the next stop; the first one opened by 其中."""
    whole = statements[at]
    parts: list[Statement] = []
    for part in statements[at + 1 :]:
        between = view.text[(parts[-1] if parts else whole).locator.end : part.locator.start]
        opened = bool(parts) or LIST_START.search(joined(between))
        if _row(part) != _row(whole) or part.unit != whole.unit or STOP.search(between) or not opened:
            break
        if part.hedge is not Hedge.EXACT:
            return []
        parts.append(part)
    return parts


def _all_of_it(whole: Statement, parts: Sequence[Statement], sums: Sequence[Decimal]) -> bool:
    """Whether the list claims to be complete: it ends in 其他, or misses the total by next to nothing."""
    if REST.search(joined(parts[-1].subject)):
        return True
    near = abs(sums[-1] - whole.value) <= max(Decimal(1), whole.value * NEAR_SHARE)
    return near and len(parts) >= MIN_PARTS_NEAR


def _odd_sum(view: View, whole: Statement, parts: Sequence[Statement], total: Decimal) -> Finding:
    cites = tuple(view.cite_statement(p, 2 + n) for n, p in enumerate(parts))
    added = " + ".join(plain(p.value) for p in parts)
    right = Side(
        text_zh=f"分项：{added} = {plain(total)}", text_en=f"parts: {added} = {plain(total)}", value=total,
        unit=whole.unit, quote=joined(cites[0].quote), citations=cites,
    )  # fmt: skip
    return finding(
        view, "prose.parts", view.prose_side(whole), right,
        f"正文称共 {plain(whole.value)}{whole.unit}，而分项 {added} = {plain(total)}，"
        f"相差 {plain(abs(whole.value - total))}。",
        f"The prose gives a total of {plain(whole.value)}; its parts {added} = {plain(total)}, "
        f"{plain(abs(whole.value - total))} apart.",
    )  # fmt: skip


PERIOD = re.compile(r"(?:统计(?:数据|期限|时间)?|数据)[^。]{0,16}?(20\d\d)年1月1日[^。]{0,6}?(?:(20\d\d)年)?12月31日")


def check_period(view: View) -> Iterator[Finding]:
    """The period of the figures names another year than the report's."""
    for match in PERIOD.finditer(_flat(view.text)[0]):
        named, year = int(match[1]), _year(view)
        if year is not None and named == year and (titled := _titled(view, year)) not in (None, year):
            yield _odd_title(view, match, year, titled or 0)
            return
        if year is None or named == year:
            continue
        offsets = _flat(view.text)[1]
        start, end = offsets[match.start(1)], offsets[match.end(1) - 1] + 1
        cite = view.cite_span(start, end, offsets[match.start()], offsets[match.end() - 1] + 1, 1)
        left = Side(
            text_zh=f"统计期限：{named} 年", text_en=f"period of the figures: {named}", value=Decimal(named), unit="年",
            quote=joined(cite.quote), citations=(cite,),
        )  # fmt: skip
        right = Side(
            text_zh=f"报告年份：{year} 年", text_en=f"year of the report: {year}",
            value=Decimal(year), unit="年", quote=view.report.title or "",
        )  # fmt: skip
        yield finding(
            view, "prose.stale_year", left, right,
            f"这是 {year} 年的报告，正文却称数据统计期限为 {named} 年。",
            f"This is the report for {year}; its prose says that the figures are of {named}.",
        )  # fmt: skip
        return


def _titled(view: View, year: int | None = None) -> int | None:
    """The one year that the title names; of several headings that name one each, one that is not `year`."""
    titled = set(re.findall(r"(?<!\d)20\d\d(?=\s*年)", view.report.title or ""))
    headed = {int(y) for y in HEADING_YEAR.findall(_flat(view.text)[0][:HEAD])}
    if year is not None and (other := headed - {year}):
        return other.pop() if len(other) == 1 else None
    return int(titled.pop()) if len(titled) == 1 else None


def _odd_title(view: View, match: re.Match[str], year: int, titled: int) -> Finding:
    """The title names another year than the period of the figures, after which the report was dated."""
    offsets = _flat(view.text)[1]
    cite = view.cite_span(
        offsets[match.start(1)], offsets[match.end(1) - 1] + 1, offsets[match.start()], offsets[match.end() - 1] + 1, 1
    )
    left = Side(
        text_zh=f"标题：{titled} 年",
        text_en=f"title: {titled}",
        value=Decimal(titled),
        unit="年",
        quote=view.report.title or "",
    )
    right = Side(
        text_zh=f"统计期限：{year} 年", text_en=f"period of the figures: {year}", value=Decimal(year), unit="年",
        quote=joined(cite.quote), citations=(cite,),
    )  # fmt: skip
    return finding(
        view, "prose.stale_year", left, right,
        f"标题写的是 {titled} 年，正文的统计期限却是 {year} 年。",
        f"The title says {titled}; the prose says that the figures are of {year}.",
    )  # fmt: skip


def _year(view: View) -> int | None:
    """The report's year; where title and period disagree so that none was settled, the title's."""
    return view.report.year or _titled(view)


def _flat(text: str) -> tuple[str, list[int]]:
    """The text without white space, and where each character stands."""
    kept = [(i, c) for i, c in enumerate(text) if not c.isspace()]
    return "".join(c for _, c in kept), [i for i, _ in kept]
