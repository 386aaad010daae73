"""An open workbook of ours: read at once, written at once, put back as it was when something fails; what is selected.

Commands ask Excel for whole sheets and whole blocks only: each call crosses from one program into another.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from xlsxwriter.utility import xl_cell_to_rowcol

from presales_xl.addin import native
from presales_xl.addin.native import Book, Range, Sheet, unlocked
from presales_xl.people.notices import WordsProblem
from presales_xl.people.table import CellError, Merged, Value
from presales_xl.scheme.errors import CELL_ERRORS, Place, fail
from presales_xl.workbook import identity, returned
from presales_xl.workbook.areas import FIRST_COL, PROBLEMS, KeptArea, area_at
from presales_xl.workbook.build import layout_of
from presales_xl.workbook.form import CHOICE
from presales_xl.workbook.identity import Issued, SheetPart
from presales_xl.workbook.layout import FIRST_ROW, ID_ROW, IDENTITY, BookLayout, cell_name, label_of
from presales_xl.workbook.reader import Sheets
from presales_xl.workbook.returned import Returned
from presales_xl.workbook.review import review
from presales_xl.workbook.sheet_xml import MAX_COLUMNS, SENT

Block = Sequence[Sequence[Any]]
Part = tuple[str, int, int, Block]
"""Of a workbook: the sheet, row and column (from 0) of the first cell, what stands there."""
_OTHER_ERROR = re.compile(r"Err:\d+")  # LibreOffice's own


@dataclass(frozen=True)
class OpenBook:
    """A workbook of ours as it is in Excel: what it was issued as, where what stands, and what its sheets hold.

    `tabs` are its sheets by name; `layout` is None for a rater's form.
    """

    book: Book
    tabs: Mapping[str, Sheet]
    issued: Issued
    layout: BookLayout | None
    sheets: Sheets

    @classmethod
    def read(cls, book: Book, *, wanted: Callable[[Issued], Sequence[str]] | None = None) -> "OpenBook":
        """Read every sheet of ours and the ids of added ones, or those only that are wanted of what was issued.

        ProblemsError `workbook.not_ours`, `addin.calibration_book`, `addin.answer_form`, `addin.precision`,
        `issued.damaged`.
        """
        tabs = sheets_by_name(book)
        hidden = _contents(tabs[IDENTITY]) if IDENTITY in tabs else None
        issued = identity.read(hidden[0]) if hidden else None
        if hidden is None or issued is None:
            code = "addin.calibration_book" if is_calibration(tabs) else "workbook.not_ours"
            raise fail(code, Place(file=book.name))
        if issued.identity.kind == "answer":
            raise fail("addin.answer_form", Place(file=book.name))
        if native.is_rounded(book):
            raise fail("addin.precision", Place(file=book.name))
        if not issued.parts:
            raise fail("issued.damaged", reason=f"{IDENTITY}: part")
        if lost := [part.sheet for part in issued.parts if part.sheet not in issued.sheets]:
            raise fail("issued.damaged", reason=f"{IDENTITY}: sheet {lost[0]}")
        try:
            layout = layout_of(issued) if issued.identity.kind == "manager" else None
        except (KeyError, ValueError, IndexError) as error:  # rows of the hidden sheet are lacking
            raise fail("issued.damaged", reason=f"{IDENTITY}: {error}") from None
        names = wanted(issued) if wanted else issued.sheets
        contents = {name: _contents(tabs[name]) for name in names if name in tabs and name != IDENTITY}
        contents = {IDENTITY: hidden, **contents}
        values = {name: rows for name, (rows, _) in contents.items()}
        if not wanted:
            added = [name for name in tabs if name != IDENTITY and name not in issued.sheets]
            values |= {name: _ids(tabs[name], issued) for name in added}
        formulas = {name: texts for name, (_, texts) in contents.items()}
        sheets = Sheets(values, {name: texts.keys() for name, texts in formulas.items()}, order=tuple(tabs))
        entered_on = [part for part in issued.parts if part.sheet in contents]
        sheets.merged = {part.sheet: _merged(tabs[part.sheet], part, values[part.sheet]) for part in entered_on}
        sheets.read_formulas, sheets.read_names = lambda: formulas, lambda: native.names(book)
        return cls(book=book, tabs=tabs, issued=issued, layout=layout, sheets=sheets)

    @property
    def of_team(self) -> BookLayout:
        """Return where what stands in a manager's workbook; ProblemsError `addin.rater_form` for a rater's form."""
        if self.layout is None:
            raise fail("addin.rater_form")
        return self.layout

    def review(self) -> Returned:
        """Return what was entered and all that is wrong with it.

        A text that is none, or too long, is wrong as on 检查, not only odd: whoever is asked can still mend it.
        """
        checked = review(self.sheets, "")
        mended = (
            replace(each, severity="error") if isinstance(each, WordsProblem) else each for each in checked.problems
        )
        return replace(checked, problems=list(mended))

    def entered(self) -> Returned:
        """Return what was entered and by whom it stands where, without looking at all the rest."""
        return returned.read(self.sheets, "", issued=self.issued)

    def area(self, name: str) -> KeptArea:
        """Return a place that is kept for commands.

        ProblemsError `workbook.sheet_missing` when its sheet is gone, `addin.area_taken` when other things stand there.
        """
        layout = self.of_team
        sheet, row = self.issued.areas.get(name, ("", 0))
        if sheet != layout.names["checks" if name == PROBLEMS else "summary"]:
            raise fail("issued.damaged", reason=f"{IDENTITY}: area {name}")
        if sheet not in self.sheets:
            raise fail("workbook.sheet_missing", Place(sheet=sheet))
        area = area_at(name, sheet, row, layout)
        for number, line in enumerate(self.sheets[sheet][row : row + area.rows], row):
            cells = line[FIRST_COL : area.kind_col + 1]
            taken = [place for place, value in enumerate(cells[:-1], FIRST_COL) if value is not None]
            if taken and (len(line) <= area.kind_col or cells[-1] is None):
                raise fail("addin.area_taken", Place(sheet=sheet, cell=cell_name(number, taken[0])))
        return area

    def rows_of(self, area: KeptArea) -> Block:
        """Return what an area holds now, as long as it is filled."""
        rows = self.sheets[area.sheet][area.row : area.row + area.rows]
        last = max((n for n, row in enumerate(rows, 1) if len(row) > area.kind_col and row[area.kind_col]), default=0)
        return [list(row[FIRST_COL : area.kind_col + 1]) for row in rows[:last]]


def is_calibration(tabs: Mapping[str, Sheet]) -> bool:
    """Return whether a workbook is the one in which HR calibrates grades."""
    from presales_xl.cycle.calibrating.calibration_book import MARK  # noqa: PLC0415 - it brings along what writes them

    return IDENTITY in tabs and bool(native.cells(tabs[IDENTITY], 0, 1).value == MARK)


def sheets_by_name(book: Book) -> dict[str, Sheet]:
    """Return the sheets of a workbook by name: asking for one by its name may cost a call for each that there is."""
    return {sheet.name: sheet for sheet in book.sheets}


def file_of(book: Book) -> Path:
    """Return the file of a workbook; ProblemsError `addin.no_file` for one that was never saved to this computer."""
    full = ""
    from urllib.request import url2pathname  # noqa: PLC0415 - it brings HTTP along: only where a file is sought

    with suppress(Exception):  # xlwings does not find every folder in the cloud
        full = str(book.fullname)
    file = Path(url2pathname(urlsplit(full).path) if full.startswith("file:") else full)
    if not full or not file.is_file():
        raise fail("addin.no_file", Place(file=str(book.name)))
    return file


def identity_of(tabs: Mapping[str, Sheet]) -> Issued | None:
    """Return what a workbook with these sheets says of itself, None when it is not ours."""
    return identity.read(_values(native.used(tabs[IDENTITY], SENT.rows, MAX_COLUMNS))) if IDENTITY in tabs else None


def _contents(sheet: Sheet) -> tuple[list[list[Value]], dict[tuple[int, int], str]]:
    """Return the values of a sheet from A1 on, and its formulas by cell: two reads, whatever its size."""
    used = native.used(sheet, SENT.rows, MAX_COLUMNS)
    values = _values(used)
    formulas = {
        (row, column): formula
        for row, line in enumerate(as_block(used.formula, len(values[0])))
        for column, formula in enumerate(line)
        if isinstance(formula, str) and formula.startswith("=")
    }
    return values, formulas


def _ids(sheet: Sheet, issued: Issued) -> list[list[Value]]:
    """Return as much of a sheet that was added as says whether it is a copy: where the ids of sheets of ours stand."""
    rows = SENT.rows if any(part.turned for part in issued.parts) else ID_ROW + 1
    return _values(native.used(sheet, rows, MAX_COLUMNS))


def _merged(sheet: Sheet, part: SheetPart, rows: Sequence[Sequence[Value]]) -> list[Merged]:
    """Return the merged cells of a sheet behind its headings."""
    row, column = (0, FIRST_ROW) if part.turned else (FIRST_ROW, 0)
    return native.merged(sheet, row, column, rows=len(rows) - row, columns=len(rows[0]) - column)


def _values(cells: Range) -> list[list[Value]]:
    return [[_value(cell) for cell in line] for line in native.values(cells)]


def as_block(cells: Any, columns: int) -> Block:
    """Return what a range gave as rows of cells: engines give a single cell, row or column bare."""
    if not isinstance(cells, list | tuple):
        return [[cells]]
    if cells and isinstance(cells[0], list | tuple):
        return cells
    return [[cell] for cell in cells] if columns == 1 else [cells]


def _value(cell: Any) -> Any:
    """Return what a cell shows as the reader of files gives it."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, str) and (cell in CELL_ERRORS or _OTHER_ERROR.fullmatch(cell)):
        return CellError(cell)
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


