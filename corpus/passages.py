"""The passage index: dense vectors in Chroma and a sparse index beside them, one answer by rank fusion.

Embedded in `data_dir` by default; the vectors in a Chroma server where `chroma_url` names one. Writes happen under
the caller's lock. A stamp file beside the stores changes with every write, and long-lived readers watch it: an
embedded Chroma never shows what another process added until its client is made anew. The stamp also remembers the
model and the chunking that made the index; another pair is refused (IndexMismatch), never mixed.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

from corpus import lexical
from corpus.errors import IndexMismatch, StoreError, StoreMissing
from corpus.fusion import fuse
from corpus.models import Chunk, Model, Report
from corpus.settings import Settings

if TYPE_CHECKING:
    from corpus.lexical import LexicalIndex

UNKNOWN_CHUNKING = "unstated"
COLLECTION = "passages"
STAMP = "passages.json"
HNSW = {"space": "cosine", "ef_construction": 200, "ef_search": 200}
SPARSE_WEIGHT, DENSE_WEIGHT = 2.0, 1.0  # measured: docs/retrieval.md
DEPTH = 50  # how far down each ranking is fused
EXACT_LIMIT = 4_000  # chunks that are scored exactly rather than through a filtered HNSW query
WIDEN = (4, 32, 256)  # over-fetch of an unfiltered HNSW query whose hits are filtered afterwards
COSINE_DIGITS = 3  # bf16 vectors differ by less from batch to batch: nearer than this is a tie
GET_BATCH = 2_000
MAKE_ROOM = "make room and run it again; what was written is kept"

T = TypeVar("T")
Mode = Literal["fused", "sparse", "dense"]


class Vectors(Protocol):
    """What is asked of an embedding model; LangChain's `Embeddings` with a name for what made the vectors."""

    identity: str

    def embed_documents(self, texts: Sequence[str]) -> list[list[float]]: ...

    def embed_query(self, text: str) -> list[float]: ...


class Hit(Model):
    """A chunk found. `rank` from 1; `score` is comparable only within one search."""

    chunk_id: str
    report_id: str
    score: float
    rank: int


class Stamp(Model):
    """What the index remembers of itself. `version` changes with every write."""

    version: str
    model: str
    chunking: str
    tokens: str


