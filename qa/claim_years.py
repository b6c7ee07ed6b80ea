"""Which years the words of a piece can mean: named, carried from before, or told from the year of the text."""

from __future__ import annotations

import re

from qa.claim_parts import ADD_UP
from qa.claim_said import Context
from qa.claim_words import words
from qa.link import Linked
from qa.plan import Scope

AGAINST = re.compile(
    r"较|比|相比|(?:[高低多少]于|不及|超过)(?=(?:19|20)\d\d年(?:$|[的，]))|[与和同跟](?=上年|去年|上一年|前一年)|\bthan\b|\bfrom\b|compared"
)
TO_LEVEL = re.compile(r"[降减升增涨跌][到至为]|\b(?:to|at) \d", re.IGNORECASE)  # 2024年降到 41 件
ONTO = re.compile(r"(?:\b(?:to|into|for|until) (?:the )?|转入?|结转到?|留到?)$", re.IGNORECASE)


def compared_years(linked: Linked, years: tuple[int, ...], context: Context, sentence: int) -> tuple[int, ...]:
    """较2023年增加25件: the year of the text and the year it is compared with; else nothing."""
    known = words()
    change = any(known.has(name, linked.text) for name in ("rise", "fall", "same")) or linked.has(
        "more", "compare", "comparator"
    )
    moved = any(known.has(name, ADD_UP.sub(" ", linked.text)) for name in ("rise", "fall", "same"))
    if not years and len(context.years) == 1 and context.since is not None and moved and sentence == context.sentence:
        told = linked.has("relative_year") or known.has("yoy", linked.text)
        return () if told or context.since >= context.years[0] else (context.years[0], context.since)
    led = context.since is not None and context.measure is None and sentence == context.sentence
    if len(years) == 1 and led and moved and linked.has("year") and not linked.has("relative_year"):
        since = context.since or 0  # 与2022年相比，2024年的申请量下降…
        return (years[0], since) if since < years[0] and not known.has("yoy", linked.text) else ()
    if len(years) != 1 or not context.years or years[0] == context.years[0] or not change:
        return ()
    named = AGAINST.search(linked.text) or TO_LEVEL.search(linked.text)
    return (context.years[0], years[0]) if named else ()


# Last year, and not: against last year, which is the year before the one spoken of.
LAST_YEAR = re.compile(
    r"(?<![比较与同和跟从自由])去年(?!同期|度?结转|相比)|(?<!than )(?<!from )(?<!with )(?<!to )(?<!on )(?<!over )(?<!of )(?<!')\blast year\b(?!')",
    re.IGNORECASE,
)
# passed on to 2025: whither, and not of which year.
WHITHER = re.compile(
    r"(?:\b(?:on|over|forward) (?:in)?to|(?:转|留|延|拖|移|带)[^，。；\d]{0,3}?[待至到入给往])\s*(?:the year )?$",
    re.IGNORECASE,
)


# 与 2022 年相比，…: the year that what follows is held against.
ONLY_AGAINST = re.compile(
    r"\s*(?:而)?(?:与|和|同|跟|较|比|对比|较之|相较于|相比于|相对于|比起)(?P<zh>(?:19|20)\d\d)年(?:度)?(?:的?(?:情况|同期|数据))?(?:相比|相较|比较)?(?:之下|而言|来说)?\s*|"
    r"\s*(?:compared (?:with|to)|relative to|against) (?P<en>(?:19|20)\d\d)\s*",
    re.IGNORECASE,
)


def led_against(text: str) -> int | None:
    """The year of a piece that only says what the next one is compared with."""
    match = ONLY_AGAINST.fullmatch(text)
    return int(match["zh"] or match["en"]) if match is not None else None


def other_context(text: str, linked_years: bool, sentence: int, context: Context) -> Context | None:
    """The context in which 去年 is the year of the report: an article written in 2025 about the report for 2024.

    None where 去年 can only be the year before the one that the text speaks of.
    """
    if linked_years or context.year_in is None or sentence <= context.year_in or len(context.years) != 1:
        return None
    return context.model_copy(update={"years": (context.years[0] + 1,)}) if LAST_YEAR.search(text) else None


def years_of(linked: Linked, scope: Scope, context: Context) -> tuple[int, ...]:
    onward = {int(m.value) for m in linked.of("year") if m.value and WHITHER.search(linked.text[: m.start])}
    if any(m.data.get("offset") == 1 and ONTO.search(linked.text[: m.start]) for m in linked.of("relative_year")):
        onward |= set(scope.years) - {int(m.value) for m in linked.of("year") if m.value}
    named = tuple(y for y in scope.years if y not in onward or y in context.years)
    explicit = named if linked.has("year") else ()
    if linked.has("year") and not named:
        return context.years or scope.years
    for mention in linked.of("relative_year"):
        offset = mention.data.get("offset")
        if offset == 1 and ONTO.search(linked.text[: mention.start]):
            continue  # left for the next year: a figure of this one
        if offset == -2 and context.told and not explicit:
            offset = -1
        if not explicit:  # last year of an undated text is no year
            return (context.years[0] + int(offset),) if offset is not None and context.years else ()
    return explicit or named
