"""Reads documents that companies have as tables and lines of text: workbooks, Word documents, CSV files, texts.

They come from anywhere, so they are looked into in the process that reads workbooks, and by the guard first.
"""

import csv
import io
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import xlrd
from python_calamine import CalamineWorkbook, SheetTypeEnum

from presales_xl.design.imported import outlines, word_text
from presales_xl.design.imported.column_headings import purpose
from presales_xl.design.imported.source import NUMBERING, Document, Grid, Passage, Spot, cleaned, grid, passage_of
from presales_xl.files import decoded
from presales_xl.people.table import cell_name
from presales_xl.scheme.errors import OtherKindError, Place, fail
from presales_xl.workbook import file_kinds, guard, reader
from presales_xl.workbook.sheet_xml import SENT

_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"
_OLD_WORKBOOK = ("Workbook", "Book")  # the stream of an .xls file, in UTF-16
_BESIDE = re.compile(r"\t+|\s*\|\s*|[ \u3000]{2,}|\u3000")
_RULED = re.compile(r"[\s|:+=-]+")  # a line of signs that parts rows of a table in a text
_MOST_CELLS = 100_000
_QUOTED = re.compile('"[^"]*"')
#: What no formula holds: punctuation of sentences.
_APART = re.compile("(?<=\\S) (?=[当若如]|达到|低于|每)")  # between what is calculated and what that gives
_SENTENCE = re.compile("[，。；、]")
_SUM = re.compile(r"=\s*SUM\(([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})\)", re.IGNORECASE)
#: Characters that forms are full of, in both spellings.
_USUAL = re.compile("[的分指标標考核權权重评評準准每次得扣率客戶户滿满意度]")
_PERCENT = re.compile(r"0(?:\.(0+))?%")

#: A merged area: its first and last row and column, from 0.
_Area = tuple[int, int, int, int]


def read(path: Path) -> Document:
    """Return what a document holds; ProblemsError `imported.…` or `file.…` says why it cannot be read."""
    return reader.read_in(reader.reading_process(), path, parse)


