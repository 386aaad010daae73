"""Files: text in any of the encodings that people send, and writing whole or not at all."""

import codecs
import errno
import hashlib
import os
import re
import secrets
import shlex
import shutil
import struct
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from presales_xl.scheme.errors import Place, Problem, ProblemsError, UnwrittenError, fail

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_UP = 5  # folders above a file that are looked into
_PART_MOST = 40  # characters of one part of a file name: three parts stay far below what any disk allows


def pasted(path: Path | str, *, windows: bool = os.name == "nt") -> str:
    """Return a path, or what somebody typed, as it is pasted into a command line.

    It stands in quotes where it holds what a shell would take apart.
    """
    if not windows:
        return shlex.quote(str(path)) if re.search(r"""[\s"'`$&|;<>(){}\[\]*?!#~\\]""", str(path)) else str(path)
    return f'"{path}"' if re.search(r"[\s&|<>^%(){}\[\]=;!'+,`~@$]", str(path)) else str(path)


def folder_above(file: Path, name: str) -> Path | None:
    """Return the nearest of the folders that a file lies in, of five, which has a file of a name; None for none."""
    return next((each for each in file.parents[:_UP] if (each / name).is_file()), None)


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
    with draft(path) as place:
        try:
            with place.open("w", encoding=encoding, newline="") as file:
                yield file
        except OSError as error:  # the disk is full
            raise unwritable(path, error) from None


def file_part(text: str) -> str:
    """Return a name as a part of a file name: nothing that an operating system forbids, at most 40 long."""
    cleaned = re.sub(r'[<>:"/\\|?*\x00-\x1f]', " ", text)
    cleaned = re.sub(r"\s+", " ", cleaned).strip(" .")[:_PART_MOST].strip(" .")
    if _RESERVED.fullmatch(cleaned):
        cleaned = f"_{cleaned}"
    return cleaned or "_"


_PREFIX, _LOCK = ".presales-", ".lock"


@contextmanager
def draft(path: Path, *, replace: bool = True) -> Iterator[Path]:
    """Yield where to write a file, in a folder of its own; it takes its place only when everything went well.

    With `replace` off a file that is there by then stays, and the draft goes. So does what killed runs left beside it.
    ProblemsError `file.locked` when the target is open in another program, `file.unwritable` when its folder cannot be
    made or written to, or the disk is full; nothing is left behind then.
    """
    with _room_for(path) as room:
        place = room / "draft"
        yield place
        _put(place, path, replace=replace)


