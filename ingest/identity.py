"""Which body reports, and for which year: evidence from all over the document, weighed; unknown stays unknown.

A printed title says most, the statistics period and 《…》 come next, the contact clause, by-line and prose help, and the
file name decides nothing. What contradicts is kept as a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpus import bodies
from corpus.divisions import inside
from corpus.document import Document
from corpus.models import Body, BodyKind, Model
from ingest.clues import Clue, lines_below, lines_of, named_part, running_clues
from ingest.slips import proofread
from ingest.titles import YEAR, Stream, Title, find_titles, grammar, read_year, stream, stream_of

PUBLISHED_BY = 6  # month until which a date belongs to a report of the year before
CLUE_WORDS = re.compile(r"地\s*址|邮\s*编|电\s*话|联\s*系|标识码|公网安备|主\s*办|ICP|[省市州盟]委|[省市州盟]政府")
SIGNED = re.compile(r"(?P<year>20\d\d)年(?P<month>\d{1,2})月\d{1,2}日(?=[^\d]{0,12}$)")
FIRST_WORDS = re.compile(r"总体情况[^。]{0,40}?(?<!\d)(?P<year>20[0-3]\d)年")

ALONE = re.compile(rf"[（(]?({YEAR})[)）]?")
GOVERNING = (BodyKind.GOVERNMENT, BodyKind.OFFICE, None)


class Identified(Model):
    """`evidence` are (what, start, end) of the clues for the body and year that were found."""

    body: Body
    year: int | None
    title: str | None
    warnings: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    evidence: tuple[tuple[str, tuple[int, int]], ...] = ()


def identify(document: Document, source_name: str = "", *, recognised: bool = False) -> Identified:
    """Body, year and printed title of a document; what is not said stays None and is said to be unknown.

    `recognised`: the text was read by OCR, and a name in it may be a slip.
    """
    words = stream(document)
    titles = find_titles(words)
    outside = _outside(document.title, source_name)
    year, year_clues, year_warnings = _year(words, titles, outside)
    name, clues, warnings = _body(words, titles, outside)
    if recognised and name is not None:
        name, slips = proofread(name, document.text)
        warnings = [*warnings, *slips]
    context = _context(document, name)
    body = bodies.describe(name, year=year, context=context) if name else Body(name=None)
    body, seated = _seated(body, words, year, context)
    shown = _shown(words, titles, name, year)
    return Identified(
        body=body, year=year, title=shown, names=bodies.aliases(body),
        warnings=(*warnings, *seated, *_place_warnings(body), *year_warnings),
        evidence=tuple((clue.what, (clue.start, clue.end)) for clue in (*clues, *year_clues)),
    )  # fmt: skip


def _context(document: Document, name: str | None) -> str:
    """The sentences that may tell namesakes apart: contact, address, site, and the division with what holds it.

    Not the whole text: a report that praises a visit to 北京市 is not Beijing's.
    """
    parsed = bodies.parse(name) if name else None
    place = parsed.candidates[0].name if parsed and parsed.candidates else None
    held = re.compile(f"[省市州盟区]{place}") if place else None
    parts = re.split(r"[\n。；;]", document.text)
    kept = [part for part in parts if CLUE_WORDS.search(part) or (held and held.search(part))]
    return "\n".join([document.title or "", *kept])


def _outside(source_title: str | None, source_name: str) -> tuple[tuple[str, Title], ...]:
    """Titles that stand outside the text: the page's own title and the file's name."""
    found = []
    for what, text in (("source_title", source_title), ("file_name", source_name)):
        if text:
            found += [(what, title) for title in find_titles(stream_of(text), whole=False)[:1]]
    return tuple(found)


def _shown(words: Stream, titles: Sequence[Title], name: str | None, year: int | None) -> str | None:
    """The printed title, the one that agrees with what was found where there are several."""
    del words
    order = ("title", "quoted", "prose_title")
    ranked = [t for place in order for t in titles if t.place == place]
    agreeing = [t for t in ranked if t.year == year and (t.name is None or name is None or _same(t.name, name))]
    best = (agreeing or ranked)[:1]
    return best[0].text if best else None


# -- the year ---------------------------------------------------------------------------------------------------


def _year(
    words: Stream, titles: Sequence[Title], outside: Sequence[tuple[str, Title]]
) -> tuple[int | None, list[Clue], list[str]]:
    clues = list(_year_clues(words, titles, outside))
    scores: dict[str, float] = {}
    for what, value in dict.fromkeys((c.what, c.value) for c in clues):
        scores[value] = scores.get(value, 0) + grammar()["year_weights"][what]
    if not scores or max(scores.values()) < grammar()["year_threshold"]:
        return None, [], ["the document does not say which year it reports"]
    best = max(scores.values())
    winners = [value for value, score in scores.items() if score == best]
    if len(winners) > 1:
        return None, [], [f"the document does not agree with itself about its year: {' or '.join(sorted(winners))}"]
    chosen = winners[0]
    return int(chosen), [c for c in clues if c.value == chosen], list(_year_conflicts(clues, chosen, words))


def _year_clues(words: Stream, titles: Sequence[Title], outside: Sequence[tuple[str, Title]]) -> Iterable[Clue]:
    for title in titles:
        if title.year is not None:
            yield _clue(words, title.place, str(title.year), title.start, title.end)
    for what, title in outside:
        if title.year is not None:
            yield Clue(what, 0, str(title.year), 0, 0)
    undated = [t for t in titles if t.year is None]
    below = [
        (read_year(m[1]), m.span(1)) for a, b in lines_below(words, undated) if (m := ALONE.fullmatch(words.text, a, b))
    ]
    if len({year for year, _ in below}) == 1 and not any(t.year for t in titles if t.place == "title"):
        yield _clue(words, "under_title", str(below[0][0]), *below[0][1])
    for match in grammar()["period"].finditer(words.text):
        year, to = read_year(match["year"]), read_year(match["to"]) if match["to"] else None
        if year is not None and to in (None, year):
            yield _clue(words, "period", str(year), *match.span())
    if first := FIRST_WORDS.search(words.text):
        yield _clue(words, "subject", first["year"], *first.span("year"))
    for what, dated in (("dated", grammar()["dated"].search(words.text)), ("signed", SIGNED.search(words.text))):
        if dated and int(dated["month"]) <= PUBLISHED_BY:
            yield _clue(words, what, str(int(dated["year"]) - 1), *dated.span())


def _year_conflicts(clues: Sequence[Clue], chosen: str, words: Stream) -> Iterable[str]:
    said = {"title": "the title", "quoted": "the preamble", "period": "the statistics period", "source_title": "the page title",
            "prose_title": "the preamble", "subject": "the first sentence of the report"}  # fmt: skip
    for what, value in dict.fromkeys((c.what, c.value) for c in clues):
        if what in said and value != chosen:
            yield f"read as the report for {chosen}, but {said[what]} says {value}"
    dated = grammar()["dated"].search(words.text)
    if dated and int(dated["year"]) - int(chosen) not in (0, 1):
        yield f"read as the report for {chosen}, but the page is dated {dated['year']}-{int(dated['month']):02d}"


def _clue(words: Stream, what: str, value: str, start: int, end: int) -> Clue:
    return Clue(what, 0, value, *words.span(start, end))


# -- the body ---------------------------------------------------------------------------------------------------


def _body(
    words: Stream, titles: Sequence[Title], outside: Sequence[tuple[str, Title]]
) -> tuple[str | None, list[Clue], list[str]]:
    clues = list(_body_clues(words, titles, outside))
    groups = _grouped(clues)
    scored = {key: sum({c.what: c.weight for c in group}.values()) for key, group in groups.items()}
    if not scored or max(scored.values()) < grammar()["name_threshold"]:
        return None, [], [_unnamed(outside)]
    best = max(scored.values())
    winners = [key for key, score in scored.items() if score == best]
    group = groups[winners[0]]
    if len(winners) > 1:
        names = " or ".join(sorted(groups[key][0].value for key in winners))
        return None, [], [f"the document does not agree with itself about who reports: {names}"]
    name, warnings = _settle(words, group)
    others = [c for key, found in groups.items() if key != winners[0] for c in found]
    if other := _other_of_the_same(words, name, titles, others):
        return None, [], [f"the document does not agree with itself about who reports: {name} or {other}"]
    return name, group, [*warnings, *_body_conflicts(name, group, others)]


def _other_of_the_same(words: Stream, name: str, titles: Sequence[Title], others: Sequence[Clue]) -> str | None:
    """The department that the clauses name where the government's name above the title may be the site's banner.

    A report whose prose speaks for the whole county (我县) is the government's whoever answers the telephone.
    """
    if bodies.parse(name).kind is not BodyKind.GOVERNMENT:
        return None
    spans = [(t.start, t.end) for t in titles if t.name is not None and _same(t.name, name)]
    alone = all(
        any(start <= a and b < end and words.text[a:b] == name for a, b in lines_of(words)) for start, end in spans
    )
    if not alone or _speaks_for_all(words):
        return None
    division = _key(name)[0]
    parts = (BodyKind.DEPARTMENT, BodyKind.TOWNSHIP, BodyKind.ZONE)
    found = [c.value for c in others if c.what in ("contact", "subject", "byline") and _key(c.value)[0] == division]
    return next((value for value in found if bodies.parse(value).kind in parts), None)


def _unnamed(outside: Sequence[tuple[str, Title]]) -> str:
    hint = next((title.name for what, title in outside if what == "file_name" and title.name), None)
    text = "the document does not name the body that reports"
    return f"{text} (its file name says {hint})" if hint else text


def _body_clues(words: Stream, titles: Sequence[Title], outside: Sequence[tuple[str, Title]]) -> Iterable[Clue]:
    weights = grammar()["weights"]
    for title in titles:
        if title.name:
            yield Clue(title.place, weights[title.place], title.name, *words.span(title.start, title.end))
    for what, title in outside:
        if title.name:
            yield Clue(what, weights[what], title.name, 0, 0)
    running = list(running_clues(words))
    yield from running
    said = {_key(clue.value)[0] for clue in running if bodies.parse(clue.value).kind not in GOVERNING}
    for start, end in lines_below(words, [t for t in titles if t.name is None]):
        name = named_part(words.text[start:end])
        own_site = name is not None and bodies.parse(name).kind is BodyKind.GOVERNMENT and _key(name)[0] in said
        if name is not None and not own_site:
            yield Clue("under_title", weights["under_title"], name, *words.span(start, end))


def _key(name: str) -> tuple[str | None, str]:
    """What makes two printed names the same body: the division, and the organ whatever its short form."""
    parsed = bodies.parse(name)
    division = parsed.candidates[0].name if parsed.candidates else None
    if parsed.kind is BodyKind.GOVERNMENT:
        return division, ""
    if parsed.kind is BodyKind.OFFICE and bodies.is_own(parsed):
        return division, "office"
    organ = re.sub(r"^(?:人民政府|政府)", "", parsed.organ)
    return division, organ


def _same(one: str, other: str) -> bool:
    return _key(one) == _key(other)


def _grouped(clues: Sequence[Clue]) -> dict[tuple[str | None, str], list[Clue]]:
    groups: dict[tuple[str | None, str], list[Clue]] = {}
    for clue in clues:
        groups.setdefault(_key(clue.value), []).append(clue)
    for division, organ in [key for key in groups if key[0] is None]:
        fuller = [key for key in groups if key[0] is not None and key[1] == organ]
        if len(fuller) == 1:
            groups[fuller[0]] += groups.pop((division, organ))
    return groups


def _settle(words: Stream, group: Sequence[Clue]) -> tuple[str, list[str]]:
    """The fullest form that the document prints for the body, and what must be said about how it was found."""
    titled = [c for c in group if c.what in ("title", "quoted", "prose_title", "source_title", "under_title")]
    ranked = sorted(group, key=lambda c: (bodies.parse(c.value).candidates == (), -c.weight, c.start))
    name, warnings = ranked[0].value, []
    if not titled:
        warnings.append(f"no title names the body; {name} was read from the {ranked[0].what} clause")
        name = _whole_or_office(words, name)
    return _fullest(words, name), warnings


def _whole_or_office(words: Stream, name: str) -> str:
    """An untitled report whose contact is the office is the whole division's where the prose says 我县, never 我办."""
    parsed = bodies.parse(name)
    if parsed.kind is not BodyKind.OFFICE or not bodies.is_own(parsed) or not parsed.candidates:
        return name
    return parsed.name[: len(parsed.name) - len(parsed.organ)] if _speaks_for_all(words) else name


