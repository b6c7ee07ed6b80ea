"""The prose answered without a language model: the sentence that states it, or nothing.

A sentence supports an answer only when it speaks of what was asked: the topic's words, and whatever else the
question names. Cosines say nothing of that (those of e5 bunch between 0.82 and 0.95), so they order and never admit.
A sentence about plans does not answer what was done, and a denial answers no.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from corpus.facts import FactStore
from corpus.models import Chunk, Model, Report, Section, Statement
from corpus.normalize import simplify
from corpus.passages import PassageIndex
from qa import contact, counting, manner, quoting, subject, topics
from qa.plan import PassageQuery
from qa.quoting import Span

MANY_REPORTS = 300  # beyond this the index chooses the chunks that are read
CANDIDATES = 400  # chunks it chooses
NEAREST = 3  # unsupported passages shown as the nearest where nothing answers
ZERO = re.compile(
    r"(?<![\d.])0(?:\.0+)?(?:元|件|万元|次|人|起|例)|(?:为|共|：|:)(?:零|0)$|零(?:元|件|起|次|例)|(?:情况|问题)?[:：]?(?:无|没有)$|免(?:费|收)"
)
TURN = re.compile(  # where section five goes over from problems to what will be done
    r"下一步|下步|下阶段|今后|接下来|针对(?:以上|上述|存在|这些|此|发现|前述)|(?:对此|为此)[,，]|改进(?:情况|措施|方向|意见)|整改(?:情况|措施)|将(?:从|继续|进一步|着力|重点|在以下|采取|围绕|有针对)"
)
ASKS_WHETHER = re.compile(r"吗|是否|有没有|有无|是不是|没有\?|^(?:did|does|do|was|were|is|are|has|have|had)\b")
CARRIES = re.compile(r"造成|导致|引起|引发|产生|或|以及|和|及")  # a segment that goes on with the one before
DENIAL = re.compile(r"没有|没|未曾|未|不曾|(?i:\b(?:did not|does not|do not|didn't|doesn't|don't|not|never|no|none)\b)")
DENIED_BEFORE = re.compile(r"(?:未|没有|无)(?:发现|发生|出现|存在|接到|收到)")
TABLES = (Section.PROACTIVE, Section.REQUESTS, Section.DISPUTES)  # their printed form mentions nothing
WEIGHT_TOPIC, WEIGHT_WANT, WEIGHT_SECTION, WEIGHT_FIGURE, WEIGHT_HINT = 2.0, 2.0, 1.0, 3.0, 0.05


class PassageEvidence(Model):
    """A quote. `start:end` is its span in the stored text, `quote` exactly that slice (wraps and all).

    `support`: the sentence speaks of what was asked; False marks a nearest passage, never an answer. `statement` is
    the one figure that answers a question of how many, `printed` as it stands; `says` what a question of whether is answered, else None.
    """

    report: Report
    chunk: Chunk
    start: int
    end: int
    quote: str
    score: float
    support: bool
    statement: Statement | None = None
    printed: str = ""
    says: bool | None = None

    @property
    def display(self) -> str:
        """The quote on one line."""
        return quoting.display(self.quote)


class Ask(NamedTuple):
    """A question made ready: what a sentence must hold, and what is wanted of it."""

    text: str
    topic: topics.Topic | None
    groups: tuple[re.Pattern[str], ...]
    wants: tuple[subject.Want, ...]
    hints: tuple[str, ...]
    counts: bool
    share: bool
    whether: bool
    about: int | None = None
    bare: str = ""  # the text without the names of bodies


class Group(NamedTuple):
    """What a sentence must hold one of; `names` where they are plain words, which the index can look up."""

    pattern: re.Pattern[str]
    names: tuple[str, ...] = ()


class Passage(NamedTuple):
    """A chunk of a report, and the stored text that it lies in."""

    report: Report
    chunk: Chunk
    text: str


def retrieve(
    query: PassageQuery, reports: Sequence[Report], facts: FactStore, index: PassageIndex | None, *, k: int = 5,
    about: int | None = None,
) -> tuple[PassageEvidence, ...]:  # fmt: skip
    """Evidence for the question in the reports, best first; `who` and `list` one a report, in the reports' order.

    `about`: what the reports say of this year to come: their plans, and sentences that name it.

    Supported evidence alone where there is any; else up to three nearest passages with `support` False, or nothing.
    """
    if not reports:
        return ()
    topic = topics.load().get(query.topic) if query.topic and query.topic in topics.load() else None
    if query.mode == "who" and not (topic is not None and states(query, topic)):
        return _who(query, topic, reports, facts, index)
    if query.mode == "yes_no" and subject.mentioned(query.text):
        return tuple(e.model_copy(update={"says": True}) for e in _who(query, topic, reports, facts, index))
    if topic is None and not query.terms:
        topic = topics.match(query.text)
    ask = prepare(query, topic, reports)._replace(about=about)
    if about is not None and (ask.topic is None or not ask.topic.future):
        ask = ask._replace(counts=False, whether=False)  # a plan is quoted, never counted or affirmed
    found = _search(ask, reports, facts, index)
    if not found:
        return _nearest(ask, reports, facts, index)
    if query.mode in ("list", "who") or (len(reports) > 1 and query.mode == "find"):
        order = {report.report_id: number for number, report in enumerate(reports)}
        best: dict[str, PassageEvidence] = {}
        for evidence in found:
            best.setdefault(evidence.report.report_id, evidence)
        return tuple(sorted(best.values(), key=lambda e: order[e.report.report_id]))
    return tuple(found[:k])


def states(query: PassageQuery, topic: topics.Topic) -> bool:
    """Whether `who` asks what reports state (which charged a fee, which have what problems), not what they mention."""
    return topic.kind in ("yes_no", "list") and not subject.mentioned(query.text)


def prepare(query: PassageQuery, topic: topics.Topic | None, reports: Sequence[Report]) -> Ask:
    """What the question asks of a sentence."""
    text = DENIAL.sub(" ", query.text) if query.denied else query.text  # the denial is sought by what is denied
    folded = simplify(text).lower()
    wanted = subject.wants(text, reports, known_topic=topic)
    terms = tuple(subject.Want(names=names) for term in query.terms if (names := subject.names_of(term)))
    groups = tuple(re.compile(group) for group in topic.words) if topic else ()
    terms = tuple(t for t in terms if not any(re.search(g, name) for g in groups for name in t.names))
    bare = subject.without_names(folded, reports)
    hints = tuple(
        dict.fromkeys(bare[i : i + 2] for i in range(len(bare) - 1) if re.fullmatch(r"[一-鿿]{2}", bare[i : i + 2]))
    )
    count = counting.asks_count(folded) and (topic is None or topic.kind in ("count", "quote", "yes_no"))
    return Ask(
        text=folded, topic=topic, groups=groups, wants=tuple(dict.fromkeys((*terms, *wanted))), hints=hints, counts=count,
        share=counting.asks_share(folded),
        bare=bare, whether=not count and (_asks_whether(query, topic) or bool(ASKS_WHETHER.search(folded))),
    )  # fmt: skip


def _asks_whether(query: PassageQuery, topic: topics.Topic | None) -> bool:
    return query.mode == "yes_no" or (query.mode == "who" and topic is not None and topic.kind == "yes_no")


# -- where to look ----------------------------------------------------------------------------------------------------


def passages_of(
    reports: Sequence[Report], facts: FactStore, chunk_ids: Sequence[str] | None = None
) -> Iterator[Passage]:
    """The chunks of the reports (or those named) with the stored text they lie in, in the reports' order."""
    by_id = {report.report_id: report for report in reports}
    chunks: dict[str, list[Chunk]] = {}
    found = facts.chunks(report_ids=list(by_id)) if chunk_ids is None else facts.chunks(chunk_ids=chunk_ids)
    for chunk in found:
        chunks.setdefault(chunk.report_id, []).append(chunk)
    for report_id, report in by_id.items():
        if report_id in chunks:
            text = facts.text(report_id)
            for chunk in chunks[report_id]:
                yield Passage(report, chunk, text)


