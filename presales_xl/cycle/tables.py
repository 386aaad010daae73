"""Tables that people exchange: CSV (or text with tabs or semicolons) and sheets of a workbook, in and out.

A table knows where each of its cells stands, so that a message can name file and line, or file, sheet and
cell.

CSV files are written as UTF-8 with a mark, so that Excel shows Chinese. A text that Excel would take for a
formula gets an apostrophe before it, which reading takes away again.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlsxwriter.utility import xl_rowcol_to_cell

from presales_xl.files import decoded, new_text
from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail
from presales_xl.texts import Lang
from presales_xl.workbook import reader
from presales_xl.workbook.reader import CellError, Value
from presales_xl.workbook.style import Style, new_workbook, page

WORKBOOKS = (".xlsx", ".xlsm")
CSV_TEXTS = (".csv", ".txt", ".tsv")
_DELIMITERS = ",\t;"
_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"
#: Texts that Excel takes for formulas when it opens a CSV file, marked or not; a negative number is none.
_FORMULA = re.compile(r"'*([=+@\t\r]|-(?!\d+(\.\d+)?$))")

#: One column to be written: texts stay texts, None and NaN are blank.
Cells = Sequence[str | int | float | None]


@dataclass(frozen=True)
class Table:
    """A header and rows below it, each as wide as the header.

    `lines` are the rows' numbers in the file, from 1.
    `typed` says that values come from a workbook, where a text is never a number.
    """

    file: str
    sheet: str
    header: tuple[str, ...]
    rows: Sequence[Sequence[Value]]
    lines: Sequence[int]
    header_line: int
    typed: bool

    def place(self, row: int | None = None, column: int | None = None) -> Place:
        """Return where a row or one of its cells stands; the header's cell for a column alone."""
        line = self.header_line if row is None else self.lines[row]
        if not self.sheet:
            field = self.header[column] if column is not None else ""
            return Place(file=self.file, line=line if row is not None else 0, field=field)
        cell = "" if row is None and column is None else xl_rowcol_to_cell(line - 1, column or 0)
        return Place(file=self.file, sheet=self.sheet, cell=cell)

    def column(self, place: int) -> list[Value]:
        """Return the values of one column."""
        return [row[place] for row in self.rows]

    def text(self, row: int, column: int) -> str | None:
        """Return a name or id as somebody typed it, None for a value that is no text (a date, an error)."""
        value = as_text(self.rows[row][column])
        return value if self.typed or value is None else unmark(value)


def normal(header: str) -> str:
    """Return a header as headers are compared: without width, case and blanks around it."""
    return unicodedata.normalize("NFKC", header).strip().casefold()


def as_text(value: Value) -> str | None:
    """Return a name or id as somebody typed it, None for a value that is no text (a date, an error)."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def read(path: Path) -> tuple[Table, list[Problem]]:
    """Return the table in a file, and warnings about what was left out of it.

    Of a workbook it is the first sheet that holds anything. ProblemsError: what `files.decoded` and the
    guarded reader raise, `table.empty`, `table.too_wide` (a row with more fields than the header).
    """
    if path.suffix.casefold() not in WORKBOOKS and not _is_workbook(path):
        return _read_csv(path), []
    sheets = {name: rows for name, rows in reader.read_one(path).items() if any(map(any_value, rows))}
    if not sheets:
        raise fail("table.empty", Place(file=str(path)))
    first, *others = sheets
    fields = {"used": first, "others": others}
    ignored = [Problem("table.other_sheets", Place(file=str(path)), fields, "warning")] if others else []
    return of_sheet(str(path), first, sheets[first]), ignored


def of_sheet(file: str, sheet: str, rows: Sequence[Sequence[Value]]) -> Table:
    """Return a sheet as a table: its first row that is not blank is the header. Blank rows are left out."""
    filled = [(number, row) for number, row in enumerate(rows, 1) if any_value(row)]
    if not filled:
        raise fail("table.empty", Place(file=file, sheet=sheet))
    header_line, header = filled[0]
    names = tuple(as_text(cell) or "" for cell in header)
    lines = [number for number, _ in filled[1:]]
    return Table(file, sheet, names, [row for _, row in filled[1:]], lines, header_line, typed=True)


def any_value(row: Iterable[Value]) -> bool:
    """Return whether any cell of a row holds something."""
    return any(bool(value.strip()) if isinstance(value, str) else value is not None for value in row)


def _is_workbook(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4).startswith((_ZIP, _OLE))
    except OSError:  # reading it in earnest says why
        return False


def _read_csv(path: Path) -> Table:
    text = decoded(path)
    place = Place(file=str(path))
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header: tuple[str, ...] = ()
    rows, numbers, wide, start, header_line = [], [], [], 1, 1
    try:
        for row in lines:
            if not any(map(str.strip, row)):
                pass
            elif not header:
                header, header_line = tuple(field.strip() for field in row), start
            else:
                if len(row) > len(header) and any(row[len(header) :]):
                    wide.append(start)
                rows.append([*row[: len(header)], *[""] * (len(header) - len(row))])
                numbers.append(start)
            start = lines.line_num + 1
    except csv.Error as error:
        raise fail("table.csv", Place(file=str(path), line=start), found=str(error)) from None
    if not header:
        raise fail("table.empty", place)
    if wide:
        fields = {"expected": len(header)}
        raise ProblemsError(Problem("table.too_wide", Place(file=str(path), line=at), fields) for at in wide)
    return Table(str(path), "", header, rows, numbers, header_line, typed=False)


def unmark(text: str) -> str:
    """Return a text without the apostrophe that `mark` put before it."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def mark(text: str) -> str:
    """Return a text as a CSV file holds it: with an apostrophe before it where Excel would see a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def write(path: Path, header: Sequence[str], columns: Sequence[Cells], lang: Lang) -> None:
    """Write a table whole or not at all, as CSV or, by its name, as a workbook.

    ProblemsError: `table.suffix` for a name of another kind, `file.locked` when the target is open elsewhere.
    """
    suffix = path.suffix.casefold()
    if suffix == WORKBOOKS[0]:
        _write_workbook(path, header, columns, lang)
    elif suffix in CSV_TEXTS:
        _write_csv(path, header, columns, "\t" if suffix == ".tsv" else ",")
    else:
        raise fail("table.suffix", Place(file=str(path)), known=[".csv", WORKBOOKS[0]])


def _write_csv(path: Path, header: Sequence[str], columns: Sequence[Cells], delimiter: str) -> None:
    with new_text(path, "utf-8-sig") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(header)
        writer.writerows(zip(*map(_shown, columns), strict=True))


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


def _write_workbook(path: Path, header: Sequence[str], columns: Sequence[Cells], lang: Lang) -> None:
    with new_workbook(path) as book:
        style = Style(book, lang)
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, header, style.header())
        for place, column in enumerate(columns):
            for row, value in enumerate(column, 1):
                if isinstance(value, str):
                    sheet.write_string(row, place, value)
                elif value is not None and value == value:  # noqa: PLR0124 - NaN
                    sheet.write_number(row, place, value)
        sheet.set_column(0, len(header) - 1, 14)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(columns[0]) if columns else 0, len(header) - 1)
        page(sheet, lang, landscape=True, title=path.stem, repeat=(0, 0))


__all__ = ["CellError", "Table", "Value", "as_text", "mark", "normal", "of_sheet", "read", "unmark", "write"]
