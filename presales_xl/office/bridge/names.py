"""Defined names, of the workbook and of its sheets."""

from __future__ import annotations

from typing import Any

import uno

from presales_xl.office.bridge.formulas import to_excel, to_libre
from presales_xl.office.bridge.session import Session, area_of


def names(session: Session, document: int) -> list[list[str]]:
    """Return all names, each as [sheet or "" for the workbook's, name, what it refers to]."""
    opened = session.documents[document]
    owners = [("", opened), *((sheet.Name, sheet) for sheet in opened.Sheets)]
    return [
        [owner, name, f"={to_excel(holder.NamedRanges.getByName(name).Content)}"]
        for owner, holder in owners
        for name in holder.NamedRanges.ElementNames
    ]


def name_area(session: Session, document: int, scope: str, name: str) -> Any:
    """Return sheet and area that a name refers to, or None where it is no range."""
    cells = _holder(session, document, scope).getByName(name).getReferredCells()
    if cells is None:
        return None
    address = cells.RangeAddress
    return [session.documents[document].Sheets.getByIndex(address.Sheet).Name, area_of(address)]


def add_name(session: Session, document: int, scope: str, name: str, refers_to: str) -> None:
    """Define a name, in place of the one that is there."""
    holder = _holder(session, document, scope)
    if holder.hasByName(name):
        holder.removeByName(name)
    holder.addNewByName(name, to_libre(refers_to.lstrip("=")), uno.createUnoStruct("com.sun.star.table.CellAddress"), 0)


def delete_name(session: Session, document: int, scope: str, name: str) -> None:
    """Take a name away."""
    _holder(session, document, scope).removeByName(name)


def _holder(session: Session, document: int, scope: str) -> Any:
    return (session.sheet(document, scope) if scope else session.documents[document]).NamedRanges


OPERATIONS = {"names": names, "name_area": name_area, "add_name": add_name, "delete_name": delete_name}
