"""Workbooks by shape: written once for made-up people, cut at whatever hangs on people, and filled for each manager.

Two workbooks have the same shape where nothing differs but what a `Varying` tells, and what stands of people in the
hidden sheet. The shape is written by the writer of all workbooks (`build.write_sheets`) with a marker in place of each
such value, and every part of the file is cut at the markers. What does not vary is compressed once; a workbook is those
pieces and its own values, of which only the pieces that differ from the last workbook's are compressed anew. Filled, a
workbook holds the same bytes in every part as when it is written; a value without a marker could only show what is made
up.
"""

import datetime as dt
import io
import math
import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from itertools import count
from json.encoder import encode_basestring
from typing import Any
from zipfile import ZipFile

from isal import isal_zlib
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.worksheet import CellBlankTuple
from xlsxwriter.xmlwriter import XMLwriter

from presales_xl.cache import Kept
from presales_xl.files import Packed, zipped
from presales_xl.people.employees import DetailRow, Employee, with_others
from presales_xl.people.outcome import outcomes
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.states import EXEMPT, STATE
from presales_xl.texts import Lang, text
from presales_xl.workbook import build, identity
from presales_xl.workbook.formulas import tell_together
from presales_xl.workbook.identity import Issued, Row, Seal
from presales_xl.workbook.layout import Book, BookLayout, cell_name
from presales_xl.workbook.role import people_alike, said_alike, team_room
from presales_xl.workbook.style import shared_entry, workbook_in
from presales_xl.workbook.varying import BookWorksheet, Varying, VaryingCells

#: Stands around what takes the place of a value: no text holds it.
MARK = "\U0010fffd"
_MARKED = re.compile(rf"{MARK}(\w)(\d+):(\d+):(\d+){MARK}(?:<c ([^>]*)/>)?")
_SUBJECT, CREATED, TIME = (
    f"{MARK}s0:0:0{MARK}",
    dt.datetime.fromisoformat("1999-12-31T23:59:58"),
    "%Y-%m-%dT%H:%M:%SZ",
)
_TEXTS, _CORE = "xl/sharedStrings.xml", "docProps/core.xml"
_PIECE = 24_000  # characters that are compressed together: what changes in them makes them all anew
_LEVEL = 2
_WORTH = 3  # workbooks that a shape is made for: it takes as long as to write two
_KEPT = 16  # shapes, of a few MB each
_WRITER = XMLwriter()
_ESCAPED = ("&", "<", ">", "_x", "| ", " |")  # in texts with bars between them
_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
_END = b"\x03\x00"  # of what was compressed in pieces: an empty last block


class _MarkingSheet(BookWorksheet):
    """A worksheet that writes a marker in place of everything that varies."""

    def _marker(self, kind: str, row: int = 0, column: int = 0) -> str:
        return f"{MARK}{kind}{self.index}:{row}:{column}{MARK}"

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        if (row, col) not in self.varying:
            super()._write_cell(row, col, cell)
            return
        self.fh.write(self._marker("c", row, col))
        super()._write_cell(row, col, CellBlankTuple(cell.format))

    def _xml_start_tag_unencoded(self, tag: str, attributes: Sequence[tuple[str, Any]] = ()) -> None:
        if tag == "row" and (row := dict(attributes)["r"] - 1) in self.heights:
            attributes = [(key, self._marker("h", row) if key == "ht" else value) for key, value in attributes]
        super()._xml_start_tag_unencoded(tag, attributes)

    def _write_odd_header(self) -> None:
        self._margin("header")

    def _write_odd_footer(self) -> None:
        self._margin("footer")

    def _margin(self, name: str) -> None:
        words = self._marker("m", int(name == "footer")) if name in self.margins else getattr(self, name)
        self._xml_data_element(f"odd{name.title()}", words)

    def _get_range_data(self, *cells: int) -> list[Any]:
        data, (first_row, first, last_row, last) = super()._get_range_data(*cells), cells
        places = [(row, column) for row in range(first_row, last_row + 1) for column in range(first, last + 1)]
        marked = [_Figure(self._marker("g", *place)) if place in self.varying else None for place in places]
        return [mark or value for mark, value in zip(marked, data, strict=True)]


class _Figure(str):
    """A marker that a chart takes for a number."""

    def __float__(self) -> float:
        return 0.0


class NoShapeError(Exception):
    """A workbook that no shape fits: it is written as it is."""


