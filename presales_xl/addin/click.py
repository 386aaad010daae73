"""What a click on Windows starts: `python -m presales_xl.addin.click COMMAND WINDOW`, the number of Excel's window.

Neither says anything of a workbook; which one is meant Excel is asked. What goes wrong is written down in the log, and
so is whatever else is written on the way. The macro that waits gets one line: it reads only when Python has ended,
which a full pipe would keep it from.
"""

import logging
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TextIO

from presales_xl.addin.places import places_here

_LONGEST = 300  # characters of the line
_LARGEST = 1_000_000  # bytes of a log that is still written on
_LOG = "clicks.log"


def told(kind: type[BaseException], error: BaseException, trace: TracebackType | None, pipe: TextIO) -> None:
    """Write down what ends the program, and a line of it into the pipe that the macro reads."""
    logging.getLogger(__name__).critical("", exc_info=(kind, error, trace))
    line = " ".join(f"{kind.__name__}: {error}".split())
    print(line[:_LONGEST], file=pipe, flush=True)


def log_in(folder: Path | None) -> logging.Handler:
    """Return what writes the log of clicks in a folder, anew where it has become long; nothing where there is none."""
    if folder is None:
        return logging.NullHandler()
    file = folder / _LOG
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    is_long = file.is_file() and file.stat().st_size > _LARGEST
    handler = logging.FileHandler(file, "w" if is_long else "a", encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s"))
    return handler


def set_apart(folder: Path | None) -> TextIO:
    """Let all that anything writes go into the log of clicks, and return the pipe of errors for the one line."""
    if sys.stdout is None or sys.stderr is None:  # of a Python without a window that was given no pipes
        return Path(os.devnull).open("w", encoding="utf-8")
    pipe = os.fdopen(os.dup(2), "w", encoding=sys.stderr.encoding, errors="backslashreplace")
    try:
        log = os.open(folder / _LOG if folder else os.devnull, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    except OSError:
        log = os.open(os.devnull, os.O_WRONLY)
    for number in (1, 2):
        os.dup2(log, number)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    return pipe


def begin() -> TextIO:
    """Let all that anything writes, and what ends the program, go into the log of clicks; return the pipe of `told`."""
    logging.raiseExceptions = False  # a log that cannot be written keeps nobody from anything
    places = places_here()
    folder = places.logs if places else None
    logging.basicConfig(handlers=[log_in(folder)])
    pipe = set_apart(folder)
    sys.excepthook = lambda kind, error, trace: told(kind, error, trace, pipe)
    return pipe


def doing() -> Callable[[str, int | None], None]:
    """Return what does a click; imported when what is written meanwhile goes into the log."""
    from presales_xl.addin import without_pandas  # noqa: F401, PLC0415 - before xlwings
    from presales_xl.addin.at_excel import run  # noqa: PLC0415 - as above

    return run


if __name__ == "__main__":
    begin()
    doing()(sys.argv[1], int(sys.argv[2]))
