"""Cells as the house writes them: what XlsxWriter itself writes, byte for byte."""

import datetime as dt
import io
import math
from zipfile import ZipFile

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from presales_xl.workbook.style import FormulaSheet, Style, workbook_in

TEXTS = [
    "张三",
    "a < b & \"c\" > 'd'",
    " 前后有空格 ",
    "\x07控制符_x0041_",
    "𠮷😀",
    "=1+1",
    "007",
    "张三",
    "x" * 40_000,
]
NUMBERS = [0, -0.0, 1, 91, -7, 1 / 3, 0.1 + 0.2, 1234567.125, 1e-7, 1e21, 123456789012345678, math.pi * 1e-300]


def filled(kind: type[Worksheet]) -> dict[str, bytes]:
    """Return the parts of a workbook with cells of all sorts, with and without formats of their own."""
    place = io.BytesIO()
    with workbook_in(place, "zh", dt.datetime(2026, 11, 1), title="表") as book:
        style = Style(book, "zh")
        money = style.cell("money")
        formats = [money, style.cell("money", valign="vcenter"), style.header(), book.add_format(), None]
        sheet = book.add_worksheet("S", kind)
        sheet.set_column(2, 2, 20, style.cell("rate"))
        sheet.set_row(3, 30, style.title())
        for column, form in enumerate(formats):
            for row, value in enumerate([*TEXTS, *NUMBERS]):
                (sheet.write_string if isinstance(value, str) else sheet.write_number)(row, column, value, form)
            _write_others(sheet, book, column, form)
    with ZipFile(place) as written:
        return {name: written.read(name) for name in written.namelist()}


def _write_others(sheet: Worksheet, book: Workbook, column: int, form: object) -> None:
    row = len(TEXTS) + len(NUMBERS)
    sheet.write_blank(row, column, None, form)
    sheet.write_boolean(row + 1, column, True, form)
    sheet.write_datetime(row + 2, column, dt.date(2026, 11, 30), form)
    sheet.write_formula(row + 3, column, '=IF(A1="&","<",1)', form, value="<")
    sheet.write_url(row + 4, column, "internal:'S'!A1", form, string="去")
    rich = [book.add_format({"bold": True}), "粗", "细", *([form] if form else [])]
    sheet.write_rich_string(row + 5, column, *rich)


def test_cells_are_written_as_xlsxwriter_writes_them() -> None:
    assert filled(FormulaSheet) == filled(Worksheet)
