"""What a database says when something is wrong, as one plain sentence and what to do."""

from __future__ import annotations

import sqlalchemy as sa

from corpus.errors import GongkaiError, SettingError, StoreError, StoreLocked

TROUBLES = (  # what SQLite says, what it means, and what to do
    (
        "is full",
        "the disk is full: the facts could not be written",
        "make room and run it again; what was written is kept",
    ),
    ("readonly", "the facts database cannot be written to", "check who may write to the data directory"),
    ("not a database", "the facts database is damaged", "move facts.sqlite away and ingest again"),
    ("malformed", "the facts database is damaged", "move facts.sqlite away and ingest again"),
    ("no such table", "the facts database is damaged", "move facts.sqlite away and ingest again"),
    ("no such column", "the facts database is of another version", "move facts.sqlite away and ingest again"),
)


def store_error(error: sa.exc.DatabaseError | ValueError) -> StoreError:
    """The error of this program that a database's own stands for; ValueError: what is stored makes no sense."""
    said = str(error.orig if isinstance(error, sa.exc.DatabaseError) else error)
    if "locked" in said:
        return StoreLocked("another process is writing to the facts", hint="wait for it to end and try again")
    for words, meaning, hint in TROUBLES:
        if words in said:
            return StoreError(meaning, hint=hint)
    return StoreError("the facts database cannot be reached", hint="check the data directory or the database URL")


def unusable(error: sa.exc.ArgumentError | ModuleNotFoundError) -> GongkaiError:
    """Why a database's URL is of no use here: it is none, or its driver is not installed."""
    if isinstance(error, ModuleNotFoundError):
        is_postgres = (error.name or "").startswith("psycopg")
        hint = (
            "pip install 'gongkai[postgres]'" if is_postgres else "use SQLite, or PostgreSQL by postgresql+psycopg://"
        )
        return StoreError(f"the facts database needs {error.name}, which is not installed", hint=hint)
    return SettingError("facts_url is not the address of a database", hint="check GONGKAI_FACTS_URL")
