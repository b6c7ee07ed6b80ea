"""Figures in prose become statements: what was counted, how many, and which cell of the tables counts the same.

A clause is linked to a catalogue metric only when every word of it is accounted for (`statements.yaml`): a figure
left unlinked is a small loss, a wrong link is a false accusation later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any, Protocol

from corpus.models import Hedge, Locator, Section, Statement
from corpus.normalize import compact
from corpus.numerals import Kind, Numeral, find
from corpus.resources import read_yaml
from ingest.prose import Prose, clauses, join, sentences

PROSE_SECTIONS = (Section.PREAMBLE, Section.OVERVIEW, Section.PROBLEMS, Section.OTHER)
FIGURES = (Kind.NUMBER, Kind.PERCENT, Kind.POINTS, Kind.FRACTION, Kind.MULTIPLE)
COUNT_UNITS = ("件", "宗", "起", "件次", "份", "个", "项", "例", "条", "部")
CASE_UNITS = ("件", "宗", "起", "件次", "例", "份", "条", "项")
TITLE_REACH = 600  # how far into the text the title may stand
TITLE = re.compile(r"([\u4e00-\u9fff]{2,40}?)(?:20\d\d年度?)?(?:政府)?信息公开(?:工作)?(?:年度报告|年报)")
CLAUSE_LIMIT = 160  # a longer clause names no single cell, and patterns stay fast
SUBJECT_REACH = 40  # characters of the clause kept as the words that a figure counts
WORDY_UNITS = (
    "级",
    "届",
    "轮",
    "座",
    "档",
    "节",
    "版",
    "站",
    "所",
    "门",
    "口",
    "对",
    "点",
    "段",
    "天",
    "种",
    "类",
    "章",
    "款",
)
DISPUTE_GROUPS = {"reconsideration", "litigation", "litigation_direct", "litigation_after_reconsideration"}


class SpanOfSection(Protocol):
    """What `ingest.sections` finds: a section and its span in the stored text."""

    @property
    def section(self) -> Section: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


@dataclass(frozen=True)
class Rule:
    metric: str
    pattern: re.Pattern[str]
    applicant: str = "total"
    needs: str | None = None
    unit: str = "count"


@dataclass(frozen=True)
class Grammar:
    rules: tuple[Rule, ...]
    none: tuple[tuple[str, re.Pattern[str]], ...]
    filler: re.Pattern[str]
    never: re.Pattern[str]
    elsewhere: re.Pattern[str]
    share: re.Pattern[str]
    whole: str
    self_: str


@dataclass(frozen=True)
class Topic:
    """What the clauses before were about."""

    requests: bool = False
    documents: bool = False
    group: str | None = None
    last: tuple[str, str] | None = None  # metric and applicant of the figure before
    elsewhere: bool = False


@dataclass(frozen=True)
class Reader:
    """What holds for a whole report."""

    grammar: Grammar
    report_id: str
    year: int | None
    own: re.Pattern[str] | None
    stored: str = field(repr=False, default="")


@lru_cache(maxsize=1)
def grammar() -> Grammar:
    """The wording that `statements.yaml` declares."""
    raw: dict[str, Any] = read_yaml("ingest", "statements.yaml")
    macros: dict[str, str] = {}
    for name, pattern in raw["macros"].items():
        macros[name] = _fill(pattern, macros)
    rules = [
        Rule(
            metric=row["metric"],
            pattern=re.compile("|".join(_fill(p, macros) for p in row["patterns"] if "#" in p)),
            applicant=row.get("applicant", "total"),
            needs=row.get("needs"),
            unit=row.get("unit", "count"),
        )
        for row in raw["metrics"]
    ]
    return Grammar(
        rules=tuple(rules),
        none=tuple((row["metric"], re.compile(_fill(row["pattern"], macros))) for row in raw["none"]),
        filler=re.compile(raw["filler"]),
        never=re.compile(raw["never"]),
        elsewhere=re.compile(raw["elsewhere"]),
        share=re.compile(_fill(raw["share"], macros)),
        whole=raw["whole"],
        self_=raw["self"],
    )


def _fill(pattern: str, macros: Mapping[str, str]) -> str:
    return re.sub(r"\{([a-z]+)\}", lambda m: macros.get(m[1], m[0]), pattern)


def extract_statements(
    text: str,
    sections: Iterable[SpanOfSection],
    *,
    report_id: str,
    year: int | None,
    body: str | None = None,
) -> tuple[Statement, ...]:
    """Every figure in the prose of `sections`, in the order of print. Tables are never read.

    `body` is the reporting body's name where it is known; without it the title says which names mean the body itself.
    """
    rules = grammar()
    own = _own_names(body or _title_body(text), rules)
    reader = Reader(grammar=rules, report_id=report_id, year=year, own=own, stored=text)
    found: list[Statement] = []
    for span in sections:
        if span.section in PROSE_SECTIONS:
            found += _read_section(join(text, span.start, span.end), span.section, reader)
    return tuple(found)


def _title_body(text: str) -> str | None:
    match = TITLE.search(re.sub(r"[#*《》〈〉<>_-]", "", compact(text[:TITLE_REACH])))
    return match[1] if match else None


def _own_names(body: str | None, rules: Grammar) -> re.Pattern[str]:
    """What a clause may call the body itself: its name, its short name, 我局; 全县 only where the body is the whole."""
    names: list[str] = []
    if body is None:
        return re.compile(f"{rules.whole}|{rules.self_}")
    names.append(re.escape(body))
    short = re.search(r"(?:人民)?(政府办公室|政府办|办公室|政府)$", body)
    if short and short[1] != "办公室":
        names.append(rf"[县市区省州旗镇乡](?:人民)?{short[1]}")
    department = bool(re.search(r"[局委厅办处院所室会]$", body)) or "委员会" in body
    names.append(rules.self_ if department else rules.whole + "|本机关|本行政机关")
    return re.compile("|".join(names))


def _read_section(prose: Prose, section: Section, reader: Reader) -> list[Statement]:
    found: list[Statement] = []
    heading = Topic()
    for start, end in sentences(prose):
        sentence = prose.cut(start, end)
        if re.match(r"[（(]?[一二三四五六七八九十]{1,2}[)）、]|\d{1,2}[.．、]", sentence.text):
            heading = Topic(requests="申请" in sentence.text[:SUBJECT_REACH])
        topic = replace(heading, documents=False)
        found += _read_sentence(sentence, section, topic, reader)
    return found


def _read_sentence(sentence: Prose, section: Section, topic: Topic, reader: Reader) -> list[Statement]:
    numerals = find(sentence.text)
    rules = reader.grammar
    about_requests = topic.requests or bool(re.search(r"(?:信息公开|依)[^，。；]{0,6}申请", sentence.text))
    topic = replace(topic, requests=about_requests, elsewhere=bool(rules.elsewhere.search(sentence.text)))
    found: list[Statement] = []
    year = reader.year
    for start, end in clauses(sentence.text, numerals):
        inside = [n for n in numerals if start <= n.start and n.end <= end]
        years = [int(n.value) for n in inside if n.kind is Kind.YEAR]
        year = years[0] if len(years) == 1 else year
        figures = [n for n in inside if _is_figure(n)]
        if "规范性文件" in sentence.text[start:end]:
            topic = replace(topic, documents=True)
        for figure in figures:
            metric = _metric(sentence.text[start:end], start, figure, figures, inside, topic, reader)
            topic = _carry(topic, metric, figure)
            found.append(_statement(sentence, (start, end), figure, metric, year, section, reader))
        if not figures:
            found += _none(sentence, (start, end), topic, year, section, reader)
    return found


def _is_figure(numeral: Numeral) -> bool:
    """A count or a ratio; not 一座桥梁, 三级审核, 新一轮: words that only look like figures."""
    if numeral.kind not in FIGURES or not (numeral.unit or numeral.kind is not Kind.NUMBER):
        return False
    return numeral.unit not in WORDY_UNITS or numeral.raw[:1].isdigit()


def _metric(
    clause: str, offset: int, figure: Numeral, figures: Sequence[Numeral], inside: Sequence[Numeral],
    topic: Topic, reader: Reader,
) -> tuple[str, str] | None:  # fmt: skip
    """The metric and applicant that the whole clause names with its one figure, or None."""
    rules = reader.grammar
    template = _template(clause, offset, figure, inside, reader)
    if figure.unit == "%" and topic.last and rules.share.fullmatch(template):
        return _share_of(topic.last)
    if len(figures) != 1 or len(clause) > CLAUSE_LIMIT or rules.never.search(clause) or topic.elsewhere:
        return None
    for rule in rules.rules:
        if rule.pattern.fullmatch(template) and _met(rule, topic, clause) and _counts(rule, figure):
            return rule.metric.replace("{group}", topic.group or ""), rule.applicant
    return None


def _template(clause: str, offset: int, figure: Numeral, inside: Sequence[Numeral], reader: Reader) -> str:
    """The clause with its figure as #, years, fillers and names of the body itself dropped."""
    parts: list[str] = []
    at = 0
    for numeral in inside:
        start, end = numeral.start - offset, numeral.whole_end - offset
        parts.append(clause[at:start])
        if numeral == figure:
            parts.append("#")
        elif numeral.kind is Kind.YEAR:
            year = re.match(r"\s*年(?:度|以来|底)?", clause[end:])
            end += year.end() if year else 0
        elif numeral.kind is not Kind.ORDINAL or start > 0:
            parts.append(clause[start:end])
        at = end
    parts.append(clause[at:])
    template = re.sub(r"\s", "", "".join(parts))
    if reader.own is not None:
        template = reader.own.sub("", template, count=1)
    return reader.grammar.filler.sub("", template)


