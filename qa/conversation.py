"""A question that leans on the one before: the last plan is edited, and the edit is said.

"那2023年呢？" changes the years, "and Sheqi?" the body, "按比例排" the measure: such a plan keeps its kind (`qa.edits`,
`qa.scope_edits`). "涨了多少", "一共呢", "超过20件的呢" ask something else of the same bodies, year and figures: these are
filled in and the question is planned as any other. A question that says by itself what it asks and of whom starts fresh.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from corpus import divisions
from qa import edits
from qa.asking import is_yes_no
from qa.directory import Directory
from qa.found import BACK, among, can_be_found, of_those_found, refers_back
from qa.guards import per_case
from qa.link import Linked, link
from qa.measures import Asked, read_measures
from qa.named_wholes import holds, names_whole, whole_said
from qa.phrase import plan_text, say, scope_text
from qa.plan import (
    EVERY,
    Abstain,
    Aggregate,
    Clarify,
    Compare,
    Corpus,
    Define,
    Filter,
    Lookup,
    Measure,
    Passage,
    Plan,
    QueryPlan,
    Rank,
    Scope,
    Several,
    Trend,
    meaning,
)
from qa.prose_plans import topic_of
from qa.prose_steps import prose
from qa.refusing import nearest_of
from qa.scope import Reading, read_scope
from qa.scope_edits import fitted, merged, renamed, years_of
from qa.spoken import both, spoken
from qa.table_plans import Ask
from qa.table_step import choices_of, tables
from qa.turn import SETS, Turn, last, measures_of, scope_of

# Words that make a question stand on its own feet when they come with a body or a set.
ASKS = ("how_many", "which", "superlative", "top", "place", "aggregate", "comparator", "trend", "mention", "why",
        "opinion", "define", "corpus", "explain", "exists", "none", "rank")  # fmt: skip
# Words that ask something else of what was spoken of.
ANEW = ("number", "comparator", "comparator_after", "zero", "none", "compare", "than", "rising", "more", "aggregate", "trend",
        "position", "result_kind", "applicant_kind", "ground_kind", "outcome_kind", "year_noun", "recent_years", "nature")  # fmt: skip
ORDERS = ("superlative", "top", "place", "rank", "rank_up", "order_by")
# Words that lean on nothing: what they ask is read by itself.
ALONE = ("define", "corpus", "predict", "outside", "opinion", "applicants_counted", "period")
KEEPING: tuple[Callable[[Turn, Plan], Plan | None], ...] = (
    edits.measures, edits.counted, edits.shares, edits.order, edits.listing, edits.output,
)  # fmt: skip
TAKEN_BACK = re.compile(
    r"(?:不[,，])?(?:(?:我)?(?:问|说|要|看|查)?的?不是|不要|不看|别看)(?:这个|那个|[^,，。;；是]{1,14}?)[,，、\s]*"
    r"(?:而是|我?(?:想)?(?:问|说|要|看|查)的?是?|是|换成)(?P<then>[^,，。;；]{1,30})$"
    r"|(?:不对[,，])?(?:我)?(?:想)?(?:问|说|要|指)的是(?P<first>[^,，。;；]{1,30}?)[,，]?(?:而)?不是[^,，。;；]{1,14}$"
)
IDLE_HOW = ("怎么样", "如何", "怎样", "咋样", "how")  # 社旗县怎么样: nothing but the same again


def edit(linked: Linked, asked: Sequence[Asked], directory: Directory, previous: QueryPlan) -> QueryPlan | None:
    """The last plan with what the question changes, or None where the question stands by itself."""
    before = last(previous)
    if before is None:
        return None
    linked, asked = _in_full(linked, asked, before, directory)
    if (pair := both(linked, before, previous)) is not None:
        linked, before = pair
    if linked.unexplained and topic_of(linked) is None:
        return None
    if not any(c.isalpha() for c in linked.text):
        linked = linked.model_copy(update={"language": previous.language})
    reading = read_scope(linked, directory, as_set=_as_set(before, linked))
    if reading.ambiguous or reading.unheld:
        return None
    if isinstance(before, Several):
        return _each(linked, asked, directory, previous, before)
    turn = Turn(linked, asked, reading, before, directory)
    if (ended := _winner(turn) or _share_of_spoken(turn) or edits.why(turn) or edits.wording(turn)) is not None:
        return _told(turn, ended)
    back = refers_back(linked, before)
    if (_stands_alone(linked, asked, reading) and not back) or whole_said(linked) is not None:
        return None
    counting = isinstance(before, Filter) and not turn.asked and turn.has("how_many_entities")
    plan = _kept(turn) if (counting or not _anew(turn)) and not (back and isinstance(before, Rank)) else None
    if plan is None:
        turn = Turn(linked, asked, reading, before, directory)
        plan = _filled(turn)
    if plan is None:
        return None
    return _told(turn, plan).model_copy(update={"context": spoken(before, plan, previous)})


def _in_full(
    linked: Linked, asked: Sequence[Asked], before: Plan, directory: Directory
) -> tuple[Linked, Sequence[Asked]]:
    """The question without what it takes back, and a department by the name of its place."""
    if (instead := taken_back(linked)) is not None:
        linked = link(instead, directory)
        asked = read_measures(linked)
    sibling = _sibling(linked, before, directory)
    return (linked, asked) if sibling is None else (sibling, read_measures(sibling))


def taken_back(linked: Linked) -> str | None:
    """不是同心，是永宁; 我问的是企业的，不是全部: what is asked instead of what was understood, in the question's own words."""
    match = TAKEN_BACK.match(linked.text.strip(" 。！!？?")) if linked.language == "zh" else None
    if match is None:
        return None
    group = "then" if match["then"] else "first"
    lead = len(linked.text) - len(linked.text.lstrip(" 。！!？?"))
    return linked.question[lead + match.start(group) : lead + match.end(group)]


