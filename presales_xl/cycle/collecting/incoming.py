"""The files that came back: which there are, and what is in them, read once and told apart by their bytes."""

import hashlib
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath

from presales_xl.cycle.mailing import passwords
from presales_xl.files import draft, new_text
from presales_xl.ledger.issues import LedgerWorkbook
from presales_xl.progress import Track
from presales_xl.scheme.errors import (
    EncryptedError,
    Place,
    Problem,
    ProblemsError,
    UnavailableError,
    WrongPasswordError,
    fail,
)
from presales_xl.texts import Lang, explain, text
from presales_xl.workbook import reader
from presales_xl.workbook.reader import Sheets

#: What other programs leave in folders and nobody returned: locks of open workbooks, half copied files, thumbnails.
_NOT_OURS = ("~", ".", "desktop.ini", "thumbs.db")
_UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".download")
NOTE = ".txt"  # the ending of what quarantine writes beside a file
_STEM_MOST = 50  # characters of a file's name that are kept, so that it fits with what is added to it


@dataclass(frozen=True)
class Incoming:
    """A file as it was read: its sheets, or the error that reading it raised.

    `file` is how messages call it, `digest` the SHA-256 of its bytes. `saved` is when it was saved last (ISO, UTC), as
    it says itself, "" where it does not; `arrived` when it came into its folder.
    """

    path: Path
    file: str
    digest: str
    saved: str
    sheets: Sheets | Exception
    arrived: float = 0.0


def files(inbox: Path, given: Sequence[Path]) -> list[Path]:
    """Return the files to read: those given, folders being opened, else those of the inbox.

    ProblemsError `file.missing` for what is given and not there.
    """
    paths: list[Path] = []
    for path in given or [inbox]:
        paths += sorted(file for file in path.rglob("*") if _returned(file)) if path.is_dir() else [path]
    missing = [Problem("file.missing", Place(file=str(path))) for path in given if not path.exists()]
    if missing:
        raise ProblemsError(missing)
    return list(dict.fromkeys(path for path in paths if path.is_file()))


def _returned(path: Path) -> bool:
    note = path.suffix == NOTE and path.with_suffix("").is_file()  # of a file in quarantine
    left_out = path.name.casefold().startswith(_NOT_OURS) or path.suffix.casefold() in _UNFINISHED
    return path.is_file() and not (note or left_out)


def read(
    paths: Sequence[Path],
    inbox: Path,
    track: Track,
    *,
    issued: Sequence[LedgerWorkbook],
    table: Mapping[str, str] | None,
) -> Iterator[Incoming | Problem]:
    """Yield each file as it was read, or the problem of one that cannot be had now: in use, or still being copied.

    Files that somebody else moves away meanwhile are left out. Those under a password are opened with the passwords of
    a `table`, by recipient id; `issued` are the workbooks that are out. Without a table they stay closed.
    """
    names = _names(paths, inbox)
    for path in track(paths, "collect"):
        digest = digest_of(path)
        sheets: Sheets | Exception
        try:
            sheets = _opened(path, issued, table)
        except Exception as error:  # whoever judges the file says what it means
            sheets = error
        if isinstance(sheets, UnavailableError):
            if path.exists():
                yield from sheets.at(file=names[path]).problems
        elif not digest or digest_of(path) != digest:
            yield Problem("collect.changing", Place(file=names[path]))
        else:
            saved = sheets.saved if isinstance(sheets, Sheets) else ""
            came = path.stat().st_ctime  # on Windows when it was made in its folder, elsewhere when it was last changed
            yield Incoming(path=path, file=names[path], digest=digest, saved=saved, sheets=sheets, arrived=came)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, "" when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _names(paths: Sequence[Path], inbox: Path) -> dict[Path, str]:
    """Return how each file is called: as it lies in the inbox, else by its name where no other has it."""
    names = {path: path.relative_to(inbox).as_posix() if path.is_relative_to(inbox) else path.name for path in paths}
    times = Counter(names.values())
    return {path: str(path) if times[name] > 1 else name for path, name in names.items()}


def _opened(path: Path, issued: Sequence[LedgerWorkbook], table: Mapping[str, str] | None) -> Sheets:
    """Return what is inside; raises as `reader.read_one` and `passwords.opened`, EncryptedError without a table."""
    try:
        return reader.read_one(path)
    except EncryptedError:
        if table is None:
            raise
    for word in dict.fromkeys(_words(path, issued, table)):
        with suppress(WrongPasswordError):
            return reader.reading_process().run(reader.parse_bytes, passwords.opened(path, word))
    raise fail("collect.no_password", Place(file=str(path)))


def _words(path: Path, issued: Sequence[LedgerWorkbook], table: Mapping[str, str]) -> Iterator[str]:
    """Yield the passwords, first that of the recipient whose workbook the file's name is that of."""
    for workbook in issued:
        word = passwords.password_of(table, workbook.recipient_id)
        if word and workbook.file and path.stem.startswith(PurePath(workbook.file).stem):
            yield word
    yield from table.values()


# Files that could not be used: moved out of the inbox, each with a text beside it that says why and what to do.


def set_aside(file: Path, digest: str, folder: Path, inbox: Path, problems: Sequence[Problem], lang: Lang) -> Path:
    """Move a file of the inbox into the quarantine folder (copy one from elsewhere) and write down why.

    Done again, it ends in the same: the file's place there carries the first digits of its digest. ProblemsError when
    it cannot be moved, say because it is open, or is not the file any more that the digest is of.
    """
    target = folder / f"{file.stem[:_STEM_MOST]}_{digest[:8]}{file.suffix}"
    note = target.with_name(target.name + NOTE)
    with new_text(note, "utf-8-sig") as stream:  # with a mark: Notepad of older Windows shows Chinese then
        lines = [explain(lang, problem) for problem in problems]
        stream.write("\r\n\r\n".join([text(lang, "collecting.quarantine", file=file.name), *lines]) + "\r\n")
    try:
        if digest_of(target) != digest:
            _copy(file, digest, target)
        if file.resolve().is_relative_to(inbox.resolve()) and digest_of(file) in (digest, ""):
            file.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise fail("collect.not_set_aside", Place(file=str(file)), folder=str(folder), reason=reason) from None
    return target


def _copy(file: Path, digest: str, target: Path) -> None:
    """Copy a file, whole or not at all."""
    with draft(target) as place:
        shutil.copy2(file, place)
        if digest_of(place) != digest:
            raise ProblemsError([Problem("collect.changing", Place(file=str(file)))])
