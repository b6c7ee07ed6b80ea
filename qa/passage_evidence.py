"""Passages of reports, and the quotes that are taken from them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from corpus.facts import FactStore
from corpus.models import Chunk, Model, Report, Statement
from qa import quoting, topics
from qa.quoting import Span

MANY_REPORTS = 300  # beyond this the index chooses the chunks that are read
TURN = re.compile(  # where section five goes over from problems to what will be done
    r"下一步|下步|下阶段|今后|接下来|针对(?:以上|上述|存在|这些|此|发现|前述)|(?:对此|为此)[,，]|改进(?:情况|措施|方向|意见|打算|思路|计划|举措|安排|办法)|(?:改进|整改)[:：]|整改(?:情况|措施|打算|思路|计划|举措|安排|办法)|将(?:从|继续|进一步|着力|重点|在以下|采取|围绕|有针对)"
)


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


class Passage(NamedTuple):
    """A chunk of a report, and the stored text that it lies in."""

    report: Report
    chunk: Chunk
    text: str


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


def elsewhen(text: str, report: Report) -> bool:
    """Whether a sentence (simplified) speaks of plans, or of a year after its report's."""
    years = [int(year) for year in re.findall(r"(?:19|20)\d{2}(?=年)", text)]
    return any(pattern.search(text) for pattern in future_words()) or bool(
        report.year and years and max(years) > report.year
    )


def turns_to_plans(text: str) -> bool:
    """Whether section five goes over to what will be done."""
    return TURN.search(text) is not None


@lru_cache(maxsize=1)
def future_words() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p) for p in topics.load().future)


def evidence_of(
    passage: Passage, span: Span, score: float, *, statement: Statement | None = None, says: bool | None = None,
    support: bool = True,
) -> PassageEvidence:  # fmt: skip
    start, end = quoting.stored_span(span)
    return PassageEvidence(
        report=passage.report, chunk=passage.chunk, start=start, end=end, quote=passage.text[start:end], score=score,
        support=support, statement=statement, says=says,
    )  # fmt: skip
