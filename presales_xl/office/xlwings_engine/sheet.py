"""The sheets of a book."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from presales_xl.office.xlwings_engine.addresses import COLUMNS, ROWS, Area, parse
from presales_xl.office.xlwings_engine.names import Names
from presales_xl.office.xlwings_engine.range import Note, Range

if TYPE_CHECKING:
    from presales_xl.office.xlwings_engine.book import Book

VISIBLE, HIDDEN, VERY_HIDDEN = -1, 0, 2  # Excel's XlSheetVisibility, which xlwings hands through


class Sheets(base_classes.Sheets):
    """The sheets of a book, in order."""

    def __init__(self, book: "Book") -> None:
        self._book = book

    @property
    def api(self) -> Any:
        """The book's number."""
        return self._book.api

    @property
    def active(self) -> "Sheet":
        """The sheet in front."""
        return Sheet(self._book, self._book.ask("active_sheet"))

    def __call__(self, name_or_index: str | int) -> "Sheet":
        """Return a sheet by name, or by number from 1; KeyError when there is none."""
        sheets = list(self)
        if isinstance(name_or_index, int):
            return sheets[name_or_index - 1]
        for sheet in sheets:
            if sheet.name.lower() == name_or_index.lower():
                return sheet
        raise KeyError(name_or_index)

    def __contains__(self, name: str) -> bool:
        return any(sheet.name.lower() == name.lower() for sheet in self)

    def __len__(self) -> int:
        return len(self._book.ask("sheets"))

    def __iter__(self) -> Iterator["Sheet"]:
        return iter([Sheet(self._book, name) for name, _, _ in self._book.ask("sheets")])

    def add(self, before: "Sheet | None" = None, after: "Sheet | None" = None, name: str | None = None) -> "Sheet":
        """Add a sheet, in front of the active one unless said."""
        neighbour = before or after or self.active
        taken = [sheet.name for sheet in self]
        free = next(text for number in range(1, len(taken) + 2) if (text := f"Sheet{number}") not in taken)
        place = taken.index(neighbour.name) + (after is neighbour)
        self._book.ask("add_sheet", name=name or free, before=place)
        return Sheet(self._book, name or free)


class Sheet(base_classes.Sheet):
    """A sheet, known by its name."""

    def __init__(self, book: "Book", name: str) -> None:
        self._book = book
        self._name = name

    def ask(self, operation: str, /, **fields: Any) -> Any:
        """Have LibreOffice do something with this sheet."""
        return self.book.ask(operation, sheet=self._name, **fields)

    @property
    def book(self) -> "Book":
        """The book that it is in."""
        return self._book

    @property
    def api(self) -> "Protection":
        """What xlwings itself does not know: the sheet's protection, spelled as LibreOffice spells it."""
        return Protection(self)

    @property
    def name(self) -> str:
        """Its name."""
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self.ask("rename_sheet", name=value)
        if self._name in self.book.very_hidden:
            self.book.very_hidden = self.book.very_hidden - {self._name} | {value}
        self._name = value

    @property
    def names(self) -> Names:
        """The names that belong to it alone."""
        return Names(self.book, self._name)

    @property
    def index(self) -> int:
        """Its place, from 1."""
        return [name for name, _, _ in self.book.ask("sheets")].index(self._name) + 1

    @property
    def visible(self) -> int:
        """-1 visible, 0 hidden, 2 very hidden."""
        shown = {name: shown for name, shown, _ in self.book.ask("sheets")}[self._name]
        return VISIBLE if shown else VERY_HIDDEN if self._name in self.book.very_hidden else HIDDEN

    @visible.setter
    def visible(self, value: int) -> None:
        shown = value not in (HIDDEN, VERY_HIDDEN)
        self.book.very_hidden = self.book.very_hidden - {self._name} | ({self._name} if value == VERY_HIDDEN else set())
        self.ask("show_sheet", shown=shown)

    @property
    def notes(self) -> list[Note]:
        """The notes in its cells, row by row."""
        return [Note(Range(self, row, column), text, author) for row, column, text, author in self.ask("notes")]

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        """Return cells by address, name, (row, column), (row, column, rows, columns) or Range, to another such."""
        first = self._area(arg1)
        if isinstance(first, Range):
            return first
        if arg2 is None:
            return Range(self, *first)
        second = self._area(arg2)
        return Range(self, *first.to(second.area if isinstance(second, Range) else second))

    def _area(self, where: Any) -> "Area | Range":
        """Return an area of this sheet, or the range, on any sheet, that a name stands for."""
        match where:
            case Range():
                return where.area
            case tuple():
                if 0 in where[:2]:
                    raise IndexError("rows and columns are counted from 1")
                return Area(*where)
        found = parse(where)
        if found is not None:
            return found
        names = self.names if self.names.contains(where) else self.book.names
        return names(where).refers_to_range

    @property
    def cells(self) -> Range:
        """All of its cells."""
        return Range(self, 1, 1, ROWS, COLUMNS)

    @property
    def used_range(self) -> Range:
        """The cells in use."""
        return Range(self, *self.ask("used_area"))

    def activate(self) -> None:
        """Bring it to the front."""
        self.ask("activate_sheet")

    select = activate

    def clear(self) -> None:
        """Clear all cells, looks and notes too."""
        self.cells.clear()

    def clear_contents(self) -> None:
        """Clear all cells but leave their looks."""
        self.cells.clear_contents()

    def clear_formats(self) -> None:
        """Clear the looks of all cells."""
        self.cells.clear_formats()

    def autofit(self, axis: str | None = None) -> None:
        """Fit the widths of columns and the heights of rows."""
        self.cells.autofit(axis)

    def delete(self) -> None:
        """Take it out of the book."""
        self.ask("delete_sheet")


class Protection:
    """A sheet's protection; a password that is wrong raises PermissionError."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def isProtected(self) -> bool:  # noqa: N802 - UNO's spelling
        """Return whether the sheet is protected."""
        return bool({name: protected for name, _, protected in self._sheet.book.ask("sheets")}[self._sheet.name])

    def protect(self, password: str) -> None:
        """Protect the sheet; what it allowed before stays allowed."""
        self._sheet.ask("protect", password=password)

    def unprotect(self, password: str) -> None:
        """Take the protection away."""
        self._sheet.ask("unprotect", password=password)
