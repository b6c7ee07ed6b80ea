"""A set described and then asked about: 申请超过100件的县一共多少诉讼, 公开率最高的三个县各收到多少件申请.

The words up to the noun are a filter or a ranking of their own; what follows is asked of the bodies that it finds.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from qa.conversation import of_those
from qa.directory import Directory
from qa.link import Linked, Mention, link
from qa.measures import read_measures
from qa.plan import Filter, QueryPlan, Rank

DESCRIBES = (
    "superlative",
    "top",
    "place",
    "comparator",
    "comparator_after",
    "between",
    "none",
    "have",
    "zero",
    "rising",
    "exists",
)
OF_NOUN = re.compile(r"的(?:这|那|前)?(?:[一二两三四五六七八九十\d]{1,3})?(?:[个家名]|个)?$")
LEADING = re.compile(r"^(?:[里中内间当之面头边]|[，,、：:\s]|的)+")
LISTED_FIRST = re.compile(
    r"^(?:[里中]?(?:有|是|分别是|都是|都有|各是))?(?:哪|谁|几个|多少个|几家|多少家)[^，,；;？?]*[，,；;]"
)
PROSE = re.compile(
    r"(?:的)?(?:报告)?(?:里|中)?(?:说|写|提到)?(?:存在|有)?(?:什么|哪些|啥|何)(?:主要)?(?:问题|不足|困难|短板)|(?:的)?(?:主要)?(?:问题|不足)(?:是|有)"
)
JOINED = re.compile(r"^(?:和|与|及|以及|跟|或|比)")
ARTICLE = re.compile(r"\bthe $")
WITH = re.compile(
    r" (?:with|having|(?:that|which) (?:had|has|got|received|faced|saw|issued|imposed|recorded|reported|collected)) (?:the )?"
)
IN_YEAR = re.compile(r" (?:in|for|during) (?:19|20)\d\d")
Planner = Callable[[str], QueryPlan]


def nested(linked: Linked, directory: Directory, plan: Planner) -> QueryPlan | None:
    """The plan of such a question; None where it is not of this kind or one of its halves is not understood."""
    if linked.has("except", "except_after") or not linked.of("noun"):
        return None
    for noun in linked.of("noun"):
        parts = _parts(linked, noun) if linked.language == "zh" else _winner(linked, noun)
        if parts is None:
            continue
        described = plan(parts[0])
        found = described.plan
        if described.confidence != "sure" or not isinstance(found, Filter | Rank) or not _is_set(found):
            continue
        made = of_those(link(parts[1], directory), directory, found)
        if made is not None:
            notes = dict.fromkeys((*described.notes, *(n for n in made.notes if n[0] != "edited")))
            return made.model_copy(update={"question": linked.question, "notes": tuple(notes)})
    return None


def _winner(linked: Linked, noun: Mention) -> tuple[str, str] | None:
    """How many requests did the county with the most lawsuits in 2024 receive: which it is, and what is asked of it."""
    if linked.of("body") or linked.has("which", "compare", "than", "rising") or not linked.has("how_many"):
        return None
    order = next((m for m in linked.of("superlative") if m.start >= noun.end), None)
    article = ARTICLE.search(linked.text[: noun.start])
    if order is None or article is None or not WITH.fullmatch(linked.text[noun.end : order.start]):
        return None
    figure = next((m for m in linked.of("measure") if 0 <= m.start - order.end <= 1), None)
    if figure is None:
        return None
    year = IN_YEAR.match(linked.text, figure.end) or IN_YEAR.search(linked.text, figure.end)
    beside = year is not None and year.start() == figure.end
    end = year.end() if year is not None and beside else figure.end
    when = linked.question[year.start() : year.end()] if year is not None else ""
    own = IN_YEAR.search(linked.text, end) is not None  # receive in 2023: the year that is asked of it
    rest = f"{linked.question[: article.start()]}they{linked.question[end:].rstrip(' ?')}{when if beside and not own else ''}?"
    named = linked.question[order.start : figure.end]
    return f"Which {linked.question[noun.start : noun.end]} had {named}{when}?", rest


def _is_set(found: Filter | Rank) -> bool:
    if isinstance(found, Filter):
        return found.output == "entities"
    return found.by == "body" and found.growth is None and found.of is None and not found.also


def _parts(linked: Linked, noun: Mention) -> tuple[str, str] | None:
    """The description with its noun, and what is asked of those it describes."""
    ahead = [m for m in linked.mentions if m.end <= noun.start]
    rest = [m for m in linked.mentions if m.start >= noun.end]
    tail = LEADING.sub("", linked.question[noun.end :])
    raw = linked.text[noun.end :]
    described = any(m.cls in DESCRIBES for m in ahead) and any(m.cls == "measure" for m in ahead)
    behind_of = OF_NOUN.search(linked.text[: noun.start]) or any(
        m.cls in ("top", "place") and m.end == noun.start for m in ahead
    )
    if not described or not behind_of or LISTED_FIRST.match(raw) or JOINED.match(raw.strip()):
        return None
    if any(m.cls in ("which", "body", "how_many_entities") for m in ahead if m.cls != "body") or any(
        m.cls == "body" for m in rest
    ):
        return None
    behind = linked.model_copy(update={"mentions": tuple(rest)})
    if not read_measures(behind) and not PROSE.match(tail):
        return None
    head = linked.question[: noun.end]
    years = [m for m in rest if m.cls in ("year", "relative_year")]
    if years and not any(m.cls in ("year", "relative_year", "recent_years") for m in ahead):
        head = linked.question[years[0].start : years[0].end] + head
    return head, f"它们的{tail}"
