"""Looks at the bytes of a workbook from elsewhere before anything reads it.

Returned workbooks went through many hands and programs: some are cut off, some are CSV by another name, and
one may be made to harm. What passes here is whole, of a reasonable size, and says the same to every reader.

calamine reserves a sheet's whole rectangle at once, so one value in `XFD1048576` asks for half a terabyte and aborts
the process; and it reads every error value as an empty text. One pass over every part's XML finds both: how far the
values of a sheet reach, and where its error cells are. It uses expat rather than patterns, so quotes, prefixes,
character references and left-out cell references mean what they mean in XML.
"""

import copy
import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from xml.parsers import expat

from presales_xl.scheme.errors import Place, Problem, ProblemsError, UnavailableError, fail
from presales_xl.workbook.file_kinds import no_zip, other_zip

MAX_FILE = 20 * 2**20
MAX_PARTS = 1_000
MAX_UNPACKED = 100 * 2**20  # about 1.3 million filled cells; a bomb of any ratio stops here
MAX_CELLS = 2_000_000  # rectangles from A1, blanks included: they cost memory as well

NOTES_MOST, NOTE_LENGTH = 50, 300  # notes of a sheet that are told of, and characters of each

MAX_ROWS = 20_000
MAX_COLUMNS = 1_000

# What calamine knows; it refuses a whole workbook for any other value in an error cell.
ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA"})

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_CORE = "docprops/core.xml"
_ENCRYPTED = 0x1  # the flag of a zip member under a password
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ROW = re.compile(r"[1-9][0-9]{0,6}")

_StartHandler = Callable[[str, dict[str, str]], None]


@dataclass(slots=True)
class SheetFacts:
    """How far a sheet's values reach from A1, its error cells -> `#N/A`, its formulas: (row, column) from 0.

    `uncomputed` are the formulas without a value, `notes` the texts of notes by cell (`A1`), the first NOTES_MOST.
    """

    rows: int = 0
    columns: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    uncomputed: set[tuple[int, int]] = field(default_factory=set)
    notes: dict[str, str] = field(default_factory=dict)
    notes_left: int = 0


@dataclass(frozen=True, slots=True)
class Checked:
    """A workbook that passed: the very bytes that were looked at, and what was seen in each sheet, by name.

    `saved` is when it says that it was saved last (ISO 8601, UTC), "" when it does not.
    """

    data: bytes
    sheets: Mapping[str, SheetFacts]
    saved: str = ""


def check(path: Path) -> Checked:
    """Examine a workbook file; raises ProblemsError with one `file.*` problem when it is not to be read.

    UnavailableError when there is no such file or it cannot be opened, EncryptedError when it is under a password.
    """
    try:
        return check_bytes(bytes_of(path))
    except ProblemsError as error:
        raise error.at(file=str(path)) from error


def check_bytes(data: bytes) -> Checked:
    """Examine a workbook that is in memory; raises as `check` does."""
    _look(data)
    parts = _unpacked(data)
    if _WORKBOOK not in parts:
        raise other_zip(parts)
    return Checked(data, _scanned(parts), _saved(parts.get(_CORE, b"")))


def _saved(core: bytes) -> str:
    """Return when the workbook says that it was saved last, whatever zone it says it in."""
    try:
        saved = datetime.fromisoformat(_text_of("docProps/core.xml", core, "modified"))
        return saved.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    except (ValueError, OverflowError):
        return ""


def bytes_of(path: Path) -> bytes:
    """Return the content of a file, of one that is too big what shows it; UnavailableError when it cannot be had."""
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
        raise no_zip(data)


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
        raise fail("file.archive_locked")
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


