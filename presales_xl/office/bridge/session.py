"""What every operation needs: the open documents, their sheets and ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import uno

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

Area: TypeAlias = "Sequence[int]"  # row, column, rows, columns; from 1
Bounds: TypeAlias = "tuple[int, int, int, int]"  # first column, first row, last column, last row; from 0


class OfficeSession:
    """One LibreOffice and the documents open in it, by number."""

    def __init__(self, desktop: Any) -> None:
        self.desktop = desktop
        self.documents: dict[int, Any] = {}
        self._last = 0

    def keep(self, document: Any) -> int:
        """Return the number under which the document is known from now on."""
        self._last += 1
        self.documents[self._last] = document
        return self._last

    def sheet(self, document: int, name: str) -> Any:
        """Return a sheet; KeyError when the document has none of this name."""
        sheets = self.documents[document].Sheets
        if not sheets.hasByName(name):
            raise KeyError(name)
        return sheets.getByName(name)

    def cells(self, document: int, sheet: str, area: Area) -> Any:
        """Return a range of cells, cut to what a sheet has."""
        return cut(self.sheet(document, sheet), area)


def cut(sheet: Any, area: Area) -> Any:
    """Return a range of a sheet, cut to what a sheet has: 1024 columns in older versions."""
    row, column, rows, columns = area
    most = sheet.RangeAddress
    last_column, last_row = min(column + columns - 2, most.EndColumn), min(row + rows - 2, most.EndRow)
    return sheet.getCellRangeByPosition(column - 1, row - 1, last_column, last_row)


def used(sheet: Any) -> Bounds:
    """Return the corners of the cells in use; a blank sheet's are those of A1."""
    cursor = sheet.createCursor()
    cursor.gotoStartOfUsedArea(False)
    start = cursor.RangeAddress
    cursor.gotoEndOfUsedArea(False)
    end = cursor.RangeAddress
    return start.StartColumn, start.StartRow, end.EndColumn, end.EndRow


def area_of(address: Any) -> Area:
    """Return a LibreOffice address as row, column, rows, columns from 1."""
    rows, columns = address.EndRow - address.StartRow + 1, address.EndColumn - address.StartColumn + 1
    return address.StartRow + 1, address.StartColumn + 1, rows, columns


def properties(**values: Any) -> tuple[Any, ...]:
    """Return values as LibreOffice takes options."""
    made = []
    for name, value in values.items():
        option = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        option.Name, option.Value = name, value
        made.append(option)
    return tuple(made)
