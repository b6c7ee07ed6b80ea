"""Text renderings: pasted tables with tabs, one cell a line, Markdown, plain, and the raw order of a PDF."""

from __future__ import annotations

from collections.abc import Callable

from generator.layout import Rows, heading, spread, table2, table4, tables3
from generator.reports import Made


def tabs(made: Made) -> str:
    """Tables as pasted from a word processor: a tab for every column, covered ones empty."""
    return _report(made, lambda rows: ["\t".join(text or "" for text in row) for row in spread(rows)])


def cells(made: Made) -> str:
    """Every cell on a line of its own; blank cells leave an empty line."""
    return _report(made, lambda rows: [cell.text.strip() for row in rows for cell in row])


def plain(made: Made) -> str:
    """Cells of a row with single spaces between: blanks vanish."""
    return _report(made, lambda rows: [" ".join(c.text.strip() for c in row if c.text.strip()) for row in rows])


def markdown(made: Made) -> str:
    """Tables with bars, headings with #."""
    return _report(made, _bars, mark="## ")


def _bars(rows: Rows) -> list[str]:
    matrix = spread(rows)
    lines = ["| " + " | ".join((text or "").replace("\u00a0", " ").strip() for text in row) + " |" for row in matrix]
    lines.insert(1, "|" + " --- |" * len(matrix[0]))
    return ["", *lines, ""]


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
