"""Questions to the person at the screen: Excel's own message boxes, and Tk's dialogs for what Excel has none for."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import xlwings as xw

from presales_xl.scheme.errors import fail
from presales_xl.texts import Lang, text

if TYPE_CHECKING:
    import tkinter as tk


class AtExcel:
    """Asks whoever clicked the button; the other questions raise ProblemsError `addin.no_dialogs` without Tk."""

    def __init__(self, app: xw.App, lang: Lang) -> None:
        self._app = app
        self.lang = lang

    def yes(self, question: str) -> bool:
        """Return whether the answer to a question is yes."""
        return bool(self._app.alert(question, title=self._title, buttons="yes_no") == "yes")

    def folder(self, title: str, proposed: Path | None) -> Path | None:
        """Return a folder that is chosen."""
        start = {"initialdir": str(proposed)} if proposed else {}
        with _window() as window:
            from tkinter import filedialog  # noqa: PLC0415

            chosen = filedialog.askdirectory(parent=window, title=title, mustexist=True, **start)
        return Path(chosen) if chosen else None

    def files(self, title: str) -> list[Path]:
        """Return workbooks that are chosen."""
        kinds = [("Excel", "*.xlsx *.xlsm")]
        with _window() as window:
            from tkinter import filedialog  # noqa: PLC0415

            return [Path(file) for file in filedialog.askopenfilenames(parent=window, title=title, filetypes=kinds)]

    def line(self, question: str, proposed: str) -> str | None:
        """Return a line that is typed."""
        with _window() as window:
            from tkinter import simpledialog  # noqa: PLC0415

            typed = simpledialog.askstring(self._title, question, initialvalue=proposed, parent=window)
        return typed.strip() or None if typed else None

    @property
    def _title(self) -> str:
        return text(self.lang, "addin.title")


@contextmanager
def _window() -> Iterator["tk.Tk"]:
    """Yield a window that nobody sees, for dialogs to stand above Excel; ProblemsError `addin.no_dialogs`."""
    try:
        import tkinter as tk  # noqa: PLC0415 - not every Python has it
    except ImportError:
        raise fail("addin.no_dialogs") from None
    try:
        window = tk.Tk()
    except tk.TclError:  # no screen
        raise fail("addin.no_dialogs") from None
    try:
        window.withdraw()
        window.attributes("-topmost", True)
        yield window
    finally:
        window.destroy()
