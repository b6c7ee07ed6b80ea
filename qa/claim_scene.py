"""What a piece names before it is known what it claims, and the context that it leaves behind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.claim_cells import keys_of, outer_of, settled, sum_key
from qa.claim_context import (
    WHICH,
    apart_from_each_other,
    bodies_meant,
    bodies_named,
    bodies_pointed_at,
    family_of_share,
    is_among,
    region_of_order,
    share_of,
    without_noun,
    without_size,
)
from qa.claim_figures import set_size, tallies
from qa.claim_parting import set_aside
from qa.claim_roles import FOR_EACH
from qa.claim_said import BOTH_KINDS, Context, Key, Said
from qa.claim_words import FULL_OR_PART, left_over, unambiguous, words
from qa.claim_years import LAST_YEAR, compared_years, led_against, years_of
from qa.clauses import Piece
from qa.directory import Directory
from qa.link import Linked, Mention, link
from qa.measures import Asked, read_measures
from qa.plan import BodyRef, Scope
from qa.scope import Reading, read_scope

ASIDE_WORD = re.compile(
    r"除了?|[以之]?外|apart(?: from)?|except(?: for)?|aside(?: from)?|besides|other than|from", re.IGNORECASE
)

INSIDE = re.compile(
    r"(?:[件起宗份]|申请|案件)(?:之)?[中里]$|(?:不予公开|无法提供|不予处理|其他处理)(?:之)?[中里]$|当中$"
)  # …的 6 件中，
MOST_LATELY = 4  # bodies remembered, to know whether a text has named just two, or just three


@dataclass(frozen=True)
class Scene:
    """A piece with what it names: bodies, years, cells, the set, and what it leaves aside."""

    piece: Piece
    linked: Linked
    scope: Scope
    bodies: tuple[BodyRef, ...]
    years: tuple[int, ...]
    against: tuple[int, ...]  # the year and the one that it is compared with
    asked: tuple[Asked, ...]
    keys: tuple[Key, ...]
    whole: Key | None
    size: tuple[int, int, int] | None
    aside: tuple[Key, ...] | None
    led: int | None  # the year that what follows is compared with
    left: tuple[str, ...]
    same_sentence: bool


def see(piece: Piece, context: Context, directory: Directory) -> Scene:
    """What the piece names, read in its context."""
    linked = link(unambiguous(piece.text), directory)
    same_sentence = piece.sentence == context.sentence
    size = set_size(linked)
    reading = read_scope(linked, directory, as_set=size is not None or is_among(linked))
    pointed = _pointed(linked, context, same_sentence)
    bodies = bodies_named(reading, linked) or bodies_meant(piece.text, context) or pointed
    if piece.opens and context.ends is not None and not bodies:
        bodies = (context.ends,)  # 比唐河县（31.9%）: the figure of the body before the bracket
    bodies, region = region_of_order(bodies, linked)
    led = led_against(piece.text)
    years = years_of(linked, reading.scope, context) if led is None else ()
    read = read_measures(linked)
    asked = tuple(without_noun(read, linked))
    # granted 45,756 licences: the form counts decisions, and does not say how many were granted
    verbs = tuple(a.read_as for a in read if a not in asked and a.indicator == "outcome.disclosed")
    keys = keys_of(linked, asked, context, piece.after, same_sentence=same_sentence)
    asked = settled(asked, keys, linked, context if same_sentence else Context())
    whole = share_of(asked, keys, linked, context) if same_sentence else None
    if whole is not None and context.measure is not None:
        keys = (context.measure,)
    whole = whole or family_of_share(linked, context if same_sentence else Context())
    if FULL_OR_PART.search(piece.text):
        keys = ((BOTH_KINDS, "total"),)
        asked = tuple(a for a in asked if a.indicator not in ("outcome.disclosed", "outcome.partly_disclosed"))
    aside = () if FOR_EACH.search(piece.text) else set_aside(piece.text, keys, linked)
    left = (*without_size(left_over(linked, piece, keys), linked, size, pointed), *verbs)
    return Scene(
        piece=piece, linked=linked, scope=_scope(reading, linked, context, same_sentence, region), bodies=bodies, years=years,
        against=compared_years(linked, years, context, piece.sentence), asked=asked, keys=keys, whole=whole, size=size, aside=aside, led=led,
        left=_unexplained(left, aside, reading, bodies, context if same_sentence else Context()), same_sentence=same_sentence,
    )  # fmt: skip


def _pointed(linked: Linked, context: Context, same_sentence: bool) -> tuple[BodyRef, ...]:
    if not same_sentence:
        return bodies_pointed_at(linked, context.lately)
    if context.named and WHICH.match(linked.text):
        return context.named[-1:]  # …as Tongxin, which made 25,759
    apart = apart_from_each_other(linked, context.named)
    return apart or bodies_pointed_at(linked, context.named) or bodies_pointed_at(linked, context.lately)


def _scope(reading: Reading, linked: Linked, context: Context, same_sentence: bool, region: tuple[str, ...]) -> Scope:
    if region:
        return reading.scope.model_copy(update={"regions": region, "bodies": ()})
    goes_on = same_sentence or (linked.has("superlative") and not measured(linked))  # 最多的是甲县；最少的是乙县
    regions = reading.scope.regions or (context.regions if goes_on else ())
    itself = bodies_named(reading, linked) and not reading.scope.bodies  # the region itself is spoken of
    return reading.scope.model_copy(update={"regions": () if itself else regions})


def _unexplained(
    left: Sequence[str], aside: tuple[Key, ...] | None, reading: Reading, bodies: Sequence[BodyRef], before: Context
) -> tuple[str, ...]:
    """The words that nothing explains. 除甲县外: what follows is of a set that is not read."""
    kept = [w for w in left if not (aside is not None and ASIDE_WORD.fullmatch(w)) and not tallies(w, len(bodies))]
    if before.excepted == ():
        kept.append("除外")
    if reading.ambiguous is not None:
        kept.append(reading.ambiguous.text)
    return tuple(kept)


def said_of(scene: Scene, context: Context) -> Said:
    """The claim of the piece before its kind is known."""
    held = context.measure if scene.same_sentence else None
    own = scene.keys or ((held, *context.readings) if held else ())
    before = context.before if scene.same_sentence else context.recent or context.before
    return Said(
        piece=scene.piece, kind="nothing", keys=own or tuple(dict.fromkeys(before)), tentative=not own,
        among=tuple(dict.fromkeys((*context.lately, *scene.bodies))),
        bodies=scene.bodies or context.bodies, years=scene.against or scene.years or context.years,
        scope=scene.scope, of=_set_of(scene, context), nationwide=_nationwide(scene, context), left=scene.left, language=scene.linked.language, base=held,
        whole=scene.whole, outer=None if scene.keys else outer_of(context),
    )  # fmt: skip


def _set_of(scene: Scene, context: Context) -> int | None:
    return scene.size[2] if scene.size else context.of if scene.same_sentence else None


def _nationwide(scene: Scene, context: Context) -> bool:
    named = any(mention.data.get("nation") for mention in scene.linked.of("all"))
    return named or (context.nationwide and scene.same_sentence)


def context_after(scene: Scene, said: Sequence[Said], context: Context) -> Context:
    """The context for the next piece: bodies and years hold on, the measure for as long as the sentence."""
    piece, linked, bodies, keys = scene.piece, scene.linked, scene.bodies, scene.keys
    before = context if scene.same_sentence else Context()
    aside = before.measure is not None and any(s.kind == "all" for s in said)  # …54 件，均为复议后起诉，纠正 17 件
    after = Context(
        bodies=_subjects(bodies, said, context), years=_years_after(scene, said, context),
        measure=keys[0] if keys and not aside else before.measure, recent=(*before.recent, *keys[:1]),
        before=context.before if scene.same_sentence else context.recent or context.before, readings=_readings(keys, before), grown=_grown(said, before), inside=INSIDE.search(piece.text) is not None,
        sentence=piece.sentence, regions=scene.scope.regions, others=_others(bodies, said, context, before),
        since=scene.led if scene.led is not None else min(scene.against) if scene.against else min(scene.years) if len(scene.years) > 1 else before.since,
        ends=bodies[-1] if bodies and _ends_with_body(linked) else None,
        named=tuple(dict.fromkeys((*before.named, *bodies))), of=_set_of(scene, context),
        nationwide=_nationwide(scene, context),
        excepted=scene.aside if scene.aside is not None else before.excepted,
        lately=tuple(dict.fromkeys((*context.lately, *bodies)))[-MOST_LATELY:],
        year_in=piece.sentence if linked.has("year") else context.year_in,
        latest=max((y for y in (context.latest, *(_named_years(scene))) if y is not None), default=None),
        told=LAST_YEAR.search(piece.text) is not None or (context.told and not linked.has("year")),
    )  # fmt: skip
    summed = next((s.sum_of for s in said if s.kind in ("total", "share") and len(s.sum_of) > 1), ())
    if summed:  # 两项合计 23 件，占 56%: the share is the sum's
        after = after.model_copy(update={"measure": sum_key(summed)})
    if any(s.left and s.numeral and s.kind in ("value", "statement") for s in said):  # 邮寄申请 26 件: no cell's part
        return after.model_copy(update={"unread": without_figures(piece)})
    moved = any(words().has(name, piece.text) for name in ("rise", "fall", "more", "less", "same"))
    if scene.left and not said and keys and not piece.figures and not moved:  # 受理渠道以邮寄为主，共 26 件: not of all
        return after.model_copy(update={"unread": piece.text})
    silent = not measured(linked) and not linked.of("applicant")
    return after.model_copy(update={"unread": before.unread}) if silent else after


def _ends_with_body(linked: Linked) -> bool:
    return any(m.end == len(linked.text.rstrip()) for m in linked.of("body"))


def _others(bodies: Sequence[BodyRef], said: Sequence[Said], context: Context, before: Context) -> tuple[BodyRef, ...]:
    others = {b for s in said for b in s.others}
    return tuple(b for b in (*bodies, *context.others) if b in others) if others else before.others


def _subjects(bodies: Sequence[BodyRef], said: Sequence[Said], context: Context) -> tuple[BodyRef, ...]:
    others = {b for s in said for b in s.others}
    return tuple(b for b in bodies if b not in others)[:1] or context.bodies


def _grown(said: Sequence[Said], before: Context) -> int:
    changes = [s.direction for s in said if s.kind == "growth"]
    return changes[-1] if changes else 0 if said else before.grown


def _readings(keys: Sequence[Key], before: Context) -> tuple[Key, ...]:
    """结转 can be what was carried in or out: the other one."""
    if not keys:
        return before.readings
    return tuple(keys[1:]) if keys[0][0].startswith("requests.carried") else ()


def _named_years(scene: Scene) -> tuple[int, ...]:
    return scene.years if scene.linked.has("year") else ()


def _years_after(scene: Scene, said: Sequence[Said], context: Context) -> tuple[int, ...]:
    """The year before is what the piece was held against, not what the text goes on with."""
    grown = next((s.years for s in said if s.kind in ("growth", "nothing") and len(s.years) > 1), ())
    held = scene.against or grown
    told = scene.linked.has("year") or LAST_YEAR.search(scene.piece.text)
    if not said and not told and scene.linked.of("relative_year"):
        return context.years  # 与上年相比: nothing is said of it
    return (max(held),) if held else scene.years or context.years


def without_figures(piece: Piece) -> str:
    """The words of a piece around its figures."""
    text = piece.text
    for numeral in reversed(piece.figures):
        text = text[: numeral.start] + " " + text[numeral.whole_end :]
    return text


def measured(linked: Linked) -> list[Mention]:
    """The mentions of figures, and not 占, which only says that something is a share."""
    return [m for m in linked.of("measure") if "rate" not in m.data.get("facets", {})]
