"""Our lint over a workbook file: what Excel repairs or refuses and the Open XML SDK's validator does not see.

It also holds the formulas to what Excel 2010, WPS and LibreOffice have in common, and the looks to what everybody can
see.
"""

import math
import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from openpyxl.utils.cell import coordinate_to_tuple

from tests import lint_formulas, lint_seen

SHEET_NAME, LIST_LENGTH = 31, 255
MESSAGES = {"promptTitle": 32, "prompt": 255, "errorTitle": 32, "error": 255}

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
FORMULA_TAGS = {"f", "formula", "formula1", "formula2"}  # of cells and charts, of rules, of validations
CONTENT_TYPES = {  # last word of a relationship's type -> what its target must be called
    "officeDocument": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "worksheet": "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
    "sharedStrings": "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml",
    "styles": "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml",
    "theme": "application/vnd.openxmlformats-officedocument.theme+xml",
    "comments": "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml",
    "drawing": "application/vnd.openxmlformats-officedocument.drawing+xml",
    "chart": "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
    "vmlDrawing": "application/vnd.openxmlformats-officedocument.vmlDrawing",
    "core-properties": "application/vnd.openxmlformats-package.core-properties+xml",
    "custom-properties": "application/vnd.openxmlformats-officedocument.custom-properties+xml",
    "extended-properties": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
}


class Link(NamedTuple):
    """One relationship between parts: what kind, to which part, or outside the file."""

    source: str
    kind: str
    target: str
    outside: bool


class Book(NamedTuple):
    """The parts of a workbook file, parsed as far as every rule needs."""

    parts: dict[str, ET.Element]
    """The root of each; an empty element for what is no XML."""
    links: list[Link]
    sheets: list[tuple[str, str]]
    """Name and part of each sheet."""
    hidden: set[str]
    """The names of the sheets that nobody sees."""
    names: list[tuple[str, str, str]]
    """Sheet ("" for the whole workbook), name and formula of each defined name."""


def lint(path: Path) -> list[str]:
    """Return what is wrong with the workbook at `path`; it must be a zip with well-formed parts."""
    with ZipFile(path) as archive:
        twice = [f"part {name} is there {count} times" for name, count in _repeated(archive.namelist())]
        parts = {name: _root(name, archive.read(name)) for name in archive.namelist()}
    book = _book(parts)
    flaws = [*twice, *_content_types(book), *_sheet_names(book), *_defined_names(book), *_formulas(book)]
    strings = sum(len(_xml(parts, link.target)) for link in book.links if link.kind == "sharedStrings")
    for name, part in book.sheets:
        sheet = _xml(parts, part)
        flaws += [f"{name}{flaw}" for rule in (_cells(sheet, strings), _validations(sheet)) for flaw in rule]
    return flaws or list(_seen(book))  # what a file shows is asked of sound ones


def _root(name: str, content: bytes) -> ET.Element:
    return ET.fromstring(content) if name.endswith((".xml", ".rels")) else ET.Element("other")  # noqa: S314


def _xml(parts: dict[str, ET.Element], name: str) -> ET.Element:
    """Return a part's root; an empty element for a missing part, which `_content_types` tells of."""
    return parts.get(name, ET.Element("missing"))


