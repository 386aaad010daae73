"""Cells by letters and numbers: `B3:C4` is row 3, column 2, two rows, two columns."""

import re
from typing import NamedTuple

ROWS, COLUMNS = 1_048_576, 16_384  # of a sheet
_CORNER = re.compile(r"\$?([A-Za-z]{1,3})?\$?(\d{1,7})?")


class Area(NamedTuple):
    """A rectangle of cells; row and column from 1."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1

    def to(self, other: "Area") -> "Area":
        """Return the smallest area that holds both."""
        row, column = min(self.row, other.row), min(self.column, other.column)
        bottom = max(self.row + self.rows, other.row + other.rows)
        right = max(self.column + self.columns, other.column + other.columns)
        return Area(row, column, bottom - row, right - column)

    def address(self, row_absolute: bool = True, column_absolute: bool = True) -> str:
        """Return `$B$3:$C$4`; whole columns are `$B:$C`, whole rows `$3:$4`."""
        down, across = "$" * row_absolute, "$" * column_absolute
        first, last = letters(self.column), letters(self.column + self.columns - 1)
        top, bottom = self.row, self.row + self.rows - 1
        if self.rows == ROWS and self.columns != COLUMNS:
            return f"{across}{first}:{across}{last}"
        if self.columns == COLUMNS:
            return f"{down}{top}:{down}{bottom}"
        start, end = f"{across}{first}{down}{top}", f"{across}{last}{down}{bottom}"
        return start if start == end else f"{start}:{end}"


def parse(text: str) -> Area | None:
    """Return the area of `A1`, `A1:B2`, `A:B` or `1:2`; None for anything else, a name for one."""
    corners = [_CORNER.fullmatch(part) for part in text.split(":")]
    if not 1 <= len(corners) <= 2 or any(found is None or not found[0].strip("$") for found in corners):
        return None
    parts = [(_number(found[1]), int(found[2] or 0)) for found in corners if found]
    if (len(parts) == 1 and 0 in parts[0]) or len({(bool(column), bool(row)) for column, row in parts}) > 1:
        return None
    if any(column > COLUMNS or row > ROWS for column, row in parts):
        return None
    starts = [Area(row or 1, column or 1) for column, row in parts]
    ends = [Area(row or ROWS, column or COLUMNS) for column, row in parts]
    return starts[0].to(ends[0]).to(starts[-1]).to(ends[-1])


def letters(column: int) -> str:
    """Return the letters of a column: 28 is AB."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def _number(column: str | None) -> int:
    number = 0
    for letter in (column or "").upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
