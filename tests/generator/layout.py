"""The tables of the form as grids of cells with spans: what every rendering starts from."""

from __future__ import annotations

from dataclasses import dataclass

from generator.reports import APPLICANTS, CATALOGUE, GROUPS4, LABELS, OTHER_TOTAL, OUTCOMES4, Made, traditional

Rows = list[list["Cell"]]
HEADINGS = {
    1: "一、总体情况",
    2: "二、主动公开政府信息情况",
    3: "三、收到和处理政府信息公开申请情况",
    4: "四、政府信息公开行政复议、行政诉讼情况",
    5: "五、存在的主要问题及改进情况",
    6: "六、其他需要报告的事项",
}
ABOUT = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
SPLIT_AFTER = 14  # rows of table 3 on the first page


@dataclass(frozen=True)
class Cell:
    text: str
    rows: int = 1
    cols: int = 1


def word(made: Made, text: str) -> str:
    """A label in the report's own style."""
    style = made.style
    if style.labels == "variant":
        for form, variant in LABELS.items():
            text = text.replace(form, variant)
    if style.paren == "half":
        text = text.replace("（", "(").replace("）", ")")
    if style.traditional:
        text = traditional(text)
    return text


def heading(made: Made, number: int) -> str:
    text = word(made, HEADINGS[number])
    return "l" + text if made.style.labels == "variant" and number == 6 else text


def table2(made: Made) -> Rows:
    if made.style.form == "2019":
        return _table2019(made)
    raw, w = made.raw, lambda text: Cell(word(made, text))

    def band(item: str) -> list[Cell]:
        return [Cell(word(made, f"第二十条第（{item}）项"), cols=4)]

    def single(label: str, indicator: str) -> list[Cell]:
        return [w(label), Cell(raw(indicator), cols=3)]

    decided = [w("信息内容"), Cell(word(made, "本年处理决定数量"), cols=3)]
    return [
        band("一"),
        [w("信息内容"), w("本年制发件数"), w("本年废止件数"), w("现行有效件数")],
        *(
            [w(label), *(Cell(raw(f"{kind}.{state}")) for state in ("issued", "repealed", "in_force"))]
            for label, kind in (("规章", "regulations"), ("行政规范性文件", "normative_documents"))
        ),
        band("五"),
        decided,
        single("行政许可", "licensing.decisions"),
        band("六"),
        decided,
        single("行政处罚", "penalties.decisions"),
        single("行政强制", "coercion.decisions"),
        band("八"),
        [w("信息内容"), Cell(word(made, "本年收费金额（单位：万元）"), cols=3)],
        single("行政事业性收费", "fees.amount"),
    ]


def _table2019(made: Made) -> Rows:
    rows = made.form2019

    def head(*labels: str) -> list[Cell]:
        return [Cell(label) for label in labels]

    def body(*names: str) -> Rows:
        return [[Cell(name), *map(Cell, rows[name])] for name in names]

    return [
        [Cell("第二十条第（一）项", cols=4)],
        head("信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"),
        *body("规章", "规范性文件"),
        [Cell("第二十条第（五）项", cols=4)],
        head("信息内容", "上一年项目数量", "本年增/减", "处理决定数量"),
        *body("行政许可", "其他对外管理服务事项"),
        [Cell("第二十条第（六）项", cols=4)],
        head("信息内容", "上一年项目数量", "本年增/减", "处理决定数量"),
        *body("行政处罚", "行政强制"),
        [Cell("第二十条第（八）项", cols=4)],
        head("信息内容", "上一年项目数量", "本年增/减", "收费金额（元）"),
        *body("行政事业性收费"),
        [Cell("第二十条第（九）项", cols=4)],
        [Cell("信息内容"), Cell("采购项目数量", cols=2), Cell("采购总金额（元）")],
        [Cell("政府集中采购"), Cell(rows["政府集中采购"][0], cols=2), Cell(rows["政府集中采购"][1])],
    ]


