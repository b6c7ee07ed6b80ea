"""Small reports made by hand: every cell is 0 unless given, and printed in a text that its locators point into."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from corpus import catalogue
from corpus.facts import FactStore
from corpus.models import (
    Body,
    BodyKind,
    Fact,
    Form,
    Hedge,
    IdentityResult,
    IdentityStatus,
    Level,
    Locator,
    ParsedReport,
    Report,
    SourceFile,
    State,
    Statement,
)

STATES = {"": State.BLANK, "/": State.NOT_APPLICABLE, "?": State.UNREADABLE}
CATALOGUE = catalogue.load()


def make(
    report_id: str,
    division: str,
    code: str,
    year: int,
    cells: Mapping[str, object] = {},
    *,
    kind: BodyKind = BodyKind.GOVERNMENT,
    body: str | None = None,
    level: Level = Level.COUNTY,
    drop: tuple[str, ...] = (),
    said: tuple[tuple[str, str, object], ...] = (),
    form: Form = Form.F2021,
    extra: Mapping[str, object] = {},
) -> ParsedReport:
    """`cells` maps `indicator` or `indicator@applicant` to what is printed; `said` are (sentence, metric, value)."""
    text, facts = "", []
    rows: dict[str, list[tuple[str, str]]] = {}
    for indicator, applicant in [*CATALOGUE.cells, *((i, "total") for i in extra)]:
        if indicator not in drop:
            rows.setdefault(indicator, []).append((indicator, applicant))
    given = {key if "@" in key else f"{key}@total": str(value) for key, value in {**cells, **extra}.items()}
    for indicator, keys in rows.items():
        label = CATALOGUE.get(indicator).label
        start = len(text)
        line, spans = label, []
        for key in keys:
            raw = given.get("@".join(key), "0")
            line += " "
            spans.append((key, raw, start + len(line)))
            line += raw
        text += line + "\n"
        for key, raw, at in spans:
            state = STATES.get(raw, State.REPORTED)
            facts.append(
                Fact(
                    report_id=report_id, table=CATALOGUE.get(indicator).table or 3, indicator=key[0], applicant=key[1],
                    value=Decimal(raw) if state == State.REPORTED else None, unit=CATALOGUE.get(indicator).unit,
                    state=state, raw=raw, row=label, column=CATALOGUE.applicant(key[1]).label,
                    locator=Locator(start=at, end=at + len(raw), row_start=start, row_end=start + len(line)),
                )
            )  # fmt: skip
    statements = []
    for sentence, metric, value in said:
        where = Locator(start=len(text), end=len(text) + 1, row_start=len(text), row_end=len(text) + len(sentence))
        text += sentence + "\n"
        statements.append(
            Statement(
                report_id=report_id, value=Decimal(str(value)), unit="件", raw=str(value), hedge=Hedge.EXACT,
                subject="", metric=metric, year=year, locator=where,
            )
        )  # fmt: skip
    identities = test_identities(report_id, facts)
    broken = sum(r.status == IdentityStatus.BROKEN for r in identities)
    held = sum(r.status == IdentityStatus.HELD for r in identities)
    office = {BodyKind.OFFICE: f"{division}人民政府办公室", BodyKind.GOVERNMENT: f"{division}人民政府"}
    source = SourceFile(name=f"{report_id}.txt", path=f"{report_id}.txt", sha256=report_id, format="text", size=1)
    report = Report(
        report_id=report_id, year=year, title=None, form=form, sources=(source,), identities_held=held,
        identities_broken=broken, identities_untestable=len(identities) - held - broken,
        body=Body(
            name=body or office[kind], division=division, division_code=code, province="河南省", level=level, kind=kind
        ),
    )  # fmt: skip
    return ParsedReport(
        report=report,
        text=text,
        facts=tuple(facts),
        statements=tuple(statements),
        identities=tuple(identities),
        chunks=(),
    )


def test_identities(report_id: str, facts: list[Fact]) -> list[IdentityResult]:
    values = {(f.indicator, f.applicant): f.value for f in facts}
    found = []
    for rule in CATALOGUE.identities:
        left = sum((values.get(c) or Decimal(0) for c in rule.left), Decimal(0))
        right = sum((values.get(c) or Decimal(0) for c in rule.right), Decimal(0))
        testable = all(values.get(c) is not None for c in rule.left)
        status = (
            IdentityStatus.UNTESTABLE
            if not testable
            else IdentityStatus.HELD
            if left == right
            else IdentityStatus.BROKEN
        )
        found.append(
            IdentityResult(
                report_id=report_id, rule=rule.rule, member=rule.member, status=status, left=left, right=right,
                cells=rule.left + rule.right,
            )
        )  # fmt: skip
    return found


test_identities.__test__ = False  # type: ignore[attr-defined]  # a builder, not a test


def store_of(path: object, *parsed: ParsedReport) -> FactStore:
    """A store in a file under `path` that holds the reports, under their bodies' and divisions' names."""
    store = FactStore(f"sqlite:///{path}/facts.sqlite", create=True)
    for one in parsed:
        body = one.report.body
        store.save(one, aliases=[n for n in (body.name, body.division) if n])
    return store


def seeds() -> tuple[ParsedReport, ...]:
    """The figures of five real reports that the questions below turn on; prose and other cells left out."""
    return (
        make(
            "r0", "同心县", "640324", 2024,
            {
                "requests.received@natural_person": 40, "requests.received@other": 1, "requests.received": 41,
                "outcome.disclosed@natural_person": 9, "outcome.disclosed@other": 1, "outcome.disclosed": 10,
                "outcome.partly_disclosed@natural_person": 10, "outcome.partly_disclosed": 10,
                "outcome.refused.state_secret@natural_person": 1, "outcome.refused.state_secret": 1,
                "outcome.refused.third_party_rights@natural_person": 2, "outcome.refused.third_party_rights": 2,
                "outcome.unavailable.not_held@natural_person": 18, "outcome.unavailable.not_held": 18,
                "outcome.total@natural_person": 40, "outcome.total@other": 1, "outcome.total": 41,
                "reconsideration.upheld": 2, "reconsideration.corrected": 3, "reconsideration.total": 5,
                "litigation_after_reconsideration.upheld": 2, "litigation_after_reconsideration.total": 2,
                "fees.amount": "5004.9354",
            },
        ),
        make("r1", "社旗县", "411327", 2024, {"requests.received": 16, "requests.received@natural_person": 16,
             "outcome.disclosed": 16, "outcome.disclosed@natural_person": 16, "outcome.total": 16,
             "outcome.total@natural_person": 16}),
        make("r2", "永宁县", "640121", 2024, {"requests.received": 8, "requests.received@natural_person": 8,
             "requests.carried_in": 1, "requests.carried_in@natural_person": 1, "outcome.disclosed": 9,
             "outcome.disclosed@natural_person": 9, "outcome.total": 9, "outcome.total@natural_person": 9,
             "litigation_direct.upheld": 1, "litigation_direct.total": 1}, kind=BodyKind.OFFICE),
        make("r3", "同心县", "640324", 2023, {"requests.received": 16, "requests.received@natural_person": 16,
             "outcome.disclosed": 16, "outcome.disclosed@natural_person": 16, "outcome.total": 16,
             "outcome.total@natural_person": 16}, kind=BodyKind.OFFICE),
        make("r4", "殷都区", "410505", 2024, {"requests.received": 21, "requests.received@natural_person": 21,
             "outcome.disclosed": 21, "outcome.disclosed@natural_person": 21, "outcome.total": 21,
             "outcome.total@natural_person": 21, "reconsideration.upheld": 3, "reconsideration.total": 3,
             "litigation_direct.other": 2, "litigation_direct.total": 2}, kind=BodyKind.OFFICE),
    )  # fmt: skip
