"""Opening ZIP packages and their XML without trust: bounded sizes, no entities, no document type, no network."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from corpus.errors import LimitExceeded, Unreadable
from corpus.settings import Limits

MAX_PART_BYTES = 96 * 1024 * 1024  # of XML: a report has half a megabyte
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError, RuntimeError)


@contextmanager
def opened(data: bytes, name: str, limits: Limits) -> Iterator[zipfile.ZipFile]:
    """The package as a ZipFile. Unreadable for what is no package, LimitExceeded for too many members."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except BROKEN as error:
        raise Unreadable(f"{name} is a broken or truncated file", hint="fetch it again") from error
    with archive:
        if len(archive.infolist()) > limits.max_archive_files:
            raise LimitExceeded(f"{name} holds more than {limits.max_archive_files:,} files")
        yield archive


def part(archive: zipfile.ZipFile, path: str, name: str, most: int = MAX_PART_BYTES) -> bytes | None:
    """The bytes of a member, None where there is none. Unreadable when broken or encrypted, LimitExceeded beyond `most`."""
    try:
        info = archive.getinfo(path)
    except KeyError:
        return None
    if info.flag_bits & 1:
        raise Unreadable(f"{name} is protected by a password", hint="save it without a password")
    try:
        with archive.open(info) as stream:
            data = stream.read(most + 1)
    except BROKEN as error:
        raise Unreadable(f"{name} is a broken or truncated file", hint="fetch it again") from error
    if len(data) > most:
        raise LimitExceeded(f"{name} unpacks to more than {most // (1024 * 1024)} MB in one part")
    return data


def tree(data: bytes, name: str) -> Any:
    """The root element of XML that comes from outside."""
    from lxml import etree  # a C library: only when there is a document

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        root: Any = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable(f"{name} holds XML that cannot be parsed") from error
    if root is None or root.getroottree().docinfo.doctype:
        raise Unreadable(f"{name} declares a document type of its own, which no real document does")
    return root
