"""Files with tables that people exchange: CSV (or text with tabs or semicolons) and workbooks, in and out.

CSV files are written as UTF-8 with a mark, so that Excel shows Chinese. A text that Excel would take for a
formula gets an apostrophe before it, which reading takes away again.
"""

import csv
import io
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from xml.sax.saxutils import unescape
from zipfile import ZipFile

from presales_xl.files import decoded, new_text
from presales_xl.people.table import (
    HEAD_ROWS,
    Knows,
    Shown,
    Table,
    Value,
    any_value,
    header_place,
    is_total,
    mark,
    no_header,
    of_sheet,
)
from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail
from presales_xl.texts import Lang
from presales_xl.workbook import reader
from presales_xl.workbook.reader import Sheets

WORKBOOKS = (".xlsx", ".xlsm")
CSV_TEXTS = (".csv", ".txt", ".tsv")
_DELIMITERS = ",\t;"
_FORMAT_CODE = re.compile(rb'formatCode="([^"]*)"')
_MERGED = re.compile(rb'mergeCell\s+ref="[A-Z]+(\d+):[A-Z]+(\d+)"')
#: Of a number format: what shows no character of its own; a place for a digit, or a text in one of three spellings.
_ASIDE = re.compile(r"\[[^\]]*\]|[_*].")
_TOKEN = re.compile(r'([0#?])|"([^"]*)"|\\(.)|([-/ ()])')
_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"

#: A column, or a row, to be written: texts stay texts, None and NaN are blank.
Cells = Sequence[str | int | float | None]


def read(path: Path, knows: Knows = no_header) -> tuple[Table, list[Problem]]:
    """Return the table in a file, and warnings about what was left out of it.

    `knows` says of a header whether the reader needs the column that it names: by that the header is found below
    titles, and rows of totals are left out. Of a workbook it is the first sheet with such a column, else the first that
    holds anything.
    ProblemsError: what `files.decoded` and the guarded reader raise, `table.empty`, `table.too_wide` (a row with more
    fields than the header).
    """
    if path.suffix.casefold() not in WORKBOOKS and not _is_workbook(path):
        return _read_csv(path, knows), []
    read = sheets(path)
    filled = {name: rows for name, rows in read.items() if any(map(any_value, rows))}
    if not filled:
        raise fail("table.empty", Place(file=str(path)))
    used = next((name for name, rows in filled.items() if _has(rows, knows)), next(iter(filled)))
    fields = {"used": used, "others": [name for name in filled if name != used]}
    ignored = [Problem("table.other_sheets", Place(file=str(path)), fields, "warning")] if len(filled) > 1 else []
    return of_sheet(str(path), used, filled[used], knows=knows, merged=read.merged.get(used, ())), ignored


def _has(rows: Sequence[Sequence[Value]], knows: Knows) -> bool:
    return any(knows(cell) for row in rows[: 2 * HEAD_ROWS] for cell in row if isinstance(cell, str))


def sheets(path: Path) -> Sheets:
    """Return the sheets of a workbook that somebody made by hand, with what calamine does not tell of cells.

    Ids that a number format shows with leading zeros are `Shown`, and `merged` is set. ProblemsError as
    `reader.read_one`.
    """
    return reader.read_in(reader.reading_process(), path, parse=_by_hand)


def _is_workbook(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4).startswith((_ZIP, _OLE))
    except OSError:  # reading it in earnest says why
        return False


def _read_csv(path: Path, knows: Knows) -> Table:
    text = decoded(path)
    place = Place(file=str(path))
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows, numbers, start = [], [], 1
    try:
        for row in lines:
            if any(map(str.strip, row)):
                rows.append(row)
                numbers.append(start)
            start = lines.line_num + 1
    except csv.Error as error:
        raise fail("table.csv", Place(file=str(path), line=start), found=str(error)) from None
    if not rows:
        raise fail("table.empty", place)
    at = header_place(rows[:HEAD_ROWS], knows)
    header = tuple(field.strip() for field in rows[at])
    width, needed = len(header), [place for place, name in enumerate(header) if knows(name)]
    body: list[list[str]] = []
    body_lines: list[int] = []
    wide: list[int] = []
    for line, row in zip(numbers[at + 1 :], rows[at + 1 :], strict=True):
        even = row if len(row) == width else [*row[:width], *[""] * (width - len(row))]
        if any(row[width:]):
            wide.append(line)
        elif not is_total(even, needed):
            body.append(even)
            body_lines.append(line)
    if wide:
        raise ProblemsError(
            Problem("table.too_wide", Place(file=str(path), line=line), {"expected": width}) for line in wide
        )
    return Table(
        file=str(path), sheet="", header=header, rows=body, lines=body_lines, header_line=numbers[at], typed=False
    )


