"""What was asked to be read, one document at a time: files, folders, globs, archives, addresses."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.errors import InputError, LimitExceeded, Unreadable
from corpus.models import Model
from corpus.settings import Limits

OTHER_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
LITTER = (".DS_Store", "Thumbs.db", "desktop.ini")
COMPANIONS = ("_files", ".files", "_文件")  # how browsers and Word end the folder of what belongs to a saved page
PAGES = (".html", ".htm")
COMPANION_READ = (*PAGES, ".pdf")  # a frame of a saved page may hold the report; its styles, scripts and pictures not


class Item(Model):
    """A document to be read, or the reason (`error`) why it cannot be. `path` as it was given."""

    path: str
    name: str
    data: bytes | None = None
    error: str | None = None

    @property
    def place(self) -> str:
        """Where it is, whatever the folder the program runs in."""
        return self.path if is_address(self.path) else os.path.abspath(self.path)


def is_address(text: str) -> bool:
    return text.lower().startswith(("http://", "https://"))


def _is_other_address(text: str) -> bool:
    """Whether an input is an address of a kind that is not fetched: file://, ftp://…"""
    return OTHER_SCHEME.match(text) is not None and not Path(text).exists()


def find_paths(inputs: Sequence[str]) -> list[str]:
    """Files and addresses in order, folders walked (sorted, links that lead out not followed), globs filled in."""
    found: list[str] = []
    for given in inputs:
        if is_address(given) or not given.strip():  # an empty path would mean this folder: it is no file
            found.append(given)
        elif Path(given).is_dir():
            found += _walk(Path(given))
        elif Path(given).exists() or not glob.has_magic(given):
            found.append(given)
        else:
            found += [p for match in sorted(glob.glob(given, recursive=True)) for p in _expand(match)] or [given]
    return list(dict.fromkeys(found))


def _expand(match: str) -> list[str]:
    return _walk(Path(match)) if Path(match).is_dir() else [match]


def _walk(folder: Path) -> list[str]:
    """Regular files below a folder. A link is followed only where it stays inside the folder; of the folder beside a
    page that was saved whole only pages are taken."""
    root = folder.resolve()
    found = []
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(d for d in folders if not d.startswith("."))
        companion = _is_companion(Path(where))
        for name in sorted(files):
            path = Path(where) / name
            if name.startswith(".") or name in LITTER or (companion and path.suffix.lower() not in COMPANION_READ):
                continue
            if path.is_symlink() and not _stays_inside(path, root):
                continue
            if path.is_file():
                found.append(str(path))
    return found


def _is_companion(folder: Path) -> bool:
    """Whether a folder lies beside the saved page that it belongs to, and bears its name."""
    ending = next((e for e in COMPANIONS if folder.name.endswith(e)), None)
    if ending is None:
        return False
    page = folder.name.removesuffix(ending)
    return any((folder.parent / f"{page}{suffix}").is_file() for suffix in PAGES)


def _stays_inside(link: Path, root: Path) -> bool:
    """Whether a link leads to something below `root`; one that leads to itself leads nowhere."""
    try:
        return link.resolve(strict=True).is_relative_to(root)
    except (OSError, RuntimeError):  # a loop is a RuntimeError to Python 3.11 and 3.12
        return False


def load_items(path: str, limits: Limits) -> Iterator[Item]:
    """The documents of one path: itself, or each member of an archive, or what an address gives."""
    try:
        name, data = _fetch(path, limits) if is_address(path) else _read(path, limits)
        if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            yield from _members(path, name, data, limits)
        else:
            yield Item(path=path, name=name, data=data)
    except InputError as error:
        yield Item(path=path, name=Path(path).name, error=sentence(error))


def _read(path: str, limits: Limits) -> tuple[str, bytes]:
    file = Path(path)
    if _is_other_address(path):
        raise Unreadable(f"{path} is not an http or https address", hint="give the path of a file as it is")
    try:
        if not file.is_file():
            raise Unreadable(f"{file.name} is not there or is not a regular file")
        if file.stat().st_size > limits.max_file_bytes:
            raise LimitExceeded(
                f"{file.name} is larger than {limits.max_file_bytes:,} bytes",
                hint="raise GONGKAI_LIMIT_MAX_FILE_BYTES if that is meant",
            )
        return file.name, file.read_bytes()
    except OSError as error:
        raise Unreadable(f"{file.name} cannot be opened: {error.strerror or error}") from error


def _fetch(address: str, limits: Limits) -> tuple[str, bytes]:
    from ingest.readers.address import fetch_report

    found = fetch_report(address, limits)
    return found.name, found.data


def _members(path: str, name: str, data: bytes, limits: Limits) -> Iterator[Item]:
    from ingest.readers.archive import unpack
    from ingest.sniff import sniff

    if sniff(data, name) != "archive":
        yield Item(path=path, name=name, data=data)
        return
    problems: list[tuple[str, InputError]] = []
    for member, content in unpack(data, name, limits, problems):
        inside = member.removeprefix(f"{name}/")
        yield Item(path=f"{path}!/{inside}", name=member, data=content)
    for member, error in problems:
        yield Item(path=f"{path}!/{member.removeprefix(f'{name}/')}", name=member, error=sentence(error))


def sentence(error: InputError) -> str:
    """An error and what to do about it, in one line."""
    return f"{error} ({error.hint})" if error.hint else str(error)