def _repeated(values: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Yield what Excel takes for the same name, and how often it is there."""
    yield from ((value, count) for value, count in Counter(map(str.casefold, values)).items() if count > 1)


def _book(parts: dict[str, ET.Element]) -> Book:
    links = [link for name in parts if name.endswith(".rels") for link in _links(parts, name)]
    workbook = next(link.target for link in links if link.kind == "officeDocument")
    folder, file = posixpath.split(workbook)
    ids = {entry.get("Id"): _target(workbook, entry) for entry in _xml(parts, f"{folder}/_rels/{file}.rels")}
    root = _xml(parts, workbook)
    sheets = [(e.get("name", ""), ids[e.get(RELATION)]) for e in root.iterfind(f"{MAIN}sheets/{MAIN}sheet")]
    names = []
    for entry in root.iterfind(f"{MAIN}definedNames/{MAIN}definedName"):
        scope = entry.get("localSheetId")
        names.append((sheets[int(scope)][0] if scope else "", entry.get("name", ""), entry.text or ""))
    hidden = {e.get("name", "") for e in root.iterfind(f"{MAIN}sheets/{MAIN}sheet") if e.get("state")}
    return Book(parts, links, sheets, hidden=hidden, names=names)


def _links(parts: dict[str, ET.Element], rels: str) -> Iterator[Link]:
    source = rels.replace("_rels/", "").removesuffix(".rels")
    for entry in _xml(parts, rels):
        kind = entry.get("Type", "").rpartition("/")[2]
        yield Link(source, kind, _target(source, entry), entry.get("TargetMode") == "External")


def _target(source: str, entry: ET.Element) -> str:
    base = posixpath.dirname(source)
    return posixpath.normpath(posixpath.join("/", base, entry.get("Target", ""))).removeprefix("/")


def _content_types(book: Book) -> Iterator[str]:
    types = _xml(book.parts, "[Content_Types].xml")
    endings = {e.get("Extension", "").lower(): e.get("ContentType", "") for e in types if e.get("Extension")}
    special = {e.get("PartName", "")[1:]: e.get("ContentType", "") for e in types if e.get("PartName")}
    known = {name: special.get(name) or endings.get(name.rpartition(".")[2].lower()) for name in book.parts}
    known.pop("[Content_Types].xml")
    yield from (f"part {name} has no content type" for name, kind in known.items() if not kind)
    yield from (f"a content type is given for {name}, which is missing" for name in special if name not in known)
    for source, kind, target, outside in book.links:
        if kind in ("externalLink", "externalLinkPath"):
            yield f"{source or 'the file'} links to another workbook, {target}"
        elif not outside and target not in known:
            yield f"{source or 'the file'} needs {target}, which is missing"
        elif not outside and known[target] != CONTENT_TYPES.get(kind, known[target]):
            yield f"part {target} is a {kind}, but its content type is {known[target]}"


def _seen(book: Book) -> Iterator[str]:
    """Yield what those who see little miss."""
    parts = {link.kind: _xml(book.parts, link.target) for link in book.links}
    looks = lint_seen.styles(parts["styles"])
    strings = lint_seen.texts(parts.get("sharedStrings", ET.Element("sst")))
    titles = {scope: formula for scope, name, formula in book.names if name == "_xlnm.Print_Titles"}
    seen = [(name, part) for name, part in book.sheets if name not in book.hidden]
    for name, part in seen:
        sheet = _xml(book.parts, part)
        yield from (f"{name}{flaw}" for flaw in lint_seen.sheet_flaws(sheet, looks, strings, titles.get(name, "")))
    drawings = {link.target: _xml(book.parts, link.target) for link in book.links if link.kind == "drawing"}
    yield from lint_seen.drawing_flaws(drawings)
    nothing = ET.Element("missing")
    core, custom = (parts.get(kind, nothing) for kind in ("core-properties", "custom-properties"))
    yield from lint_seen.book_flaws((name for name, _ in seen), core, custom)


def _sheet_names(book: Book) -> Iterator[str]:
    names = [name for name, _ in book.sheets]
    yield from (f"{count} sheets are called {name}" for name, count in _repeated(names))
    for name in names:
        if len(name) > SHEET_NAME:
            yield f"sheet name {name} is longer than {SHEET_NAME} characters"
        if not name or re.search(r"[\[\]:*?/\\]|^'|'$", name):
            yield f"sheet name {name!r} is empty or has a character that Excel forbids"


def _defined_names(book: Book) -> Iterator[str]:
    scoped = [f"{scope or 'the workbook'} has {name}" for scope, name, _ in book.names]
    yield from (f"{name} {count} times" for name, count in _repeated(scoped))
    for _, name, _ in book.names:
        if lint_formulas.is_area(name) or re.fullmatch(r"(?i)R|C|R\d*C\d*", name):
            yield f"defined name {name} is the address of a cell"
        elif not re.fullmatch(r"[^\W\d][\w.\\?]{0,254}", name):
            yield f"defined name {name!r} has a character that Excel forbids"


def _cells(sheet: ET.Element, strings: int) -> Iterator[str]:
    before = (0, 0)
    for cell in sheet.iterfind(f"{MAIN}sheetData/{MAIN}row/{MAIN}c"):
        address = cell.get("r", "")
        position = coordinate_to_tuple(address)
        if position == before:
            yield f"!{address}: the cell is there twice"
        elif position < before:
            yield f"!{address}: the cell stands after a later one, or is there twice"
        before = position
        yield from (f"!{address}: {flaw}" for flaw in _content(cell, strings))


def _content(cell: ET.Element, strings: int) -> Iterator[str]:
    value, formula = cell.find(f"{MAIN}v"), cell.find(f"{MAIN}f")
    text = (value.text or "") if value is not None else ""
    kind = cell.get("t", "n")
    if formula is not None and value is None:
        yield "the formula has no cached value"
    if formula is not None and (formula.get("t") == "array" or cell.get("cm")):
        yield "an array formula"
    if kind == "s" and not (text.isdecimal() and int(text) < strings):
        yield f"there is no shared string {text}"
    if kind == "n" and text and not _is_number(text):
        yield f"{text} is no number"


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _validations(sheet: ET.Element) -> Iterator[str]:
    for rule in sheet.iterfind(f"{MAIN}dataValidations/{MAIN}dataValidation"):
        where = f"!{rule.get('sqref')}: "
        choices = rule.findtext(f"{MAIN}formula1", "")
        if rule.get("type") == "list" and choices.startswith('"') and len(choices) - 2 > LIST_LENGTH:
            yield f"{where}the list is longer than {LIST_LENGTH} characters"
        for message, limit in MESSAGES.items():
            if len(rule.get(message, "")) > limit:
                yield f"{where}{message} is longer than {limit} characters"


def _formulas(book: Book) -> Iterator[str]:
    known = lint_formulas.Known(
        frozenset(name.casefold() for name, _ in book.sheets),
        frozenset((scope.casefold(), name.casefold()) for scope, name, _ in book.names),
    )
    for where, sheet, formula in _sources(book):
        for flaw in lint_formulas.flaws(formula, sheet, known):
            yield f"{where}: {flaw} in {formula[:60]}"


def _sources(book: Book) -> Iterator[tuple[str, str, str]]:
    """Yield every formula of the file: where it stands, the sheet whose names it sees, its text."""
    yield from ((f"name {name}", scope, formula) for scope, name, formula in book.names)
    charts = [("", link.target) for link in book.links if link.kind == "chart"]
    for name, part in book.sheets + charts:
        place = ""
        for element in _xml(book.parts, part).iter():
            tag = element.tag.rpartition("}")[2]
            if tag != "row":
                place = element.get("r") or element.get("sqref") or place
            if tag in FORMULA_TAGS and element.text:
                yield f"{name or part}!{place}", name, element.text
            elif tag == "hyperlink" and element.get("location") and not element.get(RELATION):  # not to another file
                yield f"{name}!{element.get('ref')}, its link", name, element.get("location", "")
