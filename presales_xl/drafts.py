"""Files are written whole or not at all."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from presales_xl.scheme.errors import Place, ProblemsError, fail

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