class Shapes:
    """The shapes that were made last, for workbooks in one language."""

    def __init__(self, lang: Lang, worth: int = _WORTH) -> None:
        self.lang = lang
        self.worth = worth
        self._sources = Kept[tuple[Plan, str]](_KEPT)  # by the plans' ids, which are theirs as long as they are kept
        self._layouts = Kept[BookLayout](_KEPT)
        self._shapes = Kept[Shape](_KEPT)

    def fitting(self, books: Sequence[Book]) -> Iterator[tuple[int, "Shape", BookLayout]]:
        """Yield those of some books that a shape fits, by their numbers, with their shapes and what they say.

        A shape is made where as many books have it as it is `worth`. What comes out for people is evaluated for all
        books of a shape together.
        """
        alike: dict[Hashable, list[int]] = {}
        for number, book in enumerate(books):
            if (key := self._key(book)) is not None:
                alike.setdefault(key, []).append(number)
        for key, numbers in alike.items():
            if len(numbers) < self.worth and key not in self._shapes:
                continue
            shape = self._shapes.get(key, partial(Shape, books[numbers[0]], self.lang))
            layouts = [_with(shape.layout, books[number]) for number in numbers]
            for place in range(len(shape.layout.roles)):
                teams = [layout.roles[place] for layout in layouts]
                for team, out in zip(teams, outcomes([team.role for team in teams]), strict=True):
                    vars(team)["outcome"] = out
                tell_together(teams)
            yield from ((number, shape, layout) for number, layout in zip(numbers, layouts, strict=True))

    def _key(self, book: Book) -> Hashable | None:
        """Return all that cells, looks and places hang on but what a layout tells of people; None where that is more.

        A workbook that asks something that was confirmed, or shows forms of others than the first, has no shape.
        """
        ids = {person.employee_id for role in book.roles for person in role.people}
        if book.confirmed or book.chosen or len(ids) < sum(len(role.people) for role in book.roles):
            return None
        roles = tuple((role.name, self._source(role.plan), *people_alike(role)) for role in book.roles)
        key = (*said_alike(book), roles)
        layout = _with(self._layouts.get(key, lambda: build.lay_out_book(book, self.lang)), book)
        blank = ((role.first_blank, *map(role.first_blank_row, role.details)) for role in layout.roles)
        return *key, *blank

    def _source(self, plan: Plan) -> str:
        return self._sources.get(id(plan), lambda: (plan, identity.as_issued(plan)))[1]


def _with(layout: BookLayout, book: Book) -> BookLayout:
    """Return where everything of a book stands that is laid out as another one, with what it says."""
    pairs = zip(layout.roles, with_others(book.roles), strict=True)
    roles = tuple(replace(each, role=role, known={}) for each, role in pairs)
    return replace(layout, book=book, roles=roles, known={})


def _made_up(book: Book, lang: Lang) -> Book:
    """Return a book of the same shape about nobody."""
    numbers = count(1)
    roles = [replace(role, people=[_nobody(each, next(numbers), lang) for each in role.people]) for role in book.roles]
    manager, team = (text(lang, f"workbook.made_up.{key}") for key in ("manager", "team"))
    team = team if book.team else ""
    while team_room(team) < team_room(book.team):
        team += "…"
    department = book.department and team
    return replace(book, manager_id="M0", manager=manager, team=team, department=department, roles=roles, issue=1)


def _nobody(person: Employee, number: int, lang: Lang) -> Employee:
    """Return somebody made up of whom as much is known as of a person."""
    entries = {key: 0.0 for key, value in person.entries.items() if math.isfinite(value)}
    if person.entries.get(STATE) == EXEMPT:
        entries[STATE] = EXEMPT
    texts = {key: "…" for key, words in person.texts.items() if words}
    rows = {table: [DetailRow({}) for _ in known] for table, known in person.rows.items()}
    name = text(lang, "workbook.made_up.person", number=number)
    return Employee(f"E{number}", name, entries, rows, texts=texts, locked=person.locked, awaited=person.awaited)


@dataclass(frozen=True)
class _Slot:
    """A value that varies, with the formula that shows it, "" where the cell holds it itself."""

    varying: Varying
    formula: str = ""