def _candidates(ask: Ask, reports: Sequence[Report], facts: FactStore, index: PassageIndex | None) -> Iterator[Passage]:
    """All chunks of few reports; of many, those that the index finds."""
    if len(reports) <= MANY_REPORTS or index is None:
        return passages_of(reports, facts)
    ids = [report.report_id for report in reports]
    hits = index.search(subject.carried(ask.text), report_ids=ids, k=CANDIDATES, mode="fused")
    names = [name for want in ask.wants if not want.loose for name in want.names]
    hits += index.holding(names, report_ids=ids) if names else []
    return passages_of(reports, facts, sorted({hit.chunk_id for hit in hits}))


def _search(ask: Ask, reports: Sequence[Report], facts: FactStore, index: PassageIndex | None) -> list[PassageEvidence]:
    if not ask.groups and not ask.wants:
        return []
    passages = list(_candidates(ask, reports, facts, index))
    statements: Mapping[str, list[Statement]] = {}
    if ask.counts:
        statements = _by_report(facts.statements(report_ids=[r.report_id for r in reports]))
    if ask.topic is not None and ask.topic.kind == "list":
        found = _lists(ask, passages)
    elif ask.topic is not None and ask.topic.kind == "contact":
        found = _once([e for p in passages for e in _contacts(ask, p)]) or _sentences(ask, passages, statements)
    else:
        found = _sentences(ask, passages, statements)
    return _undecided(sorted(found, key=lambda e: (-e.score, e.report.report_id, e.start)))


