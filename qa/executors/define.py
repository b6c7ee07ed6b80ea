"""What a word or an indicator means: its place in the form, or its formula."""

from __future__ import annotations

from corpus import formulas
from corpus.catalogue import Indicator
from qa import draft as d
from qa.answer import Value
from qa.derive import parts_of
from qa.desk import Desk, Outcome
from qa.executors import lookup
from qa.plan import Define, Lookup, Measure


def execute(plan: Define, desk: Desk) -> Outcome:
    if plan.contains:
        return _contains(plan, desk)
    sentences = []
    for measure in plan.measures:
        if measure.indicator in desk.catalogue:
            sentences.append(_sentence(desk, desk.catalogue.get(measure.indicator)))
    if not sentences:
        return Outcome(status="abstained", reason="out_of_scope", sentences=(desk.say("define.unknown"),))
    text = " ".join(d.text_of(s) for s in sentences)
    return Outcome(value=Value(kind="text", value=text), sentences=tuple(sentences))


def _contains(plan: Define, desk: Desk) -> Outcome:
    """Whether one figure takes in another: every cell of the second is among those that the first is made of."""
    if any(m.indicator not in desk.catalogue for m in plan.measures):
        return Outcome(status="abstained", reason="out_of_scope", sentences=(desk.say("define.unknown"),))
    whole = plan.measures[0]
    part = plan.measures[1] if len(plan.measures) > 1 else None
    holds = part is not None and _cells(desk, part) <= _within(desk, whole)
    said = [desk.say("lookup.so" if holds else "lookup.not_so")]
    if part is not None:
        names: dict[str, d.Slot] = {"whole": desk.measure(whole), "part": desk.measure(part)}
        said.append(desk.say("define.contains" if holds else "define.contains_not", **names))
    else:
        said.append(desk.say("define.fees_alone"))
    said += [_sentence(desk, desk.catalogue.get(m.indicator)) for m in plan.measures]
    warnings: list[tuple[str, d.Draft]] = []
    if plan.scope is not None:
        figures = lookup.execute(Lookup(measures=plan.measures, scope=plan.scope), desk)
        said += figures.sentences
        warnings = [w for w in figures.warnings if w[0] != "definition"]
    return Outcome(value=Value(kind="boolean", value=holds), sentences=tuple(said), warnings=tuple(warnings))


def _cells(desk: Desk, measure: Measure) -> frozenset[tuple[str, str]]:
    """The printed cells that a figure is made of; of a rate, those that are counted, not those that it is a share of."""
    indicator = desk.catalogue.get(measure.indicator)
    if indicator.formula is None:
        return frozenset({(measure.indicator, measure.applicant)})
    tree = formulas.parse(indicator.formula)
    if isinstance(tree, formulas.Op) and tree.op == "/":
        tree = tree.left
    refs = formulas.refs(tree)
    parts = [Measure(indicator=r.indicator, applicant=r.applicant or measure.applicant) for r in refs]
    return frozenset(c for p in parts for c in _cells(desk, p))


def _within(desk: Desk, measure: Measure) -> frozenset[tuple[str, str]]:
    """Those cells and all that the form sums into them."""
    found = set(_cells(desk, measure))
    waiting = list(found)
    while waiting:
        for parts in parts_of(waiting.pop(), desk.catalogue):
            new = set(parts) - found
            found |= new
            waiting += new
    return frozenset(found)


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
