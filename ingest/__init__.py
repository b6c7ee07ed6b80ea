"""A file becomes a report: sniff, read, split, identify, extract, reconcile, chunk, store."""
