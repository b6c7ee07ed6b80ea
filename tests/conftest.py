"""Fixtures that every room uses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of documents beside the checkout; the test skips where it is absent."""
    if not (SHARED / "seeds").is_dir():
        pytest.skip("../shared is not here")
    return SHARED


def _ingested(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str, name: str, inputs: list[str], **settings: str
) -> Path:
    """A data directory with `inputs` ingested once for the whole run, shared by all workers."""
    from filelock import FileLock

    from corpus.settings import Settings
    from ingest.pipeline import ingest

    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / name
    with FileLock(f"{folder}.lock"):
        if not (folder / "done").exists():
            outcome = ingest(inputs, Settings(data_dir=folder, **settings))
            assert {f.status for f in outcome.files} == {"ingested"}, outcome
            (folder / "done").touch()
    return folder


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """The xdist worker's name, or master."""
    return getattr(request.config, "workerinput", {}).get("workerid", "master")


@pytest.fixture(scope="session")
def sample_data(tmp_path_factory: pytest.TempPathFactory, worker_id: str, root: Path) -> Path:
    """A data directory that holds the five county-level samples."""
    return _ingested(tmp_path_factory, worker_id, "sample-data", [str(root / "samples" / "*.*")])


@pytest.fixture(scope="session")
def counties_data(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A data directory that holds the made corpus of `eval.counties`, without vectors: prose is found by its words."""
    from eval.counties import write

    documents = tmp_path_factory.mktemp("counties")
    write(documents)
    return _ingested(tmp_path_factory, worker_id, "counties-data", [str(documents)], embedding_model="none")


@pytest.fixture(scope="session")
def stranger_data(tmp_path_factory: pytest.TempPathFactory, worker_id: str, root: Path) -> Path:
    """A data directory that holds the two documents of tests/fixtures/stranger."""
    documents = root / "tests" / "fixtures" / "stranger" / "documents"
    return _ingested(tmp_path_factory, worker_id, "stranger-data", [str(documents)])


@pytest.fixture(scope="session")
def seeds_data(tmp_path_factory: pytest.TempPathFactory, worker_id: str, shared: Path) -> Path:
    """A data directory that holds the five seed reports."""
    return _ingested(tmp_path_factory, worker_id, "seeds-data", [str(shared / "seeds" / "*.txt")])


@contextmanager
def _opened(data: Path) -> Iterator[SimpleNamespace]:
    """As much of an engine as the checking of claims needs."""
    from corpus.facts import FactStore
    from corpus.settings import Settings
    from qa.directory import StoreDirectory

    store = FactStore(Settings(data_dir=data).database_url)
    yield SimpleNamespace(store=store, directory=StoreDirectory(store))
    store.close()


@pytest.fixture(scope="session")
def counties_stores(counties_data: Path) -> Iterator[SimpleNamespace]:
    """What claims about the made corpus are checked with."""
    with _opened(counties_data) as opened:
        yield opened


@pytest.fixture(scope="session")
def seeds_stores(seeds_data: Path) -> Iterator[SimpleNamespace]:
    """What claims about the seed reports are checked with."""
    with _opened(seeds_data) as opened:
        yield opened


@pytest.fixture(scope="session")
def sample_stores(sample_data: Path) -> Iterator[SimpleNamespace]:
    """What claims about the samples are checked with."""
    with _opened(sample_data) as opened:
        yield opened
