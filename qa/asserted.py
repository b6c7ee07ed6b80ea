"""A statement put as a question: 甲县收到105件，同比下降两成，对吗; 乙区是不是最多的. The statement alone, to be checked."""

from __future__ import annotations

import re

from qa.link import Linked

TAG = re.compile(
    r"[，,、\s]*(?:这(?:个)?(?:说法|话|结论|数据?))?(?:对不对|对吗|对么|对吧|是吗|是吧|是真的吗|真的吗|属实吗|准确吗|正确吗|没错吧|成立吗"
    r"|是不是真的|是否属实|是否准确|是否正确|有没有错|可信吗)[?？。！!\s]*$|"
    r"[,;.]?\s*(?:right|correct|true|isn't it|is (?:that|this|it) (?:right|correct|true|so)|true or false)\s*[?？.!]*\s*$",
    re.IGNORECASE,
)
LEAD = re.compile(r"^\s*(?:is it (?:true|correct|right|the case) that|have i got it right that)\s+", re.IGNORECASE)
HEARD = re.compile(
    r"^(?:(?:我)?(?:听说|据说|听人说|有人说|网上说|有报道说|报道说|据报道|网传|我记得|好像|同事说|读者说|有读者说|领导说)[，,：:\s]*)+"
)
IS_IT = re.compile(r"(?<![也都])(?:是不是|是否是?)")
RISING = re.compile(r"[吗么]?[?？。\s]*$")
ORDERED = ("superlative", "top", "place")
ASKS = (
    "which",
    "how_many",
    "with_values",
    "why",
    "year_noun",
    "applicant_kind",
    "ground_kind",
    "opinion",
    "predict",
    "outside",
    "mention",
)


def statement_of(linked: Linked) -> str | None:
    """What the question states and asks to confirm; None where it asks for something else."""
    question = linked.question.strip()
    if linked.has(*ASKS) or not linked.of("body"):
        return None
    tag, lead = TAG.search(question), LEAD.match(question)
    if tag is not None or lead is not None:
        stated = question[lead.end() if lead else 0 : tag.start() if tag else len(question)].rstrip("?？ ")
        stated = HEARD.sub("", stated)
        return stated if linked.has("number", *ORDERED) else None
    if not linked.has(*ORDERED) or linked.language != "zh":
        return None
    if IS_IT.search(question):
        return RISING.sub("", IS_IT.sub("是", question, count=1))
    return RISING.sub("", question) if re.search(r"[吗么][?？。\s]*$", question) else None
