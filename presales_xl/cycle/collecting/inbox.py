"""The inbox as it is: which files somebody returned, zip files opened, and what is left out of it.

Programs leave things in folders that nobody returned, `run` makes copies of workbooks, and mail programs pack several
workbooks into one zip file. What is none of these is listed, whatever it is: reading it says what it is.
"""

import datetime as dt
import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from zipfile import ZipFile, ZipInfo

from presales_xl.files import file_part
from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail, warning
from presales_xl.settings import FILE
from presales_xl.workbook.reader import reading_process
from presales_xl.workbook.sheet_xml import SENT

IN_ZIP = " › "  # between the names of a zip file and of a file inside
NOTE = ".txt"  # the ending of what quarantine writes beside a file
#: What other programs leave in folders: locks of open workbooks, half copied files, thumbnails, what a Mac adds.
_LEFT_BEHIND = ("~", ".", "desktop.ini", "thumbs.db", "ehthumbs.db", "__macosx", "@eadir", "$recycle.bin")
_UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".download")
_COPY = re.compile(r"\.presales-[a-z_-]+(?![\w.]).*")  # what follows says of which of them it is a copy once more
_WORKBOOKS = (".xlsx", ".xlsm")
_JUDGED = (*_WORKBOOKS, ".xls", ".xlsb", ".et", ".ods", ".numbers", ".zip", ".rar", ".7z", "")
_MEMBERS, _UNPACKED = 500, 200 * 2**20  # of a zip file: how many are opened at most, and how many bytes
_NAMED, _NAME_MOST = 5, 150  # others that are named, and characters of a name
_CHINESE = re.compile(r"[\u3000-\u9fff]")
_ENCRYPTED, _UTF8 = 0x1, 0x800  # flags of a member of a zip file


@dataclass(frozen=True)
class InboxFile:
    """A file to be read; `name` is how messages call it: as it lies in the inbox, `a.zip › b.xlsx` inside a zip file.

    `lies` is the file itself, or the zip file that it was in.
    """

    path: Path
    name: str
    lies: Path


def listed(inbox: Path, given: Sequence[Path]) -> tuple[list[InboxFile], list[Problem]]:
    """Return the files given, folders and zip files being opened, else those of the inbox; and what was left out.

    ProblemsError `file.missing` for what is given and not there.
    """
    missing = [Problem("file.missing", Place(file=str(path))) for path in given if not path.exists()]
    if missing:
        raise ProblemsError(missing)
    paths = list(dict.fromkeys(path for place in given or [inbox] for path in _paths(place)))
    copies = [path for path in paths if _COPY.fullmatch(PurePosixPath(path.stem).suffix)]
    names = _names([path for path in paths if path not in copies], inbox)
    files: list[InboxFile] = []
    left_out: list[Problem] = []
    for path, name in names.items():
        members, others = _members(path)
        files += [InboxFile(file, f"{name}{IN_ZIP}{member}", path) for member, file in members]
        if not members:
            files.append(InboxFile(path, name, path))
        if others:
            left_out.append(warning("collect.zip_others", Place(file=name), names=others[:_NAMED], count=len(others)))
    if copies:
        left_out.append(warning("collect.copies", Place(), names=[path.name for path in copies], count=len(copies)))
    return files, left_out


def copy_of(workbook: Path, command: str) -> Path:
    """Return where `run` puts its copy of a workbook: beside it; of one in an inbox in the project's folder `copies`.

    Its name tells that it is a copy: collecting leaves it out wherever it lies.
    """
    name = f"{workbook.stem}.presales-{command}.xlsx"
    project = project_of_inbox(workbook)
    return project / "copies" / name if project else workbook.with_name(name)


def project_of_inbox(file: Path) -> Path | None:
    """Return the project's folder of a file that lies in its inbox, None for any other."""
    whole = file.resolve()
    return next((folder for folder in whole.parents if _is_inbox_of(folder, whole)), None)


def _is_inbox_of(folder: Path, file: Path) -> bool:
    return (folder / FILE).is_file() and file.is_relative_to(folder / "inbox")


def _paths(place: Path) -> list[Path]:
    """Return a file, or those in a folder that somebody may have returned."""
    if place.is_file():
        return [place]
    return sorted(path for path in place.rglob("*") if path.is_file() and _is_returned(path, place))


