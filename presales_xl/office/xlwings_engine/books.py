"""Open workbooks with their sheets."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from xlwings import base_classes

from presales_xl.files import draft
from presales_xl.office.libreoffice import Office
from presales_xl.office.xlwings_engine.ranges import COLUMNS, ROWS, Area, Note, Range, parse
from presales_xl.office.xlwings_engine.very_hidden import hide_again, very_hidden
from presales_xl.scheme.errors import ProblemsError

VISIBLE, HIDDEN, VERY_HIDDEN = -1, 0, 2  # Excel's XlSheetVisibility, which xlwings hands through
Named = TypeVar("Named", "Book", "Sheet")


class Books(base_classes.Books):
    """The open books; the last one opened or activated is the active one."""

    def __init__(self, app: base_classes.App, office: Office) -> None:
        self.app = app
        self.office = office
        self._open: list[Book] = []

    @property
    def active(self) -> "Book":
        """The book that was opened or activated last; KeyError when none is open."""
        if not self._open:
            raise KeyError("no book is open")
        return self._open[-1]

    def open(self, fullname: str, *options: Any, **more: Any) -> "Book":
        """Open a workbook; ProblemsError `office.unopened` where LibreOffice does not."""
        del options, more  # they are Excel's
        folder = tempfile.mkdtemp(dir=self.office.folder)
        book = Book(self, Path(fullname), Path(folder))
        self._open.append(book)
        return book

    def activate(self, book: "Book") -> None:
        """Make a book the active one."""
        self.forget(book)
        self._open.append(book)

    def forget(self, book: "Book") -> None:
        """Take a closed book off the list."""
        self._open = [other for other in self._open if other is not book]

    def __call__(self, name_or_index: str | int) -> "Book":
        """Return a book by name, or by number from 1; KeyError when it is not open."""
        return _chosen(self._open, name_or_index)

    def __contains__(self, name: str) -> bool:
        return any(book.name.lower() == name.lower() for book in self._open)

    def __len__(self) -> int:
        return len(self._open)

    def __iter__(self) -> Iterator["Book"]:
        return iter(list(self._open))


class Book(base_classes.Book):
    """An open workbook.

    LibreOffice works on a copy in a folder of its own: neither a lock that a crash left behind beside the file nor a
    program that has it open gets in the way, and the file changes only when it is saved.
    """

    def __init__(self, books: Books, file: Path, folder: Path) -> None:
        self._books = books
        self._file = file
        self._folder = folder
        self.very_hidden = set(very_hidden(file))
        copy = folder / f"book{file.suffix}"
        shutil.copyfile(file, copy)
        try:
            self._number = books.office.ask("open", file=str(copy))
        except ProblemsError as error:  # it names the copy, of which nobody knows
            raise error.at(file=str(file)) from None

    def ask(self, operation: str, /, **fields: Any) -> Any:
        """Have LibreOffice do something with this book."""
        return self._books.office.ask(operation, document=self._number, **fields)

    def range_of(self, sheet_and_area: tuple[str, Sequence[int]]) -> Range:
        """Return the cells that the bridge names by their sheet and area."""
        name, area = sheet_and_area
        sheet = Sheet(self, name)
        return Range(sheet, sheet.ask, area)

    @property
    def app(self) -> base_classes.App:
        return self._books.app

    @property
    def sheets(self) -> "Sheets":
        return Sheets(self)

    @property
    def name(self) -> str:
        return self._file.name

    @property
    def fullname(self) -> str:
        return str(self._file)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Write it as xlsx, whole or not at all; with a path it is known by that from now on.

        ProblemsError `file.locked` or `file.unwritable`; ValueError for a password, which no command needs.
        """
        if password is not None:
            raise ValueError("books are saved without a password here")
        target = Path(path).resolve() if path else self._file
        stored = self._folder / f"{uuid4().hex}.xlsx"
        self.ask("store", file=str(stored))
        with draft(target) as place:
            hide_again(stored, self.very_hidden, place)
        stored.unlink()
        self._file = target
        self.setModified(False)

    @property
    def api(self) -> "Book":
        """What xlwings itself does not know, spelled as LibreOffice spells it."""
        return self

    def isModified(self) -> bool:  # noqa: N802 - UNO's spelling
        """Return whether something was changed since it was opened or saved."""
        return bool(self.ask("modified"))

    def setModified(self, on: bool) -> None:  # noqa: N802 - UNO's spelling
        """Say whether something was changed."""
        self.ask("set_modified", on=on)

    @property
    def CalcAsShown(self) -> bool:  # noqa: N802 - UNO's spelling
        """Whether LibreOffice computes with numbers as they are shown."""
        return bool(self.ask("calculates_as_shown"))

    def close(self) -> None:
        """Close it, unsaved."""
        if self in list(self._books):
            self._books.forget(self)
            self.ask("close")

    def activate(self) -> None:
        self._books.activate(self)


