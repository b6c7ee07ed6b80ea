"""Questions of the prose: answered by quoting the sentence that states it, or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.models import Hedge, Report, Statement
from corpus.normalize import compact
from qa import beside, sections, stated, subject, topics
from qa import draft as d
from qa.answer import Coverage, Value
from qa.desk import Desk, Outcome, as_json
from qa.executors import notices, rank
from qa.executors.refusals import coverage, refuse
from qa.passage_evidence import MANY_REPORTS, PassageEvidence
from qa.plan import Passage, PassageQuery
from qa.resolve import OWN_KINDS, Resolution
from qa.retrieve import retrieve

NAMED = 3  # reports named where none answers; of more, how many
QUOTED = 20  # passages quoted in one answer at most
FRACTIONS = ("", "fraction")
STOPS = ("。", "！", "？", ".", "!", "?")
PLANNED = re.compile(r"准备|打算|计划|安排|下一步|\b(?:will|plans?|intends?|going to|next)\b")
ASKS_WHY = re.compile(r"为什么|为何|为啥|何以|(?:什么|啥)原因|原因是|\bwhy\b|\breasons?\b")
REASON = re.compile(r"由于|因为|原因|因(?![此公政申信而])|鉴于|所致|导致|受.{1,12}影响|主要是|缘于|源于")
HOW_MANY = re.compile(r"多少[个人次条件名家篇位]|\bhow many\b")
BODIES_ASKED = re.compile(
    r"机关|单位|部门|\bbod(?:y|ies)\b|\bagenc(?:y|ies)\b|\bdepartments?\b|\boffices?\b|\binstitutions?\b"
)


def execute(plan: Passage, desk: Desk) -> Outcome:
    found = desk.resolve(plan.scope)
    if refused := refuse(desk, found, plan.scope):
        told = _told_before(plan, desk) if refused.reason == "year_missing" else None
        return told or refused
    reports = [*(p.report for p in found.picks), *found.dropped]
    if plan.query.indicators:
        return _said_of(plan, desk, found, reports)
    if plan.query.denied and subject.mentioned(plan.query.text):
        return _not_printed(plan, desk, found, reports)
    figures = (
        stated.answer(plan.query.text, reports, desk.store, names=_asked(plan)) if plan.query.mode == "find" else ()
    )
    if any(figures):
        return _stated(plan, desk, found, figures)
    under = sections.asked_of(plan.query.text, reports, desk.store) if plan.query.mode == "find" else ()
    if under:
        return _under(desk, found, under)
    evidence = [e for e in search(desk, plan.query, reports) if e.support and _tells(plan.query, e)]
    if figures:
        evidence = _unnumbered(plan.query, evidence)
    desk.counts.update((len(evidence), len(reports)))
    if not evidence:
        return _told_before(plan, desk) or _unsupported(plan, desk, found, reports)
    if plan.query.mode == "who" and not _asks_list(plan.query):
        return _who(plan, desk, found, evidence)
    if plan.query.mode in ("list", "who") or len({e.report.report_id for e in evidence}) > 1:
        return _list(desk, found, evidence)
    return _single(desk, found, evidence[0])


def _told_before(plan: Passage, desk: Desk) -> Outcome | None:
    """What the report of the year before says of the year asked for: its plans stand there. None where it says nothing."""
    if len(plan.scope.years) != 1 or plan.query.mode == "who":
        return None
    asked = plan.scope.years[0]
    found = desk.resolve(plan.scope.model_copy(update={"years": (asked - 1,), "year_assumed": False}))
    if not found.picks or found.gaps or found.ambiguous:
        return None
    reports = [p.report for p in found.picks]
    passages = [e for e in search(desk, plan.query, reports, about=asked) if e.support]
    text = plan.query.text.lower()
    if not passages and PLANNED.search(text) and not HOW_MANY.search(text):
        wider = plan.query.model_copy(update={"topic": "improvements", "terms": (), "text": str(asked)})
        passages = [e for e in search(desk, wider, reports, about=asked) if e.support]
    if not passages:
        return None
    desk.years.update((asked, asked - 1))
    sentences = [_said(desk, e) for e in passages[: QUOTED if len(found.picks) > 1 else 1]]
    notice = desk.say("passage.told_before", asked=d.year(asked), year=d.year(asked - 1))
    quoted = passages[0].display if len(sentences) == 1 else "\n".join(d.text_of(s) for s in sentences)
    return Outcome(
        value=Value(kind="text", value=quoted),
        sentences=tuple(sentences),
        warnings=(("year_assumed", notice), *_warnings(desk, found, passages)),
        coverage=_coverage(found, passages),
    )


def search(
    desk: Desk, query: PassageQuery, reports: Sequence[Report], *, about: int | None = None
) -> tuple[PassageEvidence, ...]:
    """Evidence of the prose; the index is opened only for more reports than can be read through."""
    index = desk.passages() if len(reports) > MANY_REPORTS else None
    return retrieve(query, reports, desk.store, index, about=about)


def quoted(desk: Desk, evidence: PassageEvidence) -> d.Segment:
    """The quote on one line, with its citation entered."""
    desk.ledger.cite_passage(evidence.report, evidence.start, evidence.end, evidence.chunk.page)
    return d.quote(evidence.display)


def _said(desk: Desk, evidence: PassageEvidence) -> d.Draft:
    report = evidence.report
    end = "" if evidence.display.endswith(STOPS) else desk.say("passage.end")
    slots: dict[str, d.Slot] = {"body": desk.body(report), "quote": quoted(desk, evidence), "end": end}
    if report.year is None:
        return desk.say("passage.quote_undated", **slots)
    desk.years.add(report.year)
    return desk.say("passage.quote", **slots, year=d.year(report.year))


def _warnings(desk: Desk, found: Resolution, passages: Sequence[PassageEvidence]) -> tuple[notices.Notice, ...]:
    cited = {e.report.report_id for e in passages}
    named = [p for p in found.picks if p.report.report_id in cited]
    return tuple(notices.assumptions(desk, found) + notices.stand_ins(desk, named))


def _coverage(found: Resolution, passages: Sequence[PassageEvidence], silent: bool = True) -> Coverage:
    used = {e.report.report_id for e in passages}
    left = [(p.report.report_id, "no_passage") for p in found.picks if p.report.report_id not in used] if silent else []
    return coverage(found, len(used), left)


def _single(desk: Desk, found: Resolution, evidence: PassageEvidence) -> Outcome:
    sentences = [_said(desk, evidence)]
    value = Value(kind="text", value=evidence.display)
    statement = evidence.statement
    if evidence.says is not None:
        value = Value(kind="boolean", value=evidence.says)
        sentences.insert(0, desk.say("lookup.have" if evidence.says else "lookup.have_not"))
    elif statement is not None:
        desk.values.add(statement.value)
        value = Value(kind="number", value=as_json(statement.value), unit=statement.unit)
        hedged = "passage.number" if statement.hedge == Hedge.EXACT else "passage.number_hedged"
        sentences.insert(0, desk.say(hedged, amount=_counted(desk, statement)))
    return Outcome(
        value=value,
        sentences=tuple(sentences),
        warnings=_warnings(desk, found, [evidence]),
        coverage=_coverage(found, [evidence], silent=False),
    )


def _asked(plan: Passage) -> list[str]:
    """The bodies as the question calls them."""
    return [name for b in plan.scope.bodies for name in (b.asked, b.name) if name]


def _unnumbered(query: PassageQuery, evidence: Sequence[PassageEvidence]) -> list[PassageEvidence]:
    """Where no figure counts what is asked, a sentence with a figure of something else is no answer; of a topic that is
    told in words (how promptly requests were answered) it is quoted without one."""
    told = query.topic is not None and query.topic in topics.load() and topics.load().get(query.topic).kind == "quote"
    return [e.model_copy(update={"statement": None}) for e in evidence if told or e.statement is None]


def _stated(plan: Passage, desk: Desk, found: Resolution, figures: Sequence[Sequence[PassageEvidence]]) -> Outcome:
    """The figures that the prose states for each thing asked; what is stated differently is quoted, not chosen."""
    told = list(dict.fromkeys(e for group in figures for e in group))
    desk.counts.update((len(told), len({e.report.report_id for e in told})))
    quotes = list({(e.report.report_id, e.start, e.end): e for e in told}.values())
    sentences = [_said(desk, e) for e in quotes]
    value = Value(kind="text", value="\n".join(e.display for e in quotes))
    single = [group[0] for group in figures if len(group) == 1]
    if len(single) == len(figures):
        sentences = [*(_figure(desk, e) for e in single), *sentences]
        statements = [e.statement for e in single if e.statement is not None]
        numbers = [as_json(s.value) for s in statements]
        value = Value(kind="number", value=numbers[0], unit=statements[0].unit)
        if len(numbers) > 1:
            value = Value(kind="numbers", value=numbers)
    elif len(figures) == 1 and len({e.report.report_id for e in told}) == len(told) == len(found.picks):
        values = [as_json(e.statement.value) for e in told if e.statement is not None]  # of several bodies one each
        value = Value(kind="numbers", value=values) if len(values) == len(told) else value
    elif any(len(group) > 1 for group in figures):
        sentences.insert(0, desk.say("passage.several"))
    named = found.picks if len(plan.scope.bodies) > 1 else ()
    silent = [p.report for p in named if p.report.report_id not in {e.report.report_id for e in quotes}]
    if silent and len(silent) <= notices.LISTED:  # of two bodies asked for, one says nothing
        sentences = [_said(desk, e) for e in quotes]
        sentences.append(desk.say("passage.silent", bodies=desk.join([desk.body(r) for r in silent])))
        value = Value(kind="text", value="\n".join(e.display for e in quotes))
    return Outcome(
        value=value, sentences=tuple(sentences), warnings=_warnings(desk, found, quotes),
        coverage=_coverage(found, quotes, silent=False),
    )  # fmt: skip


def _under(desk: Desk, found: Resolution, passages: Sequence[PassageEvidence]) -> Outcome:
    """What stands under a heading, in print order."""
    shown = passages[:QUOTED]
    desk.counts.update((len(shown), len({e.report.report_id for e in shown})))
    return Outcome(
        value=Value(kind="text", value="\n".join(e.display for e in shown)),
        sentences=tuple(_said(desk, e) for e in shown), warnings=_warnings(desk, found, shown),
        coverage=_coverage(found, shown),
    )  # fmt: skip


def _tells(query: PassageQuery, evidence: PassageEvidence) -> bool:
    """Whether a quote can be the answer: a reason where one is asked, no address where a number of things is."""
    topic = topics.load().get(query.topic) if query.topic and query.topic in topics.load() else None
    if ASKS_WHY.search(query.text.lower()) and (topic is None or topic.kind == "yes_no"):
        return REASON.search(evidence.display) is not None
    return not (topic is not None and topic.kind == "contact" and HOW_MANY.search(query.text.lower()))


def _figure(desk: Desk, evidence: PassageEvidence) -> d.Draft:
    """The figure that a passage states; a rounded or scaled one as it is printed, too."""
    statement = evidence.statement
    assert statement is not None  # noqa: S101 - made with one
    desk.values.add(statement.value)
    plain = statement.hedge == Hedge.EXACT and not re.search(r"[十百千万亿]", evidence.printed)
    if plain or not evidence.printed:
        return desk.say("passage.number", amount=_counted(desk, statement))
    desk.ledger.cite_passage(evidence.report, evidence.start, evidence.end, evidence.chunk.page)
    return desk.say("passage.printed", amount=_counted(desk, statement), printed=d.quote(evidence.printed))


def _asks_list(query: PassageQuery) -> bool:
    """河南各县存在的主要问题有哪些: what each report lists is asked, not which of them does."""
    topic = topics.load().get(query.topic) if query.topic and query.topic in topics.load() else None
    return topic is not None and topic.kind == "list" and not subject.mentioned(query.text)


def _counted(desk: Desk, statement: Statement) -> d.Draft:
    """A figure of the prose with its unit; a share reads 37%, not 0.37."""
    if statement.unit in FRACTIONS:  # 一半 stands for 0.5: the quote says it
        return (d.number(statement.value),)
    if desk.language == "en" and not re.search(r"[%元]", statement.unit):
        return (d.number(statement.value),)
    return desk.amount(statement.value, statement.unit)


def _list(desk: Desk, found: Resolution, passages: Sequence[PassageEvidence]) -> Outcome:
    """One quote a report."""
    shown = passages[:QUOTED]
    sentences = [_said(desk, e) for e in shown]
    if len(passages) > len(shown):
        rest = len(passages) - len(shown)
        desk.counts.add(rest)
        sentences.append(desk.say("passage.more", n=d.count(rest)))
    silent = [p.report for p in found.picks if p.report.report_id not in {e.report.report_id for e in passages}]
    if silent and len(silent) <= notices.LISTED:
        names = desk.join([desk.body(r) for r in silent])
        sentences.append(desk.say("passage.silent", bodies=names))
    text = "\n".join(d.text_of(s) for s in sentences)
    return Outcome(
        value=Value(kind="text", value=text),
        sentences=tuple(sentences),
        warnings=_warnings(desk, found, passages),
        coverage=_coverage(found, passages),
    )


def _who(plan: Passage, desk: Desk, found: Resolution, passages: Sequence[PassageEvidence]) -> Outcome:
    """The bodies whose prose holds the terms, a quote each. Who denies it is no such body; the denial is quoted."""
    denied = [e for e in passages if e.says is False]
    passages = [e for e in passages if e.says is not False]
    if plan.query.denied:
        return _who_not(plan, desk, found, denied)
    if not passages:
        said = [desk.say("passage.who_denied"), *(_said(desk, e) for e in denied[:QUOTED])]
        return Outcome(
            value=Value(kind="entities", value=[]), sentences=tuple(said), warnings=_warnings(desk, found, denied),
            coverage=_coverage(found, denied),
        )  # fmt: skip
    reports = [e.report for e in passages]
    bodies = _bodies_asked(plan, reports)
    names = list(dict.fromkeys(rank.distinct(reports, bodies)))
    desk.counts.add(len(names))
    called = names if desk.language == "zh" else list(dict.fromkeys(desk.body(r).text for r in reports))
    listed = notices.listed(desk, [desk.name(n) for n in called])
    sentences = [desk.say("passage.who", names=listed)]
    sentences += [_said(desk, e) for e in passages[:QUOTED]]
    if len(passages) > QUOTED:
        desk.counts.add(len(passages) - QUOTED)
        sentences.append(desk.say("passage.more", n=d.count(len(passages) - QUOTED)))
    return Outcome(
        value=Value(kind="entities", value=names),
        sentences=tuple(sentences),
        warnings=() if bodies else _warnings(desk, found, passages),  # a body named is no stand-in
        coverage=_coverage(found, passages),
    )


def _who_not(plan: Passage, desk: Desk, found: Resolution, denied: Sequence[PassageEvidence]) -> Outcome:
    """The bodies whose prose says that they did not. A report that says nothing of it is none of them."""
    if not denied:
        return _unsupported(plan, desk, found, [p.report for p in found.picks])
    reports = [e.report for e in denied]
    names = list(dict.fromkeys(rank.distinct(reports, _bodies_asked(plan, reports))))
    called = names if desk.language == "zh" else list(dict.fromkeys(desk.body(r).text for r in reports))
    desk.counts.add(len(names))
    said = [desk.say("passage.who_not", names=notices.listed(desk, [desk.name(n) for n in called]))]
    said += [_said(desk, e) for e in denied[:QUOTED]]
    return Outcome(
        value=Value(kind="entities", value=names), sentences=tuple(said), warnings=_warnings(desk, found, denied),
        coverage=_coverage(found, denied),
    )  # fmt: skip


def _said_of(plan: Passage, desk: Desk, found: Resolution, reports: Sequence[Report]) -> Outcome:
    """The sentences of each report that stand beside the figures asked for."""
    evidence = [e for r in reports for e in beside.said_of(r, plan.query.indicators, desk.store)]
    if not evidence:
        return _unsupported(plan, desk, found, reports)
    sentences = tuple(_said(desk, e) for e in evidence[:QUOTED])
    text = "\n".join(e.display for e in evidence[:QUOTED])
    return Outcome(
        value=Value(kind="text", value=text), sentences=sentences, warnings=_warnings(desk, found, evidence),
        coverage=_coverage(found, evidence, silent=False),
    )  # fmt: skip


def _not_printed(plan: Passage, desk: Desk, found: Resolution, reports: Sequence[Report]) -> Outcome:
    """The reports whose whole stored text does not print the words: every one is read through, and the words are said."""
    terms = subject.mentioned(plan.query.text)
    words = sorted({n for t in terms for names in subject.mentionable(t) for n in names})
    if not words or not _carried(terms) or len(reports) > MANY_REPORTS:
        return _unsupported(plan, desk, found, reports)
    without = [r for r in reports if not _occur(desk, terms, [r])]
    desk.counts.update((len(reports), len(without), len(words)))
    listed = desk.join([desk.name(w) for w in words])
    if not without:
        said = desk.say("passage.all_print", n=d.count(len(reports)), terms=listed)
        return Outcome(value=Value(kind="entities", value=[]), sentences=(said,), coverage=_coverage(found, []))
    names = [r.body.name or r.source for r in without]
    called = notices.listed(desk, [_of_year(desk, r) for r in without])
    said = desk.say("passage.not_printed", n=d.count(len(reports)), terms=listed, names=called)
    return Outcome(
        value=Value(kind="entities", value=list(dict.fromkeys(names))), sentences=(said,),
        warnings=tuple(notices.assumptions(desk, found)), coverage=coverage(found, len(reports), []),
    )  # fmt: skip


def _of_year(desk: Desk, report: Report) -> d.Segment:
    """The report by its body; with the year where the body has reports of several."""
    return desk.body(report)


def _bodies_asked(plan: Passage, reports: Sequence[Report]) -> bool:
    """Whether bodies are named rather than places: asked so, or two bodies of one place among them."""
    if rank.bodies_asked(plan.scope.kinds) or BODIES_ASKED.search(plan.query.text.lower()):
        return True
    places = {(r.body.division, r.body.division_code, r.body.name) for r in reports if r.body.kind in OWN_KINDS}
    return len({place[:2] for place in places}) < len(places)


def _unsupported(plan: Passage, desk: Desk, found: Resolution, reports: Sequence[Report]) -> Outcome:
    """Nothing says it: no answer, but that a report does not hold certain words is one where that was asked."""
    terms = subject.mentioned(plan.query.text)
    warnings = tuple(notices.assumptions(desk, found))
    at = _coverage(found, [])
    if terms and _carried(terms) and not _occur(desk, terms, reports):
        words = desk.join([d.planned(t) if t in plan.query.text else desk.name(t) for t in terms])
        sentence = desk.say(f"passage.absent{'' if len(reports) > 1 else '_one'}", n=d.count(len(reports)), terms=words)
        if plan.query.mode == "yes_no":
            said = (desk.say("lookup.have_not"), sentence)
            return Outcome(value=Value(kind="boolean", value=False), sentences=said, warnings=warnings, coverage=at)
        return Outcome(status="abstained", reason="no_evidence", sentences=(sentence,), warnings=warnings, coverage=at)
    if terms and plan.query.mode == "who" and _carried(terms):
        words = desk.join([desk.name(n) for t in terms for names in subject.mentionable(t) for n in names])
        sentence = desk.say("passage.form_only", n=d.count(len(reports)), terms=words)
        return Outcome(status="abstained", reason="no_evidence", sentences=(sentence,), warnings=warnings, coverage=at)
    none: tuple[d.Draft, ...] = (desk.say("passage.none_many", n=d.count(len(reports))),)
    if len(reports) <= NAMED:
        none = (desk.say("passage.none", bodies=notices.listed(desk, _called(desk, reports))),)
    return Outcome(status="abstained", reason="no_evidence", sentences=none, warnings=warnings, coverage=at)


def _called(desk: Desk, reports: Sequence[Report]) -> list[d.Segment]:
    return list(dict.fromkeys(desk.body(r) for r in reports))


def _carried(terms: Sequence[str]) -> bool:
    """Whether every term has a Chinese name: of an English word alone it cannot be said that the reports lack it."""
    return all(not name.isascii() for t in terms for names in subject.mentionable(t) for name in names)


def _occur(desk: Desk, terms: Sequence[str], reports: Sequence[Report]) -> bool:
    """Whether any of the terms is in any of the texts, whatever the script or width."""
    wanted = [compact(n).lower() for t in terms for names in subject.mentionable(t) for n in names]
    if len(reports) > MANY_REPORTS:
        return True  # not read through: nothing is claimed of what they lack
    return any(w in text for r in reports for text in [compact(desk.store.text(r.report_id)).lower()] for w in wanted)


def of_winners(desk: Desk, query: PassageQuery, reports: Sequence[Report]) -> list[d.Draft]:
    """What the prose of the named reports says, or that it says nothing."""
    sentences = []
    for report in reports:
        found = (
            beside.said_of(report, query.indicators, desk.store) if query.indicators else search(desk, query, [report])
        )
        evidence = [e for e in found if e.support]
        body = desk.body(report)
        silent = [desk.say("passage.winner_silent", body=body)]
        sentences += [_said(desk, e) for e in (evidence if query.indicators else evidence[:1])] or silent
    return sentences
