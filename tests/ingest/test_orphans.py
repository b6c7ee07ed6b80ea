"""Processes that read for another end with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

STARTER = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdout=subprocess.PIPE)
print(child.pid, child.stdout.readline().decode().strip(), flush=True)
time.sleep(60)
"""
READER = """
import time
from ingest.orphans import end_with_parent
end_with_parent()
print("reading", flush=True)
time.sleep(60)
"""


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_reader_ends_when_its_starter_is_killed(root: Path) -> None:
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, READER],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert starter.stdout is not None
    pid, said = starter.stdout.readline().split()
    assert (said, is_running(int(pid))) == ("reading", True)
    starter.send_signal(signal.SIGKILL)
    starter.wait()
    until = time.monotonic() + 30
    while is_running(int(pid)) and time.monotonic() < until:
        time.sleep(0.1)
    assert not is_running(int(pid))