def _undecided(found: Sequence[PassageEvidence]) -> list[PassageEvidence]:
    """Where a report's best sentences state different figures with equal claim, none is the figure: they are quoted."""
    best: dict[str, float] = {}
    values: dict[str, set[str]] = {}
    for evidence in found:
        top = best.setdefault(evidence.report.report_id, evidence.score)
        if evidence.score == top and evidence.statement is not None:
            values.setdefault(evidence.report.report_id, set()).add(str(evidence.statement.value))
    split = {report_id for report_id, told in values.items() if len(told) > 1}
    return [
        e.model_copy(update={"statement": None})
        if e.report.report_id in split and e.score == best[e.report.report_id]
        else e
        for e in found
    ]


def _once(found: Sequence[PassageEvidence]) -> list[PassageEvidence]:
    """A number printed twice is one answer: the first place that prints it."""
    return list({(e.report.report_id, e.display): e for e in reversed(found)}.values())


def _by_report(statements: Sequence[Statement]) -> dict[str, list[Statement]]:
    found: dict[str, list[Statement]] = {}
    for statement in statements:
        found.setdefault(statement.report_id, []).append(statement)
    return found


# -- what a sentence is worth -----------------------------------------------------------------------------------------


def _sentences(
    ask: Ask, passages: Sequence[Passage], statements: Mapping[str, list[Statement]]
) -> list[PassageEvidence]:
    found = []
    planning: set[tuple[str, Section]] = set()  # sections that have turned to what will be done
    for passage in passages:
        section = passage.chunk.section
        if not _allowed(ask.topic, section):
            continue
        for sentence in quoting.sentences(quoting.flatten(passage.chunk.text, passage.chunk.start)):
            if section is Section.PROBLEMS and TURN.search(sentence.text):
                planning.add((passage.report.report_id, section))
            plans = (passage.report.report_id, section) in planning and ask.about is None
            if sentence.heading or (plans and not (ask.topic and ask.topic.future)):
                continue
            evidence = _weigh(ask, passage, sentence, statements.get(passage.report.report_id, []))
            if evidence is not None:
                found.append(evidence)
    return found


def _allowed(topic: topics.Topic | None, section: Section) -> bool:
    if topic is None or not topic.strict:
        return True
    return section in topic.sections


