"""Puts the add-in where Excel starts it, and takes it away again: exactly what was written, nothing else.

An installation is the add-in with its settings inside and, on the Mac, what starts Python for it. A record lists every
file with its digest and with what was there before. Installing twice is installing once; uninstalling puts back what
was there, and leaves a file that somebody else has changed since.
"""

import hashlib
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from presales_xl import resources
from presales_xl.addin import native
from presales_xl.addin.addin_file import built
from presales_xl.addin.places import Places
from presales_xl.files import draft, new_text, take_away, unwritable
from presales_xl.scheme.errors import Place, fail
from presales_xl.texts import Lang

_PLAIN = frozenset("/._-+@,:")  # what a shell leaves alone outside quotes, beside letters and digits


class _Written(BaseModel):
    """A file that we wrote: its digest, and what was there before."""

    digest: str
    before: bytes | None = None

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")


class _Record(BaseModel):
    """What the installation did: files by path, and the folders that it made, outer ones first."""

    files: dict[str, _Written] = {}
    folders: list[str] = []


@dataclass(slots=True)
class Changes:
    """What was done: files written or replaced, files removed or put back, files left because somebody changed them."""

    written: list[Path] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)
    restored: list[Path] = field(default_factory=list)
    left: list[Path] = field(default_factory=list)


def install(places: Places, lang: Lang) -> Changes:
    """Install the add-in, or bring it up to date; nothing is written where everything is in place.

    Raises ProblemsError: `file.locked` while Excel holds the add-in, `file.unwritable`, `addin_install.interpreter`,
    `addin_install.home`, `addin_install.store_python`, `addin_install.record`.
    """
    if places.sandboxed:
        raise fail("addin_install.store_python", Place(file=str(places.python)))
    wanted = parts(places, lang)
    record, done = _read(places.record), Changes()
    logs = [] if places.logs is None else [places.logs]
    _make_folders(record, [*logs, places.record.parent, *(path.parent for path in wanted)])
    _save(places.record, record)
    for path, data in wanted.items():
        if _put(record, path, data, is_program=path == places.launcher):
            done.written.append(path)
        _save(places.record, record)
    for path in [Path(name) for name in record.files if Path(name) not in wanted]:
        _undo(record, path, done)  # of an older version
        _save(places.record, record)
    return done


def uninstall(places: Places) -> Changes:
    """Undo what `install` did.

    Raises ProblemsError `file.locked` while Excel holds the add-in, `addin_install.record`; a later call goes on.
    """
    record, done = _read(places.record), Changes()
    for path in [Path(name) for name in record.files]:
        _undo(record, path, done)
        _save(places.record, record)
    take_away(places.record)
    for folder in reversed(record.folders):
        try:
            Path(folder).rmdir()
        except OSError:  # not empty, or gone: somebody else's by now
            continue
    return done


def _put(record: _Record, path: Path, data: bytes, *, is_program: bool) -> bool:
    """Write a file unless it is there already; return whether it was written. The system may start a program."""
    present, name = content(path), str(path)
    known = record.files.get(name)
    if present == data:
        return False  # ours, or somebody else's very same: then it is not ours to remove
    ours = known is not None and present is not None and digest(present) == known.digest
    with draft(path) as place:
        place.write_bytes(data)
        if is_program:
            place.chmod(0o755)
    before = known.before if known is not None and ours else present
    record.files[name] = _Written(digest=digest(data), before=before)
    return True


def _undo(record: _Record, path: Path, done: Changes) -> None:
    """Put back what was there before a file of ours, and forget it."""
    known, present = record.files[str(path)], content(path)
    if present is None:
        pass  # somebody took it away already
    elif digest(present) != known.digest:
        done.left.append(path)
    elif known.before is not None:
        with draft(path) as place:
            place.write_bytes(known.before)
        done.restored.append(path)
    else:
        take_away(path)
        done.removed.append(path)
    del record.files[str(path)]