def _speaks_for_all(words: Stream) -> bool:
    """Whether the prose says 我县 and never 我局."""
    rules = bodies.rules()
    text = re.sub("|".join(rules["own_words_not"]), "", words.text)
    return any(word in text for word in rules["whole_words"]) and not any(word in text for word in rules["own_words"])


def _fullest(words: Stream, name: str) -> str:
    parsed = bodies.parse(name)
    place = parsed.name[: len(parsed.name) - len(parsed.organ)]
    if not parsed.candidates or not bodies.is_own(parsed):
        return name
    if parsed.kind is BodyKind.GOVERNMENT and parsed.organ != "人民政府":
        return f"{place}人民政府" if re.search(f"{place}人民政府(?!办)", words.text) else name
    if parsed.kind is BodyKind.OFFICE and not parsed.organ.startswith("人民政府"):
        return next((place + form for form in grammar()["office_forms"] if place + form in words.text), name)
    return name


def _body_conflicts(name: str, group: Sequence[Clue], others: Sequence[Clue]) -> Iterable[str]:
    """Titles that name another body, and prose whose subject is another division."""
    division = _key(name)[0]
    strong = {"title", "quoted", "prose_title", "source_title"}
    said = {"subject": "its prose", "contact": "its contact clause"}
    for clue in dict.fromkeys(c._replace(start=0, end=0, weight=0) for c in others):
        other = _key(clue.value)[0]
        if clue.what in strong:
            where = "the page title" if clue.what == "source_title" else "another title in it"
            yield f"read as the report of {name}, but {where} names {clue.value}"
        elif clue.what in said and division is not None and other is not None and not _related(name, clue.value):
            yield f"read as the report of {name}, but {said[clue.what]} names {clue.value}"
    del group


