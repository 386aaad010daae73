"""A table that somebody made, a CSV file or a sheet, as values: a header, rows, and where each cell stands."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from presales_xl.scheme.errors import Place, fail


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that shows an error instead of a value; `code` is what Excel shows, `#N/A`."""

    code: str


#: A formula that no program has computed yet: whoever wrote the file left its value out.
UNCOMPUTED = CellError("=")
#: What a cell or a field holds: None is blank.
Value = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | CellError | None
#: Texts that Excel takes for formulas when it opens a CSV file, marked or not; a negative number is none.
_FORMULA = re.compile(r"'*([=+@\t\r]|-(?!\d+(\.\d+)?$))")


@dataclass(frozen=True)
class Table:
    """A header and rows below it, each as wide as the header.

    `lines` are the rows' numbers in the file, from 1.
    `typed` says that values come from a workbook, where no text has an apostrophe before it.
    """

    file: str
    sheet: str
    header: tuple[str, ...]
    rows: Sequence[Sequence[Value]]
    lines: Sequence[int]
    header_line: int
    typed: bool

    def place(self, row: int | None = None, column: int | None = None) -> Place:
        """Return where a row or one of its cells stands; the header's cell for a column alone."""
        line = self.header_line if row is None else self.lines[row]
        if not self.sheet:
            field = self.header[column] if column is not None else ""
            return Place(file=self.file, line=line if row is not None else 0, field=field)
        cell = "" if row is None and column is None else _cell_name(line, column or 0)
        return Place(file=self.file, sheet=self.sheet, cell=cell)

    def column(self, place: int) -> list[Value]:
        """Return the values of one column."""
        return [row[place] for row in self.rows]

    def text(self, row: int, column: int) -> str | None:
        """Return a name or id as somebody typed it, None for a value that is no text (a date, an error)."""
        value = as_text(self.rows[row][column])
        return value if self.typed or value is None else unmark(value)


def normal(header: str) -> str:
    """Return a header as headers are compared: without width, case and blanks around it."""
    return unicodedata.normalize("NFKC", header).strip().casefold()


def as_text(value: Value) -> str | None:
    """Return a name or id as somebody typed it, None for a value that is no text (a date, an error)."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def of_sheet(file: str, sheet: str, rows: Sequence[Sequence[Value]]) -> Table:
    """Return a sheet as a table: its first row that is not blank is the header. Blank rows are left out."""
    filled = [(number, row) for number, row in enumerate(rows, 1) if any_value(row)]
    if not filled:
        raise fail("table.empty", Place(file=file, sheet=sheet))
    header_line, header = filled[0]
    names = tuple(as_text(cell) or "" for cell in header)
    lines = [number for number, _ in filled[1:]]
    return Table(
        file=file,
        sheet=sheet,
        header=names,
        rows=[row for _, row in filled[1:]],
        lines=lines,
        header_line=header_line,
        typed=True,
    )


def any_value(row: Iterable[Value]) -> bool:
    """Return whether any cell of a row holds something."""
    return any(bool(value.strip()) if isinstance(value, str) else value is not None for value in row)


def unmark(text: str) -> str:
    """Return a text without the apostrophe that `mark` put before it."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def mark(text: str) -> str:
    """Return a text as a CSV file holds it: with an apostrophe before it where Excel would see a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def _cell_name(line: int, column: int) -> str:
    """Return what Excel calls a cell; `line` counts from 1, `column` from 0."""
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{line}"
