"""The passage index as a LangChain retriever, for chains that want one."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from corpus.facts import FactStore
from corpus.passages import Mode, PassageIndex


class PassageRetriever(BaseRetriever):
    """Documents for a query: `page_content` is the chunk as printed, `metadata` says whose and where it is.

    `report_ids` narrows the search to reports (None: all); `k` documents, best first.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: PassageIndex
    facts: FactStore
    report_ids: tuple[str, ...] | None = None
    k: int = 5
    mode: Mode = "fused"

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,
        **_: Any,
    ) -> list[Document]:
        del run_manager  # LangChain's callbacks: nothing to report
        hits = self.index.search(query, report_ids=self.report_ids, k=self.k, mode=self.mode)
        chunks = {c.chunk_id: c for c in self.facts.chunks(chunk_ids=[hit.chunk_id for hit in hits])}
        reports = {r.report_id: r for r in self.facts.reports(report_ids=sorted({hit.report_id for hit in hits}))}
        found = []
        for hit in hits:
            chunk, report = chunks.get(hit.chunk_id), reports.get(hit.report_id)
            if chunk is None or report is None:  # indexed, and its facts not stored yet: a writer is at work
                continue
            about = {
                "chunk_id": hit.chunk_id, "report_id": hit.report_id, "score": hit.score, "rank": hit.rank,
                "body": report.body.name, "year": report.year, "source": report.source, "section": chunk.section.value,
                "heading": chunk.heading, "start": chunk.start, "end": chunk.end, "page": chunk.page,
            }  # fmt: skip
            found.append(Document(page_content=chunk.text, metadata=about))
        return found