def _weigh(ask: Ask, passage: Passage, sentence: Span, statements: Sequence[Statement]) -> PassageEvidence | None:
    """The evidence that a sentence is, at its smallest: the clause alone where it holds all that is asked."""
    if not _speaks(ask, sentence.text) or _elsewhen(ask, sentence.text, passage.report):
        return None
    span = next((c for c in quoting.clauses(sentence) if _speaks(ask, c.text)), sentence)
    figure = None
    if ask.counts:
        choice = [f for f in _figures(ask, sentence) if manner.fits(ask.bare, _segment(sentence, f.start))]
        if not choice:
            return _nought(ask, passage, span)
        clause = next((c for c in quoting.clauses(sentence) if c.start <= choice[0].start < c.end), sentence)
        span = clause if all(want.met_by(clause.text) for want in ask.wants) else sentence
        clear = len(choice) == 1 or choice[0].fit[:3] > choice[1].fit[:3] or choice[0].value == choice[1].value
        figure = choice[0] if clear else None
    says = _says(ask, span) if ask.whether else None
    if ask.whether and says is None:  # it speaks of the matter and leaves it open: no answer to whether
        return None
    statement = counting.statement_of(figure, span, passage.report, passage.text, statements) if figure else None
    score = _score(ask, passage.chunk, span, choice[0] if ask.counts else None)
    return _evidence(passage, span, score, statement=statement, says=says)


def _segment(sentence: Span, at: int) -> str:
    """What stands between commas around a place, joined."""
    found = next((s.text for s in quoting.segments(sentence) if s.start <= at < s.end), sentence.text)
    return "".join(found.split())


def _nought(ask: Ask, passage: Passage, span: Span) -> PassageEvidence | None:
    """Asked how much of what may not be at all (多少信息处理费): the sentence that denies it answers, without a figure."""
    if ask.topic is None or ask.topic.kind != "yes_no" or ask.share or _says(ask, span) is not False:
        return None
    return _evidence(passage, span, _score(ask, passage.chunk, span, None))


def _speaks(ask: Ask, text: str) -> bool:
    """Whether a text holds all that the question names."""
    if any(not group.search(text) for group in ask.groups) or any(not want.met_by(text) for want in ask.wants):
        return False
    return not (ask.topic and any(re.search(pattern, text) for pattern in ask.topic.excludes))


def _elsewhen(ask: Ask, text: str, report: Report) -> bool:
    """Whether a sentence speaks of plans, or of another year alone."""
    if ask.about is not None and f"{ask.about}年" in text:
        return False
    if ask.topic and ask.topic.future:
        return False
    if ask.about is not None:
        return True
    if any(pattern.search(text) for pattern in _future()):
        return True
    years = {int(year) for year in re.findall(r"(?:19|20)\d{2}(?=年)", text)}
    return bool(report.year and years and max(years) > report.year) or bool(
        ask.counts and report.year and years and report.year not in years
    )


def elsewhen(text: str, report: Report) -> bool:
    """Whether a sentence (simplified) speaks of plans, or of a year after its report's."""
    years = [int(year) for year in re.findall(r"(?:19|20)\d{2}(?=年)", text)]
    return any(pattern.search(text) for pattern in _future()) or bool(
        report.year and years and max(years) > report.year
    )


def turns_to_plans(text: str) -> bool:
    """Whether section five goes over to what will be done."""
    return TURN.search(text) is not None


def _figures(ask: Ask, sentence: Span) -> list[counting.Figure]:
    topic = ask.topic
    other = counting.counted_other(ask.text)
    if other is not None:
        return counting.figures(sentence, (re.compile(other),), (), ask.hints, share=ask.share)
    near = tuple(re.compile(p) for p in topic.near) if topic and topic.near else ask.groups
    named = tuple(re.compile("|".join(map(re.escape, want.names))) for want in ask.wants)
    units = topic.units if topic else ()
    strict = [want for want in ask.wants if not want.loose]
    found = counting.figures(
        sentence, (*near, *named), units, ask.hints, share=ask.share, within=lambda t: all(w.met_by(t) for w in strict)
    )
    if found or not ask.share:
        return found
    told = [clause for clause in quoting.clauses(sentence) if _speaks(ask, clause.text) or _named_in(ask, clause.text)]
    return next((figure for clause in told if (figure := counting.share_in(clause))), [])


def _named_in(ask: Ask, text: str) -> bool:
    return bool(ask.wants) and all(want.met_by(text) for want in ask.wants)


