"""Plain tables in workbooks: described by their columns, written by one writer.

A table is a list of rows, whatever they are, and columns that each have a title and say what a row shows there, by a
function of the row::

    columns = [
        SheetColumn("id", say("id"), lambda person: person.employee_id, width=11),
        SheetColumn("paid", say("paid"), lambda person: person.yuan, unit="money", width=15),
        SheetColumn("half", say("half"), lambda person: Formula(half, person.yuan / 2), unit="money"),
        SheetColumn("why", say("why"), lambda person: person.why, width=52, look=WRAPPED, letters=52),
        SheetColumn("handling", say("handling"), lambda person: None, look={"fill": "input", "text_wrap": True}),
    ]
    write_sheet(sheet, style, SheetTable(columns, people), title=title, frozen=2)

    def half(cells: TableCells, row: int) -> str:
        return f"={cells.cell('paid', row)}/2"

What a cell is follows from the value: a text stays a text, whatever it begins with; a number is shown by the column's
unit; None and NaN are blank; `Formula` and `Link` are what they say. A `Varying`, as a value or as what a formula
shows, is what comes out for the workbook. How it looks is `look` (the words of `Style`), and on top of that what the
table's `mark` and then the column's own `mark` say of the row: that is how the line of a total is bold and a mistake
red. A cell to be filled in has the look `INPUT` on a protected sheet.

`write_sheet` makes a sheet of a table: widths, title, frozen panes, filter, print set-up. `write_table` writes header
and rows only, at any place, for a sheet that holds several (see `blocks`). Both return where the cells are, for
formulas, charts, lists to choose from and conditional formats: `sheet.data_validation(*cells.area("grade"), rule)`.
"""

import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from presales_xl.workbook.style import Style, page, wide
from presales_xl.workbook.varying import OfBook, Varying

Look = Mapping[str, object]
Area = tuple[int, int, int, int]  # first row, first column, last row, last column
Row = TypeVar("Row")
Row_contra = TypeVar("Row_contra", contravariant=True)  # a column for any row serves a table of special ones

WRAPPED: Look = {"text_wrap": True, "valign": "top"}
INPUT: Look = {"fill": "input", "locked": False}
_HIGHEST = 409.0  # points: no row of a spreadsheet is higher
_TITLE_HEIGHT = 30  # points


@dataclass(frozen=True)
class TableCells:
    """Where the cells of a table are: its columns by key (their places and titles), and its rows from 0."""

    columns: Mapping[str, int]
    titles: Mapping[str, str]
    first_row: int
    last_row: int

    def cell(self, key: str, row: int) -> str:
        """Return one cell as formulas of its sheet name it: `$C7`."""
        return f"${xl_col_to_name(self.columns[key])}{row + 1}"

    def span(self, key: str) -> str:
        """Return all cells of a column as formulas of its sheet name them: `$C$7:$C$20`."""
        column = xl_col_to_name(self.columns[key])
        return f"${column}${self.first_row + 1}:${column}${self.last_row + 1}"

    def area(self, key: str) -> Area:
        """Return all cells of a column as the methods of a sheet take them."""
        return self.first_row, self.columns[key], self.last_row, self.columns[key]


@dataclass(frozen=True)
class OneLook:
    """How a cell looks that looks otherwise in workbooks of other people: as the one of `looks` in the place told."""

    looks: Sequence[Look]
    place: Varying


@dataclass(frozen=True)
class Formula:
    """A formula, or what makes it for the row (from 0) that it stands in, and the value that it shows at first."""

    text: str | Callable[[TableCells, int], str]
    value: str | float | Varying


@dataclass(frozen=True)
class Link:
    """A link to `target` (`internal:'Sheet'!A1`) that shows a text."""

    target: str
    text: str


Value = str | float | None | Formula | Link | Varying


@dataclass(frozen=True)
class SheetColumn(Generic[Row_contra]):
    """One column: its key and title, and the value that a row has there.

    `width` is in half-width characters, `unit` one of the number formats by unit. `mark` says how the cell of one row
    differs from `look`, `head` how the title's cell does from others. A row grows with a text of more than `letters`
    half-width characters to the line; 0 leaves its height alone.
    """

    key: str
    title: str
    value: Callable[[Row_contra], Value]
    width: float = 12
    unit: str = "text"
    look: Look = field(default_factory=dict)
    mark: Callable[[Row_contra], Look | OneLook] | None = None
    head: Look = field(default_factory=dict)
    letters: float = 0
    hidden: bool = False


@dataclass(frozen=True)
class SheetTable(Generic[Row]):
    """Columns and rows; heights are in points, None leaves them to the program that opens the workbook.

    Rows that are `growing` become higher as somebody types into them. `ready` rows at least are kept ready to be filled
    in below the header. `plain` cells have no look at all, which
    suits tables of very many rows. `nothing` is said where there are no rows.
    """

    columns: Sequence[SheetColumn[Row]]
    rows: Sequence[Row]
    head_height: float | None = 24
    row_height: float | None = None
    line_height: float = 15
    growing: bool = False
    mark: Callable[[Row], Look] | None = None
    ready: int = 0
    plain: bool = False
    nothing: str = ""

    def cells(self, top: int = 0, left: int = 0) -> TableCells:
        """Return where the cells are when the header stands in row `top` and the first column is `left`."""
        places = {column.key: place for place, column in enumerate(self.columns, left)}
        titles = {column.key: column.title for column in self.columns}
        return TableCells(places, titles, top + 1, top + max(len(self.rows), self.ready, 1))