def _share_of_spoken(turn: Turn) -> Lookup | None:
    """占不予处理的几成 after a figure: its share in the row that is named."""
    whole, before = whole_said(turn.linked), turn.before
    if whole is None or not isinstance(before, Lookup) or len(before.measures) != 1 or len(before.scope.bodies) != 1:
        return None
    named = turn.reading.scope
    if named.bodies or named.regions or named.years or len(before.scope.years) > 1:
        return None
    if before.yes_no is not None or not holds(whole, before.measures[0]):
        return None
    turn.said.append(turn.linked.question.strip())
    return before.model_copy(update={"added": True, "whole": whole})


def _winner(turn: Turn) -> Lookup | None:
    """它2023年呢 after a ranking: the figure of the one that was first, in another year."""
    before, named = turn.before, turn.reading.scope
    if not isinstance(before, Rank) or before.by != "body" or before.n != 1 or before.growth is not None or before.of:
        return None
    alone = turn.has("pronoun") and not turn.asked and not turn.has(*ASKS, *ANEW, "base", "noun")
    several = any(m.text in BACK for m in turn.linked.of("pronoun"))
    if not alone or several or len(named.years) != 1 or named.bodies or named.regions:
        return None
    turn.said.append(turn.linked.question.strip())
    years = {"years": named.years, "year_assumed": False, "among": before}
    return Lookup(measures=(before.measure,), scope=before.scope.model_copy(update=years))


def _sibling(linked: Linked, before: Plan, directory: Directory) -> Linked | None:
    """财政局呢 after a body of 盱眙县: the question with the name of the place before it, where that is a body's name."""
    scope = scope_of(before)
    if linked.of("body") or not linked.unexplained or len(scope.bodies) != 1 or linked.language != "zh":
        return None
    code = scope.bodies[0].division_code
    place = divisions.by_code(code) if code else None
    if place is None:
        return None
    begins = linked.text.find(linked.unexplained[0])
    ahead = max((m.end for m in linked.mentions if m.end <= begins), default=0)
    names = {h.name for held in directory.of_divisions([place.code]).values() for h in held}
    made: list[tuple[bool, Linked]] = []
    for at in range(begins, max(ahead, begins - 1) - 1, -1):  # 自然资源局呢: 自 is idle elsewhere
        named = link(linked.question[:at] + place.name + linked.question[at:], directory)
        found = [m.body for m in named.of("body") if m.body is not None and not m.body.own]
        if found and not named.unexplained:
            made.append((any(b.name in names for b in found), named.model_copy(update={"question": linked.question})))
    return max(made, key=lambda m: m[0])[1] if made else None


def _each(
    linked: Linked, asked: Sequence[Asked], directory: Directory, previous: QueryPlan, before: Several
) -> QueryPlan | None:
    """After several asks: each of them edited, where the question changes all alike; else the last."""
    made = [edit(linked, asked, directory, previous.model_copy(update={"plan": p})) for p in before.plans]
    plans = tuple(dict.fromkeys(m.plan for m in made if m is not None))
    newest = made[-1]
    if newest is None or len(plans) < 2 or any(m is None for m in made):
        return newest
    return newest.model_copy(update={"plan": Several(plans=plans)})


