"""Which cells the words of a piece can mean."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus import catalogue
from qa import lexicon
from qa.claim_said import DISPUTE, ORGANISATIONS, RECEIVED, RESULT_ASPECTS, Context, Key
from qa.claim_words import words
from qa.link import Linked
from qa.measures import Asked

IN_PART = re.compile(r"\bin part\b|\bpartial(?:ly)?\b|\bpartly\b", re.IGNORECASE)
UNDECIDED = re.compile(
    r"\bpending\b|\bundecided\b|\bunresolved\b|\bunsettled\b|\boutstanding\b|尚未|未(?:审)?结", re.IGNORECASE
)
DIRECTLY = re.compile(r"\bdirectly\b|(?<!经复议)直接(?:起诉|提起)", re.IGNORECASE)
CASES = ("reconsideration", "litigation", "litigation_direct", "litigation_after_reconsideration")
OF_WHICH = re.compile(r"\s*(?:其中|of (?:which|these|those|them)\b)", re.IGNORECASE)
REQUEST = re.compile(
    r"申请(?:件|量)?|提出|提交|递交|requests?|applications?|filed|made|lodged|submitted", re.IGNORECASE
)
HANDLED = "requests.handled"
BARE = re.compile(r"(?:政府)?(?:信息公开)?申请|requests?|applications?", re.IGNORECASE)
OF_REQUESTS = re.compile(
    r"[件宗份]\s*(?:政府)?(?:信息公开)?申请(?:之|当)?[中里]|\bof (?:the|its|their|[\w' -]{1,30}'s?) [\d,]+ (?:requests|applications)",
    re.IGNORECASE,
)
WITH_CARRIED = (RECEIVED, "outcome.total")  # what may be said of the requests of the year and those carried in
HANDLES = re.compile(r"办理(?!完|结)|(?<!不予)处理(?!完)|handle|process|deal|dealt", re.IGNORECASE)
UNDISCLOSED = {"outcome.refused.total", "outcome.unavailable.total"}  # families of what is not disclosed
COURT = re.compile(r"\bcourts?\b|法院", re.IGNORECASE)
OTHER_OUTCOME = re.compile(r"\bother (?:outcome|result)", re.IGNORECASE)
NEW = re.compile(r"新收|\bnew request", re.IGNORECASE)
CARRIED_AFTER = re.compile(
    r"\s*[（(，,、]\s*(?:其中)?(?:含|包括|包含|including|includes)\s*(?:\d+\s*件)?(?:上年|上一年|去年|往年)?[^，。）)]{0,6}?(?:结转|\d+ carried)",
    re.IGNORECASE,
)


def keys_of(
    linked: Linked, asked: Sequence[Asked], context: Context, after: str = "", *, same_sentence: bool = True
) -> tuple[Key, ...]:
    """The cells that the piece's first measure can mean, likeliest first. `after`: what its sentence goes on with."""
    plain = [a for a in asked if not a.rate_of] or [a for a in asked if _part_first(a, linked)]
    applicants = linked.of("applicant")
    measures = [m for m in linked.of("measure") if "rate" not in m.data.get("facets", {})]
    named = [m for m in measures if not m.data.get("weak")]
    if context.measure and context.measure[0] == "outcome.disclosed" and not named and IN_PART.search(linked.text):
        return (("outcome.partly_disclosed", context.measure[1]),)  # ten in full and another ten in part
    if context.measure and context.measure[0].startswith("litigation.") and DIRECTLY.search(linked.text):
        return (("litigation_direct.total", "total"),)  # 44 lawsuits, 16 of them brought directly
    if (
        linked.has("other_word")
        and not applicants
        and not measures
        and context.measure
        and context.measure[1] != "total"
    ):
        return _known_keys([(context.measure[0], "other")])  # 自然人 40 件、其他主体 1 件
    held = context.measure[0] if context.measure else RECEIVED
    inside = context.inside or OF_WHICH.match(linked.text) is not None
    of_those = same_sentence and held.startswith("outcome.") and inside
    all_of_them = words().has("everyone", linked.text) and not linked.of("number")  # 结转 2 件，均为自然人申请
    of_those = of_those or (same_sentence and all_of_them and held.startswith(("outcome.", "requests.")))
    if applicants and (not measures or (of_those and all(REQUEST.fullmatch(m.text) for m in measures))):
        kinds = [held if held.startswith(("requests.", "outcome.")) else RECEIVED]
        kinds = kinds if same_sentence else [RECEIVED, *kinds]  # of the requests, where a sentence does not say of what
        return _known_keys([(kind, applicants[0].data["id"]) for kind in kinds])
    if not plain:
        return ()
    first = plain[0]
    if COURT.search(linked.text) and any(c.startswith("litigation.") for c in first.choices):
        first = first.model_copy(update={"choices": tuple(c for c in first.choices if c.startswith("litigation."))})
    found = [(first.indicator, first.applicant)] if first.indicator else []
    if first.indicator == "outcome.total" and NEW.search(first.read_as):
        found = [(RECEIVED, first.applicant), *found]  # handled 510 new requests
    if first.indicator in WITH_CARRIED and (HANDLES.search(first.read_as) or CARRIED_AFTER.match(after)):
        found.append((HANDLED, first.applicant))
    elif first.indicator == RECEIVED and OF_REQUESTS.search(linked.text) and BARE.fullmatch(first.read_as):
        found += [(HANDLED, first.applicant), ("outcome.total", first.applicant)]  # 9 件申请中: with those carried in
    found += [(c, first.applicant) for c in first.choices]
    found += [(a, first.applicant) for a in first.alternatives]
    return _with_group([(i, a) for i, a in found if i], linked, context)


