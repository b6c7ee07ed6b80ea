"""On which page a stretch of the stored text is printed, from the blocks that were read page by page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from corpus.document import Document
from corpus.models import Chunk, Statement


class Pages:
    """The pages of a document by offset; nothing is known of a document that has none."""

    def __init__(self, document: Document) -> None:
        placed = sorted((b.start, b.end, b.page) for b in document.blocks if b.page is not None)
        self._placed: Sequence[tuple[int, int, int]] = placed
        self._starts = [start for start, _, _ in placed]
        # a paragraph carries the page that it begins on: the last of a page may run over to the next
        self._over = {one[0] for one, after in pairwise(placed) if after[2] != one[2]}

    def of(self, start: int, end: int) -> int | None:
        """The page that holds all of `start:end`; None where it runs over two, or no block tells."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        inside = [row for row in self._placed[first:] if row[0] < end and row[1] > start] if self._placed else []
        if any(begins in self._over for begins, _, _ in inside):
            return None
        found = {page for _, _, page in inside}
        return found.pop() if len(found) == 1 else None

    def chunk(self, chunk: Chunk) -> Chunk:
        return chunk.model_copy(update={"page": self.of(chunk.start, chunk.end)})

    def statement(self, statement: Statement) -> Statement:
        where = statement.locator
        placed = where.model_copy(update={"page": self.of(where.start, where.end)})
        return statement.model_copy(update={"locator": placed})