class Shape:
    """Workbooks that differ in nothing but their people, to be filled; `book` is one of them."""

    def __init__(self, book: Book, lang: Lang) -> None:
        self.layout = build.lay_out_book(_made_up(book, lang), lang)
        self.lang = lang
        content = io.BytesIO()
        about = {**build.properties(self.layout.book, lang), "subject": _SUBJECT}
        with workbook_in(content, lang, CREATED, **about) as file:
            issued = build.write_sheets(file, self.layout, lang, identity.unsealed, kind=_MarkingSheet)
            self._number(file.worksheets())
            self.constants = {name: self._constants(file, issued, name) for name in issued.sheets}
        self.uses = file.str_table.count - len(file.str_table.own)
        self.shared = file.str_table.unique_count - len(file.str_table.own)
        self.rows = [*issued.rows(), ("seal", "")]
        self.jsons = [_json(row) for row in self.rows[:-1]]
        self.of_people = [number for number, row in enumerate(self.rows[:-1]) if row[0] in identity.OF_PEOPLE]
        with ZipFile(content) as written:
            parts = {name: written.read(name).decode() for name in written.namelist()}
        self.parts = {name: FilePart() if name == _TEXTS else self._cut(name, words) for name, words in parts.items()}
        self.texts = _Texts(parts[_TEXTS], self.shared)

    def _number(self, sheets: Sequence[BookWorksheet]) -> None:
        """Give all that varies its number: cells as they were written, what is around them, then the hidden sheet."""
        self.slots: list[_Slot] = []
        self.numbers: dict[tuple[str, int, int, int], int] = {}
        *visible, hidden = sheets
        for sheet in visible:
            self._number_cells(sheet)
        self.plain = [number for number, slot in enumerate(self.slots) if not slot.formula]
        for sheet in visible:
            around: dict[Any, Varying] = {("h", row, 0): varying for row, varying in sheet.heights.items()}
            around |= {("m", int(name == "footer"), 0): varying for name, varying in sheet.margins.items()}
            around |= {("l", *place): varying for place, varying in sheet.looks.items()}
            for (kind, *place), varying in around.items():
                self.numbers[kind, sheet.index, *place] = len(self.slots)
                self.slots.append(_Slot(varying))
        self.evaluation = VaryingCells([slot.varying for slot in self.slots])
        visible_slots = len(self.slots)
        self._number_cells(hidden)
        self.plain += range(visible_slots, len(self.slots))
        self.numbers |= {("s", 0, 0, 0): len(self.slots), ("d", 0, 0, 0): len(self.slots) + 1}

    def _number_cells(self, sheet: BookWorksheet) -> None:
        for (row, column), varying in sheet.varying.items():
            self.numbers["c", sheet.index, row, column] = len(self.slots)
            self.slots.append(_Slot(varying, getattr(sheet.table[row][column], "formula", "")))

    def _constants(self, file: Any, issued: Issued, name: str) -> "_Constants":
        """Return the locked cells of a sheet with their digests, and which of them vary."""
        sheet, texts = file.get_worksheet_by_name(name), file.str_table.by_number()
        constants = _Constants([], {})
        for row, column, cell in identity.constant_cells(sheet, texts, has_ids=bool(issued.sheets[name])):
            number, value = self.numbers.get(("c", sheet.index, row, column)), identity.constant_of(cell, texts)
            if number is not None and not self.slots[number].formula:
                constants.varying[len(constants.cells)] = number, cell_name(row, column)
                constants.cells.append("")
            elif value is not None and value != "":
                constants.cells.append(f"{cell_name(row, column)}:{identity.constant_digest(value)}")
        return constants

    # Cutting.

    def _cut(self, name: str, words: str) -> "FilePart":
        words = words.replace(CREATED.strftime(TIME), f"{MARK}d0:0:0{MARK}") if name == _CORE else words
        part, at = FilePart(), 0
        for marked in _MARKED.finditer(words):
            kind, attributes = marked[1], marked[5]
            sheet, row, column = map(int, marked.group(2, 3, 4))
            number = self.numbers["c" if kind == "g" else kind, sheet, row, column]
            before = words[at : marked.start()] + (f"<c {attributes}" if kind == "c" else "")
            look = self.numbers.get(("l", sheet, row, column))
            if look is not None:  # its number is the last in the attributes
                until, _, _ = before.rpartition(' s="')
                part.add(f'{until} s="', look, _look)
                before = '"'
            part.add(before, number, self._render(kind, number))
            at = marked.end()
        part.end(words[at:])
        return part

    def _render(self, kind: str, number: int) -> Callable[[Any], str]:
        """Return what writes a value where it stands, as XlsxWriter does."""
        if kind == "c" and (formula := self.slots[number].formula):
            return _formula_cell(formula)
        return {"c": _cell, "g": _chart_figure, "h": _height}.get(kind, escaped)

    # Filling.

    def fill(self, layout: BookLayout, seal: Seal, created: dt.datetime) -> tuple[bytes, str]:
        """Return a workbook as the content of its file, with its seal; NoShapeError where it does not fit after all."""
        told: list[Any] = self.evaluation.of(layout)
        rows = self._hidden_rows(layout.book, told, seal)
        told += (words for row in rows for words in row[1:])
        if len(told) != len(self.slots):
            raise NoShapeError
        texts: list[str] = []
        for number in self.plain:
            if isinstance(told[number], str):
                texts.append(told[number])
                told[number] = (self.shared + len(texts) - 1,)
        told += (f"{layout.book.team} {layout.book.manager}", created.strftime(TIME))
        packed = {name: part.packed(told) for name, part in self.parts.items()}
        packed[_TEXTS] = self.texts.packed(texts, rows, self.uses + len(texts))
        return zipped(packed), rows[-1][1]

    def _hidden_rows(self, book: Book, told: Sequence[Any], seal: Seal) -> list[Row]:
        """Return the rows of the hidden sheet that hang on people, the last of which is the seal."""
        fresh: dict[str, list[Row]] = {"constants": [], "seal": []}
        for row in identity.of_people(book, self.lang).rows():
            fresh.setdefault(row[0], []).append(row)
        for name, constants in self.constants.items():
            fresh["constants"] += identity.constant_rows(name, constants.written(told))
        rows, jsons = list[Row](), self.jsons[:]
        left = {kind: iter(of_kind) for kind, of_kind in fresh.items()}
        for number in self.of_people:
            row = self.rows[number]
            new = next(left.get(row[0], iter(())), None)
            if new is None or len(new) != len(row):
                raise NoShapeError
            rows.append(new)
            jsons[number] = _json(new)
        if any(next(left[kind], None) for kind in identity.OF_PEOPLE & left.keys()):
            raise NoShapeError
        content = f"[{', '.join(filter(None, jsons))}]"
        sealed = seal(sha256(content.encode(errors="surrogatepass")).hexdigest())
        return [*rows, ("seal", sealed)]


