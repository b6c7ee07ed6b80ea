"""Which division or which body of the corpus a name means: by the region beside it, by what the corpus holds."""

from __future__ import annotations

from corpus.models import BodyKind, Division, Level, Model
from qa.directory import Directory, HeldBody
from qa.link import Linked, Mention
from qa.naming import Named
from qa.phrase import say

REGION_LEVELS = (Level.PROVINCE, Level.PREFECTURE)
COUNTY_DIGITS = 6
# What a division's own bodies are signed with, likeliest first; asked without a kind, the government's come first.
SIGNED: dict[BodyKind | None, tuple[str, ...]] = {
    BodyKind.GOVERNMENT: ("人民政府", ""),
    BodyKind.OFFICE: ("人民政府办公室", "政府办公室", "人民政府办公厅", "政府办"),
}


class Ambiguous(Model):
    """A name that means several bodies: what stands in the question at `start:end`, and what it could be."""

    start: int
    end: int
    text: str
    names: tuple[str, ...]


def code_prefix(code: str) -> str:
    """640000 → 64, 640300 → 6403, 640324 → 640324: what the codes of all divisions within begin with."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


def settle(
    linked: Linked, directory: Directory
) -> tuple[list[tuple[Mention, Named]], Ambiguous | None, tuple[str, ...], list[tuple[str, str]]]:
    """Each body mention with the one division it means: by the region named beside it, by what the corpus holds."""
    mentions = [m for m in linked.of("body") if m.body is not None]
    mentions = _drop_ancestors(linked, mentions)
    out: list[tuple[Mention, Named]] = []
    ambiguous: Ambiguous | None = None
    unheld: tuple[str, ...] = ()
    notes: list[tuple[str, str]] = []
    for mention in mentions:
        named = mention.body
        assert named is not None  # noqa: S101  filtered above
        named = _narrow(named, linked)
        unplaced = _unplaced(named, directory) if len(named.divisions) > 1 and not named.held else None
        if unplaced is not None:
            named = named.model_copy(update={"held": (unplaced,)})
            which = named.divisions[0].name
            notes.append(("body_assumed", say(linked.language, "unplaced", name=unplaced.name, place=which)))
        elif len(named.divisions) > 1:
            held = directory.of_divisions([d.code for d in named.divisions])
            fits = [d for d in named.divisions if d.code in held]
            if len(fits) == 1:
                named = named.model_copy(update={"divisions": (fits[0],)})
                notes.append(
                    ("body_assumed", say(linked.language, "read_as", word=named.text, name=_full_name(fits[0])))
                )
            elif fits:
                names = tuple(_full_name(d) for d in fits)
                ambiguous = ambiguous or Ambiguous(start=mention.start, end=mention.end, text=named.text, names=names)
            else:
                unheld = unheld or tuple(_full_name(d) for d in named.divisions)
        if len(named.held) > 1 and len({(b.name, b.division_code) for b in named.held}) > 1:
            names = tuple(_held_name(b) for b in named.held)
            ambiguous = ambiguous or Ambiguous(start=mention.start, end=mention.end, text=named.text, names=names)
        out.append((mention, named))
    return out, ambiguous, unheld, notes


def _unplaced(named: Named, directory: Directory) -> HeldBody | None:
    """The one body of the corpus that is signed so, where its report does not say which of the same-named divisions it is of."""
    place = named.divisions[0].name
    kinds = (named.kind,) if named.kind is not None else (BodyKind.GOVERNMENT, BodyKind.OFFICE)
    for kind in kinds:
        names = [place + end for end in SIGNED[kind]] if kind in SIGNED else [named.name]
        held = [body for bodies in directory.named(names).values() for body in bodies]
        if held:
            return held[0] if len(held) == 1 and held[0].division_code is None else None
    return None


def _drop_ancestors(linked: Linked, mentions: list[Mention]) -> list[Mention]:
    """宁夏吴忠市同心县 and "Tongxin County, Ningxia" name one body: the innermost; the others tell which."""
    kept: list[Mention] = []
    for index, mention in enumerate(mentions):
        neighbours = [
            (other, linked.text[min(mention.end, other.end) : max(mention.start, other.start)])
            for other in (mentions[index - 1 : index] + mentions[index + 1 : index + 2])
        ]
        if any(
            gap.strip(" ,，'s()（）") in ("", "的", "in", "of") and _contains(mention, other)
            for other, gap in neighbours
        ):
            continue
        kept.append(mention)
    return kept


def _contains(outer: Mention, inner: Mention) -> bool:
    """Whether some division of `outer` holds some division of `inner`."""
    if outer.body is None or inner.body is None or not outer.body.divisions or outer.body.kind is not None:
        return False
    inside = [d.code for d in inner.body.divisions] or [b.division_code or "" for b in inner.body.held]
    return any(
        code != d.code and code.startswith(code_prefix(d.code)) and len(code_prefix(d.code)) < COUNTY_DIGITS
        for d in outer.body.divisions
        for code in inside
    )


def _narrow(named: Named, linked: Linked) -> Named:
    """Keep the divisions that lie within another place named in the question, where any does."""
    others = [d for m in linked.of("body") if m.body and m.body is not named for d in m.body.divisions]
    prefixes = [code_prefix(d.code) for d in others if d.level in REGION_LEVELS]
    inside = tuple(
        d for d in named.divisions if any(d.code.startswith(p) and code_prefix(d.code) != p for p in prefixes)
    )
    held = tuple(b for b in named.held if any((b.division_code or "").startswith(p) for p in prefixes))
    return named.model_copy(update={"divisions": inside or named.divisions, "held": held or named.held})


def _full_name(division: Division) -> str:
    parts = [division.province, division.prefecture, division.name]
    return "".join(dict.fromkeys(p for p in parts if p))


def _held_name(body: HeldBody) -> str:
    parts = [body.province, body.prefecture]
    return "".join(p for p in parts if p and p not in body.name) + body.name
