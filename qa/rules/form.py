"""What a report leaves out, and what is odd beside its peers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from statistics import median

from corpus.models import Form, Section, Statement
from qa.rules.view import Finding, Side, View, finding, joined, plain

REQUIRED = {
    Section.OVERVIEW: ("一、总体情况", "section one (overview)", r"总体情况|主动公开"),
    Section.PROBLEMS: ("五、存在的主要问题及改进情况", "section five (problems)", r"存在.{0,8}问题|不足|改进"),
    Section.OTHER: ("六、其他需要报告的事项", "section six (other matters)", r"其他.{0,4}(?:需要)?报告|信息处理费"),
}
MIN_PEERS = 5
PEERS_MEDIAN = 20  # requests: below this a zero is no surprise
SMALL_BASE = Decimal(10)
FORMS = (Form.F2021, Form.F2021_23ROWS)


def check_sections(view: View) -> Iterator[Finding]:
    """A section of the form that neither has a heading nor its words anywhere in the text."""
    if view.report.form not in FORMS or not view.sections or not view.facts:
        return
    flat = re.sub(r"\s", "", view.text)
    for section, (name, en, words) in REQUIRED.items():
        if section in view.sections or re.search(words, flat):
            continue
        none = Side(text_zh="全文未见", text_en="nowhere in the text", value=None, quote="")
        asked = Side(text_zh=f"格式要求：{name}", text_en=f"the form asks for {en}", value=None, quote=name)
        yield finding(view, "form.missing_section", none, asked, f"没有“{name}”。", f"There is no {en}.")


def check_peers(view: View, peers: Sequence[View]) -> Iterator[Finding]:
    """No request at all where the bodies of its kind and level have many."""
    mine = view.value("requests.received")
    values = [v for v in (p.value("requests.received") for p in peers) if v is not None]
    if mine is None or mine != 0 or len(values) < MIN_PEERS or median(values) < PEERS_MEDIAN or min(values) == 0:
        return
    middle = Decimal(median(values))
    right = Side(
        text_zh=f"同年同级同类 {len(values)} 家：中位数 {plain(middle)}，最少 {plain(min(values))}",
        text_en=f"{len(values)} peers of that year: median {plain(middle)}, least {plain(min(values))}",
        value=middle, quote="",
    )  # fmt: skip
    yield finding(
        view, "peers.zero", view.cell_side("requests.received", number=1), right,
        f"全年新收申请为 0，而同年同级同类的 {len(values)} 家都有，中位数 {plain(middle)} 件。",
        f"Not one request received, while all {len(values)} peers of that year have some (median {plain(middle)}).",
    )  # fmt: skip


def check_small(view: View) -> Iterator[Finding]:
    """A percentage in prose whose base is below ten."""
    for at, share in enumerate(view.statements):
        base = _base_before(view.statements[:at])
        if share.unit != "%" or not share.metric or base is None or not 0 < base < SMALL_BASE:
            continue
        right = view.cell_side("requests.received")
        yield finding(
            view, "rates.small_n", view.prose_side(share), right,
            f"{joined(share.subject)} {plain(share.value)}% 的分母只有 {plain(base)} 件。",
            f"The base of {plain(share.value)}% is only {plain(base)}.",
        )  # fmt: skip


def _base_before(statements: Sequence[Statement]) -> Decimal | None:
    found = [
        s.value for s in statements if s.metric in ("requests.received", "outcome.total") and s.applicant == "total"
    ]
    return found[-1] if found else None