@contextmanager
def drafts_in(folder: Path) -> Iterator[None]:
    """Let the drafts of files in a folder, as long as this lasts, be written in one place that is made and held once.

    Many files take no longer each than few. What killed runs left is not looked for (see `sweep`). ProblemsError
    `file.unwritable` as `draft`.
    """
    with _room_for(folder / "draft", sweeping=False) as room:
        _ROOMS[folder] = room
        try:
            yield
        finally:
            del _ROOMS[folder]


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; ProblemsError as `draft`."""
    with draft(path) as place:
        try:
            place.write_bytes(content)
        except OSError as error:
            raise unwritable(path, error) from None


#: The places that `drafts_in` holds, by the folders that they are for.
_ROOMS: dict[Path, Path] = {}


@contextmanager
def _room_for(path: Path, *, sweeping: bool = True) -> Iterator[Path]:
    """Yield a folder to write a file in, held as long as this lasts; with `sweeping` what killed runs left goes."""
    if room := _ROOMS.get(path.parent):
        yield room
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock, held = _new_lock(path.parent)
    except OSError as error:
        raise unwritable(path, error) from None
    try:
        if sweeping:
            sweep(path.parent)
        room = _folder_of(lock)
        room.mkdir()
        yield room
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise unwritable(path, error) from None  # whoever writes to a full disk is not told which file it was
    finally:
        _remove(lock, held)


#: What is told of a file that cannot be written once the ledger is.
_AFTER = {"file.locked": "file.locked_after", "file.unwritable": "file.unwritable_after"}


def write_or_tell(problems: list[Problem], write: Callable[[], object]) -> bool:
    """Write a file of what the ledger holds by now; one that cannot be written is told of and does not stop the others.

    Then `problems` say that only the file is missing, and that doing it again writes that; returns whether it is there.
    """
    try:
        write()
    except UnwrittenError as error:
        problems += [replace(each, code=_AFTER[each.code]) for each in error.problems]
    except ProblemsError as error:
        problems += error.problems
    else:
        return True
    return False


def refuse_unwritable(*paths: Path) -> None:
    """Refuse files that are there and cannot be written, before the first of several that belong together is.

    ProblemsError `file.locked`, `file.unwritable`.
    """
    for path in paths:
        try:
            with path.open("r+b"):
                pass
        except FileNotFoundError:
            continue
        except PermissionError:
            raise locked(path) from None
        except OSError as error:
            raise unwritable(path, error) from None


def take_away(path: Path) -> None:
    """Take a file away, if it is there; ProblemsError `file.locked`, `file.unwritable`."""
    try:
        path.unlink(missing_ok=True)
    except PermissionError:
        raise locked(path) from None
    except OSError as error:
        raise unwritable(path, error) from None


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, "" when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def locked(path: Path) -> UnwrittenError:
    """Return the error of a file that another program has open, to be raised."""
    return UnwrittenError([Problem("file.locked", Place(file=str(path)))])


def unwritable(path: Path, error: Exception) -> UnwrittenError:
    """Return the error of a file that cannot be written, to be raised."""
    reason = getattr(error, "strerror", None) or str(error)
    return UnwrittenError([Problem("file.unwritable", Place(file=str(path)), {"reason": reason})])


def _put(place: Path, path: Path, *, replace: bool) -> None:
    """Give a finished draft its name, over a file that has it only with `replace`."""
    try:
        if replace:
            place.replace(path)
            return
        try:
            os.link(place, path)  # unlike a move, never over another one
        except FileExistsError:
            return
        except OSError:  # a disk without links
            if not path.exists():
                place.rename(path)
    except PermissionError:
        raise locked(path) from None
    except OSError as error:
        raise unwritable(path, error) from None


def _new_lock(folder: Path) -> tuple[Path, BinaryIO]:
    """Return a new lock file, open and held until the process ends in whatever way.

    The draft's folder is made only afterwards: there is none that nobody holds but what a killed process left.
    """
    while True:
        lock = folder / f"{_PREFIX}{secrets.token_hex(8)}{_LOCK}"
        held = lock.open("xb")
        try:
            mine = _take(held) and lock.exists()  # whoever sweeps may have come in between
        except OSError:  # a disk without locks: then nobody can take it from us either
            mine = True
        if mine:
            return lock, held
        _remove(lock, held)


def sweep(folder: Path) -> None:
    """Remove the drafts in a folder that nobody holds: whoever wrote them was killed."""
    for lock in folder.glob(f"{_PREFIX}*{_LOCK}"):
        with suppress(OSError), lock.open("r+b") as held:
            if _take(held):
                _remove(lock, held)


def _remove(lock: Path, held: BinaryIO) -> None:
    """Remove a draft's folder, then let go of its lock."""
    shutil.rmtree(_folder_of(lock), ignore_errors=True)
    held.close()
    with suppress(OSError):
        lock.unlink(missing_ok=True)


def _folder_of(lock: Path) -> Path:
    return lock.with_suffix("")


def _take(file: BinaryIO) -> bool:
    """Take the lock of a file until it is closed; return whether nobody else has it."""
    try:
        _lock(file)
    except (BlockingIOError, PermissionError):
        return False
    return True


if sys.platform == "win32":
    import msvcrt

    def _lock(file: BinaryIO) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


#: A part compressed, the CRC and the number of bytes of what it was.
Packed = tuple[bytes, int, int]


def zipped(parts: Mapping[str, Packed]) -> bytes:
    """Return a zip file of parts that are compressed already, which no library takes; all are of 1980-01-01."""
    files, directory, at = list[bytes](), list[bytes](), 0
    for name, (compressed, crc, size) in parts.items():
        known = (8, 0, 0x21, crc, len(compressed), size, len(name), 0)
        header = _binary("<4s3H2H3L2H", b"PK\3\4", 20, 0, *known) + name.encode()
        files += [header, compressed]
        directory.append(_binary("<4s4H2H3L5H2L", b"PK\1\2", 20, 20, 0, *known, 0, 0, 0, 0, at) + name.encode())
        at += len(header) + len(compressed)
    listed = b"".join(directory)
    end = _binary("<4s4H2LH", b"PK\5\6", 0, 0, len(parts), len(parts), len(listed), at, 0)
    return b"".join([*files, listed, end])


def _binary(form: str, *fields: Any) -> bytes:
    return struct.pack(form, *fields)