def _as_set(before: Plan, linked: Linked) -> bool | None:
    """A region named after a ranking narrows it; after a look-up it is the next body."""
    if linked.has("which", "every"):
        return None
    return True if isinstance(before, SETS) and (linked.of("body") or linked.has("noun")) else None


def _stands_alone(linked: Linked, asked: Sequence[Asked], reading: Reading) -> bool:
    whom = bool(reading.scope.bodies or reading.scope.regions) or reading.set_asked
    what = bool(asked) or linked.has("mention", "topic") or (whom and topic_of(linked) is not None)
    leans = linked.has("pronoun") and not reading.scope.bodies
    topic = topic_of(linked)
    contact = topic is not None and topic.startswith("contact_")
    if linked.has(*ALONE) or (contact and bool(reading.scope.bodies)):
        return True
    if whom and what and linked.has(*ASKS):
        return not (leans and linked.has("follow"))
    return bool(whom and what and reading.scope.years and not linked.has("follow", "only"))


def _anew(turn: Turn) -> bool:
    """Whether the question asks something else of what was spoken of, so that a plan of another kind answers it."""
    ranked = isinstance(turn.before, Rank) and turn.before.by == "body" and turn.before.growth is None
    words = ANEW if ranked else (*ANEW, "superlative", "top", "place")
    away = [m for m in turn.linked.of("none") if m.text in ("without", "no") and turn.reading.scope.bodies]
    asks = [m for m in turn.linked.of(*words) if m not in away]
    prosaic = topic_of(turn.linked) is not None and not turn.asked
    yes_no = is_yes_no(turn.linked) and bool(turn.asked)
    of_winner = ranked and bool(turn.asked) and turn.has("pronoun", "base") and not asks
    if of_winner or (ranked and _margin(turn)):
        return False
    return bool(asks) or prosaic or yes_no or turn.has("prose", "mention") or names_whole(turn.linked)


def _margin(turn: Turn) -> bool:
    """By how much, after who had most: the answer tells how far ahead."""
    ways = [m for m in turn.linked.of("compare")]
    alone = (
        not turn.asked and not turn.reading.scope.bodies and not turn.has(*(set(ANEW) - {"compare", "more"}), *ORDERS)
    )
    return bool(ways) and all(m.data["how"] == "difference" for m in ways) and alone


def _kept(turn: Turn) -> Plan | None:
    """The same kind of plan, edited; None where something of the question is not carried out, or nothing changes."""
    plan = turn.before
    if per_case(turn.linked) or any(a.rate_of for a in turn.asked):
        return None
    for step in KEEPING:
        plan = step(turn, plan) or plan
    if isinstance(plan, Rank) and _margin(turn):
        turn.use("compare", "more")
        turn.said.append(turn.linked.question.strip())
        plan = plan.model_copy(update={"with_values": True})
    plan = _next_best(turn, plan)
    scope = merged(turn, plan)
    if scope != scope_of(plan):
        plan = renamed(plan, scope) if isinstance(plan, Passage) else plan.model_copy(update={"scope": scope})
        turn.said.append(scope_text(scope, turn.language))
    if any(m.text in IDLE_HOW for m in turn.linked.of("how")) and turn.said:
        turn.use("how")
    nobody = isinstance(plan, Lookup) and not _whom(turn, plan) and not _bare(turn.before)
    if not turn.said or turn.left or nobody or (isinstance(plan, Lookup) and not plan.measures):
        return None
    return fitted(_of_words(turn, plan))


def _next_best(turn: Turn, plan: Plan) -> Plan:
    """除了它呢 after a ranking: the one behind the first."""
    alone = isinstance(plan, Rank) and plan.n == 1 and plan.by == "body" and plan.place is None
    if not alone or not (turn.has("except", "except_after") and turn.has("pronoun")) or turn.reading.scope.exclude:
        return plan
    turn.use("except", "except_after", "pronoun")
    turn.said.append(say(turn.language, "n_place", n="2"))
    return plan.model_copy(update={"n": 2, "place": 2})


def _of_words(turn: Turn, plan: Plan) -> Plan:
    """After a definition, a figure is asked of a body; without one, another word is to be defined."""
    if isinstance(plan, Lookup) and not _whom(turn, plan) and _bare(turn.before):
        return Define(measures=plan.measures)
    return plan


def _whom(turn: Turn, plan: Plan) -> bool:
    scope = scope_of(plan)
    return bool(scope.bodies or scope.regions or scope.levels or scope.kinds) or turn.reading.set_asked


