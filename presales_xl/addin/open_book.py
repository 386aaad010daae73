"""An open workbook of ours: read at once, written at once, put back as it was when something fails.

Commands ask Excel for whole sheets and whole blocks only: each call crosses from one program into another.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import xlwings as xw

from presales_xl.scheme.errors import Place, fail
from presales_xl.texts import text
from presales_xl.workbook import identity
from presales_xl.workbook.areas import FIRST_COL, Area
from presales_xl.workbook.identity import Issued
from presales_xl.workbook.layout import IDENTITY
from presales_xl.workbook.reader import CellError, Sheets, Value
from presales_xl.workbook.review import Review, review
from presales_xl.workbook.scan import ERRORS

Block = list[list[Any]]


def is_ours(book: xw.Book) -> bool:
    """Return whether a workbook is one that the product made."""
    return IDENTITY in [sheet.name for sheet in book.sheets]


@dataclass(frozen=True)
class OpenBook:
    """A workbook of ours as it is in Excel: what it was issued as, and the values and formulas of its sheets."""

    book: xw.Book
    issued: Issued
    sheets: Sheets

    @classmethod
    def read(cls, book: xw.Book) -> "OpenBook":
        """Read the sheets that people fill in, the parameters, and those that commands write to.

        ProblemsError `workbook.not_ours`.
        """
        there = {sheet.name: sheet for sheet in book.sheets}
        issued = identity.read(_values(there[IDENTITY])[0]) if IDENTITY in there else None
        if issued is None:
            raise fail("workbook.not_ours", Place(file=book.name))
        wanted = [IDENTITY, text(issued.identity.lang, "workbook.sheet.parameters")]
        wanted += [part.sheet for part in issued.parts] + [sheet for sheet, _ in issued.areas.values()]
        values, formulas = {}, {}
        for name in dict.fromkeys(wanted):
            if name in there:
                values[name], formulas[name] = _values(there[name])
        return cls(book, issued, Sheets(values, formulas))

    @property
    def name(self) -> str:
        """Return how messages call the workbook."""
        return str(self.book.name)

    def review(self) -> Review:
        """Return what was entered and all that is wrong with it."""
        return review(self.sheets, "")

    def area(self, name: str, rows: int, columns: int) -> Area:
        """Return a place that is kept for commands; ProblemsError when its sheet is gone."""
        sheet, row = self.issued.areas.get(name, ("", 0))
        if sheet not in self.sheets:
            raise fail("workbook.sheet_missing", Place(sheet=sheet))
        return Area(sheet, row, rows, columns)

    def written(self, area: Area) -> Block:
        """Return what an area holds now, as long as it is filled."""
        rows = self.sheets[area.sheet][area.row :]
        last = max((n for n, row in enumerate(rows, 1) if len(row) > area.kind_col and row[area.kind_col]), default=0)
        return [list(row[FIRST_COL : area.kind_col + 1]) for row in rows[:last]]


def _values(sheet: xw.Sheet) -> tuple[list[list[Value]], frozenset[tuple[int, int]]]:
    """Return the values of a sheet from A1 on, and the cells with a formula: two reads, whatever its size."""
    last = sheet.used_range.last_cell
    cells = sheet.range((1, 1), (last.row, last.column))
    values = cells.options(ndim=2, err_to_str=True).value
    formulas = _block(cells.formula)
    there = {
        (row, column)
        for row, line in enumerate(formulas)
        for column, formula in enumerate(line)
        if isinstance(formula, str) and formula.startswith("=")
    }
    return [[_value(cell) for cell in line] for line in values], frozenset(there)


def _block(found: Any) -> Sequence[Sequence[Any]]:
    """Return formulas as rows of cells: engines give a single cell or a single row bare."""
    if not isinstance(found, list | tuple):
        return [[found]]
    return [[*found]] if found and not isinstance(found[0], list | tuple) else found


def _value(cell: Any) -> Value:
    if cell is None or cell == "":
        return None
    if isinstance(cell, str) and cell in ERRORS:
        return CellError(cell)
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    found: Value = cell
    return found


@contextmanager
def unlocked(book: xw.Book, names: Sequence[str]) -> Iterator[None]:
    """Take the protection off some sheets for a while; they are without a password."""
    with ExitStack() as stack:
        for name in dict.fromkeys(names):
            stack.enter_context(_unlocked(book.sheets[name]))
        yield


@contextmanager
def _unlocked(sheet: xw.Sheet) -> Iterator[None]:
    protect = _unprotect(sheet)
    try:
        yield
    finally:
        protect()


def _unprotect(sheet: xw.Sheet) -> Any:
    """Unprotect a sheet and return what protects it again: each program spells it in its own way."""
    native: Any = None
    with suppress(NotImplementedError, AttributeError):
        native = sheet.api
    if hasattr(native, "isProtected"):  # LibreOffice
        if not native.isProtected():
            return lambda: None
        native.unprotect("")
        return lambda: native.protect("")
    if hasattr(native, "protect_worksheet"):  # Excel for Mac
        if not native.protect_contents.get():
            return lambda: None
        native.unprotect()
        return lambda: native.protect_worksheet(
            allow_sorting=True, allow_filtering=True, allow_formatting_columns=True, allow_formatting_rows=True
        )
    if hasattr(native, "ProtectContents"):  # Excel for Windows
        if not native.ProtectContents:
            return lambda: None
        native.Unprotect()
        return lambda: native.Protect(
            AllowSorting=True, AllowFiltering=True, AllowFormattingColumns=True, AllowFormattingRows=True
        )
    return lambda: None


def write_area(opened: OpenBook, area: Area, rows: Block) -> None:
    """Write rows to an area, what each row is last, and blank what was written there before.

    Texts are to begin with a mark of ours, never with what somebody typed: a cell takes `=…` for a formula.
    """
    before = opened.written(area)
    blank = [None] * (area.columns + 1)
    filled = [*rows, *([blank] * (len(before) - len(rows)))]
    if not filled:
        return
    sheet = opened.book.sheets[area.sheet]
    first, last = (area.row + 1, FIRST_COL + 1), (area.row + len(filled), area.kind_col + 1)
    cells = sheet.range(first, last)
    old = _block(cells.formula)
    with unlocked(opened.book, [area.sheet]):
        try:
            cells.formula = [["" if value is None else value for value in row] for row in filled]
        except Exception:
            cells.formula = [list(row) for row in old]
            raise
