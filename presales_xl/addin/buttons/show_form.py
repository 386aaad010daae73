"""打开考核表: the form of the employee whose row is selected."""

from xlsxwriter.utility import xl_cell_to_rowcol

from presales_xl.addin.native import Book
from presales_xl.addin.open_book import OpenBook, as_typed, person_at, selected_cell, written
from presales_xl.addin.ribbon import Ask, Reply
from presales_xl.scheme.errors import Place, fail
from presales_xl.texts import text
from presales_xl.workbook.form import CHOICE
from presales_xl.workbook.layout import label_of

_HIDDEN = (0, 2, False)  # as Excel counts; -1 or True for a sheet that is shown


def run(book: Book, ask: Ask) -> Reply:
    """Choose the employee of the selected row on the form and bring it to the front.

    ProblemsError `workbook.not_ours`, `addin.nothing_selected`, `addin.nobody_selected`, `addin.not_on_form`,
    `workbook.sheet_missing`.
    """
    opened = OpenBook.read(book, wanted=lambda issued: [part.sheet for part in issued.parts if not part.table])
    team = opened.of_team
    at = selected_cell(book)
    employee_id = person_at(opened, opened.entered(), at)
    if employee_id is None:
        raise fail("addin.nobody_selected", at.place)
    for layout in team.roles:
        for person in layout.role.people:  # as issued: the list on the first sheet names them so
            if person.employee_id == employee_id:
                label = label_of(employee_id, person.name)
                _choose(opened, layout.form, label)
                return Reply(text(ask.lang, "buttons.show_form.shown", person=label, sheet=layout.form), quiet=True)
    raise fail("addin.not_on_form", at.place, id=employee_id)


def _choose(opened: OpenBook, name: str, label: str) -> None:
    if name not in opened.tabs:
        raise fail("workbook.sheet_missing", Place(sheet=name))
    row, column = xl_cell_to_rowcol(CHOICE)
    sheet = opened.tabs[name]
    with written(opened, [(name, row, column, [[as_typed(label)]])]):
        if sheet.visible in _HIDDEN:
            sheet.visible = True
        sheet.activate()
