"""Claims that no cell answers to, against the figures that reports state in prose (开放日 20 场次)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpus.models import Report, Statement
from corpus.normalize import simplify
from corpus.numerals import WORDS as WORDS_OF_NUMBERS
from qa.claim_bench import Bench, Found, agreement, plain, subject, unit_of
from qa.claim_said import Said
from qa.claim_words import words
from qa.corrections import with_number
from qa.rules.view import joined
from qa.subject import Want, by_synonym, idle
from qa.verdicts import MONEY

MIN_WORDS = 4  # Chinese characters that a claim must have in one run of the statement's subject
MOST = 0.6  # of that subject …
SURE_WORDS = 6  # … or this many, where no other figure of the report has them
SURE_NUMBER = 100  # a smaller one may be another statement's by chance
SHORT = 2
NEAR = 12  # characters between a count and its share
HALF = 0.5  # of a statement's words must be what an English claim names
FEE = re.compile(r"(?:政府)?(?:信息)?(?:公开)?(?:信息)?处理费(?:用)?")
GENERIC = re.compile(r"政府信息|信息|活动|情况|申请(?!人)")  # said or left out at will
LIGHT = re.compile(
    r"其中|占比|占|全年|今年|年以来|以来|累计|共|约|近|超过|达|为|通过|方式|途径|渠道|收入|开展|举办|组织|举行|录制|策划|召开|收取|收到|接到|发生|出现|任何|过|了"
)
FEE_EN = re.compile(
    r"\bprocessing fees?\b|\b(?:charged?|collected|levied|took)\b.{0,40}\bfor (?:processing|handling)\b", re.IGNORECASE
)
FEE_OTHER = re.compile(r"\b(?:each|per|average|every|administrative|waived|refunded)\b", re.IGNORECASE)
NOT_WORDS = re.compile(r"[^\u4e00-\u9fffA-Za-z]+")
DENIAL = re.compile(r"未(?!来|成年)|没有|没收|无(?!障碍|线|偿|人机|论|疑)")
CLAUSE = re.compile(r"[^，。；,;!?！？|]+")
VERBS_EN = re.compile(
    r"^(?:held|hold|hosts?|hosted|drew|draws|attracted|had|got|ran|run|organi[sz]ed|staged|produced|published|released|issued|"
    r"received|answered|made|posted|put|recorded|charged?|collect(?:ed)?|items?|pieces?|million|thousand|hundred|billion|"
    r"people|persons?|events?|fewer|less|more|than|least|most|at|did|not|no|any|never|did not)$"
)
LATIN_WORD = re.compile(r"[a-z][a-z'’\-]*")


def judge_statement(said: Said, bench: Bench) -> Found:
    """Supported or refuted where one statement of the report has the same words; open otherwise."""
    nothing = Found(
        verdict="unverifiable", reason="no_evidence",
        explanation=bench.say("报告的表格和正文里没有可核对的数字。", "Neither table nor prose has a figure for this."),
    )  # fmt: skip
    numeral = said.numeral
    if numeral is None:
        return nothing
    pick = subject(said, bench)
    if isinstance(pick, Found):
        return pick if pick.reason == "no_such_report" else nothing
    report = pick.report
    content = _content(said, report)
    prose = _shares_of(s for s in bench.store.statements(report_ids=[report.report_id]) if s.metric is None)
    held = _matching(said, content, prose, unit_of(numeral, said))
    same = [s for s in held if agreement(numeral, said, s.value, s.unit) != "no"]
    same = same or ([] if held else _same_number(said, content, prose, unit_of(numeral, said)))
    if same:
        exact = same[0].value == numeral.value
        return _found(said, same[0], report, bench, supported=True, reason="exact" if exact else "rounded")
    if len(held) == 1:
        return _found(said, held[0], report, bench, supported=False, reason="wrong_value")
    return nothing


def _content(said: Said, report: Report, *, whole: bool = False) -> str:
    """The words of the claim that say what is counted; `whole` keeps those that are mostly left out."""
    text = simplify(said.piece.text)
    numeral = said.numeral
    if numeral is not None:
        text = text[: numeral.start] + "\n" + text[numeral.whole_end :]
    if said.about:
        text = f"{simplify(said.about)}\n{text}"
    names = {report.body.name, report.body.division, *(b.asked for b in said.bodies)}
    for name in sorted((n for n in names if n), key=lambda n: (-len(n), n)):
        text = text.replace(name, "\n")
    text = re.sub(r"(?:19|20)\d\d年?(?:度)?", "\n", text)
    known = words()
    for filler in (
        "全年",
        "共",
        "累计",
        "举办了",
        "当年",
        "该县",
        "该区",
        "约",
        "近",
        "超过",
        "余",
        "以上",
        *known.filler_zh,
    ):
        if len(filler) > 1 or filler in "共约近余了":
            text = text.replace(filler, "\n")
    text = NOT_WORDS.sub("", text)
    text = text if whole else FEE.sub("处理费", text)
    return LIGHT.sub("", text if whole else GENERIC.sub("", text))


def _shares_of(prose: Iterable[Statement]) -> list[Statement]:
    """邮寄申请 26 件，占比 63%: a bare share is of what was counted just before it in the same sentence."""
    made: list[Statement] = []
    for statement in prose:
        before = made[-1] if made else None
        near = before is not None and 0 <= statement.locator.start - before.locator.end <= NEAR
        if (
            before is not None
            and near
            and statement.unit == "%"
            and statement.subject.strip() in ("占比", "占", "占比为")
        ):
            statement = statement.model_copy(update={"subject": before.subject + "占比"})
        made.append(statement)
    return made


def _matching(said: Said, content: str, prose: Sequence[Statement], unit: str) -> list[Statement]:
    """The statements that count what the claim counts."""
    if said.language == "en":
        wants = _english(said)
        return [s for s in prose if (s.unit == "%") == (unit == "%") and wants and _met(wants, s)]
    prose = [s for s in prose if _unit(s.unit) == _unit(unit)]
    found = [s for s in prose if _says(content, s)]
    if found or len(content) < SURE_WORDS:
        return found
    inside = [s for s in prose if content in _subject(s)]
    return inside if len(inside) == 1 else []


def _same_number(said: Said, content: str, prose: Sequence[Statement], unit: str) -> list[Statement]:
    """网站 1034 条: a large number of the same things, which one statement with that word has; only ever agreement."""
    numeral = said.numeral
    if numeral is None or numeral.value < SURE_NUMBER or len(content) < SHORT or said.language == "en":
        return []
    same = [s for s in prose if s.value == numeral.value and _unit(s.unit) == _unit(unit)]
    return same if len(same) == 1 and content in _subject(same[0]) else []


def _english(said: Said) -> tuple[Want, ...]:
    """What an English claim names, in the words of Chinese reports; nothing where one of its words stays unread."""
    if FEE_EN.search(said.piece.text):
        return (Want(names=("处理费",)),) if not FEE_OTHER.search(said.piece.text) else ()
    wants, rest = by_synonym(said.piece.text.lower().replace("-", " "))
    names = {w for b in said.bodies for w in re.findall(r"[a-z]+", b.asked.lower())}
    known = words().filler_en | names
    for word in LATIN_WORD.findall(rest):
        bare = re.sub(r"['’]s?$", "", word).strip("-")
        if bare and bare not in known and not VERBS_EN.match(bare) and not idle(bare) and bare not in WORDS_OF_NUMBERS:
            return ()
    return tuple(wants)


def _met(wants: Sequence[Want], statement: Statement) -> bool:
    text = _subject(statement)
    met = [max((n for n in want.names if n in text), key=len, default="") for want in wants]
    return all(met) and sum(map(len, met)) >= HALF * len(text)


def judge_absence(said: Said, bench: Bench) -> Found:
    """未收取信息处理费: supported where a clause of the report denies the same thing; open otherwise."""
    nothing = Found(
        verdict="unverifiable", reason="no_evidence",
        explanation=bench.say("报告没有这样写。", "No sentence of the report says so."),
    )  # fmt: skip
    pick = subject(said, bench)
    if isinstance(pick, Found):
        return pick if pick.reason == "no_such_report" else nothing
    if said.language == "en":
        wants = _english(said)
    else:
        content = DENIAL.sub("", _content(said, pick.report, whole=True), count=1)
        wants = (Want(names=(content,)),) if len(content) >= MIN_WORDS else ()
    text = bench.ledger.text(pick.report.report_id)
    for clause in CLAUSE.finditer(text) if wants else ():
        plain_text = LIGHT.sub("", GENERIC.sub("", re.sub(r"\s+", "", simplify(clause[0]))))
        folded = re.sub(r"\s+", "", simplify(clause[0]))
        if DENIAL.search(folded) and all(w.met_by(plain_text) or w.met_by(folded) for w in wants):
            start = clause.start() + len(clause[0]) - len(clause[0].lstrip())
            cite = bench.ledger.cite_passage(pick.report, start, clause.end(), None)
            return Found(
                verdict="supported", reason="exact", citations=(cite,),
                found={"report_id": pick.report.report_id, "body": pick.report.body.name, "year": pick.report.year, "statement": True},
                explanation=bench.say(
                    f"{bench.name(pick.report)} {pick.report.year} 年报告正文：“{joined(cite.quote)}”",
                    f"The prose of {bench.name(pick.report)}'s {pick.report.year} report: “{joined(cite.quote)}”",
                ),
            )  # fmt: skip
    return _contradicted(said, pick.report, bench) or nothing


def _contradicted(said: Said, report: Report, bench: Bench) -> Found | None:
    """没有收取信息处理费, where the report states how much: refuted by that figure."""
    content = DENIAL.sub("", _content(said, report))
    stated = [s for s in bench.store.statements(report_ids=[report.report_id]) if s.metric is None and s.value > 0]
    if said.language == "en":
        held = [s for s in stated if _subject(s) == "处理费" and FEE_EN.search(said.piece.text)]
    else:
        held = [s for s in stated if content and content == _subject(s)]
    return _found(said, held[0], report, bench, supported=False, reason="wrong_value") if len(held) == 1 else None


def _subject(statement: Statement) -> str:
    text = FEE.sub("处理费", NOT_WORDS.sub("", simplify(joined(statement.subject))))
    if text.endswith("处理费"):
        return "处理费"  # whoever charged it: the statement is the report's own
    return LIGHT.sub("", GENERIC.sub("", text))


def _says(content: str, statement: Statement) -> bool:
    """The claim counts what the statement counts: the same words, or most of them in one run."""
    held = _subject(statement)
    if not content or content == held:
        return bool(content)
    return len(content) >= MIN_WORDS and content in held and len(content) >= len(held) * MOST


def _unit(unit: str) -> str:
    return "元" if unit in MONEY else {"场次": "场", "人次": "人次", "期次": "期"}.get(unit, unit)


def _found(said: Said, statement: Statement, report: Report, bench: Bench, *, supported: bool, reason: str) -> Found:
    where = statement.locator
    cite = bench.ledger.cite_passage(report, where.start, where.end, where.page)
    cite = cite.model_copy(update={"quote": bench.ledger.text(report.report_id)[where.row_start : where.row_end]})
    value = plain(statement.value)
    numeral = said.numeral
    made = {
        "report_id": report.report_id, "body": report.body.name, "year": report.year, "value": float(statement.value),
        "unit": statement.unit, "label": joined(statement.subject), "statement": True,
    }  # fmt: skip
    return Found(
        verdict="supported" if supported else "refuted", reason=reason, found=made, citations=(cite,),
        correction=None if supported or numeral is None else with_number(said.piece, numeral, statement.value),
        explanation=bench.say(
            f"{bench.name(report)} {report.year} 年报告正文：“{joined(cite.quote)}”",
            f"The prose of {bench.name(report)}'s {report.year} report has {value}{statement.unit}: “{joined(cite.quote)}”",
        ),
    )  # fmt: skip
