"""How cells look: colours, number formats, hidden rows and columns, notes, links, widths."""

from __future__ import annotations

from typing import Any

from presales_xl.office.bridge.cells import number_format
from presales_xl.office.bridge.formulas import to_excel, to_libre
from presales_xl.office.bridge.session import Area, Session, cut, used

NO_COLOUR = -1


def colour(session: Session, document: int, sheet: str, area: Area) -> Any:
    """Return the cells' background as 0xRRGGBB, or None where there is none or more than one."""
    found = session.cells(document, sheet, area).CellBackColor
    return None if found in (None, NO_COLOUR) else found


def set_colours(session: Session, document: int, sheet: str, areas: list[list[Any]]) -> None:
    """Give cells a background: `[area, 0xRRGGBB or None]` each."""
    by_colour: dict[int, Any] = {}
    for area, wanted in areas:
        found = by_colour.setdefault(
            NO_COLOUR if wanted is None else wanted,
            session.documents[document].createInstance("com.sun.star.sheet.SheetCellRanges"),
        )
        found.addRangeAddress(session.cells(document, sheet, area).RangeAddress, False)
    for wanted, ranges in by_colour.items():
        ranges.CellBackColor = wanted


def format_(session: Session, document: int, sheet: str, area: Area) -> Any:
    """Return the cells' number format as Excel writes it, or None where there are several."""
    cells = session.cells(document, sheet, area)
    if cells.getPropertyState("NumberFormat").value == "AMBIGUOUS_VALUE":
        return None
    return session.documents[document].NumberFormats.getByKey(cells.NumberFormat).FormatString


def set_format(session: Session, document: int, sheet: str, area: Area, code: str) -> None:
    """Give cells a number format as Excel writes it."""
    session.cells(document, sheet, area).NumberFormat = number_format(session.documents[document], code)


def hidden(session: Session, document: int, sheet: str, area: Area, by: str) -> bool | None:
    """Return whether all `Rows` or `Columns` of an area are hidden; None for some of them."""
    lines = getattr(session.cells(document, sheet, area), by)
    found = {bool(lines.getByIndex(number).IsVisible) for number in range(lines.Count)}
    return None if len(found) == 2 else not found.pop()


def set_hidden(session: Session, document: int, sheet: str, area: Area, by: str, wanted: bool) -> None:
    """Hide or show the `Rows` or `Columns` of an area."""
    getattr(session.cells(document, sheet, area), by).IsVisible = not wanted


def autofit(session: Session, document: int, sheet: str, area: Area, by: str) -> None:
    """Make the `Rows` as high or the `Columns` as wide as what is in them."""
    found = session.sheet(document, sheet)
    _, _, last_column, last_row = used(found)
    row, column, rows, columns = area
    rows, columns = max(1, min(rows, last_row - row + 2)), max(1, min(columns, last_column - column + 2))
    cells = cut(found, (row, column, rows, columns))
    if by == "Rows":
        cells.Rows.OptimalHeight = True
    else:
        cells.Columns.OptimalWidth = True


def notes(session: Session, document: int, sheet: str) -> Any:
    """Return a sheet's notes, each as [row, column, text, author], row by row."""
    found = session.sheet(document, sheet).Annotations
    return sorted([one.Position.Row + 1, one.Position.Column + 1, one.String, one.Author] for one in found)


def set_note(session: Session, document: int, sheet: str, area: Area, note: str | None) -> None:
    """Give a cell a note in place of the one it has, or none."""
    annotations = session.sheet(document, sheet).Annotations
    place = session.cells(document, sheet, area).getCellByPosition(0, 0).CellAddress
    for number in range(annotations.Count):
        there = annotations.getByIndex(number).Position
        if (there.Row, there.Column) == (place.Row, place.Column):
            annotations.removeByIndex(number)
            break
    if note:
        annotations.insertNew(place, note)


def link(session: Session, document: int, sheet: str, area: Area) -> Any:
    """Return where the link in a cell leads, or None."""
    fields = session.cells(document, sheet, area).getCellByPosition(0, 0).TextFields
    for number in range(fields.Count):
        address = str(fields.getByIndex(number).URL)
        return f"#{to_excel(address[1:])}" if address.startswith("#") else address
    return None


def set_link(session: Session, document: int, sheet: str, area: Area, address: str, shown: str) -> None:
    """Put a link into a cell; an address within the workbook begins with #."""
    cell = session.cells(document, sheet, area).getCellByPosition(0, 0)
    field = session.documents[document].createInstance("com.sun.star.text.TextField.URL")
    field.URL = f"#{to_libre(address[1:])}" if address.startswith("#") else address
    field.Representation = shown
    cell.String = ""
    cell.insertTextContent(cell.createTextCursor(), field, False)


OPERATIONS = {
    "colour": colour,
    "set_colours": set_colours,
    "format": format_,
    "set_format": set_format,
    "hidden": hidden,
    "set_hidden": set_hidden,
    "autofit": autofit,
    "notes": notes,
    "set_note": set_note,
    "link": link,
    "set_link": set_link,
}
