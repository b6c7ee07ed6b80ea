"""Parts of one whole put together: their sum, or its share in the whole."""

from __future__ import annotations

from decimal import Decimal

from qa import draft as d
from qa.answer import Value
from qa.derive import PERCENT
from qa.desk import Desk, Outcome, as_json
from qa.executors import aggregate, lookup, notices
from qa.executors.refusals import coverage
from qa.plan import Lookup
from qa.resolve import Resolution
from qa.verify import Derivation, rounded


def execute(plan: Lookup, desk: Desk, found: Resolution) -> Outcome:
    """One report's figures added; it must print every one of them."""
    wanted = [*plan.measures, *([plan.whole] if plan.whole is not None else [])]
    rows = lookup.read(desk, found.picks, wanted)
    missing = [row for row in rows if row[2].value is None]
    if missing:
        return lookup.silent(desk, found, missing)
    for pick, _, figure in rows:
        desk.ledger.enter(figure, pick.report)
    parts, report = rows[: len(plan.measures)], found.picks[0].report
    total = aggregate.work("sum", [f.shown or Decimal(0) for _, _, f in parts])
    items = [lookup.item(desk, m, f) for _, m, f in parts]
    slots: dict[str, d.Slot] = {
        "body": desk.body(report), "year": d.year(report.year or 0), "items": desk.join(items, "comma"),
        "amount": desk.amount(total.result, parts[0][2].unit),
    }  # fmt: skip
    worked: tuple[Derivation, ...] = (total,)
    sentence, value = desk.say("lookup.added", **slots), _number(total.result, parts[0][2].unit)
    if plan.whole is not None:
        whole = rows[-1][2].shown or Decimal(0)
        slots |= {"whole": desk.measure(plan.whole), "of": desk.amount(whole, rows[-1][2].unit)}
        if whole == 0:
            said = desk.say("lookup.added_of_none", **slots)
            return Outcome(status="abstained", reason="not_reported", sentences=(said,), derivations=worked)
        share = rounded(total.result / whole * PERCENT)
        slots["share"] = d.number(share, "%")
        key = "added_share" if len(parts) > 1 else "part_share"
        sentence, value = desk.say(f"lookup.{key}", **slots), _number(share, "%")
        worked = (total, Derivation(op="share", operands=(total.result, whole), result=share))
    said_besides = notices.assumptions(desk, found)
    for _, measure, figure in rows:
        said_besides += notices.definitions(desk, measure, [(report, figure)])
    said_besides += notices.give_way(desk, found) + notices.all_of(desk, [(report, f) for _, _, f in rows])
    return Outcome(
        value=value, sentences=(sentence,), warnings=tuple(said_besides), coverage=coverage(found, 1, []),
        derivations=worked,
    )  # fmt: skip


def _number(value: Decimal, unit: str) -> Value:
    return Value(kind="number", value=as_json(value), unit=unit)
