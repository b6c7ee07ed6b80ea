"""Past runs, kept as their JSON in one folder: `20261122T231500Z-core.json`."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus.models import Model
from eval import report

STAMP = "%Y%m%dT%H%M%S.%fZ"
NAME_CHARS = 40
UNSAFE = re.compile(r"[^\w-]+")


class Kept(Model):
    """A run in the folder, its time in UTC."""

    path: Path
    when: datetime
    name: str


def keep(run: report.Run, folder: Path) -> Path:
    """Add a run to the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    name = UNSAFE.sub("-", run.name)[:NAME_CHARS].strip("-")
    path = folder / f"{datetime.now(UTC).strftime(STAMP)}-{name}.json"
    path.write_text(report.as_json(run), encoding="utf-8")
    return path


def kept(folder: Path) -> tuple[Kept, ...]:
    """The runs in the folder, newest first; files that are none are passed over."""
    found = []
    for path in folder.glob("*.json") if folder.is_dir() else ():
        stamp, _, name = path.stem.partition("-")
        try:
            when = datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)
        except ValueError:
            continue
        found.append(Kept(path=path, when=when, name=name))
    return tuple(sorted(found, key=lambda k: k.when, reverse=True))


def read(path: Path) -> dict[str, Any] | None:
    """The JSON of a run; None where the file holds none."""
    try:
        return checked(path.read_bytes())
    except OSError:
        return None


def checked(data: bytes) -> dict[str, Any] | None:
    """The JSON of a run from its bytes; None where they are none."""
    try:
        run: dict[str, Any] = json.loads(data)
        _ = run["summary"]["right"]["n"], run["summary"]["by"]["tag"], [c["case_id"] for c in run["cases"]]
    except (ValueError, KeyError, TypeError):
        return None
    return run
