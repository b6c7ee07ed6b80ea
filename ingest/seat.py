"""Where a body has its seat: which of several namesakes it is, and which division a body without one belongs to.

Contact clause, address and site tell; what they do not tell stays unknown and is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus import bodies, divisions
from corpus.document import Document
from corpus.models import Body, BodyKind, Division, Level
from ingest.clues import running_clues
from ingest.titles import Stream, grammar

CLUE_WORDS = re.compile(r"地\s*址|邮\s*编|电\s*话|联\s*系|标识码|公网安备|主\s*办|ICP|[省市州盟]委|[省市州盟]政府")
FIELDS = ("division", "division_code", "province", "prefecture")


def place_context(document: Document, name: str | None) -> str:
    """The sentences that may tell namesakes apart: contact, address, site, and the division with what holds it.

    Not the whole text: a report that praises a visit to 北京市 is not Beijing's.
    """
    parsed = bodies.parse(name) if name else None
    place = parsed.candidates[0].name if parsed and parsed.candidates else None
    held = re.compile(f"[省市州盟区]{place}") if place else None
    parts = re.split(r"[\n。；;]", document.text)
    kept = [part for part in parts if CLUE_WORDS.search(part) or (held and held.search(part))]
    return "\n".join([document.title or "", *kept])


def seat(body: Body, words: Stream, year: int | None, context: str) -> tuple[Body, tuple[str, ...]]:
    """A body printed without its division (自然资源局) belongs to the one division that the page's own clauses name, a
    township to the county in its address."""
    if body.name is None or body.division is not None:
        return body, ()
    hosts = {clue.value: bodies.describe(clue.value, year=year, context=context) for clue in running_clues(words)}
    placed = [host for host in hosts.values() if host.division is not None]
    if not placed and body.kind is BodyKind.TOWNSHIP and (county := _county_of_address(words, year)):
        seated = body.model_copy(update=_division_fields(county))
    elif len({(host.division, host.division_code) for host in placed}) == 1:
        host = placed[0]
        update = {field: getattr(host, field) for field in FIELDS}
        seated = body.model_copy(update={**update, "level": body.level or host.level})
    else:
        return body, ()
    return seated, (
        f"the title of {body.name} names no division; {seated.division} was read from the page's other clauses",
    )


def _division_fields(division: Division) -> dict[str, str | None]:
    return {
        "division": division.name, "division_code": division.code,
        "province": division.province, "prefecture": division.prefecture,
    }  # fmt: skip


def _county_of_address(words: Stream, year: int | None) -> Division | None:
    """The one county that the addresses in a text begin with."""
    found = set()
    for match in grammar()["address"].finditer(words.text):
        for mention in divisions.mentions(match["place"], year=year):
            if mention.form == "full" and len(mention.divisions) == 1 and mention.divisions[0].level is Level.COUNTY:
                found.add(mention.divisions[0].code)
    return divisions.by_code(found.pop()) if len(found) == 1 else None


def place_warnings(body: Body) -> Iterable[str]:
    if body.name is None:
        return
    if body.division is None:
        yield f"the document does not say which division {body.name} belongs to"
    elif body.division_code is None:
        yield f"there is more than one {body.division}, and the document does not say which this is"