def _score(ask: Ask, chunk: Chunk, span: Span, figure: counting.Figure | None) -> float:
    score = WEIGHT_TOPIC * len(ask.groups) + WEIGHT_WANT * len(ask.wants)
    if ask.topic and ask.topic.sections:
        score += WEIGHT_SECTION * (chunk.section in ask.topic.sections)
    if figure is not None:
        score += WEIGHT_FIGURE + figure.fit[0]
    shared = sum(hint in span.text for hint in ask.hints)
    return round(score + WEIGHT_HINT * shared, 4)


def _says(ask: Ask, span: Span) -> bool | None:
    """False where the words asked for stand under a negation in their own segment, or count nought.

    None where the sentence neither denies nor, by what the topic requires, affirms.
    """
    before = ""
    for segment in quoting.segments(span):
        carried = CARRIES.match(segment.text) and DENIED_BEFORE.search(before)
        if _names_it(ask, segment.text) and (carried or _denies(segment.text)):
            return False
        before = segment.text
    affirm = ask.topic.affirm if ask.topic else None
    return True if affirm is None or re.search(affirm, span.text) else None


def _names_it(ask: Ask, text: str) -> bool:
    return any(group.search(text) for group in ask.groups) or any(want.met_by(text) for want in ask.wants)


def _denies(text: str) -> bool:
    return bool(ZERO.search(text)) or any(pattern.search(text) for pattern in _negation())


@lru_cache(maxsize=1)
def _future() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p) for p in topics.load().future)


@lru_cache(maxsize=1)
def _negation() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p) for p in topics.load().negation)


def _evidence(
    passage: Passage, span: Span, score: float, *, statement: Statement | None = None, says: bool | None = None,
    support: bool = True,
) -> PassageEvidence:  # fmt: skip
    start, end = quoting.stored_span(span)
    return PassageEvidence(
        report=passage.report, chunk=passage.chunk, start=start, end=end, quote=passage.text[start:end], score=score,
        support=support, statement=statement, says=says,
    )  # fmt: skip


# -- section five, and the contact clause -----------------------------------------------------------------------------


def _lists(ask: Ask, passages: Sequence[Passage]) -> list[PassageEvidence]:
    """Problems, or what is done about them: the stretch of section five that says so, one quote a report."""
    found = []
    by_report: dict[str, list[Passage]] = {}
    for passage in passages:
        if passage.chunk.section is Section.PROBLEMS:
            by_report.setdefault(passage.report.report_id, []).append(passage)
    for group in by_report.values():
        first, text = group[0], group[0].text
        start, end = first.chunk.start, group[-1].chunk.end
        before, after = _halves(quoting.sentences(quoting.flatten(text[start:end], start)))
        spans = [s for s in (after if ask.topic and ask.topic.future else before) if not s.heading]
        spans = _trimmed(ask, spans)
        if spans:
            whole = Span(spans[0].flat, spans[0].start, spans[-1].end)
            home = next((p for p in group if p.chunk.end > quoting.stored_span(whole)[0]), first)
            found.append(_evidence(home, whole, _score(ask, home.chunk, whole, None)))
    return found


def _halves(sentences: Sequence[Span]) -> tuple[list[Span], list[Span]]:
    """Sentences before and after section five turns from problems to measures."""
    for number, sentence in enumerate(sentences):
        turn = TURN.search(sentence.text)
        if turn and (sentence.heading or number or turn.start() > 0) and _is_turn(sentence, number):
            return list(sentences[:number]), list(sentences[number:])
    return list(sentences), []


def _is_turn(sentence: Span, number: int) -> bool:
    """The section's own title (存在的主要问题及改进情况) names both halves and is no turn."""
    return not (sentence.heading and "问题" in sentence.text and number == 0)


def _trimmed(ask: Ask, spans: list[Span]) -> list[Span]:
    """Without sentences at the edges that say nothing of the matter; those alone that hold what else is named."""
    if ask.wants:
        return next(([s] for s in spans if all(want.met_by(s.text) for want in ask.wants)), [])
    telling = [n for n, s in enumerate(spans) if all(group.search(s.text) for group in ask.groups)]
    return spans[telling[0] : telling[-1] + 1] if telling else []


