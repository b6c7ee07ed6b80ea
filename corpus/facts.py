"""The facts table and all that hangs on it, through SQLAlchemy (SQLite in WAL mode unless a URL says otherwise).

One writer at a time, any number of readers; a report is replaced in one transaction. `corpus_version` changes
with every change of content, and only then.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from corpus.database_errors import store_error, unusable
from corpus.errors import StoreError, StoreMissing
from corpus.models import (
    Chunk,
    Fact,
    IdentityResult,
    ParsedReport,
    Report,
    SourceFile,
    Statement,
)
from corpus.rows import (
    chunk_row,
    dump,
    fact_row,
    identity_row,
    report_row,
    source_row,
    statement_row,
    to_fact,
    to_report,
    to_source,
)
from corpus.schema import MIGRATIONS, chunks, facts, history, identities, meta, names, reports, sources, statements

BUSY_MS = 30_000
HEADER = tuple(c for c in reports.c if c.name not in ("text", "content"))
ONE_META = sa.select(meta.c.value).where(meta.c.key == sa.bindparam("key"))
CHILDREN = (facts, statements, identities, chunks, sources, names)


def open_engine(url: str, *, create: bool) -> Engine:
    """An engine for `url`. With create=False a missing SQLite file is StoreMissing; SettingError for a URL of no use."""
    try:
        parsed = sa.engine.make_url(url)
        if parsed.get_backend_name() != "sqlite":
            return sa.create_engine(url, pool_pre_ping=True)
    except (sa.exc.ArgumentError, ModuleNotFoundError) as error:
        raise unusable(error) from error
    path = parsed.database
    if path and path != ":memory:":
        if not create and not Path(path).is_file():
            raise StoreMissing("nothing has been ingested here yet", hint="run `gongkai ingest PATH…` first")
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_MS / 1000})

    @sa.event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine


class FactStore:
    """Reports, their cells, statements, identities, chunks and sources."""

    def __init__(self, url: str, *, create: bool = False) -> None:
        try:
            self.engine = open_engine(url, create=create)
            if create:
                self.migrate()
            version = self.schema_version()
            if version < len(MIGRATIONS):
                raise StoreError("the facts were stored by an older version", hint="run `gongkai ingest` once more")
            if version > len(MIGRATIONS):
                raise StoreError(
                    "the facts were stored by a newer version", hint="use that one, or another data directory"
                )
        except (sa.exc.DatabaseError, ValueError) as error:
            raise store_error(error) from error

    # -- schema -------------------------------------------------------------------------------------------------

    def schema_version(self) -> int:
        with self.engine.connect() as connection:
            if not sa.inspect(connection).has_table("meta"):
                return 0
            row = connection.execute(sa.select(meta.c.value).where(meta.c.key == "schema")).scalar()
        return int(row or 0)

    def migrate(self) -> None:
        """Bring the schema up to date, one transaction a step with its record."""
        for number in range(self.schema_version(), len(MIGRATIONS)):
            with self._begin() as connection:
                MIGRATIONS[number](connection)
                _set_meta(connection, "schema", str(number + 1))

    def close(self) -> None:
        self.engine.dispose()

    # -- writing ------------------------------------------------------------------------------------------------

    def save(self, parsed: ParsedReport, aliases: Iterable[str] = ()) -> None:
        """Store a report whole, replacing one of the same id, in one transaction. `aliases` are names it goes by."""
        report = parsed.report
        with self._begin() as connection:
            before = _content(connection, report.report_id)
            _delete(connection, report.report_id)
            connection.execute(reports.insert(), report_row(parsed))
            _insert(connection, sources, [source_row(report.report_id, i, s) for i, s in enumerate(report.sources)])
            _insert(connection, facts, [fact_row(f) for f in parsed.facts])
            _insert(connection, statements, [statement_row(s, i) for i, s in enumerate(parsed.statements)])
            _insert(connection, identities, [identity_row(r) for r in parsed.identities])
            _insert(connection, chunks, [chunk_row(c, i) for i, c in enumerate(parsed.chunks)])
            _insert(connection, names, [{"report_id": report.report_id, "name": n} for n in sorted(set(aliases))])
            _bump(connection, before, _content(connection, report.report_id))

    def delete(self, report_id: str, *, reason: str = "deleted") -> None:
        """Remove a report; its header, text and cells stay in `history`."""
        with self._begin() as connection:
            before = _content(connection, report_id)
            _archive(connection, report_id, reason)
            _delete(connection, report_id)
            _bump(connection, before, None)

    def add_source(self, report_id: str, source: SourceFile) -> None:
        """Note one more document that prints the same report."""
        with self._begin() as connection:
            count = connection.execute(
                sa.select(sa.func.count()).select_from(sources).where(sources.c.report_id == report_id)
            ).scalar_one()
            connection.execute(sources.insert(), source_row(report_id, count, source))

    def set_warnings(self, report_id: str, warnings: Sequence[str]) -> None:
        with self._begin() as connection:
            connection.execute(
                reports.update().where(reports.c.report_id == report_id).values(warnings=dump(list(warnings)))
            )

    # -- reading ------------------------------------------------------------------------------------------------

    def corpus_version(self) -> str:
        """A hash of what is stored: equal for equal content, whatever the order of ingest."""
        return self.get_meta("corpus_version") or "empty"

    def get_meta(self, key: str) -> str | None:
        with self._connect() as connection:
            value: str | None = connection.execute(ONE_META, {"key": key}).scalar()
        return value

    def set_meta(self, key: str, value: str) -> None:
        with self._begin() as connection:
            _set_meta(connection, key, value)

    def reports(
        self,
        *,
        report_ids: Sequence[str] | None = None,
        bodies: Sequence[str] | None = None,
        division_codes: Sequence[str] | None = None,
        regions: Sequence[str] | None = None,
        years: Sequence[int] | None = None,
        levels: Sequence[str] | None = None,
        kinds: Sequence[str] | None = None,
        names_in: Sequence[str] | None = None,
    ) -> list[Report]:
        """Reports that meet every given condition, ordered by division code, body, year and id.

        `regions` are code prefixes (64 for 宁夏, 6403 for 吴忠); `names_in` are aliases.
        """
        query = sa.select(*HEADER)  # the texts stay where they are: they are most of the bytes
        for column, wanted in (
            (reports.c.report_id, report_ids), (reports.c.body, bodies), (reports.c.division_code, division_codes),
            (reports.c.year, years), (reports.c.level, levels), (reports.c.body_kind, kinds),
        ):  # fmt: skip
            if wanted is not None:
                query = query.where(column.in_(list(wanted)))
        if regions is not None:
            query = query.where(sa.or_(sa.false(), *(reports.c.division_code.like(f"{r}%") for r in regions)))
        if names_in is not None:
            query = query.where(
                reports.c.report_id.in_(sa.select(names.c.report_id).where(names.c.name.in_(list(names_in))))
            )
        query = query.order_by(reports.c.division_code, reports.c.body, reports.c.year, reports.c.report_id)
        with self._connect() as connection:
            rows = connection.execute(query).mappings().all()
            found = _sources_of(connection, [row["report_id"] for row in rows])
        return [to_report(row, found.get(row["report_id"], ())) for row in rows]

    def bodies_of(self, year: int, formats: Sequence[str] | None = None) -> list[tuple[str, str]]:
        """(report id, body) of the reports of a year that name one, those from documents of `formats` where given."""
        query = sa.select(reports.c.report_id, reports.c.body).where(
            reports.c.year == year, reports.c.body.is_not(None)
        )
        if formats is not None:
            found = sa.select(sources.c.report_id).where(sources.c.format.in_(list(formats)))
            query = query.where(reports.c.report_id.in_(found))
        with self._connect() as connection:
            return [(r.report_id, r.body) for r in connection.execute(query.order_by(reports.c.report_id))]

    def report(self, report_id: str) -> Report | None:
        found = self.reports(report_ids=[report_id])
        return found[0] if found else None

    def years(self) -> tuple[int, ...]:
        """The years of the stored reports, ascending (read off the index on the year)."""
        query = sa.select(reports.c.year).where(reports.c.year.is_not(None)).distinct().order_by(reports.c.year)
        with self._connect() as connection:
            return tuple(connection.execute(query).scalars())

    def year_counts(
        self, *, regions: Sequence[str] | None, levels: Sequence[str] | None, kinds: Sequence[str] | None
    ) -> dict[int | None, int]:
        """How many reports of each year meet the conditions (those of `reports`), without reading their headers."""
        query = sa.select(reports.c.year, sa.func.count()).group_by(reports.c.year)
        for column, wanted in ((reports.c.level, levels), (reports.c.body_kind, kinds)):
            if wanted is not None:
                query = query.where(column.in_(list(wanted)))
        if regions is not None:
            query = query.where(sa.or_(sa.false(), *(reports.c.division_code.like(f"{r}%") for r in regions)))
        with self._connect() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def names_found(self, candidates: Sequence[str]) -> dict[str, list[str]]:
        """Which of the `candidates` name a body: name → report ids. One indexed query whatever the corpus size."""
        with self._connect() as connection:
            rows = connection.execute(sa.select(names).where(names.c.name.in_(list(candidates)))).all()
        found: dict[str, list[str]] = {}
        for row in rows:
            found.setdefault(row.name, []).append(row.report_id)
        return {name: sorted(ids) for name, ids in sorted(found.items())}

    def facts(
        self,
        *,
        report_ids: Sequence[str] | None = None,
        indicators: Sequence[str] | None = None,
        applicants: Sequence[str] | None = None,
    ) -> list[Fact]:
        """Cells that meet every given condition, in the order of report, then print."""
        query = sa.select(facts)
        for column, wanted in (
            (facts.c.report_id, report_ids), (facts.c.indicator, indicators), (facts.c.applicant, applicants)
        ):  # fmt: skip
            if wanted is not None:
                query = query.where(column.in_(list(wanted)))
        with self._connect() as connection:
            rows = connection.execute(query.order_by(facts.c.report_id, facts.c.position)).mappings().all()
        return [to_fact(row) for row in rows]

    def statements(self, *, report_ids: Sequence[str] | None = None) -> list[Statement]:
        query = sa.select(statements)
        if report_ids is not None:
            query = query.where(statements.c.report_id.in_(list(report_ids)))
        with self._connect() as connection:
            rows = connection.execute(query.order_by(statements.c.report_id, statements.c.position)).mappings().all()
        return [Statement.model_validate_json(row["json"]) for row in rows]

    def identities(self, *, report_ids: Sequence[str] | None = None) -> list[IdentityResult]:
        query = sa.select(identities)
        if report_ids is not None:
            query = query.where(identities.c.report_id.in_(list(report_ids)))
        with self._connect() as connection:
            order = (identities.c.report_id, identities.c.rule, identities.c.member)
            rows = connection.execute(query.order_by(*order)).mappings().all()
        return [IdentityResult.model_validate_json(row["json"]) for row in rows]

    def chunks(self, *, report_ids: Sequence[str] | None = None, chunk_ids: Sequence[str] | None = None) -> list[Chunk]:
        query = sa.select(chunks)
        if report_ids is not None:
            query = query.where(chunks.c.report_id.in_(list(report_ids)))
        if chunk_ids is not None:
            query = query.where(chunks.c.chunk_id.in_(list(chunk_ids)))
        with self._connect() as connection:
            rows = connection.execute(query.order_by(chunks.c.report_id, chunks.c.position)).mappings().all()
        return [Chunk.model_validate_json(row["json"]) for row in rows]

    def text(self, report_id: str) -> str:
        """The stored text of a report. KeyError for an unknown id."""
        with self._connect() as connection:
            text: str | None = connection.execute(
                sa.select(reports.c.text).where(reports.c.report_id == report_id)
            ).scalar()
        if text is None:
            raise KeyError(report_id)
        return text

    def texts(self, report_ids: Sequence[str]) -> dict[str, str]:
        """The stored texts of those reports that are held."""
        query = sa.select(reports.c.report_id, reports.c.text).where(reports.c.report_id.in_(list(report_ids)))
        with self._connect() as connection:
            return {row.report_id: row.text for row in connection.execute(query)}

    def find_source(self, *, sha256: str | None = None, path: str | None = None) -> list[tuple[str, SourceFile]]:
        """(report id, source) of documents known by hash or by path."""
        query = sa.select(sources)
        if sha256 is not None:
            query = query.where(sources.c.sha256 == sha256)
        if path is not None:
            query = query.where(sources.c.path == path)
        with self._connect() as connection:
            rows = connection.execute(query.order_by(sources.c.report_id, sources.c.position)).mappings().all()
        return [(row["report_id"], to_source(row)) for row in rows]

    def history(self) -> list[Mapping[str, Any]]:
        """Versions that were replaced or deleted, oldest first: report_id, reason, payload (JSON)."""
        with self._connect() as connection:
            return [dict(r) for r in connection.execute(sa.select(history).order_by(history.c.id)).mappings()]

    def _connect(self) -> _Reading:
        return _Reading(self.engine)

    @contextmanager
    def _begin(self) -> Iterator[Connection]:
        """A transaction whose database errors become one plain sentence."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except (sa.exc.IntegrityError, sa.exc.DataError):
            raise  # what was to be stored is wrong, not the store
        except sa.exc.DatabaseError as error:
            raise store_error(error) from error


