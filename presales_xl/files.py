"""Files: text in any of the encodings that people send, and writing whole or not at all."""

import codecs
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, TextIO

from presales_xl.scheme.errors import Place, ProblemsError, fail

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_PART_MOST = 40  # characters of one part of a file name: three parts stay far below what any disk allows


def decoded(path: Path) -> str:
    """Return a text file's content: UTF-8 with or without mark, UTF-16 with mark, or GBK (GB 18030).

    ProblemsError: `file.missing`, `file.unreadable`, `file.empty`, `table.encoding`.
    """
    place = Place(file=str(path))
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise fail("file.missing", place) from None
    except OSError as error:
        raise fail("file.unreadable", place, reason=error.strerror or str(error)) from None
    if not data:
        raise fail("file.empty", place)
    marked = next((name for mark, name in _MARKS.items() if data.startswith(mark)), "")
    for encoding in [marked] if marked else ["utf-8", "gb18030"]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise fail("table.encoding", place)


@contextmanager
def new_text(path: Path, encoding: str = "utf-8") -> Iterator[TextIO]:
    """Write a text file whole or not at all: it takes its place only when everything went well.

    ProblemsError `file.locked` when the target is open in another program, `file.unwritable` when it cannot be
    written for another reason.
    """
    with draft(path) as place, place.open("w", encoding=encoding, newline="") as file:
        yield file


def file_part(text: str) -> str:
    """Return a name as a part of a file name: nothing that an operating system forbids, at most 40 long."""
    cleaned = re.sub(r'[<>:"/\\|?*\x00-\x1f]', " ", text)
    cleaned = re.sub(r"\s+", " ", cleaned).strip(" .")[:_PART_MOST].strip(" .")
    if _RESERVED.fullmatch(cleaned):
        cleaned = f"_{cleaned}"
    return cleaned or "_"


_PREFIX, _HELD = ".presales-", "held"
_SECONDS = 1  # by then whoever makes a draft has locked it


@contextmanager
def draft(path: Path) -> Iterator[Path]:
    """Yield where to write a file, in a folder of its own; it takes its place only when everything went well.

    What a killed run left beside it goes. ProblemsError `file.locked` when the target is open in another program,
    `file.unwritable` when its folder cannot be made or written to; nothing is left behind then.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = TemporaryDirectory(dir=path.parent, prefix=_PREFIX, ignore_cleanup_errors=True)
    except OSError as error:
        raise unwritable(path, error) from None
    with folder as name, _hold(Path(name)):
        _sweep(Path(name))
        place = Path(name) / "draft"
        yield place
        try:
            place.replace(path)
        except PermissionError:
            raise fail("file.locked", Place(file=str(path))) from None
        except OSError as error:
            raise unwritable(path, error) from None


def unwritable(path: Path, error: Exception) -> ProblemsError:
    """Return the error of a file that cannot be written, to be raised."""
    reason = getattr(error, "strerror", None) or str(error)
    return fail("file.unwritable", Place(file=str(path)), reason=reason)


@contextmanager
def _hold(folder: Path) -> Iterator[None]:
    """Hold the lock of a draft, which the system lets go when the process ends in whatever way."""
    with (folder / _HELD).open("wb") as file:
        with suppress(OSError):  # a disk without locks: then nobody can take it from us either
            _lock(file)
        yield


def _sweep(own: Path) -> None:
    """Remove the drafts beside this one that nobody holds: whoever wrote them was killed."""
    with suppress(OSError):
        settled = own.stat().st_mtime - _SECONDS  # by the clock of the disk
        for left in own.parent.glob(f"{_PREFIX}*"):
            if left.stat().st_mtime < settled and not _is_held(left):
                shutil.rmtree(left, ignore_errors=True)


def _is_held(folder: Path) -> bool:
    try:
        with (folder / _HELD).open("r+b") as file:
            _lock(file)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


if sys.platform == "win32":
    import msvcrt

    def _lock(file: BinaryIO) -> None:
        """Take the lock of a file until it is closed; OSError when somebody else has it."""
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: BinaryIO) -> None:
        """Take the lock of a file until it is closed; OSError when somebody else has it."""
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
