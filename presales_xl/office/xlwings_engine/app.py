"""LibreOffice in the place of Excel: the engine that xlwings wraps, the programs running, their message boxes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import xlwings as xw
from xlwings import base_classes

from presales_xl.office.libreoffice import Office
from presales_xl.office.xlwings_engine.books import Books
from presales_xl.office.xlwings_engine.ranges import ErrorText, Range, RawCell, outgoing


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


@contextmanager
def libreoffice_app(respond: Respond = agree) -> Iterator[xw.App]:
    """Start a LibreOffice of our own and yield it as an App of xlwings; end it afterwards.

    Its message boxes are answered by `respond` and kept in `app.impl.alerts`. Meanwhile it is the active engine.
    NoOfficeError where the machine lacks it.
    """
    engine = _known_engine()
    before = xw.engines.active
    app = xw.App(impl=engine.impl.apps.start(respond))
    engine.activate()
    try:
        yield app
    finally:
        app.quit()
        xw.engines.active = before


def _known_engine() -> xw.Engine:
    """Return the engine, made known to xlwings."""
    if Engine.name not in [engine.name for engine in xw.engines]:
        xw.engines.add(xw.Engine(impl=Engine()))
    return xw.engines[Engine.name]


class Engine:
    """What `xlwings.Engine` wraps: LibreOffice in the place of Excel, as far as the add-in's commands need it."""

    name = "libreoffice"
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps(self)

    @staticmethod
    def prepare_xl_data_element(value: Any, options: Mapping[str, Any]) -> Any:
        """Return a value as it is written."""
        del options
        return outgoing(value)

    @staticmethod
    def clean_value_data(
        data: Sequence[Sequence[RawCell]],
        datetime_builder: Callable[..., Any],
        empty_as: Any,
        number_builder: Callable[[float], Any] | None,
        err_to_str: bool,
    ) -> list[list[Any]]:
        """Return values as xlwings gives them in Excel, where a formula's empty text is as empty as a blank cell."""

        def clean(value: RawCell) -> Any:
            match value:
                case None | "":
                    return empty_as
                case ErrorText():
                    return str(value) if err_to_str else None
                case datetime():
                    parts = {name: getattr(value, name) for name in ("hour", "minute", "second", "microsecond")}
                    return datetime_builder(value.year, value.month, value.day, **parts)
                case float() if number_builder is not None:
                    return number_builder(value)
            return value

        return [[clean(value) for value in row] for row in data]


class Apps(base_classes.Apps):
    """The LibreOffices that were started here, the last one first."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._running: dict[int, App] = {}

    def start(self, respond: Respond) -> "App":
        """Start a LibreOffice whose message boxes are answered by `respond`."""
        app = App(self, respond)
        self._running = {app.pid: app, **self._running}
        return app

    def forget(self, app: "App") -> None:
        """Take one that has ended off the list."""
        self._running.pop(app.pid, None)

    def __iter__(self) -> Iterator["App"]:
        return iter(list(self._running.values()))

    def __len__(self) -> int:
        return len(self._running)


class App(base_classes.App):
    """One LibreOffice; `quit` ends it."""

    display_alerts = True  # xlwings sets it while it saves

    def __init__(self, apps: Apps, respond: Respond) -> None:
        self._apps = apps
        self.respond = respond
        self.alerts: list[Alert] = []
        self.office = Office().__enter__()
        self._books = Books(self, self.office)

    @property
    def engine(self) -> Engine:
        """The engine that it belongs to."""
        return self._apps.engine

    @property
    def books(self) -> Books:
        return self._books

    @property
    def pid(self) -> int:
        return self.office.pid

    @property
    def version(self) -> str:
        """The version of Excel that it stands for."""
        return "16.0"

    def activate(self, steal_focus: bool = False) -> None:
        """Do nothing: there is no window."""

    @property
    def selection(self) -> Range | None:
        book = self.books.active
        selected = book.ask("selection")
        return book.range_of(selected) if selected else None

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
