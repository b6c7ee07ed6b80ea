"""Words that mean another thing beside figures: whom a suit is against, which reports had more of something."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.link import Mention

WHICH_REPORTS = re.compile(r"(?P<asks>which|what|how many) (?P<noun>reports)")
CASES = re.compile(
    r"(?:lawsuits?|suits?|cases?|litigation|reconsiderations?|appeals?|reviews?|disputes?|actions?|challenges?|decisions?|rulings?"
    r"|filed|brought|lodged|directly|decided|proceedings)\)?\s+$"
)


def targets(text: str, mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """`lawsuits filed against Anji` names whose they are; `against` compares only where no case stands before it."""
    kept: list[Mention] = []
    for index, mention in enumerate(mentions):
        after = mentions[index + 1] if index + 1 < len(mentions) else None
        of_case = mention.text == "against" and after is not None and after.cls == "body" and (
            CASES.search(text[: mention.start]) is not None or _sued(mentions, index)
        )  # fmt: skip
        if not of_case:
            kept.append(mention)
    return tuple(kept)


def _sued(mentions: tuple[Mention, ...], index: int) -> bool:
    """lodged with the courts against Yuhang: the one body of a question of cases that compares nothing."""
    subjects = {str(m.data["facets"].get("subject", "")) for m in mentions[:index] if m.cls == "measure"}
    cases = any(s.startswith(("litigation", "reconsideration", "disputes")) for s in subjects)
    return (
        cases
        and sum(m.cls == "body" for m in mentions) == 1
        and not any(m.cls in ("compare", "trend") for m in mentions)
    )


def reports_of_figures(mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Which reports had more reconsiderations than lawsuits: beside figures the words ask for bodies, not for the
    contents of the corpus."""
    if not any(m.cls == "measure" for m in mentions):
        return mentions
    return tuple(part for m in mentions for part in (_which_reports(m) if m.cls == "corpus" else (m,)))


def _which_reports(mention: Mention) -> tuple[Mention, ...]:
    """The word of asking and the noun of `which reports`; the mention as it is where it says something else."""
    said = WHICH_REPORTS.fullmatch(mention.text)
    if said is None:
        return (mention,)
    cut = mention.start + said.end("asks")
    cls = "how_many" if said["asks"].startswith("how") else "which"
    asks = mention.model_copy(update={"end": cut, "text": said["asks"], "cls": cls, "data": {"plural": True}})
    return asks, mention.model_copy(update={"start": cut + 1, "text": said["noun"], "cls": "report_noun", "data": {}})
