"""Reports made for tests: the form's own labels, invented figures, in the flavours that are met in the wild."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from corpus.catalogue import load

CATALOGUE = load()
ROWS = [i.id for i in CATALOGUE.table(3)]
HEADS = [a.label for a in CATALOGUE.applicants]
OUTCOMES = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
TABLE2 = ["1", "2", "9", "6", "3", "15", "7000", "474", "31", "12.5"]
TABLE4 = ["2", "1", "1", "0", "4", "3", "0", "2", "1", "6", "0", "1", "0", "2", "3"]
Figures = dict[str, list[int]]


def figures() -> Figures:
    """A table 3 in which every identity holds and no two rows are alike in what they sum to."""
    rows: Figures = {}
    for n, row in enumerate(ROWS[2:-2]):
        parts = [(n * 7 + k * 3) % 5 + (k == 0) * n for k in range(6)]
        rows[row] = [*parts, sum(parts)]
    total = [sum(r[k] for r in rows.values()) for k in range(7)]
    carried_in, carried_out = [2, 0, 1, 0, 0, 3, 6], [1, 1, 0, 0, 2, 0, 4]
    received = [t + o - i for t, o, i in zip(total, carried_out, carried_in, strict=True)]
    return {ROWS[0]: received, ROWS[1]: carried_in, **rows, ROWS[-2]: total, ROWS[-1]: carried_out}


def printed(rows: Mapping[str, Sequence[int]], zero: str = "0") -> dict[str, list[str]]:
    return {row: [str(v) if v else zero for v in values] for row, values in rows.items()}


def label(row: str) -> str:
    found = CATALOGUE.get(row)
    return f"{found.item or ''}{found.label}"


OPENING = """社旗县人民政府2023年政府信息公开工作年度报告

一、总体情况

（一）主动公开情况。社旗县人民政府全年发布信息120条，解读材料8篇。

二、主动公开政府信息情况

"""
CLOSING = """
五、存在的主要问题及改进情况

队伍不稳，下一年补齐。

六、其他需要报告的事项

社旗县人民政府2023年未收取信息处理费。
"""


def as_lines(three: Mapping[str, Sequence[str]], two: Sequence[str] = TABLE2, four: Sequence[str] = TABLE4) -> str:
    """Running text, one row a line, labels wrapped as PDF text has them."""
    parts = [OPENING, "第二十条第（一）项\n信息内容 本年制发件数 本年废止件数 现行有效件数\n"]
    parts += [f"规章 {' '.join(two[:3])}\n行政规范性文件 {' '.join(two[3:6])}\n"]
    parts += ["第二十条第（五）项\n信息内容 本年处理决定数量\n", f"行政许可 {two[6]}\n"]
    parts += [f"第二十条第（六）项\n信息内容 本年处理决定数量\n行政处罚 {two[7]}\n行政强制 {two[8]}\n"]
    parts += [f"第二十条第（八）项\n信息内容 本年收费金额（单位：万元）\n行政事业性收费 {two[9]}\n"]
    parts += ["\n三、收到和处理政府信息公开申请情况\n\n申请人情况\n自然\n人\n法人或其他组织\n总计商业\n企业\n其他\n\n"]
    for row, values in three.items():
        group = CATALOGUE.get(row).group if row in CATALOGUE else None
        if group and CATALOGUE.get(row).item == "1.":
            parts.append(f"{group[:5]}\n{group[5:]}\n")
        parts.append(
            f"{label(row) if row in CATALOGUE and not CATALOGUE.get(row).derived else '（六）其他处理'} {' '.join(values)}\n"
        )
    parts += ["\n四、政府信息公开行政复议、行政诉讼情况\n\n行政复议 行政诉讼\n未经复议直接起诉 复议后起诉\n"]
    parts += [f"{' '.join(OUTCOMES * 3)}\n{' '.join(four)}\n", CLOSING]
    return "".join(parts)


def as_cells(three: Mapping[str, Sequence[str]], two: Sequence[str] = TABLE2, four: Sequence[str] = TABLE4) -> str:
    """One cell a line."""
    return as_lines(three, two, four).replace(" ", "\n\n")


def as_markdown(
    three: Mapping[str, Sequence[str]],
    two: Sequence[str] = TABLE2,
    four: Sequence[str] = TABLE4,
    split: int | None = None,
) -> str:
    """Honest Markdown tables; `split`: a page cuts table 3 before that row."""

    def line(*cells: str) -> str:
        return f"| {' | '.join(cells)} |\n"

    parts = [OPENING, line("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"), line(*["---"] * 4)]
    parts += [line("规章", *two[:3]), line("行政规范性文件", *two[3:6]), line("信息内容", "本年处理决定数量", "", "")]
    for name, value in zip(("行政许可", "行政处罚", "行政强制", "行政事业性收费"), two[6:], strict=True):
        parts.append(line(name, value, "", ""))
    parts += ["\n三、收到和处理政府信息公开申请情况\n\n", line("", *HEADS), line(*["---"] * 8)]
    for n, (row, values) in enumerate(three.items()):
        if n == split:
            parts += ["\n", line(*[""] * 8), line(*["---"] * 8)]
        parts.append(line(label(row), *values))
    parts += ["\n四、政府信息公开行政复议、行政诉讼情况\n\n", line(*["行政复议"] + [""] * 4 + ["行政诉讼"] + [""] * 9)]
    parts += [line(*["---"] * 15), line(*[""] * 5, "未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4)]
    parts += [line(*OUTCOMES * 3), line(*four), CLOSING]
    return "".join(parts)


def wanted(three: Mapping[str, Sequence[int]]) -> dict[tuple[str, str], str]:
    """What must be stored for the figures of `three` with the standing tables 2 and 4."""
    cells = {(i.id, "total"): v for i, v in zip(CATALOGUE.table(2), TABLE2, strict=True)}
    for row, values in three.items():
        cells |= {(row, a.id): str(v) for a, v in zip(CATALOGUE.applicants, values, strict=True)}
    return cells | {(i.id, "total"): v for i, v in zip(CATALOGUE.table(4), TABLE4, strict=True)}
