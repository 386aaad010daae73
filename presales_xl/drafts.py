"""Files are written whole or not at all."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from presales_xl.scheme.errors import Place, ProblemsError, fail

_PREFIX = ".presales-"  # of the folders that drafts are written in
_STALE = 3600  # seconds after which such a folder belongs to a process that was killed


@contextmanager
def draft(path: Path) -> Iterator[Path]:
    """Yield where to write a file, in a folder of its own; it takes its place only when everything went well.

    ProblemsError `file.locked` when the target is open in another program, `file.unwritable` when its folder cannot
    be made or written to; nothing is left behind then.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path.parent)
        folder = TemporaryDirectory(dir=path.parent, prefix=_PREFIX, ignore_cleanup_errors=True)
    except OSError as error:
        raise unwritable(path, error) from None
    with folder as name:
        place = Path(name) / "draft"
        yield place
        try:
            place.replace(path)
        except PermissionError:
            raise fail("file.locked", Place(file=str(path))) from None
        except OSError as error:
            raise unwritable(path, error) from None


def _sweep(folder: Path) -> None:
    """Remove what processes that were killed have left in a folder."""
    for left in folder.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _STALE:
                shutil.rmtree(left, ignore_errors=True)


def unwritable(path: Path, error: Exception) -> ProblemsError:
    """Return the error of a file that cannot be written, to be raised."""
    reason = getattr(error, "strerror", None) or str(error)
    return fail("file.unwritable", Place(file=str(path)), reason=reason)
