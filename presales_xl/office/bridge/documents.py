"""Workbooks: opened, recalculated, stored and closed; their sheets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from presales_xl.office.bridge.session import Area, OfficeSession, area_of, properties, used

XLSX = "Calc MS Excel 2007 XML"
NEVER_MACROS, NEVER_LINKS = 0, 0  # com.sun.star.document.MacroExecMode, UpdateDocMode


def load(session: OfficeSession, file: str, **options: Any) -> Any:
    """Return the document of a file; OSError where LibreOffice does not open it.

    Not hidden, though nobody sees it: a hidden document has no window and loses its frozen panes when it is stored.
    """
    safe = {"MacroExecutionMode": NEVER_MACROS, "UpdateDocMode": NEVER_LINKS}
    document = session.desktop.loadComponentFromURL(
        Path(file).resolve().as_uri(), "_blank", 0, properties(**safe, **options)
    )
    if document is None:
        raise OSError(f"LibreOffice did not open {file}")
    return document


def open_(session: OfficeSession, file: str) -> int:
    """Open a workbook, all its formulas calculated anew, and return its number."""
    document = _workbook(session, file)
    document.CurrentController.Frame.ContainerWindow.setVisible(False)  # nobody sees what would be drawn
    document.setModified(False)  # calculated, but nobody has changed anything
    return session.keep(document)


def store(session: OfficeSession, document: int, file: str) -> None:
    """Write the workbook to a new file, as xlsx."""
    session.documents[document].storeToURL(Path(file).resolve().as_uri(), properties(FilterName=XLSX))


def modified(session: OfficeSession, document: int) -> bool:
    """Return whether something was changed since the workbook was opened or stored."""
    return bool(session.documents[document].isModified())


def set_modified(session: OfficeSession, document: int, on: bool) -> None:
    """Say whether something was changed."""
    session.documents[document].setModified(on)


def calculates_as_shown(session: OfficeSession, document: int) -> bool:
    """Return whether the workbook is computed with numbers as they are shown."""
    return bool(session.documents[document].CalcAsShown)


def close(session: OfficeSession, document: int) -> None:
    """Close the workbook without storing it."""
    session.documents.pop(document).close(True)


def calculate(session: OfficeSession, document: int) -> None:
    """Calculate all formulas anew."""
    session.documents[document].calculateAll()


def selection(session: OfficeSession, document: int) -> Any:
    """Return sheet and area of the selected cells, or None where something else is selected."""
    opened = session.documents[document]
    chosen = opened.CurrentSelection
    if chosen is None or not hasattr(chosen, "RangeAddress"):
        return None
    return [opened.Sheets.getByIndex(chosen.RangeAddress.Sheet).Name, area_of(chosen.RangeAddress)]


def _workbook(session: OfficeSession, file: str, **options: Any) -> Any:
    """Return a workbook, all its formulas calculated anew."""
    document = load(session, file, **options)
    if not document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
        document.close(True)
        raise OSError(f"{file} is no workbook")
    document.calculateAll()
    return document


# Sheets


def sheet_names(session: OfficeSession, document: int) -> list[str]:
    """Return the names of the sheets in order."""
    return list(session.documents[document].Sheets.ElementNames)


def sheet_state(session: OfficeSession, document: int, sheet: str) -> list[bool]:
    """Return whether a sheet is shown, and whether it is protected."""
    wanted = session.sheet(document, sheet)
    return [wanted.IsVisible, wanted.isProtected()]


def add_sheet(session: OfficeSession, document: int, name: str, before: int) -> None:
    """Add a sheet in front of the one at an index, from 0, and show it."""
    opened = session.documents[document]
    opened.Sheets.insertNewByName(name, before)
    opened.CurrentController.setActiveSheet(opened.Sheets.getByName(name))


def delete_sheet(session: OfficeSession, document: int, sheet: str) -> None:
    """Take a sheet away with all that is on it."""
    session.sheet(document, sheet)
    session.documents[document].Sheets.removeByName(sheet)


def rename_sheet(session: OfficeSession, document: int, sheet: str, name: str) -> None:
    """Give a sheet another name."""
    session.sheet(document, sheet).Name = name


def show_sheet(session: OfficeSession, document: int, sheet: str, shown: bool) -> None:
    """Show or hide a sheet."""
    session.sheet(document, sheet).IsVisible = shown


def active_sheet(session: OfficeSession, document: int) -> Any:
    """Return the name of the sheet in front."""
    return session.documents[document].CurrentController.ActiveSheet.Name


def activate_sheet(session: OfficeSession, document: int, sheet: str) -> None:
    """Bring a sheet to the front."""
    session.documents[document].CurrentController.setActiveSheet(session.sheet(document, sheet))


def select(session: OfficeSession, document: int, sheet: str, area: Area) -> None:
    """Bring a sheet to the front and select cells on it."""
    activate_sheet(session, document, sheet)
    session.documents[document].CurrentController.select(session.cells(document, sheet, area))


def protect(session: OfficeSession, document: int, sheet: str, password: str) -> None:
    """Protect a sheet; what it allowed when it was protected before stays allowed."""
    session.sheet(document, sheet).protect(password)


def unprotect(session: OfficeSession, document: int, sheet: str, password: str) -> None:
    """Take a sheet's protection away; PermissionError with a wrong password."""
    protected = session.sheet(document, sheet)
    try:
        protected.unprotect(password)
    finally:
        if protected.isProtected():
            raise PermissionError(f"wrong password for {sheet}")


def used_area(session: OfficeSession, document: int, sheet: str) -> Any:
    """Return the area of the cells in use."""
    cells = session.sheet(document, sheet)
    return area_of(cells.getCellRangeByPosition(*used(cells)).RangeAddress)


OPERATIONS = {
    operation.__name__.rstrip("_"): operation
    for operation in (
        *(open_, store, modified, set_modified, calculates_as_shown, close, calculate, selection),
        *(sheet_names, sheet_state, add_sheet, delete_sheet, rename_sheet, show_sheet),
        *(active_sheet, activate_sheet, select, protect, unprotect, used_area),
    )
}
