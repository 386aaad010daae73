"""What a click starts on a Mac, where Excel waits for nothing: once a minute it asks itself whether to go on.

A macro that waited would keep Excel from answering Python, and so would a question of a macro. So the macro ends when
Python has begun; whoever clicked is asked by a dialog of the system's, from here. How it ended is left behind for the
add-in in one line, in the file into which xlwings leads what a program says of its errors (`PresalesLook`).
"""

import os
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from typing import TextIO

from presales_xl.addin.click import begin

_PATIENCE = 60.0  # seconds
_STOPPED, _ENDED = "STOPPED", "ENDED"  # see Presales.bas


class Patience(Thread):
    """Asks time and again whether to wait on, unless somebody is being asked something else; stops after a no.

    `wait_on` gets what says whether its question has become needless: nothing is stopped after that.
    """

    def __init__(
        self,
        seconds: float,
        is_asking: Event,
        wait_on: Callable[[Callable[[], bool]], bool],
        stop: Callable[[], None],
    ) -> None:
        super().__init__(daemon=True)
        self._seconds = seconds
        self._is_asking = is_asking
        self._is_over = Event()
        self._wait_on = wait_on
        self._stop_work = stop

    def run(self) -> None:
        """Wait, ask, and wait again."""
        while not self._is_over.wait(self._seconds):
            if not self._is_needless() and not self._wait_on(self._is_needless) and not self._is_needless():
                self._stop_work()
                return

    def end(self) -> None:
        """Ask no more, as the work has ended: a question that stands is taken away."""
        self._is_over.set()
        self.join()

    def _is_needless(self) -> bool:
        return self._is_over.is_set() or self._is_asking.is_set()


def run(command: str) -> None:
    """Do what a button stands for as `at_excel.run`; KeyError for a command that no button has."""
    pipe = begin()
    from presales_xl.addin import at_excel  # noqa: PLC0415 - what it cannot import is left behind, too

    patience = Patience(
        _PATIENCE, at_excel.is_asking, lambda is_needless: _waits_on(command, is_needless), lambda: _stop(pipe)
    )
    patience.start()
    try:
        at_excel.run(command)
    finally:
        patience.end()
    print(_ENDED, file=pipe, flush=True)


def _waits_on(command: str, is_needless: Callable[[], bool]) -> bool:
    """Return whether whoever clicked waits on: what is no answer is no no."""
    from presales_xl.addin.at_excel import MAC_DOUBT, asked_mac, language_of_addin  # noqa: PLC0415 - as above
    from presales_xl.addin.ribbon import ribbon_buttons  # noqa: PLC0415 - as above
    from presales_xl.texts import text  # noqa: PLC0415 - as above

    lang = language_of_addin()
    is_hrs = any(button.needs_python for button in ribbon_buttons() if button.command == command)
    question = text(lang, f"addin.say.{'WAIT_ON_HR' if is_hrs else 'WAIT_ON'}")
    title, yes, no = (text(lang, f"addin.{key}") for key in ("title", "yes", "no"))
    return asked_mac(title, question, yes, no, script=MAC_DOUBT, is_needless=is_needless) != no


def _stop(pipe: TextIO) -> None:
    """End this program, whatever it hangs in, and let the add-in know."""
    print(_STOPPED, file=pipe, flush=True)
    with suppress(Exception):  # Excel may be what hangs; then nobody hears of it
        from presales_xl.addin import native  # noqa: PLC0415 - as above

        native.say_ended()
    os._exit(0)
