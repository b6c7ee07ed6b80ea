"""Two things that the prose counts, asked for at once: 邮寄申请和网络申请各多少件 is a question of each."""

from __future__ import annotations

import re

from qa.link import Linked

JOINT = re.compile(
    r"(?P<first>[\u4e00-\u9fff“”\"「」]{2,12}?)(?:和|与|以及|及|跟|、)(?P<second>[\u4e00-\u9fff“”\"「」]{2,12}?)"
    r"(?P<each>各自?|分别)(?=[^，,。？?]{0,8}(?:多少|几))"
)
TAIL = ("申请", "信息", "消息", "报道", "稿件", "内容")  # 邮寄和网络申请: what is said behind the second is of both


def each_noun(linked: Linked) -> tuple[str, str] | None:
    """The question asked of each of its two nouns; None where it is not of two."""
    if linked.language != "zh":
        return None
    begins = max((m.end for m in linked.of("body", "year")), default=0)
    text = linked.text
    begins += next((len(s) for s in ("年度", "年") if text.startswith(s, begins)), 0)
    begins += text.startswith("的", begins)
    found = JOINT.match(text, begins)
    if found is None:
        return None
    first, second = (linked.question[slice(*found.span(name))] for name in ("first", "second"))
    tail = next((t for t in TAIL if second.endswith(t) and not first.endswith(t) and second != t), "")
    head, rest = linked.question[:begins], linked.question[found.end() :]
    return f"{head}{first}{tail}{rest}", f"{head}{second}{rest}"