def settled(asked: Sequence[Asked], keys: Sequence[Key], linked: Linked, context: Context) -> tuple[Asked, ...]:
    """Every measure of the piece as its first one is read: 商业企业和科研机构各 1 件 of what was named before, 维持和纠正 too."""
    head = context.measure[0].partition(".")[0] if context.measure else ""
    known = catalogue.load()
    bare = bool(keys) and keys[0][1] != "total" and not linked.of("measure")
    made = []
    for one in asked:
        tails = {c.partition(".")[2] for c in one.choices}
        if bare and one.indicator == RECEIVED and one.applicant != "total" and keys[0][0] in known:
            one = one.model_copy(update={"indicator": keys[0][0]})
        elif one.indicator is None and len(tails) == 1 and (own := f"{head}.{next(iter(tails))}") in known:
            one = one.model_copy(update={"indicator": own, "choices": ()})
        made.append(one)
    return tuple(made)


def _part_first(asked: Asked, linked: Linked) -> bool:
    """复议后起诉占 63.6%: the words before 占 name the part that the share is of."""
    first = next((m for m in linked.of("measure") if asked.start <= m.start < asked.end), None)
    return asked.rate_of and first is not None and "rate" not in first.data.get("facets", {})


def _with_group(keys: Sequence[Key], linked: Linked, context: Context) -> tuple[Key, ...]:
    """行政复议5件，其中维持2件: a result without its kind of case takes the one named before."""
    head = context.measure[0].partition(".")[0] if context.measure else ""
    if head in CASES and keys and keys[0][0] == "requests.carried_out" and UNDECIDED.search(linked.text):
        return ((f"{head}.pending", "total"),)  # 46 lawsuits, seven of them pending at the year's end
    named = any(m.data.get("facets", {}).get("subject") for m in linked.of("measure"))
    if head in (*CASES, "disputes") and not named:
        if keys and keys[0][0] == "outcome.other.total" and OTHER_OUTCOME.search(linked.text):
            return ((f"{head}.other", "total"),)  # nine lawsuits, two of them ending in other outcomes
        tails = {i.partition(".")[2] for i, _ in keys if i.partition(".")[0] in (*DISPUTE, "litigation_direct")}
        rates = {i.split(".")[1] for i, _ in keys if i.startswith(("rate.correction.", "rate.upheld."))}
        if rates:  # …54 件，纠正率…: of the cases named before
            aspect = "corrected" if "correction" in rates else "upheld"
            own = f"rate.{rates.pop()}.{head}"
            return ((own if own in catalogue.load() else f"{head}.{aspect}", "total"),)
        if tails & set(RESULT_ASPECTS):
            heads = (
                [head] if not head.startswith("litigation_") or OF_WHICH.match(linked.text) else [head, "litigation"]
            )
            return tuple((f"{h}.{t}", "total") for h in heads for t in sorted(tails & set(RESULT_ASPECTS)))
    return _known_keys(keys)


