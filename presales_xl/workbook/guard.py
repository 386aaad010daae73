"""Looks at the bytes of a workbook from elsewhere before anything reads it.

Returned workbooks went through many hands and programs: some are cut off, some are CSV by another name, and
one may be made to harm. What passes here is whole, of a reasonable size, and says the same to every reader.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from isal import isal_zlib

from presales_xl.scheme.errors import Problem, ProblemsError, UnavailableError, fail
from presales_xl.workbook import plain_xml
from presales_xl.workbook.file_kinds import no_zip, other_zip
from presales_xl.workbook.looks import looks_of
from presales_xl.workbook.plain_xml import RememberedXml
from presales_xl.workbook.sheet_xml import (
    MAIN,
    SENT,
    FileLimits,
    FormulaFollower,
    SheetFacts,
    Totals,
    local_name,
    scan,
    shared_strings,
    walk,
)

MAX_PARTS = 1_000
MAX_RELATIONS = 100_000  # of one part; every link in a sheet is one
NOTES_MOST, NOTE_LENGTH = 50, 300  # notes of a sheet that are told of, and characters of each

_WORKBOOK = "xl/workbook.xml"
_STRINGS = "xl/sharedstrings.xml"
_SHEETS = ("worksheet", "chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet")
_RELATIONSHIP = "http://schemas.openxmlformats.org/package/2006/relationships Relationship"
_CORE = "docprops/core.xml"
_ENCRYPTED = 0x1  # the flag of a zip member under a password
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass(frozen=True, slots=True)
class Checked:
    """A workbook that passed: the bytes that were looked at, and what was seen in each sheet, by name.

    Errors that calamine does not know stand in `data` as one that it does. `saved` is when the workbook says that it
    was saved last (ISO 8601, UTC), "" when it does not. `is_rounded` is whether programs round all that it holds to
    what its cells show.
    """

    data: bytes
    sheets: Mapping[str, SheetFacts]
    saved: str = ""
    is_rounded: bool = False


def check(path: Path, limits: FileLimits = SENT) -> Checked:
    """Examine a workbook file; raises ProblemsError with one `file.*` problem when it is not to be read.

    UnavailableError when there is no such file or it cannot be opened, EncryptedError when it is under a password.
    """
    try:
        return check_bytes(bytes_of(path, limits), limits)
    except ProblemsError as error:
        raise error.at(file=str(path)) from error


def check_bytes(data: bytes, limits: FileLimits = SENT) -> Checked:
    """Examine a workbook that is in memory; raises as `check` does."""
    _look(data, limits)
    parts = unpacked(data, limits)
    if _WORKBOOK not in parts:
        raise other_zip(parts)
    sheets = _scanned(parts, limits)
    return Checked(_readable(data, parts, sheets), sheets, _saved(parts.get(_CORE, b"")), _is_rounded(parts[_WORKBOOK]))


def _readable(data: bytes, parts: Mapping[str, bytes], sheets: Mapping[str, SheetFacts]) -> bytes:
    """Return a workbook with an error that calamine knows where it holds newer ones, for which it would read nothing.

    What they are is among what was seen in its sheets.
    """
    if not any(facts.newer_errors for facts in sheets.values()):
        return data
    newer = {part: sheets[name].newer_errors for name, part in sheet_parts(parts).items()}
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for part, content in parts.items():
            ends = [0, *(end for _, end in newer.get(part, ()))]
            starts = [*(start for start, _ in newer.get(part, ())), len(content)]
            pieces = (content[end:start] for end, start in zip(ends, starts, strict=True))
            archive.writestr(part, b"#N/A".join(pieces))
    return written.getvalue()


def _saved(core: bytes) -> str:
    """Return when the workbook says that it was saved last, "" where it does not; raises as `walk` does."""
    texts: list[str] = []
    is_reading = False

    def start(tag: str, _attributes: dict[str, str]) -> None:
        nonlocal is_reading
        is_reading = local_name(tag) == "modified" and not texts

    def text(characters: str) -> None:
        if is_reading:
            texts.append(characters.strip())

    if core:
        walk("docProps/core.xml", core, start, text)
    return in_utc(next(filter(None, texts), ""))


def in_utc(moment: str) -> str:
    """Return a moment as a workbook says it, whatever zone it says it in (this one's where none), "" for none."""
    try:
        return datetime.fromisoformat(moment).astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    except (ValueError, OverflowError):
        return ""


def bytes_of(path: Path, limits: FileLimits = SENT) -> bytes:
    """Return the content of a file, of one that is too big what shows it; UnavailableError when it cannot be had."""
    try:
        with path.open("rb") as file:
            return file.read(limits.file + 1)
    except FileNotFoundError as error:
        raise UnavailableError([Problem("file.missing")]) from error
    except OSError as error:  # a folder, no permission, locked, a drive that is gone
        reason = error.strerror or str(error)
        raise UnavailableError([Problem("file.unreadable", fields={"reason": reason})]) from error


def _look(data: bytes, limits: FileLimits) -> None:
    """Refuse what is empty, too big or no zip file."""
    if not data:
        raise fail("file.empty")
    if len(data) > limits.file:
        raise fail("file.too_big", limit=limits.file // 2**20)
    if not data.startswith(b"PK"):
        raise no_zip(data)


def unpacked(data: bytes, limits: FileLimits = SENT) -> dict[str, bytes]:
    """Return every part by its name in small letters, each read to its end."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except MemoryError:
        raise
    except Exception as error:  # no end, a directory of garbage: zipfile has many words for it
        raise fail("file.incomplete") from error
    if b"PK\5\6" in archive.comment:  # another end inside: readers take this one or that
        raise fail("file.damaged", part="ZIP")
    with archive:
        members = archive.infolist()
        _check_directory(members, limits)
        parts: dict[str, bytes] = {}
        for member in members:
            name = _name(member)
            if name in parts:
                raise fail("file.duplicate_part", part=member.filename)
            parts[name] = _member(archive, member)
    return parts


def _check_directory(members: list[zipfile.ZipInfo], limits: FileLimits) -> None:
    if len(members) > MAX_PARTS:
        raise fail("file.too_many_parts", found=len(members), limit=MAX_PARTS)
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise fail("file.archive_locked")
    if sum(member.file_size for member in members) > limits.unpacked:  # a bomb of any ratio
        raise fail("file.unpacks_too_big", limit=limits.unpacked // 2**20)


def _name(member: zipfile.ZipInfo) -> str:
    """Return a name as readers compare it: calamine minds neither case nor the kind of slash."""
    if not member.filename.isprintable():  # it would reach the terminal in a message
        raise fail("file.damaged", part=ascii(member.filename))
    name = member.filename.replace("\\", "/").lstrip("/").lower()
    if posixpath.normpath(name) != name.rstrip("/"):  # relations are resolved, or not, before they are looked for
        raise fail("file.damaged", part=member.filename)
    return name


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return a part's bytes, read past the size it declares, so that its end and its CRC are really met.

    zipfile stops at the declared size and is content; calamine reads on, into whatever follows.
    """
    size, crc, kind = member.file_size, member.CRC, member.compress_type
    if kind not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise fail("file.damaged", part=member.filename)
    member.compress_type, member.file_size = zipfile.ZIP_STORED, member.compress_size
    del member.CRC  # of what is packed nobody knows it
    try:
        with archive.open(member) as file:
            content = file.read()
        if kind == zipfile.ZIP_DEFLATED:
            content = isal_zlib.decompressobj(-15).decompress(content, size + 1)
    except MemoryError:
        raise
    except Exception as error:  # bad stream, a header that contradicts the directory
        raise fail("file.damaged", part=member.filename) from error
    if len(content) != size or isal_zlib.crc32(content) != crc:
        raise fail("file.damaged", part=member.filename)
    return content


def _scanned(parts: Mapping[str, bytes], limits: FileLimits) -> dict[str, SheetFacts]:
    """Scan every XML part; return what was seen by sheet name."""
    related = _check_places(parts)
    sheets = sheet_parts(parts)
    for part, xml in parts.items():
        if part.endswith((".xml", ".rels")) and part not in sheets.values() and part != _STRINGS:
            if part.startswith("customxml/"):  # Power Query keeps UTF-16 there, which no reader of cells opens
                walk(part, xml, encoding=None)
            elif not _well_formed.of(xml):
                walk(part, xml)
    totals = Totals(limits=limits)
    written = parts[_STRINGS] if _STRINGS in related & parts.keys() else b"<none/>"
    strings = plain_xml.shared_strings(written, limits.cells)
    strings = shared_strings(_STRINGS, written, limits.cells) if strings is None else strings
    is_like_others = limits == SENT  # a table of HR's is read once, and no other is as it but for its values
    facts = {
        name: (is_like_others and plain_xml.scan(parts[part], strings, totals))
        or scan(name, part, parts[part], strings, totals=totals)
        for name, part in sheets.items()
    }
    for name, part in sheets.items():
        for kind, other in _relations(part, parts, ["comments", "drawing"]).values():
            if other in parts and kind == "comments":
                _read_notes(facts[name], other, parts[other])
            elif other in parts and (shapes := _shapes(other, parts[other])):
                facts[name].looks["shapes"] = shapes
    _take_looks(parts, facts)
    Totals(limits=limits).add_cells(totals.area)
    return facts


def formulas_in(data: bytes, limits: FileLimits = SENT) -> dict[str, dict[tuple[int, int], str]]:
    """Return all formulas of a workbook that passed, by sheet and cell, (row, column) from 0."""
    parts = unpacked(data, limits)
    strings = shared_strings(_STRINGS, parts.get(_STRINGS, b"<none/>"), limits.cells)
    texts = {}
    for name, part in sheet_parts(parts).items():
        follower = FormulaFollower(name, part, parts[part], strings=strings, totals=Totals(limits=limits))
        follower.parse()
        texts[name] = follower.texts
    return texts


def names_of(data: bytes, limits: FileLimits = SENT) -> dict[str, str]:
    """Return what the names of a workbook that passed stand for, those of a single sheet as `Sheet!Name`."""
    parts = unpacked(data, limits)
    sheets, names, key = list(sheet_parts(parts)), dict[str, str](), ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal key
        key = attributes.get("name", "") if local_name(tag) == "definedName" else ""
        place = attributes.get("localSheetId", "")
        if key and place.isdecimal() and int(place) < len(sheets):
            key = f"{sheets[int(place)]}!{key}"

    def text(characters: str) -> None:
        if key:
            names[key] = names.get(key, "") + characters

    walk(_WORKBOOK, parts[_WORKBOOK], start, text)
    return names


def _is_well_formed(xml: bytes) -> bool:
    try:
        walk("", xml)
    except ProblemsError:
        return False
    return True


#: What was found in parts that are the same in many workbooks.
_well_formed, _looks = RememberedXml(_is_well_formed), RememberedXml(looks_of)


def _take_looks(parts: Mapping[str, bytes], facts: Mapping[str, SheetFacts]) -> None:
    """Tell the sheets by which looks people see something else on them than they hold, or nothing."""
    looks = _looks.of(parts.get("xl/styles.xml", b"<none/>"))
    for sheet in facts.values():
        first = {key: [(row, at) for at, row in rows.items()] for key, rows in sheet.styles.items()}
        sheet.misleading = {cells[0]: looks.formats[key] for key, cells in first.items() if key in looks.formats}
        sheet.unseen = [cell for key, cells in first.items() if key in looks.unseen for cell in cells]
        if rules := [area for key, area in sheet.rules.items() if key in looks.rules]:
            sheet.looks["rule"] = rules[0]
        if looks.dates is None or not looks.dates.isdisjoint(sheet.styles):
            sheet.values = None
    for element in _sheet_elements(parts[_WORKBOOK]):
        if element.get("state", "visible") != "visible":
            facts[element.get("name", "")].looks["hidden"] = ""


def _shapes(part: str, xml: bytes) -> str:
    """Return how many pictures and shapes lie over a sheet, "" for none; charts are none."""
    count = sum(local_name(tag) in ("pic", "sp", "cxnSp") for tag, _ in _elements(part, xml))
    return str(count) if count else ""


def _check_places(parts: Mapping[str, bytes]) -> set[str]:
    """Return the parts that a workbook is related to, when they are those whose names calamine goes by."""
    workbook = _relations("", parts, ["officeDocument"]).values()
    others = _relations(_WORKBOOK, parts, ["sharedStrings", "styles"]).values()
    expected = {"officeDocument": _WORKBOOK, "sharedStrings": _STRINGS, "styles": "xl/styles.xml"}
    for kind, part in (*workbook, *others):
        if part != expected[kind]:
            raise fail("file.damaged", part=part)
    return {part for _, part in others}


def sheet_parts(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Return sheet name -> part, as the workbook part and its relations say."""
    targets = _relations(_WORKBOOK, parts, _SHEETS)
    by_name: dict[str, str] = {}
    for sheet in _sheet_elements(parts[_WORKBOOK]):
        ids = [value for key, value in sheet.items() if local_name(key) == "id" and " " in key]
        _, part = targets.get(ids[0], ("", "")) if len(ids) == 1 else ("", "")
        name = sheet.get("name", "")
        known = {each.casefold() for each in by_name}
        if part not in parts or part in by_name.values() or name.casefold() in known:
            raise fail("file.damaged", part=_WORKBOOK)
        by_name[name] = part
    return by_name


def _read_notes(facts: SheetFacts, part: str, xml: bytes) -> None:
    """Keep the first notes of a sheet, each up to its greatest length, and count the others."""
    cell, is_text = "", False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal cell, is_text
        local = local_name(tag)
        is_text = local == "t" and bool(cell)
        if local == "comment":
            cell = attributes.get("ref", "") if len(facts.notes) < NOTES_MOST else ""
            if not _REFERENCE.fullmatch(cell):
                cell = ""
                facts.notes_left += 1
            else:
                facts.notes[cell] = ""

    def text(characters: str) -> None:
        if is_text:
            facts.notes[cell] = (facts.notes[cell] + characters)[:NOTE_LENGTH]

    walk(part, xml, start, text)


# What stands in the small parts.


def _elements(part: str, xml: bytes) -> Sequence[tuple[str, Mapping[str, str]]]:
    """Return every element of a small part, name and attributes; raises as `walk` does."""
    known = _known_elements.of(xml)
    if known is None:
        walk(part, xml)  # which raises, and knows the part
    return known or ()


def _elements_of(xml: bytes) -> list[tuple[str, dict[str, str]]] | None:
    """Return every element of a part, None where it is to be refused."""
    elements: list[tuple[str, dict[str, str]]] = []
    try:
        walk("", xml, lambda tag, attributes: elements.append((tag, attributes)))
    except ProblemsError:
        return None
    return elements


_known_elements = RememberedXml(_elements_of, most=2**20)


def _sheet_elements(xml: bytes) -> list[Mapping[str, str]]:
    """Return the attributes of every sheet that the workbook part lists; raises as `walk` does."""
    elements = [(tag, attributes) for tag, attributes in _elements(_WORKBOOK, xml) if local_name(tag) == "sheet"]
    if len(elements) > MAX_PARTS or any(tag not in [f"{space} sheet" for space in MAIN] for tag, _ in elements):
        raise fail("file.damaged", part=_WORKBOOK)
    return [attributes for _, attributes in elements]


def _is_rounded(xml: bytes) -> bool:
    """Return whether the workbook part says that precision is as displayed; raises as `walk` does."""
    settings = (attributes for tag, attributes in _elements(_WORKBOOK, xml) if local_name(tag) == "calcPr")
    return any(each.get("fullPrecision") in ("0", "false") for each in settings)


def _relations(part: str, parts: Mapping[str, bytes], kinds: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return what a part is related to, by id: the kind of relation (one of these) and the part meant.

    ProblemsError `file.damaged` where two have one id, or where readers would look for the part in different places.
    """
    folder, name = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    related: dict[str, tuple[str, str]] = {}
    ids: set[str] = set()
    for tag, attributes in _elements(relations, parts[relations]) if relations in parts else ():
        if local_name(tag) != "Relationship":
            continue
        kind, key = attributes.get("Type", "").rpartition("/")[2], attributes.get("Id", "")
        if key in ids or tag != _RELATIONSHIP or len(ids) > MAX_RELATIONS:
            raise fail("file.damaged", part=relations)
        ids.add(key)
        if kind not in kinds:
            continue
        target = attributes.get("Target", "")
        whole = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        unclear = "%" in target or "\\" in target or posixpath.normpath(whole) != whole
        if unclear or (folder and target.startswith(f"{folder}/")) or attributes.get("TargetMode") == "External":
            raise fail("file.damaged", part=relations)
        related[key] = kind, whole.lower()
    return related
