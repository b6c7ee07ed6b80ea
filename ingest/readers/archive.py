"""ZIP files: the documents inside, one at a time, never unpacked to disk and never larger than the limits say."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from corpus.errors import InputError, LimitExceeded, Unreadable
from corpus.settings import Limits
from ingest.package import BROKEN, opened
from ingest.sniff import sniff

UTF8_NAME = 0x800  # the flag of a member whose name is UTF-8
RATIO_FROM_BYTES = 4 * 1024 * 1024  # smaller members may compress as well as they like
CHUNK = 1024 * 1024
LEFT_OUT = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")

Problems = list[tuple[str, InputError]]


def unpack(data: bytes, name: str, limits: Limits, problems: Problems | None = None) -> Iterator[tuple[str, bytes]]:
    """(`name`/member, bytes) of each document, archives inside archives opened too.

    Folders, links and the litter of file managers are left out. A member that cannot be had goes to `problems` (it is
    raised where there is no such list). LimitExceeded, always raised, for a bomb: too many, too large, too deep.
    """
    budget = _Budget(limits, name)
    yield from _members(data, name, limits, budget, problems, depth=0)


class _Budget:
    """What the whole archive may still cost."""

    def __init__(self, limits: Limits, name: str) -> None:
        self.files, self.bytes = limits.max_archive_files, limits.max_archive_bytes
        self.limits, self.name = limits, name

    def spend(self, size: int) -> None:
        self.bytes -= size
        if self.bytes < 0:
            raise LimitExceeded(
                f"{self.name} unpacks to more than {self.limits.max_archive_bytes:,} bytes",
                hint="raise GONGKAI_LIMIT_MAX_ARCHIVE_BYTES if that is meant",
            )

    def count(self) -> None:
        self.files -= 1
        if self.files < 0:
            raise LimitExceeded(
                f"{self.name} holds more than {self.limits.max_archive_files:,} files",
                hint="raise GONGKAI_LIMIT_MAX_ARCHIVE_FILES if that is meant",
            )


def _members(
    data: bytes, name: str, limits: Limits, budget: _Budget, problems: Problems | None, depth: int
) -> Iterator[tuple[str, bytes]]:
    if depth > limits.max_archive_depth:
        raise LimitExceeded(f"{name} is an archive more than {limits.max_archive_depth} deep in archives")
    with opened(data, name, limits) as archive:
        for info in archive.infolist():
            label = f"{name}/{clean_name(info)}"
            if (
                info.is_dir()
                or stat.S_ISLNK(info.external_attr >> 16)
                or any(part in LEFT_OUT for part in label.split("/"))
            ):
                continue
            budget.count()
            try:
                content = _content(archive, info, label, limits, budget)
                kind = sniff(content, label) if content[:2] == b"PK" else ""
            except Unreadable as error:
                if problems is None:
                    raise
                problems.append((label, error))
                continue
            if kind == "archive":
                yield from _members(content, label, limits, budget, problems, depth + 1)
            else:
                yield label, content


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, label: str, limits: Limits, budget: _Budget) -> bytes:
    if info.flag_bits & 1:
        raise Unreadable(f"{label} is protected by a password", hint="unpack it and give the files")
    parts: list[bytes] = []
    size = 0
    try:
        with archive.open(info) as stream:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                budget.spend(len(chunk))
                _check(size, info.compress_size, label, limits)
                parts.append(chunk)
    except BROKEN as error:
        raise Unreadable(f"{label} is broken inside the archive", hint="fetch the archive again") from error
    return b"".join(parts)


def _check(size: int, compressed: int, label: str, limits: Limits) -> None:
    if size > limits.max_file_bytes:
        raise LimitExceeded(f"{label} is larger than {limits.max_file_bytes:,} bytes")
    if size > RATIO_FROM_BYTES and size > limits.max_archive_ratio * max(compressed, 1):
        raise LimitExceeded(f"{label} unpacks to more than {limits.max_archive_ratio} times its size, as bombs do")


def clean_name(info: zipfile.ZipInfo) -> str:
    """A member's name as a label: Chinese restored where the archive does not say its charset, no way out of a folder."""
    text = info.filename
    if not info.flag_bits & UTF8_NAME:
        try:
            raw = text.encode("cp437")
            text = raw.decode("utf-8")
        except UnicodeError:
            try:
                text = text.encode("cp437").decode("gb18030")
            except UnicodeError:
                text = info.filename
    parts = [part for part in PurePosixPath(text.replace("\\", "/")).parts if part not in ("..", "/", ".")]
    return "/".join(part.replace("\x00", "") for part in parts) or "unnamed"
