"""Ranges of cells and the notes in them: by letters and numbers, and as the bridge sends and takes their values."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple

import pandas as pd
from openpyxl.utils import get_column_letter, range_boundaries
from xlwings import base_classes

Rgb = tuple[int, int, int]
RawCell = float | str | bool | datetime | None
AskSheet = Callable[..., Any]
"""Has LibreOffice do an operation with a sheet: `ask("values", area=[1, 1, 2, 2])`."""

ROWS, COLUMNS = 1_048_576, 16_384  # of a sheet


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

    def address(self) -> str:
        """Return `$B$3:$C$4`, of a single cell `$B$3`."""
        corners = (self.row, self.column), (self.row + self.rows - 1, self.column + self.columns - 1)
        return ":".join(dict.fromkeys(f"${get_column_letter(column)}${row}" for row, column in corners))


def parse(text: str) -> Area | None:
    """Return the area of `A1` or `A1:B2`; None for anything else."""
    try:
        left, top, right, bottom = (edge or 0 for edge in range_boundaries(text))
    except ValueError:
        return None
    is_within = min(left, top) > 0 and right <= COLUMNS and bottom <= ROWS
    return Area(top, left).to(Area(bottom, right)) if is_within else None


class Range(base_classes.Range):
    """A rectangle of cells; every property reads or writes all of them in one request."""

    options: Any = None  # xlwings puts its own here

    def __init__(self, sheet: base_classes.Sheet, ask: AskSheet, area: Sequence[int]) -> None:
        self.sheet = sheet
        self._ask_sheet = ask
        self.area = Area(*area)

    def ask(self, operation: str, /, **fields: Any) -> Any:
        """Have LibreOffice do something with these cells."""
        return self._ask_sheet(operation, area=self.area, **fields)

    def _other(self, *area: int) -> "Range":
        return Range(self.sheet, self._ask_sheet, area)

    @property
    def api(self) -> Area:
        """Where it is; xlwings looks at it when it writes."""
        return self.area

    @property
    def row(self) -> int:
        return self.area.row

    @property
    def column(self) -> int:
        return self.area.column

    @property
    def shape(self) -> tuple[int, int]:
        return self.area.rows, self.area.columns

    def __len__(self) -> int:
        return self.area.rows * self.area.columns

    def __call__(self, arg1: int, arg2: int | None = None) -> "Range":
        """Return the cell at a row and column, from 1, also outside; or the n-th cell, row by row."""
        row, column = (arg1, arg2) if arg2 is not None else [part + 1 for part in divmod(arg1 - 1, self.area.columns)]
        return self._other(self.area.row + row - 1, self.area.column + column - 1)

    @property
    def address(self) -> str:
        """`$A$1:$B$2`."""
        return self.area.address()

    # Contents

    @property
    def raw_value(self) -> RawCell | list[list[RawCell]]:
        """What the cells show; a formula's empty text is "", a blank cell None."""
        values = [[incoming(value) for value in row] for row in self.ask("values")]
        block = padded(values, *self.shape, None)
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

    def _put(self, value: Any) -> None:
        if isinstance(value, list | tuple):
            rows = value if value and isinstance(value[0], list | tuple) else [value]
            block = [[outgoing(cell) for cell in row] for row in rows]
            self._other(self.row, self.column, len(block), len(block[0])).ask("put", block=block)
        elif isinstance(value, str) and value.startswith("=") and len(self) > 1:
            self.ask("fill", formula=value)
        else:
            self.ask("put", block=[[outgoing(value)] * self.area.columns] * self.area.rows)

    def clear(self) -> None:
        """Clear the cells, looks and notes too."""
        self.ask("clear")

    # Looks

    @property
    def color(self) -> Rgb:
        raise NotImplementedError

    @color.setter
    def color(self, color_or_rgb: Rgb) -> None:
        self.ask("set_colour", colour=_colour(color_or_rgb))

    @property
    def font(self) -> "Font":
        return Font(self)

    @property
    def wrap_text(self) -> bool:
        raise NotImplementedError

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self.ask("set_wrapped", on=value)

    @property
    def column_width(self) -> float:
        raise NotImplementedError

    @column_width.setter
    def column_width(self, value: float) -> None:
        self.ask("set_width", wanted=value)

    def select(self) -> None:
        """Select the cells and bring their sheet to the front."""
        self.ask("select")

    @property
    def merge_cells(self) -> bool:
        """Whether merged cells begin among these."""
        return bool(self.ask("is_merged"))

    @property
    def merge_area(self) -> "Range":
        return self._other(*self.ask("merged_area"))

    # Notes

    @property
    def note(self) -> "Note | None":
        return next((note for note in self.sheet.notes if note.location.area[:2] == self.area[:2]), None)

    def add_note(self, text: str) -> "Note":
        self.ask("set_note", note=text)
        return Note(self, text, "")


class Note(base_classes.Note):
    """A note in a cell."""

    def __init__(self, location: Range, text: str, author: str) -> None:
        self._location = location
        self._author = author
        self._text = text

    @property
    def location(self) -> Range:
        return self._location

    @property
    def author(self) -> str:
        """Who wrote it, where that is known."""
        return self._author

    @property  # type: ignore[misc]  # it is not changed
    def text(self) -> str:
        return self._text

    def delete(self) -> None:
        self._location.ask("set_note", note=None)


class Font(base_classes.Font):
    """How the letters of a range look."""

    def __init__(self, cells: Range) -> None:
        self._cells = cells

    @property
    def bold(self) -> bool:
        raise NotImplementedError

    @bold.setter
    def bold(self, value: bool) -> None:
        self._cells.ask("set_font", bold=value)

    @property
    def color(self) -> Rgb:
        raise NotImplementedError

    @color.setter
    def color(self, color_or_rgb: Rgb) -> None:
        self._cells.ask("set_font", colour=_colour(color_or_rgb))


def _colour(color: Rgb) -> int:
    """Return a colour as 0xRRGGBB."""
    return int.from_bytes(bytes(color), "big")


# Values on their way between xlwings and the bridge


class ErrorText(str):
    """An error that a cell shows, `#N/A`."""

    __slots__ = ()


def outgoing(value: Any) -> Any:
    """Return a value as the bridge takes it; what is missing, in whatever library's way, is blank."""
    if isinstance(value, dict) or value is None:
        return value
    if pd.isna(value):
        return None
    if isinstance(value, datetime | date):
        moment = value if isinstance(value, datetime) else datetime.combine(value, time())
        return {"date": moment.replace(tzinfo=None, microsecond=0).isoformat()}
    plain = value.item() if hasattr(value, "item") else value  # numpy's scalars
    return plain if isinstance(plain, bool | int | float | str) else str(plain)


def incoming(value: Any) -> RawCell:
    """Return a value that the bridge sent."""
    match value:
        case {"date": moment}:
            return datetime.fromisoformat(moment)
        case {"error": error}:
            return ErrorText(error)
        case None | bool() | float() | str():
            return value
    raise TypeError(f"{value!r} from the bridge")


def padded(block: Sequence[Sequence[Any]], rows: int, columns: int, blank: Any) -> list[list[Any]]:
    """Return a block of the size asked for: the bridge leaves out what is unused at the end."""
    filled = [[*row, *[blank] * (columns - len(row))] for row in block]
    return [*filled, *[[blank] * columns for _ in range(rows - len(filled))]]
