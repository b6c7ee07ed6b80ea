"""Files in, stores out: parallel reading in bounded memory, one writer, one outcome a file."""

from __future__ import annotations

import hashlib
import os
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Protocol

from filelock import FileLock, Timeout

from corpus.errors import InputError, Rejected, StoreLocked
from corpus.facts import FactStore
from corpus.models import IngestOutcome, Model, Report, State
from corpus.settings import Settings
from ingest.apart import Apart, given_up, is_risky
from ingest.chunking import CHUNKING
from ingest.deadline import TimeUp, deadline
from ingest.inputs import Item, find_paths, load_items, sentence
from ingest.originals import keep
from ingest.orphans import end_with_parent
from ingest.parse import Parsed, parse, parse_parts
from ingest.several import part_mark, part_of
from ingest.writer import Passages, Writer

__all__ = ["IngestReport", "ingest", "parse"]

LOCK = "write.lock"
IN_FLIGHT = 2  # documents waiting or being read, for each process
PARALLEL_FROM = 8  # fewer documents are read here: starting processes would take longer
Progress = Callable[[int, int, str], None]
Result = tuple[Parsed | IngestOutcome, ...]


class IngestReport(Model):
    """What became of every file, in the order given. `totals` counts outcomes by status, and `files`."""

    files: tuple[IngestOutcome, ...]
    totals: dict[str, int]


def ingest(
    inputs: Sequence[str],
    settings: Settings,
    *,
    workers: int | None = None,
    force: bool = False,
    ocr: str | None = None,
    on_progress: Progress | None = None,
) -> IngestReport:
    """Read every document of `inputs` into the stores of `settings`. A document that fails never stops the others.

    `on_progress(done, total, path)` is called after each path. StoreLocked while another process writes.
    """
    if ocr is not None:
        settings = Settings.model_validate({**settings.model_dump(), "ocr": ocr})
    paths = find_paths(inputs)
    files: list[IngestOutcome] = []
    with _writing(settings) as writer:
        count = workers if workers is not None else settings.workers
        for done, path, outcome in _run(paths, settings, writer, count, force):
            files.append(outcome)
            if on_progress is not None:
                on_progress(done, len(paths), path)
        writer.flush()
    totals = Counter(f.status for f in files)
    return IngestReport(files=tuple(files), totals={"files": len(files), **dict(sorted(totals.items()))})


@contextmanager
def _writing(settings: Settings) -> Iterator[Writer]:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.data_dir / LOCK)
    try:
        lock.acquire(timeout=settings.lock_seconds)
    except Timeout as error:
        raise StoreLocked(
            "another process is writing to this data directory", hint="wait for it to end and try again"
        ) from error
    try:
        facts = FactStore(settings.database_url, create=True)
        try:
            writer = Writer(facts, _passages(settings))
            writer.recover()
            yield writer
        finally:
            facts.close()
    finally:
        lock.release()


def _passages(settings: Settings) -> Passages:
    from corpus.passages import PassageIndex

    index: Passages = PassageIndex(settings, create=True, chunking=CHUNKING)
    return index


def _run(
    paths: Sequence[str], settings: Settings, writer: Writer, workers: int, force: bool
) -> Iterator[tuple[int, str, IngestOutcome]]:
    """Outcomes in order. At most a few documents are held at a time, however many there are."""
    count = min(workers or os.cpu_count() or 1, len(paths))
    readers = _Here() if count <= 1 or len(paths) < PARALLEL_FROM else _Processes(count)
    waiting: deque[tuple[int, Item, Callable[[], Result]]] = deque()
    try:
        for number, path in enumerate(paths, 1):
            for item in load_items(path, settings.limits):
                waiting.append((number, item, _begin(item, settings, writer, readers, force)))
                while len(waiting) > readers.room:
                    yield from _end(*waiting.popleft(), settings, writer)
        while waiting:
            yield from _end(*waiting.popleft(), settings, writer)
    finally:
        readers.close()


