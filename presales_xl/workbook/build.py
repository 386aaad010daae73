"""Book → .xlsx: creates the sheets in order, lets each write itself, and saves whole or not at all."""

from dataclasses import replace
from pathlib import Path

from presales_xl.texts import Lang, text
from presales_xl.workbook import areas, identity, parameter_sheet
from presales_xl.workbook.checks import ChecksSheet
from presales_xl.workbook.content import Book
from presales_xl.workbook.cover import CoverSheet
from presales_xl.workbook.detail import DetailSheet
from presales_xl.workbook.form import FormSheet
from presales_xl.workbook.identity import Issued, Seal, unsealed
from presales_xl.workbook.layout import IDENTITY, lay_out_book
from presales_xl.workbook.role import RoleSheet
from presales_xl.workbook.style import Style, new_workbook
from presales_xl.workbook.summary import SummarySheet
from presales_xl.workbook.values import compute

PROTECTION = {"sort": True, "autofilter": True, "format_columns": True, "format_rows": True}


def write(book: Book, path: Path, lang: Lang, seal: Seal = unsealed) -> Issued:
    """Write a manager's workbook to `path`, with the seal that `seal` makes; returns what it was issued as.

    Raises ProblemsError (`file.locked`) when the target is open in another program; nothing is left behind then.
    """
    layout = lay_out_book(book, lang)
    values = [compute(role.role, lang) for role in layout.roles]
    title = text(lang, "workbook.title", company=book.company, period=book.period)
    subject = f"{book.team} {book.manager}"
    with new_workbook(path, title=title, subject=subject, author="presales_xl", company=book.company) as file:
        style = Style(file, lang)
        sheets = {name: file.add_worksheet(name) for name in layout.sheets()}
        CoverSheet(sheets[layout.names["cover"]], style, book, layout, values).write()
        for role, computed in zip(layout.roles, values, strict=True):
            RoleSheet(sheets[role.sheet], style, book, role, computed).write()
            for detail in role.details.values():
                DetailSheet(sheets[detail.sheet], style, book, role, detail).write()
            FormSheet(sheets[role.form], style, book, role, computed).write()
        summary_end = SummarySheet(sheets[layout.names["summary"]], style, book, layout, values).write()
        checks_end = ChecksSheet(sheets[layout.names["checks"]], style, layout, values).write()
        kept = areas.areas(layout, checks_end, summary_end)
        areas.prepare(file, style, layout, kept)
        parameter_sheet.write(sheets[layout.names["parameters"]], style, layout.blocks, layout.names["parameters"])
        places = {name: (area.sheet, area.row) for name, area in kept.items()}
        for name, sheet in sheets.items():
            if name != IDENTITY:
                sheet.protect("", PROTECTION)
        issued = identity.of_book(book, layout, lang, places)
        identity.write(sheets[IDENTITY], issued, seal)
        sheets[layout.names["cover"]].activate()
    return replace(issued, seal=seal(issued.content()))
