"""A made corpus of 48 reports: real names, invented figures that hold all 42 identities, prose of our own.

`write(folder)` prints the documents; `eval.counties_gold` asks about the same figures and works out each answer from
them in a few lines of its own, so that gold never comes from the program. The seed fixes everything.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from corpus import catalogue
from corpus.models import Model

SEED = 20241122
APPLICANTS = ("natural_person", "business", "research", "public_interest", "legal_services", "other")
WEIGHTS = (80, 12, 1, 2, 4, 1)
OUTCOME_WEIGHTS = {
    "outcome.disclosed": 38, "outcome.partly_disclosed": 12, "outcome.refused.state_secret": 1,
    "outcome.refused.prohibited_by_law": 2, "outcome.refused.security_stability": 1, "outcome.refused.third_party_rights": 3,
    "outcome.refused.internal_affairs": 3, "outcome.refused.process_information": 3, "outcome.refused.enforcement_file": 2,
    "outcome.refused.administrative_query": 2, "outcome.unavailable.not_held": 20, "outcome.unavailable.needs_creation": 2,
    "outcome.unavailable.still_unclear": 1, "outcome.not_processed.petition_complaint": 3, "outcome.not_processed.duplicate": 2,
    "outcome.not_processed.publication": 1, "outcome.not_processed.excessive": 1, "outcome.not_processed.confirm_or_reissue": 1,
    "outcome.other.not_corrected_in_time": 2, "outcome.other.fee_unpaid": 1, "outcome.other.other": 1,
}  # fmt: skip
GROUPS = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")

# division, its name in English, province, kind of body, body as printed, years, size
WHO: tuple[tuple[str, str, str, str, str, tuple[int, ...], int], ...] = (
    ("同心县", "Tongxin County", "宁夏", "government", "同心县人民政府", (2022, 2023, 2024), 60),
    ("永宁县", "Yongning County", "宁夏", "government", "永宁县人民政府", (2023, 2024), 90),
    ("贺兰县", "Helan County", "宁夏", "government", "贺兰县人民政府", (2023, 2024), 75),
    ("盐池县", "Yanchi County", "宁夏", "government", "盐池县人民政府", (2024,), 40),
    ("中宁县", "Zhongning County", "宁夏", "government", "中宁县人民政府", (2024,), 55),
    ("社旗县", "Sheqi County", "河南", "government", "社旗县人民政府", (2022, 2023, 2024), 45),
    ("唐河县", "Tanghe County", "河南", "government", "唐河县人民政府", (2023, 2024), 130),
    ("方城县", "Fangcheng County", "河南", "government", "方城县人民政府", (2024,), 70),
    ("汤阴县", "Tangyin County", "河南", "government", "汤阴县人民政府", (2023, 2024), 35),
    ("内乡县", "Neixiang County", "河南", "government", "内乡县人民政府", (2024,), 20),
    ("盱眙县", "Xuyi County", "江苏", "government", "盱眙县人民政府", (2022, 2023, 2024), 210),
    ("涟水县", "Lianshui County", "江苏", "government", "涟水县人民政府", (2023, 2024), 160),
    ("金湖县", "Jinhu County", "江苏", "government", "金湖县人民政府", (2024,), 95),
    ("多伦县", "Duolun County", "内蒙古", "government", "多伦县人民政府", (2023, 2024), 25),
    ("澄迈县", "Chengmai County", "海南", "government", "澄迈县人民政府", (2024,), 110),
    ("余杭区", "Yuhang District", "浙江", "government", "余杭区人民政府", (2023, 2024), 320),
    ("德清县", "Deqing County", "浙江", "government", "德清县人民政府", (2024,), 140),
    ("安吉县", "Anji County", "浙江", "government", "安吉县人民政府", (2023, 2024), 120),
    ("同心县", "Tongxin County", "宁夏", "office", "同心县人民政府办公室", (2023, 2024), 15),
    ("盱眙县", "Xuyi County", "江苏", "office", "盱眙县人民政府办公室", (2024,), 30),
    ("殷都区", "Yindu District", "河南", "office", "殷都区人民政府办公室", (2024,), 22),
    ("盱眙县", "Xuyi County", "江苏", "department", "盱眙县财政局", (2023, 2024), 12),
    ("盱眙县", "Xuyi County", "江苏", "department", "盱眙县卫生健康委员会", (2024,), 18),
    ("余杭区", "Yuhang District", "浙江", "department", "余杭区市场监督管理局", (2024,), 50),
    ("同心县", "Tongxin County", "宁夏", "department", "同心县自然资源局", (2024,), 16),
    ("淮安市", "Huai'an", "江苏", "government", "淮安市人民政府", (2023, 2024), 900),
    ("吴忠市", "Wuzhong", "宁夏", "government", "吴忠市人民政府", (2024,), 300),
)
TERMS = ("适老化改造", "村务公开小程序", "政务公开专区", "12345热线联动", "区块链存证")
PROBLEMS = (
    "解读材料多以文字为主，图表和视频偏少", "个别栏目更新滞后", "基层公开队伍人手紧、流动大", "依申请公开答复文书不够统一", "部门之间会商不够及时",
)  # fmt: skip


class Made(Model):
    """One made report. `cells` maps (indicator, applicant) to its figure; the rest is what its prose says."""

    division: str
    division_en: str
    province: str
    kind: str
    body: str
    year: int
    cells: dict[str, Decimal]
    open_days: int
    terms: tuple[str, ...]
    problem: str
    phone: str
    fee: int

    def value(self, indicator: str, applicant: str = "total") -> Decimal:
        return self.cells[f"{indicator}@{applicant}"]

    @property
    def file(self) -> str:
        return f"{self.body}_{self.year}.txt"


@lru_cache(maxsize=1)
def reports() -> tuple[Made, ...]:
    """All reports, in the order of `WHO` and year."""
    return tuple(_reports(random.Random(SEED)))  # noqa: S311 - a fixed corpus, not a secret


def _reports(rng: random.Random) -> Iterator[Made]:
    for number, (division, english, province, kind, body, years, size) in enumerate(WHO):
        before: Made | None = None
        for year in years:
            before = Made(
                division=division, division_en=english, province=province, kind=kind, body=body, year=year,
                cells=_cells(rng, size, kind, before), open_days=rng.randrange(2, 60),
                terms=tuple(t for t in TERMS if rng.random() < 0.35), problem=PROBLEMS[(number + year) % len(PROBLEMS)],
                phone=f"0{rng.randrange(310, 999)}-{rng.randrange(2_000_000, 8_999_999)}", fee=rng.choice((0, 0, 0, 0, 180, 640)),
            )  # fmt: skip
            yield before


def _cells(rng: random.Random, size: int, kind: str, before: Made | None) -> dict[str, Decimal]:
    cells = _table2(rng, size, kind, before)
    rows = {i.id: dict.fromkeys(APPLICANTS, 0) for i in catalogue.load().table(3)}
    for applicant, weight in zip(APPLICANTS, WEIGHTS, strict=True):
        rows["requests.received"][applicant] = rng.randrange(0, max(1, round(size * weight / 45)) + 1)
        carried = before.value("requests.carried_out", applicant) if before else Decimal(0)
        rows["requests.carried_in"][applicant] = int(carried)
        todo = rows["requests.received"][applicant] + int(carried)
        rows["requests.carried_out"][applicant] = rng.randrange(0, todo // 20 + 1)
        for _ in range(todo - rows["requests.carried_out"][applicant]):
            rows[rng.choices(tuple(OUTCOME_WEIGHTS), tuple(OUTCOME_WEIGHTS.values()))[0]][applicant] += 1
        rows["outcome.total"][applicant] = sum(rows[row][applicant] for row in OUTCOME_WEIGHTS)
    for row, values in rows.items():
        cells |= {f"{row}@{a}": Decimal(v) for a, v in values.items()} | {f"{row}@total": Decimal(sum(values.values()))}
    for group in GROUPS:
        busy = size // 12 if rng.random() < 0.72 else 0
        parts = {o: rng.randrange(0, busy + 1) for o in ("upheld", "corrected", "other", "pending")}
        cells |= {f"{group}.{o}@total": Decimal(v) for o, v in parts.items()}
        cells[f"{group}.total@total"] = Decimal(sum(parts.values()))
    return cells


def _table2(rng: random.Random, size: int, kind: str, before: Made | None) -> dict[str, Decimal]:
    issued, repealed = rng.randrange(0, 15), rng.randrange(0, 8)
    stock = int(before.value("normative_documents.in_force")) if before else rng.randrange(10, 90)
    acts = kind == "government"
    figures = {
        "regulations.issued": 0, "regulations.repealed": 0, "regulations.in_force": 0,
        "normative_documents.issued": issued, "normative_documents.repealed": repealed,
        "normative_documents.in_force": stock + issued - repealed,
        "licensing.decisions": rng.randrange(size * 90, size * 400) if acts else rng.randrange(0, 300),
        "penalties.decisions": rng.randrange(size * 9, size * 60) if acts else rng.randrange(0, 90),
        "coercion.decisions": rng.randrange(0, size * 8) if acts else 0,
    }  # fmt: skip
    fees = Decimal(rng.randrange(0, size * 900_000)) / 10_000 if acts else Decimal(0)
    return {f"{k}@total": Decimal(v) for k, v in figures.items()} | {"fees.amount@total": fees}


def write(folder: Path) -> tuple[Path, ...]:
    """Print every report as a text file in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for made in reports():
        path = folder / made.file
        path.write_text(text(made), encoding="utf-8")
        paths.append(path)
    return tuple(paths)


