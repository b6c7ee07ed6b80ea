"""How a number is asked for: of what was not done, by the day, newly so. A figure of the other manner is no answer.

The words live in `qa/data/manner.yaml`. They are sought in the question without the names of its bodies, and in the
clause that the figure stands in (simplified, lower case, without marks and blanks).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Literal

from corpus.models import Model
from corpus.normalize import simplify
from qa import lexicon

Side = Literal["asked", "both"]


class Manner(Model):
    """`asked`: how a question says it; `told`: what a clause must then say; `never`: what it must not.

    `side` both: a clause that says so answers no question that does not.
    """

    name: str
    asked: str
    told: str = ""
    never: str = ""
    side: Side = "asked"

    def fits(self, question: str, clause: str) -> bool:
        said = re.search(self.asked, question) is not None
        if said and self.told and not re.search(self.told, clause):
            return False
        if said and self.never and re.search(self.never, clause):
            return False
        return said or self.side == "asked" or re.search(self.told, clause) is None


@lru_cache(maxsize=1)
def _manners() -> tuple[Manner, ...]:
    rows: list[dict[str, Any]] = lexicon.read_data("manner.yaml")["manners"]
    return tuple(Manner.model_validate(row) for row in rows)


def fits(question: str, clause: str) -> bool:
    """Whether the figure of `clause` is asked for in the manner in which `question` asks; `question` without bodies."""
    text = " ".join(simplify(question).lower().replace("’", "'").split())
    return all(manner.fits(text, clause) for manner in _manners())