def _bare(plan: Plan) -> bool:
    """A plan that stands for a definition: figures of nobody."""
    scope = scope_of(plan)
    return isinstance(plan, Lookup) and scope == Scope(year_assumed=True)


# -- something else asked of the same --------------------------------------------------------------------------------


def of_those(linked: Linked, directory: Directory, before: Filter | Rank) -> QueryPlan | None:
    """What is asked of the bodies that a plan finds, whatever else the words could lean on; None where it is not understood."""
    if linked.unexplained:
        return None
    turn = Turn(linked, read_measures(linked), read_scope(linked, directory, as_set=True), before, directory)
    plan = _filled(turn, found=True)
    return None if plan is None or scope_of(plan).among is None else _told(turn, plan)


def _filled(turn: Turn, *, found: bool | None = None) -> Plan | None:
    """The question planned by itself, with the bodies, years and figures that it leaves unsaid."""
    before = turn.before
    found = of_those_found(turn) if found is None else found
    if _bare(before) or turn.has("add", "reverse") or (found and not can_be_found(turn)):
        return None
    scope = among(turn) if found else _both(turn) or merged(turn, before)
    if not (_anew(turn) or turn.asked or scope != scope_of(before)):
        return None
    named = turn.reading.scope
    whole = isinstance(before, SETS) or not scope_of(before).bodies
    many = len(measures_of(before)) > 1 or len(scope.bodies) > 1
    several = many and bool(scope.bodies) and not turn.has("noun")  # which of these figures, or of these bodies
    set_asked = (turn.reading.set_asked and not several) or (whole and not named.bodies and not scope.bodies)
    if set_asked and turn.reading.set_asked and not named.bodies and not turn.has("position"):
        scope = scope.model_copy(update={"bodies": ()})
    scope = _of_many_years(turn, _with_spoken_year(turn, scope))
    reading = turn.reading.model_copy(update={"scope": scope, "set_asked": set_asked})
    spoken = () if isinstance(before, Passage) else measures_of(before)
    asked = turn.asked or tuple(_unsaid(m) for m in spoken)
    if topic_of(turn.linked) is not None and not turn.asked and not turn.has("ground_kind"):
        asked = ()
    ask = Ask(turn.linked, asked, reading)
    ask.take(reading.used)
    for step in (prose, choices_of, tables):
        made = step(ask)
        if made is None:
            continue
        plan = made.plan if isinstance(made, QueryPlan) else made
        sure = not isinstance(made, QueryPlan) or made.confidence == "sure"
        counted = isinstance(made, QueryPlan) and made.premise is not None  # 两个县: of how many bodies
        if (
            not sure
            or counted
            or isinstance(plan, Abstain | Clarify | Corpus)
            or (meaning(plan) == meaning(before) and not isinstance(plan, Passage))
            or _claims(turn, plan)
        ):
            return None
        turn.said.append(turn.linked.question.strip())
        if found:
            turn.said.append(say(turn.language, "of_found"))
        elif scope_of(plan) != scope_of(before):
            turn.said.append(scope_text(scope_of(plan), turn.language))
        return plan
    return None


def _claims(turn: Turn, plan: Plan) -> bool:
    """超过40件的呢 after one body's figure: those above 40 are asked for, not whether this one is; 一共 of figures that
    are only listed."""
    if isinstance(plan, Lookup | Rank | Filter) and turn.has("aggregate"):
        sums = all(m.data["function"] == "sum" for m in turn.linked.of("aggregate"))
        single = (
            isinstance(plan, Lookup) and len(plan.measures) == 1 == len(plan.scope.bodies) and len(plan.scope.years) < 2
        )
        return not (sums and single)
    return isinstance(plan, Lookup) and plan.yes_no is not None and not is_yes_no(turn.linked)


def _unsaid(measure: Measure) -> Asked:
    """A figure of the turn before, which stands nowhere in this question."""
    return Asked(start=-1, end=-1, indicator=measure.indicator, applicant=measure.applicant,
                 alternatives=measure.alternatives)  # fmt: skip


def _both(turn: Turn) -> Scope | None:
    """那比社旗县多多少, compare that with Tongxin: the body spoken of beside the one named."""
    spoken, named = scope_of(turn.before).bodies, turn.reading.scope.bodies
    alike = isinstance(turn.before, Lookup | Compare | Trend) and len(spoken) == 1
    bound = () if turn.has("number", "aggregate") else ("comparator",)  # is that more than Tanghe
    if not alike or len(named) != 1 or not turn.has("than", "compare", *bound):
        return None
    mark = turn.linked.of("than", "compare", *bound)[0]
    body = turn.linked.of("body")[0]
    of_it = any(body.end <= m.start for m in turn.linked.of("pronoun"))  # 同心县是它的几倍
    first = (body.end <= mark.start and mark.cls == "than") or of_it
    bodies = (named[0], spoken[0]) if first else (spoken[0], named[0])
    years = {"years": turn.reading.scope.years, "year_assumed": False} if turn.reading.scope.years else {}
    return scope_of(turn.before).model_copy(update={"bodies": bodies, **years})


