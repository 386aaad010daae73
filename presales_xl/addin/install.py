"""Puts the add-in where Excel starts it, and takes it away again: exactly what was written, nothing else.

A record lists every file with its digest and with what was there before. Installing twice is installing once;
uninstalling puts back what was there, and leaves a file that somebody else has changed since.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from presales_xl.addin.places import Places
from presales_xl.addin.settings import Part, parts
from presales_xl.files import draft, new_text, unwritable
from presales_xl.scheme.errors import Place, fail
from presales_xl.texts import Lang


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
class Outcome:
    """What was done: files written or replaced, files removed or put back, files left because somebody changed them."""

    written: list[Path] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)
    restored: list[Path] = field(default_factory=list)
    left: list[Path] = field(default_factory=list)


def install(places: Places, lang: Lang) -> Outcome:
    """Install the add-in, or bring it up to date; nothing is written where everything is in place.

    Raises ProblemsError: `file.locked` while Excel holds the add-in, `file.unwritable`, `addin_install.interpreter`,
    `addin_install.home`, `addin_install.store_python`, `addin_install.record`.
    """
    if places.sandboxed:
        raise fail("addin_install.store_python", Place(file=str(places.python)))
    wanted = parts(places, lang)
    record, done = _read(places.record), Outcome()
    logs = [] if places.logs is None else [places.logs]
    _make_folders(record, [*logs, places.record.parent, *(part.path.parent for part in wanted)])
    _save(places.record, record)
    for part in wanted:
        if _put(record, part):
            done.written.append(part.path)
        _save(places.record, record)
    for path in [Path(name) for name in record.files if Path(name) not in {part.path for part in wanted}]:
        _undo(record, path, done)  # of an older version
        _save(places.record, record)
    return done


def uninstall(places: Places) -> Outcome:
    """Undo what `install` did.

    Raises ProblemsError `file.locked` while Excel holds the add-in, `addin_install.record`; a later call goes on.
    """
    record, done = _read(places.record), Outcome()
    for path in [Path(name) for name in record.files]:
        _undo(record, path, done)
        _save(places.record, record)
    _delete(places.record)
    for folder in reversed(record.folders):
        try:
            Path(folder).rmdir()
        except OSError:  # not empty, or gone: somebody else's by now
            continue
    return done


def _put(record: _Record, part: Part) -> bool:
    """Write a file unless it is there already; return whether it was written."""
    present, name = content(part.path), str(part.path)
    known = record.files.get(name)
    if present == part.content:
        return False  # ours, or somebody else's very same: then it is not ours to remove
    ours = known is not None and present is not None and digest(present) == known.digest
    with draft(part.path) as place:
        place.write_bytes(part.content)
        if part.program:
            place.chmod(0o755)
    before = known.before if known is not None and ours else present
    record.files[name] = _Written(digest=digest(part.content), before=before)
    return True


def _undo(record: _Record, path: Path, done: Outcome) -> None:
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
        _delete(path)
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


def _delete(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except PermissionError:
        raise fail("file.locked", Place(file=str(path))) from None
    except OSError as error:
        raise unwritable(path, error) from None
