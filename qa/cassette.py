"""A cassette: the exchanges with a language model, one JSON object a line, to be played again without a network.

A file that exists is played and never added to; one that does not is recorded. It holds the messages' hash, what was
asked and answered, and the counts; neither the key nor the address of the endpoint.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus.errors import SettingError


class Cassette:
    """The exchanges of one model."""

    def __init__(self, path: Path, model: str) -> None:
        self.path, self.model = path, model
        self.replaying = path.exists()
        self._known: dict[str, Mapping[str, Any]] = _read(path) if self.replaying else {}

    def find(self, system: str, user: str) -> Mapping[str, Any] | None:
        """What was recorded for these messages: `reply` or `fault`; None where nothing was."""
        return self._known.get(self._key(system, user))

    def add(self, system: str, user: str, outcome: Mapping[str, Any]) -> None:
        """Record an exchange."""
        key = self._key(system, user)
        self._known[key] = outcome
        self.path.parent.mkdir(parents=True, exist_ok=True)
        row = {"key": key, "model": self.model, "user": user, **outcome}
        with self.path.open("a", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")

    def _key(self, system: str, user: str) -> str:
        return hashlib.sha256("\0".join((self.model, system, user)).encode("utf-8", "replace")).hexdigest()[:32]


def _read(path: Path) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    try:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                row = json.loads(line)
                found[str(row["key"])] = row
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingError(f"{path} is not a cassette of model exchanges", hint="delete it to record anew") from error
    return found
