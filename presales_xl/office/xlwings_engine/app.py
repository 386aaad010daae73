"""One LibreOffice in the place of Excel, its message boxes, and its open books."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from presales_xl.office.office import Office
from presales_xl.office.xlwings_engine.book import Book
from presales_xl.office.xlwings_engine.range import Range

if TYPE_CHECKING:
    from presales_xl.office.xlwings_engine.engine import Apps, Engine


@dataclass(frozen=True, slots=True)
class Alert:
    """A message box as a command asks for it: `buttons` is ok, ok_cancel, yes_no or yes_no_cancel."""

    prompt: str
    title: str
    buttons: str
    critical: bool


Respond = Callable[[Alert], str]  # returns the button pressed: ok, cancel, yes, no


def agree(alert: Alert) -> str:
    """Press the first button."""
    return alert.buttons.split("_")[0]


class App(base_classes.App):
    """One LibreOffice; `quit` ends it."""

    # What a screen would show, and what Excel lets one say about it: kept, without any effect.
    visible = False
    screen_updating = True
    display_alerts = True
    enable_events = True
    interactive = True
    status_bar: Any = False

    def __init__(self, apps: "Apps", respond: Respond) -> None:
        self._apps = apps
        self.respond = respond
        self.alerts: list[Alert] = []
        self.office = Office().__enter__()
        self._books = Books(self)
        self._automatic = True

    @property
    def engine(self) -> "Engine":
        """The engine that it belongs to."""
        return self._apps.engine

    @property
    def api(self) -> Office:
        """The LibreOffice beneath."""
        return self.office

    @property
    def books(self) -> "Books":
        """The open books."""
        return self._books

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self.office.pid

    @property
    def version(self) -> str:
        """The version of Excel that it stands for."""
        return "16.0"

    @property
    def path(self) -> str:
        """The folder of its program."""
        return str(self.office.program.parent)

    def activate(self, steal_focus: bool = False) -> None:
        """Do nothing: there is no window."""

    @property
    def selection(self) -> Range | None:
        """The cells selected in the active book."""
        book = self.books.active
        found = book.ask("selection")
        return Range(book.sheet(found[0]), *found[1]) if found else None

    @property
    def calculation(self) -> str:
        """`automatic` or `manual`."""
        return "automatic" if self._automatic else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        self._automatic = value != "manual"
        for book in self.books:
            book.ask("automatic", on=self._automatic)

    def calculate(self) -> None:
        """Calculate all formulas of all books anew."""
        for book in self.books:
            book.ask("calculate")

    def alert(self, prompt: str, title: str | None, buttons: str, mode: str | None, callback: Any) -> str:
        """Keep the message, and return the button that `respond` presses."""
        del callback
        self.alerts.append(Alert(prompt, title or "", buttons, mode == "critical"))
        return self.respond(self.alerts[-1])

    def quit(self) -> None:
        """Close the books, unsaved, and end."""
        if self in list(self._apps):
            self._apps.forget(self)
            self.office.__exit__(None, None, None)

    def kill(self) -> None:
        """End at once."""
        if self in list(self._apps):
            self.office.kill()
            self.quit()


class Books(base_classes.Books):
    """The open books; the last one opened or activated is the active one."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._open: list[Book] = []

    @property
    def api(self) -> Office:
        """The LibreOffice beneath."""
        return self.app.office

    @property
    def active(self) -> Book:
        """The book that was opened or activated last; KeyError when none is open."""
        if not self._open:
            raise KeyError("no book is open")
        return self._open[-1]

    def open(self, fullname: str, *options: Any, **more: Any) -> Book:
        """Open a workbook; ProblemsError `office.unopened` where LibreOffice does not."""
        del options, more  # they are Excel's
        folder = tempfile.mkdtemp(dir=self.app.office.folder)
        book = Book(self, Path(fullname), Path(folder))
        self._open.append(book)
        return book

    def activate(self, book: Book) -> None:
        """Make a book the active one."""
        self._open = [*(one for one in self._open if one is not book), book]

    def forget(self, book: Book) -> None:
        """Take a closed book off the list."""
        self._open = [one for one in self._open if one is not book]

    def __call__(self, name_or_index: str | int) -> Book:
        """Return a book by name, or by number from 1; KeyError when it is not open."""
        if isinstance(name_or_index, int):
            return self._open[name_or_index - 1]
        found = [book for book in self._open if book.name.lower() == name_or_index.lower()]
        if not found:
            raise KeyError(name_or_index)
        return found[0]

    def __contains__(self, name: str) -> bool:
        return any(book.name.lower() == name.lower() for book in self._open)

    def __len__(self) -> int:
        return len(self._open)

    def __iter__(self) -> Iterator[Book]:
        return iter(list(self._open))
