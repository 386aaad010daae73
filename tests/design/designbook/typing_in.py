"""Fills a design workbook in as somebody with Excel does: by sheet, by title of a column, row by row."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

HEADER = 3
Cells = Mapping[str, str | float]


def type_in(file: Path, sheets: Mapping[str, Sequence[Cells]], facts: Cells | None = None) -> None:
    """Write rows below the last ones of sheets, each by the titles of its columns, and facts by their titles."""
    book = openpyxl.load_workbook(file)
    for name, rows in sheets.items():
        sheet = book[name]
        first = first_blank(sheet)
        for number, row in enumerate(rows, first):
            for title, value in row.items():
                sheet.cell(number, column_of(sheet, title)).value = value
    stated = book.worksheets[1]
    for title, value in (facts or {}).items():
        line = next(line for line in range(HEADER + 1, stated.max_row + 1) if stated.cell(line, 2).value == title)
        stated.cell(line, 3).value = value
    book.save(file)


def column_of(sheet: Worksheet, title: str) -> int:
    """Return the column with a title, from 1."""
    return next(place for place in range(1, sheet.max_column + 1) if sheet.cell(HEADER, place).value == title)


def first_blank(sheet: Worksheet) -> int:
    """Return the first row in which nothing stands."""
    rows = range(HEADER + 1, sheet.max_row + 2)
    return next(row for row in rows if not any(cell.value for cell in sheet[row]))


def change(file: Path, sheet: str, cell: str, value: str | float | None) -> None:
    """Change one cell."""
    book = openpyxl.load_workbook(file)
    book[sheet][cell].value = value
    book.save(file)
