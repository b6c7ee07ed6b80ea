"""A report as DOCX, by python-docx, with cells merged as a word processor merges them."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from generator.layout import Rows, heading, table2, table4, tables3
from generator.reports import Made


def word(made: Made, *, ruled: bool = True) -> bytes:
    """The bytes of the document. Its tables are `ruled`, or without any line."""
    import docx
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = docx.Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Noto Sans CJK SC", Pt(10)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "Noto Sans CJK SC")
    for _ in range(2 if made.style.title == "twice" else 1):
        for line in made.title.split("\n") if made.title else ():
            document.add_paragraph().add_run(line).bold = True
    for line in made.sections[0]:
        document.add_paragraph(line)
    for number in range(1, 7):
        document.add_paragraph().add_run(heading(made, number)).bold = True
        for line in made.sections.get(number, ()):
            document.add_paragraph(f"　　{line}")
        for rows in {2: [table2(made)], 3: tables3(made), 4: [table4(made)]}.get(number, []):
            _table(document, rows, ruled=ruled)
            document.add_paragraph()
    stream = io.BytesIO()
    document.save(stream)
    return _undated(stream.getvalue())


def _undated(data: bytes) -> bytes:
    """The same package with the day of its making left out, so that a seed gives the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            target.writestr(zipfile.ZipInfo(info.filename), source.read(info), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _table(document: Any, rows: Rows, *, ruled: bool) -> None:
    width = sum(cell.cols for cell in rows[0])
    table = document.add_table(len(rows), width, style="Table Grid" if ruled else "Normal Table")
    grid = [list(row.cells) for row in table.rows]
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(rows):
        c = 0
        for cell in row:
            while (r, c) in taken:
                c += 1
            taken |= {(r + i, c + j) for i in range(cell.rows) for j in range(cell.cols)}
            place = grid[r][c]
            if cell.rows * cell.cols > 1:
                place = place.merge(grid[r + cell.rows - 1][c + cell.cols - 1])
            place.text = cell.text
            c += cell.cols