class _Reading:
    """A connection whose database errors become one plain sentence."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def __enter__(self) -> Connection:
        try:
            self.connection = self.engine.connect()
        except sa.exc.DatabaseError as error:
            raise store_error(error) from error
        return self.connection

    def __exit__(self, _type: object, error: BaseException | None, _trace: object) -> None:
        self.connection.close()
        if isinstance(error, sa.exc.DatabaseError):
            raise store_error(error) from error


def _set_meta(connection: Connection, key: str, value: str) -> None:
    connection.execute(meta.delete().where(meta.c.key == key))
    connection.execute(meta.insert(), {"key": key, "value": value})


def _content(connection: Connection, report_id: str) -> str | None:
    query = sa.select(reports.c.content).where(reports.c.report_id == report_id)
    content: str | None = connection.execute(query).scalar()
    return None if content is None else f"{report_id}:{content}"


def _bump(connection: Connection, before: str | None, after: str | None) -> None:
    """Move the corpus version: the exclusive or of a hash of each report, so that order does not matter."""
    stored = connection.execute(sa.select(meta.c.value).where(meta.c.key == "corpus_version")).scalar()
    version = int(stored or "0", 16)
    for content in (before, after):
        if content is not None:
            version ^= int(hashlib.sha256(content.encode()).hexdigest()[:16], 16)
    _set_meta(connection, "corpus_version", f"{version:016x}")


def _insert(connection: Connection, table: sa.Table, rows: Sequence[Mapping[str, object]]) -> None:
    if rows:
        connection.execute(table.insert(), list(rows))


def _delete(connection: Connection, report_id: str) -> None:
    for table in CHILDREN:
        connection.execute(table.delete().where(table.c.report_id == report_id))
    connection.execute(reports.delete().where(reports.c.report_id == report_id))


def _archive(connection: Connection, report_id: str, reason: str) -> None:
    row = connection.execute(sa.select(reports).where(reports.c.report_id == report_id)).mappings().first()
    if row is None:
        return
    cells = connection.execute(sa.select(facts).where(facts.c.report_id == report_id)).mappings()
    kept = connection.execute(sa.select(sources).where(sources.c.report_id == report_id)).mappings()
    payload = {"report": dict(row), "facts": [dict(c) for c in cells], "sources": [dict(s) for s in kept]}
    connection.execute(
        history.insert(),
        {"report_id": report_id, "reason": reason, "payload": json.dumps(payload, ensure_ascii=False, default=str)},
    )


def _sources_of(connection: Connection, report_ids: Sequence[str]) -> dict[str, tuple[SourceFile, ...]]:
    found: dict[str, tuple[SourceFile, ...]] = {}
    for batch in _batches(report_ids):
        query = sa.select(sources).where(sources.c.report_id.in_(batch))
        for row in connection.execute(query.order_by(sources.c.report_id, sources.c.position)).mappings():
            found[row["report_id"]] = (*found.get(row["report_id"], ()), to_source(row))
    return found


def _batches(items: Sequence[str], size: int = 5000) -> Iterator[list[str]]:
    for start in range(0, len(items), size):
        yield list(items[start : start + size])
