"""A process that reads for another ends with it, also where that one is killed and can tell nobody."""

from __future__ import annotations

import os
import threading
import time

WATCH_SECONDS = 1.0  # how often a reading process looks whether the one that started it is still there


def end_with_parent() -> None:
    """End this process soon after the one that started it has ended. Call once, at the start."""
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(WATCH_SECONDS)
    os._exit(1)  # nobody waits for what it reads
