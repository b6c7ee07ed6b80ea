"""Data files of the corpus room that are too large for one line each: gazetteers, aliases."""