@contextmanager
def written(opened: OpenBook, blocks: Sequence[Part]) -> Iterator[None]:
    """Write blocks of cells; what stood there before is put back when writing, or what is done then, fails.

    A block that stands there already is not written: Excel would forget what can be undone. A text that begins with `=`
    is a formula: see `as_typed` for what somebody typed.
    """
    before: list[Part] = []
    try:
        standing = [as_block(_cells(opened, *part).formula, len(part[-1][0])) for part in blocks]
        changes = [(part, old) for part, old in zip(blocks, standing, strict=True) if not is_same(part[-1], old)]
        with unlocked(_tabs(opened, [part for part, _ in changes])):
            for part, old in changes:
                name, row, column, block = part
                before.append((name, row, column, [list(line) for line in old]))
                _cells(opened, *part).formula = [["" if value is None else value for value in line] for line in block]
        yield
    except Exception:
        with suppress(Exception), unlocked(_tabs(opened, before)):  # it is the first failure that the person is shown
            for part in reversed(before):
                _cells(opened, *part).formula = part[-1]
        raise


def is_same(block: Block, standing: Block) -> bool:
    """Return whether cells hold what is to be written: programs give formulas, numbers and texts as texts."""
    wanted = [[_as_shown(value).removeprefix("'") for value in line] for line in block]
    return wanted == [[_as_shown(value).removeprefix("'") for value in line] for line in standing]


