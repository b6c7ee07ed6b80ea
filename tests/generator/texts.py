"""Text renderings: pasted tables with tabs, one cell a line, Markdown, CSV, drawn boxes, words in one line."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable

from generator.layout import Rows, heading, spread, table2, table4, tables3
from generator.reports import Made

COLUMNS = 7
OUTCOMES = 15


def tabs(made: Made) -> str:
    """Tables as pasted from a word processor: a tab for every column, covered ones empty."""
    return _report(made, lambda rows: ["\t".join(text or "" for text in row) for row in spread(rows)])


def pasted(made: Made) -> str:
    """Tables as copied from a browser: tabs between the cells that begin in a row, none for covered ones."""
    return _report(made, lambda rows: ["\t".join(c.text.strip() for c in row) for row in rows])


def separated(made: Made, sign: str = ",") -> str:
    """Tables as CSV, every column written."""

    def show(rows: Rows) -> list[str]:
        stream = io.StringIO()
        writer = csv.writer(stream, delimiter=sign, lineterminator="\n")
        writer.writerows([[text or "" for text in row] for row in spread(rows)])
        return stream.getvalue().rstrip("\n").split("\n")

    return _report(made, show)


def boxed(made: Made, bar: str = "│", wrap: int = 0) -> str:
    """Tables in a drawn frame; with `wrap`, cells of so many characters a line and a rule after every row."""

    def show(rows: Rows) -> list[str]:
        lines = []
        for row in spread(rows):
            texts = [(text or "").strip() for text in row]
            high = max((len(t) - 1) // wrap + 1 for t in texts) if wrap and any(texts) else 1
            for line in range(high):
                lines.append(bar + bar.join(t[line * wrap : (line + 1) * wrap] if wrap else t for t in texts) + bar)
            lines += ["+" + "---+" * len(texts)] if wrap else []
        return lines

    return _report(made, show)


def joined(made: Made) -> str:
    """All cells of a table in one line, as articles in messengers give them: blanks vanish."""
    return _report(made, lambda rows: [" ".join(c.text.strip() for row in rows for c in row if c.text.strip())])


def columns(made: Made) -> str:
    """Columns kept by spaces in a fixed font, in which a Chinese character is two wide."""

    def show(rows: Rows) -> list[str]:
        matrix = [[(text or "").strip() for text in row] for row in spread(rows)]
        wide = [max(_width(row[c]) for row in matrix) for c in range(len(matrix[0]))]
        return ["  ".join(t + " " * (w - _width(t)) for t, w in zip(row, wide, strict=True)).rstrip() for row in matrix]

    return _report(made, show)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def spaced_cells(made: Made) -> str:
    """Every cell on a line of its own with an empty line after it; blank cells leave one more."""
    return _report(made, lambda rows: [line for row in rows for c in row for line in (c.text.strip(), "")])


def cells(made: Made) -> str:
    """Every cell on a line of its own; blank cells leave an empty line."""
    return _report(made, lambda rows: [cell.text.strip() for row in rows for cell in row])


def plain(made: Made) -> str:
    """Cells of a row with single spaces between: blanks vanish."""
    return _report(made, lambda rows: [" ".join(c.text.strip() for c in row if c.text.strip()) for row in rows])


def in_pieces(made: Made, high: int = 2) -> str:
    """What a converter makes of a page that it reads by columns: bands of `high` rows, each column of one by itself,
    labels and heads apart from the values. A blank cell leaves nothing."""

    def show(rows: Rows) -> list[str]:
        if len(rows[-1]) == OUTCOMES:
            heads = [c.text for row in rows[:-1] for c in row]
            cut = [part for head in heads for part in ((head[:2], head[2:]) if len(head) == 4 else (head,))]
            runs = [cut, *([c.text] for c in rows[-1])]
        elif rows[1][0].text == "信息内容" or len(rows[0]) == 1:
            runs = [[row[0].text for row in rows if len(row) > 1], _by_heads2(rows)]
        else:
            first = next(n for n, row in enumerate(rows) if len(row) > COLUMNS and row[0].rows < 2)
            runs = [["申请人情况"], ["自然", "人"], ["商业", "企业"], ["法人或其他组织", "科研", "社会", "法律"]]
            runs += [["总计"], ["其他"]]
            for at in range(first, len(rows), high):
                band = rows[at : at + high]
                runs.append(["".join(c.text for c in row[:-COLUMNS]) for row in band])
                runs += [[row[c - COLUMNS].text for row in band] for c in range(COLUMNS)]
        return [line for run in runs for line in (*(t.strip() for t in run if t.strip()), "")]

    return _report(made, show)


def _by_heads2(rows: Rows) -> list[str]:
    """Table 2 without its first column, row by row."""
    return [cell.text for row in rows for cell in (row if len(row) == 1 else row[1:])]


def markdown(made: Made) -> str:
    """Tables with bars, headings with #."""
    return _report(made, _bars, mark="## ")


def _bars(rows: Rows) -> list[str]:
    matrix = spread(rows)
    lines = ["| " + " | ".join((text or "").replace("\u00a0", " ").strip() for text in row) + " |" for row in matrix]
    lines.insert(1, "|" + " --- |" * len(matrix[0]))
    return ["", *lines, ""]


