"""Cells, and the notes in them."""

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from presales_xl.office.bridge.formulas import excel_name
from presales_xl.office.xlwings_engine.addresses import Area
from presales_xl.office.xlwings_engine.wire import RawCell, incoming, outgoing, padded

if TYPE_CHECKING:
    from presales_xl.office.xlwings_engine.sheet import Sheet

Rgb = tuple[int, int, int]


class Range(base_classes.Range):
    """A rectangle of cells; every property reads or writes all of them in one request."""

    options: Any = None  # xlwings puts its own here

    def __init__(self, sheet: "Sheet", row: int, column: int, rows: int = 1, columns: int = 1) -> None:
        self.sheet = sheet
        self.area = Area(row, column, rows, columns)

    def ask(self, operation: str, /, **fields: Any) -> Any:
        """Have LibreOffice do something with these cells."""
        return self.sheet.ask(operation, area=self.area, **fields)

    @property
    def api(self) -> Area:
        """Where it is."""
        return self.area

    @property
    def coords(self) -> tuple[Any, int, int, int, int]:
        """Sheet, row, column, rows, columns."""
        return (self.sheet, *self.area)

    @property
    def row(self) -> int:
        """The first row."""
        return self.area.row

    @property
    def column(self) -> int:
        """The first column."""
        return self.area.column

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and columns."""
        return self.area.rows, self.area.columns

    def __len__(self) -> int:
        return self.area.rows * self.area.columns

    def __call__(self, arg1: int, arg2: int | None = None) -> "Range":
        """Return the cell at a row and column, from 1, also outside; or the n-th cell, row by row."""
        row, column = (arg1, arg2) if arg2 is not None else [part + 1 for part in divmod(arg1 - 1, self.area.columns)]
        return Range(self.sheet, self.area.row + row - 1, self.area.column + column - 1)

    @property
    def address(self) -> str:
        """`$A$1:$B$2`."""
        return self.area.address()

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        """Return the address, with book and sheet where asked for."""
        address = self.area.address(row_absolute, col_absolute)
        if not external:
            return address
        name = self.sheet.name.replace("'", "''")
        if excel_name(name) == name and excel_name(self.sheet.book.name) == self.sheet.book.name:
            return f"[{self.sheet.book.name}]{name}!{address}"
        return f"'[{self.sheet.book.name}]{name}'!{address}"

    # Contents

    @property
    def raw_value(self) -> RawCell | list[list[RawCell]]:
        """What the cells show; a formula's empty text is "", a blank cell None."""
        found = [[incoming(value) for value in row] for row in self.ask("values")]
        block = padded(found, *self.shape, None)
        return block[0][0] if len(self) == 1 else block

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        self._put(value)

    @property
    def formula(self) -> str | tuple[tuple[str, ...], ...]:
        """What was typed into the cells, as Excel writes it; "" in a blank cell."""
        block = padded(self.ask("formulas"), *self.shape, "")
        return str(block[0][0]) if len(self) == 1 else tuple(tuple(row) for row in block)

    @formula.setter
    def formula(self, value: Any) -> None:
        self._put(value)

    formula2 = formula

    def _put(self, value: Any) -> None:
        if isinstance(value, list | tuple):
            rows = value if value and isinstance(value[0], list | tuple) else [value]
            block = [[outgoing(cell) for cell in row] for row in rows]
            Range(self.sheet, self.row, self.column, len(block), len(block[0])).ask("put", block=block)
        elif isinstance(value, str) and value.startswith("=") and len(self) > 1:
            self.ask("fill", formula=value)
        else:
            self.ask("put", block=[[outgoing(value)] * self.area.columns] * self.area.rows)

    def clear_contents(self) -> None:
        """Clear the cells but leave their looks and notes."""
        self.ask("clear", what="contents")

    def clear_formats(self) -> None:
        """Clear the looks."""
        self.ask("clear", what="looks")

    def clear(self) -> None:
        """Clear the cells, looks and notes too."""
        self.ask("clear", what="everything")

    # Looks

    @property
    def color(self) -> Rgb | None:
        """The background; None where there is none or more than one."""
        found = self.ask("colour")
        return None if found is None else (found >> 16, found >> 8 & 255, found & 255)

    @color.setter
    def color(self, color_or_rgb: "Rgb | str | int | None") -> None:
        self.sheet.ask("set_colours", areas=[[self.area, _colour(color_or_rgb)]])

    def set_colors(self, colors: Any) -> None:
        """Give each cell its own background; `...` leaves one as it is."""
        areas = [
            [Area(self.row + row, self.column + column), _colour(color)]
            for row, line in enumerate(colors)
            for column, color in enumerate(line)
            if color is not ...
        ]
        self.sheet.ask("set_colours", areas=areas)

    @property
    def number_format(self) -> str | None:
        """The number format; None where there are several."""
        found = self.ask("format")
        return None if found is None else str(found)

    @number_format.setter
    def number_format(self, value: str) -> None:
        self.ask("set_format", code=value)

    @property
    def row_hidden(self) -> bool | None:
        """Whether the rows are hidden; None for some of them."""
        return self.ask("hidden", by="Rows")  # type: ignore[no-any-return]

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self.ask("set_hidden", by="Rows", wanted=value)

    @property
    def column_hidden(self) -> bool | None:
        """Whether the columns are hidden; None for some of them."""
        return self.ask("hidden", by="Columns")  # type: ignore[no-any-return]

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        self.ask("set_hidden", by="Columns", wanted=value)

    def autofit(self, axis: str | None = None) -> None:
        """Fit the widths of columns and the heights of rows."""
        if axis in (None, "c", "columns"):
            self.ask("autofit", by="Columns")
        if axis in (None, "r", "rows"):
            self.ask("autofit", by="Rows")

    def select(self) -> None:
        """Select the cells and bring their sheet to the front."""
        self.ask("select")

    # Notes and links

    @property
    def note(self) -> "Note | None":
        """The note in the cell."""
        return next((note for note in self.sheet.notes if note.location.area[:2] == self.area[:2]), None)

    def add_note(self, text: str) -> "Note":
        """Give the cell a note."""
        self.ask("set_note", note=text)
        return Note(self, text, "")

    @property
    def hyperlink(self) -> str:
        """Where the cell's link leads; ValueError where there is none."""
        found = self.ask("link")
        if found is None:
            raise ValueError(f"{self.address} has no link")
        return str(found)

    def add_hyperlink(self, address: str, text_to_display: str | None = None, screen_tip: str | None = None) -> None:
        """Put a link into the cell; LibreOffice has no screen tips."""
        del screen_tip
        self.ask("set_link", address=address, shown=text_to_display or address)


class Note(base_classes.Note):
    """A note in a cell."""

    def __init__(self, location: Range, text: str, author: str) -> None:
        self._location = location
        self._author = author
        self._text = text

    @property
    def api(self) -> Area:
        """Where it is."""
        return self.location.area

    @property
    def location(self) -> Range:
        """The cell."""
        return self._location

    @property
    def author(self) -> str:
        """Who wrote it, where that is known."""
        return self._author

    @property
    def text(self) -> str:
        """What it says."""
        return self._text

    @text.setter
    def text(self, value: str) -> None:
        self._location.ask("set_note", note=value)
        self._text = value

    def delete(self) -> None:
        """Take it away."""
        self._location.ask("set_note", note=None)


def _colour(color: "Rgb | str | int | None") -> int | None:
    """Return a colour as 0xRRGGBB; Excel's own numbers are 0xBBGGRR."""
    match color:
        case None:
            return None
        case str():
            return int(color.removeprefix("#"), 16)
        case int():
            return int.from_bytes(color.to_bytes(3, "little"), "big")
    return int.from_bytes(bytes(color), "big")