def text(made: Made) -> str:
    """The report as a page pasted from the web: paragraphs and tabbed tables."""
    received, done = made.value("requests.received"), made.value("outcome.total")
    fee = f"本年度收取信息处理费{made.fee}元。" if made.fee else "本年度没有收取信息处理费。"
    terms = "、".join(made.terms)
    lines = [
        f"{made.body}{made.year}年政府信息公开工作年度报告", "",
        f"本报告由{made.body}依照《中华人民共和国政府信息公开条例》编制，所列数据的统计期限自{made.year}年1月1日起至{made.year}年12月31日止。", "",
        "一、总体情况", "",
        f"（一）主动公开。{made.year}年举办政府开放日{made.open_days}场。", "",
        f"（二）依申请公开。全年新收申请{received}件，办结{done}件。", "",
        f"（三）平台建设。{'本年推进' + terms + '。' if terms else '各栏目运行平稳。'}", "",
        "二、主动公开政府信息情况", "", *_print2(made), "", "三、收到和处理政府信息公开申请情况", "", *_print3(made), "",
        "四、政府信息公开行政复议、行政诉讼情况", "", *_print4(made), "", "五、存在的主要问题及改进情况", "",
        f"工作中的不足主要是{made.problem}。今后将逐项改进。", "", "六、其他需要报告的事项", "",
        f"{fee}对本报告有疑问，请联系{made.body}，电话{made.phone}。", "",
    ]  # fmt: skip
    return "\n".join(lines)


