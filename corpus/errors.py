"""Every error this program raises on purpose.

GongkaiError                  one sentence (`str(error)`) and a `hint` of what to do
├── SettingError              a setting or option has a value that cannot be used            exit 2
├── UsageError                what was asked of a command cannot be done as written           exit 2
├── StoreError                a store is missing, locked, away, or of another version         exit 4
│   ├── StoreMissing          nothing was ingested here yet
│   ├── StoreLocked           another process is writing
│   └── IndexMismatch         the passage index was made by another model or chunking
├── InputError                a document cannot be used; becomes an ingest outcome            exit 3
│   ├── Rejected              readable, but not such a report (`reason` says what it is)
│   ├── Unreadable            broken, encrypted, empty, binary
│   ├── LimitExceeded         larger or deeper than a limit of the settings allows
│   └── MissingCapability     needs an extra or a system package (`hint` names it)
├── FetchRefused              an address that points inward or is not http(s)
├── FetchFailed               the address did not give a document
├── ModelError                a language or embedding model is away or answered nonsense
└── ProofFailed               a composed text holds a figure that no evidence supports
"""

from __future__ import annotations


class GongkaiError(Exception):
    """Base of the tree. `hint` is one sentence that says what to do, or None."""

    exit_code: int = 4

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


class SettingError(GongkaiError):
    exit_code = 2


class UsageError(GongkaiError):
    exit_code = 2


class StoreError(GongkaiError):
    exit_code = 4


class StoreMissing(StoreError):
    pass


class StoreLocked(StoreError):
    pass


class IndexMismatch(StoreError):
    pass


class InputError(GongkaiError):
    exit_code = 3


class Rejected(InputError):
    """`reason` is an id such as `notice`, `interpretation`, `guide`, `work_report`, `pre2019`, `empty_form`."""

    def __init__(self, message: str, *, reason: str, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.reason = reason


class Unreadable(InputError):
    pass


class LimitExceeded(InputError):
    pass


class MissingCapability(InputError):
    pass


class FetchRefused(InputError):
    pass


class FetchFailed(InputError):
    pass


class ModelError(GongkaiError):
    exit_code = 4


class ProofFailed(GongkaiError):
    """`numerals` are the figures without evidence."""

    def __init__(self, message: str, *, numerals: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.numerals = numerals