def _met(rule: Rule, topic: Topic, clause: str) -> bool:
    if rule.needs == "request":
        return topic.requests
    if rule.needs == "dispute":
        return topic.requests or topic.group is not None or "信息公开" in clause
    if rule.needs == "document":
        return topic.documents
    return rule.needs is None or topic.group is not None


def _counts(rule: Rule, figure: Numeral) -> bool:
    if rule.unit == "money":
        return figure.unit.endswith("元")
    units = COUNT_UNITS if rule.metric.startswith(("normative", "regulations")) else CASE_UNITS
    return figure.kind is Kind.NUMBER and figure.unit in units


def _share_of(last: tuple[str, str]) -> tuple[str, str] | None:
    metric, applicant = last
    if metric == "requests.received" and applicant != "total":
        return f"rate.{applicant}", "total"
    if metric == "outcome.disclosed":
        return "rate.disclosure", "total"
    if metric.startswith("outcome.") and metric != "outcome.total":
        return f"rate.{metric.removeprefix('outcome.')}", "total"
    return None


def _carry(topic: Topic, metric: tuple[str, str] | None, figure: Numeral) -> Topic:
    if metric is None:
        return topic if figure.unit == "%" else replace(topic, last=None)
    name = metric[0]
    head = name.partition(".")[0]
    return replace(
        topic,
        last=topic.last if name.startswith("rate.") else metric,
        group=head if head in DISPUTE_GROUPS else topic.group,
        requests=topic.requests or head in ("requests", "outcome"),
    )