def head3(made: Made) -> Rows:
    w = lambda text, **spans: Cell(word(made, text), **spans)  # noqa: E731
    names = [CATALOGUE.applicant(a).label for a in APPLICANTS]
    row1 = made.style.total_head == "row1"
    return [
        [w(ABOUT, rows=3, cols=3), w("申请人情况", cols=6 if row1 else 7), *([w("总计", rows=3)] if row1 else [])],
        [w(names[0], rows=2), w("法人或其他组织", cols=5), *([] if row1 else [w("总计", rows=2)])],
        [w(name) for name in names[1:6]],
    ]


def body3(made: Made) -> Rows:
    """Table 3's rows below its head."""
    listed = [
        i for i in CATALOGUE.table(3) if (i.id, "total") in made.truth or i.id == "outcome.other.not_corrected_in_time"
    ]
    inside = [i for i in listed if i.id.startswith("outcome.")]
    rows: Rows = []
    group = None
    for i in listed:
        row: list[Cell] = []
        merged = made.style.rows23 and i.id == "outcome.other.not_corrected_in_time"
        if i is inside[0]:
            row.append(Cell(word(made, "三、本年度办理结果"), rows=len(inside)))
        if merged:
            row.append(Cell(word(made, "（六）其他处理"), cols=2))
        elif i.group:
            if i.group != group:
                row.append(Cell(word(made, i.group), rows=sum(1 for j in listed if j.group == i.group)))
            number = (i.item or "").rstrip(".")
            item = f"{number}{made.style.dot}" if made.style.item_digits else ""
            row.append(Cell(word(made, f"{item}{i.label}")))
        else:
            row.append(Cell(word(made, f"{i.item}{i.label}"), cols=2 if i in inside else 3))
        group = i.group
        key = OTHER_TOTAL if merged else i.id
        rows.append(row + [Cell(made.raw(key, a)) for a in APPLICANTS])
    return rows


def tables3(made: Made) -> list[Rows]:
    """Table 3, or its two parts where the style splits it (spans cut at the break, the head again or not)."""
    body = body3(made)
    if made.style.split == "no":
        return [head3(made) + body]
    first, rest = cut(body, SPLIT_AFTER)
    return [head3(made) + first, (head3(made) if made.style.split == "header" else []) + rest]


def cut(rows: Rows, at: int) -> tuple[Rows, Rows]:
    """Rows cut in two; a span over the cut goes on below as an empty cell, as word processors print it."""
    first, rest = [list(r) for r in rows[:at]], [list(r) for r in rows[at:]]
    carried: list[Cell] = []
    for r, row in enumerate(first):
        for c, cell in enumerate(row):
            if r + cell.rows > at:
                carried.append(Cell("", rows=r + cell.rows - at, cols=cell.cols))
                row[c] = Cell(cell.text, rows=at - r, cols=cell.cols)
    rest[0] = carried + rest[0]
    return first, rest


def table4(made: Made) -> Rows:
    w = lambda text, **spans: Cell(word(made, text), **spans)  # noqa: E731
    outcomes = [w(o["label"]) for o in CATALOGUE.raw["table4"]["outcomes"]]
    tall = [Cell(c.text, rows=2) for c in outcomes]
    return [
        [w("行政复议", cols=5), w("行政诉讼", cols=10)],
        [*tall, w("未经复议直接起诉", cols=5), w("复议后起诉", cols=5)],
        [*outcomes, *outcomes],
        [Cell(made.raw(f"{g}.{o}")) for g in GROUPS4 for o in (*OUTCOMES4, "total")],
    ]


def spread(rows: Rows) -> list[list[str | None]]:
    """A full matrix: the text where a cell begins, None where a span covers."""
    width = sum(cell.cols for cell in rows[0])
    matrix: list[list[str | None]] = [[None] * width for _ in rows]
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(rows):
        c = 0
        for cell in row:
            while (r, c) in taken:
                c += 1
            matrix[r][c] = cell.text
            taken |= {(r + i, c + j) for i in range(cell.rows) for j in range(cell.cols)}
            c += cell.cols
    return matrix