def _as_shown(value: object) -> str:
    return "" if value is None else f"{value:.15g}" if isinstance(value, int | float) else str(value)


def _tabs(opened: OpenBook, parts: Sequence[Part]) -> list[Sheet]:
    return [opened.tabs[sheet] for sheet in dict.fromkeys(sheet for sheet, *_ in parts)]


def _cells(opened: OpenBook, sheet: str, row: int, column: int, block: Block) -> Range:
    return native.cells(opened.tabs[sheet], row, column, rows=len(block), columns=len(block[0]))


def in_place_of_old(opened: OpenBook, area: KeptArea, rows: Block) -> list[Part]:
    """Return what to write so that rows stand in the place of what an area held before, nothing when both are empty.

    A row ends with what it is. Texts are to begin with a mark of ours: a cell takes `=…` for a formula.
    """
    kept = rows[: area.rows]
    blank = [None] * (area.columns + 1)
    filled = [*kept, *([blank] * (len(opened.rows_of(area)) - len(kept)))]
    return [(area.sheet, area.row, FIRST_COL, filled)] if filled else []


def as_typed(typed: str) -> str:
    """Return a text as a cell takes it for no more than that: Excel makes a date of 3-1 and a number of 1E5."""
    return f"'{typed}" if typed else typed


def go_to(opened: OpenBook, sheet: str, row: int | None = None) -> None:
    """Bring a sheet to the front, and a row (from 0) into sight; a hidden one stays where it is."""
    with suppress(Exception):  # the work is done
        opened.tabs[sheet].activate()
        if row is not None:
            native.cells(opened.tabs[sheet], row, FIRST_COL).select()


