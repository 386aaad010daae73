"""What was worked out from files before, kept for this user: compiled schemes and what a list of schemes says.

Reading a scheme's YAML takes longer than most commands do. Python's pickles run code when they are read, so they lie
in the user's own cache folder and never in a project, which may come from somebody else, and none is read from a folder
that anybody else can write to. What cannot be read or kept is made anew.
"""

import hashlib
import os
import pickle
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TypeVar

import platformdirs

_PACKAGE = Path(__file__).resolve().parent
_UNUSED = 90 * 86400  # seconds after which something kept goes: it was made of what a file said once

Made = TypeVar("Made")


def kept(kind: str, sources: Iterable[str], make: Callable[[], Made]) -> Made:
    """Return what `make` makes, or what it made before of the same sources by the same code.

    `kind` tells apart what is made of one source. What `make` raises is raised, and nothing is kept.
    """
    digest = hashlib.sha256()
    for part in (_code(), *sources):
        digest.update(f"{len(part)}:{part}".encode())
    file = folder() / f"{kind}-{digest.hexdigest()}"
    with suppress(Exception):  # a pickle of another version may fail in any way
        if is_private(file.parent):
            before: Made = pickle.loads(file.read_bytes())  # noqa: S301 - nobody else can write there
            return before
    made = make()
    with suppress(OSError):  # a home that is read-only, or none at all
        _keep(file, pickle.dumps(made, pickle.HIGHEST_PROTOCOL))
    return made


def folder() -> Path:
    """Return the folder of this user's kept things; it need not exist."""
    return platformdirs.user_cache_path("presales-xl", appauthor=False)


def is_private(place: Path) -> bool:
    """Return whether a folder is this user's and nobody else can write to it; Windows keeps profiles so by itself."""
    if not place.is_absolute():  # a path that begins in whatever folder the user is in may lead into a project
        return False
    if sys.platform == "win32":
        return True
    state = place.stat()
    return state.st_uid == os.getuid() and not state.st_mode & 0o022


def _keep(file: Path, content: bytes) -> None:
    """Write a file whole or not at all, and let go what was kept long ago."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not is_private(file.parent):
        return
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(file)
    for other in file.parent.iterdir():
        if other.stat().st_mtime < time.time() - _UNUSED:
            other.unlink()


@cache
def _code() -> str:
    """Return what tells apart the code that makes these things: Python's version and what our files say."""
    files = sorted([_PACKAGE / "catalogue.py", *(_PACKAGE / "scheme").glob("*.py")])
    content = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    return f"{sys.implementation.cache_tag} {content}"