def _json(row: Row) -> str:
    """Return a row as the seal is made over it; "" where it is not."""
    return "" if row[0] == "version" else f"[{', '.join(map(encode_basestring, row))}]"


@dataclass(frozen=True)
class _Constants:
    """The locked cells of a sheet with their digests, and by place number and name of each that varies."""

    cells: list[str]
    varying: dict[int, tuple[int, str]]

    def written(self, told: Sequence[Any]) -> list[str]:
        """Return them with what was told; a blank one is none."""
        cells = self.cells[:]
        for place, (number, name) in self.varying.items():
            if (value := told[number]) is not None and value != "" and value == value:  # noqa: PLR0124 - NaN
                cells[place] = f"{name}:{identity.constant_digest(value)}"
        return [cell for cell in cells if cell] if self.varying else cells


# What a value is where it stands.


def _cell(value: Any) -> str:
    """Return a cell behind its attributes; a text is given as the place of its entry."""
    if isinstance(value, tuple):
        return f' t="s"><v>{value[0]}</v></c>'
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return "/>"
    return f"><v>{value:.16G}</v></c>"


def _formula_cell(formula: str) -> Callable[[Any], str]:
    before = f"><f>{_escape(formula)}</f><v>"

    def cell(value: Any) -> str:
        if not isinstance(value, str) or value == "":
            return f"{before}{value}</v></c>"
        kind = "e" if value in _ERRORS else "str"
        return f' t="{kind}"{before}{_escape(value)}</v></c>'

    return cell


def _chart_figure(value: Any) -> str:
    try:
        float(value)
    except ValueError:
        return "0"
    return str(value)


def _look(number: Any) -> str:
    return str(int(number))


def _height(points: Any) -> str:
    return f"{int(points * 4.0 / 3.0 + 0.5) * 0.75:.16g}"


def _escape(words: str) -> str:
    return str(_WRITER._escape_data(words))


def escaped(words: Any) -> str:
    """Return a text as it stands between tags."""
    return str(XMLwriter._escape_control_characters(_escape(words)))


# Parts of the file.


class _Piece:
    """Some of a part, compressed anew only where it says something else than in the workbook before."""

    def __init__(self) -> None:
        self.raw, self.compressed = b"", b""

    def changes(self, words: str) -> bool:
        """Take what the piece says now; returns whether it said something else."""
        raw = words.encode()
        if raw == self.raw:
            return False
        self.raw = raw
        packer = isal_zlib.compressobj(_LEVEL, isal_zlib.DEFLATED, -isal_zlib.MAX_WBITS)
        self.compressed = packer.compress(raw) + packer.flush(isal_zlib.Z_FULL_FLUSH)  # to be joined with others
        return True