# What is selected


_WIDEST = 60  # columns of the lists on the sheets that name people


@dataclass(frozen=True)
class Selected:
    """The first cell of what is selected; row and column from 0."""

    sheet: str
    row: int
    column: int

    @property
    def place(self) -> Place:
        """Return where that is."""
        return Place(sheet=self.sheet, cell=cell_name(self.row, self.column))


def selected_cell(book: Book) -> Selected:
    """Return the cell that is selected; ProblemsError `addin.nothing_selected` for a chart, a picture, nothing."""
    at = native.selected(book)
    if at is None:
        raise fail("addin.nothing_selected")
    sheet, row, column = at
    return Selected(sheet.name, row, column)


def person_at(opened: OpenBook, checked: Returned, at: Selected) -> str | None:
    """Return the id of the employee in whose row the cell is, on any sheet; None when it is nobody's.

    On a form that is the employee chosen on it.
    """
    for employee_id, row in checked.rows.get(at.sheet, {}).items():
        if row == at.row:
            return employee_id
    people = [person for role in checked.roles for person in role.people]
    by_name = {label_of(person.employee_id, person.name): person.employee_id for person in people}
    by_name |= {person.employee_id: person.employee_id for person in people}
    names = (str(value) for value in _row(opened, at) if isinstance(value, str | int))
    return next((by_name[name] for name in names if name in by_name), None)


def _row(opened: OpenBook, at: Selected) -> list[Value]:
    """Return what stands in the row of the cell; of a form, what is chosen on it."""
    forms = {role.form for role in opened.of_team.roles}
    row = xl_cell_to_rowcol(CHOICE)[0] if at.sheet in forms else at.row
    if at.sheet in opened.sheets:
        rows = opened.sheets[at.sheet]
        return rows[row] if row < len(rows) else []
    (line,) = native.values(native.cells(opened.tabs[at.sheet], row, 0, columns=_WIDEST))
    return [_value(cell) for cell in line]


def column_at(opened: OpenBook, at: Selected) -> str:
    """Return the id of the column that the cell is in, on a page for one person that of its line; "" outside."""
    rows = opened.sheets.get(at.sheet, [])
    turned = any(part.turned for part in opened.issued.parts if part.sheet == at.sheet)
    ids = [row[ID_ROW] for row in rows if row] if turned else rows[ID_ROW] if rows else []
    place = at.row if turned else at.column
    column_id = ids[place] if place < len(ids) else None
    return column_id if isinstance(column_id, str) else ""
