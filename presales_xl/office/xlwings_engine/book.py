"""An open workbook."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from xlwings import base_classes

from presales_xl.files import draft
from presales_xl.office.xlwings_engine.names import Names
from presales_xl.office.xlwings_engine.sheet import Sheet, Sheets
from presales_xl.office.xlwings_engine.very_hidden import hide_again, very_hidden
from presales_xl.scheme.errors import ProblemsError

if TYPE_CHECKING:
    from presales_xl.office.xlwings_engine.app import App, Books


class Book(base_classes.Book):
    """An open workbook.

    LibreOffice works on a copy in a folder of its own: neither a lock that a crash left behind beside the file nor a
    program that has it open gets in the way, and the file changes only when it is saved.
    """

    def __init__(self, books: "Books", file: Path, folder: Path) -> None:
        self._books = books
        self._file = file
        self._folder = folder
        self.very_hidden = set(very_hidden(file))
        copy = folder / f"book{file.suffix}"
        shutil.copyfile(file, copy)
        try:
            self._number = self.app.office.ask("open", file=str(copy))
        except ProblemsError as error:  # it names the copy, of which nobody knows
            raise ProblemsError([problem.at(file=str(file)) for problem in error.problems]) from None

    def ask(self, operation: str, /, **fields: Any) -> Any:
        """Have LibreOffice do something with this book."""
        return self.app.office.ask(operation, document=self._number, **fields)

    def sheet(self, name: str) -> Sheet:
        """Return the sheet of that very name, without asking whether there is one."""
        return Sheet(self, name)

    @property
    def api(self) -> int:
        """The number by which the bridge knows the book."""
        return int(self._number)

    @property
    def app(self) -> "App":
        """The program that has it open."""
        return self._books.app

    @property
    def sheets(self) -> Sheets:
        """Its sheets."""
        return Sheets(self)

    @property
    def names(self) -> Names:
        """All names defined in it."""
        return Names(self)

    @property
    def name(self) -> str:
        """The file's name."""
        return self._file.name

    @property
    def fullname(self) -> str:
        """The file's name with its folder."""
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

    def close(self) -> None:
        """Close it, unsaved."""
        if self in list(self._books):
            self._books.forget(self)
            self.ask("close")

    def activate(self) -> None:
        """Make it the active book."""
        self._books.activate(self)

    def to_pdf(self, path: str, quality: str) -> None:
        """Write it as PDF."""
        del quality
        stored = self._folder / f"{uuid4().hex}.xlsx"
        self.ask("store", file=str(stored))
        self.app.office.to_pdf(stored, Path(path))
