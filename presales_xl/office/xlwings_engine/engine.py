"""The engine itself: how values look to users of xlwings, and the programs running."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from xlwings import base_classes

from presales_xl.office.xlwings_engine.app import App, Respond, agree
from presales_xl.office.xlwings_engine.wire import CellError, RawCell, outgoing


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
                case CellError():
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

    def add(self, spec: Any = None, add_book: Any = None, xl: Any = None, visible: Any = None) -> App:
        """Start a LibreOffice without any book; nobody sees it."""
        del spec, add_book, xl, visible
        return self.start(agree)

    def start(self, respond: Respond) -> App:
        """Start a LibreOffice whose message boxes are answered by `respond`."""
        app = App(self, respond)
        self._running = {app.pid: app, **self._running}
        return app

    def forget(self, app: App) -> None:
        """Take one that has ended off the list."""
        self._running.pop(app.pid, None)

    def keys(self) -> list[int]:
        """Return the numbers of their processes."""
        return list(self._running)

    @staticmethod
    def cleanup() -> None:
        """Leave nothing behind: each LibreOffice ends with its App."""

    def __iter__(self) -> Iterator[App]:
        return iter(list(self._running.values()))

    def __len__(self) -> int:
        return len(self._running)

    def __getitem__(self, pid: int) -> App:
        return self._running[pid]
