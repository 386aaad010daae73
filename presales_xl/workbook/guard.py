"""Looks at the bytes of a workbook from elsewhere before anything reads it.

Returned workbooks went through many hands and programs: some are cut off, some are CSV by another name, and
one may be made to harm. What passes here is whole, of a reasonable size, and says the same to every reader.
"""

import copy
import io
import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from presales_xl.scheme.errors import EncryptedError, Problem, ProblemsError, UnavailableError, fail
from presales_xl.workbook import scan

MAX_FILE = 20 * 2**20
MAX_PARTS = 1_000
MAX_UNPACKED = 100 * 2**20  # about 1.3 million filled cells; a bomb of any ratio stops here
MAX_CELLS = 2_000_000  # rectangles from A1, blanks included: they cost memory as well

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_CORE = "docprops/core.xml"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = {b"%PDF": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"Rar!": "RAR", b"7z\xbc\xaf": "7-Zip"}
_ENCRYPTED = 0x1  # the flag of a zip member under a password


@dataclass(frozen=True, slots=True)
class Checked:
    """A workbook that passed: the very bytes that were looked at, and what was seen in each sheet, by name.

    `saved` is when it says that it was saved last (ISO 8601, UTC), "" when it does not.
    """

    data: bytes
    sheets: Mapping[str, scan.Facts]
    saved: str = ""


def check(path: Path) -> Checked:
    """Examine a workbook file; raises ProblemsError with one `file.*` problem when it is not to be read.

    UnavailableError when there is no such file or it cannot be opened, EncryptedError when it is under a password.
    """
    try:
        return check_bytes(_bytes(path))
    except ProblemsError as error:
        raise error.at(file=str(path)) from error


def check_bytes(data: bytes) -> Checked:
    """Examine a workbook that is in memory; raises as `check` does."""
    _look(data)
    parts = _unpacked(data)
    if _WORKBOOK not in parts:
        raise _other_zip(parts)
    return Checked(data, _scanned(parts), _saved(parts.get(_CORE, b"")))


def _saved(core: bytes) -> str:
    """Return when the workbook says that it was saved last, whatever zone it says it in."""
    try:
        said = datetime.fromisoformat(scan.content("docProps/core.xml", core, "modified"))
        return said.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    except (ValueError, OverflowError):
        return ""


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE + 1)
    except FileNotFoundError as error:
        raise UnavailableError([Problem("file.missing")]) from error
    except OSError as error:  # a folder, no permission, locked, a drive that is gone
        reason = error.strerror or str(error)
        raise UnavailableError([Problem("file.unreadable", fields={"reason": reason})]) from error


def _look(data: bytes) -> None:
    """Refuse what is empty, too big or no zip file."""
    if not data:
        raise fail("file.empty")
    if len(data) > MAX_FILE:
        raise fail("file.too_big", limit=MAX_FILE // 2**20)
    if not data.startswith(b"PK"):
        raise _not_a_zip(data)


def _not_a_zip(data: bytes) -> ProblemsError:
    """Name what the file is, by its first bytes."""
    if data.startswith(_OLE):  # names inside are UTF-16; a password wraps an .xlsx in the same container
        if "EncryptedPackage".encode("utf-16-le") in data:
            return EncryptedError([Problem("file.encrypted")])
        if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
            return fail("file.other_format", found="XLS")
        return fail("file.not_a_workbook", found="OLE")
    for magic, name in _MAGIC.items():
        if data.startswith(magic):
            return fail("file.not_a_workbook", found=name)
    head = data[:4096].lower()
    if b"<html" in head or b"<table" in head:
        return fail("file.other_format", found="HTML")
    if b"\0" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return fail("file.other_format", found="CSV / TXT")
    return fail("file.not_a_workbook", found=data[:4].hex(" "))


def _other_zip(parts: Mapping[str, bytes]) -> ProblemsError:
    if "xl/workbook.bin" in parts:
        return fail("file.other_format", found="XLSB")
    if b"spreadsheet" in parts.get("mimetype", b""):
        return fail("file.other_format", found="ODS")
    known = {"word/document.xml": "DOCX", "ppt/presentation.xml": "PPTX"}
    return fail("file.not_a_workbook", found=next((known[name] for name in known if name in parts), "ZIP"))


def _unpacked(data: bytes) -> dict[str, bytes]:
    """Return every part by its name in small letters, each read to its end."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:  # no end, a directory of garbage: zipfile has many words for it
        raise fail("file.incomplete") from error
    with archive:
        members = archive.infolist()
        _check_directory(members)
        parts: dict[str, bytes] = {}
        for member in members:
            name = _name(member)
            if name in parts:
                raise fail("file.duplicate_part", part=member.filename)
            parts[name] = _member(archive, member)
    return parts


def _check_directory(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_PARTS:
        raise fail("file.too_many_parts", found=len(members), limit=MAX_PARTS)
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise EncryptedError([Problem("file.encrypted")])
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise fail("file.unpacks_too_big", limit=MAX_UNPACKED // 2**20)


def _name(member: zipfile.ZipInfo) -> str:
    """Return a name as readers compare it: calamine minds neither case nor the kind of slash."""
    if not member.filename.isprintable():  # it would reach the terminal in a message
        raise fail("file.damaged", part=ascii(member.filename))
    return member.filename.replace("\\", "/").lstrip("/").lower()


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return a part's bytes, read past the size it declares, so that its end and its CRC are really met.

    zipfile stops at the declared size and is content; calamine reads on, into whatever follows.
    """
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise fail("file.damaged", part=member.filename)
    longer = copy.copy(member)
    longer.file_size += 1
    try:
        with archive.open(longer) as file:
            content = file.read(longer.file_size)
    except Exception as error:  # bad CRC, bad stream, a header that contradicts the directory
        raise fail("file.damaged", part=member.filename) from error
    if len(content) != member.file_size:
        raise fail("file.damaged", part=member.filename)
    return content


def _scanned(parts: Mapping[str, bytes]) -> dict[str, scan.Facts]:
    """Scan every XML part; return what was seen by sheet name."""
    sheets = _sheet_parts(parts)
    for part, xml in parts.items():
        if part.endswith((".xml", ".rels")) and part not in sheets.values():
            # Power Query keeps UTF-16 in customXml, which no reader of cells opens
            scan.walk(part, xml, encoding=None if part.startswith("customxml/") else "utf-8")
    facts = {name: scan.sheet(name, part, parts[part]) for name, part in sheets.items()}
    cells = sum(sheet.rows * sheet.columns for sheet in facts.values())
    if cells > MAX_CELLS:
        raise fail("file.too_many_cells", found=cells, limit=MAX_CELLS)
    return facts


def _sheet_parts(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Return sheet name -> part, as the workbook part and its relations say."""
    targets = {
        relation.get("Id"): posixpath.join("/xl", relation.get("Target", ""))
        for relation in scan.elements(_RELATIONS, parts.get(_RELATIONS, b""), "Relationship")
    }
    found: dict[str, str] = {}
    for sheet in scan.elements(_WORKBOOK, parts[_WORKBOOK], "sheet"):
        target = next((targets.get(value, "") for key, value in sheet.items() if key.endswith(":id")), "")
        part = posixpath.normpath(target).lstrip("/").lower()
        if part not in parts or sheet.get("name") in found:
            raise fail("file.damaged", part=_WORKBOOK)
        found[sheet.get("name", "")] = part
    return found