def _is_returned(path: Path, folder: Path) -> bool:
    note = path.suffix == NOTE and path.with_suffix("").is_file()  # of a file in quarantine
    return not (note or _is_left_behind(path.relative_to(folder).parts) or path.suffix.casefold() in _UNFINISHED)


def _is_left_behind(parts: Iterable[str]) -> bool:
    return any(part.casefold().startswith(_LEFT_BEHIND) for part in parts)


def _names(paths: Sequence[Path], inbox: Path) -> dict[Path, str]:
    """Return how each file is called: as it lies in the inbox, else by its name where no other has it."""
    names = {path: path.relative_to(inbox).as_posix() if path.is_relative_to(inbox) else path.name for path in paths}
    times = Counter(names.values())
    return {path: str(path) if times[name] > 1 else name for path, name in names.items()}


# Zip files.


@cache
def _scratch() -> "TemporaryDirectory[str]":
    """Return the folder for what is unpacked, which goes when the program ends."""
    return TemporaryDirectory(prefix="presales-")


def _members(path: Path) -> tuple[list[tuple[str, Path]], list[str]]:
    """Return what `unpack` does, in the process that reads files; nothing of a zip file that is not to be opened.

    Reading such a file itself says what is the matter with it.
    """
    try:
        with path.open("rb") as file:
            is_zip = file.read(4) == b"PK\3\4"
    except OSError:
        is_zip = False
    if not is_zip or path.suffix.casefold() in _WORKBOOKS:
        return [], []
    whole = path.resolve()
    try:
        return reading_process().run(unpack, (whole, Path(_scratch().name) / f"{abs(hash(whole)):x}"))
    except ProblemsError:
        return [], []


def unpack(zip_and_folder: tuple[Path, Path]) -> tuple[list[tuple[str, Path]], list[str]]:
    """Write what a zip file holds for us into a folder: workbooks, in whatever format, and zip files inside it.

    Returns name and file of each, and the names of what else is in it; nothing of a zip file that is a document, or
    without any workbook. ProblemsError for one that is damaged, under a password or too large.
    """
    path, folder = zip_and_folder
    try:
        with ZipFile(path) as archive:
            members = [(_name(member), member) for member in archive.infolist() if not member.is_dir()]
            if any(name in ("[Content_Types].xml", "mimetype") for name, _ in members):
                return [], []
            returned = [each for each in members if not _is_left_behind(PurePosixPath(each[0]).parts)]
            judged = [each for each in returned if _suffix(each[0]) in _JUDGED]
            if not any(_suffix(name) in _WORKBOOKS for name, _ in judged):
                return [], []
            _check([member for _, member in judged])
            files = [(name, _extracted(archive, at, name, folder / str(n))) for n, (name, at) in enumerate(judged)]
            return files, [name for name, _ in returned if _suffix(name) not in _JUDGED]
    except (ProblemsError, MemoryError):
        raise
    except Exception as error:  # zipfile has many words for what is damaged
        raise fail("file.damaged", part=path.name) from error


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.casefold()


def _check(members: Sequence[ZipInfo]) -> None:
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise fail("file.archive_locked")
    if len(members) > _MEMBERS or sum(member.file_size for member in members) > _UNPACKED:
        raise fail("file.archive", found="ZIP")


def _name(member: ZipInfo) -> str:
    """Return a member's name: in UTF-8 where it says so or where that gives Chinese, else in GBK (Windows)."""
    name = member.filename
    if not member.flag_bits & _UTF8:
        raw = name.encode("cp437")
        name = raw.decode("utf-8", errors="replace")
        if not (name.isascii() or _CHINESE.search(name)):  # two bytes of GBK may well be a letter in UTF-8
            name = raw.decode("gb18030", errors="replace")
    parts = (part for part in name.replace("\\", "/").split("/") if part not in ("", ".", ".."))
    return "".join(sign if sign.isprintable() else "�" for sign in "/".join(parts))[-_NAME_MOST:]


def _extracted(archive: ZipFile, member: ZipInfo, name: str, folder: Path) -> Path:
    """Write a member into a folder of its own, by its name and as old as it is; one that is too big as far as that."""
    place = PurePosixPath(name)
    target = folder / f"{file_part(place.stem)}{place.suffix}"
    folder.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as source:
        target.write_bytes(source.read(SENT.file + 1))
    with suppress(ValueError, OverflowError, OSError):
        moment = dt.datetime(*member.date_time).timestamp()  # local, as all that zip files know
        os.utime(target, (moment, moment))
    return target
