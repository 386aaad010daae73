"""The places below the tables of 检查 and 汇总 that the add-in writes to, blank until it does.

A row's last column says what the row is, and conditional formats draw it accordingly: so a workbook shows nothing
there without the add-in, and the add-in writes values only. The list of problems names cells; a conditional format of
every role and detail sheet marks the cells that are named: writing the list sets all marks, clearing it removes them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from presales_xl.workbook.layout import FIRST_ROW, BookLayout, RoleLayout, quoted
from presales_xl.workbook.style import Style, number_format

PROBLEMS, GRADES, BONUS = "problems", "grades", "bonus"
HEADING, HEADER, LINE = "heading", "header", "line"  # what a row is; in the list of problems the cell's key is a line
LISTED = 300  # problems that the list shows
FIRST_COL = 1
PROBLEM_COLS = 8  # the cell, the message
SUMMARY_COLS = 12  # as wide as 汇总
LINES = 3  # that one explanation may take
_CHECKED = "checked_cells"  # the defined name of the cells that the list names
#: How the columns (from 0) look that an area fills: a text reaches over the blank cells at its right.
_LOOKS: Mapping[str, Mapping[int, Mapping[str, object]]] = {
    PROBLEMS: {0: {}, 1: {}},
    GRADES: {
        0: {"align": "left"},
        1: {},
        3: {"align": "center", "num_format": number_format("points")},
        4: {"align": "center"},
        5: {"align": "center"},
        7: {},
    },
    BONUS: {0: {}, 2: {"align": "right", "num_format": number_format("money")}, 3: {"indent": 1}},
}


@dataclass(frozen=True)
class KeptArea:
    """Rows of a sheet that are kept for the add-in: `columns` of content from FIRST_COL, then what each row is."""

    sheet: str
    row: int
    rows: int
    columns: int

    @property
    def kind_col(self) -> int:
        """Return the column that says what a row is."""
        return FIRST_COL + self.columns


def area_at(name: str, sheet: str, row: int, layout: BookLayout) -> KeptArea:
    """Return the area that begins in a row: it holds the problems listed, or lines of every role."""
    if name == PROBLEMS:
        return KeptArea(sheet, row, LISTED + 2, PROBLEM_COLS)
    rows = _grade_rows if name == GRADES else _pay_rows
    return KeptArea(sheet, row, sum(rows(role) for role in layout.roles), SUMMARY_COLS)


def _grade_rows(role: RoleLayout) -> int:
    """Return the rows of a role: heading, quota, header, people, and a blank one."""
    return len(role.role.people) + 4


def _pay_rows(role: RoleLayout) -> int:
    """Return the rows of a role: heading, header, total, a blank one, and those of each employee and item."""
    items = len(role.plan.of_kind("pay"))
    return len(role.role.people) * (items * LINES + 1) + 4 if items else 0


def cell_key(sheet_number: int, row: int, column: int) -> str:
    """Return how the list of problems names a cell; sheets are numbered by their tabs, rows and columns from 1."""
    return f"s{sheet_number}r{row}c{column}"


def prepare(book: xlsxwriter.Workbook, style: Style, layout: BookLayout, kept: Mapping[str, KeptArea]) -> None:
    """Let the areas look as they should once they are written to, and cells be marked once they are listed."""
    for name, area in kept.items():
        if area.rows:
            _draw(book.get_worksheet_by_name(area.sheet), style, area, _LOOKS[name])
    listed = kept[PROBLEMS]
    first = xl_rowcol_to_cell(listed.row, listed.kind_col, row_abs=True, col_abs=True)
    last = xl_rowcol_to_cell(listed.row + listed.rows - 1, listed.kind_col, row_abs=True, col_abs=True)
    book.define_name(_CHECKED, f"={quoted(listed.sheet)}!{first}:{last}")
    mark = style.condition(fill="missing", border=1, edge="bad", colour="bad", bold=True)
    sheets = list(layout.sheets())
    for role in layout.roles:
        for table in role.tables:
            key = f'"s{sheets.index(table.sheet) + 1}r"&ROW()&"c"&COLUMN()'
            rule = {"type": "formula", "criteria": f"=COUNTIFS({_CHECKED},{key})>0", "format": mark}
            where = (FIRST_ROW, 0, table.last_row, len(table.columns) - 1)
            book.get_worksheet_by_name(table.sheet).conditional_format(*where, rule)


def _draw(sheet: Worksheet, style: Style, area: KeptArea, columns: Mapping[int, Mapping[str, object]]) -> None:
    kind = xl_rowcol_to_cell(area.row, area.kind_col, col_abs=True)
    where = (area.row, FIRST_COL, area.row + area.rows - 1, area.kind_col - 1)
    line = {"bottom": 1, "edge": "line"}
    # LibreOffice does not colour a text of two scripts by a condition: dark letters on light ground suit all programs.
    heading = {
        "bold": True,
        "colour": "brand",
        "fill": "section",
        "top": 1,
        "top_color": style.colour("brand"),
        "bottom": 1,
        "bottom_color": style.colour("line"),
    }
    looks: Mapping[str, Mapping[str, object]] = {
        f'={kind}="{HEADING}"': heading,
        f'={kind}="{HEADER}"': {"bold": True, "fill": "header", **line},
        f'={kind}<>""': line,
    }
    for test, look in looks.items():
        rule = {"type": "formula", "criteria": test, "format": style.condition(**look), "stop_if_true": True}
        sheet.conditional_format(*where, rule)
    quiet = style(colour="on_brand", font_size=8)
    for row in range(area.row, area.row + area.rows):
        sheet.write_blank(row, area.kind_col, None, quiet)
        for column, form in columns.items():
            sheet.write_blank(row, FIRST_COL + column, None, style(**form))
