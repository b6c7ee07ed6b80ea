"""How long one document may take. Time that is up ends the reading, whatever it is doing.

An alarm raises in the code that reads; it is a BaseException, so that no reader takes it for a flaw of the document and
goes on. A process of its own ends itself a little later where the alarm was not heard (a library that never returns).
"""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

GRACE = 10.0  # seconds after the alarm until a process that did not hear it is ended


_ending: list[bool] = []  # not empty: this process reads for another and may end itself


def may_end() -> None:
    """Let this process end itself where a document's time is up and the alarm is not heard."""
    _ending.append(True)


class TimeUp(BaseException):
    """The document's time is up."""


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Raise TimeUp in the block after `seconds`. Only where alarms are had: on the main thread of a POSIX system."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return
    before: Any = signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        with _last_resort(seconds + GRACE):
            yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _ring(_number: int, _frame: FrameType | None) -> None:
    raise TimeUp


@contextmanager
def _last_resort(seconds: float) -> Iterator[None]:
    if multiprocessing.parent_process() is None and not _ending:
        yield
        return
    with open(os.devnull, "w") as nowhere:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
