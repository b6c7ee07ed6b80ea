"""Words of not having that ask whether: 有没有收到, 打过官司没有."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.link import Mention

NOT_LAST = ("没有", "没", "无", "没有过")
DONE = re.compile(r"[过了有]")  # what has been, before it is asked whether it has
JUST_NONE = re.compile(r"[都也从还一]$|一[件起次个份]")  # 一件也没有: there were none
ASKING = ("which", "every", "all", "exists", "question_tag", "list")


def of_whether(text: str, mention: Mention | None) -> bool:
    """没有收到 of 有没有收到: it asks whether, and denies nothing."""
    denies = mention is not None and mention.cls == "none"
    return (
        denies and mention is not None and text.startswith("没", mention.start) and text[: mention.start].endswith("有")
    )


def asks_whether(text: str, mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """打过官司没有, 有诉讼没: not having, said last of what may have been, asks whether it was."""
    last = mentions[-1] if mentions else None
    if last is None or last.cls != "none" or last.text not in NOT_LAST or text[last.end :].strip(" ?？。!！"):
        return mentions
    if any(m.cls in ASKING for m in mentions):
        return mentions
    if not DONE.search(text[: last.start]) or JUST_NONE.search(text[: last.start]):
        return mentions
    return (*mentions[:-1], last.model_copy(update={"cls": "question_tag"}))
