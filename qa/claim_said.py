"""What a piece of text claims, as data: the claim, and the context that the pieces before it set."""

from __future__ import annotations

from typing import Literal

from corpus.models import Model
from corpus.numerals import Numeral
from qa.clauses import Piece
from qa.plan import BodyRef, Scope

ClaimKind = Literal[
    "value",
    "share",
    "growth",
    "superlative",
    "compare",
    "total",
    "none",
    "all",
    "statement",
    "absence",
    "between",
    "members",
    "opinion",
    "nothing",
]
Key = tuple[str, str]
RECEIVED = "requests.received"
ORGANISATIONS = "requests.organisations"
WHOLES = (
    RECEIVED, "requests.handled", "requests.carried_in", "requests.carried_out", "outcome.total", "reconsideration.total",
    "litigation.total", "disputes.total",
)  # fmt: skip
BOTH_KINDS = "outcome.disclosed_or_partly"
DISPUTE = ("reconsideration", "litigation", "disputes")
RESULT_ASPECTS = ("upheld", "corrected", "pending", "other")


class Context(Model):
    """What earlier pieces named."""

    bodies: tuple[BodyRef, ...] = ()
    years: tuple[int, ...] = ()
    measure: Key | None = None
    readings: tuple[Key, ...] = ()  # what else the measure can mean: 结转 is carried in or carried out
    recent: tuple[Key, ...] = ()  # the measures named so far in the sentence
    before: tuple[Key, ...] = ()  # … and in the sentence before it
    sentence: int = -1
    others: tuple[BodyRef, ...] = ()  # whom the sentence compares with
    named: tuple[BodyRef, ...] = ()  # the bodies named so far in the sentence
    lately: tuple[BodyRef, ...] = ()  # the bodies named so far in the text
    regions: tuple[str, ...] = ()  # the region, and how many bodies in it, that the sentence speaks of
    of: int | None = None
    nationwide: bool = False  # whether the sentence speaks of the whole country
    year_in: int | None = None  # the sentence that last named a year in figures
    latest: int | None = None  # the latest year that the text has named: what an article is about
    told: bool = False  # whether the year came of 去年, so that 前年 is the year before it
    since: int | None = None  # the earlier year that the sentence compares with
    excepted: tuple[Key, ...] | None = None  # what the sentence has set aside (除 2 件来自法律服务机构外)
    grown: int = 0  # which way the sentence says that its measure went
    inside: bool = False  # …的 6 件中，: what follows is of those
    ends: BodyRef | None = None  # the body with whose name the piece ended, whose a figure in brackets is
    unread: str = ""  # the piece before, where its figure is no cell's: what a bare share after it is of

    def after_bracket(self, before: Context) -> Context:
        """146 件（2023年为 157 件），其中…: what is said in a bracket is said aside."""
        kept = ("bodies", "years", "measure", "others", "since")
        return self.model_copy(update={name: getattr(before, name) for name in kept})


class Said(Model):
    """What one piece claims. `op` is the comparison that the words make of the figure (None: as its hedge says).

    `keys` are the cells that the words can mean, likeliest first; `base` the figure that a share is said to be of;
    `others` the bodies compared with; `left` the words that nothing explains.
    """

    piece: Piece
    kind: ClaimKind
    keys: tuple[Key, ...] = ()
    numeral: Numeral | None = None
    second: Numeral | None = None
    op: str | None = None
    bodies: tuple[BodyRef, ...] = ()
    others: tuple[BodyRef, ...] = ()
    years: tuple[int, ...] = ()
    scope: Scope = Scope()
    sum_of: tuple[Key, ...] = ()  # the measures that one figure adds up
    summed: bool = False  # and whether the words say that it does
    direction: int = 0  # +1 more, most, rising; -1 less; 0 the same
    apart: bool = False  # the two differ by the figure, whichever is more
    times: bool = False  # the figure is how many times the other one (是上年的两倍)
    place: int = 1
    of: int | None = None  # how many bodies are said to be in the set
    nationwide: bool = False  # whether it is said of the whole country
    base: Key | None = None
    whole: Key | None = None  # what a share is said to be of, in so many words
    rest: tuple[Key, ...] | None = None  # the parts already named, where the claim is of what is left over
    outer: Key | None = None  # what the last named measure is a part of, which 较上年 may be said of instead
    about: str = ""  # what the figure is a share of, where that is no cell
    among: tuple[BodyRef, ...] = ()  # whom the text has named, who may be all that an order is said over
    listing: Literal["", "all", "some"] = (
        ""  # whether the bodies named are all that meet the condition, or some of them
    )
    tentative: bool = False  # whether `keys` are only those of the sentence before: what they do not bear out is open
    left: tuple[str, ...] = ()
    language: Literal["zh", "en"] = "zh"
