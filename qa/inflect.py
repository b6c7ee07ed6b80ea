"""The forms of an English verb, so that the lexicon lists a verb once (`qa/data/*.yaml`, key `verbs`).

The third person needs no form of its own: `qa.lexicon` takes a final s off.
"""

from __future__ import annotations

import re

SHORT = re.compile(r"(?:[^aeiou]|qu)*[aeiou][^aeiouwxy]")  # one syllable, one vowel, one consonant: drop, dropped
DOUBLED = (
    "commit",
    "admit",
    "defer",
    "prefer",
    "transmit",
    "submit",
    "refer",
    "transfer",
    "permit",
    "incur",
    "occur",
    "omit",
)
# past, participle; the participle is the past where one is given
IRREGULAR: dict[str, tuple[str, ...]] = {
    "bring": ("brought",), "deal": ("dealt",), "draw": ("drew", "drawn"), "find": ("found",), "get": ("got",),
    "give": ("gave", "given"), "hand": ("handed",), "have": ("had",), "hold": ("held",), "keep": ("kept",),
    "leave": ("left",), "let": ("let",), "lose": ("lost",), "make": ("made",), "mete": ("meted",), "put": ("put",),
    "say": ("said",), "see": ("saw", "seen"), "seek": ("sought",), "send": ("sent",), "set": ("set",),
    "shoot": ("shot",), "strike": ("struck",), "take": ("took", "taken"), "tell": ("told",), "throw": ("threw", "thrown"),
    "lead": ("led",), "meet": ("met",), "hear": ("heard",), "pay": ("paid",), "bear": ("bore", "borne"),
    "begin": ("began", "begun"), "sell": ("sold",), "rise": ("rose", "risen"), "fall": ("fell", "fallen"),
    "grow": ("grew", "grown"), "sink": ("sank", "sunk"), "win": ("won",), "write": ("wrote", "written"), "go": ("went", "gone"), "come": ("came",), "cut": ("cut",),
    "overturn": ("overturned",), "withhold": ("withheld",), "spend": ("spent",), "lie": ("lay",), "run": ("ran",),
}  # fmt: skip


def forms(verb: str) -> tuple[str, ...]:
    """`turn away` → turn away, turned away, turning away; what follows the first word stays as it is."""
    head, _, rest = verb.partition(" ")
    return tuple(f"{form} {rest}".strip() for form in dict.fromkeys((head, *_past(head), _gerund(head))))


def _past(verb: str) -> tuple[str, ...]:
    if verb in IRREGULAR:
        return IRREGULAR[verb]
    if verb.endswith("e"):
        return (f"{verb}d",)
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return (f"{verb[:-1]}ied",)
    return (f"{_stressed(verb)}ed",)


def _gerund(verb: str) -> str:
    if verb.endswith("ie"):
        return f"{verb[:-2]}ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        return f"{verb[:-1]}ing"
    return f"{_stressed(verb)}ing"


def _stressed(verb: str) -> str:
    return verb + verb[-1] if SHORT.fullmatch(verb) or verb in DOUBLED else verb