def _contacts(ask: Ask, passage: Passage) -> Iterator[PassageEvidence]:
    assert ask.topic is not None  # noqa: S101 - asked for by the caller
    for span in contact.find(ask.topic.id, quoting.flatten(passage.chunk.text, passage.chunk.start)):
        yield _evidence(passage, span, WEIGHT_TOPIC + WEIGHT_SECTION * (passage.chunk.section is Section.OTHER))


# -- who mentions it, and what lies nearest ---------------------------------------------------------------------------


def _who(
    query: PassageQuery,
    topic: topics.Topic | None,
    reports: Sequence[Report],
    facts: FactStore,
    index: PassageIndex | None,
) -> tuple[PassageEvidence, ...]:
    """One quote from every report that holds what was asked for: the words as they stand, else the topic."""
    for groups in _spoken_of(query, topic, reports):
        found = _holding(groups, reports, facts, index)
        if found:
            return found
    return ()


def _spoken_of(query: PassageQuery, topic: topics.Topic | None, reports: Sequence[Report]) -> Iterator[list[Group]]:
    """What a sentence must hold, strictest first. A fragment of the words asked for is not what was asked for."""
    said = subject.mentioned(query.text)
    if said:
        yield [_any(names) for term in said for names in subject.mentionable(term)]
    whole = "".join(said).lower()
    terms = [names for term in query.terms if term.lower() not in whole and (names := subject.names_of(term))]
    if not terms and not said and topic is None:
        terms = [want.names for want in subject.wants(query.text, reports, known_topic=None)]
    if terms:
        yield [_any(names) for names in terms]
    if topic is not None:
        extra = [w for w in subject.wants(query.text, reports, known_topic=topic) if not w.loose]
        yield [*(Group(re.compile(word)) for word in topic.words), *(_any(want.names) for want in extra)]


def _any(names: Sequence[str]) -> Group:
    return Group(re.compile("|".join(map(re.escape, names))), tuple(names))


def _holding(
    groups: Sequence[Group], reports: Sequence[Report], facts: FactStore, index: PassageIndex | None
) -> tuple[PassageEvidence, ...]:
    """The first sentence of each report that holds every group, in the reports' order."""
    chunk_ids = None
    named = next((group.names for group in groups if group.names), ())
    if index is not None and named and len(reports) > MANY_REPORTS:
        hits = index.holding(named, report_ids=[report.report_id for report in reports])
        chunk_ids = [hit.chunk_id for hit in hits]
    found: dict[str, PassageEvidence] = {}
    for passage in passages_of(reports, facts, chunk_ids):
        if passage.report.report_id not in found:
            evidence = _mention(passage, [group.pattern for group in groups])
            if evidence is not None:
                found[passage.report.report_id] = evidence
    return tuple(found.values())


def _mention(passage: Passage, groups: Sequence[re.Pattern[str]]) -> PassageEvidence | None:
    for sentence in quoting.sentences(quoting.flatten(passage.chunk.text, passage.chunk.start)):
        table = passage.chunk.section in TABLES and not sentence.text.rstrip(quoting.EDGE).endswith(("。", "；", ";"))
        if not sentence.heading and not table and all(group.search(sentence.text) for group in groups):
            clause = next((c for c in quoting.clauses(sentence) if all(g.search(c.text) for g in groups)), sentence)
            return _evidence(passage, clause, 1.0)
    return None


def _nearest(
    ask: Ask, reports: Sequence[Report], facts: FactStore, index: PassageIndex | None
) -> tuple[PassageEvidence, ...]:
    """Sentences that speak of the topic or of something else named, without answering: shown beside an abstention."""
    found = []
    for passage in _candidates(ask, reports, facts, index):
        for sentence in quoting.sentences(quoting.flatten(passage.chunk.text, passage.chunk.start)):
            met = sum(want.met_by(sentence.text) for want in ask.wants)
            on_topic = bool(ask.groups) and all(group.search(sentence.text) for group in ask.groups)
            if not sentence.heading and (on_topic or met):
                score = WEIGHT_WANT * met + WEIGHT_TOPIC * on_topic
                found.append(_evidence(passage, sentence, score, support=False))
    return tuple(sorted(found, key=lambda e: (-e.score, e.report.report_id, e.start))[:NEAREST])
