"""The tables of the facts store and the ordered steps that make them. A step is never edited once released."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

metadata = sa.MetaData()

meta = sa.Table(
    "meta", metadata, sa.Column("key", sa.String(64), primary_key=True), sa.Column("value", sa.Text, nullable=False)
)
reports = sa.Table(
    "reports",
    metadata,
    sa.Column("report_id", sa.String(32), primary_key=True),
    sa.Column("body", sa.Text, index=True),
    sa.Column("division", sa.Text),
    sa.Column("division_code", sa.String(12), index=True),
    sa.Column("province", sa.Text),
    sa.Column("prefecture", sa.Text),
    sa.Column("level", sa.String(16)),
    sa.Column("body_kind", sa.String(16)),
    sa.Column("year", sa.Integer, index=True),
    sa.Column("title", sa.Text),
    sa.Column("form", sa.String(16), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("content", sa.String(16), nullable=False),
    sa.Column("identities_held", sa.Integer, nullable=False),
    sa.Column("identities_broken", sa.Integer, nullable=False),
    sa.Column("identities_untestable", sa.Integer, nullable=False),
    sa.Column("warnings", sa.Text, nullable=False),
)
sources = sa.Table(
    "sources",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("report_id", sa.String(32), nullable=False, index=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("path", sa.Text, nullable=False, index=True),
    sa.Column("sha256", sa.String(64), nullable=False, index=True),
    sa.Column("format", sa.String(16), nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
)
facts = sa.Table(
    "facts",
    metadata,
    sa.Column("report_id", sa.String(32), primary_key=True),
    sa.Column("indicator", sa.String(64), primary_key=True),
    sa.Column("applicant", sa.String(24), primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("table_no", sa.Integer, nullable=False),
    sa.Column("value", sa.String(40)),  # a decimal as text: SQLite has no exact decimal
    sa.Column("unit", sa.String(8), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("raw", sa.Text, nullable=False),
    sa.Column("row", sa.Text, nullable=False),
    sa.Column("col", sa.Text, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("row_start", sa.Integer, nullable=False),
    sa.Column("row_end", sa.Integer, nullable=False),
    sa.Column("page", sa.Integer),
    sa.Column("bbox", sa.Text),
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("note", sa.Text),
    sa.Index("ix_facts_indicator", "indicator", "applicant"),
)
statements = sa.Table(
    "statements",
    metadata,
    sa.Column("report_id", sa.String(32), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("metric", sa.String(64), index=True),
    sa.Column("json", sa.Text, nullable=False),
)
identities = sa.Table(
    "identities",
    metadata,
    sa.Column("report_id", sa.String(32), primary_key=True),
    sa.Column("rule", sa.String(24), primary_key=True),
    sa.Column("member", sa.String(64), primary_key=True),
    sa.Column("status", sa.String(16), nullable=False, index=True),
    sa.Column("json", sa.Text, nullable=False),
)
chunks = sa.Table(
    "chunks",
    metadata,
    sa.Column("chunk_id", sa.String(48), primary_key=True),
    sa.Column("report_id", sa.String(32), nullable=False, index=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("json", sa.Text, nullable=False),
)
names = sa.Table(
    "names",
    metadata,
    sa.Column("name", sa.String(120), primary_key=True),
    sa.Column("report_id", sa.String(32), primary_key=True, index=True),
)
history = sa.Table(
    "history",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("report_id", sa.String(32), nullable=False, index=True),
    sa.Column("reason", sa.String(32), nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
)


def _first(connection: Connection) -> None:
    metadata.create_all(connection)


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (_first,)