def _related(one: str, other: str) -> bool:
    """Whether the divisions of two names are the same or one lies in the other."""
    firsts, seconds = bodies.parse(one).candidates, bodies.parse(other).candidates
    return any(inside(a.code, b.code) or inside(b.code, a.code) for a in firsts for b in seconds)


def _seated(body: Body, words: Stream, year: int | None, context: str) -> tuple[Body, tuple[str, ...]]:
    """A body printed without its division (自然资源局) belongs to the one division that the page's own clauses name."""
    if body.name is None or body.division is not None:
        return body, ()
    hosts = {clue.value: bodies.describe(clue.value, year=year, context=context) for clue in running_clues(words)}
    places = {(host.division, host.division_code) for host in hosts.values() if host.division is not None}
    if len(places) != 1:
        return body, ()
    host = next(host for host in hosts.values() if host.division is not None)
    fields = ("division", "division_code", "province", "prefecture")
    level = body.level or host.level
    seated = body.model_copy(update={**{field: getattr(host, field) for field in fields}, "level": level})
    return seated, (
        f"the title of {body.name} names no division; {host.division} was read from the page's other clauses",
    )


def _place_warnings(body: Body) -> Iterable[str]:
    if body.name is None:
        return
    if body.division is None:
        yield f"the document does not say which division {body.name} belongs to"
    elif body.division_code is None:
        yield f"there is more than one {body.division}, and the document does not say which this is"
