"""The XML of sheets and shared strings: what it holds, and that it says the same to every reader.

calamine reserves a sheet's whole rectangle at once, so one value in `XFD1048576` asks for half a terabyte and aborts
the process; it copies a shared string into every cell that uses it; it goes by the names of elements without their
namespaces, takes the first piece only of a number that stands in several, and the last of two values. What other
programs would read otherwise is refused here, by its name and cell. This uses expat rather than patterns, so that
quotes, prefixes, character references and left-out cell references mean what they mean in XML.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NoReturn
from xml.parsers import expat

from presales_xl.people.table import Merged, Value
from presales_xl.scheme.errors import CELL_ERRORS, Place, fail

MAX_COLUMNS = 1_000


@dataclass(frozen=True, slots=True)
class FileLimits:
    """How much a workbook may hold: bytes of its file and of all parts, cells, characters of text, rows of a sheet.

    Cells are counted in rectangles from A1, blanks included, as they cost memory, too; a shared string is counted in
    each cell that uses it.
    """

    file: int
    unpacked: int
    cells: int
    text: int
    rows: int


#: What somebody sends: some 4 seconds to read.
SENT = FileLimits(file=20 * 2**20, unpacked=100 * 2**20, cells=1_000_000, text=20_000_000, rows=20_000)
#: A table that HR keeps, of everybody in the company.
OWN = FileLimits(file=100 * 2**20, unpacked=600 * 2**20, cells=6_000_000, text=120_000_000, rows=300_000)

MAIN = ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main")
#: What stands in what, where cells and shared strings are; no program writes anything else there.
_TEXT = frozenset({"t", "r", "rPh", "phoneticPr"})
_CHILDREN: dict[str, frozenset[str]] = {
    "sheetData": frozenset({"row"}),
    "row": frozenset({"c"}),
    "c": frozenset({"f", "v", "is"}),
    "is": _TEXT,
    "sst": frozenset({"si", "extLst"}),
    "si": _TEXT,
    "r": frozenset({"rPr", "t"}),
    "rPh": frozenset({"t", "r"}),
}
_OPAQUE = ("rPr", "extLst", "phoneticPr")  # inside of which any element may stand that has no name of those above
_KNOWN = frozenset({*_CHILDREN, *(name for names in _CHILDREN.values() for name in names)})
_NAMES = {f"{space} {name}": name for space in MAIN for name in _KNOWN}
_OURS = _KNOWN - {*_OPAQUE}
_SPACE = "http://www.w3.org/XML/1998/namespace space"
BLANKS = " \t\n\r"  # which calamine leaves out at the ends of a text that does not say that they count

#: Calamine refuses a whole workbook for what it does not know in an error cell.
_NEWER_ERROR = re.compile(r"[#A-Za-z][A-Za-z0-9_/!?:.]{1,30}", re.ASCII)
_NEWER_MOST = 50  # kinds of them in a sheet

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_TYPED_MOST = 255  # characters of a formula that people type; there are thousands of longer ones, which are ours
#: Texts, and what a formula reads: cells, areas, whole columns, whole rows, with the sheet where it is named.
_READ = re.compile(
    r""" "[^"]*"
    | (?: '(?P<quoted>(?:[^']++|'')*+)'! | (?<![\w.\]])(?P<sheet>[\w.]++)! | (?<![\w.\]:!]) )
      (?: (?P<left>[A-Z]{1,3})(?P<top>[1-9][0-9]{0,6}) (?: :(?P<right>[A-Z]{1,3})(?P<bottom>[1-9][0-9]{0,6}) )?
        | (?P<first_column>[A-Z]{1,3}):(?P<last_column>[A-Z]{1,3})
        | (?P<first_row>[1-9][0-9]{0,6}):(?P<last_row>[1-9][0-9]{0,6}) )
      (?![\w(.!\[]) """,
    re.VERBOSE,
)
_SHEET_OR_COLUMN = re.compile(
    r"""'(?:[^']|'')*+'?!?                                              # a name in signs, to its end
      | (?<![^\s'!()+\-*/^&=<>,;:\[\]])[^\s'!()+\-*/^&=<>,;:\[\]]++!   # one without
      | \[[^\[\]]*+\]                                                   # a column
    """,
    re.VERBOSE,
)
_BY_TEXT = re.compile(r'(\bINDIRECT\(\s*)"([^"]*)"', re.IGNORECASE)
_TEXT_IN, _WORD = re.compile('"[^"]*"'), re.compile(r"[^\W\d][\w.\\?]*")
_OWN_AREA = re.compile(r"(?<![!\w])[A-Z0-9]{1,10}:")  # of the sheet that the formula stands on
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_AREA = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6}):([A-Z]{1,3})([1-9][0-9]{0,6})")
_ROW = re.compile(r"[1-9][0-9]{0,6}")
VALUES = {  # what a value looks like, by the type of its cell
    "n": re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|NaN"),
    "s": re.compile(r"[0-9]{1,7}"),
    "b": re.compile(r"[01]|true|false"),
    "d": re.compile(r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2})?T?(?:[0-9]{2}:[0-9:.]+Z?)?"),
}
#: A reference inside an attribute, which calamine does not resolve: first what may be one, then what is.
_PERHAPS = re.compile(rb"<[^<&]*+&[^<\"']*+[\"'][^<>]*+>")
_IN_ATTRIBUTE = re.compile(rb"<[^\s<>/!?]+\s(?:[^<>\"']|\"[^\"&]*\"|'[^'&]*')*(?:\"[^\"&]*&|'[^'&]*&)")

StartHandler = Callable[[str, dict[str, str]], None]


class Positions(Set[tuple[int, int]]):
    """A set of cells, (row, column) from 0, in a bit each: a file may hold millions of formulas."""

    __slots__ = ("_rows",)

    def __init__(self, cells: Iterable[tuple[int, int]] = ()) -> None:
        self._rows: dict[int, int] = {}
        for row, column in cells:
            self.add(row, column)

    def add(self, row: int, column: int) -> None:
        """Put a cell in."""
        self._rows[row] = self._rows.get(row, 0) | 1 << column

    def __contains__(self, cell: object) -> bool:
        return isinstance(cell, tuple) and bool(self.row(cell[0]) >> cell[1] & 1)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        for row, columns in self._rows.items():
            yield from ((row, column) for column in range(columns.bit_length()) if columns >> column & 1)

    def row(self, row: int) -> int:
        """Return the columns of a row, a bit each."""
        return self._rows.get(row, 0)

    def rows_between(self, first: int, last: int) -> list[int]:
        """Return the rows from one to another that have cells in the set."""
        if last - first < len(self._rows):
            return [row for row in range(first, last + 1) if row in self._rows]
        return [row for row in self._rows if first <= row <= last]

    def isdisjoint(self, other: Iterable[object]) -> bool:
        """Return whether no cell is among others."""
        if not isinstance(other, Positions):
            return super().isdisjoint(other)
        return not any(columns & other.row(row) for row, columns in self._rows.items())

    def without(self, others: "Positions") -> "Positions":
        """Return the cells that are not among others, in order."""
        left = Positions()
        for row in sorted(self._rows):
            if columns := self._rows[row] & ~others.row(row):
                left._rows[row] = columns
        return left

    def __len__(self) -> int:
        return sum(columns.bit_count() for columns in self._rows.values())


@dataclass(slots=True)
class SheetFacts:
    """How far a sheet's values and formulas reach from A1, its error cells by code (`#N/A`), its formulas.

    `newer_errors` are the first and last bytes of those errors in its XML that calamine does not know, `uncomputed` the
    formulas without a value, or that read their own cell, so that it is none, `notes` the texts of the first notes by
    cell (`A1`), `notes_left` how many more there are, `merged` the merged cells, `styles` the first row with content
    by style number and column, `rules` the cells of rules of formatting by the number of the format that these give,
    `misleading` the number formats of cells by which they show something else than they hold, `looks` what else keeps
    people from seeing what is there: keys of `workbook.looks`, each with cells where they are known. `unseen` are cells
    with letters that cannot be seen, the first of each column and look. `values` are its rows as calamine reads them,
    but for errors; None where it has to read them.
    """

    rows: int = 0
    columns: int = 0
    errors: dict[str, Positions] = field(default_factory=dict)
    newer_errors: list[tuple[int, int]] = field(default_factory=list)
    formulas: Positions = field(default_factory=Positions)
    uncomputed: Positions = field(default_factory=Positions)
    notes: dict[str, str] = field(default_factory=dict)
    notes_left: int = 0
    merged: list[Merged] = field(default_factory=list)
    styles: dict[str, dict[int, int]] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)
    misleading: dict[tuple[int, int], str] = field(default_factory=dict)
    looks: dict[str, str] = field(default_factory=dict)
    unseen: list[tuple[int, int]] = field(default_factory=list)
    values: list[list[Value]] | None = None


@dataclass(slots=True)
class Totals:
    """What all sheets of a workbook hold so far, and how much they may.

    Cells, characters of text in them, and cells of the rectangles from A1 to the last value or formula.
    """

    cells: int = 0
    text: int = 0
    area: int = 0
    limits: FileLimits = SENT

    def add_text(self, characters: int) -> None:
        """Count characters of text; ProblemsError `file.too_much_text`."""
        self.text += characters
        if self.text > self.limits.text:
            raise fail("file.too_much_text", limit=self.limits.text)

    def add_cells(self, count: int) -> None:
        """Count cells; ProblemsError `file.too_many_cells`."""
        self.cells += count
        if self.cells > self.limits.cells:
            raise fail("file.too_many_cells", found=self.cells, limit=self.limits.cells)


def walk(
    part: str,
    xml: bytes,
    start: StartHandler | None = None,
    text: Callable[[str], None] | None = None,
    encoding: str | None = "utf-8",
) -> None:
    """Parse one part, calling `start(name, attributes)` and `text(characters)`.

    Names are `namespace name` where there is a namespace. `encoding` overrides what the part declares, because
    calamine takes bytes for UTF-8 whatever they declare; None lets the part decide. Raises ProblemsError `file.doctype`
    for a document type declaration (entities need one), and `file.damaged` for what is not well-formed XML.
    """
    parser = _parser(part, xml, encoding)
    parser.StartElementHandler = start
    parser.CharacterDataHandler = text
    _parse(parser, part, xml)


def _parser(part: str, xml: bytes, encoding: str | None = "utf-8") -> expat.XMLParserType:
    def refuse(*_declaration: object) -> None:
        raise fail("file.doctype", part=part)

    if encoding and b"\0" in xml:  # UTF-16: expat would see through it, and calamine see an empty sheet
        raise fail("file.damaged", part=part)
    parser = expat.ParserCreate(encoding, " ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    return parser


def _parse(parser: expat.XMLParserType, part: str, xml: bytes) -> None:
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise fail("file.damaged", part=part) from error


def local_name(tag: str) -> str:
    """Return a name without its namespace."""
    return tag.rpartition(" ")[2]


def shared_strings(part: str, xml: bytes, most: int) -> list[str]:
    """Return the shared strings, of which there are at `most` so many; raises as `scan`."""
    strings = StringFollower(part, xml, most)
    strings.parse()
    return strings.texts


def scan(sheet: str, part: str, xml: bytes, strings: Sequence[str], totals: Totals) -> SheetFacts:
    """Follow a sheet's cells; `strings` are the shared strings, `totals` goes on over all sheets.

    Only cells with a value or formula count for how far it reaches: formats may reach to the last row, and calamine
    leaves such cells out. ProblemsError as `walk` does, and `file.far_cell`, `file.too_many_cells`,
    `file.too_much_text`, `file.strange_error`; `file.strange_xml`, `file.cell_order` and `file.unclear_value` for what
    programs would read differently.
    """
    replace(totals).add_cells(sum(xml.count(tag) for tag in (b"<c ", b"<c>", b"<c/>")))  # all but those with prefixes
    cells = CellFollower(sheet, part, xml, strings=strings, totals=totals)
    cells.parse()
    totals.area += cells.facts.rows * cells.facts.columns
    return cells.facts


class _Strict:
    """Follows the elements from one on whose content is known to the last name."""

    def __init__(self, root: str, part: str, xml: bytes) -> None:
        self.root, self.part, self.xml = root, part, xml
        self.open: list[str] = []
        self.seen, self.begin, self.finish = False, 0, 0  # where the root begins and where its end tag does
        self.parser = parser = _parser(part, xml)
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        parser.CharacterDataHandler = self.text
        parser.CommentHandler = lambda _text: self.refuse_inside("<!--")
        parser.ProcessingInstructionHandler = lambda target, _data: self.refuse_inside(f"<?{target}")
        parser.StartCdataSectionHandler = self.cdata

    def parse(self) -> None:
        """Parse the whole part."""
        try:
            _parse(self.parser, self.part, self.xml)
        finally:
            del self.parser, self.xml  # the parser knows this object: in a circle both would outlive their use

    def place(self) -> Place:
        """Return where this is, for a message."""
        return Place()

    def refuse(self, found: str) -> NoReturn:
        """Refuse what no program writes."""
        raise fail("file.strange_xml", self.place(), part=self.part, found=found)

    def refuse_inside(self, found: str) -> None:
        """Refuse a comment or the like inside of the content: calamine stops at it."""
        if self.open:
            self.refuse(found)

    def cdata(self) -> None:
        """Refuse a section of characters but in texts: of a number calamine skips it."""
        if self.open and self.open[-1] != "t":
            self.refuse("<![CDATA[")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take in the start of an element, which must be known where it stands."""
        name = _NAMES.get(tag, "")
        if not self.open:
            if name == self.root and not self.seen:
                self.seen = True
                self.begin = self.parser.CurrentByteIndex
                self.open.append(name)
            elif local_name(tag) == self.root:
                self.refuse(f"<{self.root}>")
            return
        parent = self.open[-1]
        if name in _CHILDREN.get(parent, ()):
            self.open.append(name)
            self.started(name, attributes)
        elif parent in _OPAQUE and local_name(tag) not in _OURS:
            self.open.append(parent)
        else:
            self.refuse(f"<{local_name(tag)}>"[:40])

    def end(self, _tag: str) -> None:
        """Take in the end of an element."""
        if self.open:
            self.ended(self.open.pop())
            if not self.open:
                self.finish = self.parser.CurrentByteIndex

    def started(self, name: str, attributes: dict[str, str]) -> None:
        """Take in the start of an element inside of the root."""

    def ended(self, name: str) -> None:
        """Take in the end of an element, the root included."""

    def text(self, characters: str) -> None:
        """Take in text."""


class StringFollower(_Strict):
    """Gathers the shared strings, without what says how to pronounce them."""

    def __init__(self, part: str, xml: bytes, most: int) -> None:
        super().__init__("sst", part, xml)
        self._most = most
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._text: list[str] = []
        self._runs = ""
        self._is_whole = False  # with the blanks at its ends

    def started(self, name: str, attributes: dict[str, str]) -> None:
        """Take in the start of a string, or of a text in it."""
        if name == "t":
            self._text, self._is_whole = [], attributes.get(_SPACE) == "preserve"
        if name == "si":
            self._pieces, self._runs = [], ""
            if len(self.texts) > self._most:
                raise fail("file.too_many_cells", found=len(self.texts), limit=self._most)
        elif self.open[-2] == "si" and name in ("t", "r"):
            if self._runs and name != "r":  # a text twice, or behind its runs
                self.refuse(f"<{name}>")
            self._runs = name

    def ended(self, name: str) -> None:
        """Take in the end of a string."""
        if name == "si":
            self.texts.append("".join(self._pieces))
        elif name == "t":
            text = "".join(self._text)
            self._pieces.append(text if self._is_whole else text.strip(BLANKS))

    def text(self, characters: str) -> None:
        """Take in text, of pronunciations none."""
        if self.open and self.open[-1] == "t" and self.open[-2] != "rPh":
            self._text.append(characters)


class CellFollower(_Strict):
    """Follows the position through a sheet's XML, counted from 1 as in Excel."""

    def __init__(self, sheet: str, part: str, xml: bytes, *, strings: Sequence[str], totals: Totals) -> None:
        super().__init__("sheetData", part, xml)
        self.facts = SheetFacts()
        self._sheet, self._strings, self._totals = sheet, strings, totals
        self.row = self.column = 0
        self.type, self._look = "n", "0"
        self.parts = ""  # of the cell, by their first letters, as they come
        self.value: list[str] = []
        self._formula: list[str] = []
        self._shared, self._circular = "", set[str]()  # of formulas that cells share: the last, and who read themselves
        self._area = ""  # of the rules of formatting

    def place(self) -> Place:
        """Return the cell, or the row."""
        cell = f"{letters(self.column)}{self.row}" if self.column else f"{self.row}:{self.row}" if self.row else ""
        return Place(sheet=self._sheet, cell=cell)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take in the start of an element, around the cells too."""
        if not self.open:
            self._outside(local_name(tag), attributes)
        super().start(tag, attributes)

    def _outside(self, name: str, attributes: dict[str, str]) -> None:
        """Take in what is said of cells before and behind them: which are merged, which have rules of formatting."""
        if name == "mergeCell" and (area := _AREA.fullmatch(attributes.get("ref", ""))):
            left, top, right, bottom = area.groups()
            self.facts.merged.append((int(top) - 1, _column(left) - 1, int(bottom) - 1, _column(right) - 1))
        elif name == "conditionalFormatting":
            self._area = attributes.get("sqref", "")
        elif name == "cfRule" and "dxfId" in attributes:
            self.facts.rules.setdefault(attributes["dxfId"], self._area)
        elif name in ("dataBar", "iconSet") and attributes.get("showValue") in ("0", "false"):
            self.facts.looks.setdefault("rule", self._area)

    def started(self, name: str, attributes: dict[str, str]) -> None:
        """Take in the start of a row, of a cell, or of what is in one."""
        if name == "c":
            self._cell(attributes)
        elif name == "v":
            self._content("v", self.type == "inlineStr")
        elif name == "row":
            self._begin_row(attributes)
        elif name == "f":
            self._content("f", bool(self.parts))
            self.facts.formulas.add(self.row - 1, self.column - 1)
            self._formula, self._shared = [], attributes.get("si", "")
        elif name == "is":
            self._content("i", self.type != "inlineStr")
        elif self.open[-2] == "is" and name in ("t", "r"):
            if self.parts.endswith(("t", "r")) and name != "r":
                self.refuse(f"<{name}>")
            self.parts += name

    def ended(self, name: str) -> None:
        """Take in the end of a value, of a cell, or of all."""
        if name == "v":
            self._end_value()
        elif name == "f":
            self._end_formula("".join(self._formula))
        elif name == "c":
            is_empty_text = self.type == "str" and "v" in self.parts
            if self.parts[:1] == "f" and not any(self.value) and not is_empty_text:
                self.facts.uncomputed.add(self.row - 1, self.column - 1)
        elif name == "sheetData":
            end = self.parser.CurrentByteIndex
            if _PERHAPS.search(self.xml, self.begin, end) and (
                found := _IN_ATTRIBUTE.search(self.xml, self.begin, end)
            ):
                self.row = self.column = 0
                self.refuse(found[0].decode()[-40:])

    def text(self, characters: str) -> None:
        """Take in the text of a value, and count that of a cell."""
        if not self.open:
            return
        if self.open[-1] == "v":
            self.value.append(characters)
        elif self.open[-1] == "f":
            self._formula.append(characters)
        elif self.open[-1] == "t" and self.open[-2] != "rPh":
            self._totals.add_text(len(characters))

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number, before = attributes.get("r"), self.row
        if number is not None and not _ROW.fullmatch(number):
            raise fail("file.damaged", part=self.part)
        self.row = int(number) if number else before + 1
        self.column = 0
        if self.row <= before:
            raise fail("file.cell_order", self.place())

    def _cell(self, attributes: dict[str, str]) -> None:
        self.type, self.parts, self.value = attributes.get("t", "n"), "", []
        self._look = attributes.get("s", "0")
        self._totals.add_cells(1)
        reference, before = attributes.get("r", ""), self.column
        if not reference:
            self.column += 1
            return
        match = _REFERENCE.fullmatch(reference)
        if match is None or int(match[2]) != self.row:
            raise fail("file.damaged", part=self.part)
        self.column = _column(match[1])
        if self.column <= before:
            raise fail("file.cell_order", self.place())

    def _content(self, kind: str, is_strange: bool) -> None:
        """Take in that a cell has a formula, a value or a text of its own: one of each, the formula first."""
        if is_strange or "v" in self.parts or "i" in self.parts:
            self.refuse("<is>" if kind == "i" else f"<{kind}>")
        self.parts += kind
        facts = self.facts
        facts.styles.setdefault(self._look, {}).setdefault(self.column - 1, self.row - 1)
        if self.row > facts.rows or self.column > facts.columns:
            facts.rows, facts.columns = max(facts.rows, self.row), max(facts.columns, self.column)
            if facts.rows > self._totals.limits.rows or facts.columns > MAX_COLUMNS:
                raise fail("file.far_cell", self.place(), rows=self._totals.limits.rows, columns=MAX_COLUMNS)

    def _end_formula(self, formula: str) -> None:
        """Take in a formula that reads its own cell: what programs keep there is no value."""
        if reads_itself(formula, self.row, self.column) or (not formula and self._shared in self._circular):
            self.facts.uncomputed.add(self.row - 1, self.column - 1)
            self._circular |= {self._shared} - {""}

    def _end_value(self) -> None:
        """Look at a value that is whole: it must be what its cell's type says, and stand there in one piece."""
        value, kind = "".join(self.value), self.type
        if kind == "str":
            self._totals.add_text(len(value))
            return
        if kind == "e":
            if value not in CELL_ERRORS and not self._is_newer(value):
                raise fail("file.strange_error", self.place(), value=value[:40])
            self.facts.errors.setdefault(value, Positions()).add(self.row - 1, self.column - 1)
        elif value and not (kind in VALUES and VALUES[kind].fullmatch(value)):
            self._unclear(value)
        if value and kind == "s":
            if int(value) >= len(self._strings):
                self._unclear(value)
            self._totals.add_text(len(self._strings[int(value)]))
        end = self.parser.CurrentByteIndex
        if value and self.xml[end - len(value) - 1 : end] != b">" + value.encode():  # by character references
            self._unclear(value)

    def _is_newer(self, value: str) -> bool:
        """Return whether a value is that of an error of newer programs, and keep in mind where it stands."""
        end, errors = self.parser.CurrentByteIndex, self.facts.errors
        if not _NEWER_ERROR.fullmatch(value) or (value not in errors and len(errors) >= _NEWER_MOST):
            return False
        self.facts.newer_errors.append((end - len(value), end))
        return True

    def _unclear(self, value: str) -> NoReturn:
        raise fail("file.unclear_value", self.place(), found=value[:40])


class FormulaFollower(CellFollower):
    """Gathers the formulas of a sheet by cell, (row, column) from 0, those that cells share written out for each."""

    def __init__(self, sheet: str, part: str, xml: bytes, *, strings: Sequence[str], totals: Totals) -> None:
        super().__init__(sheet, part, xml, strings=strings, totals=totals)
        self.texts: dict[tuple[int, int], str] = {}
        self._first: dict[str, tuple[str, str]] = {}  # of those that cells share: the formula and its cell

    def _end_formula(self, formula: str) -> None:
        cell = f"{letters(self.column)}{self.row}"
        if self._shared and formula:
            self._first[self._shared] = f"={formula}", cell
        elif self._shared in self._first:
            from openpyxl.formula.translate import Translator  # noqa: PLC0415 - it costs a start much, for few files

            formula = Translator(*self._first[self._shared]).translate_formula(cell).removeprefix("=")
        self.texts[self.row - 1, self.column - 1] = formula


def read_by(formula: str) -> Iterator[tuple[str, int, int, int, int]]:
    """Yield what a formula names: the sheet, "" for its own; top, left, bottom and right, counted from 1.

    What it finds by names, in other files, or by OFFSET and by INDIRECT of what is no text is not among it.
    """
    plain = _BY_TEXT.sub(r"\1\2", formula).replace("$", "")
    for quoted, named, left, top, right, bottom, *whole in _READ.findall(plain):
        sheet = named or quoted.replace("''", "'")
        first_column, last_column, first_row, last_row = whole
        if left:
            yield sheet, int(top), _column(left), int(bottom or top), _column(right or left)
        elif first_column:
            yield sheet, 1, _column(first_column), _LAST_ROW, _column(last_column)
        elif first_row:
            yield sheet, int(first_row), 1, int(last_row), _LAST_COLUMN


def names_in(formula: str) -> set[str]:
    """Return, in small letters, what may be names in a formula of the workbook: its words outside of texts.

    Names of sheets and of columns of tables are none.
    """
    plain = _TEXT_IN.sub("", _BY_TEXT.sub(r"\1\2", formula))
    return {word.casefold() for word in _WORD.findall(_SHEET_OR_COLUMN.sub(" ", plain))}


def reads_itself(formula: str, row: int, column: int) -> bool:
    """Return whether a formula names the cell that it stands in, or an area with it; both are counted from 1."""
    plain = formula.replace("$", "")
    if len(plain) > _TYPED_MOST or (f"{letters(column)}{row}" not in plain and not _OWN_AREA.search(plain)):
        return False
    return any(
        top <= row <= bottom and left <= column <= right and not sheet
        for sheet, top, left, bottom, right in read_by(formula)
    )


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def letters(column: int) -> str:
    """Return the letters of a column, counted from 1."""
    written = ""
    while column:
        column, place = divmod(column - 1, 26)
        written = chr(ord("A") + place) + written
    return written
