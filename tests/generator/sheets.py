"""A report as a workbook: one sheet, the form's tables below their headings."""

from __future__ import annotations

import io
import zipfile
from html import escape

from generator.layout import Rows, heading, table2, table4, tables3
from generator.reports import Made

SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
Placed = tuple[int, int, int, int, str]  # row, column, height, width, text; from 1


def workbook(made: Made, *, merged: bool = True, numbers: bool = True, hidden: str = "") -> bytes:
    """The bytes of the workbook; without `merged` only the first cell of an area is filled. `hidden`: a hidden sheet's text."""
    sheets = [("年报", "visible", _sheet(_placed(made), merged, numbers))]
    if hidden:
        sheets.insert(0, ("旧", "hidden", _sheet([(1, 1, 1, 1, hidden)], merged, numbers)))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        names = "".join(
            f'<sheet name="{name}" sheetId="{n}" state="{state}" r:id="rId{n}"/>'
            for n, (name, state, _) in enumerate(sheets, 1)
        )
        book = f'<workbook {SPACE} xmlns:r="{RELATIONS}"><sheets>{names}</sheets></workbook>'
        archive.writestr("xl/workbook.xml", book)
        targets = "".join(
            f'<Relationship Id="rId{n}" Target="worksheets/sheet{n}.xml"/>' for n in range(1, len(sheets) + 1)
        )
        archive.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{targets}</Relationships>")
        for n, (_, _, xml) in enumerate(sheets, 1):
            archive.writestr(f"xl/worksheets/sheet{n}.xml", xml)
    return stream.getvalue()


def _placed(made: Made) -> list[Placed]:
    found: list[Placed] = []
    at = 1
    for number in range(7):
        lines = [made.title.replace("\n", "")] if number == 0 else [heading(made, number)]
        for line in (*lines, *made.sections.get(number, ())):
            found.append((at, 1, 1, 10, line))
            at += 1
        for rows in {2: [table2(made)], 3: tables3(made), 4: [table4(made)]}.get(number, []):
            cells = _cells(rows, at)
            found += cells
            at = max(r + height for r, _, height, _, _ in cells)
    return found


def _cells(rows: Rows, at: int) -> list[Placed]:
    taken: set[tuple[int, int]] = set()
    found = []
    for r, row in enumerate(rows, at):
        c = 1
        for cell in row:
            while (r, c) in taken:
                c += 1
            taken |= {(r + i, c + j) for i in range(cell.rows) for j in range(cell.cols)}
            found.append((r, c, cell.rows, cell.cols, cell.text))
            c += cell.cols
    return found


def _sheet(placed: list[Placed], merged: bool, numbers: bool) -> str:
    by_row: dict[int, list[str]] = {}
    areas = []
    for row, column, height, width, text in sorted(placed):
        where = f"{chr(64 + column)}{row}"
        number = numbers and text.replace(".", "", 1).isascii() and text.replace(".", "", 1).isdigit()
        shown = f"<v>{text}</v>" if number else f"<is><t>{escape(text)}</t></is>"
        by_row.setdefault(row, []).append(
            f'<c r="{where}"{"" if number else " t=" + chr(34) + "inlineStr" + chr(34)}>{shown}</c>'
        )
        if merged and (height > 1 or width > 1):
            areas.append(f'<mergeCell ref="{where}:{chr(63 + column + width)}{row + height - 1}"/>')
    rows = "".join(f'<row r="{row}">{"".join(cells)}</row>' for row, cells in by_row.items())
    area = f"<mergeCells>{''.join(areas)}</mergeCells>" if areas else ""
    return f"<worksheet {SPACE}><sheetData>{rows}</sheetData>{area}</worksheet>"
