"""Invented annual reports that add up, with their truth: `build(seed, **style) -> Made`.

For every room's tests (readers of pages, of PDF, of scans; identity; grids). The same seed and style give the same
report. Figures and sentences are invented here; bodies exist. Render with

    generator.texts   tabs, cells, markdown, plain, raw          -> str
    generator.pages   page(made) -> bytes of HTML
    generator.words   word(made) -> bytes of DOCX
    generator.prints  pdf_by_office, pdf_by_browser, scan_of     -> bytes of PDF (need soffice / chromium / pypdfium2)

and compare what was read with `made.truth`: (indicator, applicant) → Printed(state, value, raw) for the cells that the
form prints: 200, or 182 for `rows23` (three rows of 其他处理 are one), or 190 for `form="2019"` (another table 2).
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache

from corpus import catalogue
from corpus.models import State

CATALOGUE = catalogue.load()
APPLICANTS = tuple(a.id for a in CATALOGUE.applicants)
PARTS = APPLICANTS[:-1]
ROWS3 = tuple(i.id for i in CATALOGUE.table(3))
OUTCOMES = tuple(i for i in ROWS3 if i.startswith("outcome.") and i != "outcome.total")
OTHERS = tuple(i for i in OUTCOMES if i.startswith("outcome.other."))
GROUPS4 = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
OUTCOMES4 = ("upheld", "corrected", "other", "pending")
OTHER_TOTAL = "outcome.other.total"

BODIES = (  # body, province, prefecture, division
    ("桐庐县人民政府", "浙江省", "杭州市", "桐庐县"),
    ("岳西县林业局", "安徽省", "安庆市", "岳西县"),
    ("蒙自市人民政府办公室", "云南省", "红河哈尼族彝族自治州", "蒙自市"),
    ("和林格尔县教育局", "内蒙古自治区", "呼和浩特市", "和林格尔县"),
    ("雁塔区住房和城乡建设局", "陕西省", "西安市", "雁塔区"),
    ("东港市人民政府", "辽宁省", "丹东市", "东港市"),
    ("环江毛南族自治县民政局", "广西壮族自治区", "河池市", "环江毛南族自治县"),
    ("商水县人民政府办公室", "河南省", "周口市", "商水县"),
    ("射洪市水利局", "四川省", "遂宁市", "射洪市"),
    ("平潭县交通运输局", "福建省", "福州市", "平潭县"),
)
ZEROS = ("0", "", "nbsp", "-", "—", "/", "–", "－", "０")
NUMBERS = ("plain", "comma", "fullwidth", "spaced", "fullcomma")
DOTS = (".", "、", "．", ". ")
TITLES = ("plain", "year_first", "wrapped", "work_annual", "about", "none", "twice")
SPLITS = ("no", "plain", "header")
MARKUPS = ("clean", "divs", "word", "layout", "nested", "breaks")
CHARSETS = ("utf-8", "gbk", "gb2312", "gb18030-undeclared", "utf-8-declared-gbk")
LABELS = {  # variants seen in print
    "本年废止件数": "本年度止件数",
    "其他法律行政法规禁止公开": "其他法律行政止公开",
    "行政规范性文件": "规范性文件",
    "本机关不掌握相关政府信息": "不掌握相关信息",
    "存在的主要问题及改进情况": "存在的问题及整改措施",
}


@dataclass(frozen=True)
class Style:
    """How a report is printed. Every field is one way in which real ones differ."""

    zero: str = "0"
    number: str = "plain"
    dot: str = "."
    paren: str = "full"  # full or half
    labels: str = "form"  # form or variant
    rows23: bool = False
    total_head: str = "row2"  # in which header row 总计 stands
    split: str = "no"
    title: str = "plain"
    annotated: bool = False
    traditional: bool = False
    charset: str = "utf-8"
    markup: str = "clean"
    chrome: bool = True
    form: str = "2021"
    item_digits: bool = True
    small: bool = False  # mostly zeros, as most reports are
    flaw: str = "no"  # no, column_total, row_total, balance, dispute_total
    blank_totals: bool = False  # totals left blank over parts that are printed


@dataclass(frozen=True)
class Printed:
    """A cell as printed: its state, its value where there is one, and the very text."""

    state: State
    value: Decimal | None
    raw: str


@dataclass(frozen=True)
class Made:
    """A report and its truth."""

    body: str
    province: str
    prefecture: str
    division: str
    year: int
    title: str
    style: Style
    truth: dict[tuple[str, str], Printed]
    sections: dict[int, tuple[str, ...]]
    seed: int
    form2019: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def raw(self, indicator: str, applicant: str = "total") -> str:
        """The text printed in a cell."""
        return self.truth[indicator, applicant].raw


def any_style(seed: int) -> Style:
    """A style drawn by chance, for benchmarks."""
    draw = random.Random(f"style {seed}")
    return Style(
        zero=draw.choice(("0", "0", "0", *ZEROS)),
        number=draw.choice(("plain", "plain", *NUMBERS)),
        dot=draw.choice(DOTS),
        paren=draw.choice(("full", "half")),
        labels=draw.choice(("form", "form", "variant")),
        rows23=draw.random() < 0.15,
        total_head=draw.choice(("row1", "row2")),
        split=draw.choice(("no", "no", *SPLITS)),
        title=draw.choice(TITLES),
        annotated=draw.random() < 0.15,
        traditional=draw.random() < 0.1,
        charset=draw.choice(CHARSETS),
        markup=draw.choice(MARKUPS),
        small=draw.random() < 0.5,
        blank_totals=draw.random() < 0.05,
        flaw=draw.choice(("no",) * 8 + ("column_total", "row_total", "balance", "dispute_total")),
    )


def build(seed: int, style: Style | None = None, **changes: object) -> Made:
    """The report of a seed in a style (`Style()` unless given; `changes` are fields of it)."""
    style = replace(style or Style(), **changes)  # type: ignore[arg-type]
    draw = random.Random(f"report {seed}")
    body, province, prefecture, division = draw.choice(BODIES)
    year = draw.choice((2021, 2022, 2023, 2024)) if style.form == "2021" else draw.choice((2019, 2020))
    values = _figures(draw, style)
    prose = _prose(draw, values, body, year)  # before the flaw: the print is wrong, the office knew better
    _injure(draw, values, style.flaw)
    truth = {key: _print(value, key, style) for key, value in values.items()}
    if style.annotated and (issued := truth.get(("normative_documents.issued", "total"))) and issued.value:
        truth["normative_documents.issued", "total"] = replace(issued, raw=f"{issued.raw}（其中修订1件）")
    made = Made(
        body, province, prefecture, division, year, _title(body, year, style), style, truth, prose, seed,
        _table2019(draw) if style.form == "2019" else {},
    )  # fmt: skip
    return _traditional(made) if style.traditional else made


def _figures(draw: random.Random, style: Style) -> dict[tuple[str, str], Decimal | None]:
    """Every cell that the form prints, in agreement with all identities."""
    most = 3 if style.small else draw.choice((9, 40, 400, 3000))
    values: dict[tuple[str, str], Decimal | None] = {}
    if style.form == "2021":
        values |= _figures2(draw, style, most)
    values |= _figures3(draw, style, most)
    for group in GROUPS4:
        cells = [Decimal(draw.randint(0, 9) if draw.random() < 0.4 else 0) for _ in OUTCOMES4]
        values |= {(f"{group}.{o}", "total"): cell for o, cell in zip(OUTCOMES4, cells, strict=True)}
        values[f"{group}.total", "total"] = sum(cells, Decimal(0))
    if style.blank_totals:
        for row in draw.sample([r for r in ROWS3 if (r, "total") in values], 5):
            values[row, "total"] = None
    return values


def _figures2(draw: random.Random, style: Style, most: int) -> dict[tuple[str, str], Decimal | None]:
    values: dict[tuple[str, str], Decimal | None] = {}
    for i in CATALOGUE.table(2):
        values[i.id, "total"] = Decimal(draw.randint(0, most * 5)) if draw.random() < 0.6 else Decimal(0)
    values["fees.amount", "total"] = draw.choice((Decimal(0), Decimal(draw.randint(1, 999_999)) / 100))
    if style.annotated:
        values["normative_documents.issued", "total"] = Decimal(draw.randint(2, 40))
    return values


def _figures3(draw: random.Random, style: Style, most: int) -> dict[tuple[str, str], Decimal | None]:
    rows = {row: dict.fromkeys(PARTS, 0) for row in ROWS3}
    for a in PARTS:
        weight = most if a == "natural_person" else most // 6
        for row in OUTCOMES:
            rows[row][a] = draw.randint(0, weight) if draw.random() < (0.15 if style.small else 0.4) else 0
        done = sum(rows[row][a] for row in OUTCOMES)
        carried_out = draw.randint(0, max(1, done // 10)) if draw.random() < 0.5 else 0
        carried_in = draw.randint(0, (done + carried_out) // 8) if draw.random() < 0.5 else 0
        rows["outcome.total"][a] = done
        rows["requests.carried_out"][a], rows["requests.carried_in"][a] = carried_out, carried_in
        rows["requests.received"][a] = done + carried_out - carried_in
    values: dict[tuple[str, str], Decimal | None] = {}
    for row, parts in rows.items():
        values |= {(row, a): Decimal(parts[a]) for a in PARTS} | {(row, "total"): Decimal(sum(parts.values()))}
    if style.rows23:
        for a in APPLICANTS:
            values[OTHER_TOTAL, a] = sum((values.pop((row, a)) or Decimal(0) for row in OTHERS), Decimal(0))
    return values


def _injure(draw: random.Random, values: dict[tuple[str, str], Decimal | None], flaw: str) -> None:
    """Makes one printed figure wrong by one."""
    places = {
        "column_total": ("outcome.total", "natural_person"),
        "row_total": (draw.choice(OUTCOMES[:10]), "total"),
        "balance": ("requests.received", "total"),
        "dispute_total": (f"{draw.choice(GROUPS4)}.total", "total"),
    }
    if flaw in places and (value := values[places[flaw]]) is not None:
        values[places[flaw]] = value + 1


def _print(value: Decimal | None, key: tuple[str, str], style: Style) -> Printed:
    if value is None:
        return Printed(State.BLANK, None, "")
    if value == 0:
        raw = "\u00a0" if style.zero == "nbsp" else style.zero
        if style.zero in ("0", "０"):
            return Printed(State.REPORTED, Decimal(0), raw)
        return Printed(State.BLANK if style.zero in ("", "nbsp") else State.NOT_APPLICABLE, None, raw)
    raw = f"{value:,}" if style.number in ("comma", "fullcomma") else str(value)
    if style.number in ("fullwidth", "fullcomma"):
        raw = "".join(chr(ord(c) + 0xFEE0) for c in raw)
    return Printed(State.REPORTED, value, f" {raw} " if style.number == "spaced" else raw)


def _title(body: str, year: int, style: Style) -> str:
    return {
        "plain": f"{body}{year}年政府信息公开工作年度报告",
        "twice": f"{body}{year}年政府信息公开工作年度报告",
        "wrapped": f"{body}\n{year}年政府信息公开工作\n年度报告",
        "year_first": f"{year}年{body}政府信息公开工作年度报告",
        "work_annual": f"{body}{year}年政府信息公开工作年报",
        "about": f"{body}关于{year}年度政府信息公开工作的报告",
        "none": "",
    }[style.title]


def _table2019(draw: random.Random) -> dict[str, tuple[str, ...]]:
    """Rows of the 2019 form's table 2: its figures mean something else, and are no cells of the form of 2021."""
    return {
        "规章": tuple(str(draw.randint(0, 9)) for _ in range(3)),
        "规范性文件": tuple(str(draw.randint(0, 40)) for _ in range(3)),
        "行政许可": (str(draw.randint(0, 99)), str(draw.randint(-9, 9)), str(draw.randint(0, 9999))),
        "其他对外管理服务事项": (str(draw.randint(0, 99)), str(draw.randint(-9, 9)), str(draw.randint(0, 9999))),
        "行政处罚": (str(draw.randint(0, 99)), str(draw.randint(-9, 9)), str(draw.randint(0, 9999))),
        "行政强制": (str(draw.randint(0, 99)), "0", str(draw.randint(0, 99))),
        "行政事业性收费": (str(draw.randint(0, 9)), "0", f"{draw.randint(0, 9999)}.50"),
        "政府集中采购": (str(draw.randint(0, 99)), str(draw.randint(10_000, 99_999_999))),
    }


