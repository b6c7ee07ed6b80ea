"""The sparse index: BM25 by tantivy over Chinese characters and character pairs, and Latin words.

A chunk has two fields: `body`, its text without any header, and `head`, whose report it is (body, year, section):
a search inside known reports reads the body only, a search of everything reads both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from corpus.errors import StoreError, StoreLocked
from corpus.normalize import simplify

TOKENS_VERSION = "1"  # of `tokens`: part of what an index remembers
HEAP_BYTES = 32_000_000
MAX_QUERY_TOKENS = 256
HEAD_BOOST = 2.0  # a body or year named in an unfiltered question weighs more than a shared phrase
TIE_MARGIN = 64
SCORE_DIGITS = 4
_RUNS = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[a-z][a-z'’]*|\d+(?:[.,]\d+)*")


class Entry(NamedTuple):
    """A chunk as the sparse index keeps it. `digest` tells whether it changed."""

    chunk_id: str
    report_id: str
    head: str
    body: str
    digest: str


def tokens(text: str) -> list[str]:
    """Characters and adjacent pairs of Chinese, lower-case words of Latin, numbers; scripts and widths folded.

    White space inside Chinese is dropped first: a wrapped line must not cut a word.
    """
    folded = re.sub(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])", "", simplify(text).lower())
    found: list[str] = []
    for run in _RUNS.findall(folded):
        if run[0] >= "\u3400":
            found.extend(run)
            found.extend(run[i : i + 2] for i in range(len(run) - 1))
        else:
            found.append(run.replace(",", ""))
    return found


class LexicalIndex:
    """A tantivy index in a folder. One writer at a time; readers see a commit after `refresh`."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        builder = tantivy.SchemaBuilder()
        for name in ("chunk_id", "report_id", "digest"):
            builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
        for name in ("head", "body"):
            builder.add_text_field(name, stored=False, tokenizer_name="whitespace", index_option="freq")
        self.schema = builder.build()
        folder.mkdir(parents=True, exist_ok=True)
        try:
            self.index = tantivy.Index(self.schema, path=str(folder), reuse=True)
        except ValueError as error:
            raise StoreError("the sparse index cannot be read", hint="move it away and ingest again") from error

    def write(self, remove: Iterable[str], add: Iterable[Entry]) -> None:
        """Drop all chunks of the reports in `remove`, then add; one commit."""

        try:
            writer = self.index.writer(HEAP_BYTES, 1)
        except ValueError as error:
            raise StoreLocked("another process is writing to the sparse index", hint="wait for it to end") from error
        try:
            for report_id in remove:
                writer.delete_documents_by_term("report_id", report_id)
            for entry in add:
                writer.add_document(_document(entry))
            writer.commit()
            writer.wait_merging_threads()
        except (ValueError, OSError) as error:
            hint = "is the disk full? make room and run it again"
            raise StoreError("the sparse index could not be written", hint=hint) from error
        self.refresh()

    def refresh(self) -> None:
        self.index.reload()

    def search(self, query: str, k: int, report_ids: Sequence[str] | None = None) -> list[tuple[str, str, float]]:
        """(chunk id, report id, BM25 score), best first, ties by chunk id."""
        import tantivy

        words = list(dict.fromkeys(tokens(query)))[:MAX_QUERY_TOKENS]
        if not words or k <= 0 or (report_ids is not None and not report_ids):
            return []
        body = [tantivy.Query.term_query(self.schema, "body", w) for w in words]
        if report_ids is None:
            heads = [tantivy.Query.term_query(self.schema, "head", w, index_option="basic") for w in words]
            # once a word, in the head or in the body: a title that repeats the body's name is no better passage
            body = [
                tantivy.Query.disjunction_max_query([b, tantivy.Query.boost_query(h, HEAD_BOOST)])
                for b, h in zip(body, heads, strict=True)
            ]
        should = [(tantivy.Occur.Should, query) for query in body]
        return self._run(self._within(tantivy.Query.boolean_query(should), report_ids), k)

    def holding(self, names: Sequence[str], report_ids: Sequence[str] | None = None) -> list[tuple[str, str]]:
        """(chunk id, report id) of every chunk that holds all tokens of at least one name; the text decides the rest."""
        import tantivy

        any_name = []
        for name in names:
            every = [tantivy.Query.term_query(self.schema, "body", w) for w in dict.fromkeys(tokens(name))]
            if every:
                any_name.append(
                    (tantivy.Occur.Should, tantivy.Query.boolean_query([(tantivy.Occur.Must, q) for q in every]))
                )
        if not any_name:
            return []
        return sorted(
            (document["chunk_id"][0], document["report_id"][0])
            for document in self._all(self._within(tantivy.Query.boolean_query(any_name), report_ids))
        )

    def stored(self, report_ids: Sequence[str]) -> dict[str, dict[str, str]]:
        """report id → chunk id → digest, as indexed."""
        import tantivy

        found: dict[str, dict[str, str]] = {report_id: {} for report_id in report_ids}
        if not found:
            return found
        for document in self._all(tantivy.Query.term_set_query(self.schema, "report_id", list(found))):
            found[document["report_id"][0]][document["chunk_id"][0]] = document["digest"][0]
        return found

    def report_ids(self) -> list[str]:
        import tantivy

        return sorted({document["report_id"][0] for document in self._all(tantivy.Query.all_query())})

    def count(self) -> int:
        return int(self.index.searcher().num_docs)

    def _all(self, query: Any) -> Iterator[Any]:
        """Every document that matches."""
        searcher = self.index.searcher()
        number = searcher.search(query, 1, count=True).count
        if number:
            for _, address in searcher.search(query, number, count=False).hits:
                yield searcher.doc(address)

    def _within(self, query: Any, report_ids: Sequence[str] | None) -> Any:
        import tantivy

        if report_ids is None:
            return query
        inside = tantivy.Query.term_set_query(self.schema, "report_id", list(report_ids))
        return tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, query), (tantivy.Occur.Must, tantivy.Query.const_score_query(inside, 0.0))]
        )

    def _run(self, query: Any, k: int) -> list[tuple[str, str, float]]:
        searcher = self.index.searcher()
        size = self.count()
        if not size:
            return []
        # equal scores come in the order of writing: fetch past the cut, so that ties are cut by id
        hits = searcher.search(query, min(2 * k + TIE_MARGIN, size), count=False).hits
        found = [(searcher.doc(address), score) for score, address in hits]
        rows = [(doc["chunk_id"][0], doc["report_id"][0], round(float(score), SCORE_DIGITS)) for doc, score in found]
        return sorted(rows, key=lambda row: (-row[2], row[0]))[:k]


def _document(entry: Entry) -> Any:
    import tantivy

    document = tantivy.Document()
    for name in ("chunk_id", "report_id", "digest"):
        document.add_text(name, getattr(entry, name))
    document.add_text("head", " ".join(tokens(entry.head)))
    document.add_text("body", " ".join(tokens(entry.body)))
    return document
