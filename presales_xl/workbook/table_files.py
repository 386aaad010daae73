"""Files with tables that people exchange: CSV (or text with tabs or semicolons) and workbooks, in and out.

CSV files are written as UTF-8 with a mark, so that Excel shows Chinese. A text that Excel would take for a
formula gets an apostrophe before it, which reading takes away again.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from operator import itemgetter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from presales_xl.files import decoded, new_text
from presales_xl.people.plain_rows import BLOCK, plain_rows
from presales_xl.people.table import (
    HEAD_ROWS,
    Coded,
    Knows,
    Table,
    Value,
    any_value,
    counting,
    header_place,
    mark,
    no_header,
    of_sheet,
    without_others,
)
from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail
from presales_xl.texts import Lang
from presales_xl.workbook import hand_made

WORKBOOKS = (".xlsx", ".xlsm")
CSV_TEXTS = (".csv", ".txt", ".tsv")
#: Bytes of a file from which on it is worth while to look whether it is plain.
LARGE = 1 << 20
_HEAD = 1 << 16  # bytes by which it is found what parts fields
_DELIMITERS = ",\t;"
_MARKUP = (b"<?xml", b"<html", b"<table")
_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)  # how exports keep the zeros of an id: ="00123"
_QUOTED = re.compile(f'[{_DELIMITERS}"\r\n\0]')  # what puts a field into quotes, or is none for a file
_ZIP, _OLE, _UTF_16 = b"PK", b"\xd0\xcf\x11\xe0", (b"\xff\xfe", b"\xfe\xff")

#: A column, or a row, to be written: texts stay texts, None and NaN are blank; bytes are ids of letters and figures.
Cells = Sequence[str | int | float | None] | NDArray[np.bytes_]


def read(path: Path, knows: Knows = no_header) -> tuple[Table, list[Problem]]:
    """Return the table in a file, and warnings about what was left out of it.

    `knows` says of a header whether the reader needs the column that it names: by that the header is found below
    titles, and rows of totals are left out. Of a workbook it is the sheet with such a column, else the first that holds
    anything.
    ProblemsError: what `files.decoded` and the guarded reader raise, `table.empty`, `table.too_wide` (a row with more
    fields than the header), `table.several` (sheets with such a column), `table.second`, `table.csv`.
    """
    if path.suffix.casefold() not in WORKBOOKS and _is_text(path):
        return _read_csv(path, knows), []
    read = hand_made.sheets(path)
    filled = {name: rows for name, rows in read.items() if any(map(any_value, rows))}
    if not filled:
        raise fail("table.empty", Place(file=str(path)))
    widths = {name: _width(rows, knows) for name, rows in filled.items()}
    known = [name for name, width in widths.items() if 2 * width > max(widths.values())]  # a sheet of notes is narrow
    if len(known) > 1:
        raise fail("table.several", Place(file=str(path)), names=known)
    used = known[0] if known else next(iter(filled))
    fields = {"used": used, "others": [name for name in filled if name != used]}
    ignored = [Problem("table.other_sheets", Place(file=str(path)), fields, "warning")] if len(filled) > 1 else []
    return of_sheet(str(path), used, filled[used], knows=knows, merged=read.merged.get(used, ())), ignored


def _width(rows: Sequence[Sequence[Value]], knows: Knows) -> int:
    """Return how many cells the row has that may be a header, 0 where none may."""
    heads = (row for row in rows[: 2 * HEAD_ROWS] if any(isinstance(cell, str) and knows(cell) for cell in row))
    return max((sum(map(any_value, ([cell] for cell in row))) for row in heads), default=0)


def _is_text(path: Path) -> bool:
    """Return whether a file may be a CSV file, and no workbook or whatever else the guard knows by its bytes."""
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError:  # reading it in earnest says why
        return True
    is_binary = head.startswith((_ZIP, _OLE)) or (b"\0" in head and not head.startswith(_UTF_16))
    return not (is_binary or head.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(_MARKUP))


def _read_csv(path: Path, knows: Knows) -> Table:
    """Return the table in a CSV file, a large plain one without a look at each line."""
    is_large = path.is_file() and path.stat().st_size >= LARGE
    return (_read_plain(path, knows) if is_large else None) or _read_lines(path, knows)


def _read_plain(path: Path, knows: Knows) -> Table | None:
    """Return the table that `_read_lines` returns, None where the file is not surely plain.

    It begins with its header, and all below it is plain.
    """
    with suppress(OSError, UnicodeDecodeError):  # reading it in earnest says why
        content = path.read_bytes()
        start = content.find(b"\n") + 1
        title = content[:start]
        header, encoding = _decoded_header(title)
        text = header + content[start : start + _HEAD].decode(encoding, "ignore")  # whose last sign may be cut
        delimiter = _delimiter(text, knows)
        fields = text.partition("\n")[0].rstrip("\r").split(delimiter)
        needed = [place for place, field in enumerate(fields) if knows(field.strip())]
        if len(needed) != 1 or fields[needed[0]][-1:].isdigit() or b'"' in title or b"\0" in title:
            return None
        rows = plain_rows(content, start, width=len(fields), delimiter=delimiter, ids=needed[0], encoding=encoding)
        if rows is None or header_place([fields, *rows[: HEAD_ROWS - 1]], knows):
            return None
        names = tuple(" ".join(field.split()) for field in fields)
        lines = range(2, len(rows) + 2)
        return Table(file=str(path), sheet="", header=names, rows=rows, lines=lines, header_line=1, typed=False)
    return None


def _decoded_header(title: bytes) -> tuple[str, str]:
    """Return the first line of a file as `decoded` would, and the encoding that all lines below must have for that."""
    try:
        return title.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        if title.startswith((codecs.BOM_UTF8, *_UTF_16)):
            raise
        return title.decode("gb18030"), "ascii"


def _read_lines(path: Path, knows: Knows) -> Table:
    text = decoded(path)
    place = Place(file=str(path))
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text, knows), strict=True)
    rows, numbers, start = [], [], 1
    has_texts = '="' in text
    try:
        for row in lines:
            if any(map(str.strip, row)):
                rows.append([_unquoted(field) for field in row] if has_texts else row)
                numbers.append(start)
            start = lines.line_num + 1
    except csv.Error as error:
        raise fail("table.csv", Place(file=str(path), line=start), found=str(error)) from None
    if not rows:
        raise fail("table.empty", place)
    at = header_place(rows[:HEAD_ROWS], knows)
    header = tuple(" ".join(field.split()) for field in rows[at])
    width = len(header)
    if wide := [line for line, row in zip(numbers[at:], rows[at:], strict=True) if any(row[width:])]:
        raise ProblemsError(
            Problem("table.too_wide", Place(file=str(path), line=line), {"expected": width}) for line in wide
        )
    even = [row if len(row) == width else [*row[:width], *[""] * (width - len(row))] for row in rows]
    _, below = counting(even, knows)
    table = Table(
        file=str(path),
        sheet="",
        header=header,
        rows=[even[place] for place in below],
        lines=[numbers[place] for place in below],
        header_line=numbers[at],
        typed=False,
    )
    return without_others(table, knows)


def _unquoted(field: str) -> str:
    return _AS_TEXT.sub(r"\1", field) if field.startswith('="') else field


def _delimiter(text: str, knows: Knows) -> str:
    """Return what parts fields: by which a header is found, be it below a title with commas; else by the first line."""
    lines = [line for line in text.splitlines()[: 2 * HEAD_ROWS] if line.strip()] or [""]

    def by(delimiter: str) -> tuple[int, int]:
        known = (sum(knows(field.strip('"')) for field in line.split(delimiter)) for line in lines)
        return max(known), lines[0].count(delimiter)

    return max(_DELIMITERS, key=by)


def write(path: Path, columns: Mapping[str, Cells], lang: Lang) -> None:
    """Write a table, its columns by their headers, whole or not at all, as CSV or, by its name, as a workbook.

    ProblemsError: `table.suffix` for a name of another kind, `file.locked` when the target is open elsewhere.
    """
    if path.suffix.casefold() == WORKBOOKS[0]:
        _write_workbook(path, columns, lang)
        return
    starts = range(0, max(map(len, columns.values()), default=0), BLOCK)
    write_blocks(path, ({key: cells[at : at + BLOCK] for key, cells in columns.items()} for at in starts or [0]), lang)


def write_blocks(path: Path, blocks: Iterable[Mapping[str, Cells | Coded]], lang: Lang) -> None:
    """Write a table as `write` does, a block of rows after the other; there is one, all have the same columns."""
    suffix = path.suffix.casefold()
    if suffix == WORKBOOKS[0]:
        columns: dict[str, list[str | int | float | None]] = {}
        for block in blocks:
            for key, cells in block.items():
                columns.setdefault(key, []).extend(_coded(cells).listed())
        _write_workbook(path, columns, lang)
    elif suffix in CSV_TEXTS:
        _write_csv(path, blocks, "\t" if suffix == ".tsv" else ",")
    else:
        raise fail("table.suffix", Place(file=str(path)), known=[".csv", WORKBOOKS[0]])


def of_rows(header: Sequence[str], rows: Sequence[Cells]) -> dict[str, Cells]:
    """Return a table that is given row by row as its columns by their headers."""
    return {title: [row[place] for row in rows] for place, title in enumerate(header)}


def _write_csv(path: Path, blocks: Iterable[Mapping[str, Cells | Coded]], delimiter: str) -> None:
    with new_text(path, "utf-8-sig") as file:
        writer = csv.writer(file, delimiter=delimiter)
        for number, block in enumerate(blocks):
            if number == 0:
                writer.writerow(block)
            columns = [_fields(cells) for cells in block.values()]
            if len(columns) > 1 and all(column.is_bare for column in columns):
                file.write(_rows(columns, delimiter))
            else:  # which puts fields into quotes
                writer.writerows(zip(*(column.texts() for column in columns), strict=True))


def _rows(columns: Sequence["_Fields"], delimiter: str) -> str:
    """Return rows as the writer of the standard library does, without its looks: field beside field, without blanks."""
    parts: list[NDArray[np.uint8]] = []
    for number, column in enumerate(columns, 1):
        end = np.frombuffer(delimiter.encode() if number < len(columns) else b"\r\n", dtype=np.uint8)
        fields = column.encoded()
        parts += [fields, np.broadcast_to(end, (len(fields), len(end)))]
    return np.concatenate(parts, axis=1).tobytes().translate(None, b"\0").decode()


class _Fields:
    """A column as CSV fields, of many equal ones each once: numbers in full, whole ones without point."""

    def __init__(self, cells: Cells | Coded) -> None:
        self._coded = _coded(cells)
        self._fields = list(map(_field, self._coded.cells))
        #: Whether all stay without quotes.
        self.is_bare = not _QUOTED.search("".join(self._fields))

    def texts(self) -> list[str]:
        """Return the fields of all rows."""
        return [self._fields[place] for place in self._coded.places.tolist()]

    def encoded(self) -> NDArray[np.uint8]:
        """Return the fields of all rows in UTF-8, a row each with zeros at its end."""
        fields = np.array([field.encode() for field in self._fields] or [b""], dtype=np.bytes_)
        return _bytes_of(fields[self._coded.places])


class _Plain(_Fields):
    """A column of bytes that stand in the file as they are."""

    def __init__(self, cells: NDArray[np.bytes_]) -> None:
        self._cells = cells
        self.is_bare = True

    def texts(self) -> list[str]:
        """Return the fields of all rows."""
        return [cell.decode() for cell in self._cells.tolist()]

    def encoded(self) -> NDArray[np.uint8]:
        """Return the fields of all rows, a row each with zeros at its end."""
        return _bytes_of(self._cells)


def _bytes_of(cells: NDArray[np.bytes_]) -> NDArray[np.uint8]:
    return cells.view(np.uint8).reshape(len(cells), cells.itemsize)


def _fields(cells: Cells | Coded) -> _Fields:
    if isinstance(cells, np.ndarray) and not np.strings.startswith(cells, b"-").any():
        return _Plain(cells)
    return _Fields(cells)


def _coded(cells: Cells | Coded) -> Coded:
    if isinstance(cells, Coded):
        return cells
    listed = cells.astype(str).tolist() if isinstance(cells, np.ndarray) else cells
    places = {cell: place for place, cell in enumerate(dict.fromkeys(listed))}
    return Coded(list(places), np.fromiter(map(places.__getitem__, listed), np.int64, len(listed)))


def _field(value: str | int | float | None) -> str:
    if isinstance(value, str):
        return mark(value)
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return ""
    is_whole = isinstance(value, float) and value.is_integer() and abs(value) < 1e15
    return str(int(value)) if is_whole else repr(value)


def _write_workbook(path: Path, columns: Mapping[str, Cells], lang: Lang) -> None:
    # Whoever reads and writes CSV, as `score` mostly does, need not wait for XlsxWriter and the look of workbooks.
    from presales_xl.workbook.layout import sheet_name  # noqa: PLC0415
    from presales_xl.workbook.style import Style, new_workbook  # noqa: PLC0415
    from presales_xl.workbook.table_sheet import SheetColumn, SheetTable, write_sheet  # noqa: PLC0415

    described: list[SheetColumn[Sequence[str | float | None]]] = [
        SheetColumn(str(place), title, itemgetter(place), width=14) for place, title in enumerate(columns)
    ]
    table = SheetTable(described, list(zip(*columns.values(), strict=True)), head_height=None, plain=True)
    with new_workbook(path, lang, title=path.stem) as book:
        write_sheet(book.add_worksheet(sheet_name(path.stem)), Style(book, lang), table, title=path.stem)
