"""A document that holds several reports is refused: which cells are whose cannot be told once they are one.

The same tables printed twice (a page and its print version) are one report.
"""

from __future__ import annotations

import re
from itertools import pairwise

from corpus.errors import Rejected
from ingest.titles import Stream

FIRST = re.compile("本年(?:度)?新收政府信息公开申请")
LAST = re.compile("结转下(?:一)?年(?:度)?(?:继续办理)?")
BETWEEN = ("属于国家秘密", "重复申请")  # a sentence of the prose that names the first and the last row has not these
REACH = 120  # characters after the last label in which its values stand
DIGITS = re.compile(r"\d+")


def refuse_several(words: Stream, name: str) -> None:
    """Rejected where table 3 is printed more than once with different figures."""
    starts = [m.start() for m in FIRST.finditer(words.text)]
    printed = []
    for start, stop in pairwise([*starts, len(words.text)]):
        last = LAST.search(words.text, start, stop)
        if last is not None and all(label in words.text[start : last.start()] for label in BETWEEN):
            printed.append(tuple(DIGITS.findall(words.text[start : last.start()])))
    if len(set(printed)) > 1:
        raise Rejected(
            f"{name} holds {len(set(printed))} reports in one document",
            reason="several",
            hint="give each report as a document of its own",
        )
