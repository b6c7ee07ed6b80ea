"""What the reading of documents says, in Chinese for the Chinese pages (`messages.zh.yaml`); English as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from corpus.resources import read_yaml

PLACE = re.compile(r"\{(\w+)\}")
HINTED = re.compile(r"(?P<sentence>.+?) \((?P<hint>.+)\)", re.DOTALL)


def localized(sentence: str, language: str) -> str:
    """The sentence, with what to do about it behind it in brackets where it has that, in the language ("zh", "en").

    As it is where no Chinese for it is known.
    """
    if language != "zh":
        return sentence
    if (hinted := HINTED.fullmatch(sentence)) and (hint := _carried("hints", hinted["hint"])):
        return f"{_carried('sentences', hinted['sentence']) or hinted['sentence']}（{hint}）"
    return _carried("sentences", sentence) or sentence


def _carried(kind: str, text: str) -> str | None:
    for pattern, chinese in _patterns(kind):
        if match := pattern.fullmatch(text):
            return chinese.format(**{name: _part(value) for name, value in match.groupdict().items()})
    return None


def _part(text: str) -> str:
    """A list of known parts (table 2, table 3) in Chinese; anything else as it is."""
    parts = _parts()
    listed = text.split(", ")
    return "、".join(parts[part] for part in listed) if all(part in parts for part in listed) else text


@lru_cache(maxsize=2)
def _patterns(kind: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """(pattern of the English, Chinese) of "sentences" or "hints", those with the most words of their own first."""
    rows = sorted(_data()[kind], key=lambda row: -len(PLACE.sub("", row[0])))
    return tuple((re.compile(_pattern(english), re.DOTALL), chinese) for english, chinese in rows)


def _pattern(english: str) -> str:
    """Each place of an English sentence as a group; a name that stands twice must be the same twice."""
    found: set[str] = set()
    pieces = []
    for number, piece in enumerate(PLACE.split(english)):
        if number % 2 == 0:
            pieces.append(re.escape(piece))
        else:
            pieces.append(f"(?P={piece})" if piece in found else f"(?P<{piece}>.*)")
            found.add(piece)
    return "".join(pieces)


def _parts() -> Mapping[str, str]:
    found: Mapping[str, str] = _data()["parts"]
    return found


@lru_cache(maxsize=1)
def _data():  # type: ignore[no-untyped-def]
    return read_yaml("ui", "messages.zh.yaml")