def content(path: Path) -> bytes | None:
    """Return what a file holds, None when there is none; ProblemsError `file.unreadable`."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise fail("file.unreadable", Place(file=str(path)), reason=error.strerror or str(error)) from None


def digest(data: bytes) -> str:
    """Return what tells a file's content from any other."""
    return hashlib.sha256(data).hexdigest()


def _make_folders(record: _Record, folders: Sequence[Path]) -> None:
    """Make the folders that are missing, and remember which."""
    for folder in folders:
        missing = [place for place in (folder, *folder.parents) if not place.exists()]
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(folder, error) from None
        record.folders += [str(place) for place in reversed(missing) if str(place) not in record.folders]


def _read(file: Path) -> _Record:
    data = content(file)
    try:
        return _Record() if data is None else _Record.model_validate_json(data)
    except ValidationError:
        raise fail("addin_install.record", Place(file=str(file))) from None


def _save(file: Path, record: _Record) -> None:
    with new_text(file) as stream:
        stream.write(record.model_dump_json(indent=1))


# What there is to install


def parts(places: Places, lang: Lang) -> dict[Path, bytes]:
    """Return the files to put in place with their contents, the add-in first: Excel may hold it open.

    Raises ProblemsError when Excel could not start this environment's Python.
    """
    wanted = {places.addin: built(lang, settings(places))}
    if places.launcher is not None:
        wanted[places.launcher] = launcher(places)
    return wanted | applescript(places)


def settings(places: Places) -> Mapping[str, str]:
    """Return what the add-in has to know, as xlwings names it.

    Raises ProblemsError `addin_install.interpreter` or `addin_install.home` when Excel could not start Python there.
    """
    pages = {"HELP": str(resources.HELP)} if resources.HELP.is_dir() and "%" not in str(resources.HELP) else {}
    return pages | _interpreter(places)


def _interpreter(places: Places) -> dict[str, str]:
    if places.launcher is not None:  # xlwings writes the interpreter into a shell line without quotes
        signs = "".join(sorted({sign for sign in str(places.launcher) if not (sign.isalnum() or sign in _PLAIN)}))
        if signs:
            raise fail("addin_install.home", Place(file=str(places.launcher)), found=signs)
        return {"INTERPRETER_MAC": str(places.launcher)}
    python = opened_by_vba(places.python, places.code_page)
    if python is None:
        raise fail("addin_install.interpreter", Place(file=str(places.python)))
    return {"INTERPRETER_WIN": python}


def opened_by_vba(path: Path, code_page: str) -> str | None:
    """Return the path as VBA can open it, None when it cannot.

    VBA knows only the characters of the system's code page; a path with others has a short form (`ZHANG~1`) where the
    disk keeps those. xlwings replaces %NAME% in settings, so that a path must not hold the sign.
    """
    for form in (str(path), _short(path)):
        try:
            form.encode(code_page)
        except UnicodeEncodeError:
            continue
        return None if "%" in form else form
    return None


def _short(path: Path) -> str:
    """Return the short form that Windows keeps of a path, the path itself where there is none."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415  # its windll exists on Windows only

        buffer = ctypes.create_unicode_buffer(1024)
        if ctypes.windll.kernel32.GetShortPathNameW(str(path), buffer, len(buffer)):
            return buffer.value
    return str(path)


def launcher(places: Places) -> bytes:
    """Return the program that starts this environment's Python from a path without spaces.

    A link would not do: Python started through one does not find its environment.
    """
    return f'#!/bin/sh\nexec {shlex.quote(str(places.python))} "$@"\n'.encode()


def applescript(places: Places) -> dict[Path, bytes]:
    """Return the script through which Excel for Mac may start programs; the add-in asks for it by this name."""
    if places.scripts is None:
        return {}
    name = f"xlwings-{native.VERSION}.applescript"
    return {places.scripts / name: native.shipped(name)}