def barred(made: Made, form: str = "below") -> str:
    """Tables as text extractors of web pages leave them: a bar after every cell, the columns that spans cover at the
    row's end.

    `form`: `below` a line a cell, `alone` the bar on a line of its own and no padding, `broken` cells with line ends and
    indents inside, `row` a row a line with bars before it, `bare` the same without, `short` without padding too; `lossy` is `below`
    without the blank cells, for which the padding makes up.
    """

    def show(rows: Rows) -> list[str]:
        width = sum(cell.cols for cell in rows[0])
        lines: list[str] = []
        for row in rows:
            texts = [cell.text.strip() for cell in row]
            if form == "lossy":
                texts = [text for text in texts if text]
            pad = "|" * (width - len(texts))
            if form in ("below", "lossy"):
                lines += [f"{t} |" if t else "|" for t in texts] + ([pad] if pad else [])
            elif form == "alone":
                lines += [part for t in texts for part in ((t, "|") if t else ("|",))]
            elif form == "broken":
                lines += "".join(["| ", *(f"\n       {t}  | \n      " for t in texts), pad]).split("\n")
            else:
                line = " | ".join(texts) + " |"
                lines.append(("| " if form == "row" else "") + line + (f" {pad}" if pad and form != "short" else ""))
        return lines

    return _report(made, show)


def repeated(made: Made) -> str:
    """Markdown as data frames print it: the text of a spanning cell in every place that it covers."""

    def show(rows: Rows) -> list[str]:
        width = sum(cell.cols for cell in rows[0])
        matrix = [[""] * width for _ in rows]
        taken: set[tuple[int, int]] = set()
        for r, row in enumerate(rows):
            c = 0
            for cell in row:
                while (r, c) in taken:
                    c += 1
                places = {(r + i, c + j) for i in range(cell.rows) for j in range(cell.cols)}
                for i, j in places:
                    matrix[i][j] = cell.text.strip()
                taken |= places
        lines = ["| " + " | ".join(row) + " |" for row in matrix]
        return ["", "|" + "|".join(f" {n} " for n in range(width)) + "|", "|" + ":---|" * width, *lines, ""]

    return _report(made, show, mark="## ")


def leftward(made: Made) -> str:
    """Markdown whose rows are as long as their own cells: those under a tall cell stand too far to the left."""

    def show(rows: Rows) -> list[str]:
        width = sum(cell.cols for cell in rows[0])
        lines = [
            "| " + " | ".join(t for c in row for t in (c.text.strip(), *[""] * (c.cols - 1))) + " |" for row in rows
        ]
        return ["", "|" + "  |" * width, "|" + " --- |" * width, *lines, ""]

    return _report(made, show, mark="### ")


def twice_tabbed(made: Made) -> str:
    """Two tabs between the cells that begin in a row."""
    return _report(made, lambda rows: ["\t\t".join(c.text.strip() for c in row) for row in rows])


def ruled(made: Made, corners: bool = False) -> str:
    """Columns kept by spaces under rules of dashes (simple tables); with `corners` a framed grid, cells wrapped at six
    characters and a rule under every row."""

    def show(rows: Rows) -> list[str]:
        matrix = [[(text or "").strip() for text in row] for row in spread(rows)]
        if corners:
            rule = "+" + "+".join("-" * 14 for _ in matrix[0]) + "+"
            lines = [rule]
            for row in matrix:
                for line in range(max(1, *((len(t) + 5) // 6 for t in row))):
                    parts = [t if t[:1].isdigit() and not line else t[line * 6 : line * 6 + 6] for t in row]
                    parts = [
                        "" if t[:1].isdigit() and len(t) > 6 and line else p for t, p in zip(row, parts, strict=True)
                    ]
                    lines.append("|" + "|".join(f" {p}".ljust(14 - (_width(p) - len(p))) for p in parts) + "|")
                lines.append(rule)
            return ["", *lines, ""]
        wide = [max(2, *(_width(row[c]) for row in matrix)) for c in range(len(matrix[0]))]
        rule = "  " + " ".join("-" * w for w in wide)
        kept = [
            "  " + " ".join(t + " " * (w - _width(t)) for t, w in zip(r, wide, strict=True)).rstrip() for r in matrix
        ]
        return ["", rule, *kept, rule, ""]

    return _report(made, show)


def wrapped(made: Made, chars: int = 8) -> str:
    """Columns kept by spaces, every character one wide, cells wrapped at `chars` and centred in their rows, as
    `pdftotext -layout` gives them."""

    def show(rows: Rows) -> list[str]:
        matrix = [[_lines((text or "").strip(), chars) for text in row] for row in spread(rows)]
        wide = [max(len(line) for row in matrix for line in row[c]) + 3 for c in range(len(matrix[0]))]
        lines = []
        for row in matrix:
            high = max(map(len, row))
            for n in range(high):
                parts = [(cell[at] if 0 <= (at := n - (high - len(cell)) // 2) < len(cell) else "") for cell in row]
                lines.append("".join(part.ljust(w) for part, w in zip(parts, wide, strict=True)).rstrip())
        return lines

    return _report(made, show)


def _lines(text: str, chars: int) -> list[str]:
    if not text or (text[0].isdigit() and text.replace(",", "").isdigit()):
        return [text]
    return [text[n : n + chars] for n in range(0, len(text), chars)]


def _report(made: Made, show: Callable[[Rows], list[str]], mark: str = "") -> str:
    lines = [mark[1:] + line for line in made.title.split("\n")] if made.title else []
    if made.style.title == "twice":
        lines += lines
    lines += made.sections[0]
    for number in range(1, 7):
        lines += ["", mark + heading(made, number)]
        lines += made.sections.get(number, ())
        for rows in {2: [table2(made)], 3: tables3(made), 4: [table4(made)]}.get(number, []):
            lines += show(rows)
    return "\n".join(lines) + "\n"
