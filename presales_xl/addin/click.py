"""What a click on Windows starts: `python -m presales_xl.addin.click COMMAND WINDOW`, the number of Excel's window.

Neither says anything of a workbook; which one is meant Excel is asked. What goes wrong is written down in the log; the
macro that waits gets one line: it reads only when Python has ended, which a full pipe would keep it from.
"""

import logging
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import presales_xl.addin.without_pandas  # noqa: F401  # before xlwings
from presales_xl.addin.at_excel import run
from presales_xl.addin.places import places_here

_LONGEST = 300  # characters of the line
_LARGEST = 1_000_000  # bytes of a log that is still written on


def told(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Write down what ends the program, and print a line of it."""
    logging.getLogger(__name__).critical("", exc_info=(kind, error, trace))
    line = " ".join(f"{kind.__name__}: {error}".split())
    print(line[:_LONGEST], file=sys.stderr)


def log_in(folder: Path | None) -> logging.Handler:
    """Return what writes the log of clicks in a folder, anew where it has become long; nothing where there is none."""
    if folder is None:
        return logging.NullHandler()
    file = folder / "clicks.log"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    is_long = file.is_file() and file.stat().st_size > _LARGEST
    handler = logging.FileHandler(file, "w" if is_long else "a", encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s"))
    return handler


if __name__ == "__main__":
    logging.raiseExceptions = False  # a log that cannot be written keeps nobody from anything
    sys.excepthook = told
    _places = places_here()
    logging.basicConfig(handlers=[log_in(_places.logs if _places else None)])
    run(sys.argv[1], int(sys.argv[2]))
