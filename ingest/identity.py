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
from ingest.seat import place_context, place_warnings, seat
from ingest.slips import proofread
from ingest.titles import YEAR, Stream, Title, find_titles, grammar, read_year, stream, stream_of

PUBLISHED_BY = 6  # month until which a date belongs to a report of the year before
SIGNED = re.compile(r"(?P<year>20\d\d)年(?P<month>\d{1,2})月\d{1,2}日(?=[^\d]{0,12}$)")
FIRST_WORDS = re.compile(r"总体情况[^。]{0,40}?(?<![\d与较比同])(?P<year>20[0-3]\d)年")
PRESENTED = re.compile(
    r"现将[^。，,]{0,30}?(?P<year>20[0-3]\d)年度?[^。，,]{0,30}公开[^。，,]{0,12}(?:汇报|报告|公布)如下"
)
OPENING = re.compile(
    r"(?P<year>20[0-3]\d)年(?:度|以来)?[，,](?![^。]{0,40}(?:年度报告|年报))[^。]{20}"
)  # of a document without anything above its prose
SHORTEST = 3  # characters of an organ's short name
OF_TOWNSHIP = re.compile(r"(?:人民政府|政府|办事处|办)?(?:党政|综合)*(?:办公室)?$")

ALONE = re.compile(rf"[（(]?({YEAR})[)）]?")
TITLED = ("title", "quoted", "prose_title", "source_title", "under_title")
SPOKEN = (*TITLED, "subject")  # the body itself, and not whoever compiled the report or answers for it
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
    context = place_context(document, name)
    body = bodies.describe(name, year=year, context=context) if name else Body(name=None)
    body, seated = seat(body, words, year, context)
    shown = _shown(words, titles, name, year)
    return Identified(
        body=body, year=year, title=shown, names=bodies.aliases(body),
        warnings=(*warnings, *seated, *place_warnings(body), *year_warnings),
        evidence=tuple((clue.what, (clue.start, clue.end)) for clue in (*clues, *year_clues)),
    )  # fmt: skip


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
    if first := FIRST_WORDS.search(words.text) or PRESENTED.search(words.text) or OPENING.match(words.text):
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
    yield from (c for c in running if c.what != "heading" or bodies.parse(c.value).kind is not BodyKind.GOVERNMENT)
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
    if parsed.kind is BodyKind.TOWNSHIP:
        organ = OF_TOWNSHIP.sub("", organ)
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
    for short, full in [(a, b) for a in groups for b in groups if _shortened(a, b)]:
        if short in groups and full in groups:
            groups[full] += groups.pop(short)
    for division, organ in [key for key in groups if key[1] == "office" and (key[0], "") in groups]:
        own = {clue.what for clue in groups[division, organ]}
        if own.isdisjoint(SPOKEN) and "subject" in {clue.what for clue in groups[division, ""]}:
            groups[division, ""] += groups.pop((division, organ))  # its office compiles it and answers the telephone
    return groups


def _shortened(short: tuple[str | None, str], full: tuple[str | None, str]) -> bool:
    """Whether one organ's name is the other's with characters left out: 教体局 and 教育体育局 of the same county."""
    if short[0] != full[0] or not SHORTEST <= len(short[1]) < len(full[1]) or short[1][0] != full[1][0]:
        return False
    rest = iter(full[1])
    return short[1][-1] == full[1][-1] and all(char in rest for char in short[1])


def _settle(words: Stream, group: Sequence[Clue]) -> tuple[str, list[str]]:
    """The fullest form that the document prints for the body, and what must be said about how it was found."""
    titled = [c for c in group if c.what in TITLED]
    organ = bodies.parse(max(group, key=lambda c: c.weight).value).organ
    parsed = {c.value: bodies.parse(c.value) for c in group}
    ranked = sorted(
        group, key=lambda c: (parsed[c.value].organ != organ, not parsed[c.value].candidates, -c.weight, c.start)
    )
    name, warnings = ranked[0].value, []
    if not titled:
        warnings.append(f"no title names the body; {name} was read from the {ranked[0].what} clause")
        if not any(c.what in SPOKEN for c in group):
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
