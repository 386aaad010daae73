"""Files are written whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from presales_xl.scheme.errors import Place, ProblemsError, fail


@contextmanager
def draft(path: Path) -> Iterator[Path]:
    """Yield where to write a file, in a folder of its own; it takes its place only when everything went well.

    ProblemsError `file.locked` when the target is open in another program, `file.unwritable` when its folder cannot
    be made or written to; nothing is left behind then.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = TemporaryDirectory(dir=path.parent, prefix=".presales-", ignore_cleanup_errors=True)
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


def unwritable(path: Path, error: Exception) -> ProblemsError:
    """Return the error of a file that cannot be written, to be raised."""
    reason = getattr(error, "strerror", None) or str(error)
    return fail("file.unwritable", Place(file=str(path)), reason=reason)
