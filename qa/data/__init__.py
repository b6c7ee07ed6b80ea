"""The words and grammar of questions, as data."""