class PassageIndex:
    """Chunks of reports, searchable by words and by meaning. Safe for threads of one process."""

    def __init__(
        self, settings: Settings, create: bool = False, *, chunking: str | None = None, vectors: Vectors | None = None
    ) -> None:
        """`create` makes the stores; else StoreMissing where there are none.

        A writer names its `chunking` and is refused where the index holds another. `vectors` replaces the model of
        the settings. IndexMismatch when the index was made otherwise.
        """
        self.settings = settings
        self._chunking = chunking
        self._vectors = vectors
        self._lock = threading.RLock()
        self._lexical: LexicalIndex | None = None
        self._client: Any = None
        self._collection: Any = None
        self._seen: str | None = None
        self._stamp_path = settings.data_dir / STAMP
        if not create and not self._stamp_path.is_file():
            raise StoreMissing("no passages have been ingested here yet", hint="run `gongkai ingest PATH…` first")
        if create and not self._stamp_path.is_file():
            settings.data_dir.mkdir(parents=True, exist_ok=True)
            self._write_stamp()
        self._check(self.stamp())

    # -- what made it ---------------------------------------------------------------------------------------------

    @property
    def model_identity(self) -> str:
        """The model that this process would use."""
        from corpus import embedding

        if self._vectors is not None:
            return self._vectors.identity
        name = self.settings.embedding_model
        return embedding.identity(name)

    def stamp(self) -> Stamp:
        try:
            return Stamp.model_validate_json(self._stamp_path.read_bytes())
        except (OSError, ValueError) as error:
            raise StoreError("the passage index is damaged", hint=self._remake()) from error

    def _check(self, stamp: Stamp) -> None:
        made = (stamp.model, stamp.chunking, stamp.tokens)
        want = (self.model_identity, self._chunking or stamp.chunking, lexical.TOKENS_VERSION)
        if made != want:
            names = ("embedding model", "chunking", "word splitting")
            differs = [f"{n} {m!r}, not {w!r}" for n, m, w in zip(names, made, want, strict=True) if m != w]
            raise IndexMismatch(
                f"the passage index was made with {'; '.join(differs)}: vectors of two makes cannot be mixed",
                hint=f"{self._remake()}, or set GONGKAI_EMBEDDING_MODEL to the model that made it",
            )

    def _remake(self) -> str:
        folder = self.settings.data_dir
        return f"delete {folder / STAMP}, {folder / 'chroma'} and {folder / 'lexical'} and run `gongkai ingest --force PATH…`"

    def _write_stamp(self) -> None:
        chunking = self._chunking or (self.stamp().chunking if self._stamp_path.is_file() else UNKNOWN_CHUNKING)
        stamp = Stamp(
            version=uuid.uuid4().hex, model=self.model_identity, chunking=chunking, tokens=lexical.TOKENS_VERSION
        )  # fmt: skip
        part = self._stamp_path.with_suffix(f".{os.getpid()}.part")
        part.write_text(stamp.model_dump_json())
        part.replace(self._stamp_path)
        self._seen = stamp.version

    # -- stores, opened when first needed --------------------------------------------------------------------------

    def _fresh(self) -> None:
        """Let go of what another process's write has made stale."""
        version = self.stamp().version
        if self._seen is not None and version != self._seen:
            self._check(self.stamp())
            self._drop_client()
            if self._lexical is not None:
                self._lexical.refresh()
        self._seen = version

    def _words(self) -> LexicalIndex:
        if self._lexical is None:
            self._lexical = lexical.LexicalIndex(self.settings.data_dir / "lexical")
        return self._lexical

    def _model(self) -> Vectors | None:
        if self._vectors is None:
            from corpus import embedding

            self._vectors = embedding.load(self.settings)
        return self._vectors

    @property
    def has_vectors(self) -> bool:
        """Whether this index is searched by meaning at all (`embedding_model` none: by words only)."""
        return self._vectors is not None or self.settings.embedding_model != "none"

    def _dense(self) -> Any:
        if self._collection is None:
            self._client = _open_chroma(self.settings)
            self._collection = self._client.get_or_create_collection(
                COLLECTION, embedding_function=None, configuration={"hnsw": HNSW}
            )
        return self._collection

    @contextmanager
    def _sound(self) -> Iterator[None]:
        """What an embedded Chroma says of its files becomes one plain sentence."""
        if not self.has_vectors:
            yield
            return
        from chromadb.errors import ChromaError

        try:
            yield
        except ChromaError as error:
            self._forget()
            if "is full" in str(error):
                raise StoreError("the disk is full: the passages could not be written", hint=MAKE_ROOM) from error
            raise StoreError("the passage index is damaged", hint=self._remake()) from error

    def _drop_client(self) -> None:
        """Let go of the client. An embedded one is never closed: Chroma would stop the store that another index of
        this process, opened on the same path since, is reading."""
        if self._client is not None:
            self._forget()

    def _forget(self) -> None:
        if self.settings.chroma_url is None:
            from chromadb.api.shared_system_client import SharedSystemClient

            SharedSystemClient.clear_system_cache()
        elif self._client is not None:
            self._client.close()
        self._client = self._collection = None

    def close(self) -> None:
        with self._lock:
            self._drop_client()
            self._lexical = None

    # -- writing, under the caller's lock --------------------------------------------------------------------------

    def replace(self, report: Report, chunks: Sequence[Chunk]) -> None:
        """Make `chunks` all that is indexed of the report. Where that is so already nothing is written."""
        self.replace_many([(report, chunks)])

    def replace_many(
        self, batch: Sequence[tuple[Report, Sequence[Chunk]]], progress: Callable[[int], None] | None = None
    ) -> int:
        """`replace` for many reports with one commit; the number of reports that changed. `progress` gets it done."""
        with self._lock, _answering(self.settings), self._sound():
            self._fresh()
            entries = {report.report_id: _entries(report, chunks) for report, chunks in batch}
            stored = self._words().stored(list(entries))
            vectors = self._stored_vectors(list(entries)) if self.has_vectors else stored
            changed = [
                report_id
                for report_id, rows in entries.items()
                if not (_digests(rows) == stored[report_id] == vectors[report_id])
            ]
            if not changed:
                return 0
            texts = {c.chunk_id: c.embed_text for _, chunks in batch for c in chunks}
            if self.has_vectors:
                self._write_vectors([e for r in changed for e in entries[r]], texts, {r: vectors[r] for r in changed})
            self._words().write(changed, [entry for report_id in changed for entry in entries[report_id]])
            self._write_stamp()
            if progress is not None:
                progress(len(changed))
            return len(changed)

    def remove(self, report_ids: Iterable[str]) -> None:
        """Forget reports; unknown ids are no error."""
        with self._lock, _answering(self.settings), self._sound():
            self._fresh()
            gone = sorted(set(report_ids))
            if not gone:
                return
            if self.has_vectors:
                stale = [chunk for rows in self._stored_vectors(gone).values() for chunk in rows]
                for part in _parts(stale, GET_BATCH):
                    self._dense().delete(ids=part)
            self._words().write(gone, [])
            self._write_stamp()

    def _stored_vectors(self, report_ids: Sequence[str]) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {report_id: {} for report_id in report_ids}
        for part in _parts(list(report_ids), GET_BATCH):
            rows = self._dense().get(where={"report_id": {"$in": part}}, include=["metadatas"])
            for chunk_id, about in zip(rows["ids"], rows["metadatas"], strict=True):
                found[about["report_id"]][chunk_id] = about["digest"]
        return found

    def _write_vectors(
        self, entries: Sequence[lexical.Entry], texts: Mapping[str, str], stored: Mapping[str, Mapping[str, str]]
    ) -> None:
        """Embed what is new or changed, drop what is gone."""
        known = {chunk: digest for rows in stored.values() for chunk, digest in rows.items()}
        gone = sorted(set(known) - {e.chunk_id for e in entries})
        new = [e for e in entries if known.get(e.chunk_id) != e.digest]
        model = self._model()
        collection = self._dense()
        if gone:
            for part in _parts(gone, GET_BATCH):
                collection.delete(ids=part)
        limit = min(self._client.get_max_batch_size(), GET_BATCH)
        for rows in _parts(new, limit):
            assert model is not None  # noqa: S101 - has_vectors was asked
            collection.upsert(
                ids=[e.chunk_id for e in rows],
                embeddings=model.embed_documents([texts[e.chunk_id] for e in rows]),
                metadatas=[{"report_id": e.report_id, "digest": e.digest} for e in rows],
            )

    # -- reading ---------------------------------------------------------------------------------------------------

    def search(
        self, query: str, *, report_ids: Sequence[str] | None = None, k: int = 10, mode: Mode = "fused"
    ) -> list[Hit]:
        """The k best chunks for `query`, in the reports given or in all. Sparse loads no model and no Chroma."""
        if k <= 0 or not query.strip() or (report_ids is not None and not report_ids):
            return []
        with self._lock, _answering(self.settings):
            self._fresh()
            mode = mode if self.has_vectors else "sparse"
            depth = max(k, DEPTH)
            sparse = [] if mode == "dense" else self._words().search(query, depth, report_ids)
            dense = [] if mode == "sparse" else self._nearest(query, depth, report_ids)
        if mode == "fused":
            owner = {chunk: report for chunk, report, _ in (*sparse, *dense)}
            ranked = fuse([[c for c, _, _ in sparse], [c for c, _, _ in dense]], [SPARSE_WEIGHT, DENSE_WEIGHT])
            rows = [(chunk, owner[chunk], score) for chunk, score in ranked]
        else:
            rows = sparse or dense
        return [
            Hit(chunk_id=chunk, report_id=report, score=score, rank=rank)
            for rank, (chunk, report, score) in enumerate(rows[:k], start=1)
        ]

    def holding(self, names: Sequence[str], *, report_ids: Sequence[str] | None = None) -> list[Hit]:
        """Every chunk that may hold one of the names (all its characters and pairs occur); the text decides."""
        with self._lock:
            self._fresh()
            rows = self._words().holding(names, report_ids)
        return [Hit(chunk_id=c, report_id=r, score=1.0, rank=rank) for rank, (c, r) in enumerate(rows, start=1)]

    def report_ids(self) -> list[str]:
        """Reports that have chunks here, sorted."""
        with self._lock:
            self._fresh()
            return self._words().report_ids()

    def _nearest(self, query: str, depth: int, report_ids: Sequence[str] | None) -> list[tuple[str, str, float]]:
        model = self._model()
        if model is None:
            return []
        with self._sound():
            return self._near(model.embed_query(query), depth, report_ids)

    def _near(
        self, vector: Sequence[float], depth: int, report_ids: Sequence[str] | None
    ) -> list[tuple[str, str, float]]:
        if report_ids is None:
            return self._by_graph(vector, depth)
        inside = self._words().stored(report_ids)
        owner = {chunk: report for report, rows in inside.items() for chunk in rows}
        if len(owner) <= EXACT_LIMIT:
            return self._exactly(vector, owner)[:depth]
        for factor in WIDEN:
            found = [row for row in self._by_graph(vector, depth * factor) if row[0] in owner]
            if len(found) >= depth:
                return found[:depth]
        return self._exactly(vector, owner)[:depth]

    def _exactly(self, vector: Sequence[float], owner: Mapping[str, str]) -> list[tuple[str, str, float]]:
        import numpy as np

        asked = np.asarray(vector, dtype="float32")
        rows: list[tuple[str, str, float]] = []
        for part in _parts(sorted(owner), GET_BATCH):
            got = self._dense().get(ids=part, include=["embeddings"])
            cosines = (
                np.asarray(got["embeddings"], dtype="float32").reshape(len(got["ids"]), -1) @ asked
                if got["ids"]
                else []
            )
            rows += [(c, owner[c], round(float(s), COSINE_DIGITS)) for c, s in zip(got["ids"], cosines, strict=True)]
        return sorted(rows, key=lambda row: (-row[2], row[0]))

    def _by_graph(self, vector: Sequence[float], depth: int) -> list[tuple[str, str, float]]:
        collection = self._dense()
        size = collection.count()
        if not size:
            return []
        got = collection.query(
            query_embeddings=[list(vector)], n_results=min(depth, size), include=["distances", "metadatas"]
        )
        rows = [
            (chunk, about["report_id"], round(1.0 - float(distance), COSINE_DIGITS))
            for chunk, about, distance in zip(got["ids"][0], got["metadatas"][0], got["distances"][0], strict=True)
        ]
        return sorted(rows, key=lambda row: (-row[2], row[0]))


