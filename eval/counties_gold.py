"""Questions over the made corpus of `eval.counties`, each answer worked out here from the made figures themselves.

Nothing of `qa` is used. `python -m eval.counties_gold FILE` writes the committed set; a test holds them equal.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from eval.counties import TERMS, Made, reports

SEED = 7
YEAR = 2024
Case = dict[str, Any]
Get = Callable[[Made], Decimal]

# (indicator, applicant, ways to ask in Chinese, ways to ask in English)
FIGURES: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("requests.received", "total", ("新收到多少件政府信息公开申请", "收到多少件申请", "新收的申请有几件"), ("How many information requests did {b} receive in {y}", "How many new requests were filed with {b} in {y}")),
    ("requests.received", "natural_person", ("收到自然人的申请多少件", "个人提出的申请有多少件"), ("How many requests from natural persons did {b} receive in {y}", "How many requests did individuals file with {b} in {y}")),
    ("requests.received", "business", ("商业企业提交了多少件申请", "收到企业的申请几件"), ("How many requests did businesses file with {b} in {y}",)),
    ("requests.received", "legal_services", ("法律服务机构的申请有多少件",), ("How many requests from legal service organisations did {b} receive in {y}",)),
    ("requests.carried_in", "total", ("上年结转的申请有多少件",), ("How many requests were carried in from the previous year at {b} in {y}",)),
    ("requests.carried_out", "total", ("结转下年度继续办理的申请有多少件",), ("How many requests did {b} carry over to the next year in {y}",)),
    ("outcome.disclosed", "total", ("予以公开多少件", "全部予以公开的申请有几件"), ("How many requests did {b} disclose in full in {y}",)),
    ("outcome.disclosed", "natural_person", ("自然人的申请中予以公开多少件",), ("How many requests from natural persons did {b} disclose in full in {y}",)),
    ("outcome.partly_disclosed", "total", ("部分公开多少件",), ("How many requests did {b} partly disclose in {y}",)),
    ("outcome.refused.third_party_rights", "total", ("因保护第三方合法权益不予公开的有几件",), ("How many requests did {b} refuse to protect third-party rights in {y}",)),
    ("outcome.refused.process_information", "total", ("属于四类过程性信息不予公开的有几件",), ("How many requests did {b} refuse as process information in {y}",)),
    ("outcome.refused.enforcement_file", "total", ("属于行政执法案卷不予公开的有多少件",), ("How many requests did {b} refuse as enforcement files in {y}",)),
    ("outcome.unavailable.not_held", "total", ("本机关不掌握相关政府信息的有多少件",), ("How many requests could {b} not answer in {y} because it does not hold the information",)),
    ("outcome.not_processed.duplicate", "total", ("因重复申请不予处理的有几件",), ("How many requests did {b} not process in {y} because they were duplicates",)),
    ("outcome.total", "total", ("办理结果总计多少件",), ("What was the total of outcomes at {b} in {y}",)),
    ("reconsideration.total", "total", ("行政复议有多少件",), ("How many administrative reconsideration cases did {b} have in {y}",)),
    ("reconsideration.corrected", "total", ("行政复议结果纠正多少件",), ("How many reconsideration cases against {b} were corrected in {y}",)),
    ("litigation_direct.total", "total", ("未经复议直接起诉的案件有多少件",), ("How many lawsuits were filed directly against {b} in {y}",)),
    ("litigation_after_reconsideration.upheld", "total", ("复议后起诉结果维持的有几件",), ("How many lawsuits after reconsideration were upheld at {b} in {y}",)),
    ("licensing.decisions", "total", ("作出多少件行政许可决定", "行政许可处理决定数量是多少"), ("How many administrative licensing decisions did {b} make in {y}",)),
    ("penalties.decisions", "total", ("作出多少件行政处罚决定",), ("How many administrative penalty decisions did {b} make in {y}",)),
    ("coercion.decisions", "total", ("行政强制处理决定有多少件",), ("How many administrative coercion decisions did {b} make in {y}",)),
    ("fees.amount", "total", ("行政事业性收费是多少万元",), ("How much in administrative fees did {b} collect in {y}",)),
    ("normative_documents.issued", "total", ("制发了多少件行政规范性文件",), ("How many normative documents did {b} issue in {y}",)),
    ("normative_documents.repealed", "total", ("废止了几件行政规范性文件",), ("How many normative documents did {b} repeal in {y}",)),
    ("normative_documents.in_force", "total", ("现行有效的规范性文件有多少件",), ("How many normative documents of {b} were in force in {y}",)),
)  # fmt: skip

# (name, getter, zh noun, en noun) for questions over many bodies
MEASURES: tuple[tuple[str, Get, str, str], ...] = (
    ("received", lambda m: m.value("requests.received"), "收到的申请", "new requests"),
    ("litigation", lambda m: litigation(m), "行政诉讼", "lawsuits"),
    ("reconsideration", lambda m: m.value("reconsideration.total"), "行政复议", "administrative reconsideration cases"),
    ("licences", lambda m: m.value("licensing.decisions"), "行政许可", "licensing decisions"),
    ("penalties", lambda m: m.value("penalties.decisions"), "行政处罚", "penalty decisions"),
    ("disclosed", lambda m: m.value("outcome.disclosed"), "予以公开的申请", "requests disclosed in full"),
    ("refused", lambda m: family(m, "outcome.refused."), "不予公开的申请", "refused requests"),
    ("in-force", lambda m: m.value("normative_documents.in_force"), "现行有效规范性文件", "normative documents in force"),
)  # fmt: skip
OF_GOVERNMENTS = ("licences", "penalties")  # measures of what only a government does
REGIONS = (("宁夏", "Ningxia"), ("河南", "Henan"), ("江苏", "Jiangsu"), ("浙江", "Zhejiang"))


def litigation(made: Made) -> Decimal:
    return made.value("litigation_direct.total") + made.value("litigation_after_reconsideration.total")


def family(made: Made, prefix: str) -> Decimal:
    return sum((v for k, v in made.cells.items() if k.startswith(prefix) and k.endswith("@total")), Decimal(0))


def counties(year: int = YEAR, province: str | None = None) -> list[Made]:
    """One report a county: its government's own, else its office's."""
    best: dict[str, Made] = {}
    for made in reports():
        if made.year != year or made.kind not in ("government", "office") or made.division.endswith("市"):
            continue
        if province is not None and made.province != province:
            continue
        if made.division not in best or made.kind == "government":
            best[made.division] = made
    return list(best.values())


def speaking_for(measure: str, province: str | None = None) -> list[Made]:
    """The reports that give a county's figure of a measure: what an office licenses or fines is not what its county
    does, so that a county of which only the office reported is not among them for these."""
    rows = counties(province=province)
    return [m for m in rows if m.kind == "government"] if measure in OF_GOVERNMENTS else rows


def cases() -> list[Case]:
    """Every case, numbered within its family."""
    rng = random.Random(SEED)  # noqa: S311 - a fixed set, not a secret
    made: list[Case] = []
    for name, rows in (
        ("lookup", _lookups(rng)), ("rank", _ranks(rng)), ("filter", _filters()), ("aggregate", _aggregates()),
        ("compare", _compares(rng)), ("trend", _trends()), ("rate", _rates(rng)), ("abstain", _abstentions()),
        ("passage", _passages(rng)), ("scope", _scopes()),
    ):  # fmt: skip
        for number, row in enumerate(rows, start=1):
            tags = [name, *row.pop("tags")]
            made.append({"id": f"counties-{name}-{number:03d}", **row, "tags": tags, "read_in": "eval.counties"})
    return made


def _case(question: str, language: str, expect: Case, *tags: str, group: str | None = None) -> Case:
    row: Case = {"question": question, "tags": [language, *tags], "expect": expect}
    return {**row, "group": group} if group else row


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _rounded(value: Decimal) -> float:
    return float(value.quantize(Decimal("0.01"), ROUND_HALF_UP))


def _lookups(rng: random.Random) -> Iterator[Case]:
    governments = [m for m in reports() if m.kind == "government" and not m.division.endswith("市")]
    for indicator, applicant, zh, en in FIGURES:
        for made in rng.sample(governments, 3):
            value = _number(made.value(indicator, applicant))
            cell = {"body": made.body, "year": made.year, "indicator": indicator, "applicant": applicant}
            expect = {"number": value, "cells": [cell]}
            group = f"{indicator}-{applicant}-{made.body}-{made.year}"
            yield _case(f"{made.division}{made.year}年{rng.choice(zh)}？", "zh", expect, group=group)
            yield _case(rng.choice(en).format(b=made.division_en, y=made.year) + "?", "en", expect, group=group)


def _best(rows: Sequence[Made], get: Get, *, most: bool = True) -> list[str]:
    top = (max if most else min)(get(m) for m in rows)
    return [m.division for m in rows if get(m) == top]


def _ranks(rng: random.Random) -> Iterator[Case]:
    for name, get, zh, en in MEASURES:
        everyone = speaking_for(name)
        winners = {"entities": _best(everyone, get)}
        yield _case(f"{YEAR}年哪个县{zh}最多？", "zh", winners, group=f"most-{name}")
        yield _case(f"{zh}最多的县是哪个？我问的是{YEAR}年。", "zh", winners, "chatter", group=f"most-{name}")
        yield _case(f"Which county had the most {en} in {YEAR}?", "en", winners, group=f"most-{name}")
        ordered = sorted(everyone, key=get, reverse=True)
        if len({get(m) for m in ordered[:4]}) == 4:
            top = [m.division for m in ordered[:3]]
            yield _case(f"{YEAR}年{zh}最多的前三个县", "zh", {"entities_ordered": top}, "topn", group=f"top3-{name}")
            yield _case(
                f"Top 3 counties by {en} in {YEAR}", "en", {"entities_ordered": top}, "topn", group=f"top3-{name}"
            )
        province, english = rng.choice(REGIONS)
        local = speaking_for(name, province)
        yield _case(f"{YEAR}年{province}哪个县{zh}最多？", "zh", {"entities": _best(local, get)}, "region")
        yield _case(
            f"Which county in {english} had the most {en} in {YEAR}?", "en", {"entities": _best(local, get)}, "region"
        )
        if min(get(m) for m in everyone) > 0:
            fewest = {"entities": _best(everyone, get, most=False)}
            yield _case(f"{YEAR}年哪个区县{zh}最少？", "zh", fewest, group=f"fewest-{name}")
            yield _case(f"Which county had the fewest {en} in {YEAR}?", "en", fewest, group=f"fewest-{name}")


def _filters() -> Iterator[Case]:
    for name, get, zh, en in MEASURES:
        everyone = speaking_for(name)
        limit = sorted(get(m) for m in everyone)[len(everyone) * 2 // 3]
        over = [m.division for m in everyone if get(m) > limit]
        at_least = [m.division for m in everyone if get(m) >= limit]
        yield _case(f"{YEAR}年哪些县{zh}超过{limit}件？", "zh", {"entities": over})
        yield _case(f"Which counties had more than {limit} {en} in {YEAR}?", "en", {"entities": over})
        yield _case(f"{YEAR}年{zh}不少于{limit}件的县有哪些？", "zh", {"entities": at_least})
        yield _case(f"{YEAR}年有多少个县{zh}超过{limit}件？", "zh", {"number": len(over)}, "count")
        yield _case(f"How many counties had at least {limit} {en} in {YEAR}?", "en", {"number": len(at_least)}, "count")
        none = [m.division for m in everyone if get(m) == 0]
        if none:
            yield _case(f"{YEAR}年哪些县没有{zh}？", "zh", {"entities": none}, "negation")
            yield _case(f"Which counties had no {en} in {YEAR}?", "en", {"entities": none}, "negation")
    for province, english in REGIONS[:3]:
        none = [m.division for m in counties(province=province) if litigation(m) == 0]
        if none:
            yield _case(f"{YEAR}年{province}有哪些县没有行政诉讼？", "zh", {"entities": none}, "region", "negation")
            yield _case(
                f"Which counties in {english} had no litigation in {YEAR}?",
                "en",
                {"entities": none},
                "region",
                "negation",
            )


def _aggregates() -> Iterator[Case]:
    for name, get, zh, en in MEASURES:
        for province, english in (("河南", "Henan"), ("江苏", "Jiangsu")):
            rows = speaking_for(name, province)
            total = sum(map(get, rows), Decimal(0))
            yield _case(f"{YEAR}年{province}各县{zh}一共多少件？", "zh", {"number": _number(total)}, "sum")
            yield _case(
                f"What was the total number of {en} of the counties in {english} in {YEAR}?",
                "en",
                {"number": _number(total)},
                "sum",
            )
        rows = counties(province="江苏")
        mean = sum(map(get, rows), Decimal(0)) / len(rows)
        yield _case(f"{YEAR}年江苏各县平均{zh}多少件？", "zh", {"number": _rounded(mean), "tolerance": 0.01}, "mean")
        yield _case(
            f"What was the average number of {en} per county in Jiangsu in {YEAR}?",
            "en",
            {"number": _rounded(mean), "tolerance": 0.01},
            "mean",
        )


def _compares(rng: random.Random) -> Iterator[Case]:
    governments = [m for m in counties() if m.kind == "government"]
    for _, get, zh, en in MEASURES:
        first, second = rng.sample(governments, 2)
        while get(first) == get(second):
            first, second = rng.sample(governments, 2)
        more, less = (first, second) if get(first) > get(second) else (second, first)
        yield _case(f"{YEAR}年{first.division}和{second.division}哪个{zh}多？", "zh", {"entities": [more.division]})
        yield _case(
            f"{YEAR}年{more.division}的{zh}比{less.division}多多少件？",
            "zh",
            {"number": _number(get(more) - get(less))},
        )
        yield _case(
            f"Did {first.division_en} or {second.division_en} have more {en} in {YEAR}?",
            "en",
            {"entities": [more.division]},
        )


def _trends() -> Iterator[Case]:
    by_body: dict[str, dict[int, Made]] = {}
    for made in reports():
        by_body.setdefault(made.body, {})[made.year] = made
    for body, years in by_body.items():
        if not {2023, 2024} <= set(years) or years[2024].kind != "government":
            continue
        before, after = years[2023], years[2024]
        change = after.value("requests.received") - before.value("requests.received")
        if change == 0 or before.value("requests.received") == 0:
            continue
        way, english = ("增加", "increase") if change > 0 else ("减少", "decrease")
        yield _case(f"{body}2024年收到的申请比2023年{way}了多少件？", "zh", {"number": abs(_number(change))}, "change")
        percent = abs(_rounded(change * 100 / before.value("requests.received")))
        yield _case(
            f"By how many percent did requests received by {after.division_en} {english} from 2023 to 2024?",
            "en", {"number": percent, "tolerance": 0.01}, "change",
        )  # fmt: skip


def _rates(rng: random.Random) -> Iterator[Case]:
    governments = [m for m in reports() if m.kind == "government" and m.value("outcome.total") > 0]
    for made in rng.sample(governments, 8):
        base = made.value("outcome.total")
        rate = _rounded(made.value("outcome.disclosed") * 100 / base)
        yield _case(f"{made.body}{made.year}年的公开率是多少？", "zh", {"number": rate, "tolerance": 0.01, "unit": "%"})
        share = _rounded(made.value("outcome.unavailable.not_held") * 100 / base)
        yield _case(
            f"{made.body}{made.year}年不掌握相关信息的占办理结果的比例是多少？",
            "zh",
            {"number": share, "tolerance": 0.01},
        )
        refused = _rounded(family(made, "outcome.refused.") * 100 / base)
        english = made.division_en + (" City" if made.division.endswith("市") else "")
        yield _case(
            f"What share of outcomes did {english} refuse in {made.year}?", "en", {"number": refused, "tolerance": 0.01}
        )
    for made in rng.sample([m for m in governments if m.value("requests.received") > 0], 5):
        share = _rounded(made.value("requests.received", "natural_person") * 100 / made.value("requests.received"))
        yield _case(
            f"{made.body}{made.year}年自然人申请占新收申请的比重是多少？", "zh", {"number": share, "tolerance": 0.01}
        )


def _abstentions() -> Iterator[Case]:
    for name, english in (
        ("平罗县", "Pingluo County"),
        ("红寺堡区", "Hongsibu District"),
        ("淅川县", "Xichuan County"),
        ("泗洪县", "Sihong County"),
    ):
        expect = {"status": "abstained", "reason": "no_such_report"}
        yield _case(f"{name}2024年收到多少件申请？", "zh", expect, "no_such_report")
        yield _case(f"How many lawsuits did {english} face in 2024?", "en", expect, "no_such_report")
    for name, english, year in (
        ("盐池县", "Yanchi County", 2021),
        ("方城县", "Fangcheng County", 2020),
        ("澄迈县", "Chengmai County", 2022),
        ("金湖县", "Jinhu County", 2023),
    ):
        expect = {"status": "abstained", "reason": "year_missing"}
        yield _case(f"{name}{year}年行政诉讼有多少件？", "zh", expect, "year_missing")
        yield _case(f"How many requests did {english} receive in {year}?", "en", expect, "year_missing")
    outside = {"status": "abstained", "reason_any": ["out_of_scope", "no_evidence"]}
    for question in (
        "盱眙县2024年的财政收入是多少？",
        "余杭区2024年常住人口多少？",
        "德清县2024年地区生产总值是多少？",
        "社旗县2024年有多少名公务员？",
        "贺兰县明天天气怎么样？",
    ):
        yield _case(question, "zh", outside, "out_of_scope")
    for question in (
        "What was the GDP of Xuyi County in 2024?",
        "Who is the mayor of Huai'an?",
        "Which county had the most road deaths in 2024?",
        "How many schools are there in Deqing County?",
    ):
        yield _case(question, "en", outside, "out_of_scope")
    opinion = {"status": "abstained", "reason": "opinion"}
    for question in ("哪个县的政务公开做得最好？", "盱眙县的政府信息公开工作算不算透明？"):
        yield _case(question, "zh", opinion, "opinion")
    yield _case("Is Yuhang District doing a good job on transparency?", "en", opinion, "opinion")
    everyone = counties()
    top = set(_best(everyone, litigation))
    for made in [m for m in everyone if m.division not in top][:4]:
        expect = {"status": "abstained", "reason": "false_premise"}
        yield _case(f"为什么{made.division}{YEAR}年行政诉讼最多？", "zh", expect, "false_premise")
        yield _case(f"Why did {made.division_en} have the most lawsuits in {YEAR}?", "en", expect, "false_premise")


def _passages(rng: random.Random) -> Iterator[Case]:
    governments = [m for m in reports() if m.kind == "government" and m.year == YEAR]
    for made in rng.sample(governments, 6):
        expect = {"text_any": [f"{made.open_days}场"], "cite": [made.file]}
        yield _case(f"{made.body}{made.year}年举办了多少场政府开放日？", "zh", expect)
        english = made.division_en + (" City" if made.division.endswith("市") else "")
        yield _case(f"How many open days did {english} hold in {made.year}?", "en", expect)
    for made in rng.sample(governments, 5):
        yield _case(
            f"{made.body}{made.year}年报告的联系电话是多少？", "zh", {"text_any": [made.phone], "cite": [made.file]}
        )
        yield _case(f"{made.body}{made.year}年存在什么问题？", "zh", {"text_any": [made.problem], "cite": [made.file]})
    for made in [m for m in governments if m.fee][:3] + [m for m in governments if not m.fee][:3]:
        said = [f"{made.fee}元"] if made.fee else ["没有收取信息处理费"]
        yield _case(
            f"{made.body}{made.year}年收取了信息处理费吗？", "zh", {"text_any": said, "cite": [made.file]}, "boolean"
        )
    for term in TERMS:
        who = {m.body for m in reports() if m.year == YEAR and term in m.terms}
        yield _case(f"{YEAR}年哪些机关的报告提到了{term}？", "zh", {"entities": sorted(who)}, "who")


def _scopes() -> Iterator[Case]:
    by_name = {(m.body, m.year): m for m in reports()}
    for body, year, indicator, ask in (
        ("盱眙县财政局", 2024, "requests.received", "收到多少件申请"), ("盱眙县财政局", 2023, "outcome.disclosed", "予以公开多少件"),
        ("盱眙县卫生健康委员会", 2024, "requests.received", "收到多少件申请"), ("余杭区市场监督管理局", 2024, "penalties.decisions", "作出多少件行政处罚决定"),
        ("同心县自然资源局", 2024, "requests.received", "收到多少件申请"), ("同心县人民政府办公室", 2024, "requests.received", "收到多少件申请"),
        ("盱眙县人民政府办公室", 2024, "outcome.total", "办理结果总计多少件"), ("淮安市人民政府", 2024, "requests.received", "收到多少件申请"),
        ("吴忠市人民政府", 2024, "reconsideration.total", "行政复议有多少件"),
    ):  # fmt: skip
        value = _number(by_name[(body, year)].value(indicator))
        cell = {"body": body, "year": year, "indicator": indicator}
        yield _case(f"{body}{year}年{ask}？", "zh", {"number": value, "cells": [cell]}, "body")
    office = by_name[("殷都区人民政府办公室", 2024)]
    expect = {"number": _number(office.value("requests.received")), "warnings_any": ["body_assumed"]}
    yield _case("殷都区2024年收到多少件申请？", "zh", expect, "body_assumed")
    yield _case("How many requests did Yindu District receive in 2024?", "en", expect, "body_assumed")
    unlike = {"warnings_any": ["scope_mismatch"]}
    yield _case("盱眙县人民政府和盱眙县财政局2024年谁收到的申请多？", "zh", unlike, "unlike")
    cities = [m for m in reports() if m.division.endswith("市") and m.year == YEAR]
    winner = max(cities, key=lambda m: m.value("requests.received"))
    yield _case("2024年哪个地级市收到的申请最多？", "zh", {"entities": [winner.division]}, "level")
    yield _case(
        "Which prefecture-level city received the most requests in 2024?",
        "en",
        {"entities": [winner.division]},
        "level",
    )


def dump(rows: Iterable[Case]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(dump(cases()), encoding="utf-8")