class Sheets(base_classes.Sheets):
    """The sheets of a book, in order."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @property
    def active(self) -> "Sheet":
        return Sheet(self._book, self._book.ask("active_sheet"))

    def __call__(self, name_or_index: str | int) -> "Sheet":
        """Return a sheet by name, or by number from 1; KeyError when there is none."""
        return _chosen(list(self), name_or_index)

    def __contains__(self, name: str) -> bool:
        return any(sheet.name.lower() == name.lower() for sheet in self)

    def __len__(self) -> int:
        return len(self._book.ask("sheet_names"))

    def __iter__(self) -> Iterator["Sheet"]:
        return iter([Sheet(self._book, name) for name in self._book.ask("sheet_names")])

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

    def __init__(self, book: Book, name: str) -> None:
        self._book = book
        self._name = name

    def ask(self, operation: str, /, **fields: Any) -> Any:
        """Have LibreOffice do something with this sheet."""
        return self.book.ask(operation, sheet=self._name, **fields)

    @property
    def book(self) -> Book:
        return self._book

    @property
    def api(self) -> "Sheet":
        """What xlwings itself does not know: the sheet's protection, spelled as LibreOffice spells it."""
        return self

    def isProtected(self) -> bool:  # noqa: N802 - UNO's spelling
        """Return whether the sheet is protected."""
        _, is_protected = self.ask("sheet_state")
        return bool(is_protected)

    def protect(self, password: str) -> None:
        """Protect the sheet; what it allowed before stays allowed."""
        self.ask("protect", password=password)

    def unprotect(self, password: str) -> None:
        """Take the protection away; PermissionError for a wrong password."""
        self.ask("unprotect", password=password)

    @property
    def name(self) -> str:
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self.ask("rename_sheet", name=value)
        if self._name in self.book.very_hidden:
            self.book.very_hidden = self.book.very_hidden - {self._name} | {value}
        self._name = value

    @property
    def visible(self) -> int:
        """-1 visible, 0 hidden, 2 very hidden."""
        shown, _ = self.ask("sheet_state")
        return VISIBLE if shown else VERY_HIDDEN if self._name in self.book.very_hidden else HIDDEN

    @visible.setter
    def visible(self, value: int) -> None:
        shown = value not in (HIDDEN, VERY_HIDDEN)
        self.book.very_hidden = self.book.very_hidden - {self._name} | ({self._name} if value == VERY_HIDDEN else set())
        self.ask("show_sheet", shown=shown)

    @property
    def notes(self) -> list[Note]:
        """The notes in its cells, row by row."""
        return [Note(self._cells(row, column), text, author) for row, column, text, author in self.ask("notes")]

    def _cells(self, *area: int) -> Range:
        return Range(self, self.ask, area)

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        """Return cells by address, (row, column), (row, column, rows, columns) or Range, to another such."""
        first = self._area(arg1)
        return self._cells(*(first if arg2 is None else first.to(self._area(arg2))))

    def _area(self, where: Any) -> Area:
        """Return an area of this sheet; KeyError for what is no address."""
        match where:
            case Range():
                return where.area
            case tuple():
                if 0 in where[:2]:
                    raise IndexError("rows and columns are counted from 1")
                return Area(*where)
        if area := parse(where):
            return area
        raise KeyError(where)

    @property
    def cells(self) -> Range:
        return self._cells(1, 1, ROWS, COLUMNS)

    @property
    def used_range(self) -> Range:
        return self._cells(*self.ask("used_area"))

    def activate(self) -> None:
        self.ask("activate_sheet")

    def delete(self) -> None:
        self.ask("delete_sheet")


def _chosen(named: Sequence[Named], name_or_index: str | int) -> Named:
    """Return a book or sheet by name, or by number from 1; KeyError for a name that none has."""
    if isinstance(name_or_index, int):
        return named[name_or_index - 1]
    for item in named:
        if item.name.lower() == name_or_index.lower():
            return item
    raise KeyError(name_or_index)
