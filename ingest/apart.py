"""A process of its own for documents that are read by libraries which may never return or may take the process with them.

Python cannot end a call into such a library; a process can be ended. One is started with the first such document and
reads them one after another; where it does not answer in time, or dies, that document fails and the next gets a new one.
The protocol is a length and a pickle each way over the process's own pipes, so that any program may call this: nothing of
the caller's main module is run again.
"""

from __future__ import annotations

import os
import pickle
import queue
import struct
import subprocess
import sys
import threading
import time
from typing import IO, TYPE_CHECKING, Any

from corpus.errors import Unreadable
from corpus.models import IngestOutcome
from corpus.settings import Settings
from ingest.deadline import GRACE, may_end
from ingest.inputs import Item
from ingest.orphans import end_with_parent
from ingest.sniff import sniff

if TYPE_CHECKING:
    from ingest.parse import Parsed

FOREIGN = ("pdf", "office", "image")  # read by libraries in other languages, or other programs
LARGE = 2 * 1024 * 1024  # bytes of a page or package from which the parser's time is no longer nothing
LENGTH = struct.Struct(">Q")


def is_risky(item: Item) -> bool:
    """Whether a document may hold up, or end, the process that reads it."""
    data = item.data or b""
    try:
        return len(data) >= LARGE or sniff(data, item.name) in FOREIGN
    except Unreadable:
        return False


class Apart:
    """Reads documents in another process, one at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, item: Item, settings: Settings) -> tuple[Parsed | IngestOutcome, ...]:
        """What `pipeline.read_one` gives, or the outcome of a document that did not let it return."""
        process = self._started()
        answers: queue.Queue[Any] = queue.Queue()
        threading.Thread(target=_exchange, args=(process, (item, settings), answers), daemon=True).start()
        seconds, begun = settings.limits.document_seconds, time.monotonic()
        try:
            answer: tuple[Parsed | IngestOutcome, ...] | None = answers.get(timeout=seconds + GRACE)
        except queue.Empty:
            self.close()
            return (given_up(item, seconds),)
        if answer is None:
            self.close()
            if time.monotonic() - begun >= seconds:
                return (given_up(item, seconds),)
            error = f"{item.name} could not be read (it ended the process that read it)"
            return (IngestOutcome(path=item.path, status="failed", error=error),)
        return answer

    def close(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    _shut(pipe)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            path = os.pathsep.join(p for p in sys.path if p)
            self._process = subprocess.Popen(
                [sys.executable, "-m", "ingest.apart"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True, env={**os.environ, "PYTHONPATH": path},
            )  # fmt: skip
        return self._process


def given_up(item: Item, seconds: float) -> IngestOutcome:
    """The outcome of a document whose time is up."""
    said = (
        f"{item.name} was given up after {seconds:g} seconds (GONGKAI_LIMIT_DOCUMENT_SECONDS sets how long it may take)"
    )
    return IngestOutcome(path=item.path, status="failed", error=said)


def _shut(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:  # what was still to be sent to a process that is gone
        return


def _exchange(process: subprocess.Popen[bytes], question: object, answers: queue.Queue[Any]) -> None:
    """Send a question and put the answer, or None where the process ended."""
    there, back = process.stdin, process.stdout
    try:
        if there is None or back is None:
            raise EOFError
        _send(there, question)
        answers.put(_receive(back))
    except (OSError, EOFError, ValueError):  # the pipe broke, or was closed under us
        answers.put(None)


def _send(pipe: IO[bytes], what: object) -> None:
    data = pickle.dumps(what, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> Any:
    head = pipe.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    (size,) = LENGTH.unpack(head)
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError
    return pickle.loads(data)  # noqa: S301 - from the process that we started, over its own pipe


def main() -> None:
    """The other process: a document in, what became of it out, until the pipe is closed."""
    from ingest.pipeline import read_one

    may_end()
    end_with_parent()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    while True:
        try:
            item, settings = _receive(sys.stdin.buffer)
            _send(answers, read_one(item, settings))
        except (EOFError, BrokenPipeError):  # nobody asks, or nobody waits for the answer
            return


if __name__ == "__main__":
    main()
