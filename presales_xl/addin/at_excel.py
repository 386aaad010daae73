"""What a click in Excel starts: the command of the button, its questions in Excel's dialogs, its answer in one more."""

import gc
import subprocess
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from presales_xl.addin import native
from presales_xl.addin.escape_key import heard_in
from presales_xl.addin.open_book import identity_of, sheets_by_name
from presales_xl.addin.places import places_here, settings_of
from presales_xl.addin.ribbon import WORKBOOKS, Ask, Reply, StoppedError, command_of, dispatch, guarded
from presales_xl.scheme.errors import fail
from presales_xl.texts import Lang, text

#: Whether somebody is being asked: no time runs meanwhile.
is_asking = threading.Event()
_PROMPT = 250  # characters of what it asks; Excel refuses more than 255
_MESSAGE = 1000  # characters of a message box
#: What a Mac asks by; words and folders are handed over as arguments, never as part of the script.
_MAC_FOLDER = "POSIX path of (choose folder with prompt (item 1 of argv))"
_MAC_FILES = (
    "set chosen to choose file with prompt (item 1 of argv) with multiple selections allowed",
    'set told to ""',
    "repeat with each in chosen",
    "set told to told & POSIX path of each & linefeed",
    "end repeat",
    "return told",
)
MAC_DOUBT = (
    "button returned of (display alert (item 1 of argv) message (item 2 of argv)"
    " buttons {item 3 of argv, item 4 of argv} default button 1)",
)
_OSASCRIPT = "/usr/bin/osascript"
_GLANCE = 0.2  # seconds after which it is looked again whether a dialog is needless
#: A sign stands before the line, so that a blank one is told from one that was cancelled.
_MAC_LINE = '"=" & (text returned of (display dialog (item 1 of argv) default answer (item 2 of argv)))'


def run(command: str, window: int | None = None) -> None:
    """Do what a button of the ribbon stands for with the workbook that it was clicked in, and show one message.

    `window` is the number of Excel's window on Windows. KeyError for a command that no button has.
    """
    command_of(command)
    gc.freeze()
    gc.enable()
    app = excel_of(window)
    lang: Lang = "zh"

    def clicked() -> Reply:
        nonlocal lang
        book = native.caller() or app.books.active
        lang = language_of(book)
        return dispatch(command, book, AtExcel(app, lang))

    answer = guarded(command, lang, clicked)
    if not answer.quiet:
        with asking(app, lang):
            native.tell(app, answer.text, text(lang, "addin.title"), is_wrong=answer.severity != "info")


def excel_of(window: int | None) -> native.App:
    """Return the Excel with a window, on Windows; elsewhere the one that is in front."""
    app = native.app_of(window)
    if app is None:
        raise fail("addin.no_excel")
    return app


def language_of(book: native.Book) -> Lang:
    """Return the language of a workbook of ours, else that of the add-in, else Chinese."""
    try:
        issued = identity_of(sheets_by_name(book))
    except Exception:  # a hidden sheet that is damaged: Python may ask in any language
        issued = None
    return issued.identity.lang if issued else language_of_addin()


def language_of_addin() -> Lang:
    """Return the language of the add-in, Chinese where it is gone."""
    try:
        places = places_here()
        return "en" if places and settings_of(places.addin).get("LANG") == "en" else "zh"
    except Exception:  # it is gone, or spoilt: Python may say so in any language
        return "zh"


@contextmanager
def asking(app: native.App, lang: Lang) -> Iterator[None]:
    """Say in Excel's status bar that somebody is asked: the macro that waits for Python lets no time run then."""
    native.show_progress(app, text(lang, "addin.say.ASKING"))
    native.take_keys(app, True)
    is_asking.set()
    try:
        yield
    finally:
        is_asking.clear()
        native.show_progress(app, text(lang, "addin.say.WORKING"))
        native.take_keys(app, False)


class AtExcel(Ask):
    """Asks whoever clicked by Excel's own dialogs, on a Mac by those of the system."""

    def __init__(self, app: native.App, lang: Lang) -> None:
        super().__init__(lang)
        self._app = app
        self._title = text(lang, "addin.title")

    def yes(self, question: str, *, proposed: bool = True) -> bool:
        """Return whether the answer to a question is yes; what is not `proposed` is not the answer of a mere Enter."""
        with asking(self._app, self.lang):
            if sys.platform == "darwin" and not proposed:
                no, yes = (text(self.lang, f"addin.{key}") for key in ("no", "yes"))
                return asked_mac(self._title, question, no, yes, script=MAC_DOUBT) == yes
            return native.agreed(self._app, question, self._title, proposed=proposed)

    def folder(self, title: str, proposed: Path | None) -> Path | None:
        """Return a folder that is chosen."""
        with asking(self._app, self.lang):
            if sys.platform == "darwin":
                chosen = asked_mac(title, script=[_MAC_FOLDER])
            else:
                chosen = native.chosen_folder(self._app, title, proposed)
        return Path(chosen) if chosen else None

    def files(self, title: str, endings: Sequence[str] = WORKBOOKS) -> list[Path]:
        """Return files that are chosen, of those with these endings."""
        with asking(self._app, self.lang):
            if sys.platform == "darwin":
                return [Path(file) for file in asked_mac(title, script=_MAC_FILES).splitlines()]
            return [Path(file) for file in native.chosen_files(self._app, title, endings)]

    def line(self, question: str, proposed: str) -> str | None:
        """Return a line that is typed; a question that is too long for the dialog is shown before it."""
        with asking(self._app, self.lang):
            if len(question) > _PROMPT and sys.platform != "darwin":
                shown = question if len(question) <= _MESSAGE else f"{question[: _MESSAGE - 1]}…"
                native.tell(self._app, shown, self._title)
                lines = question.splitlines()
                first, last = "\n".join(lines[:-1][:1]), lines[-1]
                question = f"{first[: max(_PROMPT - len(last) - 1, 0)]}\n{last}".strip()[-_PROMPT:]
            if sys.platform == "darwin":
                said = asked_mac(question, proposed, script=[_MAC_LINE])
                typed = said[1:] if said else None
            else:
                typed = native.typed_line(self._app, self._title, question, proposed)
        return None if typed is None else typed.strip()

    def show(self, page: Path) -> bool:
        """Show a page of the help in the user's browser."""
        return webbrowser.open(page.as_uri())

    def track(self, items: Sequence[Any], what: str) -> Iterable[Any]:
        """Pass items on, with how many are done in Excel's status bar; StoppedError between two after Esc (Windows)."""
        with heard_in(native.window_of(self._app)) as is_to_stop:
            for done, item in enumerate(items, 1):
                words = {"what": text(self.lang, f"commands.progress.{what}"), "done": done, "count": len(items)}
                native.show_progress(self._app, text(self.lang, "hr.progress", **words))
                if is_to_stop():
                    raise StoppedError
                yield item


def asked_mac(*words: str, script: Sequence[str], is_needless: Callable[[], bool] = lambda: False) -> str:
    """Return what a dialog of the Mac gives, "" when it is cancelled; one that has become needless is taken away."""
    lines = ["on run argv", *script, "end run"]
    program = [part for line in lines for part in ("-e", line)]
    command = [_OSASCRIPT, *program, *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as dialog:  # noqa: S603  # no shell
        while True:
            try:
                said, _ = dialog.communicate(timeout=_GLANCE)
            except subprocess.TimeoutExpired:
                if is_needless():
                    dialog.terminate()
            else:
                return said.decode().rstrip("\n") if dialog.returncode == 0 else ""