@contextmanager
def _answering(settings: Settings) -> Iterator[None]:
    """A Chroma server that went away becomes one plain sentence."""
    if settings.chroma_url is None:
        yield
        return
    import httpx

    try:
        yield
    except httpx.HTTPError as error:
        raise StoreError("the Chroma server does not answer", hint="start it or unset GONGKAI_CHROMA_URL") from error


def _open_chroma(settings: Settings) -> Any:
    """The Chroma client of the settings, its telemetry off. StoreError when a server does not answer."""
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    quiet = ChromaSettings(anonymized_telemetry=False)
    if settings.chroma_url is None:
        return chromadb.PersistentClient(path=str((settings.data_dir / "chroma").resolve()), settings=quiet)
    from urllib.parse import urlsplit

    url = urlsplit(settings.chroma_url)
    if url.scheme not in ("http", "https") or not url.hostname:
        raise StoreError(f"{settings.chroma_url!r} is not the address of a Chroma server", hint="give http://host:port")
    secure = url.scheme == "https"
    try:
        return chromadb.HttpClient(
            host=url.hostname, port=url.port or (443 if secure else 80), ssl=secure, settings=quiet
        )
    except ValueError as error:  # what chromadb raises when it cannot connect
        raise StoreError("the Chroma server cannot be reached", hint="start it or unset GONGKAI_CHROMA_URL") from error


def head(report: Report, chunk: Chunk) -> str:
    """Whose passage it is, for a search that no body or year narrows."""
    body = report.body
    parts = (body.name, body.division, body.province, f"{report.year}年" if report.year else None, chunk.heading)
    return " ".join(part for part in parts if part)


def _entries(report: Report, chunks: Iterable[Chunk]) -> list[lexical.Entry]:
    return [
        lexical.Entry(c.chunk_id, report.report_id, head(report, c), c.text, _digest(head(report, c), c))
        for c in chunks
    ]


def _digest(header: str, chunk: Chunk) -> str:
    content = json.dumps([header, chunk.text, chunk.embed_text], ensure_ascii=False)
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _digests(entries: Iterable[lexical.Entry]) -> dict[str, str]:
    return {entry.chunk_id: entry.digest for entry in entries}


def _parts(items: Sequence[T], size: int) -> Iterator[list[T]]:
    for start in range(0, len(items), size):
        yield list(items[start : start + size])
