"""An open workbook of ours: read at once, written at once, put back as it was when something fails.

Commands ask Excel for whole sheets and whole blocks only: each call crosses from one program into another.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import xlwings as xw

from presales_xl.addin.protection import unlocked
from presales_xl.people.table import CellError, Value
from presales_xl.scheme.errors import Place, fail
from presales_xl.texts import text
from presales_xl.workbook import identity
from presales_xl.workbook.areas import FIRST_COL, PROBLEMS, Area, size
from presales_xl.workbook.identity import Issued
from presales_xl.workbook.issued import layout_of
from presales_xl.workbook.layout import IDENTITY, BookLayout, cell_name
from presales_xl.workbook.reader import Sheets
from presales_xl.workbook.review import Review, review
from presales_xl.workbook.scan import ERRORS, MAX_COLUMNS, MAX_ROWS

Block = Sequence[Sequence[Any]]
Part = tuple[
    str, int, int, Block
]  # of a workbook: the sheet, row and column (from 0) of the first cell, what stands there
_OTHER_ERROR = re.compile(r"Err:\d+")  # LibreOffice's own


@dataclass(frozen=True)
class OpenBook:
    """A workbook of ours as it is in Excel: what it was issued as, where what stands, and what its sheets hold.

    `tabs` are its sheets by name; `layout` is None for a rater's form.
    """

    book: xw.Book
    tabs: Mapping[str, xw.Sheet]
    issued: Issued
    layout: BookLayout | None
    sheets: Sheets

    @classmethod
    def read(cls, book: xw.Book) -> "OpenBook":
        """Read the sheets that people fill in, the parameters, and those that commands write to.

        ProblemsError `workbook.not_ours`, `issued.damaged`.
        """
        there = tabs_of(book)
        issued = identity_of(there)
        if issued is None:
            raise fail("workbook.not_ours", Place(file=book.name))
        if not issued.parts:
            raise fail("issued.damaged", reason=f"{IDENTITY}: part")
        wanted = [IDENTITY, text(issued.identity.lang, "workbook.sheet.parameters")]
        wanted += [part.sheet for part in issued.parts] + [sheet for sheet, _ in issued.areas.values()]
        values, formulas = {}, {}
        for name in dict.fromkeys(wanted):
            if name in there:
                values[name], formulas[name] = _contents(there[name])
        try:
            layout = layout_of(issued) if issued.identity.kind == "manager" else None
        except (KeyError, ValueError, IndexError) as error:  # rows of the hidden sheet are lacking
            raise fail("issued.damaged", reason=f"{IDENTITY}: {error}") from None
        return cls(book, there, issued, layout, Sheets(values, formulas))

    @property
    def of_team(self) -> BookLayout:
        """Return where what stands in a manager's workbook; ProblemsError `addin.rater_form` for a rater's form."""
        if self.layout is None:
            raise fail("addin.rater_form")
        return self.layout

    def sheet_of(self, role: str) -> str:
        """Return the sheet of a role."""
        return next(part.sheet for part in self.issued.parts if part.role == role and not part.table)

    def review(self) -> Review:
        """Return what was entered and all that is wrong with it."""
        return review(self.sheets, "")

    def area(self, name: str) -> Area:
        """Return a place that is kept for commands.

        ProblemsError `workbook.sheet_missing` when its sheet is gone, `addin.area_taken` when other things stand there.
        """
        layout = self.of_team
        sheet, row = self.issued.areas.get(name, ("", 0))
        if sheet != layout.names["checks" if name == PROBLEMS else "summary"]:
            raise fail("issued.damaged", reason=f"{IDENTITY}: area {name}")
        if sheet not in self.sheets:
            raise fail("workbook.sheet_missing", Place(sheet=sheet))
        area = Area(sheet, row, *size(name, layout))
        for number, line in enumerate(self.sheets[sheet][row : row + area.rows], row):
            own = line[FIRST_COL : area.kind_col + 1]
            taken = [place for place, value in enumerate(own[:-1], FIRST_COL) if value is not None]
            if taken and (len(line) <= area.kind_col or own[-1] is None):
                raise fail("addin.area_taken", Place(sheet=sheet, cell=cell_name(number, taken[0])))
        return area

    def written(self, area: Area) -> Block:
        """Return what an area holds now, as long as it is filled."""
        rows = self.sheets[area.sheet][area.row : area.row + area.rows]
        last = max((n for n, row in enumerate(rows, 1) if len(row) > area.kind_col and row[area.kind_col]), default=0)
        return [list(row[FIRST_COL : area.kind_col + 1]) for row in rows[:last]]


def tabs_of(book: xw.Book) -> dict[str, xw.Sheet]:
    """Return the sheets of a workbook by name: asking for one by its name may cost a call for each that there is."""
    return {sheet.name: sheet for sheet in book.sheets}


def identity_of(there: Mapping[str, xw.Sheet]) -> Issued | None:
    """Return what a workbook with these sheets says of itself, None when it is not ours."""
    return identity.read(_contents(there[IDENTITY])[0]) if IDENTITY in there else None


def _contents(sheet: xw.Sheet) -> tuple[list[list[Value]], frozenset[tuple[int, int]]]:
    """Return the values of a sheet from A1 on, and the cells with a formula: two reads, whatever its size."""
    last = sheet.used_range.last_cell
    rows, columns = min(last.row, MAX_ROWS), min(last.column, MAX_COLUMNS)
    cells = sheet.range((1, 1), (rows, columns))
    values = cells.options(ndim=2, err_to_str=True).value
    there = {
        (row, column)
        for row, line in enumerate(as_block(cells.formula, columns))
        for column, formula in enumerate(line)
        if isinstance(formula, str) and formula.startswith("=")
    }
    return [[_value(cell) for cell in line] for line in values], frozenset(there)


def as_block(found: Any, columns: int) -> Block:
    """Return what a range gave as rows of cells: engines give a single cell, row or column bare."""
    if not isinstance(found, list | tuple):
        return [[found]]
    if found and isinstance(found[0], list | tuple):
        return found
    return [[cell] for cell in found] if columns == 1 else [found]


def _value(cell: Any) -> Value:
    if cell is None or cell == "":
        return None
    if isinstance(cell, str) and (cell in ERRORS or _OTHER_ERROR.fullmatch(cell)):
        return CellError(cell)
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    found: Value = cell
    return found


def write(opened: OpenBook, blocks: Sequence[Part]) -> Callable[[], None]:
    """Write blocks of cells, all of them or none, and return what puts back what stood there before.

    A text that begins with `=` is a formula: see `as_text` for what somebody typed.
    """
    before: list[Part] = []
    try:
        with unlocked(_tabs(opened, blocks)):
            for name, row, column, block in blocks:
                cells = _cells(opened, name, row, column, block)
                before.append((name, row, column, [list(line) for line in as_block(cells.formula, len(block[0]))]))
                cells.formula = [["" if value is None else value for value in line] for line in block]
    except Exception:
        with suppress(Exception):  # it is the first failure that is told
            _put_back(opened, before)
        raise
    return lambda: _put_back(opened, before)


@contextmanager
def or_undo(undo: Callable[[], None]) -> Iterator[None]:
    """Put back what stood there before when something that follows fails."""
    try:
        yield
    except Exception:
        with suppress(Exception):  # it is the first failure that is told
            undo()
        raise


def _put_back(opened: OpenBook, before: Sequence[Part]) -> None:
    with unlocked(_tabs(opened, before)):
        for part in reversed(before):
            _cells(opened, *part).formula = part[-1]


def _tabs(opened: OpenBook, parts: Sequence[Part]) -> list[xw.Sheet]:
    return [opened.tabs[sheet] for sheet in dict.fromkeys(sheet for sheet, *_ in parts)]


def _cells(opened: OpenBook, sheet: str, row: int, column: int, block: Block) -> xw.Range:
    return opened.tabs[sheet].range((row + 1, column + 1), (row + len(block), column + len(block[0])))


def renewed(opened: OpenBook, area: Area, rows: Block) -> list[Part]:
    """Return what to write so that rows stand in the place of what an area held before, nothing when both are empty.

    A row ends with what it is. Texts are to begin with a mark of ours: a cell takes `=…` for a formula.
    """
    kept = rows[: area.rows]
    blank = [None] * (area.columns + 1)
    filled = [*kept, *([blank] * (len(opened.written(area)) - len(kept)))]
    return [(area.sheet, area.row, FIRST_COL, filled)] if filled else []


def as_text(typed: str) -> str:
    """Return a text as a cell takes it for no more than that."""
    return f"'{typed}" if typed.startswith(("=", "+", "-", "@", "'")) or typed.isdecimal() else typed


def go_to(opened: OpenBook, sheet: str, row: int | None = None) -> None:
    """Bring a sheet to the front, and a row (from 0) into sight; a hidden one stays where it is."""
    with suppress(Exception):  # the work is done
        opened.tabs[sheet].activate()
        if row is not None:
            opened.tabs[sheet].range((row + 1, FIRST_COL + 1)).select()