def _known_keys(keys: Sequence[Key]) -> tuple[Key, ...]:
    """Only what the catalogue has: organisations are a derived figure of the requests received, and of nothing else."""
    columns = {a.id for a in catalogue.load().applicants}
    made = [(ORGANISATIONS, "total") if k == (RECEIVED, "organisations") else k for k in keys]
    return tuple(dict.fromkeys(k for k in made if k[1] in columns and k[0] in catalogue.load()))


def sum_key(parts: Sequence[Key]) -> Key | None:
    """The derived cell that several measures add up to (予以公开 and 部分公开), where the catalogue has one."""
    wanted = {indicator for indicator, _ in parts}
    applicants = {applicant for _, applicant in parts}
    for row in lexicon.load().measures["sums"]:
        if set(row["of"]) == wanted and len(applicants) == 1:
            return str(row["is"]), applicants.pop()
    return None


def whole_of(part: Key) -> Key | None:
    """What a part is first of all a part of: 纠正 of the cases, 自然人 of the requests; None where there is no such cell."""
    head = part[0].partition(".")[0]
    if part[1] != "total":
        return part[0], "total"
    if head == "outcome":
        return "outcome.total", "total"
    if part[0].startswith("litigation_") and part[0].endswith(".total"):
        return "litigation.total", "total"
    return (f"{head}.total", "total") if head in CASES else None


def is_rate(indicator: str) -> bool:
    """Whether the figure is a percentage of its own (公开率)."""
    known = catalogue.load()
    return indicator in known and known.get(indicator).unit == "%"


def outer_of(context: Context) -> Key | None:
    """诉讼 51 件，其中直接起诉 26 件，较上年…: the measure named before that the last one is a part of."""
    last = context.measure
    return next((k for k in context.recent[:-1] if last is not None and _holds(k, last)), None)


def _holds(whole: Key, part: Key) -> bool:
    if whole[0] == part[0]:
        return whole[1] == "total" != part[1]
    head = whole[0].partition(".")[0]
    return whole == whole_of(part) or (whole[0].endswith(".total") and part[0].startswith((f"{head}.", f"{head}_")))


def as_part(key: Key) -> Key:
    """自然人申请占比: the cell that it is a share of is of."""
    entry = catalogue.load().get(key[0]) if key[0] in catalogue.load() else None
    if entry is None or entry.unit != "%":
        return key
    indicator, _, applicant = (entry.formula or "").partition(" / ")[0].partition("@")
    return (indicator, applicant or "total") if indicator in catalogue.load() else key


def narrowest(asked: Sequence[Asked]) -> Sequence[Asked]:
    """无法提供 18 件, 因为不掌握: the ground names the cell, its family only what became of the requests."""
    heads = {a.indicator.rpartition(".")[0] for a in asked if a.indicator and not a.indicator.endswith(".total")}
    families = {f"{head}.total" for head in heads if head.startswith("outcome.")}
    families |= {"outcome.undisclosed"} if families & UNDISCLOSED else set()
    return [a for a in asked if a.indicator not in families]
