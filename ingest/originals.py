"""Originals kept by content hash, so that what was read can be shown again."""

from __future__ import annotations

import os
from pathlib import Path


def keep(folder: Path, sha256: str, data: bytes) -> Path:
    """Store `data` under its hash, whole or not at all."""
    path = where(folder, sha256)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        part.write_bytes(data)
        part.replace(path)
    return path


def where(folder: Path, sha256: str) -> Path:
    """Where the document of that hash is kept."""
    return folder / sha256[:2] / sha256