def _prose(
    draw: random.Random, values: dict[tuple[str, str], Decimal | None], body: str, year: int
) -> dict[int, tuple[str, ...]]:
    def cell(indicator: str) -> Decimal:
        return values.get((indicator, "total")) or Decimal(0)

    site, media = draw.randint(100, 9000), draw.randint(10, 900)
    return {
        0: (f"现将{body}{year}年政府信息公开工作情况报告如下，所列数据自{year}年1月1日起至{year}年12月31日止。",),
        1: (
            f"（一）主动公开。这一年里，我们在门户网站登载各类信息{site}条，新媒体账号推送{media}条，合计{site + media}条。",
            f"（二）依申请公开。全年新收申请{cell('requests.received')}件，上年转来{cell('requests.carried_in')}件，"
            f"办结{cell('outcome.total')}件，另有{cell('requests.carried_out')}件转入下一年办理。",
            "（三）政府信息管理。对发布的每一条信息都由经办人、科室和分管领导依次把关。",
            f"（四）平台建设。网站栏目由{draw.randint(20, 60)}个归并为{draw.randint(5, 19)}个，检索更加便利。",
            f"（五）监督保障。组织业务学习{draw.randint(1, 6)}次，到会{draw.randint(20, 300)}人次。",
        ),
        5: (
            "一年来工作虽有起色，不足也看得见：个别栏目更新偏慢，材料的可读性还不强。",
            f"{year + 1}年，我们打算逐月检查栏目更新，并请群众代表对材料提意见。",
        ),
        6: (f"{year}年没有收取信息处理费，也没有其他需要报告的事项。",),
    }


@lru_cache(maxsize=1)
def _converter():  # type: ignore[no-untyped-def]
    import opencc  # its dictionaries take a tenth of a second to load

    return opencc.OpenCC("s2t")


def traditional(text: str) -> str:
    """The text in traditional characters."""
    return str(_converter().convert(text))


def _traditional(made: Made) -> Made:
    turn = traditional
    return replace(
        made,
        title=turn(made.title),
        sections={n: tuple(map(turn, lines)) for n, lines in made.sections.items()},
        truth={key: replace(cell, raw=turn(cell.raw)) for key, cell in made.truth.items()},
    )