def parse(path: Path) -> Document:
    """Read a document in this very process; a harmful one may bring it down. See `read`."""
    data = guard.bytes_of(path)
    if not data:
        raise fail("file.empty")
    if len(data) > SENT.file:
        raise fail("file.too_big", limit=SENT.file // 2**20)
    try:
        blocks = list(_blocks(path, data))
    except OtherKindError as error:
        raise fail("imported.kind", Place(file=str(path)), found=error.problems[0].fields["found"]) from None
    if not blocks:
        raise fail("imported.no_text", Place(file=str(path)))
    return Document(path.stem, blocks)


def _blocks(path: Path, data: bytes) -> Iterator[Grid | Passage]:
    """Yield what a file holds, told by its bytes and not by its name."""
    if data.startswith(_ZIP):
        parts = guard.unpacked(data)
        if word_text.PART in parts:
            yield from word_text.blocks(parts[word_text.PART])
        else:
            yield from _workbook(guard.check_bytes(data).data)
    elif data.startswith(_OLE) and any(name.encode("utf-16-le") in data for name in _OLD_WORKBOOK):
        yield from _old_workbook(data)
    else:
        refused = file_kinds.no_zip(data)
        if data.startswith(_OLE) and refused.problems[0].fields.get("found") == file_kinds.OLD_WORKBOOK:
            raise fail("file.maybe_encrypted")  # no stream of an old workbook, nor of anything else that is known
        if refused.problems[0].fields.get("found") != "CSV / TXT":
            raise refused
        written = _traditional(data) or decoded(path)
        yield from _text(written, is_table=_is_csv(path, written))


def _is_csv(path: Path, written: str) -> bool:
    """Return whether a text is a table of fields; one that is called a workbook was a CSV file before."""
    kind = path.suffix.casefold()
    return kind in (".csv", ".tsv") or (kind.startswith(".xls") and any(sign in written for sign in ",\t;"))


def _traditional(data: bytes) -> str:
    """Return the text of a file in Big5, "" of any other: it reads as GB 18030, too, but as characters nobody uses."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        texts = [data.decode(encoding, errors="ignore") for encoding in ("gb18030", "big5")]
        usual = [len(_USUAL.findall(written)) for written in texts]
        return texts[1] if usual[1] > usual[0] else ""
    return ""


def _workbook(data: bytes) -> Iterator[Grid]:
    """Yield the sheets of a workbook with what their cells show: percentages as such."""
    with warnings.catch_warnings():  # of what the library does not keep, which is no text
        warnings.simplefilter("ignore", UserWarning)
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    formulas = _formulas(data)
    for sheet in book.worksheets:
        of_sheet = _computed(formulas.get(sheet.title, {}), sheet)
        values = [
            [_shown(of_sheet.get(cell.coordinate, cell.value), cell.number_format) for cell in row]
            for row in sheet.iter_rows()
        ]
        areas = [(a.min_row - 1, a.min_col - 1, a.max_row - 1, a.max_col - 1) for a in sheet.merged_cells.ranges]
        if made := _sheet(sheet.title, values, areas):
            yield made


def _formulas(data: bytes) -> Mapping[str, Mapping[str, str]]:
    """Return the formulas of a workbook that has some, by sheet and cell."""
    parts = guard.unpacked(data)
    if not any(b"<f>" in part or b"<f " in part for name, part in parts.items() if "worksheets/" in name):
        return {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        sheet.title: {
            cell.coordinate: str(cell.value) for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
        }
        for sheet in book.worksheets
    }


def _computed(formulas: Mapping[str, str], sheet: Any) -> Mapping[str, object]:
    """Return what formulas give that no program has computed yet: a sum of numbers, else the formula as it stands."""
    found: dict[str, object] = {}
    for cell, formula in formulas.items():
        if sheet[cell].value is not None:
            continue
        match = _SUM.fullmatch(formula)
        area = [each.value for row in sheet[match[1]] for each in row] if match else []
        numbers = [value for value in area if isinstance(value, int | float)]
        found[cell] = sum(numbers) if numbers and len(numbers) == len([v for v in area if v is not None]) else formula
    return found


def _worded(formula: str) -> str:
    """Return a formula as it stands, without its sign where it is a sentence that somebody began with one."""
    is_told = _SENTENCE.search(_QUOTED.sub("", formula))
    return _APART.sub("\n", formula[1:].lstrip()) if is_told else formula


def _old_workbook(data: bytes) -> Iterator[Grid]:
    """Yield the sheets of an .xls file."""
    shares = _shown_as_shares(data)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            named = [each.name for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
            sheets = [(name, book.get_sheet_by_name(name)) for name in named]
            raw = [(name, each.to_python(skip_empty_area=False), each.merged_cell_ranges) for name, each in sheets]
    except MemoryError:
        raise
    except BaseException as error:  # calamine's panics are no Exceptions
        if "password" in str(error).lower():
            raise fail("file.encrypted") from None
        raise file_kinds.no_zip(data) from None
    for name, lines, merged in raw:
        values = [
            [_shown(value, "0%" if (name, row, at) in shares else "") for at, value in enumerate(line)]
            for row, line in enumerate(lines)
        ]
        if made := _sheet(name, values, [(*first, *last) for first, last in merged or ()]):
            yield made


def _shown_as_shares(data: bytes) -> set[tuple[str, int, int]]:
    """Return sheet, row and column of the numbers of an .xls file that are shown in per cent; none of a damaged one."""
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    except Exception:
        return set()
    formats = [book.format_map[each.format_key].format_str for each in book.xf_list]
    return {
        (sheet.name, row, at)
        for sheet in book.sheets()
        for row in range(sheet.nrows)
        for at in range(sheet.row_len(row))
        if sheet.cell_type(row, at) == xlrd.XL_CELL_NUMBER and _PERCENT.search(formats[sheet.cell_xf_index(row, at)])
    }


def _shown(value: Any, number_format: str = "General") -> str:
    """Return what a cell shows, as far as it matters: whole numbers without a point, percentages with their sign."""
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith("="):
        return _worded(value)
    if isinstance(value, bool | str):
        return str(value)
    if isinstance(value, int | float):
        if _PERCENT.search(number_format):
            return f"{round(value * 100, 8):.12g}%"
        return f"{round(value, 10):.12g}"
    return str(value).removesuffix(" 00:00:00")


def _sheet(name: str, values: Sequence[Sequence[str]], merged: Sequence[_Area]) -> Grid | None:
    """Return a sheet as a table, what is merged in each of its cells."""
    if sum(map(len, values)) > _MOST_CELLS:
        raise fail("file.too_many_cells", found=sum(map(len, values)), limit=_MOST_CELLS)
    rows = [
        [
            (written, Spot(sheet=name, row=row + 1, column=at + 1, cell=cell_name(row + 1, at)), False)
            for at, written in enumerate(line)
        ]
        for row, line in enumerate(values)
    ]
    for top, left, bottom, right in merged:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        written, spot, _ = rows[top][left]
        for row in rows[top : bottom + 1]:
            for at in range(left, min(right + 1, len(row))):
                row[at] = (written, spot, row[at][1] != spot)
    return grid(rows)


def _text(written: str, *, is_table: bool) -> Iterator[Grid | Passage]:
    """Yield the lines of a text; several on end that are parted alike make a table."""
    lines = written.splitlines()
    if not is_table and (outline := outlines.read(lines)):
        yield from outline
        return
    parted = _fields(written, lines) if is_table else [_beside(line) for line in lines]
    waiting: list[_Row] = []
    tables = 0
    for number, cells in [*enumerate(parted, 1), (len(parted) + 1, [])]:
        if len(cells) > 1 or (cells and is_table):
            waiting.append((number, cells, False))
            continue
        if cells and waiting and _goes_on(lines, number):
            waiting.append((number, cells, True))
            continue
        is_between = cells == [] and waiting and number <= len(parted)
        if is_between and (is_table or _RULED.fullmatch(lines[number - 1])):
            continue
        tables += len(waiting) > 1
        yield from _waiting(waiting, tables)
        waiting = []
        if cells and cleaned(cells[0]):
            yield passage_of(cells[0], Spot(row=number))


#: A line of a table: its number, its cells, and whether it goes on the row above it.
_Row = tuple[int, list[str], bool]


def _goes_on(lines: Sequence[str], number: int) -> bool:
    """Return whether a line goes on the row above it: it is set in, below one of several rows that bars part."""
    rows = [line for line in lines[: number - 1] if not line[:1].isspace()]
    return lines[number - 1][:1].isspace() and len(rows) > 1 and all(map(_is_barred, rows[-2:]))


def _is_barred(line: str) -> bool:
    return "|" in line.strip("| ")


def _waiting(waiting: Sequence[_Row], table: int) -> Iterator[Grid | Passage]:
    """Yield rows as a table, a single one as a line."""
    if len(waiting) == 1:
        number, cells, _ = waiting[0]
        yield passage_of(" ".join(cells), Spot(row=number))
    elif waiting:
        rows: list[list[tuple[str, Spot, bool]]] = []
        for number, cells, goes_on in waiting:
            if not goes_on:
                own = _numbered(cells, waiting[0][1])
                rows.append([(cell, Spot(table=table, row=number, column=at), False) for at, cell in enumerate(own, 1)])
                continue
            column = min(_ruled(waiting[0][1]), len(rows[-1]) - 1)
            told = (cells[0], Spot(table=table, row=number, column=column + 1), False)
            rows.append([told if at == column else (cell, spot, True) for at, (cell, spot, _) in enumerate(rows[-1])])
        if made := grid(rows):
            yield made


def _ruled(heads: Sequence[str]) -> int:
    """Return which column what goes on a row belongs to: that of rules, else the last that says what is assessed."""
    kinds = [purpose(passage_of(head, Spot())) for head in heads]
    told = [at for at, kind in enumerate(kinds) if kind in ("name", "about", "target")]
    return kinds.index("rule") if "rule" in kinds else max(told, default=len(heads) - 1)


def _numbered(cells: list[str], heads: Sequence[str]) -> list[str]:
    """Return a row with its number in a cell of its own, as its table has a column for it: 「1. 及时率 | …」."""
    number = NUMBERING.match(cells[0])
    is_short = number is not None and number.end() < len(cells[0]) and len(cells) < len(heads)
    if number is None or not is_short or purpose(passage_of(heads[0], Spot())) != "number":
        return cells
    return [cells[0][: number.end()].strip(), cells[0][number.end() :], *cells[1:]]


def _beside(line: str) -> list[str]:
    """Return the cells of a line of a text."""
    if _RULED.fullmatch(line) or not cleaned(line):
        return []
    body = line.strip(" |\u3000")
    parts = re.split(r"\t", line.rstrip()) if "\t" in line.strip() else _BESIDE.split(body)
    return [part.strip() for part in parts]


def _fields(written: str, lines: Sequence[str]) -> list[list[str]]:
    """Return the fields of a CSV file, parted by what most lines hold; a row with breaks inside counts as one."""
    delimiter = max(",\t;", key=lambda sign: sum(sign in line for line in lines))
    try:
        return list(csv.reader(io.StringIO(written, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise fail("table.csv", found=str(error)) from None
