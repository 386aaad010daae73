"""Sheets of a workbook: which there are, shown or hidden, protected, active."""

from __future__ import annotations

from typing import Any

from presales_xl.office.bridge.session import Area, Session, area_of, cut, used


def sheets(session: Session, document: int) -> Any:
    """Return the sheets in order, each as [name, shown, protected]."""
    return [[sheet.Name, sheet.IsVisible, sheet.isProtected()] for sheet in session.documents[document].Sheets]


def add_sheet(session: Session, document: int, name: str, before: int) -> None:
    """Add a sheet in front of the one at an index, from 0, and show it."""
    opened = session.documents[document]
    opened.Sheets.insertNewByName(name, before)
    opened.CurrentController.setActiveSheet(opened.Sheets.getByName(name))


def delete_sheet(session: Session, document: int, sheet: str) -> None:
    """Take a sheet away with all that is on it."""
    session.sheet(document, sheet)
    session.documents[document].Sheets.removeByName(sheet)


def rename_sheet(session: Session, document: int, sheet: str, name: str) -> None:
    """Give a sheet another name."""
    session.sheet(document, sheet).Name = name


def show_sheet(session: Session, document: int, sheet: str, shown: bool) -> None:
    """Show or hide a sheet."""
    session.sheet(document, sheet).IsVisible = shown


def active_sheet(session: Session, document: int) -> Any:
    """Return the name of the sheet in front."""
    return session.documents[document].CurrentController.ActiveSheet.Name


def activate_sheet(session: Session, document: int, sheet: str) -> None:
    """Bring a sheet to the front."""
    session.documents[document].CurrentController.setActiveSheet(session.sheet(document, sheet))


def select(session: Session, document: int, sheet: str, area: Area) -> None:
    """Bring a sheet to the front and select cells on it."""
    found = session.sheet(document, sheet)
    controller = session.documents[document].CurrentController
    controller.setActiveSheet(found)
    controller.select(cut(found, area))


def protect(session: Session, document: int, sheet: str, password: str) -> None:
    """Protect a sheet; what it allowed when it was protected before stays allowed."""
    session.sheet(document, sheet).protect(password)


def unprotect(session: Session, document: int, sheet: str, password: str) -> None:
    """Take a sheet's protection away; PermissionError with a wrong password."""
    found = session.sheet(document, sheet)
    try:
        found.unprotect(password)
    finally:
        if found.isProtected():
            raise PermissionError(f"wrong password for {sheet}")


def used_area(session: Session, document: int, sheet: str) -> Any:
    """Return the area of the cells in use."""
    found = session.sheet(document, sheet)
    return area_of(found.getCellRangeByPosition(*used(found)).RangeAddress)


OPERATIONS = {
    "sheets": sheets,
    "add_sheet": add_sheet,
    "delete_sheet": delete_sheet,
    "rename_sheet": rename_sheet,
    "show_sheet": show_sheet,
    "active_sheet": active_sheet,
    "activate_sheet": activate_sheet,
    "select": select,
    "protect": protect,
    "unprotect": unprotect,
    "used_area": used_area,
}