def _scanned(parts: Mapping[str, bytes]) -> dict[str, SheetFacts]:
    """Scan every XML part; return what was seen by sheet name."""
    sheets = _sheet_parts(parts)
    for part, xml in parts.items():
        if part.endswith((".xml", ".rels")) and part not in sheets.values():
            # Power Query keeps UTF-16 in customXml, which no reader of cells opens
            _walk(part, xml, encoding=None if part.startswith("customxml/") else "utf-8")
    facts = {name: _facts(name, part, parts[part]) for name, part in sheets.items()}
    for name, part in sheets.items():
        for notes in _notes_parts(part, parts):
            _Notes(facts[name], notes).read(parts[notes])
    cells = sum(sheet.rows * sheet.columns for sheet in facts.values())
    if cells > MAX_CELLS:
        raise fail("file.too_many_cells", found=cells, limit=MAX_CELLS)
    return facts


def _sheet_parts(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Return sheet name -> part, as the workbook part and its relations say."""
    targets = {
        relation.get("Id"): posixpath.join("/xl", relation.get("Target", ""))
        for relation in _elements(_RELATIONS, parts.get(_RELATIONS, b""), "Relationship")
    }
    by_name: dict[str, str] = {}
    for sheet in _elements(_WORKBOOK, parts[_WORKBOOK], "sheet"):
        target = next((targets.get(value, "") for key, value in sheet.items() if key.endswith(":id")), "")
        part = posixpath.normpath(target).lstrip("/").lower()
        if part not in parts or sheet.get("name") in by_name:
            raise fail("file.damaged", part=_WORKBOOK)
        by_name[sheet.get("name", "")] = part
    return by_name


def _notes_parts(sheet: str, parts: Mapping[str, bytes]) -> list[str]:
    """Return the parts with the notes of a sheet, as its relations say."""
    folder, name = posixpath.split(sheet)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in parts:
        return []
    found = (
        posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/").lower()
        for relation in _elements(relations, parts[relations], "Relationship")
        if relation.get("Type", "").endswith("/comments")
    )
    return [part for part in dict.fromkeys(found) if part in parts]


class _Notes:
    """Gathers the notes of a sheet from the part that holds them."""

    def __init__(self, facts: SheetFacts, part: str) -> None:
        self.facts, self.part = facts, part
        self._cell, self._is_text = "", False

    def read(self, xml: bytes) -> None:
        """Keep the first notes, each up to its greatest length, and count the others."""
        _walk(self.part, xml, self._start, self._text)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        local = _local(tag)
        self._is_text = local == "t" and bool(self._cell)
        if local == "comment":
            self._cell = attributes.get("ref", "") if len(self.facts.notes) < NOTES_MOST else ""
            if not _REFERENCE.fullmatch(self._cell):
                self._cell = ""
                self.facts.notes_left += 1
            else:
                self.facts.notes[self._cell] = ""

    def _text(self, characters: str) -> None:
        if self._is_text:
            note = self.facts.notes[self._cell] + characters
            self.facts.notes[self._cell] = note[:NOTE_LENGTH]


# What stands in the XML of a part.


def _walk(
    part: str,
    xml: bytes,
    start: _StartHandler | None = None,
    text: Callable[[str], None] | None = None,
    encoding: str | None = "utf-8",
) -> None:
    """Parse one part, calling `start(name, attributes)` and `text(characters)`.

    `encoding` overrides what the part declares, because calamine takes bytes for UTF-8 whatever they declare;
    None lets the part decide. Raises ProblemsError `file.doctype` for a document type declaration (entities
    need one), and `file.damaged` for what is not well-formed XML.
    """

    def refuse(*_declaration: object) -> None:
        raise fail("file.doctype", part=part)

    if encoding and b"\0" in xml:  # UTF-16: expat would see through it, and calamine see an empty sheet
        raise fail("file.damaged", part=part)
    parser = expat.ParserCreate(encoding)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    parser.CharacterDataHandler = text
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise fail("file.damaged", part=part) from error


def _elements(part: str, xml: bytes, name: str) -> list[dict[str, str]]:
    """Return the attributes of every element of that name, whatever its prefix; raises as `_walk` does."""
    elements: list[dict[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) == name:
            elements.append(attributes)

    _walk(part, xml, start)
    return elements


def _text_of(part: str, xml: bytes, name: str) -> str:
    """Return the text of the first element of that name, "" when there is none; raises as `_walk` does."""
    texts: list[str] = []
    is_reading = False

    def start(tag: str, _attributes: dict[str, str]) -> None:
        nonlocal is_reading
        is_reading = _local(tag) == name and not texts

    def text(characters: str) -> None:
        if is_reading:
            texts.append(characters.strip())

    if xml:
        _walk(part, xml, start, text)
    return next(filter(None, texts), "")


def _facts(name: str, part: str, xml: bytes) -> SheetFacts:
    """Follow a sheet's cells; raises ProblemsError as `_walk` does, `file.far_cell` and `file.strange_error`.

    Only cells with a value count: formats may reach to the last row, and calamine leaves such cells out.
    """
    cells = _Cells(name, part)
    _walk(part, xml, cells.start, cells.text)
    cells.keep_error()
    return cells.facts


class _Cells:
    """Follows the position through a sheet's XML, counted from 1 as in Excel."""

    def __init__(self, sheet: str, part: str) -> None:
        self.facts = SheetFacts()
        self._sheet, self._part = sheet, part
        self._row = self._column = 0
        self._reference = self._tag = ""
        self._is_error = self._is_text = False
        self._value: list[str] | None = None  # the text of an error cell while it is being read
        self._actions = {
            "row": self._start_row,
            "c": self._cell,
            "v": self._has_value,
            "is": self._has_value,
            "f": self._has_formula,
        }

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._value is not None:
            self.keep_error()
        local = tag if ":" not in tag or tag.startswith("xm:") else _local(tag)  # xm:f belongs to no cell
        self._tag = local
        action = self._actions.get(local)
        if action:
            action(attributes)

    def text(self, characters: str) -> None:
        if self._value is not None:
            self._value.append(characters)
        if self._tag == "v":
            self.facts.uncomputed.discard((self._row - 1, self._column - 1))

    def keep_error(self) -> None:
        """Record the error cell that has just ended, if one has."""
        if self._value is None:
            return
        value, self._value = "".join(self._value).strip(), None
        if value not in ERRORS:
            raise fail("file.strange_error", Place(sheet=self._sheet, cell=self._reference), value=value[:40])
        self.facts.errors[self._row - 1, self._column - 1] = value

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        if number is not None and not _ROW.fullmatch(number):
            raise fail("file.damaged", part=self._part)
        self._row = int(number) if number else self._row + 1
        self._column = 0

    def _cell(self, attributes: dict[str, str]) -> None:
        self._reference = attributes.get("r", "")
        self._is_error, self._is_text = attributes.get("t") == "e", attributes.get("t") == "str"
        if not self._reference:
            self._column += 1
            return
        match = _REFERENCE.fullmatch(self._reference)
        if match is None or int(match[2]) != self._row:
            raise fail("file.damaged", part=self._part)
        self._column = _column(match[1])

    def _has_formula(self, _attributes: dict[str, str]) -> None:
        self.facts.formulas.add((self._row - 1, self._column - 1))
        if not self._is_text:  # whose value may be the empty text
            self.facts.uncomputed.add((self._row - 1, self._column - 1))

    def _has_value(self, _attributes: dict[str, str]) -> None:
        facts = self.facts
        if self._row > facts.rows or self._column > facts.columns:
            facts.rows, facts.columns = max(facts.rows, self._row), max(facts.columns, self._column)
            if facts.rows > MAX_ROWS or facts.columns > MAX_COLUMNS:
                place = Place(sheet=self._sheet, cell=self._reference)
                raise fail("file.far_cell", place, rows=MAX_ROWS, columns=MAX_COLUMNS)
        if self._is_error:
            self._value = []


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
