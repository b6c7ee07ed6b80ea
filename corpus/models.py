"""The types that every room shares. Frozen, closed (`extra="forbid"`), and free of any store or library."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Base of all types: immutable, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class State(StrEnum):
    """What is printed in a cell. A blank is not a zero."""

    REPORTED = "reported"
    BLANK = "blank"
    NOT_APPLICABLE = "not_applicable"
    UNREADABLE = "unreadable"


class Level(StrEnum):
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"


class BodyKind(StrEnum):
    GOVERNMENT = "government"
    OFFICE = "office"
    DEPARTMENT = "department"
    TOWNSHIP = "township"
    ZONE = "zone"
    OTHER = "other"


class Form(StrEnum):
    """Which form the report follows; what its tables mean depends on it."""

    F2021 = "form2021"
    F2021_23ROWS = "form2021r23"  # (六)其他处理 printed as one row
    F2019 = "form2019"  # table 2 has other meanings
    PRE2019 = "pre2019"  # no standard tables: kept for retrieval only


class Division(Model):
    """An administrative division of GB/T 2260. `code` has six digits; province and prefecture by name, or None."""

    code: str
    name: str
    level: Level
    province: str | None = None
    prefecture: str | None = None
    is_district: bool = False  # 市辖区: a county-level division that people do not call 县


class Body(Model):
    """Who reports. `name` as printed (joined where the print wraps); None where the document does not say."""

    name: str | None
    division: str | None = None
    division_code: str | None = None
    province: str | None = None
    prefecture: str | None = None
    level: Level | None = None
    kind: BodyKind | None = None


class Locator(Model):
    """Where a thing is printed. Offsets are characters into the report's stored text.

    `start:end` is what is marked; `row_start:row_end` is the printed row (or sentence) around it, quoted with it.
    `bbox` is (x0, y0, x1, y1) in points of the page, origin top left, for PDF and scans.
    """

    start: int
    end: int
    row_start: int
    row_end: int
    page: int | None = None
    bbox: tuple[float, float, float, float] | None = None


class Fact(Model):
    """One cell of a table, as printed. `value` is set exactly when `state` is reported.

    `row` and `column` are the printed (or the form's) labels. `confidence` is the share of independent readings
    that agree, 1.0 when all do. `note` holds what else the cell prints (其中修订16件).
    """

    report_id: str
    table: int
    indicator: str
    applicant: str
    value: Decimal | None
    unit: str
    state: State
    raw: str
    row: str
    column: str
    locator: Locator
    confidence: float = 1.0
    note: str | None = None


class Hedge(StrEnum):
    """How a figure is qualified: 近 约 余 以上 超 不足 …"""

    EXACT = "exact"
    ABOUT = "about"  # 约 左右 大约
    NEARLY = "nearly"  # 近 将近 不足
    OVER = "over"  # 余 多 超 以上


class Statement(Model):
    """A figure in prose. `value` is in `unit` after scale (3.5万条 → 35000 条); `raw` is as printed.

    `metric` is a catalogue id when it is the same thing as a cell, else None; `subject` the words it counts.
    """

    report_id: str
    value: Decimal
    unit: str
    raw: str
    hedge: Hedge
    subject: str
    metric: str | None
    applicant: str = "total"
    year: int | None
    locator: Locator
    section: str | None = None


class IdentityStatus(StrEnum):
    HELD = "held"
    BROKEN = "broken"
    UNTESTABLE = "untestable"


class IdentityResult(Model):
    """One of the 42 identities of a report. `member` is the applicant, row or group it was tested for."""

    report_id: str
    rule: str
    member: str
    status: IdentityStatus
    left: Decimal | None
    right: Decimal | None
    cells: tuple[tuple[str, str], ...]  # (indicator, applicant) of the cells that take part


class Section(StrEnum):
    PREAMBLE = "preamble"
    OVERVIEW = "overview"  # 一、总体情况
    PROACTIVE = "proactive"  # 二、 table 2
    REQUESTS = "requests"  # 三、 table 3
    DISPUTES = "disputes"  # 四、 table 4
    PROBLEMS = "problems"  # 五、
    OTHER = "other"  # 六、


class Chunk(Model):
    """A passage. `text` is quoted verbatim (`stored_text[start:end]`); `embed_text` is what is embedded and searched."""

    chunk_id: str
    report_id: str
    section: Section
    heading: str | None
    text: str
    embed_text: str
    start: int
    end: int
    page: int | None = None


class SourceFile(Model):
    """A document as it came. `name` is the file's name or the address; `path` where it was; `sha256` of its bytes."""

    name: str
    path: str
    sha256: str
    format: str  # html pdf scan docx doc text markdown
    size: int


class Report(Model):
    """What is known of a report, without its cells. `sources[0]` is the one whose text and spans are stored."""

    report_id: str
    body: Body
    year: int | None
    title: str | None
    form: Form
    sources: tuple[SourceFile, ...]
    identities_held: int = 0
    identities_broken: int = 0
    identities_untestable: int = 0
    warnings: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        return self.sources[0].name


class ParsedReport(Model):
    """All that ingest knows of one document, ready to be stored."""

    report: Report
    text: str
    facts: tuple[Fact, ...]
    statements: tuple[Statement, ...]
    identities: tuple[IdentityResult, ...]
    chunks: tuple[Chunk, ...]


class IngestOutcome(Model):
    """What became of one file, as CONTRACT.md prints it."""

    path: str
    status: Literal["ingested", "unchanged", "replaced", "duplicate", "partial", "rejected", "failed"]
    report_id: str | None = None
    body: str | None = None
    division: str | None = None
    year: int | None = None
    cells: dict[str, int] = {}
    identities: dict[str, int] = {}
    chunks: int = 0
    warnings: tuple[str, ...] = ()
    error: str | None = None