def write_table(sheet: Worksheet, style: Style, table: SheetTable[Row], top: int = 0, left: int = 0) -> TableCells:
    """Write header and rows of a table; its header stands in row `top`, its first column is `left`."""
    cells = table.cells(top, left)
    for place, column in enumerate(table.columns, left):
        sheet.write_string(top, place, column.title, style.header(**column.head))
    if table.head_height is not None:
        sheet.set_row(top, table.head_height)
    writer = _Writer(sheet, style, table, left)
    for number, row in enumerate(table.rows, top + 1):
        writer.row(number, row, cells)
    if not table.rows and table.nothing:
        sheet.write_string(top + 1, left, table.nothing, style(colour="good"))
    return cells


def write_sheet(
    sheet: Worksheet,
    style: Style,
    table: SheetTable[Row],
    *,
    title: str,
    top: int = 0,
    titled: bool = False,
    frozen: int = 1,
    filtered: bool = True,
    landscape: bool = True,
) -> TableCells:
    """Write a table as a whole sheet, printed under `title`, with its first `frozen` columns and its header frozen.

    The header stands in row `top`. With `titled` the title stands above everything and is repeated on every page with
    the header, which comes right below it.
    """
    if titled:
        top = max(top, 1)
        sheet.set_row(0, _TITLE_HEIGHT)
        sheet.write_string(0, 0, title, style.title())
    for place, column in enumerate(table.columns):
        hidden = {"hidden": True} if column.hidden else {}
        blank = style.cell(column.unit, edge="", **column.look) if table.ready else None
        sheet.set_column(place, place, column.width, blank, options=hidden)
    cells = write_table(sheet, style, table, top)
    last = len(table.columns) - 1
    sheet.freeze_panes(top + 1, frozen)
    if filtered:
        sheet.autofilter(top, 0, top + max(len(table.rows), 1), last)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(last)}{cells.last_row + 1}"})
    page(sheet, landscape=landscape, title=title, repeat=(0 if titled else top, top))
    return cells


def _lines(text: object, letters: float) -> int:
    """Return how many lines of so many letters a text takes, 1 of anything else."""
    if not isinstance(text, str) or (2 * len(text) <= letters and "\n" not in text):
        return 1
    parts = text.split("\n")
    return max(1, sum(math.ceil(wide(part) / letters) or 1 for part in parts))


class _Writer(Generic[Row]):
    """Writes rows; a format that does not depend on the row is asked for once."""

    def __init__(self, sheet: Worksheet, style: Style, table: SheetTable[Row], left: int) -> None:
        self.sheet = sheet
        self.style = style
        self.table = table
        self.columns = list(enumerate(table.columns, left))
        self._formats: dict[Hashable, Format | None] = {}

    def row(self, number: int, row: Row, cells: TableCells) -> None:
        """Write one row."""
        of_row = self.table.mark(row) if self.table.mark else {}
        wrapped: list[tuple[Value, float]] = []  # what may take several lines
        for place, column in self.columns:
            value = column.value(row)
            look = column.mark(row) if column.mark else {}
            if isinstance(look, OneLook):
                forms = [self._format(place, column, value, {**of_row, **each}) for each in look.looks]
                form = self.sheet.look(number, place, forms, look.place)
            else:
                form = self._format(place, column, value, {**of_row, **look} if of_row else look)
            if isinstance(value, str):
                self.sheet.write_string(number, place, value, form)
            else:
                self._write(number, place, value, form, cells)
            if column.letters and (isinstance(value, Varying) or _lines(value, column.letters) > 1):
                wrapped.append((value, column.letters))
        if self.table.row_height is not None:
            self.sheet.set_row(number, self._height(wrapped))
            if self.table.growing:
                self.sheet.growing.add(number)

    def _height(self, wrapped: Sequence[tuple[Value, float]]) -> float | Varying:
        """Return the height of a row by its texts, each with the letters of a line."""
        least, of_line = self.table.row_height or 0, self.table.line_height
        varying = [(text, letters) for text, letters in wrapped if isinstance(text, Varying)]
        same = max((_lines(*each) for each in wrapped if not isinstance(each[0], Varying)), default=1)

        def height(lines: Iterable[int] = ()) -> float:
            return min(_HIGHEST, max(least, of_line * max(lines, default=1), of_line * same))

        if not varying:
            return height()
        return OfBook(lambda layout: height(_lines(text.of(layout), letters) for text, letters in varying))

    def _write(self, number: int, place: int, value: Value, form: Format | None, cells: TableCells) -> None:
        """Write a cell that holds no text."""
        if isinstance(value, Varying):
            self.sheet.write(number, place, value, form)
        elif value is None or value != value:  # noqa: PLR0124 - NaN
            self.sheet.write_blank(number, place, None, form)  # without a look nothing is written
        elif isinstance(value, Formula):
            formula = value.text if isinstance(value.text, str) else value.text(cells, number)
            self.sheet.write_formula(number, place, formula, form, value=value.value)
        elif isinstance(value, Link):
            self.sheet.write_url(number, place, value.target, form, string=value.text)
        else:
            self.sheet.write_number(number, place, value, form)

    def _format(self, place: int, column: SheetColumn[Row], value: Value, special: Look) -> Format | None:
        if self.table.plain:
            return None
        unit = "text" if isinstance(value, str) else column.unit
        key = (place, unit, isinstance(value, Link), *special.items())
        if key not in self._formats:
            link = {"colour": "brand", "underline": 1} if isinstance(value, Link) else {}
            self._formats[key] = self.style.cell(unit, **{**column.look, **link, **special})
        return self._formats[key]
