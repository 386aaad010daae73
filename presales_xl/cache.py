"""What was worked out from files before, kept for this user: compiled schemes and what a list of schemes says.

Reading a scheme's YAML takes longer than most commands do. Python's pickles run code when they are read, so they lie
in the user's own cache folder and never in a project, which may come from somebody else, and none is read from a folder
that anybody else can write to. What cannot be read or kept is made anew.
"""

import hashlib
import io
import math
import os
import pickle
import shutil
import sys
import time
from collections.abc import Callable, Hashable, Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

import platformdirs

_PACKAGE = Path(__file__).resolve().parent
_DAY = 86400  # seconds
_UNUSED = 90 * _DAY  # after which something kept goes: it was made of what a file said once
_BY_CODE = "code-"  # how the folder of what one state of our code keeps begins: logs may lie beside it
_SWEPT = "swept"  # a file whose time says when old things went last

Made = TypeVar("Made")


def kept(kind: type[Made], sources: Iterable[str], make: Callable[[], Made]) -> Made:
    """Return what `make` makes of a kind, or what it made before of the same sources by the same code.

    What `make` raises is raised, and nothing is kept.
    """
    digest = hashlib.sha256()
    for part in sources:
        digest.update(f"{len(part)}:{part}".encode())
    file = folder() / f"{_BY_CODE}{_code()}" / f"{kind.__name__.casefold()}-{digest.hexdigest()}"
    with suppress(Exception):  # a pickle may fail in any way
        if _is_safe(file):
            before = _Unpickler(io.BytesIO(file.read_bytes())).load()  # nobody else can write there
            if isinstance(before, kind):
                return before
    made = make()
    content = io.BytesIO()
    _Pickler(content, pickle.HIGHEST_PROTOCOL).dump(made)
    with suppress(OSError):  # a home that is read-only, or none at all
        _keep(file, content.getvalue())
    return made


class CacheNote:
    """A line of text that is kept about a name, by this code."""

    def __init__(self, name: str) -> None:
        digest = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()
        self._file = folder() / f"{_BY_CODE}{_code()}" / f"note-{digest}"

    def read(self) -> str:
        """Return what is kept, "" for nothing."""
        with suppress(OSError, ValueError):
            if _is_safe(self._file):
                return self._file.read_text(encoding="utf-8")
        return ""

    def write(self, text: str) -> None:
        """Keep a text, where anything can be kept."""
        with suppress(OSError):
            _keep(self._file, text.encode())


class Kept(Generic[Made]):
    """What this process made last and took long, by what it was made for: at `most` so many things, or their sizes.

    That goes first which was not asked for for the longest time.
    """

    def __init__(self, most: int) -> None:
        self._most, self._size = most, 0
        self._made: dict[Hashable, tuple[int, Made]] = {}

    def __contains__(self, key: Hashable) -> bool:
        return key in self._made

    def __len__(self) -> int:
        return len(self._made)

    def get(self, key: Hashable, make: Callable[[], Made], size: int = 1) -> Made:
        """Return what is kept, or make it; what that raises is raised."""
        if key not in self._made:
            made = make()
            self._size += size
        else:
            size, made = self._made.pop(key)
        self._made[key] = size, made
        while self._size > self._most:
            self._size -= self._made.pop(next(iter(self._made)))[0]
        return made


class _Pickler(pickle.Pickler):
    """Keeps what is left open (NaN) as `math.nan`: figures that hold it are equal by its being one and the same."""

    def persistent_id(self, obj: object) -> str | None:
        return "nan" if isinstance(obj, float) and math.isnan(obj) else None


class _Unpickler(pickle.Unpickler):  # noqa: S301 - of what nobody else can write to
    def persistent_load(self, pid: object) -> float:
        return math.nan


def folder() -> Path:
    """Return the folder of this user's kept things, a folder in it for each state of our code; it need not exist."""
    return platformdirs.user_cache_path("presales-xl", appauthor=False)


def is_private(place: Path) -> bool:
    """Return whether a folder is this user's and nobody else can write to it; Windows keeps profiles so by itself."""
    if not place.is_absolute():  # a path that begins in whatever folder the user is in may lead into a project
        return False
    if sys.platform == "win32":
        return True
    state = place.stat()
    return state.st_uid == os.getuid() and not state.st_mode & 0o022


def _is_safe(file: Path) -> bool:
    """Return whether nobody else can have put a file into the folder of our code, or that folder into its place."""
    return is_private(file.parent.parent) and is_private(file.parent)


def _keep(file: Path, content: bytes) -> None:
    """Write a file whole or not at all; what other code kept goes with the first one, what is old now and then."""
    for place in (file.parent.parent, file.parent):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _is_safe(file):
        return
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(file)
    swept = file.with_name(_SWEPT)
    if not swept.exists() or swept.stat().st_mtime < time.time() - _DAY:
        _sweep(file.parent)
        swept.touch()


def _sweep(current: Path) -> None:
    """Let go what other code kept, and what this code kept long ago."""
    for other in current.parent.glob(f"{_BY_CODE}*"):
        if other != current:
            shutil.rmtree(other, ignore_errors=True)
    for file in current.iterdir():
        if file.stat().st_mtime < time.time() - _UNUSED:
            file.unlink()


@cache
def _code() -> str:
    """Return what tells apart the code that makes these things: Python's version and what our files say."""
    files = sorted([_PACKAGE / "catalogue.py", *(_PACKAGE / "scheme").glob("*.py")])
    content = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    return f"{sys.implementation.cache_tag}-{content[:32]}"
