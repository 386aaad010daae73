"""Files that each run writes anew: one that would say what it says already stays as it is.

What a file was written from is noted by a digest, and so are its bytes: a file that somebody changed or took away is
written again, as is every file after a change of the program. Notes lie with what is kept for this user (see `cache`)
and hold nothing but digests.
"""

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path, PurePath
from typing import Any

from presales_xl import cache
from presales_xl.files import digest_of

_PACKAGE = Path(__file__).resolve().parent


#: What stands for an object of a type in a digest.
Instead = Mapping[type, Callable[[Any], object]]


def write(path: Path, about: object, make: Callable[[], None]) -> None:
    """Let `make` write a file, unless it is as it was written from something equal to `about` (see `digest`).

    What `make` raises is raised.
    """
    sources = digest([str(path.resolve()), code(), about])
    note = cache.CacheNote(str(path.resolve()))
    if note.read() != f"{sources} {digest_of(path)}":
        make()
        note.write(f"{sources} {digest_of(path)}")


def digest(value: object, instead: Instead | None = None) -> str:
    """Return the SHA-256 of a value, as hex: of texts, numbers, arrays, days, and records of such in any depth.

    Of a record that is there twice that is told. What nothing is known of is never the same.
    """
    plain = _Plain(instead or {})
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=plain.of)
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()


class _Plain:
    def __init__(self, instead: Instead) -> None:
        self.instead = instead
        self.seen: dict[int, int] = {}

    def of(self, value: Any) -> object:
        """Return a value that JSON does not know as what it knows."""
        names = getattr(type(value), "__dataclass_fields__", None)
        if names is not None:
            if id(value) in self.seen:
                return {"again": self.seen[id(value)]}
            self.seen[id(value)] = len(self.seen)
            if type(value) in self.instead:
                return self.instead[type(value)](value)
            return [type(value).__name__, *(getattr(value, name) for name in names)]
        match value:
            case set() | frozenset():
                return sorted(value, key=repr)
            case Mapping():
                return [[key, each] for key, each in value.items()]
            case dt.date() | PurePath():
                return str(value)
            case Sequence():
                return list(value)
        if hasattr(value, "tobytes"):
            return [str(value.dtype), hashlib.sha256(value.tobytes()).hexdigest()]
        if hasattr(value, "model_dump"):
            return [type(value).__name__, value.model_dump(mode="json")]
        return secrets.token_hex()


@lru_cache(maxsize=1)
def code() -> str:
    """Return what tells the states of our program apart: its files with their sizes and times."""
    states = ((file, file.stat()) for file in sorted(_PACKAGE.rglob("*.*")) if "__pycache__" not in file.parts)
    return digest([[file.relative_to(_PACKAGE).as_posix(), state.st_size, state.st_mtime_ns] for file, state in states])
