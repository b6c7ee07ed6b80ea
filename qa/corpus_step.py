"""Questions about the corpus itself: which reports, bodies, places and years are there, and which are not."""

from __future__ import annotations

import re

from corpus.models import Level
from qa.figure_plans import places
from qa.link import Linked
from qa.plan import Corpus, Plan
from qa.prose_plans import topic_of
from qa.table_plans import Ask

YEARS = re.compile(r"哪些年|哪几年|什么年|which years|what years")
HOW_MANY = re.compile(r"how many|多少|几[份篇个]")
REPORTED = re.compile(
    r"\breported\b|\b(?:have|has|with|published|filed|submitted) (?:an? |any |their |its )?reports?\b|报了|有年报"
)
OTHER = ("same", "compare", "than", "more", "comparator", "trend", "mention", "superlative", "explain", "outcome_kind")
ASKS = ("how_many", "how_many_entities", "which", "list", "exists", "have", "question_tag", "none")
WHICH_REPORTS = re.compile(r"哪|which|what")  # which of them say so, where the question names a matter of the prose
EACH_YEAR = re.compile(
    r"\b(?:both|each (?:of|year)|every year|all (?:of|the|three|four|five|those|these|years)|in all)\b|都|均|每年|各年"
)
MAX_GAP = 2  # characters between the word of asking and the noun that it asks for
CORPUS = re.compile(r"语料|数据库|\bcorpus\b")
YES_NO = re.compile(r"^\s*(?:do|does|did|is|are|have|has)\b")
TABLES = re.compile(r"表[一二三四]|\btables?\b|单元格|\bcells?\b")


def corpus_of(ask: Ask) -> Plan | None:
    """What is there and what is not; None where the question is of the figures or of the prose."""
    linked = ask.linked
    if ask.measures or ask.open or linked.unexplained or linked.has(*OTHER) or TABLES.search(linked.text):
        return None
    if any(m.data["function"] != "sum" for m in linked.of("aggregate")):
        return None
    said = linked.has("corpus") or CORPUS.search(linked.text) or (linked.has("report_noun") and linked.has(*ASKS))
    told = REPORTED.search(linked.text) is not None and linked.has("noun") and linked.has("how_many", "which", "list")
    held = any(not WHICH_REPORTS.match(m.text) for m in linked.of("corpus"))
    if not (said or told) or (topic_of(linked) is not None and not held):
        return None
    ask.use("corpus", "how_many_entities")
    scope = places(ask.scope).model_copy(update={"year_assumed": False})
    if linked.has("year_noun") or YEARS.search(linked.text):
        return Corpus(scope=scope, ask="years")
    nouns = linked.of("noun")
    wide = [m for m in nouns if Level.PROVINCE.value in m.data.get("levels", ())]
    if wide and linked.has("every") and linked.has("how_many"):
        return None  # how many counties in each province: no count of provinces
    if wide or any(Level.PREFECTURE.value in m.data.get("levels", ()) for m in nouns):
        kept = {"levels": (), "kinds": (), "division_suffixes": ()}
        return Corpus(
            scope=scope.model_copy(update=kept), ask="provinces" if wide else "prefectures", counted=_counted(linked)
        )
    if linked.has("none") and not linked.has("exists", "question_tag"):
        missing = (
            scope.years and not scope.bodies and nouns and linked.has("which", "list", "how_many", "how_many_entities")
        )
        return Corpus(scope=scope, ask="missing", counted=_counted(linked)) if missing else None
    asked = linked.has("question_tag", "exists", "none") or YES_NO.search(linked.text)
    if scope.bodies and asked and not linked.has("which", "list", "how_many"):
        return Corpus(scope=scope, ask="exists")
    if nouns and (not linked.has("report_noun") or _asked_for(linked)):
        divisions = any(m.data.get("levels") for m in nouns)
        each = len(scope.years) > 1 and EACH_YEAR.search(linked.text) is not None
        return Corpus(scope=scope, ask="divisions" if divisions else "bodies", counted=_counted(linked), each_year=each)
    if linked.has("how_many") or HOW_MANY.search(linked.text):
        return Corpus(scope=scope, ask="count")
    return Corpus(scope=scope, ask="reports")


def _asked_for(linked: Linked) -> bool:
    """哪些县有报告, how many counties have reports: the noun is what is asked for, and does not describe the report."""
    reports = linked.of("report_noun")
    for noun in linked.of("noun"):
        if any(0 <= r.start - noun.end <= 1 for r in reports):
            continue  # county reports
        asks = linked.of("which", "how_many", "how_many_entities", "list")
        if any(0 <= noun.start - a.end <= MAX_GAP for a in asks):
            return True
    return False


def _counted(linked: Linked) -> bool:
    """Whether only the number is asked for."""
    return linked.has("how_many", "how_many_entities") and not linked.has("which", "list")