def _print2(made: Made) -> list[str]:
    lines = ["第二十条第（一）项\t\t\t", "信息内容\t本年制发件数\t本年废止件数\t现行有效件数"]
    for label, row in (("规章", "regulations"), ("行政规范性文件", "normative_documents")):
        lines.append("\t".join([label, *(f"{made.value(f'{row}.{c}')}" for c in ("issued", "repealed", "in_force"))]))
    for item, column, rows in (
        ("五", "本年处理决定数量", (("行政许可", "licensing.decisions"),)),
        ("六", "本年处理决定数量", (("行政处罚", "penalties.decisions"), ("行政强制", "coercion.decisions"))),
        ("八", "本年收费金额（单位：万元）", (("行政事业性收费", "fees.amount"),)),
    ):
        lines += [f"第二十条第（{item}）项\t\t\t", f"信息内容\t{column}\t\t"]
        lines += [f"{label}\t{made.value(row).normalize():f}\t\t" for label, row in rows]
    return lines


def _print3(made: Made) -> list[str]:
    lines = [
        "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）\t\t\t申请人情况\t\t\t\t\t\t",
        "\t\t\t自然人\t法人或其他组织\t\t\t\t\t总计", "\t\t\t\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t",
    ]  # fmt: skip
    group = ""
    for row in catalogue.load().table(3):
        numbers = "\t".join(str(made.value(row.id, a)) for a in (*APPLICANTS, "total"))
        first = "三、本年度办理结果" if row.id == "outcome.disclosed" else ""
        label = f"{row.item}{row.label}"
        if row.id.startswith("requests."):
            lines.append(f"{label}\t\t\t{numbers}")
        elif row.group is None:
            lines.append(f"{first}\t{label}\t\t{numbers}")
        else:
            lines.append(f"\t{row.group if row.group != group else ''}\t{label}\t{numbers}")
        group = row.group or ""
    return lines


def _print4(made: Made) -> list[str]:
    outcomes = ("upheld", "corrected", "other", "pending", "total")
    heads = "\t".join(["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"])
    numbers = "\t".join(str(made.value(f"{g}.{o}")) for g in GROUPS for o in outcomes)
    return [
        "行政复议\t\t\t\t\t行政诉讼" + "\t" * 9,
        "\t" * 5 + "未经复议直接起诉\t\t\t\t\t复议后起诉\t\t\t\t",
        "\t".join([heads] * 3),
        numbers,
    ]