def _statement(
    sentence: Prose, clause: tuple[int, int], figure: Numeral, metric: tuple[str, str] | None, year: int | None,
    section: Section, reader: Reader,
) -> Statement:  # fmt: skip
    start, end = sentence.span(figure.start, figure.end)
    row_start, row_end = sentence.span(0, len(sentence.text))
    before = sentence.text[clause[0] : figure.start].strip()
    subject = before or sentence.text[figure.whole_end : clause[1]].strip()
    return Statement(
        report_id=reader.report_id, value=figure.value, unit=figure.unit, raw=reader.stored[start:end],
        hedge=figure.hedge, subject=subject[-SUBJECT_REACH:], metric=metric[0] if metric else None,
        applicant=metric[1] if metric else "total", year=year, section=section.value,
        locator=Locator(start=start, end=end, row_start=row_start, row_end=row_end),
    )  # fmt: skip


def _none(
    sentence: Prose, clause: tuple[int, int], topic: Topic, year: int | None, section: Section, reader: Reader
) -> Iterator[Statement]:
    """未发生…行政复议: a figure of 0 said in words."""
    words = sentence.text[clause[0] : clause[1]]
    if topic.elsewhere or reader.grammar.never.search(words):
        return
    numerals = tuple(n for n in find(words))
    template = _template(words, 0, _NO_FIGURE, numerals, reader)
    for metric, pattern in reader.grammar.none:
        about = topic.requests or topic.group is not None or "信息公开" in words
        if about and pattern.fullmatch(template):
            start, end = sentence.span(*clause)
            row_start, row_end = sentence.span(0, len(sentence.text))
            yield Statement(
                report_id=reader.report_id, value=Decimal(0), unit="件", raw=reader.stored[start:end],
                hedge=Hedge.EXACT, subject=words[-SUBJECT_REACH:], metric=metric, year=year, section=section.value,
                locator=Locator(start=start, end=end, row_start=row_start, row_end=row_end),
            )  # fmt: skip
            return


_NO_FIGURE = Numeral(start=-1, end=-1, whole_end=-1, raw="", value=Decimal(0), kind=Kind.NUMBER)
