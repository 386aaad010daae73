"""What a click in Excel starts: the command of the button, its questions in message boxes, its answer in one more."""

import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlwings as xw

from presales_xl.addin.open_book import identity_of, sheets_by_name
from presales_xl.addin.places import places_here, settings_of
from presales_xl.addin.ribbon import Ask, dispatch
from presales_xl.scheme.errors import ProblemsError, fail
from presales_xl.texts import Lang, text


def run(command: str) -> None:
    """Do what a button of the ribbon stands for with the workbook that it was clicked in, and show one message.

    KeyError for a command that no button has.
    """
    book = xw.Book.caller()
    lang = language_of(book)
    answer = dispatch(command, book, AtExcel(book.app, lang))
    if not answer.quiet:
        mode = "info" if answer.severity == "info" else "critical"
        book.app.alert(answer.text, title=text(lang, "addin.title"), mode=mode)


def language_of(book: xw.Book) -> Lang:
    """Return the language of a workbook of ours, else that of the add-in, else Chinese."""
    try:
        issued = identity_of(sheets_by_name(book))
        if issued is not None:
            return issued.identity.lang
        places = places_here()
        return "en" if places and settings_of(places.addin).get("LANG") == "en" else "zh"
    except (ProblemsError, ValueError):  # a hidden sheet that is damaged, an add-in that is gone
        return "zh"


class AtExcel(Ask):
    """Asks whoever clicked, by Excel's message boxes, and by Tk's dialogs for what Excel has none for.

    The latter raise ProblemsError `addin.no_dialogs` without Tk.
    """

    def __init__(self, app: xw.App, lang: Lang) -> None:
        super().__init__(lang)
        self._app = app
        self._title = text(lang, "addin.title")

    def yes(self, question: str) -> bool:
        """Return whether the answer to a question is yes."""
        return bool(self._app.alert(question, title=self._title, buttons="yes_no") == "yes")

    def folder(self, title: str, proposed: Path | None) -> Path | None:
        """Return a folder that is chosen."""
        start = {"initialdir": str(proposed)} if proposed else {}
        with _tk() as (tk, window):
            chosen = tk.filedialog.askdirectory(parent=window, title=title, mustexist=True, **start)
        return Path(chosen) if chosen else None

    def files(self, title: str) -> list[Path]:
        """Return workbooks that are chosen."""
        kinds = [("Excel", "*.xlsx *.xlsm")]
        with _tk() as (tk, window):
            return [Path(file) for file in tk.filedialog.askopenfilenames(parent=window, title=title, filetypes=kinds)]

    def line(self, question: str, proposed: str) -> str | None:
        """Return a line that is typed."""
        with _tk() as (tk, window):
            typed = tk.simpledialog.askstring(self._title, question, initialvalue=proposed, parent=window)
        return typed.strip() or None if typed else None

    def show(self, page: Path) -> bool:
        """Show a page of the help in the user's browser."""
        return webbrowser.open(page.as_uri())


@contextmanager
def _tk() -> Iterator[tuple[Any, Any]]:
    """Yield Tk, and a window that nobody sees for dialogs to stand above Excel; ProblemsError `addin.no_dialogs`."""
    try:
        import tkinter.filedialog  # noqa: PLC0415 - not every Python has it
        import tkinter.simpledialog  # noqa: F401, PLC0415
    except ImportError:
        raise fail("addin.no_dialogs") from None
    try:
        window = tkinter.Tk()
    except tkinter.TclError:  # no screen
        raise fail("addin.no_dialogs") from None
    try:
        window.withdraw()
        window.attributes("-topmost", True)
        yield tkinter, window
    finally:
        window.destroy()
