"""One pass over a part's XML before any parser of workbooks sees it.

calamine reserves a sheet's whole rectangle at once, so one value in `XFD1048576` asks for half a terabyte and
aborts the process; and it reads every error value as an empty text. This pass finds both: how far the values
of a sheet reach, and where its error cells are. It uses expat rather than patterns, so quotes, prefixes,
character references and left-out cell references mean what they mean in XML.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from xml.parsers import expat

from presales_xl.scheme.errors import Place, fail

MAX_ROWS = 20_000
MAX_COLUMNS = 1_000

# What calamine knows; it refuses a whole workbook for any other value in an error cell.
ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA"})

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ROW = re.compile(r"[1-9][0-9]{0,6}")

StartHandler = Callable[[str, dict[str, str]], None]


@dataclass(slots=True)
class Facts:
    """How far a sheet's values reach from A1, its error cells -> `#N/A`, its formulas: (row, column) from 0."""

    rows: int = 0
    columns: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: set[tuple[int, int]] = field(default_factory=set)


def walk(
    part: str,
    xml: bytes,
    start: StartHandler | None = None,
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


def elements(part: str, xml: bytes, name: str) -> list[dict[str, str]]:
    """Return the attributes of every element of that name, whatever its prefix; raises as `walk` does."""
    found: list[dict[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) == name:
            found.append(attributes)

    walk(part, xml, start)
    return found


def content(part: str, xml: bytes, name: str) -> str:
    """Return the text of the first element of that name, "" when there is none; raises as `walk` does."""
    found: list[str] = []
    reading = [False]

    def start(tag: str, _attributes: dict[str, str]) -> None:
        reading[0] = _local(tag) == name and not found

    def text(characters: str) -> None:
        if reading[0]:
            found.append(characters.strip())

    if xml:
        walk(part, xml, start, text)
    return next(filter(None, found), "")


def sheet(name: str, part: str, xml: bytes) -> Facts:
    """Follow a sheet's cells; raises ProblemsError as `walk` does, `file.far_cell` and `file.strange_error`.

    Only cells with a value count: formats may reach to the last row, and calamine leaves such cells out.
    """
    cells = _Cells(name, part)
    walk(part, xml, cells.start, cells.text)
    cells.keep_error()
    return cells.facts


class _Cells:
    """Follows the position through a sheet's XML, counted from 1 as in Excel."""

    def __init__(self, sheet: str, part: str) -> None:
        self.facts = Facts()
        self._sheet, self._part = sheet, part
        self._row = self._column = 0
        self._reference = ""
        self._is_error = False
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
        action = self._actions.get(local)
        if action:
            action(attributes)

    def text(self, characters: str) -> None:
        if self._value is not None:
            self._value.append(characters)

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
        self._is_error = attributes.get("t") == "e"
        if not self._reference:
            self._column += 1
            return
        match = _REFERENCE.fullmatch(self._reference)
        if match is None or int(match[2]) != self._row:
            raise fail("file.damaged", part=self._part)
        self._column = _column(match[1])

    def _has_formula(self, _attributes: dict[str, str]) -> None:
        self.facts.formulas.add((self._row - 1, self._column - 1))

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