def _with_spoken_year(turn: Turn, scope: Scope) -> Scope:
    """Compare that with 2023: the year spoken of beside the one named."""
    spoken, named = scope_of(turn.before).years, turn.reading.scope.years
    alike = isinstance(turn.before, Lookup | Compare) and len(spoken) == 1 == len(named) and spoken != named
    if not alike or turn.reading.scope.bodies or turn.has("number") or not turn.has("than", "compare"):
        return scope
    return scope.model_copy(update={"years": tuple(sorted((*spoken, *named))), "year_assumed": False})


def _of_many_years(turn: Turn, scope: Scope) -> Scope:
    """历年呢, 哪年最多: of every year, where the year before was only the last one spoken of."""
    if turn.has("trend", "year_noun", "all_years") and not turn.reading.scope.years:
        return scope.model_copy(update={"years": (), "year_assumed": False})
    if turn.has("position") and isinstance(turn.before, Compare) and len(scope.bodies) == 1:
        return scope.model_copy(update={"years": scope.years[-1:]})
    if turn.has("aggregate") and scope.bodies and not scope.years and not scope.year_assumed:
        return scope.model_copy(update={"years": years_of(turn, scope)})  # 一共多少 after 历年
    return scope


# -- what is said of it ----------------------------------------------------------------------------------------------


def _told(turn: Turn, plan: Plan) -> QueryPlan:
    language, linked = turn.language, turn.linked
    notes = [(c, t) for c, t in turn.reading.notes if c != "definition"]
    if linked.has("relative_year") and not isinstance(plan, Abstain):
        notes = [
            (c, t) for c, t in notes if c != "year_assumed"
        ]  # counted from the year spoken of, which the edit says
    if turn.said:
        changes = ("；" if language == "zh" else "; ").join(dict.fromkeys(turn.said))
        notes.append(("edited", say(language, "edited", changes=changes)))
    return QueryPlan(question=linked.question, language=language, plan=plan, notes=tuple(notes))


def not_followed(linked: Linked, alone: QueryPlan, context: Plan) -> QueryPlan:
    """That a question seems to lean on the one before, and that it could not be carried over."""
    language = linked.language
    detail = say(language, "not_followed", words=linked.question.strip(), plan=plan_text(context, language))
    counted = scope_of(context).bodies and measures_of(context)
    nearest = alone.plan.nearest if isinstance(alone.plan, Abstain) else None
    if counted and not linked.has("body"):
        nearest = nearest_of(counted[0], scope_of(context), language)
    plan = Abstain(reason="out_of_scope", detail=detail, nearest=nearest)
    return alone.model_copy(update={"plan": plan, "context": context, "confidence": "unsure"})


def astray(linked: Linked, plan: Plan, context: Plan) -> bool:
    """Whether a question without a subject, or of those just found, would be answered of everything."""
    found = isinstance(context, Filter) or (isinstance(context, Rank) and 1 < context.n < EVERY)
    if found and linked.has("base", "pronoun") and not linked.of("body"):
        return True
    wide = isinstance(plan, Rank | Aggregate | Filter | Passage) and not (plan.scope.bodies or plan.scope.regions)
    return wide and not linked.has("which", "all", "every", "noun", "list")


def spoken_of(linked: Linked, asked: Sequence[Asked], directory: Directory) -> Plan | None:
    """What a turn without an answer spoke of: its bodies and years, the figures it named, or both."""
    reading = read_scope(linked, directory)
    if reading.ambiguous or reading.unheld:
        return None
    measures = tuple(a.measure for a in asked if a.indicator is not None and not a.impossible)
    if not (reading.scope.bodies or reading.scope.regions or measures):
        return None
    return Lookup(measures=measures, scope=reading.scope)


def leans(linked: Linked, asked: Sequence[Asked], directory: Directory) -> bool:
    """Whether a question leaves open what it asks, or of whom."""
    reading = read_scope(linked, directory)
    whom = bool(reading.scope.bodies or reading.scope.regions) or reading.set_asked
    return not whom or not (asked or topic_of(linked) or linked.has("mention"))
