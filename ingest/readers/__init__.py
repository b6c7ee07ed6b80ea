"""One reader a format; each returns a `corpus.document.Document` (stored text and its blocks)."""
