"""A piece as the readers of relations see it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.numerals import Numeral
from qa.claim_said import Context, Said
from qa.claim_words import words
from qa.directory import Directory
from qa.link import Linked
from qa.measures import Asked
from qa.plan import BodyRef

# Verbs with up and down that say neither: add up, turned down.
ADD_UP = re.compile(
    r"\b(?:add(?:s|ed|ing)?|ma[dk]e(?:s)?|making|took|taken?|picked|ended|drawn?|drew|set|brought) up\b|"
    r"[跌突降]破|\b(?:turn(?:s|ed|ing)?|struck|br[eo]ak(?:s|en)?|broke|handed|laid|set|noted) down\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Parts:
    """A piece as the readers of relations see it. `masked`: its text without names and without the hedges of figures."""

    base: Said
    linked: Linked
    figures: tuple[Numeral, ...]
    bodies: tuple[BodyRef, ...]
    directory: Directory
    context: Context
    asked: tuple[Asked, ...]
    masked: str

    def says(self, name: str) -> bool:
        """Whether one of the words of a list of `claims.yaml` stands in the piece; 一样多 says no more, add up no rise."""
        text = self.masked
        if name in ("more", "less"):
            text = words().lists["same"].sub(" ", text)
        if name in ("rise", "fall", "yoy"):
            text = ADD_UP.sub(" ", text)
        return words().has(name, text)

    def any(self, *names: str) -> bool:
        return any(self.says(name) for name in names)