def _joined(pieces: Sequence[_Piece]) -> Packed:
    crc, size = 0, 0
    for piece in pieces:
        crc, size = isal_zlib.crc32(piece.raw, crc), size + len(piece.raw)
    return b"".join([*(piece.compressed for piece in pieces), _END]), crc, size


class _Cut(_Piece):
    """What does not vary, and between it numbers of what does, each with what writes it."""

    def __init__(self) -> None:
        super().__init__()
        self.between: list[str] = []
        self.numbers: list[int] = []
        self.renders: list[Callable[[Any], str]] = []
        self.size = 0
        self.values: list[Any] | None = None

    def fill(self, told: Sequence[Any]) -> bool:
        """Take what was told; returns whether the piece says something else than before."""
        values, before = [told[number] for number in self.numbers], self.values
        if values == before:
            return False
        self.values, written = values, self.between[1::2]
        self.between[1::2] = [
            was if before is not None and value == old else render(value)
            for render, value, old, was in zip(self.renders, values, before or values, written, strict=True)
        ]
        return self.changes("".join(self.between))


class FilePart:
    """A part of the file, in pieces."""

    def __init__(self) -> None:
        self.pieces: list[_Cut] = []
        self.last: Packed | None = None

    def add(self, before: str, number: int, render: Callable[[Any], str]) -> None:
        """Add what does not vary, then what does."""
        if not self.pieces or self.pieces[-1].size > _PIECE or len(before) > _PIECE:
            self.pieces.append(_Cut())
        piece = self.pieces[-1]
        piece.between += [before, ""]
        piece.numbers.append(number)
        piece.renders.append(render)
        piece.size += len(before)

    def end(self, rest: str) -> None:
        """Add what does not vary behind all else."""
        self.pieces.append(_Cut())
        self.pieces[-1].between.append(rest)

    def packed(self, told: Sequence[Any]) -> Packed:
        """Return the part with what was told."""
        changed = [piece.fill(told) for piece in self.pieces]
        if self.last is None or any(changed):
            self.last = _joined(self.pieces)
        return self.last


class _Texts:
    """The texts that cells share: those that do not vary, those of people, those of the hidden sheet."""

    def __init__(self, words: str, shared: int) -> None:
        entries = re.findall(r"<si>.*?</si>", words, re.DOTALL)
        self.head = words.partition("<si>")[0]
        self.shared, self.end = _Piece(), _Piece()
        self.shared.changes("".join(entries[:shared]))
        self.end.changes("</sst>")
        self.pieces: list[_Piece] = []
        self.count = shared

    def packed(self, texts: Sequence[str], rows: Sequence[Row], uses: int) -> Packed:
        """Return the part: `texts` end with those of the `rows`; `uses` is how many cells name any."""
        unique = self.count + len(texts)
        head = re.sub(r'count="\d+" uniqueCount="\d+"', f'count="{uses}" uniqueCount="{unique}"', self.head)
        hidden = [row[1:] for row in rows]
        runs: list[Sequence[str]] = [texts[: len(texts) - sum(map(len, hidden))]]
        for row, words in zip(rows, hidden, strict=True):
            if row[0] == "constants" or len(runs) == 1:  # long, and seldom others than before
                runs.append([])
            runs[-1] = [*runs[-1], *words]
        contents = [head, *map(_entries, runs)]
        self.pieces += [_Piece() for _ in range(len(contents) - len(self.pieces))]
        for piece, content in zip(self.pieces, contents, strict=True):
            piece.changes(content)
        return _joined([self.pieces[0], self.shared, *self.pieces[1:], self.end])


def _entries(texts: Sequence[str]) -> str:
    """Return texts as entries of the shared ones."""
    if texts and _are_plain(texts):
        return f"<si><t>{'</t></si><si><t>'.join(texts)}</t></si>"
    return "".join(f"<si><t>{words}</t></si>" if _are_plain([words]) else _entry(words) for words in texts)


def _are_plain(texts: Sequence[str]) -> bool:
    """Return whether texts stand between their tags as they are: nothing is escaped, no blank begins or ends one."""
    words = f"|{'|'.join(texts)}|"
    return words.isprintable() and not any(sign in words for sign in _ESCAPED)


def _entry(words: str) -> str:
    writer = SharedStrings()
    writer.fh = io.StringIO()
    writer._write_si(shared_entry(words))
    return str(writer.fh.getvalue())
