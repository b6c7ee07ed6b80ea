"""What a word or an indicator means: its place in the form, or its formula."""

from __future__ import annotations

from corpus.catalogue import Indicator
from qa import draft as d
from qa.answer import Value
from qa.desk import Desk, Outcome
from qa.plan import Define


def execute(plan: Define, desk: Desk) -> Outcome:
    sentences = []
    for measure in plan.measures:
        if measure.indicator in desk.catalogue:
            sentences.append(_sentence(desk, desk.catalogue.get(measure.indicator)))
    if not sentences:
        return Outcome(status="abstained", reason="out_of_scope", sentences=(desk.say("define.unknown"),))
    text = " ".join(d.text_of(s) for s in sentences)
    return Outcome(value=Value(kind="text", value=text), sentences=tuple(sentences))


def _sentence(desk: Desk, indicator: Indicator) -> d.Draft:
    label = desk.name(indicator.name if desk.language == "zh" else indicator.en)
    if indicator.derived:
        return desk.say("define.derived", name=label, formula=desk.name(_formula(desk, indicator)))
    desk.counts.add(indicator.table)
    where = "".join(p for p in (indicator.group or "", indicator.item or "", indicator.label) if p)
    slots: dict[str, d.Slot] = {"name": label, "table": d.count(indicator.table), "row": desk.name(where)}
    if indicator.column and indicator.column != indicator.label:
        return desk.say("define.cell_column", **slots, column=desk.name(indicator.column))
    return desk.say("define.cell", **slots)


def _formula(desk: Desk, indicator: Indicator) -> str:
    """The formula with the names of its cells in place of their ids."""
    import re

    def named(match: re.Match[str]) -> str:
        reference, _, applicant = match[0].partition("@")
        if reference not in desk.catalogue:
            return match[0]
        found = desk.catalogue.get(reference)
        name = found.name if desk.language == "zh" else found.en
        column = desk.catalogue.applicant(applicant) if applicant and applicant != "total" else None
        extra = "" if column is None else f" · {column.label if desk.language == 'zh' else column.en}"
        return f"“{name}{extra}”"

    written = re.sub(r"[a-z][a-z0-9_.]*(?:@[a-z_]+)?", named, indicator.formula or "")
    return written.replace("/", "÷").replace(" - ", " − ")
