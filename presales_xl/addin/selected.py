"""What is selected in Excel, and whose row it is."""

from contextlib import suppress
from dataclasses import dataclass

import xlwings as xw
from xlsxwriter.utility import xl_cell_to_rowcol

from presales_xl.addin.open_book import OpenBook, as_block
from presales_xl.people.table import Value
from presales_xl.scheme.errors import fail
from presales_xl.workbook.form import CHOICE
from presales_xl.workbook.layout import ID_ROW, cell_name, label_of
from presales_xl.workbook.review import Review

_WIDEST = 60  # columns of the lists on the sheets that name people


@dataclass(frozen=True)
class Selected:
    """The first cell of what is selected; row and column from 0."""

    sheet: str
    row: int
    column: int

    @property
    def cell(self) -> str:
        """Return the cell as A1."""
        return cell_name(self.row, self.column)


def selected(book: xw.Book) -> Selected:
    """Return the cell that is selected; ProblemsError `addin.nothing_selected` for a chart, a picture, nothing."""
    found: xw.Range | None = None
    with suppress(Exception):  # programs differ in what they say then
        found = book.selection
    if found is None:
        raise fail("addin.nothing_selected")
    return Selected(found.sheet.name, found.row - 1, found.column - 1)


def person_at(opened: OpenBook, found: Review, at: Selected) -> str | None:
    """Return the id of the employee in whose row the cell is, on any sheet; None when it is nobody's.

    On a form that is the employee chosen on it.
    """
    for employee_id, row in found.returned.rows.get(at.sheet, {}).items():
        if row == at.row:
            return employee_id
    known: dict[str, str] = {}
    for role in found.roles:
        for person in role.people:
            known |= {
                person.employee_id: person.employee_id,
                label_of(person.employee_id, person.name): person.employee_id,
            }
    for value in _row(opened, at):
        if isinstance(value, str | int) and str(value) in known:
            return known[str(value)]
    return None


def _row(opened: OpenBook, at: Selected) -> list[Value]:
    """Return what stands in the row of the cell; of a form, what is chosen on it."""
    forms = {role.form for role in opened.of_team.roles}
    row = xl_cell_to_rowcol(CHOICE)[0] if at.sheet in forms else at.row
    if at.sheet in opened.sheets:
        rows = opened.sheets[at.sheet]
        return rows[row] if row < len(rows) else []
    cells = opened.tabs[at.sheet].range((row + 1, 1), (row + 1, _WIDEST))
    return list(as_block(cells.value, _WIDEST)[0])


def column_at(opened: OpenBook, at: Selected) -> str:
    """Return the id of the column that the cell is in, "" outside the tables."""
    ids = opened.sheets[at.sheet][ID_ROW] if at.sheet in opened.sheets else []
    found = ids[at.column] if at.column < len(ids) else None
    return found if isinstance(found, str) else ""
