"""DOC, WPS, RTF, ODT and their kin: LibreOffice makes DOCX of them, which is then read like any other.

It runs without a screen, in a folder and with a profile of its own, macros and outside links off, and is stopped with
all its children when it takes too long.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from corpus.document import Document
from corpus.errors import InputError, LimitExceeded, MissingCapability, Unreadable
from corpus.settings import Limits
from ingest.readers import docx
from ingest.sniff import OLE, sniff

PROGRAMS = ("soffice", "libreoffice")
TARGET = "docx:MS Word 2007 XML"
BATCH = 40  # documents in one run of LibreOffice, which starts slowly
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
{items}
</oor:items>
"""
SAFE = (
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "0"),
)


def read(data: bytes, name: str, limits: Limits) -> Document:
    """The document in an office file. MissingCapability without LibreOffice; Unreadable when it cannot convert."""
    (made,) = convert([(name, data)], limits)
    if isinstance(made, InputError):
        raise made
    return from_docx(made, name, limits)


def from_docx(made: bytes, name: str, limits: Limits) -> Document:
    """The document in what LibreOffice made of the file called `name`."""
    document = docx.read(made, name, limits)
    return document.model_copy(update={"format": "doc", "attempts": ("doc by LibreOffice", *document.attempts)})


def convert(files: Sequence[tuple[str, bytes]], limits: Limits) -> list[bytes | InputError]:
    """DOCX bytes for each (name, bytes), or why there are none; in the order given, some dozens in each run."""
    program = _program()
    made: list[bytes | InputError] = []
    for at in range(0, len(files), BATCH):
        batch = files[at : at + BATCH]
        found = _run(program, batch, limits)
        if len(batch) > 1:  # one that stops LibreOffice takes its neighbours along: those are tried alone
            found = [
                _run(program, [file], limits)[0] if isinstance(m, InputError) else m
                for file, m in zip(batch, found, strict=True)
            ]
        made += found
    return made


def _program() -> str:
    for program in PROGRAMS:
        if path := shutil.which(program):
            return path
    raise MissingCapability(
        "DOC, WPS, RTF and ODT files need LibreOffice, which is not installed",
        hint="install LibreOffice Writer (Debian: apt-get install libreoffice-writer), or save the file as DOCX",
    )


def _run(program: str, batch: Sequence[tuple[str, bytes]], limits: Limits) -> list[bytes | InputError]:
    with tempfile.TemporaryDirectory(prefix="gongkai-office-") as folder:
        home = Path(folder)
        profile, source, target = home / "profile", home / "in", home / "out"
        for made in (profile / "user", source, target):
            made.mkdir(parents=True)
        _write_profile(profile / "user" / "registrymodifications.xcu")
        paths = [source / f"{i}.{_suffix(data)}" for i, (_, data) in enumerate(batch)]
        for path, (_, data) in zip(paths, batch, strict=True):
            path.write_bytes(data)
        command = [
            program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck", "--nodefault",
            "--nofirststartwizard", "--convert-to", TARGET, "--outdir", str(target), *map(str, paths),
        ]  # fmt: skip
        finished = _finish(command, home, limits.office_seconds)
        return [_made(target / f"{i}.docx", name, finished, limits) for i, (name, _) in enumerate(batch)]


def _made(path: Path, name: str, finished: bool, limits: Limits) -> bytes | InputError:
    if path.is_file() and (not path.is_symlink()) and (size := path.stat().st_size):
        if size > limits.max_file_bytes:
            return LimitExceeded(f"{name} grows beyond {limits.max_file_bytes:,} bytes when converted")
        return path.read_bytes()
    if not finished:
        return LimitExceeded(
            f"{name} took LibreOffice more than {limits.office_seconds:g} seconds",
            hint="raise GONGKAI_LIMIT_OFFICE_SECONDS, or save the file as DOCX",
        )
    return Unreadable(f"{name} cannot be opened by LibreOffice", hint="it may be damaged or protected; save it as DOCX")


def _finish(command: Sequence[str], home: Path, seconds: float) -> bool:
    """Runs the command to its end; False when its time ran out and it was stopped, with all that it started."""
    environment = {key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH") if key in os.environ}
    environment |= {"HOME": str(home), "TMPDIR": str(home), "SAL_USE_VCLPLUGIN": "svp"}
    with subprocess.Popen(  # noqa: S603 the program is LibreOffice, its arguments are made here
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    ) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        finally:
            _stop_group(process.pid)
    return True


def _stop_group(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return  # all of it has ended


def _write_profile(path: Path) -> None:
    item = '<item oor:path="/{0}"><prop oor:name="{1}" oor:op="fuse"><value>{2}</value></prop></item>'
    path.write_text(PROFILE.format(items="\n".join(item.format(*row) for row in SAFE)), encoding="utf-8")


def _suffix(data: bytes) -> str:
    """The ending under which LibreOffice opens the bytes as what they are."""
    if data.startswith(OLE):
        return "doc"
    if data.lstrip().startswith(b"{\\rtf"):
        return "rtf"
    if data.startswith(b"PK"):
        return "odt"
    return "fodt" if b"<office:document" in data[:4096] else "xml"


def is_office(data: bytes, name: str) -> bool:
    """Whether the bytes are for this reader (what a batch is gathered by)."""
    return sniff(data, name) == "office"