def _begin(item: Item, settings: Settings, writer: Writer, readers: _Readers, force: bool) -> Callable[[], Result]:
    """Start to read a document unless its content is stored already; what is returned waits for the result."""
    if item.data is None:
        failed = IngestOutcome(path=item.path, status="failed", error=item.error)
        return lambda: (failed,)
    digest = hashlib.sha256(item.data).hexdigest()
    known = () if force else writer.known(item.place, digest)
    if known:
        writer.settle_unchanged([report for report, _ in known], item.place, digest)
        unchanged = tuple(_unchanged(report, item.path + part_mark(name), writer.facts) for report, name in known)
        return lambda: unchanged
    return readers.submit(item, settings)


def _end(
    number: int, item: Item, result: Callable[[], Result], settings: Settings, writer: Writer
) -> Iterator[tuple[int, str, IngestOutcome]]:
    for had in result():
        if isinstance(had, IngestOutcome):
            yield number, item.path, had
            continue
        source = had.report.report.sources[0]
        if item.data is not None:
            keep(settings.originals_dir, source.sha256, item.data)
        path = item.path + part_mark(source.name)
        yield number, item.path, writer.store(had).model_copy(update={"path": path})


def _unchanged(report: Report, path: str, facts: FactStore) -> IngestOutcome:
    states = Counter(f.state for f in facts.facts(report_ids=[report.report_id]))
    return IngestOutcome(
        path=path,
        status="unchanged",
        report_id=report.report_id,
        body=report.body.name,
        division=report.body.division,
        year=report.year,
        cells={s.value: states[s] for s in State},
        identities={
            "held": report.identities_held,
            "broken": report.identities_broken,
            "untestable": report.identities_untestable,
        },
        chunks=len(facts.chunks(report_ids=[report.report_id])),
        warnings=report.warnings,
    )


def read_one(item: Item, settings: Settings) -> Result:
    """Parse one document. This is the boundary of one file: whatever goes wrong in it becomes its outcome."""
    try:
        with deadline(settings.limits.document_seconds):
            parts = parse_parts(item.data or b"", item.name, settings, path=item.place)
            return tuple(_part(item, n, len(parts), part) for n, part in enumerate(parts, 1))
    except TimeUp:
        return (given_up(item, settings.limits.document_seconds),)
    except Rejected as error:
        return (IngestOutcome(path=item.path, status="rejected", error=sentence(error)),)
    except InputError as error:
        return (IngestOutcome(path=item.path, status="failed", error=sentence(error)),)
    except Exception as error:  # noqa: BLE001 - the one-file boundary of DESIGN.md
        cause = f"{type(error).__name__}: {error}".splitlines()[0]
        return (IngestOutcome(path=item.path, status="failed", error=f"{item.name} could not be read ({cause})"),)


def _part(item: Item, number: int, count: int, part: Parsed | Rejected) -> Parsed | IngestOutcome:
    if isinstance(part, Rejected):
        return IngestOutcome(path=part_of(item.path, number, count), status="rejected", error=sentence(part))
    return part


class _Readers(Protocol):
    room: int  # documents that may wait or be read at once

    def submit(self, item: Item, settings: Settings) -> Callable[[], Result]: ...
    def close(self) -> None: ...


class _Here:
    """Reads in this process, one document after another; in another one what may not return from a library."""

    room = 0

    def __init__(self) -> None:
        self.apart = Apart()

    def submit(self, item: Item, settings: Settings) -> Callable[[], Result]:
        return lambda: (self.apart.read if is_risky(item) else read_one)(item, settings)

    def close(self) -> None:
        self.apart.close()


class _Processes:
    """Reads in processes. A document that kills its process is tried once more alone, then fails by itself."""

    def __init__(self, count: int) -> None:
        self.count, self.room = count, count * IN_FLIGHT
        self.apart = Apart()
        self.pool = self._start(count)

    def submit(self, item: Item, settings: Settings) -> Callable[[], Result]:
        try:
            future = self.pool.submit(read_one, item, settings)
        except BrokenProcessPool:
            self.pool = self._start(self.count)
            future = self.pool.submit(read_one, item, settings)

        def result() -> Result:
            try:
                return future.result()
            except BrokenProcessPool:
                return self._alone(item, settings)

        return result

    def _alone(self, item: Item, settings: Settings) -> Result:
        return self.apart.read(item, settings)

    def close(self) -> None:
        self.pool.shutdown(cancel_futures=True)
        self.apart.close()

    @staticmethod
    def _start(count: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=end_with_parent)