# What calamine does not tell of cells: openpyxl does, which is slower and asked only where a workbook has any of it.


def _by_hand(path: Path) -> Sheets:
    """Check and read a workbook in this very process, as `reader.parse`, and add what `sheets` tells of."""
    read = reader.parse(path)
    if not _has_more(path):
        return read
    import openpyxl  # noqa: PLC0415 - few tables of people need it, and it is slow to import

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what it does not know
            book = openpyxl.load_workbook(path, data_only=True)
        for sheet in book.worksheets:
            rows = read.get(sheet.title, [])
            read.merged[sheet.title] = [
                (each.min_row - 1, each.min_col - 1, each.max_row - 1, each.max_col - 1)
                for each in sheet.merged_cells.ranges
            ]
            for row, cells in zip(rows, sheet.iter_rows(max_row=len(rows)), strict=False):
                for place, cell in enumerate(cells[: len(row)]):
                    value = row[place]
                    if type(value) is int and (shown := shown_by(value, str(cell.number_format))):
                        row[place] = Shown.of(value, shown)
    except MemoryError:  # this process is spent
        raise
    except Exception as error:  # what it does not understand, it has many words for
        raise fail("file.unparsed", reason=f"{type(error).__name__}: {error}"[:200]) from None
    return read


def _has_more(path: Path) -> bool:
    """Return whether a workbook has cells merged over several rows, or a format that shows numbers otherwise."""
    with ZipFile(path) as archive:
        for name in archive.namelist():
            part = name.casefold()
            if part.endswith("styles.xml"):
                codes = (unescape(code.decode(), {"&quot;": '"'}) for code in _FORMAT_CODE.findall(archive.read(name)))
                if any(shown_by(1, code) for code in codes):
                    return True
            elif "worksheets/" in part and any(top != bottom for top, bottom in _MERGED.findall(archive.read(name))):
                return True
    return False


def shown_by(number: int, code: str) -> str:
    """Return how a number format shows an id: 123 by `00000` as 00123, by `"E"000` as E123; "" where as any number."""
    section = _ASIDE.sub("", code.partition(";")[0])
    tokens = list(_TOKEN.finditer(section))
    places = [token[1] for token in tokens if token[1]]
    if number < 0 or "0" not in places or "".join(token[0] for token in tokens) != section:
        return ""
    digits = list(str(number).zfill(len(places) - places.index("0")))
    shown, left = "", len(places)
    for token in reversed(tokens):
        if not token[1]:
            shown = (token[2] or token[3] or token[4]) + shown
            continue
        left -= 1
        while digits:
            shown = digits.pop() + shown
            if left:
                break
    is_plain = shown.startswith(str(number))  # or has only a unit behind it
    return "" if is_plain else shown


def write(path: Path, columns: Mapping[str, Cells], lang: Lang) -> None:
    """Write a table, its columns by their headers, whole or not at all, as CSV or, by its name, as a workbook.

    ProblemsError: `table.suffix` for a name of another kind, `file.locked` when the target is open elsewhere.
    """
    suffix = path.suffix.casefold()
    if suffix == WORKBOOKS[0]:
        _write_workbook(path, columns, lang)
    elif suffix in CSV_TEXTS:
        _write_csv(path, columns, "\t" if suffix == ".tsv" else ",")
    else:
        raise fail("table.suffix", Place(file=str(path)), known=[".csv", WORKBOOKS[0]])


def of_rows(header: Sequence[str], rows: Sequence[Cells]) -> dict[str, Cells]:
    """Return a table that is given row by row as its columns by their headers."""
    return {title: [row[place] for row in rows] for place, title in enumerate(header)}


def _write_csv(path: Path, columns: Mapping[str, Cells], delimiter: str) -> None:
    with new_text(path, "utf-8-sig") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(columns)
        writer.writerows(zip(*map(_shown, columns.values()), strict=True))


def _shown(column: Cells) -> Iterator[str]:
    """Yield a column as CSV fields: numbers in full, whole ones without a point."""
    seen: dict[str | int | float | None, str] = {}
    for value in column:
        if value not in seen:
            seen[value] = _field(value)
        yield seen[value]


def _field(value: str | int | float | None) -> str:
    match value:
        case str():
            return mark(value)
        case None:
            return ""
        case float() if value != value:  # noqa: PLR0124 - NaN
            return ""
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
    return repr(value)


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
